//! `[hours]`: opening hours and holidays, by default and by queue.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use toml::de::DeValue;

use super::super::parse::{UsageError, option_error, parse_date};
use super::value::{SettingPlace, SettingsReading};
use crate::calendar::{Country, HoursSettings, OpenHours, PartialHours, WEEKDAYS, Week};
use crate::model::{Id, Named};
use crate::settings::NamedSettings;
use crate::text::nearest::nearest;
use crate::time::zone::Day;

/// The keys of hours; weekdays may also stand for several, as `mon-fri`.
pub(super) const PARTS: [&str; 10] = {
    let [mon, tue, wed, thu, fri, sat, sun] = WEEKDAYS;
    let [holidays, country] = KEYS;
    [mon, tue, wed, thu, fri, sat, sun, holidays, country, QUEUES]
};

const KEYS: [&str; 2] = ["holidays", "country"];
const QUEUES: &str = "queues";

/// Reads the hours. Each error is noted, and the value with the error is left out.
pub(super) fn read(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
    named_settings: &mut NamedSettings,
) {
    let default = hours(reading, place, true);
    let mut queues = Vec::new();
    let mut has_week = default.week.is_some();
    if let Some(of_queues) = place.get(QUEUES) {
        for (name, queue) in entries(reading, &of_queues) {
            let of_queue = hours(reading, &queue, false);
            has_week |= of_queue.week.is_some();
            if default.week.is_none() {
                refuse_without_weekdays(reading, &queue, &of_queue);
            }
            let named = match name.parse().ok().and_then(Id::new) {
                Some(id) => Named::Id(id),
                None => Named::Name(name),
            };
            queues.push((named, of_queue));
        }
    }
    if !has_week {
        refuse_without_weekdays(reading, place, &default);
    }
    // The order of queues in a file or a manifest has no meaning.
    queues.sort_by(|(one, _), (other, _)| one.cmp(other));
    named_settings.hours = HoursSettings { default, queues };
}

/// Notes an error if the hours have holidays but no weekday, because then nothing is ever open or closed by them.
fn refuse_without_weekdays(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
    hours: &PartialHours,
) {
    let has_holidays = hours.country.is_some() || hours.days.is_some();
    if hours.week.is_none() && has_holidays {
        reading.usage_error(
            place.offset,
            format!(
                "{}: no weekday has hours, so its holidays change nothing",
                place.path
            ),
            "write the hours of the weekdays, too, as mon-fri = \"8:00-16:30\"",
        );
    }
}

/// The entries of a table; any other value is noted as an error.
fn entries<'v>(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'v>,
) -> Vec<(String, SettingPlace<'v>)> {
    let Some(table) = place.value.as_table() else {
        reading.usage_error(
            place.offset,
            format!("`{}` is a table", place.path),
            format!("write [{}] above its keys", place.path),
        );
        return Vec::new();
    };
    let entries = table.iter().map(|(key, value)| {
        let name = key.get_ref().to_string();
        let place = SettingPlace {
            path: format!("{}.{name}", place.path),
            offset: value.span().start,
            value: value.get_ref(),
        };
        (name, place)
    });
    entries.collect()
}

fn hours(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
    has_queues: bool,
) -> PartialHours {
    let mut hours = PartialHours::default();
    let mut week: [Option<Vec<OpenHours>>; 7] = Default::default();
    for (key, value) in entries(reading, place) {
        match key.as_str() {
            "holidays" => hours.days = Some(days(reading, &value)),
            "country" => hours.country = reading.text(&value, country),
            QUEUES if has_queues => {}
            _ => {
                let Some(days) = weekdays(&key) else {
                    let at = offset_of(place, &key).unwrap_or(value.offset);
                    reading.usage_error(at, unknown(&value.path), hint(&key, has_queues));
                    continue;
                };
                let intervals = intervals(reading, &value);
                for day in days {
                    if week[day].replace(intervals.clone()).is_some() {
                        reading.usage_error(
                            value.offset,
                            format!("{}: {} is in two keys", place.path, WEEKDAYS[day]),
                            "say the hours of a weekday once; several intervals with commas, as \
                             \"8:00-12:00, 13:00-17:00\"",
                        );
                    }
                }
            }
        }
    }
    if week.iter().any(Option::is_some) {
        hours.week = Some(Week(week.map(Option::unwrap_or_default)));
    }
    hours
}

/// The place of a key in a table.
fn offset_of(place: &SettingPlace<'_>, key: &str) -> Option<usize> {
    let mut keys = place.value.as_table()?.iter().map(|(known, _)| known);
    let known = keys.find(|known| known.get_ref() == key)?;
    Some(known.span().start)
}

fn unknown(path: &str) -> String {
    format!("there is no key `{path}`")
}

