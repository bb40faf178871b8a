//! Reads records from the file in which they are kept.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;
use polars::prelude::{ParquetReader, PolarsError, SerReader};
use serde::Deserialize;
use zip::ZipArchive;

use super::frame::Frame;
use super::tables::kind_of;
use super::task::{TenantRecords, is_of_tasks};
use super::{FORMAT, Made, OLDEST_FORMAT, RECORDS, Records, Superseded};
use crate::error::Error;
use crate::ledger::{Clash, Code, Counts, Problem, Problems, Tally};
use crate::model::api_enum::{
    ApiEnum, Channel, DialResult, FeedbackScale, GuestLeft, RoutingActivity, SessionActivity,
    SessionSource, SessionStatus, TerminationReason,
};
use crate::model::{
    Action, ActionNumber, Actions, Arena, ArenaSlice, CampaignMode, CampaignRecord, Coded,
    DirectoryKind, DirectoryRecord, Group, History, Id, Interner, NameMark, Operator, PersonName,
    Place, Properties, Session, SessionOperator, StoredEvent, Symbol, TextCache, Texts, UserName,
    UserNames,
};
use crate::pack::{Pack, check_outputs};
use crate::read::{Dump, FileStatus, Input, InputFile, Loaded, Undecided};
use crate::time::{Duration, Timestamp};

const AGAIN: &str =
    "make the facts again from the dumps: phasebook facts PATH... --format parquet --out DIR";

fn refuse(message: impl Into<String>) -> Error {
    Error::failed(message, AGAIN)
}

#[derive(Deserialize)]
struct About {
    records: u32,
    phasebook: String,
    /// Whether each dump of the manifest is a folder.
    dumps_are_folders: Vec<bool>,
    made: Made,
    superseded: Superseded,
    counts: BTreeMap<String, u64>,
    without_offset: u64,
    unknown_values: Vec<(String, String, u64)>,
    /// Missing in the records of earlier versions.
    #[serde(default)]
    numeric_enums: Vec<(String, u64)>,
    /// The ids of rejected sessions. Missing in the records of earlier versions.
    #[serde(default)]
    rejected: Vec<i64>,
}

impl About {
    /// The reason why the records cannot be read, if this version does not know their format.
    fn unknown_form(&self) -> Option<String> {
        let is_known = (OLDEST_FORMAT..=FORMAT).contains(&self.records);
        (!is_known).then(|| {
            format!(
                "was made by phasebook {}, in a form that this version ({}) does not read",
                self.phasebook,
                env!("CARGO_PKG_VERSION")
            )
        })
    }
}

impl Records {
    /// The options with which the records of a folder were read.
    ///
    /// # Errors
    ///
    /// Fails if the folder has no readable records.
    pub fn made(folder: &Path) -> Result<Made, Error> {
        if is_of_tasks(folder) {
            let records = TenantRecords::open_folder(folder)?;
            let made = records.options().map(|options| options.made.clone());
            return Ok(made.unwrap_or_default());
        }
        let pack = Pack::open(folder)?;
        let about = zip(&pack.folder).and_then(|mut zip| about(&mut zip));
        Ok(about.map_err(|reason| damaged(folder, &reason))?.made)
    }

    /// Reads the records of a folder that `phasebook facts` wrote, or those that tasks have written for a tenant,
    /// and checks that the folder is unchanged.
    ///
    /// # Errors
    ///
    /// Fails if the folder has no records, was changed, or is of an unknown format.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        if is_of_tasks(folder) {
            return TenantRecords::open_folder(folder)?.all();
        }
        let place = folder.display();
        let pack = Pack::open(folder)?;
        if !pack
            .manifest
            .outputs
            .iter()
            .any(|output| output.name == RECORDS)
        {
            return Err(refuse(format!(
                "{place} has no records: only `phasebook facts` with --format parquet keeps them"
            )));
        }
        let about = zip(&pack.folder).and_then(|mut zip| about(&mut zip));
        // A changed folder is reported first, since other errors may only follow from the change.
        if let Some((name, fault)) = check_outputs(&pack).first() {
            return Err(refuse(format!(
                "{place} is not as it was written: {name} {}",
                fault.words()
            )));
        }
        let about = about.map_err(|reason| damaged(folder, &reason))?;
        if let Some(reason) = about.unknown_form() {
            return Err(refuse(format!("{place} {reason}")));
        }
        let kept_by = (about.records < FORMAT).then(|| about.phasebook.clone());
        let records = read(&pack, about).map_err(|reason| damaged(folder, &reason))?;
        Ok(Self { kept_by, ..records })
    }
}

