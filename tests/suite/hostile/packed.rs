//! Packed files that unpack to too much, are cut, have rubbish at the end, or names that lead elsewhere.

use super::bounds::detailed;
use crate::harness::dumps::{check_dumps, dump, file, gzip, session, zip, zstd};
use crate::harness::world::World;

/// A packed file with a session and then a huge number of blanks.
fn bomb(pack: fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let blanks = pack(vec![b' '; 1 << 20]);
    let mut packed = pack(format!("{}\n", session(1)).into_bytes());
    for _ in 0..64 {
        packed.extend_from_slice(&blanks);
    }
    packed.extend(pack(session(2).into_bytes()));
    packed
}

#[test]
fn what_unpacks_to_more_than_may_be_is_read_up_to_there() {
    let limit = ["--max-expanded", "1MiB"];
    for (path, packed) in [("a.json.gz", bomb(gzip)), ("a.json.zst", bomb(zstd))] {
        let world = World::new().with(path, &packed);
        let run = world.facts(&limit);
        assert_eq!(run.sessions(), "1", "{path}");
        assert_eq!(
            detailed(&run),
            [format!(
                "error,too_large,{path},1,,it unpacks to more than --max-expanded 1MiB; what follows is not read"
            )]
        );
        assert_eq!(run.count("files_read"), 1);
        // The default limit is higher: the whole file is read.
        assert_eq!(world.facts(&[]).sessions(), "1 2", "{path}");
        let strict = world.run(&[
            "facts",
            "dump",
            "--out",
            "out",
            "--strict",
            "--max-expanded",
            "1MiB",
        ]);
        assert_eq!(strict.status, 3, "{}", strict.stderr);
    }
    // A file of blanks has no value that can be read.
    let blanks = zstd(vec![b' '; 4 << 20]);
    check_dumps([file("blanks", "a.json.zst", blanks)
        .options(limit)
        .problems(["too_large a.json.zst:1"])
        .counts(["files_unreadable 1"])]);
}

#[test]
fn the_members_of_an_archive_share_the_limit() {
    let page = |id| {
        let mut page = session(id).into_bytes();
        page.resize(700_000, b' ');
        page
    };
    let archive = zip(&[
        ("a.json", &page(1)),
        ("b.json", &page(2)),
        ("c.json", &page(3)),
        ("d.txt", &page(4)),
    ]);
    check_dumps([
        file("two thirds", "x.zip", &archive)
            .options(["--max-expanded", "1MB"])
            .sessions("1 2")
            .problems([
                "too_large x.zip/b.json:1",
                "too_large x.zip/c.json:1",
                "skipped_file x.zip/d.txt",
            ]),
        file("all", "x.zip", &archive)
            .options(["--max-expanded", "2100000"])
            .sessions("1 2 3")
            .problems(["skipped_file x.zip/d.txt"]),
    ]);
}

/// An archive of some hundred bytes that unpacks to a million times its size.
#[test]
fn a_ratio_of_a_million_is_stopped() {
    let blanks = zstd(vec![b' '; 128 << 20]);
    let archive = zip(&[("a.json.zst", &[zstd(session(1)), blanks].concat())]);
    assert!(archive.len() < 2_000, "{} bytes", archive.len());
    let run = World::new()
        .with("x.zip", archive)
        .facts(&["--max-expanded", "64MiB"]);
    assert_eq!(run.sessions(), "1");
    assert_eq!(run.problems(), ["too_large x.zip/a.json.zst:1"]);
}

/// The directory of an archive states the unpacked size of a member; phasebook does not trust it.
#[test]
fn an_archive_that_lies_about_a_size_gains_nothing() {
    let mut page = session(1).into_bytes();
    page.resize(1 << 20, b' ');
    let mut archive = zip(&[("a.json", &page), ("b.json", session(2).as_bytes())]);
    let directory = archive
        .windows(4)
        .position(|four| four == b"PK\x01\x02")
        .expect("an archive has a directory");
    archive[directory + 24..directory + 28].copy_from_slice(&100_u32.to_le_bytes());
    let run = World::new().with("x.zip", archive).facts(&[]);
    assert_eq!(run.sessions(), "2");
    assert_eq!(run.problems(), ["unreadable_file x.zip/a.json"]);
}

#[test]
fn an_error_in_a_size_is_shown() {
    let world = World::new();
    let run = world.run(&[
        "facts",
        "dump",
        "--out",
        "out",
        "--max-expanded",
        "much",
        "--max-record",
        "0",
    ]);
    assert_eq!(run.status, 2);
    for option in ["--max-expanded: `much`", "--max-record: `0`"] {
        assert!(run.stderr.contains(option), "{}", run.stderr);
    }
}

