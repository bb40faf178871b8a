//! The registry of settings: the keys of phasebook.toml, and the settings of manifest.json.
//!
//! A row of [`OPTIONS`] joins an option of the command line with its key in the file, the check of a value
//! that stands in the file, and its value in the manifest. The option itself, a field in one of the structs that
//! clap derives, has the help and the possible values. A row of [`NAMED_SETTINGS`] is a key without an option.

use serde_json::{Value, json};

use super::super::kept;
use super::super::manifest::{RunPlan, by, seconds, share};
use super::super::parse::UsageError;
use super::value::{SettingPlace, SettingsReading};
use super::{contracts, hours, judge, named, rules, teams};
use crate::report::Filter;
use crate::settings::NamedSettings;
use crate::time::zone::Day;

/// Checks a value. The first argument is the name that an error gives the value.
pub(super) type Check = fn(&str, &str) -> Result<(), UsageError>;

/// The value of an option in the manifest of a run; `None` if the command has no such setting.
type InManifest = fn(&RunPlan<'_>) -> Option<Value>;

/// A key that stands for an option.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct OptionKey {
    /// The path in the file, as `sla.threshold`. A key in the table of a command applies to that command only.
    pub(in crate::cli) path: &'static str,
    /// The option's long name.
    pub(in crate::cli) long: &'static str,
    /// The check of a value, where clap alone does not do it.
    pub(super) check: Option<Check>,
    /// Whether a value may consist of several with commas, each of which is checked.
    pub(super) has_parts: bool,
    /// The option that turns a switch off again.
    pub(super) negation: Option<&'static str>,
    /// `None` for an option that does not decide what is written.
    in_manifest: Option<InManifest>,
}

