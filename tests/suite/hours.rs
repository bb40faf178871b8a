//! Opening hours, holidays and teams, by phasebook.toml.

use insta::assert_snapshot;

use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// A session created and queued at this time, answered after this many seconds.
fn at(timestamp: &str, queue: &str, seconds: i32) -> Scenario {
    Scenario::created_at(timestamp)
        .queued(queue, 0)
        .offered("Jana", 1)
        .accepted("Jana", seconds)
        .joined("Jana", seconds)
}

const SETTINGS: &str = r#"
[hours]
mon-fri = "8:00-12:00, 13:00-16:30"
country = "CZ"
holidays = ["2026-12-31"]

[hours.queues.Reklamace]
mon-sun = "20:00-6:00"
"#;

fn world() -> World {
    let world = World::of([
        at("2026-10-05T08:00:00+02:00", "Podpora", 5),
        at("2026-10-05T12:00:00+02:00", "Podpora", 60),
        at("2026-10-05T16:29:59+02:00", "Podpora", 60),
        at("2026-10-05T16:30:00+02:00", "Podpora", 5),
        // Saturday, a public holiday, and one of the list.
        at("2026-10-10T10:00:00+02:00", "Podpora", 5),
        at("2026-10-28T10:00:00+01:00", "Podpora", 5),
        at("2026-12-31T10:00:00+01:00", "Podpora", 5),
        // Another queue, at night: on a usual night, on the night into a holiday, and on the night of the holiday.
        at("2026-10-06T02:00:00+02:00", "Reklamace", 5),
        at("2026-10-28T02:00:00+01:00", "Reklamace", 5),
        at("2026-10-28T21:00:00+01:00", "Reklamace", 5),
    ]);
    world.put("phasebook.toml", SETTINGS);
    world
}

fn rows(run: &Run, report: &str, columns: &[&str]) -> String {
    run.table(report).pick(columns).join("\n")
}

