//! Writes the same sessions in other ways: spelling of names, boxes, ids as text, the order of keys, wrappers,
//! splitting and packing.
//!
//! A test of the suite rewrites a small month with it; the target `dump` rewrites sessions that are made from bytes.

use serde_json::Value;

/// An enumeration, and the list of its values.
macro_rules! choices {
    ($name:ident: $($choice:ident),+) => {
        #[derive(Clone, Copy, Debug)]
        pub(super) enum $name {
            $($choice),+
        }

        impl $name {
            pub(super) const ALL: &[Self] = &[$(Self::$choice),+];
        }
    };
}

choices!(Names: Camel, Pascal, Lower, Upper, Snake, Kebab);
choices!(Values: Plain, Boxed, Text, Padded, Mongo, Valued);
choices!(Records: Page, Lines, Data, DataItems, Results, Nested, Items, ById, Text, References, BehindHead);
choices!(Histories: Inside, Beside, Wrapped, Timeline, Map, Rows, Files, DatedFiles, Counted);
choices!(Packing: Plain, Gzip, Zstd, Zip);

/// A way of writing a dump.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) names: Names,
    pub(super) values: Values,
    pub(super) is_reversed: bool,
    pub(super) records: Records,
    /// Whether each session has a file of its own.
    pub(super) is_split: bool,
    pub(super) histories: Histories,
    pub(super) packing: Packing,
}

/// A file of a dump, not yet packed.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) path: String,
    pub(super) content: String,
}

impl Text {
    /// The name of the file in its folder.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// A session, and the array of its events.
pub(super) type Told = (Value, Value);

impl Style {
    /// The style of the API itself.
    pub(super) const PLAIN: Self = Self {
        names: Names::Camel,
        values: Values::Plain,
        is_reversed: false,
        records: Records::Page,
        is_split: false,
        histories: Histories::Inside,
        packing: Packing::Plain,
    };

    fn name(self, name: &str) -> String {
        let parted = |by: char| {
            let letters = name.chars().flat_map(|letter| {
                let is_upper = letter.is_ascii_uppercase();
                let mark = is_upper.then_some(by);
                mark.into_iter().chain([letter.to_ascii_lowercase()])
            });
            letters.collect()
        };
        match self.names {
            Names::Camel => name.to_owned(),
            Names::Pascal => name[..1].to_uppercase() + &name[1..],
            Names::Lower => name.to_lowercase(),
            Names::Upper => name.to_uppercase(),
            Names::Snake => parted('_'),
            Names::Kebab => parted('-'),
        }
    }

    /// A record as JSON.
    fn json(self, value: &Value) -> String {
        match value {
            Value::Object(members) => {
                let mut written: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("\"{}\":{}", self.name(name), self.json(value)))
                    .collect();
                if self.is_reversed {
                    written.reverse();
                }
                format!("{{{}}}", written.join(","))
            }
            Value::Array(elements) => {
                let elements: Vec<String> =
                    elements.iter().map(|element| self.json(element)).collect();
                format!("[{}]", elements.join(","))
            }
            scalar => self.scalar(scalar),
        }
    }

    fn scalar(self, value: &Value) -> String {
        let is_time = |text: &str| text.len() > 18 && text.as_bytes()[10] == b'T';
        match (self.values, value) {
            (Values::Boxed, value) => format!("[{value}]"),
            (Values::Text, Value::Number(_) | Value::Bool(_)) => format!("\"{value}\""),
            (Values::Padded, Value::Number(_)) => format!("\" {value} \""),
            (Values::Padded, Value::String(text)) if is_time(text) => format!("\"{text}  \""),
            (Values::Mongo, Value::Number(_)) => format!("{{\"$numberLong\":\"{value}\"}}"),
            (Values::Mongo, Value::String(text)) if is_time(text) => {
                format!("{{\"$date\":\"{text}\"}}")
            }
            (Values::Valued, Value::String(text)) if is_time(text) => {
                format!("{{\"value\":\"{text}\",\"DisplayHint\":2}}")
            }
            (_, value) => value.to_string(),
        }
    }

