//! Packed files (`phasebook guide reading`, Files): their first bytes decide, never their names; archives and their
//! members; and the folders that phasebook wrote itself.

use crate::harness::dumps::{
    check_dumps, dump, event, file, gzip, history, session, tar, zip, zstd,
};
use crate::harness::world::World;

#[test]
fn the_first_bytes_tell_how_a_file_is_packed_whatever_its_name() {
    let plain = session(1).into_bytes();
    let read = |name, path, content: Vec<u8>| {
        file(name, path, content)
            .sessions("1")
            .problems([])
            .counts(["files_found 1", "files_read 1"])
    };
    check_dumps([
        read("plain in the name of gzip", "a.json.gz", plain.clone()),
        read("plain in the name of zstd", "a.json.zst", plain.clone()),
        read("gzip in a plain name", "a.json", gzip(&plain)),
        read("zstd in a plain name", "a.ndjson", zstd(&plain)),
        read("zstd in the name of gzip", "a.json.gz", zstd(&plain)),
        read("plain in the name of an archive", "a.zip", plain.clone()),
        read("gzip in the name of an archive", "a.tgz", gzip(&plain)),
        read("plain in the name of a tar", "a.tar", plain.clone()),
        read("zip in a plain name", "a.json", zip(&[("b.json", &plain)])),
        read("tar in a plain name", "a.json", tar(&[("b.json", &plain)])),
        read(
            "tar in the name of gzip",
            "a.json.gz",
            gzip(tar(&[("b.json", &plain)])),
        ),
        read(
            "tar in the name of a zip",
            "a.zip",
            tar(&[("b.json", &plain)]),
        ),
        read("tar", "a.tar", tar(&[("b.json", &plain)])),
        read("tar in gzip", "a.tar.gz", gzip(tar(&[("b.json", &plain)]))),
        read(
            "tar in gzip, in short",
            "A.TGZ",
            gzip(tar(&[("b.json", &plain)])),
        ),
        read("tar in zstd", "a.tar.zst", zstd(tar(&[("b.json", &plain)]))),
    ]);
}

#[test]
fn there_is_one_layer_of_packing_and_a_tar_in_it() {
    let plain = session(1).into_bytes();
    let unreadable = |name, path, content: Vec<u8>| {
        file(name, path, content)
            .sessions("")
            .counts(["files_found 1", "files_unreadable 1"])
    };
    check_dumps([
        unreadable("gzip in gzip", "a.json.gz", gzip(gzip(&plain))),
        unreadable("zstd in gzip", "a.json.gz", gzip(zstd(&plain))),
        unreadable(
            "a zip in gzip",
            "a.json.gz",
            gzip(zip(&[("b.json", &plain)])),
        ),
        file(
            "a packed member",
            "a.zip",
            zip(&[("b.json.gz", &gzip(&plain))]),
        )
        .sessions("1")
        .problems([]),
    ]);
}

#[test]
fn a_path_that_is_a_file_is_read_whatever_its_name() {
    for (path, content) in [
        ("answer.txt", session(1).into_bytes()),
        ("answer", gzip(session(1))),
        ("answer.bin", zip(&[("a.json", session(1).as_bytes())])),
        ("answer.7z", gzip(tar(&[("a.json", session(1).as_bytes())]))),
    ] {
        let world = World::new();
        world.put(path, content);
        let run = world.run(&["facts", path, "--out", "out", "--tz", "UTC"]);
        assert_eq!(run.status, 0, "{path}: {}", run.stderr);
        assert_eq!(run.sessions(), "1", "{path}");
        assert!(run.problems().is_empty(), "{path}: {:?}", run.problems());
    }
}

