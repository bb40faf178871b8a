//! Parses durations: ISO 8601, .NET's `TimeSpan` and the format of pandas.

use crate::time::Duration;

/// Parses a duration. `None` if the text is not a duration; the inner `None` if it is empty.
#[expect(
    clippy::option_option,
    reason = "unreadable, and readable but not there, differ"
)]
pub(crate) fn parse(text: &str) -> Option<Option<Duration>> {
    if let Some(microseconds) = usual(text.as_bytes()) {
        return Some(Some(Duration::from_microseconds(microseconds)));
    }
    general(text)
}

/// The fast path for nearly all durations of the API: `PT`, then hours, minutes and seconds of at most nine
/// digits. `None` for any other text, which [`general`] parses. For texts of this form both give the same
/// result.
fn usual(text: &[u8]) -> Option<i64> {
    let mut rest = text.strip_prefix(b"PT")?;
    let mut sum = 0;
    let mut last_unit = b' ';
    while !rest.is_empty() {
        let (number, digits) = up_to_nine_digits(rest);
        let (&unit, behind) = rest[digits..].split_first()?;
        let seconds = match (unit, last_unit) {
            _ if digits == 0 => return None,
            (b'H', b' ') => 3600,
            (b'M', b' ' | b'H') => 60,
            (b'S', b' ' | b'H' | b'M') => 1,
            (b'.', b' ' | b'H' | b'M') => {
                let (fraction, digits) = up_to_nine_digits(behind);
                if digits == 0 || behind[digits..] != *b"S" {
                    return None;
                }
                let nanoseconds = fraction * 10_i64.pow(9 - u32::try_from(digits).ok()?);
                return Some(sum + number * 1_000_000 + nanoseconds / 1000);
            }
            _ => return None,
        };
        sum += number * seconds * 1_000_000;
        last_unit = unit;
        rest = behind;
    }
    (last_unit != b' ').then_some(sum)
}

/// The number at the start of the text and its count of digits, at most nine.
fn up_to_nine_digits(text: &[u8]) -> (i64, usize) {
    let mut number = 0;
    let mut digits = 0;
    while let Some(digit @ b'0'..=b'9') = text.get(digits)
        && digits < 9
    {
        number = number * 10 + i64::from(digit - b'0');
        digits += 1;
    }
    (number, digits)
}

/// Parses a duration in any format.
#[expect(
    clippy::option_option,
    reason = "unreadable, and readable but not there, differ"
)]
fn general(text: &str) -> Option<Option<Duration>> {
    if text.is_empty() {
        return Some(None);
    }
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let magnitude = match unsigned.strip_prefix('P') {
        Some(rest) => iso(rest)?,
        None => match dotnet(unsigned) {
            Some(magnitude) => magnitude,
            // `pandas` reads its own signs; this factor cancels the one below.
            None => sign * pandas(text)?,
        },
    };
    let value = i64::try_from(sign * magnitude).ok()?;
    Some(Some(Duration::from_microseconds(value)))
}

const SECOND: i128 = 1_000_000;

/// Parses the text after `P`: weeks and days, then after a `T` hours, minutes and seconds, in this order, at
/// least one of them. Years and months are rejected, since their length varies.
fn iso(text: &str) -> Option<i128> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None if text.is_empty() => return None,
        None => (text, ""),
    };
    let (weeks, rest) = component(date, 'W', 7 * 86_400)?;
    let (days, rest) = component(rest, 'D', 86_400)?;
    if !rest.is_empty() {
        return None;
    }
    let (hours, rest) = component(time, 'H', 3600)?;
    let (minutes, rest) = component(rest, 'M', 60)?;
    let (seconds, rest) = match fractional(rest)? {
        Some((seconds, rest)) => (seconds, rest),
        None => component(rest, 'S', 1)?,
    };
    if !rest.is_empty() {
        return None;
    }
    [weeks, days, hours, minutes, seconds]
        .into_iter()
        .try_fold(0_i128, i128::checked_add)
}

/// The number before this unit at the start of the text, in microseconds, and the rest. Returns 0 and the
/// whole text if the unit does not come next.
fn component(text: &str, unit: char, seconds: i128) -> Option<(i128, &str)> {
    let (number, rest) = text.split_at(leading_digits(text));
    match rest.strip_prefix(unit) {
        Some(rest) => {
            let value = whole_number(number)?.checked_mul(seconds * SECOND)?;
            Some((value, rest))
        }
        None => Some((0, text)),
    }
}

/// The seconds with a fraction at the start of the text, in microseconds, and the rest; the inner `None` if
/// the text does not begin with such seconds.
#[expect(
    clippy::option_option,
    reason = "unreadable, and readable but not there, differ"
)]
fn fractional(text: &str) -> Option<Option<(i128, &str)>> {
    let (whole, rest) = text.split_at(leading_digits(text));
    let Some(rest) = rest.strip_prefix(['.', ',']) else {
        return Some(None);
    };
    let (fraction, rest) = rest.split_at(leading_digits(rest));
    let rest = rest.strip_prefix('S')?;
    let value = whole_number(whole)?.checked_mul(SECOND)? + microseconds(fraction)?;
    Some(Some((value, rest)))
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Parses `[d.]hh:mm:ss[.fffffff]`.
fn dotnet(text: &str) -> Option<i128> {
    let (hours, rest) = text.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':')?;
    let (days, hours) = match hours.split_once('.') {
        Some((days, hours)) => (whole_number(days)?, hours),
        None => (0, hours),
    };
    let (seconds, fraction) = match seconds.split_once('.') {
        Some((seconds, fraction)) => (seconds, microseconds(fraction)?),
        None => (seconds, 0),
    };
    let hours = two_digits(hours, 23)?;
    let minutes = two_digits(minutes, 59)?;
    let seconds = two_digits(seconds, 59)?;
    let whole = days.checked_mul(86_400)? + hours * 3600 + minutes * 60 + seconds;
    whole.checked_mul(SECOND)?.checked_add(fraction)
}

