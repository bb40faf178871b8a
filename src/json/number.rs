//! The syntax of JSON numbers, and exact integers.

/// Whether the bytes are a valid JSON number.
pub(crate) fn is_number(raw: &[u8]) -> bool {
    let digits = |bytes: &[u8]| {
        bytes
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut rest = raw.strip_prefix(b"-").unwrap_or(raw);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', unsigned @ ..] => unsigned,
            _ => exponent,
        };
        let length = digits(exponent);
        return length > 0 && length == exponent.len();
    }
    rest.is_empty()
}

/// The value of up to 18 digits without a sign or a leading zero, which covers nearly all integers; `None`
/// for anything else.
#[inline]
pub(crate) fn plain(raw: &[u8]) -> Option<i64> {
    if raw.len() > 18 || !matches!(raw.first(), Some(b'1'..=b'9')) {
        return None;
    }
    let mut value = 0;
    for byte in raw {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(value)
}

/// The integer value of a valid number in any notation (`123`, `123.0`, `1e5`); `None` if it is not an
/// integer or exceeds 64 bits.
pub(crate) fn integer(raw: &[u8]) -> Option<i64> {
    if let Some(value) = plain(raw) {
        return Some(value);
    }
    let text = std::str::from_utf8(raw).ok()?;
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    let exponent: i64 = exponent.parse().ok()?;
    // The value is `significant` times ten to the power of `scale`.
    let scale = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let magnitude = if scale >= 0 {
        let zeros = usize::try_from(scale).ok().filter(|&zeros| zeros <= 19)?;
        significant.to_owned() + &"0".repeat(zeros)
    } else {
        let cut = usize::try_from(scale.unsigned_abs()).ok()?;
        let kept = significant.len().checked_sub(cut)?;
        let (kept, rest) = significant.split_at(kept);
        if rest.bytes().any(|digit| digit != b'0') {
            return None;
        }
        kept.to_owned()
    };
    let sign = if negative { "-" } else { "" };
    format!("{sign}{magnitude}").parse().ok()
}

/// The integer value of a text, which may have leading zeros.
pub(crate) fn in_text(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let significant = digits.trim_start_matches('0');
    // Keeps one zero if no other digit stands before the point.
    let digits = match significant.as_bytes().first() {
        Some(b'1'..=b'9') => significant.to_owned(),
        _ if significant.len() < digits.len() => format!("0{significant}"),
        _ => return None,
    };
    let written = format!("{sign}{digits}");
    is_number(written.as_bytes())
        .then(|| integer(written.as_bytes()))
        .flatten()
}

/// The digits before and after the decimal point of a valid number in any notation (`1.5e3` gives `1500` and
/// an empty fraction); `None` if it is negative, or has an exponent too large for any timestamp.
pub(crate) fn decimal(raw: &[u8]) -> Option<(String, String)> {
    const LONGEST: usize = 40;
    let text = std::str::from_utf8(raw).ok()?;
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.starts_with('-') {
        return None;
    }
    let exponent: i64 = exponent.parse().ok()?;
    let by = usize::try_from(exponent.unsigned_abs()).ok()?;
    if by > LONGEST {
        return None;
    }
    let (whole, fraction) = if exponent >= 0 {
        let (moved, rest) = fraction.split_at(by.min(fraction.len()));
        let zeros = "0".repeat(by - moved.len());
        ([whole, moved, &zeros].concat(), rest.to_owned())
    } else {
        let kept = whole.len().saturating_sub(by);
        let zeros = "0".repeat(by.saturating_sub(whole.len()));
        let (kept, moved) = whole.split_at(kept);
        (kept.to_owned(), [&zeros, moved, fraction].concat())
    };
    let whole = whole.trim_start_matches('0');
    Some((whole.to_owned(), fraction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_that_of_json() {
        for good in ["0", "-0", "12", "-1.5", "1e5", "1E+5", "0.1e-9"] {
            assert!(is_number(good.as_bytes()), "{good}");
        }
        for bad in [
            "", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "NaN", "1 ", "1a", "--1",
        ] {
            assert!(!is_number(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn a_text_spells_a_number_with_zeros_before_it_too() {
        for (text, value) in [
            ("12", Some(12)),
            ("012", Some(12)),
            ("-012.0", Some(-12)),
            ("000", Some(0)),
            ("00.0", Some(0)),
            ("1e2", Some(100)),
            ("", None),
            ("-", None),
            ("+1", None),
            (".0", None),
            ("1.5", None),
            ("0x1", None),
            ("1 2", None),
        ] {
            assert_eq!(in_text(text), value, "{text}");
        }
    }

    #[test]
    fn a_number_is_taken_apart_at_its_point() {
        for (text, parts) in [
            ("1793126770", Some(("1793126770", ""))),
            ("1793126770.940", Some(("1793126770", "940"))),
            ("1.79312677094e9", Some(("1793126770", "94"))),
            ("17931e5", Some(("1793100000", ""))),
            ("1793126770940e-3", Some(("1793126770", "940"))),
            ("5E-2", Some(("", "05"))),
            ("0", Some(("", ""))),
            ("-1", None),
            ("1e999", None),
        ] {
            let parts = parts.map(|(whole, rest)| (whole.to_owned(), rest.to_owned()));
            assert_eq!(decimal(text.as_bytes()), parts, "{text}");
        }
    }

    #[test]
    fn integers_are_read_exactly_however_they_are_written() {
        for (text, value) in [
            ("123", Some(123)),
            ("123.0", Some(123)),
            ("1e5", Some(100_000)),
            ("1.5e1", Some(15)),
            ("-2.50e1", Some(-25)),
            ("100e-2", Some(1)),
            ("0e999999999", Some(0)),
            ("-0.0e99999999999999999999", Some(0)),
            ("-0", Some(0)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775807.0", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("1e19", None),
            ("1e400", None),
            ("1.5", None),
            ("1e-1", None),
            ("1e-9223372036854775808", None),
            ("1e99999999999999999999", None),
        ] {
            assert_eq!(integer(text.as_bytes()), value, "{text}");
        }
    }
}
