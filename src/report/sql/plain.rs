//! Reports as one statement each over the plain tables of facts, for engines that read folders.
//!
//! A statement uses what all dialects share, and [`SqlDialect`] supplies the rest. Percentiles are computed from
//! numbered rows in whole microseconds, because the percentiles of the engines are floating point and may differ
//! in the last digit.

use super::super::dimension::Dimension;
use super::super::metric::{
    Condition, Measure, Metric, OPERATOR_METRICS, OPERATOR_PHASES, PHASES, SESSION_METRICS,
    VISIT_LENGTH, VISIT_METRICS,
};
use super::super::plan::QueueBy;
use super::super::service_levels::SERVICE_LEVEL_COUNTS;
use super::super::statistic::Statistic;
use super::super::{Interval, grouping_name};
use super::SqlDialect;
use super::dialect::{literal, rate, seconds};
use super::key::Key;
use super::lengths::{MeasuredRows, statistic_column, statistics, with_statistics};
use super::level::{RowLevels, level};
use crate::service_level::Formula;

/// A report as a statement over plain facts.
#[derive(Clone, Copy, Debug)]
pub struct PlainReport<'a> {
    pub dialect: SqlDialect,
    pub queue_by: QueueBy,
    pub interval: Interval,
    pub levels: &'a RowLevels,
    /// The prefix of the names of the tables of facts.
    pub prefix: &'static str,
}

/// A table of facts whose rows a report counts and measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Sessions,
    Operators,
    Visits,
}

/// The columns that a source adds to a row: sums by name, and lengths by name.
struct Measured {
    sums: Vec<(String, String)>,
    lengths: &'static [Measure],
}

impl Source {
    /// The tables of the source. The names of the tables of facts begin with `prefix`.
    fn from(self, prefix: &str) -> String {
        let alias = self.alias();
        let rows = match self {
            Self::Sessions => return "counted_sessions s".to_owned(),
            Self::Operators => "session_operators",
            Self::Visits => "queue_visits",
        };
        format!(
            "{prefix}{rows} {alias} JOIN counted_sessions s ON s.session_id = {alias}.session_id"
        )
    }

    /// The condition on the rows of the source; `None` if all of them count.
    const fn condition(self) -> Option<&'static str> {
        match self {
            Self::Sessions | Self::Operators => None,
            Self::Visits => Some("NOT v.invite"),
        }
    }

    fn measured(self) -> Measured {
        match self {
            Self::Sessions => Measured {
                sums: session_sums(),
                lengths: PHASES,
            },
            Self::Operators => Measured {
                sums: names(OPERATOR_METRICS)
                    .map(|name| {
                        let value = match name {
                            "handled_sessions" => count("o.joined IS NOT NULL"),
                            _ => sum(&format!("o.{name}")),
                        };
                        (format!("operator_{name}"), value)
                    })
                    .collect(),
                lengths: OPERATOR_PHASES,
            },
            Self::Visits => Measured {
                sums: names(VISIT_METRICS)
                    .map(|name| {
                        let value = match name.strip_prefix("visits_") {
                            Some(exit) => count(&format!("v.exit = {}", literal(exit))),
                            None => count("true"),
                        };
                        (name.to_owned(), value)
                    })
                    .collect(),
                lengths: VISIT_LENGTH,
            },
        }
    }

    fn measured_rows(self, keys: &[Key], prefix: &str) -> MeasuredRows {
        let Measured { lengths, .. } = self.measured();
        let alias = self.alias();
        MeasuredRows {
            from: self.from(prefix),
            condition: self.condition().map(str::to_owned),
            keys: keys
                .iter()
                .map(|key| key.in_source(self).0.clone())
                .collect(),
            lengths: lengths
                .iter()
                .map(|of| (of.name, format!("{alias}.{}", of.column)))
                .collect(),
        }
    }

    const fn alias(self) -> &'static str {
        match self {
            Self::Sessions => "s",
            Self::Operators => "o",
            Self::Visits => "v",
        }
    }
}

/// The number of rows that meet a condition.
pub(super) fn count(condition: &str) -> String {
    format!("count(CASE WHEN {condition} THEN 1 END)")
}