fn damaged(folder: &Path, reason: &str) -> Error {
    refuse(format!(
        "{} cannot be read: {reason}",
        folder.join(RECORDS).display()
    ))
}

type Zip = ZipArchive<File>;

fn zip(folder: &Path) -> Result<Zip, String> {
    let file = File::open(folder.join(RECORDS)).map_err(|error| error.to_string())?;
    ZipArchive::new(file).map_err(|error| error.to_string())
}

fn member(zip: &mut Zip, name: &str) -> Result<Vec<u8>, String> {
    let mut member = zip
        .by_name(name)
        .map_err(|error| format!("{name}: {error}"))?;
    let mut bytes = Vec::new();
    let read = member.read_to_end(&mut bytes);
    read.map_err(|error| format!("{name}: {error}"))?;
    Ok(bytes)
}

fn about(zip: &mut Zip) -> Result<About, String> {
    let text = member(zip, "about.json")?;
    serde_json::from_slice(&text).map_err(|error| format!("about.json: {error}"))
}

/// The tables of the archive, read by name.
struct Tables(Zip);

impl Tables {
    fn get(&mut self, name: &str) -> Result<Frame, String> {
        let bytes = member(&mut self.0, &format!("{name}.parquet"))?;
        let frame = ParquetReader::new(Cursor::new(bytes)).finish();
        frame.map(Frame).map_err(|error| format!("{name}: {error}"))
    }
}

/// Assigns new symbols to texts.
#[derive(Default)]
pub(super) struct Symbols {
    interner: Interner,
    cache: TextCache,
}

impl Symbols {
    pub(super) fn get(&mut self, text: &str) -> Symbol {
        self.cache.intern(&self.interner, text)
    }

    /// The texts that were given symbols.
    pub(super) fn finish(self) -> Texts {
        self.interner.finish()
    }

    pub(super) fn code<E: ApiEnum>(&mut self, text: &str) -> Coded<E> {
        match E::from_exact_name(text.as_bytes()) {
            Some(value) => Coded::Known(value),
            None => Coded::Other(self.get(text)),
        }
    }

    fn coded<E: ApiEnum>(&mut self, text: Option<&str>) -> Option<Coded<E>> {
        text.map(|text| self.code(text))
    }

    fn person(&mut self, name: Option<&str>, is_full: Option<bool>) -> Option<PersonName> {
        let symbol = self.get(name?);
        Some(if is_full == Some(true) {
            PersonName::Full(symbol)
        } else {
            PersonName::User(symbol)
        })
    }
}

