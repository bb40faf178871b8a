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

/// The width of the page: what `COLUMNS` says, else that of the terminal, else that of a page that
/// prints well.
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

/// Why standard output did not take something, the first time.
static UNSAID: OnceLock<io::Error> = OnceLock::new();

/// Keeps why something was not said, if it was not, for [`flush`].
pub(crate) fn keep(outcome: io::Result<()>) {
    if let Err(error) = outcome {
        // A later one says no more than the first.
        let _ = UNSAID.set(error);
    }
}

/// Sends off what is left for standard output.
///
/// # Errors
///
/// If something that was said did not arrive. That the reader of a pipe has heard enough is none.
pub(crate) fn flush() -> io::Result<()> {
    keep(io::stdout().flush());
    match UNSAID.get() {
        Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(io::Error::new(error.kind(), error.to_string()))
        }
        _ => Ok(()),
    }
}

/// Where a run speaks to its user.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ui {
    is_quiet: bool,
}

#[expect(
    clippy::unused_self,
    reason = "whoever prints something has been handed the terminal"
)]
impl Ui {
    /// A quiet one says nothing but errors.
    pub(crate) const fn new(is_quiet: bool) -> Self {
        Self { is_quiet }
    }

    /// A line of the result.
    pub(crate) fn result(self, line: &str) {
        if !self.is_quiet {
            keep(writeln!(io::stdout(), "{}", printable_lines(line)));
        }
    }

    /// A page of results, asked for and so printed even when quiet. Its styles are stripped where the
    /// terminal has none, or nobody wants them (`NO_COLOR`).
    pub(crate) fn page(self, text: &str) {
        let mut stdout = anstream::stdout().lock();
        keep(stdout.write_all(printable_page(text).as_bytes()));
    }

    /// Whether standard output shows styles, and somebody wants them.
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

    /// JSON for programs, printed even when quiet; a terminal may show it all the same.
    pub(crate) fn json(self, text: &str) {
        self.bytes(printable_json(text).as_bytes());
    }

    /// What phasebook tells of itself, as it stands.
    pub(crate) fn bytes(self, text: &[u8]) {
        keep(io::stdout().write_all(text));
    }

    /// What standard output is shown on.
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
            has_bars: !is_dumb && speaks_unicode(),
        }
    }

    /// Does the work, and shows how far it has come while it takes its time; nothing if nobody looks.
    /// `size` tells the bytes that there are to read, and is asked only if somebody does.
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

    /// A line about the run.
    pub(crate) fn note(self, line: &str) {
        if !self.is_quiet {
            let _ = writeln!(io::stderr(), "{}", printable_lines(line));
        }
    }

    /// Something that the user should look at.
    pub(crate) fn warning(self, line: &str) {
        self.note(&format!("warning: {line}"));
    }

    /// Why the run ends, said even when quiet.
    pub(crate) fn error(self, line: &str) {
        let _ = writeln!(io::stderr(), "error: {}", printable_lines(line));
    }

    /// What to do about an error.
    pub(crate) fn hint(self, line: &str) {
        let _ = writeln!(io::stderr(), "hint: {}", printable_lines(line));
    }
}

/// Whether the locale has the characters that bars are made of.
fn speaks_unicode() -> bool {
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

/// Between two looks at the counters.
const LOOK: Duration = Duration::from_millis(100);

/// Shows the counters until the other end of the channel is gone, and leaves nothing behind.
fn show(progress: &Progress, files: u64, size: u64, end: &Receiver<()>) {
    let bar = ProgressBar::new(size);
    let template = "reading {msg} [{bar:24}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    // The template is right; if it were not, the bar would look plain.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    while end.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        bar.set_message(format!("{} of {files} files", progress.files()));
        bar.set_position(progress.bytes().min(size));
    }
    bar.finish_and_clear();
}
