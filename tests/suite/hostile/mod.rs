//! Dumps that were made to do harm, or might have been: nothing crashes, hangs or takes unlimited memory, a broken
//! record costs no other record, and each case has its entry in the ledger.
//!
//! Cases that are too large for every run of the tests are in `giants`; they run with `PHASEBOOK_GIANTS=1`.

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
