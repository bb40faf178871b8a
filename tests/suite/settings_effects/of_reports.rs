//! Keys that choose sessions, reports and figures, and keys of the service level.

use super::{Effect, effect};
use crate::harness::world::Run;

const HOURS: &str = "hours.mon-fri = \"8:00-16:30\"";

pub(super) fn effects() -> Vec<Effect> {
    let mut all = periods();
    all.extend(levels());
    all.extend(rules());
    all.extend(selections());
    all
}

fn periods() -> Vec<Effect> {
    let sessions = |key| effect(key).cells("total", &["sessions"]);
    let days = |key| effect(key).cells("by_day", &["day", "sessions"]);
    vec![
        days("tz")
            .only_settings("tz = \"UTC\"", "tz = \"Europe/Prague\"")
            .changes("2026-09-30 1, 2026-10-05 9", "2026-10-01 1, 2026-10-05 9"),
        sessions("month")
            .set("month = \"2026-09\"")
            .changes("10", "0"),
        sessions("from")
            .set("from = \"2026-10-05\"")
            .changes("10", "9"),
        sessions("to").set("to = 2026-10-05").changes("10", "1"),
        days("day_of").set("day_of = \"answered\"").changes(
            "2026-10-01 1, 2026-10-05 9",
            "2026-10-01 1, 2026-10-05 8, 2026-10-06 1",
        ),
        effect("queue_by")
            .cells("by_queue", &["queue", "sessions"])
            .set("queue_by = \"answer\"")
            .changes(
                "- 1, Podpora 6, Reklamace 2, Prodej 1",
                "- 3, Podpora 3, Reklamace 3, Prodej 1",
            ),
    ]
}

fn levels() -> Vec<Effect> {
    let level = |key| effect(key).cells("total", &["service_level"]);
    vec![
        level("sla.threshold")
            .set("sla.threshold = \"30s\"")
            .changes("0.3750", "0.6250"),
        effect("sla.short_abandon")
            .cells("total", &["abandoned", "short_abandoned"])
            .set("sla.short_abandon = \"8s\"")
            .changes("1 1", "0 2"),
        effect("sla.target")
            .command(&["report", "dump", "--report", "thresholds", "--out", "out"])
            .cells("thresholds", &["queue", "threshold_for_target_s"])
            .set("sla.target = \"50%\"")
            .changes(
                "- -, Podpora 40, Reklamace 25, Prodej -, total -",
                "- -, Podpora 25, Reklamace 5, Prodej -, total 25",
            ),
        level("sla.formula")
            .set("sla.formula = \"offered\"")
            .changes("0.3750", "0.3333"),
        level("sla.hours")
            .settings(HOURS, &format!("{HOURS}\nsla.hours = \"open\""))
            .changes("0.3750", "0.1667"),
    ]
}

fn rules() -> Vec<Effect> {
    let in_time = |key| effect(key).cells("by_queue", &["queue", "answered_in"]);
    let rule = |what: &str| format!("sla.rules = [{{{what}}}]");
    vec![
        in_time("sla.rules.queue")
            .set(&rule("queue = \"Reklamace\", threshold = 25"))
            .changes(
                "- 0, Podpora 2, Reklamace 1, Prodej 0",
                "- 0, Podpora 2, Reklamace 2, Prodej 0",
            ),
        in_time("sla.rules.channel")
            .set(&rule("channel = \"Chat\", threshold = 1"))
            .changes(
                "- 0, Podpora 2, Reklamace 1, Prodej 0",
                "- 0, Podpora 0, Reklamace 0, Prodej 0",
            ),
        // A rule for one queue on one channel.
        in_time("sla.rules.threshold")
            .set(&rule(
                "queue = \"Podpora\", channel = \"Chat\", threshold = \"40s\"",
            ))
            .changes(
                "- 0, Podpora 2, Reklamace 1, Prodej 0",
                "- 0, Podpora 4, Reklamace 1, Prodej 0",
            ),
        effect("sla.rules.short_abandon")
            .cells("by_queue", &["queue", "short_abandoned"])
            .set(&rule("queue = \"Podpora\", short_abandon = \"10s\""))
            .changes(
                "- 0, Podpora 1, Reklamace 0, Prodej 0",
                "- 0, Podpora 2, Reklamace 0, Prodej 0",
            ),
        effect("sla.rules.target")
            .command(&["report", "dump", "--report", "thresholds", "--out", "out"])
            .cells("thresholds", &["target", "threshold_for_target_s"])
            .set(&rule("queue = \"Podpora\", target = 0.4"))
            .changes(
                "0.8000 -, 0.8000 40, 0.8000 25, 0.8000 -, 0.8000 -",
                "0.8000 -, 0.4000 15, 0.8000 25, 0.8000 -, 0.8000 -",
            ),
        effect("sla.rules.formula")
            .cells("by_queue", &["queue", "service_level"])
            .set(&rule("queue = \"Podpora\", formula = \"answered\""))
            .changes(
                "- 0.0000, Podpora 0.4000, Reklamace 0.5000, Prodej -",
                "- 0.0000, Podpora 0.5000, Reklamace 0.5000, Prodej -",
            ),
    ]
}

