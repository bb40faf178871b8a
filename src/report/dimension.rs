//! The dimensions by which reports are grouped.

use chrono::Datelike;
use polars::prelude::{
    Column, DataFrame, Int64Chunked, IntoColumn, NamedFrom, PolarsError, Series, StringChunked,
};

use super::team::TEAM;
use crate::fact::with_names;
use crate::model::{self, Category as _, DirectoryKind, Id, TAG_SEPARATOR};
use crate::names::Names;
use crate::report::{QueueBy, ReportPlan};
use crate::service_level::LimitedOutcome;
use crate::settings::FactPlan;
use crate::table::{ColumnSpec, Kind};
use crate::time::Timestamp;
use crate::time::zone::{Day, Zone, offset_text};

/// The length of the dimension `interval`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Interval {
    /// A quarter of an hour.
    #[value(name = "15m")]
    Quarter,
    /// Half an hour.
    #[default]
    #[value(name = "30m")]
    Half,
    /// An hour.
    #[value(name = "1h")]
    Hour,
}

impl Interval {
    /// The name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quarter => "15m",
            Self::Half => "30m",
            Self::Hour => "1h",
        }
    }

    pub(super) const fn minutes(self) -> i32 {
        match self {
            Self::Quarter => 15,
            Self::Half => 30,
            Self::Hour => 60,
        }
    }
}

/// The column of the table `sessions` with the tags. It has all tags of a session in one text; in
/// the tables by tag it has a single tag.
pub(super) const TAGS: &str = "tags";

/// A dimension of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Dimension {
    Operator,
    Queue,
    Day,
    Week,
    Month,
    Weekday,
    Hour,
    Interval,
    Channel,
    Source,
    Direction,
    Department,
    Widget,
    Campaign,
    DialResult,
    Outcome,
    Tag,
    Team,
    InHours,
}