#[test]
fn members_of_a_tar_are_files_of_their_own() {
    let (one, two, told) = (session(1), session(2), history());
    let members: [(&str, &[u8]); 9] = [
        ("./pages/", b""),
        ("./pages/a.json", one.as_bytes()),
        ("./pages/b.JSONL.gz", &gzip(&two)),
        ("./7.json", told.as_bytes()),
        ("./readme.txt", b"hello"),
        ("./empty.json", b""),
        ("./__MACOSX/pages/._a.json", one.as_bytes()),
        (
            "./inner.tgz",
            &gzip(tar(&[("c.json", session(3).as_bytes())])),
        ),
        ("./bad.json", b"<html>"),
    ];
    let archive = tar(&members);
    for (path, packed) in [
        ("x.tar", archive.clone()),
        ("x.tar.gz", gzip(&archive)),
        ("x.tar.zst", zstd(&archive)),
    ] {
        let run = World::new()
            .with(path, packed)
            .with("z.json", session(7))
            .facts(&["--hash"]);
        assert_eq!(run.sessions(), "1 2 7+", "{path}");
        assert_eq!(
            run.problems(),
            [
                format!("skipped_file {path}/__MACOSX/pages/._a.json"),
                format!("unreadable_file {path}/bad.json"),
                format!("skipped_file {path}/empty.json"),
                format!("skipped_file {path}/inner.tgz"),
                format!("skipped_file {path}/readme.txt"),
            ]
        );
        let counts = [
            "files_found",
            "files_read",
            "files_skipped",
            "files_unreadable",
        ];
        assert_eq!(
            run.counts(&counts),
            [
                "files_found 9",
                "files_read 4",
                "files_skipped 4",
                "files_unreadable 1"
            ]
        );
        let page = &run.manifest()["files"][5];
        assert_eq!(page["path"], format!("{path}/pages/a.json"));
        assert_eq!(page["bytes"], one.len());
        let hash = blake3::hash(one.as_bytes()).to_hex();
        assert_eq!(page["blake3"], hash.as_str());
    }
}

#[test]
fn backslashes_part_the_folders_of_members() {
    let world = World::new().with(
        "x.zip",
        zip(&[
            ("7\\history.json", history().as_bytes()),
            ("pages\\a.json", session(7).as_bytes()),
        ]),
    );
    check_dumps([dump("a folder tells the session", world)
        .sessions("7+")
        .problems([])]);
}

#[test]
fn an_archive_inside_an_archive_is_not_read() {
    let inner = zip(&[("c.json", session(3).as_bytes())]);
    let packed = gzip(tar(&[("c.json", session(3).as_bytes())]));
    let plain = session(1);
    let members: [(&str, &[u8]); 3] = [
        ("a.json", plain.as_bytes()),
        ("b.json", &inner),
        ("c.json.gz", &packed),
    ];
    for (path, archive) in [("x.zip", zip(&members)), ("x.tar", tar(&members))] {
        let run = World::new().with(path, archive).facts(&[]);
        assert_eq!(run.sessions(), "1", "{path}");
        assert_eq!(
            run.problems(),
            [
                format!("unreadable_file {path}/b.json"),
                format!("unreadable_file {path}/c.json.gz")
            ]
        );
    }
}

