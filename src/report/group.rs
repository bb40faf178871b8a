//! Rows to groups, by polars: each row gets the number of its group, and the groups are numbered
//! in the order of the report.

use polars::prelude::{
    Column, DataFrame, GroupsIndicator, IdxCa, IdxSize, NamedFrom, NewChunkedArray, PolarsError,
    Series, SortMultipleOptions,
};

/// The groups of some rows.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    /// The group of each row.
    pub(super) of_row: Vec<u32>,
    /// The keys of each group, in the order of the report: empty first, then ascending.
    pub(super) keys: DataFrame,
}

impl Groups {
    /// Groups rows by their keys. Without keys there is one group, even without rows.
    pub(super) fn by(rows: usize, keys: Vec<Column>) -> Result<Self, PolarsError> {
        if keys.is_empty() {
            return Ok(Self {
                of_row: vec![0; rows],
                keys: DataFrame::empty_with_height(1),
            });
        }
        let names: Vec<_> = keys.iter().map(|key| key.name().clone()).collect();
        let frame = DataFrame::new(rows, keys.clone())?;
        let grouped = frame.group_by_with_series(keys, true, false)?;
        let groups = grouped.get_groups();
        let mut of_row = vec![0_u32; rows];
        let mut firsts: Vec<IdxSize> = Vec::with_capacity(groups.len());
        for (number, group) in (0_u32..).zip(groups.iter()) {
            firsts.push(group.first());
            match group {
                GroupsIndicator::Idx((_, members)) => {
                    for &row in members.iter() {
                        of_row[row as usize] = number;
                    }
                }
                GroupsIndicator::Slice([start, length]) => {
                    let start = start as usize;
                    of_row[start..start + length as usize].fill(number);
                }
            }
        }
        let mut keys = frame.take(&IdxCa::from_vec("first".into(), firsts))?;
        let numbers: Vec<u32> = (0..u32::try_from(keys.height()).unwrap_or(u32::MAX)).collect();
        keys.with_column(Series::new(NUMBER.into(), numbers).into())?;
        let keys = keys.sort(names, SortMultipleOptions::default())?;
        let mut rank = vec![0_u32; keys.height()];
        let numbers = keys.column(NUMBER)?.u32()?;
        for (place, number) in (0_u32..).zip(numbers.iter()) {
            if let Some(slot) = number.and_then(|number| rank.get_mut(number as usize)) {
                *slot = place;
            }
        }
        for number in &mut of_row {
            *number = rank[*number as usize];
        }
        Ok(Self {
            of_row,
            keys: keys.drop(NUMBER)?,
        })
    }

    /// Keeps the groups with the most rows, between equals the earlier ones; the others become one group
    /// without keys at the end. The number that each group has now.
    pub(super) fn keep_largest(&mut self, count: usize) -> Result<Vec<u32>, PolarsError> {
        let mut sizes = vec![0_u64; self.len()];
        for &group in &self.of_row {
            sizes[group as usize] += 1;
        }
        let mut largest: Vec<usize> = (0..sizes.len()).collect();
        largest.sort_by_key(|&group| (std::cmp::Reverse(sizes[group]), group));
        largest.truncate(count);
        largest.sort_unstable();
        let other = u32::try_from(largest.len()).unwrap_or(u32::MAX);
        let mut places = vec![other; sizes.len()];
        let mut kept: Vec<Option<IdxSize>> = Vec::with_capacity(largest.len() + 1);
        for (place, &group) in (0_u32..).zip(&largest) {
            places[group] = place;
            kept.push(IdxSize::try_from(group).ok());
        }
        kept.push(None);
        let kept = IdxCa::from_iter_options("kept".into(), kept.into_iter());
        self.keys = self.keys.take(&kept)?;
        for group in &mut self.of_row {
            *group = places[*group as usize];
        }
        Ok(places)
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.keys.height()
    }
}

const NUMBER: &str = "group number";
