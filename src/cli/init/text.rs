//! The text of a new settings file.
//!
//! A line that begins with `#` and a blank explains; a line that begins with `#` alone is a setting, which is switched
//! on by removing the sign. With all settings switched on, the file is free of errors, too.

use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{ArgAction, CommandFactory};

use super::super::Args;
use super::super::settings::{OPTIONS, OptionKey, option};
use super::survey::{Survey, Thing};
use crate::contract::ContractMeasure;
use crate::model::CampaignMode;
use crate::model::api_enum::ApiEnum;
use crate::text::layout::wrap;
use crate::text::printable::{printable, printable_json};
use crate::time::zone::Zone;

/// The keys without a table that are asked for first; the others are rarely changed.
const FIRST: [&str; 2] = ["lang", "csv"];

/// The settings file for a dump.
///
/// The file asks for facts that a manager knows, those that decide most figures first. Settings without a heading
/// stand before the others, since a heading of TOML holds for everything that follows it.
pub(super) fn settings(survey: &Survey, zone: Zone) -> String {
    let mut text = String::new();
    say(
        &mut text,
        "Settings of phasebook for this dump, to be filled in: 1. days and languages, 2. campaigns, 3. what was \
         promised, 4. opening hours, 5. teams, 6. sessions that do not count, 7. renamed queues and operators.",
    );
    say(&mut text, "");
    say(
        &mut text,
        "Nothing is in force yet. A setting begins with # and no blank: remove the #, and that of the [heading] \
         above it, and change the value. A line with # and a blank is a remark and stays. Values are the defaults; \
         where there is none, they are examples.",
    );
    say(
        &mut text,
        "A queue, operator or campaign is named by its id, or by its name in \"quotes\"; an operator by the user \
         name, too. `phasebook plan report PATH` prints what is in force then.",
    );
    general(&mut text, zone);
    campaigns(&mut text, survey);
    title(
        &mut text,
        "3. What was promised",
        "The share of the sessions to be answered in time, and the time. This holds where no rule below does.",
    );
    options(&mut text, "sla", |_| true);
    rules(&mut text, survey);
    contract(&mut text, survey);
    hours(&mut text, survey);
    teams(&mut text, survey);
    left_out(&mut text, survey);
    title(
        &mut text,
        "7. Renamed queues and operators",
        "The names below are only examples: put in those that are the same queue or the same person. `name` is \
         what is shown, `was` are the other names and ids; their sessions count as one.",
    );
    aliases(&mut text, "queues", &survey.queues);
    aliases(&mut text, "operators", &survey.operators);
    text
}

/// Begins a part of the file: its title, and a paragraph about it.
fn title(text: &mut String, title: &str, about: &str) {
    text.push('\n');
    say(text, &format!("=== {title} ==="));
    say(text, about);
}

/// Writes a paragraph of explanation, wrapped.
fn say(text: &mut String, paragraph: &str) {
    for line in wrap(paragraph, 98) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# {line}");
    }
}

/// Writes a setting that is commented out, with a remark.
fn set(text: &mut String, setting: &str, remark: &str) {
    let _ = match remark {
        "" => writeln!(text, "#{setting}"),
        remark => writeln!(text, "#{setting}  # {}", printable(remark)),
    };
}

/// A text as a string of TOML on one line, whatever it contains: every escape of JSON is also an escape of TOML, and
/// TOML allows no bare control characters.
fn quoted(text: &str) -> String {
    printable_json(&serde_json::Value::from(text).to_string()).into_owned()
}

fn general(text: &mut String, zone: Zone) {
    title(
        text,
        "1. Days and languages",
        "The time zone in which days begin, as Europe/Prague. [default: the system's, which is here:]",
    );
    set(text, &format!("tz = {}", quoted(zone.name())), "");
    options(text, "", |key| FIRST.contains(&key));
    say(
        text,
        "The name of the company, for the titles of the page and the workbook",
    );
    set(text, "company = \"Acme, s.r.o.\"", "");
    text.push('\n');
    say(text, "The following is rarely changed.");
    options(text, "", |key| !FIRST.contains(&key));
}

