//! The reports beyond the FAQ as statements over plain facts: those of waits, of flows between queues, of offers and
//! of states. The others have files of their own.
//!
//! The columns of a report, their order and their names come from its registry.

use super::super::beyond::BeyondReport;
use super::super::dimension::Dimension;
use super::super::plan::QueueBy;
use super::super::statistic::Statistic;
use super::SqlDialect;
use super::dialect::{literal, rate, seconds};
use super::key::Key;
use super::lengths::{MeasuredRows, in_order, statistic_column, statistics, with_statistics};
use super::plain::{PlainReport, count, sum};
use crate::phase::State;

impl PlainReport<'_> {
    /// A report beyond the FAQ. `None` for the reports of recordings, because facts in folders have no
    /// recordings.
    pub fn beyond(&self, report: BeyondReport) -> Option<String> {
        let query = match report {
            BeyondReport::WaitsByQueue => self.waits(report, Some(Dimension::Queue)),
            BeyondReport::WaitsByDay => self.waits(report, Some(Dimension::Day)),
            BeyondReport::WaitsTotal => self.waits(report, None),
            BeyondReport::QueueFlows => self.flows(),
            BeyondReport::OperatorLoad => self.load(),
            BeyondReport::OfferOutcomes => self.offers(),
            BeyondReport::ServiceLevelCurve => self.curve(),
            BeyondReport::Thresholds => self.thresholds(),
            BeyondReport::StatesBySource => self.states(),
            BeyondReport::RecordingsByQueue
            | BeyondReport::RecordingsByDay
            | BeyondReport::RecordingsByOperator
            | BeyondReport::RecordingsTotal => return None,
        };
        Some(format!("-- {}\n{query}", report.name()))
    }

    fn waits(&self, report: BeyondReport, dimension: Option<Dimension>) -> String {
        // By the entry queue, whatever the other reports do.
        let by_entry = Self {
            queue_by: QueueBy::Entry,
            ..*self
        };
        let keys = dimension.map(|dimension| GroupKey::of_sessions(by_entry.key(dimension)));
        let keys: Vec<GroupKey> = keys.into_iter().collect();
        let lengths = super::super::beyond::measured();
        let measured = MeasuredRows {
            from: "sessions s".to_owned(),
            condition: None,
            keys: keys.iter().map(|key| key.key.clone()).collect(),
            lengths: lengths
                .map(|(name, column)| (name, format!("s.{column}")))
                .collect(),
        };
        let grouped = Grouped {
            from: "sessions s".to_owned(),
            condition: None,
            sums: vec![
                ("sessions", count("true")),
                (
                    "differs",
                    count("s.in_queue_us + s.waiting_us <> s.wait_total_us"),
                ),
            ],
            keys,
            measured: Some(measured),
        };
        let columns = columns(report, |name| format!("c.{name}"));
        grouped.query(self.dialect, columns)
    }

    fn flows(&self) -> String {
        let grouped = Grouped {
            from: "queue_visits v".to_owned(),
            condition: Some("NOT v.invite".to_owned()),
            keys: vec![
                GroupKey::named("from_queue", "v.queue_id", "v.queue"),
                GroupKey::plain("kind", "v.exit"),
                GroupKey::named("to_queue", "v.to_queue_id", "v.to_queue"),
            ],
            sums: vec![
                ("visits", count("true")),
                ("sessions", "count(DISTINCT v.session_id)".to_owned()),
                ("visit_sum", sum("v.duration_us")),
                ("visit_n", "count(v.duration_us)".to_owned()),
                ("answered_later", count("v.answered_later")),
            ],
            measured: None,
        };
        let columns = columns(BeyondReport::QueueFlows, |name| match name {
            "visit_sum" => seconds(self.dialect, "c.visit_sum", "1"),
            "visit_mean" => {
                let mean = seconds(self.dialect, "c.visit_sum", "c.visit_n");
                format!("CASE WHEN c.visit_n > 0 THEN {mean} END")
            }
            name => format!("c.{name}"),
        });
        grouped.query(self.dialect, columns)
    }

    fn offers(&self) -> String {
        let keys = vec![
            GroupKey::named("operator", "f.user_id", "f.operator"),
            GroupKey::named("queue", "f.queue_id", "f.queue"),
        ];
        let outcomes = ["accepted", "missed", "taken", "withdrawn", "pending"];
        let outcomes =
            outcomes.map(|outcome| (outcome, count(&format!("f.outcome = '{outcome}'"))));
        let lengths = [("to_accept", "accepted"), ("to_miss", "missed")];
        let lengths = lengths.map(|(name, outcome)| {
            let value = format!("CASE WHEN f.outcome = '{outcome}' THEN f.duration_us END");
            (name, value)
        });
        let grouped = Grouped {
            from: "offers f".to_owned(),
            condition: None,
            sums: [("offers", count("true"))]
                .into_iter()
                .chain(outcomes)
                .collect(),
            measured: Some(MeasuredRows {
                from: "offers f".to_owned(),
                condition: None,
                keys: keys.iter().map(|key| key.key.clone()).collect(),
                lengths: lengths.into(),
            }),
            keys,
        };
        let columns = columns(BeyondReport::OfferOutcomes, |name| match name {
            "accept_rate" => rate(self.dialect, "c.accepted", "c.accepted + c.missed"),
            name => format!("c.{name}"),
        });
        grouped.query(self.dialect, columns)
    }

    fn states(&self) -> String {
        let states = || (0_u32..).zip(State::ALL);
        let numbers: Vec<String> = states()
            .map(|(number, _)| format!("({number}, {})", 1 << number))
            .collect();
        let cases = |case: fn(u32, &str) -> String| -> String {
            let cases = states().map(|(number, state)| case(number, &literal(state.name())));
            cases.collect()
        };
        let number = cases(|number, name| format!("WHEN {name} THEN {number} "));
        let name = cases(|number, name| format!("WHEN {number} THEN {name} "));
        let refused = self.dialect.quotient("s.refused_states", "t.bit");
        let grouped = Grouped {
            from: format!(
                "sessions s CROSS JOIN (VALUES {}) AS t(number, bit)",
                numbers.join(", ")
            ),
            condition: None,
            keys: vec![
                GroupKey::plain("source", "s.source"),
                GroupKey {
                    shown: vec![format!("CASE c.key_state {name}END AS state")],
                    ..GroupKey::plain("state", "t.number")
                },
            ],
            sums: vec![
                ("sessions", count("true")),
                ("refused", count(&format!("{refused} % 2 = 1"))),
            ],
            measured: Some(MeasuredRows {
                from: "states f JOIN sessions s ON s.session_id = f.session_id".to_owned(),
                condition: None,
                keys: vec!["s.source".to_owned(), format!("CASE f.state {number}END")],
                lengths: vec![("duration", "f.duration_us".to_owned())],
            }),
        };
        // A state has a row exactly if it has a duration.
        let went_through = "coalesce(w.duration_n, 0)";
        let columns = columns(BeyondReport::StatesBySource, |name| match name {
            "went_through" => went_through.to_owned(),
            "skipped" => format!("c.sessions - {went_through} - c.refused"),
            name => format!("c.{name}"),
        });
        grouped.query(self.dialect, columns)
    }
}

