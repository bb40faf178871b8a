//! The records of the sessions whose ids share a bucket, as tasks write them and as they are read back: tables of
//! session records with their stints, and of histories with their events.
//!
//! A record tells how many stints or events it has; their rows stand in the order of their records. Parquet has
//! lists for this, but writing and reading those took twice the time of everything else that a task does.
//!
//! A row names the file of its record. The order of files decides between copies, and it is known only when all
//! tasks are read together.

use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;
use polars::error::{PolarsResult, polars_err};

use polars_arrow::array::PrimitiveArray;

use super::columns::{Columns, Memo, ReadColumns, TextColumn, integer};
use super::read::Symbols;
use super::tables::{coded, id, is_full, length, name, number, offset, timestamp};
use crate::model::api_enum::{ApiEnum, RoutingActivity};
use crate::model::{
    Action, ActionCache, ActionInterner, Arena, ArenaSlice, Coded, Group, History, Id, Operator,
    PersonName, Place, Properties, Session, SessionOperator, StoredEvent, Symbol, Texts,
};
use crate::read::{HistoryNaming, Loaded, Undecided};
use crate::time::{Duration, Timestamp};

/// The bucket of a session. Consecutive ids are spread over the buckets, so all buckets are of about the same size.
pub(super) fn bucket_of(session: Id, buckets: u32) -> u32 {
    // Multiplied by 2^64 / the golden ratio; the high bits depend on all bits of the id.
    let mixed = session
        .get()
        .cast_unsigned()
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    u32::try_from((mixed >> 32) % u64::from(buckets.max(1))).unwrap_or(0)
}

/// A file of a dump, by the path of the dump and the file's path in it. Files are ordered like their records.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub(super) struct FileName {
    pub(super) dump: String,
    /// The path. Several files can have the same path, as members of one archive may. Each after the first has a
    /// [`SEPARATOR`] and a number behind the path, so that all names differ and sort like the files.
    pub(super) path: String,
}

/// No path has this character, and it comes before all others.
const SEPARATOR: char = '\0';

impl FileName {
    /// The names of files with these dumps and paths, in the order of the files.
    pub(super) fn numbered<'a>(
        files: impl Iterator<Item = (String, std::borrow::Cow<'a, str>)>,
    ) -> Vec<Self> {
        let mut names: Vec<Self> = Vec::new();
        let mut of_one_path = 0_u32;
        for (dump, path) in files {
            let is_same = names
                .last()
                .is_some_and(|last| last.dump == dump && last.shown() == path);
            of_one_path = if is_same { of_one_path + 1 } else { 0 };
            let path = match of_one_path {
                0 => path.into_owned(),
                number => format!("{path}{SEPARATOR}{number:08}"),
            };
            names.push(Self { dump, path });
        }
        names
    }

    /// The path without the number.
    pub(super) fn shown(&self) -> &str {
        let path = self.path.split(SEPARATOR).next();
        path.unwrap_or_default()
    }
}

/// The records of one task in one bucket.
pub(super) struct Part<'a> {
    pub(super) sessions: Vec<&'a Session>,
    pub(super) histories: Vec<&'a History>,
}

/// Divides the records among buckets. A history in doubt is in the buckets of all sessions that it may belong
/// to.
pub(super) fn parts<'a>(
    loaded: &'a Loaded,
    files: &[FileName],
    naming: &HistoryNaming,
    buckets: u32,
) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = (0..buckets)
        .map(|_| Part {
            sessions: Vec::new(),
            histories: Vec::new(),
        })
        .collect();
    for session in loaded.sessions.iter().flatten() {
        let bucket = bucket_of(session.id, buckets);
        parts[bucket as usize].sessions.push(session);
    }
    for history in loaded.histories.iter().flatten() {
        let own = bucket_of(history.session_id, buckets);
        let mut all = BTreeSet::from([own]);
        if loaded.undecided.doubtful.contains(&history.place) {
            let path = files[history.place.file as usize].shown();
            let candidates = naming.candidates(path);
            all.extend(candidates.map(|session| bucket_of(session, buckets)));
        }
        for bucket in all {
            parts[bucket as usize].histories.push(history);
        }
    }
    for part in &mut parts {
        // Sorted, so that the bytes do not depend on which worker read which file.
        part.sessions
            .sort_unstable_by_key(|session| (session.id, session.place));
        part.histories
            .sort_unstable_by_key(|history| (history.session_id, history.place));
    }
    parts
}

