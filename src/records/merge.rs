//! Merges the records of all tasks to dossiers, bucket by bucket, so that no step needs all records in memory.
//!
//! 1. [`TenantRecords::merge_bucket`]: which copies win in a bucket, and how its records spell names;
//! 2. [`TenantRecords::merge_names`]: one name for each operator, queue, department and campaign, by the
//!    spellings of all buckets and the directory of all tasks. Settings name queues by these names, so facts
//!    wait for this step;
//! 3. [`MergedRecords::dossiers`]: the dossiers of a bucket, with the names of all;
//! 4. [`MergedRecords::ledger`]: the counts and problems of all tasks and buckets, as one run would have them.
//!
//! The steps join and name as a single run does ([`crate::join`], [`crate::names`]). This module only stores their
//! decisions for the next step.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::bucket::{Bucket, FileName};
use super::read::Symbols;
use super::tables::{KINDS, kind_name, kind_of};
use super::tally::TallyForm;
use super::task::{
    DirectoryForm, FORMAT, TaskOptions, TenantRecords, begin, inputs, refused, tenant_folder,
    to_json, unwritten,
};
use crate::dossiers::Dossiers;
use crate::error::Error;
use crate::join::{Joined, join};
use crate::ledger::Tally;
use crate::model::api_enum::ApiEnum;
use crate::model::{
    CampaignMode, CampaignRecord, Coded, DirectoryKind, DirectoryRecord, Id, Interner, NameMark,
    Place, Texts, UserName,
};
use crate::names::{Names, Spelling, Spellings};
use crate::read::{Dump, Input};
use crate::time::Timestamp;
use crate::write::OutputFile;

const MERGE_AGAIN: &str = "merge again: phasebook merge DIR";

fn stale(message: String) -> Error {
    Error::failed(message, MERGE_AGAIN)
}

/// The decisions in one bucket: which copies win, and how its records spell names.
#[derive(Debug, Serialize, Deserialize)]
struct MergedBucket {
    format: u32,
    bucket: u32,
    /// The tasks whose records were merged, each with its mark.
    tasks: Vec<(u32, String)>,
    tally: TallyForm,
    spellings: Vec<SpellingForm>,
    /// Files in whose bare history a value was lost, with the session that the history belongs to.
    sessions_of_files: Vec<(FileName, i64)>,
}

/// The best spelling of a name in a bucket.
#[derive(Debug, Serialize, Deserialize)]
struct SpellingForm {
    kind: String,
    id: i64,
    is_full: bool,
    /// In microseconds since 1970-01-01T00:00:00Z.
    timestamp: i64,
    name: String,
}

/// The decisions that all buckets share.
#[derive(Debug, Serialize, Deserialize)]
struct MergedNames {
    format: u32,
    tasks: Vec<(u32, String)>,
    names: Vec<(String, i64, String)>,
    /// Campaigns with the mode in their last record.
    campaigns: Vec<(i64, Option<String>)>,
    /// All ids in the records, by kind.
    ids: BTreeMap<String, BTreeSet<i64>>,
    user_names: BTreeSet<(i64, u64)>,
}

/// The counts that `phasebook merge` prints.
#[derive(Clone, Copy, Debug, Default)]
pub struct MergeCounts {
    pub sessions_kept: u64,
    pub names: usize,
}

/// The folder with the decisions of all steps, in the tenant's folder.
const MERGED: &str = "merged";

/// The name of the step that decides names.
const NAMES: &str = "names";

/// The name of the step that decides which copies win in a bucket.
fn bucket_name(bucket: u32) -> String {
    format!("{bucket:04}")
}

/// The file with the decisions of a step, relative to the tenant's folder.
fn merged_file(step: &str) -> String {
    format!("{MERGED}/{step}.json")
}

/// Reads a value that an earlier step has written, and the hash of its file. `missing` is the hint of the error.
fn read_json<T: for<'de> Deserialize<'de>>(
    path: &Path,
    missing: &str,
) -> Result<(T, String), Error> {
    let place = path.display();
    let bytes = fs::read(path)
        .map_err(|error| Error::failed(format!("cannot read {place}: {error}"), missing))?;
    let value = serde_json::from_slice(&bytes)
        .map_err(|error| Error::failed(format!("{place} is damaged: {error}"), missing))?;
    Ok((value, blake3::hash(&bytes).to_hex().to_string()))
}

