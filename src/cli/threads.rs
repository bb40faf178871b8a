//! The threads that a command works on.

use std::num::NonZero;
use std::panic::catch_unwind;

use polars_core::runtime::THREAD_POOL;

use super::ui::Ui;
use super::unwritten::MORE_MEMORY;
use crate::error::Error;

/// The most threads that are of use: more than there are cores, since reading may wait for a network. Threads beyond
/// these only search each other for work, and a thousand of them burn minutes.
fn most_threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    (4 * cores).max(16)
}

/// Starts the threads that polars works on.
///
/// polars would start them itself where it first needs them, and panic there if the system refuses.
pub(super) fn start_polars() -> Result<(), Error> {
    let started = catch_unwind(|| THREAD_POOL.current_num_threads());
    started
        .map(drop)
        .map_err(|_| Error::failed("the worker threads cannot be started", MORE_MEMORY))
}

/// Runs `work` on a number of threads (0: one a core), at most [`most_threads`].
pub(super) fn on_threads<T: Send>(
    ui: Ui,
    threads: usize,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    let most = most_threads();
    if threads > most {
        // A warning, not an error: the script or manifest may come from a larger machine.
        ui.warning(&format!(
            "--threads {threads}: {most} are started; more only wait for each other on this machine"
        ));
    }
    start_polars()?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.min(most))
        .build()
        .map_err(|error| {
            Error::failed(
                format!("the worker threads cannot be started: {error}"),
                "try fewer with --threads",
            )
        })?
        .install(work)
}
