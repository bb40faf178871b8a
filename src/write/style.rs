//! The format of CSV: for programs by default, or as a spreadsheet reads it.

use std::borrow::Cow;

use crate::text::printable::printable_lines;
use crate::time::zone::Zone;

/// The reader that CSV is written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    /// Comma, decimal point, LF, text unchanged: for programs
    #[default]
    Rfc4180,
    /// With byte order mark, comma, decimal point; text that looks like a number or date as ="007":
    /// for Excel in English
    Excel,
    /// With byte order mark, semicolon, decimal comma, dates as 5.10.2026; text as in excel: for
    /// Excel in Czech
    ExcelCs,
}

impl Dialect {
    /// The name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rfc4180 => "rfc4180",
            Self::Excel => "excel",
            Self::ExcelCs => "excel-cs",
        }
    }

    /// Whether a spreadsheet opens the file on a double click and would evaluate formulas in it.
    pub const fn is_for_spreadsheets(self) -> bool {
        !matches!(self, Self::Rfc4180)
    }

    /// A text in a form that every spreadsheet keeps as text. A text that looks like a number or a
    /// date is written as `="007"`, and an apostrophe precedes everything that could begin a
    /// formula. Characters that change the direction of writing are shown as code points.
    pub fn neutral(self, text: &str) -> Cow<'_, str> {
        if !self.is_for_spreadsheets() {
            return Cow::Borrowed(text);
        }
        match printable_lines(text) {
            Cow::Borrowed(text) => kept_text(text),
            Cow::Owned(text) => Cow::Owned(kept_text(&text).into_owned()),
        }
    }

    /// An id. Spreadsheets keep 15 digits of a number, so a longer id is written as text.
    pub fn id(self, id: i64) -> String {
        let digits = id.to_string();
        if id.unsigned_abs() < 10_u64.pow(15) {
            return digits;
        }
        self.neutral(&digits).into_owned()
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

/// A text in a form that a spreadsheet keeps.
fn kept_text(text: &str) -> Cow<'_, str> {
    // A single leading sign belongs to a number or a telephone number; several signs may be a
    // formula.
    let signed = text.trim_start().strip_prefix(['+', '-']);
    let is_safe = !text.contains(['=', '@', '"'])
        && !text.contains(char::is_control)
        && !signed.is_some_and(|rest| rest.contains(['+', '-', '*', '/', '^']))
        && matches!(without_formulas(signed.unwrap_or(text)), Cow::Borrowed(_));
    if !(is_safe && may_be_a_value(text)) {
        return without_formulas(text);
    }
    if text.encode_utf16().count() > LONGEST_TEXT_IN_A_FORMULA {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Owned(format!("=\"{text}\""))
}

/// The longest string literal in an Excel formula, in UTF-16 units.
const LONGEST_TEXT_IN_A_FORMULA: usize = 255;

/// Whether a spreadsheet in English or Czech might read a text as a number, date, time, percentage,
/// currency, fraction, truth value or error. A text with a digit might be a value unless it has a
/// sign or a word that no value has.
///
/// This accepts more texts than any spreadsheet does; quoting one of them loses nothing.
fn may_be_a_value(text: &str) -> bool {
    let is_error = |name: &str| {
        name.chars()
            .all(|it| it.is_uppercase() || "0/!?_".contains(it))
    };
    if text.strip_prefix('#').is_some_and(is_error) {
        return true;
    }
    if !text.contains(char::is_numeric) {
        return VALUES.contains(&text.trim().to_lowercase().as_str());
    }
    let is_letter = |it: char| it.is_alphabetic() && !it.is_numeric();
    let mut words = text.split(|it| !is_letter(it));
    text.chars()
        .all(|it| is_letter(it) || is_sign_of_values(it))
        && words.all(|word| word.is_empty() || is_word_of_values(&word.to_lowercase()))
}

/// Digits, punctuation between and beside them, and currency signs.
fn is_sign_of_values(sign: char) -> bool {
    sign.is_numeric()
        || sign.is_whitespace()
        || ".,:;/-−–+%()'’$¢£¤¥".contains(sign)
        || ('\u{20a0}'..='\u{20cf}').contains(&sign)
}

fn is_word_of_values(word: &str) -> bool {
    let shortens = |name: &&str| name.starts_with(word);
    WORDS.contains(&word) || word.chars().count() >= 3 && CALENDAR.iter().any(shortens)
}

/// Values without a digit.
const VALUES: [&str; 4] = ["true", "false", "pravda", "nepravda"];

/// Words that may stand beside the digits of a value: exponents, halves of the day, the letters of
/// ISO 8601, currencies, and abbreviations of days and months that are not the beginning of their
/// names.
#[rustfmt::skip]
const WORDS: [&str; 23] = [
    "e", "a", "p", "am", "pm", "dop", "odp", "t", "z", "kč", "czk", "eur", "usd", "gbp",
    "po", "út", "st", "čt", "pá", "so", "ne", "čvn", "čvc",
];

/// Months and weekdays, which may be abbreviated.
#[rustfmt::skip]
const CALENDAR: [&str; 49] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "leden", "ledna", "únor", "února", "březen", "března", "duben", "dubna", "květen", "května", "červen",
    "června", "červenec", "července", "srpen", "srpna", "září", "říjen", "října", "listopad", "listopadu",
    "prosinec", "prosince", "pondělí", "úterý", "středa", "čtvrtek", "pátek", "sobota", "neděle",
];