/// Writes the options of `phasebook report` that have a default and belong to this table of the file.
fn options(text: &mut String, table: &str, is_wanted: impl Fn(&str) -> bool) {
    let command = Args::command();
    let Some(report) = command.find_subcommand("report") else {
        return;
    };
    if !table.is_empty() {
        set(text, &format!("[{table}]"), "");
    }
    for OptionKey { path, long, .. } in OPTIONS {
        let (own, key) = path.rsplit_once('.').unwrap_or(("", path));
        let Some(argument) = option(report, long).filter(|_| own == table && is_wanted(key)) else {
            continue;
        };
        let is_switch = matches!(argument.get_action(), ArgAction::SetTrue);
        let [default] = argument.get_default_values() else {
            continue;
        };
        if is_switch {
            continue;
        }
        let help = argument.get_help().map(StyledStr::to_string);
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .map(|value| value.get_name().to_owned())
            .collect();
        let values = if values.is_empty() {
            String::new()
        } else {
            format!(". One of {}", values.join(", "))
        };
        if table.is_empty() {
            text.push('\n');
        }
        say(text, &format!("{}{values}", help.unwrap_or_default()));
        set(
            text,
            &format!("{key} = {}", quoted(&default.to_string_lossy())),
            "",
        );
    }
}

fn campaigns(text: &mut String, survey: &Survey) {
    if survey.campaigns.is_empty() {
        return;
    }
    title(
        text,
        "2. Campaigns",
        "Campaigns in which operators read the record before the call, so that `ring` is empty. Campaigns that \
         the dump's records call previews are known without this list; the others are behind a second #.",
    );
    set(text, "preview_campaigns = [", "");
    for (campaign, mode) in &survey.campaigns {
        // Campaigns that are no previews keep a second sign, and stay out when the list is switched on.
        let sign = if *mode == CampaignMode::Preview {
            ""
        } else {
            "#"
        };
        let mode = match mode {
            CampaignMode::Unknown => "of unknown mode",
            mode => mode.name(),
        };
        let remark = format!("{}, {mode}", campaign.name);
        set(text, &format!("{sign}{},", campaign.id), &remark);
    }
    set(text, "]", "");
}

fn rules(text: &mut String, survey: &Survey) {
    let command = Args::command();
    let report = command.find_subcommand("report");
    let default = |long| {
        let argument = report.and_then(|report| option(report, long))?;
        let default = argument.get_default_values().first()?;
        Some(quoted(&default.to_string_lossy()))
    };
    // A rule shows these parts only, to keep the file of a dozen queues short; the paragraph above names the others.
    let parts = ["threshold", "target"];
    let parts: Vec<String> = OPTIONS
        .iter()
        .filter_map(|key| {
            let part = key.path.strip_prefix("sla.")?;
            let is_part = parts.contains(&part);
            let default = default(key.long).filter(|_| is_part)?;
            Some(format!("{part} = {default}"))
        })
        .collect();
    if !(survey.queues.is_empty() && survey.channels.is_empty()) {
        text.push('\n');
        say(
            text,
            "Where something else was promised for a queue or a channel: a rule with both is for that queue on \
             that channel, and `short_abandon` and `formula` may stand in a rule, too.",
        );
    }
    let mut is_first = true;
    let mut rule = |of: &str, remark: &str| {
        // The first rule stands right below the explanation.
        if !std::mem::take(&mut is_first) {
            text.push('\n');
        }
        set(text, "[[sla.rules]]", "");
        set(text, of, remark);
        for part in &parts {
            set(text, part, "");
        }
    };
    for queue in &survey.queues {
        rule(&format!("queue = {}", queue.id), &queue.name);
    }
    for channel in &survey.channels {
        rule(&format!("channel = {}", quoted(channel.name())), "");
    }
}

