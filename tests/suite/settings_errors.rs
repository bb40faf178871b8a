//! Errors of settings files that are odd, or whose keys are only wrong together.

use insta::assert_snapshot;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

fn world(settings: &str) -> World {
    let answered = Scenario::new().queued("Podpora", 0).accepted("Jana", 25);
    let world = World::of([answered.length(60)]);
    world.put("phasebook.toml", settings);
    world
}

fn report(world: &World) -> Run {
    world.run(&["report", "dump", "--out", "out"])
}

/// The errors of a command that must refuse these settings.
fn usage_errors(settings: &str) -> String {
    let run = report(&world(settings));
    assert_eq!(run.status, 2, "{}", run.stderr);
    run.stderr
}

#[test]
fn unknown_names_of_reports_figures_and_conditions_are_errors_with_their_places() {
    assert_snapshot!(usage_errors(
        "report = [\"by_day\", \"by_quue\"]\nstats = [\"n\", \"avg\"]\ncolumns = \"sessions,asaa,sessons\"\n\
         where = [\"channel=Chat\", \"quue=Podpora\", \"day\"]\ntop = 0\n"
    ), @r"
    error: phasebook.toml:1:21: report[2]: there is no report `by_quue`
    hint: did you mean by_queue? There are by_operator, by_queue, by_day, by_operator_day, by_queue_day, by_operator_queue_day, total, service_levels, bridge, waits_by_queue, waits_by_day, waits_total, queue_flows, operator_load, offer_outcomes, service_level_curve, thresholds, recordings_by_queue, recordings_by_day, recordings_by_operator, recordings_total, states_by_source; by other dimensions, use --by
    error: phasebook.toml:2:15: stats[2]: there is no statistic `avg`
    hint: there are n, sum, mean, median, p75, p90, p95, p99, min, max, stddev
    error: phasebook.toml:3:11: columns: no report has a column `asaa`
    hint: did you mean asa? `phasebook columns` lists all of them
    error: phasebook.toml:3:11: columns: no report has a column `sessons`
    hint: did you mean sessions? `phasebook columns` lists all of them
    error: phasebook.toml:4:26: where[2]: there is no dimension `quue`
    hint: did you mean queue? There are operator, queue, day, week, month, weekday, hour, interval, channel, source, direction, department, widget, campaign, dial_result, outcome, tag, team, in_hours
    error: phasebook.toml:4:42: where[3]: `day` is no condition
    hint: write a dimension and a value, as queue=Podpora or channel!=Chat
    error: phasebook.toml:5:7: top: it must be at least 1
    hint: leave it out for all rows
    ");
}

#[test]
fn what_only_the_whole_shows_has_its_place_too() {
    assert_snapshot!(usage_errors("columns = [\"visits\"]\nby = [\"day\"]\n[sla]\nhours = \"open\"\n"), @r#"
        error: phasebook.toml:1:11: columns: none of the reports has `visits`
        hint: it is in reports with `queue`, without `operator` and `team`: name one with --by
        error: phasebook.toml:4:9: sla.hours open: no opening hours are set
        hint: write them into phasebook.toml: [hours], and below it mon-fri = "8:00-16:30"
    "#);
    // The error is about the command line, so it names no line of the file, though the file has the same option.
    let run = world("top = 3").run(&["report", "dump", "--top", "0"]);
    assert_snapshot!(run.stderr, @"
        error: --top: it must be at least 1
        hint: leave it out for all rows
    ");
    assert_snapshot!(usage_errors("pseudonyms = \"nowhere\"\n"), @"
        error: phasebook.toml:1:14: pseudonyms: nowhere: the key cannot be read: No such file or directory (os error 2)
        hint: put a long random text into the file, as from `openssl rand -hex 32`, and keep it: with the same key an operator keeps the same code
    ");
}

#[test]
fn an_editor_may_write_a_byte_order_mark_and_carriage_returns() {
    let world = world(
        "\u{feff}# Nastavení\r\n[sla]\r\nthreshold = \"30s\"\r\n\r\n[hours]\r\nmon-fri = \"8:00-16:00\"\r\n",
    );
    let run = world.report(&["--by", "in_hours"]);
    let rows = run
        .table("by_in_hours")
        .pick(&["in_hours", "service_level"]);
    assert_eq!(rows, ["true 1.0000"]);
    assert_snapshot!(usage_errors("\u{feff}tz = \"UTC\"\r\n[sla]\r\n  treshold = 5\r\n"), @"
        error: phasebook.toml:3:3: there is no key `sla.treshold`
        hint: did you mean sla.threshold?
    ");
}

#[test]
fn what_is_no_file_of_text_is_told() {
    let world = world("");
    std::fs::remove_file(world.path("phasebook.toml")).unwrap();
    std::fs::create_dir(world.path("phasebook.toml")).unwrap();
    assert_snapshot!(report(&world).stderr, @"
        error: phasebook.toml cannot be read: Is a directory (os error 21)
        hint: name another settings file with --config, or use none with --no-config
    ");
    std::fs::remove_dir(world.path("phasebook.toml")).unwrap();
    world.put("phasebook.toml", b"tz = \"UTC\"\nout = \"\xfe\"\n");
    assert_snapshot!(report(&world).stderr, @"
        error: phasebook.toml:2:8: this is not UTF-8
        hint: save the file as UTF-8
    ");
    // UTF-16, as PowerShell's `>` writes it.
    let utf_16 = "\u{feff}tz = \"UTC\"".encode_utf16();
    let utf_16: Vec<u8> = utf_16.flat_map(u16::to_le_bytes).collect();
    world.put("phasebook.toml", utf_16);
    assert_snapshot!(report(&world).stderr, @"
        error: phasebook.toml:1:1: this is not UTF-8
        hint: save the file as UTF-8
    ");
}

#[test]
fn an_empty_file_and_empty_tables_say_nothing() {
    let tables = "[sla]\n[hours]\n[teams]\n[leave_out]\n[aliases]\n[check]\n";
    for settings in ["", "\n\n# nothing\n", tables] {
        let run = report(&world(settings));
        assert_eq!(run.status, 0, "{settings}\n{}", run.stderr);
    }
}

#[test]
fn a_key_that_stands_twice_is_told() {
    assert_snapshot!(usage_errors("tz = \"UTC\"\ntz = \"Europe/Prague\"\n[sla]\n[sla]\n"), @"
        error: phasebook.toml:2:1: this is not TOML: duplicate key
        hint: a key and a [table] stand once: put everything into one
        error: phasebook.toml:4:2: this is not TOML: duplicate key
        hint: a key and a [table] stand once: put everything into one
    ");
}

#[test]
fn a_month_without_quotes_is_told_how_it_is_written() {
    assert_snapshot!(usage_errors("month = 2026-10\n"), @r#"
        error: phasebook.toml:1:9: this is not TOML: invalid date, expected `-` (MM-DD)
        hint: write a date as 2026-10-05, and a month in quotes, as "2026-10"
    "#);
}

#[test]
fn an_empty_alias_an_unknown_weekday_and_a_team_without_a_name_are_errors() {
    assert_snapshot!(usage_errors(
        "[[aliases.queues]]\nname = \"Podpora\"\nwas = []\n[hours]\nMon = \"8:00-12:00\"\nweekend = \"\"\n\
         [teams]\n\" \" = [1]\n"
    ), @"
        error: phasebook.toml:1:1: aliases.queues[1]: `was` is missing
        hint: list the other names or ids
        error: phasebook.toml:5:1: there is no key `hours.Mon`
        hint: did you mean mon? Weekdays are as mon, mon-fri or sat-sun
        error: phasebook.toml:6:1: there is no key `hours.weekend`
        hint: there are holidays, country and weekdays, as mon, mon-fri or sat-sun
        error: phasebook.toml:8:1: teams: a team has no name
        hint: name it: reports have who is in no team in a row without a name
    ");
}

#[test]
fn a_list_may_be_written_with_commas_as_on_the_command_line() {
    let run = world("format = \"csv,parquet\"").report(&["--by", "total"]);
    assert!(run.files.contains_key("total.csv") && run.files.contains_key("total.parquet"));
    assert_snapshot!(usage_errors("format = \"csv,exel\"\n"), @"
        error: phasebook.toml:1:10: format: there is no `exel`
        hint: choose of csv, parquet, xlsx, html, pdf, json, ndjson, md
    ");
}

#[test]
fn every_list_may_be_a_single_value() {
    let run = world(
        "by = \"team,in_hours\"\nteams.A = \"Jana Nov\u{e1}kov\u{e1}\"\nhours.mon = \"8:00-16:00\"\n\
         hours.holidays = 2026-10-05\npreview_campaigns = 5\nleave_out.queues = 9\n\
         [[aliases.queues]]\nname = 1\nwas = 8\n",
    )
    .report(&[]);
    let rows = run
        .table("by_team_in_hours")
        .pick(&["team", "in_hours", "sessions"]);
    assert_eq!(rows, ["A false 1"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_passed_over() {
    let world = world("");
    std::fs::remove_file(world.path("phasebook.toml")).unwrap();
    std::os::unix::fs::symlink("nowhere.toml", world.path("phasebook.toml")).unwrap();
    assert_snapshot!(report(&world).stderr, @"
        error: phasebook.toml cannot be read: No such file or directory (os error 2)
        hint: name another settings file with --config, or use none with --no-config
    ");
}
