//! Parses timestamps as the API, R, PowerShell and .NET write them.

use crate::json::number;
use crate::time::Timestamp;

/// The result of parsing a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParsedTimestamp {
    /// An empty text, or year 1, .NET's default for "not set".
    Absent,
    /// A timestamp. With `no_offset`, the text has no offset, and `at` is its local time read as UTC.
    At { at: Timestamp, no_offset: bool },
}

/// Parses a timestamp: ISO 8601 with `T` or a blank, `/Date(milliseconds)/`, or the time since 1970. `None`
/// if the text is not a timestamp.
pub(crate) fn parse(text: &[u8]) -> Option<ParsedTimestamp> {
    match parse_iso(text) {
        Some(timestamp) => Some(timestamp),
        None => parse_other(text),
    }
}

/// Parses the formats that the API does not use.
#[cold]
fn parse_other(text: &[u8]) -> Option<ParsedTimestamp> {
    if text.is_empty() {
        return Some(ParsedTimestamp::Absent);
    }
    if let Some(inside) = text.strip_prefix(b"/Date(") {
        return parse_dotnet_date(inside.strip_suffix(b")/")?);
    }
    parse_epoch(text)
}

/// Parses digits with an optional decimal fraction.
fn parse_epoch(text: &[u8]) -> Option<ParsedTimestamp> {
    let are_digits = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let point = text.iter().position(|&byte| byte == b'.');
    let (whole, fraction) = match point {
        Some(point) => (&text[..point], &text[point + 1..]),
        None => (text, &b"0"[..]),
    };
    let is_so = are_digits(whole) && are_digits(fraction) && whole[0] != b'0';
    is_so.then(|| epoch(whole, fraction)).flatten()
}

/// Parses a JSON number as the time since 1970.
pub(crate) fn since_1970(number: &[u8]) -> Option<ParsedTimestamp> {
    let (whole, fraction) = number::decimal(number)?;
    epoch(whole.as_bytes(), fraction.as_bytes())
}

/// The time since 1970. The number of digits before the point determines the unit; digits beyond microseconds
/// are cut off.
fn epoch(whole: &[u8], fraction: &[u8]) -> Option<ParsedTimestamp> {
    // The number of fraction digits that reach down to a microsecond. Of nanoseconds, the last three digits are
    // cut off instead.
    let finer = match whole.len() {
        9 | 10 => 6,
        12 | 13 => 3,
        15 | 16 => 0,
        18 | 19 => {
            return epoch(&whole[..whole.len() - 3], b"");
        }
        _ => return None,
    };
    let fraction = fraction.iter().chain(std::iter::repeat(&b'0')).take(finer);
    let digits = whole.iter().chain(fraction);
    let micros = digits.fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    let at = Timestamp::from_microseconds(micros)?;
    Some(ParsedTimestamp::At {
        at,
        no_offset: false,
    })
}

fn parse_iso(text: &[u8]) -> Option<ParsedTimestamp> {
    // The part up to the minute always has 16 characters.
    let (head, rest) = text.split_first_chunk::<16>()?;
    let (date, time) = head.split_at(8);
    let date = Eight::read(date, *b"0000-00-")?;
    let time = Eight::read(time, *b"00T00:00").or_else(|| Eight::read(time, *b"00 00:00"))?;
    let year = date.pair(0) * 100 + date.pair(2);
    let (month, day, hour, minute) = (date.pair(5), time.pair(0), time.pair(3), time.pair(6));
    let mut cursor = Cursor(rest);
    let (second, fraction) = cursor.seconds()?;
    let offset = cursor.offset()?;
    if !cursor.is_at_end() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_since_1970(year, month, day)?;
    if year == 1 {
        return Some(ParsedTimestamp::Absent);
    }
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second - offset.unwrap_or(0);
    let at = Timestamp::from_microseconds(seconds * 1_000_000 + fraction)?;
    Some(ParsedTimestamp::At {
        at,
        no_offset: offset.is_none(),
    })
}

/// Eight characters that match a fixed pattern, with the digits as numbers: one per byte, the first byte
/// lowest.
#[derive(Clone, Copy)]
struct Eight(u64);

