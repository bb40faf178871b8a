//! A panic, reported as a defect of phasebook instead of by Rust's trace.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

use super::ui::Ui;
use super::{interrupt, memory};
use crate::error::Exit;

#[cfg(not(panic = "unwind"))]
compile_error!(
    "phasebook is built with panic = \"unwind\": a workbook that cannot be written ends by a panic of its \
     writer, and what is unfinished is removed after any other"
);

/// The source file in which the standard library panics if a new thread gets no memory for its signal handler.
/// Nothing can catch this panic: the thread has not begun.
const THREAD_START: &str = "unix/stack_overflow.rs";

/// Place and message of the last panic.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Runs `work`. If it panics, prints that phasebook has a defect, and how to report it.
pub(super) fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    let traced = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    let trace = take_hook();
    set_hook(Box::new(move |panic| {
        if panic
            .location()
            .is_some_and(|place| place.file().ends_with(THREAD_START))
        {
            memory::exhausted();
        }
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
