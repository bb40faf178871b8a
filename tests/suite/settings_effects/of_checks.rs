//! Keys of `phasebook check` and `phasebook diff`.

use super::{Effect, effect};
use crate::harness::scenario::Scenario;
use crate::harness::world::World;

/// The faults in the dump of [`unfit`], by the key that allows each of them.
const FAULTS: [(&str, &str); 9] = [
    ("check.max_missing_days", "9"),
    ("check.max_full_pages", "1"),
    ("check.max_lost", "\"90%\""),
    ("check.max_without_history", "1"),
    ("check.max_without_session", "0.9"),
    ("check.max_open", "\"50%\""),
    ("check.max_disorder", "\"50%\""),
    ("check.max_doubt", "\"100%\""),
    ("check.max_fields_lost", "\"50%\""),
];

pub(super) fn effects() -> Vec<Effect> {
    let faults = FAULTS.into_iter().map(|(key, allowed)| {
        let option = key.replace("check.", "--").replace('_', "-");
        effect(key)
            .command(&["check", "dump"])
            .world(unfit)
            .looks(move |_, run| {
                let line = run.stdout.lines().find(|line| line.ends_with(&option));
                line.map_or("nothing", |line| &line[..2]).to_owned()
            })
            .set(&format!("{key} = {allowed}"))
            .changes("NO", "ok")
    });
    let mut all: Vec<Effect> = faults.collect();
    all.push(
        effect("check.max_faq_differences")
            .command(&["check", "dump"])
            .world(unfit)
            .looks(|_, run| {
                let mut lines = run.stdout.lines();
                let line = lines.find(|line| line.ends_with("--max-faq-differences"));
                line.map_or("off", |line| &line[..2]).to_owned()
            })
            .set("check.max_faq_differences = \"0%\"")
            .changes("off", "NO"),
    );
    all.push(
        effect("downloads.host")
            .world(|| {
                let recordings = ["a", "b", "b"]
                    .map(|host| serde_json::json!({"downloadUrl": format!("https://{host}.cz/")}));
                let session = Scenario::new().field("recordings", recordings.to_vec());
                World::of([session])
            })
            .command(&["downloads", "dump", "--curl", "list"])
            .looks(|world, _| {
                let list = std::fs::read_to_string(world.path("list")).unwrap_or_default();
                list.matches("url = ").count().to_string()
            })
            .settings("downloads.host = \"a.cz\"", "downloads.host = \"b.cz\"")
            .changes("1", "2"),
    );
    all.push(
        effect("diff.out")
            .world(two)
            .command(&["diff", "dump", "later"])
            .looks(|world, _| world.path("changes/diff_figures.csv").exists().to_string())
            .set("diff.out = \"changes\"")
            .changes("false", "true"),
    );
    all.push(
        effect("diff.limit")
            .world(two)
            .command(&["diff", "dump", "later"])
            .looks(|_, run| run.stdout.lines().count().to_string())
            .set("diff.limit = 1")
            .changes("41", "20"),
    );
    all
}

/// A dump with every fault: twenty days, one of them without a session, on two full pages.
fn unfit() -> World {
    let on = |day: u32| Scenario::created_at(&format!("2026-10-{day:02}T10:00:00+02:00"));
    let answered = |day: u32| {
        let session = on(day).queued("Podpora", 0).accepted("Jana", 10);
        session.started(10).joined("Jana", 10).left(60).ended(60)
    };
    let mut world = World::new();
    // Two pages of ten sessions, and no other page.
    for page in 0..2 {
        let sessions = (0..10).map(|number: u32| {
            let day = 1 + page * 10 + number;
            let session = match day {
                // Open, without a history, and out of order.
                2 | 12 => on(day).status("WAITING").queued("Podpora", 0),
                3 | 13 => on(day),
                4 => answered(day).ended(3).started(-20),
                // A length that cannot be read.
                5 => answered(day).field("length", "long"),
                // A session of the day before, so that this day has none.
                15 => answered(14),
                _ => answered(day),
            };
            session.id(i64::from(day)).embedded().to_string()
        });
        let sessions: Vec<String> = sessions.collect();
        world = world.with(
            &format!("page-{page}.json"),
            format!("[{}]", sessions.join(",")),
        );
    }
    let alone = answered(9).history().to_string();
    world
        .with(
            "lost.json",
            r#"{"id": "x", "created": 5, "status": "CLOSED"}"#,
        )
        .with("alone-904.json", alone)
}

/// A dump, and a later one in which every session was answered later.
fn two() -> World {
    let sessions = |seconds: i32| {
        (1..=9).map(move |id| {
            let session = Scenario::new()
                .queued("Podpora", 0)
                .accepted("Jana", seconds);
            session.id(id).length(60).embedded().to_string()
        })
    };
    let world = World::new().with("a.json", sessions(5).collect::<Vec<_>>().join("\n"));
    world.put("later/a.json", sessions(50).collect::<Vec<_>>().join("\n"));
    world
}
