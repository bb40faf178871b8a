//! Packs that are verified: by themselves, and against the dump that they were made from.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::harness::dumps::{gzip, session, zip};
use crate::harness::scenario::Scenario;
use crate::harness::world::{Run, World};

/// A dump of several files, and a pack made from it with hashes.
fn packed(options: &[&str]) -> World {
    let answered = |seconds: i32| {
        Scenario::new()
            .queued("Podpora", 0)
            .accepted("Jana", seconds)
            .length(60)
    };
    let world = World::of([answered(5), answered(35)])
        .with("packed.json.gz", gzip(session(7)))
        .with("pack.zip", zip(&[("a.json", session(8).as_bytes())]))
        .with("notes.txt", "mine");
    world.report(options);
    world
}

fn verify(world: &World, arguments: &[&str]) -> String {
    shown(&world.run(&[&["verify"], arguments].concat()))
}

fn shown(run: &Run) -> String {
    format!("status {}\n{}{}", run.status, run.stdout, run.stderr)
}

/// Replaces text in a file of the working directory.
fn edit(world: &World, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(world.path(path)).expect("a text");
    assert!(text.contains(from), "{path} has no {from}");
    world.put(path, text.replacen(from, to, 1));
}

#[test]
fn a_pack_that_was_left_alone_holds() {
    let world = packed(&["--hash"]);
    assert_snapshot!(verify(&world, &["out"]), @r"
    status 0
    pack      out: phasebook 0.1.0 report, all days, days of Europe/Prague
    files     9 of 9 outputs as the manifest says
    The pack is as it was written. With its PATHs, verify also makes it again from the dump.
    ");
    assert_snapshot!(verify(&world, &["out/manifest.json", "dump", "--threads", "1"]), @r"
    status 0
    pack      out/manifest.json: phasebook 0.1.0 report, all days, days of Europe/Prague
    files     9 of 9 outputs as the manifest says
    again     dump, with the settings of the pack
    inputs    4 of 4 files the same, by their hashes
    outputs   9 of 9 come out the same
    The pack holds: the dump gives it, byte for byte.
    ");
}

#[test]
fn every_option_is_taken_from_the_manifest() {
    let options = [
        "--tz",
        "Asia/Tokyo",
        "--month",
        "2026-10",
        "--sla",
        "7500ms",
        "--short-abandon",
        "2s",
        "--target",
        "92.5%",
        "--sla-formula",
        "answered",
        "--queue-by",
        "answer",
        "--day-of",
        "ended",
        "--by",
        "queue,interval",
        "--interval",
        "15m",
        "--bridge",
        "--format",
        "csv,parquet",
    ];
    let run = packed(&options).run(&["verify", "out", "dump"]);
    assert_eq!(run.status, 0, "{}", shown(&run));
    assert!(
        run.stdout.contains("5 of 5 come out the same"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("by their sizes"), "{}", run.stdout);
}

#[test]
fn the_pack_of_a_month_is_made_again_with_its_key() {
    let world = packed(&[]);
    world.put("key.txt", "0123456789abcdef0123456789abcdef");
    let key = ["--pseudonyms", "key.txt"];
    let month = [
        "month", "dump", "--month", "2026-10", "--tz", "UTC", "--out", "october",
    ];
    let spreadsheet = ["--lang", "cs", "--csv", "excel-cs", "--durations", "hms"];
    let made = world.run(&[&month[..], &spreadsheet, &key].concat());
    assert_eq!(made.status, 0, "{}", shown(&made));
    let run = world.run(&[&["verify", "october", "dump"][..], &key].concat());
    assert_eq!(run.status, 0, "{}", shown(&run));
    assert!(
        run.stdout.contains("29 of 29 come out the same"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("by their hashes"), "{}", run.stdout);
    let without = world.run(&["verify", "october", "dump"]);
    assert_eq!(without.status, 1, "{}", shown(&without));
    assert!(
        without.stderr.contains("--pseudonyms KEYFILE"),
        "{}",
        without.stderr
    );
    world.put("other.txt", "another key of sufficient length");
    let wrong = ["verify", "october", "dump", "--pseudonyms", "other.txt"];
    let wrong = world.run(&wrong);
    assert_eq!(wrong.status, 1, "{}", shown(&wrong));
    assert_eq!(
        wrong.stderr,
        "error: other.txt: the operators of the pack were made codes with another key\n\
         hint: name the file with the key that the pack was made with\n"
    );
    let compared = world.run(&[&["diff", "october", "dump"][..], &key].concat());
    assert_eq!(compared.status, 0, "{}", shown(&compared));
    assert!(!compared.stdout.contains("Jana"), "{}", compared.stdout);
}

#[test]
fn the_tables_of_facts_are_a_pack_too() {
    let world = packed(&[]);
    world.facts(&["--hash"]);
    let run = world.run(&["verify", "out", "dump"]);
    assert_eq!(run.status, 0, "{}", shown(&run));
}

#[test]
fn one_byte_of_an_output_is_seen_and_the_dump_tells_who_is_right() {
    let world = packed(&["--hash"]);
    edit(&world, "out/total.csv", "0.5000", "0.9000");
    fs::remove_file(world.path("out/by_day.csv")).expect("it is there");
    assert_snapshot!(verify(&world, &["out", "dump"]), @r"
    status 4
    pack      out: phasebook 0.1.0 report, all days, days of Europe/Prague
    files     7 of 9 outputs as the manifest says
      by_day.csv is not in the pack
      total.csv was changed after it was written: the length is the same, the content is not
    again     dump, with the settings of the pack
    inputs    4 of 4 files the same, by their hashes
    outputs   9 of 9 come out the same
    The pack does NOT hold.
    ");
}

#[test]
fn one_session_changed_in_the_dump_is_seen_in_inputs_and_outputs() {
    let world = packed(&["--hash"]);
    edit(
        &world,
        "dump/sessions.ndjson",
        "\"PT60.000000S\"",
        "\"PT61.000000S\"",
    );
    world.put("dump/late.json", "{}");
    let run = world.run(&["verify", "out", "dump"]);
    assert_eq!(run.status, 4);
    assert_snapshot!(shown(&run), @r"
    status 4
    pack      out: phasebook 0.1.0 report, all days, days of Europe/Prague
    files     9 of 9 outputs as the manifest says
    again     dump, with the settings of the pack
    inputs    3 of 4 files the same, by their hashes
      late.json was not there
      sessions.ndjson has another content of the same length
    outputs   1 of 9 come out the same
      by_operator.csv comes out another, from line 3 on
      by_queue.csv comes out another, from line 3 on
      by_day.csv comes out another, from line 2 on
      by_operator_day.csv comes out another, from line 3 on
      by_queue_day.csv comes out another, from line 3 on
      by_operator_queue_day.csv comes out another, from line 3 on
      total.csv comes out another, from line 2 on
      problems.csv comes out another, from line 2 on
    The pack does NOT hold.
    ");
}

#[test]
fn one_setting_changed_in_the_manifest_does_not_give_these_outputs() {
    let world = packed(&[]);
    edit(
        &world,
        "out/manifest.json",
        r#""sla": "20s""#,
        r#""sla": "40s""#,
    );
    let run = world.run(&["verify", "out", "dump"]);
    assert_eq!(run.status, 4);
    assert!(
        run.stdout
            .contains("total.csv comes out another, from line 2 on"),
        "{}",
        run.stdout
    );
}

/// Rewrites the manifest as the first version wrote it.
fn make_first(world: &World) {
    let text = fs::read(world.path("out/manifest.json")).expect("a manifest");
    let mut manifest: Value = serde_json::from_slice(&text).expect("JSON");
    let outputs = manifest["outputs"].as_array().expect("a list").clone();
    manifest["outputs"] = outputs
        .iter()
        .map(|output| output["name"].clone())
        .collect();
    for file in manifest["files"].as_array_mut().expect("a list") {
        // The first version noted the unpacked size.
        file["bytes"] = 1_000_000.into();
    }
    let head = manifest.as_object_mut().expect("an object");
    head.remove("manifest");
    head.remove("time_zone_rules");
    let settings = head["settings"].as_object_mut().expect("an object");
    settings.remove("hash");
    settings.remove("bridge");
    world.put("out/manifest.json", manifest.to_string());
}

#[test]
fn a_pack_of_the_first_version_is_proven_by_its_dump_alone() {
    let world = packed(&[]);
    make_first(&world);
    assert_snapshot!(verify(&world, &["out"]), @r"
    status 1
    error: the pack was made by a phasebook (0.1.0) that wrote no hashes, so it cannot tell whether a file was changed
    hint: with the dump it can be made again and compared: phasebook verify out dump
    ");
    assert_snapshot!(verify(&world, &["out", "dump"]), @r"
    status 0
    pack      out: phasebook 0.1.0 report, all days, days of Europe/Prague
    files     9 of 9 outputs as the manifest says
    again     dump, with the settings of the pack
    inputs    4 of 4 files the same, by their names
    outputs   9 of 9 come out the same
    The pack holds: the dump gives it, byte for byte.
    ");
    edit(&world, "out/total.csv", "0.5000", "0.9000");
    let run = world.run(&["verify", "out", "dump"]);
    assert_eq!(run.status, 4, "{}", shown(&run));
    assert!(
        run.stdout
            .contains("total.csv comes out another, from line 2 on")
    );
}

#[test]
fn what_is_no_pack_or_too_new_is_told_with_a_hint() {
    let world = packed(&[]);
    assert_snapshot!(verify(&world, &["nowhere"]), @r"
    status 1
    error: there is nothing at nowhere
    hint: check the path; a pack is the folder that a run wrote to with --out
    ");
    assert_snapshot!(verify(&world, &["dump"]), @r"
    status 1
    error: dump is no pack: there is no manifest.json in it
    hint: give the folder that a run wrote to with --out
    ");
    assert_snapshot!(verify(&world, &["out/total.csv"]), @r"
    status 1
    error: out/total.csv is no pack: it is a file
    hint: give the folder that a run wrote to with --out
    ");
    let run = world.run(&["verify", "out", "nowhere"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("cannot read nowhere"), "{}", run.stderr);
    edit(
        &world,
        "out/manifest.json",
        r#""interval""#,
        r#""intervall""#,
    );
    assert_snapshot!(verify(&world, &["out", "dump"]), @r"
    status 1
    error: the pack was made with a setting that this version does not know: intervall
    hint: use phasebook 0.1.0, which made it
    ");
    edit(
        &world,
        "out/manifest.json",
        r#""manifest": 2"#,
        r#""manifest": 3"#,
    );
    assert_snapshot!(verify(&world, &["out"]), @r"
    status 1
    error: out/manifest.json is of phasebook 0.1.0, which is newer than this one (0.1.0)
    hint: use that version or a later one
    ");
    world.put("out/manifest.json", "{");
    let run = world.run(&["verify", "out"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr
            .starts_with("error: out/manifest.json is no manifest of phasebook: EOF"),
        "{}",
        run.stderr
    );
}

#[test]
fn quiet_leaves_the_answer_to_the_exit_status_and_json_tells_all() {
    let world = packed(&["--hash"]);
    edit(&world, "out/total.csv", "0.5000", "0.9000");
    let run = world.run(&["verify", "out", "--quiet"]);
    assert_eq!((run.status, run.stdout.as_str()), (4, ""));
    let run = world.run(&["verify", "out", "dump", "--json"]);
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(told["holds"], false);
    assert_eq!(told["outputs_changed"][0]["name"], "total.csv");
    assert_eq!(told["rerun"]["outputs_same"], 9);
    assert_eq!(told["rerun"]["inputs_changed"], serde_json::json!([]));
}

#[test]
fn sizes_and_hashes_are_of_the_files_as_they_lie_there() {
    let cut = gzip(session(7).repeat(1000));
    let world = packed(&[])
        .with("packed.json.gz", gzip(session(7)))
        // Rubbish after packed data, and bytes after a fault, count in the hash of the file.
        .with(
            "trailed.json.gz",
            [gzip(session(9)), b"rubbish".repeat(50_000)].concat(),
        )
        .with("cut.json.gz", &cut[..cut.len() / 2])
        .with("page.json", b"<html>");
    let manifest = world.report(&["--hash"]).manifest();
    let files = manifest["files"].as_array().expect("a list");
    for file in files {
        let path = file["path"].as_str().expect("a path");
        let bytes = match path {
            "pack.zip/a.json" => session(8).into_bytes(),
            path => fs::read(world.path(&format!("dump/{path}"))).expect("it is there"),
        };
        assert_eq!(file["bytes"], bytes.len(), "{path}");
        let hash = (path != "notes.txt").then(|| blake3::hash(&bytes).to_hex().to_string());
        assert_eq!(file["blake3"].as_str(), hash.as_deref(), "{path}");
    }
    assert_eq!(files.len(), 7);
    for output in manifest["outputs"].as_array().expect("a list") {
        let name = output["name"].as_str().expect("a name");
        let bytes = fs::read(world.path(&format!("out/{name}"))).expect("it is there");
        assert_eq!(output["bytes"], bytes.len(), "{name}");
        assert_eq!(
            output["blake3"],
            blake3::hash(&bytes).to_hex().as_str(),
            "{name}"
        );
    }
}

#[test]
fn facts_in_folders_are_proven_by_the_manifest_of_their_ledger() {
    let session = |created: &str| Scenario::created_at(created).queued("Podpora", 0);
    let world = World::of([
        session("2026-09-05T10:00:00+02:00"),
        session("2026-10-05T10:00:00+02:00"),
    ]);
    let facts = [
        "facts",
        "dump",
        "--partition",
        "month",
        "--tenant",
        "acme",
        "--out",
        "lake",
        "--tz",
        "UTC",
    ];
    assert_eq!(world.run(&facts).status, 0);
    let verify = ["verify", "lake", "--tenant", "acme"];
    let run = world.run(&verify);
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert!(
        run.stdout
            .contains("files     17 of 17 outputs as the manifest says\nThe facts are as"),
        "{}",
        run.stdout
    );
    let of =
        |table: &str, month: &str| format!("lake/{table}/tenant=acme/month={month}/0000.parquet");
    fs::remove_file(world.path(&of("offers", "2026-09"))).expect("it is there");
    world.put(&of("states", "2026-10"), "other");
    world.put("lake/states/tenant=acme/month=2026-10/0001.parquet", "more");
    world.put("lake/names/tenant=acme/0001.parquet", "more");
    world.put(
        "lake/states/tenant=other/month=2026-10/0000.parquet",
        "of another",
    );
    let run = world.run(&verify);
    assert_eq!(run.status, 4, "{}", run.stdout);
    let bytes = regex::Regex::new("had [0-9]+ bytes").expect("a pattern");
    let said = bytes.replace(&run.stdout, "had N bytes");
    assert_snapshot!(said, @r"
    pack      lake: phasebook 0.1.0 facts, all days, days of UTC
    files     15 of 17 outputs as the manifest says
      offers/tenant=acme/month=2026-09/0000.parquet is not in the pack
      states/tenant=acme/month=2026-10/0000.parquet was changed after it was written: it had N bytes and has 5
      names/tenant=acme/0001.parquet is there, and the manifest does not name it
      states/tenant=acme/month=2026-10/0001.parquet is there, and the manifest does not name it
    The facts are NOT as they were written.
    ");
    // Facts of a month alone say nothing of the others.
    let october = [&facts[..], &["--month", "2026-10"]].concat();
    assert_eq!(world.run(&october).status, 0);
    fs::remove_file(world.path("lake/names/tenant=acme/0001.parquet")).expect("it is there");
    let run = world.run(&verify);
    assert_eq!(run.status, 0, "{}", run.stdout);
    for (arguments, what) in [
        (
            &["verify", "lake", "--tenant", "acme", "dump"][..],
            "facts in folders are not made again here",
        ),
        (
            &["verify", "lake", "--tenant", "none"],
            "there is nothing at lake/ledger/tenant=none",
        ),
        (&["verify", "lake"], "lake is no pack"),
    ] {
        let run = world.run(arguments);
        assert_eq!(run.status, 1, "{}", run.stderr);
        assert!(run.stderr.contains(what), "{}", run.stderr);
    }
}

/// A zip archive names the system it was made on, so workbooks of Windows and Linux differ in these bytes.
#[test]
fn a_workbook_of_another_system_holds_by_its_content() {
    let world = packed(&["--hash", "--format", "xlsx"]);
    let mut workbook = fs::read(world.path("out/report.xlsx")).expect("a workbook");
    let before = blake3::hash(&workbook);
    let headers: Vec<usize> = memchr::memmem::find_iter(&workbook, b"PK\x01\x02").collect();
    assert!(headers.len() > 10);
    for header in headers {
        assert_eq!(workbook[header + 5], 3, "Unix");
        workbook[header + 5] = 0;
    }
    let after = blake3::hash(&workbook);
    world.put("out/report.xlsx", &workbook);
    edit(
        &world,
        "out/manifest.json",
        &before.to_string(),
        &after.to_string(),
    );
    let told = verify(&world, &["out", "dump"]);
    assert!(
        told.contains(
            "report.xlsx comes out with the same content, in an archive of another system"
        ),
        "{told}"
    );
    assert!(told.starts_with("status 0\n"), "{told}");
}

#[test]
fn files_of_the_run_before_are_told_of() {
    let world = packed(&["--format", "csv"]);
    let total = [
        "report", "dump", "--tz", "UTC", "--report", "total", "--out", "out",
    ];
    let run = world.run(&total);
    assert!(
        run.stderr.contains(
            "out still has 7 files of an earlier run, no part of this pack: by_operator.csv, "
        ),
        "{}",
        run.stderr
    );
    assert!(world.path("out/by_operator.csv").is_file());
    let again = world.run(&total);
    assert!(
        !again.stderr.contains("of an earlier run"),
        "{}",
        again.stderr
    );
}

#[test]
fn the_ledger_of_facts_in_folders_is_no_pack_of_its_own() {
    let world = packed(&[]);
    let facts = [
        "facts",
        "dump",
        "--tz",
        "UTC",
        "--partition",
        "month",
        "--out",
        "lake",
    ];
    assert_eq!(world.run(&facts).status, 0);
    let told = verify(&world, &["lake/ledger/tenant=default"]);
    assert!(told.starts_with("status 1\n"), "{told}");
    assert!(told.contains("is the ledger of facts in folders"), "{told}");
    assert!(verify(&world, &["lake"]).starts_with("status 0\n"));
}

/// Settings that cannot be read must not count as settings that are not there.
#[test]
fn a_manifest_whose_settings_are_no_settings_is_refused() {
    let world = packed(&["--hash"]);
    let manifest = fs::read_to_string(world.path("out/manifest.json")).expect("a manifest");
    let mut manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    manifest["settings"]["sla_rules"] = serde_json::json!([null]);
    world.put("out/manifest.json", manifest.to_string());
    let told = verify(&world, &["out", "dump"]);
    assert!(
        told.contains("the settings in manifest.json cannot be read"),
        "{told}"
    );
    assert!(!told.starts_with("status 0"), "{told}");
}
