//! The months up to that of a pack: thirteen months of every figure, and the year to date.
//!
//! All figures come from the reports themselves, computed from the facts of earlier months too:
//! `by_month` and `by_queue_month` over thirteen months, `total` and `by_queue` over the year to
//! date. So a figure of several months is computed from their counts and values, never from the
//! figures of the months.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, PolarsError, Series};

use super::aggregate::{Reports, reports, selection, table};
use super::dimension::Dimension;
use super::filter::Filter;
use super::statistic::Statistic;
use crate::calendar::Calendar;
use crate::fact::{FactTable, Facts, Selection};
use crate::names::Names;
use crate::report::ReportPlan;
use crate::settings::FactPlan;
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind, Table};
use crate::time::Period;
use crate::time::zone::Day;

/// The name of the report of all queues by year to date.
pub const YEAR_TO_DATE: &str = "year_to_date";
/// The name of the report of each queue by year to date.
pub const QUEUE_YEAR_TO_DATE: &str = "queue_year_to_date";
/// The name of the table that says how much of each month the data have.
pub const MONTH_COVERAGE: &str = "month_coverage";

/// The key column of the reports by year to date.
pub const YEAR: &str = "year";
/// The meaning of that column.
pub const YEAR_MEANING: &str = "The year, counted from January to the month of the pack.";

/// Months that are shown: a year, and the same month of the year before.
const SHOWN: u32 = 13;

/// The number of working days without sessions at either end of a month that are taken for
/// holidays. If there are more, the data do not have the whole month.
const HOLIDAYS: usize = 1;

/// The months up to the month of a pack, and the years to date.
#[derive(Debug)]
pub struct Trend {
    /// The report by month, of thirteen months.
    pub by_month: Table,
    /// The report by queue and month, of the same months.
    pub by_queue_month: Table,
    /// The report `total` of the previous year to date and of this one.
    pub year_to_date: Table,
    /// The report `by_queue` of the same two years to date.
    pub queue_year_to_date: Table,
    /// The coverage of each month by the data, from the January of the year before on.
    pub coverage: Table,
    /// The same coverage as values, in the order of the table.
    pub months: Vec<MonthCoverage>,
    /// The month of the pack.
    month: CalendarMonth,
    made: Vec<Reports>,
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarMonth {
    pub year: i32,
    /// From 1 to 12.
    pub month: u32,
}

impl CalendarMonth {
    const fn new((year, month): (i32, u32)) -> Self {
        Self { year, month }
    }

    fn containing(date: NaiveDate) -> Self {
        Self::new((date.year(), date.month()))
    }

    /// The first day; `None` beyond the calendar.
    fn first(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month, 1)
    }

    /// The first day of the next month.
    fn end(self) -> Option<NaiveDate> {
        self.first()?.checked_add_months(Months::new(1))
    }

    /// The month that is `months` months earlier; `None` beyond the calendar.
    pub fn before(self, months: u32) -> Option<Self> {
        let first = self.first()?.checked_sub_months(Months::new(months))?;
        Some(Self::containing(first))
    }

    /// The same month of the year before.
    pub const fn year_before(self) -> Self {
        Self {
            year: self.year - 1,
            month: self.month,
        }
    }

    /// The text of the dimension `month`.
    pub fn text(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// The days of the month as a period.
    pub fn period(self) -> Period {
        Period {
            from: self.first().map(Day::from_date),
            to: self.end().map(Day::from_date),
        }
    }
}

/// The part of a month that the data have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCoverage {
    pub month: CalendarMonth,
    pub sessions: u64,
    /// Days with a session.
    pub days: u64,
    /// The first and the last day with a session; `None` without any.
    pub between: Option<(Day, Day)>,
    /// The first and the last day of the gap at the beginning of the month; `None` if there is no
    /// gap, or no session in the month.
    pub missing_first: Option<(Day, Day)>,
    /// Likewise for the gap at the end of the month.
    pub missing_last: Option<(Day, Day)>,
}

