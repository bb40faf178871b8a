//! Reports from kept facts with every setting of a settings file equal those from the dump byte for byte,
//! though the facts were kept without any settings.

use crate::harness::folder::files_below;
use crate::harness::support::Layout;
use crate::harness::world::World;
use crate::kept::BEYOND;
use crate::laws::{generated, plan};

/// All settings for queues and campaigns.
const NAMED_SETTINGS: &str = r#"
tz = "Europe/Prague"
preview_campaigns = [72, "Upomínky splátek"]
quiet = true

[sla]
hours = "open"
threshold = "15s"

[[sla.rules]]
queue = "Reklamace"
threshold = "60s"
target = 0.5
formula = "offered"

[[sla.rules]]
channel = "Chat"
short_abandon = "9s"

[hours]
mon-fri = "9:00-15:00"
country = "CZ"

[hours.queues.Reklamace]
mon-sun = "22:00-6:00"

[[aliases.queues]]
name = "Dohromady"
was = ["Prodej tarifů", 201]

[leave_out]
queues = ["Slovenská linka (SK)"]
"#;

/// The settings for operators, which would be refused beside pseudonyms.
const OPERATORS: &str = r#"
operators = [1108]

[teams]
A = [1101, "Lenka Kolářová", "op004"]

[[aliases.operators]]
name = "Dvojice"
was = [1129, 1136]
"#;

#[track_caller]
fn check(world: &World, options: &[&str]) {
    let run = |arguments: &[&str]| {
        let run = world.run(arguments);
        assert_eq!(run.status, 0, "{arguments:?}\n{}", run.stderr);
    };
    let facts = ["facts", "dump", "--no-config", "--tz", "UTC", "--quiet"];
    run(&[&facts[..], &["--format", "parquet", "--out", "facts"]].concat());
    run(&[&["report", "dump", "--out", "direct"], options].concat());
    run(&[
        &["report", "--from-facts", "facts", "--out", "kept"],
        options,
    ]
    .concat());
    let files = |folder: &str| files_below(&world.path(folder));
    let (direct, kept) = (files("direct"), files("kept"));
    let differing: Vec<_> = direct
        .iter()
        .filter(|(name, bytes)| kept.get(*name) != Some(*bytes))
        .map(|(name, _)| name)
        .collect();
    assert!(
        differing.is_empty() && direct.len() == kept.len(),
        "{options:?}: {differing:?}"
    );
}

#[test]
fn with_every_setting_nothing_differs() {
    let world = generated(&plan(11, 150), Layout::Pages(40));
    world.put("phasebook.toml", format!("{NAMED_SETTINGS}{OPERATORS}"));
    let options = [
        "--by=team,in_hours",
        "--by=operator,outcome",
        "--by=tag,queue",
        "--bridge",
        "--facts",
        "--format=csv,parquet,xlsx,html,json,ndjson,md",
    ];
    check(&world, &[&options[..], &BEYOND].concat());
    check(
        &world,
        &[
            "--where=queue=Dohromady",
            "--where=channel!=Phone",
            "--by=queue,week",
            "--by=operator",
            "--top=2",
            "--stats=median,p99",
            "--columns=sessions,service_level,active,nps",
        ],
    );
    check(
        &world,
        &["--month=2026-10", "--day-of=ended", "--queue-by=answer"],
    );
}

#[test]
fn with_codes_in_the_place_of_operators_nothing_differs() {
    let world = generated(&plan(12, 80), Layout::Lines);
    world.put(
        "phasebook.toml",
        format!("{NAMED_SETTINGS}operators = [1108]\n"),
    );
    world.put("key", "0123456789abcdef0123456789abcdef");
    let options = [
        "--pseudonyms=key",
        "--facts",
        "--by=operator,in_hours",
        "--where=in_hours=true",
    ];
    check(&world, &[&options[..], &BEYOND].concat());
}
