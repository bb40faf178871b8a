//! A dump that is written in another way is the same dump: spelling of names, boxes, ids as text, the order of keys,
//! wrappers, splitting and packing change no figure.

use proptest::prelude::*;
use serde_json::json;

use crate::harness::dumps::{gzip, zip, zstd};
use crate::harness::scenario::Scenario;
use crate::harness::world::World;
use crate::laws::config;

#[path = "../fuzz/targets/rewriting.rs"]
mod rewriting;

use rewriting::{Histories, Names, Packing, Records, Style, Told, Values};

/// A month in small: answered, missed, forwarded, abandoned, never routed.
fn sessions() -> Vec<Told> {
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
            .session_ended(90, "GuestLeft")
            .activity(json!({
                "activityId": 7, "time": "2026-10-05T10:00:40+02:00", "type": "SharedFile",
                "client": "Guest", "userId": null,
                "file": {"id": 3, "name": "a.PDF", "downloadUrl": "https://app.example.cz/f/3"},
            })),
        Scenario::new()
            .channel("Phone")
            .recording(json!({
                "id": 1, "name": "r.opus", "started": "2026-10-05T10:00:05+02:00", "duration": "PT12S",
                "type": "Operator", "userId": 11, "downloadUrl": "https://app.example.cz/r/1",
                "isUploading": false, "isDeleted": false,
            }))
            .recording(json!({
                "id": 2, "name": null, "started": null, "duration": null, "type": "Other",
                "downloadUrl": "", "isUploading": true, "isDeleted": null,
            }))
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
        .map(|scenario| (scenario.session(), scenario.history()))
        .collect()
}

fn style() -> impl Strategy<Value = Style> {
    (
        prop::sample::select(Names::ALL),
        prop::sample::select(Values::ALL),
        any::<bool>(),
        prop::sample::select(Records::ALL),
        any::<bool>(),
        prop::sample::select(Histories::ALL),
        prop::sample::select(Packing::ALL),
    )
        .prop_map(
            |(names, values, is_reversed, records, is_split, histories, packing)| Style {
                names,
                values,
                is_reversed,
                records,
                is_split,
                histories,
                packing,
            },
        )
}

/// A world with the dump.
fn world(style: Style) -> World {
    let mut world = World::new();
    for (number, file) in style.files(&sessions()).iter().enumerate() {
        let content = &file.content;
        let packed = match style.packing {
            Packing::Plain => content.clone().into_bytes(),
            Packing::Gzip => gzip(content),
            Packing::Zstd => zstd(content),
            Packing::Zip => zip(&[(file.name(), content.as_bytes())]),
        };
        world = world.with(&style.packed_path(&file.path, number), packed);
    }
    world
}

const TABLES: [&str; 5] = [
    "sessions",
    "session_operators",
    "queue_visits",
    "offers",
    "states",
];

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn no_figure_depends_on_how_a_dump_is_written(style in style()) {
        let (plain, world) = (world(Style::PLAIN), world(style));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (expected, found) = (plain.downloads(&[]), world.downloads(&[]));
        let lists = [&expected, &found].map(|run| text(run.file("downloads.csv")));
        prop_assert_eq!(lists[0].lines().count(), 4);
        prop_assert_eq!(&lists[0], &lists[1], "{:?}", found.problems());
        let (expected, found) = (plain.facts(&[]), world.facts(&[]));
        found.check_balance();
        for table in TABLES {
            let file = format!("{table}.csv");
            prop_assert_eq!(text(expected.file(&file)), text(found.file(&file)), "{}, {:?}", table, found.problems());
        }
    }
}