/// Adds the columns that tell where a record stands.
fn with_places<'a>(
    columns: Columns,
    places: impl Iterator<Item = Place> + Clone,
    files: &'a [FileName],
) -> Columns {
    let file = |place: Place| -> &'a FileName { &files[place.file as usize] };
    columns
        .texts("dump", places.clone().map(|at| Some(&*file(at).dump)))
        .texts("path", places.clone().map(|at| Some(&*file(at).path)))
        .integers("offset", places.clone().map(offset))
        .integers("line", places.map(|at| number(at.line)))
}

/// The tables of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BucketTable {
    Sessions,
    Stints,
    Histories,
    Events,
}

impl BucketTable {
    pub(super) const ALL: [Self; 4] = [Self::Sessions, Self::Stints, Self::Histories, Self::Events];

    /// The beginning of the names of the table's files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Stints => "stints",
            Self::Histories => "histories",
            Self::Events => "events",
        }
    }
}

impl Part<'_> {
    /// The tables of the part that have rows, each as a Parquet file.
    pub(super) fn tables(
        &self,
        files: &[FileName],
        loaded: &Loaded,
    ) -> PolarsResult<Vec<(BucketTable, Vec<u8>)>> {
        let (sessions, histories) = (&self.sessions, &self.histories);
        let tables = [
            (
                BucketTable::Sessions,
                session_rows(sessions, files, &loaded.texts),
            ),
            (BucketTable::Stints, stint_rows(sessions, &loaded.texts)),
            (
                BucketTable::Histories,
                history_rows(histories, files, loaded),
            ),
            (BucketTable::Events, event_rows(histories, loaded)),
        ];
        let tables = tables.into_iter().filter(|(_, rows)| !rows.is_empty());
        tables
            .map(|(table, rows)| Ok((table, rows.into_bytes()?)))
            .collect()
    }
}

/// The stints of session records, record by record.
fn stint_rows(sessions: &[&Session], texts: &Texts) -> Columns {
    let stints: Vec<&SessionOperator> =
        sessions.iter().flat_map(|of| of.operators.iter()).collect();
    let all = || stints.iter().copied();
    Columns::with_rows(stints.len())
        .integers("user_id", all().map(|of| id(of.user_id)))
        .texts("name", all().map(|of| name(of.name, texts)))
        .flags("is_full_name", all().map(|of| is_full(of.name)))
        .timestamps("joined", all().map(|of| timestamp(of.joined)))
        .timestamps("left", all().map(|of| timestamp(of.left)))
        .timestamps("concluded", all().map(|of| timestamp(of.concluded)))
}

/// Session records.
fn session_rows(sessions: &[&Session], files: &[FileName], texts: &Texts) -> Columns {
    let all = || sessions.iter().copied();
    let columns =
        Columns::with_rows(sessions.len()).integers("id", all().map(|of| number(of.id.get())));
    with_places(columns, all().map(|of| of.place), files)
        .integers("company_id", all().map(|of| id(of.company_id)))
        .integers("department_id", all().map(|of| id(of.department_id)))
        .integers("campaign_id", all().map(|of| id(of.campaign_id)))
        .texts("channel", all().map(|of| coded(of.channel, texts)))
        .texts("source", all().map(|of| coded(of.source, texts)))
        .texts("status", all().map(|of| coded(of.status, texts)))
        .texts("guest_left", all().map(|of| coded(of.guest_left, texts)))
        .texts("dial_result", all().map(|of| coded(of.dial_result, texts)))
        .texts(
            "termination_reason",
            all().map(|of| coded(of.termination_reason, texts)),
        )
        .texts(
            "feedback_scale",
            all().map(|of| coded(of.feedback_scale, texts)),
        )
        .integers("feedback_stars", all().map(|of| id(of.feedback_stars)))
        .texts("tags", all().map(|of| of.tags.map(|tags| texts.get(tags))))
        .texts(
            "widget",
            all().map(|of| of.widget.map(|widget| texts.get(widget))),
        )
        .flags("is_direct_chat", all().map(|of| Some(of.is_direct_chat)))
        .flags("blacklisted", all().map(|of| Some(of.blacklisted)))
        .flags("auto_accepted", all().map(|of| of.auto_accepted))
        .flags("had_chatbot", all().map(|of| Some(of.had_chatbot)))
        .timestamps("created", all().map(|of| number(of.created.microseconds())))
        .timestamps("guest_joined", all().map(|of| timestamp(of.guest_joined)))
        .timestamps("started", all().map(|of| timestamp(of.started)))
        .timestamps("ended", all().map(|of| timestamp(of.ended)))
        .integers("waited_us", all().map(|of| length(of.waited)))
        .integers("length_us", all().map(|of| length(of.length)))
        .integers("properties", all().map(|of| number(of.properties.bits())))
        .integers("stints", all().map(|of| of.operators.len().try_into().ok()))
}

