//! The number of threads that a stage runs with.

use std::fmt;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// A number of threads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threads(usize);

impl Threads {
    /// One thread, and as many threads as there are cores.
    pub(crate) fn to_compare() -> Vec<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut numbers = vec![1, cores];
        numbers.dedup();
        numbers.into_iter().map(Self).collect()
    }

    pub(crate) fn pool(self) -> ThreadPool {
        ThreadPoolBuilder::new()
            .num_threads(self.0)
            .build()
            .expect("threads can be started")
    }
}

impl fmt::Display for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} thread{plural}", self.0)
    }
}
