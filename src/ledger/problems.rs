//! The list of problems, limited in length.
//!
//! A dump can be wrong in every byte: an array of a billion nulls has a billion problems. For each code, the
//! list keeps the first problems in sorted order, whichever worker finds them and when. The others are
//! counted, and one entry at the end gives their number.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::code::Code;
use super::problem::{Outline, Problem};
use crate::model::Id;

/// Problems in no order until [`Self::finish`] sorts them.
#[derive(Debug, Default)]
pub struct Problems {
    listed: Vec<Problem>,
    of_code: BTreeMap<Code, OfCode>,
}

/// The totals of one code.
#[derive(Debug, Default)]
struct OfCode {
    listed: usize,
    unlisted: u64,
    /// The last listed problem, once the list of this code is full.
    last: Option<Problem>,
}

/// The end of the detail of an entry that stands for several problems.
const UNLISTED: &str = " more, which are not listed";

/// The number of problems that an entry with this detail stands for; `None` if it is one problem.
pub(crate) fn unlisted(detail: &str) -> Option<u64> {
    detail.strip_suffix(UNLISTED)?.parse().ok()
}

impl Problems {
    /// The most problems listed for each code: more than anyone reads, but a program may use them.
    pub const LISTED: usize = 250_000;

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.push_within(problem, Self::LISTED);
    }

    /// Whether this problem would be counted but not listed. The caller can then skip building it: in an array of
    /// a billion nulls, nearly all problems are of this kind.
    pub(crate) fn is_beyond(&self, problem: &Outline<'_>) -> bool {
        let last = self
            .of_code
            .get(&problem.code)
            .and_then(|of_code| of_code.last.as_ref());
        last.is_some_and(|last| *problem >= last.outline())
    }

    /// Counts problems without listing them.
    pub(crate) fn count_unlisted(&mut self, code: Code, count: u64) {
        self.of_code.entry(code).or_default().unlisted += count;
    }

    /// An empty list that continues this list, and must be appended to it later. Problems that this list would
    /// count but not list are not listed there either.
    pub(crate) fn sequel(&self) -> Self {
        if self.of_code.is_empty() {
            return Self::default();
        }
        let full = self.of_code.iter();
        let full = full.filter(|(_, of_code)| of_code.last.is_some());
        let of_code = full.map(|(&code, of_code)| {
            let last = of_code.last.clone();
            (
                code,
                OfCode {
                    last,
                    ..OfCode::default()
                },
            )
        });
        Self {
            listed: Vec::new(),
            of_code: of_code.collect(),
        }
    }

    fn push_within(&mut self, problem: Problem, limit: usize) {
        let of_code = self.of_code.entry(problem.code).or_default();
        if of_code.last.as_ref().is_some_and(|last| problem >= *last) {
            of_code.unlisted += problem.count;
            return;
        }
        of_code.listed += 1;
        let is_full = of_code.listed >= limit * 2;
        self.listed.push(problem);
        if is_full {
            self.sort_within(limit);
        }
    }

    /// Appends another list.
    pub fn append(&mut self, other: Self) {
        self.append_within(other, Self::LISTED);
    }

    fn append_within(&mut self, other: Self, limit: usize) {
        // Most parts of a dump have no problems.
        if other.of_code.is_empty() {
            return;
        }
        for (code, theirs) in other.of_code {
            self.of_code.entry(code).or_default().unlisted += theirs.unlisted;
        }
        for problem in other.listed {
            self.push_within(problem, limit);
        }
    }

    /// Sorts the list, and adds an entry for each code with unlisted problems.
    pub fn finish(&mut self) {
        self.finish_within(Self::LISTED);
    }

    fn finish_within(&mut self, limit: usize) {
        self.sort_within(limit);
        let unlisted = self.unlisted();
        for of_code in self.of_code.values_mut() {
            of_code.unlisted = 0;
        }
        self.listed.extend(unlisted);
        self.listed.sort_unstable();
    }

    /// The listed problems in order, and the number of the others by code. Pushed and counted again, they give
    /// the same list.
    pub(crate) fn apart(&self) -> (Vec<Problem>, Vec<(Code, u64)>) {
        let mut listed = self.listed.clone();
        listed.sort_unstable();
        let of_code = self.of_code.iter();
        let unlisted = of_code.filter(|(_, of_code)| of_code.unlisted > 0);
        let unlisted = unlisted.map(|(code, of_code)| (*code, of_code.unlisted));
        (listed, unlisted.collect())
    }

    /// One entry for each code with unlisted problems.
    pub(crate) fn unlisted(&self) -> Vec<Problem> {
        let of_code = self.of_code.iter();
        let of_code = of_code.filter(|(_, of_code)| of_code.unlisted > 0);
        of_code
            .map(|(&code, of_code)| Problem {
                file: None,
                line: None,
                code,
                session_id: None,
                detail: format!("{}{UNLISTED}", of_code.unlisted),
                count: of_code.unlisted,
            })
            .collect()
    }

    /// Sets the session of problems that lost a field and name no session. `session` returns the session of a
    /// file.
    pub(crate) fn name_sessions(&mut self, session: impl Fn(u32) -> Option<Id>) {
        let last = self
            .of_code
            .values_mut()
            .filter_map(|code| code.last.as_mut());
        for problem in self.listed.iter_mut().chain(last) {
            if problem.lost_a_field_of_nobody() {
                problem.session_id = problem.file.and_then(&session);
            }
        }
    }

    /// Renumbers the files.
    pub(crate) fn number_files(&mut self, number: impl Fn(u32) -> u32) {
        let last = self
            .of_code
            .values_mut()
            .filter_map(|code| code.last.as_mut());
        for problem in self.listed.iter_mut().chain(last) {
            problem.file = problem.file.map(&number);
        }
    }

    /// Sorts the list and drops the problems beyond the limit.
    fn sort_within(&mut self, limit: usize) {
        self.listed.sort_unstable();
        let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
        let of_code = &mut self.of_code;
        self.listed.retain(|problem| {
            let number = seen.entry(problem.code).or_default();
            *number += 1;
            let Some(known) = of_code.get_mut(&problem.code) else {
                return true;
            };
            if *number > limit {
                known.unlisted += problem.count;
                known.listed -= 1;
            } else if *number == limit {
                known.last = Some(problem.clone());
            }
            *number <= limit
        });
    }
}

