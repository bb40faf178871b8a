//! Compares a folder with a list: files that are whole, missing, empty, unfinished or not on the
//! list.
//!
//! `curl` writes to the final name from the first byte on. So the existence of a file does not
//! prove that it is whole; a receipt of its size does. The receipt must be for the same address,
//! because the same number may be another file after a session was exported again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::list::ListedFile;

/// The file in the folder with the receipts of `curl`.
pub const RECEIPTS: &str = "receipts.txt";

/// The state of a file in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The whole file: as many bytes as its receipt says.
    Whole(u64),
    Missing,
    /// An empty file. `by_receipt` tells whether a receipt confirms that the file has no content.
    Empty {
        by_receipt: bool,
    },
    /// A file of this many bytes, without a receipt for this size from its address.
    Unfinished(u64),
}

impl Held {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole(_) => "there",
            Self::Missing => "missing",
            Self::Empty { .. } => "empty",
            Self::Unfinished(_) => "unfinished",
        }
    }

    /// Whether fetching the file again may help. For a confirmed empty file, the platform would
    /// send an empty file again.
    pub const fn is_to_fetch(self) -> bool {
        matches!(
            self,
            Self::Missing | Self::Unfinished(_) | Self::Empty { by_receipt: false }
        )
    }
}

/// A folder compared with a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderState {
    /// The state of each file of the list, in the order of the list.
    pub held: Vec<Held>,
    /// The sorted paths of files that are not on the list.
    pub not_listed: Vec<String>,
}

impl FolderState {
    /// Whether the folder has every file of the list whole.
    pub fn is_complete(&self) -> bool {
        self.held.iter().all(|held| matches!(held, Held::Whole(_)))
    }

    /// The total size of the whole files in bytes.
    pub fn bytes(&self) -> u64 {
        let whole = self.held.iter().map(|held| match held {
            Held::Whole(bytes) => *bytes,
            _ => 0,
        });
        whole.sum()
    }
}

/// Why a folder cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {error}", path.display())]
pub struct LookError {
    pub path: PathBuf,
    pub error: io::Error,
}

/// Compares a folder with a list.
///
/// # Errors
///
/// If the folder, or the receipts in it, cannot be read.
pub fn look_into(folder: &Path, entries: &[ListedFile]) -> Result<FolderState, LookError> {
    let receipts = receipts(&folder.join(RECEIPTS))?;
    let held = entries
        .iter()
        .map(|entry| {
            held(
                &folder.join(&entry.path),
                receipts
                    .get(&entry.path)
                    .and_then(|receipt| receipt.size_of(&entry.url)),
            )
        })
        .collect();
    let listed: BTreeSet<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
    let mut not_listed = Vec::new();
    walk(folder, "", &mut |path| {
        if path != RECEIPTS && !listed.contains(path) {
            not_listed.push(path.to_owned());
        }
    })?;
    not_listed.sort_unstable();
    Ok(FolderState { held, not_listed })
}

/// The BLAKE3 hash of each file of the list; `None` for a file that is not whole.
///
/// # Errors
///
/// Fails with a file that cannot be read.
pub fn hashes(
    folder: &Path,
    entries: &[ListedFile],
    state: &FolderState,
) -> Result<Vec<Option<String>>, LookError> {
    let files = entries.par_iter().zip(&state.held);
    files
        .map(|(entry, held)| {
            if !matches!(held, Held::Whole(_)) {
                return Ok(None);
            }
            let path = folder.join(&entry.path);
            match hash(&path) {
                Ok(hash) => Ok(Some(hash)),
                Err(error) => Err(LookError { path, error }),
            }
        })
        .collect()
}

fn hash(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

fn held(path: &Path, receipt: Option<u64>) -> Held {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => match (found.len(), receipt) {
            (0, receipt) => Held::Empty {
                by_receipt: receipt == Some(0),
            },
            (bytes, Some(size)) if bytes == size => Held::Whole(bytes),
            (bytes, _) => Held::Unfinished(bytes),
        },
        _ => Held::Missing,
    }
}

/// A receipt: evidence that a file was fetched whole.
#[derive(Debug, PartialEq, Eq)]
struct Receipt {
    size: u64,
    url: String,
}

