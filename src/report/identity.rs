//! The identities that hold in every set of reports, checked on the finished tables before they are
//! written: the columns of a row that add up to another column, the rows of a report that add up to
//! the total, and the bridge between operators and queues.

use polars::prelude::{DataFrame, Int64Chunked, PolarsError};

use super::beyond::{BeyondReport, RecordedSessions, measured, whole_load};
use super::bridge::Bridge;
use super::dimension::Dimension;
use super::each::each;
use super::group::Groups;
use super::metric::{
    Measure, Metric, MetricSource, OPERATOR_METRICS, OPERATOR_PHASES, PHASES, SESSION_METRICS,
    SessionCounts, VISIT_LENGTH, VISIT_METRICS,
};
use super::population::{CountedRows, OperatorRows, VisitRows};
use super::statistics::milliseconds;
use super::tables::Tables;
use crate::phase::State;
use crate::report::ReportPlan;
use crate::service_level::Formula;
use crate::table::{Kind, Table};

/// An identity that does not hold. It means that phasebook itself is wrong and its figures cannot
/// be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reports do not add up: in `{report}`, {what} is {left}, not {right}")]
pub struct BrokenIdentity {
    pub report: String,
    /// The two sides that should be equal, in words.
    pub what: String,
    pub left: i128,
    pub right: i128,
}

/// Columns with the columns that add up to them in every row.
const ROW_SUMS: [(&str, &[&str]); 3] = [
    (
        "offered",
        &["answered", "abandoned", "short_abandoned", "unanswered"],
    ),
    ("sessions", &["inbound", "outbound"]),
    (
        "visits",
        &[
            "visits_answered",
            "visits_overflowed",
            "visits_abandoned",
            "visits_forwarded",
            "visits_ended",
            "visits_open",
        ],
    ),
];

/// Columns of the reports beyond the FAQ, with the columns that add up to them in every row.
const BEYOND_ROW_SUMS: [(&str, &[&str]); 3] = [
    (
        "offers",
        &["accepted", "missed", "taken", "withdrawn", "pending"],
    ),
    ("sessions", &["went_through", "skipped", "refused"]),
    (
        "sessions",
        &["available", "deleted", "unavailable", "not_recorded"],
    ),
];

/// The columns that add up to the sessions that a contract is about.
const CONTRACT_ROW_SUM: (&str, &[&str]) = (
    "sessions",
    &["denominator", "excluded", "outside_hours", "not_counted"],
);

/// A total that the rows of every report add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RequiredTotal {
    column: String,
    value: i128,
    /// Whether each row is rounded to a thousandth of a second.
    is_rounded: bool,
}

/// The totals that all reports must add up to, computed from the fact tables without any grouping.
#[derive(Clone, Debug, Default)]
pub struct Wholes {
    of_sessions: Vec<RequiredTotal>,
    /// The totals of reports by tag, in which a session counts once for each tag.
    of_tags: Vec<RequiredTotal>,
    /// The totals of `service_levels`; with `--sla-hours open` only the sessions in opening hours
    /// count.
    of_levels: Vec<RequiredTotal>,
    /// The totals of single reports beyond the FAQ.
    beyond: Vec<(BeyondReport, RequiredTotal)>,
}

impl Wholes {
    pub(super) fn new(total: &SessionCounts, tables: &Tables) -> Result<Self, PolarsError> {
        let mut wholes = Self::default();
        let level = SessionCounts {
            service: total.level,
            ..*total
        };
        wholes.counts(SESSION_METRICS, &level);
        wholes.of_levels = std::mem::take(&mut wholes.of_sessions);
        wholes.counts(SESSION_METRICS, total);
        wholes.sums(PHASES, tables)?;
        if tables.operators.column("offers").is_ok() {
            let rows = Groups::by(tables.operators.height(), &[])?.of_row;
            let counts = OperatorRows::new(&tables.operators)?.of_groups(&rows, 1);
            wholes.counts(OPERATOR_METRICS, &first(&counts));
            wholes.sums(OPERATOR_PHASES, tables)?;
        }
        if tables.visits.column("exit").is_ok() {
            let rows = Groups::by(tables.visits.height(), &[])?.of_row;
            let counts = VisitRows::new(&tables.visits)?.of_groups(&rows, 1);
            wholes.counts(VISIT_METRICS, &first(&counts));
            wholes.sums(VISIT_LENGTH, tables)?;
        }
        Ok(wholes)
    }