impl MonthCoverage {
    /// Whether the data have the whole month.
    pub const fn is_complete(&self) -> bool {
        self.between.is_some() && self.missing_first.is_none() && self.missing_last.is_none()
    }
}

/// The days whose facts the trend of a month needs: from the January of the year before on. `None` if
/// the period is no month.
pub fn trend_period(period: &Period) -> Option<Period> {
    let month = CalendarMonth::new(period.month()?);
    let january = NaiveDate::from_ymd_opt(month.year - 1, 1, 1)?;
    Some(Period {
        from: Some(Day::from_date(january)),
        to: period.to,
    })
}

/// The plan of the reports by month.
fn plan_by_month(plan: &ReportPlan) -> ReportPlan {
    let mut plan = ReportPlan {
        groupings: vec![
            vec![Dimension::Month],
            vec![Dimension::Queue, Dimension::Month],
        ],
        service_levels: false,
        bridge: false,
        beyond: Vec::new(),
        facts: false,
        contracts: false,
        top: None,
        ..plan.clone()
    };
    // The page and the workbook show the default statistics, whatever --stats says.
    plan.compute(&Statistic::DEFAULT);
    plan
}

/// The columns of the fact tables that the trend needs.
pub fn trend_selection(plan: &ReportPlan) -> Selection {
    let mut selection = selection(&plan_by_month(plan));
    if let Some(wanted) = selection.wanted_mut() {
        wanted.push((FactTable::Sessions, vec!["day"]));
    }
    selection
}

impl Trend {
    /// Makes the trend of the month that ends with the plan's period, from facts of
    /// [`trend_period`].
    pub fn new(
        fact_plan: &FactPlan,
        plan: &ReportPlan,
        facts: &Facts,
        names: &Names,
    ) -> Result<Self, PolarsError> {
        let last = fact_plan.period.to.and_then(Day::date);
        let last = last.and_then(|end| end.pred_opt()).unwrap_or_default();
        let month = CalendarMonth::containing(last);
        let plan = plan_by_month(plan);
        let months = covered_months(month, &sessions_by_day(facts)?, &fact_plan.calendar);
        let shown = (0..SHOWN).rev().filter_map(|before| month.before(before));
        let by_month = reports(fact_plan, &of_months(&plan, shown), facts, names)?;
        let mut to_date = Vec::new();
        for year in [month.year - 1, month.year] {
            let months = (1..=month.month).map(|month| CalendarMonth { year, month });
            let plan = ReportPlan {
                groupings: vec![Vec::new(), vec![Dimension::Queue]],
                ..of_months(&plan, months)
            };
            to_date.push((year, reports(fact_plan, &plan, facts, names)?));
        }
        let years = |place: usize, name: &str| {
            let tables = to_date
                .iter()
                .filter_map(|(year, made)| Some((*year, made.tables.get(place)?)));
            by_year(name, tables.collect())
        };
        let of_months = |place: usize| {
            let table = by_month.tables.get(place).cloned();
            table.ok_or_else(
                || polars::prelude::polars_err!(ComputeError: "a report by month is missing"),
            )
        };
        Ok(Self {
            by_month: of_months(0)?,
            by_queue_month: of_months(1)?,
            year_to_date: years(0, YEAR_TO_DATE)?,
            queue_year_to_date: years(1, QUEUE_YEAR_TO_DATE)?,
            coverage: coverage(&months)?,
            months,
            month,
            made: std::iter::once(by_month)
                .chain(to_date.into_iter().map(|(_, made)| made))
                .collect(),
        })
    }

    /// The reports that the tables are taken from, whose sums can be checked.
    pub fn reports(&self) -> &[Reports] {
        &self.made
    }

    /// The tables, in the order of the pack.
    pub const fn tables(&self) -> [&Table; 5] {
        [
            &self.by_month,
            &self.by_queue_month,
            &self.year_to_date,
            &self.queue_year_to_date,
            &self.coverage,
        ]
    }

    /// The month of the pack.
    pub const fn month(&self) -> CalendarMonth {
        self.month
    }

