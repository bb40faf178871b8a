//! `operator_load`: how much of each local day operators were in sessions, and in how many at a time.

use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, PolarsError, Series};

use super::super::aggregate::table;
use super::super::metric::{Condition, Mean, Metric, Quotient, ReportColumn, metric_columns};
use super::{BeyondReport, Columns, Material, add_figures, add_named};
use crate::model::DirectoryKind;
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind, Table};
use crate::time::zone::Day;

/// The columns of `stint_days` that the report needs.
pub(super) const COLUMNS: [&str; 5] = ["session_row", "user_id", "local_day", "begins", "ends"];

/// The columns of `stints` that the report's sums are checked against.
pub(super) const WHOLE_COLUMNS: [&str; 4] = ["session_row", "user_id", "joined", "until"];

const PIECES: &str = "the operator's stints from joined to left (else concluded, else the session's end), \
                      cut at local midnight; days beyond the period stay";

/// The key columns.
pub(super) const KEYS: [Definition; 3] = [
    Definition::new("operator_id", Kind::Id, "The operator of the stints."),
    Definition::new("operator", Kind::Text, "The operator's name."),
    Definition::new(
        "day",
        Kind::Day,
        "The local date of the operator's time in sessions.",
    )
    .boundary("a stint over midnight is in the rows of both days"),
];

type OfDay = Metric<Load>;

const FIGURES: [OfDay; 8] = [
    OfDay::count(
        "sessions",
        |of| of.sessions,
        "Sessions that the operator was in on that day.",
    )
    .population(PIECES)
    .formula("distinct sessions")
    .boundary("a stint of length 0 counts"),
    OfDay::sum(
        "handling",
        |of| Mean {
            sum: of.handling,
            count: 1,
        },
        "The time in sessions, each counted in full.",
    )
    .population(PIECES)
    .formula("sum of their lengths")
    .empty("never: 0 without stints"),
    OfDay::sum(
        "busy",
        |of| Mean {
            sum: of.busy,
            count: 1,
        },
        "The time in at least one session.",
    )
    .population(PIECES)
    .formula("length of their union")
    .empty("never: 0 without stints"),
    OfDay::quotient(
        "concurrency",
        Load::concurrency,
        "How many sessions at a time, on average of the busy time.",
    )
    .population(PIECES)
    .formula("handling / busy")
    .empty("busy is 0"),
    OfDay::count("peak", |of| of.peak, "The most sessions at one time.")
        .population(PIECES)
        .boundary("ends that touch do not overlap; length 0 does not count"),
    OfDay::timestamp(
        "first_joined",
        |of| of.first_joined,
        "The beginning of the day's first piece.",
    )
    .population(PIECES)
    .empty("there is no stint with an end"),
    OfDay::timestamp(
        "last_left",
        |of| of.last_left,
        "The end of the day's last piece.",
    )
    .population(PIECES)
    .empty("there is no stint with an end"),
    OfDay::count(
        "unbounded",
        |of| of.unbounded,
        "Stints left out since nobody knows their end.",
    )
    .population("the operator's stints that joined on that day")
    .formula("without left, concluded and session.ended"),
];

pub(super) fn definitions() -> Vec<ReportColumn> {
    metric_columns(Condition::Always, &FIGURES)
}

/// The sum of all stints' durations in microseconds, before any is cut, and the number of stints
/// without an end.
pub(in crate::report) fn whole(stints: &DataFrame) -> Result<(i128, u64), PolarsError> {
    let (joined, until) = (
        stints.column("joined")?.i64()?,
        stints.column("until")?.i64()?,
    );
    let mut whole = (0, 0);
    for (joined, until) in joined.iter().zip(until.iter()) {
        match (joined, until) {
            (Some(joined), Some(until)) => whole.0 += i128::from(until) - i128::from(joined),
            _ => whole.1 += 1,
        }
    }
    Ok(whole)
}

/// A part of a stint that lies within one local day, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    user: i64,
    day: Day,
    from: i64,
    /// `None` if the end is unknown.
    until: Option<i64>,
    session: i64,
}

/// The load of one operator on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Load {
    sessions: u64,
    handling: i128,
    busy: i128,
    peak: u64,
    first_joined: Option<i64>,
    last_left: Option<i64>,
    unbounded: u64,
}

