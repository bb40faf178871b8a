//! The differences between dialects, and rounding as the reports do it.

use super::SqlDialect;

impl SqlDialect {
    /// The quotient of two whole numbers, without its fraction.
    pub(super) fn quotient(self, numerator: &str, denominator: &str) -> String {
        let sign = match self {
            Self::Duckdb => "//",
            Self::Spark => "div",
            // The quotient of two integers is an integer.
            Self::Datafusion => "/",
        };
        format!("(({numerator}) {sign} ({denominator}))")
    }

    /// The days from 1970-01-01 to a date.
    pub(super) fn day_number(self, date: &str) -> String {
        match self {
            Self::Duckdb => format!("CAST({date} - DATE '1970-01-01' AS BIGINT)"),
            Self::Spark => format!("CAST(datediff({date}, DATE '1970-01-01') AS BIGINT)"),
            Self::Datafusion => format!("CAST(CAST({date} AS INTEGER) AS BIGINT)"),
        }
    }

    /// The ISO week of a date, as 2026-W45.
    pub(super) fn week(self, date: &str) -> String {
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
    pub(super) fn month(self, date: &str) -> String {
        match self {
            Self::Duckdb => format!("strftime({date}, '%Y-%m')"),
            Self::Spark => format!("date_format({date}, 'yyyy-MM')"),
            Self::Datafusion => format!("to_char({date}, '%Y-%m')"),
        }
    }

    /// The table `sessions` with a row for each tag of a session.
    pub(super) fn by_tag(self) -> &'static str {
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

    /// The microseconds from 1970-01-01 to a timestamp.
    pub(super) fn microseconds(self, timestamp: &str) -> String {
        match self {
            Self::Duckdb => format!("epoch_us({timestamp})"),
            Self::Spark => format!("unix_micros({timestamp})"),
            Self::Datafusion => format!("arrow_cast({timestamp}, 'Int64')"),
        }
    }

    /// A name in the dialect's quotes, so that it may be one of its keywords.
    pub(super) fn quoted(self, name: &str) -> String {
        match self {
            Self::Spark => format!("`{name}`"),
            Self::Duckdb | Self::Datafusion => format!("\"{name}\""),
        }
    }

    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Spark => "STRING",
            Self::Duckdb | Self::Datafusion => "VARCHAR",
        }
    }
}

/// A text as an expression that means the same in every dialect. Single quotes are doubled. A backslash is put in by
/// its code, since in a literal only Spark takes it for an escape.
pub(super) fn literal(text: &str) -> String {
    let parts = text
        .split('\\')
        .map(|part| format!("'{}'", part.replace('\'', "''")));
    let parts: Vec<String> = parts.collect();
    match parts.as_slice() {
        [whole] => whole.clone(),
        parts => format!("concat({})", parts.join(", chr(92), ")),
    }
}

/// `microseconds / divisor` in seconds with three decimals, rounded half up; no length is negative.
pub(super) fn seconds(dialect: SqlDialect, microseconds: &str, divisor: &str) -> String {
    let numerator = format!("2 * ({microseconds}) + 1000 * ({divisor})");
    let milliseconds = dialect.quotient(&numerator, &format!("2000 * ({divisor})"));
    format!("CAST({milliseconds} * 0.001 AS DECIMAL(18, 3))")
}

pub(super) fn rate(dialect: SqlDialect, part: &str, whole: &str) -> String {
    let scaled = dialect.quotient(
        &format!("20000 * ({part}) + ({whole})"),
        &format!("2 * ({whole})"),
    );
    format!("CASE WHEN ({whole}) > 0 THEN CAST({scaled} * 0.0001 AS DECIMAL(18, 4)) END")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_means_the_same_in_every_dialect() {
        assert_eq!(literal("Podpora"), "'Podpora'");
        assert_eq!(literal("Jana's"), "'Jana''s'");
        assert_eq!(literal(r"a\b"), "concat('a', chr(92), 'b')");
        assert_eq!(literal("\\"), "concat('', chr(92), '')");
    }
}
