//! Merges two readings into the one that reading all their dumps at once would give.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::Records;
use crate::ledger::Tally;
use crate::model::api_enum::ApiEnum;
use crate::model::{
    Action, Actions, Arena, Coded, Group, Id, Operator, PersonName, Place, Session,
    SessionOperator, StoredEvent, Symbol, Texts,
};
use crate::read::{HistoryNaming, Input, Loaded};

impl Records {
    /// Adds a later reading. Dumps are ordered by their paths; of two dumps with the same path, the one of
    /// the later reading comes after the other.
    pub fn with(self, later: Self) -> Self {
        let first = self.dumps.len();
        let mut order: Vec<usize> = (0..first + later.dumps.len()).collect();
        let mut dumps = self.dumps;
        dumps.extend(later.dumps);
        order.sort_by(|&a, &b| dumps[a].order().cmp(dumps[b].order()));
        let mut ranks = vec![0; order.len()];
        for (rank, &dump) in order.iter().enumerate() {
            ranks[dump] = rank;
        }
        let mut inputs = self.inputs;
        let files_before = inputs.len();
        inputs.extend(later.inputs.into_iter().map(|mut input| {
            input.dump += first;
            input
        }));
        for input in &mut inputs {
            input.dump = ranks[input.dump];
        }
        let mut files: Vec<usize> = (0..inputs.len()).collect();
        // Within a dump, the files are in order.
        files.sort_by_key(|&file| inputs[file].dump);
        let mut numbers = vec![0_u32; files.len()];
        for (number, &file) in (0_u32..).zip(&files) {
            numbers[file] = number;
        }
        let mut loaded = self.loaded;
        moved(&mut loaded, &|file| numbers[file as usize]);
        let mut more = later.loaded;
        moved(&mut more, &|file| numbers[files_before + file as usize]);
        let mut loaded = merged(loaded, more);
        loaded.files = files.iter().map(|&file| loaded.files[file]).collect();
        let mut sorted: Vec<_> = inputs.into_iter().enumerate().collect();
        sorted.sort_by_key(|(file, _)| numbers[*file]);
        let inputs: Vec<Input> = sorted.into_iter().map(|(_, input)| input).collect();
        let pattern = later.made.session_id_regex.as_deref();
        // The pattern was valid when the records were read.
        let naming = pattern.and_then(|pattern| HistoryNaming::by_pattern(pattern).ok());
        tell_whose(&mut loaded, &naming.unwrap_or_default(), &inputs);
        let mut ids = self.superseded.ids;
        for (kind, more) in later.superseded.ids {
            ids.entry(kind).or_default().extend(more);
        }
        Self {
            dumps: order.iter().map(|&dump| dumps[dump].clone()).collect(),
            inputs,
            loaded,
            superseded: super::Superseded {
                sessions: self.superseded.sessions + later.superseded.sessions,
                histories: self.superseded.histories + later.superseded.histories,
                ids,
            },
            kept_by: None,
            made: later.made,
        }
    }
}

/// Renumbers the files of sessions and histories.
pub(super) fn move_records(loaded: &mut Loaded, number: &dyn Fn(u32) -> u32) {
    let set = |place: &mut Place| place.file = number(place.file);
    let sessions = loaded.sessions.iter_mut().flatten();
    sessions.for_each(|session| set(&mut session.place));
    let histories = loaded.histories.iter_mut().flatten();
    histories.for_each(|history| set(&mut history.place));
}

/// Renumbers the files of all places.
fn moved(loaded: &mut Loaded, number: &dyn Fn(u32) -> u32) {
    let set = |place: &mut Place| place.file = number(place.file);
    move_records(loaded, number);
    let campaigns = loaded.campaigns.iter_mut();
    campaigns.for_each(|campaign| set(&mut campaign.place));
    for record in &mut loaded.directory {
        // Records of pseudonyms were not read from a file, so they have no place.
        if record.place != Place::default() {
            set(&mut record.place);
        }
    }
    loaded.tally.problems.number_files(number);
    let doubtful = std::mem::take(&mut loaded.undecided.doubtful).into_iter();
    loaded.undecided.doubtful = doubtful
        .map(|place| Place {
            file: number(place.file),
            ..place
        })
        .collect();
}

/// Assigns each history in doubt to its session again, now that the sessions of both readings are known.
fn tell_whose(loaded: &mut Loaded, naming: &HistoryNaming, inputs: &[Input]) {
    let Loaded {
        sessions,
        histories,
        undecided,
        ..
    } = loaded;
    if undecided.doubtful.is_empty() {
        return;
    }
    let kept = sessions.iter().flatten().map(|session| session.id);
    let known: HashSet<Id, RandomState> = kept.chain(undecided.rejected.iter().copied()).collect();
    for history in histories.iter_mut().flatten() {
        if undecided.doubtful.contains(&history.place) {
            let input = inputs.get(history.place.file as usize);
            let path = input.map(Input::path).unwrap_or_default();
            let session = naming.session_among(&path, |id| known.contains(&id));
            history.session_id = session.unwrap_or(history.session_id);
        }
    }
}

