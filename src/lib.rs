//! Phases, service levels and reports of a Mluvii contact centre, from exported JSON.
//!
//! # Flow
//!
//! ```text
//! argv -> Args -> Plan -> files -> records -> dossiers -> phases -> facts -> reports -> bytes
//!                          \________\__________\__________\_________/
//!                              each stage also fills the ledger
//! ```
//!
//! What was read can be kept ([`records`]), beside the facts: a run from that enters the flow at the
//! records, and what two runs have kept becomes what one run over both dumps would have read.
//!
//! Each arrow is a public function from value to value. I/O stands only at the two ends.
//!
//! # Invariants
//!
//! 1. Below [`cli`] nobody reads the clock, the environment, the working directory or the terminal.
//! 2. [`phase`] knows no service-level target; after [`fact`] nobody looks at sessions; [`write`](mod@write)
//!    computes nothing.
//! 3. A record that fails is data: a code with evidence in the ledger. `Err` means one thing: the
//!    run cannot go on.
//! 4. Every input record ends in exactly one bucket, and the balance is checked on every run.
//! 5. Missing is null, never 0. Durations are integers until they are written.
//! 6. The bytes written depend on the dump and the plan alone: not on threads, the order of files
//!    on the disk, or how the records are cut into files.
//! 7. One registry for each public thing (ledger codes, columns, metrics, dimensions); the README's
//!    tables derive from it.

pub mod calendar;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod definition;
pub mod diff;
pub mod exit;
pub mod explain;
pub mod fact;
pub mod join;
pub mod lang;
pub mod layout;
pub mod ledger;
pub mod memory;
pub mod model;
pub mod named;
pub mod names;
mod nearest;
pub mod pack;
pub mod phase;
pub mod plan;
mod printable;
pub mod progress;
pub mod pseudonym;
pub mod records;
pub mod report;
pub mod service_level;
pub mod source;
pub mod stated;
pub mod table;
pub mod ui;
pub mod write;
pub mod zone;
