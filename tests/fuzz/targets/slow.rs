//! Values of JSON, read slowly: by regular expressions, chrono and arithmetic that cannot overflow. phasebook's fast
//! readers must give the same.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::bytes::{Captures, Regex};

/// A regular expression that is compiled once.
macro_rules! pattern {
    ($name:ident, $pattern:literal) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).expect("it is a pattern"));
    };
}

pattern!(
    TIMESTAMP,
    r"(?-u)^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,:](\d+))?)?(?: *(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?(?:\[[^\[\]]+\])?$"
);
pattern!(EPOCH, r"(?-u)^([1-9]\d*)(?:\.(\d+))?$");
pattern!(
    DOTNET_DATE,
    r"(?-u)^/Date\((-?\d+)(?:[+-](\d\d)(\d\d))?\)/$"
);
pattern!(
    ISO_DURATION,
    r"(?-u)^(-)?P(?:(\d+)W)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?)?$"
);
pattern!(
    DOTNET_TIME_SPAN,
    r"(?-u)^(-)?(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)(?:\.(\d+))?$"
);
pattern!(
    PANDAS_DELTA,
    r"(?-u)^(-)?(\d+) days?(?: ([+-])?(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?$"
);
pattern!(
    NUMBER,
    r"(?-u)^(-)?(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$"
);

const SECOND: i128 = 1_000_000;

fn text<'t>(captures: &Captures<'t>, group: usize) -> Option<&'t str> {
    let found = captures.get(group)?;
    Some(std::str::from_utf8(found.as_bytes()).expect("a pattern finds ASCII"))
}

/// The number in a group, 0 where it is empty; `None` if it is beyond all bounds.
fn number_in(captures: &Captures<'_>, group: usize) -> Option<i128> {
    text(captures, group).map_or(Some(0), |digits| digits.parse().ok())
}

/// The decimals in a group as microseconds; further digits are cut off.
fn micros(captures: &Captures<'_>, group: usize) -> i128 {
    let digits = text(captures, group).unwrap_or_default();
    let six: String = digits.chars().chain("000000".chars()).take(6).collect();
    six.parse().expect("six digits")
}

/// A timestamp: microseconds, and whether it had no offset. `Some(None)` if the value is absent, `None` if it is not a
/// timestamp.
#[expect(
    clippy::option_option,
    reason = "unreadable, and readable but not there, differ"
)]
pub fn timestamp(written: &[u8]) -> Option<Option<(i64, bool)>> {
    if written.is_empty() {
        return Some(None);
    }
    if let Some(found) = DOTNET_DATE.captures(written) {
        let minutes = number_in(&found, 2)? * 60 + number_in(&found, 3)?;
        let micros = number_in(&found, 1)?.checked_mul(1000)?;
        let micros = i64::try_from(micros).ok()?;
        let day = 86_400_000_000;
        let (least, most) = (first_of(1) - day, first_of(10_000) - 1 + day);
        if minutes >= 24 * 60 || !(least..=most).contains(&micros) {
            return None;
        }
        return Some((micros >= first_of(2)).then_some((micros, false)));
    }
    if let Some(found) = EPOCH.captures(written) {
        return epoch(&found);
    }
    let found = TIMESTAMP.captures(written)?;
    let part = |group| number_in(&found, group).and_then(|part| u32::try_from(part).ok());
    let year = i32::try_from(part(1)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, part(2)?, part(3)?).filter(|_| year > 0)?;
    let time = date.and_hms_opt(part(4)?, part(5)?, part(6)?)?;
    let offset = text(&found, 8);
    let seconds_east = match offset {
        None | Some("Z" | "UTC" | "GMT") => 0,
        Some(offset) => offset_seconds(offset)?,
    };
    if year == 1 {
        return Some(None);
    }
    let fraction = i64::try_from(micros(&found, 7)).ok()?;
    let local = time.and_utc().timestamp_micros() + fraction;
    Some(Some((local - seconds_east * 1_000_000, offset.is_none())))
}

/// Like [`timestamp`], for a time since 1970 that is a number of JSON; a number with an exponent must be whole.
#[expect(
    clippy::option_option,
    reason = "unreadable, and readable but not there, differ"
)]
pub fn since_1970(written: &str) -> Option<Option<(i64, bool)>> {
    let plain = if written.contains(['e', 'E']) {
        number(written.as_bytes()).1?.to_string()
    } else {
        written.to_owned()
    };
    epoch(&EPOCH.captures(plain.as_bytes())?)
}

