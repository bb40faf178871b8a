//! Puts rows into groups: each row gets the number of its group, and the groups are numbered in the
//! order of the report.
//!
//! Each key is turned into small numbers that sort as the key does; the numbers of several keys are
//! combined into one. Polars' own grouping has to support any key, costs several times as much, and
//! would have to sort the groups afterwards.

use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::RandomState;
use polars::prelude::{
    ChunkedArray, Column, DataFrame, DataType, IdxCa, IdxSize, NamedFrom, NewChunkedArray,
    PolarsError, PolarsNumericType, Series,
};

use super::each::each;

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
    pub(super) fn by(rows: usize, keys: &[Column]) -> Result<Self, PolarsError> {
        let mut of_row = vec![0; rows];
        // For each key, the number of its value in each group.
        let mut numbers: Vec<Vec<u32>> = Vec::with_capacity(keys.len());
        let mut values: Vec<Column> = Vec::with_capacity(keys.len());
        for key in keys {
            let next = NumberedKey::new(key)?;
            if numbers.is_empty() {
                numbers.push((0_u32..).take(next.values.len()).collect());
                of_row = next.of_row;
            } else {
                let groups = numbers[0].len();
                let pairs = pair(&mut of_row, groups, &next.of_row, next.values.len());
                for known in &mut numbers {
                    *known = pairs
                        .iter()
                        .map(|&(group, _)| known[group as usize])
                        .collect();
                }
                numbers.push(pairs.into_iter().map(|(_, number)| number).collect());
            }
            values.push(next.values);
        }
        let Some(groups) = numbers.first().map(Vec::len) else {
            let keys = DataFrame::empty_with_height(1);
            return Ok(Self { of_row, keys });
        };
        let columns = values.iter().zip(&numbers);
        let columns = columns
            .map(|(values, numbers)| values.take(&IdxCa::from_slice("numbers".into(), numbers)));
        let columns = columns.collect::<Result<Vec<_>, PolarsError>>()?;
        Ok(Self {
            of_row,
            keys: DataFrame::new(groups, columns)?,
        })
    }

    /// Keeps the groups with the most rows; of equal groups, the earlier ones. The others become
    /// one group without keys at the end. Returns the new number of each group.
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

    /// The number of groups.
    pub(super) fn len(&self) -> usize {
        self.keys.height()
    }
}

/// A key as numbers from 0 on, without gaps. Equal values have equal numbers, and the numbers are
/// in the order of the report.
struct NumberedKey {
    of_row: Vec<u32>,
    /// The value of each number.
    values: Column,
}

impl NumberedKey {
    fn new(key: &Column) -> Result<Self, PolarsError> {
        let name = key.name().clone();
        let (of_row, values) = match key.dtype() {
            DataType::Int32 => {
                let (of_row, values) = integers(key.i32()?);
                let days = values
                    .into_iter()
                    .map(|day| day.and_then(|day| i32::try_from(day).ok()));
                (of_row, Series::new(name, days.collect::<Vec<_>>()))
            }
            DataType::Boolean => {
                let (of_row, values) = any(key.bool()?.iter());
                (of_row, Series::new(name, values))
            }
            DataType::String => {
                let (of_row, values) = any(key.str()?.iter());
                (of_row, Series::new(name, values))
            }
            _ => {
                let (of_row, values) = integers(key.i64()?);
                (of_row, Series::new(name, values))
            }
        };
        Ok(Self {
            of_row,
            values: values.into(),
        })
    }
}