#[test]
fn sessions_are_in_hours_by_when_their_routing_starts() {
    let run = world().report(&["--by", "queue,in_hours", "--by", "day,in_hours"]);
    assert_snapshot!(rows(&run, "by_queue_in_hours", &["queue", "in_hours", "sessions"]), @"
    Podpora false 5
    Podpora true 2
    Reklamace false 1
    Reklamace true 2
    ");
    assert_snapshot!(rows(&run, "by_day_in_hours", &["day", "in_hours", "sessions"]), @"
    2026-10-05 false 2
    2026-10-05 true 2
    2026-10-06 true 1
    2026-10-10 false 1
    2026-10-28 false 2
    2026-10-28 true 1
    2026-12-31 false 1
    ");
}

#[test]
fn routing_that_starts_later_than_the_session_counts_then() {
    let late = Scenario::created_at("2026-10-05T07:59:50+02:00")
        .with_chatbot()
        .queued("Podpora", 10);
    let none = Scenario::created_at("2026-10-05T07:59:50+02:00").with_chatbot();
    let world = World::of([late, none]);
    world.put("phasebook.toml", SETTINGS);
    let run = world.report(&["--by", "in_hours"]);
    assert_eq!(
        rows(&run, "by_in_hours", &["in_hours", "sessions"]),
        "false 1\ntrue 1"
    );
}

#[test]
fn without_hours_nothing_is_in_or_out() {
    let world = World::of([at("2026-10-05T08:00:00+02:00", "Podpora", 5)]);
    let run = world.report(&["--by", "in_hours"]);
    assert_eq!(rows(&run, "by_in_hours", &["in_hours", "sessions"]), "- 1");
    let run = world.run(&["report", "dump", "--sla-hours=open"]);
    assert_eq!(run.status, 2);
    assert_snapshot!(run.stderr, @r#"
    error: --sla-hours open: no opening hours are set
    hint: write them into phasebook.toml: [hours], and below it mon-fri = "8:00-16:30"
    "#);
}

#[test]
fn the_service_level_can_be_of_sessions_in_hours_alone() {
    let world = world();
    let columns = [
        "sessions",
        "offered",
        "answered",
        "answered_in",
        "service_level",
    ];
    let all = world.report(&["--by=total"]);
    assert_snapshot!(rows(&all, "total", &columns), @"10 10 10 8 0.8000");
    let open = world.report(&["--sla-hours=open", "--format=csv,html"]);
    // Nothing else changes.
    assert_snapshot!(rows(&open, "total", &columns), @"10 10 10 8 0.7500");
    let levels = ["queue", "offered", "answered_in", "sl_offered"];
    assert_snapshot!(rows(&open, "service_levels", &levels), @"
    Podpora 2 1 0.5000
    Reklamace 2 2 1.0000
    total 4 3 0.7500
    ");
    let kept = world.report(&["--by=total", "--where=in_hours=true"]);
    assert_snapshot!(rows(&kept, "total", &columns), @"4 4 4 3 0.7500");
    let curve = world.report(&[
        "--sla-hours=open",
        "--report=thresholds",
        "--report=service_level_curve",
    ]);
    assert_snapshot!(rows(&curve, "thresholds", &["queue", "threshold_for_target_s"]), @"
    Podpora 60
    Reklamace 5
    total 60
    ");
}

#[test]
fn an_explanation_names_the_hours() {
    let world = world();
    let cell = world.run(&[
        "explain",
        "dump",
        "--tz=Europe/Prague",
        "--sla-hours=open",
        "--report=total",
        "--metric=service_level",
    ]);
    assert_snapshot!(cell.stdout, @"
    total
    service_level = 0.7500  (75.00 %)

    Definition
      The share of sessions answered in time, by the formula set with --sla-formula.
      population       inbound offered sessions
      formula          answered_in / (offered - short_abandoned)
      limits           an answer after exactly the threshold is in time; with --sla-hours open only of
                       sessions in opening hours
      empty if         the denominator is 0
      unit             fraction of 1
      --sla            20 s
      --short-abandon  5 s
      --sla-hours      open
      --sla-formula    exclude-short-abandons
      --target         80 %

    Arithmetic
      service_level = answered_in / (offered - short_abandoned)
      = 3 / (4 - 0) = 3 / 4 = 0.7500

    In the numerator  3 sessions
      1  2026-10-05  Podpora    Jana Nováková  answered after 5.000 s <= 20 s
      8  2026-10-06  Reklamace  Jana Nováková  answered after 5.000 s <= 20 s
      9  2026-10-28  Reklamace  Jana Nováková  answered after 5.000 s <= 20 s

    In the denominator only  1 session
      3  2026-10-05  Podpora  Jana Nováková  answered after 60.000 s > 20 s

    Left out  6 sessions
      2   2026-10-05  Podpora    Jana Nováková  answered after 60.000 s > 20 s, outside of opening hours
      4   2026-10-05  Podpora    Jana Nováková  answered after 5.000 s <= 20 s, outside of opening hours
      5   2026-10-10  Podpora    Jana Nováková  answered after 5.000 s <= 20 s, outside of opening hours
      6   2026-10-28  Podpora    Jana Nováková  answered after 5.000 s <= 20 s, outside of opening hours
      7   2026-12-31  Podpora    Jana Nováková  answered after 5.000 s <= 20 s, outside of opening hours
      10  2026-10-28  Reklamace  Jana Nováková  answered after 5.000 s <= 20 s, outside of opening hours
    ");
    let counts = world.run(&[
        "explain",
        "dump",
        "--tz=Europe/Prague",
        "--sla-hours=open",
        "--report=service_levels",
        "--where=queue=Podpora",
        "--metric=offered",
    ]);
    assert!(
        counts.stdout.contains("offered = 2"),
        "{}{}",
        counts.stdout,
        counts.stderr
    );
    let session = world.run(&[
        "explain",
        "dump",
        "--tz=Europe/Prague",
        "--sla-hours=open",
        "--session=4",
    ]);
    let told: Vec<&str> = session
        .stdout
        .lines()
        .skip_while(|line| !line.contains("service_level"))
        .filter(|line| line.contains("service_level") || line.contains("hours"))
        .collect();
    assert_snapshot!(told.join("\n"), @"
    service_level    empty          it began outside of opening hours, and --sla-hours is open
    in_hours         no             RoutingRequestCreated at 16:30:00.000 (history[1]) on 2026-10-05
                                    is outside of the hours of Podpora
    ");
    let row = world.run(&[
        "explain",
        "dump",
        "--tz=Europe/Prague",
        "--report=by_in_hours_queue",
        "--where=in_hours=false",
        "--where=queue=Reklamace",
        "--metric=sessions",
    ]);
    assert!(
        row.stdout.contains("sessions = 1"),
        "{}{}",
        row.stdout,
        row.stderr
    );
}

#[test]
fn a_pack_with_hours_and_teams_is_made_again_from_its_manifest() {
    let world = world();
    world.put(
        "phasebook.toml",
        format!("{SETTINGS}\n[hours.queues.3]\nsat = \"\"\n[teams]\nA = [\"Jana Nov\u{e1}kov\u{e1}\", 12]\n\"B c\" = [13]\n"),
    );
    let run = world.report(&["--by=in_hours,team", "--sla-hours=open"]);
    let settings = &run.manifest()["settings"];
    assert_snapshot!(settings["hours"], @r#"{"country":"CZ","fri":"8:00-12:00, 13:00-16:30","holidays":["2026-12-31"],"mon":"8:00-12:00, 13:00-16:30","queues":{"3":{"fri":"","mon":"","sat":"","sun":"","thu":"","tue":"","wed":""},"Reklamace":{"fri":"20:00-6:00","mon":"20:00-6:00","sat":"20:00-6:00","sun":"20:00-6:00","thu":"20:00-6:00","tue":"20:00-6:00","wed":"20:00-6:00"}},"sat":"","sun":"","thu":"8:00-12:00, 13:00-16:30","tue":"8:00-12:00, 13:00-16:30","wed":"8:00-12:00, 13:00-16:30"}"#);
    assert_snapshot!(settings["teams"], @r#"{"A":[12,"Jana Nováková"],"B c":[13]}"#);
    std::fs::remove_file(world.path("phasebook.toml")).unwrap();
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn errors_in_hours_and_teams_are_shown_with_their_places() {
    let world = world();
    world.put(
        "phasebook.toml",
        "[hours]\nmon-fri = \"8-16\"\nfri = \"8:00-12:00\"\nholiday = []\nholidays = [\"2026-02-30\"]\ncountry = \"ZZ\"\n\
         [hours.queues.Podpora]\nmondy = \"8:00-16:00\"\n[teams]\nA = [\"Jana\", \"Jana\"]\nB = [\"Jana\"]\nC = true\n",
    );
    let run = world.run(&["report", "dump"]);
    assert_eq!(run.status, 2);
    assert_snapshot!(run.stderr, @r#"
    error: phasebook.toml:2:11: hours.mon-fri: `8-16` is no interval of hours
    hint: write two times, as 8:00-16:30; 22:00-6:00 goes on past midnight, 0:00-24:00 is all day
    error: phasebook.toml:2:11: hours: fri is in two keys
    hint: say the hours of a weekday once; several intervals with commas, as "8:00-12:00, 13:00-17:00"
    error: phasebook.toml:4:1: there is no key `hours.holiday`
    hint: did you mean holidays? Weekdays are as mon, mon-fri or sat-sun
    error: phasebook.toml:5:13: hours.holidays[1]: `2026-02-30` is not a date
    hint: write year, month and day, as 2026-10-05
    error: phasebook.toml:6:11: hours.country: the public holidays of `ZZ` are not known
    hint: there are those of CZ; list others under holidays
    error: phasebook.toml:8:1: there is no key `hours.queues.Podpora.mondy`
    hint: did you mean mon? Weekdays are as mon, mon-fri or sat-sun
    error: phasebook.toml:10:14: teams.A[2]: `Jana` is in `A` already
    hint: an operator belongs to one team
    error: phasebook.toml:11:6: teams.B[1]: `Jana` is in `A` already
    hint: an operator belongs to one team
    error: phasebook.toml:12:5: teams.C: it is neither a name nor an id
    hint: write a name in "quotes", or the number of an id without
    "#);
}

#[test]
fn a_team_has_its_operators_work_whoever_owned_the_session() {
    let forwarded = Scenario::new()
        .queued("Podpora", 0)
        .offered("Petr", 1)
        .missed("Petr", 10)
        .offered("Jana", 13)
        .accepted("Jana", 20)
        .joined("Jana", 20);
    let world = World::of([
        forwarded,
        at("2026-10-05T10:00:00+02:00", "Podpora", 5),
        Scenario::new()
            .queued("Prodej", 0)
            .offered("Eva", 1)
            .accepted("Eva", 3)
            .joined("Eva", 3),
    ]);
    world.put(
        "phasebook.toml",
        "[teams]\nProdej = [\"Jana Nov\u{e1}kov\u{e1}\"]\nPodpora = [12]\n",
    );
    let run = world.report(&["--by=team", "--by=team,operator", "--by=total", "--bridge"]);
    let columns = [
        "team",
        "sessions",
        "handled_sessions",
        "offers",
        "missed_offers",
    ];
    assert_snapshot!(rows(&run, "by_team", &columns), @"
    - 1 1 1 0
    Podpora 0 0 1 1
    Prodej 2 2 2 0
    ");
    assert_snapshot!(rows(&run, "by_team_operator", &["team", "operator", "sessions", "offers"]), @"
    - Eva Dvořáková 1 1
    Podpora Petr Svoboda 0 1
    Prodej Jana Nováková 2 2
    ");
    let run = world.report(&["--by=team", "--by=queue", "--where=team=Prodej", "--beyond"]);
    assert_snapshot!(rows(&run, "by_team", &columns), @"Prodej 2 2 2 0");
    assert_snapshot!(rows(&run, "offer_outcomes", &["operator", "offers"]), @"Jana Nováková 2");
    let run = world.report(&["--by=total", "--where=team="]);
    assert_eq!(rows(&run, "total", &["sessions"]), "1");
}

#[test]
fn with_pseudonyms_neither_teams_nor_conditions_name_operators() {
    let world = world();
    world.put("key", "0123456789abcdef");
    let run = world.run(&[
        "report",
        "dump",
        "--out=out",
        "--pseudonyms=key",
        "--where=operator=Jana Nov\u{e1}kov\u{e1}",
    ]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("name the operator's code"),
        "{}",
        run.stderr
    );
    world.put("phasebook.toml", "[teams]\nA = [11]\n");
    let run = world.run(&["report", "dump", "--out=out", "--pseudonyms=key"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("name operators"), "{}", run.stderr);
}

/// Such hours were once passed over without a word.
#[test]
fn holidays_without_hours_of_any_weekday_are_refused() {
    let refused = |settings: &str| {
        let world = world();
        world.put("phasebook.toml", settings);
        let run = world.run(&["report", "dump"]);
        assert_eq!(run.status, 2, "{settings}");
        run.stderr
    };
    assert_snapshot!(refused("[hours]\ncountry = \"CZ\"\n"), @r#"
    error: phasebook.toml:1:1: hours: no weekday has hours, so its holidays change nothing
    hint: write the hours of the weekdays, too, as mon-fri = "8:00-16:30"
    "#);
    assert_snapshot!(refused("[hours.queues.Podpora]\nholidays = [\"2026-12-31\"]\n"), @r#"
    error: phasebook.toml:1:1: hours.queues.Podpora: no weekday has hours, so its holidays change nothing
    hint: write the hours of the weekdays, too, as mon-fri = "8:00-16:30"
    "#);
    // A queue with a week of its own has the holidays of the centre.
    let world = world();
    world.put(
        "phasebook.toml",
        "[hours]\ncountry = \"CZ\"\n[hours.queues.Podpora]\nmon-fri = \"8:00-16:00\"\n",
    );
    assert_eq!(world.run(&["report", "dump", "--tz", "UTC"]).status, 0);
}
