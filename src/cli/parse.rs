//! Parsers of single values, and the errors that they give.

use chrono::{Datelike, Months, NaiveDate};

use crate::read::{HistoryNaming, NoSize, Size, TextEncoding};
use crate::report::Dimension;
use crate::text::nearest::nearest;
use crate::time::zone::{Day, Zone};
use crate::time::{Duration, Period, Timestamp};

/// An error on the command line, or in the settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UsageError {
    /// The option, as `--sla`, or the key, as `sla.threshold`; `None` if the error is about no single option.
    pub(super) option: Option<String>,
    /// The value of the option, for a message that does not name the value itself.
    value: Option<&'static str>,
    message: String,
    pub(super) hint: String,
}

impl UsageError {
    /// The message: `--sla: ...`.
    pub(super) fn text(&self) -> String {
        self.text_about(self.option.as_deref())
    }

    /// The message, with the option called by another name.
    pub(super) fn text_about(&self, option: Option<&str>) -> String {
        let message = &self.message;
        match (option, self.value) {
            (Some(option), Some(value)) => format!("{option} {value}: {message}"),
            (Some(option), None) => format!("{option}: {message}"),
            (None, _) => message.clone(),
        }
    }

    /// Adds the value of the option to the message.
    pub(super) const fn of_value(mut self, value: &'static str) -> Self {
        self.value = Some(value);
        self
    }
}

/// An error that is about no single option.
pub(super) fn usage_error(message: impl Into<String>, hint: impl Into<String>) -> UsageError {
    UsageError {
        option: None,
        value: None,
        message: message.into(),
        hint: hint.into(),
    }
}

/// An error in an option, or in a key of the settings file.
pub(super) fn option_error(
    option: impl Into<String>,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> UsageError {
    UsageError {
        option: Some(option.into()),
        ..usage_error(message, hint)
    }
}

/// The system's zone: that of the environment variable `TZ`, if it names one; UTC where there is none.
pub(super) fn system_zone() -> Zone {
    let named = std::env::var("TZ").ok();
    let named = named.and_then(|name| Zone::by_name(name.trim_start_matches(':')));
    if let Some(zone) = named {
        return zone;
    }
    iana_time_zone::get_timezone()
        .ok()
        .and_then(|name| Zone::by_name(&name))
        .unwrap_or(Zone::UTC)
}

/// Finds a time zone by its name; an error calls it by the name of its option.
pub(super) fn parse_zone(option: &str, name: &str) -> Result<Zone, UsageError> {
    Zone::by_name(name).ok_or_else(|| {
        let hint = nearest(name, Zone::all_names()).map_or_else(
            || "name a zone of the IANA database, as Europe/Prague".to_owned(),
            |nearest| format!("did you mean {nearest}?"),
        );
        option_error(option, format!("there is no time zone `{name}`"), hint)
    })
}

/// The word for the month before today.
pub(super) const LAST_MONTH: &str = "last";

/// The month that was named, where `last` is the month before today in the zone.
pub(super) fn named_month(month: String, zone: Zone) -> String {
    if month != LAST_MONTH {
        return month;
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.ok().and_then(|now| i64::try_from(now.as_micros()).ok());
    let now = now.and_then(Timestamp::from_microseconds);
    now.and_then(|now| month_before(now, zone)).unwrap_or(month)
}

/// The month before the month of a timestamp, as 2026-10.
fn month_before(now: Timestamp, zone: Zone) -> Option<String> {
    let today = zone.local(now).day.date()?;
    let before = today.checked_sub_months(Months::new(1))?;
    Some(before.format("%Y-%m").to_string())
}

pub(super) fn parse_month(option: &str, text: &str) -> Result<Period, UsageError> {
    let first = parse_date(option, &format!("{text}-01")).map_err(|_| {
        option_error(
            option,
            format!("`{text}` is not a month"),
            "write year and month, as 2026-10, or last",
        )
    })?;
    let next = first.checked_add_months(Months::new(1)).ok_or_else(|| {
        option_error(
            option,
            format!("there is no month after `{text}`"),
            "choose an earlier one",
        )
    })?;
    debug_assert_eq!(first.day(), 1);
    Ok(Period {
        from: Some(Day::from_date(first)),
        to: Some(Day::from_date(next)),
    })
}

pub(super) fn parse_date(option: &str, text: &str) -> Result<NaiveDate, UsageError> {
    let is_iso = text.len() == 10;
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| is_iso)
        .ok_or_else(|| {
            option_error(
                option,
                format!("`{text}` is not a date"),
                "write year, month and day, as 2026-10-05",
            )
        })
}

/// A duration as `20s`, `1m 30s`, `500ms`; a bare number is seconds.
pub(super) fn parse_duration(option: &str, text: &str) -> Result<Duration, UsageError> {
    let duration = match text.trim().parse::<u32>() {
        Ok(seconds) => Some(std::time::Duration::from_secs(seconds.into())),
        Err(_) => humantime::parse_duration(text).ok(),
    };
    duration
        .and_then(|duration| i64::try_from(duration.as_micros()).ok())
        .map(Duration::from_microseconds)
        .ok_or_else(|| {
            option_error(
                option,
                format!("`{text}` is not a duration"),
                "write it with its unit, as 20s, 1m30s or 500ms",
            )
        })
}

/// A size as `512MiB` or `2GB`; a bare number is bytes.
pub(super) fn parse_size(option: &str, text: &str) -> Result<Size, UsageError> {
    text.parse().map_err(|NoSize| {
        option_error(
            option,
            format!("`{text}` is not a size"),
            "write a whole number with its unit, as 500MB or 64GiB",
        )
    })
}

/// A share as `0.8` or `80%`, in ten-thousandths. More decimals than these are an error, because a target is not
/// rounded.
pub(super) fn parse_share(option: &str, text: &str) -> Result<u32, UsageError> {
    let (number, unit, most) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim(), 100.0, 2),
        None => (text.trim(), 10_000.0, 4),
    };
    // Digits alone: of a number like 9e-1 the decimals could not be counted below.
    let is_plain = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let parsed = number.parse::<f64>().ok().filter(|_| is_plain);
    let share = parsed.map(|number| number * unit);
    let Some(share) = share.filter(|share| (0.0..=10_000.0).contains(share)) else {
        return Err(option_error(
            option,
            format!("`{text}` is not a share"),
            "write a fraction or a percentage, as 0.8 or 80%",
        ));
    };
    let decimals = number.split_once('.').map_or("", |(_, decimals)| decimals);
    if decimals.trim_end_matches('0').len() > most {
        return Err(option_error(
            option,
            format!("`{text}` has more decimals than are told apart"),
            "write at most two decimals in percent, as 92.25%",
        ));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked"
    )]
    Ok(share.round() as u32)
}

