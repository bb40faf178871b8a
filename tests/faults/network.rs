//! No command asks the system for a connection.

use crate::harness::{EACCES, Fault, Place, With};

#[test]
fn no_command_opens_a_connection() {
    let place = Place::new();
    let fault = Fault {
        calls: "socket",
        path: "",
        with: With::Error(EACCES),
    };
    for arguments in [
        "report dump --tz UTC",
        "report dump --tz UTC --out out --format csv,parquet,xlsx,html,md,json,ndjson",
        "month dump --tz UTC --month 2026-10 --out out",
        "facts dump --tz UTC --out out",
        "check dump --tz UTC",
        "explain dump --tz UTC --session 1",
        "verify out dump",
        "diff out dump",
        "columns",
        "man",
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let ended = fault.hit(0, place.command(&arguments));
        assert!(ended.is_none(), "{arguments:?}: {ended:?}");
    }
}