/// The columns of a report after its keys: the statistics of its lengths, and for any other column the expression
/// that `figure` gives.
pub(super) fn columns(report: BeyondReport, figure: impl Fn(&str) -> String) -> Vec<String> {
    let columns = report.definitions().into_iter();
    columns
        .filter_map(|column| {
            let Some(of) = column.statistic else {
                let spec = &column.definition.spec;
                return Some(format!("{} AS {}", figure(&spec.name), spec.csv_name()));
            };
            let is_shown = Statistic::DEFAULT.contains(&of.statistic);
            is_shown.then(|| statistic_column(of.duration, of.statistic))
        })
        .collect()
}

/// A key of a report that groups the rows of one table.
struct GroupKey {
    /// The name without `key_` and `label_`.
    name: String,
    key: String,
    /// The name that stands beside an id.
    label: Option<String>,
    shown: Vec<String>,
}

impl GroupKey {
    fn plain(name: &str, key: &str) -> Self {
        Self {
            name: name.to_owned(),
            key: key.to_owned(),
            label: None,
            shown: vec![format!("c.key_{name} AS {name}")],
        }
    }

    fn named(name: &str, id: &str, label: &str) -> Self {
        Self {
            label: Some(label.to_owned()),
            shown: vec![
                format!("c.key_{name} AS {name}_id"),
                format!("c.label_{name} AS {name}"),
            ],
            ..Self::plain(name, id)
        }
    }

