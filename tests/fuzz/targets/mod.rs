//! What is fuzzed: each target takes any bytes, and panics where phasebook does what it must not.
//!
//! libFuzzer runs them (`fuzz_targets/`), and `cargo test` over the inputs that are kept (`replay.rs`).

pub mod cutter;
pub mod decoder;
pub mod dump;
mod rewriting;
pub mod routing;
mod slow;
pub mod values;