impl Deref for Problems {
    type Target = [Problem];

    fn deref(&self) -> &[Problem] {
        &self.listed
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        for problem in problems {
            self.push(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn problem(line: u32, is_grave: bool) -> Problem {
        Problem {
            file: Some(0),
            line: Some(line),
            code: if is_grave {
                Code::BadJson
            } else {
                Code::Unrecognised
            },
            session_id: None,
            detail: String::new(),
            count: 1,
        }
    }

    const LIMIT: usize = 3;

    /// The final list: each listed problem by its line, and the number of unlisted ones.
    fn listed(lists: Vec<Vec<(u32, bool)>>) -> Vec<(Code, String)> {
        let mut all = Problems::default();
        for list in lists {
            let mut part = Problems::default();
            for (line, is_grave) in list {
                part.push_within(problem(line, is_grave), LIMIT);
            }
            all.append_within(part, LIMIT);
        }
        all.finish_within(LIMIT);
        let tell = |problem: &Problem| match problem.line {
            Some(line) => (problem.code, line.to_string()),
            None => (problem.code, format!("{} more", problem.count)),
        };
        all.iter().map(tell).collect()
    }

    #[test]
    fn of_each_code_the_first_are_listed_and_the_others_counted() {
        let list = (1..=10).rev().map(|line| (line, true)).chain([(5, false)]);
        let listed = listed(vec![list.collect()]);
        let expected = [
            (Code::BadJson, "7 more"),
            (Code::BadJson, "1"),
            (Code::BadJson, "2"),
            (Code::BadJson, "3"),
            (Code::Unrecognised, "5"),
        ];
        assert_eq!(listed, expected.map(|(code, text)| (code, text.to_owned())));
    }

    #[test]
    fn what_would_only_be_counted_is_known_before_it_is_made() {
        let mut all = Problems::default();
        assert!(!all.is_beyond(&problem(9, true).outline()));
        for line in 1..=6 {
            all.push_within(problem(line, true), LIMIT);
        }
        let sequel = all.sequel();
        assert!(sequel.is_empty());
        for list in [&all, &sequel] {
            assert!(!list.is_beyond(&problem(2, true).outline()));
            assert!(list.is_beyond(&problem(3, true).outline()));
            assert!(list.is_beyond(&problem(9, true).outline()));
            assert!(!list.is_beyond(&problem(9, false).outline()));
        }
    }

    #[test]
    fn a_list_that_is_not_too_long_is_whole() {
        let listed = listed(vec![vec![(2, true), (1, true)], vec![(3, true)]]);
        let lines: Vec<&str> = listed.iter().map(|(_, line)| &**line).collect();
        assert_eq!(lines, ["1", "2", "3"]);
    }

    proptest! {
        #[test]
        fn it_makes_no_difference_who_noted_what_and_when(
            problems in prop::collection::vec((0_u32..20, any::<bool>()), 0..60),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 3),
        ) {
            let whole = listed(vec![problems.clone()]);
            let mut parts: Vec<Vec<_>> = vec![Vec::new(); 4];
            for (number, problem) in problems.into_iter().enumerate() {
                parts[cuts[number % 3].index(4)].push(problem);
            }
            parts.reverse();
            prop_assert_eq!(listed(parts), whole);
        }
    }
}
