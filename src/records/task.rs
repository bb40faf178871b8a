//! Records of a part of a dump, read by one of several tasks and divided into buckets by session.
//!
//! ```text
//! R/tenant=T/bucket=0007/sessions-3.parquet     the sessions of bucket 7 that task 3 read
//! R/tenant=T/bucket=0007/stints-3.parquet
//! R/tenant=T/bucket=0007/histories-3.parquet
//! R/tenant=T/bucket=0007/events-3.parquet
//! R/tenant=T/tasks/3.files.parquet              the files that it read
//! R/tenant=T/tasks/3.ids.parquet                the ids of its sessions, by which histories in doubt are assigned
//! R/tenant=T/tasks/3.json                       counts, problems, names; written last
//! ```
//!
//! All copies of a record are kept, because a later copy may be in another task. The winning copy is decided
//! bucket by bucket ([`super::merge`]).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::append::move_records;
use super::bucket::{self, Bucket, BucketTable, FileName, Reading, bucket_of, parts};
use super::columns::{Columns, ReadColumns};
use super::tables::{KINDS, kind_name, kind_of, last_records};
use super::tally::TallyForm;
use super::{Made, Records};
use crate::error::Error;
use crate::join::ids;
use crate::ledger::Tally;
use crate::model::{CampaignRecord, DirectoryKind, DirectoryRecord, Id, NameMark, Place, UserName};
use crate::read::{
    Dump, FileStatus, HistoryNaming, Input, InputFile, Limits, Loaded, Size, Undecided,
};
use crate::write::{Attempt, Durability, list};

/// The version of the format of tasks' files.
pub(super) const FORMAT: u32 = 1;

/// The greatest number of buckets: the names of their folders have four digits.
pub const MOST_BUCKETS: u32 = 9_999;

/// The tenant of records that were written without the name of a tenant.
pub const DEFAULT_TENANT: &str = "default";

/// One of the tasks that read a dump together.
#[derive(Clone, Debug)]
pub struct Task {
    /// The folder of all records.
    pub folder: PathBuf,
    pub tenant: String,
    pub number: u32,
    pub buckets: u32,
    pub limits: Limits,
}

impl Task {
    /// The folder of the tenant's records.
    fn tenant_folder(&self) -> PathBuf {
        self.folder.join(tenant_folder(&self.tenant))
    }

    /// Begins to write, so that a folder that cannot be written to is found before the dump is read.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be written to.
    pub fn begin(&self) -> Result<Attempt, Error> {
        begin(&self.tenant_folder(), "tasks", &self.number.to_string())
    }
}

/// The options with which a task reads its files. They must be equal for all tasks of a tenant, because one run has
/// one set of options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskOptions {
    #[serde(flatten)]
    pub made: Made,
    max_expanded: u64,
    max_record: u64,
}

impl TaskOptions {
    /// The options of a tenant's records, as its first task recorded them.
    ///
    /// # Errors
    ///
    /// Fails if the tenant has no task, or if the task's file cannot be read.
    pub fn of_tenant(records: &Path, tenant: &str) -> Result<Self, Error> {
        let tasks = records.join(tenant_folder(tenant)).join("tasks");
        let numbers = task_numbers(&tasks)?;
        let first = numbers.first().ok_or_else(|| no_tasks(records, tenant))?;
        let head = task_head(&tasks.join(format!("{first}.json")), *first)?;
        Ok(head.file.options)
    }

    /// The limits on the size of a record and of an unpacked file.
    pub const fn limits(&self) -> Limits {
        Limits {
            record: Size(self.max_record),
            expanded: Size(self.max_expanded),
        }
    }
}

/// The task's own file, with everything except the rows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TaskFile {
    format: u32,
    phasebook: String,
    tenant: String,
    task: u32,
    pub(super) buckets: u32,
    options: TaskOptions,
    pub(super) dumps: Vec<DumpForm>,
    pub(super) directory: Vec<DirectoryForm>,
    /// Operators and the marks of their user names.
    pub(super) user_names: Vec<(i64, u64)>,
    /// The ids in all records, by kind.
    pub(super) ids: BTreeMap<String, Vec<i64>>,
    pub(super) tally: TallyForm,
    outputs: Vec<OutputForm>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct DumpForm {
    pub(super) path: String,
    pub(super) is_folder: bool,
}

