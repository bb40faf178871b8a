//! The reports beyond the default set: whole waits, flows between queues, the load of operators,
//! what became of offers, service levels by threshold, recordings, and the states of each source.
//!
//! These reports cost nothing unless they are asked for: the facts that only they need are computed
//! when their columns are selected. Each report has its own module with the definitions of its
//! columns.

mod curve;
mod flows;
mod lengths;
mod load;
mod offers;
mod recordings;
mod states;
mod waits;

pub(super) use curve::SECONDS as CURVE_SECONDS;
pub(super) use load::whole as whole_load;
pub(super) use recordings::RecordedSessions;
pub(super) use waits::measured;

use polars::prelude::{Column, IntoColumn, PolarsError, StringChunked};
use rayon::prelude::*;

use super::aggregate::integers;
use super::dimension::Dimension;
use super::metric::{Metric, ReportColumn};
use super::population::CountedSession;
use super::tables::Tables;
use crate::fact::{FactTable, Wanted};
use crate::model::{DirectoryKind, Id};
use crate::names::Names;
use crate::report::{QueueBy, ReportPlan};
use crate::service_level::Formula;
use crate::settings::FactPlan;
use crate::table::definition::Definition;
use crate::table::{ColumnSpec, Kind, Table};

/// A report beyond the FAQ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BeyondReport {
    WaitsByQueue,
    WaitsByDay,
    WaitsTotal,
    QueueFlows,
    OperatorLoad,
    OfferOutcomes,
    ServiceLevelCurve,
    Thresholds,
    RecordingsByQueue,
    RecordingsByDay,
    RecordingsByOperator,
    RecordingsTotal,
    StatesBySource,
}

/// The key columns of reports by entry queue. The dimension `queue` has columns of the same names,
/// but follows `--queue-by`.
const ENTRY_QUEUE: [Definition; 2] = [
    Definition::new(
        "queue_id",
        Kind::Id,
        "The entry queue, whatever --queue-by says.",
    )
    .empty("the session visited no queue"),
    Definition::new("queue", Kind::Text, "Its name."),
];

impl BeyondReport {
    /// All reports beyond the FAQ, in the order in which they are written.
    pub const ALL: [Self; 13] = [
        Self::WaitsByQueue,
        Self::WaitsByDay,
        Self::WaitsTotal,
        Self::QueueFlows,
        Self::OperatorLoad,
        Self::OfferOutcomes,
        Self::ServiceLevelCurve,
        Self::Thresholds,
        Self::RecordingsByQueue,
        Self::RecordingsByDay,
        Self::RecordingsByOperator,
        Self::RecordingsTotal,
        Self::StatesBySource,
    ];

    /// The reports about recordings.
    pub const RECORDINGS: [Self; 4] = [
        Self::RecordingsByQueue,
        Self::RecordingsByDay,
        Self::RecordingsByOperator,
        Self::RecordingsTotal,
    ];

    /// The reports, grouped by families that have the same columns.
    pub const FAMILIES: [&[Self]; 8] = [
        &[Self::WaitsByQueue, Self::WaitsByDay, Self::WaitsTotal],
        &[Self::QueueFlows],
        &[Self::OperatorLoad],
        &[Self::OfferOutcomes],
        &[Self::ServiceLevelCurve],
        &[Self::Thresholds],
        &Self::RECORDINGS,
        &[Self::StatesBySource],
    ];

