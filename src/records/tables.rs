//! The kept tables: one row per record, in the order of session ids.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;
use polars::prelude::{DataFrame, PolarsError};

use super::frame::Table;
use crate::ledger::{Clash, Problem, Problems};
use crate::model::api_enum::ApiEnum;
use crate::model::{
    Action, Actions, CampaignMode, Coded, DirectoryKind, History, Id, Operator, PersonName, Place,
    Session, SessionOperator, StoredEvent, Symbol, Texts, UserName,
};
use crate::read::{Input, InputFile, Loaded};
use crate::time::{Duration, Timestamp};

/// The written name of each kind of directory record.
pub(super) const KINDS: [(DirectoryKind, &str); 4] = [
    (DirectoryKind::User, "user"),
    (DirectoryKind::Group, "group"),
    (DirectoryKind::Department, "department"),
    (DirectoryKind::Campaign, "campaign"),
];

pub(super) fn kind_name(kind: DirectoryKind) -> &'static str {
    let known = KINDS.iter().find(|(known, _)| *known == kind);
    known.map_or("", |(_, name)| name)
}

pub(super) fn kind_of(name: &str) -> Option<DirectoryKind> {
    let known = KINDS.iter().find(|(_, known)| *known == name);
    known.map(|(kind, _)| *kind)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a column's value may be missing; this one never is"
)]
pub(super) fn number(value: impl Into<i64>) -> Option<i64> {
    Some(value.into())
}

pub(super) fn offset(place: Place) -> Option<i64> {
    i64::try_from(place.offset).ok()
}

pub(super) fn id(id: Option<Id>) -> Option<i64> {
    id.map(Id::get)
}

pub(super) fn timestamp(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::microseconds)
}

pub(super) fn length(length: Option<Duration>) -> Option<i64> {
    length.map(Duration::microseconds)
}

pub(super) fn coded<E: ApiEnum>(value: Option<Coded<E>>, texts: &Texts) -> Option<&str> {
    value.map(|value| value.text(texts))
}

/// A person's name, and whether it is a first and last name.
const fn person(name: PersonName) -> (Symbol, bool) {
    match name {
        PersonName::Full(symbol) => (symbol, true),
        PersonName::User(symbol) => (symbol, false),
    }
}

pub(super) fn name(name: Option<PersonName>, texts: &Texts) -> Option<&str> {
    name.map(|name| texts.get(person(name).0))
}

pub(super) fn is_full(name: Option<PersonName>) -> Option<bool> {
    name.map(|name| person(name).1)
}

pub(super) fn sessions(
    sessions: &[&Session],
    clashes: &BTreeMap<Id, Clash>,
    texts: &Texts,
) -> Result<DataFrame, PolarsError> {
    Table::new(sessions)
        .integer("id", |of| number(of.id.get()))
        .integer("file", |of| number(of.place.file))
        .integer("offset", |of| offset(of.place))
        .integer("line", |of| number(of.place.line))
        .integer("company_id", |of| id(of.company_id))
        .integer("department_id", |of| id(of.department_id))
        .integer("campaign_id", |of| id(of.campaign_id))
        .text("channel", |of| coded(of.channel, texts))
        .text("source", |of| coded(of.source, texts))
        .text("status", |of| coded(of.status, texts))
        .text("guest_left", |of| coded(of.guest_left, texts))
        .text("dial_result", |of| coded(of.dial_result, texts))
        .text("termination_reason", |of| {
            coded(of.termination_reason, texts)
        })
        .text("feedback_scale", |of| coded(of.feedback_scale, texts))
        .integer("feedback_stars", |of| id(of.feedback_stars))
        .text("tags", |of| of.tags.map(|tags| texts.get(tags)))
        .text("widget", |of| of.widget.map(|widget| texts.get(widget)))
        .flag("is_direct_chat", |of| Some(of.is_direct_chat))
        .flag("blacklisted", |of| Some(of.blacklisted))
        .flag("auto_accepted", |of| of.auto_accepted)
        .flag("had_chatbot", |of| Some(of.had_chatbot))
        .integer("created", |of| number(of.created.microseconds()))
        .integer("guest_joined", |of| timestamp(of.guest_joined))
        .integer("started", |of| timestamp(of.started))
        .integer("ended", |of| timestamp(of.ended))
        .integer("waited", |of| length(of.waited))
        .integer("length", |of| length(of.length))
        .integer("stints", |of| i64::try_from(of.operators.len()).ok())
        .integer("properties", |of| number(of.properties.bits()))
        .integer("clash", |of| {
            clashes.get(&of.id).map(|clash| i64::from(clash.bits()))
        })
        .finish()
}