pub(super) fn parse_naming(option: &str, pattern: &str) -> Result<HistoryNaming, UsageError> {
    HistoryNaming::by_pattern(pattern).map_err(|reason| {
        option_error(
            option,
            reason,
            r"capture group 1 must be the session's id, as in 'session-(\d+)'",
        )
    })
}

pub(super) fn parse_encoding(option: &str, label: &str) -> Result<TextEncoding, UsageError> {
    TextEncoding::by_label(label).map_err(|reason| {
        option_error(
            option,
            format!("`{label}`: {reason}"),
            "name it as the web does: windows-1250, iso-8859-2, windows-1252",
        )
    })
}

pub(super) fn parse_dimension(option: &str, name: &str) -> Result<Dimension, UsageError> {
    let names = || Dimension::ALL.iter().map(|dimension| dimension.name());
    let found = Dimension::ALL
        .into_iter()
        .find(|dimension| dimension.name() == name);
    found.ok_or_else(|| {
        let all = names().collect::<Vec<_>>().join(", ");
        let hint = nearest(name, names()).map_or_else(
            || format!("choose of {all}, total"),
            |nearest| format!("did you mean {nearest}? There are {all}, total"),
        );
        option_error(option, format!("there is no dimension `{name}`"), hint)
    })
}

/// A value of an enumeration by its name.
pub(super) fn parse_choice<T: clap::ValueEnum>(option: &str, text: &str) -> Result<T, UsageError> {
    T::from_str(text, false).map_err(|_| {
        let values = T::value_variants().iter().filter_map(T::to_possible_value);
        let names: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        let all = names.join(", ");
        let hint = nearest(text, names.iter().map(String::as_str)).map_or_else(
            || format!("choose of {all}"),
            |near| format!("did you mean {near}? There are {all}"),
        );
        option_error(option, format!("there is no `{text}`"), hint)
    })
}

/// The error for a number of threads of 0.
pub(super) fn no_threads(option: &str) -> UsageError {
    option_error(
        option,
        "it must be at least 1",
        "leave it out to use all cores",
    )
}

/// A range of buckets, with its first and its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Buckets {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl std::str::FromStr for Buckets {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let number = |text: &str| text.trim().parse::<u32>().ok();
        number(first)
            .zip(number(last))
            .filter(|(first, last)| first <= last)
            .map(|(first, last)| Self { first, last })
            .ok_or("name a bucket by its number, as 7, or several, as 0-15")
    }
}