    /// The thirteen months, the earliest first.
    pub fn shown(&self) -> &[MonthCoverage] {
        let count = self.months.len();
        &self.months[count.saturating_sub(SHOWN as usize)..]
    }

    /// Whether the data have sessions of an earlier month, so that there is something to compare.
    pub fn reaches_back(&self) -> bool {
        let mut months = self.months.iter();
        months.any(|known| known.month != self.month && known.sessions > 0)
    }

    /// The part of a month that the data have; `None` for a month that the trend does not reach.
    pub fn coverage_of(&self, month: CalendarMonth) -> Option<&MonthCoverage> {
        self.months.iter().find(|known| known.month == month)
    }

    /// Whether the data have all months of a year to date.
    pub fn is_complete_to_date(&self, year: i32) -> bool {
        let mut months = (1..=self.month.month).map(|month| CalendarMonth { year, month });
        months.all(|month| {
            self.coverage_of(month)
                .is_some_and(MonthCoverage::is_complete)
        })
    }

    /// The report `total` of a month; `None` if no session of it is counted.
    pub fn total_of(&self, month: CalendarMonth) -> Result<Option<Table>, PolarsError> {
        let text = month.text();
        let months = self.by_month.frame.column(Dimension::Month.name())?.str()?;
        let Some(row) = months.iter().position(|known| known == Some(&*text)) else {
            return Ok(None);
        };
        let columns: Vec<ColumnSpec> = self.by_month.columns[1..].to_vec();
        let names: Vec<String> = columns.iter().map(ColumnSpec::frame_name).collect();
        let row = i64::try_from(row).unwrap_or(i64::MAX);
        Ok(Some(Table {
            name: super::grouping_name(&[]),
            frame: self.by_month.frame.slice(row, 1).select(names)?,
            columns,
        }))
    }
}

/// The plan for the sessions of these months alone.
fn of_months(plan: &ReportPlan, months: impl Iterator<Item = CalendarMonth>) -> ReportPlan {
    let mut plan = plan.clone();
    // A condition of its own: a session must pass it and those of --where.
    plan.filters.push(Filter {
        dimension: Dimension::Month,
        is_equal: true,
        values: months.map(CalendarMonth::text).collect(),
    });
    plan
}

/// The same report of several years, one below the other.
fn by_year(name: &str, tables: Vec<(i32, &Table)>) -> Result<Table, PolarsError> {
    let mut columns = vec![ColumnSpec {
        name: YEAR.to_owned(),
        kind: Kind::Text,
    }];
    let mut whole: Option<DataFrame> = None;
    for (year, table) in tables {
        if columns.len() == 1 {
            columns.extend(table.columns.iter().cloned());
        }
        let years = vec![format!("{year:04}"); table.frame.height()];
        let years: Column = Series::new(YEAR.into(), years).into();
        let mut series = vec![years];
        series.extend(table.frame.columns().iter().cloned());
        let frame = DataFrame::new(table.frame.height(), series)?;
        whole = Some(match whole {
            Some(before) => before.vstack(&frame)?,
            None => frame,
        });
    }
    let mut frame = whole.unwrap_or_default();
    // Files are written row by row, which is slow across several chunks.
    frame.rechunk_mut_par();
    Ok(Table {
        name: name.to_owned(),
        columns,
        frame,
    })
}

/// The number of sessions of each day; --where does not apply.
fn sessions_by_day(facts: &Facts) -> Result<BTreeMap<Day, u64>, PolarsError> {
    let mut days = BTreeMap::new();
    for day in facts.sessions.frame.column("day")?.i32()?.iter().flatten() {
        *days.entry(Day(day)).or_default() += 1;
    }
    Ok(days)
}

/// The coverage of each month, from the January of the year before to this month.
fn covered_months(
    last: CalendarMonth,
    sessions: &BTreeMap<Day, u64>,
    calendar: &Calendar,
) -> Vec<MonthCoverage> {
    let working = working_weekdays(sessions, calendar);
    let count = 12 + last.month;
    let months = (0..count).rev().filter_map(|before| last.before(before));
    months
        .filter_map(|month| covered(month, sessions, calendar, working))
        .collect()
}