/// Numbers values that can be compared; a missing value comes first.
fn any<V: Copy + Ord + Hash>(
    values: impl Iterator<Item = Option<V>>,
) -> (Vec<u32>, Vec<Option<V>>) {
    let mut met: HashMap<Option<V>, u32, RandomState> = HashMap::default();
    let of_row: Vec<u32> = values
        .map(|value| {
            let next = number(met.len());
            *met.entry(value).or_insert(next)
        })
        .collect();
    let mut in_order: Vec<(Option<V>, u32)> = met.into_iter().collect();
    in_order.sort_unstable();
    let mut place = vec![0; in_order.len()];
    for (now, (_, before)) in (0..).zip(&in_order) {
        place[*before as usize] = now;
    }
    let of_row = of_row.into_iter().map(|before| place[before as usize]);
    let values = in_order.into_iter().map(|(value, _)| value);
    (of_row.collect(), values.collect())
}

/// Numbers integers, which are mostly near each other: days, or the ids of a company's operators.
fn integers<T: PolarsNumericType<Native: Into<i64>>>(
    column: &ChunkedArray<T>,
) -> (Vec<u32>, Vec<Option<i64>>) {
    let mut bounds: Option<(i64, i64)> = None;
    each(column, |value| {
        if let Some(value) = value.map(Into::into) {
            let (least, greatest) = bounds.unwrap_or((value, value));
            bounds = Some((least.min(value), greatest.max(value)));
        }
    });
    let (least, greatest) = bounds.unwrap_or((0, 0));
    // Slot 0 stands for missing values.
    let Some(slots) = slots(greatest.abs_diff(least).saturating_add(2), column.len()) else {
        return any(column.iter().map(|value| value.map(Into::into)));
    };
    let mut of_row = Vec::with_capacity(column.len());
    each(column, |value| {
        let slot = value.map_or(0, |value| value.into().abs_diff(least) + 1);
        of_row.push(slot_number(slot));
    });
    let taken = renumber(&mut of_row, slots).into_iter();
    let values = taken.map(|slot| least.checked_add_unsigned(slot.checked_sub(1)?.into()));
    (of_row, values.collect())
}

/// Combines two numbers of each row into one. Returns the pair behind each new number, in order.
fn pair(of_row: &mut Vec<u32>, groups: usize, more: &[u32], values: usize) -> Vec<(u32, u32)> {
    let (groups, values) = (groups as u64, (values as u64).max(1));
    let slot_of = |group: u32, number: u32| u64::from(group) * values + u64::from(number);
    let taken: Vec<u64> = if let Some(slots) = slots(groups * values, of_row.len()) {
        for (group, &number) in of_row.iter_mut().zip(more) {
            *group = slot_number(slot_of(*group, number));
        }
        let taken = renumber(of_row, slots).into_iter();
        taken.map(u64::from).collect()
    } else {
        let pairs = of_row.iter().zip(more);
        let (numbers, taken) = any(pairs.map(|(&group, &number)| Some(slot_of(group, number))));
        *of_row = numbers;
        taken.into_iter().flatten().collect()
    };
    taken
        .into_iter()
        .map(|slot| (slot_number(slot / values), slot_number(slot % values)))
        .collect()
}

/// The number of slots, one for each of `count` possible numbers; `None` if that is far more than
/// there are rows.
fn slots(count: u64, rows: usize) -> Option<usize> {
    let most = (rows as u64).saturating_mul(4).max(1 << 12);
    let count = Some(count).filter(|&count| count <= most.min(u32::MAX.into()));
    count.and_then(|count| usize::try_from(count).ok())
}

/// Replaces the slots of the rows by numbers from 0 on, in order. Returns the slot behind each
/// number.
fn renumber(of_row: &mut [u32], slots: usize) -> Vec<u32> {
    let mut number_of = vec![0_u32; slots];
    for &slot in &*of_row {
        number_of[slot as usize] = 1;
    }
    let mut taken = Vec::new();
    for (slot, number_of) in (0_u32..).zip(&mut number_of) {
        if *number_of == 1 {
            *number_of = number(taken.len());
            taken.push(slot);
        }
    }
    for slot in of_row {
        *slot = number_of[*slot as usize];
    }
    taken
}

/// A slot as 32 bits; [`slots`] and the number of rows keep it in range.
fn slot_number(slot: u64) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
}

