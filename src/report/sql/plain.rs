//! Reports as one statement each over the plain tables of facts, for engines that read folders.
//!
//! A statement uses what all dialects have, and [`SqlDialect`] says the rest. Percentiles are taken from numbered
//! rows, in whole microseconds: the engines' own are floating point, and differ in the last digit at borders.

use std::fmt::Write as _;

use super::super::dimension::Dimension;
use super::super::metric::{
    Condition, Measure, Metric, OPERATOR_METRICS, OPERATOR_PHASES, PHASES, SESSION_METRICS,
    VISIT_LENGTH, VISIT_METRICS,
};
use super::super::plan::QueueBy;
use super::super::service_levels::SERVICE_LEVEL_COUNTS;
use super::super::statistic::Statistic;
use super::super::{Interval, grouping_name};
use super::{SqlDialect, session_counts};
use crate::model::Named;
use crate::model::api_enum::{ApiEnum, Channel};
use crate::service_level::{Formula, LevelRule, RuleOf};
use crate::settings::NamedSettings;

impl SqlDialect {
    /// The quotient of two whole numbers, without its fraction.
    fn quotient(self, numerator: &str, denominator: &str) -> String {
        let sign = match self {
            Self::Duckdb => "//",
            Self::Spark => "div",
            // Of two integers the quotient is one.
            Self::Datafusion => "/",
        };
        format!("(({numerator}) {sign} ({denominator}))")
    }

    /// The days from 1970-01-01 to a date.
    fn day_number(self, date: &str) -> String {
        match self {
            Self::Duckdb => format!("CAST({date} - DATE '1970-01-01' AS BIGINT)"),
            Self::Spark => format!("CAST(datediff({date}, DATE '1970-01-01') AS BIGINT)"),
            Self::Datafusion => format!("CAST(CAST({date} AS INTEGER) AS BIGINT)"),
        }
    }

    /// The ISO week of a date, as 2026-W45.
    fn week(self, date: &str) -> String {
        match self {
            Self::Duckdb => format!("strftime({date}, '%G-W%V')"),
            Self::Spark => format!(
                "concat(lpad(CAST(extract(YEAROFWEEK FROM {date}) AS STRING), 4, '0'), '-W', \
                 lpad(CAST(extract(WEEK FROM {date}) AS STRING), 2, '0'))"
            ),
            Self::Datafusion => format!("to_char({date}, '%G-W%V')"),
        }
    }

    /// The month of a date, as 2026-10.
    fn month(self, date: &str) -> String {
        match self {
            Self::Duckdb => format!("strftime({date}, '%Y-%m')"),
            Self::Spark => format!("date_format({date}, 'yyyy-MM')"),
            Self::Datafusion => format!("to_char({date}, '%Y-%m')"),
        }
    }

    /// The table `sessions` with a row for each tag of a session.
    fn by_tag(self) -> &'static str {
        match self {
            Self::Duckdb => {
                "SELECT *, unnest(coalesce(string_split(tags, chr(31)), [CAST(NULL AS VARCHAR)])) AS tag \
                 FROM sessions"
            }
            Self::Spark => "SELECT *, explode_outer(split(tags, chr(31))) AS tag FROM sessions",
            Self::Datafusion => {
                "SELECT *, unnest(coalesce(string_to_array(tags, chr(31)), make_array(CAST(NULL AS VARCHAR)))) \
                 AS tag FROM sessions"
            }
        }
    }

    /// A name that is a word of the language.
    fn quoted(self, name: &str) -> String {
        match self {
            Self::Spark => format!("`{name}`"),
            Self::Duckdb | Self::Datafusion => format!("\"{name}\""),
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Spark => "STRING",
            Self::Duckdb | Self::Datafusion => "VARCHAR",
        }
    }
}

/// A condition on a row, and the formula of the rows that meet it first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelCase {
    queue: Option<Named>,
    channel: Option<Channel>,
    formula: Formula,
}

