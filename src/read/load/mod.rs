//! Reads all files, on all cores, to records.
//!
//! A file is read block by block. One worker cuts it; each block with its items is a batch. As long as there are
//! files for all workers, each worker decodes the batches that it has cut, since they are still in its caches.
//! If there are fewer files than workers, any worker may decode a batch. When enough batches wait, the cutting
//! worker decodes its batch itself, so that memory is bounded by the number of workers and not by the size of
//! the files.

mod batch;
mod begin;
mod cutting;
mod reading;

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use rayon::prelude::*;

use self::batch::Batch;
use super::decode::{Findings, Interners};
use super::discover::{Dump, FileStatus, Input, InputOrigin, unfold};
use super::limits::Limits;
use super::meter::{InputFile, Meter};
use super::naming::HistoryNaming;
use super::open::{self, Limited, Measured, TextStream, Whole};
use super::recode::TextEncoding;
use super::skip::SkipReason;
use super::tarball::{self, Tarball};
use crate::ledger::{Code, Problem, Tally};
use crate::model::{
    Actions, CampaignRecord, DirectoryRecord, History, Id, Place, Session, Texts, UserNames,
};
use crate::read::progress::Progress;
use crate::time::zone::Zone;

/// All records in the files, before duplicates are resolved.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Several lists, as the workers filled them, so that no large list has to be moved.
    pub sessions: Vec<Vec<Session>>,
    pub histories: Vec<Vec<History>>,
    pub campaigns: Vec<CampaignRecord>,
    pub directory: Vec<DirectoryRecord>,
    pub user_names: UserNames,
    pub texts: Texts,
    pub actions: Actions,
    pub tally: Tally,
    /// The sessions that [`load_session`] skipped.
    pub others: Vec<Id>,
    /// The status of each input, in the order of the inputs.
    pub files: Vec<InputFile>,
    /// The inputs, if they differ from the given ones because a file turned out to be an archive.
    pub unfolded: Option<Vec<Input>>,
    /// Everything that [`load_part`] cannot decide without knowing all sessions of the dump.
    pub undecided: Undecided,
}

/// Bare histories whose session depends on which sessions the dump has. [`load`] decides them, since it reads the
/// whole dump, but they must be decided again when the records of another dump are added.
#[derive(Debug, Default)]
pub struct Undecided {
    /// The places of bare histories whose path contains several possible session ids.
    pub doubtful: HashSet<Place, RandomState>,
    /// The places of bare histories in whose files a record that names no session lost a value.
    pub lossy: HashSet<Place, RandomState>,
    /// The ids of sessions that were rejected. A bare history may still belong to them.
    pub rejected: Vec<Id>,
}

/// The encoding and the time zone of texts that do not specify them.
#[derive(Clone, Copy, Debug)]
pub struct TextPlan {
    /// The encoding of texts that are neither UTF-8 nor UTF-16.
    pub encoding: Option<TextEncoding>,
    /// The time zone of timestamps without an offset.
    pub naive_zone: Zone,
}

impl Default for TextPlan {
    fn default() -> Self {
        Self {
            encoding: None,
            naive_zone: Zone::UTC,
        }
    }
}

/// The parts of the dump that only some runs need and pay for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// The hash of each input, taken while it is read.
    pub hash: bool,
    /// The recordings and files of sessions.
    pub downloads: bool,
    /// The bare histories in doubt ([`Undecided`]), for records to which others will be added.
    pub doubts: bool,
}

/// Reads all inputs on the current rayon pool.
pub fn load(
    dumps: &[Dump],
    inputs: &[Input],
    naming: &HistoryNaming,
    limits: Limits,
    texts: TextPlan,
    extras: Extras,
    progress: &Progress,
) -> Loaded {
    unfolding(dumps, inputs, limits, |inputs| {
        let mut loader = Loader::new(dumps, naming, limits, texts, progress, None);
        loader.is_hashing = extras.hash;
        loader.keeps_doubts = extras.doubts;
        for findings in &loader.findings {
            lock(findings).reads_downloads = extras.downloads;
        }
        loader.run(inputs)
    })
}