/// The events of histories, history by history.
fn event_rows(histories: &[&History], loaded: &Loaded) -> Columns {
    let texts = &loaded.texts;
    let events: Vec<(&StoredEvent, Action)> = histories
        .iter()
        .flat_map(|of| of.events.iter())
        .map(|event| (event, loaded.actions.get(event.action)))
        .collect();
    let events = || events.iter();
    let actions = || events().map(|(_, action)| action);
    let person = |operator: Option<Operator>| operator.and_then(|operator| operator.name);
    Columns::with_rows(events().count())
        .timestamps("at", events().map(|(of, _)| number(of.at.microseconds())))
        .integers("number", events().map(|(of, _)| number(of.number)))
        .integers("request_id", events().map(|(of, _)| id(of.request)))
        .texts("activity", actions().map(|of| Some(of.activity.name())))
        .integers("group_id", actions().map(|of| id(of.group.map(|it| it.id))))
        .texts(
            "group",
            actions().map(|of| of.group?.name.map(|name| texts.get(name))),
        )
        .integers(
            "operator_id",
            actions().map(|of| id(of.operator.map(|it| it.id))),
        )
        .texts(
            "operator",
            actions().map(|of| name(person(of.operator), texts)),
        )
        .flags(
            "operator_is_full_name",
            actions().map(|of| is_full(person(of.operator))),
        )
        .integers(
            "forwarded_by_id",
            actions().map(|of| id(of.forwarded_by.map(|it| it.id))),
        )
        .texts(
            "forwarded_by",
            actions().map(|of| name(person(of.forwarded_by), texts)),
        )
        .flags(
            "forwarded_by_is_full_name",
            actions().map(|of| is_full(person(of.forwarded_by))),
        )
}

/// Histories.
fn history_rows(histories: &[&History], files: &[FileName], loaded: &Loaded) -> Columns {
    let undecided = &loaded.undecided;
    let all = || histories.iter().copied();
    let columns = Columns::with_rows(histories.len())
        .integers("session_id", all().map(|of| number(of.session_id.get())));
    let is_in = |set: &HashSet<Place, RandomState>, of: &History| Some(set.contains(&of.place));
    with_places(columns, all().map(|of| of.place), files)
        .flags("doubtful", all().map(|of| is_in(&undecided.doubtful, of)))
        .flags("lossy", all().map(|of| is_in(&undecided.lossy, of)))
        .integers("events", all().map(|of| of.events.len().try_into().ok()))
}

/// The ids of sessions in a column of their own.
pub(super) fn id_rows(ids: &BTreeSet<Id>) -> PolarsResult<Vec<u8>> {
    let ids = ids.iter().map(|id| number(id.get()));
    Columns::with_rows(ids.len())
        .integers("session_id", ids)
        .into_bytes()
}

/// The ids in a file of [`id_rows`].
pub(super) fn read_ids(bytes: &[u8]) -> PolarsResult<Vec<Id>> {
    let columns = ReadColumns::from_bytes(bytes)?;
    let ids = columns.integers("session_id")?;
    Ok(ids.iter().filter_map(|id| Id::new(*id?)).collect())
}

/// Reads the rows of one bucket, task by task.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) symbols: Symbols,
    actions: ActionInterner,
    action_cache: ActionCache,
    /// The files that were met, with preliminary numbers. [`Self::finish`] gives them their final ones.
    files: HashMap<FileName, u32, RandomState>,
    sessions: Vec<Session>,
    histories: Vec<History>,
    undecided: Undecided,
}

/// The records of a bucket.
#[derive(Default)]
pub(super) struct Bucket {
    /// The files of the records in path order; places refer to them.
    pub(super) files: Vec<FileName>,
    pub(super) loaded: Loaded,
}