/// The sum of a column, 0 without values.
pub(super) fn sum(column: &str) -> String {
    format!("coalesce(sum({column}), 0)")
}

/// The counts and sums of sessions. The columns are those of the table `sessions`.
fn session_sums() -> Vec<(String, String)> {
    let offered = "in_level IS NOT NULL";
    let abandoned = "outcome IN ('abandoned', 'short_abandoned')";
    let mut conditions = vec![
        ("sessions", "true".to_owned()),
        ("inbound", "direction = 'inbound'".to_owned()),
        ("outbound", "direction = 'outbound'".to_owned()),
        ("offered", offered.to_owned()),
        ("blacklisted", "outcome = 'blacklisted'".to_owned()),
        ("open", "outcome = 'open'".to_owned()),
        ("answered_in", "in_time AND outcome = 'answered'".to_owned()),
        ("abandoned_in", format!("in_time AND {abandoned}")),
        (
            "abandoned_unoffered",
            format!("{offered} AND {abandoned} AND offers = 0"),
        ),
        (
            "auto_accepted",
            format!("{offered} AND outcome = 'answered' AND auto_accepted"),
        ),
        (
            "speed_n",
            format!("{offered} AND outcome = 'answered' AND speed_of_answer_us IS NOT NULL"),
        ),
        (
            "handled_n",
            "outcome = 'answered' AND active_us IS NOT NULL".to_owned(),
        ),
    ];
    for outcome in ["answered", "abandoned", "short_abandoned", "unanswered"] {
        conditions.push((outcome, format!("{offered} AND outcome = '{outcome}'")));
    }
    for outcome in ["left_before_queue", "bot_only"] {
        let condition = format!("direction = 'inbound' AND outcome = '{outcome}'");
        conditions.push((outcome, condition));
    }
    let conditions = conditions.into_iter();
    let counts = conditions.map(|(name, condition)| (name.to_owned(), count(&condition)));
    let sums = [
        (
            "speed_sum",
            "CASE WHEN in_level IS NOT NULL AND outcome = 'answered' THEN speed_of_answer_us END",
        ),
        (
            "handled_sum",
            "CASE WHEN outcome = 'answered' THEN active_us + coalesce(acw_us, 0) END",
        ),
    ];
    let sums = sums.map(|(name, value)| (name.to_owned(), sum(value)));
    counts.chain(level_sums()).chain(sums).collect()
}

/// The counts of sessions that a service level is made of.
pub(super) fn level_sums() -> impl Iterator<Item = (String, String)> {
    let outcomes = ["answered", "abandoned", "short_abandoned", "unanswered"];
    let counts = outcomes.map(|outcome| (outcome, format!("outcome = '{outcome}'")));
    let within = [
        ("answered_in", "in_time AND outcome = 'answered'"),
        (
            "abandoned_in",
            "in_time AND outcome IN ('abandoned', 'short_abandoned')",
        ),
    ];
    let within = within.map(|(name, condition)| (name, condition.to_owned()));
    counts.into_iter().chain(within).map(|(name, condition)| {
        let of_level = format!("in_level AND {condition}");
        (format!("level_{name}"), count(&of_level))
    })
}