/// The last record of a user, group, department or campaign.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct DirectoryForm {
    pub(super) kind: String,
    pub(super) id: i64,
    pub(super) name: Option<String>,
    pub(super) mode: Option<String>,
    #[serde(flatten)]
    pub(super) file: FileName,
    pub(super) offset: u64,
    pub(super) line: u32,
}

/// A file that a task wrote, by its path in the tenant's folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OutputForm {
    name: String,
    blake3: String,
}

fn bucket_folder(bucket: u32) -> String {
    format!("bucket={bucket:04}")
}

/// The file of a bucket's table, in the bucket's folder.
fn table_name(folder: &str, table: BucketTable, task: u32) -> String {
    format!("{folder}/{}-{task}.parquet", table.name())
}

/// Whether a folder is that of a tenant whose records tasks have written.
pub(super) fn is_of_tasks(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("tenant=")) && folder.join("tasks").is_dir()
}

/// The name of a tenant's folder.
pub fn tenant_folder(tenant: &str) -> String {
    format!("tenant={tenant}")
}

/// Begins an attempt to write files below the folder of a tenant. Readers check the hashes of these files.
pub(super) fn begin(tenant: &Path, place: &str, task: &str) -> Result<Attempt, Error> {
    let begun = Attempt::begin(tenant, place, task, Durability::CheckedByReaders);
    begun.map_err(|error| unwritten(tenant, &error))
}

/// The error for a file or a folder that cannot be written.
pub(super) fn unwritten(path: &Path, error: &std::io::Error) -> Error {
    Error::failed(
        format!("cannot write {}: {error}", path.display()),
        "make room or choose another folder, then run the same again",
    )
}

fn too_large(error: &polars::error::PolarsError) -> Error {
    Error::failed(
        format!("the records cannot be written: {error}"),
        "give each task fewer files",
    )
}

impl Records {
    /// Writes the records as an attempt of a task. A task that runs again replaces its own files, and equal files
    /// give equal bytes.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be written.
    pub fn write_task(
        &self,
        task: &Task,
        attempt: Attempt,
        naming: &HistoryNaming,
    ) -> Result<(), Error> {
        let folder = task.tenant_folder();
        let number = task.number;
        let loaded = &self.loaded;
        let files = FileName::numbered(self.inputs.iter().map(|input| {
            let dump = self.dumps[input.dump].path().to_string_lossy();
            (dump.into_owned(), input.path())
        }));
        let parts = parts(loaded, &files, naming, task.buckets);
        let write = |name: String, bytes: &[u8]| -> Result<OutputForm, Error> {
            let put = attempt.put(&name, bytes);
            put.map_err(|error| unwritten(&folder.join(&name), &error))?;
            let blake3 = blake3::hash(bytes).to_hex().to_string();
            Ok(OutputForm { name, blake3 })
        };
        let of_buckets: Result<Vec<Vec<OutputForm>>, Error> = (0..task.buckets)
            .into_par_iter()
            .zip(parts)
            .map(|(bucket, part)| {
                let place = bucket_folder(bucket);
                let tables = part.tables(&files, loaded);
                let tables = tables.map_err(|error| too_large(&error))?.into_iter();
                tables
                    .map(|(table, rows)| write(table_name(&place, table, number), &rows))
                    .collect()
            })
            .collect();
        let mut outputs: Vec<OutputForm> = of_buckets?.into_iter().flatten().collect();
        let sessions = loaded.sessions.iter().flatten().map(|session| session.id);
        let sessions = sessions.chain(loaded.undecided.rejected.iter().copied());
        let ids_of_sessions: BTreeSet<Id> = sessions.collect();
        if !ids_of_sessions.is_empty() {
            let rows = bucket::id_rows(&ids_of_sessions).map_err(|error| too_large(&error))?;
            outputs.push(write(format!("tasks/{number}.ids.parquet"), &rows)?);
        }
        if !files.is_empty() {
            let rows = file_rows(&files, &loaded.files).map_err(|error| too_large(&error))?;
            outputs.push(write(format!("tasks/{number}.files.parquet"), &rows)?);
        }
        remove_earlier(&folder, task, &outputs)?;
        let about = self.about_task(task, &files, outputs)?;
        let name = format!("tasks/{number}.json");
        let ended = attempt.put(&name, &about).and_then(|()| attempt.finish());
        ended.map_err(|error| unwritten(&folder.join(name), &error))
    }

