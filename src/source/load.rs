//! All files, on all cores, to all records.
//!
//! A file is read block by block. One worker cuts it; each block full of items is a batch that any
//! worker may decode. When enough batches wait, the cutting worker decodes one itself, so that the
//! memory in use is bounded by the number of workers, whatever the size of the files.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::cut::{Context, Cutter, Indexed, Step};
use super::decode::{BareHistory, Decoder, FilePart, Findings, Interners, Text};
use super::discover::{Dump, FileStatus, Input, Origin};
use super::json::index::Index;
use super::meter::{InputFile, Meter};
use super::naming::HistoryNaming;
use super::open::{self, TextStream};
use super::utf16::{self, Encoding, Utf16};
use crate::ledger::{Code, Problem, Tally};
use crate::model::{Actions, CampaignRecord, DirectoryRecord, History, Id, Session, Texts};
use crate::progress::Progress;

/// Everything that was found in the files, before duplicates are resolved.
#[derive(Debug, Default)]
pub struct Loaded {
    /// List by list: nothing is moved that is large.
    pub sessions: Vec<Vec<Session>>,
    pub histories: Vec<Vec<History>>,
    pub campaigns: Vec<CampaignRecord>,
    pub directory: Vec<DirectoryRecord>,
    pub texts: Texts,
    pub actions: Actions,
    pub tally: Tally,
    /// The sessions that were passed over by [`load_session`].
    pub others: Vec<Id>,
    /// What became of each input, in the same order.
    pub files: Vec<InputFile>,
}

/// Reads all inputs on the current rayon pool, and hashes them meanwhile if it is asked to.
#[must_use]
pub fn load(
    dumps: &[Dump],
    inputs: &[Input],
    naming: &HistoryNaming,
    is_hashing: bool,
    progress: &Progress,
) -> Loaded {
    let mut loader = Loader::new(dumps, naming, progress, None);
    loader.is_hashing = is_hashing;
    loader.run(inputs)
}

/// Reads all inputs, since any may hold a copy, but keeps only the records of one session, besides
/// campaigns and names. The counts of the tally are of no use then.
#[must_use]
pub fn load_session(
    dumps: &[Dump],
    inputs: &[Input],
    naming: &HistoryNaming,
    session: Id,
) -> Loaded {
    let progress = Progress::default();
    let mut loader = Loader::new(dumps, naming, &progress, Some(session));
    loader.others = inputs
        .iter()
        .map(|input| naming.session(&input.path()) != Some(session))
        .collect();
    loader.run(inputs)
}

/// A block of text with its structure and the items cut from it.
#[derive(Default)]
struct Batch {
    buffer: Vec<u8>,
    filled: usize,
    index: Index,
    steps: Vec<Step>,
    /// Bytes of the file's text before the buffer, and the line that it begins on.
    base: u64,
    first_line: u32,
}

impl Batch {
    /// Makes it ready for the beginning of a file.
    fn reset(&mut self) {
        self.filled = 0;
        self.index.clear();
        self.steps.clear();
        self.base = 0;
        self.first_line = 1;
    }

    fn window(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }
}

struct Loader<'a> {
    dumps: &'a [Dump],
    naming: &'a HistoryNaming,
    progress: &'a Progress,
    /// Of a reading for one session: the files whose bare histories are of another.
    others: Vec<bool>,
    is_hashing: bool,
    interners: Interners,
    /// One for each worker; a lock is only ever taken by its own.
    findings: Vec<Mutex<Findings>>,
    /// Batches to be used again, with their memory.
    batches: Mutex<Vec<Batch>>,
    waiting: AtomicUsize,
}

/// What the end of a file's text says of it.
struct Reading {
    part: FilePart,
    status: FileStatus,
    cut: Option<Context>,
    problem: Option<(Code, u32, String)>,
}

impl<'a> Loader<'a> {
    /// Bytes of a block: large enough that a batch is worth handing over, small enough to stay in
    /// the caches.
    const BLOCK: usize = 256 << 10;
    /// Batches that may wait, for each worker.
    const BATCHES: usize = 2;

    fn new(
        dumps: &'a [Dump],
        naming: &'a HistoryNaming,
        progress: &'a Progress,
        wanted: Option<Id>,
    ) -> Self {
        let workers = rayon::current_num_threads() + 1;
        Self {
            dumps,
            naming,
            progress,
            others: Vec::new(),
            is_hashing: false,
            interners: Interners::default(),
            findings: (0..workers)
                .map(|_| Mutex::new(Findings::of(wanted)))
                .collect(),
            batches: Mutex::default(),
            waiting: AtomicUsize::new(0),
        }
    }

    fn run(self, inputs: &[Input]) -> Loaded {
        let files: Vec<InputFile> = inputs
            .par_iter()
            .enumerate()
            .map(|(number, input)| {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                let outcome = self.file(number, input);
                self.progress.add_file();
                outcome
            })
            .collect();
        self.finish(files)
    }

    /// Whether the bare histories of a file are of a session that is not wanted.
    fn passes_over_bare(&self, file: u32) -> bool {
        self.others.get(file as usize) == Some(&true)
    }

