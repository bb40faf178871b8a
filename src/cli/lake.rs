//! Facts in folders as the source of reports: `--from-facts` with what `facts --partition month` wrote.
//!
//! The settings that facts depend on are in their manifest. An option that was not typed takes its value from there;
//! another value is refused, because the facts would have to be made again from the dumps or the records.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Cursor;
use std::path::{Path, PathBuf};

use polars::error::{PolarsResult, polars_err};
use polars::prelude::{DataFrame, ParquetReader, PolarsError, SerReader};

use super::manifest::RunPlan;
use super::nothing;
use super::parse::{UsageError, option_error, usage_error};
use super::resolve::CommonPlan;
use super::run::{Run, Sources};
use super::settings::{NAMED_SETTINGS, OPTIONS, OptionKey, named_settings_in};
use super::ui::Ui;
use crate::error::Error;
use crate::fact::{Facts, LookupTable, facts_of_files};
use crate::join::Joined;
use crate::ledger::{Code, Counts, Problem, Tally, unlisted};
use crate::model::api_enum::{ApiEnum, Channel};
use crate::model::{Id, Texts};
use crate::names::Names;
use crate::pack::{Pack, PackManifest, check_outputs};
use crate::read::{Dump, FileStatus, Input, InputFile};
use crate::records::{Made, ledger_folder};
use crate::service_level::{Formula, LevelRow, ServiceLevel, ServiceLevels};
use crate::settings::{FactPlan, NamedSettings, Teams, resolve};
use crate::time::zone::Day;
use crate::time::{Duration, Period};

/// The facts of a tenant in folders.
#[derive(Clone, Debug)]
pub(super) struct FolderFacts {
    pack: Pack,
    ledger: PathBuf,
}

/// The options that facts depend on and that a report has too, by their long names.
const OF_FACTS: [&str; 7] = [
    "tz",
    "day-of",
    "sla",
    "short-abandon",
    "target",
    "sla-formula",
    "sla-hours",
];

/// The keys of the period. They are not in [`OF_FACTS`], because a report may be of fewer days than the facts.
const PERIOD: [&str; 2] = ["from", "to"];

/// The settings without an option that reports apply to facts themselves.
const OF_REPORTS: [&str; 1] = ["contract"];

impl FolderFacts {
    /// The facts at a path: their folder, if it has one tenant, or the folder of a tenant's ledger in it. `None` if the
    /// path is neither.
    pub(super) fn find(path: &Path) -> Option<Result<Self, Error>> {
        let ledgers = path.join("ledger");
        if ledgers.is_dir() {
            return Some(Self::of_one_tenant(path, &ledgers));
        }
        let tenant = path.file_name()?.to_str()?.strip_prefix("tenant=")?;
        let folder = path.parent()?.parent()?;
        let is_ledger = path == folder.join(ledger_folder(tenant)) && path.is_dir();
        is_ledger.then(|| Self::open(folder, path))
    }

    fn of_one_tenant(folder: &Path, ledgers: &Path) -> Result<Self, Error> {
        let entries = fs::read_dir(ledgers).into_iter().flatten().flatten();
        let tenants = entries.filter(|entry| {
            let name = entry.file_name();
            name.to_str()
                .is_some_and(|name| name.starts_with("tenant="))
        });
        let mut tenants: Vec<PathBuf> = tenants.map(|entry| entry.path()).collect();
        tenants.sort_unstable();
        match tenants.as_slice() {
            [tenant] => Self::open(folder, tenant),
            [] => Err(Error::failed(
                format!("{} has no tenant's facts", ledgers.display()),
                "make the facts again, or name the folder that `phasebook facts --partition` wrote",
            )),
            several => {
                let several = several.iter();
                let several: Vec<String> = several.map(|path| path.display().to_string()).collect();
                Err(Error::failed(
                    format!("{} has the facts of several tenants", folder.display()),
                    format!("name the ledger of one of them: {}", several.join(" ")),
                ))
            }
        }
    }