    /// The key of a dimension in the table `sessions`.
    fn of_sessions(key: Key) -> Self {
        let (id, label) = key.sessions;
        Self {
            name: key.name.trim_start_matches("key_").to_owned(),
            key: id,
            label,
            shown: key.shown,
        }
    }
}

/// The rows of a table, grouped by keys.
struct Grouped {
    from: String,
    /// The condition on the rows, if not all of them count.
    condition: Option<String>,
    keys: Vec<GroupKey>,
    /// The counts and sums, by names.
    sums: Vec<(&'static str, String)>,
    /// The rows with the lengths, by the same keys, if there are statistics.
    measured: Option<MeasuredRows>,
}

impl Grouped {
    /// The statement with these columns after the keys.
    fn query(self, dialect: SqlDialect, columns: Vec<String>) -> String {
        let names: Vec<String> = self
            .keys
            .iter()
            .map(|key| format!("key_{}", key.name))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let shown = self.keys.iter().flat_map(|key| key.shown.clone());
        let columns: Vec<String> = shown.chain(columns).collect();
        let counted = self.counted();
        match &self.measured {
            Some(measured) => format!(
                "WITH {counted},\n{}{}",
                statistics(dialect, &names, std::slice::from_ref(measured)),
                with_statistics(&names, &columns)
            ),
            None => format!(
                "WITH {counted}\nSELECT\n  {}\nFROM counted c\nORDER BY {};\n",
                columns.join(",\n  "),
                in_order(&names)
            ),
        }
    }

    /// The query `counted`: one row per key, with its counts and sums.
    fn counted(&self) -> String {
        let mut columns = Vec::new();
        for key in &self.keys {
            columns.push(format!("{} AS key_{}", key.key, key.name));
            let label = key.label.as_ref();
            columns.extend(label.map(|label| format!("max({label}) AS label_{}", key.name)));
        }
        let sums = self.sums.iter();
        columns.extend(sums.map(|(name, value)| format!("CAST({value} AS BIGINT) AS {name}")));
        let condition = self.condition.as_ref();
        let condition = condition.map_or_else(String::new, |it| format!("\n  WHERE {it}"));
        let keys: Vec<&str> = self.keys.iter().map(|key| &*key.key).collect();
        let group = if keys.is_empty() {
            String::new()
        } else {
            format!("\n  GROUP BY {}", keys.join(", "))
        };
        format!(
            "counted AS (\n  SELECT\n    {}\n  FROM {}{condition}{group}\n)",
            columns.join(",\n    "),
            self.from
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Interval;
    use super::super::RowLevels;
    use super::*;

    /// A metric of a registry that no query counts would refer to a column that does not exist.
    #[test]
    fn every_column_of_the_reports_is_made_by_a_query() {
        let used = regex::Regex::new(r"\b[cwlup]\.([a-z_0-9]+)").unwrap();
        let report = PlainReport {
            dialect: SqlDialect::Spark,
            queue_by: QueueBy::Entry,
            interval: Interval::Half,
            levels: &RowLevels::default(),
            prefix: "",
        };
        let mut made = 0;
        for of in BeyondReport::ALL {
            let Some(text) = report.beyond(of) else {
                assert!(BeyondReport::RECORDINGS.contains(&of), "{of:?}");
                continue;
            };
            let (queries, shown) = text.rsplit_once("\nSELECT\n").unwrap();
            let (columns, _) = shown.split_once("\nFROM ").unwrap();
            for name in used.captures_iter(columns).map(|found| found[1].to_owned()) {
                assert!(queries.contains(&format!(" AS {name}")), "{of:?}: {name}");
                made += 1;
            }
            for key in of.keys() {
                assert!(columns.contains(&format!(" AS {key}")), "{of:?}: {key}");
            }
        }
        assert!(made > 200, "{made}");
    }
}
