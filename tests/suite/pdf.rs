//! The page as PDF, printed by the Chromium that is there.

use std::process::Command;

use crate::harness::browser::Browser;
use crate::harness::program;
use crate::harness::world::World;
use crate::harness::worlds::twenty_months;

/// Number of pages of a PDF.
fn pages(pdf: &[u8]) -> usize {
    assert!(pdf.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}

#[test]
fn the_summary_is_one_page_and_the_whole_report_has_more() {
    if Browser::open().is_none() {
        return;
    }
    let world = twenty_months();
    for lang in ["en", "cs"] {
        let run = world.month(&["--format", "pdf", "--pdf", "summary", "--lang", lang]);
        assert_eq!(pages(run.file("report-2026-10.pdf")), 1, "{lang}");
        assert_eq!(run.manifest()["settings"]["pdf"], "summary");
        let run = world.month(&["--format", "pdf", "--lang", lang]);
        assert!(pages(run.file("report-2026-10.pdf")) > 3, "{lang}");
        assert_eq!(run.manifest()["settings"]["pdf"], "whole");
    }
}

/// The most that a first sheet holds: ten queues with long names, three losses with long commands.
#[test]
fn a_full_first_sheet_is_one_page_too() {
    if Browser::open().is_none() {
        return;
    }
    let scenarios = (0..900_i32).map(|number| {
        let day = chrono::NaiveDate::from_ymd_opt(2025, 9, 1).expect("a date") + chrono::Days::new(u64::from(number.unsigned_abs() * 42 / 90));
        let queue = serde_json::json!({"id": 1000 + number % 14,
            "name": format!("Technická podpora firemních zákazníků na lince číslo {}", number % 14)});
        let scenario = crate::harness::scenario::Scenario::created_at(&format!("{day}T10:00:00+02:00"));
        let event = |activity: &str, seconds: i32| {
            serde_json::json!({"activityType": activity, "timestamp": scenario.timestamp(seconds),
                "routingRequestId": 1, "group": queue,
                "operator": {"userId": 11, "firstName": "Jana", "lastName": "Nováková"}})
        };
        let events = [
            event("RoutingRequestCreated", 0),
            event("EnteredGroupQueue", 0),
            event("AcceptedByOperator", 5 + number * 7 % 40),
        ];
        events.into_iter().fold(scenario.clone(), crate::harness::scenario::Scenario::raw_event)
    });
    let world = World::of(scenarios);
    world.put(
        "phasebook.toml",
        "company = \"Spojené kontaktní centrum, a.s.\"\n",
    );
    let options = [
        "--sla",
        "15s",
        "--target",
        "0.9",
        "--where",
        "channel=Chat",
        "--sla-formula",
        "offered",
    ];
    let run = world.month(&[&["--pdf", "summary", "--format", "pdf"], &options[..]].concat());
    assert_eq!(pages(run.file("report-2026-10.pdf")), 1);
}

#[test]
fn the_same_page_is_the_same_pdf_and_a_pack_with_one_holds() {
    if Browser::open().is_none() {
        return;
    }
    let world = twenty_months();
    let options = ["--pdf", "summary", "--format", "csv"];
    let one = world.month(&options);
    let other = world.month(&options);
    assert!(one.file("report-2026-10.pdf") == other.file("report-2026-10.pdf"));
    assert_eq!(
        one.manifest()["settings"]["format"],
        serde_json::json!(["csv", "pdf"])
    );
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
    assert!(
        verified.stdout.contains("byte for byte"),
        "{}",
        verified.stdout
    );
}

#[test]
fn where_no_browser_is_it_is_said_before_anything_is_read() {
    let world = twenty_months();
    let output = Command::new(program::path())
        .args([
            "month",
            "no-such-dump",
            "--month",
            "2026-10",
            "--out",
            "out",
            "--pdf",
            "summary",
        ])
        .current_dir(world.path("."))
        .env("PATH", world.path("nowhere"))
        .output()
        .expect("the program can be started");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if said.contains("no-such-dump") {
        // This machine has a browser in a place that is not on the path, so the error cannot be made.
        return;
    }
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(
        said,
        "error: --format pdf: no Chromium was found, which prints the page\n\
         hint: install Chromium, Chrome or Edge and put it on the PATH, or write the page with --format html and \
         print it yourself\n"
    );
    assert!(!world.path("out").exists());
}

#[test]
fn a_browser_that_does_not_print_is_told_with_what_it_said() {
    let world = twenty_months();
    let script = "#!/bin/sh\necho 'no display here' >&2\nexit 1\n";
    world.put("bin/chromium", script);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let path = world.path("bin/chromium");
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("rights");
        let output = Command::new(program::path())
            .args([
                "month", "dump", "--month", "2026-10", "--out", "out", "--format", "pdf",
            ])
            .current_dir(world.path("."))
            .env(
                "PATH",
                format!("{}:/bin:/usr/bin", world.path("bin").display()),
            )
            .output()
            .expect("the program can be started");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("did not print the page: no display here"),
            "{said}"
        );
        assert!(said.contains("--format html"), "{said}");
        assert!(!world.path("out").exists());
    }
}

#[test]
fn tables_of_facts_are_not_printed() {
    let run = twenty_months().run(&["facts", "dump", "--out", "out", "--pdf", "summary"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("--format pdf: only reports are written in this format, not tables of facts"),
        "{}",
        run.stderr
    );
}
