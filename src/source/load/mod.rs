//! All files, on all cores, to all records.
//!
//! A file is read block by block. One worker cuts it; each block full of items is a batch. As long as there are
//! files for all workers, each decodes what it has cut, while that is in its caches. Where there are fewer files than
//! workers, any may decode a batch; when enough batches wait, the cutting worker decodes one itself, so that the
//! memory in use is bounded by the number of workers, whatever the size of the files.

mod batch;
mod cutting;
mod reading;

use std::collections::HashSet;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use rayon::prelude::*;

use self::batch::Batch;
use super::decode::{Findings, Interners};
use super::discover::{Dump, FileStatus, Input, Origin};
use super::limits::Limits;
use super::meter::{InputFile, Meter};
use super::naming::HistoryNaming;
use super::open::{self, Whole};
use crate::ledger::{Code, Problem, Tally};
use crate::model::{
    Actions, CampaignRecord, DirectoryRecord, History, Id, Session, Texts, UserNames,
};
use crate::progress::Progress;

/// Everything that was found in the files, before duplicates are resolved.
#[derive(Debug, Default)]
pub struct Loaded {
    /// List by list: nothing is moved that is large.
    pub sessions: Vec<Vec<Session>>,
    pub histories: Vec<Vec<History>>,
    pub campaigns: Vec<CampaignRecord>,
    pub directory: Vec<DirectoryRecord>,
    pub user_names: UserNames,
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
    limits: Limits,
    is_hashing: bool,
    progress: &Progress,
) -> Loaded {
    let mut loader = Loader::new(dumps, naming, limits, progress, None);
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
    limits: Limits,
    session: Id,
) -> Loaded {
    let progress = Progress::default();
    let mut loader = Loader::new(dumps, naming, limits, &progress, Some(session));
    loader.others = inputs
        .iter()
        .map(|input| !naming.may_be(&input.path(), session))
        .collect();
    loader.run(inputs)
}

/// Reads a text as if it were that of a file, in blocks of so many bytes.
pub(super) fn load_text(
    input: &Input,
    mut text: &[u8],
    block: usize,
    naming: &HistoryNaming,
    limits: Limits,
) -> Loaded {
    let progress = Progress::default();
    let mut loader = Loader::new(&[], naming, limits, &progress, None);
    loader.block = block;
    let outcome = loader.text(0, &mut Whole(&mut text));
    let status = outcome.map_or(FileStatus::Unreadable, |reading| {
        let status = reading.status;
        loader.close(0, input, reading);
        status
    });
    let file = InputFile {
        status,
        bytes: None,
        hash: None,
    };
    loader.finish(std::slice::from_ref(input), vec![file])
}

struct Loader<'a> {
    dumps: &'a [Dump],
    naming: &'a HistoryNaming,
    limits: Limits,
    progress: &'a Progress,
    /// The session that a reading is for, if it is for one.
    wanted: Option<Id>,
    /// Of a reading for one session: the files whose bare histories are of another.
    others: Vec<bool>,
    is_hashing: bool,
    interners: Interners,
    /// One for each worker; a lock is only ever taken by its own.
    findings: Vec<Mutex<Findings>>,
    /// Batches to be used again, with their memory.
    batches: Mutex<Vec<Batch>>,
    /// Files that are being cut, and batches that wait to be decoded.
    cutting: AtomicUsize,
    waiting: AtomicUsize,
    /// Bytes of a block of text.
    block: usize,
}

impl<'a> Loader<'a> {
    fn new(
        dumps: &'a [Dump],
        naming: &'a HistoryNaming,
        limits: Limits,
        progress: &'a Progress,
        wanted: Option<Id>,
    ) -> Self {
        let workers = rayon::current_num_threads() + 1;
        Self {
            dumps,
            naming,
            limits,
            progress,
            wanted,
            others: Vec::new(),
            is_hashing: false,
            interners: Interners::default(),
            findings: (0..workers)
                .map(|_| Mutex::new(Findings::of(wanted)))
                .collect(),
            batches: Mutex::default(),
            cutting: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            block: Self::BLOCK,
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
        self.finish(inputs, files)
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
        let outcome = open::with_bytes(input, self.dumps, self.limits, meter, |stream| {
            self.text(number, stream)
        });
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
            count: 1,
        });
    }

    fn finish(self, inputs: &[Input], files: Vec<InputFile>) -> Loaded {
        let (naming, wanted) = (self.naming, self.wanted);
        let mut loaded = Loaded {
            texts: self.interners.texts.finish(),
            actions: self.interners.actions.finish(),
            ..Loaded::default()
        };
        let mut doubtful = Vec::new();
        let mut rejected = Vec::new();
        for findings in self.findings {
            let findings = findings
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner);
            doubtful.push(findings.doubtful);
            rejected.extend(findings.rejected);
            loaded.sessions.push(findings.sessions);
            loaded.histories.push(findings.histories);
            loaded.campaigns.extend(findings.campaigns);
            loaded.directory.extend(findings.directory);
            loaded.user_names.extend(findings.user_names);
            loaded.others.extend(findings.others);
            loaded.tally.merge(findings.tally);
        }
        if doubtful.iter().any(|places| !places.is_empty()) {
            tell_whose(&mut loaded, &doubtful, rejected, naming, inputs);
        }
        if let Some(wanted) = wanted {
            for histories in &mut loaded.histories {
                histories.retain(|history| history.session_id == wanted);
            }
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

/// Tells whose the histories at these places are, list by list, now that all sessions are known.
fn tell_whose(
    loaded: &mut Loaded,
    doubtful: &[Vec<usize>],
    rejected: Vec<Id>,
    naming: &HistoryNaming,
    inputs: &[Input],
) {
    let kept = loaded.sessions.iter().flatten().map(|session| session.id);
    let mut known: HashSet<Id, RandomState> = kept.collect();
    known.extend(rejected);
    known.extend(&loaded.others);
    for (histories, places) in loaded.histories.iter_mut().zip(doubtful) {
        for &place in places {
            let history = &mut histories[place];
            let input = inputs.get(history.place.file as usize);
            let path = input.map(Input::path).unwrap_or_default();
            let session = naming.session_among(&path, |id| known.contains(&id));
            history.session_id = session.unwrap_or(history.session_id);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