impl LevelCase {
    /// The formulas that rules set for rows of queues and channels, in the order in which they are looked for:
    /// the narrowest first, and of these one that names its queue by id.
    pub fn of_settings(settings: &NamedSettings) -> Vec<Self> {
        let mut cases: Vec<(u8, Self)> = settings
            .level_rules
            .iter()
            .filter_map(|rule| {
                let formula = rule.parts.formula?;
                // A queue that counts as another is shown as that.
                let queue = rule.queue().map(|queue| {
                    let mut aliases = settings.queue_aliases.iter();
                    let alias = aliases.find(|alias| alias.was.contains(queue));
                    alias.map_or(queue, |alias| &alias.name).clone()
                });
                let channel = rule.channel();
                let scope = scope(rule);
                Some((
                    scope,
                    Self {
                        queue,
                        channel,
                        formula,
                    },
                ))
            })
            .collect();
        cases.sort_by_key(|(scope, _)| *scope);
        cases.into_iter().map(|(_, case)| case).collect()
    }

    /// The condition on the columns of a report by these dimensions; `None` if no row can meet it.
    fn condition(&self, dimensions: &[Dimension]) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(queue) = &self.queue {
            dimensions.contains(&Dimension::Queue).then_some(())?;
            parts.push(match queue {
                Named::Id(id) => format!("c.key_queue = {id}"),
                Named::Name(name) => format!("c.label_queue = {}", quoted(name)),
            });
        }
        if let Some(channel) = self.channel {
            dimensions.contains(&Dimension::Channel).then_some(())?;
            parts.push(if channel == Channel::UNKNOWN {
                let known = Channel::VALUES.iter();
                let known = known.filter(|known| **known != Channel::UNKNOWN);
                let known: Vec<String> = known.map(|known| quoted(known.name())).collect();
                format!("c.key_channel NOT IN ({})", known.join(", "))
            } else {
                format!("c.key_channel = {}", quoted(channel.name()))
            });
        }
        Some(parts.join(" AND "))
    }
}

fn scope(rule: &LevelRule) -> u8 {
    let by_name = u8::from(matches!(rule.queue(), Some(Named::Name(_))));
    match rule.of {
        RuleOf::Both(..) => by_name,
        RuleOf::Queue(_) => 2 + by_name,
        RuleOf::Channel(_) => 4,
    }
}

/// A text as a literal.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// How a report is made of plain facts.
#[derive(Clone, Debug)]
pub struct PlainReport<'a> {
    pub dialect: SqlDialect,
    pub queue_by: QueueBy,
    pub interval: Interval,
    /// The formula of rows that no rule covers.
    pub formula: Formula,
    pub cases: &'a [LevelCase],
}

/// A table of facts whose rows a report counts and measures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Sessions,
    Operators,
    Visits,
}

/// What a source adds to a row: sums by name, and lengths by name.
struct Measured {
    sums: Vec<(String, String)>,
    lengths: &'static [Measure],
}

/// A key of a report: the column that groups and sorts, and the columns that are shown.
struct Key {
    /// The column in the statement.
    name: String,
    /// The shown columns, made of the key `c.NAME` or of the label `c.NAME_label`.
    shown: Vec<String>,
    /// The key, and the label if there is one, in each source.
    sessions: (String, Option<String>),
    operators: (String, Option<String>),
    visits: (String, Option<String>),
}

impl Key {
    fn of(&self, source: Source) -> &(String, Option<String>) {
        match source {
            Source::Sessions => &self.sessions,
            Source::Operators => &self.operators,
            Source::Visits => &self.visits,
        }
    }
}