fn read(pack: &Pack, about: About) -> Result<Records, String> {
    let mut tables = Tables(zip(&pack.folder)?);
    let mut symbols = Symbols::default();
    let polars = |error: PolarsError| error.to_string();
    let stints = stints(&tables.get("stints")?, &mut symbols).map_err(polars)?;
    let sessions = tables.get("sessions")?;
    let clashes = clashes(&sessions).map_err(polars)?;
    let sessions = self::sessions(&sessions, stints, &mut symbols).map_err(polars)?;
    let mut actions = Actions::default();
    let kept = tables.get("actions")?;
    let numbers = self::actions(&kept, &mut symbols, &mut actions).map_err(polars)?;
    let events = events(&tables.get("events")?, &numbers).map_err(polars)?;
    let kept = tables.get("histories")?;
    let histories = histories(&kept, &events).map_err(polars)?;
    let doubtful = doubtful(&kept, &histories).map_err(polars)?;
    let (directory, campaigns) =
        directory(&tables.get("directory")?, &mut symbols).map_err(polars)?;
    let user_names = user_names(&tables.get("user_names")?).map_err(polars)?;
    let (inputs, files) = files(&tables.get("files")?).map_err(polars)?;
    let problems = problems(&tables.get("problems")?).map_err(polars)?;
    let counts = |name: &str| about.counts.get(name).copied().unwrap_or_default();
    let unknown_values = about
        .unknown_values
        .iter()
        .filter_map(|(name, value, count)| Some(((enumeration(name)?, symbols.get(value)), *count)))
        .collect();
    let numeric_enums = about
        .numeric_enums
        .iter()
        .filter_map(|(name, count)| Some((enumeration(name)?, *count)))
        .collect();
    let dumps = pack.manifest.dumps.iter().zip(about.dumps_are_folders);
    Ok(Records {
        dumps: dumps
            .map(|(path, is_folder)| Dump::known(PathBuf::from(path), is_folder))
            .collect(),
        inputs,
        superseded: about.superseded,
        made: about.made,
        kept_by: None,
        loaded: Loaded {
            sessions: vec![sessions],
            histories: vec![histories],
            campaigns,
            directory,
            user_names,
            actions,
            texts: symbols.finish(),
            tally: Tally {
                counts: Counts::by_name(counts),
                problems,
                without_offset: about.without_offset,
                unknown_values,
                numeric_enums,
                clashes,
                ..Tally::default()
            },
            others: Vec::new(),
            files,
            unfolded: None,
            undecided: Undecided {
                doubtful,
                rejected: about.rejected.into_iter().filter_map(Id::new).collect(),
                ..Undecided::default()
            },
        },
    })
}

/// The registered name of an enumeration, which has a static lifetime.
pub(super) fn enumeration(name: &str) -> Option<&'static str> {
    let all = [
        Channel::NAME,
        SessionSource::NAME,
        SessionStatus::NAME,
        GuestLeft::NAME,
        DialResult::NAME,
        TerminationReason::NAME,
        RoutingActivity::NAME,
        CampaignMode::NAME,
        FeedbackScale::NAME,
        SessionActivity::NAME,
    ];
    all.into_iter().find(|known| *known == name)
}

fn id(value: Option<i64>) -> Option<Id> {
    value.and_then(Id::new)
}

fn timestamp(value: Option<i64>) -> Option<Timestamp> {
    value.and_then(Timestamp::from_microseconds)
}

fn small(value: Option<i64>) -> u32 {
    value.and_then(|value| value.try_into().ok()).unwrap_or(0)
}

fn place(file: Option<i64>, offset: Option<i64>, line: Option<i64>) -> Place {
    let offset = offset.and_then(|offset| offset.try_into().ok());
    Place {
        file: small(file),
        offset: offset.unwrap_or(0),
        line: small(line),
    }
}

fn missing(what: &str) -> PolarsError {
    polars::prelude::polars_err!(ComputeError: "a row has no {what}")
}

fn stints(frame: &Frame, symbols: &mut Symbols) -> Result<Vec<SessionOperator>, PolarsError> {
    let users = frame.integers("user_id")?;
    let (names, full) = (frame.texts("name")?, frame.flags("is_full_name")?);
    let [joined, left, concluded] =
        ["joined", "left", "concluded"].map(|name| frame.integers(name));
    let (joined, left, concluded) = (joined?, left?, concluded?);
    let rows = 0..frame.height();
    Ok(rows
        .map(|row| SessionOperator {
            user_id: id(users[row]),
            name: symbols.person(names.get(row), full[row]),
            joined: timestamp(joined[row]),
            left: timestamp(left[row]),
            concluded: timestamp(concluded[row]),
        })
        .collect())
}