    /// The lists of the worker that asks.
    fn findings(&self) -> MutexGuard<'_, Findings> {
        let worker = rayon::current_thread_index().map_or(0, |index| index + 1);
        lock(&self.findings[worker % self.findings.len()])
    }

    fn file(&self, number: u32, input: &Input) -> InputFile {
        let unread = |status| InputFile {
            status,
            bytes: input.size(self.dumps),
            hash: None,
        };
        if matches!(input.origin, Origin::Skipped) {
            return unread(FileStatus::Skipped);
        }
        let meter = Meter::new(self.progress, self.is_hashing);
        let outcome =
            open::with_bytes(input, self.dumps, meter, |stream| self.text(number, stream));
        let (outcome, bytes, hash) = match outcome {
            Ok(metered) => metered,
            Err(reason) => {
                self.unreadable(number, reason);
                return unread(FileStatus::Unreadable);
            }
        };
        let status = match outcome {
            Ok(reading) => {
                let status = reading.status;
                self.close(number, input, reading);
                status
            }
            Err(error) => {
                self.unreadable(number, error.to_string());
                FileStatus::Unreadable
            }
        };
        InputFile {
            status,
            bytes,
            hash,
        }
    }

    fn unreadable(&self, file: u32, detail: String) {
        self.findings().tally.problems.push(Problem {
            file: Some(file),
            line: None,
            code: Code::UnreadableFile,
            session_id: None,
            detail,
        });
    }

    /// Reads one file's text. An error after the first bytes is a text cut short.
    fn text(&self, file: u32, stream: &mut dyn TextStream) -> io::Result<Reading> {
        let mut batch = self.take_batch();
        let is_end = fill(stream, &mut batch)?;
        let (encoding, mark) = utf16::encoding(&batch.buffer[..batch.filled]);
        match encoding {
            Encoding::Utf8 => Ok(self.cut(file, stream, batch, mark, is_end)),
            Encoding::Utf16(unit) => {
                let head = batch.buffer[mark..batch.filled].to_vec();
                let mut stream = Utf16::new(head, stream, unit);
                batch.filled = 0;
                let is_end = fill(&mut stream, &mut batch)?;
                Ok(self.cut(file, &mut stream, batch, 0, is_end))
            }
        }
    }

    fn cut(
        &self,
        file: u32,
        stream: &mut dyn TextStream,
        mut batch: Batch,
        mark: usize,
        mut is_end: bool,
    ) -> Reading {
        let mut cutter = Cutter::new();
        let mut error = None;
        let parts: Mutex<Vec<(u64, FilePart)>> = Mutex::default();
        cutter.skip(mark);
        rayon::in_place_scope(|scope| {
            loop {
                let window = &batch.buffer[..batch.filled];
                cutter.steps(window, &mut batch.index, is_end, &mut batch.steps);
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
        });
        self.give_batch(batch);
        let cut_short = error.or_else(|| stream.cut_short().map(str::to_owned));
        Reading::new(&cutter, join_parts(parts), cut_short)
    }

    /// Makes room for more text: hands on what was cut, and keeps what was not.
    fn advance<'s>(
        &'s self,
        scope: &rayon::Scope<'s>,
        file: u32,
        cutter: &mut Cutter,
        batch: &mut Batch,
        parts: &'s Mutex<Vec<(u64, FilePart)>>,
    ) {
        let consumed = cutter.consumed();
        if consumed == 0 {
            // One value fills the buffer: it grows in place, so that nothing is looked at twice.
            batch.buffer.resize(batch.buffer.len() * 2, 0);
            return;
        }
        let text = Indexed {
            window: batch.window(),
            index: &batch.index,
        };
        cutter.discard(text, consumed);
        let rest = batch.filled - consumed;
        let mut next = self.take_batch();
        if next.buffer.len() < rest * 2 {
            next.buffer.resize(rest * 2, 0);
        }
        next.buffer[..rest].copy_from_slice(&batch.buffer[consumed..batch.filled]);
        next.filled = rest;
        next.base = batch.base + consumed as u64;
        next.first_line = cutter.first_line();
        let done = std::mem::replace(batch, next);
        self.dispatch(scope, file, done, parts);
    }

    /// Has a batch decoded by whoever is free, or here if too many wait.
    fn dispatch<'s>(
        &'s self,
        scope: &rayon::Scope<'s>,
        file: u32,
        batch: Batch,
        parts: &'s Mutex<Vec<(u64, FilePart)>>,
    ) {
        let limit = Self::BATCHES * rayon::current_num_threads();
        if self.waiting.fetch_add(1, Ordering::Relaxed) < limit {
            scope.spawn(move |_| {
                self.decode(file, &batch, parts);
                self.waiting.fetch_sub(1, Ordering::Relaxed);
                self.give_batch(batch);
            });
        } else {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            self.decode(file, &batch, parts);
            self.give_batch(batch);
        }
    }

    fn decode(&self, file: u32, batch: &Batch, parts: &Mutex<Vec<(u64, FilePart)>>) {
        let mut part = FilePart::default();
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
        lock(parts).push((batch.base, part));
    }

    /// What can be said of a file when all of it is known.
    fn close(&self, file: u32, input: &Input, reading: Reading) {
        let mut findings = self.findings();
        let note = |findings: &mut Findings, code, line, session_id, detail| {
            findings.tally.problems.push(Problem {
                file: Some(file),
                line,
                code,
                session_id,
                detail,
            });
        };
        if let Some((code, line, detail)) = reading.problem {
            let line = (code != Code::UnreadableFile).then_some(line);
            note(&mut findings, code, line, None, detail);
        }
        if reading.status != FileStatus::Read {
            return;
        }
        let mut part = reading.part;
        findings.tally.problems.append(&mut part.faults);
        for line in std::mem::take(&mut part.scalars) {
            findings.tally.counts.unrecognised += 1;
            let detail = "a value that is neither object nor array".to_owned();
            note(&mut findings, Code::Unrecognised, Some(line), None, detail);
        }
        if let Some(line) = part.bad_encoding {
            let detail = "the first such text of the file begins here".to_owned();
            note(&mut findings, Code::BadEncoding, Some(line), None, detail);
        }
        let bare = part.finish(reading.cut);
        let count = bare.len();
        if self.passes_over_bare(file) {
            return;
        }
        for history in bare {
            findings.tally.counts.histories += 1;
            match self.whose(&history, input, count) {
                Ok(history) => findings.histories.push(history),
                Err((code, detail)) => {
                    findings.tally.counts.histories_rejected += 1;
                    note(&mut findings, code, Some(history.place.line), None, detail);
                }
            }
        }
    }

    fn whose(
        &self,
        history: &BareHistory,
        input: &Input,
        count: usize,
    ) -> Result<History, (Code, String)> {
        if count > 1 {
            let detail = format!("one of {count} bare histories in the file");
            return Err((Code::SeveralHistories, detail));
        }
        if let Some(id) = self.naming.session(&input.path()) {
            Ok(History::new(id, history.place, history.events.clone()))
        } else {
            let detail = "neither the file's name nor its folder's tells the session";
            Err((Code::UnnamedHistory, detail.to_owned()))
        }
    }

    fn take_batch(&self) -> Batch {
        let mut batch = lock(&self.batches).pop().unwrap_or_default();
        if batch.buffer.is_empty() {
            batch.buffer.resize(Self::BLOCK, 0);
        }
        batch.reset();
        batch
    }

    fn give_batch(&self, batch: Batch) {
        // One that grew for a giant is let go.
        if batch.buffer.len() == Self::BLOCK {
            lock(&self.batches).push(batch);
        }
    }

    fn finish(self, files: Vec<InputFile>) -> Loaded {
        let mut loaded = Loaded {
            texts: self.interners.texts.finish(),
            actions: self.interners.actions.finish(),
            ..Loaded::default()
        };
        for findings in self.findings {
            let findings = findings
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner);
            loaded.sessions.push(findings.sessions);
            loaded.histories.push(findings.histories);
            loaded.campaigns.extend(findings.campaigns);
            loaded.directory.extend(findings.directory);
            loaded.others.extend(findings.others);
            loaded.tally.merge(findings.tally);
        }
        let counts = &mut loaded.tally.counts;
        for file in &files {
            counts.files_found += 1;
            match file.status {
                FileStatus::Read => counts.files_read += 1,
                FileStatus::Skipped => counts.files_skipped += 1,
                FileStatus::Unreadable => counts.files_unreadable += 1,
            }
        }
        loaded.files = files;
        loaded
    }
}

