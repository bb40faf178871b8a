//! Folders of the tests: empty ones to work in, and whole ones read for comparison.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

use tempfile::TempDir;

/// The folder of Linux whose files are in memory.
const IN_MEMORY: &str = "/dev/shm";

/// The bytes that must be free in memory. The suite keeps less than a tenth of them there at any time.
const ROOM: u64 = 2 << 30;

/// An empty folder, which is removed together with the value.
///
/// It is in memory where there is room, because the suite writes and syncs tens of thousands of small files: on a disk
/// a fifth of its time is spent waiting for them. The environment variable `TMPDIR` names another place.
pub(crate) fn temporary() -> TempDir {
    static PARENT: OnceLock<PathBuf> = OnceLock::new();
    let parent = PARENT.get_or_init(|| {
        if env::var_os("TMPDIR").is_none() && has_room_in_memory().unwrap_or(false) {
            PathBuf::from(IN_MEMORY)
        } else {
            env::temp_dir()
        }
    });
    tempfile::tempdir_in(parent).expect("a temporary folder can be made")
}

/// Whether programs can be run from a folder in memory, and enough of it is free; `None` where this cannot be told.
fn has_room_in_memory() -> Option<bool> {
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let mut mounts = mounts
        .lines()
        .map(|line| line.split(' ').collect::<Vec<_>>());
    let mount = mounts.find(|words| words.get(1..3) == Some(&[IN_MEMORY, "tmpfs"]))?;
    let can_run = !mount.get(3)?.split(',').any(|option| option == "noexec");
    let mut df = Command::new("df");
    let free = df.args(["--output=avail", "--block-size=1", IN_MEMORY]);
    let free = String::from_utf8(free.output().ok()?.stdout).ok()?;
    let free: u64 = free.lines().nth(1)?.trim().parse().ok()?;
    Some(can_run && free >= ROOM)
}

/// The content of every file below a folder by its relative path.
pub(crate) fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(folder.join(&below)).expect("the folder can be listed") {
            let entry = entry.expect("the folder's entry can be read");
            let name = below.join(entry.file_name());
            if entry.path().is_dir() {
                open.push(name);
            } else {
                files.insert(name, fs::read(entry.path()).expect("the file can be read"));
            }
        }
    }
    files
}