impl Eight {
    /// Reads eight characters. The pattern has `0` in place of each digit; all other characters must be
    /// equal.
    #[inline]
    fn read(text: &[u8], pattern: [u8; 8]) -> Option<Self> {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        let text = u64::from_le_bytes(*text.first_chunk()?);
        // XOR turns a digit into its value, and any other matching character into 0.
        let left = text ^ u64::from_le_bytes(pattern);
        let room = u64::from_le_bytes(pattern.map(|byte| if byte == b'0' { 0x76 } else { 0x7F }));
        // `room` is the value that can be added to a correct byte without setting its bit 7.
        let is_right = (left | ((left & !HIGH) + room)) & HIGH == 0;
        is_right.then_some(Self(left))
    }

    /// The two-digit number at `at`.
    #[inline]
    fn pair(self, at: u32) -> i64 {
        let digits = self.0 >> (8 * at);
        let (tens, ones) = (digits & 0xFF, digits >> 8 & 0xFF);
        // The value is below 100, so the cast keeps it.
        (tens * 10 + ones).cast_signed()
    }
}

/// Parses `1714633138888` or `1714633138888+0200`: milliseconds in UTC. The offset is only for display.
fn parse_dotnet_date(inside: &[u8]) -> Option<ParsedTimestamp> {
    const SECOND_YEAR: i64 = Timestamp::MIN_MICROSECONDS + 365 * 86_400_000_000;
    let sign_at = inside
        .iter()
        .skip(1)
        .position(|byte| matches!(byte, b'+' | b'-'));
    let (digits, offset) = match sign_at {
        Some(sign_at) => inside.split_at(sign_at + 1),
        None => (inside, &b""[..]),
    };
    if !offset.is_empty() {
        let mut cursor = Cursor(&offset[1..]);
        let minutes = cursor.digits(2)? * 60 + cursor.digits(2)?;
        if !cursor.0.is_empty() || minutes >= 24 * 60 {
            return None;
        }
    }
    let unsigned = digits.strip_prefix(b"-").unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let milliseconds: i64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let at = Timestamp::from_microseconds(milliseconds.checked_mul(1000)?)?;
    if at.microseconds() < SECOND_YEAR {
        return Some(ParsedTimestamp::Absent);
    }
    Some(ParsedTimestamp::At {
        at,
        no_offset: false,
    })
}

/// Days from 1970-01-01 to a date in the proleptic Gregorian calendar; `None` if the date does not exist.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    if year < 1 || day < 1 || day > length {
        return None;
    }
    // Years begin in March here, so that the leap day is the last day of a year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let leap_days = shifted / 4 - shifted / 100 + shifted / 400;
    Some(shifted * 365 + leap_days + day_of_year - 719_468)
}