    /// The name of the report's family.
    pub const fn family(self) -> &'static str {
        match self {
            Self::WaitsByQueue | Self::WaitsByDay | Self::WaitsTotal => "waits",
            Self::RecordingsByQueue
            | Self::RecordingsByDay
            | Self::RecordingsByOperator
            | Self::RecordingsTotal => "recordings",
            _ => self.name(),
        }
    }

    /// The name in settings and of the report's file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WaitsByQueue => "waits_by_queue",
            Self::WaitsByDay => "waits_by_day",
            Self::WaitsTotal => "waits_total",
            Self::QueueFlows => "queue_flows",
            Self::OperatorLoad => "operator_load",
            Self::OfferOutcomes => "offer_outcomes",
            Self::ServiceLevelCurve => "service_level_curve",
            Self::Thresholds => "thresholds",
            Self::RecordingsByQueue => "recordings_by_queue",
            Self::RecordingsByDay => "recordings_by_day",
            Self::RecordingsByOperator => "recordings_by_operator",
            Self::RecordingsTotal => "recordings_total",
            Self::StatesBySource => "states_by_source",
        }
    }

    /// The report of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.name() == name)
    }

    /// The dimension of a report of recordings; `Some(None)` for their total, `None` for any other
    /// report.
    pub fn recordings_dimension(self) -> Option<Option<Dimension>> {
        let is_one = Self::RECORDINGS.contains(&self);
        is_one.then(|| recordings::dimension(self))
    }

    /// The thing that one row describes.
    pub const fn grain(self) -> &'static str {
        match self {
            Self::WaitsByQueue | Self::RecordingsByQueue => "an entry queue",
            Self::WaitsByDay | Self::RecordingsByDay => "a day",
            Self::WaitsTotal => "all sessions",
            Self::QueueFlows => "a queue, how its visits ended, and where they went",
            Self::OperatorLoad => "an operator and a local day",
            Self::OfferOutcomes => "an operator and the queue of the offers",
            Self::ServiceLevelCurve => {
                "a queue, or at the end the total, and a threshold of 0 to 5, 10, 15 to 120, 150, \
                 180, 240, 300 and 600 seconds"
            }
            Self::Thresholds => "a queue, or at the end the total",
            Self::RecordingsByOperator => "an operator, the owner of the sessions",
            Self::RecordingsTotal => "all answered calls",
            Self::StatesBySource => "a session source and a state",
        }
    }

    /// The meaning of the report.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::WaitsByQueue | Self::WaitsByDay | Self::WaitsTotal => {
                "the whole wait of the guests, after forwards too: on offer to an operator, and with \
                 nobody asked; beside the FAQ's phases, with the sessions where they differ"
            }
            Self::QueueFlows => {
                "where visits of queues went, and how many guests were helped there in the end"
            }
            Self::OperatorLoad => "the time in sessions, and how many sessions at a time",
            Self::OfferOutcomes => "what became of offers, and how long operators took to answer",
            Self::ServiceLevelCurve => "the service level by each formula at other thresholds",
            Self::Thresholds => "the threshold at which the target would be reached",
            Self::RecordingsByQueue
            | Self::RecordingsByDay
            | Self::RecordingsByOperator
            | Self::RecordingsTotal => {
                "whether each answered call has its recording, and whether it can still be downloaded"
            }
            Self::StatesBySource => {
                "which states the sessions of a source go through, which they skip, and how long they stay"
            }
        }
    }

    /// The key columns.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::WaitsByQueue | Self::RecordingsByQueue => &["queue_id", "queue"],
            Self::WaitsByDay | Self::RecordingsByDay => &["day"],
            Self::WaitsTotal | Self::RecordingsTotal => &[],
            Self::QueueFlows => &[
                "from_queue_id",
                "from_queue",
                "kind",
                "to_queue_id",
                "to_queue",
            ],
            Self::OperatorLoad => &["operator_id", "operator", "day"],
            Self::OfferOutcomes => &["operator_id", "operator", "queue_id", "queue"],
            Self::ServiceLevelCurve => &["queue_id", "queue", "threshold_s"],
            Self::Thresholds => &["queue_id", "queue", "formula", "target"],
            Self::RecordingsByOperator => &["operator_id", "operator"],
            Self::StatesBySource => &["source", "state"],
        }
    }

    /// The definitions of the other columns, in order.
    pub fn definitions(self) -> Vec<ReportColumn> {
        match self {
            Self::WaitsByQueue | Self::WaitsByDay | Self::WaitsTotal => waits::definitions(),
            Self::QueueFlows => flows::definitions(),
            Self::OperatorLoad => load::definitions(),
            Self::OfferOutcomes => offers::definitions(),
            Self::ServiceLevelCurve => curve::curve_definitions(),
            Self::Thresholds => curve::threshold_definitions(),
            Self::RecordingsByQueue
            | Self::RecordingsByDay
            | Self::RecordingsByOperator
            | Self::RecordingsTotal => recordings::definitions(),
            Self::StatesBySource => states::definitions(),
        }
    }

    /// The definitions of key columns that differ from those of the dimension with the same name.
    pub fn key_definitions(self) -> Vec<ReportColumn> {
        let keys: &[Definition] = match self {
            Self::WaitsByQueue
            | Self::WaitsByDay
            | Self::WaitsTotal
            | Self::RecordingsByQueue
            | Self::RecordingsByDay
            | Self::RecordingsByOperator
            | Self::RecordingsTotal => &ENTRY_QUEUE,
            Self::QueueFlows => &flows::KEYS,
            Self::OperatorLoad => &load::KEYS,
            Self::OfferOutcomes => &offers::KEYS,
            Self::ServiceLevelCurve => &[curve::THRESHOLD],
            Self::Thresholds => &curve::KEYS,
            Self::StatesBySource => &states::KEYS,
        };
        keys.iter().map(ReportColumn::from_definition).collect()
    }

    /// Adds the columns of the facts that the report needs to `wanted`.
    pub(super) fn select(self, plan: &ReportPlan, wanted: &mut Wanted) {
        let mut add = |table: FactTable, columns: &[&'static str]| {
            wanted.push((table, columns.to_vec()));
        };
        match self {
            Self::WaitsByQueue => {
                add(FactTable::Sessions, &["entry_queue_id"]);
                add(FactTable::Sessions, &waits::COLUMNS);
            }
            Self::WaitsByDay => {
                add(FactTable::Sessions, &["day"]);
                add(FactTable::Sessions, &waits::COLUMNS);
            }
            Self::WaitsTotal => add(FactTable::Sessions, &waits::COLUMNS),
            Self::QueueFlows => add(FactTable::QueueVisits, &flows::COLUMNS),
            Self::OperatorLoad => {
                add(FactTable::StintDays, &load::COLUMNS);
                add(FactTable::Stints, &load::WHOLE_COLUMNS);
            }
            Self::OfferOutcomes => add(FactTable::Offers, &offers::COLUMNS),
            Self::ServiceLevelCurve | Self::Thresholds => {
                add(FactTable::Sessions, &[plan.queue_by.column()]);
            }
            Self::RecordingsByQueue
            | Self::RecordingsByDay
            | Self::RecordingsByOperator
            | Self::RecordingsTotal => {
                add(FactTable::Sessions, &recordings::SESSION_COLUMNS);
                if let Some(dimension) = recordings::dimension(self) {
                    add(FactTable::Sessions, &[dimension.source(QueueBy::Entry)]);
                }
                add(FactTable::Downloads, &recordings::COLUMNS);
            }
            Self::StatesBySource => {
                add(FactTable::Sessions, &states::SESSION_COLUMNS);
                add(FactTable::States, &states::COLUMNS);
            }
        }
    }
}

