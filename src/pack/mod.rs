//! Packs: folders that an earlier run wrote, read back to be verified and compared.
//!
//! Nothing here computes a figure: what a pack says is taken as text, and what it should say is
//! found by running phasebook again.

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
pub use proof::{Fault, OutputFault, Rerun, check_outputs, compare_runs};
pub use rows::Rows;

use crate::error::Error;
use crate::write::MANIFEST;

/// A folder with the outputs of a run.
#[derive(Clone, Debug)]
pub struct Pack {
    pub folder: PathBuf,
    pub manifest: PackManifest,
}

/// Whether there is a pack at this path, rather than a dump.
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
    /// Opens the pack at a path: its folder, or the manifest in it.
    ///
    /// # Errors
    ///
    /// If there is none, or it is of a version that this one does not understand.
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

    /// Where an output is.
    pub fn path(&self, output: &str) -> PathBuf {
        self.folder.join(output)
    }
}
