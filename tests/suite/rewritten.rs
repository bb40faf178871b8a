//! A dump in other writings is the same dump: names, boxes, ids as text, the order of keys, wrappers, splitting and
//! packing change no figure.

use proptest::prelude::*;
use serde_json::Value;

use crate::harness::dumps::{gzip, zip, zstd};
use crate::harness::scenario::Scenario;
use crate::harness::world::World;
use crate::laws::config;

/// A month in small: answered, missed, forwarded, abandoned, never routed.
fn sessions() -> Vec<Scenario> {
    let scenarios = [
        Scenario::new()
            .queued("Podpora", 0)
            .offered("Jana", 5)
            .missed("Jana", 20)
            .offered("Petr", 21)
            .accepted("Petr", 31)
            .started(31)
            .joined("Petr", 31)
            .left(90)
            .concluded(100)
            .ended(90)
            .length(59)
            .waited(31)
            .session_ended(90, "GuestLeft"),
        Scenario::new()
            .channel("Phone")
            .source("IncomingCall")
            .queued("Prodej", 0)
            .ended(12)
            .waited(12)
            .guest_left("LeftQueue"),
        Scenario::new()
            .source("OutgoingCall")
            .field("isDirectChat", true)
            .field("companyId", 3)
            .queued("Podpora", 1)
            .offered("Jana", 2)
            .accepted("Jana", 3)
            .forwarded_to_group("Jana", "Prodej", 50)
            .joined("Jana", 3)
            .left(50),
        Scenario::new()
            .field("guestFeedbackStars", 4)
            .with_chatbot(),
    ];
    (1001..)
        .zip(scenarios)
        .map(|(id, scenario)| scenario.id(id))
        .collect()
}

#[derive(Clone, Copy, Debug)]
enum Names {
    Camel,
    Pascal,
    Lower,
    Upper,
    Snake,
    Kebab,
}

#[derive(Clone, Copy, Debug)]
enum Values {
    Plain,
    Boxed,
    Text,
    Padded,
    Mongo,
    Valued,
}

#[derive(Clone, Copy, Debug)]
enum Records {
    Page,
    Lines,
    Data,
    Results,
    Nested,
    Items,
    ById,
    Text,
    References,
    BehindHead,
}

#[derive(Clone, Copy, Debug)]
enum Histories {
    Inside,
    Beside,
    Wrapped,
    Timeline,
    Map,
    Rows,
    Files,
    DatedFiles,
    Counted,
}

#[derive(Clone, Copy, Debug)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
    Zip,
}

/// How a dump is written.
#[derive(Clone, Copy, Debug)]
struct Style {
    names: Names,
    values: Values,
    is_reversed: bool,
    records: Records,
    histories: Histories,
    packing: Packing,
}

fn style() -> impl Strategy<Value = Style> {
    let names = prop::sample::select(vec![
        Names::Camel,
        Names::Pascal,
        Names::Lower,
        Names::Upper,
        Names::Snake,
        Names::Kebab,
    ]);
    let values = prop::sample::select(vec![
        Values::Plain,
        Values::Boxed,
        Values::Text,
        Values::Padded,
        Values::Mongo,
        Values::Valued,
    ]);
    let records = prop::sample::select(vec![
        Records::Page,
        Records::Lines,
        Records::Data,
        Records::Results,
        Records::Nested,
        Records::Items,
        Records::ById,
        Records::Text,
        Records::References,
        Records::BehindHead,
    ]);
    let histories = prop::sample::select(vec![
        Histories::Inside,
        Histories::Beside,
        Histories::Wrapped,
        Histories::Timeline,
        Histories::Map,
        Histories::Rows,
        Histories::Files,
        Histories::DatedFiles,
        Histories::Counted,
    ]);
    let packing = prop::sample::select(vec![
        Packing::Plain,
        Packing::Gzip,
        Packing::Zstd,
        Packing::Zip,
    ]);
    (names, values, any::<bool>(), records, histories, packing).prop_map(
        |(names, values, is_reversed, records, histories, packing)| Style {
            names,
            values,
            is_reversed,
            records,
            histories,
            packing,
        },
    )
}

