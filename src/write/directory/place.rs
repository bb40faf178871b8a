//! How the files of a run come into their places together.
//!
//! No file system replaces several files at once. So the manifest that is there goes first, and the new
//! one comes last: a directory with a manifest always holds the very files that it names, and one without
//! is between two packs. The old files are kept aside until then. If one of the new ones cannot be moved,
//! the old ones come back; if the run is killed, what it left says that its files are complete
//! (the folder [`OLD`]), and the next run moves the rest.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::super::manifest::MANIFEST;
use super::{STAGING, named};

/// Inside the folder of a run: its files.
pub(super) const NEW: &str = "new";

/// Beside it: the files that they replace. That it is there says that all of [`NEW`] are complete.
pub(super) const OLD: &str = "old";

/// Moves the files into place, or none of them.
pub(super) fn put_in_place(staging: &Path, target: &Path, names: &[String]) -> io::Result<()> {
    for name in names {
        if target.join(name).is_dir() {
            let error = io::Error::new(
                io::ErrorKind::IsADirectory,
                "there is a folder of this name",
            );
            return Err(named(name, &error));
        }
    }
    let (new, old) = (staging.join(NEW), staging.join(OLD));
    sync(&new)?;
    fs::create_dir(&old)?;
    let mut moved = Vec::new();
    let outcome = sync(staging)
        .and_then(|()| {
            manifest_first(names).try_for_each(|name| {
                set_aside(target, &old, name).map_err(|error| named(name, &error))
            })
        })
        .and_then(|()| {
            manifest_last(names).try_for_each(|name| {
                fs::rename(new.join(name), target.join(name))
                    .map_err(|error| named(name, &error))?;
                moved.push(name);
                Ok(())
            })
        })
        .and_then(|()| sync(target));
    outcome.map_err(|error| match bring_back(staging, target, names, &moved) {
        Ok(()) => error,
        Err(not_back) => {
            let kind = error.kind();
            let old = old.display().to_string();
            io::Error::new(
                kind,
                NotPutBack {
                    error,
                    not_back,
                    old,
                },
            )
        }
    })
}

/// Neither the new files nor those of before are all in their places; both are complete aside.
#[derive(Debug, thiserror::Error)]
#[error("{error}; nor can the files of before be put back ({not_back}): they are in {old}")]
pub struct NotPutBack {
    error: io::Error,
    not_back: io::Error,
    old: String,
}

fn manifest_first(names: &[String]) -> impl Iterator<Item = &String> {
    let is_manifest = |name: &&String| name.as_str() == MANIFEST;
    let others = names.iter().filter(move |name| !is_manifest(name));
    names.iter().filter(is_manifest).chain(others)
}

fn manifest_last(names: &[String]) -> impl Iterator<Item = &String> {
    let is_manifest = |name: &&String| name.as_str() == MANIFEST;
    let others = names.iter().filter(move |name| !is_manifest(name));
    others.chain(names.iter().filter(is_manifest))
}

/// Keeps a file that will be replaced. Whoever reads the directory meanwhile finds it there until the new one
/// is, if the file system lets it have two names; but the manifest goes at once.
fn set_aside(target: &Path, old: &Path, name: &str) -> io::Result<()> {
    let (from, to) = (target.join(name), old.join(name));
    if fs::symlink_metadata(&from).is_err() {
        return Ok(());
    }
    if name != MANIFEST && fs::hard_link(&from, &to).is_ok() {
        return Ok(());
    }
    fs::rename(from, to)
}

/// Puts everything back as it was before; what cannot be put back stays aside, for somebody to look at.
///
/// # Errors
///
/// The first, after everything was tried.
fn bring_back(
    staging: &Path,
    target: &Path,
    names: &[String],
    moved: &[&String],
) -> io::Result<()> {
    let (new, old) = (staging.join(NEW), staging.join(OLD));
    let mut outcome = Ok(());
    let mut keep = |tried: io::Result<()>, name: &str| {
        if let (Ok(()), Err(error)) = (&outcome, tried) {
            outcome = Err(named(name, &error));
        }
    };
    // The manifest, which came last, goes first.
    for name in moved.iter().rev() {
        keep(fs::rename(target.join(name), new.join(name)), name);
    }
    for name in manifest_last(names) {
        // It was not there before, or was not set aside.
        if fs::symlink_metadata(old.join(name)).is_ok() {
            keep(fs::rename(old.join(name), target.join(name)), name);
        }
    }
    // A link to a file that is in its place is no longer needed, and a rename to itself does nothing.
    for name in names {
        if target.join(name).exists() {
            // If it stays, so does the folder that is removed next.
            let _ = fs::remove_file(old.join(name));
        }
    }
    keep(fs::remove_dir(&old), OLD);
    // The error that led here is told; another of the kind says nothing more.
    let _ = sync(target);
    outcome
}

/// Settles what killed runs left: removes what was not complete, and finishes what was.
pub(super) fn settle_left_behind(target: &Path) -> io::Result<()> {
    for entry in fs::read_dir(target)? {
        let entry = entry?;
        // A link to a folder is none of ours.
        if is_staging(&entry.file_name()) && entry.file_type()?.is_dir() {
            let (new, old) = (entry.path().join(NEW), entry.path().join(OLD));
            // The folder of new files is only removed before the other when all of them are in place.
            if old.is_dir() && new.is_dir() {
                finish(&new, target)?;
            }
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Whether a folder of this name was made by a run.
fn is_staging(name: &OsStr) -> bool {
    let rest = name.to_str().and_then(|name| name.strip_prefix(STAGING));
    rest.is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|it| it.is_ascii_alphanumeric()))
}

/// Moves what is left into place, the manifest last.
fn finish(new: &Path, target: &Path) -> io::Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(new)? {
        names.extend(entry?.file_name().into_string());
    }
    names.sort();
    // It may have been killed before the manifest of the run before was set aside.
    if names.iter().any(|name| name == MANIFEST) && target.join(MANIFEST).exists() {
        fs::remove_file(target.join(MANIFEST))?;
    }
    for name in manifest_last(&names) {
        fs::rename(new.join(name), target.join(name)).map_err(|error| named(name, &error))?;
    }
    sync(target)
}

/// Has the disk take what a folder holds.
///
/// Some systems do not let a folder be opened (Windows, or one that may be written to and not read) or know no
/// fsync of it: there it is the system's affair. Any other error means that the disk does not keep its names.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    let opened = match File::open(folder) {
        Err(error) if error.kind() == PermissionDenied => return Ok(()),
        opened => opened?,
    };
    match opened.sync_all() {
        Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
        outcome => outcome,
    }
}
