//! Many short lists in shared chunks of memory.
//!
//! A dump of a million sessions holds two million short lists: the events of a history, the stints of a
//! session. An allocation for each list costs more than reading its content, and the allocator rarely returns
//! such small pieces to the system. An [`Arena`] therefore stores the lists in chunks, and frees a chunk with
//! its last [`ArenaSlice`].

use std::fmt;
use std::ops::Deref;
use std::slice;
use std::sync::{Arc, OnceLock};

/// The items of many lists. They can be read once the chunk is full, or the arena is [closed](Arena::close)
/// or dropped.
type Chunk<T> = OnceLock<Vec<T>>;

/// Stores many short lists in large chunks.
#[derive(Debug)]
pub struct Arena<T> {
    chunk: Arc<Chunk<T>>,
    /// The items of the open chunk.
    items: Vec<T>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self {
            chunk: Arc::default(),
            items: Vec::new(),
        }
    }
}

impl<T> Arena<T> {
    /// Bytes per chunk: large enough that the number of chunks does not matter, small enough to free them one
    /// by one.
    const CHUNK: usize = 256 << 10;

    /// Adds a list.
    pub fn put(&mut self, list: impl Iterator<Item = T>) -> ArenaSlice<T> {
        let (length, _) = list.size_hint();
        let room = Self::CHUNK / size_of::<T>().max(1);
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
            return ArenaSlice::default();
        }
        // A list of more than 2^32 items does not fit in memory.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        ArenaSlice {
            chunk: Some(Arc::clone(&self.chunk)),
            start: place(start),
            end: place(end),
        }
    }

    /// Closes the open chunk. All lists can be read afterwards.
    pub fn close(&mut self) {
        let mut items = std::mem::take(&mut self.items);
        if items.is_empty() {
            return;
        }
        items.shrink_to_fit();
        // Each chunk is closed only once, so this cannot fail.
        let _ = std::mem::take(&mut self.chunk).set(items);
    }
}

impl<T> Drop for Arena<T> {
    fn drop(&mut self) {
        self.close();
    }
}

/// A list in an [`Arena`]. Reading it panics until its chunk is full, or the arena is [closed](Arena::close) or
/// dropped.
pub struct ArenaSlice<T> {
    chunk: Option<Arc<Chunk<T>>>,
    start: u32,
    end: u32,
}

impl<T> Deref for ArenaSlice<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        let Some(chunk) = &self.chunk else {
            return &[];
        };
        let items = chunk.get();
        // Checked in release builds too: lists that look empty would give plausible but wrong figures.
        assert!(items.is_some(), "the arena is still open");
        items.map_or(&[], |items| &items[self.start as usize..self.end as usize])
    }
}

impl<T> Default for ArenaSlice<T> {
    fn default() -> Self {
        Self {
            chunk: None,
            start: 0,
            end: 0,
        }
    }
}

impl<T> Clone for ArenaSlice<T> {
    fn clone(&self) -> Self {
        Self {
            chunk: self.chunk.clone(),
            ..*self
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for ArenaSlice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T> IntoIterator for &'a ArenaSlice<T> {
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
    fn lists_come_back_whichever_chunk_they_are_in() {
        let mut arena = Arena::default();
        let lists: Vec<ArenaSlice<u64>> = (0..5_000)
            .map(|number| arena.put((0..number % 90).map(|item| number * 1_000 + item)))
            .collect();
        drop(arena);
        for (number, list) in (0..).zip(&lists) {
            let expected: Vec<u64> = (0..number % 90).map(|item| number * 1_000 + item).collect();
            assert_eq!(**list, *expected);
        }
    }

    #[test]
    fn a_list_may_be_longer_than_a_chunk() {
        let mut arena = Arena::default();
        let short = arena.put([7_u64].into_iter());
        let long = arena.put((0..100_000_u32).map(u64::from));
        arena.close();
        assert_eq!(*short, [7]);
        assert_eq!(long.len(), 100_000);
    }

    /// A debug assertion is not enough: the optimised program would count nothing.
    #[test]
    #[should_panic(expected = "the arena is still open")]
    fn a_list_is_not_read_before_its_arena_is_closed() {
        let mut arena = Arena::default();
        let list = arena.put([7_u64].into_iter());
        let _ = list.len();
    }

    #[test]
    fn a_chunk_is_freed_with_the_last_of_its_lists() {
        let mut arena = Arena::default();
        let first = arena.put([1_u8, 2].into_iter());
        let second = arena.put([3_u8].into_iter());
        arena.close();
        let chunk = Arc::downgrade(first.chunk.as_ref().unwrap());
        drop(first);
        assert!(chunk.upgrade().is_some());
        drop(second);
        assert!(chunk.upgrade().is_none());
    }

    #[test]
    fn a_list_takes_no_more_room_than_a_box() {
        assert_eq!(size_of::<ArenaSlice<u64>>(), size_of::<Box<[u64]>>());
    }
}
