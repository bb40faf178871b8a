//! `[[contract]]`: promises for some queues, and what is paid if they are kept or not.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::manifest::seconds;
use super::super::parse::{
    UsageError, option_error, parse_choice, parse_date, parse_duration, parse_share,
};
use super::value::{SettingPlace, SettingsReading};
use super::{hours, named};
use crate::contract::{
    Band, Bound, Contract, ContractMeasure, ContractPeriod, ExcludedDays, Exclusion,
};
use crate::model::Named;
use crate::settings::NamedSettings;
use crate::text::nearest::nearest;
use crate::time::Duration;
use crate::time::zone::Day;

/// The keys of a contract.
pub(super) const KEYS: [&str; 10] = [
    "name",
    "queue",
    "measure",
    "formula",
    "threshold",
    "short_abandon",
    "target",
    "period",
    "bands",
    "leave_out",
];

/// The keys that only a contract about the service level may have.
const OF_LEVEL: [&str; 3] = ["formula", "threshold", "short_abandon"];

const BAND: [&str; 4] = ["from", "to", "bonus", "malus"];
const LEAVE_OUT: [&str; 4] = ["days", "hours", "queue", "why"];

/// Reads all contracts; each error is noted, and its contract is left out.
pub(super) fn read(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
    named_settings: &mut NamedSettings,
) {
    let mut lines: HashMap<String, usize> = HashMap::new();
    for table in reading.tables(place) {
        let errors = reading.usage_errors.len();
        reading.only(&table, &KEYS);
        let name = needed(reading, &table, "name", "name it, as name = \"Podpora\"");
        let name = name.and_then(|name| reading.text(&name, contract_name));
        if let Some(name) = &name
            && let Some(line) = lines.insert(name.clone(), reading.line(table.offset))
        {
            let message = format!("{}: line {line} has a contract `{name}`", table.path);
            reading.usage_error(
                table.offset,
                message,
                "give each contract a name of its own",
            );
        }
        let contract = contract(reading, &table, name.unwrap_or_default());
        if reading.usage_errors.len() == errors {
            named_settings.contracts.extend(contract);
        }
    }
}

fn contract(
    reading: &mut SettingsReading<'_>,
    table: &SettingPlace<'_>,
    name: String,
) -> Option<Contract> {
    let all: Vec<&str> = ContractMeasure::ALL.map(ContractMeasure::name).to_vec();
    let hint = format!("add what is measured: {}", all.join(", "));
    let measure = needed(reading, table, "measure", &hint);
    let measure = measure.and_then(|place| reading.text(&place, parse_measure));
    let target = needed(
        reading,
        table,
        "target",
        "add it, as target = \"80%\" or target = \"20s\"",
    );
    let target = measure
        .zip(target)
        .and_then(|(measure, place)| bound(reading, &place, measure));
    let queues = table.get("queue").map(|place| {
        let queues = named::list(reading, &place);
        if place.items().is_empty() {
            let message = format!("{}: it names no queue", place.path);
            reading.usage_error(place.offset, message, "leave it out for all sessions");
        }
        queues
    });
    if measure.is_some_and(|measure| measure != ContractMeasure::ServiceLevel) {
        for key in OF_LEVEL {
            if let Some(place) = table.get(key) {
                reading.usage_error(
                    place.offset,
                    format!("{}: only a service level has it", place.path),
                    "leave it out, or set measure = \"service_level\"",
                );
            }
        }
    }
    let mut length = |key: &str| reading.text(&table.get(key)?, parse_duration);
    let (threshold, short_abandon) = (length("threshold"), length("short_abandon"));
    let choice = |reading: &mut SettingsReading<'_>, key| {
        let place = table.get(key)?;
        reading.text(&place, parse_choice)
    };
    let formula = choice(reading, "formula");
    let period = table.get("period").map(|place| {
        let period = reading.text(&place, parse_choice::<ContractPeriod>);
        period.unwrap_or_default()
    });
    let leave_out = exclusions(reading, table);
    let bands = measure.map(|measure| bands(reading, table, measure));
    Some(Contract {
        name,
        queues,
        measure: measure?,
        formula,
        threshold,
        short_abandon,
        target: target?,
        period: period.unwrap_or_default(),
        bands: bands?,
        leave_out,
    })
}

/// The value of a key that must be there.
fn needed<'v>(
    reading: &mut SettingsReading<'_>,
    table: &SettingPlace<'v>,
    key: &str,
    hint: &str,
) -> Option<SettingPlace<'v>> {
    let place = table.get(key);
    if place.is_none() {
        let message = format!("{}: `{key}` is missing", table.path);
        reading.usage_error(table.offset, message, hint);
    }
    place
}

