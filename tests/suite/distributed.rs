//! Records read by several tasks: merged, they give what one run over all files gives, cell by cell.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use polars::prelude::{DataFrame, ParquetReader, SerReader};
use serde_json::{Value, json};

use crate::harness::dumps::tar;
use crate::harness::folder::files_below;
use crate::harness::program::is_optimised;
use crate::harness::scenario::{Scenario, queue_id};
use crate::harness::support::{Layout, Plan, write_dump};
use crate::harness::tasks::{
    Rows, check_same, compare, copied, facts_at_once, ledger, lists, lookups, merge_to_facts,
    read_by_lists, refused, repository, run, tables, tables_of,
};
use crate::harness::world::World;
use crate::kept::BEYOND;

#[test]
fn any_number_of_tasks_and_buckets_gives_the_facts_of_one_run() {
    let world = World::new();
    copied(&repository("sample-data"), &world, "sample");
    let settings = ["--config", "sample/phasebook.toml", "--hash"];
    let whole = facts_at_once(&world, &["sample"], &settings);
    let mut cells = 0;
    // Each number of tasks is tried with two numbers of buckets; the other three pairs would show nothing new.
    let pairs = [("4", [1, 4]), ("16", [1, 16]), ("64", [4, 16])];
    // The largest number of buckets takes as long as the others together, so only the optimised program gets it.
    let pairs = &pairs[..if is_optimised() { 3 } else { 2 }];
    for (buckets, tasks) in pairs {
        let mut of_fewer_tasks = None;
        for &tasks in tasks {
            read_by_lists(&world, "sample", tasks, buckets, &["--hash"]);
            merge_to_facts(&world, &settings);
            let case = format!("{tasks} tasks, {buckets} buckets");
            cells += check_same(&world, &whole, &case);
            // The files of a bucket do not depend on the number of tasks that have read it.
            let mut facts = files_below(&world.path("distributed"));
            facts.retain(|path, _| !path.starts_with("ledger/tenant=default/buckets"));
            let first = of_fewer_tasks.get_or_insert_with(|| facts.clone());
            assert!(*first == facts, "{case}: other bytes");
        }
    }
    assert!(cells > pairs.len() * 50_000, "{cells} cells were compared");
}

#[test]
fn the_conformance_packs_come_out_of_tasks_as_out_of_one_run() {
    let packs = repository("../shared/conformance");
    let tiny = repository("tests/data/tiny");
    let found = fs::read_dir(packs).into_iter().flatten().flatten();
    let found = found.map(|entry| entry.path());
    let mut cells = 0;
    for pack in found.chain([tiny]) {
        let args = fs::read_to_string(pack.join("args"));
        let (Ok(args), true) = (args, pack.join("dump").is_dir()) else {
            continue;
        };
        let world = World::new();
        copied(&pack.join("dump"), &world, "pack");
        let of_facts = [
            "--tz",
            "--from",
            "--to",
            "--sla",
            "--short-abandon",
            "--sla-formula",
            "--queue-by",
            "--day-of",
        ];
        let words: Vec<&str> = args.split_whitespace().collect();
        assert!(
            words.chunks(2).all(|pair| of_facts.contains(&pair[0])),
            "{args}"
        );
        let whole = facts_at_once(&world, &["pack"], &words);
        read_by_lists(&world, "pack", 3, "4", &[]);
        merge_to_facts(&world, &words);
        cells += check_same(&world, &whole, &pack.display().to_string());
    }
    assert!(cells > 500, "{cells} cells were compared");
}

/// The session as an export before its end would have written it.
fn earlier(session: &Value) -> Value {
    let mut session = session.clone();
    session["ended"] = Value::Null;
    session["status"] = json!("ACTIVE");
    for operator in session["operators"].as_array_mut().into_iter().flatten() {
        operator["concluded"] = Value::Null;
    }
    session
}

fn renamed(session: &Value) -> Value {
    let mut session = session.clone();
    for operator in session["operators"].as_array_mut().into_iter().flatten() {
        operator["lastName"] = json!("Přejmenovaná");
    }
    session
}