/// Computes the report.
pub(super) fn load(material: Material<'_>) -> Result<Table, PolarsError> {
    let pieces = pieces(material)?;
    let days: Vec<&[Piece]> = pieces
        .chunk_by(|a, b| (a.user, a.day) == (b.user, b.day))
        .collect();
    let rows: Vec<Load> = days.iter().map(|pieces| Load::new(pieces)).collect();
    let first = |read: fn(&Piece) -> i64| -> Vec<Option<i64>> {
        let firsts = days.iter().filter_map(|pieces| pieces.first());
        firsts.map(|piece| Some(read(piece))).collect()
    };
    let mut columns: Columns = Vec::new();
    let users = first(|piece| piece.user);
    add_named(
        &mut columns,
        "operator",
        DirectoryKind::User,
        &users,
        material.names,
    );
    let spec = ColumnSpec {
        name: "day".to_owned(),
        kind: Kind::Day,
    };
    let of_days: Vec<i32> = days
        .iter()
        .filter_map(|pieces| pieces.first())
        .map(|piece| piece.day.0)
        .collect();
    let of_days: Column = Series::new("day".into(), of_days).into_column();
    columns.push((spec, of_days));
    add_figures(&mut columns, &FIGURES, &rows);
    table(
        BeyondReport::OperatorLoad.name().to_owned(),
        rows.len(),
        columns,
    )
}

/// The parts of all stints, sorted by operator, day and time.
fn pieces(material: Material<'_>) -> Result<Vec<Piece>, PolarsError> {
    let parts = &material.tables.stint_days;
    let column = |name: &str| parts.column(name)?.i64();
    let (sessions, users) = (column("session_row")?, column("user_id")?);
    let (begins, ends) = (column("begins")?, column("ends")?);
    let days = parts.column("local_day")?.i32()?;
    let piece = |row| {
        Some(Piece {
            user: users.get(row)?,
            day: Day(days.get(row)?),
            from: begins.get(row)?,
            until: ends.get(row),
            session: sessions.get(row)?,
        })
    };
    let mut pieces: Vec<Piece> = (0..parts.height()).filter_map(piece).collect();
    pieces.sort_unstable();
    Ok(pieces)
}

impl Load {
    /// Computes the load from an operator's pieces of one day, which are sorted by their
    /// beginnings.
    fn new(pieces: &[Piece]) -> Self {
        let mut load = Self::default();
        let mut sessions = Vec::with_capacity(pieces.len());
        // The ends of the open pieces; pieces of length 0 are left out.
        let mut ends: Vec<i64> = Vec::new();
        let mut busy_until = i64::MIN;
        for piece in pieces {
            let Some(until) = piece.until else {
                load.unbounded += 1;
                continue;
            };
            sessions.push(piece.session);
            load.handling += i128::from(until) - i128::from(piece.from);
            let busy_from = piece.from.max(busy_until);
            load.busy += (i128::from(until) - i128::from(busy_from)).max(0);
            busy_until = busy_until.max(until);
            load.first_joined = load.first_joined.or(Some(piece.from));
            load.last_left = load.last_left.max(Some(until));
            if until > piece.from {
                ends.retain(|&end| end > piece.from);
                ends.push(until);
                load.peak = load.peak.max(ends.len() as u64);
            }
        }
        sessions.sort_unstable();
        sessions.dedup();
        load.sessions = sessions.len() as u64;
        load
    }

    fn concurrency(&self) -> Quotient {
        Quotient {
            numerator: self.handling,
            denominator: u64::try_from(self.busy).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(stints: &[(i64, Option<i64>, i64)]) -> Load {
        let mut pieces: Vec<Piece> = stints
            .iter()
            .map(|&(from, until, session)| Piece {
                user: 1,
                day: Day(0),
                from,
                until,
                session,
            })
            .collect();
        pieces.sort_unstable();
        Load::new(&pieces)
    }

    #[test]
    fn overlaps_are_busy_once_and_handled_in_full() {
        let load = day(&[(0, Some(10), 1), (4, Some(6), 2), (5, Some(12), 3)]);
        assert_eq!((load.handling, load.busy, load.peak), (19, 12, 3));
        assert_eq!(load.concurrency().ten_thousandths(), Some(15_833));
        assert_eq!((load.first_joined, load.last_left), (Some(0), Some(12)));
    }

    #[test]
    fn ends_that_touch_do_not_overlap() {
        let load = day(&[(0, Some(10), 1), (10, Some(20), 2)]);
        assert_eq!((load.busy, load.peak), (20, 1));
        let load = day(&[(0, Some(10), 1), (9, Some(20), 2)]);
        assert_eq!((load.busy, load.peak), (20, 2));
    }

    #[test]
    fn a_stint_of_length_0_is_a_session_and_no_peak() {
        let load = day(&[(5, Some(5), 1)]);
        assert_eq!((load.sessions, load.peak), (1, 0));
        assert_eq!(load.concurrency().ten_thousandths(), None);
        assert_eq!((load.first_joined, load.last_left), (Some(5), Some(5)));
        let load = day(&[(0, Some(10), 1), (5, Some(5), 2)]);
        assert_eq!((load.sessions, load.peak), (2, 1));
    }

    #[test]
    fn what_has_no_end_is_counted_apart() {
        let load = day(&[(0, None, 1), (3, Some(4), 1), (5, Some(6), 1)]);
        assert_eq!((load.sessions, load.unbounded, load.handling), (1, 1, 2));
        let load = day(&[(0, None, 1)]);
        assert_eq!(
            load,
            Load {
                unbounded: 1,
                ..Load::default()
            }
        );
    }
}