/// Whether the centre works on each weekday, from Monday: whether most days of that weekday,
/// holidays aside, have a session.
fn working_weekdays(sessions: &BTreeMap<Day, u64>, calendar: &Calendar) -> [bool; 7] {
    let mut all = [0_u64; 7];
    let mut with = [0_u64; 7];
    if let (Some((first, _)), Some((last, _))) =
        (sessions.first_key_value(), sessions.last_key_value())
    {
        for day in (first.0..=last.0).map(Day) {
            if let Some(weekday) = weekday(day).filter(|_| !is_holiday(calendar, day)) {
                all[weekday] += 1;
                with[weekday] += u64::from(sessions.contains_key(&day));
            }
        }
    }
    std::array::from_fn(|weekday| all[weekday] > 0 && 2 * with[weekday] > all[weekday])
}

fn weekday(day: Day) -> Option<usize> {
    let weekday: Weekday = day.date()?.weekday();
    usize::try_from(weekday.num_days_from_monday()).ok()
}

/// Whether the settings name the day as a holiday.
fn is_holiday(calendar: &Calendar, day: Day) -> bool {
    calendar.is_holiday(day) == Some(true)
}

/// The part of a month that the data have. Days without sessions at its beginning or end are missing if more
/// than one of them is a working day and no holiday of the settings. One such day may be a holiday that the
/// settings do not name.
fn covered(
    month: CalendarMonth,
    sessions: &BTreeMap<Day, u64>,
    calendar: &Calendar,
    working: [bool; 7],
) -> Option<MonthCoverage> {
    let (first, end) = (month.first()?, month.end()?);
    let last = end.checked_sub_days(Days::new(1))?;
    let (first, last) = (Day::from_date(first), Day::from_date(last));
    let own = || sessions.range(first..=last);
    let between = own()
        .next()
        .map(|(day, _)| *day)
        .zip(own().next_back().map(|(day, _)| *day));
    let missing = |from: i32, to: i32| {
        let is_working = |day: &Day| {
            let works = weekday(*day).is_some_and(|weekday| working[weekday]);
            works && !is_holiday(calendar, *day)
        };
        let days = (from..=to).map(Day).filter(is_working).count();
        (days > HOLIDAYS).then_some((Day(from), Day(to)))
    };
    Some(MonthCoverage {
        month,
        sessions: own().map(|(_, count)| count).sum(),
        days: own().count() as u64,
        between,
        missing_first: between.and_then(|(begun, _)| missing(first.0, begun.0 - 1)),
        missing_last: between.and_then(|(_, ended)| missing(ended.0 + 1, last.0)),
    })
}

/// The columns of the table of coverage.
pub const COVERAGE_COLUMNS: [Definition; 6] = [
    Definition::new("month", Kind::Text, "The month, as 2026-10."),
    Definition::new(
        "sessions",
        Kind::Count,
        "Sessions of the month in the data, whatever --where leaves out.",
    ),
    Definition::new(
        "days",
        Kind::Count,
        "Days of the month that have a session.",
    ),
    Definition::new(
        "first_day",
        Kind::Day,
        "The first day of the month that has a session.",
    )
    .empty("the data have no session of the month"),
    Definition::new(
        "last_day",
        Kind::Day,
        "The last day of the month that has a session.",
    )
    .empty("the data have no session of the month"),
    Definition::new(
        "complete",
        Kind::Flag,
        "Whether the data have the whole month: no session is missing at its beginning or end on two \
         or more working days. A working day is one whose weekday has sessions on most of its days, and \
         no holiday of phasebook.toml.",
    ),
];