/// Puts an apostrophe before each sign that begins a formula wherever a cell may begin: at the
/// beginning, and after separators of cells or rows. These include the separators of the other
/// language, because such a spreadsheet splits `a;=1` even in a file with commas, and even inside
/// of quotes. Spreadsheets skip white space before a sign, so a text that begins with white space
/// gets an apostrophe in front, too.
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

/// The format of durations in CSV.
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
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Hms => "hms",
        }
    }

    /// The suffix of a column's name.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Seconds => "_s",
            Self::Hms => "_hms",
        }
    }
}

/// The format of the cells of a CSV file.
#[derive(Clone, Copy, Debug)]
pub struct CsvStyle {
    /// The time zone of timestamps.
    pub zone: Zone,
    pub dialect: Dialect,
    pub durations: DurationStyle,
}

impl CsvStyle {
    /// The default style, for programs.
    pub const fn plain(zone: Zone) -> Self {
        Self {
            zone,
            dialect: Dialect::Rfc4180,
            durations: DurationStyle::Seconds,
        }
    }

    /// A CSV writer for this dialect.
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
            ("+a", "'+a"),
            ("-a", "'-a"),
            ("+1+b", "'+1+b"),
            ("+1+1", "'+1+1"),
            ("--1", "'--1"),
            ("-1/2", "'-1/2"),
            ("@SUM(1)", "'@SUM(1)"),
            ("＝1", "'＝1"),
            (" =1", "' =1"),
            ("\t1", "'\t1"),
            ("\r=1", "'=1"),
            ("\n=1", "'\n'=1"),
            ("=007", "'=007"),
            ("@7", "'@7"),
            ("5;-1", "5;'-1"),
            ("1, +2", "1, '+2"),
            ("-5\n+1", "'-5\n'+1"),
            ("7\"=1", "7\"'=1"),
            // These separate cells in a spreadsheet of the other language.
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

    #[test]
    fn text_that_a_spreadsheet_would_take_for_a_value_stays_text() {
        for text in [
            // Numbers.
            "007",
            "0",
            "5,5",
            "5.5",
            "1 000",
            "1\u{a0}000",
            "1'000",
            "10E5",
            "1e-5",
            "(5)",
            "+1",
            "-1",
            " 7",
            "½",
            "１２",
            "420777123456",
            "+420 777 123 456",
            "(02) 777-123",
            "1234567890123456",
            "1/2",
            "24/7",
            // Percentages and currencies.
            "50 %",
            "$5",
            "5 Kč",
            "-5 EUR",
            "€ 5",
            // Dates and times.
            "1.10.",
            "5.10.2026",
            "2026-10-05",
            "2026-10",
            "10:30",
            "5 PM",
            "10:00 odp.",
            "Jan 5",
            "1-mar",
            "MARCH1",
            "sept 2",
            "5.led",
            "5. října 2026",
            "Monday, October 5, 2026",
            "po 5.10.",
            "2026-10-05T10:00:00Z",
            // Values without a digit.
            "TRUE",
            "false",
            "Pravda",
            "nepravda ",
            "#N/A",
            "#DIV/0!",
            "#REF!",
        ] {
            for dialect in [Dialect::Excel, Dialect::ExcelCs] {
                assert_eq!(dialect.neutral(text), format!("=\"{text}\""));
            }
            assert_eq!(Dialect::Rfc4180.neutral(text), text);
        }
        for text in [
            "Podpora 1",
            "L2",
            "2026-W45",
            "VIP 24/7",
            "op-7f3k2q9dx",
            "Jana 1",
            "Ja 1",
            "B2B",
            "true story",
            "May",
            "",
            "%",
            "1. linka",
            "10 minut",
            "#13",
            "{7*7}",
            "5 & 6",
        ] {
            assert_eq!(Dialect::ExcelCs.neutral(text), text);
        }
    }

    #[test]
    fn a_number_longer_than_a_formula_takes_has_an_apostrophe() {
        let text = |length| "7".repeat(length);
        assert_eq!(
            Dialect::Excel.neutral(&text(255)),
            format!("=\"{}\"", text(255))
        );
        assert_eq!(
            Dialect::Excel.neutral(&text(256)),
            format!("'{}", text(256))
        );
    }

    #[test]
    fn ids_are_text_where_a_spreadsheet_would_forget_digits() {
        for dialect in [Dialect::Excel, Dialect::ExcelCs] {
            assert_eq!(dialect.id(999_999_999_999_999), "999999999999999");
            assert_eq!(dialect.id(1_000_000_000_000_000), "=\"1000000000000000\"");
            assert_eq!(dialect.id(i64::MIN), "=\"-9223372036854775808\"");
        }
        assert_eq!(Dialect::Rfc4180.id(i64::MAX), "9223372036854775807");
    }
}