/// The input of the reports.
#[derive(Clone, Copy)]
pub(super) struct Material<'a> {
    pub(super) fact_plan: &'a FactPlan,
    pub(super) plan: &'a ReportPlan,
    pub(super) tables: &'a Tables,
    pub(super) counted: &'a [CountedSession],
    pub(super) names: &'a Names,
}

/// The reports of the plan, in the order of [`BeyondReport::ALL`].
pub(super) fn beyond(material: Material<'_>) -> Result<Vec<Table>, PolarsError> {
    let reports = material.plan.beyond.par_iter();
    reports
        .map(|report| match report {
            BeyondReport::WaitsByQueue | BeyondReport::WaitsByDay | BeyondReport::WaitsTotal => {
                waits::waits(material, *report)
            }
            BeyondReport::QueueFlows => flows::flows(material),
            BeyondReport::OperatorLoad => load::load(material),
            BeyondReport::OfferOutcomes => offers::offers(material),
            BeyondReport::ServiceLevelCurve => curve::curve(material),
            BeyondReport::Thresholds => curve::thresholds(material),
            BeyondReport::RecordingsByQueue
            | BeyondReport::RecordingsByDay
            | BeyondReport::RecordingsByOperator
            | BeyondReport::RecordingsTotal => recordings::recordings(material, *report),
            BeyondReport::StatesBySource => states::states(material),
        })
        .collect()
}

/// The columns of a table under construction.
type Columns = Vec<(ColumnSpec, Column)>;

/// Adds a column for each metric, with a figure for each row.
fn add_figures<R>(columns: &mut Columns, metrics: &[Metric<R>], rows: &[R]) {
    for metric in metrics {
        let figures = rows
            .iter()
            .map(|row| metric.figure(row, Formula::default()));
        columns.push(integers(metric.spec(), figures));
    }
}

/// Adds a column of ids and a column with their names.
fn add_named(
    columns: &mut Columns,
    prefix: &str,
    kind: DirectoryKind,
    ids: &[Option<i64>],
    names: &Names,
) {
    let texts: StringChunked = ids
        .iter()
        .map(|id| id.and_then(Id::new).map(|id| names.name(kind, id)))
        .collect();
    let id = ColumnSpec {
        name: format!("{prefix}_id"),
        kind: Kind::Id,
    };
    columns.push(integers(id, ids.iter().copied()));
    let spec = ColumnSpec {
        name: prefix.to_owned(),
        kind: Kind::Text,
    };
    let texts = texts.into_column().with_name(prefix.into());
    columns.push((spec, texts));
}