impl Reading {
    fn new(cutter: &Cutter, part: FilePart, cut_short: Option<String>) -> Self {
        let status = if cutter.has_container() {
            FileStatus::Read
        } else if cutter.has_anything() || cut_short.is_some() {
            FileStatus::Unreadable
        } else {
            FileStatus::Skipped
        };
        let problem = match (status, cut_short) {
            (FileStatus::Unreadable, _) => {
                let detail = "it holds no JSON object or array".to_owned();
                Some((Code::UnreadableFile, 1, detail))
            }
            // The cutter has noted the cut where the text has one, too.
            (FileStatus::Read, Some(reason)) if cutter.cut_short().is_none() => {
                Some((Code::TruncatedFile, cutter.line(), reason))
            }
            _ => None,
        };
        let is_cut = cutter.cut_short().is_some() || problem.is_some();
        Self {
            part,
            status,
            cut: is_cut.then(|| cutter.context()),
            problem,
        }
    }
}

fn join_parts(parts: Mutex<Vec<(u64, FilePart)>>) -> FilePart {
    let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    parts.sort_by_key(|(base, _)| *base);
    parts
        .into_iter()
        .map(|(_, part)| part)
        .reduce(|mut whole, part| {
            whole.append(part);
            whole
        })
        .unwrap_or_default()
}

/// Fills the rest of a batch's buffer; whether the stream has ended.
fn fill(stream: &mut dyn TextStream, batch: &mut Batch) -> io::Result<bool> {
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