    /// Adds the totals of the reports beyond the FAQ.
    pub(super) fn and_beyond(
        mut self,
        plan: &ReportPlan,
        tables: &Tables,
    ) -> Result<Self, PolarsError> {
        for report in &plan.beyond {
            let wholes = beyond_wholes(*report, tables)?;
            self.beyond
                .extend(wholes.into_iter().map(|whole| (*report, whole)));
        }
        Ok(self)
    }

    /// Adds the totals of reports by tag.
    pub(super) fn with_tags(self, tags: Self) -> Self {
        Self {
            of_tags: tags.of_sessions,
            ..self
        }
    }

    fn counts<P>(&mut self, metrics: &[Metric<P>], population: &P) {
        let counts = metrics
            .iter()
            .filter(|metric| metric.definition.kind == Kind::Count);
        for metric in counts {
            // No formula changes a count, so any formula gives the value.
            let value = metric.figure(population, Formula::default()).unwrap_or(0);
            self.of_sessions.push(RequiredTotal {
                column: metric.definition.name.to_owned(),
                value: value.into(),
                is_rounded: false,
            });
        }
    }

    /// Adds the count and the sum of each duration's values.
    fn sums(&mut self, measures: &[Measure], tables: &Tables) -> Result<(), PolarsError> {
        for measure in measures {
            let frame: &DataFrame = match measure.source {
                MetricSource::Sessions => &tables.sessions,
                MetricSource::Operators => &tables.operators,
                MetricSource::Visits => &tables.visits,
            };
            let values = frame.column(measure.column)?.i64()?;
            let count = values.len() - values.null_count();
            let sum = sum(values);
            self.of_sessions
                .extend(number_and_sum(measure.name, count, sum));
        }
        Ok(())
    }

    /// Checks all identities on the finished tables. Returns the number of sums that were compared.
    ///
    /// # Errors
    ///
    /// The first identity that does not hold.
    pub fn check(
        &self,
        tables: &[Table],
        beyond: &[Table],
        contract: Option<&Table>,
        bridge: &Bridge,
    ) -> Result<u64, BrokenIdentity> {
        let mut checked = 0;
        for table in tables {
            let has_total = is_with_total(&table.name);
            let rows = table.frame.height() - usize::from(has_total);
            for (whole, parts) in ROW_SUMS {
                checked += check_rows(table, whole, parts)?;
            }
            let is_by_tag = table.frame.column(Dimension::Tag.name()).is_ok();
            let wholes = if table.name == "service_levels" {
                &self.of_levels
            } else if is_by_tag {
                &self.of_tags
            } else {
                &self.of_sessions
            };
            for whole in wholes {
                checked += whole.check(table, rows)?;
            }
        }
        for table in beyond {
            for (whole, parts) in BEYOND_ROW_SUMS {
                checked += check_rows(table, whole, parts)?;
            }
            let own = self
                .beyond
                .iter()
                .filter(|(report, _)| report.name() == table.name);
            for (_, whole) in own {
                checked += whole.check(table, table.frame.height())?;
            }
        }
        if let Some(table) = contract {
            let (whole, parts) = CONTRACT_ROW_SUM;
            checked += check_rows(table, whole, parts)?;
        }
        let right = i128::from(bridge.answered);
        equal("bridge", bridge.arrives_at(), right, || {
            "what is left of the operators' handled sessions".to_owned()
        })?;
        Ok(checked + 1)
    }
}

