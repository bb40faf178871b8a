//! One number in every view: under random settings, every view of a figure shows the same value. The facts are
//! counted here, by the formulas of `phasebook guide service-level`, and compared with everything that the program
//! shows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use calamine::{Reader as _, Xlsx};
use serde_json::Value;

use crate::harness::csv::Csv;
use crate::harness::support::Layout;
use crate::harness::world::{Run, World};
use crate::laws::{generated, plan};
use crate::spreadsheets::differences;

/// Pseudo-random numbers, the same in each run of the tests.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        // The generator SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).expect("below the end")
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn chance(&mut self) -> bool {
        self.below(2) == 0
    }
}

const FORMULAS: [&str; 5] = [
    "exclude-short-abandons",
    "offered",
    "answered",
    "exclude-abandons-in-threshold",
    "abandons-in-threshold-met",
];

/// The settings drawn for one case.
struct Drawn {
    formula: &'static str,
    /// Options that all commands take: zone, service level, period.
    options: Vec<String>,
    /// The conditions of --where.
    conditions: Vec<String>,
}

/// Writes `phasebook.toml`, and draws the rest.
fn draw(world: &World, draw: &mut Draw) -> Drawn {
    let plain = world.report(&["--tz", "UTC"]);
    let names = |report: &str, column: &str| -> Vec<String> {
        let table = plain.table(report);
        let names = (0..table.len()).map(|row| table.cell(row, column).to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let (queues, operators) = (names("by_queue", "queue"), names("by_operator", "operator"));
    let pick = |draw: &mut Draw, from: &[String]| from[draw.below(from.len())].clone();
    let formula = draw.one(&FORMULAS);
    let mut file = format!(
        "tz = \"{}\"\n[sla]\nthreshold = \"{}\"\nshort_abandon = \"{}\"\nformula = \"{formula}\"\n",
        draw.one(&["UTC", "Europe/Prague", "Asia/Tokyo", "America/New_York"]),
        draw.one(&["10s", "20s", "12500ms", "45s", "20001us"]),
        draw.one(&["5s", "0s", "8s"]),
    );
    let has_hours = draw.below(3) > 0;
    if has_hours {
        file.push_str("hours = \"open\"\n");
    }
    if draw.chance() {
        let rules = [
            format!("queue = {:?}\nthreshold = \"60s\"", pick(draw, &queues)),
            "channel = \"Chat\"\nthreshold = \"7s\"\nshort_abandon = \"2s\"".to_owned(),
        ];
        for rule in rules {
            write!(file, "[[sla.rules]]\n{rule}\n").expect("a text grows");
        }
    }
    if has_hours {
        file.push_str(
            "[hours]\nmon-fri = \"9:00-12:00\"\ncountry = \"CZ\"\nholidays = [\"2026-10-12\"]\n",
        );
        if draw.chance() {
            let queue = pick(draw, &queues);
            write!(file, "[hours.queues.{queue:?}]\nmon-sun = \"8:00-20:00\"\n")
                .expect("a text grows");
        }
    }
    if draw.chance() {
        let (name, was) = (&queues[0], &queues[1]);
        write!(
            file,
            "[[aliases.queues]]\nname = {name:?}\nwas = [{was:?}]\n"
        )
        .expect("a text grows");
    }
    if draw.below(3) == 0 {
        let operator = pick(draw, &operators);
        write!(file, "[leave_out]\noperators = [{operator:?}]\n").expect("a text grows");
    }
    world.put("phasebook.toml", file);
    let mut options = vec![
        format!("--queue-by={}", draw.one(&["entry", "answer"])),
        format!("--day-of={}", draw.one(&["created", "answered", "ended"])),
    ];
    match draw.below(3) {
        0 => options.push("--month=2026-10".to_owned()),
        1 => options.extend(["--from=2026-10-03".to_owned(), "--to=2026-10-24".to_owned()]),
        _ => {}
    }
    let conditions = match draw.below(4) {
        0 => vec!["channel!=Chat".to_owned()],
        1 => vec![
            "direction=inbound".to_owned(),
            format!("queue={}", queues[2]),
        ],
        2 => vec![format!("operator={}", pick(draw, &operators))],
        _ => Vec::new(),
    };
    Drawn {
        formula,
        options,
        conditions,
    }
}

/// The counts of the formulas, over sessions that count in the service level.
#[derive(Clone, Copy, Default)]
struct Counts {
    answered: u64,
    abandoned: u64,
    short: u64,
    unanswered: u64,
    answered_in: u64,
    abandoned_in: u64,
}

impl Counts {
    /// Adds a row of the table `sessions`, if it counts.
    fn add(&mut self, sessions: &Csv, row: usize) {
        if sessions.cell(row, "in_level") != "true" {
            return;
        }
        let in_time = u64::from(sessions.cell(row, "in_time") == "true");
        match sessions.cell(row, "outcome") {
            "answered" => {
                self.answered += 1;
                self.answered_in += in_time;
            }
            _ if sessions.cell(row, "short") == "true" => {
                self.short += 1;
                self.abandoned_in += in_time;
            }
            "abandoned" => {
                self.abandoned += 1;
                self.abandoned_in += in_time;
            }
            "unanswered" => self.unanswered += 1,
            outcome => panic!("{outcome} does not count"),
        }
    }

    fn fraction(&self, formula: &str) -> (u64, u64) {
        let offered = self.answered + self.abandoned + self.short + self.unanswered;
        match formula {
            "exclude-short-abandons" => (self.answered_in, offered - self.short),
            "offered" => (self.answered_in, offered),
            "answered" => (self.answered_in, self.answered),
            "exclude-abandons-in-threshold" => (self.answered_in, offered - self.abandoned_in),
            _ => (self.answered_in + self.abandoned_in, offered),
        }
    }
}

/// A fraction as CSV shows it: four decimals, half rounded up; empty if the denominator is 0.
fn shown((numerator, denominator): (u64, u64)) -> String {
    if denominator == 0 {
        return String::new();
    }
    let share = (numerator * 20_000 + denominator) / (2 * denominator);
    format!("{}.{:04}", share / 10_000, share % 10_000)
}

fn fraction_in(value: &Value) -> (u64, u64) {
    let part = |name: &str| value[name].as_u64().expect("a count");
    (part("numerator"), part("denominator"))
}

fn json(run: &Run) -> Value {
    let json = serde_json::from_str(&run.stdout);
    json.unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
}

/// Runs a command that must succeed with one of these statuses.
fn run(world: &World, arguments: &[String], statuses: &[i32]) -> Run {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = world.run(&arguments);
    assert!(
        statuses.contains(&run.status),
        "{arguments:?} ended with {}: {}{}",
        run.status,
        run.stdout,
        run.stderr
    );
    run
}

fn command(words: &[&str], options: &[&[String]]) -> Vec<String> {
    let words = words.iter().map(|word| (*word).to_owned());
    words.chain(options.concat()).collect()
}

/// The service level of each group of sessions by a column, and of all under `None`.
fn by(sessions: &Csv, column: &str) -> BTreeMap<Option<String>, Counts> {
    let mut counts: BTreeMap<Option<String>, Counts> = BTreeMap::from([(None, Counts::default())]);
    for row in 0..sessions.len() {
        let group = Some(sessions.cell(row, column).to_owned());
        counts.entry(group).or_default().add(sessions, row);
        counts.entry(None).or_default().add(sessions, row);
    }
    counts
}

/// Compares everything that shows the service level, under one set of settings.
fn check_case(seed: u64) {
    let world = generated(&plan(seed, 90), Layout::Lines);
    let mut random = Draw(seed);
    let Drawn {
        formula,
        options,
        conditions,
    } = draw(&world, &mut random);
    let conditions: Vec<String> = conditions
        .iter()
        .map(|one| format!("--where={one}"))
        .collect();
    let case = format!(
        "seed {seed}: {options:?} {conditions:?}\n{}",
        std::fs::read_to_string(world.path("phasebook.toml")).expect("the settings")
    );

    // The files of one run, each compared with the facts of the same run.
    let formats = "--format=csv,json,ndjson,md,xlsx,html,parquet";
    let words = [
        "report", "dump", "--out", "out", "--facts", "--beyond", formats,
    ];
    std::fs::remove_dir_all(world.path("out")).expect("the output of the plain run");
    let pack = run(&world, &command(&words, &[&options, &conditions]), &[0]);
    let sessions = pack.table("sessions");
    let queue = if options[0].ends_with("answer") {
        "answer_queue_id"
    } else {
        "entry_queue_id"
    };
    let by_queue = by(&sessions, queue);
    let level = by_queue[&None].fraction(formula);
    let manifest = pack.manifest();
    assert_eq!(
        fraction_in(&manifest["service_level"]),
        level,
        "manifest.json, {case}"
    );
    assert_eq!(
        pack.table("total").cell(0, "service_level"),
        shown(level),
        "total.csv, {case}"
    );
    let counted: u64 = pack
        .table("total")
        .cell(0, "sessions")
        .parse()
        .expect("a count");
    assert_eq!(sessions.len() as u64, counted, "sessions.csv, {case}");
    for (report, column) in [
        ("by_queue", queue),
        ("by_operator", "owner_id"),
        ("by_day", "day"),
    ] {
        check_report(&pack, report, &by(&sessions, column), formula, &case);
    }
    check_service_levels(&pack, &by_queue, &case);
    check_json(&pack, &case);
    check_workbook(&pack, &case);
    check_page(&pack, &case);

    // The printed reports in each format.
    for print in ["", "md", "json", "ndjson"] {
        let format = (!print.is_empty()).then(|| format!("--format={print}"));
        let format: Vec<String> = format.into_iter().collect();
        let words = ["report", "dump", "--by=total", "--quiet"];
        let printed = run(
            &world,
            &command(&words, &[&options, &conditions, &format]),
            &[0],
        );
        check_printed(&printed.stdout, print, level, &case);
    }

    // The breakdowns.
    let explain = |words: &[&str]| {
        let words = [
            &["explain", "dump", "--json", "--metric=service_level"],
            words,
        ]
        .concat();
        json(&run(
            &world,
            &command(&words, &[&options, &conditions]),
            &[0],
        ))
    };
    check_explained(&explain(&["--report=total"]), level, &case);
    let days = pack.table("by_day");
    if days.len() > 0 {
        let day = days.cell(random.below(days.len()), "day");
        let of_day = by(&sessions, "day")[&Some(day.to_owned())].fraction(formula);
        let told = explain(&["--report=by_day", &format!("--where=day={day}")]);
        check_explained(&told, of_day, &case);
    }

    // `diff` and `verify`.
    let diff = |words: &[&str]| json(&run(&world, &command(words, &[]), &[0]));
    for other in ["out", "dump"] {
        let told = diff(&["diff", "out", other, "--json"]);
        for side in ["before", "after"] {
            let side = fraction_in(&told["service_level"][side]);
            assert_eq!(side, level, "diff out {other}, {case}");
        }
        assert_eq!(
            told["figures"],
            Value::Array(Vec::new()),
            "diff out {other}, {case}"
        );
        assert_eq!(
            told["sessions"],
            Value::Array(Vec::new()),
            "diff out {other}, {case}"
        );
    }
    run(&world, &command(&["verify", "out", "dump"], &[]), &[0]);

    // `check` judges all sessions of the period and takes no conditions.
    let words = ["report", "dump", "--by=total", "--format=json", "--quiet"];
    let whole = json(&run(&world, &command(&words, &[&options]), &[0]));
    let fit = json(&run(
        &world,
        &command(&["check", "dump", "--json"], &[&options]),
        &[0, 4],
    ));
    let now = fraction_in(&fit["service_level"]["now"]);
    let whole = whole["reports"]["total"][0]["service_level"].as_f64();
    assert_eq!(
        whole.map_or_else(String::new, |share| format!("{share:.4}")),
        shown(now),
        "check, {case}"
    );
    let [worst, best] = ["worst", "best"].map(|bound| fraction_in(&fit["service_level"][bound]));
    assert!(worst.0 * now.1 <= now.0 * worst.1, "worst, {case}");
    assert!(best.0 * now.1 >= now.0 * best.1, "best, {case}");
}

/// Compares the rows of a report with the facts, grouped by the report's first column.
fn check_report(
    pack: &Run,
    report: &str,
    facts: &BTreeMap<Option<String>, Counts>,
    formula: &str,
    case: &str,
) {
    let table = pack.table(report);
    for row in 0..table.len() {
        let key = Some(table.cell(row, &table.header[0]).to_owned());
        // A row may have only operators' own figures, without a session.
        let counts = facts.get(&key).copied().unwrap_or_default();
        let expected = shown(counts.fraction(formula));
        let found = table.cell(row, "service_level");
        assert_eq!(found, expected, "{report} {key:?}, {case}");
    }
}

fn check_service_levels(pack: &Run, facts: &BTreeMap<Option<String>, Counts>, case: &str) {
    let table = pack.table("service_levels");
    for row in 0..table.len() {
        let is_total = row + 1 == table.len();
        let key = (!is_total).then(|| table.cell(row, "queue_id").to_owned());
        let counts = facts[&key];
        for formula in FORMULAS {
            let column = format!("sl_{}", formula.replace('-', "_"));
            let expected = shown(counts.fraction(formula));
            assert_eq!(
                table.cell(row, &column),
                expected,
                "{column} of {key:?}, {case}"
            );
        }
        for (column, count) in [
            ("answered_in", counts.answered_in),
            ("abandoned_in", counts.abandoned_in),
            ("short_abandoned", counts.short),
        ] {
            assert_eq!(
                table.cell(row, column),
                count.to_string(),
                "{column} of {key:?}, {case}"
            );
        }
    }
}

/// Checks that JSON and NDJSON have the same rows as CSV.
fn check_json(pack: &Run, case: &str) {
    for report in ["total", "by_queue", "service_levels"] {
        let table = pack.table(report);
        let array: Vec<Value> =
            serde_json::from_slice(pack.file(&format!("{report}.json"))).expect("an array");
        let text = String::from_utf8_lossy(pack.file(&format!("{report}.ndjson")));
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("an object"))
            .collect();
        assert_eq!(
            (array.len(), lines.len()),
            (table.len(), table.len()),
            "{report}, {case}"
        );
        for row in 0..table.len() {
            for name in &table.header {
                let cell = table.cell(row, name);
                for value in [&array[row][name], &lines[row][name]] {
                    let same = match value {
                        Value::Null => cell.is_empty(),
                        Value::String(text) => text == cell,
                        other => other.as_f64() == cell.parse().ok(),
                    };
                    assert!(same, "{report}.{name}: {value} is not {cell}, {case}");
                }
            }
        }
    }
}

fn check_workbook(pack: &Run, case: &str) {
    let bytes = std::io::Cursor::new(pack.file("report.xlsx").to_vec());
    let mut book = Xlsx::new(bytes).expect("a workbook");
    for (sheet, report) in [
        ("Total", "total"),
        ("Queues", "by_queue"),
        ("Service levels", "service_levels"),
    ] {
        let range = book.worksheet_range(sheet).expect("the sheet");
        let wrong = differences(&pack.table(report), &range);
        assert!(wrong.is_empty(), "{sheet}: {wrong:#?}, {case}");
    }
}

/// Checks the levels that the page's slider computes from its data, at every threshold of the curve; the last row is
/// the total.
fn check_page(pack: &Run, case: &str) {
    let page = String::from_utf8_lossy(pack.file("report.html")).into_owned();
    let (_, data) = page
        .split_once("id=\"data\"")
        .expect("the data of the page");
    let (_, data) = data.split_once('>').expect("the element's end");
    let (data, _) = data.split_once("</script>").expect("the script's end");
    let data: Value = serde_json::from_str(data).expect("JSON");
    let rows = data["rows"].as_array().expect("rows");
    let curve = pack.table("service_level_curve");
    let thresholds = curve.len() / rows.len();
    for (place, row) in rows.iter().enumerate() {
        let number = |name: &str| row[name].as_u64().expect("a count");
        let within = |name: &str, threshold: u64| {
            let steps: Vec<u64> = row[name]
                .as_array()
                .expect("steps")
                .iter()
                .filter_map(Value::as_u64)
                .collect();
            let mut second = 0;
            let mut sum = 0;
            for step in steps.chunks(2) {
                second += step[0];
                if second <= threshold {
                    sum += step[1];
                }
            }
            sum
        };
        for line in place * thresholds..(place + 1) * thresholds {
            let threshold = curve.cell(line, "threshold_s").parse().expect("seconds");
            let counts = Counts {
                answered: number("answered"),
                abandoned: number("abandoned"),
                short: number("short"),
                unanswered: number("unanswered"),
                answered_in: within("a", threshold),
                abandoned_in: within("x", threshold),
            };
            for formula in FORMULAS {
                let column = format!("sl_{}", formula.replace('-', "_"));
                let expected = shown(counts.fraction(formula));
                assert_eq!(
                    curve.cell(line, &column),
                    expected,
                    "{column} at {threshold} s, {case}"
                );
            }
        }
    }
}

/// Checks the service level in the printed total.
fn check_printed(printed: &str, format: &str, level: (u64, u64), case: &str) {
    let expected = shown(level);
    let found = match format {
        "json" => {
            let all: Value = serde_json::from_str(printed).expect("JSON");
            all["reports"]["total"][0]["service_level"].as_f64()
        }
        "ndjson" => {
            let line = printed.lines().next().expect("a line");
            let row: Value = serde_json::from_str(line).expect("an object");
            row["service_level"].as_f64()
        }
        _ => {
            // The terminal shows percent with two decimals.
            let percent = expected.parse::<f64>().ok();
            let percent = percent.map(|share| format!("{:.2} %", share * 100.0));
            let is_there = percent.is_none_or(|percent| {
                printed.replace('\u{a0}', " ").contains(&percent)
                    || printed.contains(percent.trim_end_matches(" %"))
            });
            assert!(is_there, "{format}: {level:?} is not in\n{printed}\n{case}");
            return;
        }
    };
    let found = found.map_or_else(String::new, |share| format!("{share:.4}"));
    assert_eq!(found, expected, "{format}, {case}");
}

fn check_explained(told: &Value, level: (u64, u64), case: &str) {
    assert_eq!(
        told["value"].as_str(),
        Some(&*shown(level)),
        "explain, {case}"
    );
    let sessions = told["sessions"].as_array().expect("sessions");
    let with = |roles: &[&str]| {
        let of_role = sessions.iter().filter(|session| {
            session["role"]
                .as_str()
                .is_some_and(|role| roles.contains(&role))
        });
        of_role.count() as u64
    };
    let counted = (
        with(&["numerator"]),
        with(&["numerator", "denominator_only"]),
    );
    assert_eq!(counted, level, "the sessions of explain, {case}");
}

#[test]
fn every_view_of_a_service_level_says_the_same_under_random_settings() {
    for seed in 1..=6 {
        check_case(seed);
    }
}