/// A name, which `explain --contract` must be able to tell from a number.
fn contract_name(place: &str, text: &str) -> Result<String, UsageError> {
    let name = text.trim();
    if name.is_empty() {
        return Err(option_error(
            place,
            "it is empty",
            "name the contract as people call it",
        ));
    }
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(option_error(
            place,
            format!("`{name}` is a number"),
            "choose a name with a letter: `explain --contract 2` is the second contract",
        ));
    }
    Ok(name.to_owned())
}

fn parse_measure(place: &str, text: &str) -> Result<ContractMeasure, UsageError> {
    let names = || ContractMeasure::ALL.iter().map(|measure| measure.name());
    let name = text.trim().replace('-', "_");
    ContractMeasure::from_name(&name).ok_or_else(|| {
        let all: Vec<&str> = names().collect();
        let all = all.join(", ");
        let hint = nearest(&name, names()).map_or_else(
            || format!("choose of {all}"),
            |near| format!("did you mean {near}? There are {all}"),
        );
        option_error(place, format!("there is no measure `{text}`"), hint)
    })
}

/// A target or a limit: a share or a duration, as the measure needs.
fn bound(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
    measure: ContractMeasure,
) -> Option<Bound> {
    if measure.is_share() {
        reading.text(place, parse_share).map(Bound::Share)
    } else {
        reading.text(place, parse_duration).map(Bound::Length)
    }
}

fn bands(
    reading: &mut SettingsReading<'_>,
    table: &SettingPlace<'_>,
    measure: ContractMeasure,
) -> Vec<Band> {
    let Some(place) = table.get("bands") else {
        return Vec::new();
    };
    let [own, other] = if measure.is_less_better() {
        ["to", "from"]
    } else {
        ["from", "to"]
    };
    let mut bands: Vec<Band> = Vec::new();
    let mut lines: HashMap<Option<Bound>, usize> = HashMap::new();
    for band in reading.tables(&place) {
        reading.only(&band, &BAND);
        if let Some(wrong) = band.get(other) {
            let better = if measure.is_less_better() {
                "less"
            } else {
                "more"
            };
            reading.usage_error(
                wrong.offset,
                format!("{}: of {}, {better} is better", wrong.path, measure.name()),
                format!("write `{own}`: the worst figure that is still in the band"),
            );
        }
        let limit = band.get(own);
        let limit = limit.and_then(|place| bound(reading, &place, measure));
        let line = reading.line(band.offset);
        let is_told = band.has(other) || (band.has(own) && limit.is_none());
        let earlier = if is_told {
            None
        } else {
            lines.insert(limit, line)
        };
        if let Some(line) = earlier {
            let message = match limit {
                Some(limit) => format!("{}: line {line} has a band {own} {limit}", band.path),
                None => format!("{}: line {line} has a band without `{own}`", band.path),
            };
            reading.usage_error(band.offset, message, "give each band a limit of its own");
        }
        let mut share = |key: &str| reading.text(&band.get(key)?, parse_share);
        let (bonus, malus) = (share("bonus"), share("malus"));
        if band.has("bonus") && band.has("malus") {
            let message = format!("{}: it has both a bonus and a malus", band.path);
            reading.usage_error(band.offset, message, "leave one of them out");
        }
        let signed = |share: Option<u32>| i32::try_from(share.unwrap_or(0)).unwrap_or(i32::MAX);
        bands.push(Band {
            limit,
            bonus: signed(bonus) - signed(malus),
        });
    }
    if let [Band { limit: None, .. }] = bands[..] {
        let message = format!("{}: the only band has no `{own}`", place.path);
        reading.usage_error(place.offset, message, "add the band that it is the rest of");
    }
    // The best band first, and the band without a limit last.
    bands.sort_by_key(|band| (band.limit.is_none(), band.limit));
    if !measure.is_less_better() {
        let limits = bands.iter().filter(|band| band.limit.is_some()).count();
        bands[..limits].reverse();
    }
    bands
}

fn exclusions(reading: &mut SettingsReading<'_>, table: &SettingPlace<'_>) -> Vec<Exclusion> {
    let Some(place) = table.get("leave_out") else {
        return Vec::new();
    };
    let mut exclusions = Vec::new();
    for part in reading.tables(&place) {
        reading.only(&part, &LEAVE_OUT);
        if !LEAVE_OUT[..3].iter().any(|key| part.has(key)) {
            reading.usage_error(
                part.offset,
                format!("{}: it does not say what is left out", part.path),
                "add days, hours or queue; what fits all of them is left out",
            );
            continue;
        }
        let days = part.get("days").map(|place| days(reading, &place));
        let hours = part.get("hours").map(|place| {
            let errors = reading.usage_errors.len();
            let intervals = hours::intervals(reading, &place);
            if intervals.is_empty() && reading.usage_errors.len() == errors {
                let message = format!("{}: it has no hours", place.path);
                reading.usage_error(place.offset, message, "write them as \"22:00-6:00\"");
            }
            intervals
        });
        let queues = part.get("queue").map(|place| {
            if place.items().is_empty() {
                let message = format!("{}: it names no queue", place.path);
                reading.usage_error(place.offset, message, "name one, or leave `queue` out");
            }
            named::list(reading, &place)
        });
        let why = part.get("why").and_then(|place| {
            reading.text(&place, |name, text| match text.trim() {
                "" => Err(option_error(
                    name,
                    "it is empty",
                    "leave it out, or say why",
                )),
                text => Ok(text.to_owned()),
            })
        });
        exclusions.push(Exclusion {
            days: days.unwrap_or_default(),
            hours: hours.unwrap_or_default(),
            queues: queues.unwrap_or_default(),
            why,
        });
    }
    exclusions
}

