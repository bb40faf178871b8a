//! The default reports as SQL views over the facts as a star (`phasebook facts --schema star`).
//!
//! This is the definition of the metrics once more, for programs that ask the facts themselves: a test holds every
//! cell of every view to the report. So it rounds as the reports do, once and in whole numbers.

use std::fmt::Write as _;

use super::super::metric::{
    Measure, Metric, OPERATOR_METRICS, OPERATOR_PHASES, PHASES, SESSION_METRICS, VISIT_LENGTH,
    VISIT_METRICS,
};
use super::super::service_levels::SERVICE_LEVEL_COUNTS;
use super::super::statistic::Statistic;
use super::session_counts;
use crate::service_level::Formula;

/// The files that the views read.
pub const STAR_TABLES: [&str; 9] = [
    "dim_operator",
    "dim_queue",
    "dim_department",
    "dim_campaign",
    "dim_day",
    "sessions",
    "session_operators",
    "queue_visits",
    "offers",
];

/// A key of the reports: its column among the keys of the rows, and the table that names it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Operator,
    Queue,
    Day,
}

impl Key {
    const fn column(self) -> &'static str {
        match self {
            Self::Operator => "operator_id",
            Self::Queue => "queue_id",
            Self::Day => "day",
        }
    }

    /// The column of the name beside the id, and its table.
    const fn name(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Operator => Some(("operator", "dim_operator")),
            Self::Queue => Some(("queue", "dim_queue")),
            Self::Day => None,
        }
    }
}

const REPORTS: [(&str, &[Key]); 7] = [
    ("by_operator", &[Key::Operator]),
    ("by_queue", &[Key::Queue]),
    ("by_day", &[Key::Day]),
    ("by_operator_day", &[Key::Operator, Key::Day]),
    ("by_queue_day", &[Key::Queue, Key::Day]),
    (
        "by_operator_queue_day",
        &[Key::Operator, Key::Queue, Key::Day],
    ),
    ("total", &[]),
];

