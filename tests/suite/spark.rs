//! Facts and reports by the tasks of Sail and Spark: they are those of the commands without an engine.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use super::distributed::overlapping_shards;
use crate::harness::folder::files_below;
use crate::harness::scenario::Scenario;
use crate::harness::tasks::{compare, copied, facts_at_once, ledger, repository, run, tables_of};
use crate::harness::world::World;
use crate::harness::{program, skipped};

/// The Python that a variable names, if it has what is needed. `.ci/run` names one in an environment of its own. No
/// other is looked for, because the engines take more than a minute.
fn python(variable: &str, modules: &str) -> Option<PathBuf> {
    let python = PathBuf::from(std::env::var_os(variable)?);
    let output = Command::new(&python)
        .args(["-c", &format!("import {modules}")])
        .output();
    let is_there = output.is_ok_and(|output| output.status.success());
    is_there.then_some(python)
}

fn python_with_sail() -> Option<PathBuf> {
    let python = python("PHASEBOOK_PYTHON", "pysail, pyspark, moto");
    if python.is_none() {
        skipped(
            "there is no Python with Sail (PHASEBOOK_PYTHON, tests/distributed/requirements.txt)",
        );
    }
    python
}

fn python_with_spark() -> Option<PathBuf> {
    let python = python("PHASEBOOK_SPARK_PYTHON", "py4j, pyspark");
    let has_java = Command::new("java").arg("-version").output().is_ok();
    if python.is_none() || !has_java {
        skipped(
            "there is no Python with Spark (PHASEBOOK_SPARK_PYTHON, tests/distributed/requirements-spark.txt), or no \
             Java",
        );
    }
    python.filter(|_| has_java)
}

/// The package as `pip install --target` lays it, with a program in `bin` beside it.
fn install(world: &World, program: &Path) {
    copied(&repository("src/python/phasebook"), world, "site/phasebook");
    fs::create_dir_all(world.path("site/bin")).expect("a folder");
    symlink(program, world.path("site/bin/phasebook")).expect("a link");
}

