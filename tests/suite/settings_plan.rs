//! `phasebook plan`: its output can be used as a settings file, and means the same.

use insta::assert_snapshot;
use proptest::prelude::*;

use crate::harness::scenario::Scenario;
use crate::harness::world::World;

fn world() -> World {
    let answered = |queue: &str, seconds: i32| {
        Scenario::new()
            .queued(queue, 0)
            .accepted("Jana", seconds)
            .length(60)
    };
    World::of([answered("Podpora", 15), answered("Reklamace", 25)])
}

/// The plan of a command line.
fn plan(world: &World, arguments: &[&str]) -> String {
    let run = world.run(&[&["plan"], arguments].concat());
    assert_eq!(run.status, 0, "{arguments:?}\n{}", run.stderr);
    run.stdout
}

#[test]
fn a_plan_names_everything_that_is_in_force() {
    let world = world();
    world.put(
        "phasebook.toml",
        "queue_by = \"answer\"\nstrict = true\n[leave_out]\nqueues = [\"Test \\\"1\\\"\", 7]\n\
         [[sla.rules]]\nqueue = \"Podpora\"\nthreshold = 30\ntarget = 0.9\n",
    );
    let plan = plan(
        &world,
        &[
            "report",
            "dump",
            "--tz",
            "Europe/Prague",
            "--sla",
            "15s",
            "--by",
            "queue,day",
            "--by",
            "total",
        ],
    );
    assert_snapshot!(plan, @r#"
        # The complete plan of a `phasebook report`. What is not named is as if it were not there:
        # all reports that are usual, the whole dump, every core.
        tz = "Europe/Prague"
        day_of = "created"
        queue_by = "answer"
        by = ["queue,day", "total"]
        interval = "30m"
        beyond = false
        bridge = false
        facts = false
        csv = "rfc4180"
        durations = "seconds"
        lang = "en"
        max_expanded = "16GiB"
        max_record = "512MiB"
        strict = true
        allow_empty = false
        hash = false
        quiet = false

        [sla]
        threshold = "15s"
        short_abandon = "5s"
        target = "0.8"
        formula = "exclude-short-abandons"
        hours = "all"

        [[sla.rules]]
        queue = "Podpora"
        target = 0.9
        threshold = "30s"

        [leave_out]
        queues = ['Test "1"', 7]
    "#);
}

#[test]
fn a_plan_with_an_error_shows_the_error() {
    let run = world().run(&["plan", "month", "dump", "--sla", "soon"]);
    assert_eq!(run.status, 2);
    assert_snapshot!(run.stderr, @r"
        error: which month? --month is missing
        hint: name it, as --month 2026-10, or --month last
        error: --out is missing
        hint: name the folder to write to
        error: --sla: `soon` is not a duration
        hint: write it with its unit, as 20s, 1m30s or 500ms
    ");
}

/// Options with values for the command line or the settings file.
const VALUES: [(&str, &str, &str); 8] = [
    ("--sla", "[sla]\nthreshold", "12.5s"),
    ("--target", "[sla]\ntarget", "0.925"),
    ("--sla-formula", "[sla]\nformula", "answered"),
    ("--queue-by", "queue_by", "answer"),
    ("--day-of", "day_of", "ended"),
    ("--interval", "interval", "15m"),
    ("--durations", "durations", "hms"),
    ("--lang", "lang", "cs"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// For any command line and settings file: the plan of a plan is the plan itself, and it gives the same
    /// bytes.
    #[test]
    fn the_plan_of_a_plan_is_the_same_and_so_is_what_it_gives(
        typed in proptest::collection::vec(any::<bool>(), VALUES.len()),
        filed in proptest::collection::vec(any::<bool>(), VALUES.len()),
        queue in "[ -~áčďéěíňóřšťúůýž\t\n\u{7f}]{1,12}",
        switch in any::<bool>(),
    ) {
        let world = world();
        let named = toml_text(&format!("{queue}x"));
        let mut file = format!("hash = {switch}\npreview_campaigns = [{named}, 5]\n");
        let mut tables = format!(
            "[[sla.rules]]\nqueue = {named}\nchannel = \"Chat\"\nthreshold = \"1s\"\n\
             [[aliases.queues]]\nname = {named}\nwas = [\"Reklamace\"]\n"
        );
        let mut sla = String::from("[sla]\n");
        let mut options = vec!["report", "dump", "--tz", "Europe/Prague", "--facts", "--report", "by_queue"];
        options.extend(["--report", "thresholds", "--where", "channel=Chat", "--top", "3"]);
        for (place, (option, key, value)) in VALUES.into_iter().enumerate() {
            if typed[place] {
                options.extend([option, value]);
            }
            if filed[place] {
                let in_sla = key.strip_prefix("[sla]\n");
                let line = format!("{} = \"{value}\"\n", in_sla.unwrap_or(key));
                if in_sla.is_some() {
                    sla += &line;
                } else {
                    file += &line;
                }
            }
        }
        tables.insert_str(0, &sla);
        world.put("phasebook.toml", file + &tables);
        let first = plan(&world, &[&options[..], &["--out", "out"]].concat());
        let direct = world.run(&[&options[..], &["--out", "out"]].concat());
        prop_assert_eq!(direct.status, 0, "{}", direct.stderr);

        world.put("plan.toml", &first);
        let again = ["report", "dump", "--config", "plan.toml"];
        prop_assert_eq!(&plan(&world, &again), &first);
        let planned = world.run(&again);
        prop_assert_eq!(planned.status, 0, "{}", planned.stderr);
        prop_assert_eq!(planned.files, direct.files);
    }
}

/// A basic string of TOML.
fn toml_text(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|letter| match letter {
            '"' | '\\' => format!("\\{letter}"),
            letter if letter.is_control() => format!("\\u{:04X}", u32::from(letter)),
            letter => letter.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