impl TenantRecords {
    /// Decides which copies win in a bucket, and writes the decisions.
    ///
    /// # Errors
    ///
    /// Fails if records cannot be read, or the decisions cannot be written.
    pub fn merge_bucket(&self, bucket: u32) -> Result<(), Error> {
        let Bucket { files, loaded } = self.bucket(bucket)?;
        let undecided = &loaded.undecided;
        let lossy = loaded.histories.iter().flatten().filter(|history| {
            undecided.doubtful.contains(&history.place) && undecided.lossy.contains(&history.place)
        });
        let sessions_of_files = lossy
            .map(|history| {
                let file = files[history.place.file as usize].clone();
                (file, history.session_id.get())
            })
            .collect();
        let mut tally = Tally::default();
        let joined = join(
            loaded.sessions,
            loaded.histories,
            loaded.actions,
            &[],
            &mut tally,
        );
        let texts = loaded.texts;
        let spellings = Spellings::from_joined(&joined, &texts);
        let mut spellings: Vec<_> = spellings.iter().collect();
        spellings.sort_unstable_by_key(|(key, _)| *key);
        let merged = MergedBucket {
            format: FORMAT,
            bucket,
            tasks: self.marks(),
            tally: TallyForm::new(&tally, &files, &texts),
            spellings: spellings
                .into_iter()
                .map(|((kind, id), spelling)| SpellingForm {
                    kind: kind_name(kind).to_owned(),
                    id: id.get(),
                    is_full: spelling.is_full,
                    timestamp: spelling.timestamp.microseconds(),
                    name: texts.get(spelling.symbol).to_owned(),
                })
                .collect(),
            sessions_of_files,
        };
        self.write_merged(&bucket_name(bucket), &merged)
    }

    /// Writes the decisions of a step.
    fn write_merged(&self, name: &str, merged: &impl Serialize) -> Result<(), Error> {
        let attempt = begin(&self.folder, MERGED, name)?;
        let file = merged_file(name);
        let text = to_json(merged)?;
        let written = attempt.put(&file, &text).and_then(|()| attempt.finish());
        written.map_err(|error| unwritten(&self.folder.join(file), &error))
    }

    /// The decisions in a bucket. Fails if they are missing, or if a task has run since they were made.
    fn merged_bucket(&self, bucket: u32) -> Result<MergedBucket, Error> {
        let path = self.folder.join(merged_file(&bucket_name(bucket)));
        let missing = format!("merge the bucket first: phasebook merge DIR --bucket {bucket}");
        let (merged, _): (MergedBucket, _) = read_json(&path, &missing)?;
        if merged.tasks != self.marks() {
            return Err(stale(format!(
                "bucket {bucket} was merged before a task ran, or ran again"
            )));
        }
        Ok(merged)
    }