/// Like [`timestamp`], for a time since 1970, whose unit depends on the number of its digits.
#[expect(
    clippy::option_option,
    reason = "unreadable, and readable but not there, differ"
)]
fn epoch(found: &Captures<'_>) -> Option<Option<(i64, bool)>> {
    let whole = number_in(found, 1)?;
    let millionths = micros(found, 2);
    let micros = match text(found, 1)?.len() {
        9 | 10 => whole * 1_000_000 + millionths,
        12 | 13 => whole * 1000 + millionths / 1000,
        15 | 16 => whole,
        18 | 19 => whole / 1000,
        _ => return None,
    };
    Some(Some((i64::try_from(micros).ok()?, false)))
}

fn offset_seconds(offset: &str) -> Option<i64> {
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let hours: i64 = digits[..2].parse().ok()?;
    let minutes: i64 = digits
        .get(2..4)
        .filter(|two| !two.is_empty())
        .unwrap_or("0")
        .parse()
        .ok()?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    Some(if offset.starts_with('-') {
        -seconds
    } else {
        seconds
    })
}

/// Microseconds from 1970 to the beginning of a year.
fn first_of(year: i32) -> i64 {
    let date = NaiveDate::from_ymd_opt(year, 1, 1).expect("a year has a first day");
    let timestamp = date.and_hms_opt(0, 0, 0).expect("a day begins");
    timestamp.and_utc().timestamp_micros()
}

/// A duration in microseconds, with `Some(None)` and `None` as in [`timestamp`].
#[expect(
    clippy::option_option,
    reason = "unreadable, and readable but not there, differ"
)]
pub fn duration(written: &str) -> Option<Option<i64>> {
    if written.is_empty() {
        return Some(None);
    }
    let (is_negative, micros) = if let Some(found) = ISO_DURATION.captures(written.as_bytes()) {
        (found.get(1).is_some(), iso(&found)?)
    } else if let Some(found) = DOTNET_TIME_SPAN.captures(written.as_bytes()) {
        (found.get(1).is_some(), dotnet(&found)?)
    } else {
        (false, pandas(&PANDAS_DELTA.captures(written.as_bytes())?)?)
    };
    let micros = i64::try_from(if is_negative { -micros } else { micros }).ok()?;
    // The smallest 64-bit integer is reserved, and becomes the next one.
    Some(Some(micros.max(-i64::MAX)))
}

fn iso(found: &Captures<'_>) -> Option<i128> {
    let has = |group: usize| found.get(group).is_some();
    let has_time = has(5) || has(6) || has(7);
    if has(4) != has_time || !(has(2) || has(3) || has_time) {
        return None;
    }
    let units = [(2, 7 * 86_400), (3, 86_400), (5, 3600), (6, 60), (7, 1)];
    let sum = units.into_iter().try_fold(0_i128, |sum, (group, seconds)| {
        let part = number_in(found, group)?.checked_mul(seconds * SECOND)?;
        sum.checked_add(part)
    });
    sum?.checked_add(micros(found, 8))
}

fn dotnet(found: &Captures<'_>) -> Option<i128> {
    let [days, hours, minutes, seconds] = [2, 3, 4, 5].map(|group| number_in(found, group));
    let (hours, minutes, seconds) = (hours?, minutes?, seconds?);
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let whole = days?.checked_mul(86_400)? + (hours * 60 + minutes) * 60 + seconds;
    whole.checked_mul(SECOND)?.checked_add(micros(found, 6))
}

fn pandas(found: &Captures<'_>) -> Option<i128> {
    let [days, hours, minutes, seconds] = [2, 4, 5, 6].map(|group| number_in(found, group));
    let (hours, minutes, seconds) = (hours?, minutes?, seconds?);
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let time = ((hours * 60 + minutes) * 60 + seconds) * SECOND + micros(found, 7);
    let time = if text(found, 3) == Some("-") {
        -time
    } else {
        time
    };
    let days = days?.checked_mul(86_400 * SECOND)?;
    let days = if found.get(1).is_some() { -days } else { days };
    days.checked_add(time)
}

/// Whether this is a number of JSON, and its value if it is an integer of 64 bits.
pub fn number(written: &[u8]) -> (bool, Option<i64>) {
    let Some(found) = NUMBER.captures(written) else {
        return (false, None);
    };
    (true, integer(&found))
}

/// The value as an integer, from the digits without zeros at either end and a power of ten.
fn integer(found: &Captures<'_>) -> Option<i64> {
    let fraction = text(found, 3).unwrap_or_default();
    let digits = format!("{}{fraction}", text(found, 2)?);
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    let trailing = digits.len() - digits.trim_end_matches('0').len();
    let power = number_in(found, 4)?;
    let power = power.checked_add(i128::try_from(trailing).ok()?)?;
    let power = power.checked_sub(i128::try_from(fraction.len()).ok()?)?;
    let power = u32::try_from(power).ok().filter(|power| *power <= 19)?;
    let value: i128 = significant.parse().ok()?;
    let value = value.checked_mul(10_i128.pow(power))?;
    let is_negative = found.get(1).is_some();
    i64::try_from(if is_negative { -value } else { value }).ok()
}
