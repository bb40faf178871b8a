//! `[[sla.rules]]`: service levels of single queues and channels.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::manifest::{seconds, share};
use super::super::parse::{UsageError, option_error, parse_choice, parse_duration, parse_share};
use super::value::{SettingPlace, SettingsReading};
use crate::model::Named;
use crate::model::api_enum::{ApiEnum, Channel};
use crate::service_level::{LevelParts, LevelRule, RuleOf};
use crate::settings::NamedSettings;
use crate::text::nearest::nearest;

/// The keys of a rule.
pub(super) const KEYS: [&str; 6] = [
    "queue",
    "channel",
    "threshold",
    "short_abandon",
    "target",
    "formula",
];

/// Reads all rules. Each error is noted, and its rule is left out.
pub(super) fn read(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
    named_settings: &mut NamedSettings,
) {
    let mut known: HashMap<(Option<Named>, Option<Channel>), usize> = HashMap::new();
    for rule in reading.tables(place) {
        let of = (queue(reading, &rule), channel(reading, &rule));
        let parts = parts(reading, &rule);
        reading.only(&rule, &KEYS);
        let is_told = of == (None, None);
        if let Some(line) = known.get(&of).filter(|_| !is_told) {
            let message = format!("{}: there is a rule for the same in line {line}", rule.path);
            reading.usage_error(rule.offset, message, "say everything in one rule");
            continue;
        }
        known.insert(of.clone(), reading.line(rule.offset));
        if !KEYS[2..].iter().any(|key| rule.has(key)) {
            reading.usage_error(
                rule.offset,
                format!("{}: the rule sets nothing", rule.path),
                "add threshold, short_abandon, target or formula",
            );
        }
        let of = match of {
            (Some(queue), Some(channel)) => RuleOf::Both(queue, channel),
            (Some(queue), None) => RuleOf::Queue(queue),
            (None, Some(channel)) => RuleOf::Channel(channel),
            (None, None) => {
                // An error in one of them has been noted already.
                if !rule.has("queue") && !rule.has("channel") {
                    reading.usage_error(
                        rule.offset,
                        format!(
                            "{}: the rule names neither a queue nor a channel",
                            rule.path
                        ),
                        "add queue or channel; what holds for all stands in [sla]",
                    );
                }
                continue;
            }
        };
        named_settings.level_rules.push(LevelRule { of, parts });
    }
}

fn queue(reading: &mut SettingsReading<'_>, rule: &SettingPlace<'_>) -> Option<Named> {
    reading.named(&rule.get("queue")?)
}

fn channel(reading: &mut SettingsReading<'_>, rule: &SettingPlace<'_>) -> Option<Channel> {
    reading.text(&rule.get("channel")?, |name, text| {
        let channels = || Channel::VALUES.iter().map(|channel| channel.name());
        Channel::from_name(text).ok_or_else(|| {
            let all: Vec<&str> = channels().collect();
            let all = all.join(", ");
            let hint = nearest(text, channels()).map_or_else(
                || format!("choose of {all}"),
                |near| format!("did you mean {near}? There are {all}"),
            );
            option_error(name, format!("there is no channel `{text}`"), hint)
        })
    })
}

fn parts(reading: &mut SettingsReading<'_>, rule: &SettingPlace<'_>) -> LevelParts {
    let mut length = |key: &'static str| reading.text(&rule.get(key)?, parse_duration);
    let (threshold, short_abandon) = (length("threshold"), length("short_abandon"));
    let value = |key| rule.get(key);
    LevelParts {
        threshold,
        short_abandon,
        target: value("target").and_then(|place| reading.text(&place, parse_share)),
        formula: value("formula").and_then(|place| {
            reading.text(&place, |name, text| -> Result<_, UsageError> {
                parse_choice(name, text)
            })
        }),
    }
}

/// The rules in the form that the file and the manifest have.
pub(super) fn write(named_settings: &NamedSettings) -> Option<Value> {
    let rules: Vec<Value> = named_settings.level_rules.iter().map(spell).collect();
    (!rules.is_empty()).then_some(Value::Array(rules))
}

fn spell(rule: &LevelRule) -> Value {
    let (queue, channel) = match &rule.of {
        RuleOf::Queue(queue) => (Some(queue), None),
        RuleOf::Channel(channel) => (None, Some(channel)),
        RuleOf::Both(queue, channel) => (Some(queue), Some(channel)),
    };
    let LevelParts {
        threshold,
        short_abandon,
        target,
        formula,
    } = rule.parts;
    let values = [
        queue.map(Named::to_json),
        channel.map(|channel| json!(channel.name())),
        threshold.map(|length| json!(seconds(length))),
        short_abandon.map(|length| json!(seconds(length))),
        target.map(|target| json!(share(target))),
        formula.map(|formula| json!(formula.name())),
    ];
    let entries = KEYS.iter().zip(values);
    let entries = entries.filter_map(|(key, value)| Some(((*key).to_owned(), value?)));
    Value::Object(entries.collect::<Map<_, _>>())
}
