//! The system's allocator, with an orderly end for a run that has no memory left.
//!
//! Rust would abort the program without a word on what to do. Here the run removes its unfinished files, says what
//! would help, and ends with a documented status. Besides the masks of the JSON index this is the only module with
//! `unsafe` code: an allocator has no safe form. Each function passes its arguments to the system's allocator
//! unchanged, so that its caller's promises hold there, and returns the allocator's result.

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
// SAFETY: all four functions are the system's own; a null pointer is never returned.
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

/// Address space that is freed for tidying up; no page of it is used until then. It is freed piece by piece, since
/// threads that are still at work may take a freed piece before the thread that tidies up does.
static RESERVE: Mutex<[Vec<u8>; PIECES]> = Mutex::new([const { Vec::new() }; PIECES]);

const PIECES: usize = 4;

const PIECE: usize = 2 << 20;

/// The size in bytes from which on a block is given back to the system as soon as it is freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 1 << 20;

/// The number of free bytes at the end of the heap from which on they are given back.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SPARE: libc::c_int = 64 << 20;

/// Makes the allocator give large blocks back to the system as soon as they are freed.
///
/// The allocator of glibc begins with a lower limit, but raises it with each block that is freed, up to 32 MiB.
/// Memory that one stage has freed then lies unused while the next stage asks the system for more: a million
/// sessions took half as much memory again. With a limit as low as glibc's first one, the reports of fewer sessions
/// take longer.
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

/// Gives free pages between used blocks back to the system, after a stage that has freed many small blocks.
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

/// Sets address space aside for tidying up when memory runs out.
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
    /// Whether this thread ends the run.
    static ENDS_IT: Cell<bool> = const { Cell::new(false) };
}

/// Says that memory has run out, tidies up and ends the run. If even this takes more memory, the run ends at once.
#[cold]
pub(super) fn exhausted() -> ! {
    if !ENDS_IT.get() {
        if IS_ENDING.swap(true, Ordering::Relaxed) {
            // Another thread ends the run; this one can only wait.
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
                // A thread that took the freed piece runs out of memory soon, too, and waits.
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
    end_at_once(Exit::Failed)
}

/// Ends the process without its exit handlers, which might ask for memory.
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