/// A troubled dump over eight shards: pages come twice, as they are, as an earlier export saw them, or with
/// operators renamed; histories stand in other shards than their sessions, some twice; queues, campaigns and
/// departments have different names from shard to shard.
pub(super) fn overlapping_shards(world: &World) {
    for month in 1..=4_u32 {
        let plan = Plan {
            sessions: 300,
            month: 8 + month,
            seed: u64::from(month),
            first_id: 10_000_000 + i64::from(month) * 100_000,
            activity_bytes: 300,
            ..Plan::default()
        };
        write_dump(&world.path("raw"), &plan, Layout::Pages(40)).expect("a dump");
        for (number, (path, bytes)) in files_below(&world.path("raw")).into_iter().enumerate() {
            let name = path.to_str().expect("a name").replace('/', "-");
            let month_number = usize::try_from(month).expect("small");
            let home = (month_number + number) % 8;
            let put = |shard: usize, name: &str, bytes: &[u8]| {
                world.put(&format!("shard-{}/{name}", shard % 8), bytes);
            };
            let text = || String::from_utf8(bytes.clone()).expect("UTF-8");
            let of_sessions = |change: fn(&Value) -> Value| -> Vec<u8> {
                let page: Vec<Value> = serde_json::from_slice(&bytes).expect("a page");
                let page: Vec<Value> = page.iter().map(change).collect();
                serde_json::to_vec(&page).expect("JSON")
            };
            let own = format!("m{month}-{name}");
            if name.contains("sessions-") && !name.contains("routing") {
                put(home, &own, &bytes);
                match number % 4 {
                    0 => put(home + 1, &format!("again-{own}"), &bytes),
                    1 => put(home + 2, &format!("early-{own}"), &of_sessions(earlier)),
                    2 => put(home + 3, &format!("renamed-{own}"), &of_sessions(renamed)),
                    _ => {}
                }
            } else if name.contains("routing-") {
                put(home + 3, &own, &bytes);
                match number % 4 {
                    0 => put(home + 5, &format!("again-{own}"), &bytes),
                    1 => {
                        let other = text().replace("VIP klienti", "VIP – nová linka");
                        put(home + 6, &format!("other-{own}"), other.as_bytes());
                    }
                    2 => {
                        let text = text();
                        let short = text.lines().map(|line| {
                            let mut line: Value = serde_json::from_str(line).expect("JSON");
                            let events = line["routingHistory"].as_array_mut();
                            events.expect("events").pop();
                            format!("{line}\n")
                        });
                        let short: String = short.collect();
                        put(home + 7, &format!("short-{own}"), short.as_bytes());
                    }
                    _ => {}
                }
            } else {
                let other = text().replace("\"name\":\"", &format!("\"name\":\"{month} "));
                put(5 * month_number, &own, other.as_bytes());
            }
        }
    }
    for (number, (path, bytes)) in files_below(&repository("sample-data"))
        .into_iter()
        .enumerate()
    {
        world.put(&format!("shard-{}/{}", number % 8, path.display()), bytes);
    }
}