    /// The files of a dump, not yet packed.
    pub(super) fn files(self, sessions: &[Told]) -> Vec<Text> {
        let mut files = Vec::new();
        let mut put = |path: String, content: String| files.push(Text { path, content });
        let mut records = Vec::new();
        let (mut apart, mut rows) = (Vec::new(), Vec::new());
        for (session, history) in sessions {
            let id = &session["id"];
            records.push((id, self.record(session, history)));
            let written = self.json(history);
            match self.histories {
                Histories::Wrapped => {
                    apart.push(format!(
                        "{{\"sessionId\":{id},\"routingHistory\":{written}}}"
                    ));
                }
                Histories::Timeline => {
                    apart.push(format!("{{\"ID\":\"{id}\",\"timeline\":{written}}}"));
                }
                Histories::Map => apart.push(format!("{{\"{id}\":{written}}}")),
                Histories::Rows => {
                    for event in history.as_array().into_iter().flatten() {
                        let event = self.json(event);
                        let own = self.name("sessionId");
                        let end = event.len() - 1;
                        rows.push(format!("{},\"{own}\":{id}}}", &event[..end]));
                    }
                }
                Histories::Files => put(format!("routing/{id}.json"), written),
                Histories::DatedFiles => put(format!("h-{id}-20261101T0600.json"), written),
                Histories::Inside | Histories::Beside | Histories::Counted => {}
            }
        }
        if !apart.is_empty() {
            put("histories.ndjson".to_owned(), apart.join("\n"));
        }
        if !rows.is_empty() {
            put("rows_20261001-20261031.ndjson".to_owned(), rows.join("\n"));
        }
        if self.is_split {
            for (number, record) in records.iter().enumerate() {
                let content = self.page(std::slice::from_ref(record));
                put(format!("sessions-{number}.json"), content);
            }
        } else {
            put("sessions.json".to_owned(), self.page(&records));
        }
        files
    }

    /// A session, with its history if the style puts it inside.
    fn record(self, session: &Value, history: &Value) -> String {
        let session = self.json(session);
        let written = self.json(history);
        let count = history.as_array().map_or(0, Vec::len);
        let with_history = |value: &str| {
            let name = self.name("routingHistory");
            format!("{},\"{name}\":{value}}}", &session[..session.len() - 1])
        };
        match self.histories {
            Histories::Inside => with_history(&written),
            Histories::Counted => {
                with_history(&format!("{{\"value\":{written},\"Count\":{count}}}"))
            }
            // An empty array is only recognised as a history inside another object.
            Histories::Beside if count > 0 => {
                format!("{{\"detail\":{session},\"events\":{written}}}")
            }
            _ => session,
        }
    }

    /// The text of a file with these records and their ids.
    fn page(self, records: &[(&Value, String)]) -> String {
        let all: Vec<&str> = records.iter().map(|(_, record)| &**record).collect();
        let all = all.join(",");
        let each = |write: &dyn Fn(&Value, &str) -> String, by: &str| {
            let written = records.iter().map(|(id, record)| write(id, record));
            written.collect::<Vec<_>>().join(by)
        };
        match self.records {
            Records::Page => format!("[{all}]"),
            Records::Lines => each(&|_, record| record.to_owned(), "\n"),
            // With `id` and `created` beside them, these pairs would not be in an envelope, but in a session.
            Records::Data if matches!(self.histories, Histories::Beside) => {
                format!("{{\"data\":[{all}]}}")
            }
            Records::Data => format!("{{\"id\":7,\"created\":\"x\",\"data\":[{all}]}}"),
            Records::DataItems => format!("{{\"data\":{{\"items\":[{all}],\"total\":4}}}}"),
            Records::Results => format!("{{\"took\":3,\"results\":[\"OK\",{all}]}}"),
            Records::Nested => {
                let hits = each(
                    &|id, record| format!("{{\"_id\":\"{id}\",\"_source\":{record}}}"),
                    ",",
                );
                format!("{{\"hits\":{{\"total\":{{\"value\":4}},\"hits\":[{hits}]}}}}")
            }
            Records::Items => format!(
                "[{}]",
                each(&|_, record| format!("{{\"json\":{record}}}"), ",")
            ),
            Records::ById => format!(
                "{{{}}}",
                each(&|id, record| format!("\"{id}\":{record}"), ",")
            ),
            Records::Text => each(&|_, record| Value::from(record).to_string(), "\n"),
            Records::References => format!("{{\"$id\":\"1\",\"$values\":[{all}]}}"),
            Records::BehindHead => format!("HTTP/1.1 200 OK\r\nx: y\r\n\r\n  [{all}]"),
        }
    }

    /// The path of a file when it is packed; its number keeps the paths of zip archives apart.
    pub(super) fn packed_path(self, path: &str, number: usize) -> String {
        match self.packing {
            Packing::Plain => path.to_owned(),
            Packing::Gzip => format!("{path}.gz"),
            Packing::Zstd => format!("{path}.zst"),
            Packing::Zip => {
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
                let stem: String = name.chars().filter(char::is_ascii_alphabetic).collect();
                let place = format!("{folder}/{stem}{number}.zip");
                place.trim_start_matches('/').to_owned()
            }
        }
    }
}
