//! Problems, and the tally that each worker keeps of them.

use std::collections::{BTreeMap, HashMap};

use super::code::{Code, Severity};
use super::counts::Counts;
use super::problems::Problems;
use crate::model::{Id, Properties, Symbol, Texts};
use crate::time::zone::Day;

/// One problem, or several of the same code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, by its number in path order.
    pub file: Option<u32>,
    /// The line in that file, from 1.
    pub line: Option<u32>,
    pub code: Code,
    pub session_id: Option<Id>,
    /// The details in words, never a guest's message, number or address.
    pub detail: String,
    /// The number of problems that this entry stands for: 1, except in the entry for problems beyond the
    /// listed ones.
    pub count: u64,
}

impl Problem {
    /// Whether the problem lost a value of a record whose session is not known.
    pub(crate) fn lost_a_field_of_nobody(&self) -> bool {
        self.session_id.is_none() && self.code.lost_a_field()
    }
}

/// A borrowed problem, to compare with others before the problem itself is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Outline<'a> {
    pub(crate) file: Option<u32>,
    pub(crate) line: Option<u32>,
    pub(crate) code: Code,
    pub(crate) session_id: Option<Id>,
    pub(crate) detail: &'a str,
}

impl Problem {
    /// The fields of the problem in the order of comparison.
    pub(crate) fn outline(&self) -> Outline<'_> {
        Outline {
            file: self.file,
            line: self.line,
            code: self.code,
            session_id: self.session_id,
            detail: &self.detail,
        }
    }
}

impl From<Outline<'_>> for Problem {
    fn from(outline: Outline<'_>) -> Self {
        Self {
            file: outline.file,
            line: outline.line,
            code: outline.code,
            session_id: outline.session_id,
            detail: outline.detail.to_owned(),
            count: 1,
        }
    }
}

/// The counts and problems noted by one worker, or by all of them after merging.
///
/// Merging is associative and commutative in every visible result, since problems are sorted before they are
/// written.
#[derive(Debug, Default)]
pub struct Tally {
    pub counts: Counts,
    pub problems: Problems,
    /// The number of timestamps without an offset in all records read.
    pub without_offset: u64,
    /// The number of times that each unknown value was found, by the name of the enumeration and the value.
    pub unknown_values: HashMap<(&'static str, Symbol), u64>,
    /// The number of times that each enumeration was given as a number, by the name of the enumeration.
    pub numeric_enums: BTreeMap<&'static str, u64>,
    /// The first and the last day of the kept sessions, inside the period or not; `None` until the facts are
    /// made.
    pub days: Option<(Day, Day)>,
    /// Clashes of ids that were found while all copies were present. Kept records lack the superseded copies,
    /// so they cannot show all clashes.
    pub clashes: BTreeMap<Id, Clash>,
    /// The properties that some kept session has.
    pub properties: Properties,
    /// The number of sessions whose campaign has no known mode, by campaign; `None` for sessions of source
    /// `Campaign` without a campaign id.
    pub unknown_campaigns: BTreeMap<Option<Id>, u64>,
}

/// The number of kept sessions from which on a property that none of them has is noted: enough to rule out
/// chance.
const ENOUGH_SESSIONS: u64 = 20;

/// The properties in which records with one id show that they describe different sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clash {
    pub in_created: bool,
    pub in_company: bool,
}

impl Clash {
    /// The clash as a number; 0 if there is no clash.
    pub fn bits(self) -> u8 {
        u8::from(self.in_created) | u8::from(self.in_company) << 1
    }

    /// The clash with this number.
    pub const fn from_bits(bits: u8) -> Self {
        Self {
            in_created: bits & 1 != 0,
            in_company: bits & 2 != 0,
        }
    }

    /// A clash in every property in which either clashes.
    pub const fn or(self, other: Self) -> Self {
        Self {
            in_created: self.in_created || other.in_created,
            in_company: self.in_company || other.in_company,
        }
    }

