//! The job of the guide's topic `scheduled`, run as it stands there: it ends with the statuses in the topic's table.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use phasebook::guide::Topic;

use crate::harness::program;
use crate::harness::skipped;
use crate::harness::support::{Layout, Plan, write_dump};
use crate::harness::world::World;

/// The code block of the topic that has this text.
fn block(kind: &str, with: &str) -> &'static str {
    let text = Topic::from_name("scheduled").expect("a topic").text;
    let begin = format!("```{kind}\n");
    let blocks = text.split(&begin).skip(1);
    let mut blocks = blocks.filter_map(|rest| rest.split_once("```").map(|(block, _)| block));
    blocks
        .find(|block| block.contains(with))
        .unwrap_or_else(|| panic!("no block {kind} with {with}"))
}

/// A folder with the job, the program, and a dump of October 2026.
fn world() -> World {
    let world = World::new();
    let plan = Plan {
        sessions: 300,
        month: 10,
        ..Plan::default()
    };
    write_dump(&world.path("dump"), &plan, Layout::Pages(1000)).expect("the dump can be written");
    world.put("phasebook.toml", "tz = \"Europe/Prague\"\n");
    world.put("bin/phasebook-month", block("sh", "#!/bin/sh"));
    fs::set_permissions(
        world.path("bin/phasebook-month"),
        PermissionsExt::from_mode(0o755),
    )
    .expect("a program");
    symlink(program::path(), world.path("bin/phasebook")).expect("a link");
    world
}

/// Runs the job in `sh`; returns its status and its standard error.
fn job(world: &World, before: &str, month: Option<&str>) -> (i32, String) {
    let path = format!("{}:/usr/bin:/bin", world.path("bin").display());
    let output = Command::new("sh")
        .args([
            "-c",
            &format!("{before}\nexec phasebook-month \"$@\""),
            "sh",
        ])
        .args(month)
        .current_dir("/")
        .env("PATH", path)
        .env("LC_ALL", "C.UTF-8")
        .env("PHASEBOOK_FOLDER", world.path(""))
        .output()
        .expect("a shell");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.stdout, b"", "{said}");
    (output.status.code().expect("it ends by itself"), said)
}

/// Checks that the job ends with this status and one line with this text, and that the guide's table has the status.
fn ends(world: &World, before: &str, month: &str, status: i32, line: &str) {
    let (ended, said) = job(world, before, Some(month));
    assert_eq!(ended, status, "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("phasebook-month: "), "{said}");
    assert!(said.contains(line), "{said}");
    let table = Topic::from_name("scheduled").expect("a topic").text;
    let mut rows = table
        .lines()
        .filter(|row| row.starts_with("| ") && row.contains(line));
    let row = rows
        .next()
        .unwrap_or_else(|| panic!("the table has no row with {line}"));
    assert!(row.contains(&format!("| {status} |")), "{row}");
}

#[test]
fn the_month_is_made_kept_and_verified_and_made_again() {
    let world = world();
    for _ in 0..2 {
        ends(
            &world,
            "",
            "2026-10",
            0,
            "2026-10: packs/2026-10 is made, kept and verified",
        );
    }
    assert!(world.path("packs/2026-10/report-2026-10.html").is_file());
    assert!(world.path("facts/records.zip").is_file());
}

/// Without an argument the job takes the month before today. The dump has no session in it, unless the test runs in
/// November 2026.
#[test]
fn without_an_argument_it_is_the_month_before_today() {
    let world = world();
    let (status, said) = job(&world, "", None);
    let plan = world.run(&["plan", "report", "dump", "--month", "last"]);
    let month = plan
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("month = \""));
    let month = month.expect("a month").trim_end_matches('"');
    assert!(
        said.starts_with(&format!("phasebook-month: {month}: ")),
        "{status} {said}"
    );
    assert_eq!(status, if month == "2026-10" { 0 } else { 4 }, "{said}");
}

#[test]
fn a_wrong_month_an_empty_folder_and_wrong_settings_end_as_the_guide_says() {
    let world = world();
    ends(
        &world,
        "",
        "2026-13",
        2,
        "the month: plan ended with 2: error: --month:",
    );
    let nothing = "check ended with 4: NO sessions in the period 0 at least 1";
    ends(&world, "", "2025-01", 4, nothing);
    fs::rename(world.path("dump"), world.path("other")).expect("it can be renamed");
    ends(
        &world,
        "",
        "2026-10",
        1,
        "2026-10: check ended with 1: error: cannot read dump:",
    );
    fs::create_dir(world.path("dump")).expect("a folder");
    ends(&world, "", "2026-10", 4, nothing);
    world.put("phasebook.toml", "nonsense = 1\n");
    ends(
        &world,
        "",
        "2026-10",
        2,
        "the month: plan ended with 2: error: phasebook.toml:1:1:",
    );
    assert!(!world.path("packs").exists() && !world.path("facts").exists());
}

