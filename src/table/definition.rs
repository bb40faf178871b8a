//! What a column or metric is, in words.
//!
//! The registries of columns and metrics are made of these; `phasebook columns`, the tables of
//! the guide and explanations say nothing that is not in them.

use crate::table::{ColumnSpec, Kind};

/// The vendor's documentation that the phases' formulas are from.
pub const FAQ: &str = "Mluvii, Public API FAQ";

/// How a column is computed. Explanations show the parts of a difference with their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// In words; empty where the meaning says it all.
    Words(&'static str),
    /// The time from a beginning to an end.
    Difference {
        end: &'static str,
        beginning: &'static str,
        /// The terms that are summed; empty if there is a single one.
        of: &'static str,
    },
}

impl Arithmetic {
    /// Whether there is nothing to say.
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

/// A column or metric. What need not be said is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name without a unit.
    pub name: &'static str,
    pub kind: Kind,
    /// What it is, in one sentence.
    pub meaning: &'static str,
    /// What it is counted or computed over.
    pub population: &'static str,
    /// How it is computed.
    pub formula: Arithmetic,
    /// What becomes of a value that lies exactly on a limit.
    pub boundary: &'static str,
    /// When it is empty.
    pub empty: &'static str,
    /// The rule's or value's source: a property of the API, or the vendor's documentation.
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

    /// With this `formula`.
    pub(crate) const fn formula(self, words: &'static str) -> Self {
        Self {
            formula: Arithmetic::Words(words),
            ..self
        }
    }

    /// With the formula `end - beginning`.
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

    /// With the formula `end - beginning`, summed.
    pub(crate) const fn sum_of_differences(self, [end, beginning, of]: [&'static str; 3]) -> Self {
        Self {
            formula: Arithmetic::Difference { end, beginning, of },
            ..self
        }
    }

    /// For a writer.
    pub fn spec(&self) -> ColumnSpec {
        ColumnSpec {
            name: self.name.to_owned(),
            kind: self.kind,
        }
    }
}
