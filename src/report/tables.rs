//! The fact tables as reports see them: without the visits of invites, limited to the rows that
//! pass the filters, and for reports by tag with one row for each tag of a session.

use std::collections::BTreeSet;

use polars::prelude::{
    BooleanChunked, Column, DataFrame, IdxCa, NamedFrom, NewChunkedArray, PolarsError, Series,
    StringChunked,
};

use super::dimension::{Clock, Dimension, TAGS};
use super::filter::UnknownValue;
use super::metric::MetricSource;
use super::team::{TEAM, add_teams};
use crate::fact::Facts;
use crate::model::TAG_SEPARATOR;
use crate::names::Names;
use crate::report::ReportPlan;
use crate::settings::FactPlan;

/// The fact tables as reports see them. Frames share their columns, so a copy costs next to
/// nothing.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    /// The sessions that are counted.
    pub(super) sessions: DataFrame,
    pub(super) operators: DataFrame,
    /// The visits without those of invites.
    pub(super) visits: DataFrame,
    pub(super) offers: DataFrame,
    pub(super) states: DataFrame,
    pub(super) downloads: DataFrame,
    pub(super) stints: DataFrame,
    pub(super) stint_days: DataFrame,
    /// All sessions, counted or not, in the order of `session_row`.
    pub(super) all: DataFrame,
    /// The index in `all` of each counted session; `None` if it is the same.
    counted: Option<Vec<u32>>,
    /// The index in the fact table of each row in `all`; `None` if it is the same.
    origin: Option<Vec<u32>>,
    /// Values that the filters name and that do not occur.
    pub(super) unknown: Vec<UnknownValue>,
}

impl Tables {
    /// The rows that pass the plan's filters.
    pub(super) fn new(
        fact_plan: &FactPlan,
        plan: &ReportPlan,
        facts: &Facts,
        names: &Names,
    ) -> Result<Self, PolarsError> {
        let visits = &facts.queue_visits.frame;
        let visits = match visits.column("invite") {
            Ok(invite) => {
                let waiting: BooleanChunked = !invite.bool()?.clone();
                visits.filter(&waiting)?
            }
            Err(_) => visits.clone(),
        };
        Self::with_visits(fact_plan, plan, facts, visits, names)
    }

    /// Like [`Self::new`], with these rows of `queue_visits`.
    fn with_visits(
        fact_plan: &FactPlan,
        plan: &ReportPlan,
        facts: &Facts,
        visits: DataFrame,
        names: &Names,
    ) -> Result<Self, PolarsError> {
        let mut all = facts.sessions.frame.clone();
        let mut operators = facts.session_operators.frame.clone();
        let mut offers = facts.offers.frame.clone();
        let mut stints = facts.stints.frame.clone();
        let mut stint_days = facts.stint_days.frame.clone();
        let filtered = plan.filters.iter().map(|filter| &filter.dimension);
        let mut dimensions = plan.groupings.iter().flatten().chain(filtered);
        if dimensions.any(|dimension| *dimension == Dimension::Team) {
            add_teams(&mut all, &fact_plan.teams, "owner_id")?;
            for frame in [&mut operators, &mut offers, &mut stints, &mut stint_days] {
                add_teams(frame, &fact_plan.teams, "user_id")?;
            }
        }
        let mut tables = Self {
            sessions: all.clone(),
            operators,
            visits,
            offers,
            states: facts.states.frame.clone(),
            downloads: facts.downloads.frame.clone(),
            stints,
            stint_days,
            all,
            counted: None,
            origin: None,
            unknown: Vec::new(),
        };
        if !plan.filters.is_empty() {
            tables.keep(fact_plan, plan, names)?;
        }
        Ok(tables)
    }

    pub(super) fn frame(&self, source: MetricSource) -> &DataFrame {
        match source {
            MetricSource::Sessions => &self.sessions,
            MetricSource::Operators => &self.operators,
            MetricSource::Visits => &self.visits,
        }
    }

    /// The index in `all` of a counted session.
    pub(super) fn row_in_all(&self, session: usize) -> usize {
        at(self.counted.as_deref(), session)
    }

    /// The index in the fact table of a row in `all`.
    pub(super) fn origin(&self, row: usize) -> usize {
        at(self.origin.as_deref(), row)
    }

