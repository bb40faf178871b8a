//! The files that are read (`phasebook guide reading`, Files): endings, packings, encodings, archives,
//! links, and what is skipped or unreadable.

use crate::harness::dumps::{check_dumps, dump, file, gzip, history, session, zip, zstd};
use crate::harness::world::World;

const READ: [&str; 2] = ["files_found 1", "files_read 1"];
const SKIPPED: [&str; 2] = ["files_found 1", "files_skipped 1"];
const UNREADABLE: [&str; 2] = ["files_found 1", "files_unreadable 1"];

#[test]
fn the_ending_says_whether_a_file_is_read() {
    let read = |path, content: &[u8]| {
        file("read", path, content)
            .sessions("1")
            .problems([])
            .counts(READ)
    };
    let skipped = |path| {
        file("skipped", path, session(1))
            .sessions("")
            .counts(SKIPPED)
    };
    let plain = session(1).into_bytes();
    let (gz, zst) = (gzip(&plain), zstd(&plain));
    check_dumps([
        read("a.json", &plain),
        read("a.ndjson", &plain),
        read("a.jsonl", &plain),
        read("A.JSON", &plain),
        read("a.Ndjson", &plain),
        read("a.json.gz", &gz),
        read("a.jsonl.GZ", &gz),
        read("a.ndjson.zst", &zst),
        read("a.JSON.Zst", &zst),
        read(".hidden.json", &plain),
        read(".json", &plain),
        read("deep/deeper/žluť/a b.json", &plain),
        skipped("a.csv"),
        skipped("a.txt"),
        skipped("a"),
        skipped("json"),
        skipped("a.json.bak"),
        skipped("a.json.gz.part"),
        skipped("a.gz"),
        skipped("a.zst"),
        skipped("a.json.xz"),
        skipped("__MACOSX/a.json"),
        skipped("deep/__MACOSX/._a.json"),
    ]);
}

#[test]
fn an_empty_file_is_skipped_and_one_without_json_unreadable() {
    let skipped = |name, content: &[u8]| {
        file(name, "a.json", content)
            .problems(["skipped_file a.json"])
            .counts(SKIPPED)
    };
    let unreadable = |name, path, content: &[u8]| {
        let case = file(name, path, content).sessions("").counts(UNREADABLE);
        if path == "a.json" {
            case.problems(["unreadable_file a.json"])
        } else {
            case
        }
    };
    let gz = gzip(session(1));
    check_dumps([
        skipped("no bytes", b""),
        skipped("blanks", b" \r\n\t\n"),
        file("no bytes in gzip", "a.json.gz", gzip(""))
            .problems(["skipped_file a.json.gz"])
            .counts(SKIPPED),
        file("blanks in zstd", "a.json.zst", zstd("\n\n"))
            .problems(["skipped_file a.json.zst"])
            .counts(SKIPPED),
        unreadable("a page of the server", "a.json", b"502 Bad Gateway"),
        unreadable("markup", "a.json", b"<html><body>no</body></html>"),
        unreadable("a lonely text", "a.json", b"\"ok\""),
        unreadable("a lonely number", "a.json", b"404\n"),
        unreadable(
            "something else in a gzip's name",
            "a.json.gz",
            b"not packed",
        ),
        unreadable(
            "something else in a zstd's name",
            "a.json.zst",
            b"not packed",
        ),
        unreadable("cut before anything comes out", "a.json.gz", &gz[..6]),
    ]);
}

