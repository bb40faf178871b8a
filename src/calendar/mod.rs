//! Opening hours: whether a queue or the contact centre is open at a local time.
//!
//! An interval of opening hours belongs to the weekday on which it begins, and may go on past midnight. No
//! interval begins on a holiday; an interval that began the evening before ends at its usual time. Hours
//! follow the local clock: the hour that is repeated when summer time ends is open both times, or neither
//! time.

mod country;

pub use self::country::Country;

use std::collections::{BTreeSet, HashMap};

use crate::model::{Id, Named};
use crate::time::zone::{Day, LocalTimestamp};

/// The weekday names in settings, from Monday.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const DAY: i32 = 86_400;

/// An interval of opening hours, in seconds since the midnight at which its day begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenHours {
    /// The first second that is open.
    pub from: i32,
    /// The first second that is closed again; more than 86,400 if the interval goes on past midnight.
    pub until: i32,
}

impl std::fmt::Display for OpenHours {
    /// Writes `8:00-16:30`, as settings take it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let until = if self.until > DAY {
            self.until - DAY
        } else {
            self.until
        };
        let [from, until] = [self.from, until].map(|second| (second / 3600, second / 60 % 60));
        write!(f, "{}:{:02}-{}:{:02}", from.0, from.1, until.0, until.1)
    }
}

/// The intervals of each weekday, from Monday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week(pub [Vec<OpenHours>; 7]);

/// Days on which no opening hours begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    pub days: BTreeSet<Day>,
    /// The country whose public holidays count in addition to `days`.
    pub country: Option<Country>,
}

/// Opening hours from the settings; `None` for each part that the settings do not give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartialHours {
    pub week: Option<Week>,
    pub days: Option<BTreeSet<Day>>,
    pub country: Option<Country>,
}

/// The default opening hours, and those of single queues. A queue takes the parts that it does not give from
/// the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursSettings {
    pub default: PartialHours,
    pub queues: Vec<(Named, PartialHours)>,
}

/// Complete opening hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Hours {
    week: Week,
    holidays: Holidays,
}

/// The opening hours of the contact centre and of each queue with hours of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    default: Option<Hours>,
    /// The queues in the settings; `None` if neither the queue nor the default has weekly hours.
    queues: HashMap<Id, Option<Hours>>,
}

impl HoursSettings {
    /// Whether neither the default nor any queue has weekly hours.
    pub fn is_empty(&self) -> bool {
        let queues = self.queues.iter().map(|(_, hours)| hours);
        let mut all = queues.chain([&self.default]);
        all.all(|hours| hours.week.is_none())
    }
}

impl Calendar {
    /// Resolves the names of queues to ids. If a queue is named both by id and by name, the hours for its id
    /// win; if it is named by two names, the hours for the first win.
    pub fn resolve(settings: &HoursSettings, mut ids: impl FnMut(&Named) -> Vec<Id>) -> Self {
        let nothing = PartialHours::default();
        let is_id = |named: &Named| matches!(named, Named::Id(_));
        let (by_id, by_name): (Vec<_>, Vec<_>) =
            settings.queues.iter().partition(|(named, _)| is_id(named));
        let mut queues = HashMap::new();
        for (queue, hours) in by_id.into_iter().chain(by_name) {
            for id in ids(queue) {
                let hours = || Hours::new(hours, &settings.default);
                queues.entry(id).or_insert_with(hours);
            }
        }
        Self {
            queues,
            default: Hours::new(&settings.default, &nothing),
        }
    }

    /// Whether a queue, or without a queue the contact centre, is open; `None` if it has no opening hours.
    pub fn is_open(&self, queue: Option<Id>, local: LocalTimestamp) -> Option<bool> {
        let of_queue = queue.and_then(|queue| self.queues.get(&queue));
        let hours = of_queue.unwrap_or(&self.default).as_ref()?;
        Some(hours.is_open(local.day, local.second_of_day))
    }