fn selections() -> Vec<Effect> {
    let header = |key| {
        effect(key)
            .command(&["report", "dump", "--by", "total", "--out", "out"])
            .looks(|_, run| {
                let header = run.table("total").header;
                let waited = header
                    .iter()
                    .filter_map(|name| name.strip_prefix("waited_"));
                waited.collect::<Vec<_>>().join(" ")
            })
    };
    let beside_total =
        |key| effect(key).command(&["report", "dump", "--by", "total", "--out", "out"]);
    vec![
        effect("report")
            .looks(|_, run| tables(run))
            .set("report = [\"total\", \"queue_flows\"]")
            .changes("8 tables", "queue_flows total"),
        effect("by")
            .looks(|_, run| tables(run))
            .set("by = [\"channel,queue\"]")
            .changes("8 tables", "by_channel_queue"),
        effect("interval")
            .command(&["report", "dump", "--by", "interval", "--out", "out"])
            .cells("by_interval", &["interval", "sessions"])
            .set("interval = \"1h\"")
            .changes("01:30 1, 10:00 8, 23:30 1", "01:00 1, 10:00 8, 23:00 1"),
        header("stats")
            .set("stats = [\"p99\", \"min\"]")
            .changes("n sum_s mean_s median_s p90_s p95_s max_s", "p99_s min_s"),
        header("columns")
            .set("columns = [\"waited_n\", \"sessions\"]")
            .changes("n sum_s mean_s median_s p90_s p95_s max_s", "n"),
        effect("where")
            .cells("by_queue", &["queue", "sessions"])
            .set("where = [\"queue=Podpora\", \"channel!=Phone\"]")
            .changes("- 1, Podpora 6, Reklamace 2, Prodej 1", "Podpora 6"),
        effect("top")
            .cells("by_queue", &["queue", "sessions"])
            .set("top = 1")
            .changes(
                "- 1, Podpora 6, Reklamace 2, Prodej 1",
                "Podpora 6, other 4",
            ),
        // Kept facts have no recordings, so they give fewer tables.
        beside_total("beyond")
            .of_reading()
            .looks(|_, run| tables(run))
            .set("beyond = true")
            .changes("total", "14 tables"),
        beside_total("bridge")
            .looks(|_, run| tables(run))
            .set("bridge = true")
            .changes("total", "bridge total"),
        beside_total("facts")
            .looks(|_, run| tables(run))
            .set("facts = true")
            .changes("total", "6 tables"),
    ]
}

/// The names of the tables in the output, or how many there are.
fn tables(run: &Run) -> String {
    let names = run.files.keys();
    let names = names.filter_map(|name| name.strip_suffix(".csv"));
    let names: Vec<&str> = names.filter(|name| *name != "problems").collect();
    match names.len() {
        0..4 => names.join(" "),
        count => format!("{count} tables"),
    }
}
