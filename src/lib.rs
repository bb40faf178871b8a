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
//! Each arrow is a public function from value to value. Only the two ends do I/O.
//!
//! A run can keep its records beside the facts ([`records`]). A later run can start from these records
//! instead of the files, and the records of two runs merge into those that one run over both dumps would
//! read.
//!
//! # Invariants
//!
//! 1. Only [`cli`] reads the clock, the environment, the working directory and the terminal.
//! 2. [`phase`] knows no service-level target; [`report`] sees the tables of [`fact`], never sessions;
//!    [`write`](mod@write) computes nothing.
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
//! - *clause*: a contract of the settings, with its queues resolved to ids of a dump.
//! - *bridge*: the sums that lead from operators' sessions to queues' sessions.
//!
//! # Rooms
//!
//! The modules below stand in the order in which they should be read. A module uses only modules above it; a
//! test checks this.

// The error type and the exit status.
pub mod error;

// The structure of JSON text, without any knowledge of phasebook's records.
mod json;

// Timestamps, durations, local dates and time zones, and their parsers.
pub mod time;

// Text that is safe to print, wrapping and columns.
pub mod text;

// Domain types: sessions, histories, campaigns and names, without serde.
pub mod model;

// Ledger codes, problems, counts and the balance.
pub mod ledger;

// Opening hours and holidays.
pub mod calendar;

// Reads paths to records.
pub mod read;

// Joins records to dossiers and picks the winner among several copies.
pub mod join;

// The names of queues, operators and campaigns.
pub mod names;

// All dossiers of a dump, with their names.
pub mod dossiers;

// Phases, visits, offers and outcome of one dossier.
pub mod phase;

// Limits and formulas of the service level, and the one place where a session is counted.
pub mod service_level;

// Contracts: targets, periods, bands and exclusions, and whether a figure keeps its target.
pub mod contract;

// Settings, and the ids that their names resolve to in a dump.
pub mod settings;

// Tables with typed columns, and their definitions.
pub mod table;

// The tables of facts.
pub mod fact;

// Facts, grouped and summed.
pub mod report;

// Every column and its definition.
pub mod catalogue;

// The languages of reports.
pub mod lang;

// Tables to CSV, Parquet, JSON, Markdown, the terminal, workbooks and the page.
pub mod write;

// Folders written by earlier runs, read back to be verified and compared.
pub mod pack;

// Records kept beside the facts for a later run.
pub mod records;

// Explanations of a session or of a cell in a report.
pub mod explain;

// Whether a dump is fit for a report.
pub mod check;

// Comparison of two packs.
pub mod diff;

// Recordings and files: the list that curl fetches, and the check of a download folder.
pub mod download;

// The manual, one Markdown file per topic.
pub mod guide;

// The command line.
pub mod cli;
