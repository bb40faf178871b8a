//! Markdown: the headline and the reports with all their columns.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write;

use super::WriteError;
use super::cells::Value;
use super::document::Document;
use super::figures::TableCells;
use super::headline::headline;
use super::terminal::{absent, order};
use crate::catalogue::Registry;
use crate::report::key_columns;
use crate::table::Table;
use crate::text::printable::printable;

/// Writes the document.
pub fn write_markdown(document: &Document<'_>, mut sink: impl Write) -> Result<(), WriteError> {
    let words = document.words();
    writeln!(sink, "# {}: {}\n", words.common.title, document.period())?;
    for (label, value) in document.terms_of_service() {
        writeln!(sink, "- {label}: {}", escaped(&value))?;
    }
    if let Some(overview) = document.overview {
        let common = &words.common;
        writeln!(
            sink,
            "\n| {} | {} | {} | {} |\n| --- | ---: | ---: | ---: |",
            common.figure, common.value, common.previous, common.change
        )?;
        for figure in headline(document, overview)? {
            writeln!(
                sink,
                "| {} | {} | {} | {} |",
                words.heading(figure.column),
                words.show(figure.value, document.plan.zone),
                words.show(figure.previous, document.plan.zone),
                words.change(&figure),
            )?;
        }
    }
    for table in document.tables {
        write_table(document, table, &mut sink)?;
    }
    sink.flush()?;
    Ok(())
}

fn write_table(
    document: &Document<'_>,
    table: &Table,
    sink: &mut impl Write,
) -> Result<(), WriteError> {
    let words = document.words();
    let figures = TableCells::new(table)?;
    let name = words.title(&table.name);
    let registry = Registry::of_table(&table.name);
    writeln!(sink, "\n## {name}\n")?;
    // Writing to a string cannot fail.
    let mut head = String::from("|");
    let mut rule = String::from("|");
    for (spec, _) in &figures.columns {
        let _ = write!(head, " {} |", words.heading_in(registry, spec));
        rule.push_str(if spec.kind.is_number() {
            " ---: |"
        } else {
            " --- |"
        });
    }
    writeln!(sink, "{head}\n{rule}")?;
    let dimensions: Vec<&str> = table.columns[..key_columns(table)]
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    for row in order(&figures, &dimensions) {
        let mut line = String::from("|");
        for (spec, cells) in &figures.columns {
            let text = match cells.get(row) {
                Value::Empty => absent(words, &spec.name).to_owned(),
                Value::Text(text) if spec.name == "weekday" => {
                    words.weekday(text).unwrap_or(text).to_owned()
                }
                value => words.show(value, document.plan.zone),
            };
            let _ = write!(line, " {} |", escaped(&text));
        }
        writeln!(sink, "{line}")?;
    }
    Ok(())
}

/// Escapes the markup of Markdown and HTML in a text, and makes it safe for a terminal.
fn escaped(text: &str) -> Cow<'_, str> {
    const MARKUP: [char; 10] = ['|', '\\', '`', '*', '_', '<', '>', '[', ']', '&'];
    let text = printable(text);
    if !text.contains(MARKUP) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if MARKUP.contains(&letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_dump_is_no_markup() {
        assert_eq!(escaped("a|b <script> _x_"), "a\\|b \\<script\\> \\_x\\_");
        assert_eq!(escaped("a\nb\x1b[0m"), "ab\\[0m");
        assert_eq!(escaped("Podpora"), "Podpora");
    }
}
