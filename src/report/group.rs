//! Rows to groups: each row gets the number of its group, and the groups are numbered in the order of the
//! report.
//!
//! Each key is turned into small numbers that sort as it does; those of several keys make one number. Grouping
//! by polars, which has to take any key, costs several times as much, and sorts the groups afterwards.

use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::RandomState;
use polars::prelude::{
    Column, DataFrame, DataType, IdxCa, IdxSize, NamedFrom, NewChunkedArray, PolarsError, Series,
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
    pub(super) fn by(rows: usize, keys: &[Column]) -> Result<Self, PolarsError> {
        let mut of_row = vec![0; rows];
        // Of each group, and key by key, the number of the value that it has.
        let mut numbers: Vec<Vec<u32>> = Vec::with_capacity(keys.len());
        let mut values: Vec<Column> = Vec::with_capacity(keys.len());
        for key in keys {
            let next = Numbered::of(key)?;
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

/// A key as numbers from 0 on, without gaps: equal values have equal ones, in the order of the report.
struct Numbered {
    of_row: Vec<u32>,
    /// The values by their numbers.
    values: Column,
}

impl Numbered {
    fn of(key: &Column) -> Result<Self, PolarsError> {
        let name = key.name().clone();
        let (of_row, values) = match key.dtype() {
            DataType::Int32 => {
                let days = key.i32()?;
                let (of_row, values) = integers(|| days.iter().map(|day| day.map(i64::from)));
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
                let numbers = key.i64()?;
                let (of_row, values) = integers(|| numbers.iter());
                (of_row, Series::new(name, values))
            }
        };
        Ok(Self {
            of_row,
            values: values.into(),
        })
    }
}

/// Numbers values that can be compared; a missing one comes first.
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

/// The same of integers, which mostly lie near each other: days, the ids of a company's operators.
fn integers<I: Iterator<Item = Option<i64>>>(
    values: impl Fn() -> I,
) -> (Vec<u32>, Vec<Option<i64>>) {
    let mut bounds: Option<(i64, i64)> = None;
    let mut rows = 0;
    values().for_each(|value| {
        rows += 1;
        if let Some(value) = value {
            let (least, greatest) = bounds.unwrap_or((value, value));
            bounds = Some((least.min(value), greatest.max(value)));
        }
    });
    let least = bounds.map_or(0, |(least, _)| least);
    let span = bounds.map_or(0, |(least, greatest)| greatest.abs_diff(least));
    let Some(slots) = Slots::of(span, rows) else {
        return any(values());
    };
    // Slot 0 is of missing values.
    let slot_of = |value: Option<i64>| value.map_or(0, |value| value.abs_diff(least) + 1);
    let (of_row, taken) = slots.number(values().map(slot_of));
    let values = taken.into_iter().map(|slot| {
        let distance = slot.checked_sub(1)?;
        least.checked_add_unsigned(distance)
    });
    (of_row, values.collect())
}

/// Makes of two numbers of each row one; the pairs behind the new numbers, in order.
fn pair(of_row: &mut [u32], groups: usize, more: &[u32], values: usize) -> Vec<(u32, u32)> {
    let values = (values as u64).max(1);
    let slot_of = |(&group, &number): (&u32, &u32)| u64::from(group) * values + u64::from(number);
    let slots_of_rows = of_row.iter().zip(more).map(slot_of);
    let (numbers, taken) = if let Some(slots) = Slots::of(groups as u64 * values, of_row.len()) {
        slots.number(slots_of_rows)
    } else {
        let (numbers, taken) = any(slots_of_rows.map(Some));
        (numbers, taken.into_iter().flatten().collect())
    };
    of_row.copy_from_slice(&numbers);
    let part = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    taken
        .into_iter()
        .map(|slot| (part(slot / values), part(slot % values)))
        .collect()
}

/// A slot for each number that there may be, where they are not many more than rows.
struct Slots(Vec<u32>);

impl Slots {
    /// Slots for the numbers up to this one and the next.
    fn of(greatest: u64, rows: usize) -> Option<Self> {
        let room = (rows as u64).saturating_mul(4).max(1 << 12);
        let slots = usize::try_from(greatest).ok()?.checked_add(2)?;
        (slots as u64 <= room).then(|| Self(vec![0; slots]))
    }

    /// Numbers the slots that rows are in, in order; the number of each row, and the slots.
    fn number(mut self, rows: impl Iterator<Item = u64>) -> (Vec<u32>, Vec<u64>) {
        let slots = &mut self.0;
        // No slot is beyond those that there are.
        let place = |slot: u64| usize::try_from(slot).unwrap_or(usize::MAX);
        let mut of_row: Vec<u32> = Vec::with_capacity(rows.size_hint().0);
        of_row.extend(rows.map(|slot| {
            slots[place(slot)] = 1;
            number(place(slot))
        }));
        let mut taken = Vec::new();
        for (slot, number_of) in (0_u64..).zip(slots.iter_mut()) {
            if *number_of == 1 {
                *number_of = number(taken.len());
                taken.push(slot);
            }
        }
        for row in &mut of_row {
            *row = slots[*row as usize];
        }
        (of_row, taken)
    }
}

/// A number of a group or slot, of which there are never as many as 32 bits can tell.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use polars::prelude::NamedFrom;

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
        let (of_row, values) = integers(|| far.into_iter());
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