/// The representation of a dimension's values in the frame of sessions.
enum KeyShape {
    /// An id that has a name.
    Named(&'static str, DirectoryKind),
    /// A number computed from the timestamp whose day the session counts on.
    Timestamp(fn(&Clock, Timestamp) -> i64),
    Day,
    Text(&'static str),
    /// An enumeration, with its names.
    Category(&'static str, &'static [&'static str]),
    Flag(&'static str),
    /// The team of the owner.
    Team,
}

/// Converts timestamps to local time.
pub(super) struct Clock {
    pub(super) zone: Zone,
    pub(super) interval: Interval,
}

impl Clock {
    pub(super) const fn new(fact_plan: &FactPlan, plan: &ReportPlan) -> Self {
        Self {
            zone: fact_plan.zone,
            interval: plan.interval,
        }
    }
}

impl Dimension {
    /// All dimensions in order.
    pub const ALL: [Self; 19] = [
        Self::Operator,
        Self::Queue,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Weekday,
        Self::Hour,
        Self::Interval,
        Self::Channel,
        Self::Source,
        Self::Direction,
        Self::Department,
        Self::Widget,
        Self::Campaign,
        Self::DialResult,
        Self::Outcome,
        Self::Tag,
        Self::Team,
        Self::InHours,
    ];

    /// The name in settings, file names and columns.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Queue => "queue",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
            Self::Interval => "interval",
            Self::Channel => "channel",
            Self::Source => "source",
            Self::Direction => "direction",
            Self::Department => "department",
            Self::Widget => "widget",
            Self::Campaign => "campaign",
            Self::DialResult => "dial_result",
            Self::Outcome => "outcome",
            Self::Tag => "tag",
            Self::Team => TEAM,
            Self::InHours => "in_hours",
        }
    }

    /// The meaning of the dimension.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Operator => "the session's owner",
            Self::Queue => "the entry queue, or with --queue-by answer the answer queue",
            Self::Day => "the local date of the timestamp that --day-of names",
            Self::Week => "the ISO week of that timestamp, as 2026-W45",
            Self::Month => "its month, as 2026-10",
            Self::Weekday => "its weekday, Mon to Sun",
            Self::Hour => "its hour by the clock, 0 to 23",
            Self::Interval => {
                "the local start of its interval, as 08:30; in the hour that comes twice with the \
                 offset, as 02:30+02:00"
            }
            Self::Channel => "the channel at creation",
            Self::Source => "how the session came to be",
            Self::Direction => "inbound or outbound",
            Self::Department => "the department",
            Self::Widget => "the widget",
            Self::Campaign => "the campaign",
            Self::DialResult => "what became of the call to the guest",
            Self::Outcome => "what became of the session, as in the table `sessions`",
            Self::Tag => {
                "a tag of the session: one with several is in the row of each, and the rows add up to more \
                 than the total"
            }
            Self::Team => "the team of the session's owner, by `[teams]` of phasebook.toml",
            Self::InHours => {
                "whether the routing began, else the session, in the opening hours of the entry queue, by \
                 `[hours]` of phasebook.toml"
            }
        }
    }

    /// Whether a report's column belongs to a dimension.
    pub fn is_column(column: &str) -> bool {
        let is = |dimension: Self| {
            let id = column.strip_suffix("_id").filter(|_| dimension.has_id());
            dimension.name() == id.unwrap_or(column)
        };
        Self::ALL.into_iter().any(is)
    }

    /// Whether a column of ids stands before the column of names.
    const fn has_id(self) -> bool {
        matches!(
            self,
            Self::Operator | Self::Queue | Self::Department | Self::Campaign
        )
    }

    /// The dimension's columns in a report: the id, if it has one, then the name or value.
    pub fn specs(self) -> Vec<ColumnSpec> {
        let kind = match self {
            Self::Day => Kind::Day,
            Self::Hour => Kind::Count,
            Self::InHours => Kind::Flag,
            _ => Kind::Text,
        };
        let id = self.has_id().then(|| ColumnSpec {
            name: format!("{}_id", self.name()),
            kind: Kind::Id,
        });
        let own = ColumnSpec {
            name: self.name().to_owned(),
            kind,
        };
        id.into_iter().chain([own]).collect()
    }

    fn shape(self, queue_by: QueueBy) -> KeyShape {
        match self {
            Self::Operator => KeyShape::Named("owner_id", DirectoryKind::User),
            Self::Queue => KeyShape::Named(queue_by.column(), DirectoryKind::Group),
            Self::Department => KeyShape::Named("department_id", DirectoryKind::Department),
            Self::Campaign => KeyShape::Named("campaign_id", DirectoryKind::Campaign),
            Self::Day => KeyShape::Day,
            Self::Week => KeyShape::Timestamp(week),
            Self::Month => KeyShape::Timestamp(month),
            Self::Weekday => KeyShape::Timestamp(weekday),
            Self::Hour => KeyShape::Timestamp(hour),
            Self::Interval => KeyShape::Timestamp(interval),
            Self::Channel => KeyShape::Text("channel"),
            Self::Source => KeyShape::Text("source"),
            Self::Direction => KeyShape::Category("direction", model::session::Direction::NAMES),
            Self::Widget => KeyShape::Text("widget"),
            Self::DialResult => KeyShape::Text("dial_result"),
            Self::Outcome => KeyShape::Category("outcome", LimitedOutcome::NAMES),
            Self::Tag => KeyShape::Text(TAGS),
            Self::Team => KeyShape::Team,
            Self::InHours => KeyShape::Flag("in_hours"),
        }
    }

    /// The column of the table `sessions` that the dimension is read from.
    pub(super) fn source(self, queue_by: QueueBy) -> &'static str {
        match self.shape(queue_by) {
            KeyShape::Named(column, _)
            | KeyShape::Category(column, _)
            | KeyShape::Text(column)
            | KeyShape::Flag(column) => column,
            KeyShape::Team => "owner_id",
            KeyShape::Timestamp(_) => "moment",
            KeyShape::Day => "day",
        }
    }

    /// The key that the sessions are grouped by: integers or texts in the report's sort order.
    pub(super) fn key(
        self,
        sessions: &DataFrame,
        queue_by: QueueBy,
        clock: &Clock,
    ) -> Result<Column, PolarsError> {
        let source = sessions.column(self.source(queue_by))?;
        let key = match self.shape(queue_by) {
            KeyShape::Timestamp(code) => {
                let timestamps = source.i64()?;
                let codes: Int64Chunked = timestamps
                    .iter()
                    .map(|timestamp| Some(code(clock, Timestamp::from_microseconds(timestamp?)?)))
                    .collect();
                codes.into_column()
            }
            KeyShape::Team => sessions.column(TEAM)?.clone(),
            KeyShape::Category(_, names) => with_names(source, names)?,
            _ => source.clone(),
        };
        Ok(key.with_name(self.name().into()))
    }

