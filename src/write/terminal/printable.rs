//! Text from a dump, harmless on a terminal.

use std::borrow::Cow;

/// The text without control characters, among them those that begin escape sequences, and without
/// those that turn the direction of writing.
#[must_use]
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_harmful) {
        Cow::Owned(text.chars().filter(|&letter| !is_harmful(letter)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn is_harmful(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_a_cursor_is_left() {
        assert_eq!(printable("\x1b[31mJana\x1b[0m"), "[31mJana[0m");
        assert_eq!(printable("a\u{9b}2Jb\rc\nd\u{202e}e\x07"), "a2Jbcde");
        assert_eq!(printable("Žaneta 李"), "Žaneta 李");
    }
}
