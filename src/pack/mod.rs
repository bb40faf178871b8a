//! Packs: folders that an earlier run wrote, read back to be verified and compared.
//!
//! No figure is computed here. The contents of a pack are taken as text, and the expected contents
//! come from running phasebook again.

mod change;
mod manifest;
mod proof;
mod rows;

use std::fs;
use std::path::{Path, PathBuf};

pub use change::{
    InputChange, InputChanges, MeasuredBy, SettingChange, input_changes, setting_changes,
};
pub use manifest::{PackManifest, RecordedFile, RecordedOutput};
pub use proof::{NamedFault, OutputFault, Rerun, check_outputs, compare_runs, unlisted_facts};
pub use rows::PackRows;

use crate::error::Error;
use crate::write::MANIFEST;

/// A folder with the outputs of a run.
#[derive(Clone, Debug)]
pub struct Pack {
    pub folder: PathBuf,
    pub manifest: PackManifest,
}

/// Whether the path holds a pack rather than a dump.
pub fn is_pack(path: &Path) -> bool {
    fs::read(manifest_path(path)).is_ok_and(|text| PackManifest::is_one(&text))
}

fn manifest_path(path: &Path) -> PathBuf {
    if path.file_name().is_some_and(|name| name == MANIFEST) {
        path.to_owned()
    } else {
        path.join(MANIFEST)
    }
}

impl Pack {
    /// Opens the pack at a path, which is its folder or its manifest.
    ///
    /// # Errors
    ///
    /// If there is no pack, or if this version of phasebook does not understand it.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let place = path.display();
        if !path.exists() {
            return Err(Error::failed(
                format!("there is nothing at {place}"),
                "check the path; a pack is the folder that a run wrote to with --out",
            ));
        }
        let manifest = manifest_path(path);
        let text = fs::read(&manifest).map_err(|error| {
            let message = if path.is_dir() && !manifest.exists() {
                format!("{place} is no pack: there is no {MANIFEST} in it")
            } else if path.is_file() && manifest != path {
                format!("{place} is no pack: it is a file")
            } else {
                format!("cannot read {}: {error}", manifest.display())
            };
            Error::failed(message, "give the folder that a run wrote to with --out")
        })?;
        Ok(Self {
            folder: manifest
                .parent()
                .map_or_else(PathBuf::new, Path::to_path_buf),
            manifest: PackManifest::parse(&text, &manifest.display().to_string())?,
        })
    }

    /// Opens the facts of a tenant in folders, whose manifest lies in the folder of its ledger.
    ///
    /// # Errors
    ///
    /// If the manifest is missing, or this version of phasebook does not understand it.
    pub fn open_facts(folder: &Path, ledger: &Path) -> Result<Self, Error> {
        let Self { manifest, .. } = Self::open(ledger)?;
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
        })
    }

    /// The path of an output.
    pub fn path(&self, output: &str) -> PathBuf {
        self.folder.join(output)
    }
}
