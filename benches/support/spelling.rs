//! Writes single values of JSON: text, numbers, timestamps and durations. Commas, names and nesting
//! are left to the writer.

use super::clock::{SECOND, Timestamp};
use super::style::{Letters, Times};

pub(super) fn push_text(out: &mut String, text: &str, letters: Letters) {
    out.push('"');
    let mut rest = text;
    let escape_letters = letters == Letters::Escaped;
    let needs_escape = |byte: u8| {
        byte < b' ' || byte == b'"' || byte == b'\\' || (escape_letters && !byte.is_ascii())
    };
    while let Some(place) = rest.bytes().position(needs_escape) {
        let (plain, from_here) = rest.split_at(place);
        out.push_str(plain);
        let mut letters = from_here.chars();
        match letters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(letter) => push_unicode_escape(out, letter),
            None => break,
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn push_unicode_escape(out: &mut String, letter: char) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for unit in letter.encode_utf16(&mut [0; 2]) {
        out.push_str("\\u");
        for byte in unit.to_be_bytes() {
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

pub(super) fn push_timestamp(out: &mut String, timestamp: Timestamp, times: Times) {
    let offset = if matches!(times, Times::Zulu | Times::Bare) {
        0
    } else {
        timestamp.offset_minutes()
    };
    if matches!(times, Times::Date | Times::DateOffset) {
        out.push_str(if times == Times::Date {
            "\\/Date("
        } else {
            "/Date("
        });
        push_int(out, timestamp.0.div_euclid(1000));
        if times == Times::DateOffset {
            push_offset(out, offset, "");
        }
        out.push_str(if times == Times::Date { ")\\/" } else { ")/" });
        return;
    }
    let read = timestamp.read_at(offset);
    push_pair(out, read.year / 100);
    push_pair(out, read.year % 100);
    for (before, number) in [("-", read.month), ("-", read.day)] {
        out.push_str(before);
        push_pair(out, number);
    }
    let date_end = if times == Times::Blank { " " } else { "T" };
    for (before, number) in [
        (date_end, read.hour),
        (":", read.minute),
        (":", read.second),
    ] {
        out.push_str(before);
        push_pair(out, number);
    }
    out.push_str(match times {
        Times::Blank => ",",
        Times::Colon => ":",
        _ => ".",
    });
    push_six(out, read.micros);
    match times {
        Times::Micros => push_offset(out, offset, ":"),
        Times::Ticks => {
            // The seventh digit is derived from the others, so that it is always the same.
            push_int(out, read.micros % 10);
            push_offset(out, offset, ":");
        }
        Times::Zulu => out.push('Z'),
        Times::Blank => push_offset(out, offset, ""),
        Times::Colon => {
            out.push('+');
            push_pair(out, offset / 60);
        }
        Times::Bare | Times::Date | Times::DateOffset => {}
    }
}

fn push_offset(out: &mut String, minutes: i64, between: &str) {
    out.push('+');
    push_pair(out, minutes / 60);
    out.push_str(between);
    push_pair(out, minutes % 60);
}

pub(super) fn push_iso_duration(out: &mut String, micros: i64) {
    let seconds = micros / SECOND;
    out.push_str("PT");
    for (count, unit) in [(seconds / 3600, 'H'), (seconds / 60 % 60, 'M')] {
        if count > 0 {
            push_int(out, count);
            out.push(unit);
        }
    }
    push_int(out, seconds % 60);
    if micros % SECOND > 0 {
        out.push('.');
        push_six(out, micros % SECOND);
    }
    out.push('S');
}

pub(super) fn push_dot_net_duration(out: &mut String, micros: i64) {
    let seconds = micros / SECOND;
    if seconds >= 86_400 {
        push_int(out, seconds / 86_400);
        out.push('.');
    }
    push_pair(out, seconds / 3600 % 24);
    out.push(':');
    push_pair(out, seconds / 60 % 60);
    out.push(':');
    push_pair(out, seconds % 60);
    if micros % SECOND > 0 {
        out.push('.');
        push_six(out, micros % SECOND);
        out.push('0');
    }
}

fn push_six(out: &mut String, number: i64) {
    push_pair(out, number / 10_000 % 100);
    push_pair(out, number / 100 % 100);
    push_pair(out, number % 100);
}

/// Writes a number from 0 to 99 with two digits.
fn push_pair(out: &mut String, number: i64) {
    const PAIRS: &str = "0001020304050607080910111213141516171819\
        2021222324252627282930313233343536373839\
        4041424344454647484950515253545556575859\
        6061626364656667686970717273747576777879\
        8081828384858687888990919293949596979899";
    let place = usize::try_from(number).unwrap_or(0) * 2;
    out.push_str(&PAIRS[place..place + 2]);
}

pub(super) fn push_int(out: &mut String, number: i64) {
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    let mut rest = number.unsigned_abs();
    while rest > 0 || start == digits.len() {
        start -= 1;
        digits[start] += u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    if number < 0 {
        out.push('-');
    }
    out.extend(digits[start..].iter().map(|digit| char::from(*digit)));
}
