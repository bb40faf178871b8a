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
//! 7. One registry for each public thing (ledger codes, columns, metrics, dimensions); the tables of
//!    the [`guide`] derive from it.
//!
//! # Glossary
//!
//! - *session*: one contact of a guest, from its creation to its end.
//! - *routing event*: one entry of a session's routing history.
//! - *stint*: an operator's stay in a session.
//! - *request*: a routing request, which looks for an operator.
//! - *visit*: a stay in a queue.
//! - *offer*: an assignment to an operator, accepted or not.
//! - *dossier*: a session with its history.
//! - *phase*: a length of time of a session, a stint or a visit, by a formula of the vendor's FAQ.
//! - *fact*: a row of the tables of sessions, operators, visits, offers and states.
//! - *pack*: the files that one run wrote, with their manifest.
//! - *ledger*: what was read, what became of it, and every problem.
//! - *bridge*: the sums that lead from operators' sessions to queues' sessions.
//!
//! # Rooms
//!
//! The modules below stand in the order in which they are read. A module uses those above it, never one below;
//! a test holds that.

// How a run ends, and the one error type.
pub mod error;

// The structure of JSON text; it knows nothing of phasebook.
mod json;

// Timestamps, durations, local dates, time zones, and reading them from text.
pub mod time;

// What is safe to print, wrapping, columns.
pub mod text;

// Sessions, histories, campaigns and names, without serde.
pub mod model;

// Codes, problems, counts, and the balance.
pub mod ledger;

// Opening hours and holidays.
pub mod calendar;

// From paths to records.
pub mod read;

// From records to dossiers, and which of several copies counts.
pub mod join;

// The names of queues, operators and campaigns.
pub mod names;

// Sessions with their histories and names, all of a dump.
pub mod dossiers;

// Phases, visits, offers and outcome of one dossier.
pub mod phase;

// Limits and formulas, and the one place where a session counts.
pub mod service_level;

// How facts are made, and whom the settings mean in a dump.
pub mod settings;

// Tables with typed columns, and their definitions.
pub mod table;

// The tables of facts.
pub mod fact;

// Facts, grouped and summed up.
pub mod report;

// Every column and its definition.
pub mod catalogue;

// The languages of reports.
pub mod lang;

// Tables to CSV, Parquet, JSON, Markdown, the terminal, workbooks and the page.
pub mod write;

// What a run wrote, and its proof.
pub mod pack;

// Records kept beside the facts, to be read again.
pub mod records;

// A session or a cell, taken apart.
pub mod explain;

// Whether a dump is fit for a report.
pub mod check;

// Two packs compared.
pub mod diff;

// Recordings and files: the list that curl fetches, and what a folder has of it.
pub mod download;

// The manual, a Markdown file a topic.
pub mod guide;

// The command line.
pub mod cli;
