//! The program: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    phasebook::cli::main(std::env::args_os()).into()
}
