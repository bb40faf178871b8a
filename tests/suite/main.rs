//! The tests of the program as its users run it.

mod conformance;
mod harness;