impl Source {
    const fn from(self) -> &'static str {
        match self {
            Self::Sessions => "counted_sessions s",
            Self::Operators => {
                "session_operators o JOIN counted_sessions s ON s.session_id = o.session_id"
            }
            Self::Visits => {
                "queue_visits v JOIN counted_sessions s ON s.session_id = v.session_id WHERE NOT v.invite"
            }
        }
    }

    fn measured(self) -> Measured {
        let count = |condition: &str| format!("count(CASE WHEN {condition} THEN 1 END)");
        let sum = |column: &str| format!("coalesce(sum({column}), 0)");
        match self {
            Self::Sessions => {
                let counts = session_counts().into_iter();
                let mut sums: Vec<(String, String)> = counts
                    .map(|(name, condition)| (name.to_owned(), count(condition)))
                    .collect();
                let more = [
                    (
                        "level_answered_in",
                        count("in_level AND in_time AND outcome = 'answered'"),
                    ),
                    (
                        "level_abandoned_in",
                        count(
                            "in_level AND in_time AND outcome IN ('abandoned', 'short_abandoned')",
                        ),
                    ),
                    (
                        "speed_n",
                        count(
                            "in_level IS NOT NULL AND outcome = 'answered' AND speed_of_answer_us IS NOT NULL",
                        ),
                    ),
                    (
                        "speed_sum",
                        sum(
                            "CASE WHEN in_level IS NOT NULL AND outcome = 'answered' THEN speed_of_answer_us END",
                        ),
                    ),
                    (
                        "handled_n",
                        count("outcome = 'answered' AND active_us IS NOT NULL"),
                    ),
                    (
                        "handled_sum",
                        sum(
                            "CASE WHEN outcome = 'answered' THEN active_us + coalesce(acw_us, 0) END",
                        ),
                    ),
                ];
                sums.extend(more.map(|(name, value)| (name.to_owned(), value)));
                Measured {
                    sums,
                    lengths: PHASES,
                }
            }
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
                            Some(exit) => count(&format!("v.exit = {}", quoted(exit))),
                            None => count("true"),
                        };
                        (name.to_owned(), value)
                    })
                    .collect(),
                lengths: VISIT_LENGTH,
            },
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

