//! Reads the text of one file: one worker cuts it into batches, and all workers decode them.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::super::cut::{Cutter, Indexed, Step};
use super::super::decode::{Decoder, FilePart, Text};
use super::super::open::{Limited, Prefixed, TextStream};
use super::super::packing::{Packing, is_tar, is_zip};
use super::super::recode::{Recoded, detect};
use super::super::unpack::unpack;
use super::batch::{Batch, fill};
use super::begin::{Begin, RestOfText, before_the_first_value, begin};
use super::reading::FileReading;
use super::{Content, Loader, lock};
use crate::ledger::{Code, Problems};

/// The results of the batches of one file so far.
#[derive(Default)]
struct Parts {
    /// The part of each batch, with the batch's offset in the file.
    pieces: Vec<(u64, FilePart)>,
    /// The faults of all batches together, since a list for each would take too much memory.
    faults: Problems,
}

/// A place in the queue of waiting batches; dropping it frees the place.
struct Turn<'a>(&'a AtomicUsize);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Loader<'_> {
    /// Bytes of a block: large enough to make a batch worth passing on, small enough to stay in the caches.
    pub(super) const BLOCK: usize = 256 << 10;
    /// A batch with a larger buffer is decoded at once.
    const GIANT: usize = 16 << 20;
    /// The number of batches that may wait for each worker that does not cut a file.
    const BATCHES: usize = 4;

    /// Reads the content of one file, packed or not. After the first bytes, an error counts as the text being
    /// cut short.
    pub(super) fn text(&self, file: u32, stream: &mut dyn TextStream) -> io::Result<Content> {
        let mut batch = self.take_batch();
        let is_end = fill(stream, &mut batch)?;
        if is_zip(batch.window()) {
            self.give_batch(batch);
            return Ok(Content::Archive);
        }
        let packing = Packing::detect(batch.window());
        if packing == Packing::Plain {
            return self.unpacked(file, stream, batch, is_end);
        }
        let mut packed = Prefixed::new(batch.window().to_vec(), stream);
        unpack(&mut packed, packing, |stream| {
            let limit = self.limits.expanded;
            let mut stream = Limited::new(stream, limit.0, limit);
            batch.filled = 0;
            let is_end = fill(&mut stream, &mut batch)?;
            self.unpacked(file, &mut stream, batch, is_end)
        })
    }

    /// Like [`Self::text`], for unpacked bytes, the first of which are in the batch.
    fn unpacked(
        &self,
        file: u32,
        stream: &mut dyn TextStream,
        mut batch: Batch,
        is_end: bool,
    ) -> io::Result<Content> {
        if is_tar(batch.window()) {
            self.give_batch(batch);
            return Ok(Content::Archive);
        }
        let (other, mark) = detect(batch.window(), self.texts.encoding);
        let Some(other) = other else {
            let reading = self.cut(file, stream, batch, mark, is_end);
            return Ok(Content::Text(Box::new(reading)));
        };
        let mut whole = Prefixed::new(batch.window()[mark..].to_vec(), stream);
        let mut stream = Recoded::new(&mut whole, other);
        batch.filled = 0;
        let is_end = fill(&mut stream, &mut batch)?;
        let reading = self.cut(file, &mut stream, batch, 0, is_end);
        Ok(Content::Text(Box::new(reading)))
    }

    fn cut(
        &self,
        file: u32,
        stream: &mut dyn TextStream,
        mut batch: Batch,
        mark: usize,
        mut is_end: bool,
    ) -> FileReading {
        let mut error = None;
        let parts: Mutex<Parts> = Mutex::default();
        let mut source = RestOfText {
            stream,
            is_end: &mut is_end,
            error: &mut error,
        };
        let begin = begin(&mut source, &mut batch, mark);
        if let Begin::Behind { line } = begin {
            lock(&parts).faults.push(before_the_first_value(file, line));
        }
        if begin == Begin::Nowhere {
            self.give_batch(batch);
            return FileReading::nothing(cut_short(stream, error));
        }
        let mut cutter = Cutter::beginning_on(batch.first_line, self.longest());
        if begin == Begin::AtOnce && batch.base == 0 {
            cutter.skip(mark);
        }
        self.cutting.fetch_add(1, Ordering::Relaxed);
        rayon::in_place_scope(|scope| {
            loop {
                let window = &batch.buffer[..batch.filled];
                if !cutter.steps(window, &mut batch.index, is_end, &mut batch.steps) {
                    self.decode(file, &batch, &parts);
                    batch.steps.clear();
                    continue;
                }
                if is_end {
                    self.decode(file, &batch, &parts);
                    break;
                }
                self.advance(scope, file, &mut cutter, &mut batch, &parts);
                match fill(stream, &mut batch) {
                    Ok(end) => is_end = end,
                    Err(failed) => {
                        error = Some(failed.to_string());
                        is_end = true;
                    }
                }
            }
            self.cutting.fetch_sub(1, Ordering::Relaxed);
        });
        let length = batch.base + batch.filled as u64;
        self.give_batch(batch);
        let cut_short = cut_short(stream, error);
        FileReading::new(&cutter, join_parts(parts), length, cut_short)
    }

    /// Makes room for more text: passes the cut items on and keeps the rest.
    fn advance<'s>(
        &'s self,
        scope: &rayon::Scope<'s>,
        file: u32,
        cutter: &mut Cutter,
        batch: &mut Batch,
        parts: &'s Mutex<Parts>,
    ) {
        let consumed = cutter.consumed();
        if consumed == 0 {
            // One value fills the buffer, which grows in place so that no byte is scanned twice.
            let room = self.room(batch.filled);
            batch.buffer.resize(room, 0);
            return;
        }
        let text = Indexed {
            window: batch.window(),
            index: &batch.index,
        };
        cutter.discard(text, consumed);
        let first_line = cutter.first_line();
        let turn = self.turn_to_wait(batch);
        if turn.is_none() {
            self.decode(file, batch, parts);
        }
        // A buffer that has grown for a huge value is not reused.
        if turn.is_none() && batch.buffer.len() == self.block {
            batch.keep_from(consumed, first_line);
            self.make_room(batch);
            return;
        }
        let mut next = self.take_batch();
        next.take_rest(batch, consumed, first_line);
        self.make_room(&mut next);
        let done = std::mem::replace(batch, next);
        if let Some(turn) = turn {
            scope.spawn(move |_| {
                self.decode(file, &done, parts);
                drop(turn);
                self.give_batch(done);
            });
        }
    }

    /// The most bytes of a value that is read.
    fn longest(&self) -> usize {
        usize::try_from(self.limits.record.0).unwrap_or(usize::MAX)
    }

    /// Enlarges the buffer if the rest of the text fills much of it.
    fn make_room(&self, batch: &mut Batch) {
        if batch.buffer.len() < batch.filled * 2 {
            batch.buffer.resize(self.room(batch.filled), 0);
        }
    }

    /// The room for a value of which `known` bytes are read: twice as much, limited by the largest value
    /// allowed.
    fn room(&self, known: usize) -> usize {
        let most = self.longest().saturating_add(1);
        (known * 2).min(most).max(known + self.block)
    }

    /// A place in the queue for a batch; `None` if no other worker will be free to decode it, or if too many
    /// batches wait.
    fn turn_to_wait(&self, batch: &Batch) -> Option<Turn<'_>> {
        let busy = self.cutting.load(Ordering::Relaxed);
        let limit = Self::BATCHES * rayon::current_num_threads().saturating_sub(busy);
        // Batches with huge values must not wait, so that they do not fill the memory together.
        let is_giant = batch.buffer.len() > Self::GIANT;
        let turn = Turn(&self.waiting);
        let is_free = self.waiting.fetch_add(1, Ordering::Relaxed) < limit && !is_giant;
        is_free.then_some(turn)
    }

    fn decode(&self, file: u32, batch: &Batch, parts: &Mutex<Parts>) {
        let mut part = FilePart::behind(&lock(parts).faults);
        let mut findings = self.findings();
        let text = Text {
            window: batch.window(),
            index: &batch.index,
            base: batch.base,
            first_line: batch.first_line,
        };
        let mut decoder = Decoder::new(&self.interners, &mut findings, &mut part, file, text)
            .passing_over_bare(self.passes_over_bare(file));
        for step in &batch.steps {
            match step {
                Step::Item(item) => decoder.item(item),
                Step::Fault(fault) => decoder.fault(fault),
                Step::More | Step::End => {}
            }
        }
        drop(findings);
        let faults = std::mem::take(&mut part.faults);
        let mut parts = lock(parts);
        parts.faults.append(faults);
        parts.pieces.push((batch.base, part));
    }

    fn take_batch(&self) -> Batch {
        let mut batch = lock(&self.batches).pop().unwrap_or_default();
        if batch.buffer.is_empty() {
            batch.buffer.resize(self.block, 0);
        }
        batch.reset();
        batch
    }

    fn give_batch(&self, batch: Batch) {
        // A buffer that has grown for a huge value is freed.
        if batch.buffer.len() == self.block {
            lock(&self.batches).push(batch);
        }
    }
}

/// The reason why a text ended early, if it did.
fn cut_short(stream: &dyn TextStream, error: Option<String>) -> Option<(Code, String)> {
    let reason = error.or_else(|| stream.cut_short().map(str::to_owned))?;
    let code = if stream.is_too_large() {
        Code::TooLarge
    } else {
        Code::TruncatedFile
    };
    Some((code, reason))
}

fn join_parts(parts: Mutex<Parts>) -> FilePart {
    let Parts { mut pieces, faults } = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    pieces.sort_by_key(|(base, _)| *base);
    let mut pieces = pieces.into_iter().map(|(_, part)| part);
    let mut whole = pieces.next().unwrap_or_default();
    for part in pieces {
        whole.append(part);
    }
    whole.faults = faults;
    whole
}