#[test]
fn packed_data_may_be_cut_short_padded_or_trailed_by_rubbish() {
    // Enough for several blocks of zstd: the content of whole blocks is read, although the last block is cut.
    let lines: String = (1..=8000).map(|id| session(id) + "\n").collect();
    for (path, packed) in [("a.json.gz", gzip(&lines)), ("a.json.zst", zstd(&lines))] {
        let one: Vec<u8> = if path.ends_with("gz") {
            gzip(session(1))
        } else {
            zstd(session(1))
        };
        let two: Vec<u8> = if path.ends_with("gz") {
            gzip(session(2))
        } else {
            zstd(session(2))
        };
        check_dumps([
            file(
                "several pieces follow each other",
                path,
                [&one[..], &two].concat(),
            )
            .sessions("1 2")
            .problems([]),
            file(
                "zeros behind are padding",
                path,
                [&one[..], &[0; 512]].concat(),
            )
            .sessions("1")
            .problems([]),
        ]);
        let rubbish = World::new()
            .with(path, [&one[..], b"rubbish"].concat())
            .facts(&[]);
        assert_eq!(rubbish.sessions(), "1", "{path}");
        assert_eq!(rubbish.problems(), [format!("truncated_file {path}:1")]);
        let cut = World::new()
            .with(path, &packed[..packed.len() - 20])
            .facts(&[]);
        assert_eq!(cut.count("files_read"), 1, "{path}");
        let of_the_file = format!("truncated_file {path}:");
        let problems = cut.problems();
        assert!(
            problems
                .iter()
                .any(|problem| problem.starts_with(&of_the_file)),
            "{problems:?}"
        );
        assert!(cut.count("sessions_kept") > 1000, "{path}");
    }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

#[test]
fn text_is_utf_8_or_utf_16_with_a_byte_order_mark() {
    let text = session(1).replace('}', r#","widget":"Žofie 😀"}"#);
    let marked = format!("\u{feff}{text}");
    let little = utf16(&text, u16::to_le_bytes);
    for (path, content) in [
        ("a.json", text.clone().into_bytes()),
        ("a.json", marked.clone().into_bytes()),
        ("a.json", little.clone()),
        ("a.json", utf16(&text, u16::to_be_bytes)),
        ("a.json.gz", gzip(&little)),
        ("a.json.zst", zstd(&marked)),
        ("a.zip", zip(&[("b.json", &little)])),
    ] {
        let run = World::new().with(path, &content).facts(&[]);
        assert_eq!(
            run.table("sessions").pick(&["session_id", "widget"]),
            ["1 Žofie 😀"],
            "{path}"
        );
        assert!(run.problems().is_empty(), "{path}: {:?}", run.problems());
    }
    // Concatenated files may have byte order marks inside.
    let joined = format!("{marked}\n\u{feff}{}", session(2));
    check_dumps([file("marks inside", "a.json", joined)
        .sessions("1 2")
        .problems([])]);
}

#[test]
fn members_of_an_archive_are_files_of_their_own() {
    let (one, two) = (session(1), session(2));
    let archive = zip(&[
        ("pages/a.json", one.as_bytes()),
        ("pages/b.JSONL.gz", &gzip(&two)),
        ("readme.txt", b"hello"),
        ("empty.json", b""),
        ("__MACOSX/pages/._a.json", one.as_bytes()),
        ("inner.zip", &zip(&[("c.json", session(3).as_bytes())])),
        ("bad.json", b"<html>"),
    ]);
    check_dumps([
        file(
            "some are read, some skipped, one unreadable",
            "x.ZIP",
            &archive,
        )
        .sessions("1 2")
        .problems([
            "skipped_file x.ZIP/__MACOSX/pages/._a.json",
            "unreadable_file x.ZIP/bad.json",
            "skipped_file x.ZIP/empty.json",
            "skipped_file x.ZIP/inner.zip",
            "skipped_file x.ZIP/readme.txt",
        ])
        .counts([
            "files_found 7",
            "files_read 2",
            "files_skipped 4",
            "files_unreadable 1",
        ]),
        file(
            "an archive that cannot be opened counts itself",
            "x.zip",
            b"PK\x03\x04 and no more",
        )
        .sessions("")
        .problems(["unreadable_file x.zip"])
        .counts(UNREADABLE),
        file("an archive without members is no file", "x.zip", zip(&[]))
            .problems([])
            .counts(["files_found 0"]),
        file("an empty archive file is empty", "x.zip", b"")
            .problems(["skipped_file x.zip"])
            .counts(SKIPPED),
    ]);
    let run = World::new().with("x.zip", &archive).facts(&[]);
    let files = run.manifest()["files"].clone();
    assert_eq!(files[4]["path"], "x.zip/pages/a.json", "{files:#}");
    assert_eq!(files[4]["status"], "read");
    // A damaged member costs no other member.
    let mut damaged = zip(&[
        ("a.json", one.repeat(50).as_bytes()),
        ("b.json", two.as_bytes()),
    ]);
    damaged[60] ^= 0xFF;
    let run = World::new().with("x.zip", &damaged).facts(&[]);
    assert!(run.sessions().contains('2'), "{:?}", run.problems());
    assert!(!run.problems().is_empty());
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed_and_links_to_folders_are_not() {
    use std::os::unix::fs::symlink;
    let world = World::new().with("a.json", session(1));
    world.put("elsewhere/b", session(2));
    world.put("elsewhere/c.json", session(3));
    symlink(world.path("elsewhere/b"), world.path("dump/b.json")).expect("a link");
    symlink(world.path("elsewhere"), world.path("dump/folder")).expect("a link");
    symlink(world.path("dump"), world.path("dump/loop")).expect("a link");
    symlink(world.path("nowhere"), world.path("dump/lost.json")).expect("a link");
    let run = world.facts(&[]);
    assert_eq!(run.sessions(), "1 2");
    assert_eq!(run.problems(), ["unreadable_file lost.json"]);
    // The dump itself may be a link.
    symlink(world.path("elsewhere"), world.path("link")).expect("a link");
    let run = world.run(&["facts", "link", "--out", "out", "--tz", "UTC"]);
    assert_eq!(run.sessions(), "3");
}

#[cfg(unix)]
#[test]
fn what_may_not_be_opened_is_unreadable() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new()
        .with("a.json", session(1))
        .with("b.json", session(2));
    let forbidden = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(world.path("dump/b.json"), forbidden).expect("permissions can be set");
    if std::fs::read(world.path("dump/b.json")).is_ok() {
        // Root may read everything.
        return;
    }
    let run = world.facts(&[]);
    assert_eq!(run.sessions(), "1");
    assert_eq!(run.problems(), ["unreadable_file b.json"]);
}

#[test]
fn a_path_may_be_a_file_a_folder_or_an_archive_and_there_may_be_several() {
    let world = World::new()
        .with("a.json", session(1))
        .with("7.json", history());
    world.put("single.json", session(7));
    world.put(
        "pack.zip",
        zip(&[
            ("s.json", session(8).as_bytes()),
            ("8.json", history().as_bytes()),
        ]),
    );
    let run = world.run(&[
        "facts",
        "dump",
        "single.json",
        "pack.zip",
        "--out",
        "out",
        "--tz",
        "UTC",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.sessions(), "1 7+ 8+");
    assert_eq!(run.count("files_found"), 5);
}

#[test]
fn a_lonely_skipped_file_is_no_error() {
    check_dumps([dump("nothing of ours", World::new().with("a.txt", "x"))
        .sessions("")
        .problems(["skipped_file a.txt"])]);
    check_dumps([dump("nothing at all", World::new())
        .sessions("")
        .problems([])
        .counts(["files_found 0"])]);
}