fn names<P>(metrics: &'static [Metric<P>]) -> impl Iterator<Item = &'static str> {
    metrics.iter().map(|metric| metric.definition.name)
}

/// A field of the local timestamp of a session, as HOUR.
fn local(field: &str) -> String {
    format!("CAST(extract({field} FROM s.moment_local) AS BIGINT)")
}

/// `microseconds / divisor` in seconds with three decimals. No length is negative.
fn seconds(dialect: SqlDialect, microseconds: &str, divisor: &str) -> String {
    let numerator = format!("2 * ({microseconds}) + 1000 * ({divisor})");
    let milliseconds = dialect.quotient(&numerator, &format!("2000 * ({divisor})"));
    format!("CAST({milliseconds} * 0.001 AS DECIMAL(18, 3))")
}

fn rate(dialect: SqlDialect, part: &str, whole: &str) -> String {
    let scaled = dialect.quotient(
        &format!("20000 * ({part}) + ({whole})"),
        &format!("2 * ({whole})"),
    );
    format!("CASE WHEN ({whole}) > 0 THEN CAST({scaled} * 0.0001 AS DECIMAL(18, 4)) END")
}

/// A service level, of the counts of sessions that one is of.
fn level(dialect: SqlDialect, formula: Formula) -> String {
    let of = |name: &str| format!("c.level_{name}");
    let offered = ["answered", "abandoned", "short_abandoned", "unanswered"].map(of);
    let offered = offered.join(" + ");
    let [answered, short, answered_in, abandoned_in] =
        ["answered", "short_abandoned", "answered_in", "abandoned_in"].map(of);
    let (part, whole) = match formula {
        Formula::ExcludeShortAbandons => (answered_in, format!("{offered} - {short}")),
        Formula::Offered => (answered_in, offered),
        Formula::Answered => (answered_in, answered),
        Formula::ExcludeAbandonsInThreshold => (answered_in, format!("{offered} - {abandoned_in}")),
        Formula::AbandonsInThresholdMet => (format!("{answered_in} + {abandoned_in}"), offered),
    };
    rate(dialect, &part, &whole)
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
            self.dialect.by_tag()
        } else {
            "SELECT * FROM sessions"
        };
        let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        let mut text = format!(
            "-- {}\nWITH counted_sessions AS (\n  {sessions}\n),\n",
            grouping_name(dimensions)
        );
        // Writing to a string cannot fail.
        let _ = write!(text, "counted AS (\n{}\n),\n", counted(&keys, &sources));
        text.push_str(&self.statistics(&keys, &sources));
        let _ = write!(
            text,
            "SELECT\n  {}\nFROM counted c LEFT JOIN wide w ON {}",
            self.shown(dimensions, &keys, &sources).join(",\n  "),
            if names.is_empty() {
                "1 = 1".to_owned()
            } else {
                let same = names.iter();
                let same: Vec<String> = same
                    .map(|name| format!("(c.{name} IS NOT DISTINCT FROM w.{name})"))
                    .collect();
                same.join(" AND ")
            }
        );
        if !names.is_empty() {
            let order: Vec<String> = names
                .iter()
                .map(|name| format!("c.{name} NULLS FIRST"))
                .collect();
            let _ = write!(text, "\nORDER BY {}", order.join(", "));
        }
        text.push_str(";\n");
        text
    }

    fn key(&self, dimension: Dimension) -> Key {
        let dialect = self.dialect;
        let name = dimension.name();
        let plain = |key: &str, label: Option<&str>, shown: Vec<String>| {
            let own = (format!("s.{key}"), label.map(|label| format!("s.{label}")));
            Key {
                name: format!("key_{name}"),
                shown,
                sessions: own.clone(),
                operators: own.clone(),
                visits: own,
            }
        };
        let named = |id: &str, label: &str| {
            let shown = [("key", "_id"), ("label", "")];
            let shown = shown.map(|(column, unit)| format!("c.{column}_{name} AS {name}{unit}"));
            plain(id, Some(label), shown.to_vec())
        };
        let itself = || vec![format!("c.key_{name} AS {name}")];
        let made = |key: String, shown: Vec<String>| Key {
            name: format!("key_{name}"),
            shown,
            sessions: (key.clone(), None),
            operators: (key.clone(), None),
            visits: (key, None),
        };
        let text = dialect.text();
        match dimension {
            Dimension::Operator => Key {
                operators: ("o.user_id".to_owned(), Some("o.operator".to_owned())),
                ..named("owner_id", "owner")
            },
            Dimension::Queue => {
                let (id, label) = match self.queue_by {
                    QueueBy::Entry => ("entry_queue_id", "entry_queue"),
                    QueueBy::Answer => ("answer_queue_id", "answer_queue"),
                };
                Key {
                    visits: ("v.queue_id".to_owned(), Some("v.queue".to_owned())),
                    ..named(id, label)
                }
            }
            Dimension::Department => named("department_id", "department"),
            Dimension::Campaign => named("campaign_id", "campaign"),
            Dimension::Team => Key {
                operators: ("o.team".to_owned(), None),
                ..plain("team", None, itself())
            },
            Dimension::Week => made(dialect.week("s.day"), itself()),
            Dimension::Month => made(dialect.month("s.day"), itself()),
            Dimension::Weekday => {
                let number = dialect.day_number("s.day");
                let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].iter();
                let days: Vec<String> = days
                    .enumerate()
                    .map(|(number, day)| format!("WHEN {number} THEN '{day}'"))
                    .collect();
                let shown = format!("CASE c.key_{name} {} END AS {name}", days.join(" "));
                // 1970-01-01 was a Thursday. A remainder has the sign of the number.
                made(format!("(({number} + 3) % 7 + 7) % 7"), vec![shown])
            }
            Dimension::Hour => made(local("HOUR"), itself()),
            Dimension::Interval => self.interval_key(text),
            Dimension::MetricSource => plain("source", None, itself()),
            Dimension::Day
            | Dimension::Channel
            | Dimension::Direction
            | Dimension::Widget
            | Dimension::DialResult
            | Dimension::Outcome
            | Dimension::Tag
            | Dimension::InHours => plain(name, None, itself()),
        }
    }

    /// The start of an interval. In an hour that comes twice the offset belongs to it; as in the reports, the key
    /// sorts by time.
    fn interval_key(&self, text: &str) -> Key {
        let dialect = self.dialect;
        let minutes = self.interval.minutes();
        let hour = local("HOUR");
        let minute = local("MINUTE");
        let minute = format!(
            "{} * {minutes}",
            dialect.quotient(&minute, &minutes.to_string())
        );
        let half = 1 << 19;
        let pass = "CASE WHEN s.second_of_two THEN 1 ELSE 0 END";
        let offset =
            format!("CASE WHEN s.second_of_two IS NULL THEN 0 ELSE {half} - s.utc_offset_s END");
        let key = format!(
            "((({hour} * 2 + {pass}) * 60 + {minute}) * {} + {offset})",
            half * 2
        );
        let start = dialect.quotient("c.key_interval", &(half * 2).to_string());
        let offset = format!("({half} - c.key_interval % {})", half * 2);
        let two = |number: &str| {
            let hundred = format!("CAST(100 + {number} AS {text})");
            format!("substr({hundred}, 2)")
        };
        let clock = format!(
            "concat({}, ':', {})",
            two(&dialect.quotient(&start, "120")),
            two(&format!("({start} % 60)"))
        );
        let away = format!("abs({offset})");
        let shown = format!(
            "CASE WHEN c.key_interval % {} = 0 THEN {clock} ELSE concat({clock}, \
             CASE WHEN {offset} < 0 THEN '-' ELSE '+' END, {}, ':', {}) END AS interval",
            half * 2,
            two(&dialect.quotient(&away, "3600")),
            two(&format!("({} % 60)", dialect.quotient(&away, "60"))),
        )
        .replace(
            " AS interval",
            &format!(" AS {}", dialect.quoted("interval")),
        );
        Key {
            name: "key_interval".to_owned(),
            shown: vec![shown],
            sessions: (key.clone(), None),
            operators: (key.clone(), None),
            visits: (key, None),
        }
    }

    /// The statistics of all lengths, a row a key.
    fn statistics(&self, keys: &[Key], sources: &[Source]) -> String {
        let dialect = self.dialect;
        let over: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        let over: String = over.iter().flat_map(|name| [name, ", "]).collect();
        // Each table is read once: the lengths of a row are put below each other.
        let lengths: Vec<String> = sources
            .iter()
            .map(|source| {
                let Measured { lengths, .. } = source.measured();
                let alias = source.alias();
                let names: Vec<String> = lengths
                    .iter()
                    .map(|of| format!("('{}')", of.name))
                    .collect();
                let cases: Vec<String> = lengths
                    .iter()
                    .map(|of| format!("WHEN '{}' THEN {alias}.{}", of.name, of.column))
                    .collect();
                let columns = keys.iter();
                let columns: Vec<String> = columns
                    .map(|key| format!("{} AS {}, ", key.of(*source).0, key.name))
                    .collect();
                let columns = columns.concat();
                let (from, condition) = source
                    .from()
                    .split_once(" WHERE ")
                    .unwrap_or((source.from(), "true"));
                format!(
                    "    SELECT {columns}m.measure AS measure, CASE m.measure {} END AS value\
                     \n    FROM {from} CROSS JOIN (VALUES {}) AS m(measure) WHERE {condition}",
                    cases.join(" "),
                    names.join(", "),
                )
            })
            .collect();
        let percents: Vec<u8> = Statistic::DEFAULT
            .into_iter()
            .filter_map(Statistic::percent)
            .collect();
        let places: Vec<String> = percents
            .iter()
            .map(|percent| {
                let below = dialect.quotient(&format!("(n - 1) * {percent}"), "100");
                format!(
                    ",\n    max(CASE WHEN place = {below} THEN value END) AS low_{percent},\
                     \n    max(CASE WHEN place = {below} + 1 THEN value END) AS high_{percent}"
                )
            })
            .collect();
        let places = places.concat();
        let rounded: Vec<String> = Statistic::DEFAULT
            .into_iter()
            .map(|statistic| {
                let value = match statistic {
                    Statistic::N => "n".to_owned(),
                    Statistic::Sum => seconds(dialect, "total", "1"),
                    Statistic::Mean => seconds(dialect, "total", "n"),
                    Statistic::Max => seconds(dialect, "longest", "1"),
                    _ => {
                        let percent = statistic.percent().unwrap_or_default();
                        let low = format!("low_{percent}");
                        let high = format!("coalesce(high_{percent}, {low})");
                        let part = format!("((n - 1) * {percent}) % 100");
                        let value = format!("{low} * 100 + ({high} - {low}) * ({part})");
                        seconds(dialect, &value, "100")
                    }
                };
                format!("{value} AS {}", statistic.name())
            })
            .collect();
        let mut wide: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
        for source in sources {
            for of in source.measured().lengths {
                wide.extend(Statistic::DEFAULT.into_iter().map(|statistic| {
                    let name = statistic.name();
                    format!(
                        "max(CASE WHEN measure = '{of}' THEN {name} END) AS {of}_{name}",
                        of = of.name
                    )
                }));
            }
        }
        let group = if keys.is_empty() {
            String::new()
        } else {
            format!("\n  GROUP BY {}", over.trim_end_matches(", "))
        };
        format!(
            "lengths AS (\n  SELECT {over}measure, value FROM (\n{}\n  ) measured WHERE value IS NOT NULL\n),\n\
             ranked AS (\n  SELECT {over}measure, value,\
             \n    row_number() OVER (PARTITION BY {over}measure ORDER BY value) - 1 AS place,\
             \n    count(*) OVER (PARTITION BY {over}measure) AS n\n  FROM lengths\n),\n\
             placed AS (\n  SELECT {over}measure, max(n) AS n, CAST(sum(value) AS BIGINT) AS total, \
             max(value) AS longest{places}\n  FROM ranked GROUP BY {over}measure\n),\n\
             rounded AS (\n  SELECT {over}measure,\n    {}\n  FROM placed\n),\n\
             wide AS (\n  SELECT\n    {}\n  FROM rounded{group}\n)\n",
            lengths.join("\n    UNION ALL\n"),
            rounded.join(",\n    "),
            wide.join(",\n    "),
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
                columns.extend(Statistic::DEFAULT.into_iter().map(|statistic| {
                    let name = format!("{}_{}", of.name, statistic.name());
                    match statistic {
                        Statistic::N => format!("coalesce(w.{name}, 0) AS {name}"),
                        Statistic::Sum => {
                            format!("coalesce(w.{name}, CAST(0 AS DECIMAL(18, 3))) AS {name}_s")
                        }
                        _ => format!("w.{name} AS {name}_s"),
                    }
                }));
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
        let default = level(self.dialect, self.formula);
        let cases = self.cases.iter();
        let cases: Vec<String> = cases
            .filter_map(|case| {
                let condition = case.condition(dimensions)?;
                let level = level(self.dialect, case.formula);
                Some(format!("WHEN {condition} THEN {level} "))
            })
            .collect();
        if cases.is_empty() {
            return default;
        }
        format!("CASE {}ELSE {default} END", cases.concat())
    }

    /// The report `service_levels`: a row a queue, and one of all.
    pub fn service_levels(&self) -> String {
        let key = self.key(Dimension::Queue);
        let text = self.dialect.text();
        let columns: Vec<String> =
            SERVICE_LEVEL_COUNTS
                .iter()
                .map(|name| match *name {
                    "offered" => "c.level_answered + c.level_abandoned + c.level_short_abandoned \
                     + c.level_unanswered AS offered"
                        .to_owned(),
                    name => format!("c.level_{name} AS {name}"),
                })
                .chain(Formula::ALL.into_iter().map(|formula| {
                    format!("{} AS {}", level(self.dialect, formula), formula.column())
                }))
                .collect();
        let sums: Vec<String> = Source::Sessions
            .measured()
            .sums
            .into_iter()
            .filter(|(name, _)| name.starts_with("level_"))
            .map(|(name, value)| format!("{value} AS {name}"))
            .collect();
        let sums = sums.join(",\n    ");
        let (id, label) = key.sessions;
        let label = label.unwrap_or_default();
        format!(
            "-- service_levels\nWITH counted AS (\
             \n  SELECT 0 AS is_total, {id} AS queue_id, max({label}) AS queue,\n    {sums}\
             \n  FROM sessions s GROUP BY {id}\n  UNION ALL\
             \n  SELECT 1 AS is_total, CAST(NULL AS BIGINT) AS queue_id, CAST('total' AS {text}) AS queue,\
             \n    {sums}\n  FROM sessions s\n)\n\
             SELECT\n  c.queue_id AS queue_id,\n  c.queue AS queue,\n  {}\n\
             FROM counted c ORDER BY c.is_total, c.queue_id NULLS FIRST;\n",
            columns.join(",\n  "),
        )
    }
}