#[test]
fn a_tar_that_is_cut_keeps_what_is_whole_and_tells_it() {
    let (one, two) = (session(1), session(2));
    let members: [(&str, &[u8]); 3] = [
        ("a.json", one.as_bytes()),
        ("b.json", two.as_bytes()),
        ("notes.txt", &[b'x'; 2000]),
    ];
    let archive = tar(&members);
    let read = |archive: &[u8]| World::new().with("x.tar", archive).facts(&[]);
    // Each of the first two members has a block for its header and one for its content; the cut is in that of b.json.
    let in_a_member = read(&archive[..512 * 3 + 20]);
    assert_eq!(in_a_member.sessions(), "1");
    assert_eq!(in_a_member.problems(), ["truncated_file x.tar/b.json:1"]);
    let in_a_skipped_one = read(&archive[..512 * 6]);
    assert_eq!(in_a_skipped_one.sessions(), "1 2");
    assert_eq!(
        in_a_skipped_one.problems(),
        [
            "truncated_file x.tar/b.json",
            "skipped_file x.tar/notes.txt"
        ]
    );
    let in_the_first = read(&archive[..512 + 20]);
    assert_eq!(in_the_first.problems(), ["truncated_file x.tar/a.json:1"]);
    // The zeros at the end may be missing, and rubbish after packed data is noted.
    let without_zeros = read(&archive[..512 * 9]);
    assert_eq!(without_zeros.problems(), ["skipped_file x.tar/notes.txt"]);
    let trailed = [gzip(&archive), b"rubbish".to_vec()].concat();
    let trailed = World::new().with("x.tgz", trailed).facts(&[]);
    assert_eq!(trailed.sessions(), "1 2");
    assert!(
        trailed
            .problems()
            .contains(&"truncated_file x.tgz/b.json".to_owned())
    );
    // No member can be read, so the archive itself is the unreadable file.
    let lost = World::new()
        .with("x.tar", &archive[..512])
        .with("a.json", session(9));
    let lost = lost.facts(&[]);
    assert_eq!(lost.problems().len(), 1, "{:?}", lost.problems());
}

#[test]
fn a_tar_that_unpacks_to_too_much_is_stopped() {
    let archive = tar(&[
        ("a.json", session(1).as_bytes()),
        ("b.json", &vec![b' '; 3 << 20]),
        ("c.json", session(3).as_bytes()),
    ]);
    let run = World::new()
        .with("x.tgz", gzip(archive))
        .facts(&["--max-expanded", "1MiB"]);
    assert_eq!(run.sessions(), "1");
    assert_eq!(run.problems(), ["too_large x.tgz/b.json:1"]);
}

/// Long names are held in memory, so a small file could ask for all of the memory.
#[test]
fn a_name_that_is_too_long_ends_a_tar() {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    let name = vec![b'x'; 64 << 20];
    header.set_size(name.len() as u64);
    header.set_cksum();
    archive
        .append(&header, name.as_slice())
        .expect("a vector takes everything");
    let packed = zstd(archive.into_inner().expect("a vector takes everything"));
    let run = World::new()
        .with("x.tar.zst", packed)
        .with("a.json", session(1))
        .facts(&[]);
    assert_eq!(run.sessions(), "1");
    assert_eq!(run.problems(), ["unreadable_file x.tar.zst"]);
    let detail = run.table("problems").pick(&["detail"]).concat();
    assert!(
        detail.contains("the header of a member is too large"),
        "{detail}"
    );
}