    fn open(folder: &Path, ledger: &Path) -> Result<Self, Error> {
        Ok(Self {
            pack: Pack::open_facts(folder, ledger)?,
            ledger: ledger.to_owned(),
        })
    }

    const fn manifest(&self) -> &PackManifest {
        &self.pack.manifest
    }

    /// The options that the facts were made with, and their period, as they would be typed.
    pub(super) fn options(&self) -> impl Iterator<Item = (OptionKey, String)> + '_ {
        let keys = OPTIONS.iter();
        let keys = keys.filter(|key| OF_FACTS.contains(&key.long) || PERIOD.contains(&key.path));
        keys.filter_map(|key| {
            let value = self.manifest().settings.get(&key.setting())?;
            let value = Some(value).filter(|value| !value.is_null())?;
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            Some((*key, text))
        })
    }

    /// The settings without an option that the facts were made with, and from `file` those that reports apply
    /// themselves. Other settings of the file that contradict the facts are errors.
    pub(super) fn named_settings(
        &self,
        file: &NamedSettings,
    ) -> Result<NamedSettings, Vec<UsageError>> {
        let mut settings = self.manifest().settings.clone();
        let mut usage_errors = Vec::new();
        for key in NAMED_SETTINGS {
            let Some(value) = (key.write)(file) else {
                continue;
            };
            if OF_REPORTS.contains(&key.setting) {
                settings.insert(key.setting.to_owned(), value);
            } else if settings.get(key.setting) != Some(&value) {
                usage_errors.push(usage_error(
                    format!(
                        "{}: the facts in {} were made with other settings",
                        key.path,
                        self.pack.folder.display()
                    ),
                    AGAIN,
                ));
            }
        }
        if usage_errors.is_empty() {
            named_settings_in(&settings)
        } else {
            Err(usage_errors)
        }
    }

    /// The errors about options of a run that differ from those of the facts, or ask for days that they do not have.
    pub(super) fn refuse(&self, run: RunPlan<'_>) -> Vec<UsageError> {
        let folder = self.pack.folder.display();
        let options = self
            .options()
            .filter(|(key, _)| OF_FACTS.contains(&key.long));
        let options = options.filter_map(|(key, had)| {
            let value = key.in_manifest(&run)?;
            (self.manifest().settings.get(&key.setting()) != Some(&value)).then(|| {
                option_error(
                    format!("--{}", key.long),
                    format!("the facts in {folder} were made with {had}"),
                    AGAIN,
                )
            })
        });
        let mut refused: Vec<UsageError> = options.collect();
        if run.common().output.pseudonyms.is_some() && self.made().pseudonyms.is_none() {
            refused.push(option_error(
                "--pseudonyms",
                format!("the facts in {folder} have the names of operators"),
                AGAIN,
            ));
        }
        if !has_all_of(self.manifest().period(), run.facts().period) {
            refused.push(usage_error(
                format!("the facts in {folder} do not have all days of the period"),
                "name a period within that of the facts, or make them again with more days",
            ));
        }
        refused
    }

    /// The options of reading that the facts were made with.
    pub(super) fn made(&self) -> Made {
        let manifest = self.manifest();
        let text = |name: &str| Some(manifest.setting(name).to_owned()).filter(|it| !it.is_empty());
        Made {
            session_id_regex: text("session_id_regex"),
            naive_tz: text("naive_tz"),
            encoding: text("encoding"),
            pseudonyms: text("pseudonyms"),
            hash: manifest.files.iter().any(|file| file.blake3.is_some()),
        }
    }
}

const AGAIN: &str = "leave it out, or make the facts again with it";

/// Whether a period has all days of another.
fn has_all_of(whole: Period, part: Period) -> bool {
    let begins = whole
        .from
        .is_none_or(|from| part.from.is_some_and(|of| from <= of));
    let ends = whole.to.is_none_or(|to| part.to.is_some_and(|of| of <= to));
    begins && ends
}