/// A group number as 32 bits; there are no more groups than rows.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use polars::prelude::Int64Chunked;

    use super::*;

    /// The keys of each row's group, and the groups in order.
    fn grouped(columns: &[Column], rows: usize) -> (Vec<String>, Vec<String>) {
        let groups = Groups::by(rows, columns).unwrap();
        let shown = |group: usize| {
            let cells = groups.keys.columns().iter();
            let cells = cells.map(|column| column.get(group).unwrap().to_string());
            cells.collect::<Vec<_>>().join(" ")
        };
        let of_rows = groups.of_row.iter().map(|&group| shown(group as usize));
        (of_rows.collect(), (0..groups.len()).map(shown).collect())
    }

    #[test]
    fn without_keys_there_is_one_group() {
        for rows in [0, 3] {
            let groups = Groups::by(rows, &[]).unwrap();
            assert_eq!((groups.len(), groups.of_row), (1, vec![0; rows]));
        }
    }

    #[test]
    fn groups_stand_in_the_order_of_their_keys_with_the_empty_ones_first() {
        let queue = Series::new("queue".into(), [Some(7_i64), None, Some(-2), Some(7)]);
        let channel = Series::new(
            "channel".into(),
            [Some("Phone"), Some("Chat"), None, Some("Chat")],
        );
        let (_, groups) = grouped(&[queue.into(), channel.into()], 4);
        assert_eq!(
            groups,
            ["null \"Chat\"", "-2 null", "7 \"Chat\"", "7 \"Phone\""]
        );
    }

    #[test]
    fn integers_far_from_each_other_are_grouped_as_well() {
        let far = [
            Some(i64::MAX),
            Some(i64::MIN),
            None,
            Some(0),
            Some(i64::MAX),
        ];
        let (of_row, values) = integers(&Int64Chunked::from_slice_options("it".into(), &far));
        assert_eq!(of_row, [3, 1, 0, 2, 3]);
        assert_eq!(values, [None, Some(i64::MIN), Some(0), Some(i64::MAX)]);
    }

    proptest::proptest! {
        #[test]
        fn each_row_is_in_the_group_of_its_keys(
            rows in proptest::collection::vec(
                (
                    proptest::option::of(-5_i64..5),
                    proptest::option::of(0_i32..3),
                    proptest::option::of(proptest::sample::select(vec!["", "a", "b", "ž"])),
                    proptest::option::of(proptest::bool::ANY),
                    proptest::option::of(proptest::sample::select(vec![i64::MIN, -1, 0, i64::MAX])),
                ),
                0..60,
            ),
        ) {
            let columns: [Column; 5] = [
                Series::new("a".into(), rows.iter().map(|row| row.0).collect::<Vec<_>>()).into(),
                Series::new("b".into(), rows.iter().map(|row| row.1).collect::<Vec<_>>()).into(),
                Series::new("c".into(), rows.iter().map(|row| row.2).collect::<Vec<_>>()).into(),
                Series::new("d".into(), rows.iter().map(|row| row.3).collect::<Vec<_>>()).into(),
                Series::new("e".into(), rows.iter().map(|row| row.4).collect::<Vec<_>>()).into(),
            ];
            let groups = Groups::by(rows.len(), &columns).unwrap();
            let mut expected = rows.clone();
            expected.sort_unstable();
            expected.dedup();
            proptest::prop_assert_eq!(groups.len(), expected.len());
            for (row, group) in rows.iter().zip(&groups.of_row) {
                proptest::prop_assert_eq!(row, &expected[*group as usize]);
            }
            for (place, column) in columns.iter().enumerate() {
                let of_groups = groups.keys.columns()[place].take(&IdxCa::from_slice("rows".into(), &groups.of_row));
                proptest::prop_assert!(of_groups.unwrap().equals_missing(column));
            }
        }
    }
}