/// What is counted and summed of each source, then together, a row a key.
fn counted(keys: &[Key], sources: &[Source]) -> String {
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
                let (own, own_label) = key.of(*source);
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
            let by: Vec<&str> = keys.iter().map(|key| &*key.of(*source).0).collect();
            let group = if by.is_empty() {
                String::new()
            } else {
                format!("\n  GROUP BY {}", by.join(", "))
            };
            format!(
                "  SELECT\n    {}\n  FROM {}{group}",
                columns.join(",\n    "),
                source.from()
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

    /// A metric of the registry that no source counts would be a column that there is not.
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
            formula: Formula::default(),
            cases: &[],
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

    #[test]
    fn a_rule_that_is_narrower_is_looked_for_first() {
        use crate::service_level::LevelParts;
        let rule = |of: RuleOf, formula: Formula| LevelRule {
            of,
            parts: LevelParts {
                formula: Some(formula),
                ..LevelParts::default()
            },
        };
        let queue = || Named::Name("It's".to_owned());
        let settings = NamedSettings {
            level_rules: vec![
                rule(RuleOf::Channel(Channel::Chat), Formula::Answered),
                rule(RuleOf::Queue(queue()), Formula::Offered),
                rule(
                    RuleOf::Both(queue(), Channel::Unknown),
                    Formula::AbandonsInThresholdMet,
                ),
            ],
            ..NamedSettings::default()
        };
        let cases = LevelCase::of_settings(&settings);
        let both = [Dimension::Queue, Dimension::Channel];
        let conditions: Vec<Option<String>> =
            cases.iter().map(|case| case.condition(&both)).collect();
        assert_eq!(conditions.len(), 3);
        let first = conditions[0].clone().unwrap();
        assert!(
            first.starts_with("c.label_queue = 'It''s' AND c.key_channel NOT IN ("),
            "{first}"
        );
        assert_eq!(conditions[1].as_deref(), Some("c.label_queue = 'It''s'"));
        assert_eq!(conditions[2].as_deref(), Some("c.key_channel = 'Chat'"));
        assert_eq!(cases[0].condition(&[Dimension::Queue]), None);
    }
}
