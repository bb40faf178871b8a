//! Runs on a machine with faults: a full disk, a disk that cannot be read, a kill, a closed pipe, another run, and
//! limits on files and memory.
//!
//! After each fault the folder holds the whole previous output or the whole new one and nothing unfinished, and the
//! error names the file and the cause. A small preloaded library (`shim.c`) makes the faults, so that any user can make
//! each write, each rename and so on fail once.

#![cfg(target_os = "linux")]

mod disk;
mod ends;
mod harness;
mod limits;
mod network;
#[path = "../suite/harness/program.rs"]
mod program;
mod together;
