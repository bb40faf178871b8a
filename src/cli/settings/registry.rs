//! The keys of phasebook.toml.
//!
//! What has an option on the command line is listed with the option, which gives it its meaning, its
//! values and its help: nothing is said twice. What has none is listed with the function that reads
//! it and the one that spells it again.

use serde_json::Value;

use super::super::parse::UsageError;
use super::value::{Reading, SettingPlace};
use super::{hours, judge, named, rules, teams};
use crate::settings::NamedSettings;

/// How a text is judged; the first argument is what it is called.
pub(super) type Check = fn(&str, &str) -> Result<(), UsageError>;

/// A key that stands for an option.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct OptionKey {
    /// As in the file: `sla.threshold`. A key in the table of a command is of that command alone.
    pub(in crate::cli) path: &'static str,
    /// The option's long name.
    pub(in crate::cli) long: &'static str,
    /// How a value is judged, beyond what the command line itself does.
    pub(super) check: Option<Check>,
    /// Whether a value may be several with commas, each of which is judged.
    pub(super) has_parts: bool,
    /// What turns it off again on the command line, if it is a switch.
    pub(super) negation: Option<&'static str>,
}

const fn key(path: &'static str, long: &'static str) -> OptionKey {
    OptionKey {
        path,
        long,
        check: None,
        has_parts: false,
        negation: None,
    }
}

const fn checked(path: &'static str, long: &'static str, check: Check) -> OptionKey {
    OptionKey {
        check: Some(check),
        ..key(path, long)
    }
}

const fn listed(path: &'static str, long: &'static str, check: Check) -> OptionKey {
    OptionKey {
        has_parts: true,
        ..checked(path, long, check)
    }
}

const fn switch(long: &'static str, negation: &'static str) -> OptionKey {
    OptionKey {
        negation: Some(negation),
        ..key(long, long)
    }
}

/// The commands that have a table of their own for options that only they have, or that mean
/// something else to them.
const COMMANDS: [&str; 3] = ["downloads", "check", "diff"];

/// Options that ask `explain` for something else: which figure to take apart.
const ASK_EXPLAIN: [&str; 2] = ["report", "where"];

impl OptionKey {
    /// Whether the key says something to a command that has its option.
    pub(in crate::cli) fn is_of(&self, command: &str) -> bool {
        let table = self.path.split('.').next().unwrap_or_default();
        if COMMANDS.contains(&table) {
            table == command
        } else {
            command != "explain" || !ASK_EXPLAIN.contains(&self.path)
        }
    }
}

/// All keys that stand for options, in the order of the documentation.
pub(in crate::cli) const OPTIONS: &[OptionKey] = &[
    checked("tz", "tz", judge::zone),
    checked("month", "month", judge::month),
    checked("from", "from", judge::date),
    checked("to", "to", judge::date),
    key("day_of", "day-of"),
    key("queue_by", "queue-by"),
    checked("sla.threshold", "sla", judge::length),
    checked("sla.short_abandon", "short-abandon", judge::length),
    checked("sla.target", "target", judge::share),
    key("sla.formula", "sla-formula"),
    key("sla.hours", "sla-hours"),
    checked("report", "report", judge::report),
    listed("by", "by", judge::dimension),
    key("interval", "interval"),
    listed("stats", "stats", judge::statistic),
    listed("columns", "columns", judge::columns),
    checked("where", "where", judge::condition),
    checked("top", "top", judge::rows),
    switch("beyond", "no-beyond"),
    switch("bridge", "no-bridge"),
    switch("facts", "no-facts"),
    key("schema", "schema"),
    key("out", "out"),
    key("format", "format"),
    key("pdf", "pdf"),
    key("csv", "csv"),
    key("durations", "durations"),
    key("lang", "lang"),
    key("pseudonyms", "pseudonyms"),
    checked("session_id_regex", "session-id-regex", judge::naming),
    checked("naive_tz", "naive-tz", judge::zone),
    checked("encoding", "encoding", judge::encoding),
    checked("max_expanded", "max-expanded", judge::size),
    checked("max_record", "max-record", judge::size),
    checked("threads", "threads", judge::threads),
    switch("strict", "no-strict"),
    OptionKey {
        negation: Some("no-allow-empty"),
        ..key("allow_empty", "allow-empty")
    },
    switch("hash", "no-hash"),
    switch("quiet", "no-quiet"),
    switch("json", "no-json"),
    switch("ascii", "no-ascii"),
    key("downloads.host", "host"),
    checked("check.max_missing_days", "max-missing-days", judge::number),
    checked("check.max_full_pages", "max-full-pages", judge::number),
    checked("check.max_lost", "max-lost", judge::share),
    checked(
        "check.max_without_history",
        "max-without-history",
        judge::share,
    ),
    checked(
        "check.max_without_session",
        "max-without-session",
        judge::share,
    ),
    checked("check.max_open", "max-open", judge::share),
    checked("check.max_disorder", "max-disorder", judge::share),
    checked("check.max_doubt", "max-doubt", judge::share),
    checked("check.max_fields_lost", "max-fields-lost", judge::share),
    checked(
        "check.max_faq_differences",
        "max-faq-differences",
        judge::share,
    ),
    key("diff.out", "out"),
    checked("diff.limit", "limit", judge::number),
];

/// A key that no option stands for.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct StatedKey {
    /// As in the file.
    pub(in crate::cli) path: &'static str,
    /// As in the manifest's settings.
    pub(in crate::cli) setting: &'static str,
    pub(in crate::cli) meaning: &'static str,
    /// The keys in its tables, if it has some.
    pub(super) parts: &'static [&'static str],
    /// Takes in what the file says.
    pub(super) read: fn(&mut Reading<'_>, &SettingPlace<'_>, &mut NamedSettings),
    /// The same again, as the file and the manifest spell it; `None` if nothing was said.
    pub(in crate::cli) write: fn(&NamedSettings) -> Option<Value>,
}