/// Merges the records of two readings. The texts and actions of the second are numbered after those of the
/// first.
fn merged(mut first: Loaded, second: Loaded) -> Loaded {
    let Loaded {
        sessions,
        histories,
        campaigns,
        directory,
        user_names,
        texts,
        actions,
        tally,
        others: _,
        files,
        unfolded: _,
        undecided,
    } = second;
    let mut symbols = Symbols::new(&mut first.texts, &texts);
    let mut sessions = sessions;
    let mut stints = Arena::default();
    for session in sessions.iter_mut().flatten() {
        symbols.in_session(session, &mut stints);
    }
    first.sessions.extend(sessions);
    let numbers = symbols.in_actions(&actions, &mut first.actions);
    let mut histories = histories;
    let mut events_of = Arena::default();
    for history in histories.iter_mut().flatten() {
        let events = history.events.iter().map(|event| StoredEvent {
            action: numbers[event.action.place()],
            ..*event
        });
        history.events = events_of.put(events);
    }
    first.histories.extend(histories);
    for mut campaign in campaigns {
        campaign.mode = symbols.coded(campaign.mode);
        campaign.name = campaign.name.map(|name| symbols.get(name));
        first.campaigns.push(campaign);
    }
    for mut record in directory {
        record.name = record.name.map(|name| symbols.get(name));
        first.directory.push(record);
    }
    first.user_names.extend(user_names);
    let unknown_values = tally.unknown_values.into_iter();
    let unknown_values = unknown_values
        .map(|((name, value), count)| ((name, symbols.get(value)), count))
        .collect();
    first.tally.merge(Tally {
        unknown_values,
        ..tally
    });
    first.files.extend(files);
    first.undecided.doubtful.extend(undecided.doubtful);
    first.undecided.rejected.extend(undecided.rejected);
    first
}

/// Maps the symbols of one table of texts to those of another.
struct Symbols<'a> {
    into: &'a mut Texts,
    from: &'a Texts,
    by_text: HashMap<String, Symbol>,
}

impl<'a> Symbols<'a> {
    fn new(into: &'a mut Texts, from: &'a Texts) -> Self {
        let by_text = into
            .iter()
            .map(|(symbol, text)| (text.to_owned(), symbol))
            .collect();
        Self {
            into,
            from,
            by_text,
        }
    }

    fn get(&mut self, symbol: Symbol) -> Symbol {
        let text = self.from.get(symbol);
        if let Some(&known) = self.by_text.get(text) {
            return known;
        }
        let added = self.into.add(text);
        self.by_text.insert(text.to_owned(), added);
        added
    }

    fn coded<E: ApiEnum>(&mut self, value: Option<Coded<E>>) -> Option<Coded<E>> {
        value.map(|value| match value {
            Coded::Known(known) => Coded::Known(known),
            Coded::Other(symbol) => Coded::Other(self.get(symbol)),
        })
    }

    fn name(&mut self, name: Option<PersonName>) -> Option<PersonName> {
        name.map(|name| match name {
            PersonName::Full(symbol) => PersonName::Full(self.get(symbol)),
            PersonName::User(symbol) => PersonName::User(self.get(symbol)),
        })
    }

    fn in_session(&mut self, session: &mut Session, stints: &mut Arena<SessionOperator>) {
        session.channel = self.coded(session.channel);
        session.source = self.coded(session.source);
        session.status = self.coded(session.status);
        session.guest_left = self.coded(session.guest_left);
        session.dial_result = self.coded(session.dial_result);
        session.termination_reason = self.coded(session.termination_reason);
        session.feedback_scale = self.coded(session.feedback_scale);
        session.tags = session.tags.map(|tags| self.get(tags));
        session.widget = session.widget.map(|widget| self.get(widget));
        let named = session.operators.iter().map(|stint| SessionOperator {
            name: self.name(stint.name),
            ..*stint
        });
        session.operators = stints.put(named);
    }

    /// The new numbers of these actions, by their old indexes.
    fn in_actions(
        &mut self,
        actions: &Actions,
        into: &mut Actions,
    ) -> Vec<crate::model::ActionNumber> {
        let operator = |symbols: &mut Self, operator: Option<Operator>| {
            operator.map(|operator| Operator {
                id: operator.id,
                name: symbols.name(operator.name),
            })
        };
        actions
            .iter()
            .map(|action| {
                let group = action.group.map(|group| Group {
                    id: group.id,
                    name: group.name.map(|name| self.get(name)),
                });
                into.add(Action {
                    activity: action.activity,
                    group,
                    operator: operator(self, action.operator),
                    forwarded_by: operator(self, action.forwarded_by),
                })
            })
            .collect()
    }
}
