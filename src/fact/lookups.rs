//! Small tables beside the facts in folders: the names of ids, and the settings of queues and operators. Each covers
//! a whole tenant and is written once, with the ledger.

use polars::prelude::{Column, DataFrame, NamedFrom, PolarsError, Series};

use crate::model::api_enum::ApiEnum;
use crate::model::{DirectoryKind, Id};
use crate::names::Names;
use crate::settings::FactPlan;
use crate::table::definition::Definition;
use crate::table::{Kind, Table};

/// A small table beside the facts in folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupTable {
    /// The service levels that rules set for queues and channels, and the default.
    Levels,
    /// The names of everything that has an id.
    Names,
    /// The teams of operators.
    Teams,
}

const OFFERED: &str = "inbound offered sessions of the queue and channel";

const LEVELS: [Definition; 7] = [
    Definition::new(
        "queue_id",
        Kind::Id,
        "The entry queue that the level is of.",
    )
    .empty("it is of every queue without a row of its own"),
    Definition::new("queue", Kind::Text, "Its name.").empty("there is no queue_id"),
    Definition::new(
        "channel",
        Kind::Text,
        "The channel that the level is of; UNKNOWN stands for every value that the API does not declare.",
    )
    .empty("it is of every channel without a row of its own"),
    Definition::new(
        "threshold",
        Kind::Length,
        "How long a guest may wait for the answer.",
    )
    .population(OFFERED)
    .formula("as set; the row of queue and channel goes before that of the queue, this before that of the channel")
    .boundary("exactly the threshold is in time")
    .empty("never"),
    Definition::new(
        "short_abandon",
        Kind::Length,
        "The wait below which an abandoned session is a short abandon.",
    )
    .population(OFFERED)
    .formula("as set, like the threshold")
    .boundary("exactly the limit is no short abandon")
    .empty("never"),
    Definition::new(
        "target",
        Kind::Rate,
        "The share of sessions promised to be answered in time.",
    )
    .population(OFFERED)
    .formula("as set, like the threshold")
    .empty("never"),
    Definition::new("formula", Kind::Text, "The formula of the service level.").population(OFFERED),
];

const NAMES: [Definition; 3] = [
    Definition::new(
        "kind",
        Kind::Text,
        "What the id is of: operator, queue, department or campaign.",
    ),
    Definition::new("id", Kind::Id, "The id."),
    Definition::new(
        "name",
        Kind::Text,
        "Its name, as the reports have it. An id without a name has no row, and is shown as #id.",
    ),
];

const TEAMS: [Definition; 3] = [
    Definition::new("user_id", Kind::Id, "The operator."),
    Definition::new("operator", Kind::Text, "The operator's name."),
    Definition::new(
        "team",
        Kind::Text,
        "The operator's team, by `[teams]` of phasebook.toml.",
    ),
];

/// The kinds of ids, with their names in the columns of facts.
const KINDS: [(DirectoryKind, &str); 4] = [
    (DirectoryKind::Campaign, "campaign"),
    (DirectoryKind::Department, "department"),
    (DirectoryKind::User, "operator"),
    (DirectoryKind::Group, "queue"),
];

impl LookupTable {
    /// All lookup tables.
    pub const ALL: [Self; 3] = [Self::Levels, Self::Names, Self::Teams];

    /// The name of the table's folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Levels => "levels",
            Self::Names => "names",
            Self::Teams => "teams",
        }
    }

    /// The thing that one row describes.
    pub const fn grain(self) -> &'static str {
        match self {
            Self::Levels => {
                "a queue, a channel or both that have a service level of their own, and the default"
            }
            Self::Names => "an operator, a queue, a department or a campaign that has a name",
            Self::Teams => "an operator who is in a team",
        }
    }

    /// The columns, in order.
    pub const fn columns(self) -> &'static [Definition] {
        match self {
            Self::Levels => &LEVELS,
            Self::Names => &NAMES,
            Self::Teams => &TEAMS,
        }
    }

    /// The kind with this name in the table `names`; `None` for any other word.
    pub fn kind_of(word: &str) -> Option<DirectoryKind> {
        let mut kinds = KINDS.iter();
        kinds.find_map(|(kind, known)| (*known == word).then_some(*kind))
    }

    /// The table for a tenant with these names and settings.
    ///
    /// # Errors
    ///
    /// Fails if there is not enough memory.
    pub fn table(self, names: &Names, plan: &FactPlan) -> Result<Table, PolarsError> {
        let columns = match self {
            Self::Levels => levels(names, plan),
            Self::Names => all_names(names),
            Self::Teams => teams(names, plan),
        };
        let height = columns.first().map_or(0, |column| column.len());
        let specs: Vec<_> = self.columns().iter().map(Definition::spec).collect();
        let columns = specs.iter().zip(columns);
        let columns: Vec<Column> = columns
            .map(|(spec, column)| column.with_name(spec.frame_name().as_str().into()).into())
            .collect();
        Ok(Table {
            name: self.name().to_owned(),
            columns: specs,
            frame: DataFrame::new(height, columns)?,
        })
    }
}

fn levels(names: &Names, plan: &FactPlan) -> Vec<Series> {
    let rows = plan.service_levels.rows();
    let queue = |id: Id| names.name(DirectoryKind::Group, id).into_owned();
    let ids = rows.iter().map(|row| row.queue.map(Id::get));
    let queues = rows.iter().map(|row| row.queue.map(queue));
    let channels = rows.iter().map(|row| row.channel.map(ApiEnum::name));
    let threshold = rows.iter().map(|row| row.level.threshold.microseconds());
    let short = rows
        .iter()
        .map(|row| row.level.short_abandon.microseconds());
    let targets = rows.iter().map(|row| i64::from(row.level.target));
    let formulas = rows.iter().map(|row| row.level.formula.name());
    vec![
        Series::new("".into(), ids.collect::<Vec<Option<i64>>>()),
        Series::new("".into(), queues.collect::<Vec<Option<String>>>()),
        Series::new("".into(), channels.collect::<Vec<Option<&str>>>()),
        Series::new("".into(), threshold.collect::<Vec<i64>>()),
        Series::new("".into(), short.collect::<Vec<i64>>()),
        Series::new("".into(), targets.collect::<Vec<i64>>()),
        Series::new("".into(), formulas.collect::<Vec<&str>>()),
    ]
}

fn all_names(names: &Names) -> Vec<Series> {
    let mut rows: Vec<(&str, i64, &str)> = KINDS
        .iter()
        .flat_map(|(kind, word)| names.all(*kind).map(|(id, name)| (*word, id.get(), name)))
        .collect();
    rows.sort_unstable();
    vec![
        Series::new(
            "".into(),
            rows.iter().map(|row| row.0).collect::<Vec<&str>>(),
        ),
        Series::new(
            "".into(),
            rows.iter().map(|row| row.1).collect::<Vec<i64>>(),
        ),
        Series::new(
            "".into(),
            rows.iter().map(|row| row.2).collect::<Vec<&str>>(),
        ),
    ]
}

fn teams(names: &Names, plan: &FactPlan) -> Vec<Series> {
    let rows = plan.teams.all();
    let operator = |id: &Id| names.name(DirectoryKind::User, *id).into_owned();
    vec![
        Series::new(
            "".into(),
            rows.iter().map(|row| row.0.get()).collect::<Vec<i64>>(),
        ),
        Series::new(
            "".into(),
            rows.iter()
                .map(|row| operator(&row.0))
                .collect::<Vec<String>>(),
        ),
        Series::new(
            "".into(),
            rows.iter().map(|row| row.1).collect::<Vec<&str>>(),
        ),
    ]
}
