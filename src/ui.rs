//! The only place that prints. Results go to standard output, everything else to standard error.

use std::io::{self, Write};

/// The width of the page: what `COLUMNS` says, else that of the terminal, else that of a page that
/// prints well.
#[must_use]
pub fn width() -> usize {
    const PAGE: usize = 100;
    let columns = std::env::var("COLUMNS").ok();
    let columns = columns.and_then(|text| text.parse().ok());
    let terminal = || {
        let (width, _) = terminal_size::terminal_size()?;
        Some(usize::from(width.0))
    };
    columns.or_else(terminal).unwrap_or(PAGE)
}

/// Where a run speaks to its user.
#[derive(Clone, Copy, Debug)]
pub struct Ui {
    is_quiet: bool,
}

impl Ui {
    /// A quiet one says nothing but errors.
    #[must_use]
    pub const fn new(is_quiet: bool) -> Self {
        Self { is_quiet }
    }

    /// A line of the result.
    pub fn result(self, line: &str) {
        if !self.is_quiet {
            // A closed pipe means that nobody listens any more.
            let _ = writeln!(io::stdout(), "{line}");
        }
    }

    /// A page of results, asked for and so printed even when quiet. Its styles are stripped where the
    /// terminal has none, or nobody wants them (`NO_COLOR`).
    pub fn page(self, text: &str) {
        let mut stdout = anstream::stdout().lock();
        // A closed pipe means that nobody listens any more.
        let _ = stdout.write_all(text.as_bytes());
        let _ = stdout.flush();
    }

    /// A line about the run.
    pub fn note(self, line: &str) {
        if !self.is_quiet {
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// Something that the user should look at.
    pub fn warning(self, line: &str) {
        self.note(&format!("warning: {line}"));
    }

    /// Why the run ends, said even when quiet.
    pub fn error(self, line: &str) {
        let _ = writeln!(io::stderr(), "error: {line}");
    }

    /// What to do about an error.
    pub fn hint(self, line: &str) {
        let _ = writeln!(io::stderr(), "hint: {line}");
    }
}