/// Reads some files of a dump on the current rayon pool. Other files may hold the sessions of its bare
/// histories, so those in doubt stay [undecided](Undecided).
pub fn load_part(
    dumps: &[Dump],
    inputs: &[Input],
    naming: &HistoryNaming,
    limits: Limits,
    texts: TextPlan,
    is_hashing: bool,
    progress: &Progress,
) -> Loaded {
    unfolding(dumps, inputs, limits, |inputs| {
        let mut loader = Loader::new(dumps, naming, limits, texts, progress, None);
        loader.is_hashing = is_hashing;
        loader.is_part = true;
        loader.run(inputs)
    })
}

/// Reads the inputs. If some turn out to be archives despite their names, all inputs are read again with the
/// members in their place, since the order of the files decides between copies.
fn unfolding(
    dumps: &[Dump],
    inputs: &[Input],
    limits: Limits,
    load: impl Fn(&[Input]) -> (Loaded, Vec<usize>),
) -> Loaded {
    let (loaded, archives) = load(inputs);
    if archives.is_empty() {
        return loaded;
    }
    drop(loaded);
    let unfolded = unfold(dumps, inputs, &archives, limits);
    let (loaded, _) = load(&unfolded);
    Loaded {
        unfolded: Some(unfolded),
        ..loaded
    }
}

/// Reads all inputs, since any may hold a copy of the session, but keeps only the records of this session,
/// besides campaigns and names. The counts in the tally are not meaningful.
pub fn load_session(
    dumps: &[Dump],
    inputs: &[Input],
    naming: &HistoryNaming,
    limits: Limits,
    texts: TextPlan,
    session: Id,
) -> Loaded {
    let progress = Progress::default();
    unfolding(dumps, inputs, limits, |inputs| {
        let mut loader = Loader::new(dumps, naming, limits, texts, &progress, Some(session));
        loader.others = inputs
            .iter()
            .map(|input| !naming.may_be(&input.path(), session))
            .collect();
        loader.run(inputs)
    })
}

/// Reads a text as if it were a file, in blocks of this many bytes.
pub(super) fn load_text(
    input: &Input,
    mut text: &[u8],
    block: usize,
    naming: &HistoryNaming,
    limits: Limits,
) -> Loaded {
    let progress = Progress::default();
    let mut loader = Loader::new(&[], naming, limits, TextPlan::default(), &progress, None);
    loader.block = block;
    let outcome = loader.text(0, &mut Whole(&mut text));
    let status = outcome.map_or(FileStatus::Unreadable, |content| match content {
        Content::Text(reading) => {
            let status = reading.status;
            loader.close(0, input, *reading);
            status
        }
        Content::Archive => FileStatus::Unreadable,
    });
    let file = InputFile {
        status,
        bytes: None,
        hash: None,
    };
    loader.finish(std::slice::from_ref(input), vec![file])
}

/// The content of a file, by its bytes.
enum Content {
    Text(Box<reading::FileReading>),
    /// An archive, compressed or not.
    Archive,
}

struct Loader<'a> {
    dumps: &'a [Dump],
    naming: &'a HistoryNaming,
    limits: Limits,
    texts: TextPlan,
    progress: &'a Progress,
    /// The only session to be read, if the reading is about one session.
    wanted: Option<Id>,
    /// For a reading about one session, whether the bare histories of each file belong to another session.
    others: Vec<bool>,
    is_hashing: bool,
    /// Whether the dump has files that other tasks read.
    is_part: bool,
    keeps_doubts: bool,
    /// The files that turned out to be archives.
    archives: Mutex<Vec<usize>>,
    interners: Interners,
    /// The findings of each worker. Each worker locks only its own.
    findings: Vec<Mutex<Findings>>,
    /// Batches to be reused with their memory.
    batches: Mutex<Vec<Batch>>,
    /// The number of files that are being cut, and of batches that wait to be decoded.
    cutting: AtomicUsize,
    waiting: AtomicUsize,
    /// The number of bytes in a block of text.
    block: usize,
}