    fn about_task(
        &self,
        task: &Task,
        files: &[FileName],
        outputs: Vec<OutputForm>,
    ) -> Result<Vec<u8>, Error> {
        let loaded = &self.loaded;
        let mut user_names: Vec<(i64, u64)> = loaded
            .user_names
            .iter()
            .map(|name| (name.user.get(), name.mark.0))
            .collect();
        user_names.sort_unstable();
        let directory = last_records(loaded).into_iter();
        let all_ids = KINDS.iter().map(|(kind, name)| {
            let ids = ids(&loaded.sessions, &loaded.actions, *kind).map(Id::get);
            let ids: BTreeSet<i64> = ids.collect();
            ((*name).to_owned(), ids.into_iter().collect())
        });
        let dumps = self.dumps.iter().map(|dump| DumpForm {
            path: dump.path().to_string_lossy().into_owned(),
            is_folder: dump.is_folder(),
        });
        let about = TaskFile {
            format: FORMAT,
            phasebook: env!("CARGO_PKG_VERSION").to_owned(),
            tenant: task.tenant.clone(),
            task: task.number,
            buckets: task.buckets,
            options: TaskOptions {
                made: self.made.clone(),
                max_expanded: task.limits.expanded.0,
                max_record: task.limits.record.0,
            },
            dumps: dumps.collect(),
            directory: directory
                .map(|record| DirectoryForm {
                    kind: kind_name(record.kind).to_owned(),
                    id: record.id.get(),
                    name: record.name.map(|name| loaded.texts.get(name).to_owned()),
                    mode: record.mode.map(str::to_owned),
                    file: files[record.place.file as usize].clone(),
                    offset: record.place.offset,
                    line: record.place.line,
                })
                .collect(),
            user_names,
            ids: all_ids.collect(),
            tally: TallyForm::new(&loaded.tally, files, &loaded.texts),
            outputs,
        };
        to_json(&about)
    }
}

/// A value as a line of JSON.
pub(super) fn to_json(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let text = serde_json::to_vec(value);
    let mut text = text.map_err(|error| {
        Error::failed(
            format!("it cannot be written as JSON: {error}"),
            "free some memory",
        )
    })?;
    text.push(b'\n');
    Ok(text)
}

/// Removes files of an earlier run of the task that this run does not write.
fn remove_earlier(folder: &Path, task: &Task, outputs: &[OutputForm]) -> Result<(), Error> {
    let written: HashSet<&str> = outputs.iter().map(|output| &*output.name).collect();
    let number = task.number;
    let mut earlier = vec![
        format!("tasks/{number}.ids.parquet"),
        format!("tasks/{number}.files.parquet"),
    ];
    // The task may have run with more buckets.
    let listed = list(folder).map_err(|error| {
        Error::failed(
            format!("cannot list {}: {error}", folder.display()),
            "make it readable, then run the same again",
        )
    })?;
    for entry in listed {
        let name = entry.file_name();
        if let Some(place) = name.to_str().filter(|name| name.starts_with("bucket=")) {
            earlier.extend(BucketTable::ALL.map(|table| table_name(place, table, number)));
        }
    }
    for name in earlier {
        if !written.contains(&*name) {
            remove_file(&folder.join(name))?;
        }
    }
    Ok(())
}

/// Removes a file, if it is there.
///
/// # Errors
///
/// Fails if it cannot be removed.
pub fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::failed(
            format!("cannot remove {}: {error}", path.display()),
            "remove it, then run the same again",
        )),
        // The file is gone: another attempt of the task may have removed it first.
        _ => Ok(()),
    }
}