fn coverage(months: &[MonthCoverage]) -> Result<Table, PolarsError> {
    let count = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let day = |day: Option<Day>| day.map(|day| day.0);
    let series = [
        months
            .iter()
            .map(|of| Some(of.month.text()))
            .collect::<polars::prelude::StringChunked>()
            .into_column(),
        months
            .iter()
            .map(|of| Some(count(of.sessions)))
            .collect::<polars::prelude::Int64Chunked>()
            .into_column(),
        months
            .iter()
            .map(|of| Some(count(of.days)))
            .collect::<polars::prelude::Int64Chunked>()
            .into_column(),
        months
            .iter()
            .map(|of| day(of.between.map(|(first, _)| first)))
            .collect::<polars::prelude::Int32Chunked>()
            .into_column(),
        months
            .iter()
            .map(|of| day(of.between.map(|(_, last)| last)))
            .collect::<polars::prelude::Int32Chunked>()
            .into_column(),
        months
            .iter()
            .map(|of| Some(of.is_complete()))
            .collect::<polars::prelude::BooleanChunked>()
            .into_column(),
    ];
    let columns = COVERAGE_COLUMNS
        .into_iter()
        .zip(series)
        .map(|(definition, column)| (definition.spec(), column.with_name(definition.name.into())));
    table(MONTH_COVERAGE.to_owned(), months.len(), columns.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    /// One session on each of these days except weekends.
    fn worked(from: &str, to: &str) -> BTreeMap<Day, u64> {
        let days = (day(from).0..=day(to).0).map(Day);
        days.filter(|&day| weekday(day).unwrap() < 5)
            .map(|day| (day, 1))
            .collect()
    }

    const OCTOBER: CalendarMonth = CalendarMonth {
        year: 2026,
        month: 10,
    };

    #[track_caller]
    fn check(sessions: &BTreeMap<Day, u64>, month: CalendarMonth, expected: &str) {
        let months = covered_months(OCTOBER, sessions, &Calendar::default());
        let of = months.iter().find(|known| known.month == month).unwrap();
        let days = |days: Option<(Day, Day)>| {
            days.map_or_else(String::new, |(from, to)| format!(" {from}..{to}"))
        };
        let found = format!(
            "{}{}{}",
            if of.is_complete() {
                "complete"
            } else {
                "incomplete"
            },
            days(of.missing_first),
            days(of.missing_last)
        );
        assert_eq!(found, expected, "{}", month.text());
    }

    fn month(year: i32, month: u32) -> CalendarMonth {
        CalendarMonth { year, month }
    }

    #[test]
    fn a_month_is_incomplete_where_the_data_begin_or_end_within_it() {
        let sessions = worked("2026-04-14", "2026-10-20");
        check(&sessions, month(2026, 3), "incomplete");
        check(
            &sessions,
            month(2026, 4),
            "incomplete 2026-04-01..2026-04-13",
        );
        check(&sessions, month(2026, 5), "complete");
        check(&sessions, OCTOBER, "incomplete 2026-10-21..2026-10-31");
    }

    #[test]
    fn weekends_and_a_holiday_at_the_end_of_a_month_do_not_make_it_incomplete() {
        // The first of August is a Saturday, the first of May a Friday and a holiday, the 31st of May a Sunday.
        let mut sessions = worked("2026-04-01", "2026-10-30");
        sessions.remove(&day("2026-05-01"));
        for number in 4..=10 {
            check(&sessions, month(2026, number), "complete");
        }
        // Two missing working days are more than a holiday.
        sessions.remove(&day("2026-04-30"));
        sessions.remove(&day("2026-04-29"));
        check(
            &sessions,
            month(2026, 4),
            "incomplete 2026-04-29..2026-04-30",
        );
    }

    #[test]
    fn a_gap_within_a_month_is_the_business_of_check() {
        let mut sessions = worked("2026-04-01", "2026-10-30");
        sessions.retain(|of, _| !(day("2026-06-08")..day("2026-06-20")).contains(of));
        check(&sessions, month(2026, 6), "complete");
    }

    #[test]
    fn the_facts_of_a_trend_begin_with_the_year_before() {
        let period = OCTOBER.period();
        let trend = trend_period(&period).unwrap();
        assert_eq!(trend.from, Some(day("2025-01-01")));
        assert_eq!(trend.to, period.to);
        assert_eq!(trend_period(&Period::default()), None);
        assert_eq!(OCTOBER.before(12), Some(OCTOBER.year_before()));
    }
}
