//! Packings and encodings inside each other, and archives that are never made by accident.

use super::bounds::{facts_by, problems, watched};
use crate::harness::dumps::{check_dumps, file, gzip, session, zip, zstd};
use crate::harness::world::World;

fn utf16(text: &str) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    marked.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[test]
fn encodings_are_told_in_whatever_they_are_packed() {
    let text = utf16(&session(1));
    let odd = [&text[..], b"{"].concat();
    check_dumps([
        file("UTF-16 in gzip", "a.json.gz", gzip(&text))
            .sessions("1")
            .problems([]),
        file(
            "UTF-16 in zstd in zip",
            "x.zip",
            zip(&[("a.json.zst", &zstd(&text))]),
        )
        .sessions("1")
        .problems([]),
        file(
            "half a unit in gzip in zip",
            "x.zip",
            zip(&[("a.json.gz", &gzip(&odd))]),
        )
        .sessions("1")
        .problems(["bad_json x.zip/a.json.gz:1"]),
        file("a mark of UTF-8 before one of UTF-16", "a.json.gz", {
            gzip([b"\xEF\xBB\xBF", &text[..]].concat())
        })
        .sessions("")
        .problems(["unreadable_file a.json.gz"]),
        file("two files of UTF-16 put together", "a.json.gz", {
            [gzip(&text), gzip(utf16(&session(2)))].concat()
        })
        .sessions("1 2")
        .problems([]),
    ]);
}

#[test]
fn what_is_not_packed_as_its_name_says_is_read_as_it_is() {
    check_dumps([
        file("JSON named as gzip", "a.json.gz", session(1))
            .sessions("1")
            .problems([]),
        file("gzip named as zstd", "a.json.zst", gzip(session(1)))
            .sessions("1")
            .problems([]),
        file("zstd named as gzip", "a.json.gz", zstd(session(1)))
            .sessions("1")
            .problems([]),
        file("gzip named as JSON", "a.json", gzip(session(1)))
            .sessions("1")
            .problems([]),
        file("gzip named as zip", "a.zip", gzip(session(1)))
            .sessions("1")
            .problems([]),
    ]);
}

#[test]
fn of_members_put_together_a_broken_one_costs_itself_and_what_follows() {
    let (one, three) = (gzip(session(1) + "\n"), gzip(session(3)));
    let mut broken = gzip(session(2) + "\n");
    let middle = broken.len() / 2;
    broken[middle..].fill(0xFF);
    check_dumps([
        file(
            "the second of three",
            "a.json.gz",
            [&one[..], &broken, &three].concat(),
        )
        .sessions("1")
        .problems(["truncated_file a.json.gz:2"]),
        file("the first", "a.json.gz", [&broken[..], &three].concat())
            .sessions("")
            .problems(["truncated_file a.json.gz:1"]),
    ]);
}

/// A frame of one block that is not compressed, with this header behind the magic number.
fn frame(header: &[u8], text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).expect("a short text");
    let block = (length << 3 | 1).to_le_bytes();
    [b"\x28\xB5\x2F\xFD", header, &block[..3], text.as_bytes()].concat()
}

/// A few bytes ask for a window of two gigabytes, or for an unknown dictionary.
#[test]
fn a_frame_that_asks_for_too_much_is_not_given_it() {
    let text = session(1);
    // The window is 2 to the power of 10 plus the upper five bits.
    let window = |power: u8| [0, (power - 10) << 3];
    check_dumps([
        file("1 MiB", "a.json.zst", frame(&window(20), &text))
            .sessions("1")
            .problems([]),
        file("a dictionary", "a.json.zst", frame(&[1, 80, 7], &text))
            .sessions("")
            .problems(["unreadable_file a.json.zst"]),
    ]);
    for power in [28, 31, 41] {
        let world = World::new().with("a.json.zst", frame(&window(power), &text));
        let arguments = facts_by("1");
        let run = watched(&world, &arguments, 1_000_000, 60, |_| {});
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let told = problems(&world).concat();
        assert!(
            told.starts_with("error,unreadable_file,a.json.zst,,,"),
            "{told}"
        );
    }
}

/// A zip archive with the 64-bit form of the end of its directory before the 32-bit form.
fn zip64(members: &[(&str, &[u8])]) -> Vec<u8> {
    let archive = zip(members);
    let (body, end) = archive.split_at(archive.len() - 22);
    let number = |at: usize| {
        u64::from(u32::from_le_bytes(
            end[at..at + 4].try_into().expect("four"),
        ))
    };
    let (size, offset, count) = (number(12), number(16), members.len() as u64);
    let mut whole = body.to_vec();
    let record = whole.len() as u64;
    whole.extend(b"PK\x06\x06");
    whole.extend(44_u64.to_le_bytes());
    whole.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for value in [count, count, size, offset] {
        whole.extend(value.to_le_bytes());
    }
    whole.extend(b"PK\x06\x07\0\0\0\0");
    whole.extend(record.to_le_bytes());
    whole.extend(1_u32.to_le_bytes());
    whole.extend(b"PK\x05\x06\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0");
    whole
}

#[test]
fn archives_of_odd_make_are_read_or_told() {
    let (one, two) = (session(1), session(2));
    let whole = zip64(&[("a.json", one.as_bytes()), ("b.json", two.as_bytes())]);
    let mut far = whole.clone();
    let at = far.len() - 22 - 12;
    far[at..at + 8].fill(0x7F);
    // Two members of one name: no library writes such an archive, so the second name is changed afterwards.
    let mut twice = zip(&[("a.json", one.as_bytes()), ("b.json", two.as_bytes())]);
    for at in 0..twice.len() - 6 {
        if &twice[at..at + 6] == b"b.json" {
            twice[at] = b'a';
        }
    }
    check_dumps([
        file("64 bits", "x.zip", &whole)
            .sessions("1 2")
            .problems([]),
        file("64 bits that lead nowhere", "x.zip", far)
            .sessions("")
            .problems(["unreadable_file x.zip"]),
        file(
            "rubbish before",
            "x.zip",
            [&[b'x'; 1000], &zip(&[("a.json", one.as_bytes())])[..]].concat(),
        )
        .sessions("")
        .problems(["unreadable_file x.zip"]),
    ]);
    let run = World::new().with("x.zip", twice).facts(&[]);
    run.check_balance();
    assert_eq!(run.count("files_unreadable"), 0);
    assert_eq!(
        run.sessions(),
        "2",
        "of two members of one name the last is the member"
    );
}

#[test]
fn control_characters_in_the_name_of_a_member_are_harmless() {
    let world = World::new().with("x.zip", zip(&[("a\u{1b}[31m\n\r\u{202e}.json", b"{")]));
    let run = world.facts(&[]);
    assert_eq!(
        run.problems(),
        ["truncated_file x.zip/a\u{1b}[31m\n\r\u{202e}.json:1"]
    );
    let check = world.run(&["check", "dump", "--tz", "UTC"]);
    let said = check.stdout + &check.stderr;
    assert!(!said.contains(['\u{1b}', '\r', '\u{202e}']), "{said}");
}

/// As many files as a month has sessions; each is opened and closed again.
#[test]
fn thousands_of_files_are_read_with_few_open_at_once() {
    let world = World::new();
    for id in 1..=5_000 {
        world.put(&format!("dump/{}/{id}.json", id % 50), session(id));
    }
    let run = world.facts(&["--threads", "2"]);
    assert_eq!(run.count("sessions_kept"), 5_000);
    // The sessions have only an id and a timestamp.
    let problems = run.problems();
    assert!(
        problems.iter().all(|problem| problem == "missing_property"),
        "{problems:?}"
    );
}