#[test]
fn copies_and_histories_in_other_dumps_are_found_and_nothing_less_will_do() {
    let world = World::new();
    overlapping_shards(&world);
    let shards: Vec<String> = (0..8).map(|shard| format!("shard-{shard}")).collect();
    let shards: Vec<&str> = shards.iter().map(String::as_str).collect();
    world.put(
        "phasebook.toml",
        "preview_campaigns = [\"4 Zákaznická péče\"]\n\
         [[sla.rules]]\nqueue = \"VIP klienti\"\nthreshold = \"9s\"\n\
         [[aliases.queues]]\nname = \"VIP klienti\"\nwas = [\"VIP – nová linka\"]\n",
    );
    let prague = ["--tz", "Europe/Prague"];
    let whole = facts_at_once(&world, &shards, &prague);
    for (task, shard) in shards.iter().enumerate() {
        let task = task.to_string();
        run(
            &world,
            &[
                "records",
                shard,
                "--task",
                &task,
                "--buckets",
                if is_optimised() { "16" } else { "4" },
                "--out",
                "records",
            ],
        );
    }
    merge_to_facts(&world, &prague);
    let cells = check_same(&world, &whole, "eight dumps");
    assert!(cells > 150_000, "{cells} cells were compared");

    // Reports from the records equal reports from the dumps, whatever the settings.
    let others = [
        "--report",
        "by_queue_day",
        "--report",
        "service_levels",
        "--sla",
        "40s",
    ];
    let more = [
        "--bridge", "--by", "tag,hour", "--facts", "--format", "csv,xlsx", "--tz", "UTC",
    ];
    let options = [&BEYOND[..], &others, &more, &["--quiet", "--out"]].concat();
    run(
        &world,
        &[&["report"], &shards[..], &options[..], &["direct"]].concat(),
    );
    let kept = ["report", "--from-facts", "records/tenant=default"];
    run(&world, &[&kept[..], &options, &["kept"]].concat());
    let direct = files_below(&world.path("direct"));
    let kept = files_below(&world.path("kept"));
    assert!(direct.keys().eq(kept.keys()));
    for (path, bytes) in &direct {
        assert!(kept[path] == *bytes, "{}", path.display());
    }

    // Facts made of each dump by itself and put together are not the same.
    for shard in &shards {
        let facts = [
            "facts",
            shard,
            "--tenant",
            shard,
            "--partition",
            "month",
            "--out",
            "united",
            "--allow-empty",
        ];
        run(&world, &[&facts[..], &prague].concat());
    }
    let mut united: BTreeMap<&'static str, Rows> = BTreeMap::new();
    for shard in &shards {
        for (name, mut rows) in tables_of(&world, "united", shard) {
            let all = united.entry(name).or_default();
            let header = rows.remove(0);
            if all.is_empty() {
                all.push(header);
            }
            all.append(&mut rows);
        }
    }
    for rows in united.values_mut() {
        rows[1..].sort_by_key(|row| row[0].parse::<i64>().expect("an id"));
    }
    assert!(united["sessions"].len() > whole["sessions"].len() + 300);
    assert!(compare(&whole, &united).1 > 10_000);
}

#[test]
fn names_are_those_of_all_buckets() {
    // Two sessions of one operator and one queue, which the later spells otherwise.
    let session = |created: &str, last_name: &str, queue: &str| {
        let with = [
            (
                "operator",
                json!({"userId": 11, "firstName": "Jana", "lastName": last_name}),
            ),
            ("group", json!({"id": queue_id("Podpora"), "name": queue})),
        ];
        let session = Scenario::created_at(created).event("EnteredGroupQueue", 1, &with[1..]);
        session.event("AcceptedByOperator", 2, &with)
    };
    let world = World::new();
    for id in 1..=20 {
        let is_last = id == 20;
        let created = format!("2026-10-{:02}T10:00:00+02:00", id + 1);
        let session = session(
            &created,
            if is_last { "Nová" } else { "Stará" },
            if is_last {
                "Nová linka"
            } else {
                "Stará linka"
            },
        );
        world.put(
            &format!("dump/{}/{id}.json", id % 2),
            session.id(id).embedded().to_string(),
        );
    }
    let utc = ["--tz", "UTC"];
    let whole = facts_at_once(&world, &["dump"], &utc);
    read_by_lists(&world, "dump", 3, "4", &[]);
    merge_to_facts(&world, &utc);
    check_same(&world, &whole, "names");
    // The name that one bucket by itself would give.
    let half = facts_at_once(&world, &["dump/1"], &utc);
    let names = |tables: &BTreeMap<&'static str, Rows>| {
        let rows = &tables["session_operators"];
        let column = rows[0].iter().position(|name| name == "operator");
        rows[1][column.expect("a column")].clone()
    };
    assert_eq!(names(&whole), "\"Jana Nová\"");
    assert_eq!(names(&half), "\"Jana Stará\"");
}