    /// The clash in words.
    pub const fn words(self) -> &'static str {
        match (self.in_created, self.in_company) {
            (true, true) => "records with another `created` and another `companyId`",
            (false, true) => "records with another `companyId`",
            _ => "records with another `created`",
        }
    }
}

impl Tally {
    /// The problems that are noted once per run, with a count.
    pub fn notes_of_run(&self, texts: &Texts) -> Vec<Problem> {
        let offsets = (self.without_offset > 0).then(|| plural(self.without_offset, "timestamp"));
        let numbers = self.numeric_enum_details();
        let values = self.unknown_values.iter();
        let mut values: Vec<String> = values
            .map(|((enumeration, symbol), count)| {
                let value = texts.get(*symbol);
                format!("{enumeration} `{value}`: {}", plural(*count, "time"))
            })
            .collect();
        values.sort_unstable();
        let noted = |code| {
            move |detail| Problem {
                file: None,
                line: None,
                code,
                session_id: None,
                detail,
                count: 1,
            }
        };
        let offsets = offsets.into_iter().map(noted(Code::NoOffset));
        let numbers = numbers.into_iter().map(noted(Code::NumericEnum));
        let values = values.into_iter().map(noted(Code::UnknownValue));
        let missing = self.missing_properties().into_iter();
        let missing = missing.map(noted(Code::MissingProperty));
        let campaigns = self.unknown_campaign_details().into_iter();
        let campaigns = campaigns.map(noted(Code::CampaignModeUnknown));
        let all = offsets.chain(numbers).chain(values);
        all.chain(missing).chain(campaigns).collect()
    }

    /// The properties that no kept session has, if there are enough sessions to rule out chance.
    fn missing_properties(&self) -> Vec<String> {
        let kept = self.counts.sessions_kept;
        if kept < ENOUGH_SESSIONS {
            return Vec::new();
        }
        let missing = self.properties.missing();
        missing
            .map(|name| format!("`{name}` is in none of {kept} sessions"))
            .collect()
    }

    /// The campaigns whose mode is not known, with the number of their sessions.
    fn unknown_campaign_details(&self) -> Vec<String> {
        let campaigns = self.unknown_campaigns.iter();
        campaigns
            .map(|(campaign, count)| {
                let whose = match campaign {
                    Some(id) => format!("campaign {id}"),
                    None => "source Campaign without a campaign".to_owned(),
                };
                format!("{whose}: {}", plural(*count, "session"))
            })
            .collect()
    }

    /// Adds the counts and problems of another worker.
    pub fn merge(&mut self, other: Self) {
        self.counts = self.counts + other.counts;
        self.problems.append(other.problems);
        self.without_offset += other.without_offset;
        for (id, clash) in other.clashes {
            let known = self.clashes.entry(id).or_default();
            *known = known.or(clash);
        }
        self.properties = self.properties.or(other.properties);
        for (campaign, count) in other.unknown_campaigns {
            *self.unknown_campaigns.entry(campaign).or_default() += count;
        }
        let days = self.days.into_iter().chain(other.days);
        self.days = days.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        for (value, count) in other.unknown_values {
            *self.unknown_values.entry(value).or_default() += count;
        }
        for (enumeration, count) in other.numeric_enums {
            *self.numeric_enums.entry(enumeration).or_default() += count;
        }
    }

    /// The enumerations that were given as numbers, with the number of times.
    pub fn numeric_enum_details(&self) -> Vec<String> {
        let enumerations = self.numeric_enums.iter();
        enumerations
            .map(|(enumeration, count)| format!("{enumeration}: {}", plural(*count, "time")))
            .collect()
    }

    /// Whether the ledger has a problem of severity error, which `--strict` rejects.
    pub fn has_errors(&self) -> bool {
        let mut codes = self.problems.iter().map(|problem| problem.code);
        codes.any(|code| code.severity() == Severity::Error)
    }
}

/// A count with its noun, with an `s` unless the count is 1.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
