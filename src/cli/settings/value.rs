//! Reads values of a settings file. Each has its place, for errors.

use toml::de::DeValue;

use super::super::parse::UsageError;
use super::place::{Placed, SettingsText};
use crate::model::{Id, Named};
use crate::text::nearest::nearest;

/// A value of the file with its name and place.
#[derive(Clone, Debug)]
pub(super) struct SettingPlace<'a> {
    /// The path in the file, as `sla.rules[2].queue`.
    pub(super) path: String,
    pub(super) offset: usize,
    pub(super) value: &'a DeValue<'a>,
}

impl<'a> SettingPlace<'a> {
    /// The value under a key; `None` if this is no table with the key.
    pub(super) fn get(&self, key: &str) -> Option<SettingPlace<'a>> {
        let value = self.value.as_table()?.get(key)?;
        Some(SettingPlace {
            path: format!("{}.{key}", self.path),
            offset: value.span().start,
            value: value.get_ref(),
        })
    }

    /// The values of a list; a value that is no list counts as a list of one.
    pub(super) fn items(&self) -> Vec<SettingPlace<'a>> {
        let Some(values) = self.value.as_array() else {
            return vec![self.clone()];
        };
        let values = values.iter().enumerate();
        values
            .map(|(number, value)| SettingPlace {
                path: format!("{}[{}]", self.path, number + 1),
                offset: value.span().start,
                value: value.get_ref(),
            })
            .collect()
    }

    /// Whether this is a table with the key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }
}

/// A file that is being read.
#[derive(Debug)]
pub(super) struct SettingsReading<'a> {
    source: SettingsText<'a>,
    pub(super) usage_errors: Vec<Placed>,
}

impl<'a> SettingsReading<'a> {
    pub(super) const fn new(source: SettingsText<'a>) -> Self {
        Self {
            source,
            usage_errors: Vec::new(),
        }
    }

    /// Notes an error.
    pub(super) fn usage_error(
        &mut self,
        offset: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.usage_errors.push(Placed {
            offset,
            message: message.into(),
            hint: hint.into(),
        });
    }

    /// The number of the line with a place; the first is 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.source.line_and_column(offset).0
    }

    /// The value as text, parsed by `parse`, whose first argument is the path. `None` if it is wrong, which is noted.
    pub(super) fn text<T>(
        &mut self,
        place: &SettingPlace<'_>,
        parse: impl FnOnce(&str, &str) -> Result<T, UsageError>,
    ) -> Option<T> {
        let text = match place.value {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Datetime(timestamp) => timestamp.to_string(),
            DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
                self.usage_error(
                    place.offset,
                    format!("{}: it is no {}", place.path, place.value.type_str()),
                    "write a text in \"quotes\", or a number",
                );
                return None;
            }
        };
        match parse(&place.path, &text) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.usage_error(place.offset, wrong.text(), wrong.hint);
                None
            }
        }
    }

    /// A queue, operator or campaign, given by id or name.
    pub(super) fn named(&mut self, place: &SettingPlace<'_>) -> Option<Named> {
        let named = match place.value {
            DeValue::Integer(number) => {
                let id = number.to_string().parse().ok().and_then(Id::new);
                id.map(Named::Id)
            }
            DeValue::String(name) if !name.trim().is_empty() => {
                Some(Named::Name(name.trim().to_owned()))
            }
            _ => None,
        };
        if named.is_none() {
            self.usage_error(
                place.offset,
                format!("{}: it is neither a name nor an id", place.path),
                "write a name in \"quotes\", or the number of an id without",
            );
        }
        named
    }

    /// The tables of an array of tables. Any other value is noted as an error.
    pub(super) fn tables<'v>(&mut self, place: &SettingPlace<'v>) -> Vec<SettingPlace<'v>> {
        let tables: Option<Vec<SettingPlace<'v>>> = place.value.as_array().and_then(|values| {
            let places = values.iter().enumerate().map(|(number, value)| {
                value.get_ref().is_table().then(|| SettingPlace {
                    path: format!("{}[{}]", place.path, number + 1),
                    offset: value.span().start,
                    value: value.get_ref(),
                })
            });
            places.collect()
        });
        tables.unwrap_or_else(|| {
            self.usage_error(
                place.offset,
                format!("{}: it is a list of tables", place.path),
                format!("write [[{}]] above each", place.path),
            );
            Vec::new()
        })
    }

    /// Notes an error for each key of a table that is not among `keys`.
    pub(super) fn only(&mut self, place: &SettingPlace<'_>, keys: &[&str]) {
        let Some(table) = place.value.as_table() else {
            return;
        };
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if keys.contains(&name) {
                continue;
            }
            let all = keys.join(", ");
            let hint = nearest(name, keys.iter().copied()).map_or_else(
                || format!("there are {all}"),
                |near| format!("did you mean {near}?"),
            );
            let message = format!("there is no key `{}.{name}`", place.path);
            self.usage_error(key.span().start, message, hint);
        }
    }
}