/// The rows of a Parquet file with commas between their cells.
fn lines(bytes: &[u8]) -> String {
    let frame: DataFrame = ParquetReader::new(Cursor::new(bytes))
        .finish()
        .expect("Parquet");
    let names = frame
        .get_column_names()
        .into_iter()
        .map(ToString::to_string);
    let header = names.collect::<Vec<_>>().join(",");
    let rows = (0..frame.height()).map(|row| {
        let columns = frame.columns().iter();
        let cells = columns.map(|column| column.get(row).expect("a cell").to_string());
        cells.collect::<Vec<_>>().join(",").replace('"', "")
    });
    std::iter::once(header)
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn small_tables_say_what_the_ids_are_and_what_the_settings_say_of_them() {
    let session = Scenario::new().queued("Podpora", 0).offered("Jana", 5);
    let session = session.missed("Jana", 20).queued("Reklamace", 30);
    let world = World::of([session.offered("Petr", 31).accepted("Petr", 40)]);
    world.put(
        "phasebook.toml",
        "[sla]\nthreshold = \"30s\"\nformula = \"offered\"\n\
         [[sla.rules]]\nqueue = \"Podpora\"\nthreshold = \"60s\"\n\
         [[sla.rules]]\nchannel = \"Phone\"\ntarget = \"90%\"\n\
         [teams]\nPodpora = [\"Petr Svoboda\", \"Jana Nováková\"]\n",
    );
    facts_at_once(&world, &["dump"], &["--tz", "UTC"]);
    let text = |name: &str| lines(&lookups(&world, "whole")[Path::new(name)]);
    insta::assert_snapshot!(text("levels/tenant=default/0000.parquet"), @r"
    queue_id,queue,channel,threshold_us,short_abandon_us,target,formula
    null,null,null,30000000,5000000,0.8,offered
    null,null,Phone,30000000,5000000,0.9,offered
    1,Podpora,null,60000000,5000000,0.8,offered
    1,Podpora,Phone,60000000,5000000,0.9,offered
    ");
    insta::assert_snapshot!(text("names/tenant=default/0000.parquet"), @r"
    kind,id,name
    operator,11,Jana Nováková
    operator,12,Petr Svoboda
    queue,1,Podpora
    queue,2,Reklamace
    ");
    insta::assert_snapshot!(text("teams/tenant=default/0000.parquet"), @r"
    user_id,operator,team
    11,Jana Nováková,Podpora
    12,Petr Svoboda,Podpora
    ");
}

#[test]
fn tenants_keep_apart_sessions_of_one_id() {
    let answered = |queue: &str| {
        Scenario::new()
            .queued(queue, 0)
            .id(7)
            .embedded()
            .to_string()
    };
    let world = World::new();
    world.put("a/session.json", answered("Podpora"));
    world.put("b/session.json", answered("Reklamace"));
    for (tenant, dump) in [("a", "a"), ("b", "b")] {
        let (records, facts) = ("records", "lake");
        run(
            &world,
            &[
                "records",
                dump,
                "--tenant",
                tenant,
                "--out",
                records,
                "--buckets",
                "4",
            ],
        );
        run(&world, &["merge", records, "--tenant", tenant]);
        run(
            &world,
            &[
                "facts",
                "--from-records",
                records,
                "--tenant",
                tenant,
                "--tz",
                "UTC",
                "--out",
                facts,
            ],
        );
    }
    for tenant in ["a", "b"] {
        assert_eq!(tables_of(&world, "lake", tenant)["sessions"].len(), 2);
    }
    // Two tasks of one tenant are one dump, in which one session supersedes the other.
    for (task, dump) in [("0", "a"), ("1", "b")] {
        run(
            &world,
            &[
                "records",
                dump,
                "--task",
                task,
                "--out",
                "mixed",
                "--buckets",
                "4",
            ],
        );
    }
    run(&world, &["merge", "mixed"]);
    run(
        &world,
        &[
            "facts",
            "--from-records",
            "mixed",
            "--tz",
            "UTC",
            "--out",
            "one",
        ],
    );
    assert_eq!(tables(&world, "one")["sessions"].len(), 2);
}

#[test]
fn a_bare_history_finds_its_session_in_another_task() {
    let world = World::new();
    let scenario = Scenario::new().queued("Podpora", 0).offered("Jana", 2);
    // 77 is a session, 88 and 20261031 are not; 99 was rejected, and 5 has no record.
    let session = |id| scenario.clone().id(id).session().to_string();
    world.put("dump/sessions/77.json", session(77));
    world.put("dump/sessions/78.json", session(78));
    let rejected = scenario.clone().id(99).without("created");
    world.put("dump/sessions/99.json", rejected.session().to_string());
    // An event that cannot be read. It is noted with the session whose history this turns out to be.
    let without_timestamp = json!({"activityType": "RoutingEnded", "timestamp": "soon"});
    let lost = scenario.raw_event(without_timestamp).history();
    for name in [
        "77-20261031.json",
        "78/20261031.json",
        "99-5.json",
        "5-6.json",
    ] {
        world.put(&format!("dump/routing/{name}"), lost.to_string());
    }
    let utc = ["--tz", "UTC"];
    let whole = facts_at_once(&world, &["dump"], &utc);
    let (manifest, problems) = ledger(&world, "whole");
    assert_eq!(manifest["counts"]["histories_joined"], 2);
    assert!(problems.contains(",77,"), "{problems}");
    for buckets in ["1", "4", "64"] {
        read_by_lists(&world, "dump", 7, buckets, &[]);
        merge_to_facts(&world, &utc);
        check_same(&world, &whole, buckets);
    }
}

#[test]
fn a_pack_inside_the_dump_is_one_skipped_file_however_tasks_divide_it() {
    let world = World::new();
    let session = Scenario::new().queued("Podpora", 0).offered("Jana", 2);
    world.put("dump/1.json", session.id(1).embedded().to_string());
    run(
        &world,
        &["report", "dump", "--tz", "UTC", "--out", "dump/x/out"],
    );
    let utc = ["--tz", "UTC"];
    let whole = facts_at_once(&world, &["dump"], &utc);
    let counts = ledger(&world, "whole").0["counts"].clone();
    assert_eq!(
        (&counts["files_found"], &counts["files_skipped"]),
        (&json!(2), &json!(1))
    );
    read_by_lists(&world, "dump", 5, "4", &[]);
    merge_to_facts(&world, &utc);
    check_same(&world, &whole, "5 tasks");
}

#[test]
fn a_task_or_a_bucket_may_run_again_and_a_month_alone() {
    let world = World::new();
    let answered = |day: &str| {
        let session = Scenario::created_at(&format!("{day}T10:00:00+02:00"));
        session.queued("Podpora", 0).offered("Jana", 2)
    };
    for (id, day) in (1..).zip(["2026-09-10", "2026-09-11", "2026-10-12", "2026-10-13"]) {
        let session = answered(day).id(id).embedded().to_string();
        world.put(&format!("dump/{id}.json"), session);
    }
    let utc = ["--tz", "UTC"];
    let whole = facts_at_once(&world, &["dump"], &utc);
    read_by_lists(&world, "dump", 2, "4", &[]);
    merge_to_facts(&world, &utc);
    let (records, facts) = (
        files_below(&world.path("records")),
        files_below(&world.path("distributed")),
    );
    // Killed in the middle, with half a file left behind.
    world.put(
        "records/tenant=default/tasks/.1.Abc123.phasebook-part/7",
        "half",
    );
    world.put(
        "records/tenant=default/bucket=0003/sessions-1.parquet",
        "of an earlier list",
    );
    world.put(
        "distributed/ledger/tenant=default/.0001.Abc123.phasebook-part/7",
        "half",
    );
    world.put(
        "distributed/sessions/tenant=default/month=2025-01/0001.parquet",
        "stale",
    );
    world.put(
        "distributed/sessions/tenant=default/month=2026-10/0009.parquet",
        "stale",
    );
    let list = [
        "--root",
        "dump",
        "--files-from",
        "list-1.txt",
        "--task",
        "1",
    ];
    run(
        &world,
        &[
            &["records"],
            &list[..],
            &["--buckets", "4", "--out", "records"],
        ]
        .concat(),
    );
    for bucket in ["2", "0-1", "3"] {
        run(&world, &["merge", "records", "--bucket", bucket]);
    }
    run(&world, &["merge", "records", "--names"]);
    let from = [
        "facts",
        "--from-records",
        "records",
        "--tz",
        "UTC",
        "--out",
        "distributed",
    ];
    for bucket in ["3", "0", "1,2"] {
        run(&world, &[&from[..], &["--bucket", bucket]].concat());
    }
    run(&world, &[&from[..], &["--ledger"]].concat());
    assert!(files_below(&world.path("records")) == records);
    assert!(files_below(&world.path("distributed")) == facts);
    check_same(&world, &whole, "again");

    // October alone, of a dump that has lost a session of each month.
    for id in [1, 3] {
        fs::remove_file(world.path(&format!("dump/{id}.json"))).expect("a file");
    }
    read_by_lists(&world, "dump", 1, "4", &[]);
    run(&world, &["merge", "records"]);
    run(&world, &[&from[..], &["--month", "2026-10"]].concat());
    let rows = &tables(&world, "distributed")["sessions"];
    let ids: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(ids, ["1", "2", "4"]);
}

#[test]
fn two_attempts_of_a_task_at_once_do_no_harm() {
    let world = World::new();
    copied(&repository("sample-data"), &world, "dump");
    let settings = ["--config", "dump/phasebook.toml"];
    let whole = facts_at_once(&world, &["dump"], &settings);
    lists(&world, &world.path("dump"), 1);
    let twice = |arguments: &[&str]| {
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| run(&world, arguments));
            }
        });
    };
    for _ in 0..3 {
        twice(&[
            "records",
            "--root",
            "dump",
            "--files-from",
            "list-0.txt",
            "--buckets",
            "8",
            "--out",
            "records",
        ]);
        twice(&["merge", "records"]);
        let facts = ["facts", "--from-records", "records", "--out", "distributed"];
        twice(&[&facts[..], &settings].concat());
        check_same(&world, &whole, "twice at once");
        let names = files_below(&world.path("")).into_keys();
        let mut names = names.map(|name| name.display().to_string());
        assert_eq!(names.find(|name| name.contains("phasebook-part")), None);
    }
}