/// A script of these tests, which finds the package in the world.
fn script(world: &World, python: &Path, name: &str) -> Command {
    let mut command = Command::new(python);
    command
        .arg(repository("tests/distributed").join(name))
        .current_dir(world.path(""))
        .env("PYTHONPATH", world.path("site"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Calls `phasebook.spark.facts` on an engine, once for each of the arguments.
fn call(world: &World, command: &mut Command, engine: &str, calls: &[Value]) -> Vec<Value> {
    let scratch = world.path("scratch").display().to_string();
    let calls = calls.iter().cloned().map(|mut call| {
        call["scratch"] = json!(scratch);
        call
    });
    world.put("calls.json", calls.collect::<Value>().to_string());
    let calls = fs::File::open(world.path("calls.json")).expect("the calls");
    let output = command
        .arg(engine)
        .stdin(calls)
        .output()
        .expect("Python runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{engine}: {errors}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
}

#[track_caller]
fn check_done(results: &[Value]) {
    for result in results {
        assert!(result["error"].is_null(), "{result:#}");
    }
}

/// All files of a folder, without the parts that tell which tasks have read them.
fn facts_of(world: &World, lake: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = files_below(&world.path(lake));
    files.retain(|path, _| !path.components().any(|part| part.as_os_str() == "buckets"));
    files
}

/// Does by commands what an engine has done, with the same lists of files, the last tasks first.
fn without_engine(world: &World, records: &str, settings: &[&str]) {
    let tenant = format!("{records}/tenant=default");
    let tasks = fs::read_dir(world.path(&format!("{tenant}/lists")))
        .expect("lists")
        .count();
    for task in (0..tasks).rev() {
        let about = fs::read_to_string(world.path(&format!("{tenant}/tasks/{task}.json")));
        let about: Value = serde_json::from_str(&about.expect("a task")).expect("JSON");
        let dump = about["dumps"][0]["path"].as_str().expect("a path");
        let list = format!("{tenant}/lists/{task}.txt");
        let task = task.to_string();
        let records = [
            "records",
            "--root",
            dump,
            "--files-from",
            &list,
            "--task",
            &task,
        ];
        run(
            world,
            &[&records[..], &["--buckets", "16", "--out", "none-records"]].concat(),
        );
    }
    for bucket in ["8-15", "0-7"] {
        run(world, &["merge", "none-records", "--bucket", bucket]);
    }
    run(world, &["merge", "none-records", "--names"]);
    let facts = ["facts", "--from-records", "none-records", "--out", "none"];
    for more in [
        &["--bucket", "3-15"][..],
        &["--bucket", "0-2"],
        &["--ledger"],
    ] {
        run(world, &[&facts[..], more, settings].concat());
    }
}

/// Checks that everything an engine has written, records included, equals the files that commands write without it.
#[track_caller]
fn check_same_as_without_engine(world: &World, lake: &str) {
    let records = |folder: &str| {
        let mut files = files_below(&world.path(folder));
        files.retain(|path, _| !path.starts_with("tenant=default/lists"));
        files
    };
    assert!(
        records(&format!("{lake}-records")) == records("none-records"),
        "{lake}: records"
    );
    assert!(
        files_below(&world.path(lake)) == files_below(&world.path("none")),
        "{lake}: facts"
    );
}

#[test]
fn engines_write_the_facts_of_one_run_and_the_bytes_of_commands() {
    let Some(python) = python_with_sail() else {
        return;
    };
    let world = World::new();
    install(&world, program::path());
    overlapping_shards(&world);
    world.put(
        "settings.toml",
        fs::read(repository("sample-data/phasebook.toml")).expect("settings"),
    );
    let shards: Vec<String> = (0..8).map(|shard| format!("shard-{shard}")).collect();
    let names: Vec<&str> = shards.iter().map(String::as_str).collect();
    let settings = ["--config", "settings.toml"];
    let whole = facts_at_once(&world, &names, &settings);
    let facts = |out: &str, task_bytes: u64| {
        json!({
            "paths": shards, "out": out, "config": "settings.toml", "buckets": 16, "task_bytes": task_bytes,
        })
    };
    let script = |python: &Path| script(&world, python, "run.py");
    let results = call(
        &world,
        &mut script(&python),
        "sail",
        &[facts("sail", 1_000_000)],
    );
    check_done(&results);
    let told = results[0]["told"].to_string();
    assert!(told.contains("ledger: 1 of 1 tasks done"), "{told}");
    let (same, different) = compare(&whole, &tables_of(&world, "sail", "default"));
    assert_eq!(different, 0);
    assert!(same > 150_000, "{same} cells were compared");
    assert!(ledger(&world, "sail") == ledger(&world, "whole"));
    without_engine(&world, "sail-records", &settings);
    check_same_as_without_engine(&world, "sail");

    // A stage of Sail may have 16 tasks at once.
    check_done(&call(
        &world,
        &mut script(&python),
        "sail-cluster",
        &[facts("cluster", 60_000)],
    ));
    let lists = world.names("cluster-records/tenant=default/lists");
    assert!(lists.len() >= 100, "{} tasks", lists.len());
    assert!(facts_of(&world, "cluster") == facts_of(&world, "none"));

    if let Some(spark) = python_with_spark() {
        check_done(&call(
            &world,
            &mut script(&spark),
            "spark-cluster",
            &[facts("spark", 1_000_000)],
        ));
        check_same_as_without_engine(&world, "spark");
    }
}

#[test]
fn tasks_that_are_killed_at_random_leave_the_same_bytes_and_no_parts() {
    let Some(python) = python_with_sail() else {
        return;
    };
    let world = World::new();
    install(&world, &repository("tests/distributed/phasebook"));
    copied(&repository("sample-data"), &world, "sample");
    fs::create_dir(world.path("calls")).expect("a folder");
    let began = Instant::now();
    run(
        &world,
        &[
            "facts",
            "sample",
            "--tz",
            "UTC",
            "--partition",
            "month",
            "--out",
            "whole",
        ],
    );
    let kill_within = began.elapsed().as_secs_f64() / 2.0;
    let facts = json!({
        "paths": "sample", "out": "sail", "options": ["--tz", "UTC"], "buckets": 16, "task_bytes": 300_000,
        "attempts": 30, "processes": 2,
    });
    let mut command = script(&world, &python, "run.py");
    command
        .env("PHASEBOOK_PROGRAM", program::path())
        .env("PHASEBOOK_CALLS", world.path("calls"))
        .env("PHASEBOOK_KILLS", "10")
        .env("PHASEBOOK_KILL_WITHIN", kill_within.to_string());
    let results = call(&world, &mut command, "sail", &[facts]);
    check_done(&results);
    let told = results[0]["told"].to_string();
    assert!(told.contains("names: task 0 failed: "), "{told}");
    without_engine(&world, "sail-records", &["--tz", "UTC"]);
    check_same_as_without_engine(&world, "sail");
    assert!(ledger(&world, "sail") == ledger(&world, "whole"));

    let calls = files_below(&world.path("calls"));
    let named = |prefix: &'static str| {
        let calls = calls.iter();
        calls.filter(move |(path, _)| path.to_string_lossy().starts_with(prefix))
    };
    assert_eq!(named("killed-").count(), 50);
    let times = named("call-").map(|(_, times)| {
        let times = std::str::from_utf8(times).expect("text").split_whitespace();
        let mut times = times.map(|time| time.parse::<f64>().expect("a time"));
        (
            times.next().expect("a begin"),
            times.next().expect("an end"),
        )
    });
    let times: Vec<(f64, f64)> = times.collect();
    let at_once = times.iter().map(|(began, _)| {
        let others = times.iter();
        others
            .filter(|(other, ended)| other <= began && began < ended)
            .count()
    });
    assert!(matches!(at_once.max(), Some(1..=2)), "{times:?}");
}

#[test]
fn tenants_months_object_stores_and_errors_of_tasks() {
    let Some(python) = python_with_sail() else {
        return;
    };
    let world = World::new();
    install(&world, program::path());
    let put = |dump: &str, queue: &str, id: i64, day: &str| {
        let session = Scenario::created_at(&format!("{day}T10:00:00+02:00"));
        let session = session.queued(queue, 0).offered("Jana", 2).id(id);
        world.put(&format!("{dump}/{id}.json"), session.embedded().to_string());
    };
    let days = ["2026-09-10", "2026-09-11", "2026-10-12", "2026-10-13"];
    for (id, day) in (1..).zip(days) {
        put("a", "Podpora", id, day);
        put("b", "Reklamace", id, day);
        if id % 2 == 0 {
            put("later", "Prodej", id, day);
        }
    }
    world.put("plain", "a file");
    world.put("odd/two\nlines.json", "[]");
    world.put("blocked/sessions", "a file where a folder has to be");
    let facts = |paths: &str, out: &str, more: Value| {
        let mut call =
            json!({"paths": paths, "out": out, "options": ["--tz", "UTC"], "buckets": 4});
        let more = more.as_object().expect("arguments").clone();
        call.as_object_mut().expect("arguments").extend(more);
        call
    };
    let calls = [
        facts("a", "lake", json!({"tenant": "a"})),
        facts("b", "lake", json!({"tenant": "b", "task_bytes": 1})),
        facts("a", "month", json!({})),
        facts(
            "later",
            "month",
            json!({"options": ["--tz", "UTC", "--month", "2026-10"]}),
        ),
        facts("a", "store", json!({"folder": "copied", "task_bytes": 1})),
        facts(
            "later",
            "store",
            json!({"folder": "again", "options": ["--tz", "UTC", "--month", "2026-10"]}),
        ),
        facts("a", "wrong", json!({"options": ["--tzz", "UTC"]})),
        facts("a", "wrong", json!({"tenant": "../a"})),
        facts("missing", "wrong", json!({})),
        facts("plain", "wrong", json!({})),
        facts("odd", "wrong", json!({})),
        facts("a", "blocked", json!({"attempts": 2})),
    ];
    let results = call(
        &world,
        &mut script(&world, &python, "run.py"),
        "sail",
        &calls,
    );
    let (done, failed) = results.split_at(6);
    check_done(done);

    let queues = |lake: &str, tenant: &str| {
        let rows = tables_of(&world, lake, tenant)["sessions"].clone();
        let column = rows[0].iter().position(|name| name == "entry_queue");
        let column = column.expect("a column");
        let queues = rows[1..]
            .iter()
            .map(|row| row[column].trim_matches('"').to_owned());
        queues.collect::<Vec<_>>()
    };
    assert_eq!(queues("lake", "a"), ["Podpora"; 4]);
    assert_eq!(queues("lake", "b"), ["Reklamace"; 4]);
    assert!(
        facts_of(&world, "lake")
            .keys()
            .all(|path| !path.to_string_lossy().contains("default"))
    );
    // October was made again, of a dump with a session less, and September stays.
    let again = ["Podpora", "Podpora", "Prodej"];
    assert_eq!(queues("month", "default"), again);

    let parquet = |lake: &str| {
        let mut files = facts_of(&world, lake);
        files.retain(|path, _| path.extension().is_some_and(|ending| ending == "parquet"));
        files
    };
    assert_eq!(queues("copied/store", "default"), ["Podpora"; 4]);
    assert_eq!(queues("again/store", "default"), again);
    assert!(parquet("again/store") == parquet("month"));
    let (manifest, _) = ledger(&world, "copied/store");
    assert_eq!(manifest["counts"]["sessions_kept"], 4);
    assert_eq!(manifest["dumps"], json!(["s3://bucket/a"]), "{manifest:#}");

    let errors = failed
        .iter()
        .map(|result| result["error"].as_str().unwrap_or_default());
    for (error, what) in errors.zip([
        "TaskError: options: 1 of 1 tasks failed 1 times, one with:\nerror: unexpected argument '--tzz'",
        "ValueError: '../a' cannot be the name of a folder",
        "FileNotFoundError",
        "NotADirectoryError",
        "ValueError: 'two\\nlines.json' in odd cannot be listed: rename it",
        "tasks failed 2 times, one with:\nerror: cannot write",
    ]) {
        assert!(error.contains(what), "{error}");
    }
    let told = failed[5]["told"].to_string();
    assert!(
        told.contains("facts: task 0 failed: error: cannot write"),
        "{told}"
    );
    assert!(!world.path("wrong").exists());
}

/// The reports that are asked of an engine; Spark takes some seconds for each.
const REPORTS: [&str; 18] = [
    "service_levels",
    "by_queue",
    "by_operator_day",
    "total",
    "by_operator",
    "by_day",
    "by_queue_day",
    "by_operator_queue_day",
    "bridge",
    "waits_by_queue",
    "waits_by_day",
    "waits_total",
    "queue_flows",
    "operator_load",
    "offer_outcomes",
    "service_level_curve",
    "thresholds",
    "states_by_source",
];

#[test]
fn every_cell_of_the_reports_is_the_same_on_sail_and_spark() {
    let Some(sail) = python_with_sail() else {
        return;
    };
    let world = World::new();
    copied(&repository("sample-data"), &world, "sample");
    let settings = ["--config", "sample/phasebook.toml"];
    let facts = ["facts", "sample", "--partition", "month", "--out", "lake"];
    run(&world, &[&facts[..], &settings].concat());
    let mut report = vec!["report", "sample", "--format", "csv", "--out", "reports"];
    report.extend(REPORTS.iter().flat_map(|name| ["--report", name]));
    run(&world, &[&report[..], &settings].concat());
    let compare = |python: &Path, engine: &str, reports: &[&str]| {
        let folder = format!("sql-{engine}");
        for report in reports {
            let sql = ["sql", "lake", "--dialect", "spark", "--report", report];
            let statement = world.run(&sql);
            assert_eq!(statement.status, 0, "{}", statement.stderr);
            world.put(&format!("{folder}/{report}.sql"), statement.stdout);
        }
        let output = script(&world, python, "sql.py")
            .args([engine, "lake", &folder, "reports"])
            .output()
            .expect("Python runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{engine}: {errors}");
        let cells = String::from_utf8_lossy(&output.stdout);
        cells.trim().parse::<usize>().expect("a number of cells")
    };
    for engine in ["sail", "sail-cluster"] {
        let cells = compare(&sail, engine, &REPORTS);
        assert!(cells > 150_000, "{engine}: {cells} cells were compared");
    }
    if let Some(spark) = python_with_spark() {
        let cells = compare(&spark, "spark", &REPORTS[..3]);
        assert!(cells > 5_000, "{cells} cells were compared");
    }
}
