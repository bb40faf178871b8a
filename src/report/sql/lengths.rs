//! The statistics of lengths: exact, from numbered rows in whole microseconds.

use super::super::statistic::Statistic;
use super::SqlDialect;
use super::dialect::{literal, seconds};

/// Rows of facts in which lengths are measured.
pub(super) struct MeasuredRows {
    /// The tables.
    pub(super) from: String,
    /// The condition on the rows, if not all of them count.
    pub(super) condition: Option<String>,
    /// An expression for each key of the report.
    pub(super) keys: Vec<String>,
    /// The names of the lengths, and their expressions in microseconds.
    pub(super) lengths: Vec<(&'static str, String)>,
}

impl MeasuredRows {
    /// One row per length of each row of facts, with its keys. So each table is read only once.
    fn below_each_other(&self, keys: &[&str]) -> String {
        let lengths = self.lengths.iter();
        let (names, cases): (Vec<String>, Vec<String>) = lengths
            .map(|(name, value)| {
                let name = literal(name);
                (format!("({name})"), format!("WHEN {name} THEN {value}"))
            })
            .unzip();
        let columns = self.keys.iter().zip(keys);
        let columns: Vec<String> = columns
            .map(|(key, name)| format!("{key} AS {name}, "))
            .collect();
        let columns = columns.concat();
        format!(
            "    SELECT {columns}m.measure AS measure, CASE m.measure {} END AS value\
             \n    FROM {} CROSS JOIN (VALUES {}) AS m(measure) WHERE {}",
            cases.join(" "),
            self.from,
            names.join(", "),
            self.condition.as_deref().unwrap_or("true"),
        )
    }
}

/// The queries up to `wide`, which has one row per key with the statistics of all lengths. `keys` has the names
/// of the key columns.
pub(super) fn statistics(dialect: SqlDialect, keys: &[&str], rows: &[MeasuredRows]) -> String {
    let over: String = keys.iter().flat_map(|name| [name, ", "]).collect();
    let lengths: Vec<String> = rows
        .iter()
        .map(|rows| rows.below_each_other(keys))
        .collect();
    let mut wide: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    for (length, _) in rows.iter().flat_map(|rows| &rows.lengths) {
        wide.extend(Statistic::DEFAULT.into_iter().map(|statistic| {
            let name = statistic.name();
            format!("max(CASE WHEN measure = '{length}' THEN {name} END) AS {length}_{name}")
        }));
    }
    let group = if keys.is_empty() {
        String::new()
    } else {
        format!("\n  GROUP BY {}", keys.join(", "))
    };
    let (places, rounded) = percentiles(dialect);
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

/// The neighbours of each percentile among the numbered values, and the statistics made of them.
fn percentiles(dialect: SqlDialect) -> (String, Vec<String>) {
    let percents = Statistic::DEFAULT
        .into_iter()
        .filter_map(Statistic::percent);
    let places: Vec<String> = percents
        .map(|percent| {
            let below = dialect.quotient(&format!("(n - 1) * {percent}"), "100");
            format!(
                ",\n    max(CASE WHEN place = {below} THEN value END) AS low_{percent},\
                 \n    max(CASE WHEN place = {below} + 1 THEN value END) AS high_{percent}"
            )
        })
        .collect();
    let rounded = Statistic::DEFAULT.into_iter().map(|statistic| {
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
    });
    (places.concat(), rounded.collect())
}

/// The column of a report with a statistic of a length.
pub(super) fn statistic_column(length: &str, statistic: Statistic) -> String {
    let name = format!("{length}_{}", statistic.name());
    match statistic {
        Statistic::N => format!("coalesce(w.{name}, 0) AS {name}"),
        Statistic::Sum => {
            format!("coalesce(w.{name}, CAST(0 AS DECIMAL(18, 3))) AS {name}_s")
        }
        _ => format!("w.{name} AS {name}_s"),
    }
}

/// The end of a statement: one row per key, with columns from the counts and the statistics, in the order of the
/// keys.
pub(super) fn with_statistics(keys: &[&str], columns: &[String]) -> String {
    let columns = columns.join(",\n  ");
    if keys.is_empty() {
        return format!("SELECT\n  {columns}\nFROM counted c LEFT JOIN wide w ON 1 = 1;\n");
    }
    let same = keys.iter();
    let same: Vec<String> = same
        .map(|name| format!("(c.{name} IS NOT DISTINCT FROM w.{name})"))
        .collect();
    format!(
        "SELECT\n  {columns}\nFROM counted c LEFT JOIN wide w ON {}\nORDER BY {};\n",
        same.join(" AND "),
        in_order(keys)
    )
}

/// The order of the rows by their keys, empty ones first.
pub(super) fn in_order(keys: &[&str]) -> String {
    let keys = keys.iter();
    let keys: Vec<String> = keys.map(|key| format!("c.{key} NULLS FIRST")).collect();
    keys.join(", ")
}