fn file_rows(files: &[FileName], read: &[InputFile]) -> polars::error::PolarsResult<Vec<u8>> {
    let hashes: Vec<Option<String>> = read
        .iter()
        .map(|file| file.hash.map(|hash| hash.to_hex().to_string()))
        .collect();
    Columns::with_rows(files.len())
        .texts("dump", files.iter().map(|file| Some(&*file.dump)))
        .texts("path", files.iter().map(|file| Some(&*file.path)))
        .texts("status", read.iter().map(|file| Some(file.status.name())))
        .integers("bytes", read.iter().map(|file| file.bytes?.try_into().ok()))
        .texts("blake3", hashes.iter().map(Option::as_deref))
        .into_bytes()
}

/// A task that was read back.
#[derive(Debug)]
pub(super) struct TaskHead {
    pub(super) number: u32,
    /// The hash of the task's file. Later steps record it, which shows whether the task has run again since.
    pub(super) mark: String,
    pub(super) file: TaskFile,
}

/// All records of a tenant, as its tasks have written them.
#[derive(Debug)]
pub struct TenantRecords {
    pub(super) folder: PathBuf,
    pub(super) tenant: String,
    pub(super) tasks: Vec<TaskHead>,
    /// The ids of all sessions, once a history in doubt needs them.
    known: OnceLock<HashSet<Id, RandomState>>,
}

/// The dumps of a tenant, the names of their files in path order, and what became of each file.
pub(super) type TenantFiles = (Vec<Dump>, Vec<FileName>, Vec<InputFile>);

/// The error for files of tasks that cannot be used.
pub(super) fn refused(message: String) -> Error {
    Error::failed(
        message,
        "run the task again: phasebook records ... --task N, then phasebook merge",
    )
}

impl TenantRecords {
    /// Opens the records of a tenant.
    ///
    /// # Errors
    ///
    /// Fails if the tenant has no records, or if its tasks differ in buckets, options or the version of phasebook.
    pub fn open(records: &Path, tenant: &str) -> Result<Self, Error> {
        let folder = records.join(tenant_folder(tenant));
        let tasks: Result<Vec<TaskHead>, Error> = task_numbers(&folder.join("tasks"))?
            .into_iter()
            .map(|number| task_head(&folder.join(format!("tasks/{number}.json")), number))
            .collect();
        let tasks = tasks?;
        let Some((first, others)) = tasks.split_first() else {
            return Err(no_tasks(records, tenant));
        };
        for other in others {
            let alike = [
                (first.file.buckets == other.file.buckets, "--buckets"),
                (
                    first.file.options == other.file.options,
                    "options of reading",
                ),
                (first.file.phasebook == other.file.phasebook, "phasebooks"),
            ];
            if let Some((_, what)) = alike.into_iter().find(|(is_alike, _)| !is_alike) {
                return Err(refused(format!(
                    "tasks {} and {} of {} ran with different {what}, and must run alike",
                    first.number,
                    other.number,
                    folder.display()
                )));
            }
        }
        Ok(Self {
            folder,
            tenant: tenant.to_owned(),
            tasks,
            known: OnceLock::new(),
        })
    }

    /// Opens the records in the folder of a tenant.
    pub(super) fn open_folder(folder: &Path) -> Result<Self, Error> {
        let name = folder.file_name().and_then(|name| name.to_str());
        let tenant = name.and_then(|name| name.strip_prefix("tenant="));
        let above = folder.parent().unwrap_or_else(|| Path::new(""));
        Self::open(above, tenant.unwrap_or_default())
    }

    /// The number of buckets.
    pub fn buckets(&self) -> u32 {
        self.tasks.first().map_or(0, |task| task.file.buckets)
    }

    /// The number of tasks.
    pub fn tasks(&self) -> usize {
        self.tasks.len()
    }

    /// The options that the dump was read with.
    pub fn options(&self) -> Option<&TaskOptions> {
        self.tasks.first().map(|task| &task.file.options)
    }

    /// The numbers of all tasks, each with its mark.
    pub(super) fn marks(&self) -> Vec<(u32, String)> {
        let tasks = self.tasks.iter();
        tasks.map(|task| (task.number, task.mark.clone())).collect()
    }