fn names<P>(metrics: &'static [Metric<P>]) -> impl Iterator<Item = &'static str> {
    metrics.iter().map(|metric| metric.definition.name)
}

impl PlainReport<'_> {
    /// The report by these dimensions as one statement.
    pub fn by(&self, dimensions: &[Dimension]) -> String {
        let keys: Vec<Key> = dimensions
            .iter()
            .map(|dimension| self.key(*dimension))
            .collect();
        let mut sources = vec![Source::Sessions];
        if Condition::WithOperator.holds(dimensions) {
            sources.push(Source::Operators);
        } else if dimensions.contains(&Dimension::Queue) {
            sources.push(Source::Visits);
        }
        let by_tag = dimensions.contains(&Dimension::Tag);
        let sessions = if by_tag {
            self.dialect.by_tag().to_owned()
        } else {
            format!("SELECT * FROM {}sessions", self.prefix)
        };
        let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        let rows: Vec<MeasuredRows> = sources
            .iter()
            .map(|source| source.measured_rows(&keys, self.prefix))
            .collect();
        format!(
            "-- {}\nWITH counted_sessions AS (\n  {sessions}\n),\ncounted AS (\n{}\n),\n{}{}",
            grouping_name(dimensions),
            counted(&keys, &sources, self.prefix),
            statistics(self.dialect, &names, &rows),
            with_statistics(&names, &self.shown(dimensions, &keys, &sources)),
        )
    }

    /// The columns of the report.
    fn shown(&self, dimensions: &[Dimension], keys: &[Key], sources: &[Source]) -> Vec<String> {
        let mut columns: Vec<String> = keys.iter().flat_map(|key| key.shown.clone()).collect();
        for source in sources {
            match source {
                Source::Sessions => columns.extend(
                    SESSION_METRICS
                        .iter()
                        .map(|metric| self.session_metric(metric, dimensions)),
                ),
                Source::Operators => columns.extend(
                    names(OPERATOR_METRICS).map(|name| format!("c.operator_{name} AS {name}")),
                ),
                Source::Visits => {
                    columns.extend(names(VISIT_METRICS).map(|name| format!("c.{name} AS {name}")));
                }
            }
            for of in source.measured().lengths {
                let statistics = Statistic::DEFAULT.into_iter();
                columns.extend(statistics.map(|statistic| statistic_column(of.name, statistic)));
            }
        }
        columns
    }

    fn session_metric<P>(&self, metric: &Metric<P>, dimensions: &[Dimension]) -> String {
        let dialect = self.dialect;
        let name = metric.definition.name;
        let some = |count: &str, value: String| format!("CASE WHEN {count} > 0 THEN {value} END");
        let value = match name {
            "service_level" => self.service_level(dimensions),
            "answer_rate" => rate(dialect, "c.answered", "c.offered"),
            "abandon_rate" => rate(dialect, "c.abandoned + c.short_abandoned", "c.offered"),
            "asa" => some("c.speed_n", seconds(dialect, "c.speed_sum", "c.speed_n")),
            "max_wait" => seconds(dialect, "c.max_wait", "1"),
            "aht" => some(
                "c.handled_n",
                seconds(dialect, "c.handled_sum", "c.handled_n"),
            ),
            _ => format!("c.{name}"),
        };
        format!("{value} AS {}", metric.spec().csv_name())
    }

    fn service_level(&self, dimensions: &[Dimension]) -> String {
        let of = |formula| level(self.dialect, formula);
        self.levels.by_formula(dimensions, of)
    }

    /// The report `service_levels`: one row per queue, and a last row for the total.
    pub fn service_levels(&self) -> String {
        let counts = SERVICE_LEVEL_COUNTS.iter().map(|name| match *name {
            "offered" => "c.level_answered + c.level_abandoned + c.level_short_abandoned \
                     + c.level_unanswered AS offered"
                .to_owned(),
            name => format!("c.level_{name} AS {name}"),
        });
        let levels = Formula::ALL.into_iter();
        let levels = levels
            .map(|formula| format!("{} AS {}", level(self.dialect, formula), formula.column()));
        let columns: Vec<String> = counts.chain(levels).collect();
        format!(
            "-- service_levels\nWITH {}\n\
             SELECT\n  c.key_queue AS queue_id,\n  c.label_queue AS queue,\n  {}\n\
             FROM counted c ORDER BY c.is_total, c.key_queue NULLS FIRST;\n",
            self.counted_levels(),
            columns.join(",\n  "),
        )
    }

    /// The query `counted`: the counts that service levels are made of, one row per queue and a row
    /// for the total.
    pub(super) fn counted_levels(&self) -> String {
        let text = self.dialect.text();
        let sums = level_sums().map(|(name, value)| format!("{value} AS {name}"));
        let sums: Vec<String> = sums.collect();
        let sums = sums.join(",\n    ");
        let sessions = format!("{}sessions", self.prefix);
        let (id, label) = self.key(Dimension::Queue).sessions;
        let label = label.unwrap_or_default();
        format!(
            "counted AS (\
             \n  SELECT 0 AS is_total, {id} AS key_queue, max({label}) AS label_queue,\n    {sums}\
             \n  FROM {sessions} s GROUP BY {id}\n  UNION ALL\
             \n  SELECT 1 AS is_total, CAST(NULL AS BIGINT) AS key_queue, \
             CAST('total' AS {text}) AS label_queue,\n    {sums}\n  FROM {sessions} s\n)"
        )
    }
}

