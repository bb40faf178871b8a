//! Public holidays by country.

use chrono::{Datelike, Days, NaiveDate};

/// A country with known public holidays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    /// The Czech Republic.
    Cz,
}

impl Country {
    /// All countries.
    pub const ALL: [Self; 1] = [Self::Cz];

    /// The ISO 3166 code, which settings use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cz => "CZ",
        }
    }

    /// The country with this ISO 3166 code, in any case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|country| country.code().eq_ignore_ascii_case(code))
    }

    /// Whether a date is a public holiday.
    pub fn is_holiday(self, date: NaiveDate) -> bool {
        match self {
            Self::Cz => is_czech(date),
        }
    }
}

/// Implements Act No. 245/2000 Coll., sections 1 and 2; Good Friday has been a holiday since Act No. 359/2015 Coll.
fn is_czech(date: NaiveDate) -> bool {
    const FIXED: [(u32, u32); 11] = [
        (1, 1),
        (5, 1),
        (5, 8),
        (7, 5),
        (7, 6),
        (9, 28),
        (10, 28),
        (11, 17),
        (12, 24),
        (12, 25),
        (12, 26),
    ];
    if FIXED.contains(&(date.month(), date.day())) {
        return true;
    }
    let easter = easter(date.year());
    let monday = easter.and_then(|sunday| sunday.checked_add_days(Days::new(1)));
    let friday = easter.and_then(|sunday| sunday.checked_sub_days(Days::new(2)));
    monday == Some(date) || (date.year() >= 2016 && friday == Some(date))
}

/// Easter Sunday in the Gregorian calendar, by the rule of Meeus, Jones and Butcher.
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * late + 114;
    let month = u32::try_from(days / 31).ok()?;
    NaiveDate::from_ymd_opt(year, month, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Easter Mondays as printed in Czech calendars. Good Friday, two days before Easter Sunday, has been a
    /// public holiday since 2016.
    const EASTER_MONDAYS: [&str; 21] = [
        "2015-04-06",
        "2016-03-28",
        "2017-04-17",
        "2018-04-02",
        "2019-04-22",
        "2020-04-13",
        "2021-04-05",
        "2022-04-18",
        "2023-04-10",
        "2024-04-01",
        "2025-04-21",
        "2026-04-06",
        "2027-03-29",
        "2028-04-17",
        "2029-04-02",
        "2030-04-22",
        "2031-04-14",
        "2032-03-29",
        "2033-04-18",
        "2034-04-10",
        "2035-03-26",
    ];

    /// The other holidays: New Year and the Restoration of the Czech state, Labour Day, Liberation Day,
    /// Cyril and Methodius, Jan Hus, Statehood Day, the Independent Czechoslovak State, the Struggle for
    /// Freedom and Democracy, Christmas Eve, Christmas Day and St Stephen's Day.
    const FIXED: [&str; 11] = [
        "01-01", "05-01", "05-08", "07-05", "07-06", "09-28", "10-28", "11-17", "12-24", "12-25",
        "12-26",
    ];

    #[test]
    fn czech_public_holidays_are_those_of_the_published_list() {
        for (year, monday) in (2015..).zip(EASTER_MONDAYS) {
            let monday: NaiveDate = monday.parse().unwrap();
            let mut expected: Vec<NaiveDate> = FIXED
                .iter()
                .map(|day| format!("{year}-{day}").parse().unwrap())
                .collect();
            expected.push(monday);
            if year >= 2016 {
                expected.push(monday - Days::new(3));
            }
            expected.sort_unstable();
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let found: Vec<NaiveDate> = first
                .iter_days()
                .take_while(|date| date.year() == year)
                .filter(|date| Country::Cz.is_holiday(*date))
                .collect();
            assert_eq!(found, expected, "{year}");
        }
    }

    #[test]
    fn countries_are_known_by_their_codes() {
        assert_eq!(Country::from_code("cz"), Some(Country::Cz));
        assert_eq!(Country::from_code("XX"), None);
    }
}