/// All of these, in the order of the documentation.
pub(in crate::cli) const NAMED_SETTINGS: &[StatedKey] = &[
    StatedKey {
        path: "company",
        setting: "company",
        meaning: "The company's name, which stands in the titles of the page and the workbook",
        parts: &[],
        read: |reading, place, named_settings| {
            named_settings.company = named::company(reading, place);
        },
        write: |named_settings| named_settings.company.clone().map(Value::String),
    },
    StatedKey {
        path: "sla.rules",
        setting: "sla_rules",
        meaning: "Service levels of single queues and channels: each rule has `queue`, `channel` or both, \
                  and any of `threshold`, `short_abandon`, `target` and `formula`",
        parts: &rules::KEYS,
        read: rules::read,
        write: rules::write,
    },
    StatedKey {
        path: "hours",
        setting: "hours",
        meaning: "Opening hours: for weekdays (`mon`, `mon-fri`) one or several spans of the local clock, as \
                  `8:00-16:30` or `22:00-6:00`, which goes on past midnight; `holidays`, a list of dates; \
                  `country`, whose public holidays count too (`CZ`); and in `[hours.queues.NAME]` the \
                  same for a queue by its name or id, which has from `[hours]` what it does not say",
        parts: &hours::PARTS,
        read: hours::read,
        write: hours::write,
    },
    StatedKey {
        path: "teams",
        setting: "teams",
        meaning: "The operators of each team, by names as reports show them, by user names, or by ids: \
                  `Prodej = [\"Jana Nov\u{e1}kov\u{e1}\", \"psvoboda\", 12]`. An operator belongs to one team",
        parts: &[],
        read: teams::read,
        write: teams::write,
    },
    StatedKey {
        path: "aliases.queues",
        setting: "aliases_queues",
        meaning: "Queues that count as one: each has the `name` that is shown, or an id, and `was`, the \
                  other names and ids",
        parts: &named::ALIAS,
        read: |reading, place, named_settings| {
            named_settings.queue_aliases = named::aliases(reading, place);
        },
        write: |named_settings| named::write_aliases(&named_settings.queue_aliases),
    },
    StatedKey {
        path: "aliases.operators",
        setting: "aliases_operators",
        meaning: "Operators that count as one, likewise",
        parts: &named::ALIAS,
        read: |reading, place, named_settings| {
            named_settings.operator_aliases = named::aliases(reading, place);
        },
        write: |named_settings| named::write_aliases(&named_settings.operator_aliases),
    },
    StatedKey {
        path: "leave_out.queues",
        setting: "leave_out_queues",
        meaning: "Queues by name or id, such as those for tests: sessions that entered one first, or were \
                  answered in one, are left out and counted",
        parts: &[],
        read: |reading, place, named_settings| {
            named_settings.left_out_queues = named::list(reading, place);
        },
        write: |named_settings| named::write_list(&named_settings.left_out_queues),
    },
    StatedKey {
        path: "leave_out.operators",
        setting: "leave_out_operators",
        meaning: "Operators by name or id: sessions that one of them owns are left out and counted",
        parts: &[],
        read: |reading, place, named_settings| {
            named_settings.left_out_operators = named::list(reading, place);
        },
        write: |named_settings| named::write_list(&named_settings.left_out_operators),
    },
    StatedKey {
        path: "preview_campaigns",
        setting: "preview_campaigns",
        meaning: "Campaigns by name or id in which operators read the record before the call, so that \
                  `ring` is empty; of others the dump's records say it",
        parts: &[],
        read: |reading, place, named_settings| {
            named_settings.preview_campaigns = named::list(reading, place);
        },
        write: |named_settings| named::write_list(&named_settings.preview_campaigns),
    },
];

/// The paths of all keys; of a key that has tables those in them, as `sla.rules.queue`.
pub fn settings_keys() -> Vec<String> {
    let options = OPTIONS.iter().map(|key| key.path.to_owned());
    let named_settings = NAMED_SETTINGS.iter().flat_map(|key| {
        let parts = key.parts.iter();
        let mut paths: Vec<String> = parts.map(|part| format!("{}.{part}", key.path)).collect();
        if paths.is_empty() {
            paths.push(key.path.to_owned());
        }
        paths
    });
    options.chain(named_settings).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::Args;

    /// What no file can say: which file, what is asked for, and help.
    const ASKED: [&str; 11] = [
        "config",
        "no-config",
        "help",
        "version",
        "session",
        "metric",
        "sessions",
        "from-facts",
        "append",
        "curl",
        "check",
    ];

    #[test]
    fn every_option_of_the_commands_that_make_figures_is_a_key() {
        let command = Args::command();
        let known: BTreeSet<&str> = OPTIONS.iter().map(|key| key.long).collect();
        for name in [
            "report",
            "month",
            "facts",
            "downloads",
            "check",
            "explain",
            "diff",
        ] {
            let subcommand = command.find_subcommand(name).unwrap();
            for long in subcommand.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(
                    known.contains(long) || ASKED.contains(&long),
                    "--{long} of {name} has no key"
                );
            }
        }
    }

    #[test]
    fn every_key_has_its_option_and_every_switch_its_negation() {
        let command = Args::command();
        for key in OPTIONS {
            let argument = super::super::read::argument(&command, key).expect(key.path);
            let is_switch = matches!(argument.get_action(), clap::ArgAction::SetTrue);
            let negation = is_switch.then(|| format!("no-{}", key.long));
            assert_eq!(key.negation.map(str::to_owned), negation, "{}", key.path);
        }
    }
}