    /// The number of sessions that the filters left out.
    pub(super) fn left_out(&self) -> usize {
        self.all.height() - self.sessions.height()
    }

    /// Removes the rows that do not pass the filters.
    fn keep(
        &mut self,
        fact_plan: &FactPlan,
        plan: &ReportPlan,
        names: &Names,
    ) -> Result<(), PolarsError> {
        let clock = Clock::new(fact_plan, plan);
        let mut sessions = vec![true; self.all.height()];
        let mut unknown = Vec::new();
        let mut others: Vec<PartRows<'_>> = [
            (FactPart::Operators, &mut self.operators),
            (FactPart::Visits, &mut self.visits),
            (FactPart::Offers, &mut self.offers),
            (FactPart::States, &mut self.states),
            (FactPart::Downloads, &mut self.downloads),
            (FactPart::Stints, &mut self.stints),
            (FactPart::StintDays, &mut self.stint_days),
        ]
        .into_iter()
        .filter_map(|(part, frame)| PartRows::new(part, frame).transpose())
        .collect::<Result<_, _>>()?;
        for filter in &plan.filters {
            let dimension = filter.dimension;
            let texts = |key: &Column| dimension.texts(key, plan.queue_by, names);
            let mut seen = BTreeSet::new();
            let key = dimension.key(&self.all, plan.queue_by, &clock)?;
            let passing = filter.passing(key, texts, &mut seen)?;
            for rows in &mut others {
                let own = if let Some(own) = dimension.own(rows.part, rows.frame) {
                    filter.passing(own, texts, &mut seen)?
                } else {
                    let sessions = rows.sessions.iter();
                    sessions.map(|&row| passing[row as usize]).collect()
                };
                meet(&mut rows.pass, &own);
            }
            meet(&mut sessions, &passing);
            unknown.extend(filter.unknown(&seen));
        }
        for rows in others {
            *rows.frame = rows.frame.filter(&mask(&rows.pass))?;
        }
        self.unknown = unknown;
        let counted = (0_u32..).zip(&sessions).filter(|(_, passes)| **passes);
        self.counted = Some(counted.map(|(row, _)| row).collect());
        self.sessions = self.all.filter(&mask(&sessions))?;
        Ok(())
    }

    /// The tables with one row for each tag of a session, and one row for a session without tags;
    /// the same for operators and visits.
    pub(super) fn by_tag(&self) -> Result<Self, PolarsError> {
        let tags = self.all.column(TAGS)?.str()?;
        let mut origin: Vec<u32> = Vec::with_capacity(tags.len());
        let mut single: Vec<Option<&str>> = Vec::with_capacity(tags.len());
        // The rows of each session in the new table.
        let mut rows: Vec<std::ops::Range<u32>> = Vec::with_capacity(tags.len());
        for (session, tags) in (0_u32..).zip(tags.iter()) {
            let start = u32::try_from(origin.len()).unwrap_or(u32::MAX);
            match tags {
                Some(tags) => single.extend(tags.split(TAG_SEPARATOR).map(Some)),
                None => single.push(None),
            }
            origin.resize(single.len(), session);
            rows.push(start..u32::try_from(origin.len()).unwrap_or(u32::MAX));
        }
        let mut all = take(&self.all, &origin)?;
        let single: StringChunked = single.into_iter().collect();
        all.with_column(Column::from(Series::from(single)).with_name(TAGS.into()))?;
        let counted: Vec<u32> = (0..self.sessions.height())
            .flat_map(|session| rows[self.row_in_all(session)].clone())
            .collect();
        let spread = |frame: &DataFrame| -> Result<DataFrame, PolarsError> {
            let Some(sessions) = session_rows(frame)? else {
                return Ok(frame.clone());
            };
            let spread = (0_u32..).zip(&sessions);
            let (from, session): (Vec<u32>, Vec<i64>) = spread
                .flat_map(|(row, &session)| {
                    let of_tags = rows[session as usize].clone();
                    of_tags.map(move |tag| (row, i64::from(tag)))
                })
                .unzip();
            let mut spread = take(frame, &from)?;
            spread.with_column(Series::new(SESSION_ROW.into(), session).into())?;
            Ok(spread)
        };
        Ok(Self {
            sessions: take(&all, &counted)?,
            operators: spread(&self.operators)?,
            visits: spread(&self.visits)?,
            // No report by tag uses these tables.
            offers: DataFrame::default(),
            states: DataFrame::default(),
            downloads: DataFrame::default(),
            stints: DataFrame::default(),
            stint_days: DataFrame::default(),
            all,
            counted: Some(counted),
            origin: Some(origin),
            unknown: Vec::new(),
        })
    }
}

