//! How the unoptimised program is linked. `cargo test` starts it thousands of times, and a third of a short run goes
//! into moving its 170 MB to an address chosen at random. The program that is installed keeps such an address.

#![expect(clippy::print_stdout, reason = "by this Cargo is told")]

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
