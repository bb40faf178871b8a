//! The records of each file before duplicates are resolved, and pages that stop at a round number.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{DirectoryKind, Id, RoutingActivity};
use crate::read::{FileStatus, Input, Loaded};
use crate::time::Timestamp;

/// Observations about the records as they were loaded.
#[derive(Debug, Default)]
pub struct Sighting {
    /// Number of session records by file.
    sessions: HashMap<u32, u64>,
    /// Files that were read and had neither a record nor a problem, such as an empty page.
    empty: Vec<u32>,
    /// For each history, its session, its first event, and whether an operator was requested.
    pub(super) histories: Vec<(Id, Option<Timestamp>, bool)>,
    /// The sessions of which a record was refused.
    pub(super) refused: HashSet<Id>,
    /// Number of user, group and department records.
    pub users: u64,
    pub groups: u64,
    pub departments: u64,
    /// The latest timestamp in any record.
    pub latest: Option<Timestamp>,
}

impl Sighting {
    /// Collects the observations from everything that was loaded.
    pub fn new(loaded: &Loaded) -> Self {
        let mut seen = Self {
            refused: loaded.undecided.rejected.iter().copied().collect(),
            ..Self::default()
        };
        let mut has_record: HashSet<u32> = HashSet::new();
        for session in loaded.sessions.iter().flatten() {
            *seen.sessions.entry(session.place.file).or_default() += 1;
            seen.latest = seen.latest.max(Some(session.last_event()));
        }
        for history in loaded.histories.iter().flatten() {
            has_record.insert(history.place.file);
            let first = history.events.first().map(|event| event.at);
            let is_request = history.events.iter().any(|&event| {
                let activity = loaded.actions.event(event).activity;
                activity == RoutingActivity::RoutingRequestCreated
            });
            seen.histories.push((history.session_id, first, is_request));
            seen.latest = seen.latest.max(history.last_event());
        }
        for record in &loaded.directory {
            has_record.insert(record.place.file);
            match record.kind {
                DirectoryKind::User => seen.users += 1,
                DirectoryKind::Group => seen.groups += 1,
                DirectoryKind::Department => seen.departments += 1,
                DirectoryKind::Campaign => {}
            }
        }
        has_record.extend(loaded.campaigns.iter().map(|campaign| campaign.place.file));
        has_record.extend(seen.sessions.keys());
        let noted = loaded
            .tally
            .problems
            .iter()
            .filter_map(|problem| problem.file);
        has_record.extend(noted);
        seen.empty = (0_u32..)
            .zip(&loaded.files)
            .filter(|(number, file)| {
                file.status == FileStatus::Read && !has_record.contains(number)
            })
            .map(|(number, _)| number)
            .collect();
        seen
    }
}

/// Pages of one folder that all have exactly the same round number of sessions, which no page of
/// the dump exceeds: the next page may never have been fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// The folder or the archive; empty for the dump itself.
    pub folder: String,
    pub pages: u64,
    pub sessions_a_page: u64,
}

/// The folders in which every page is full. A complete export ends with a partial page or an empty
/// one. The limit is the largest number of sessions on any page of the dump.
pub fn full_pages(seen: &Sighting, inputs: &[Input]) -> Vec<Pages> {
    let folder = |file: u32| -> Option<(usize, String)> {
        let input = inputs.get(file as usize)?;
        let path = input.path();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Some((input.dump, folder.to_owned()))
    };
    let limit = seen.sessions.values().copied().max().unwrap_or(0);
    if !is_round(limit) {
        return Vec::new();
    }
    let mut folders: BTreeMap<(usize, String), Vec<u64>> = BTreeMap::new();
    let counts = seen.sessions.iter().map(|(&file, &count)| (file, count));
    for (file, count) in counts.chain(seen.empty.iter().map(|&file| (file, 0))) {
        if let Some(folder) = folder(file) {
            folders.entry(folder).or_default().push(count);
        }
    }
    folders
        .into_iter()
        .filter(|(_, counts)| counts.iter().all(|&count| count == limit))
        .map(|((_, folder), counts)| Pages {
            folder,
            pages: counts.len() as u64,
            sessions_a_page: limit,
        })
        .collect()
}

/// Whether a number is likely to be a page limit: 10, 20, 25, 50, 100, 200, 250, ...
fn is_round(count: u64) -> bool {
    let mut digits = count;
    while digits > 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    count >= 10 && matches!(digits, 1 | 2 | 5 | 25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_numbers_are_those_that_people_set() {
        let round: Vec<u64> = (0..=1000).filter(|&count| is_round(count)).collect();
        assert_eq!(round, [10, 20, 25, 50, 100, 200, 250, 500, 1000]);
    }
}
