//! The program: arguments in, exit status out.

use std::process::ExitCode;

use phasebook::cli::memory::{self, Memory};

#[global_allocator]
static MEMORY: Memory = Memory;

fn main() -> ExitCode {
    memory::give_back_what_is_large();
    memory::reserve();
    phasebook::cli::main(std::env::args_os()).into()
}
