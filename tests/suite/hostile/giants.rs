//! Cases that take minutes, or read gigabytes. They run if `PHASEBOOK_GIANTS` is set, with an optimised
//! program.

use std::fs::File;
use std::io::Write as _;

use super::bounds::{facts_by, problems, watched};
use crate::harness::dumps::{gzip, session, zstd};
use crate::harness::skipped;
use crate::harness::world::World;

/// Whether the tests here are to run; if not, prints a note.
fn is_wanted() -> bool {
    let is_wanted = std::env::var_os("PHASEBOOK_GIANTS").is_some_and(|value| !value.is_empty());
    if !is_wanted {
        skipped("it takes minutes, and PHASEBOOK_GIANTS is not set");
    }
    is_wanted
}

/// Writes a packed file of a head, many copies of one piece, and a tail. Each is a frame of its own, so that
/// the piece is packed only once.
fn repeated(
    world: &World,
    path: &str,
    pack: fn(&[u8]) -> Vec<u8>,
    [head, piece, tail]: [&[u8]; 3],
    times: usize,
) {
    let mut file = File::create(world.path(path)).expect("the file can be made");
    let piece = pack(piece);
    let mut write = |bytes: &[u8]| file.write_all(bytes).expect("the file can be written");
    write(&pack(head));
    for _ in 0..times {
        write(&piece);
    }
    write(&pack(tail));
}

const ARGUMENTS: [&str; 9] = facts_by("2");

/// Five gigabytes are read with 1,500 MiB of memory for the program, the text and the ledger.
#[test]
fn a_billion_nulls_are_counted() {
    if !is_wanted() {
        return;
    }
    let world = World::new();
    let piece = "null,".repeat(1_000_000);
    let parts: [&[u8]; 3] = [b"[", piece.as_bytes(), b"null]"];
    repeated(&world, "dump/a.json.zst", |bytes| zstd(bytes), parts, 1_000);
    let run = watched(&world, &ARGUMENTS, 1_500_000, 900, |_| {});
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let problems = problems(&world);
    assert_eq!(problems.len(), 250_001);
    assert_eq!(
        problems[0],
        "warning,unrecognised,,,,\"999750001 more, which are not listed\""
    );
}

/// A text of two gigabytes costs its record; the sessions around it are kept.
#[test]
fn a_text_of_two_gigabytes_costs_its_record() {
    if !is_wanted() {
        return;
    }
    for (path, pack) in [
        (
            "dump/a.json.gz",
            (|bytes| gzip(bytes)) as fn(&[u8]) -> Vec<u8>,
        ),
        ("dump/a.json.zst", |bytes| zstd(bytes)),
    ] {
        let world = World::new();
        let begin = session(2).replace('}', ",\"guest\":\"");
        let head = format!("[{},{begin}", session(1));
        let tail = format!("\"}},{}]", session(3));
        let piece = vec![b'a'; 1 << 20];
        repeated(
            &world,
            path,
            pack,
            [head.as_bytes(), &piece, tail.as_bytes()],
            2_048,
        );
        let run = watched(&world, &ARGUMENTS, 2_500_000, 600, |_| {});
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let name = path.trim_start_matches("dump/");
        assert_eq!(
            problems(&world),
            [format!(
                "error,too_large,{name},1,,this value is longer than --max-record"
            )]
        );
        let sessions =
            std::fs::read_to_string(world.path("out/sessions.csv")).expect("the table is there");
        assert_eq!(sessions.lines().count(), 3);
    }
}

/// Blanks up to the default limit.
#[test]
fn sixteen_gibibytes_of_blanks_are_the_end() {
    if !is_wanted() {
        return;
    }
    let world = World::new();
    let first = session(1);
    let piece = vec![b' '; 16 << 20];
    let parts: [&[u8]; 3] = [first.as_bytes(), &piece, b""];
    repeated(&world, "dump/a.json.zst", |bytes| zstd(bytes), parts, 1_030);
    let run = watched(&world, &ARGUMENTS, 1_000_000, 900, |_| {});
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert_eq!(
        problems(&world),
        [
            "error,too_large,a.json.zst,1,,it unpacks to more than --max-expanded 16GiB; what follows is not read"
        ]
    );
}