    /// Whether no opening hours begin on a day, neither those of the centre nor those of a queue. `false` if the
    /// centre has no opening hours.
    pub fn is_closed_on(&self, day: Day) -> bool {
        let queues = self.queues.values().flatten();
        let mut all = self.default.iter().chain(queues);
        self.default.is_some() && all.all(|hours| hours.of_day(day).is_empty())
    }

    /// Whether a day is a holiday of the centre; `None` if the centre has no opening hours.
    pub fn is_holiday(&self, day: Day) -> Option<bool> {
        let hours = self.default.as_ref()?;
        Some(hours.holidays.contains(day))
    }
}

impl Hours {
    fn new(hours: &PartialHours, default: &PartialHours) -> Option<Self> {
        let days = hours.days.as_ref().or(default.days.as_ref());
        Some(Self {
            week: hours.week.as_ref().or(default.week.as_ref())?.clone(),
            holidays: Holidays {
                days: days.cloned().unwrap_or_default(),
                country: hours.country.or(default.country),
            },
        })
    }

    fn is_open(&self, day: Day, second: i32) -> bool {
        self.is_within(day, second) || self.is_within(Day(day.0 - 1), second + DAY)
    }

    /// Whether an interval that begins on this day covers `second`, counted from its midnight.
    fn is_within(&self, day: Day, second: i32) -> bool {
        let covers = |interval: &OpenHours| (interval.from..interval.until).contains(&second);
        self.of_day(day).iter().any(covers)
    }

    /// The intervals that begin on this day.
    fn of_day(&self, day: Day) -> &[OpenHours] {
        if self.holidays.contains(day) {
            return &[];
        }
        let weekday = usize::try_from(day.weekday()).unwrap_or(0);
        &self.week.0[weekday]
    }
}