impl Receipt {
    fn size_of(&self, url: &str) -> Option<u64> {
        (self.url == url).then_some(self.size)
    }
}

/// The last receipt of each file that was fetched whole.
fn receipts(path: &Path) -> Result<BTreeMap<String, Receipt>, LookError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            let path = path.to_owned();
            return Err(LookError { path, error });
        }
    };
    let text = String::from_utf8_lossy(&text);
    Ok(text.lines().filter_map(receipt).collect())
}

/// Parses a receipt (HTTP status, `curl`'s exit code, size, name and address); `None` unless the
/// file was fetched whole.
fn receipt(line: &str) -> Option<(String, Receipt)> {
    let mut parts = line.split_ascii_whitespace();
    let (status, code) = (parts.next()?, parts.next()?);
    let size = parts.next()?.parse().ok()?;
    let (name, url) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let is_whole = status == "200" && code == "0" && parts.next().is_none();
    is_whole.then_some((name, Receipt { size, url }))
}

/// Passes the path of each file below a folder to `give`, with components joined by `/`. Links are
/// not followed.
fn walk(folder: &Path, prefix: &str, give: &mut impl FnMut(&str)) -> Result<(), LookError> {
    let in_folder = |error| LookError {
        path: folder.to_owned(),
        error,
    };
    for entry in fs::read_dir(folder).map_err(in_folder)? {
        let entry = entry.map_err(in_folder)?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(in_folder)?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), give)?;
        } else {
            give(&path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_of_a_file_that_came_whole() {
        let of = |line| {
            let (name, receipt) = receipt(line)?;
            Some(format!("{name} {} {}", receipt.size, receipt.url))
        };
        let whole = "200 0 12 7/recording-1.opus https://a/\"1\"";
        assert_eq!(
            of(whole).as_deref(),
            Some("7/recording-1.opus 12 https://a/\"1\"")
        );
        for line in [
            // The connection broke before the whole file was received.
            "200 18 12 7/recording-1.opus https://a/1",
            // Another page, or an error of the server.
            "302 0 12 7/recording-1.opus https://a/1",
            "404 22 0 7/recording-1.opus https://a/1",
            "200 0 x 7/recording-1.opus https://a/1",
            // The incomplete receipt of a `curl` that was killed.
            "200 0 12 7/recording-1.opus",
            "200 0 12 7/recording-1.opus https://a/1 more",
            "",
        ] {
            assert_eq!(of(line), None, "{line:?}");
        }
    }

    #[test]
    fn a_file_is_whole_by_the_last_of_its_receipts() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir(at("7")).unwrap();
        for (name, bytes) in [
            ("whole", 5),
            ("short", 3),
            ("bare", 4),
            ("other", 4),
            ("empty", 0),
            ("none", 0),
        ] {
            fs::write(at(&format!("7/{name}")), vec![b'x'; bytes]).unwrap();
        }
        fs::write(
            at(RECEIPTS),
            "200 0 9 7/whole https://a/whole\n200 0 5 7/whole https://a/whole\n\
             404 22 0 7/whole https://a/whole\n200 0 5 7/short https://a/short\n\
             200 0 4 7/other https://a/another\n200 0 0 7/empty https://a/empty\n",
        )
        .unwrap();
        let entries: Vec<ListedFile> = ["whole", "short", "bare", "other", "empty", "none", "gone"]
            .map(|name| ListedFile {
                row: 0,
                path: format!("7/{name}"),
                url: format!("https://a/{name}"),
            })
            .to_vec();
        fs::write(at("stranger"), "x").unwrap();
        let found = look_into(folder.path(), &entries).unwrap();
        assert_eq!(
            found.held,
            [
                Held::Whole(5),
                Held::Unfinished(3),
                Held::Unfinished(4),
                Held::Unfinished(4),
                Held::Empty { by_receipt: true },
                Held::Empty { by_receipt: false },
                Held::Missing,
            ]
        );
        let to_fetch = found.held.iter().filter(|held| held.is_to_fetch());
        assert_eq!(to_fetch.count(), 5);
        assert_eq!(found.not_listed, ["stranger"]);
    }
}