/// Facts that were read from folders.
pub(super) struct FactsRead {
    facts: Facts,
    pub(super) names: Names,
    pub(super) plan: FactPlan,
    named_settings: NamedSettings,
    sources: Sources,
    files: Vec<InputFile>,
    tally: Tally,
}

impl FactsRead {
    /// Reads the facts, for a run by this plan.
    pub(super) fn new(from: &FolderFacts, plan: &CommonPlan) -> Result<Self, Error> {
        let changed = check_outputs(&from.pack);
        if let Some((name, fault)) = changed.first() {
            let folder = from.pack.folder.display();
            return Err(Error::failed(
                format!(
                    "the facts in {folder} are not as they were written: {name} {}",
                    fault.words()
                ),
                "make them again from the dumps or the records",
            ));
        }
        let unreadable = |error: PolarsError| {
            Error::failed(
                format!(
                    "the facts in {} cannot be read: {error}",
                    from.pack.folder.display()
                ),
                "make them again from the dumps or the records, with this version of phasebook",
            )
        };
        let read = |table: &str| from.frames(table);
        let facts = facts_of_files(|kind| read(kind.name())).map_err(unreadable)?;
        let lookup = |table: LookupTable| -> Result<DataFrame, PolarsError> {
            let mut frames = from.frames(table.name())?.into_iter();
            frames
                .next()
                .ok_or_else(|| polars_err!(ComputeError: "there is no table {}", table.name()))
        };
        let mut names =
            names(&lookup(LookupTable::Names).map_err(unreadable)?).map_err(unreadable)?;
        let mut joined = Joined::default();
        let meaning = resolve(&plan.facts, &joined, &names, None, &mut Tally::default());
        let levels = lookup(LookupTable::Levels).and_then(|table| levels(&table));
        let teams = lookup(LookupTable::Teams).and_then(|table| teams(&table));
        // Rules and teams may name queues and operators by old names, which the facts do not have. So the levels and
        // teams are read from the tables that were written with the facts.
        let fact_plan = FactPlan {
            service_levels: levels.map_err(unreadable)?,
            teams: teams.map_err(unreadable)?,
            ..meaning.apply(&mut joined, &mut names)
        };
        let manifest = from.manifest();
        let sources = sources(manifest);
        let count = |name: &str| {
            manifest
                .counts
                .get(name)
                .and_then(serde_json::Value::as_u64)
        };
        let mut tally = Tally {
            counts: Counts::by_name(|name| count(name).unwrap_or_default()),
            ..Tally::default()
        };
        tally.problems.extend(from.problems(&sources)?);
        Ok(Self {
            facts,
            names,
            plan: fact_plan,
            named_settings: meaning.named_settings,
            files: files(manifest, plan.read.extras.hash),
            sources,
            tally,
        })
    }

    /// The facts of a period.
    pub(super) fn facts_of(&self, period: Period) -> Result<Facts, PolarsError> {
        self.facts.within(period)
    }

    /// The run with the facts of the plan's period. Fails if no session was kept, or if `--strict` refuses the ledger.
    pub(super) fn into_run(self, ui: Ui, plan: &CommonPlan) -> Result<Run, Error> {
        let facts = self.facts.within(self.plan.period)?;
        let mut tally = self.tally;
        if !plan.read.allow_empty && tally.counts.sessions_kept == 0 {
            let Sources { dumps, inputs } = &self.sources;
            return Err(nothing::found(dumps, inputs, &tally));
        }
        let days = self.facts.sessions.frame.column("day")?.i32()?;
        let days = || days.iter().flatten().map(Day);
        tally.days = days().min().zip(days().max());
        let counts = &mut tally.counts;
        counts.sessions_in_period = facts.sessions.frame.height() as u64;
        // A manifest that was changed by hand may count fewer; the check of the balance then fails.
        counts.sessions_outside = counts
            .sessions_kept
            .saturating_sub(counts.sessions_left_out + counts.sessions_in_period);
        let run = Run {
            sources: self.sources,
            files: self.files,
            names: self.names,
            named_settings: self.named_settings,
            plan: self.plan,
            facts,
            tally,
            identities: None,
            service_level: None,
        };
        run.accept(ui, plan)?;
        Ok(run)
    }
}

