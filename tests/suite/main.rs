//! The tests of the program as its users run it.

mod conformance;
mod harness;
mod offers;
mod operators;
mod phases;
mod visits;