/// The buckets that were named, each once and in order. Fails if one of them is not below `count`.
pub(super) fn buckets(named: &[Buckets], count: u32) -> Result<Vec<u32>, crate::error::Error> {
    let mut all: Vec<u32> = Vec::new();
    for Buckets { first, last } in named {
        if *last >= count {
            return Err(crate::error::Error::failed(
                format!(
                    "there is no bucket {last}: they are 0 to {}",
                    count.saturating_sub(1)
                ),
                "name buckets that there are with --bucket",
            ));
        }
        all.extend(*first..=*last);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Checks the name of a tenant, which is part of a folder's name; without a name it is the default tenant.
pub(super) fn parse_tenant(name: Option<&str>) -> Result<String, UsageError> {
    let name = name.unwrap_or(crate::records::DEFAULT_TENANT);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    if name.is_empty() || name.len() > 64 || name.starts_with('.') || !name.chars().all(is_plain) {
        return Err(option_error(
            "--tenant",
            format!("`{name}` cannot be the name of a folder everywhere"),
            "use up to 64 letters without accents, digits, and - _ . within",
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_apart_to_ten_thousandths() {
        for (text, share) in [
            ("0.8", 8000),
            ("80%", 8000),
            ("92.25 %", 9225),
            ("1", 10_000),
            ("0.9000000", 9000),
        ] {
            assert_eq!(parse_share("--target", text).ok(), Some(share), "{text}");
        }
        // An exponent would hide how many decimals there are.
        for text in [
            "0.80001", "80.123%", "1.1", "81256e-5", "9e-1", "+0.8", "inf", "nan", "", ".",
        ] {
            assert!(parse_share("--target", text).is_err(), "{text}");
        }
    }

    #[test]
    fn lengths_of_time_have_a_unit_or_are_seconds() {
        for (text, micros) in [
            ("20s", 20_000_000),
            ("20", 20_000_000),
            ("1m30s", 90_000_000),
            ("500ms", 500_000),
            ("0", 0),
        ] {
            let parsed = parse_duration("--sla", text).unwrap();
            assert_eq!(parsed.microseconds(), micros, "{text}");
        }
        for text in ["", "s", "-5s", "soon"] {
            assert!(parse_duration("--sla", text).is_err(), "{text}");
        }
    }

    #[test]
    fn targets_are_fractions_or_percentages() {
        assert_eq!(parse_share("--target", "0.8"), Ok(8000));
        assert_eq!(parse_share("--target", "80%"), Ok(8000));
        assert_eq!(parse_share("--target", "92.2500%"), Ok(9225));
        assert_eq!(parse_share("--target", "0.9225"), Ok(9225));
        for rounded in ["81.256%", "99.996%", "0.81256"] {
            assert!(parse_share("--target", rounded).is_err(), "{rounded}");
        }
        assert_eq!(parse_share("--target", "92.5 %"), Ok(9250));
        assert_eq!(parse_share("--target", "1"), Ok(10_000));
        for text in ["80", "-1", "x", "101%", "NaN"] {
            assert!(parse_share("--target", text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_is_from_its_first_day_to_the_first_of_the_next() {
        let period = parse_month("--month", "2026-12").unwrap();
        assert_eq!(
            period.from.map(|day| day.to_string()).as_deref(),
            Some("2026-12-01")
        );
        assert_eq!(
            period.to.map(|day| day.to_string()).as_deref(),
            Some("2027-01-01")
        );
        for text in ["2026", "2026-13", "2026-1", "26-10", "October"] {
            assert!(parse_month("--month", text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_month_is_that_before_today_by_the_clock_of_the_zone() {
        for (now, zone, expected) in [
            ("2026-11-29T12:00:00Z", "Europe/Prague", "2026-10"),
            ("2026-11-30T22:59:59Z", "Europe/Prague", "2026-10"),
            ("2026-11-30T23:00:00Z", "Europe/Prague", "2026-11"),
            ("2026-12-01T04:59:59Z", "America/New_York", "2026-10"),
            ("2027-01-01T00:00:00Z", "UTC", "2026-12"),
            ("2026-03-31T12:00:00Z", "UTC", "2026-02"),
        ] {
            let now = chrono::DateTime::parse_from_rfc3339(now).unwrap();
            let now = Timestamp::from_microseconds(now.timestamp_micros()).unwrap();
            let zone = Zone::by_name(zone).unwrap();
            assert_eq!(
                month_before(now, zone).as_deref(),
                Some(expected),
                "{now:?}"
            );
        }
        assert_eq!(named_month("2026-10".to_owned(), Zone::UTC), "2026-10");
        let last = named_month(LAST_MONTH.to_owned(), Zone::UTC);
        assert!(parse_month("--month", &last).is_ok(), "{last}");
    }

    #[test]
    fn names_that_are_nearly_right_are_guessed() {
        assert_eq!(
            nearest("Europe/Parague", Zone::all_names()),
            Some("Europe/Prague")
        );
        assert!(
            parse_dimension("--by", "quue")
                .unwrap_err()
                .hint
                .contains("did you mean queue?")
        );
    }
}
