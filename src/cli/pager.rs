//! Long pages, shown in the user's pager.

use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::process::{Child, Command, Stdio};

use super::interrupt;
use super::ui::Ui;

/// Shows a page in the pager that the environment names; prints it if there is no pager.
pub(super) fn show(ui: Ui, page: &str) {
    let named = std::env::var_os("PAGER");
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    let started = pager(named.as_deref(), is_dumb).and_then(|pager| start(&pager));
    let Some(mut child) = started else {
        ui.page(page);
        return;
    };
    interrupt::while_paging(|| {
        if let Some(mut input) = child.stdin.take() {
            // A reader may close the pager, and the pipe with it, before the end of the page.
            let _ = input.write_all(ui.styled(page).as_bytes());
        }
        // The pager's status says nothing about this run.
        let _ = child.wait();
    });
}

/// The pager to start: the one in `PAGER`, else `less`; `None` if pages are to be printed.
fn pager(named: Option<&OsStr>, is_dumb: bool) -> Option<OsString> {
    let named = named.map(OsStr::to_owned);
    let pager = named.unwrap_or_else(|| "less".into());
    (!is_dumb && !pager.is_empty() && pager != "cat").then_some(pager)
}

/// Starts a pager; `None` if it cannot be started.
fn start(pager: &OsStr) -> Option<Child> {
    let mut command = command(pager);
    command.stdin(Stdio::piped());
    // The same as git sets: colours are shown, and a page that fits on the screen is just printed.
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    command.spawn().ok()
}

/// The command in `PAGER`, which may have arguments.
fn command(pager: &OsStr) -> Command {
    let text = pager.to_string_lossy();
    let mut words = text.split_whitespace();
    let program = words.next().unwrap_or_default();
    let mut command = Command::new(program);
    command.args(words);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pager_is_the_one_of_the_environment() {
        let chosen = |named: Option<&str>, is_dumb| {
            let pager = pager(named.map(OsStr::new), is_dumb);
            pager.map(|pager| pager.to_string_lossy().into_owned())
        };
        assert_eq!(chosen(None, false).as_deref(), Some("less"));
        assert_eq!(chosen(Some("most -s"), false).as_deref(), Some("most -s"));
        assert_eq!(chosen(Some(""), false), None);
        assert_eq!(chosen(Some("cat"), false), None);
        assert_eq!(chosen(None, true), None);
    }

    #[test]
    fn its_arguments_are_its_own() {
        let command = command(OsStr::new("less -S  -#8"));
        assert_eq!(command.get_program(), "less");
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["-S", "-#8"]);
    }
}