    /// Decides the name of each operator, queue, department and campaign. All buckets must be merged before.
    ///
    /// # Errors
    ///
    /// Fails if a bucket is not merged, or two tasks have read one file.
    pub fn merge_names(&self) -> Result<MergeCounts, Error> {
        self.files()?;
        let texts = Interner::default();
        let mut spellings = Spellings::default();
        let mut found: Vec<((DirectoryKind, Id), Spelling)> = Vec::new();
        let mut counts = MergeCounts::default();
        for bucket in 0..self.buckets() {
            let merged = self.merged_bucket(bucket)?;
            counts.sessions_kept += merged.tally.sessions_kept();
            for spelling in merged.spellings {
                let key = kind_of(&spelling.kind).zip(Id::new(spelling.id));
                let timestamp = Timestamp::from_microseconds(spelling.timestamp);
                let (Some(key), Some(timestamp)) = (key, timestamp) else {
                    continue;
                };
                let spelling = Spelling {
                    is_full: spelling.is_full,
                    timestamp,
                    symbol: texts.intern(&spelling.name),
                };
                found.push((key, spelling));
            }
        }
        let records = self.directory(&texts);
        let texts = texts.finish();
        for (key, spelling) in found {
            spellings.note(key, spelling, &texts);
        }
        let (directory, campaigns) = records;
        let names = Names::of_spellings(spellings, &directory, &campaigns, texts);
        let mut all: Vec<(String, i64, String)> = Vec::new();
        for (kind, name_of_kind) in KINDS {
            let mut of_kind: Vec<(Id, &str)> = names.all(kind).collect();
            of_kind.sort_unstable();
            let of_kind = of_kind.into_iter();
            all.extend(
                of_kind.map(|(id, name)| (name_of_kind.to_owned(), id.get(), name.to_owned())),
            );
        }
        counts.names = all.len();
        let modes: BTreeMap<i64, Option<String>> = campaigns
            .iter()
            .map(|record| {
                let mode = record.mode;
                let mode = mode.map(|mode| mode.text(names.texts()).to_owned());
                (record.id.get(), mode)
            })
            .collect();
        let user_names = self.tasks.iter().flat_map(|task| &task.file.user_names);
        let ids = self.ids().into_iter();
        let merged = MergedNames {
            format: FORMAT,
            tasks: self.marks(),
            names: all,
            campaigns: modes.into_iter().collect(),
            ids: ids
                .map(|(kind, ids)| (kind_name(kind).to_owned(), ids))
                .collect(),
            user_names: user_names.copied().collect(),
        };
        self.write_merged(NAMES, &merged)?;
        Ok(counts)
    }