const fn key(path: &'static str, long: &'static str) -> OptionKey {
    OptionKey {
        path,
        long,
        check: None,
        has_parts: false,
        negation: None,
        in_manifest: None,
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

const fn switch(path: &'static str, long: &'static str, negation: &'static str) -> OptionKey {
    OptionKey {
        negation: Some(negation),
        ..key(path, long)
    }
}

impl OptionKey {
    /// The key with its value in the manifest.
    const fn kept(self, in_manifest: InManifest) -> Self {
        Self {
            in_manifest: Some(in_manifest),
            ..self
        }
    }

    /// The name of the setting in the manifest: that of the option.
    pub(in crate::cli) fn setting(&self) -> String {
        self.long.replace('-', "_")
    }

    /// The value of the setting in the manifest of a run; `None` if it is not kept there.
    pub(in crate::cli) fn in_manifest(&self, run: &RunPlan<'_>) -> Option<Value> {
        self.in_manifest.and_then(|value| value(run))
    }
}

/// The commands with a table of their own, for options that only they have or that mean something else to them.
const COMMANDS: [&str; 3] = ["downloads", "check", "diff"];

/// Options that mean something else to `explain`: there they choose the figure that is taken apart.
const ASK_EXPLAIN: [&str; 2] = ["report", "where"];

impl OptionKey {
    /// Whether the key applies to a command that has its option.
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
    checked("tz", "tz", judge::zone).kept(|run| some(run.facts().zone.name())),
    checked("month", "month", judge::month)
        .kept(|run| run.report_command()?.month.clone().map(Value::from)),
    checked("from", "from", judge::date).kept(|run| some(day(run.facts().period.from))),
    checked("to", "to", judge::date).kept(|run| some(day(run.facts().period.to))),
    key("day_of", "day-of").kept(|run| some(run.facts().day_of.name())),
    key("queue_by", "queue-by").kept(|run| some(run.report()?.queue_by.name())),
    checked("sla.threshold", "sla", judge::length)
        .kept(|run| some(seconds(run.facts().service_level.threshold))),
    checked("sla.short_abandon", "short-abandon", judge::length)
        .kept(|run| some(seconds(run.facts().service_level.short_abandon))),
    checked("sla.target", "target", judge::share)
        .kept(|run| some(share(run.facts().service_level.target))),
    key("sla.formula", "sla-formula").kept(|run| some(run.facts().service_level.formula.name())),
    key("sla.hours", "sla-hours").kept(|run| some(run.facts().level_hours.name())),
    checked("report", "report", judge::report),
    listed("by", "by", judge::dimension).kept(|run| {
        let sets = run.report_command()?.report.groupings.iter();
        some(sets.map(|set| by(set)).collect::<Vec<_>>())
    }),
    key("interval", "interval").kept(|run| some(run.report_command()?.report.interval.name())),
    listed("stats", "stats", judge::statistic).kept(|run| {
        let statistics = run.report_command()?.report.statistics.iter();
        some(
            statistics
                .map(|statistic| statistic.name())
                .collect::<Vec<_>>(),
        )
    }),
    listed("columns", "columns", judge::columns)
        .kept(|run| some(json!(run.report_command()?.report.columns))),
    checked("where", "where", judge::condition).kept(|run| {
        let filters = run.report()?.filters.iter();
        some(filters.flat_map(Filter::typed).collect::<Vec<_>>())
    }),
    checked("top", "top", judge::rows)
        .kept(|run| some(json!(run.report_command()?.report.top.map(|top| top.rows)))),
    switch("beyond", "beyond", "no-beyond").kept(|run| {
        let reports = run.report_command()?.report.beyond.iter();
        some(reports.map(|report| report.name()).collect::<Vec<_>>())
    }),
    switch("bridge", "bridge", "no-bridge").kept(|run| some(run.report_command()?.report.bridge)),
    switch("facts", "facts", "no-facts").kept(|run| some(run.report_command()?.report.facts)),
    key("schema", "schema").kept(|run| run.schema().map(Value::from)),
    key("out", "out"),
    key("format", "format").kept(|run| {
        let formats = run.common().output.formats().iter();
        some(formats.map(|format| format.name()).collect::<Vec<_>>())
    }),
    key("pdf", "pdf").kept(|run| some(json!(run.common().output.pdf_extent()))),
    key("csv", "csv").kept(|run| some(run.common().output.dialect.name())),
    key("durations", "durations").kept(|run| some(run.common().output.durations.name())),
    key("lang", "lang").kept(|run| some(run.common().output.lang.name())),
    key("pseudonyms", "pseudonyms").kept(|run| some(json!(run.common().mark_of_key()))),
    checked("session_id_regex", "session-id-regex", judge::naming)
        .kept(|run| some(json!(run.common().read.naming.pattern()))),
    checked("naive_tz", "naive-tz", judge::zone)
        .kept(|run| some(json!(kept::naive_tz(&run.common().read)))),
    checked("encoding", "encoding", judge::encoding)
        .kept(|run| some(json!(kept::encoding(&run.common().read)))),
    checked("max_expanded", "max-expanded", judge::size)
        .kept(|run| some(run.common().read.limits.expanded.to_string())),
    checked("max_record", "max-record", judge::size)
        .kept(|run| some(run.common().read.limits.record.to_string())),
    checked("threads", "threads", judge::threads),
    switch("strict", "strict", "no-strict").kept(|run| some(run.common().read.strict)),
    switch("allow_empty", "allow-empty", "no-allow-empty")
        .kept(|run| some(run.common().read.allow_empty)),
    switch("hash", "hash", "no-hash").kept(|run| some(run.common().read.extras.hash)),
    switch("quiet", "quiet", "no-quiet"),
    switch("json", "json", "no-json"),
    switch("ascii", "ascii", "no-ascii"),
    key("downloads.host", "host").kept(|run| some(json!(run.hashed_downloads()?.host))),
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

#[expect(
    clippy::unnecessary_wraps,
    reason = "a run may have no such setting; one that has it keeps its value"
)]
fn some(value: impl Into<Value>) -> Option<Value> {
    Some(value.into())
}

fn day(day: Option<Day>) -> Value {
    day.map_or(Value::Null, |day| Value::String(day.to_string()))
}

/// A key without an option.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct NamedSettingKey {
    /// The path in the file.
    pub(in crate::cli) path: &'static str,
    /// The name among the manifest's settings.
    pub(in crate::cli) setting: &'static str,
    pub(in crate::cli) meaning: &'static str,
    /// The keys of the tables under this key; empty if it holds plain values.
    pub(super) parts: &'static [&'static str],
    /// Reads the value into the settings.
    pub(super) read: fn(&mut SettingsReading<'_>, &SettingPlace<'_>, &mut NamedSettings),
    /// Writes the value in the form that the file and the manifest have; `None` if there is no value.
    pub(in crate::cli) write: fn(&NamedSettings) -> Option<Value>,
}