fn sessions(
    frame: &Frame,
    stints: Vec<SessionOperator>,
    symbols: &mut Symbols,
) -> Result<Vec<Session>, PolarsError> {
    let integer = |name: &str| frame.integers(name);
    let (ids, files, offsets, lines) = (
        integer("id")?,
        integer("file")?,
        integer("offset")?,
        integer("line")?,
    );
    let (companies, departments) = (integer("company_id")?, integer("department_id")?);
    let (campaigns, stars) = (integer("campaign_id")?, integer("feedback_stars")?);
    let (channels, sources) = (frame.texts("channel")?, frame.texts("source")?);
    let (statuses, guests) = (frame.texts("status")?, frame.texts("guest_left")?);
    let (reasons, scales) = (
        frame.texts("termination_reason")?,
        frame.texts("feedback_scale")?,
    );
    let dial_results = frame.newer_texts("dial_result")?;
    let properties = frame.newer_integers("properties")?;
    let (tags, widgets) = (frame.texts("tags")?, frame.texts("widget")?);
    let mut arena = Arena::default();
    let (direct, blacklisted) = (frame.flags("is_direct_chat")?, frame.flags("blacklisted")?);
    let (auto, chatbots) = (frame.flags("auto_accepted")?, frame.flags("had_chatbot")?);
    let (created, guest_joined) = (integer("created")?, integer("guest_joined")?);
    let (started, ended) = (integer("started")?, integer("ended")?);
    let (waited, lengths, counts) = (integer("waited")?, integer("length")?, integer("stints")?);
    let all: u64 = counts.iter().map(|&count| u64::from(small(count))).sum();
    if usize::try_from(all).ok() != Some(stints.len()) {
        return Err(missing("stints"));
    }
    let mut stints = stints.into_iter();
    (0..frame.height())
        .map(|row| {
            Ok(Session {
                id: id(ids[row]).ok_or_else(|| missing("id"))?,
                place: place(files[row], offsets[row], lines[row]),
                company_id: id(companies[row]),
                department_id: id(departments[row]),
                campaign_id: id(campaigns[row]),
                channel: symbols.coded(channels.get(row)),
                source: symbols.coded(sources.get(row)),
                status: symbols.coded(statuses.get(row)),
                guest_left: symbols.coded(guests.get(row)),
                dial_result: symbols.coded(dial_results.and_then(|texts| texts.get(row))),
                termination_reason: symbols.coded(reasons.get(row)),
                feedback_scale: symbols.coded(scales.get(row)),
                feedback_stars: id(stars[row]),
                tags: tags.get(row).map(|tags| symbols.get(tags)),
                widget: widgets.get(row).map(|widget| symbols.get(widget)),
                is_direct_chat: direct[row] == Some(true),
                blacklisted: blacklisted[row] == Some(true),
                auto_accepted: auto[row],
                had_chatbot: chatbots[row] == Some(true),
                // Recordings and files are not kept.
                downloads: ArenaSlice::default(),
                created: timestamp(created[row]).ok_or_else(|| missing("created"))?,
                guest_joined: timestamp(guest_joined[row]),
                started: timestamp(started[row]),
                ended: timestamp(ended[row]),
                waited: waited[row].map(Duration::from_microseconds),
                length: lengths[row].map(Duration::from_microseconds),
                operators: arena.put(stints.by_ref().take(small(counts[row]) as usize)),
                properties: properties[row]
                    .and_then(|bits| bits.try_into().ok())
                    .map_or(Properties::ALL, Properties::from_bits),
            })
        })
        .collect()
}

/// The clashes of ids that were known when the records were kept.
fn clashes(frame: &Frame) -> Result<BTreeMap<Id, Clash>, PolarsError> {
    let (ids, bits) = (frame.integers("id")?, frame.newer_integers("clash")?);
    let rows = ids.into_iter().zip(bits);
    Ok(rows
        .filter_map(|(own, bits)| {
            let bits = bits?.try_into().ok()?;
            Some((id(own)?, Clash::from_bits(bits)))
        })
        .collect())
}

