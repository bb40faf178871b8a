//! The system's allocator, with words for the moment at which it has nothing left.
//!
//! Rust ends a program then by an abort, without a word on what to do. Here the run removes its unfinished
//! files, says what would help, and ends with a status that is documented. Beside the masks of the reader
//! ([`crate::read`]) this is the only module with `unsafe` code: an allocator has no safe form. Each function
//! hands its arguments to the system's allocator as it got them, so what callers promise of them holds there,
//! and gives back what that gives.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::tidy_up;
use crate::error::Exit;

/// The system's allocator; ends the run when that has no memory left.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory;

#[expect(unsafe_code, reason = "an allocator has no safe form")]
// SAFETY: all four are the system's own; a null is never given back.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        given(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        given(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promises.
        given(unsafe { System.realloc(block, layout, size) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(block, layout) };
    }
}

#[inline]
fn given(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        exhausted();
    }
    block
}

/// Address space for tidying up, of which nothing is used until then. It lies in pieces: what is given back,
/// threads that are still at work may take before the one that tidies up.
static RESERVE: Mutex<[Vec<u8>; PIECES]> = Mutex::new([const { Vec::new() }; PIECES]);

const PIECES: usize = 4;

const PIECE: usize = 2 << 20;

/// Bytes from which on a block is given back to the system as soon as it is freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 1 << 20;

/// Free bytes at the end of the heap from which on they are given back.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SPARE: libc::c_int = 64 << 20;

/// Has what is large given back when it is freed.
///
/// The allocator of glibc begins with a lower limit, but raises it with each block that is freed, up to 32 MiB: what
/// one stage has freed then lies about unused while the next one asks the system for more. A million sessions
/// took half as much again. With a limit as low as the first one, the reports of fewer sessions take longer.
pub fn give_back_what_is_large() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        #[expect(unsafe_code, reason = "a setting of the allocator has no safe form")]
        // SAFETY: both are settings that mallopt has, with values that it takes; a refusal changes nothing.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
            libc::mallopt(libc::M_TRIM_THRESHOLD, SPARE);
        }
    }
}

/// Gives back what is free between what is not: after a stage that has freed much in small blocks.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        #[expect(unsafe_code, reason = "a call of the allocator that has no safe form")]
        // SAFETY: it gives free pages back to the system, and touches nothing that is in use.
        unsafe {
            libc::malloc_trim(0);
        }
    }
}

/// Sets something aside for the end.
pub fn reserve() {
    if let Ok(mut reserve) = RESERVE.lock() {
        for piece in &mut *reserve {
            piece.reserve_exact(PIECE);
        }
    }
}

/// Whether a thread has begun to end the run.
static IS_ENDING: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Whether this one has.
    static ENDS_IT: Cell<bool> = const { Cell::new(false) };
}

/// Says that memory has ended, tidies up and ends the run. If even that has no memory, the run ends at once.
#[cold]
pub(super) fn exhausted() -> ! {
    if !ENDS_IT.get() {
        if IS_ENDING.swap(true, Ordering::Relaxed) {
            // Another thread does; nothing that this one could do would help.
            loop {
                std::thread::sleep(Duration::from_secs(1));
            }
        }
        ENDS_IT.set(true);
        let _ = std::io::stderr().write_all(
            b"error: there is not enough memory for a dump of this size; files that were there are as before\n\
              hint: report a shorter period from fewer files, use a machine with more memory (a million sessions \
              take about 0.7 GB), or raise the limit (ulimit -v)\n",
        );
        if let Ok(mut reserve) = RESERVE.try_lock() {
            for piece in &mut *reserve {
                *piece = Vec::new();
                if tidy_up() {
                    break;
                }
                // Threads that took what was given back end up waiting, too.
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
    end_at_once(Exit::Failed)
}

/// Ends the process without what is registered for its end, which might ask for memory.
#[cfg(unix)]
fn end_at_once(exit: Exit) -> ! {
    #[expect(unsafe_code, reason = "a call of the system that has no safe form")]
    // SAFETY: it takes any status, and returns to nobody.
    unsafe {
        libc::_exit(exit as i32)
    }
}

#[cfg(not(unix))]
fn end_at_once(exit: Exit) -> ! {
    std::process::exit(exit as i32)
}