/// The stints of all sessions, session by session.
pub(super) fn stints(sessions: &[&Session], texts: &Texts) -> Result<DataFrame, PolarsError> {
    let stints: Vec<&SessionOperator> = sessions
        .iter()
        .flat_map(|session| session.operators.iter())
        .collect();
    Table::new(&stints)
        .integer("user_id", |of| id(of.user_id))
        .text("name", |of| name(of.name, texts))
        .flag("is_full_name", |of| is_full(of.name))
        .integer("joined", |of| timestamp(of.joined))
        .integer("left", |of| timestamp(of.left))
        .integer("concluded", |of| timestamp(of.concluded))
        .finish()
}

pub(super) fn histories(
    histories: &[&History],
    doubtful: &HashSet<Place, RandomState>,
) -> Result<DataFrame, PolarsError> {
    Table::new(histories)
        .integer("session_id", |of| number(of.session_id.get()))
        .integer("file", |of| number(of.place.file))
        .integer("offset", |of| offset(of.place))
        .integer("line", |of| number(of.place.line))
        .integer("events", |of| i64::try_from(of.events.len()).ok())
        .flag("doubtful", |of| Some(doubtful.contains(&of.place)))
        .finish()
}

/// The actions of some histories, numbered in the order of their events.
pub(super) struct Numbered {
    actions: Vec<Action>,
    /// The new number of each action, by its old index.
    numbers: Vec<u32>,
}

/// The content of an action, with texts instead of symbols, so that equal actions compare equal.
type Said<'a> = [Option<(i64, Option<(&'a str, bool)>)>; 4];

fn said<'a>(action: &Action, texts: &'a Texts) -> Said<'a> {
    let operator = |operator: Option<Operator>| {
        operator.map(|operator| {
            let name = operator.name.map(person);
            let name = name.map(|(symbol, is_full)| (texts.get(symbol), is_full));
            (operator.id.get(), name)
        })
    };
    let group = action.group.map(|group| {
        let name = group.name.map(|symbol| (texts.get(symbol), true));
        (group.id.get(), name)
    });
    [
        Some((action.activity as i64, None)),
        group,
        operator(action.operator),
        operator(action.forwarded_by),
    ]
}

impl Numbered {
    pub(super) fn new(histories: &[&History], actions: &Actions, texts: &Texts) -> Self {
        const NONE: u32 = u32::MAX;
        let mut numbers = vec![NONE; actions.len()];
        let mut known: HashMap<Said<'_>, u32, RandomState> = HashMap::default();
        let mut kept: Vec<Action> = Vec::new();
        for event in histories.iter().flat_map(|history| &history.events) {
            let number = &mut numbers[event.action.place()];
            if *number != NONE {
                continue;
            }
            let action = actions.get(event.action);
            *number = *known.entry(said(&action, texts)).or_insert_with(|| {
                kept.push(action);
                u32::try_from(kept.len() - 1).unwrap_or(NONE)
            });
        }
        Self {
            actions: kept,
            numbers,
        }
    }

    pub(super) fn actions(&self) -> &[Action] {
        &self.actions
    }

    fn number(&self, event: &StoredEvent) -> u32 {
        self.numbers[event.action.place()]
    }
}

/// The events of all histories, history by history.
pub(super) fn events(
    histories: &[&History],
    numbered: &Numbered,
) -> Result<DataFrame, PolarsError> {
    let events: Vec<&StoredEvent> = histories
        .iter()
        .flat_map(|history| history.events.iter())
        .collect();
    Table::new(&events)
        .integer("at", |of| number(of.at.microseconds()))
        .integer("request", |of| id(of.request))
        .integer("action", |of| number(numbered.number(of)))
        .integer("number", |of| number(of.number))
        .finish()
}

