//! The counters behind the progress bar: at the end they have all files and all bytes.

use phasebook::read::progress::Progress;
use phasebook::read::{
    Dump, Extras, HistoryNaming, Limits, TextPlan, bytes_to_read, discover, load,
};

use crate::harness::dumps::{gzip, session, zip, zstd};
use crate::harness::world::World;

#[test]
fn at_the_end_every_file_and_every_byte_was_counted() {
    let page = |id: i64| format!("[{}]", session(id));
    let members = [("a.json", page(4)), ("b.txt", "no dump".to_owned())];
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, content)| (*name, content.as_bytes()))
        .collect();
    let world = World::new()
        .with("plain.json", page(1))
        .with("packed.json.gz", gzip(page(2)))
        .with("packed.json.zst", zstd(page(3)))
        .with("archive.zip", zip(&members))
        .with("notes.txt", "no dump either");
    let mut dumps = vec![Dump::new(world.path("dump"))];
    let inputs = discover(&mut dumps, Limits::default()).expect("the dump is there");
    let progress = Progress::default();
    let loaded = load(
        &dumps,
        &inputs,
        &HistoryNaming::default(),
        Limits::default(),
        TextPlan::default(),
        Extras::default(),
        &progress,
    );
    assert_eq!(progress.files(), inputs.len() as u64);
    let size: u64 = inputs
        .iter()
        .map(|input| bytes_to_read(input, &dumps))
        .sum();
    assert!(size > 0);
    assert_eq!(progress.bytes(), size);
    assert_eq!(loaded.sessions.iter().map(Vec::len).sum::<usize>(), 4);
}