fn contract(text: &mut String, survey: &Survey) {
    text.push('\n');
    say(
        text,
        "A contract: a target for some queues, or without `queue` for all, that is summed up every month, week or \
         day. Every pack has a table `contract` then. `formula` and `short_abandon` may stand in it, too.",
    );
    let measures = ContractMeasure::ALL.map(ContractMeasure::name);
    let measures = format!("one of {}", measures.join(", "));
    set(text, "[[contract]]", "");
    set(text, "name = \"Contract A\"", "");
    if let Some(queue) = survey.queues.first() {
        set(text, &format!("queue = [{}]", queue.id), &queue.name);
    }
    set(text, "measure = \"service_level\"", &measures);
    set(text, "threshold = \"20s\"", "without it the limits above");
    set(
        text,
        "target = \"80%\"",
        "of asa and wait_p90 a time, as \"20s\"",
    );
    set(text, "period = \"month\"", "or week, or day");
    set(
        text,
        "bands = [",
        "of abandon_rate, asa and wait_p90 with `to`",
    );
    set(text, "{ from = \"90%\", bonus = \"2%\" },", "");
    set(text, "{ from = \"80%\" },", "");
    set(text, "{ malus = \"5%\" },", "everything below");
    set(text, "]", "");
    set(
        text,
        "leave_out = [",
        "what fits all that is said in a line",
    );
    set(
        text,
        "{ days = \"2026-12-24..2026-12-26\", why = \"Christmas\" },",
        "",
    );
    set(text, "{ days = \"sat-sun\", hours = \"22:00-6:00\" },", "");
    set(text, "]", "");
}

fn hours(text: &mut String, survey: &Survey) {
    title(
        text,
        "4. Opening hours",
        "By the local clock, several intervals with commas, as \"8:00-12:00, 13:00-17:00\". They fill the column \
         `in_hours`; with hours = \"open\" below [sla] the service level is of the sessions in them alone.",
    );
    set(text, "[hours]", "");
    set(text, "mon-fri = \"8:00-16:30\"", "");
    set(
        text,
        "country = \"CZ\"",
        "closed on the public holidays of this country",
    );
    set(
        text,
        "holidays = [\"2026-12-31\"]",
        "closed on these days, too",
    );
    if let Some(queue) = survey.queues.last() {
        text.push('\n');
        say(
            text,
            "A queue with hours of its own, as one that is always open.",
        );
        set(text, &format!("[hours.queues.{}]", queue.id), &queue.name);
        set(text, "mon-sun = \"0:00-24:00\"", "");
        set(text, "holidays = []", "open on all the holidays above");
    }
}

fn teams(text: &mut String, survey: &Survey) {
    if survey.operators.is_empty() {
        return;
    }
    title(
        text,
        "5. Teams",
        "For reports by team (`--by team`): a list for each team, and each operator in one of them.",
    );
    set(text, "[teams]", "");
    set(text, "\"Team A\" = [", "");
    for operator in &survey.operators {
        set(text, &format!("{},", operator.id), &operator.name);
    }
    set(text, "]", "");
}

fn left_out(text: &mut String, survey: &Survey) {
    title(
        text,
        "6. Sessions that do not count",
        "Sessions of queues and operators that are there for tests. They are left out of every figure, and their \
         number is shown. Where no name says \"test\", the ids are only examples.",
    );
    set(text, "[leave_out]", "");
    for (key, things) in [("queues", &survey.queues), ("operators", &survey.operators)] {
        let looks_like_a_test = |thing: &&Thing| thing.name.to_lowercase().contains("test");
        let tests = things.iter().filter(looks_like_a_test);
        if let Some(example) = tests.chain(things.last()).next() {
            set(text, &format!("{key} = [{}]", example.id), &example.name);
        }
    }
}

fn aliases(text: &mut String, key: &str, things: &[Thing]) {
    let [first, second, ..] = things else {
        return;
    };
    set(text, &format!("[[aliases.{key}]]"), "");
    let name = match first.name.trim() {
        "" => first.id.to_string(),
        name => quoted(name),
    };
    set(text, &format!("name = {name}"), "");
    set(text, &format!("was = [{}]", second.id), &second.name);
}