impl Reading {
    /// Reads session records with their stints.
    pub(super) fn sessions(&mut self, records: &[u8], stints: Option<&[u8]>) -> PolarsResult<()> {
        let columns = ReadColumns::from_bytes(records)?;
        let stints = stints.map(ReadColumns::from_bytes).transpose()?;
        let stints = stints.map(|stints| self.stints(&stints)).transpose()?;
        let mut stints = stints.unwrap_or_default().into_iter();
        let lengths = columns.integers("stints")?;
        let mut arena = Arena::default();
        let mut places = PlaceColumns::new(&columns)?;
        let integers = |name: &str| columns.integers(name);
        let (ids, companies) = (integers("id")?, integers("company_id")?);
        let (departments, campaigns) = (integers("department_id")?, integers("campaign_id")?);
        let (stars, properties) = (integers("feedback_stars")?, integers("properties")?);
        let (created, guest_joined) = (integers("created")?, integers("guest_joined")?);
        let (started, ended) = (integers("started")?, integers("ended")?);
        let (waited, total) = (integers("waited_us")?, integers("length_us")?);
        let flags = |name: &str| columns.flags(name);
        let (direct, blacklisted) = (flags("is_direct_chat")?, flags("blacklisted")?);
        let (auto, chatbot) = (flags("auto_accepted")?, flags("had_chatbot")?);
        let mut channels = Memo::new(columns.texts("channel")?);
        let mut sources = Memo::new(columns.texts("source")?);
        let mut statuses = Memo::new(columns.texts("status")?);
        let mut guests = Memo::new(columns.texts("guest_left")?);
        let mut dial_results = Memo::new(columns.texts("dial_result")?);
        let mut reasons = Memo::new(columns.texts("termination_reason")?);
        let mut scales = Memo::new(columns.texts("feedback_scale")?);
        let mut tags = Memo::new(columns.texts("tags")?);
        let mut widgets = Memo::new(columns.texts("widget")?);
        for row in 0..columns.rows {
            let length = length_of(lengths, row, stints.len())?;
            let some_id = |column| integer(column, row).and_then(Id::new);
            let at = |column| integer(column, row).and_then(Timestamp::from_microseconds);
            let symbols = &mut self.symbols;
            let session = Session {
                id: some_id(ids).ok_or_else(|| polars_err!(ComputeError: "a row has no id"))?,
                place: places.get(row, &mut self.files)?,
                company_id: some_id(companies),
                department_id: some_id(departments),
                campaign_id: some_id(campaigns),
                channel: code(&mut channels, row, symbols),
                source: code(&mut sources, row, symbols),
                status: code(&mut statuses, row, symbols),
                guest_left: code(&mut guests, row, symbols),
                dial_result: code(&mut dial_results, row, symbols),
                termination_reason: code(&mut reasons, row, symbols),
                feedback_scale: code(&mut scales, row, symbols),
                feedback_stars: some_id(stars),
                tags: tags.get(row, |text| symbols.get(text)),
                widget: widgets.get(row, |text| symbols.get(text)),
                is_direct_chat: direct.get(row) == Some(true),
                blacklisted: blacklisted.get(row) == Some(true),
                auto_accepted: auto.get(row),
                had_chatbot: chatbot.get(row) == Some(true),
                created: at(created)
                    .ok_or_else(|| polars_err!(ComputeError: "a row has no `created`"))?,
                guest_joined: at(guest_joined),
                started: at(started),
                ended: at(ended),
                waited: integer(waited, row).map(Duration::from_microseconds),
                length: integer(total, row).map(Duration::from_microseconds),
                operators: arena.put(stints.by_ref().take(length)),
                // Recordings and files are not kept.
                downloads: ArenaSlice::default(),
                properties: integer(properties, row)
                    .and_then(|bits| bits.try_into().ok())
                    .map_or(Properties::ALL, Properties::from_bits),
            };
            self.sessions.push(session);
        }
        Ok(())
    }

    fn stints(&mut self, columns: &ReadColumns) -> PolarsResult<Vec<SessionOperator>> {
        let users = columns.integers("user_id")?;
        let mut names = NameColumns::new(columns, "name", "is_full_name")?;
        let (joined, left) = (columns.integers("joined")?, columns.integers("left")?);
        let concluded = columns.integers("concluded")?;
        let at = |column, row| integer(column, row).and_then(Timestamp::from_microseconds);
        let rows = 0..columns.rows;
        Ok(rows
            .map(|row| SessionOperator {
                user_id: integer(users, row).and_then(Id::new),
                name: names.get(row, &mut self.symbols),
                joined: at(joined, row),
                left: at(left, row),
                concluded: at(concluded, row),
            })
            .collect())
    }