pub(super) fn actions(numbered: &Numbered, texts: &Texts) -> Result<DataFrame, PolarsError> {
    let operator_name = |operator: Option<Operator>| operator.and_then(|operator| operator.name);
    Table::new(&numbered.actions)
        .text("activity", |of| Some(of.activity.name()))
        .integer("group_id", |of| id(of.group.map(|group| group.id)))
        .text("group", |of| {
            of.group
                .and_then(|group| group.name)
                .map(|name| texts.get(name))
        })
        .integer("operator_id", |of| {
            id(of.operator.map(|operator| operator.id))
        })
        .text("operator", |of| name(operator_name(of.operator), texts))
        .flag("operator_is_full", |of| is_full(operator_name(of.operator)))
        .integer("forwarded_by_id", |of| {
            id(of.forwarded_by.map(|operator| operator.id))
        })
        .text("forwarded_by", |of| {
            name(operator_name(of.forwarded_by), texts)
        })
        .flag("forwarded_by_is_full", |of| {
            is_full(operator_name(of.forwarded_by))
        })
        .finish()
}

/// A record of a user, group, department or campaign.
pub(super) struct Named<'a> {
    pub(super) place: Place,
    pub(super) kind: DirectoryKind,
    pub(super) id: Id,
    pub(super) name: Option<Symbol>,
    pub(super) mode: Option<&'a str>,
}

/// The last record of each user, group, department and campaign.
pub(super) fn last_records(loaded: &Loaded) -> Vec<Named<'_>> {
    let texts = &loaded.texts;
    let mode = |mode: Option<Coded<CampaignMode>>| coded(mode, texts);
    let directory = loaded.directory.iter().map(|record| Named {
        place: record.place,
        kind: record.kind,
        id: record.id,
        name: record.name,
        mode: None,
    });
    let campaigns = loaded.campaigns.iter().map(|record| Named {
        place: record.place,
        kind: DirectoryKind::Campaign,
        id: record.id,
        name: record.name,
        mode: mode(record.mode),
    });
    let mut records: Vec<Named<'_>> = directory.chain(campaigns).collect();
    records.sort_by_key(|record| (record.kind, record.id, std::cmp::Reverse(record.place)));
    records.dedup_by_key(|record| (record.kind, record.id));
    records
}

/// The last record of each user, group, department and campaign, as a table.
pub(super) fn directory(loaded: &Loaded) -> Result<DataFrame, PolarsError> {
    let texts = &loaded.texts;
    Table::new(&last_records(loaded))
        .text("kind", |of| Some(kind_name(of.kind)))
        .integer("id", |of| number(of.id.get()))
        .text("name", |of| of.name.map(|name| texts.get(name)))
        .text("mode", |of| of.mode)
        .integer("file", |of| number(of.place.file))
        .integer("offset", |of| offset(of.place))
        .integer("line", |of| number(of.place.line))
        .finish()
}

/// The marks of the user names that settings may use, in order.
pub(super) fn user_names(loaded: &Loaded) -> Result<DataFrame, PolarsError> {
    let mut names: Vec<UserName> = loaded.user_names.iter().copied().collect();
    names.sort_unstable();
    Table::new(&names)
        .integer("user_id", |of| number(of.user.get()))
        .integer("mark", |of| number(of.mark.0.cast_signed()))
        .finish()
}

/// The files of the dumps in path order, with their status.
pub(super) fn files(inputs: &[Input], files: &[InputFile]) -> Result<DataFrame, PolarsError> {
    let rows: Vec<(usize, String, Option<String>, &InputFile)> = inputs
        .iter()
        .zip(files)
        .map(|(input, file)| {
            let hash = file.hash.map(|hash| hash.to_hex().to_string());
            (input.dump, input.path().into_owned(), hash, file)
        })
        .collect();
    let rows: Vec<_> = rows.iter().collect();
    Table::new(&rows)
        .integer("dump", |of| i64::try_from(of.0).ok())
        .text("path", |of| Some(&of.1))
        .text("status", |of| Some(of.3.status.name()))
        .integer("bytes", |of| {
            of.3.bytes.and_then(|bytes| bytes.try_into().ok())
        })
        .text("blake3", |of| of.2.as_deref())
        .finish()
}

/// The problems noted while the dumps were read, in order.
pub(super) fn problems(problems: &Problems) -> Result<DataFrame, PolarsError> {
    let unlisted = problems.unlisted();
    let mut problems: Vec<&Problem> = problems.iter().chain(&unlisted).collect();
    problems.sort_unstable();
    Table::new(&problems)
        .integer("file", |of| of.file.map(i64::from))
        .integer("line", |of| of.line.map(i64::from))
        .text("code", |of| Some(of.code.name()))
        .integer("session_id", |of| id(of.session_id))
        .text("detail", |of| Some(&of.detail))
        .integer("count", |of| i64::try_from(of.count).ok())
        .finish()
}