#[test]
fn facts_that_are_refused_leave_those_of_before_as_they_are() {
    let world = World::new();
    world.put(
        "dump/1.json",
        Scenario::new().queued("Podpora", 0).embedded().to_string(),
    );
    world.put("empty/a.json", "[]");
    world.put(
        "broken/1.json",
        Scenario::new().queued("Prodej", 0).embedded().to_string(),
    );
    world.put("broken/2.json", "[{");
    let facts = |dump: &str, options: &[&str]| {
        let records = format!("records-{dump}");
        if !world.path(&records).exists() {
            run(&world, &["records", dump, "--out", &records]);
            run(&world, &["merge", &records]);
        }
        let from = [
            "facts",
            "--from-records",
            &records,
            "--tz",
            "UTC",
            "--out",
            "lake",
        ];
        world.run(&[&from[..], options].concat())
    };
    assert_eq!(facts("dump", &[]).status, 0);
    let before = files_below(&world.path("lake"));
    let nothing = facts("empty", &[]);
    assert_eq!(nothing.status, 1, "{}", nothing.stderr);
    assert!(files_below(&world.path("lake")) == before);
    let strict = facts("broken", &["--strict"]);
    assert_eq!(strict.status, 3, "{}", strict.stderr);
    assert!(files_below(&world.path("lake")) == before);
}