    fn naming(&self) -> HistoryNaming {
        let pattern = self.options();
        let pattern = pattern.and_then(|options| options.made.session_id_regex.as_deref());
        // The pattern was valid when the tasks ran.
        pattern
            .and_then(|pattern| HistoryNaming::by_pattern(pattern).ok())
            .unwrap_or_default()
    }

    /// The names and bytes of those outputs of a task whose names start with `begin`. An output that is missing or
    /// changed is an error.
    fn outputs<'a>(
        &'a self,
        task: &'a TaskHead,
        begin: &'a str,
    ) -> impl Iterator<Item = Result<(&'a str, Vec<u8>), Error>> {
        let outputs = task.file.outputs.iter();
        let outputs = outputs.filter(move |output| output.name.starts_with(begin));
        outputs.map(|output| {
            let path = self.folder.join(&output.name);
            let bytes = fs::read(&path).map_err(|error| {
                refused(format!(
                    "cannot read {} of task {}: {error}",
                    path.display(),
                    task.number
                ))
            })?;
            if blake3::hash(&bytes).to_hex().as_str() != output.blake3 {
                return Err(refused(format!(
                    "{} is not as task {} wrote it",
                    path.display(),
                    task.number
                )));
            }
            Ok((&*output.name, bytes))
        })
    }

    /// The records of a bucket that all tasks have written.
    pub(super) fn bucket(&self, bucket: u32) -> Result<Bucket, Error> {
        let mut reading = Reading::default();
        self.read_bucket(bucket, &mut reading)?;
        let buckets = self.buckets();
        self.decide(reading, |session| bucket_of(session, buckets) == bucket)
    }

    /// Assigns each history in doubt to its session, and keeps the histories whose session `is_here`.
    fn decide(&self, reading: Reading, is_here: impl Fn(Id) -> bool) -> Result<Bucket, Error> {
        if !reading.is_in_doubt() {
            return Ok(reading.finish(&HistoryNaming::default(), |_| false, is_here));
        }
        let known = self.known()?;
        Ok(reading.finish(&self.naming(), |id| known.contains(&id), is_here))
    }

    fn read_bucket(&self, bucket: u32, reading: &mut Reading) -> Result<(), Error> {
        let folder = bucket_folder(bucket);
        let begin = format!("{folder}/");
        for task in &self.tasks {
            let files: Result<HashMap<&str, Vec<u8>, RandomState>, Error> =
                self.outputs(task, &begin).collect();
            let files = files?;
            let file = |table| {
                let name = table_name(&folder, table, task.number);
                files.get(&*name).map(Vec::as_slice)
            };
            let cannot = |error| {
                let number = task.number;
                refused(format!("{begin} of task {number} cannot be read: {error}"))
            };
            if let Some(sessions) = file(BucketTable::Sessions) {
                let read = reading.sessions(sessions, file(BucketTable::Stints));
                read.map_err(cannot)?;
            }
            if let Some(histories) = file(BucketTable::Histories) {
                let read = reading.histories(histories, file(BucketTable::Events));
                read.map_err(cannot)?;
            }
        }
        Ok(())
    }

    /// All records of all tasks, as one run would have read them.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read, or two tasks have read one file of a dump.
    pub(super) fn all(&self) -> Result<Records, Error> {
        let (dumps, names, files) = self.files()?;
        let numbers: HashMap<&FileName, u32, RandomState> = names.iter().zip(0..).collect();
        let number = |file: &FileName| numbers.get(file).copied();
        let mut reading = Reading::default();
        for bucket in 0..self.buckets() {
            self.read_bucket(bucket, &mut reading)?;
        }
        let mut tally = Tally::default();
        for task in &self.tasks {
            let read = task.file.tally.clone().read(number, &mut reading.symbols);
            tally.merge(read.map_err(refused)?);
        }
        let mut directory: Vec<DirectoryRecord> = Vec::new();
        let mut campaigns: Vec<CampaignRecord> = Vec::new();
        for record in self.tasks.iter().flat_map(|task| &task.file.directory) {
            let symbols = &mut reading.symbols;
            let key = kind_of(&record.kind).zip(Id::new(record.id));
            let (Some((kind, id)), Some(file)) = (key, number(&record.file)) else {
                continue;
            };
            let place = Place {
                file,
                offset: record.offset,
                line: record.line,
            };
            let name = record.name.as_deref().map(|name| symbols.get(name));
            if kind == DirectoryKind::Campaign {
                let mode = record.mode.as_deref().map(|mode| symbols.code(mode));
                campaigns.push(CampaignRecord {
                    id,
                    place,
                    mode,
                    name,
                });
            } else {
                directory.push(DirectoryRecord {
                    kind,
                    id,
                    place,
                    name,
                });
            }
        }
        let user_names = self.tasks.iter().flat_map(|task| &task.file.user_names);
        let user_names = user_names.filter_map(|(user, mark)| {
            Some(UserName {
                user: Id::new(*user)?,
                mark: NameMark(*mark),
            })
        });
        let user_names = user_names.collect();
        let Bucket {
            files: met,
            mut loaded,
        } = self.decide(reading, |_| true)?;
        let lossy = loaded.histories.iter().flatten();
        let lossy = lossy.filter(|history| {
            let Undecided {
                doubtful, lossy, ..
            } = &loaded.undecided;
            doubtful.contains(&history.place) && lossy.contains(&history.place)
        });
        let lossy: HashMap<Option<u32>, Id, RandomState> = lossy
            .map(|history| {
                (
                    number(&met[history.place.file as usize]),
                    history.session_id,
                )
            })
            .collect();
        tally
            .problems
            .name_sessions(|file| lossy.get(&Some(file)).copied());
        let own: Option<Vec<u32>> = met.iter().map(number).collect();
        let own =
            own.ok_or_else(|| refused("a record is of a file that no task has".to_owned()))?;
        move_records(&mut loaded, &|file| own[file as usize]);
        Ok(Records {
            inputs: inputs(&dumps, &names),
            dumps,
            loaded: Loaded {
                campaigns,
                directory,
                user_names,
                tally,
                files,
                undecided: Undecided::default(),
                ..loaded
            },
            made: self
                .options()
                .map(|options| options.made.clone())
                .unwrap_or_default(),
            ..Records::default()
        })
    }

    /// The ids of all sessions of the tenant, rejected ones included.
    fn known(&self) -> Result<&HashSet<Id, RandomState>, Error> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let mut known: HashSet<Id, RandomState> = HashSet::default();
        for task in &self.tasks {
            for output in self.outputs(task, &format!("tasks/{}.ids.", task.number)) {
                let (name, bytes) = output?;
                let ids = bucket::read_ids(&bytes);
                known.extend(
                    ids.map_err(|error| refused(format!("{name} cannot be read: {error}")))?,
                );
            }
        }
        Ok(self.known.get_or_init(|| known))
    }

    /// The dumps, and all their files in path order with what became of each.
    ///
    /// # Errors
    ///
    /// Fails if a file was read by two tasks.
    pub(super) fn files(&self) -> Result<TenantFiles, Error> {
        let dumps: BTreeSet<&DumpForm> = self
            .tasks
            .iter()
            .flat_map(|task| &task.file.dumps)
            .collect();
        let dumps = dumps.into_iter();
        let dumps = dumps.map(|dump| Dump::known(PathBuf::from(&dump.path), dump.is_folder));
        let mut files: Vec<(FileName, u32, InputFile)> = Vec::new();
        for task in &self.tasks {
            for output in self.outputs(task, &format!("tasks/{}.files.", task.number)) {
                let (name, bytes) = output?;
                let read = read_files(&bytes)
                    .map_err(|error| refused(format!("{name} cannot be read: {error}")))?;
                files.extend(
                    read.into_iter()
                        .map(|(file, input)| (file, task.number, input)),
                );
            }
        }
        files.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        let mut pairs = files.windows(2);
        let twice = pairs.find(|pair| pair[0].0 == pair[1].0);
        if let Some([(file, one, _), (_, other, _)]) = twice {
            return Err(Error::failed(
                format!(
                    "{} of {} was read by task {one} and by task {other}",
                    file.shown(),
                    file.dump
                ),
                "a file belongs to one task: mend the lists, and run these tasks again",
            ));
        }
        let (names, files) = files
            .into_iter()
            .map(|(name, _, file)| (name, file))
            .unzip();
        Ok((dumps.collect(), names, files))
    }

    /// The ids in the records of all tasks, by kind.
    pub(super) fn ids(&self) -> BTreeMap<DirectoryKind, BTreeSet<i64>> {
        let mut all: BTreeMap<DirectoryKind, BTreeSet<i64>> = BTreeMap::new();
        for task in &self.tasks {
            for (kind, name) in KINDS {
                let ids = task.file.ids.get(name).into_iter().flatten();
                all.entry(kind).or_default().extend(ids);
            }
        }
        all
    }
}

