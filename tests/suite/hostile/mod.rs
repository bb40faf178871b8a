//! Dumps that were made to do harm, or might have been: nothing crashes, hangs or takes memory without
//! end, no record costs its neighbours, and each case has the entry in the ledger that it must have.
//!
//! What is too large for every run of the tests is in `giants` and runs with `PHASEBOOK_GIANTS=1`.

mod bounds;
mod combined;
mod giants;
mod packed;
mod packs;
mod pipe;
mod places;
mod settings;
mod text;
mod values;