/// The unread rest of a text.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    /// Reads exactly this many digits.
    #[inline]
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut value = 0;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            value = value * 10 + i64::from(digit);
        }
        self.0 = rest;
        Some(value)
    }

    /// Whether the text ends here, or only the name of a zone is left, which adds nothing to the offset
    /// before it.
    fn is_at_end(&self) -> bool {
        match self.0 {
            [] => true,
            [b'[', zone @ .., b']'] => {
                !zone.is_empty() && !zone.iter().any(|byte| matches!(byte, b'[' | b']'))
            }
            _ => false,
        }
    }

    fn byte(&mut self, wanted: u8) -> Option<()> {
        let (&first, rest) = self.0.split_first()?;
        (first == wanted).then(|| self.0 = rest)
    }

    /// Reads seconds and microseconds; 0 if there are none.
    fn seconds(&mut self) -> Option<(i64, i64)> {
        if self.0.first() != Some(&b':') {
            return Some((0, 0));
        }
        // Most timestamps have six decimals.
        if let Some(first) = Eight::read(self.0, *b":00.0000")
            && let Some(last) = self
                .0
                .get(2..)
                .and_then(|text| Eight::read(text, *b"0.000000"))
            && !self.0.get(10).is_some_and(u8::is_ascii_digit)
        {
            self.0 = &self.0[10..];
            let fraction = (first.pair(4) * 100 + first.pair(6)) * 100 + last.pair(6);
            return Some((first.pair(1), fraction));
        }
        self.0 = &self.0[1..];
        Some((self.digits(2)?, self.fraction()?))
    }

    /// Reads a fraction of a second of any length, in microseconds; further digits are cut off. 0 if there is
    /// no fraction.
    fn fraction(&mut self) -> Option<i64> {
        if !matches!(self.0.first(), Some(b'.' | b',' | b':')) {
            return Some(0);
        }
        let digits = &self.0[1..];
        let mut micros = 0;
        let mut unit = 1_000_000;
        let mut length = 0;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            length += 1;
            unit /= 10;
            micros += i64::from(digit) * unit;
        }
        if length == 0 {
            return None;
        }
        self.0 = &digits[length..];
        Some(micros)
    }

    /// Reads an offset in seconds east of UTC; the inner `None` if the text has no offset.
    #[expect(
        clippy::option_option,
        reason = "unreadable, and readable but not there, differ"
    )]
    fn offset(&mut self) -> Option<Option<i64>> {
        let (sign, pairs) = match self.0 {
            [] | [b'[', ..] => return Some(None),
            [b'Z', rest @ ..] => {
                self.0 = rest;
                return Some(Some(0));
            }
            [b'+', pairs @ ..] => (1, pairs),
            [b'-', pairs @ ..] => (-1, pairs),
            _ => return self.offset_in_words(),
        };
        self.numeric_offset(sign, pairs)
    }

    /// Reads `Z`, `UTC`, `GMT` or a numeric offset, after optional blanks.
    #[cold]
    #[expect(
        clippy::option_option,
        reason = "unreadable, and readable but not there, differ"
    )]
    fn offset_in_words(&mut self) -> Option<Option<i64>> {
        while let [b' ', rest @ ..] = self.0 {
            self.0 = rest;
        }
        for name in [&b"Z"[..], b"UTC", b"GMT"] {
            if let Some(rest) = self.0.strip_prefix(name) {
                self.0 = rest;
                return Some(Some(0));
            }
        }
        match self.0 {
            [b'+', pairs @ ..] => self.numeric_offset(1, pairs),
            [b'-', pairs @ ..] => self.numeric_offset(-1, pairs),
            _ => None,
        }
    }

    #[inline]
    #[expect(clippy::option_option, reason = "it is the outcome of those who ask")]
    fn numeric_offset(&mut self, sign: i64, pairs: &'a [u8]) -> Option<Option<i64>> {
        self.0 = pairs;
        let hours = self.digits(2)?;
        let minutes = if matches!(self.0, [] | [b'[', ..]) {
            0
        } else {
            let _colon = self.byte(b':');
            self.digits(2)?
        };
        (hours <= 23 && minutes <= 59).then_some(Some(sign * (hours * 60 + minutes) * 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<(i64, bool)> {
        match parse(text.as_bytes())? {
            ParsedTimestamp::Absent => None,
            ParsedTimestamp::At { at, no_offset } => Some((at.microseconds(), no_offset)),
        }
    }

    #[test]
    fn every_spelling_names_the_same_timestamp() {
        let timestamp = 1_714_633_138_888_364;
        for text in [
            "2024-05-02T08:58:58.888364+02:00",
            "2024-05-02 08:58:58.888364+0200",
            "2024-05-02T08:58:58,8883649+02",
            "2024-05-02T08:58:58:888364999999999999999+02:00",
            "2024-05-02T06:58:58.888364Z",
            "2024-05-01T23:28:58.888364-07:30",
            "2024-05-02T08:58:58.888364 +02:00",
            "2024-05-02 06:58:58.888364 UTC",
            "2024-05-02 06:58:58.888364GMT",
            "2024-05-02 06:58:58.888364   Z",
            "2024-05-02T08:58:58.888364+02:00[Europe/Prague]",
            "2024-05-02T08:58:58.888364+02[Europe/Prague]",
            "2024-05-02T06:58:58.888364Z[UTC]",
            "1714633138.888364",
            "1714633138888.364",
            "1714633138888364",
            "1714633138888364999",
        ] {
            assert_eq!(at(text), Some((timestamp, false)), "{text}");
        }
        assert_eq!(at("2024-05-02T06:58:58.888364"), Some((timestamp, true)));
        let zone = at("2024-05-02T06:58:58.888364[Europe/Prague]");
        assert_eq!(zone, Some((timestamp, true)));
        assert_eq!(
            at("/Date(1714633138888)/"),
            Some((1_714_633_138_888_000, false))
        );
        assert_eq!(
            at("/Date(1714633138888+0200)/"),
            Some((1_714_633_138_888_000, false))
        );
        assert_eq!(at("/Date(-1)/"), Some((-1000, false)));
    }

    #[test]
    fn the_digits_of_an_epoch_tell_its_unit() {
        let of = |number: &str| match since_1970(number.as_bytes())? {
            ParsedTimestamp::Absent => None,
            ParsedTimestamp::At { at, no_offset } => Some((at.microseconds(), no_offset)),
        };
        for (number, micros) in [
            ("999999999", Some(999_999_999_000_000)),
            ("1714633138", Some(1_714_633_138_000_000)),
            ("1714633138.8883649", Some(1_714_633_138_888_364)),
            ("1.714633138888364e9", Some(1_714_633_138_888_364)),
            ("171463313888", Some(171_463_313_888_000)),
            ("1714633138888.3649", Some(1_714_633_138_888_364)),
            ("1714633138888364.9", Some(1_714_633_138_888_364)),
            ("171463313888836499", Some(171_463_313_888_836)),
            ("1714633138888364999.9", Some(1_714_633_138_888_364)),
            ("17146331388883649990", None),
            ("17146331", None),
            ("0.5", None),
            ("0", None),
            ("-1714633138", None),
        ] {
            assert_eq!(of(number), micros.map(|micros| (micros, false)), "{number}");
        }
    }

    #[test]
    fn seconds_and_fraction_may_be_missing() {
        assert_eq!(at("1970-01-01T00:01Z"), Some((60_000_000, false)));
        assert_eq!(at("1970-01-01 00:01"), Some((60_000_000, true)));
        assert_eq!(at("1970-01-01T00:00:01Z"), Some((1_000_000, false)));
        assert_eq!(at("1970-01-01T00:00:00.1Z"), Some((100_000, false)));
    }

    #[test]
    fn year_one_and_the_empty_text_are_absent() {
        for text in [
            "",
            "0001-01-01T00:00:00",
            "0001-01-01T00:00:00Z",
            "0001-12-31T23:59:59+02:00",
            "/Date(-62135596800000)/",
        ] {
            assert_eq!(
                parse(text.as_bytes()),
                Some(ParsedTimestamp::Absent),
                "{text}"
            );
        }
    }

    #[test]
    fn text_that_is_no_timestamp_is_refused() {
        for text in [
            "2024-05-02",
            "2024-05-02T24:00:00Z",
            "2024-05-02T23:59:60Z",
            "2024-05-02T23:60:00Z",
            "2024-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2024-05-00T00:00:00Z",
            "0000-05-01T00:00:00Z",
            "2024-05-02T00:00:00+24:00",
            "2024-05-02T00:00:00+02:60",
            "2024-05-02T00:00:00+2",
            "2024-05-02T00:00:00.Z",
            "2024-05-02T00:00.5Z",
            "2024-05-02T00:00:00+02:00 [Europe/Prague]",
            "2024-05-02T00:00:00 [Europe/Prague]",
            "2024-05-02T00:00:00+02:00[]",
            "2024-05-02T00:00:00+02:00[a][b]",
            "2024-05-02T00:00:00 ",
            "2024-05-02T00:00:00utc",
            "2024-05-02T00:00:00 UTC+1",
            "12345678",
            "12345678901",
            "12345678901234",
            "12345678901234567",
            "12345678901234567890",
            "-1714633138",
            "+1714633138",
            "0714633138",
            "1714633138.",
            "1714633138,5",
            "1714633138.5e1",
            "2024-05-02T00:00:00ZZ",
            " 2024-05-02T00:00:00Z",
            "24-05-02T00:00:00Z",
            "yesterday",
            "/Date()/",
            "/Date(x)/",
            "/Date(1+2)/",
            "/Date(1714633138888",
            "/Date(99999999999999999999)/",
            "/Date(9223372036854775807)/",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn leap_days_and_far_years_agree_with_chrono() {
        for text in [
            "2024-02-29T12:00:00Z",
            "2000-02-29T00:00:00Z",
            "1900-03-01T00:00:00Z",
            "0002-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "1969-12-31T23:59:59Z",
        ] {
            let expected = chrono::DateTime::parse_from_rfc3339(text).unwrap();
            assert_eq!(
                at(text),
                Some((expected.timestamp_micros(), false)),
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_timestamp_reads_as_chrono_reads_it(
            seconds in -62_100_000_000_i64..253_402_300_000,
            micros in 0_u32..1_000_000,
            minutes_east in -1439_i32..1440,
        ) {
            let offset = chrono::FixedOffset::east_opt(minutes_east * 60).unwrap();
            let timestamp = chrono::DateTime::from_timestamp(seconds, micros * 1000).unwrap();
            let local = timestamp.with_timezone(&offset).naive_local();
            proptest::prop_assume!((2..=9999).contains(&chrono::Datelike::year(&local)));
            let text = timestamp
                .with_timezone(&offset)
                .format("%Y-%m-%dT%H:%M:%S%.6f%:z")
                .to_string();
            proptest::prop_assert_eq!(at(&text), Some((timestamp.timestamp_micros(), false)));
        }
    }
}