/// All keys without an option, in the order of the documentation.
pub(in crate::cli) const NAMED_SETTINGS: &[NamedSettingKey] = &[
    NamedSettingKey {
        path: "company",
        setting: "company",
        meaning: "The company's name, which stands in the titles of the page and the workbook",
        parts: &[],
        read: |reading, place, named_settings| {
            named_settings.company = named::company(reading, place);
        },
        write: |named_settings| named_settings.company.clone().map(Value::String),
    },
    NamedSettingKey {
        path: "sla.rules",
        setting: "sla_rules",
        meaning: "Service levels of single queues and channels: each rule has `queue`, `channel` or both, \
                  and any of `threshold`, `short_abandon`, `target` and `formula`",
        parts: &rules::KEYS,
        read: rules::read,
        write: rules::write,
    },
    NamedSettingKey {
        path: "hours",
        setting: "hours",
        meaning: "Opening hours: for weekdays (`mon`, `mon-fri`) one or several intervals of the local clock, as \
                  `8:00-16:30` or `22:00-6:00`, which goes on past midnight; `holidays`, a list of dates; \
                  `country`, whose public holidays count too (`CZ`); and in `[hours.queues.NAME]` the \
                  same for a queue by its name or id, which has from `[hours]` what it does not say",
        parts: &hours::PARTS,
        read: hours::read,
        write: hours::write,
    },
    NamedSettingKey {
        path: "contract",
        setting: "contract",
        meaning: "Promises: each contract has a `name`, a `measure` (`service_level`, `answer_rate`, \
                  `abandon_rate`, `asa`, `wait_p90`), a `target`, and any of `queue`, one or several by name or id; \
                  `period` (`month`, `week`, `day`); of a service level `formula`, `threshold` and \
                  `short_abandon`; `bands`, each with `from` or `to` and a `bonus` or a `malus`; and `leave_out`, \
                  the sessions of some `days`, `hours` and `queue`, with the reason as `why`",
        parts: &contracts::KEYS,
        read: contracts::read,
        write: contracts::write,
    },
    NamedSettingKey {
        path: "teams",
        setting: "teams",
        meaning: "The operators of each team, by names as reports show them, by user names, or by ids: \
                  `Prodej = [\"Jana Nov\u{e1}kov\u{e1}\", \"psvoboda\", 12]`. An operator belongs to one team",
        parts: &[],
        read: teams::read,
        write: teams::write,
    },
    NamedSettingKey {
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
    NamedSettingKey {
        path: "aliases.operators",
        setting: "aliases_operators",
        meaning: "Operators that count as one, likewise",
        parts: &named::ALIAS,
        read: |reading, place, named_settings| {
            named_settings.operator_aliases = named::aliases(reading, place);
        },
        write: |named_settings| named::write_aliases(&named_settings.operator_aliases),
    },
    NamedSettingKey {
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
    NamedSettingKey {
        path: "leave_out.operators",
        setting: "leave_out_operators",
        meaning: "Operators by name or id: sessions that one of them owns are left out and counted",
        parts: &[],
        read: |reading, place, named_settings| {
            named_settings.left_out_operators = named::list(reading, place);
        },
        write: |named_settings| named::write_list(&named_settings.left_out_operators),
    },
    NamedSettingKey {
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

/// The paths of all keys. For a key with tables these are the paths of the keys in them, as `sla.rules.queue`.
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

    /// Options that no file can give: the choice of the file, the question that is asked, and help.
    const ASKED: [&str; 17] = [
        "contract",
        "config",
        "no-config",
        "help",
        "version",
        "session",
        "metric",
        "sessions",
        "from-facts",
        "append",
        "from-records",
        "partition",
        "tenant",
        "bucket",
        "ledger",
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

    /// Options that do not decide what is written, or (`report`) whose meaning other settings tell.
    const NOT_IN_MANIFEST: [&str; 8] = [
        "report",
        "out",
        "threads",
        "quiet",
        "json",
        "ascii",
        "diff.out",
        "diff.limit",
    ];

    #[test]
    fn the_manifest_has_every_option_that_decides_what_is_written() {
        for key in OPTIONS {
            let is_left_out = NOT_IN_MANIFEST.contains(&key.path) || key.path.starts_with("check.");
            assert_eq!(key.in_manifest.is_none(), is_left_out, "{}", key.path);
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
