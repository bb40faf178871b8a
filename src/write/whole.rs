//! Writes a single file as a whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Writes a file beside its final path and renames it. Pipes and devices are written to directly.
///
/// # Errors
///
/// If the file cannot be written. An existing file is then unchanged.
pub fn write_whole(path: &Path, text: &[u8]) -> io::Result<()> {
    let is_special = fs::metadata(path).is_ok_and(|found| !found.is_file());
    if is_special {
        return File::options().write(true).open(path)?.write_all(text);
    }
    let aside = aside(path);
    let written = (|| {
        // A file that a killed run left is overwritten.
        let mut file = File::create(&aside)?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&aside, path)
    })();
    if written.is_err() {
        // The file may not exist.
        let _ = fs::remove_file(&aside);
    }
    written
}

/// Whether `path` is a file that does not start with `beginning`, so that phasebook did not write it. Most likely the
/// user named it by mistake, for example an export. An empty file may be overwritten, and so may a pipe or device.
pub fn is_of_others(path: &Path, beginning: &[u8]) -> bool {
    let Ok(true) = fs::metadata(path).map(|found| found.is_file() && found.len() > 0) else {
        return false;
    };
    let mut found = vec![0; beginning.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut found));
    read.is_err() || found != beginning
}

fn aside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".phasebook-part");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_that_begins_otherwise_is_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        let is_of_others = || is_of_others(&path, b"session_id,");
        assert!(!is_of_others());
        for (text, expected) in [
            ("", false),
            ("session_id,role\n1,counted\n", false),
            ("session_id,", false),
            ("session_id", true),
            ("[{\"id\": 1}]", true),
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(is_of_others(), expected, "{text}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        write_whole(&path, b"old").unwrap();
        fs::create_dir(aside(&path)).unwrap();
        assert!(write_whole(&path, b"new").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        fs::remove_dir(aside(&path)).unwrap();
        fs::write(aside(&path), "left by a killed run").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
