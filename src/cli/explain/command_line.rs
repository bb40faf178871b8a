//! The command line that takes a figure of a run apart, as the first sheet shows it.

use super::super::kept::{encoding, naive_tz};
use super::super::manifest::{seconds, share};
use super::super::resolve::ReportCommand;
use crate::report::{Dimension, Filter, QueueBy, grouping_name};
use crate::service_level::{LevelHours, ServiceLevel};
use crate::settings::DayOf;

/// Placeholder for the dump: readers of the sheet need not know its path, and the sheet stays the same when the dump
/// is moved.
const DUMP: &str = "DUMP";

/// Placeholder for the settings file, for the same reasons.
const SETTINGS: &str = "SETTINGS";

/// The dimensions of the row that the figure is in. Equality conditions on these are left out, since the row has them.
const OF_THE_ROW: [Dimension; 3] = [Dimension::Queue, Dimension::Weekday, Dimension::Hour];

/// The beginning of the command, with every option that does not have its default; the sheet appends the options that
/// name the figure.
///
/// Settings that have no option can only come from the settings file. The file may give the options other values than
/// the run had, so with a file the command gives every option. Without such settings the command reads no file, even if
/// there is one (`--no-config`).
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
        // With a report named, conditions on other dimensions than the report's limit its sessions.
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

/// A word of a command line, quoted if a shell needs it.
fn word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=:,+@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    // In double quotes every shell, also that of Windows, leaves all other characters alone.
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