impl Holidays {
    fn contains(&self, day: Day) -> bool {
        let is_public = |country: Country| day.date().is_some_and(|date| country.is_holiday(date));
        self.days.contains(&day) || self.country.is_some_and(is_public)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use crate::time::zone::Zone;

    fn hours(from: i32, until: i32) -> OpenHours {
        OpenHours {
            from: from * 3600,
            until: until * 3600,
        }
    }

    /// Monday to Friday from 8:00 to 16:00; on Friday also from 22:00 to 2:00.
    fn calendar() -> Calendar {
        let mut week = Week::default();
        for day in &mut week.0[..5] {
            day.push(hours(8, 16));
        }
        week.0[4].push(hours(22, 26));
        Calendar {
            default: Some(Hours {
                week,
                holidays: Holidays {
                    days: BTreeSet::from([day("2026-10-07")]),
                    country: Some(Country::Cz),
                },
            }),
            queues: HashMap::new(),
        }
    }

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    #[track_caller]
    fn check(timestamp: &str, is_open: bool) {
        let zone = Zone::by_name("Europe/Prague").unwrap();
        let micros = chrono::DateTime::parse_from_rfc3339(timestamp)
            .unwrap()
            .timestamp_micros();
        let at = Timestamp::from_microseconds(micros).unwrap();
        let found = calendar().is_open(None, zone.local(at));
        assert_eq!(found, Some(is_open), "{timestamp}");
    }

    #[test]
    fn the_opening_second_is_in_and_the_closing_second_is_out() {
        check("2026-10-05T07:59:59.999999+02:00", false);
        check("2026-10-05T08:00:00+02:00", true);
        check("2026-10-05T15:59:59.999999+02:00", true);
        check("2026-10-05T16:00:00+02:00", false);
        check("2026-10-10T12:00:00+02:00", false);
    }

    #[test]
    fn opening_hours_go_on_past_midnight() {
        check("2026-10-09T21:59:59+02:00", false);
        check("2026-10-09T22:00:00+02:00", true);
        check("2026-10-10T01:59:59+02:00", true);
        check("2026-10-10T02:00:00+02:00", false);
        check("2026-10-09T01:00:00+02:00", false);
    }

    #[test]
    fn no_opening_hours_begin_on_a_holiday_and_those_of_the_evening_before_end_as_ever() {
        check("2026-10-07T10:00:00+02:00", false);
        check("2026-10-28T10:00:00+01:00", false);
        // Friday, 2026-07-03; Monday, 2026-07-06, is a public holiday.
        check("2026-07-03T10:00:00+02:00", true);
        check("2026-07-06T10:00:00+02:00", false);
        // 2027-05-07 is a Friday, and the Saturday after it is a public holiday.
        check("2027-05-08T01:00:00+02:00", true);
    }

    #[test]
    fn a_day_is_closed_if_no_hours_begin_on_it() {
        let mut calendar = calendar();
        let is_closed = |calendar: &Calendar, text: &str| calendar.is_closed_on(day(text));
        // A Friday, a Saturday into which Friday's hours go on, and two holidays.
        assert!(!is_closed(&calendar, "2026-10-09"));
        assert!(is_closed(&calendar, "2026-10-10"));
        assert!(is_closed(&calendar, "2026-10-07"));
        assert!(is_closed(&calendar, "2026-10-28"));
        // A queue that is always open.
        let always = Hours {
            week: Week(std::array::from_fn(|_| vec![hours(0, 24)])),
            holidays: Holidays::default(),
        };
        calendar.queues.insert(Id::new(7).unwrap(), Some(always));
        assert!(!is_closed(&calendar, "2026-10-10"));
        assert!(!Calendar::default().is_closed_on(day("2026-10-10")));
    }

    #[test]
    fn hours_are_those_of_the_clock() {
        let mut week = Week::default();
        week.0[6].push(hours(2, 3));
        let calendar = Calendar {
            default: Some(Hours {
                week,
                holidays: Holidays::default(),
            }),
            queues: HashMap::new(),
        };
        let zone = Zone::by_name("Europe/Prague").unwrap();
        let is_open = |text: &str| {
            let micros = chrono::DateTime::parse_from_rfc3339(text)
                .unwrap()
                .timestamp_micros();
            let at = Timestamp::from_microseconds(micros).unwrap();
            calendar.is_open(None, zone.local(at))
        };
        // The hour from 2:00 to 3:00 comes twice.
        assert_eq!(is_open("2026-10-25T02:30:00+02:00"), Some(true));
        assert_eq!(is_open("2026-10-25T02:30:00+01:00"), Some(true));
        assert_eq!(is_open("2026-10-25T03:00:00+01:00"), Some(false));
        // The clock jumps from 2:00 to 3:00.
        assert_eq!(is_open("2026-03-29T01:59:59+01:00"), Some(false));
        assert_eq!(is_open("2026-03-29T03:00:00+02:00"), Some(false));
    }

    #[test]
    fn a_queue_has_from_the_default_what_it_does_not_state() {
        let week = |from, until| Some(Week(std::array::from_fn(|_| vec![hours(from, until)])));
        let settings = HoursSettings {
            default: PartialHours {
                week: week(8, 16),
                days: None,
                country: Some(Country::Cz),
            },
            queues: vec![(
                Named::Id(Id::new(7).unwrap()),
                PartialHours {
                    week: week(0, 24),
                    ..PartialHours::default()
                },
            )],
        };
        let by_id = |queue: &Named| match queue {
            Named::Id(id) => vec![*id],
            Named::Name(_) => Vec::new(),
        };
        let calendar = Calendar::resolve(&settings, by_id);
        let at = |text: &str, hour: i32| LocalTimestamp {
            day: day(text),
            second_of_day: hour * 3600,
            offset: 0,
        };
        let queue = Id::new(7);
        assert_eq!(calendar.is_open(queue, at("2026-10-05", 23)), Some(true));
        assert_eq!(calendar.is_open(None, at("2026-10-05", 23)), Some(false));
        assert_eq!(calendar.is_open(queue, at("2026-10-28", 23)), Some(false));
        let nothing = Calendar::resolve(&HoursSettings::default(), by_id);
        assert_eq!(nothing.is_open(queue, at("2026-10-05", 12)), None);
    }
}
