//! Build script: links the unoptimised program to a fixed address. `cargo test` starts it thousands of times, and
//! relocating its 170 MB took a third of a short run. The optimised program is position-independent, as usual.

#![expect(clippy::print_stdout, reason = "Cargo reads these lines")]

fn main() {
    println!("cargo::rerun-if-changed=tests/link.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "debug")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
    {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
