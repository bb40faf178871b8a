//! Timestamps, durations, numbers and strings: phasebook's fast readers agree with slow twins, chrono and
//! serde_json.

use phasebook::read::probe;

use super::slow;

/// The first byte chooses the kind of the rest.
pub fn check(data: &[u8]) {
    let Some((kind, written)) = data.split_first() else {
        return;
    };
    match kind % 4 {
        0 => timestamp(written),
        1 => duration(&String::from_utf8_lossy(written)),
        2 => number(written),
        _ => text(written),
    }
}

fn timestamp(written: &[u8]) {
    let read = probe::timestamp(written);
    let shown = String::from_utf8_lossy(written);
    assert_eq!(read, slow::timestamp(written), "{shown}");
    // chrono reads every timestamp of RFC 3339; it is more generous with letters and leap seconds.
    let Ok(other) = chrono::DateTime::parse_from_rfc3339(&shown) else {
        return;
    };
    let local = other.naive_local();
    let is_leap = shown.get(17..19) == Some("60");
    if chrono::Datelike::year(&local) > 1 && !is_leap && !shown.contains(['t', 'z', '_']) {
        assert_eq!(
            read,
            Some(Some((other.timestamp_micros(), false))),
            "{shown}"
        );
    }
}

fn duration(written: &str) {
    assert_eq!(
        probe::duration(written),
        slow::duration(written),
        "{written}"
    );
}

fn number(written: &[u8]) {
    let shown = String::from_utf8_lossy(written);
    let (is_number, integer) = probe::number(written);
    assert_eq!((is_number, integer), slow::number(written), "{shown}");
    let other = serde_json::from_slice::<serde_json::Number>(written);
    if let Some(value) = other.ok().and_then(|number| number.as_i64()) {
        // serde_json passes over white space, which is not a part of a value here.
        let is_bare = !written.iter().any(u8::is_ascii_whitespace);
        assert!(!is_bare || integer == Some(value), "{shown}");
    }
    if let Some(integer) = integer {
        let float: f64 = shown.parse().expect("a number of JSON is one of Rust");
        #[expect(clippy::cast_precision_loss, reason = "it is compared as the float is")]
        let nearest = integer as f64;
        assert!((float - nearest).abs() <= nearest.abs() * 1e-15, "{shown}");
    }
}

fn text(inside: &[u8]) {
    let written = [b"\"", inside, b"\""].concat();
    let shown = String::from_utf8_lossy(&written);
    let read = probe::text(&written);
    if let Ok(other) = serde_json::from_slice::<String>(&written) {
        assert_eq!(read, Some((other, false)), "{shown}");
    } else if let Some((text, is_mended)) = read {
        // phasebook reads more than serde_json: it mends broken texts, and takes quotes inside a text, which the walk
        // over a file never gives it.
        let has_quote = serde_json::from_slice::<serde::de::IgnoredAny>(&written).is_err();
        assert!(is_mended || has_quote, "{shown}");
        assert!(!is_mended || text.contains('\u{fffd}'), "{shown}");
    }
}