fn days(reading: &mut SettingsReading<'_>, place: &SettingPlace<'_>) -> Vec<ExcludedDays> {
    if place.items().is_empty() {
        let message = format!("{}: it has no days", place.path);
        reading.usage_error(
            place.offset,
            message,
            "name some, as \"2026-10-28\" or \"sat-sun\"",
        );
    }
    let items = place.items().into_iter();
    items
        .filter_map(|item| reading.text(&item, parse_days))
        .collect()
}

/// Days as `2026-10-05`, `2026-10-05..2026-10-07`, `sat` or `sat-sun`.
fn parse_days(place: &str, text: &str) -> Result<ExcludedDays, UsageError> {
    let text = text.trim();
    if let Some((first, last)) = hours::weekday_range(text) {
        return Ok(ExcludedDays::Weekdays { first, last });
    }
    let date = |text: &str| {
        let date = parse_date(place, text.trim());
        date.map(Day::from_date).map_err(|_| {
            option_error(
                place,
                format!("`{text}` is no day"),
                "write a date as 2026-10-05, several as 2026-10-05..2026-10-07, or weekdays as sat-sun",
            )
        })
    };
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (date(first)?, date(last)?);
    if last < first {
        return Err(option_error(
            place,
            format!("`{text}` ends before it begins"),
            "write the earlier day first",
        ));
    }
    Ok(ExcludedDays::Dates { first, last })
}

/// The contracts as the file and the manifest spell them.
pub(super) fn write(named_settings: &NamedSettings) -> Option<Value> {
    let contracts: Vec<Value> = named_settings.contracts.iter().map(spell).collect();
    (!contracts.is_empty()).then_some(Value::Array(contracts))
}

fn spell(contract: &Contract) -> Value {
    let Contract {
        name,
        queues,
        measure,
        formula,
        threshold,
        short_abandon,
        target,
        period,
        bands,
        leave_out,
    } = contract;
    let length = |length: &Option<Duration>| length.map(|length| json!(seconds(length)));
    let bands = bands.iter().map(|band| spell_band(band, *measure));
    let leave_out = leave_out.iter().map(spell_exclusion);
    let values = [
        Some(json!(name)),
        queues.as_deref().map(spell_names),
        Some(json!(measure.name())),
        formula.map(|formula| json!(formula.name())),
        length(threshold),
        length(short_abandon),
        Some(spell_bound(*target)),
        Some(json!(period.name())),
        several(bands.collect()),
        several(leave_out.collect()),
    ];
    table(&KEYS, values)
}

fn spell_band(band: &Band, measure: ContractMeasure) -> Value {
    let limit = band.limit.map(spell_bound);
    let percent = |bonus: i32| spell_bound(Bound::Share(bonus.unsigned_abs()));
    let (from, to) = if measure.is_less_better() {
        (None, limit)
    } else {
        (limit, None)
    };
    let values = [
        from,
        to,
        (band.bonus > 0).then(|| percent(band.bonus)),
        (band.bonus < 0).then(|| percent(band.bonus)),
    ];
    table(&BAND, values)
}

fn spell_exclusion(exclusion: &Exclusion) -> Value {
    let texts = |texts: Vec<String>| several(texts.into_iter().map(Value::String).collect());
    let values = [
        texts(exclusion.days.iter().map(ToString::to_string).collect()),
        texts(exclusion.hours.iter().map(ToString::to_string).collect()),
        (!exclusion.queues.is_empty()).then(|| spell_names(&exclusion.queues)),
        exclusion.why.as_ref().map(|why| json!(why)),
    ];
    table(&LEAVE_OUT, values)
}

fn spell_names(names: &[Named]) -> Value {
    names.iter().map(Named::to_json).collect()
}

fn spell_bound(bound: Bound) -> Value {
    match bound {
        Bound::Share(_) => json!(bound.to_string()),
        Bound::Length(length) => json!(seconds(length)),
    }
}

fn several(values: Vec<Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Array(values))
}

fn table<const N: usize>(keys: &[&str; N], values: [Option<Value>; N]) -> Value {
    let entries = keys.iter().zip(values);
    let entries = entries.filter_map(|(key, value)| Some(((*key).to_owned(), value?)));
    Value::Object(entries.collect::<Map<_, _>>())
}
