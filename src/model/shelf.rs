//! Many short lists, one behind the other in memory that they share.
//!
//! A dump of a million sessions holds two million lists of a few items: the events of a history, the stints of
//! a session. An allocation for each costs more than to read what is in it, and what is freed in such small
//! pieces the allocator rarely gives back. So lists are put on a [`Shelf`], board by board; a board goes when the
//! last [`Stretch`] of it does.

use std::fmt;
use std::ops::Deref;
use std::slice;
use std::sync::{Arc, OnceLock};

/// The items of many lists. They are there to be read once it is full, [`Shelf::close`]d or dropped.
type Board<T> = OnceLock<Vec<T>>;

/// Puts lists on boards.
#[derive(Debug)]
pub struct Shelf<T> {
    board: Arc<Board<T>>,
    /// What the board will hold.
    items: Vec<T>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            board: Arc::default(),
            items: Vec::new(),
        }
    }
}

impl<T> Shelf<T> {
    /// Bytes of a board: large enough that it counts for nothing how many there are, small enough that they go
    /// one by one.
    const BOARD: usize = 256 << 10;

    /// Puts a list on the shelf.
    pub fn put(&mut self, list: impl Iterator<Item = T>) -> Stretch<T> {
        let (length, _) = list.size_hint();
        let room = Self::BOARD / size_of::<T>().max(1);
        if self.items.len() + length > room {
            self.close();
        }
        if self.items.capacity() == 0 {
            self.items.reserve_exact(room.max(length));
        }
        let start = self.items.len();
        self.items.extend(list);
        let end = self.items.len();
        if start == end {
            return Stretch::default();
        }
        // A list of more than four thousand million items fits in no memory.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Stretch {
            board: Some(Arc::clone(&self.board)),
            start: place(start),
            end: place(end),
        }
    }

    /// Lets all lists that were put here be read.
    pub fn close(&mut self) {
        let mut items = std::mem::take(&mut self.items);
        if items.is_empty() {
            return;
        }
        items.shrink_to_fit();
        // It was not set before: each board is closed once.
        let _ = std::mem::take(&mut self.board).set(items);
    }
}

impl<T> Drop for Shelf<T> {
    fn drop(&mut self) {
        self.close();
    }
}

/// A list on a shelf.
pub struct Stretch<T> {
    board: Option<Arc<Board<T>>>,
    start: u32,
    end: u32,
}

impl<T> Deref for Stretch<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        let Some(board) = &self.board else {
            return &[];
        };
        let items = board.get();
        // In every build: lists that look empty would make figures that look right.
        assert!(items.is_some(), "the shelf is still open");
        items.map_or(&[], |items| &items[self.start as usize..self.end as usize])
    }
}

impl<T> Default for Stretch<T> {
    fn default() -> Self {
        Self {
            board: None,
            start: 0,
            end: 0,
        }
    }
}

impl<T> Clone for Stretch<T> {
    fn clone(&self) -> Self {
        Self {
            board: self.board.clone(),
            ..*self
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Stretch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T> IntoIterator for &'a Stretch<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_whichever_board_they_are_on() {
        let mut shelf = Shelf::default();
        let lists: Vec<Stretch<u64>> = (0..5_000)
            .map(|number| shelf.put((0..number % 90).map(|item| number * 1_000 + item)))
            .collect();
        drop(shelf);
        for (number, list) in (0..).zip(&lists) {
            let expected: Vec<u64> = (0..number % 90).map(|item| number * 1_000 + item).collect();
            assert_eq!(**list, *expected);
        }
    }

    #[test]
    fn a_list_may_be_longer_than_a_board() {
        let mut shelf = Shelf::default();
        let short = shelf.put([7_u64].into_iter());
        let long = shelf.put((0..100_000_u32).map(u64::from));
        shelf.close();
        assert_eq!(*short, [7]);
        assert_eq!(long.len(), 100_000);
    }

    /// It was an assertion of builds with checks alone: the optimised program would have counted nothing.
    #[test]
    #[should_panic(expected = "the shelf is still open")]
    fn a_list_is_not_read_before_its_shelf_is_closed() {
        let mut shelf = Shelf::default();
        let list = shelf.put([7_u64].into_iter());
        let _ = list.len();
    }

    #[test]
    fn a_board_goes_with_the_last_of_its_lists() {
        let mut shelf = Shelf::default();
        let first = shelf.put([1_u8, 2].into_iter());
        let second = shelf.put([3_u8].into_iter());
        shelf.close();
        let board = Arc::downgrade(first.board.as_ref().unwrap());
        drop(first);
        assert!(board.upgrade().is_some());
        drop(second);
        assert!(board.upgrade().is_none());
    }

    #[test]
    fn a_list_takes_no_more_room_than_a_box() {
        assert_eq!(size_of::<Stretch<u64>>(), size_of::<Box<[u64]>>());
    }
}