/// Parses `[-]D day[s][ [+-]hh:mm:ss[.f]]`. The first sign applies to the days alone.
#[cold]
fn pandas(text: &str) -> Option<i128> {
    let (days, rest) = text.split_once(" day")?;
    let (sign, days) = match days.strip_prefix('-') {
        Some(days) => (-1, days),
        None => (1, days),
    };
    let days = sign * whole_number(days)?.checked_mul(86_400 * SECOND)?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    if rest.is_empty() {
        return Some(days);
    }
    let time = rest.strip_prefix(' ')?;
    let (sign, time) = match time.strip_prefix('-') {
        Some(time) => (-1, time),
        None => (1, time.strip_prefix('+').unwrap_or(time)),
    };
    // The time part must not have days of its own.
    let time = if time.as_bytes().get(2) == Some(&b':') {
        dotnet(time)?
    } else {
        return None;
    };
    days.checked_add(sign * time)
}

fn two_digits(text: &str, greatest: i128) -> Option<i128> {
    let value = whole_number(text)?;
    (text.len() == 2 && value <= greatest).then_some(value)
}

fn whole_number(text: &str) -> Option<i128> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits {
        return None;
    }
    match text.len() {
        // 64-bit arithmetic is faster than 128-bit arithmetic.
        ..=18 => text.parse::<i64>().ok().map(i128::from),
        _ => text.parse().ok(),
    }
}

/// Parses a decimal fraction of a second; digits beyond microseconds are cut off.
fn microseconds(fraction: &str) -> Option<i128> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let six = &fraction[..fraction.len().min(6)];
    let unit = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1][six.len()];
    whole_number(six).map(|value| value * unit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn micros(text: &str) -> Option<i64> {
        parse(text)?.map(Duration::microseconds)
    }

    #[test]
    fn iso_durations_are_read_in_microseconds() {
        for (text, value) in [
            ("PT1M23.4567S", 83_456_700),
            ("P1DT2H", 93_600_000_000),
            ("-PT5S", -5_000_000),
            ("P2W", 1_209_600_000_000),
            ("P1W1DT1H1M1S", 694_861_000_000),
            ("PT0S", 0),
            ("PT0.1234567S", 123_456),
            ("PT1,5S", 1_500_000),
            ("PT90M", 5_400_000_000),
            ("P3D", 259_200_000_000),
        ] {
            assert_eq!(micros(text), Some(value), "{text}");
        }
    }

    #[test]
    fn dotnet_time_spans_are_read_in_microseconds() {
        for (text, value) in [
            ("00:00:19.3083460", 19_308_346),
            ("1.02:03:04", 93_784_000_000),
            ("-00:00:05", -5_000_000),
            ("23:59:59.9999999", 86_399_999_999),
        ] {
            assert_eq!(micros(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_pandas_writes_is_read_in_microseconds() {
        for (text, value) in [
            ("0 days 00:00:19.308346", 19_308_346),
            ("1 day 02:03:04", 93_784_000_000),
            ("1 days", 86_400_000_000),
            ("-1 days +23:59:55", -5_000_000),
            ("-1 days 23:59:55", -5_000_000),
            ("0 days -00:00:05.5", -5_500_000),
            ("-0 days", 0),
        ] {
            assert_eq!(micros(text), Some(value), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_quickly_is_read_as_ever(
            text in "P?T?([0-9]{0,11}[HMSDW]?){0,3}([0-9]{1,10}[.,]?[0-9]{0,11})?[SM]?",
        ) {
            if let Some(quick) = usual(text.as_bytes()) {
                let general = general(&text).flatten().map(Duration::microseconds);
                prop_assert_eq!(Some(quick), general);
            }
        }

        #[test]
        fn what_the_api_writes_is_read_quickly(
            hours in 0..200_u32, minutes in 0..60_u32, ticks in 0..600_000_000_u32,
        ) {
            let (seconds, ticks) = (ticks / 10_000_000, ticks % 10_000_000);
            let text = format!("PT{hours}H{minutes}M{seconds}.{ticks:07}S");
            let expected = i64::from(hours * 60 + minutes) * 60_000_000
                + i64::from(seconds) * 1_000_000 + i64::from(ticks / 10);
            prop_assert_eq!(usual(text.as_bytes()), Some(expected));
        }
    }

    #[test]
    fn the_empty_text_is_absent() {
        assert_eq!(parse(""), Some(None));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "P",
            "PT",
            "P1Y",
            "P1M",
            "P1DT",
            "PT1.5M",
            "PT1.5H",
            "P1.5D",
            "PT1M1H",
            "PT1S1M",
            "PT.5S",
            "PT5.S",
            "PT-5S",
            "+PT5S",
            "5",
            "PT5",
            "24:00:00",
            "00:60:00",
            "00:00:60",
            "1:00:00",
            "00:00",
            "00:00:05.",
            "1.5.00:00:00",
            "abc",
            "--PT5S",
            "1 days ",
            "days",
            " days 00:00:05",
            "1 days 5:00:00",
            "1 days  00:00:05",
            "1 days 1.00:00:05",
            "1 days 00:00",
            "+1 days",
            "1.5 days",
            "1 daysx",
            "PT9223372036854775807S",
            "99999999999999999999.00:00:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_read() {
        assert_eq!(micros("PT9223372036854.775807S"), Some(i64::MAX));
        assert_eq!(parse("PT9223372036854.775808S"), None);
        assert_eq!(micros("-PT9223372036854.775808S"), Some(-i64::MAX));
    }
}
