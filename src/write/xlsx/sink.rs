//! The sink below the archive of the workbook.

use std::io::{self, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Passes everything on until the first error. From then on it accepts and drops everything.
///
/// When the writer of archives is dropped after an error, it tries to finish the archive again, and prints to standard
/// error if that fails, too. With this sink it does not fail, and the caller gets the first error.
pub(super) struct FirstError<S> {
    sink: S,
    error: Arc<Mutex<Option<io::Error>>>,
}

/// The first error of a sink that the writer of archives owns.
pub(super) struct Kept(Arc<Mutex<Option<io::Error>>>);

impl Kept {
    /// # Errors
    ///
    /// The first error, if there was one.
    pub(super) fn outcome(&self) -> io::Result<()> {
        let mut error = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        error.take().map_or(Ok(()), Err)
    }
}

impl<S> FirstError<S> {
    pub(super) fn new(sink: S) -> (Self, Kept) {
        let error = Arc::default();
        let kept = Kept(Arc::clone(&error));
        (Self { sink, error }, kept)
    }

    /// The outcome of `work`, or `instead` if something failed before.
    fn unless_failed<T>(
        &mut self,
        instead: T,
        work: impl FnOnce(&mut S) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut error = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        if error.is_some() {
            return Ok(instead);
        }
        work(&mut self.sink).map_err(|first| {
            let told = io::Error::new(first.kind(), first.to_string());
            *error = Some(first);
            told
        })
    }
}

impl<S: Write> Write for FirstError<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_failed(bytes.len(), |sink| sink.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_failed((), S::flush)
    }
}

impl<S: Seek> Seek for FirstError<S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.unless_failed(0, |sink| sink.seek(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that is full after some bytes.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(bytes.len())
                .ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_the_first_error_is_one_and_it_is_kept() {
        let (mut sink, kept) = FirstError::new(Full(3));
        sink.write_all(b"abc").unwrap();
        kept.outcome().unwrap();
        let told = sink.write_all(b"d").unwrap_err();
        assert_eq!(told.kind(), io::ErrorKind::StorageFull);
        sink.write_all(b"more").unwrap();
        sink.flush().unwrap();
        let error = kept.outcome().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