/// The counts and sums of each source, then of all sources together, one row per key.
fn counted(keys: &[Key], sources: &[Source], prefix: &str) -> String {
    let measured: Vec<(Source, Measured)> = sources
        .iter()
        .map(|source| (*source, source.measured()))
        .collect();
    let has_label = |key: &Key| key.sessions.1.is_some();
    let label = |key: &Key| key.name.replacen("key_", "label_", 1);
    let parts: Vec<String> = sources
        .iter()
        .map(|source| {
            let mut columns = Vec::new();
            for key in keys {
                let (own, own_label) = key.in_source(*source);
                columns.push(format!("{own} AS {}", key.name));
                if let Some(text) = own_label {
                    columns.push(format!("max({text}) AS {}", label(key)));
                }
            }
            for (of, Measured { sums, .. }) in &measured {
                columns.extend(sums.iter().map(|(name, value)| {
                    if of == source {
                        format!("CAST({value} AS BIGINT) AS {name}")
                    } else {
                        format!("CAST(0 AS BIGINT) AS {name}")
                    }
                }));
            }
            columns.push(if *source == Source::Sessions {
                "max(CASE WHEN in_level IS NOT NULL THEN wait_us END) AS max_wait".to_owned()
            } else {
                "CAST(NULL AS BIGINT) AS max_wait".to_owned()
            });
            let by: Vec<&str> = keys.iter().map(|key| &*key.in_source(*source).0).collect();
            let group = if by.is_empty() {
                String::new()
            } else {
                format!("\n  GROUP BY {}", by.join(", "))
            };
            let condition = source.condition();
            let condition = condition.map_or_else(String::new, |it| format!("\n  WHERE {it}"));
            format!(
                "  SELECT\n    {}\n  FROM {}{condition}{group}",
                columns.join(",\n    "),
                source.from(prefix)
            )
        })
        .collect();
    if parts.len() == 1 {
        return parts.concat();
    }
    let mut together: Vec<String> = Vec::new();
    for key in keys {
        together.push(key.name.clone());
        if has_label(key) {
            together.push(format!("max({0}) AS {0}", label(key)));
        }
    }
    for (_, Measured { sums, .. }) in &measured {
        together.extend(
            sums.iter()
                .map(|(name, _)| format!("CAST(sum({name}) AS BIGINT) AS {name}")),
        );
    }
    together.push("max(max_wait) AS max_wait".to_owned());
    let by: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    format!(
        "  SELECT\n    {}\n  FROM (\n{}\n  ) apart\n  GROUP BY {}",
        together.join(",\n    "),
        parts.join("\n  UNION ALL\n"),
        by.join(", "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A metric of the registry that no source counts would refer to a column that does not exist.
    #[test]
    fn every_metric_is_made_of_what_is_counted() {
        let counted: Vec<String> = [Source::Sessions, Source::Operators, Source::Visits]
            .iter()
            .flat_map(|source| source.measured().sums)
            .map(|(name, _)| format!("c.{name}"))
            .chain(["c.max_wait".to_owned()])
            .collect();
        let report = PlainReport {
            dialect: SqlDialect::Spark,
            queue_by: QueueBy::Entry,
            interval: Interval::Half,
            levels: &RowLevels::default(),
            prefix: "",
        };
        let used = regex::Regex::new(r"c\.[a-z_]+").unwrap();
        let mut count = 0;
        for dimensions in [&[Dimension::Queue][..], &[Dimension::Operator], &[]] {
            let text = report.by(dimensions);
            let shown = text.rsplit("\nSELECT\n").next().unwrap_or_default();
            for name in used.find_iter(shown).map(|found| found.as_str()) {
                let is_key = name.starts_with("c.key_") || name.starts_with("c.label_");
                assert!(
                    is_key || counted.iter().any(|known| known == name),
                    "{name}"
                );
                count += 1;
            }
        }
        assert!(count > 100, "{count}");
    }
}
