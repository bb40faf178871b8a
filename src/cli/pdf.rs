//! The page as PDF, printed by an installed Chromium. phasebook does not come with a browser.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::interrupt;
use crate::error::Error;
use crate::write::WriteError;

/// The names of Chromium and of browsers based on it, looked for on the path.
const NAMES: [&str; 8] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "brave-browser",
];

/// The places of these browsers on systems that do not put programs on the path.
const PLACES: [&str; 6] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
];

/// The longest time that printing may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// A browser that prints.
#[derive(Clone, Debug)]
pub(super) struct Browser {
    program: PathBuf,
}

impl Browser {
    /// Finds an installed browser. It is called before the dump is read, so that a missing browser is reported first.
    pub(super) fn find() -> Result<Self, Error> {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let named = std::env::split_paths(&folders).flat_map(|folder| {
            NAMES.map(|name| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        });
        let mut all = named.chain(PLACES.map(PathBuf::from));
        let program = all.find(|program| program.is_file());
        program.map(|program| Self { program }).ok_or_else(|| {
            Error::failed(
                "--format pdf: no Chromium was found, which prints the page",
                "install Chromium, Chrome or Edge and put it on the PATH, or write the page with --format html \
                 and print it yourself",
            )
        })
    }

    /// Prints a page. The same page gives the same bytes, as long as the browser is the same.
    pub(super) fn print(&self, page: &[u8]) -> Result<Vec<u8>, WriteError> {
        let folder = interrupt::temporary_folder("phasebook-print-")?;
        let at = |name: &str| folder.path().join(name);
        let (html, pdf) = (at("page.html"), at("page.pdf"));
        fs::write(&html, page)?;
        let mut command = Command::new(&self.program);
        command
            .args([
                "--headless",
                "--disable-gpu",
                "--disable-extensions",
                "--disable-background-networking",
                "--no-first-run",
                "--no-default-browser-check",
                "--no-pdf-header-footer",
            ])
            .arg(option("--user-data-dir=", &at("profile")))
            .arg(option("--print-to-pdf=", &pdf));
        if is_roots(folder.path()) {
            // With its sandbox, Chromium refuses to start for root. The page is phasebook's own and loads nothing else.
            command.arg("--no-sandbox");
        }
        let errors = fs::File::create(at("errors"))?;
        let child = command
            .arg(&html)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .spawn();
        let mut child = child.map_err(|error| self.failed(&error.to_string()))?;
        let begun = Instant::now();
        while child.try_wait()?.is_none() {
            if begun.elapsed() > PATIENCE {
                // The browser may have ended by itself meanwhile.
                let _ = child.kill();
                let _ = child.wait();
                return Err(self.failed("it took longer than two minutes"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut printed = match fs::read(&pdf) {
            Ok(printed) => printed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let said = fs::read(at("errors")).unwrap_or_default();
                let said = String::from_utf8_lossy(&said).into_owned();
                let last = said.lines().rfind(|line| !line.trim().is_empty());
                return Err(self.failed(last.unwrap_or("it wrote nothing")));
            }
            Err(error) => return Err(error.into()),
        };
        forget_dates(&mut printed);
        Ok(printed)
    }

    fn failed(&self, reason: &str) -> WriteError {
        WriteError::NotPrinted(format!(
            "{} did not print the page: {reason}",
            self.program.display()
        ))
    }
}

fn option(name: &str, path: &Path) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from(name);
    option.push(path);
    option
}

/// Whether a path belongs to root, as everything that a process of root makes.
#[cfg(unix)]
fn is_roots(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).is_ok_and(|found| found.uid() == 0)
}

#[cfg(not(unix))]
const fn is_roots(_path: &Path) -> bool {
    false
}

/// The date that replaces the time of printing in a PDF.
const DATE: &[u8] = b"20000101000000+00'00'";

/// Replaces the dates in a PDF by [`DATE`], so that its bytes do not depend on the time of printing.
fn forget_dates(pdf: &mut [u8]) {
    for name in [&b"/CreationDate (D:"[..], b"/ModDate (D:"] {
        let Some(place) = memchr::memmem::find(pdf, name) else {
            continue;
        };
        let date = pdf[place + name.len()..].iter_mut();
        let date = date.take_while(|letter| **letter != b')');
        for (letter, fixed) in date.zip(DATE) {
            *letter = *fixed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_does_not_tell_when_it_was_made() {
        let mut pdf =
            b"<< /CreationDate (D:20261129223617+01'00') /ModDate (D:20261129223617Z)>>".to_vec();
        let length = pdf.len();
        forget_dates(&mut pdf);
        let text = String::from_utf8(pdf).unwrap();
        assert_eq!(text.len(), length);
        assert_eq!(
            text,
            "<< /CreationDate (D:20000101000000+00'00') /ModDate (D:20000101000000+)>>"
        );
    }
}
