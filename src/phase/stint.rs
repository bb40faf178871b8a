//! The stints of operators in a session, with their beginnings and ends.

use super::operand::{Mark, Property, StintProperty};
use crate::join::Dossier;
use crate::model::Id;
use crate::time::Timestamp;
use crate::time::zone::{Day, Zone};

/// One stint of an operator, with a known beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stint {
    pub user_id: Id,
    pub joined: Mark,
    /// `left`, else `concluded`, else the session's end; `None` if all are missing.
    pub until: Option<Mark>,
}

/// The part of a stint that lies within one local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StintDay {
    pub day: Day,
    pub begins: Timestamp,
    /// `None` if the end of the stint is unknown.
    pub ends: Option<Timestamp>,
}

impl Stint {
    /// Cuts the stint at every local midnight after its beginning and before its end. A stint without an end is one
    /// part.
    pub fn cut_into_days(&self, zone: Zone, mut part: impl FnMut(StintDay)) {
        let mut day = zone.local(self.joined.at).day;
        let mut begins = self.joined.at;
        let ends = self.until.map(|until| until.at);
        while let Some(ends) = ends {
            let next = Day(day.0.saturating_add(1));
            let Some(midnight) = zone.start_of(next).filter(|midnight| *midnight < ends) else {
                break;
            };
            // A day that the zone skips has no duration.
            if midnight > begins {
                part(StintDay {
                    day,
                    begins,
                    ends: Some(midnight),
                });
                begins = midnight;
            }
            day = next;
        }
        part(StintDay { day, begins, ends });
    }
}

/// The stints in a session's list. Stints without an operator or without `joined`, and stints that end before
/// they begin, are left out.
pub fn stints(dossier: Dossier<'_>) -> impl Iterator<Item = Stint> {
    let ended = dossier.session.ended;
    let ended = ended.map(|at| Mark::session(Property::Ended, at));
    let all = dossier.session.operators.iter().enumerate();
    all.filter_map(move |(position, stint)| {
        let mark = |property| Mark::stint(position, stint, property);
        let joined = mark(StintProperty::Joined)?;
        let until = mark(StintProperty::Left)
            .or_else(|| mark(StintProperty::Concluded))
            .or(ended);
        if until.is_some_and(|until| until.at < joined.at) {
            return None;
        }
        Some(Stint {
            user_id: stint.user_id?,
            joined,
            until,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let moment = chrono::DateTime::parse_from_rfc3339(text).unwrap();
        Timestamp::from_microseconds(moment.timestamp_micros()).unwrap()
    }

    /// The parts of a stint as `day hours`.
    fn parts(zone: &str, joined: &str, until: &str) -> Vec<String> {
        let zone = Zone::by_name(zone).unwrap();
        let mark = |text| Mark::session(Property::Created, at(text));
        let stint = Stint {
            user_id: Id::new(1).unwrap(),
            joined: mark(joined),
            until: Some(mark(until)),
        };
        let mut parts = Vec::new();
        stint.cut_into_days(zone, |part| {
            let length = part.ends.unwrap().microseconds() - part.begins.microseconds();
            let minutes = length / 60_000_000;
            let day = part.day;
            parts.push(format!("{day} {}:{:02}", minutes / 60, minutes % 60));
        });
        parts
    }

    #[test]
    fn a_stint_is_cut_at_local_midnight() {
        let of = |joined, until| parts("Europe/Prague", joined, until);
        assert_eq!(
            of("2026-10-05T23:30:00+02:00", "2026-10-06T00:10:00+02:00"),
            ["2026-10-05 0:30", "2026-10-06 0:10"]
        );
        assert_eq!(
            of("2026-10-05T23:30:00+02:00", "2026-10-06T00:00:00+02:00"),
            ["2026-10-05 0:30"]
        );
        assert_eq!(
            of("2026-10-06T00:00:00+02:00", "2026-10-06T00:00:00+02:00"),
            ["2026-10-06 0:00"]
        );
        // The day on which summer time ends has 25 hours, the day on which it begins 23.
        assert_eq!(
            of("2026-10-24T23:00:00+02:00", "2026-10-26T01:00:00+01:00"),
            ["2026-10-24 1:00", "2026-10-25 25:00", "2026-10-26 1:00"]
        );
        assert_eq!(
            of("2026-03-28T23:00:00+01:00", "2026-03-30T01:00:00+02:00"),
            ["2026-03-28 1:00", "2026-03-29 23:00", "2026-03-30 1:00"]
        );
    }

    #[test]
    fn a_midnight_that_no_clock_shows_is_cut_at_too() {
        // Summer time began at midnight.
        assert_eq!(
            parts(
                "America/Sao_Paulo",
                "2018-11-03T23:00:00-03:00",
                "2018-11-04T02:00:00-02:00"
            ),
            ["2018-11-03 1:00", "2018-11-04 1:00"]
        );
        // Samoa skipped a day.
        assert_eq!(
            parts(
                "Pacific/Apia",
                "2011-12-29T23:00:00-10:00",
                "2011-12-31T01:00:00+14:00"
            ),
            ["2011-12-29 1:00", "2011-12-31 1:00"]
        );
    }
}
