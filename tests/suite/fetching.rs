//! The list by which `curl` fetches files, and the check of the folder: with the real `curl`, from a platform on this
//! machine, interrupted and resumed. And no dump can write a list that `curl` misreads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::harness::folder::files_below;
use crate::harness::program;
use crate::harness::scenario::Scenario;
use crate::harness::skipped_but_not_in_ci;
use crate::harness::world::{Run, World};

const TOKEN: &str = "a-token-of-the-api";

/// Whether the programs for the platform and its client are installed. If one of them is missing, the test fails in CI;
/// elsewhere this prints a note.
fn has_programs() -> bool {
    ["curl", "openssl", "python3"].into_iter().all(is_there)
}

fn is_there(name: &str) -> bool {
    let argument = if name == "openssl" {
        "version"
    } else {
        "--version"
    };
    let found = Command::new(name).arg(argument).output();
    if found.is_ok_and(|output| output.status.success()) {
        return true;
    }
    skipped_but_not_in_ci(&format!("{name} is not installed"));
    false
}

/// A server that stands for the platform while the test runs.
struct Platform {
    process: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
}

impl Platform {
    /// Starts the server with a certificate of its own; it stalls in the middle of the requests with these numbers.
    fn start(world: &World, stalls: &[u32]) -> Self {
        let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| world.path(name));
        let made = Command::new("openssl")
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ])
            .args(["-subj", "/CN=localhost", "-addext"])
            .arg("subjectAltName=IP:127.0.0.1,DNS:localhost")
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .output()
            .expect("openssl can be started");
        assert!(made.status.success(), "{made:?}");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/https/server.py");
        let mut process = Command::new("python3")
            .arg(script)
            .args([&certificate, &key])
            .arg(TOKEN)
            .args(stalls.iter().map(ToString::to_string))
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 can be started");
        let lines = BufReader::new(process.stdout.take().expect("its output"));
        let mut platform = Self {
            process,
            lines,
            port: 0,
        };
        platform.port = platform.line().parse().expect("a port");
        platform
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.host())
    }

    /// The next line of the server's log.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }

    /// The lines of the server's log before this one.
    fn lines_until(&mut self, end: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            if line == end {
                return lines;
            }
            assert!(!line.is_empty(), "it ended after {lines:?}");
            lines.push(line);
        }
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        // The server ends with the test, whether it passed or failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The content that the server gives for a path.
fn content(path: &str) -> Vec<u8> {
    let sum: usize = path.bytes().map(usize::from).sum();
    path.repeat(1 + path.len() + sum % 97).into_bytes()
}

/// Starts `curl` in the folder, with the command that the program prints; receipts are appended.
fn curl(world: &World, list: &str) -> Child {
    fs::create_dir_all(world.path("recordings")).expect("a folder");
    let receipts = File::options()
        .create(true)
        .append(true)
        .open(world.path("recordings/receipts.txt"))
        .expect("receipts");
    Command::new("curl")
        .arg("--disable")
        .arg("--config")
        .arg(world.path(list))
        .args(["--oauth2-bearer", TOKEN, "--cacert"])
        .arg(world.path("certificate.pem"))
        .current_dir(world.path("recordings"))
        .stdout(Stdio::null())
        .stderr(receipts)
        .spawn()
        .expect("curl can be started")
}

fn fetch(world: &World, list: &str) {
    let mut curl = curl(world, list);
    curl.wait().expect("curl ends");
}

/// Runs `phasebook downloads` with these options, which must end with this status.
#[track_caller]
fn downloads(world: &World, options: &[&str], status: i32) -> Run {
    let run = world.run(&[&["downloads", "dump", "--tz", "UTC"], options].concat());
    assert_eq!(
        run.status, status,
        "{options:?}\n{}{}",
        run.stdout, run.stderr
    );
    run
}

/// The comparison of the folder with the list, in JSON.
fn checked(world: &World, options: &[&str], status: i32) -> Value {
    let check = ["--check", "recordings", "--json", "--quiet"];
    let run = downloads(world, &[&check[..], options].concat(), status);
    let found: Value = serde_json::from_str(&run.stdout).expect("JSON");
    found["check"].clone()
}