/// Rounding as the reports do it: halves away from zero, in whole numbers.
const MACROS: &str = "\
-- Thousandths of a second, of microseconds divided by a number.
CREATE OR REPLACE MACRO phasebook_milliseconds(us, divisor) AS
  CAST((us + CAST(sign(us) AS HUGEINT) * (divisor * 1000 // 2)) // (divisor * 1000) AS BIGINT);
CREATE OR REPLACE MACRO phasebook_seconds(us, divisor) AS
  CAST(phasebook_milliseconds(us, divisor) * CAST(0.001 AS DECIMAL(4, 3)) AS DECIMAL(18, 3));
-- A percentile of a sorted list, interpolated linearly.
CREATE OR REPLACE MACRO phasebook_percentile(sorted, percent) AS
  phasebook_seconds(
    sorted[(len(sorted) - 1) * percent // 100 + 1] * 100
    + coalesce(
        sorted[(len(sorted) - 1) * percent // 100 + 2] - sorted[(len(sorted) - 1) * percent // 100 + 1],
        0
      ) * ((len(sorted) - 1) * percent % 100),
    100
  );
-- A fraction with four decimals; empty if the denominator is 0.
CREATE OR REPLACE MACRO phasebook_rate(numerator, denominator) AS
  CAST(((numerator * 20000 + denominator) // nullif(2 * denominator, 0))
    * CAST(0.0001 AS DECIMAL(5, 4)) AS DECIMAL(18, 4));
";

/// The statements that make the views in DuckDB, over the files in a folder.
pub fn views(folder: &str, formula: Formula) -> String {
    let mut text = String::new();
    for table in STAR_TABLES {
        let path = format!("{folder}/{table}.parquet").replace('\'', "''");
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "CREATE OR REPLACE VIEW {table} AS SELECT * FROM read_parquet('{path}');"
        );
    }
    text.push_str(MACROS);
    for (name, keys) in REPORTS {
        let _ = writeln!(
            text,
            "CREATE OR REPLACE VIEW {name} AS\n{};",
            report(keys, formula)
        );
    }
    let _ = writeln!(
        text,
        "CREATE OR REPLACE VIEW service_levels AS\n{};",
        service_levels()
    );
    text
}

/// `a, b, ` of some keys, with what stands before each.
fn list(keys: &[Key], before: &str) -> String {
    let columns = keys.iter().map(|key| format!("{before}{}, ", key.column()));
    columns.collect()
}

fn group_by(keys: &[Key]) -> &'static str {
    if keys.is_empty() {
        ""
    } else {
        "\n    GROUP BY ALL"
    }
}

/// Sessions are those of their owner and of their first queue.
const SESSION_KEYS: &str =
    "SELECT *, owner_id AS operator_id, entry_queue_id AS queue_id FROM sessions";

fn report(keys: &[Key], formula: Formula) -> String {
    let has = |key| keys.contains(&key);
    let by_operator = has(Key::Operator);
    let by_visits = has(Key::Queue) && !by_operator;
    let mut parts = vec![("s", of_sessions(keys))];
    if by_operator {
        parts.push(("o", of_operators(keys)));
    }
    if by_visits {
        parts.push(("v", of_visits(keys)));
    }
    let mut text = String::from("  WITH ");
    for (name, query) in &parts {
        let _ = write!(text, "{name} AS (\n{query}),\n  ");
    }
    // A row stands for keys that any of the tables has.
    let keyed: Vec<String> = parts
        .iter()
        .map(|(name, _)| match list(keys, "").trim_end_matches(", ") {
            "" => format!("SELECT 1 AS one FROM {name}"),
            columns => format!("SELECT {columns} FROM {name}"),
        })
        .collect();
    let _ = write!(text, "k AS ({})\n  SELECT ", keyed.join(" UNION "));
    let mut columns: Vec<String> = Vec::new();
    for key in keys {
        columns.push(format!("k.{}", key.column()));
        columns.extend(key.name().map(|(name, table)| format!("{table}.{name}")));
    }
    columns.extend(shown(SESSION_METRICS, "s", formula));
    columns.extend(PHASES.iter().flat_map(|phase| statistics(phase, "s")));
    if by_operator {
        columns.extend(shown(OPERATOR_METRICS, "o", formula));
        columns.extend(
            OPERATOR_PHASES
                .iter()
                .flat_map(|phase| statistics(phase, "o")),
        );
    }
    if by_visits {
        columns.extend(shown(VISIT_METRICS, "v", formula));
        columns.extend(
            VISIT_LENGTH
                .iter()
                .flat_map(|length| statistics(length, "v")),
        );
    }
    text.push_str(&columns.join(",\n    "));
    text.push_str("\n  FROM k");
    for (name, _) in &parts {
        let same = keys.iter().map(|key| {
            let column = key.column();
            format!("k.{column} IS NOT DISTINCT FROM {name}.{column}")
        });
        let same: Vec<String> = same.collect();
        let same = if same.is_empty() {
            "true".to_owned()
        } else {
            same.join(" AND ")
        };
        let _ = write!(text, "\n  LEFT JOIN {name} ON {same}");
    }
    for key in keys {
        if let Some((_, table)) = key.name() {
            let column = key.column();
            let _ = write!(
                text,
                "\n  LEFT JOIN {table} ON k.{column} = {table}.{column}"
            );
        }
    }
    if !keys.is_empty() {
        let order: Vec<String> = keys
            .iter()
            .map(|key| format!("k.{} NULLS FIRST", key.column()))
            .collect();
        let _ = write!(text, "\n  ORDER BY {}", order.join(", "));
    }
    text
}

fn counts<'a>(of: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let of = of.into_iter();
    let counts = of.map(|(name, rows)| format!("\n      count(*) FILTER ({rows}) AS {name},"));
    counts.collect()
}

/// The values of lengths, in order, and their sums.
fn lengths(of: &[Measure]) -> String {
    let of = of.iter().map(|Measure { name, column, .. }| {
        format!(
            "\n      list_sort(list({column}) FILTER ({column} IS NOT NULL)) AS {name}_values,\
             \n      coalesce(sum({column}), 0) AS {name}_sum,"
        )
    });
    of.collect()
}

fn of_sessions(keys: &[Key]) -> String {
    format!(
        "    SELECT {}{}\
         \n      count(*) FILTER (in_level AND in_time AND outcome = 'answered') AS level_answered_in,\
         \n      count(*) FILTER (in_level AND in_time AND outcome IN ('abandoned', 'short_abandoned')) AS level_abandoned_in,\
         \n      sum(speed_of_answer_us) FILTER (in_level IS NOT NULL AND outcome = 'answered') AS speed_sum,\
         \n      count(speed_of_answer_us) FILTER (in_level IS NOT NULL AND outcome = 'answered') AS speed_n,\
         \n      max(wait_us) FILTER (in_level IS NOT NULL) AS max_wait_us,\
         \n      sum(active_us + coalesce(acw_us, 0)) FILTER (outcome = 'answered') AS handled_sum,\
         \n      count(active_us) FILTER (outcome = 'answered') AS handled_n,{}\
         \n    FROM ({SESSION_KEYS}){}",
        list(keys, ""),
        counts(session_counts()),
        lengths(PHASES),
        group_by(keys),
    )
}

fn of_operators(keys: &[Key]) -> String {
    let sums = [
        "offers",
        "accepted_offers",
        "missed_offers",
        "forwarded_out",
    ];
    let sums = sums.map(|name| format!("\n      sum({name}) AS {name},"));
    format!(
        "    SELECT {}{}{}{}\
         \n    FROM (\
         \n      SELECT o.*, o.user_id AS operator_id, s.entry_queue_id AS queue_id, s.day\
         \n      FROM session_operators o JOIN sessions s USING (session_id)\
         \n    ){}",
        list(keys, ""),
        counts([("handled_sessions", "joined IS NOT NULL")]),
        sums.concat(),
        lengths(OPERATOR_PHASES),
        group_by(keys),
    )
}

fn of_visits(keys: &[Key]) -> String {
    format!(
        "    SELECT {}{}{}\
         \n    FROM (SELECT v.*, s.day FROM queue_visits v JOIN sessions s USING (session_id) WHERE NOT v.invite){}",
        list(keys, ""),
        counts([
            ("visits", "true"),
            ("visits_answered", "exit = 'answered'"),
            ("visits_overflowed", "exit = 'overflowed'"),
            ("visits_abandoned", "exit = 'abandoned'"),
            ("visits_forwarded", "exit = 'forwarded'"),
            ("visits_ended", "exit = 'ended'"),
            ("visits_open", "exit = 'open'"),
        ]),
        lengths(VISIT_LENGTH),
        group_by(keys),
    )
}

/// The columns of metrics, from the part of the query that counts them.
fn shown<P>(metrics: &[Metric<P>], from: &str, formula: Formula) -> Vec<String> {
    let metrics = metrics.iter();
    metrics
        .map(|metric| {
            let name = metric.definition.name;
            let column = metric.spec().csv_name();
            let value = match name {
                "service_level" => rate(formula, "level_"),
                "answer_rate" => "phasebook_rate(s.answered, s.offered)".to_owned(),
                "abandon_rate" => {
                    "phasebook_rate(s.abandoned + s.short_abandoned, s.offered)".to_owned()
                }
                "asa" => "phasebook_seconds(s.speed_sum, nullif(s.speed_n, 0))".to_owned(),
                "max_wait" => "phasebook_seconds(s.max_wait_us, 1)".to_owned(),
                "aht" => "phasebook_seconds(s.handled_sum, nullif(s.handled_n, 0))".to_owned(),
                _ => format!("coalesce({from}.{name}, 0)"),
            };
            format!("{value} AS {column}")
        })
        .collect()
}

/// A service level, of counts that begin so.
fn rate(formula: Formula, of: &str) -> String {
    let of = |name: &str| format!("s.{of}{name}");
    let [answered, short, answered_in, abandoned_in] =
        ["answered", "short_abandoned", "answered_in", "abandoned_in"].map(of);
    let offered = ["answered", "abandoned", "short_abandoned", "unanswered"].map(of);
    let offered = format!("({})", offered.join(" + "));
    let (numerator, denominator) = match formula {
        Formula::ExcludeShortAbandons => (answered_in, format!("{offered} - {short}")),
        Formula::Offered => (answered_in, offered),
        Formula::Answered => (answered_in, answered),
        Formula::ExcludeAbandonsInThreshold => (answered_in, format!("{offered} - {abandoned_in}")),
        Formula::AbandonsInThresholdMet => (format!("{answered_in} + {abandoned_in}"), offered),
    };
    format!("phasebook_rate({numerator}, {denominator})")
}

fn statistics(of: &Measure, from: &str) -> Vec<String> {
    let name = of.name;
    let (values, sum) = (
        format!("{from}.{name}_values"),
        format!("{from}.{name}_sum"),
    );
    let column = |statistic: Statistic| {
        let value = match statistic {
            Statistic::N => format!("coalesce(len({values}), 0)"),
            Statistic::Sum => format!("phasebook_seconds(coalesce({sum}, 0), 1)"),
            Statistic::Mean => format!("phasebook_seconds({sum}, nullif(len({values}), 0))"),
            Statistic::Min => format!("phasebook_seconds({values}[1], 1)"),
            Statistic::Max => format!("phasebook_seconds({values}[len({values})], 1)"),
            _ => {
                let percent = statistic.percent()?;
                format!("phasebook_percentile({values}, {percent})")
            }
        };
        let unit = if statistic == Statistic::N { "" } else { "_s" };
        Some(format!("{value} AS {name}_{}{unit}", statistic.name()))
    };
    Statistic::DEFAULT.into_iter().filter_map(column).collect()
}

/// The report `service_levels`: a row a queue, and one of all.
fn service_levels() -> String {
    let of = |keys: &[Key]| format!("(\n{})", of_sessions(keys));
    let mut columns: Vec<String> = SERVICE_LEVEL_COUNTS
        .iter()
        .map(|name| {
            let value = match *name {
                "offered" => {
                    "s.level_answered + s.level_abandoned + s.level_short_abandoned + s.level_unanswered"
                        .to_owned()
                }
                name => format!("s.level_{name}"),
            };
            format!("{value} AS {name}")
        })
        .collect();
    columns.extend(
        Formula::ALL
            .into_iter()
            .map(|formula| format!("{} AS {}", rate(formula, "level_"), formula.column())),
    );
    let columns = columns.join(",\n    ");
    format!(
        "  SELECT * EXCLUDE (is_total) FROM (\
         \n  SELECT s.queue_id, dim_queue.queue, {columns}, false AS is_total\
         \n  FROM {} s LEFT JOIN dim_queue ON s.queue_id = dim_queue.queue_id\
         \n  UNION ALL\
         \n  SELECT NULL, 'total', {columns}, true\
         \n  FROM {} s\
         \n  ) ORDER BY is_total, queue_id NULLS FIRST",
        of(&[Key::Queue]),
        of(&[]),
    )
}
