//! Width and characters of the terminal.

use super::super::ui::{is_utf8, width};
use crate::explain::show::Canvas;

/// The canvas of this run: as wide as `COLUMNS` says, else as the terminal is, but from 60 to 200 columns; in ASCII if
/// that was asked for, or if the locale is not UTF-8.
pub(super) fn canvas(ascii: bool) -> Canvas {
    Canvas {
        width: width().clamp(60, 200),
        ascii: ascii || !is_utf8(),
    }
}
