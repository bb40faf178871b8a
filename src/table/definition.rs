//! The definition of a column or metric in words.
//!
//! The registries of columns and metrics consist of [`Definition`]s, which are constants. Reports and the
//! catalogue have [`ColumnDefinition`]s. `phasebook columns`, the tables of the guide and explanations derive
//! from these.

use serde::{Serialize, Serializer};

use crate::table::{ColumnSpec, Kind};

/// The vendor's document with the formulas of the phases.
pub const FAQ: &str = "Mluvii, Public API FAQ";

/// The computation of a column. Explanations show the operands of a difference with their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// A formula in words; empty if the meaning needs no formula.
    Words(&'static str),
    /// The time from `beginning` to `end`.
    Difference {
        end: &'static str,
        beginning: &'static str,
        /// The things over which the differences are summed; empty for a single difference.
        of: &'static str,
    },
}

impl Arithmetic {
    /// Whether there is no formula to show.
    pub const fn is_empty(self) -> bool {
        match self {
            Self::Words(words) => words.is_empty(),
            Self::Difference { .. } => false,
        }
    }
}

impl std::fmt::Display for Arithmetic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Difference {
                end,
                beginning,
                of: "",
            } => write!(f, "{end} - {beginning}"),
            Self::Difference { end, beginning, of } => {
                write!(f, "{end} - {beginning}, summed over {of}")
            }
        }
    }
}

/// The definition of a column or metric in a registry, a constant. Parts that are not needed are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name without a unit.
    pub name: &'static str,
    pub kind: Kind,
    /// The meaning in one sentence.
    pub meaning: &'static str,
    /// The things that the column is counted or computed over.
    pub population: &'static str,
    /// The computation of the column.
    pub formula: Arithmetic,
    /// The rule for a value exactly on a limit.
    pub boundary: &'static str,
    /// When the value is empty.
    pub empty: &'static str,
    /// The source of the rule or value: a property of the API, or the vendor's documentation.
    pub source: &'static str,
}

macro_rules! setters {
    ($($name:ident)+) => {
        $(#[doc = concat!("With this `", stringify!($name), "`.")]
        pub(crate) const fn $name(self, text: &'static str) -> Self {
            Self { $name: text, ..self }
        })+
    };
}

impl Definition {
    pub(crate) const fn new(name: &'static str, kind: Kind, meaning: &'static str) -> Self {
        Self {
            name,
            kind,
            meaning,
            population: "",
            formula: Arithmetic::Words(""),
            boundary: "",
            empty: "",
            source: "",
        }
    }

    setters! { population boundary empty source }

    /// Adds a formula in words.
    pub(crate) const fn formula(self, words: &'static str) -> Self {
        Self {
            formula: Arithmetic::Words(words),
            ..self
        }
    }

    /// Adds the formula `end - beginning`.
    pub(crate) const fn difference(self, [end, beginning]: [&'static str; 2]) -> Self {
        Self {
            formula: Arithmetic::Difference {
                end,
                beginning,
                of: "",
            },
            ..self
        }
    }

    /// Adds the formula `end - beginning`, summed over `of`.
    pub(crate) const fn sum_of_differences(self, [end, beginning, of]: [&'static str; 3]) -> Self {
        Self {
            formula: Arithmetic::Difference { end, beginning, of },
            ..self
        }
    }

    /// The column's name and kind, as writers need them.
    pub fn spec(&self) -> ColumnSpec {
        ColumnSpec {
            name: self.name.to_owned(),
            kind: self.kind,
        }
    }
}

/// The definition of a column that a report or a table has. It differs from a [`Definition`] in that its texts
/// may be composed: those of a statistic from the texts of its duration, those of a service level from its
/// formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnDefinition {
    /// In JSON only the unit. The column's name stands beside the definition, as in files.
    #[serde(rename = "unit", serialize_with = "serialize_unit")]
    pub spec: ColumnSpec,
    pub meaning: String,
    pub population: &'static str,
    pub formula: String,
    pub boundary: &'static str,
    pub empty: String,
    pub source: &'static str,
}

impl ColumnDefinition {
    /// The parts after the meaning that are not empty, each with its name.
    pub fn parts(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("population", self.population),
            ("formula", self.formula.as_str()),
            ("limits", self.boundary),
            ("empty if", self.empty.as_str()),
            ("source", self.source),
        ];
        all.into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect()
    }

    /// Whether both definitions have the same texts, whatever their columns are called.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.meaning == other.meaning && self.parts() == other.parts()
    }
}

impl From<&Definition> for ColumnDefinition {
    fn from(definition: &Definition) -> Self {
        Self {
            spec: definition.spec(),
            meaning: definition.meaning.to_owned(),
            population: definition.population,
            formula: definition.formula.to_string(),
            boundary: definition.boundary,
            empty: definition.empty.to_owned(),
            source: definition.source,
        }
    }
}

fn serialize_unit<S: Serializer>(spec: &ColumnSpec, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(spec.kind.unit())
}