fn actions(
    frame: &Frame,
    symbols: &mut Symbols,
    actions: &mut Actions,
) -> Result<Vec<ActionNumber>, PolarsError> {
    let activities = frame.texts("activity")?;
    let (group_ids, groups) = (frame.integers("group_id")?, frame.texts("group")?);
    let (operator_ids, operators) = (frame.integers("operator_id")?, frame.texts("operator")?);
    let operators_full = frame.flags("operator_is_full")?;
    let (by_ids, by) = (
        frame.integers("forwarded_by_id")?,
        frame.texts("forwarded_by")?,
    );
    let by_full = frame.flags("forwarded_by_is_full")?;
    (0..frame.height())
        .map(|row| {
            let activity = activities.get(row).unwrap_or_default();
            let activity = RoutingActivity::from_exact_name(activity.as_bytes());
            let group = id(group_ids[row]).map(|id| Group {
                id,
                name: groups.get(row).map(|name| symbols.get(name)),
            });
            let operator = id(operator_ids[row]).map(|id| Operator {
                id,
                name: symbols.person(operators.get(row), operators_full[row]),
            });
            let forwarded_by = id(by_ids[row]).map(|id| Operator {
                id,
                name: symbols.person(by.get(row), by_full[row]),
            });
            Ok(actions.add(Action {
                activity: activity.ok_or_else(|| missing("activity"))?,
                group,
                operator,
                forwarded_by,
            }))
        })
        .collect()
}

fn events(frame: &Frame, actions: &[ActionNumber]) -> Result<Vec<StoredEvent>, PolarsError> {
    let (at, requests) = (frame.integers("at")?, frame.integers("request")?);
    let (of, numbers) = (frame.integers("action")?, frame.integers("number")?);
    (0..frame.height())
        .map(|row| {
            let action = actions.get(small(of[row]) as usize);
            Ok(StoredEvent {
                at: timestamp(at[row]).ok_or_else(|| missing("moment"))?,
                request: id(requests[row]),
                action: *action.ok_or_else(|| missing("action"))?,
                number: small(numbers[row]),
            })
        })
        .collect()
}

fn histories(frame: &Frame, events: &[StoredEvent]) -> Result<Vec<History>, PolarsError> {
    let (ids, files) = (frame.integers("session_id")?, frame.integers("file")?);
    let (offsets, lines) = (frame.integers("offset")?, frame.integers("line")?);
    let counts = frame.integers("events")?;
    let mut rest = events;
    let mut arena = Arena::default();
    (0..frame.height())
        .map(|row| {
            let count = small(counts[row]) as usize;
            let own;
            (own, rest) = rest
                .split_at_checked(count)
                .ok_or_else(|| missing("events"))?;
            Ok(History {
                session_id: id(ids[row]).ok_or_else(|| missing("session_id"))?,
                place: place(files[row], offsets[row], lines[row]),
                events: arena.put(own.iter().copied()),
            })
        })
        .collect()
}

/// The places of the histories in doubt.
fn doubtful(
    frame: &Frame,
    histories: &[History],
) -> Result<HashSet<Place, RandomState>, PolarsError> {
    let flags = frame.newer_flags("doubtful")?;
    let in_doubt = histories.iter().zip(flags);
    let in_doubt = in_doubt.filter(|(_, flag)| *flag == Some(true));
    Ok(in_doubt.map(|(history, _)| history.place).collect())
}

type Directory = (Vec<DirectoryRecord>, Vec<CampaignRecord>);

