//! The tests of the program as its users run it.

mod broken;
mod cli;
mod conformance;
mod damage;
mod duplicates;
mod files;
mod formats;
mod harness;
mod json_suite;
mod laws;
mod ledger;
mod metrics;
mod names;
mod naming;
mod offers;
mod operators;
mod phases;
mod readme;
mod reports;
mod service_levels;
mod sessions;
mod shapes;
mod values;
mod visit_openings;
mod visits;
mod waits;
