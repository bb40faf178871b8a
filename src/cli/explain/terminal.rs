//! Width and characters of the terminal.

use std::env;

use super::super::ui::width;
use crate::explain::show::Canvas;

/// The canvas of this run: as wide as `COLUMNS` says, else as the terminal is, but from 60 to 200 columns; in ASCII if
/// that was asked for, or if the locale is not UTF-8.
pub(super) fn canvas(ascii: bool) -> Canvas {
    Canvas {
        width: width().clamp(60, 200),
        ascii: ascii || !is_utf8(),
    }
}

/// Whether the locale is UTF-8, by the first of its variables that is set; always on Windows.
fn is_utf8() -> bool {
    if cfg!(windows) {
        return true;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty());
    let locale = locale.unwrap_or_default().to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}
