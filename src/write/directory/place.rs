//! Moves the files of a run into place together.
//!
//! No file system replaces several files at once. So the old manifest is removed first and the new
//! one is moved last: a directory with a manifest always has exactly the files that the manifest
//! names, and a directory without a manifest is between two packs. Meanwhile the old files are kept
//! aside. If a new file cannot be moved, the old files are restored. If the run is killed, the
//! folder [`OLD`] shows that its files are complete, and the next run moves the rest.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::super::manifest::MANIFEST;
use super::{STAGING, named};

/// Subfolder of the run's folder with the new files.
pub(super) const NEW: &str = "new";

/// Subfolder of the run's folder with the files that are replaced. If it exists, all files in
/// [`NEW`] are complete.
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

/// Neither the new files nor the old ones are all in place; both are complete in the run's folder.
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

/// Keeps a file that will be replaced. If the file system supports hard links, readers of the
/// directory find the old file until the new one replaces it. The manifest is always moved away at
/// once.
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

/// Restores the old files. Files that cannot be restored stay in the run's folder.
///
/// # Errors
///
/// The first error, after every file was tried.
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
    // In reverse order, so that the manifest, which was moved last, is removed first.
    for name in moved.iter().rev() {
        keep(fs::rename(target.join(name), new.join(name)), name);
    }
    for name in manifest_last(names) {
        // Skips files that did not exist before or were not yet set aside.
        if fs::symlink_metadata(old.join(name)).is_ok() {
            keep(fs::rename(old.join(name), target.join(name)), name);
        }
    }
    // A rename between two links to the same file does nothing, so the link in `old` is still
    // there.
    for name in names {
        if target.join(name).exists() {
            // If the link cannot be removed, removing the folder below fails and reports it.
            let _ = fs::remove_file(old.join(name));
        }
    }
    keep(fs::remove_dir(&old), OLD);
    // The caller already reports an error; a second one of this kind adds nothing.
    let _ = sync(target);
    outcome
}

/// Cleans up after killed runs: removes the files of incomplete runs and finishes moving those of
/// complete runs.
pub(super) fn resolve_left_behind(target: &Path) -> io::Result<()> {
    for entry in fs::read_dir(target)? {
        let entry = entry?;
        // A link to a folder does not belong to phasebook.
        if is_staging(&entry.file_name()) && entry.file_type()?.is_dir() {
            let (new, old) = (entry.path().join(NEW), entry.path().join(OLD));
            // `new` is removed before `old`, and only once all files are in place.
            if old.is_dir() && new.is_dir() {
                finish(&new, target)?;
            }
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Whether a run created a folder with this name.
fn is_staging(name: &OsStr) -> bool {
    let rest = name.to_str().and_then(|name| name.strip_prefix(STAGING));
    rest.is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|it| it.is_ascii_alphanumeric()))
}

/// Moves the remaining files into place, the manifest last.
fn finish(new: &Path, target: &Path) -> io::Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(new)? {
        names.extend(entry?.file_name().into_string());
    }
    names.sort();
    // The run may have been killed before it set the old manifest aside.
    if names.iter().any(|name| name == MANIFEST) && target.join(MANIFEST).exists() {
        fs::remove_file(target.join(MANIFEST))?;
    }
    for name in manifest_last(&names) {
        fs::rename(new.join(name), target.join(name)).map_err(|error| named(name, &error))?;
    }
    sync(target)
}

/// Syncs a folder to disk.
///
/// Some systems do not let a folder be opened (Windows, or a folder that is writable but not
/// readable) or have no fsync for folders; their errors are ignored. Any other error means that the
/// disk does not keep the folder's entries.
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
