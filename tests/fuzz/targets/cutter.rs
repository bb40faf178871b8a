//! The cutter: blocks of any size give the same result, JSON is cut as by serde_json, and a broken line costs no
//! other line.

use phasebook::read::probe::{Cut, cut};
use serde::de::IgnoredAny;

/// The first byte chooses the sizes of the blocks; the rest is the text.
pub fn check(data: &[u8]) {
    let Some((&seed, text)) = data.split_first() else {
        return;
    };
    let whole = cut(text, usize::MAX, || text.len());
    check_order(text, &whole);
    let mut state = u32::from(seed) + 1;
    let in_blocks = cut(text, usize::MAX, || block(&mut state));
    assert_eq!(whole, in_blocks, "{}", String::from_utf8_lossy(text));
    if let Some(expected) = by_serde(text).filter(|_| begins_value(text)) {
        assert_eq!(whole, expected, "{}", String::from_utf8_lossy(text));
    }
    check_neighbours(text);
    // A value that is too long costs no other value.
    let longest = usize::from(seed) + 1;
    let cuts = cut(text, longest, || block(&mut state));
    check_order(text, &cuts);
    for piece in &cuts {
        if let Cut::Item { start, end, .. } = *piece {
            // An object that is cut by the end of the text is in memory anyway, so its beginning may be longer.
            let is_cut = text[start] == b'{' && (text[end - 1] != b'}' || end == text.len());
            assert!(
                is_cut || end - start <= longest,
                "{piece:?} is longer than {longest}"
            );
        }
    }
}

/// Whether the text begins with a value; other text is passed over to the next line that begins with one.
fn begins_value(text: &[u8]) -> bool {
    matches!(
        text.get(skip_blank(text, 0)),
        None | Some(b'{' | b'[' | b'"')
    )
}

/// The length of the next block: mostly a few bytes, now and then many.
fn block(state: &mut u32) -> usize {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    let bits = *state >> 16;
    let length = if bits.is_multiple_of(8) {
        bits % 300
    } else {
        bits % 9
    };
    length as usize
}

/// Checks that items follow each other without overlap, and have the right lines.
fn check_order(text: &[u8], cuts: &[Cut]) {
    let mut behind = 0;
    for piece in cuts {
        if let Cut::Item {
            start, end, line, ..
        } = *piece
        {
            assert!(
                behind <= start && start < end,
                "{piece:?} begins before {behind}"
            );
            assert_eq!(line_at(text, start), line, "{piece:?}");
            behind = end;
        }
    }
    assert!(behind <= text.len());
}

/// The values of a text that is JSON, one after the other, and the elements of its arrays; `None` if
/// serde_json does not read it.
fn by_serde(text: &[u8]) -> Option<Vec<Cut>> {
    let mut cuts = Vec::new();
    let mut arrays = 0;
    let mut at = 0;
    loop {
        at = skip_blank(text, at);
        if at == text.len() {
            return Some(cuts);
        }
        let end = value_end(text, at)?;
        if text[at] == b'[' {
            elements(text, at..end, arrays, &mut cuts)?;
            arrays += 1;
        } else {
            cuts.push(item(text, at..end, None));
        }
        at = end;
    }
}

fn elements(
    text: &[u8],
    array: std::ops::Range<usize>,
    number: u32,
    cuts: &mut Vec<Cut>,
) -> Option<()> {
    let mut at = skip_blank(text, array.start + 1);
    while text[at] != b']' {
        let end = value_end(text, at)?;
        cuts.push(item(text, at..end, Some(number)));
        at = skip_blank(text, end);
        if text[at] == b',' {
            at = skip_blank(text, at + 1);
        }
    }
    Some(())
}

fn item(text: &[u8], place: std::ops::Range<usize>, array: Option<u32>) -> Cut {
    Cut::Item {
        start: place.start,
        end: place.end,
        line: line_at(text, place.start),
        array,
    }
}

/// The line of a position, from 1.
fn line_at(text: &[u8], at: usize) -> u32 {
    let lines = text[..at].split(|&byte| byte == b'\n');
    u32::try_from(lines.count()).expect("a short text")
}

fn value_end(text: &[u8], at: usize) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_slice(&text[at..]).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(at + values.byte_offset())
}

fn skip_blank(text: &[u8], at: usize) -> usize {
    let blanks = text[at..]
        .iter()
        .take_while(|byte| b" \t\r\n".contains(byte));
    at + blanks.count()
}

/// Checks that a line that is not JSON costs neither the line before it nor the line after it.
fn check_neighbours(text: &[u8]) {
    if text.contains(&b'\n') {
        return;
    }
    let lines = [b"{\"a\":1}\n", text, b"\n{\"b\":2}\n"].concat();
    let cuts = cut(&lines, usize::MAX, || lines.len());
    let has = |wanted: &[u8]| {
        cuts.iter().any(
            |piece| matches!(piece, Cut::Item { start, end, .. } if &lines[*start..*end] == wanted),
        )
    };
    let shown = String::from_utf8_lossy(text);
    assert!(has(b"{\"a\":1}"), "{shown} costs the line before it");
    assert!(has(b"{\"b\":2}"), "{shown} costs the line behind it");
}
