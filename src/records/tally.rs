//! The counts and problems of a task, in JSON. A problem names its file by dump and path, because each task numbers
//! only its own files.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::bucket::FileName;
use super::read::{Symbols, enumeration};
use crate::ledger::{Code, Counts, Problem, Problems, Tally};
use crate::model::{Id, Properties, Texts};
use crate::time::zone::Day;

/// The counts and problems of a part of a run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct TallyForm {
    counts: BTreeMap<String, u64>,
    without_offset: u64,
    /// Enumeration, value, and how often it was found.
    unknown_values: Vec<(String, String, u64)>,
    numeric_enums: Vec<(String, u64)>,
    properties: u16,
    unknown_campaigns: Vec<(Option<i64>, u64)>,
    /// The first and the last day of sessions, as days since 1970-01-01.
    days: Option<(i32, i32)>,
    /// The files that the problems name.
    files: Vec<FileName>,
    problems: Vec<ProblemForm>,
    /// The number of problems of each code that are not listed.
    unlisted: BTreeMap<String, u64>,
}

/// A problem, with the index of its file among those that are named.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ProblemForm {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    file: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    line: Option<u32>,
    code: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    session_id: Option<i64>,
    detail: String,
    count: u64,
}

impl TallyForm {
    /// The form of a tally whose problems are in these files.
    pub(super) fn new(tally: &Tally, files: &[FileName], texts: &Texts) -> Self {
        let values = tally.unknown_values.iter();
        let mut unknown_values: Vec<_> = values
            .map(|((name, value), count)| {
                ((*name).to_owned(), texts.get(*value).to_owned(), *count)
            })
            .collect();
        unknown_values.sort_unstable();
        let counts = tally.counts.entries().into_iter();
        let (listed, unlisted) = tally.problems.apart();
        let mut named: Vec<FileName> = Vec::new();
        let mut indexes: HashMap<u32, usize, RandomState> = HashMap::default();
        let problems = listed.into_iter().map(|problem| ProblemForm {
            file: problem.file.map(|file| {
                *indexes.entry(file).or_insert_with(|| {
                    named.push(files[file as usize].clone());
                    named.len() - 1
                })
            }),
            line: problem.line,
            code: problem.code.name().to_owned(),
            session_id: problem.session_id.map(Id::get),
            detail: problem.detail,
            count: problem.count,
        });
        let problems = problems.collect();
        let campaigns = tally.unknown_campaigns.iter();
        let unlisted = unlisted.into_iter();
        Self {
            counts: counts
                .map(|(name, count)| (name.to_owned(), count))
                .collect(),
            without_offset: tally.without_offset,
            unknown_values,
            numeric_enums: tally
                .numeric_enums
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect(),
            properties: tally.properties.bits(),
            unknown_campaigns: campaigns
                .map(|(id, count)| (id.map(Id::get), *count))
                .collect(),
            days: tally.days.map(|(first, last)| (first.0, last.0)),
            files: named,
            problems,
            unlisted: unlisted
                .map(|(code, count)| (code.name().to_owned(), count))
                .collect(),
        }
    }

    pub(super) fn sessions_kept(&self) -> u64 {
        self.counts
            .get("sessions_kept")
            .copied()
            .unwrap_or_default()
    }

    /// The tally, with the numbers that `file` gives to the files of problems. Fails if `file` has no number for a
    /// file, or if this version does not know a problem's code.
    pub(super) fn read(
        self,
        file: impl Fn(&FileName) -> Option<u32>,
        symbols: &mut Symbols,
    ) -> Result<Tally, String> {
        let code = |name: &str| {
            Code::from_name(name).ok_or_else(|| format!("there is no problem `{name}`"))
        };
        let numbers: Result<Vec<u32>, String> = self
            .files
            .iter()
            .map(|name| file(name).ok_or_else(|| format!("no task has the file {}", name.shown())))
            .collect();
        let numbers = numbers?;
        let mut problems = Problems::default();
        for problem in self.problems {
            problems.push(Problem {
                file: problem.file.and_then(|index| numbers.get(index).copied()),
                line: problem.line,
                code: code(&problem.code)?,
                session_id: problem.session_id.and_then(Id::new),
                detail: problem.detail,
                count: problem.count,
            });
        }
        for (name, count) in self.unlisted {
            problems.count_unlisted(code(&name)?, count);
        }
        let values = self.unknown_values.iter();
        let numbers = self.numeric_enums.iter();
        let campaigns = self.unknown_campaigns.into_iter();
        Ok(Tally {
            counts: Counts::by_name(|name| self.counts.get(name).copied().unwrap_or_default()),
            problems,
            without_offset: self.without_offset,
            unknown_values: values
                .filter_map(|(name, value, count)| {
                    Some(((enumeration(name)?, symbols.get(value)), *count))
                })
                .collect(),
            numeric_enums: numbers
                .filter_map(|(name, count)| Some((enumeration(name)?, *count)))
                .collect(),
            days: self.days.map(|(first, last)| (Day(first), Day(last))),
            properties: Properties::from_bits(self.properties),
            unknown_campaigns: campaigns
                .map(|(id, count)| (id.and_then(Id::new), count))
                .collect(),
            ..Tally::default()
        })
    }
}