    /// The directory records of all tasks. Their places are only ranks in path order, because later records win.
    fn directory(&self, texts: &Interner) -> (Vec<DirectoryRecord>, Vec<CampaignRecord>) {
        let mut records: Vec<&DirectoryForm> = self
            .tasks
            .iter()
            .flat_map(|task| &task.file.directory)
            .collect();
        records.sort_by_key(|record| (&record.file, record.offset, record.line));
        let (mut directory, mut campaigns) = (Vec::new(), Vec::new());
        for (file, record) in (0..).zip(records) {
            let place = Place {
                file,
                ..Place::default()
            };
            let Some((kind, id)) = kind_of(&record.kind).zip(Id::new(record.id)) else {
                continue;
            };
            let name = record.name.as_deref().map(|name| texts.intern(name));
            if kind == DirectoryKind::Campaign {
                let mode = record.mode.as_deref();
                campaigns.push(CampaignRecord {
                    id,
                    place,
                    mode: mode.map(|mode| mode_of(mode, texts)),
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
        (directory, campaigns)
    }
}

fn mode_of(mode: &str, texts: &Interner) -> Coded<CampaignMode> {
    match CampaignMode::from_exact_name(mode.as_bytes()) {
        Some(mode) => Coded::Known(mode),
        None => Coded::Other(texts.intern(mode)),
    }
}

/// The records of a tenant, once the copies that win and the names are decided.
#[derive(Debug)]
pub struct MergedRecords {
    records: TenantRecords,
    names: MergedNames,
    /// The hash of the file with the names. Facts record it, which shows whether names were decided again since.
    mark: String,
}

/// The part of the ledger that comes from the facts of one bucket, in JSON.
#[derive(Debug, Serialize, Deserialize)]
struct FactsPart {
    format: u32,
    tenant: String,
    bucket: u32,
    names: String,
    /// The settings that facts depend on.
    settings: Vec<(String, Value)>,
    tally: TallyForm,
    outputs: Vec<FactsFile>,
}

/// A file of facts.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct FactsFile {
    name: String,
    bytes: u64,
    blake3: String,
}

/// The counts and problems of all steps.
#[derive(Debug)]
pub struct MergedLedger {
    pub dumps: Vec<Dump>,
    pub inputs: Vec<Input>,
    /// Dossiers without sessions, with the counts, problems and names of all buckets.
    pub dossiers: Dossiers,
    /// The files of facts.
    pub outputs: Vec<OutputFile>,
}

impl MergedRecords {
    /// Opens the records of a tenant.
    ///
    /// # Errors
    ///
    /// Fails if the records were not merged, or if a task has run since.
    pub fn open(records: &Path, tenant: &str) -> Result<Self, Error> {
        let records = TenantRecords::open(records, tenant)?;
        let (names, mark): (MergedNames, _) =
            read_json(&records.folder.join(merged_file(NAMES)), MERGE_AGAIN)?;
        if names.tasks != records.marks() {
            return Err(stale(format!(
                "the records of {} were merged before a task ran, or ran again",
                records.folder.display()
            )));
        }
        Ok(Self {
            records,
            names,
            mark,
        })
    }

    /// The number of buckets.
    pub fn buckets(&self) -> u32 {
        self.records.buckets()
    }

    /// The options that the dump was read with.
    pub fn options(&self) -> Option<&TaskOptions> {
        self.records.options()
    }

    fn names(&self, texts: Texts) -> Names {
        let names = self.names.names.iter();
        let names = names
            .filter_map(|(kind, id, name)| Some((kind_of(kind)?, Id::new(*id)?, name.as_str())));
        let user_names = self.names.user_names.iter();
        let user_names = user_names.filter_map(|(user, mark)| {
            Some(UserName {
                user: Id::new(*user)?,
                mark: NameMark(*mark),
            })
        });
        Names::resolved(names, texts).with_user_names(user_names.collect())
    }

    fn ids(&self) -> impl Iterator<Item = (DirectoryKind, Id)> {
        let kinds = self.names.ids.iter();
        kinds.flat_map(|(kind, ids)| {
            let ids = ids.iter().filter_map(|id| Id::new(*id));
            let kind = kind_of(kind);
            ids.filter_map(move |id| Some((kind?, id)))
        })
    }

    /// The dossiers of a bucket, with the names of all buckets. Their tally counts this bucket alone.
    ///
    /// # Errors
    ///
    /// Fails if records cannot be read.
    pub fn dossiers(&self, bucket: u32) -> Result<(Dossiers, BucketFiles), Error> {
        let Bucket { files, mut loaded } = self.records.bucket(bucket)?;
        let texts = std::mem::take(&mut loaded.texts);
        // An undeclared mode counts as unknown, whatever its text is.
        let unused = Interner::default();
        let campaigns = self.names.campaigns.iter().filter_map(|(id, mode)| {
            Some(CampaignRecord {
                id: Id::new(*id)?,
                place: Place::default(),
                mode: mode.as_deref().map(|mode| mode_of(mode, &unused)),
                name: None,
            })
        });
        let campaigns: Vec<CampaignRecord> = campaigns.collect();
        let mut tally = Tally::default();
        let mut joined = join(
            loaded.sessions,
            loaded.histories,
            loaded.actions,
            &campaigns,
            &mut tally,
        );
        joined.add_ids(self.ids());
        let dossiers = Dossiers {
            joined,
            names: self.names(texts),
            tally,
            files: Vec::new(),
        };
        Ok((dossiers, BucketFiles(files)))
    }

    /// Dossiers without sessions, with the names and ids of all buckets: names in settings resolve to the same ids as
    /// in every bucket.
    pub fn without_sessions(&self) -> Dossiers {
        self.named(Texts::default())
    }

    fn named(&self, texts: Texts) -> Dossiers {
        let mut joined = Joined::default();
        joined.add_ids(self.ids());
        Dossiers {
            joined,
            names: self.names(texts),
            ..Dossiers::default()
        }
    }

    /// The file with the counts and problems of a bucket's facts: its name in the folder of facts, and its bytes. The
    /// file is written after the facts, so facts without it are unfinished.
    ///
    /// # Errors
    ///
    /// Fails if there is not enough memory.
    pub fn part(
        &self,
        bucket: u32,
        settings: &[(String, Value)],
        of_bucket: &BucketFacts<'_>,
    ) -> Result<(String, Vec<u8>), Error> {
        let outputs = of_bucket.outputs.iter().map(|output| FactsFile {
            name: output.name.clone(),
            bytes: output.bytes,
            blake3: output.hash.to_hex().to_string(),
        });
        let part = FactsPart {
            format: FORMAT,
            tenant: self.records.tenant.clone(),
            bucket,
            names: self.mark.clone(),
            settings: settings.to_vec(),
            tally: TallyForm::new(of_bucket.tally, &of_bucket.files.0, of_bucket.texts),
            outputs: outputs.collect(),
        };
        Ok((part_name(&self.records.tenant, bucket), to_json(&part)?))
    }

    /// The counts and problems of all tasks, of merging and of the facts of all buckets, as one run over all files
    /// would have them.
    ///
    /// # Errors
    ///
    /// Fails if the facts of a bucket are missing, or were made of other records or by other settings.
    pub fn ledger(
        &self,
        facts: &Path,
        settings: &[(String, Value)],
    ) -> Result<MergedLedger, Error> {
        self.ledger_with(Some((facts, settings)))
    }

    /// The ledger of reading and merging alone, before facts are made.
    ///
    /// # Errors
    ///
    /// Fails if the records are not merged, or cannot be read.
    pub fn ledger_before_facts(&self) -> Result<MergedLedger, Error> {
        self.ledger_with(None)
    }

    fn ledger_with(
        &self,
        facts: Option<(&Path, &[(String, Value)])>,
    ) -> Result<MergedLedger, Error> {
        let (dumps, names, files) = self.records.files()?;
        let numbers: HashMap<&FileName, u32, RandomState> = names.iter().zip(0..).collect();
        let number = |file: &FileName| numbers.get(file).copied();
        let mut symbols = Symbols::default();
        let mut tally = Tally::default();
        let mut sessions_of_files: HashMap<u32, Id, RandomState> = HashMap::default();
        for task in &self.records.tasks {
            let read = task.file.tally.clone().read(number, &mut symbols);
            tally.merge(read.map_err(refused)?);
        }
        let mut outputs: Vec<FactsFile> = Vec::new();
        for bucket in 0..self.buckets() {
            let merged = self.records.merged_bucket(bucket)?;
            tally.merge(merged.tally.read(number, &mut symbols).map_err(refused)?);
            for (file, session) in &merged.sessions_of_files {
                sessions_of_files.extend(number(file).zip(Id::new(*session)));
            }
            let Some((facts, settings)) = facts else {
                continue;
            };
            let path = facts.join(part_name(&self.records.tenant, bucket));
            let again = format!(
                "make its facts: phasebook facts --from-records DIR --bucket {bucket} --out ..."
            );
            let (part, _): (FactsPart, _) = read_json(&path, &again)?;
            if part.names != self.mark {
                return Err(Error::failed(
                    format!("the facts of bucket {bucket} are of records before they were merged"),
                    again,
                ));
            }
            if part.settings != *settings {
                let pairs = part.settings.iter().zip(settings);
                let other = pairs.into_iter().find(|(own, asked)| own != asked);
                let name = other.map_or("another", |((name, _), _)| name.as_str());
                return Err(Error::failed(
                    format!("the facts of bucket {bucket} were made by other settings: {name}"),
                    again,
                ));
            }
            tally.merge(part.tally.read(number, &mut symbols).map_err(refused)?);
            outputs.extend(part.outputs);
        }
        tally
            .problems
            .name_sessions(|file| sessions_of_files.get(&file).copied());
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        let outputs = outputs.into_iter().filter_map(|output| {
            Some(OutputFile {
                name: output.name,
                bytes: output.bytes,
                hash: blake3::Hash::from_hex(&output.blake3).ok()?,
            })
        });
        let outputs = outputs.collect();
        let inputs = inputs(&dumps, &names);
        Ok(MergedLedger {
            dumps,
            inputs,
            dossiers: Dossiers {
                tally,
                files,
                ..self.named(symbols.finish())
            },
            outputs,
        })
    }
}

/// The parts of a bucket's facts that the ledger needs.
#[derive(Debug)]
pub struct BucketFacts<'a> {
    pub tally: &'a Tally,
    pub files: &'a BucketFiles,
    pub texts: &'a Texts,
    pub outputs: &'a [OutputFile],
}

/// The files of the records of a bucket. The place of a record has the index of its file.
#[derive(Debug, Default)]
pub struct BucketFiles(Vec<FileName>);

/// The folder of the ledger of a tenant's facts, in the folder of facts.
pub fn ledger_folder(tenant: &str) -> String {
    format!("ledger/{}", tenant_folder(tenant))
}

fn part_name(tenant: &str, bucket: u32) -> String {
    format!("{}/buckets/{bucket:04}.json", ledger_folder(tenant))
}
