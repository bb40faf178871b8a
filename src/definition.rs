//! What a column or metric is, in words.
//!
//! The registries of columns and metrics are made of these; `phasebook columns`, the README's
//! tables and explanations say nothing that is not in them.

use crate::table::{ColumnSpec, Kind};

/// The vendor's documentation that the phases' formulas are from.
pub const FAQ: &str = "Mluvii, Public API FAQ";

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
    pub formula: &'static str,
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
        #[must_use]
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
            formula: "",
            boundary: "",
            empty: "",
            source: "",
        }
    }

    setters! { population formula boundary empty source }

    /// For a writer.
    #[must_use]
    pub fn spec(&self) -> ColumnSpec {
        ColumnSpec {
            name: self.name.to_owned(),
            kind: self.kind,
        }
    }
}
