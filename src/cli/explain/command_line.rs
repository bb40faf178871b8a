//! The command line that takes a figure of a run apart, as a first sheet tells it.

use super::super::kept::{encoding, naive_tz};
use super::super::manifest::{seconds, share};
use super::super::resolve::ReportCommand;
use crate::report::{Dimension, Filter, QueueBy, grouping_name};
use crate::service_level::{LevelHours, ServiceLevel};
use crate::settings::DayOf;

/// Stands for the dump: where it lies is nobody's business who gets the sheet, and the sheet stays the same
/// when the dump is moved.
const DUMP: &str = "DUMP";

/// Stands for the settings file, for the same reasons.
const SETTINGS: &str = "SETTINGS";

/// Conditions that the row of the figure says anyway.
const OF_THE_ROW: [Dimension; 3] = [Dimension::Queue, Dimension::Weekday, Dimension::Hour];

/// The beginning of the command, with every setting that is not the default; which figure it is comes behind it.
///
/// Settings without an option are those of the settings file. What the file says of the others need not be what the run
/// was made with, so beside a file all of them are told; and without such settings no file is read, whatever lies there.
pub(in crate::cli) fn explaining(command: &ReportCommand) -> String {
    let common = &command.common;
    let mut words = ["phasebook", "explain", DUMP].map(str::to_owned).to_vec();
    let mut option = |name: &str, value: &str| {
        words.extend([name.to_owned(), word(value)]);
    };
    let period = &common.facts.period;
    match period.month() {
        Some((year, month)) => option("--month", &format!("{year:04}-{month:02}")),
        None => {
            for (name, day) in [("--from", period.from), ("--to", period.to)] {
                if let Some(day) = day {
                    option(name, &day.to_string());
                }
            }
        }
    }
    option("--tz", common.facts.zone.name());
    let has_names = !common.facts.named_settings.is_empty();
    if has_names {
        option("--config", SETTINGS);
    }
    let level = &common.facts.service_level;
    let usual = ServiceLevel::default();
    if has_names || level.threshold != usual.threshold {
        option("--sla", &seconds(level.threshold));
    }
    if has_names || level.short_abandon != usual.short_abandon {
        option("--short-abandon", &seconds(level.short_abandon));
    }
    if has_names || level.target != usual.target {
        option("--target", &share(level.target).to_string());
    }
    if has_names || level.formula != usual.formula {
        option("--sla-formula", level.formula.name());
    }
    let (day_of, hours) = (common.facts.day_of, common.facts.level_hours);
    if has_names || day_of != DayOf::default() {
        option("--day-of", day_of.name());
    }
    if has_names || hours != LevelHours::default() {
        option("--sla-hours", hours.name());
    }
    if has_names || common.queue_by != QueueBy::default() {
        option("--queue-by", common.queue_by.name());
    }
    let read = &common.read;
    let pattern = read.naming.pattern().map(str::to_owned);
    for (name, value) in [
        ("--session-id-regex", pattern),
        ("--naive-tz", naive_tz(read)),
        ("--encoding", encoding(read)),
    ] {
        if let Some(value) = value {
            option(name, &value);
        }
    }
    let is_of_the_row =
        |filter: &&Filter| filter.is_equal && OF_THE_ROW.contains(&filter.dimension);
    let filters = command.report.filters.iter();
    let filters: Vec<&Filter> = filters.filter(|filter| !is_of_the_row(filter)).collect();
    if !filters.is_empty() {
        // Conditions on anything else than the row are then about the sessions.
        option("--report", &grouping_name(&OF_THE_ROW));
    }
    for filter in filters {
        for condition in filter.typed() {
            option("--where", &condition);
        }
    }
    if !has_names {
        words.push("--no-config".to_owned());
    }
    words.join(" ")
}

/// A word as a shell takes it: with quotation marks if it needs them.
fn word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=:,+@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    // Between these quotation marks a shell leaves all other letters alone, that of Windows too.
    if !text.contains(['"', '$', '`', '\\', '!']) {
        return format!("\"{text}\"");
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_quotation_marks_where_a_shell_needs_them() {
        for (text, expected) in [
            ("dump/2026-10", "dump/2026-10"),
            ("queue=Věrnost", "queue=Věrnost"),
            ("queue=Technická podpora", "\"queue=Technická podpora\""),
            ("channel!=Chat", "'channel!=Chat'"),
            ("C:\\export", "'C:\\export'"),
            ("it's $5", r"'it'\''s $5'"),
            ("", "\"\""),
        ] {
            assert_eq!(word(text), expected);
        }
    }
}
