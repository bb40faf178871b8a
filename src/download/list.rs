//! The files to fetch, all from one host.

use std::collections::BTreeMap;

use polars::prelude::PolarsError;

use crate::model::Extension;
use crate::model::download::host_text;
use crate::table::Table;

/// A file to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Index of the file's row in the table.
    pub row: usize,
    /// The path in the folder of the downloads: `SESSION/KIND-NUMBER.EXT`.
    pub path: String,
    pub url: String,
}

/// The files to fetch, in the order of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DownloadList {
    /// The host of all files; `None` if there are no files to fetch.
    pub host: Option<String>,
    pub entries: Vec<ListedFile>,
    /// Number of available rows with other hosts, which are not on the list.
    pub of_other_hosts: u64,
    /// Number of rows of the host whose address is longer than 32 KiB, which are not on the list either.
    pub too_long: u64,
}

/// The longest address on a list, in bytes. `curl` rejects the whole configuration if one line has
/// 100 kB, and quoting may double an address; no platform uses addresses as long as this.
pub(super) const LONGEST_URL: usize = 32 << 10;

/// A host with its number of files.
pub type HostCount = (String, u64);

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// There are several hosts; a token for one of them must not reach the others.
    #[error("the files are of several hosts")]
    Several(Vec<HostCount>),
    /// No file is on the named host.
    #[error("no file is of the host that was named")]
    Unknown(Vec<HostCount>),
    /// The table does not match its columns.
    #[error(transparent)]
    Frame(#[from] PolarsError),
}

impl DownloadList {
    /// Lists the available rows of the table `downloads` for this host, or for the only host if `host` is
    /// `None`.
    ///
    /// # Errors
    ///
    /// If there are several hosts and `host` is `None`, or if no file is on the named host.
    pub fn new(table: &Table, host: Option<&str>) -> Result<Self, HostError> {
        let number = |name: &str| table.frame.column(name)?.i64();
        let text = |name: &str| table.frame.column(name)?.str();
        let (sessions, numbers) = (number("session_id")?, number("number")?);
        let (kinds, extensions) = (text("kind")?, text("extension")?);
        let (hosts, urls) = (text("host")?, text("url")?);
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for host in hosts.iter().flatten() {
            *counts.entry(host).or_default() += 1;
        }
        let listed = || {
            let mut counts: Vec<HostCount> = counts
                .iter()
                .map(|(host, count)| ((*host).to_owned(), *count))
                .collect();
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            counts
        };
        let host = match (host.map(host_text), counts.len()) {
            (_, 0) => return Ok(Self::default()),
            (None, 1) => counts.keys().next().map(|host| (*host).to_owned()),
            (None, _) => return Err(HostError::Several(listed())),
            (Some(host), _) if counts.contains_key(host.as_str()) => Some(host),
            (Some(_), _) => return Err(HostError::Unknown(listed())),
        };
        let mut list = Self {
            host,
            ..Self::default()
        };
        for (row, (found, url)) in hosts.iter().zip(urls.iter()).enumerate() {
            let (Some(found), Some(url)) = (found, url) else {
                continue;
            };
            if Some(found) != list.host.as_deref() {
                list.of_other_hosts += 1;
                continue;
            }
            if url.len() > LONGEST_URL {
                list.too_long += 1;
                continue;
            }
            let path = path(
                sessions.get(row).unwrap_or_default(),
                kinds.get(row).unwrap_or_default(),
                numbers.get(row).unwrap_or_default(),
                extensions.get(row),
            );
            list.entries.push(ListedFile {
                row,
                path,
                url: url.to_owned(),
            });
        }
        Ok(list)
    }
}

/// The path to store a file at, built from numbers and a known extension.
fn path(session: i64, kind: &str, number: i64, extension: Option<&str>) -> String {
    let kind = if kind == "recording" {
        "recording"
    } else {
        "file"
    };
    let ending = extension
        .and_then(Extension::parse)
        .map_or_else(String::new, |extension| format!(".{}", extension.name()));
    format!("{session}/{kind}-{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_made_of_numbers_and_a_known_extension() {
        assert_eq!(path(7, "recording", 1, Some("opus")), "7/recording-1.opus");
        assert_eq!(path(-7, "file", 10_000, None), "-7/file-10000");
        assert_eq!(path(7, "../x", 1, Some("/../../etc")), "7/file-1");
    }
}
