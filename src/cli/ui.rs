//! The only place that prints. Results go to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anstream::ColorChoice;
use indicatif::{ProgressBar, ProgressStyle};

use crate::read::progress::Progress;
use crate::text::printable::{printable_json, printable_lines, printable_page};
use crate::write::Screen;

/// The width of printed pages in columns: `COLUMNS`, else the width of the terminal, else 100.
pub(crate) fn width() -> usize {
    const PAGE: usize = 100;
    let columns = std::env::var("COLUMNS").ok();
    let columns = columns.and_then(|text| text.parse().ok());
    let terminal = || {
        let (width, _) = terminal_size::terminal_size()?;
        Some(usize::from(width.0))
    };
    columns.or_else(terminal).unwrap_or(PAGE)
}

/// The first error of writing to standard output.
static UNSAID: OnceLock<io::Error> = OnceLock::new();

/// Keeps an error of writing to standard output for [`flush`].
pub(crate) fn keep(outcome: io::Result<()>) {
    if let Err(error) = outcome {
        // The first error is kept; later ones follow from it.
        let _ = UNSAID.set(error);
    }
}

/// Flushes standard output.
///
/// # Errors
///
/// If a part of the output was lost. A pipe that its reader has closed is no error.
pub(crate) fn flush() -> io::Result<()> {
    keep(io::stdout().flush());
    match UNSAID.get() {
        Some(error) if !is_closed_pipe(error) => {
            Err(io::Error::new(error.kind(), error.to_string()))
        }
        _ => Ok(()),
    }
}

/// Whether the reader of a pipe has gone, for which Windows has two errors.
fn is_closed_pipe(error: &io::Error) -> bool {
    const PIPE_NOT_CONNECTED: i32 = 233;
    error.kind() == io::ErrorKind::BrokenPipe
        || cfg!(windows) && error.raw_os_error() == Some(PIPE_NOT_CONNECTED)
}

/// Standard output and standard error of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ui {
    is_quiet: bool,
}

#[expect(
    clippy::unused_self,
    reason = "whoever prints something has been handed the terminal"
)]
impl Ui {
    /// With `is_quiet`, only errors and output that was asked for are printed.
    pub(crate) const fn new(is_quiet: bool) -> Self {
        Self { is_quiet }
    }

    /// Prints a line of the result, unless quiet.
    pub(crate) fn result(self, line: &str) {
        if !self.is_quiet {
            keep(writeln!(io::stdout(), "{}", printable_lines(line)));
        }
    }

    /// Prints a page that was asked for, even when quiet. Styles are stripped where the terminal has none,
    /// or `NO_COLOR` is set.
    pub(crate) fn page(self, text: &str) {
        let mut stdout = anstream::stdout().lock();
        keep(stdout.write_all(printable_page(text).as_bytes()));
    }

    /// Whether standard output shows styles and `NO_COLOR` does not forbid them.
    pub(super) fn has_styles(self) -> bool {
        anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never
    }

    /// A page as standard output would show it: safe to print, and without styles where it has none.
    pub(super) fn styled(self, text: &str) -> String {
        let page = printable_page(text);
        if self.has_styles() {
            page.into_owned()
        } else {
            anstream::adapter::strip_str(&page).to_string()
        }
    }

    /// Prints JSON, even when quiet. It is for programs, but made safe for a terminal, too.
    pub(crate) fn json(self, text: &str) {
        self.bytes(printable_json(text).as_bytes());
    }

    /// Prints bytes unchanged: phasebook's own text, or text that is already safe to print.
    pub(crate) fn bytes(self, text: &[u8]) {
        keep(io::stdout().write_all(text));
    }

    /// The width of standard output, and whether it can show bars.
    pub(crate) fn screen(self) -> Screen {
        let stdout = io::stdout();
        if !stdout.is_terminal() {
            return Screen {
                width: None,
                has_bars: false,
            };
        }
        let width = terminal_size::terminal_size_of(&stdout).map(|(width, _)| width.0.into());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Screen {
            width: Some(width.unwrap_or(80)),
            has_bars: !is_dumb && is_utf8(),
        }
    }

    /// Runs `work`, and shows its progress if standard error is a terminal and not quiet. `size` gives the
    /// number of bytes to read; it is called only if progress is shown.
    pub(crate) fn watch<T: Send>(
        self,
        progress: &Progress,
        files: u64,
        size: impl FnOnce() -> u64,
        work: impl FnOnce() -> T + Send,
    ) -> T {
        if self.is_quiet || !io::stderr().is_terminal() {
            return work();
        }
        let size = size();
        let (done, end) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || show(progress, files, size, &end));
            let result = work();
            drop(done);
            result
        })
    }

    /// Prints a line about the run, unless quiet.
    pub(crate) fn note(self, line: &str) {
        if !self.is_quiet {
            let _ = writeln!(io::stderr(), "{}", printable_lines(line));
        }
    }

    /// Prints something that the user should look at.
    pub(crate) fn warning(self, line: &str) {
        self.note(&format!("warning: {line}"));
    }

    /// Prints why the run ends, even when quiet.
    pub(crate) fn error(self, line: &str) {
        let _ = writeln!(io::stderr(), "error: {}", printable_lines(line));
    }

    /// Prints what to do about an error.
    pub(crate) fn hint(self, line: &str) {
        let _ = writeln!(io::stderr(), "hint: {}", printable_lines(line));
    }
}

/// Whether the locale is UTF-8, by the first of its variables that is set; always on Windows.
pub(super) fn is_utf8() -> bool {
    if cfg!(windows) {
        return true;
    }
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    set.is_some_and(|value| {
        let value = value.to_string_lossy().to_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}

/// The time between two looks at the counters.
const LOOK: Duration = Duration::from_millis(100);

/// Shows the counters until the sender of the channel is dropped, then clears the line.
fn show(progress: &Progress, files: u64, size: u64, end: &Receiver<()>) {
    let bar = ProgressBar::new(size);
    let template = "reading {msg} [{bar:24}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    // A wrong template would only make the bar look plain.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    while end.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        bar.set_message(format!("{} of {files} files", progress.files()));
        bar.set_position(progress.bytes().min(size));
    }
    bar.finish_and_clear();
}