/// The fact tables with the rows that pass the plan's filters, which are the rows behind the
/// reports, and with the visits of invites.
pub fn passing_facts(
    fact_plan: &FactPlan,
    plan: &ReportPlan,
    facts: &Facts,
    names: &Names,
) -> Result<Facts, PolarsError> {
    let mut passing = facts.clone();
    if plan.filters.is_empty() {
        return Ok(passing);
    }
    let visits = facts.queue_visits.frame.clone();
    let tables = Tables::with_visits(fact_plan, plan, facts, visits, names)?;
    for (table, mut frame) in [
        (&mut passing.sessions, tables.sessions),
        (&mut passing.session_operators, tables.operators),
        (&mut passing.queue_visits, tables.visits),
        (&mut passing.offers, tables.offers),
        (&mut passing.states, tables.states),
        (&mut passing.downloads, tables.downloads),
    ] {
        // Files are written row by row, which is slow across several chunks.
        frame.rechunk_mut_par();
        table.frame = frame;
    }
    Ok(passing)
}

/// A fact table other than `sessions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FactPart {
    Operators,
    Visits,
    Offers,
    States,
    Downloads,
    Stints,
    StintDays,
}

impl FactPart {
    /// Whether the rows of the table have operators of their own.
    const fn is_of_operators(self) -> bool {
        match self {
            Self::Operators | Self::Offers | Self::Stints | Self::StintDays => true,
            Self::Visits | Self::States | Self::Downloads => false,
        }
    }
}

/// The rows of a table other than `sessions`.
struct PartRows<'a> {
    part: FactPart,
    frame: &'a mut DataFrame,
    /// The session of each row.
    sessions: Vec<u32>,
    /// Whether each row passes.
    pass: Vec<bool>,
}

impl<'a> PartRows<'a> {
    /// The rows of a table; `None` if no report uses the table.
    fn new(part: FactPart, frame: &'a mut DataFrame) -> Result<Option<Self>, PolarsError> {
        Ok(session_rows(frame)?.map(|sessions| Self {
            part,
            pass: vec![true; sessions.len()],
            sessions,
            frame,
        }))
    }
}

/// The column that links a row to its session.
const SESSION_ROW: &str = "session_row";

fn at(rows: Option<&[u32]>, row: usize) -> usize {
    rows.map_or(row, |rows| rows[row] as usize)
}

fn meet(rows: &mut [bool], others: &[bool]) {
    for (row, other) in rows.iter_mut().zip(others) {
        *row &= other;
    }
}

fn mask(rows: &[bool]) -> BooleanChunked {
    BooleanChunked::from_slice("passes".into(), rows)
}

fn take(frame: &DataFrame, rows: &[u32]) -> Result<DataFrame, PolarsError> {
    frame.take(&IdxCa::from_slice("rows".into(), rows))
}

/// The session of each row; `None` if the table was not selected.
pub(super) fn session_rows(frame: &DataFrame) -> Result<Option<Vec<u32>>, PolarsError> {
    let Ok(rows) = frame.column(SESSION_ROW) else {
        return Ok(None);
    };
    let rows = rows.i64()?.iter().flatten();
    Ok(Some(
        rows.map(|row| u32::try_from(row).unwrap_or(u32::MAX))
            .collect(),
    ))
}

impl Dimension {
    /// The column of the table's own operators, teams or queues; `None` for any other dimension, or
    /// if the table does not have the column.
    pub(super) fn own(self, part: FactPart, frame: &DataFrame) -> Option<Column> {
        let column = match (part, self) {
            (part, Self::Operator) if part.is_of_operators() => "user_id",
            (part, Self::Team) if part.is_of_operators() => TEAM,
            (FactPart::Visits | FactPart::Offers, Self::Queue) => "queue_id",
            _ => return None,
        };
        let own = frame.column(column).ok()?;
        Some(own.clone().with_name(self.name().into()))
    }
}
