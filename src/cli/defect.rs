//! A defect of phasebook, in place of the trace of a panic.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

use super::exit::Exit;
use super::interrupt;
use super::ui::Ui;

#[cfg(not(panic = "unwind"))]
compile_error!(
    "phasebook is built with panic = \"unwind\": a workbook that cannot be written ends by a panic of its \
     writer, and what is unfinished is removed after any other"
);

/// Where the last one happened, and what it said.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Does the work. If it hits something that cannot be, says so and how to report it.
pub(super) fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    let traced = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    let trace = take_hook();
    set_hook(Box::new(move |panic| {
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string().replace('\n', " ");
        if traced {
            trace(panic);
        }
    }));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        interrupt::tidy_up();
        let ui = Ui::new(false);
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        ui.error(&format!("phasebook {}: {last}", env!("CARGO_PKG_VERSION")));
        ui.hint(
            "this is a defect of phasebook: please report it with this line and the command; \
             files that were there are as before",
        );
        Exit::Broken
    })
}