/// `tar -r` and `tar -u` make such archives. The later of two members with one name is read last.
#[test]
fn members_of_one_name_are_told_apart() {
    let session = |seconds: i32| {
        let session = Scenario::new().queued("Podpora", 0).offered("Jana", 1);
        session.accepted("Jana", seconds).embedded().to_string()
    };
    let (early, late) = (session(5), session(44));
    let world = World::new().with(
        "a.tar",
        tar(&[("x.json", early.as_bytes()), ("x.json", late.as_bytes())]),
    );
    let utc = ["--tz", "UTC"];
    let whole = facts_at_once(&world, &["dump"], &utc);
    read_by_lists(&world, "dump", 1, "4", &[]);
    merge_to_facts(&world, &utc);
    check_same(&world, &whole, "two members of one name");
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let world = World::new();
    let session = |id| {
        Scenario::new()
            .queued("Podpora", 0)
            .id(id)
            .embedded()
            .to_string()
    };
    world.put("dump/1.json", session(1));
    world.put("dump/2.json", session(2));
    world.put("one.txt", "1.json\n");
    world.put("both.txt", "1.json\n2.json\n");
    let task = |list: &'static str, task: &'static str, more: &[&'static str]| {
        let root = [
            "records",
            "--root",
            "dump",
            "--files-from",
            list,
            "--task",
            task,
        ];
        [&root[..], &["--out", "records"], more].concat()
    };
    run(&world, &task("one.txt", "0", &["--buckets", "4"]));
    run(
        &world,
        &task(
            "both.txt",
            "1",
            &["--buckets", "4", "--naive-tz", "Europe/Prague"],
        ),
    );
    let message = refused(&world, &["merge", "records"]);
    assert!(message.contains("tasks 0 and 1 of"), "{message}");
    assert!(
        message.contains("different options of reading"),
        "{message}"
    );
    run(&world, &task("both.txt", "1", &["--buckets", "8"]));
    let message = refused(&world, &["merge", "records"]);
    assert!(message.contains("different --buckets"), "{message}");
    run(&world, &task("both.txt", "1", &["--buckets", "4"]));
    let message = refused(&world, &["merge", "records"]);
    assert!(
        message.contains("1.json of dump was read by task 0 and by task 1"),
        "{message}"
    );
    run(&world, &task("one.txt", "1", &["--buckets", "4"]));
    run(&world, &task("both.txt", "0", &["--buckets", "4"]));
    fs::remove_file(world.path("records/tenant=default/tasks/1.json")).expect("a task");
    let facts = [
        "facts",
        "--from-records",
        "records",
        "--tz",
        "UTC",
        "--out",
        "lake",
    ];
    let message = refused(&world, &facts);
    assert!(
        message.contains("merge again: phasebook merge DIR"),
        "{message}"
    );
    run(&world, &["merge", "records", "--bucket", "0-2"]);
    let message = refused(&world, &["merge", "records", "--names"]);
    assert!(
        message.contains("bucket 3 was merged before a task ran, or ran again"),
        "{message}"
    );
    fs::remove_file(world.path("records/tenant=default/merged/0003.json")).expect("a bucket");
    let message = refused(&world, &["merge", "records", "--names"]);
    assert!(
        message.contains("merge the bucket first: phasebook merge DIR --bucket 3"),
        "{message}"
    );
    run(&world, &["merge", "records"]);
    let message = refused(&world, &[&facts[..], &["--bucket", "4"]].concat());
    assert!(
        message.contains("there is no bucket 4: they are 0 to 3"),
        "{message}"
    );
    run(&world, &[&facts[..], &["--bucket", "0-2"]].concat());
    let message = refused(&world, &[&facts[..], &["--ledger"]].concat());
    assert!(message.contains("--bucket 3 --out"), "{message}");
    run(
        &world,
        &[&facts[..], &["--bucket", "3", "--sla", "9s"]].concat(),
    );
    let message = refused(&world, &[&facts[..], &["--ledger"]].concat());
    assert!(
        message.contains("the facts of bucket 3 were made by other settings: sla"),
        "{message}"
    );
    run(&world, &task("both.txt", "0", &["--buckets", "4"]));
    run(&world, &facts);
    world.put("dump/2.json", session(3));
    run(&world, &task("both.txt", "0", &["--buckets", "4"]));
    let message = refused(&world, &facts);
    assert!(
        message.contains("were merged before a task ran, or ran again"),
        "{message}"
    );
    let bucket = files_below(&world.path("records"));
    let bucket = bucket
        .keys()
        .find(|path| path.starts_with("tenant=default/bucket=0000"));
    if let Some(bucket) = bucket {
        world.put(&format!("records/{}", bucket.display()), "torn");
        let message = refused(&world, &["merge", "records"]);
        assert!(message.contains("is not as task 0 wrote it"), "{message}");
    }
    for (list, what) in [
        ("../x.json\n", "`../x.json` is no path inside the folder"),
        (
            "/etc/passwd\n",
            "`/etc/passwd` is no path inside the folder",
        ),
        ("3.json\n", "`3.json` cannot be found"),
    ] {
        world.put("list.txt", list);
        let message = refused(&world, &task("list.txt", "0", &[]));
        assert!(message.contains(what), "{message}");
    }
    let message = refused(&world, &["merge", "records", "--tenant", "other"]);
    assert!(
        message.contains("name one of its tenants with --tenant: default"),
        "{message}"
    );
    let message = refused(&world, &["merge", "records", "--tenant", "../x"]);
    assert!(
        message.contains("cannot be the name of a folder"),
        "{message}"
    );
}
