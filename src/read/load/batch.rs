//! Blocks of a file's text, passed from the worker that cuts to the workers that decode.

use std::io;

use super::super::cut::Step;
use super::super::open::TextStream;
use crate::json::index::Index;

/// A block of text with its index and the items in it.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) buffer: Vec<u8>,
    pub(super) filled: usize,
    pub(super) index: Index,
    pub(super) steps: Vec<Step>,
    /// The number of bytes of the file's text before the buffer, and the line on which the buffer begins.
    pub(super) base: u64,
    pub(super) first_line: u32,
}

impl Batch {
    /// Prepares the batch for the beginning of a file.
    pub(super) fn reset(&mut self) {
        self.filled = 0;
        self.index.clear();
        self.steps.clear();
        self.base = 0;
        self.first_line = 1;
    }

    /// Keeps the bytes from `start` on, which begin on `first_line`.
    pub(super) fn keep_from(&mut self, start: usize, first_line: u32) {
        self.buffer.copy_within(start..self.filled, 0);
        self.filled -= start;
        self.base += start as u64;
        self.first_line = first_line;
        self.index.clear();
        self.steps.clear();
    }

    /// Copies the bytes from `start` on from another batch into this empty one.
    pub(super) fn take_rest(&mut self, other: &Self, start: usize, first_line: u32) {
        let rest = &other.window()[start..];
        if self.buffer.len() < rest.len() {
            self.buffer.resize(rest.len(), 0);
        }
        self.buffer[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
        self.base = other.base + start as u64;
        self.first_line = first_line;
    }

    pub(super) fn window(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }
}

/// Fills the rest of a batch's buffer; returns whether the stream has ended.
pub(super) fn fill(stream: &mut dyn TextStream, batch: &mut Batch) -> io::Result<bool> {
    while batch.filled < batch.buffer.len() {
        match stream.read(&mut batch.buffer[batch.filled..]) {
            Ok(0) => return Ok(true),
            Ok(count) => batch.filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}
