//! The targets of fuzzing: each takes any bytes, and panics if phasebook breaks a rule.
//!
//! libFuzzer runs them (`fuzz_targets/`), and `cargo test` runs them on the kept inputs (`replay.rs`).

pub mod cutter;
pub mod decoder;
pub mod dump;
mod rewriting;
pub mod routing;
mod slow;
pub mod values;
