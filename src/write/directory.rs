//! The output directory: files are written beside their targets and moved into place when all of
//! them are complete.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::TempDir;

use super::WriteError;

/// A file that was written.
#[derive(Clone, Debug)]
pub struct OutputFile {
    pub name: String,
    pub bytes: u64,
    pub hash: blake3::Hash,
}

/// A directory that gets all files of a run, or none.
#[derive(Debug)]
pub struct OutputDirectory {
    target: PathBuf,
    staging: TempDir,
    names: Vec<String>,
    /// What was written, in the same order, until it is known to be on the disk.
    files: Vec<File>,
    /// The topmost folder that did not exist before.
    created: Option<PathBuf>,
}

impl OutputDirectory {
    /// Opens a directory, made if need be. That it can be written to is known after this.
    ///
    /// # Errors
    ///
    /// If it cannot be made or written to.
    pub fn open(target: &Path) -> io::Result<Self> {
        let created = target
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .last()
            .map(Path::to_owned);
        fs::create_dir_all(target)?;
        let staging = tempfile::Builder::new()
            .prefix(".phasebook-")
            .tempdir_in(target)?;
        Ok(Self {
            target: target.to_owned(),
            staging,
            names: Vec::new(),
            files: Vec::new(),
            created,
        })
    }

    /// Writes one file, which stays aside until [`Self::commit`].
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let mut sink =
            BufWriter::with_capacity(1 << 18, File::create(self.staging.path().join(name))?);
        fill(&mut sink)?;
        let written = sink.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.names.push(name.to_owned());
        self.files.push(written);
        Ok(())
    }

    /// The files written so far, with the hashes of what is there, not of what was meant to be.
    ///
    /// # Errors
    ///
    /// If one cannot be read back.
    pub fn outputs(&self) -> io::Result<Vec<OutputFile>> {
        let names = self.names.par_iter();
        names
            .map(|name| {
                let mut hasher = blake3::Hasher::new();
                hasher.update_reader(File::open(self.staging.path().join(name))?)?;
                Ok(OutputFile {
                    name: name.clone(),
                    bytes: hasher.count(),
                    hash: hasher.finalize(),
                })
            })
            .collect()
    }

    /// Moves all files into place, once the disk has them all.
    ///
    /// # Errors
    ///
    /// If the disk does not take one; or if one cannot be moved: those before it are in place, each
    /// of them whole.
    pub fn commit(mut self) -> io::Result<()> {
        // Together they wait for the disk once.
        self.files.par_iter().try_for_each(File::sync_all)?;
        for name in &self.names {
            fs::rename(self.staging.path().join(name), self.target.join(name))?;
        }
        self.created = None;
        Ok(())
    }
}

impl Drop for OutputDirectory {
    /// A run that comes to nothing leaves no folder behind that was not there before.
    fn drop(&mut self) {
        // What cannot be removed stays, empty; there is nobody left to tell.
        let _ = fs::remove_dir_all(self.staging.path());
        let Some(created) = &self.created else {
            return;
        };
        for folder in self.target.ancestors() {
            if fs::remove_dir(folder).is_err() || folder == created {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_run_that_comes_to_nothing_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("total.csv"), "old").unwrap();
        let mut output = OutputDirectory::open(folder.path()).unwrap();
        output
            .write("total.csv", |sink| Ok(sink.write_all(b"new")?))
            .unwrap();
        drop(output);
        assert_eq!(names(folder.path()), ["total.csv"]);
        assert_eq!(fs::read(folder.path().join("total.csv")).unwrap(), b"old");

        let deep = folder.path().join("a/b");
        drop(OutputDirectory::open(&deep).unwrap());
        assert_eq!(names(folder.path()), ["total.csv"]);
    }

    #[test]
    fn complete_files_replace_the_old_ones() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        for text in ["old", "new"] {
            let mut output = OutputDirectory::open(&target).unwrap();
            output
                .write("total.csv", |sink| Ok(sink.write_all(text.as_bytes())?))
                .unwrap();
            output.commit().unwrap();
        }
        assert_eq!(names(&target), ["total.csv"]);
        assert_eq!(fs::read(target.join("total.csv")).unwrap(), b"new");
    }
}
