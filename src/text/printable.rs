//! Makes text from a dump safe to print.
//!
//! Names and file names come from whoever made the dump. Characters that move the cursor, ring the bell or
//! control the terminal are dropped. Characters that change the writing direction, which can make one name
//! look like another, are shown as their code point in brackets.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Makes a text safe for one line: drops control characters, which include the first character of escape
/// sequences.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    replaced(text, char::is_control)
}

/// Like [`printable`], but keeps line breaks and tabs.
pub(crate) fn printable_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |letter| {
        letter.is_control() && !matches!(letter, '\n' | '\t')
    })
}

/// Like [`printable_lines`], but also keeps escape sequences for colours and emphasis.
pub(crate) fn printable_page(text: &str) -> Cow<'_, str> {
    if !text.contains('\x1b') {
        return printable_lines(text);
    }
    let mut page = String::with_capacity(text.len());
    let mut pieces = text.split('\x1b');
    page.push_str(&printable_lines(pieces.next().unwrap_or_default()));
    for piece in pieces {
        let rest = piece.strip_prefix('[').unwrap_or_default();
        let parameters = rest.trim_start_matches(|letter: char| matches!(letter, '0'..='9' | ';'));
        if parameters.starts_with('m') {
            page.push('\x1b');
        }
        page.push_str(&printable_lines(piece));
    }
    Cow::Owned(page)
}

/// Replaces unsafe characters in JSON by `\u` escapes. The value stays the same, since such characters can
/// stand only in strings.
pub(crate) fn printable_json(text: &str) -> Cow<'_, str> {
    let is_harmful = |letter: char| {
        is_turning(letter)
            || matches!(letter, '\u{fffe}' | '\u{ffff}')
            || letter.is_control() && !matches!(letter, '\n' | '\t' | '\r')
    };
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_harmful(letter) {
            // Writing to a string cannot fail, and four digits are enough for all of these characters.
            let _ = write!(shown, "\\u{:04x}", u32::from(letter));
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

fn replaced(text: &str, is_dropped: impl Fn(char) -> bool) -> Cow<'_, str> {
    // XML does not allow U+FFFE and U+FFFF, and no text needs them.
    let is_dropped = |letter| is_dropped(letter) || matches!(letter, '\u{fffe}' | '\u{ffff}');
    if !text.contains(|letter| is_dropped(letter) || is_turning(letter)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_turning(letter) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "[U+{:04X}]", u32::from(letter));
        } else if !is_dropped(letter) {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character changes the writing direction, breaks a line unexpectedly or is invisible.
fn is_turning(letter: char) -> bool {
    matches!(
        letter,
        '\u{061c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_a_cursor_is_left() {
        assert_eq!(printable("\x1b[31mJana\x1b[0m"), "[31mJana[0m");
        assert_eq!(printable("a\u{9b}2Jb\rc\nd\x07\u{ffff}"), "a2Jbcd");
        assert_eq!(printable("Žaneta 李 👩‍💻"), "Žaneta 李 👩‍💻");
        assert_eq!(
            printable_lines("a\n\tb\x1b]0;title\x07\r"),
            "a\n\tb]0;title"
        );
    }

    #[test]
    fn what_turns_the_direction_of_writing_is_shown() {
        assert_eq!(printable("a\u{202e}gpj.exe"), "a[U+202E]gpj.exe");
        assert_eq!(printable("\u{feff}\u{2067}x"), "[U+FEFF][U+2067]x");
    }

    #[test]
    fn of_a_page_the_styles_stay_and_nothing_else() {
        assert_eq!(
            printable_page("\x1b[1mA\x1b[0m \x1b[38;5;1mB\x1b[m\n"),
            "\x1b[1mA\x1b[0m \x1b[38;5;1mB\x1b[m\n"
        );
        assert_eq!(
            printable_page("\x1b[2J\x1b]0;t\x07\x1bcA\x1b[1;m\x1b"),
            "[2J]0;tcA\x1b[1;m"
        );
    }

    #[test]
    fn json_keeps_its_value() {
        let text = serde_json::to_string_pretty(&["\u{9b}2J\u{202e}\u{7f}", "á"]).unwrap();
        let shown = printable_json(&text);
        assert!(!shown.contains(['\u{9b}', '\u{202e}', '\u{7f}']), "{shown}");
        let read: Vec<String> = serde_json::from_str(&shown).unwrap();
        assert_eq!(read, ["\u{9b}2J\u{202e}\u{7f}", "á"]);
    }
}