#[test]
fn the_order_of_copies_is_that_of_the_paths_even_of_members_that_nobody_expected() {
    let with = |widget: &str| session(1).replace('}', &format!(r#","widget":"{widget}"}}"#));
    let world = World::new()
        .with("a.json", with("first"))
        .with("b.json", zip(&[("x.json", with("member").as_bytes())]))
        .with("c.json", with("last"));
    let run = world.facts(&[]);
    assert_eq!(run.table("sessions").pick(&["widget"]), ["last"]);
    let world = World::new()
        .with("a.json", with("first"))
        .with("b.json", zip(&[("x.json", with("member").as_bytes())]));
    let run = world.facts(&[]);
    assert_eq!(run.table("sessions").pick(&["widget"]), ["member"]);
    // A single session is found by the same files.
    let told = world.run(&["explain", "dump", "--session", "1", "--tz", "UTC"]);
    assert!(
        told.stdout.contains("b.json/x.json"),
        "{}{}",
        told.stdout,
        told.stderr
    );
}

#[test]
fn utf_16_without_a_mark_is_known_by_its_first_character() {
    let text = session(1).replace('}', r#","widget":"Žofie"}"#);
    for text in [text.clone(), format!("[{text}]"), format!("\n {text}")] {
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let encoded: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            let run = World::new().with("a.json", &encoded).facts(&[]);
            assert_eq!(run.table("sessions").pick(&["widget"]), ["Žofie"], "{text}");
            assert!(run.problems().is_empty(), "{:?}", run.problems());
        }
    }
}

#[test]
fn an_encoding_that_is_named_is_for_texts_that_are_neither_utf_8_nor_utf_16() {
    let text = |id| session(id).replace('}', r#","widget":"Žluťoučký kůň"}"#);
    let old = encoding_rs::WINDOWS_1250.encode(&text(1)).0.into_owned();
    let wide: Vec<u8> = text(3).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let world = World::new()
        .with("a.json", &old)
        .with("b.json", text(2))
        .with("c.json", &wide)
        .with("d.json", format!("\u{feff}{}", text(4)))
        .with("e.json.gz", gzip(&old).as_slice());
    let run = world.facts(&["--encoding", "cp1250"]);
    assert_eq!(
        run.table("sessions").pick(&["widget"]),
        ["Žluťoučký kůň"; 4]
    );
    assert!(run.problems().is_empty(), "{:?}", run.problems());
    assert_eq!(run.manifest()["settings"]["encoding"], "windows-1250");
    let run = world.facts(&[]);
    assert_eq!(
        run.problems(),
        ["bad_encoding a.json:1", "bad_encoding e.json.gz:1"]
    );
    let refused = world.run(&[
        "facts",
        "dump",
        "--out",
        "out",
        "--encoding",
        "windows-1259",
    ]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.stderr.contains("--encoding: `windows-1259`"),
        "{}",
        refused.stderr
    );
}

#[test]
fn text_before_the_first_value_is_passed_over() {
    let answer = format!("HTTP/1.1 200 OK\r\nETag: \"x\r\n\r\n  {}\n", session(1));
    check_dumps([
        file("the head of an answer", "a.json", answer)
            .sessions("1")
            .problems(["bad_json a.json:1"]),
        file("a number", "a.json", format!("42\n\n[{}]", session(1)))
            .sessions("1")
            .problems(["bad_json a.json:1"])
            .counts(["unrecognised 0"]),
        file(
            "blanks are no text",
            "a.json",
            format!("\n\t {}", session(1)),
        )
        .sessions("1")
        .problems([]),
        file(
            "on the same line",
            "a.json",
            format!("data = {}", session(1)),
        )
        .sessions("")
        .problems(["unreadable_file a.json"])
        .counts(["files_unreadable 1"]),
    ]);
    let long = format!("{}\n{}", "#".repeat(1 << 20), session(1));
    let run = World::new().with("a.json", long).facts(&[]);
    assert_eq!(run.sessions(), "1");
    assert_eq!(run.problems(), ["bad_json a.json:1"]);
    // Lines are counted across all the skipped text.
    let lines = format!("{}[{},\n oops]", "greeting\n".repeat(100_000), session(1));
    let run = World::new().with("a.json", lines).facts(&[]);
    assert_eq!(
        run.problems(),
        ["bad_json a.json:1", "bad_json a.json:100002"]
    );
}

#[test]
fn a_folder_that_phasebook_wrote_is_passed_over() {
    let world = World::new()
        .with("a.json", session(1))
        .with("1.json", format!("[{}]", event(1)));
    let report = ["report", "dump", "--tz", "UTC", "--format", "json,csv"];
    let into_the_dump = |world: &World| {
        let run = world.run(&[&report[..], &["--out", "dump/reports/october"]].concat());
        assert_eq!(run.status, 0, "{}", run.stderr);
        let problems = std::fs::read_to_string(world.path("dump/reports/october/problems.csv"));
        problems.expect("it was written")
    };
    assert_eq!(into_the_dump(&world).lines().count(), 1);
    let second = into_the_dump(&world);
    assert_eq!(
        second.lines().collect::<Vec<_>>()[1..],
        ["info,skipped_file,reports/october,,,a folder that phasebook wrote"]
    );
    // The pack counts as one skipped file, and the next run finds the same.
    assert_eq!(into_the_dump(&world), second);
    let run = world.facts(&[]);
    assert_eq!(
        run.counts(&["files_found", "files_skipped"]),
        ["files_found 3", "files_skipped 1"]
    );
    assert_eq!(run.sessions(), "1+");
    // The pack's folder itself is refused as a dump.
    let refused = world.run(&["report", "dump/reports/october", "--out", "out"]);
    assert_eq!(refused.status, 1);
    assert!(
        refused.stderr.contains("is what phasebook"),
        "{}",
        refused.stderr
    );
    // Packs in an archive are skipped, too.
    let manifest = std::fs::read(world.path("dump/reports/october/manifest.json")).unwrap();
    let (own, other) = (session(5), session(6));
    let members: [(&str, &[u8]); 4] = [
        ("in/october/by_day.json", own.as_bytes()),
        ("in/october/manifest.json", &manifest),
        ("in/october.json", other.as_bytes()),
        ("in/manifest.json", br#"{"counts": 1}"#),
    ];
    for (path, archive) in [("x.zip", zip(&members)), ("x.tar.gz", gzip(tar(&members)))] {
        let run = World::new().with(path, archive).facts(&[]);
        assert_eq!(run.sessions(), "6", "{path}");
        assert!(
            run.problems()
                .contains(&format!("skipped_file {path}/in/october"))
        );
        assert_eq!(run.count("files_found"), 3);
    }
}

#[test]
fn a_manifest_of_somebody_else_hides_nothing() {
    let world = World::new()
        .with("in/manifest.json", r#"{"phasebook": "a word", "pages": 3}"#)
        .with("in/a.json", session(1));
    assert_eq!(world.facts(&[]).sessions(), "1");
}

/// Otherwise the next run would take the dump for a pack, and pass over it.
#[test]
fn no_pack_is_written_among_the_files_of_a_dump() {
    let world = World::new()
        .with("a.json", session(1))
        .with("routing/1.json", format!("[{}]", event(1)));
    for out in ["dump", "dump/routing", "./dump/../dump/routing/"] {
        for command in ["report", "facts", "records"] {
            let zone: &[&str] = if command == "records" {
                &[]
            } else {
                &["--tz", "UTC"]
            };
            let run = world.run(&[&[command, "dump", "--out", out], zone].concat());
            assert_eq!(run.status, 1, "{command} {out}");
            assert!(
                run.stderr.contains("holds files of the dump, as ")
                    && run.stderr.contains("name a new folder with --out"),
                "{}",
                run.stderr
            );
        }
    }
    world.put("list.txt", "a.json\nrouting/1.json\n");
    let listed = ["records", "--root", "dump", "--files-from", "list.txt"];
    let run = world.run(&[&listed[..], &["--out", "dump/routing"]].concat());
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("dump/routing holds files of the dump"),
        "{}",
        run.stderr
    );
    assert_eq!(world.names("dump"), ["a.json", "routing"]);
    assert_eq!(world.names("dump/routing"), ["1.json"]);
    // A file that is named by itself is read whatever lies beside it.
    let run = world.run(&["report", "dump/a.json", "--tz", "UTC", "--out", "dump"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let refused = world.run(&["report", "dump"]);
    assert!(
        refused
            .stderr
            .contains("is what phasebook report wrote, not a dump"),
        "{}",
        refused.stderr
    );
}

/// Earlier versions could write such a pack.
#[test]
fn a_pack_in_its_own_dump_is_refused_with_the_way_out_of_it() {
    let world = World::new().with("a.json", session(1));
    let run = world.run(&["report", "dump", "--tz", "UTC", "--out", "out"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    std::fs::rename(
        world.path("out/manifest.json"),
        world.path("dump/manifest.json"),
    )
    .unwrap();
    let refused = world.run(&["report", "dump"]);
    assert_eq!(refused.status, 1);
    assert!(
        refused
            .stderr
            .contains("move manifest.json and the files that it names out of dump"),
        "{}",
        refused.stderr
    );
}