fn hint(key: &str, has_queues: bool) -> String {
    let queues = has_queues.then_some(QUEUES);
    let known = KEYS.into_iter().chain(WEEKDAYS).chain(queues);
    match nearest(key, known) {
        Some(near) => format!("did you mean {near}? Weekdays are as mon, mon-fri or sat-sun"),
        None => "there are holidays, country and weekdays, as mon, mon-fri or sat-sun".to_owned(),
    }
}

/// The first and the last weekday of `mon`, `mon-fri` or `sat-mon`, counted from Monday, which is 0.
pub(super) fn weekday_range(key: &str) -> Option<(usize, usize)> {
    let place = |name: &str| WEEKDAYS.iter().position(|weekday| *weekday == name);
    Some(match key.split_once('-') {
        Some((first, last)) => (place(first)?, place(last)?),
        None => (place(key)?, place(key)?),
    })
}

/// The weekdays that `mon`, `mon-fri` or `sat-mon` names, counted from Monday.
fn weekdays(key: &str) -> Option<Vec<usize>> {
    let (first, last) = weekday_range(key)?;
    let count = (last + 7 - first) % 7 + 1;
    Some((first..first + count).map(|day| day % 7).collect())
}

fn country(name: &str, text: &str) -> Result<Country, UsageError> {
    Country::from_code(text.trim()).ok_or_else(|| {
        let all: Vec<&str> = Country::ALL.iter().map(|country| country.code()).collect();
        option_error(
            name,
            format!("the public holidays of `{text}` are not known"),
            format!(
                "there are those of {}; list others under holidays",
                all.join(", ")
            ),
        )
    })
}

fn days(reading: &mut SettingsReading<'_>, place: &SettingPlace<'_>) -> BTreeSet<Day> {
    let places = place.items().into_iter();
    let days = places.filter_map(|place| reading.text(&place, parse_date));
    days.map(Day::from_date).collect()
}

/// The intervals in `8:00-12:00, 13:00-17:00` or in a list of such texts. An empty text has none.
pub(super) fn intervals(
    reading: &mut SettingsReading<'_>,
    place: &SettingPlace<'_>,
) -> Vec<OpenHours> {
    let parse = |name: &str, text: &str| {
        let parts = text.split(',').filter(|part| !part.trim().is_empty());
        parts.map(|part| interval(name, part)).collect()
    };
    let found: Vec<Vec<OpenHours>> = match place.value {
        DeValue::Array(values) => {
            let places = values.iter().map(|value| SettingPlace {
                path: place.path.clone(),
                offset: value.span().start,
                value: value.get_ref(),
            });
            places
                .filter_map(|place| reading.text(&place, parse))
                .collect()
        }
        _ => reading.text(place, parse).into_iter().collect(),
    };
    let mut intervals = found.concat();
    intervals.sort_unstable();
    intervals
}

fn interval(name: &str, text: &str) -> Result<OpenHours, UsageError> {
    let parsed = text.split_once('-').and_then(|(from, until)| {
        let (from, until) = (clock(from)?, clock(until)?);
        // The interval ends on the next day.
        let until = if until < from { until + 86_400 } else { until };
        (from < until && from < 86_400).then_some(OpenHours { from, until })
    });
    parsed.ok_or_else(|| {
        option_error(name, format!("`{}` is no interval of hours", text.trim()),
            "write two times, as 8:00-16:30; 22:00-6:00 goes on past midnight, 0:00-24:00 is all day",
        )
    })
}

/// Seconds from midnight to a time such as `8:00`, `16:30` or `24:00`.
fn clock(text: &str) -> Option<i32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hours) || !is_number(minutes) || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let is_time = minutes < 60 && (hours < 24 || (hours == 24 && minutes == 0));
    is_time.then_some(hours * 3600 + minutes * 60)
}

/// The hours in the form that the file and the manifest have.
pub(super) fn write(named_settings: &NamedSettings) -> Option<Value> {
    let HoursSettings { default, queues } = &named_settings.hours;
    let mut all = spell(default);
    if !queues.is_empty() {
        let queues = queues.iter().map(|(queue, hours)| {
            let name = match queue {
                Named::Id(id) => id.to_string(),
                Named::Name(name) => name.clone(),
            };
            (name, Value::Object(spell(hours)))
        });
        all.insert(QUEUES.to_owned(), Value::Object(queues.collect()));
    }
    (!all.is_empty()).then_some(Value::Object(all))
}

fn spell(hours: &PartialHours) -> Map<String, Value> {
    let mut spelled = Map::new();
    if let Some(Week(week)) = &hours.week {
        for (day, intervals) in WEEKDAYS.iter().zip(week) {
            let intervals: Vec<String> = intervals.iter().map(ToString::to_string).collect();
            spelled.insert((*day).to_owned(), json!(intervals.join(", ")));
        }
    }
    if let Some(days) = &hours.days {
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        spelled.insert("holidays".to_owned(), json!(days));
    }
    if let Some(country) = hours.country {
        spelled.insert("country".to_owned(), json!(country.code()));
    }
    spelled
}