/// The totals of a report beyond the FAQ, computed from the facts without any grouping.
fn beyond_wholes(report: BeyondReport, tables: &Tables) -> Result<Vec<RequiredTotal>, PolarsError> {
    let counted = |column: &str, count: usize| RequiredTotal {
        column: column.to_owned(),
        value: i128::try_from(count).unwrap_or(i128::MAX),
        is_rounded: false,
    };
    let summed = |column: &str, sum: i128| RequiredTotal {
        column: column.to_owned(),
        value: milliseconds(sum, 1).into(),
        is_rounded: true,
    };
    let values = |frame: &DataFrame, column: &str| -> Result<(usize, i128), PolarsError> {
        let values = frame.column(column)?.i64()?;
        let sum = sum(values);
        Ok((values.len() - values.null_count(), sum))
    };
    Ok(match report {
        BeyondReport::WaitsByQueue | BeyondReport::WaitsByDay | BeyondReport::WaitsTotal => {
            let mut wholes = vec![counted("sessions", tables.sessions.height())];
            for (name, column) in measured() {
                let (count, sum) = values(&tables.sessions, column)?;
                wholes.extend(number_and_sum(name, count, sum));
            }
            wholes
        }
        BeyondReport::QueueFlows => {
            let (_, sum) = values(&tables.visits, "duration_us")?;
            vec![
                counted("visits", tables.visits.height()),
                summed("visit_sum", sum),
            ]
        }
        BeyondReport::OperatorLoad => {
            let (handling, unbounded) = whole_load(&tables.stints)?;
            vec![
                summed("handling", handling),
                counted(
                    "unbounded",
                    usize::try_from(unbounded).unwrap_or(usize::MAX),
                ),
            ]
        }
        BeyondReport::OfferOutcomes => vec![counted("offers", tables.offers.height())],
        BeyondReport::RecordingsByQueue
        | BeyondReport::RecordingsByDay
        | BeyondReport::RecordingsByOperator
        | BeyondReport::RecordingsTotal => {
            let all = RecordedSessions::new(tables)?.all();
            vec![
                counted(
                    "sessions",
                    usize::try_from(all.sessions).unwrap_or(usize::MAX),
                ),
                counted(
                    "recordings",
                    usize::try_from(all.recordings).unwrap_or(usize::MAX),
                ),
                summed("recorded_s", all.recorded_time.sum),
            ]
        }
        BeyondReport::StatesBySource => {
            let (count, sum) = values(&tables.states, "duration_us")?;
            let states = State::ALL.len();
            let mut wholes = vec![
                counted("sessions", tables.sessions.height() * states),
                counted("went_through", tables.states.height()),
            ];
            wholes.extend(number_and_sum("duration", count, sum));
            wholes
        }
        // Each row has its own threshold, so a sum over the rows means nothing.
        BeyondReport::ServiceLevelCurve | BeyondReport::Thresholds => Vec::new(),
    })
}

fn sum(column: &Int64Chunked) -> i128 {
    let mut sum = 0;
    each(column, |value| sum += i128::from(value.unwrap_or(0)));
    sum
}

fn number_and_sum(name: &str, count: usize, sum: i128) -> [RequiredTotal; 2] {
    [
        RequiredTotal {
            column: format!("{name}_n"),
            value: i128::try_from(count).unwrap_or(i128::MAX),
            is_rounded: false,
        },
        RequiredTotal {
            column: format!("{name}_sum"),
            value: milliseconds(sum, 1).into(),
            is_rounded: true,
        },
    ]
}

fn first<P: Copy + Default>(counts: &[P]) -> P {
    counts.first().copied().unwrap_or_default()
}

/// Whether the last row of a report is its total.
fn is_with_total(report: &str) -> bool {
    matches!(report, "service_levels" | "bridge")
}

fn column(table: &Table, name: &str) -> Option<Vec<i128>> {
    let values = table.frame.column(name).ok()?.i64().ok()?;
    let values = values.iter().map(|value| value.unwrap_or(0).into());
    Some(values.collect())
}

/// Checks that the parts add up to the whole in each row.
fn check_rows(table: &Table, whole: &str, parts: &[&str]) -> Result<u64, BrokenIdentity> {
    let Some(wholes) = column(table, whole) else {
        return Ok(0);
    };
    let parts: Vec<(&str, Vec<i128>)> = parts
        .iter()
        .filter_map(|part| Some((*part, column(table, part)?)))
        .collect();
    if parts.is_empty() {
        return Ok(0);
    }
    let mut checked = 0;
    for (row, &left) in wholes.iter().enumerate() {
        let right = parts.iter().map(|(_, values)| values[row]).sum();
        equal(&table.name, left, right, || {
            let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
            format!("`{whole}` of row {} (= {})", row + 1, names.join(" + "))
        })?;
        checked += 1;
    }
    Ok(checked)
}

impl RequiredTotal {
    /// Checks that the rows of a report add up to the total, and that its own total row, if any, is
    /// equal to it.
    fn check(&self, table: &Table, rows: usize) -> Result<u64, BrokenIdentity> {
        let Some(values) = column(table, &self.column) else {
            return Ok(0);
        };
        let (parts, total) = values.split_at(rows);
        let sum: i128 = parts.iter().sum();
        // Each row is off by at most half a thousandth, and so is the total.
        let slack = i128::try_from(rows / 2 + 1).unwrap_or(i128::MAX);
        if !self.is_rounded || (sum - self.value).abs() > slack {
            equal(&table.name, sum, self.value, || {
                format!("the sum of `{}` over the rows", self.column)
            })?;
        }
        for &total in total {
            equal(&table.name, total, self.value, || {
                format!("the total of `{}`", self.column)
            })?;
        }
        Ok(1)
    }
}