    /// Reads histories with their events.
    pub(super) fn histories(&mut self, records: &[u8], events: Option<&[u8]>) -> PolarsResult<()> {
        let columns = ReadColumns::from_bytes(records)?;
        let events = events.map(ReadColumns::from_bytes).transpose()?;
        let events = events.map(|events| self.events(&events)).transpose()?;
        let mut events = events.unwrap_or_default().into_iter();
        let lengths = columns.integers("events")?;
        let mut arena = Arena::default();
        let mut places = PlaceColumns::new(&columns)?;
        let ids = columns.integers("session_id")?;
        let (doubtful, lossy) = (columns.flags("doubtful")?, columns.flags("lossy")?);
        for row in 0..columns.rows {
            let length = length_of(lengths, row, events.len())?;
            let place = places.get(row, &mut self.files)?;
            let session = integer(ids, row).and_then(Id::new);
            let events = events.by_ref().take(length);
            // A history in doubt is written to several buckets; only its first copy is taken.
            if doubtful.get(row) == Some(true) && !self.undecided.doubtful.insert(place) {
                events.for_each(drop);
                continue;
            }
            if lossy.get(row) == Some(true) {
                self.undecided.lossy.insert(place);
            }
            self.histories.push(History {
                session_id: session
                    .ok_or_else(|| polars_err!(ComputeError: "a row has no session"))?,
                place,
                events: arena.put(events),
            });
        }
        Ok(())
    }

    fn events(&mut self, columns: &ReadColumns) -> PolarsResult<Vec<StoredEvent>> {
        let integers = |name: &str| columns.integers(name);
        let (at, numbers, requests) = (
            integers("at")?,
            integers("number")?,
            integers("request_id")?,
        );
        let (groups, operators) = (integers("group_id")?, integers("operator_id")?);
        let forwarders = integers("forwarded_by_id")?;
        let mut activities = Memo::new(columns.texts("activity")?);
        let mut group_names = Memo::new(columns.texts("group")?);
        let mut operator_names = NameColumns::new(columns, "operator", "operator_is_full_name")?;
        let mut forwarder_names =
            NameColumns::new(columns, "forwarded_by", "forwarded_by_is_full_name")?;
        (0..columns.rows)
            .map(|row| {
                let some_id = |column| integer(column, row).and_then(Id::new);
                let symbols = &mut self.symbols;
                let activity = activities
                    .get(row, |name| {
                        RoutingActivity::from_exact_name(name.as_bytes())
                    })
                    .flatten();
                let action = Action {
                    activity: activity
                        .ok_or_else(|| polars_err!(ComputeError: "an event has no activity"))?,
                    group: some_id(groups).map(|id| Group {
                        id,
                        name: group_names.get(row, |text| symbols.get(text)),
                    }),
                    operator: some_id(operators).map(|id| Operator {
                        id,
                        name: operator_names.get(row, symbols),
                    }),
                    forwarded_by: some_id(forwarders).map(|id| Operator {
                        id,
                        name: forwarder_names.get(row, symbols),
                    }),
                };
                let at = integer(at, row).and_then(Timestamp::from_microseconds);
                let number = integer(numbers, row).and_then(|number| number.try_into().ok());
                Ok(StoredEvent {
                    at: at.ok_or_else(|| polars_err!(ComputeError: "an event has no timestamp"))?,
                    request: some_id(requests),
                    action: self.action_cache.intern(&self.actions, &action),
                    number: number.unwrap_or(0),
                })
            })
            .collect()
    }

    /// Whether a history was read whose session depends on which sessions the dump has.
    pub(super) fn is_in_doubt(&self) -> bool {
        !self.undecided.doubtful.is_empty()
    }