fn count(found: &Value, name: &str) -> usize {
    found[name].as_array().map_or(0, Vec::len)
}

/// The paths of a list with their addresses.
fn listed(world: &World, list: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(world.path(list)).expect("the list");
    let value = |line: &str, name: &str| {
        let value = line.strip_prefix(name)?.strip_prefix(" = \"")?;
        let value = value.strip_suffix('"')?.replace("\\\"", "\"");
        Some(value)
    };
    let urls = text.lines().filter_map(|line| value(line, "url"));
    let paths = text.lines().filter_map(|line| value(line, "output"));
    paths.zip(urls).collect()
}

/// A dump of a hundred sessions with ten recordings or files each.
fn thousand(platform: &Platform) -> String {
    let sessions = (1..=100).map(|id| {
        let url = |number: i64| platform.url(&format!("/r/{id}/{number}"));
        let recording =
            |number: i64| json!({"id": number, "name": "r.opus", "downloadUrl": url(number)});
        let recordings: Vec<Value> = (1..=6).map(recording).collect();
        let file = |number: i64| {
            let name = if number % 2 == 0 { "a.pdf" } else { "without" };
            json!({"file": {"name": name, "downloadUrl": url(number)}})
        };
        let session = Scenario::new().id(id).field("recordings", recordings);
        let session = (7..=10).fold(session, |session, number| session.activity(file(number)));
        session.session().to_string()
    });
    sessions.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_thousand_files_are_complete_after_two_interruptions_and_every_fault_is_found() {
    if !has_programs() {
        return;
    }
    let world = World::new();
    let mut platform = Platform::start(&world, &[300, 701]);
    world.put("dump/sessions.ndjson", thousand(&platform));
    downloads(&world, &["--curl", "list.curl"], 0);
    let all = listed(&world, "list.curl");
    assert_eq!(all.len(), 1000);
    let files: Vec<&String> = all.keys().filter(|path| path.starts_with("7/")).collect();
    assert_eq!(
        files,
        [
            "7/file-10.pdf",
            "7/file-7",
            "7/file-8.pdf",
            "7/file-9",
            "7/recording-1.opus",
            "7/recording-2.opus",
            "7/recording-3.opus",
            "7/recording-4.opus",
            "7/recording-5.opus",
            "7/recording-6.opus",
        ]
    );

    // curl is killed twice in the middle of a file, which then has its name but not its length.
    let mut list = "list.curl".to_owned();
    let mut there = 0;
    for (round, more) in [(1, 300), (2, 400)] {
        let mut curl = curl(&world, &list);
        assert_eq!(platform.lines_until("stalled").len(), more);
        curl.kill().expect("curl is running");
        curl.wait().expect("curl ends");
        there += more;
        list = format!("list-{round}.curl");
        let found = checked(&world, &["--curl", &list], 4);
        assert_eq!(found["there"], there);
        // The last file may have got its first byte or not, by chance.
        let [missing, empty, unfinished] =
            ["missing", "empty", "unfinished"].map(|name| count(&found, name));
        assert_eq!(
            (missing + empty + unfinished, missing >= 999 - there),
            (1000 - there, true)
        );
        assert_eq!(listed(&world, &list).len(), 1000 - there);
    }
    fetch(&world, &list);
    let found = checked(&world, &["--curl", "nothing.curl"], 0);
    assert_eq!(
        (&found["complete"], &found["there"]),
        (&json!(true), &json!(1000))
    );
    assert_eq!(count(&found, "not_on_the_list"), 0);
    assert_eq!(listed(&world, "nothing.curl"), BTreeMap::new());
    for (path, url) in &all {
        let held = fs::read(world.path("recordings").join(path)).expect("a file");
        let of_platform = url
            .strip_prefix(&platform.url(""))
            .expect("an address of it");
        assert!(held == content(of_platform), "{path}");
    }

    // Five faults of each kind.
    let paths: Vec<&String> = all.keys().collect();
    let at = |path: &str| world.path("recordings").join(path);
    let (missing, empty, short, bare) =
        (&paths[..5], &paths[5..10], &paths[10..15], &paths[15..20]);
    for path in missing {
        fs::remove_file(at(path)).expect("a file");
    }
    for path in empty {
        fs::write(at(path), "").expect("a file");
    }
    for path in short {
        let bytes = fs::read(at(path)).expect("a file");
        fs::write(at(path), &bytes[1..]).expect("a file");
    }
    let receipts = fs::read_to_string(at("receipts.txt")).expect("receipts");
    let is_kept = |line: &&str| !bare.iter().any(|path| line.contains(&format!(" {path} ")));
    let receipts: Vec<&str> = receipts.lines().filter(is_kept).collect();
    fs::write(at("receipts.txt"), receipts.join("\n") + "\n").expect("receipts");
    let strangers = [
        "1/notes.txt",
        "7/recording-11.opus",
        "8888/recording-1.opus",
        "a",
        "z/y/x",
    ];
    for path in strangers {
        world.put(&format!("recordings/{path}"), "x");
    }
    let found = checked(&world, &["--curl", "again.curl"], 4);
    let of = |name: &str| -> BTreeSet<String> {
        let paths = found[name].as_array().expect("paths").iter();
        paths
            .map(|path| path.as_str().expect("a path").to_owned())
            .collect()
    };
    let set = |paths: &[&String]| {
        paths
            .iter()
            .map(ToString::to_string)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(of("missing"), set(missing));
    assert_eq!(of("empty"), set(empty));
    assert_eq!(of("unfinished"), set(&[short, bare].concat()));
    assert_eq!(of("not_on_the_list"), strangers.map(str::to_owned).into());
    let again: BTreeSet<String> = listed(&world, "again.curl").into_keys().collect();
    assert_eq!(again, set(&paths[..20]));
    fetch(&world, "again.curl");
    let found = checked(&world, &[], 0);
    assert_eq!(count(&found, "not_on_the_list"), 5);

    // The hashes are those of the files, and the pack with them can be verified.
    let run = downloads(
        &world,
        &["--check", "recordings", "--hash", "--out", "out"],
        0,
    );
    let table = run.table("downloads");
    for row in [0, 500, 999] {
        let extension = table.cell(row, "extension");
        let ending = if extension.is_empty() {
            String::new()
        } else {
            format!(".{extension}")
        };
        let [session, kind, number] =
            ["session_id", "kind", "number"].map(|name| table.cell(row, name));
        let path = format!("{session}/{kind}-{number}{ending}");
        let hash = blake3::hash(&fs::read(at(&path)).expect("a file")).to_hex();
        assert_eq!(table.cell(row, "blake3"), hash.as_str(), "{path}");
    }
    let verified = world.run(&["verify", "out", "dump"]);
    assert_eq!(verified.status, 0, "{}{}", verified.stdout, verified.stderr);
}

/// An answer other than the file counts as missing: another page, an error, or nothing.
#[test]
fn only_what_the_platform_gave_whole_is_there() {
    if !has_programs() {
        return;
    }
    let world = World::new();
    let platform = Platform::start(&world, &[]);
    let recordings = ["/r/1", "/moved/2", "/gone/3", "/empty"]
        .map(|path| json!({"downloadUrl": platform.url(path)}));
    let session = Scenario::new().field("recordings", recordings.to_vec());
    world.put("dump/a.json", session.session().to_string());
    downloads(&world, &["--curl", "list.curl"], 0);
    fetch(&world, "list.curl");
    let found = checked(&world, &["--curl", "again.curl"], 4);
    assert_eq!(found["there"], 1);
    assert_eq!(found["unfinished"], json!(["1/recording-2"]));
    assert_eq!(found["missing"], json!(["1/recording-3"]));
    assert_eq!(found["empty"], json!(["1/recording-4"]));
    // An empty file would come empty again.
    let again: Vec<String> = listed(&world, "again.curl").into_keys().collect();
    assert_eq!(again, ["1/recording-2", "1/recording-3"]);
}

/// Even by a hostile dump, curl only fetches the files of the table, from one host, into files below the folder that
/// are named by numbers.
#[test]
fn a_hostile_dump_writes_nothing_that_curl_would_misread() {
    if !has_programs() {
        return;
    }
    let world = World::new();
    let mut platform = Platform::start(&world, &[]);
    let host = platform.host();
    let odd = [
        "/\"x\",<>^`{a,b}[1-3]|'",
        "/#@other.example/",
        "/?next=--next&url=x",
        "/%2e%2e/%22%0aoutput%3d",
        "/-o/$(id);`id`",
        "/@me:x@b//c",
    ];
    let good: Vec<String> = odd.iter().map(|path| platform.url(path)).collect();
    // One line that is too long would make curl refuse the whole list.
    let long = platform.url(&format!("/{}", "\"".repeat(150_000)));
    let bad = [
        "file:///etc/passwd".to_owned(),
        format!("http://{host}/r/1"),
        format!("https://me:secret@{host}/r/1"),
        format!("https://{host}\\@other.example/r/1"),
        format!("https://{host}/r/1\"\noutput = \"/tmp/owned"),
        format!("https://{host}/r/1\nnext\nurl = \"https://other.example/"),
        format!("https://{host}/\t{{1..9}}"),
        format!("https://{host}/\u{0}"),
        format!("https://{host}.\u{202e}example/"),
        format!(" https://{host}/r/1"),
        format!("-K/etc/passwd https://{host}"),
    ];
    let others = [
        "https://other.example/r/1",
        "https://127.0.0.1/r/1",
        "https://[::1]/r/1",
    ];
    let names = [
        "x.opus\"\noutput = \"/tmp/owned",
        "../../../etc/cron.d/x.opus",
        "x./../../x",
        "x.opus/../y",
        "x.\u{202e}supo",
    ];
    let urls = good
        .iter()
        .chain([&long])
        .chain(&bad)
        .cloned()
        .chain(others.map(str::to_owned));
    let recordings: Vec<Value> = urls
        .zip(names.iter().cycle())
        .map(|(url, name)| json!({"name": name, "downloadUrl": url}))
        .collect();
    let many: Vec<Value> = (0..10_000)
        .map(|number| json!({"id": number, "isDeleted": true, "name": "../x"}))
        .collect();
    let sessions = [
        Scenario::new().id(-7).field("recordings", recordings),
        Scenario::new().id(8).field("recordings", many),
    ];
    let lines = sessions.map(|session| session.session().to_string());
    world.put("dump/a.ndjson", lines.join("\n"));

    // A token for one host must not go to another: no list is written until --host names one.
    let run = downloads(&world, &["--curl", "list.curl", "--out", "out"], 1);
    assert!(
        run.stderr.contains(&format!(
            "4 hosts, and a token for one is not for the others: {host} (7), "
        )),
        "{}",
        run.stderr
    );
    assert!(!world.path("list.curl").exists() && run.files.is_empty());
    let run = downloads(
        &world,
        &[
            "--curl",
            "list.curl",
            "--host",
            "OTHER.Example:443",
            "--json",
        ],
        0,
    );
    let found: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(found["list"]["host"], "other.example");
    let run = downloads(
        &world,
        &["--curl", "list.curl", "--host", "nobody.example"],
        1,
    );
    assert!(
        run.stderr.contains("--host: no file is of this host"),
        "{}",
        run.stderr
    );

    let run = downloads(
        &world,
        &["--curl", "list.curl", "--host", &host, "--out", "out"],
        0,
    );
    let table = run.table("downloads");
    assert_eq!(
        table.len(),
        10_000 + odd.len() + 1 + bad.len() + others.len()
    );
    assert!(
        run.stdout
            .contains("1 row not on the list: the address is longer than curl takes"),
        "{}",
        run.stdout
    );
    assert_eq!(table.rows_with("state", "refused").len(), bad.len());
    let all = listed(&world, "list.curl");
    assert_eq!(all.values().collect::<BTreeSet<_>>(), good.iter().collect());
    fetch(&world, "list.curl");
    let found = checked(&world, &["--host", &host], 0);
    assert_eq!(
        (&found["there"], count(&found, "not_on_the_list")),
        (&json!(6), 0)
    );
    // The fragment is not sent; the rest of the address is sent unchanged.
    let mut asked: Vec<String> = (0..6).map(|_| platform.line()).collect();
    asked.sort();
    let mut expected: Vec<String> = odd
        .iter()
        .map(|path| format!("200 {}", path.split('#').next().unwrap_or_default()))
        .collect();
    expected.sort();
    assert_eq!(asked, expected);
    let below: BTreeSet<String> = files_below(&world.path("recordings"))
        .into_keys()
        .map(|path| path.display().to_string())
        .collect();
    let mut paths: BTreeSet<String> = all.into_keys().collect();
    paths.insert("receipts.txt".to_owned());
    assert_eq!(below, paths);
    for path in &paths {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-./".contains(letter);
        assert!(path.chars().all(is_plain) && !path.contains(".."), "{path}");
    }
}

/// A session that is exported again may have a new recording; its files then have other numbers.
#[test]
fn a_file_that_another_one_had_the_name_of_is_not_taken_for_it() {
    let file = |name: &str| {
        let url = format!("https://app.example.cz/{name}");
        json!({"file": {"name": "a.pdf", "downloadUrl": url}})
    };
    let session = Scenario::new().activity(file("a")).activity(file("b"));
    let world = World::new();
    world.put("dump/a.json", session.session().to_string());
    world.put("recordings/1/file-1.pdf", "12345");
    world.put("recordings/1/file-2.pdf", "12345");
    world.put(
        "recordings/receipts.txt",
        "200 0 5 1/file-1.pdf https://app.example.cz/a\n200 0 5 1/file-2.pdf https://app.example.cz/b\n",
    );
    assert_eq!(checked(&world, &[], 0)["there"], 2);
    let recording = json!({"downloadUrl": "https://app.example.cz/r"});
    let later = session.field("recordings", vec![recording]);
    world.put("dump/a.json", later.session().to_string());
    let found = checked(&world, &[], 4);
    assert_eq!(found["missing"], json!(["1/recording-1", "1/file-3.pdf"]));
    assert_eq!(found["unfinished"], json!(["1/file-2.pdf"]));
    assert_eq!(found["not_on_the_list"], json!(["1/file-1.pdf"]));
}

/// The script of the guide runs unchanged, except for the address of the platform.
#[test]
fn the_script_of_the_guide_goes_the_whole_way() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide/downloads.md");
    let guide = fs::read_to_string(guide).expect("the guide");
    let script = guide.split("```sh\n#!/bin/sh\n").nth(1).expect("a script");
    let script = script.split("```").next().expect("its end");
    if !has_programs() || !is_there("jq") {
        return;
    }
    let world = World::new();
    let mut platform = Platform::start(&world, &[]);
    world.put("dump/sessions.ndjson", thousand(&platform));
    let own = script.replace("https://app.mluvii.com", &platform.url(""));
    assert!(own.contains(&platform.host()));
    world.put("fetch.sh", &own);
    fs::create_dir(world.path("bin")).expect("a folder");
    std::os::unix::fs::symlink(program::path(), world.path("bin/phasebook")).expect("a link");
    let path = std::env::var("PATH").expect("a path");
    let run = || {
        let output = Command::new("/bin/sh")
            .arg("fetch.sh")
            .current_dir(world.path("."))
            .env("PATH", format!("{}:{path}", world.path("bin").display()))
            .env("CURL_CA_BUNDLE", world.path("certificate.pem"))
            .env("API_USER", "me")
            .env("API_PASSWORD", "a password")
            .output();
        output.expect("a shell")
    };
    let first = run();
    assert!(first.status.success(), "{first:?}");
    let told = String::from_utf8_lossy(&first.stdout);
    assert!(
        told.contains("The folder has every file of the list."),
        "{told}"
    );
    let all = world.path("proof/downloads.csv");
    let hashed = fs::read_to_string(&all).expect("the table");
    assert_eq!(hashed.lines().count(), 1001);
    let asked = |platform: &mut Platform| {
        fs::remove_file(world.path("recordings/7/file-7")).expect("a file");
        let second = run();
        assert!(second.status.success(), "{second:?}");
        // The last file of the first run, then the token and the file of the second.
        platform.lines_until("200 /r/7/7");
        platform.lines_until("200 /r/100/10");
        platform.lines_until("200 /r/7/7")
    };
    assert_eq!(asked(&mut platform), ["200 /login/connect/token"]);
    assert_eq!(fs::read_to_string(&all).expect("the table"), hashed);
}

#[test]
fn the_list_is_one_operation_of_two_lines_a_file() {
    let recordings = ["https://app.example.cz/r/1", "https://app.example.cz/\"2\""];
    let recordings = recordings.map(|url| json!({"name": "r.OPUS", "downloadUrl": url}));
    let world = World::of([Scenario::new().field("recordings", recordings.to_vec())]);
    let run = downloads(&world, &["--curl", "list.curl"], 0);
    let list = fs::read_to_string(world.path("list.curl")).expect("the list");
    insta::assert_snapshot!(list, @r#"
    # Written by phasebook. Files to fetch: 2 of app.example.cz. In the folder for them:
    # curl --disable --config THIS_FILE --oauth2-bearer "$TOKEN" 2>> receipts.txt
    globoff
    fail
    create-dirs
    no-location
    no-progress-meter
    proto = "=https"
    write-out = "%{stderr}%{http_code} %{exitcode} %{size_download} %{filename_effective} %{url}\n"

    url = "https://app.example.cz/r/1"
    output = "1/recording-1.opus"

    url = "https://app.example.cz/\"2\""
    output = "1/recording-2.opus"
    "#);
    insta::assert_snapshot!(run.stdout, @r#"
                all  deleted  uploading  no_url  refused  available
    recordings    2        0          0       0        0          2
    files         0        0          0       0        0          0
    0.00 hours recorded
    0 of 0 sessions answered by phone or video without a recording
    the list is of app.example.cz, the only one: 2 files
    wrote the list of 2 files to fetch to list.curl
      in the folder for them: curl --disable --config PATH/list.curl --oauth2-bearer "$TOKEN" 2>> receipts.txt
    "#);
}

#[test]
fn a_folder_is_told_about_in_words() {
    let recordings: Vec<Value> = (1..=3)
        .map(|number| json!({"name": "r.opus", "downloadUrl": format!("https://app.example.cz/{number}")}))
        .collect();
    let world = World::of([Scenario::new().field("recordings", recordings)]);
    world.put("recordings/1/recording-1.opus", "12345");
    world.put("recordings/1/recording-2.opus", "123");
    world.put("recordings/other", "x");
    world.put(
        "recordings/receipts.txt",
        "200 0 5 1/recording-1.opus https://app.example.cz/1\n",
    );
    let run = downloads(&world, &["--check", "recordings", "--curl", "list.curl"], 4);
    insta::assert_snapshot!(run.stdout, @r#"
                all  deleted  uploading  no_url  refused  available
    recordings    3        0          0       0        0          3
    files         0        0          0       0        0          0
    0.00 hours recorded
    0 of 0 sessions answered by phone or video without a recording
    the list is of app.example.cz, the only one: 3 files

    recordings: 1 of 3 files there, 5 bytes
      missing          1  1/recording-3.opus
      unfinished       1  1/recording-2.opus
      not on the list  1  other
    The folder does NOT have every file of the list: --curl FILE writes a list of those to fetch again.
    wrote the list of 2 files to fetch to list.curl
      in the folder for them: curl --disable --config PATH/list.curl --oauth2-bearer "$TOKEN" 2>> receipts.txt
    "#);
    let run = downloads(&world, &["--check", "nowhere"], 1);
    insta::assert_snapshot!(run.stderr, @r"
    error: --check: nowhere is not a folder
    hint: name the folder that curl fetched into; before the first fetch, write the list with --curl alone
    ");
    // The run fails before the dump is read if an output cannot be written.
    let run = downloads(&world, &["--curl", "no/such/folder/list.curl"], 1);
    assert!(
        run.stderr.contains("cannot write no/such/folder/list.curl"),
        "{}",
        run.stderr
    );
}