impl Style {
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

    /// A world with the dump.
    fn world(self) -> World {
        let mut world = World::new();
        let mut records = Vec::new();
        let (mut apart, mut rows) = (Vec::new(), Vec::new());
        for scenario in sessions() {
            let session = scenario.session();
            let id = session["id"].clone();
            let history = scenario.history();
            let written = self.json(&history);
            let with_name = |name: &str, value: &str| {
                let session = self.json(&session);
                let name = self.name(name);
                format!("{},\"{name}\":{value}}}", &session[..session.len() - 1])
            };
            let record = match self.histories {
                Histories::Inside => with_name("routingHistory", &written),
                Histories::Counted => {
                    let count = history.as_array().map_or(0, Vec::len);
                    with_name(
                        "routingHistory",
                        &format!("{{\"value\":{written},\"Count\":{count}}}"),
                    )
                }
                Histories::Beside if !history.as_array().is_none_or(Vec::is_empty) => {
                    format!(
                        "{{\"detail\":{},\"events\":{written}}}",
                        self.json(&session)
                    )
                }
                _ => self.json(&session),
            };
            records.push((id.clone(), record));
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
                Histories::Files => {
                    world = self.put(world, &format!("routing/{id}.json"), &written);
                }
                Histories::DatedFiles => {
                    world = self.put(world, &format!("h-{id}-20261101T0600.json"), &written);
                }
                Histories::Inside | Histories::Beside | Histories::Counted => {}
            }
        }
        if !apart.is_empty() {
            world = self.put(world, "histories.ndjson", &apart.join("\n"));
        }
        if !rows.is_empty() {
            world = self.put(world, "rows_20261001-20261031.ndjson", &rows.join("\n"));
        }
        let all: Vec<&str> = records.iter().map(|(_, record)| &**record).collect();
        let all = all.join(",");
        let each = |write: &dyn Fn(&Value, &str) -> String, by: &str| {
            let written = records.iter().map(|(id, record)| write(id, record));
            written.collect::<Vec<_>>().join(by)
        };
        let content = match self.records {
            Records::Page => format!("[{all}]"),
            Records::Lines => each(&|_, record| record.to_owned(), "\n"),
            // A pair in the array is nothing that is recognised, so that an envelope of pairs with `id` and
            // `created` would be a session.
            Records::Data if matches!(self.histories, Histories::Beside) => {
                format!("{{\"took\":3,\"data\":[{all}]}}")
            }
            Records::Data => format!("{{\"id\":7,\"created\":\"x\",\"data\":[{all}]}}"),
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
        };
        self.put(world, "sessions.json", &content)
    }

    fn put(self, world: World, path: &str, content: &str) -> World {
        match self.packing {
            Packing::Plain => world.with(path, content),
            Packing::Gzip => world.with(&format!("{path}.gz"), gzip(content)),
            Packing::Zstd => world.with(&format!("{path}.zst"), zstd(content)),
            Packing::Zip => {
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
                let archive = zip(&[(name, content.as_bytes())]);
                let stem: String = name.chars().filter(char::is_ascii_alphabetic).collect();
                let number = path.len() + content.len();
                let place = format!("{folder}/{stem}{number}.zip");
                world.with(place.trim_start_matches('/'), archive)
            }
        }
    }
}

const TABLES: [&str; 4] = ["sessions", "session_operators", "queue_visits", "offers"];

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn no_figure_depends_on_how_a_dump_is_written(style in style()) {
        let plain = Style {
            names: Names::Camel,
            values: Values::Plain,
            is_reversed: false,
            records: Records::Page,
            histories: Histories::Inside,
            packing: Packing::Plain,
        };
        let (expected, found) = (plain.world().facts(&[]), style.world().facts(&[]));
        found.check_balance();
        for table in TABLES {
            let file = format!("{table}.csv");
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            // A history without an event says nothing by itself, and is one inside of something.
            prop_assert_eq!(text(expected.file(&file)), text(found.file(&file)), "{}, {:?}", table, found.problems());
        }
    }
}