    /// The columns of a report for the keys of its rows, and of a last row with the total.
    pub(super) fn columns_with_total(
        self,
        key: &Column,
        queue_by: QueueBy,
        names: &Names,
    ) -> Result<Vec<(ColumnSpec, Column)>, PolarsError> {
        let mut columns = self.columns(key, queue_by, names)?;
        for (spec, column) in &mut columns {
            let name = column.name().clone();
            let last = match spec.kind {
                Kind::Text => Series::new(name, ["total"]),
                _ => Series::new(name, [None::<i64>]),
            };
            column.append(&last.into())?;
        }
        Ok(columns)
    }

    /// The columns of a report for the keys of its rows.
    pub(super) fn columns(
        self,
        key: &Column,
        queue_by: QueueBy,
        names: &Names,
    ) -> Result<Vec<(ColumnSpec, Column)>, PolarsError> {
        let spec = |name: String, kind| ColumnSpec { name, kind };
        let name = self.name();
        Ok(match self.shape(queue_by) {
            KeyShape::Named(_, kind) => {
                let ids = key.i64()?;
                let texts: StringChunked = ids
                    .iter()
                    .map(|id| id.and_then(Id::new).map(|id| names.name(kind, id)))
                    .collect();
                let id_name = format!("{name}_id");
                vec![
                    (
                        spec(id_name.clone(), Kind::Id),
                        key.clone().with_name(id_name.into()),
                    ),
                    (
                        spec(name.to_owned(), Kind::Text),
                        texts.into_column().with_name(name.into()),
                    ),
                ]
            }
            KeyShape::Day => vec![(spec(name.to_owned(), Kind::Day), key.clone())],
            KeyShape::Flag(_) => vec![(
                spec(name.to_owned(), Kind::Flag),
                key.clone().with_name(name.into()),
            )],
            KeyShape::Text(_) | KeyShape::Category(..) | KeyShape::Team => vec![(
                spec(name.to_owned(), Kind::Text),
                key.clone().with_name(name.into()),
            )],
            KeyShape::Timestamp(_) if self == Self::Hour => {
                vec![(spec(name.to_owned(), Kind::Count), key.clone())]
            }
            KeyShape::Timestamp(_) => {
                let texts: StringChunked = key
                    .i64()?
                    .iter()
                    .map(|code| code.map(|code| self.text(code)))
                    .collect();
                vec![(
                    spec(name.to_owned(), Kind::Text),
                    texts.into_column().with_name(name.into()),
                )]
            }
        })
    }

    /// The texts that match each key in a filter: the texts in the report, such as the id and the
    /// name of a queue, or each of several tags. A missing value is an empty text.
    pub(super) fn texts(
        self,
        key: &Column,
        queue_by: QueueBy,
        names: &Names,
    ) -> Result<Vec<Vec<String>>, PolarsError> {
        let mut texts = vec![Vec::new(); key.len()];
        for (spec, column) in self.columns(key, queue_by, names)? {
            let cells: Vec<Option<String>> = match spec.kind {
                Kind::Text => {
                    let cells = column.str()?.iter();
                    cells.map(|cell| cell.map(str::to_owned)).collect()
                }
                Kind::Flag => {
                    let cells = column.bool()?.iter();
                    cells
                        .map(|cell| cell.map(|flag| flag.to_string()))
                        .collect()
                }
                Kind::Day => {
                    let cells = column.i32()?.iter();
                    cells
                        .map(|cell| cell.map(|day| Day(day).to_string()))
                        .collect()
                }
                _ => {
                    let cells = column.i64()?.iter();
                    cells
                        .map(|cell| cell.map(|number| number.to_string()))
                        .collect()
                }
            };
            for (texts, cell) in texts.iter_mut().zip(cells) {
                match cell {
                    Some(tags) if self == Self::Tag => {
                        texts.extend(tags.split(TAG_SEPARATOR).map(str::to_owned));
                    }
                    cell => texts.push(cell.unwrap_or_default()),
                }
            }
        }
        Ok(texts)
    }

    /// The text of a key.
    fn text(self, code: i64) -> String {
        match self {
            Self::Week => format!("{:04}-W{:02}", code.div_euclid(100), code.rem_euclid(100)),
            Self::Month => format!("{:04}-{:02}", code.div_euclid(100), code.rem_euclid(100)),
            Self::Weekday => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
                [usize::try_from(code).unwrap_or(0) % 7]
                .to_owned(),
            Self::Interval => interval_text(code),
            _ => code.to_string(),
        }
    }
}

impl QueueBy {
    /// The column of the table `sessions` with the queue.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Entry => "entry_queue_id",
            Self::Answer => "answer_queue_id",
        }
    }
}

