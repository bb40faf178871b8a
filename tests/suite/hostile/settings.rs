//! `phasebook.toml` may come with a dump, too: a file that was made to do harm soon ends in an error that says what is
//! wrong.

use super::bounds::{facts_by, watched};
use crate::harness::dumps::session;
use crate::harness::world::World;

const ARGUMENTS: [&str; 9] = facts_by("1");

/// Status and errors of a run with these settings, within 1 GB of address space and a minute.
fn told(settings: &[u8]) -> (Option<i32>, String) {
    let world = World::new().with("a.json", session(1));
    world.put("phasebook.toml", settings);
    let run = watched(&world, &ARGUMENTS, 1_000_000, 60, |_| {});
    (run.status, run.stderr)
}

#[track_caller]
fn check_refused(name: &str, settings: impl AsRef<[u8]>) {
    let (status, told) = told(settings.as_ref());
    assert_eq!(status, Some(2), "{name}: {told}");
    assert!(told.contains("phasebook.toml"), "{name}: {told}");
    assert!(told.len() < 20_000, "{name}: {} bytes are said", told.len());
}

/// This many unknown keys.
fn keys(count: u32) -> String {
    let lines: Vec<String> = (0..count).map(|name| format!("k{name}=1")).collect();
    lines.join("\n")
}

#[test]
fn settings_that_are_too_deep_or_no_settings_are_refused() {
    let deep = 200_000;
    check_refused("arrays", format!("a = {}", "[".repeat(deep)));
    check_refused(
        "closed arrays",
        format!("a = {}{}", "[".repeat(deep), "]".repeat(deep)),
    );
    check_refused("tables", format!("a = {}", "{a=".repeat(deep)));
    check_refused("dotted names", format!("a{} = 1", ".a".repeat(deep)));
    check_refused("names of tables", format!("[a{}]", ".a".repeat(deep)));
    check_refused("not UTF-8", b"tz = \"\xFF\"");
    check_refused("NUL", b"tz = \"UTC\"\0");
    check_refused(
        "a number of a million digits",
        format!("threads = {}", "9".repeat(1_000_000)),
    );
    check_refused("ten thousand names", keys(10_000));
}

#[test]
fn a_pattern_that_would_take_all_memory_is_refused() {
    for pattern in [
        "((a{1000}){1000}){1000}",
        "(\\w{1000}){1000}",
        "(.*.*.*.*.*.*.*.*x){1000}{1000}()",
    ] {
        check_refused(pattern, format!("session_id_regex = '{pattern}'"));
    }
    check_refused(
        "groups",
        format!(
            "session_id_regex = '{}x{}'",
            "(".repeat(100_000),
            ")".repeat(100_000)
        ),
    );
}

/// Any pattern is matched in time linear in the length of a name.
#[test]
fn a_pattern_that_elsewhere_takes_for_ever_ends() {
    let world = World::new().with(
        &format!("{}.json", "a".repeat(240)),
        "[{\"activityType\":1,\"timestamp\":\"2026-10-05T08:00:00Z\"}]",
    );
    world.put(
        "phasebook.toml",
        "session_id_regex = '(a*)*(a|a)*(a|aa)+(b)$'",
    );
    let arguments = [
        "facts",
        "dump",
        "--out",
        "out",
        "--tz",
        "UTC",
        "--allow-empty",
    ];
    let run = watched(&world, &arguments, 2_000_000, 60, |_| {});
    assert_eq!(run.status, Some(0), "{}", run.stderr);
}

#[test]
fn settings_without_end_are_refused_by_their_size() {
    check_refused("comments", "# nothing\n".repeat(10_000_000));
    let world = World::new().with("a.json", session(1));
    let config = ["--config", "/dev/zero"];
    let run = watched(
        &world,
        &[&ARGUMENTS[..], &config].concat(),
        1_000_000,
        60,
        |_| {},
    );
    assert_eq!(run.status, Some(2), "{}", run.stderr);
    let wanted = "error: /dev/zero has more than 1 MiB, and settings have not\n\
                  hint: name another settings file with --config, or use none with --no-config\n";
    assert_eq!(run.stderr, wanted);
}

/// The file is nearly as large as is accepted; only the first hundred errors are listed, with their lines.
#[test]
fn of_a_hundred_thousand_errors_a_hundred_are_shown() {
    let world = World::new().with("a.json", session(1));
    world.put("phasebook.toml", keys(100_000));
    let run = watched(&world, &ARGUMENTS, 1_000_000, 60, |_| {});
    assert_eq!(run.status, Some(2), "{}", run.stderr);
    let errors: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect();
    assert_eq!(errors.len(), 101);
    assert_eq!(errors[0], "error: phasebook.toml:1:1: there is no key `k0`");
    assert_eq!(
        errors[100],
        "error: phasebook.toml: there are more errors than these"
    );
    check_refused("no TOML", "=\n".repeat(500_000));
}

/// Threads without work search each other for it, and a thousand of them burn minutes.
#[test]
fn more_threads_than_are_of_use_are_not_started() {
    let world = World::new().with("a.json", session(1));
    let arguments = facts_by("100000");
    let run = watched(&world, &arguments, 4_000_000, 60, |_| {});
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let told = run.stderr.lines().next().unwrap_or_default();
    assert!(told.starts_with("warning: --threads 100000: "), "{told}");
    assert!(
        told.ends_with(" are started; more only wait for each other on this machine"),
        "{told}"
    );
}
