//! The threads that a command works on.

use std::num::NonZero;
use std::panic::catch_unwind;

use polars_core::runtime::THREAD_POOL;

use super::ui::Ui;
use super::unwritten::MORE_MEMORY;
use crate::error::Error;

/// How many threads are of any use: some more than cores, where reading waits for a network. Those beyond only
/// look for work at each other, and a thousand of them burn minutes.
fn most_threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    (4 * cores).max(16)
}

/// Starts the threads that polars works on.
///
/// It would start them itself where it first needs them, and panic there if the system refuses them.
pub(super) fn start_polars() -> Result<(), Error> {
    let started = catch_unwind(|| THREAD_POOL.current_num_threads());
    started
        .map(drop)
        .map_err(|_| Error::failed("the worker threads cannot be started", MORE_MEMORY))
}

/// Runs `work` on so many threads (0: one a core), as far as they are of use.
pub(super) fn on_threads<T: Send>(
    ui: Ui,
    threads: usize,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    let most = most_threads();
    if threads > most {
        // Not refused: a command may come from a larger machine, by its script or its manifest.
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
