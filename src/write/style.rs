//! How CSV is spelled: for programs by default, or as a spreadsheet reads it.

use std::borrow::Cow;

use crate::printable::printable_lines;
use crate::zone::Zone;

/// Who is to read the CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    /// Comma, decimal point, LF, text unchanged: for programs
    #[default]
    Rfc4180,
    /// With byte order mark, comma, decimal point: for Excel in English
    Excel,
    /// With byte order mark, semicolon, decimal comma, dates as 5.10.2026: for Excel in Czech
    ExcelCs,
}

impl Dialect {
    /// The name in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rfc4180 => "rfc4180",
            Self::Excel => "excel",
            Self::ExcelCs => "excel-cs",
        }
    }

    /// Whether a spreadsheet opens it by a double click, and would run what looks like a formula.
    #[must_use]
    pub const fn is_for_spreadsheets(self) -> bool {
        !matches!(self, Self::Rfc4180)
    }

    /// A text that no spreadsheet takes for a formula: an apostrophe stands before whatever might
    /// begin one. What turns the direction of writing is shown.
    #[must_use]
    pub fn neutral(self, text: &str) -> Cow<'_, str> {
        if !self.is_for_spreadsheets() {
            return Cow::Borrowed(text);
        }
        match printable_lines(text) {
            Cow::Borrowed(text) => without_formulas(text),
            Cow::Owned(text) => Cow::Owned(without_formulas(&text).into_owned()),
        }
    }

    pub(super) const fn delimiter(self) -> u8 {
        match self {
            Self::Rfc4180 | Self::Excel => b',',
            Self::ExcelCs => b';',
        }
    }

    pub(super) const fn decimal_mark(self) -> u8 {
        match self {
            Self::Rfc4180 | Self::Excel => b'.',
            Self::ExcelCs => b',',
        }
    }

    pub(super) const fn line_end(self) -> &'static str {
        match self {
            Self::Rfc4180 => "\n",
            Self::Excel | Self::ExcelCs => "\r\n",
        }
    }

    const fn terminator(self) -> csv::Terminator {
        match self {
            Self::Rfc4180 => csv::Terminator::Any(b'\n'),
            Self::Excel | Self::ExcelCs => csv::Terminator::CRLF,
        }
    }

    pub(super) const fn byte_order_mark(self) -> &'static [u8] {
        match self {
            Self::Rfc4180 => b"",
            Self::Excel | Self::ExcelCs => b"\xEF\xBB\xBF",
        }
    }

    pub(super) const fn flag(self, value: bool) -> &'static str {
        match (self, value) {
            (Self::Rfc4180, true) => "true",
            (Self::Rfc4180, false) => "false",
            (Self::Excel, true) => "TRUE",
            (Self::Excel, false) => "FALSE",
            (Self::ExcelCs, true) => "PRAVDA",
            (Self::ExcelCs, false) => "NEPRAVDA",
        }
    }
}

/// Puts an apostrophe before each sign with which spreadsheets let a formula begin, where a cell may
/// begin: at the beginning, and behind what separates cells or rows for a spreadsheet of another
/// language, which splits `a;=1` where ours has a comma, whether there are quotes or not. They pass over
/// white space before a sign, so one that begins with white space gets an apostrophe in front, too.
fn without_formulas(text: &str) -> Cow<'_, str> {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    const SEPARATORS: [char; 5] = [',', ';', '"', '\n', '\t'];
    let is_harmless = !text.contains(SIGNS) && !text.starts_with(['\t', '\n']);
    if is_harmless {
        return Cow::Borrowed(text);
    }
    let mut neutral = String::with_capacity(text.len() + 1);
    let mut may_begin = true;
    if text.starts_with(char::is_whitespace) {
        neutral.push('\'');
        may_begin = false;
    }
    for letter in text.chars() {
        if may_begin && SIGNS.contains(&letter) {
            neutral.push('\'');
        }
        neutral.push(letter);
        may_begin = SEPARATORS.contains(&letter) || may_begin && letter.is_whitespace();
    }
    if neutral.len() == text.len() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(neutral)
    }
}

/// How lengths of time are spelled in CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum DurationStyle {
    /// Seconds with three decimals: `wait_s`
    #[default]
    Seconds,
    /// Hours, minutes and seconds, as 0:01:23.457: `wait_hms`
    Hms,
}

impl DurationStyle {
    /// The name in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Hms => "hms",
        }
    }

    /// What a column's name ends in.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Seconds => "_s",
            Self::Hms => "_hms",
        }
    }
}

/// How the cells of a CSV file are spelled.
#[derive(Clone, Copy, Debug)]
pub struct CsvStyle {
    /// The zone of moments.
    pub zone: Zone,
    pub dialect: Dialect,
    pub durations: DurationStyle,
}

impl CsvStyle {
    /// As section 5 of the contract has it.
    #[must_use]
    pub const fn plain(zone: Zone) -> Self {
        Self {
            zone,
            dialect: Dialect::Rfc4180,
            durations: DurationStyle::Seconds,
        }
    }

    /// A writer of rows in this dialect.
    pub(super) fn writer<W: std::io::Write>(self, sink: W) -> csv::Writer<W> {
        csv::WriterBuilder::new()
            .delimiter(self.dialect.delimiter())
            .terminator(self.dialect.terminator())
            .from_writer(sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text_in_a_spreadsheet() {
        for (text, neutral) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(1)", "'@SUM(1)"),
            ("＝1", "'＝1"),
            (" =1", "' =1"),
            ("\t1", "'\t1"),
            ("\r=1", "'=1"),
            ("\n=1", "'\n'=1"),
            // In a spreadsheet of the other language these separate cells.
            ("a;=1", "a;'=1"),
            ("a, -1", "a, '-1"),
            ("a,\"=1", "a,\"'=1"),
            ("a\n@1", "a\n'@1"),
            ("\u{202e}=1", "[U+202E]=1"),
        ] {
            assert_eq!(Dialect::Excel.neutral(text), neutral);
            assert_eq!(Dialect::ExcelCs.neutral(text), neutral);
            assert_eq!(Dialect::Rfc4180.neutral(text), text);
        }
        for text in ["", "a=1", "'=1", "Ž=1", "Jana - Petr", "a@b.cz", "a, b"] {
            assert_eq!(Dialect::Excel.neutral(text), text);
        }
    }
}
