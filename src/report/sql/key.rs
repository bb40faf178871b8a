//! The keys of reports by dimensions.

use super::super::dimension::Dimension;
use super::super::plan::QueueBy;
use super::plain::{PlainReport, Source};

/// A key of a report: the column that groups and sorts, and the columns that are shown.
pub(super) struct Key {
    /// The column in the statement.
    pub(super) name: String,
    /// The shown columns, made of the key `c.key_NAME` or of the label `c.label_NAME`.
    pub(super) shown: Vec<String>,
    /// The key, and the label if there is one, in each source.
    pub(super) sessions: (String, Option<String>),
    pub(super) operators: (String, Option<String>),
    visits: (String, Option<String>),
}

impl Key {
    pub(super) fn in_source(&self, source: Source) -> &(String, Option<String>) {
        match source {
            Source::Sessions => &self.sessions,
            Source::Operators => &self.operators,
            Source::Visits => &self.visits,
        }
    }
}

/// A field of the local timestamp of a session, such as HOUR.
fn local(field: &str) -> String {
    format!("CAST(extract({field} FROM s.moment_local) AS BIGINT)")
}

impl PlainReport<'_> {
    pub(super) fn key(&self, dimension: Dimension) -> Key {
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
                // 1970-01-01 was a Thursday. In SQL, a remainder has the sign of the dividend.
                made(format!("(({number} + 3) % 7 + 7) % 7"), vec![shown])
            }
            Dimension::Hour => made(local("HOUR"), itself()),
            Dimension::Interval => self.interval_key(text),
            Dimension::Source => plain("source", None, itself()),
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

    /// The key of the start of an interval, which sorts by time as in the reports. In an hour that comes twice,
    /// the UTC offset is part of the key.
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
}