impl<'a> Loader<'a> {
    fn new(
        dumps: &'a [Dump],
        naming: &'a HistoryNaming,
        limits: Limits,
        texts: TextPlan,
        progress: &'a Progress,
        wanted: Option<Id>,
    ) -> Self {
        let workers = rayon::current_num_threads() + 1;
        Self {
            dumps,
            naming,
            limits,
            texts,
            progress,
            wanted,
            others: Vec::new(),
            is_hashing: false,
            is_part: false,
            keeps_doubts: false,
            archives: Mutex::default(),
            interners: Interners::default(),
            findings: (0..workers)
                .map(|_| Mutex::new(Findings::new(wanted, texts.naive_zone)))
                .collect(),
            batches: Mutex::default(),
            cutting: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            block: Self::BLOCK,
        }
    }

    /// Reads everything in the inputs, and returns the numbers of those that are archives.
    fn run(self, inputs: &[Input]) -> (Loaded, Vec<usize>) {
        let mut files: Vec<InputFile> = inputs
            .par_iter()
            .enumerate()
            .map(|(number, input)| {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                let outcome = self.file(number, input);
                self.progress.add_file();
                outcome
            })
            .collect();
        let entries: Vec<(usize, InputFile)> = tarballs(inputs)
            .into_par_iter()
            .flat_map_iter(|(tarball, entries)| self.tarball(tarball, &entries, inputs))
            .collect();
        for (number, file) in entries {
            files[number] = file;
        }
        let mut archives = std::mem::take(&mut *lock(&self.archives));
        archives.sort_unstable();
        (self.finish(inputs, files), archives)
    }

    /// Whether the bare histories of a file belong to a session that is not wanted.
    fn passes_over_bare(&self, file: u32) -> bool {
        self.others.get(file as usize) == Some(&true)
    }