    /// Assigns each history in doubt to its session, and keeps the histories whose session `is_here`. Files are
    /// renumbered in path order.
    pub(super) fn finish(
        self,
        naming: &HistoryNaming,
        is_known: impl Fn(Id) -> bool,
        is_here: impl Fn(Id) -> bool,
    ) -> Bucket {
        let Self {
            symbols,
            actions,
            mut sessions,
            mut histories,
            mut undecided,
            ..
        } = self;
        let mut files: Vec<(FileName, u32)> = self.files.into_iter().collect();
        files.sort_unstable();
        let mut numbers = vec![0_u32; files.len()];
        for (number, (_, met)) in (0..).zip(&files) {
            numbers[*met as usize] = number;
        }
        let files: Vec<FileName> = files.into_iter().map(|(file, _)| file).collect();
        let place = |place: Place| Place {
            file: numbers[place.file as usize],
            ..place
        };
        undecided.doubtful = undecided.doubtful.into_iter().map(place).collect();
        undecided.lossy = undecided.lossy.into_iter().map(place).collect();
        for session in &mut sessions {
            session.place = place(session.place);
        }
        histories.retain_mut(|history| {
            history.place = place(history.place);
            if undecided.doubtful.contains(&history.place) {
                let path = files[history.place.file as usize].shown();
                let session = naming.session_among(path, &is_known);
                history.session_id = session.unwrap_or(history.session_id);
            }
            is_here(history.session_id)
        });
        Bucket {
            files,
            loaded: Loaded {
                sessions: vec![sessions],
                histories: vec![histories],
                texts: symbols.finish(),
                actions: actions.finish(),
                undecided,
                ..Loaded::default()
            },
        }
    }
}

/// The number of stints or events of the record in a row. Fails if fewer are `left`.
fn length_of(lengths: &PrimitiveArray<i64>, row: usize, left: usize) -> PolarsResult<usize> {
    let length = integer(lengths, row).and_then(|length| length.try_into().ok());
    length
        .filter(|length| *length <= left)
        .ok_or_else(|| polars_err!(ComputeError: "a row has fewer stints or events than it tells"))
}

/// The value of an enumeration in a row.
fn code<E: ApiEnum>(
    column: &mut Memo<'_, Coded<E>>,
    row: usize,
    symbols: &mut Symbols,
) -> Option<Coded<E>> {
    column.get(row, |text| symbols.code(text))
}

/// The columns of a person's name.
struct NameColumns<'a> {
    texts: Memo<'a, Symbol>,
    full: &'a polars_arrow::array::BooleanArray,
}

impl<'a> NameColumns<'a> {
    fn new(columns: &'a ReadColumns, text: &str, is_full: &str) -> PolarsResult<Self> {
        Ok(Self {
            texts: Memo::new(columns.texts(text)?),
            full: columns.flags(is_full)?,
        })
    }

    fn get(&mut self, row: usize, symbols: &mut Symbols) -> Option<PersonName> {
        let symbol = self.texts.get(row, |text| symbols.get(text))?;
        Some(match self.full.get(row) {
            Some(true) => PersonName::Full(symbol),
            _ => PersonName::User(symbol),
        })
    }
}

/// The columns that tell where a record stands.
struct PlaceColumns<'a> {
    dumps: TextColumn<'a>,
    paths: TextColumn<'a>,
    offsets: &'a PrimitiveArray<i64>,
    lines: &'a PrimitiveArray<i64>,
    /// The numbers of files by the marks of their names.
    known: HashMap<[super::columns::TextMark; 2], u32, RandomState>,
}

impl<'a> PlaceColumns<'a> {
    fn new(columns: &'a ReadColumns) -> PolarsResult<Self> {
        Ok(Self {
            dumps: columns.texts("dump")?,
            paths: columns.texts("path")?,
            offsets: columns.integers("offset")?,
            lines: columns.integers("line")?,
            known: HashMap::default(),
        })
    }

    /// The place in a row; a file that was not met before is added to `files`.
    fn get(
        &mut self,
        row: usize,
        files: &mut HashMap<FileName, u32, RandomState>,
    ) -> PolarsResult<Place> {
        let missing = || polars_err!(ComputeError: "a row has no place");
        let marks = [self.dumps, self.paths].map(|column| column.mark(row));
        let [Some(dump), Some(path)] = marks else {
            return Err(missing());
        };
        let (dumps, paths) = (self.dumps, self.paths);
        let file = self.known.entry([dump, path]).or_insert_with(|| {
            let text = |column: TextColumn<'_>| column.get(row).unwrap_or_default().to_owned();
            let name = FileName {
                dump: text(dumps),
                path: text(paths),
            };
            let next = u32::try_from(files.len()).unwrap_or(u32::MAX);
            *files.entry(name).or_insert(next)
        });
        let offset = integer(self.offsets, row).and_then(|offset| offset.try_into().ok());
        let line = integer(self.lines, row).and_then(|line| line.try_into().ok());
        Ok(Place {
            file: *file,
            offset: offset.ok_or_else(missing)?,
            line: line.ok_or_else(missing)?,
        })
    }
}