/// The inputs with these names, in the order of the names.
pub(super) fn inputs(dumps: &[Dump], names: &[FileName]) -> Vec<Input> {
    let numbers: BTreeMap<String, usize> = dumps
        .iter()
        .enumerate()
        .map(|(number, dump)| (dump.path().to_string_lossy().into_owned(), number))
        .collect();
    let names = names.iter();
    names
        .map(|name| {
            let dump = numbers.get(&name.dump).copied().unwrap_or_default();
            Input::known(dump, name.shown())
        })
        .collect()
}

fn read_files(bytes: &[u8]) -> polars::error::PolarsResult<Vec<(FileName, InputFile)>> {
    let columns = ReadColumns::from_bytes(bytes)?;
    let (dumps, paths) = (columns.texts("dump")?, columns.texts("path")?);
    let (statuses, hashes) = (columns.texts("status")?, columns.texts("blake3")?);
    let sizes = columns.integers("bytes")?;
    (0..columns.rows)
        .map(|row| {
            let status = statuses.get(row).and_then(FileStatus::from_name);
            let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
            let name = FileName {
                dump: text(dumps.get(row)),
                path: text(paths.get(row)),
            };
            let status = status
                .ok_or_else(|| polars::error::polars_err!(ComputeError: "a row has no status"))?;
            let hash = hashes.get(row);
            let file = InputFile {
                status,
                bytes: super::columns::integer(sizes, row).and_then(|size| size.try_into().ok()),
                hash: hash.and_then(|hash| blake3::Hash::from_hex(hash).ok()),
            };
            Ok((name, file))
        })
        .collect()
}