impl FolderFacts {
    /// The frames of a table's files.
    fn frames(&self, table: &str) -> Result<Vec<DataFrame>, PolarsError> {
        let outputs = self.manifest().outputs.iter();
        let of_table = outputs.filter(|output| {
            let rest = output.name.strip_prefix(table);
            rest.is_some_and(|rest| rest.starts_with('/'))
        });
        of_table
            .map(|output| {
                let bytes = fs::read(self.pack.path(&output.name))?;
                ParquetReader::new(Cursor::new(bytes)).finish()
            })
            .collect()
    }

    /// The problems of the ledger. An entry for problems that are not listed keeps their number.
    fn problems(&self, sources: &Sources) -> Result<Vec<Problem>, Error> {
        let path = self.ledger.join("problems.csv");
        let damaged = |reason: String| {
            Error::failed(
                format!("{} cannot be read: {reason}", path.display()),
                "make the facts again from the dumps or the records",
            )
        };
        let numbers: HashMap<String, u32> = (0_u32..)
            .zip(&sources.inputs)
            .map(|(number, _)| (sources.path(number), number))
            .collect();
        let file = File::open(&path).map_err(|error| damaged(error.to_string()))?;
        let mut reader = csv::Reader::from_reader(file);
        let mut problems = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| damaged(error.to_string()))?;
            let cell = |place: usize| record.get(place).filter(|cell| !cell.is_empty());
            let code = cell(1).and_then(Code::from_name);
            let detail = cell(5).unwrap_or_default();
            problems.push(Problem {
                code: code.ok_or_else(|| damaged("it has an unknown code".to_owned()))?,
                file: cell(2).and_then(|path| numbers.get(path).copied()),
                line: cell(3).and_then(|line| line.parse().ok()),
                session_id: cell(4).and_then(|id| id.parse().ok()).and_then(Id::new),
                detail: detail.to_owned(),
                count: unlisted(detail).unwrap_or(1),
            });
        }
        Ok(problems)
    }
}

/// The names in the table of names.
fn names(table: &DataFrame) -> Result<Names, PolarsError> {
    let (kinds, ids) = (table.column("kind")?.str()?, table.column("id")?.i64()?);
    let texts = table.column("name")?.str()?;
    let rows = kinds.iter().zip(ids.iter()).zip(texts.iter());
    let rows = rows.filter_map(|((kind, id), name)| {
        Some((LookupTable::kind_of(kind?)?, Id::new(id?)?, name?))
    });
    Ok(Names::resolved(rows, Texts::default()))
}

/// The service levels in the table of levels. Fails at a formula or channel that is not known.
fn levels(table: &DataFrame) -> PolarsResult<ServiceLevels> {
    let (queues, channels) = (
        table.column("queue_id")?.i64()?,
        table.column("channel")?.str()?,
    );
    let (threshold, short) = (
        table.column("threshold_us")?.i64()?,
        table.column("short_abandon_us")?.i64()?,
    );
    let (targets, formulas) = (
        table.column("target")?.f64()?,
        table.column("formula")?.str()?,
    );
    let duration = |micros: Option<i64>| Duration::from_microseconds(micros.unwrap_or_default());
    let unknown = |of: &str, name: &str| polars_err!(ComputeError: "{of} {name:?} is unknown");
    let rows = (0..table.height()).map(|row| {
        let formula = formulas.get(row).unwrap_or_default();
        let channel = channels.get(row).map(|name| {
            let channel = Channel::from_name(name);
            channel.ok_or_else(|| unknown("the channel", name))
        });
        Ok(LevelRow {
            queue: queues.get(row).and_then(Id::new),
            channel: channel.transpose()?,
            level: ServiceLevel {
                threshold: duration(threshold.get(row)),
                short_abandon: duration(short.get(row)),
                target: ten_thousandths(targets.get(row).unwrap_or_default()),
                formula: Formula::from_name(formula)
                    .ok_or_else(|| unknown("the formula", formula))?,
            },
        })
    });
    let rows: PolarsResult<Vec<LevelRow>> = rows.collect();
    Ok(ServiceLevels::of_rows(rows?))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is between 0 and 1"
)]
fn ten_thousandths(share: f64) -> u32 {
    (share * 1e4).round() as u32
}

