//! Names of sheets: at most 31 characters, without the characters that Excel forbids, and unique.

use std::collections::HashSet;

use super::super::document::Document;
use crate::report::key_columns;
use crate::table::Table;

const LONGEST: usize = 31;

/// The names that are taken.
#[derive(Default)]
pub(super) struct SheetNames(HashSet<String>);

impl SheetNames {
    /// The name in a form that Excel accepts, with a number appended if the name is taken.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|letter| match letter {
                '[' | ']' | ':' | '*' | '?' | '/' | '\\' => ' ',
                letter if letter.is_control() => ' ',
                letter => letter,
            })
            .collect();
        let clean = clean.trim_matches(|letter| letter == '\'' || letter == ' ');
        let mut number = 1;
        loop {
            let name = numbered(clean, number);
            let folded = name.to_lowercase();
            // Excel reserves the name `History`.
            if !folded.is_empty() && folded != "history" && self.0.insert(folded) {
                return name;
            }
            number += 1;
        }
    }
}

/// The name with its number appended, from 2 on. The name is cut so that both fit.
fn numbered(name: &str, number: u32) -> String {
    let suffix = if number == 1 {
        String::new()
    } else {
        format!(" ({number})")
    };
    let room = LONGEST - suffix.len();
    // Excel counts UTF-16 units.
    let mut used = 0;
    let kept: String = name
        .chars()
        .take_while(|letter| {
            used += letter.len_utf16();
            used <= room
        })
        .collect();
    format!("{}{suffix}", kept.trim_end_matches(['\'', ' ']))
}

/// The name of a report's sheet: the report's name in the document's language, or its dimensions.
pub(super) fn of_report(document: &Document<'_>, table: &Table) -> String {
    let words = document.words();
    let title = words.title(&table.name);
    if title != table.name {
        return title.to_owned();
    }
    let dimensions: Vec<String> = table
        .columns
        .iter()
        .take(key_columns(table))
        .filter(|column| !column.name.ends_with("_id"))
        .map(|column| words.heading(&column.name))
        .collect();
    if table.name.starts_with("by_") && !dimensions.is_empty() {
        dimensions.join(", ")
    } else {
        table.name.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_into_excels_limits_and_differ() {
        let mut names = SheetNames::default();
        assert_eq!(names.unique("Queues"), "Queues");
        assert_eq!(names.unique("queues"), "queues (2)");
        assert_eq!(names.unique("a/b: [c]*?\\"), "a b   c");
        assert_eq!(names.unique("'quoted'"), "quoted");
        assert_eq!(names.unique("history"), "history (2)");
        let long = "Operátoři, fronty, kanály a dny v týdnu";
        assert_eq!(names.unique(long), "Operátoři, fronty, kanály a dny");
        assert_eq!(names.unique(long), "Operátoři, fronty, kanály a (2)");
    }
}