    /// The findings of the current worker.
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
        match &input.origin {
            InputOrigin::Skipped(reason) => {
                self.skipped(number, *reason);
                return unread(FileStatus::Skipped);
            }
            // Read later, together with the other entries of its archive.
            InputOrigin::Entry(..) => return unread(FileStatus::Unreadable),
            _ => {}
        }
        let meter = Meter::new(self.progress, self.is_hashing);
        let outcome = open::with_bytes(input, self.dumps, self.limits, meter, |stream| {
            self.text(number, stream)
        });
        match outcome {
            Ok(measured) => self.finish_input(number, input, measured),
            Err(reason) => {
                self.unreadable(number, reason);
                unread(FileStatus::Unreadable)
            }
        }
    }

    /// The status of a file whose bytes were read.
    fn finish_input(
        &self,
        number: u32,
        input: &Input,
        (outcome, bytes, hash): Measured<io::Result<Content>>,
    ) -> InputFile {
        let status = match outcome {
            Ok(Content::Text(reading)) => {
                let status = reading.status;
                self.close(number, input, *reading);
                status
            }
            Ok(Content::Archive) => {
                let reason = match input.origin {
                    InputOrigin::StandardInput => {
                        "an archive cannot be read from a pipe: save it, and name the file"
                    }
                    _ => "an archive inside an archive is not read",
                };
                if matches!(input.origin, InputOrigin::File) {
                    lock(&self.archives).push(number as usize);
                }
                self.unreadable(number, reason.to_owned());
                FileStatus::Unreadable
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

    /// Reads the entries of a tar archive in order, each with its number among the inputs.
    fn tarball(
        &self,
        tarball: &Tarball,
        entries: &[(usize, usize)],
        inputs: &[Input],
    ) -> Vec<(usize, InputFile)> {
        let wanted: Vec<usize> = entries.iter().map(|(entry, _)| *entry).collect();
        let mut numbers = entries.iter().map(|(_, number)| *number);
        let mut files = Vec::with_capacity(entries.len());
        let mut is_told = false;
        let outcome = tarball.read(&wanted, |stream, room| {
            let Some(number) = numbers.next() else { return };
            let meter = Meter::new(self.progress, self.is_hashing);
            let mut stream = Limited::new(stream, room, self.limits.expanded);
            let file = u32::try_from(number).unwrap_or(u32::MAX);
            let measured = open::measured(&mut stream, meter, |stream| self.text(file, stream));
            is_told = stream.cut_short().is_some();
            files.push((number, self.finish_input(file, &inputs[number], measured)));
        });
        let last = files.last().map(|(number, _)| *number);
        let fault = match outcome {
            Ok(fault) => fault.filter(|_| !is_told),
            Err(reason) => Some(tarball::ArchiveFault {
                reason,
                is_too_large: false,
            }),
        };
        if let (Some(fault), Some(number)) = (fault, last) {
            let code = if fault.is_too_large {
                Code::TooLarge
            } else {
                Code::TruncatedFile
            };
            self.note(
                u32::try_from(number).unwrap_or(u32::MAX),
                code,
                fault.reason,
            );
        }
        // The archive has become shorter since it was listed.
        for number in numbers {
            let file = u32::try_from(number).unwrap_or(u32::MAX);
            self.unreadable(file, "the archive ends before this member".to_owned());
        }
        files
    }

    fn skipped(&self, file: u32, reason: SkipReason) {
        self.note(file, Code::SkippedFile, reason.words().to_owned());
    }

    fn unreadable(&self, file: u32, detail: String) {
        self.note(file, Code::UnreadableFile, detail);
    }

    /// Notes a problem with a file as a whole.
    fn note(&self, file: u32, code: Code, detail: String) {
        self.findings().tally.problems.push(Problem {
            file: Some(file),
            line: None,
            code,
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
        let mut lossy = Vec::new();
        let mut rejected = Vec::new();
        for findings in self.findings {
            let findings = findings
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner);
            doubtful.push(findings.doubtful);
            lossy.push(findings.lossy);
            rejected.extend(findings.rejected);
            loaded.sessions.push(findings.sessions);
            loaded.histories.push(findings.histories);
            loaded.campaigns.extend(findings.campaigns);
            loaded.directory.extend(findings.directory);
            loaded.user_names.extend(findings.user_names);
            loaded.others.extend(findings.others);
            loaded.tally.merge(findings.tally);
        }
        if self.is_part {
            loaded.undecided = Undecided {
                doubtful: places(&loaded.histories, &doubtful),
                lossy: places(&loaded.histories, &lossy),
                ..Undecided::default()
            };
        } else if doubtful.iter().any(|places| !places.is_empty()) {
            tell_whose(&mut loaded, &doubtful, &rejected, naming, inputs);
        }
        loaded.undecided.rejected = rejected;
        if lossy.iter().any(|places| !places.is_empty()) {
            let lists = loaded.histories.iter().zip(lossy);
            let sessions = lists.flat_map(|(histories, places)| {
                let lossy = places.into_iter().map(|place| &histories[place]);
                let undecided = &loaded.undecided.doubtful;
                let lossy = lossy.filter(|history| !undecided.contains(&history.place));
                lossy.map(|history| (history.place.file, history.session_id))
            });
            let sessions: HashMap<u32, Id> = sessions.collect();
            let problems = &mut loaded.tally.problems;
            problems.name_sessions(|file| sessions.get(&file).copied());
        }
        if self.keeps_doubts {
            loaded.undecided.doubtful = places(&loaded.histories, &doubtful);
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

/// The places in the dump of the histories at these indexes, list by list.
fn places(histories: &[Vec<History>], indexes: &[Vec<usize>]) -> HashSet<Place, RandomState> {
    let lists = histories.iter().zip(indexes);
    lists
        .flat_map(|(histories, indexes)| indexes.iter().map(|index| histories[*index].place))
        .collect()
}

/// Assigns the histories at these indexes to sessions, list by list, now that all sessions are known.
fn tell_whose(
    loaded: &mut Loaded,
    doubtful: &[Vec<usize>],
    rejected: &[Id],
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

/// Entries of a tar archive that are read, each with its number among the inputs.
type Entries = Vec<(usize, usize)>;

/// The tar archives among the inputs, with their entries in order.
fn tarballs(inputs: &[Input]) -> Vec<(&Tarball, Entries)> {
    let mut tarballs: Vec<(&Tarball, Entries)> = Vec::new();
    // The entries of one archive are mostly next to each other.
    for (number, input) in inputs.iter().enumerate() {
        let InputOrigin::Entry(tarball, entry) = &input.origin else {
            continue;
        };
        let mut known = tarballs.iter_mut().rev();
        match known.find(|(known, _)| std::ptr::eq(*known, &raw const **tarball)) {
            Some((_, entries)) => entries.push((*entry, number)),
            None => tarballs.push((tarball, vec![(*entry, number)])),
        }
    }
    for (_, entries) in &mut tarballs {
        entries.sort_unstable();
    }
    tarballs
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