/// The numbers of the tasks in a folder, in order.
fn task_numbers(folder: &Path) -> Result<Vec<u32>, Error> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.map_err(|error| refused(error.to_string()))?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".json"));
        numbers.extend(number.and_then(|number| number.parse::<u32>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn task_head(path: &Path, number: u32) -> Result<TaskHead, Error> {
    #[derive(Deserialize)]
    struct Form {
        format: u32,
        phasebook: String,
    }
    let place = path.display();
    let bytes = fs::read(path);
    let bytes = bytes.map_err(|error| refused(format!("cannot read {place}: {error}")))?;
    let damaged = |error: serde_json::Error| refused(format!("{place} is damaged: {error}"));
    let form: Form = serde_json::from_slice(&bytes).map_err(damaged)?;
    if form.format != FORMAT {
        return Err(refused(format!(
            "{place} was made by phasebook {}, in a form that this version ({}) does not read",
            form.phasebook,
            env!("CARGO_PKG_VERSION")
        )));
    }
    Ok(TaskHead {
        number,
        mark: blake3::hash(&bytes).to_hex().to_string(),
        file: serde_json::from_slice(&bytes).map_err(damaged)?,
    })
}

/// The error for a folder without tasks of a tenant, with a hint that lists the other tenants.
fn no_tasks(records: &Path, tenant: &str) -> Error {
    let mut others: Vec<String> = fs::read_dir(records)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            name.to_str()?.strip_prefix("tenant=").map(str::to_owned)
        })
        .collect();
    others.sort();
    let hint = if others.is_empty() {
        "write them first: phasebook records PATH... --out DIR".to_owned()
    } else {
        format!(
            "name one of its tenants with --tenant: {}",
            others.join(", ")
        )
    };
    Error::failed(
        format!(
            "there are no records of the tenant {tenant} in {}",
            records.display()
        ),
        hint,
    )
}
