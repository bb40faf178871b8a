//! The output directory: files are written beside their targets and moved into place when all of
//! them are complete.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::TempDir;

use super::WriteError;

/// Where the files that are replaced are kept until all are in place; no output is called so.
const BEFORE: &str = "before\u{1f}";

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
    /// If the disk does not take one, or if one cannot be moved: then those that stood there before are
    /// put back.
    pub fn commit(mut self) -> io::Result<()> {
        // Together they wait for the disk once.
        self.files.par_iter().try_for_each(File::sync_all)?;
        let before = self.staging.path().join(BEFORE);
        fs::create_dir(&before)?;
        self.commit_into(&before)?;
        self.created = None;
        Ok(())
    }

    /// Moves all files into place, those that stood there to `before`.
    fn commit_into(&self, before: &Path) -> io::Result<()> {
        for (moved, name) in self.names.iter().enumerate() {
            if let Err(error) = self.replace(name, before) {
                for name in &self.names[..=moved] {
                    // What cannot be put back stays as it is; the reason is told all the same.
                    let _ = self.put_back(name, before);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// Moves a file into place; what stood there stands aside too, and is never missing where the disk
    /// lets a file have two names.
    fn replace(&self, name: &str, before: &Path) -> io::Result<()> {
        let target = self.target.join(name);
        let aside = before.join(name);
        match fs::hard_link(&target, &aside).or_else(|_| fs::rename(&target, &aside)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::rename(self.staging.path().join(name), target)
    }

    fn put_back(&self, name: &str, before: &Path) -> io::Result<()> {
        let (target, old) = (self.target.join(name), before.join(name));
        if old.exists() {
            fs::rename(old, target)
        } else if self.staging.path().join(name).exists() {
            // It was never moved.
            Ok(())
        } else {
            fs::remove_file(target)
        }
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
    fn a_file_that_cannot_be_moved_brings_the_old_ones_back() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path();
        fs::write(target.join("a.csv"), "old").unwrap();
        // No file can take the place of a folder that is not empty, nor the folder that of a file.
        fs::create_dir_all(target.join("c.csv/full")).unwrap();
        let mut output = OutputDirectory::open(target).unwrap();
        for name in ["a.csv", "b.csv", "c.csv"] {
            output
                .write(name, |sink| Ok(sink.write_all(b"new")?))
                .unwrap();
        }
        // Something already stands where the folder would be put aside.
        let aside = output.staging.path().join(BEFORE);
        fs::create_dir_all(aside.join("c.csv/in the way")).unwrap();
        assert!(output.commit_into(&aside).is_err());
        assert_eq!(fs::read(target.join("a.csv")).unwrap(), b"old");
        assert!(target.join("c.csv/full").is_dir());
        assert!(!target.join("b.csv").exists());
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
