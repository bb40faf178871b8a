//! Blocks of a file's text, as they are handed from the worker that cuts to those that decode.

use std::io;

use super::super::cut::Step;
use super::super::open::TextStream;
use crate::json::index::Index;

/// A block of text with its structure and the items cut from it.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) buffer: Vec<u8>,
    pub(super) filled: usize,
    pub(super) index: Index,
    pub(super) steps: Vec<Step>,
    /// Bytes of the file's text before the buffer, and the line that it begins on.
    pub(super) base: u64,
    pub(super) first_line: u32,
}

impl Batch {
    /// Makes it ready for the beginning of a file.
    pub(super) fn reset(&mut self) {
        self.filled = 0;
        self.index.clear();
        self.steps.clear();
        self.base = 0;
        self.first_line = 1;
    }

    /// Goes on with what stands from `start` on, which begins on this line.
    pub(super) fn keep_from(&mut self, start: usize, first_line: u32) {
        self.buffer.copy_within(start..self.filled, 0);
        self.filled -= start;
        self.base += start as u64;
        self.first_line = first_line;
        self.index.clear();
        self.steps.clear();
    }

    /// Goes on, being fresh, with what stands from `start` on in another batch.
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

/// Fills the rest of a batch's buffer; whether the stream has ended.
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
