//! What becomes of a run, and of the folder it writes to, when the machine does not play along: a full disk, a
//! disk that cannot be read, a kill, a closed pipe, another run, and limits on files and memory.
//!
//! After each of these the folder holds the previous output as a whole or the new one as a whole, nothing
//! unfinished, and the error names the file and the cause. Faults are made by a small library that is preloaded
//! (`shim.c`), so that each write, each rename and so on can be made to fail once, by any user.

#![cfg(target_os = "linux")]

mod disk;
mod ends;
mod harness;
mod limits;
mod network;
#[path = "../suite/harness/program.rs"]
mod program;
mod together;