fn directory(frame: &Frame, symbols: &mut Symbols) -> Result<Directory, PolarsError> {
    let (kinds, names, modes) = (
        frame.texts("kind")?,
        frame.texts("name")?,
        frame.texts("mode")?,
    );
    let (ids, files) = (frame.integers("id")?, frame.integers("file")?);
    let (offsets, lines) = (frame.integers("offset")?, frame.integers("line")?);
    let (mut directory, mut campaigns) = (Vec::new(), Vec::new());
    for row in 0..frame.height() {
        let kind = kinds.get(row).unwrap_or_default();
        let kind = kind_of(kind).ok_or_else(|| missing("kind"))?;
        let id = id(ids[row]).ok_or_else(|| missing("id"))?;
        let place = place(files[row], offsets[row], lines[row]);
        let name = names.get(row).map(|name| symbols.get(name));
        if kind == DirectoryKind::Campaign {
            let mode = symbols.coded(modes.get(row));
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
    Ok((directory, campaigns))
}

fn user_names(frame: &Frame) -> Result<UserNames, PolarsError> {
    let (users, marks) = (frame.integers("user_id")?, frame.integers("mark")?);
    (0..frame.height())
        .map(|row| {
            let mark = marks[row].ok_or_else(|| missing("mark"))?;
            Ok(UserName {
                user: id(users[row]).ok_or_else(|| missing("user"))?,
                mark: NameMark(mark.cast_unsigned()),
            })
        })
        .collect()
}

fn files(frame: &Frame) -> Result<(Vec<Input>, Vec<InputFile>), PolarsError> {
    let (dumps, bytes) = (frame.integers("dump")?, frame.integers("bytes")?);
    let (paths, statuses) = (frame.texts("path")?, frame.texts("status")?);
    let hashes = frame.texts("blake3")?;
    (0..frame.height())
        .map(|row| {
            let status = statuses.get(row).and_then(FileStatus::from_name);
            let path = paths.get(row).unwrap_or_default();
            let input = Input::known(small(dumps[row]) as usize, path);
            let file = InputFile {
                status: status.ok_or_else(|| missing("status"))?,
                bytes: bytes[row].and_then(|bytes| bytes.try_into().ok()),
                hash: hashes
                    .get(row)
                    .and_then(|hash| blake3::Hash::from_hex(hash).ok()),
            };
            Ok((input, file))
        })
        .collect()
}

fn problems(frame: &Frame) -> Result<Problems, PolarsError> {
    let (files, lines) = (frame.integers("file")?, frame.integers("line")?);
    let (codes, sessions) = (frame.texts("code")?, frame.integers("session_id")?);
    let (details, counts) = (frame.texts("detail")?, frame.integers("count")?);
    let listed: Result<Vec<Problem>, PolarsError> = (0..frame.height())
        .map(|row| {
            let code = codes.get(row).and_then(Code::from_name);
            Ok(Problem {
                file: files[row].map(|file| small(Some(file))),
                line: lines[row].map(|line| small(Some(line))),
                code: code.ok_or_else(|| missing("code"))?,
                session_id: id(sessions[row]),
                detail: details.get(row).unwrap_or_default().to_owned(),
                count: counts[row]
                    .and_then(|count| count.try_into().ok())
                    .unwrap_or(1),
            })
        })
        .collect();
    let mut problems = Problems::default();
    problems.extend(listed?);
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_forms_are_read_and_later_ones_refused() {
        let about = |records| About {
            records,
            phasebook: "0.0.9".to_owned(),
            dumps_are_folders: Vec::new(),
            made: Made::default(),
            superseded: Superseded::default(),
            counts: BTreeMap::new(),
            without_offset: 0,
            unknown_values: Vec::new(),
            numeric_enums: Vec::new(),
            rejected: Vec::new(),
        };
        for known in OLDEST_FORMAT..=FORMAT {
            assert_eq!(about(known).unknown_form(), None);
        }
        for unknown in [OLDEST_FORMAT - 1, FORMAT + 1] {
            let reason = about(unknown).unknown_form().unwrap();
            assert!(reason.starts_with("was made by phasebook 0.0.9, in a form"));
        }
    }
}