fn equal(
    report: &str,
    left: i128,
    right: i128,
    what: impl FnOnce() -> String,
) -> Result<(), BrokenIdentity> {
    if left == right {
        return Ok(());
    }
    Err(BrokenIdentity {
        report: report.to_owned(),
        what: what(),
        left,
        right,
    })
}

#[cfg(test)]
mod tests {
    use polars::prelude::{Column, NamedFrom, Series};

    use super::*;
    use crate::table::ColumnSpec;

    fn report(name: &str, columns: &[(&str, [i64; 2])]) -> Table {
        let specs = columns.iter().map(|(name, _)| ColumnSpec {
            name: (*name).to_owned(),
            kind: Kind::Count,
        });
        let series = columns
            .iter()
            .map(|(name, values)| Column::from(Series::new((*name).into(), values)));
        Table {
            name: name.to_owned(),
            columns: specs.collect(),
            frame: DataFrame::new(2, series.collect()).unwrap(),
        }
    }

    fn wholes(sessions: i128) -> Wholes {
        let whole = |column: &str, value, is_rounded| RequiredTotal {
            column: column.to_owned(),
            value,
            is_rounded,
        };
        Wholes {
            of_sessions: vec![
                whole("sessions", sessions, false),
                whole("acw_sum", 1000, true),
            ],
            of_tags: Vec::new(),
            of_levels: vec![whole("sessions", sessions, false)],
            beyond: vec![(BeyondReport::OfferOutcomes, whole("offers", 7, false))],
        }
    }

    const BRIDGE: Bridge = Bridge {
        handled_sessions: 9,
        joint: 1,
        transfers: 2,
        outbound: 3,
        not_answered: 1,
        not_joined: 2,
        answered: 4,
        direct: 1,
    };

    #[test]
    fn sums_that_hold_are_counted() {
        let by_queue = report("by_queue", &[("sessions", [3, 4]), ("acw_sum", [500, 501])]);
        let levels = report("service_levels", &[("sessions", [7, 7])]);
        assert_eq!(
            wholes(7).check(&[by_queue, levels], &[], None, &BRIDGE),
            Ok(4)
        );
    }

    #[test]
    fn a_contract_accounts_for_every_session_that_it_is_about() {
        let contract = |sessions| {
            report(
                "contract",
                &[
                    ("sessions", sessions),
                    ("denominator", [4, 1]),
                    ("excluded", [2, 0]),
                    ("outside_hours", [1, 0]),
                    ("not_counted", [0, 3]),
                ],
            )
        };
        let check = |sessions| wholes(0).check(&[], &[], Some(&contract(sessions)), &BRIDGE);
        assert_eq!(check([7, 4]), Ok(3));
        assert_eq!(
            check([7, 5]).unwrap_err().to_string(),
            "the reports do not add up: in `contract`, `sessions` of row 2 (= denominator + excluded + \
             outside_hours + not_counted) is 5, not 4"
        );
    }

    #[track_caller]
    fn check_broken(table: Table, bridge: &Bridge, message: &str) {
        let broken = wholes(7).check(&[table], &[], None, bridge).unwrap_err();
        assert_eq!(broken.to_string(), message);
    }

    #[test]
    fn each_kind_of_identity_is_told_when_it_is_broken() {
        check_broken(
            report("by_day", &[("sessions", [3, 3])]),
            &BRIDGE,
            "the reports do not add up: in `by_day`, the sum of `sessions` over the rows is 6, not 7",
        );
        check_broken(
            report("service_levels", &[("sessions", [7, 8])]),
            &BRIDGE,
            "the reports do not add up: in `service_levels`, the total of `sessions` is 8, not 7",
        );
        check_broken(
            report("by_queue", &[("acw_sum", [500, 503])]),
            &BRIDGE,
            "the reports do not add up: in `by_queue`, the sum of `acw_sum` over the rows is 1003, not 1000",
        );
        check_broken(
            report(
                "by_queue",
                &[
                    ("offered", [3, 4]),
                    ("answered", [1, 4]),
                    ("abandoned", [1, 0]),
                    ("short_abandoned", [0, 0]),
                    ("unanswered", [0, 0]),
                ],
            ),
            &BRIDGE,
            "the reports do not add up: in `by_queue`, `offered` of row 1 (= answered + abandoned + \
             short_abandoned + unanswered) is 3, not 2",
        );
        check_broken(
            report("by_queue", &[("sessions", [3, 4])]),
            &Bridge {
                transfers: 1,
                ..BRIDGE
            },
            "the reports do not add up: in `bridge`, what is left of the operators' handled sessions is 5, \
             not 4",
        );
    }
}