#[test]
fn packed_data_that_are_cut_or_trailed_keep_what_is_whole() {
    let lines: String = (1..=20_000).map(|id| session(id) + "\n").collect();
    let cut = |packed: Vec<u8>| packed[..packed.len() - 50].to_vec();
    for (path, packed) in [
        ("a.ndjson.gz", gzip(&lines)),
        ("a.ndjson.zst", zstd(&lines)),
    ] {
        let run = World::new().with(path, cut(packed)).facts(&[]);
        assert_eq!(run.count("files_read"), 1, "{path}");
        assert!(run.count("sessions_kept") > 1_000, "{path}");
        let of_the_file = format!("truncated_file {path}");
        let problems = run.problems();
        assert!(
            problems
                .iter()
                .any(|problem| problem.starts_with(&of_the_file))
        );
        run.check_balance();
    }
    let one = gzip(session(1));
    check_dumps([
        file(
            "rubbish behind",
            "a.json.gz",
            [&one[..], b"rubbish"].concat(),
        )
        .sessions("1")
        .problems(["truncated_file a.json.gz:1"]),
        file(
            "half a header behind",
            "a.json.gz",
            [&one[..], &one[..5]].concat(),
        )
        .sessions("1")
        .problems(["truncated_file a.json.gz:1"]),
        file("a header alone", "a.json.gz", &one[..10])
            .sessions("")
            .problems(["unreadable_file a.json.gz"]),
        file(
            "a header of zstd alone",
            "a.json.zst",
            &zstd(session(1))[..5],
        )
        .sessions("")
        .problems(["unreadable_file a.json.zst"]),
        file("a checksum that is wrong", "a.json.gz", {
            let mut packed = one.clone();
            let at = packed.len() - 6;
            packed[at] ^= 0xFF;
            packed
        })
        .sessions("1")
        .problems(["truncated_file a.json.gz:1"]),
    ]);
}

#[test]
fn an_archive_in_an_archive_is_not_opened() {
    let inner = zip(&[("a.json", session(1).as_bytes())]);
    let packed = gzip(&inner);
    check_dumps([
        file(
            "zip in zip",
            "x.zip",
            zip(&[("y.zip", &inner), ("b.json", session(2).as_bytes())]),
        )
        .sessions("2")
        .problems(["skipped_file x.zip/y.zip"])
        .counts(["files_found 2", "files_skipped 1"]),
        file("gzip in gzip", "a.json.gz", gzip(gzip(session(1))))
            .sessions("")
            .problems(["unreadable_file a.json.gz"]),
        file(
            "zip named as JSON in zip",
            "x.zip",
            zip(&[("b.json", &inner)]),
        )
        .sessions("")
        .problems(["unreadable_file x.zip/b.json"]),
        file("zip in gzip named as JSON", "a.json.gz", packed)
            .sessions("")
            .problems(["unreadable_file a.json.gz"]),
    ]);
}

/// Nothing is unpacked to the disk, so the name of a member cannot lead anywhere.
#[test]
fn a_name_that_leads_out_of_the_archive_is_a_name() {
    let one = session(1);
    let names = [
        "/etc/a.json",
        "../../b.json",
        "C:\\c.json",
        "./d.json",
        "e/../../f.json",
    ];
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, one.as_bytes())).collect();
    let world = World::new().with("x.zip", zip(&members));
    let before = world.names("");
    let run = world.facts(&[]);
    assert_eq!(run.count("files_read"), 5);
    assert_eq!(run.problems(), [] as [&str; 0]);
    let files = run.manifest()["files"].clone();
    let paths: Vec<&str> = files
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|file| file["path"].as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "x.zip/../../b.json",
            "x.zip/C:/c.json",
            "x.zip/d.json",
            "x.zip/e/../../f.json",
            "x.zip/etc/a.json"
        ]
    );
    let mut after = world.names("");
    after.retain(|name| name != "out");
    assert_eq!(after, before);
}

#[test]
fn an_archive_that_is_damaged_costs_itself() {
    let whole = zip(&[("a.json", session(1).as_bytes())]);
    let world = |bytes: Vec<u8>| World::new().with("x.zip", bytes).with("b.json", session(2));
    check_dumps([
        dump("cut", world(whole[..whole.len() / 2].to_vec()))
            .sessions("2")
            .problems(["unreadable_file x.zip"]),
        dump("no archive", world(b"PK\x03\x04 nothing".to_vec()))
            .sessions("2")
            .problems(["unreadable_file x.zip"]),
        dump("empty", world(Vec::new()))
            .sessions("2")
            .problems(["skipped_file x.zip"]),
        dump("an archive of nothing", world(zip(&[])))
            .sessions("2")
            .problems([]),
    ]);
}