fn date(clock: &Clock, at: Timestamp) -> chrono::NaiveDate {
    clock.zone.local(at).day.date().unwrap_or_default()
}

fn week(clock: &Clock, at: Timestamp) -> i64 {
    let week = date(clock, at).iso_week();
    i64::from(week.year()) * 100 + i64::from(week.week())
}

fn month(clock: &Clock, at: Timestamp) -> i64 {
    let date = date(clock, at);
    i64::from(date.year()) * 100 + i64::from(date.month())
}

fn weekday(clock: &Clock, at: Timestamp) -> i64 {
    i64::from(date(clock, at).weekday().num_days_from_monday())
}

fn hour(clock: &Clock, at: Timestamp) -> i64 {
    i64::from(clock.zone.local(at).second_of_day / 3600)
}

/// Greater than any UTC offset in seconds.
const LATEST: i64 = 1 << 20;

/// A key for the start of the interval that sorts by time. It consists of the hour, whether this is
/// the second pass of a repeated hour, the minute, and the UTC offset of a repeated hour.
fn interval(clock: &Clock, at: Timestamp) -> i64 {
    let local = clock.zone.local(at);
    let length = clock.interval.minutes();
    let minute = local.second_of_day / 60 / length * length;
    let (pass, offset) = match clock.zone.is_second_of_two(local) {
        Some(is_second) => (i64::from(is_second), LATEST / 2 - i64::from(local.offset)),
        None => (0, 0),
    };
    let (hour, minute) = (i64::from(minute / 60), i64::from(minute % 60));
    ((hour * 2 + pass) * 60 + minute) * LATEST + offset
}

fn interval_text(code: i64) -> String {
    let (start, offset) = (code / LATEST, code % LATEST);
    let clock = format!("{:02}:{:02}", start / 120, start % 60);
    if offset == 0 {
        return clock;
    }
    clock + &offset_text(i32::try_from(LATEST / 2 - offset).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let micros = chrono::DateTime::parse_from_rfc3339(text)
            .unwrap()
            .timestamp_micros();
        Timestamp::from_microseconds(micros).unwrap()
    }

    #[track_caller]
    fn check(dimension: Dimension, timestamp: &str, expected: &str) {
        let clock = Clock {
            zone: Zone::by_name("Europe/Prague").unwrap(),
            interval: Interval::Half,
        };
        let KeyShape::Timestamp(code) = dimension.shape(QueueBy::Entry) else {
            panic!("{dimension:?} is not made of a moment");
        };
        assert_eq!(
            dimension.text(code(&clock, at(timestamp))),
            expected,
            "{timestamp}"
        );
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        check(Dimension::Week, "2026-11-02T10:00:00+01:00", "2026-W45");
        check(Dimension::Week, "2027-01-03T23:59:59+01:00", "2026-W53");
        check(Dimension::Week, "2024-12-30T00:00:00+01:00", "2025-W01");
    }

    #[test]
    fn months_weekdays_and_hours_are_local() {
        check(Dimension::Month, "2026-10-31T22:59:59Z", "2026-10");
        check(Dimension::Month, "2026-10-31T23:00:00Z", "2026-11");
        check(Dimension::Weekday, "2026-10-04T22:00:00Z", "Mon");
        check(Dimension::Hour, "2026-10-05T08:59:59+02:00", "8");
        check(Dimension::Hour, "2026-10-05T00:00:00+02:00", "0");
    }

    #[test]
    fn intervals_begin_on_the_local_clock_and_the_double_hour_is_told_apart() {
        check(Dimension::Interval, "2026-10-05T08:59:59+02:00", "08:30");
        check(Dimension::Interval, "2026-10-05T08:29:59+02:00", "08:00");
        check(
            Dimension::Interval,
            "2026-10-25T02:45:00+02:00",
            "02:30+02:00",
        );
        check(
            Dimension::Interval,
            "2026-10-25T02:45:00+01:00",
            "02:30+01:00",
        );
        check(Dimension::Interval, "2026-10-25T03:00:00+01:00", "03:00");
        let clock = Clock {
            zone: Zone::by_name("Europe/Prague").unwrap(),
            interval: Interval::Half,
        };
        let codes = [
            "2026-10-05T02:45:00+02:00",
            "2026-10-25T02:45:00+02:00",
            "2026-10-25T02:15:00+01:00",
            "2026-10-25T02:45:00+01:00",
            "2026-10-25T03:00:00+01:00",
        ]
        .map(|text| interval(&clock, at(text)));
        assert!(codes.is_sorted());
    }
}