/// The teams in the table of teams.
fn teams(table: &DataFrame) -> Result<Teams, PolarsError> {
    let (ids, teams) = (
        table.column("user_id")?.i64()?,
        table.column("team")?.str()?,
    );
    let rows = ids.iter().zip(teams.iter());
    Ok(Teams::known(rows.filter_map(|(id, team)| {
        Some((Id::new(id?)?, team?.to_owned()))
    })))
}

/// The dumps and files of a manifest, with the paths that it has.
fn sources(manifest: &PackManifest) -> Sources {
    let is_file = |dump: &String| manifest.files.iter().any(|file| file.path == *dump);
    let dumps: Vec<Dump> = manifest
        .dumps
        .iter()
        .map(|dump| Dump::known(PathBuf::from(dump), !is_file(dump)))
        .collect();
    let input = |path: &str| {
        if let [_] = dumps.as_slice() {
            return Input::known(0, path);
        }
        // Paths begin with that of their dump where there are several.
        let found = dumps.iter().enumerate().find_map(|(number, dump)| {
            let own = Path::new(path).strip_prefix(dump.folder()).ok()?;
            let is_of_dump = Path::new(path).starts_with(dump.path());
            is_of_dump.then(|| Input::known(number, &own.to_string_lossy()))
        });
        found.unwrap_or_else(|| Input::known(0, path))
    };
    let files = manifest.files.iter();
    let inputs = files.map(|file| input(&file.path)).collect();
    Sources { dumps, inputs }
}

/// The files of a manifest, with their hashes if they are wanted.
fn files(manifest: &PackManifest, with_hash: bool) -> Vec<InputFile> {
    let files = manifest.files.iter();
    files
        .map(|file| {
            let status = FileStatus::from_name(&file.status);
            let hash = file.blake3.as_ref().filter(|_| with_hash);
            InputFile {
                status: status.unwrap_or(FileStatus::Skipped),
                bytes: file.bytes,
                hash: hash.and_then(|hash| blake3::Hash::from_hex(hash).ok()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use polars::prelude::{Column, NamedFrom, Series};

    use super::*;

    fn level(channel: Option<&str>, formula: &str) -> DataFrame {
        let integer = |name: &str, value: Option<i64>| Series::new(name.into(), [value]).into();
        let text = |name: &str, value: Option<&str>| Series::new(name.into(), [value]).into();
        let columns: Vec<Column> = vec![
            integer("queue_id", None),
            text("channel", channel),
            integer("threshold_us", Some(20_000_000)),
            integer("short_abandon_us", Some(5_000_000)),
            Series::new("target".into(), [0.8]).into(),
            text("formula", Some(formula)),
        ];
        DataFrame::new(1, columns).unwrap()
    }

    /// If the default took their place, the figures would change silently.
    #[test]
    fn formulas_and_channels_that_are_unknown_are_errors() {
        assert!(levels(&level(None, Formula::default().name())).is_ok());
        assert!(levels(&level(Some("Phone"), Formula::default().name())).is_ok());
        assert!(levels(&level(Some("Telepathy"), Formula::default().name())).is_err());
        assert!(levels(&level(None, "of a later version")).is_err());
    }
}