/// The job runs a stand-in that changes the pack just before it is verified.
#[test]
fn a_pack_that_does_not_hold_is_told_with_the_reason() {
    let world = world();
    fs::rename(world.path("bin/phasebook"), world.path("bin/real")).expect("it can be renamed");
    world.put(
        "bin/phasebook",
        "#!/bin/sh\n[ \"$1\" != verify ] || echo >>packs/2026-10/by_day.csv\nexec real \"$@\"\n",
    );
    fs::set_permissions(
        world.path("bin/phasebook"),
        PermissionsExt::from_mode(0o755),
    )
    .expect("a program");
    let line = "2026-10: verify ended with 4: The pack does NOT hold.";
    ends(&world, "", "2026-10", 4, line);
}

#[test]
fn a_dump_with_errors_is_refused_if_the_settings_are_strict() {
    let world = world();
    world.put("phasebook.toml", "tz = \"Europe/Prague\"\nstrict = true\n");
    world.put("dump/broken.json", "[{");
    let line = "2026-10: check ended with 3: error: --strict:";
    ends(&world, "", "2026-10", 3, line);
}

/// To the program a limit on the size of files looks like a full disk: the write fails. (`tests/faults` tries a real
/// full disk.) The earlier pack stays.
#[test]
fn on_a_full_disk_the_pack_of_before_stays() {
    let world = world();
    let line = "2026-10: month ended with 1: error: cannot write to packs/2026-10:";
    ends(&world, "trap '' XFSZ; ulimit -f 8", "2026-10", 1, line);
    assert!(!world.path("packs/2026-10/manifest.json").exists());
    assert_eq!(job(&world, "", Some("2026-10")).0, 0);
    let manifest = || fs::read(world.path("packs/2026-10/manifest.json")).expect("a manifest");
    let before = manifest();
    ends(&world, "trap '' XFSZ; ulimit -f 8", "2026-10", 1, line);
    assert_eq!(manifest(), before);
}

/// systemd accepts the units, and the timer starts the job at the right time.
#[test]
fn systemd_takes_the_units() {
    if Command::new("systemd-analyze")
        .arg("--version")
        .output()
        .is_err()
    {
        skipped("there is no systemd-analyze");
        return;
    }
    let world = world();
    let job = world.path("bin/phasebook-month").display().to_string();
    let service = block("ini", "ExecStart").replace("/usr/local/bin/phasebook-month", &job);
    // The user of the guide's unit does not exist on this machine.
    let service = service.replace("User=phasebook", "User=root");
    let timer = block("ini", "OnCalendar");
    world.put("units/phasebook-month.service", service);
    world.put("units/phasebook-month.timer", timer);
    let analyze = |arguments: &[&str], folder: &Path| {
        let output = Command::new("systemd-analyze")
            .args(arguments)
            .current_dir(folder)
            .env("TZ", "UTC")
            .output()
            .expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    let units = world.path("units");
    for unit in ["./phasebook-month.service", "./phasebook-month.timer"] {
        let (is_right, said) = analyze(&["verify", "--man=no", unit], &units);
        assert!(is_right, "{unit}: {said}");
        assert!(!said.contains("phasebook-month"), "{unit}: {said}");
    }
    let timestamp = timer
        .lines()
        .find_map(|line| line.strip_prefix("OnCalendar="));
    let (is_right, said) = analyze(&["calendar", timestamp.expect("a time")], &units);
    assert!(is_right && said.contains("-02 06:00:00"), "{said}");
}

/// The line has five fields and a program: at six o'clock on the second of each month.
#[test]
fn the_line_for_cron_is_of_the_second_day() {
    let line = block("text", "phasebook-month");
    assert_eq!(
        line.split_whitespace().collect::<Vec<_>>()[..5],
        ["0", "6", "2", "*", "*"]
    );
    assert_eq!(
        line.trim().rsplit(' ').next(),
        Some("/usr/local/bin/phasebook-month")
    );
}
