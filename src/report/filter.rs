//! `--where`: the sessions, and the rows of operators and queues, that the reports count.
//!
//! A session passes if its own value passes. A row of an operator or a visit of a queue passes by
//! its own operator or queue, and by its session in every other dimension. So the rows of a
//! filtered report are also rows of the unfiltered report.

use std::collections::BTreeSet;

use polars::prelude::{Column, PolarsError};

use super::dimension::Dimension;
use super::group::Groups;
use crate::text::nearest::nearest;

/// A condition on one dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub dimension: Dimension,
    /// Whether rows with one of the values pass (`=`), or rows with none of them (`!=`).
    pub is_equal: bool,
    /// The values as reports show them: an id or a name where the dimension has ids, as a queue
    /// has; an empty text for a missing value.
    pub values: Vec<String>,
}

impl Filter {
    /// Adds a condition to others. Several values of one dimension are one condition.
    pub fn add(filters: &mut Vec<Self>, dimension: Dimension, is_equal: bool, value: String) {
        let known = filters
            .iter_mut()
            .find(|filter| filter.dimension == dimension && filter.is_equal == is_equal);
        match known {
            Some(filter) if filter.values.contains(&value) => {}
            Some(filter) => filter.values.push(value),
            None => filters.push(Self {
                dimension,
                is_equal,
                values: vec![value],
            }),
        }
    }

    /// The conditions as a user types them: `queue=Podpora`.
    pub fn typed(&self) -> Vec<String> {
        let sign = if self.is_equal { "=" } else { "!=" };
        let name = self.dimension.name();
        let values = self.values.iter();
        values.map(|value| format!("{name}{sign}{value}")).collect()
    }

    /// Whether each row passes by this key. The texts of all keys are added to `seen`.
    pub(super) fn passing(
        &self,
        key: Column,
        texts: impl Fn(&Column) -> Result<Vec<Vec<String>>, PolarsError>,
        seen: &mut BTreeSet<String>,
    ) -> Result<Vec<bool>, PolarsError> {
        let name = key.name().clone();
        let groups = Groups::by(key.len(), &[key])?;
        let mut passes = Vec::with_capacity(groups.len());
        for texts in texts(groups.keys.column(&name)?)? {
            let is_named = texts.iter().any(|text| self.values.contains(text));
            passes.push(is_named == self.is_equal);
            seen.extend(texts);
        }
        let of_row = groups.of_row.iter();
        Ok(of_row.map(|&group| passes[group as usize]).collect())
    }

    /// The filter's values that are not in `seen`.
    pub(super) fn unknown(&self, seen: &BTreeSet<String>) -> Vec<UnknownValue> {
        let named = self.values.iter();
        named
            .filter(|value| !value.is_empty() && !seen.contains(*value))
            .map(|value| UnknownValue {
                dimension: self.dimension,
                value: value.clone(),
                nearest: nearest(value, seen.iter().map(String::as_str)).map(str::to_owned),
            })
            .collect()
    }
}

/// A value of `--where` that does not occur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    pub dimension: Dimension,
    pub value: String,
    /// The most similar value that occurs.
    pub nearest: Option<String>,
}
