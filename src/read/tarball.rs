//! Tar archives, compressed or not, whose members are files of their own.
//!
//! A compressed archive can only be read from the beginning. One worker therefore reads the whole archive,
//! member by member, and passes the blocks of large members to the other workers.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tar::{Entry, EntryType};

use super::archive::ArchiveMember;
use super::limits::{Limits, Size};
use super::open::{Limited, TextStream, Whole};
use super::own::wrote_manifest;
use super::packing::Packing;
use super::patience;
use super::skip::SkipReason;
use super::unpack::unpack;

/// A tar archive with its entries listed.
#[derive(Debug)]
pub(super) struct Tarball {
    path: PathBuf,
    packing: Packing,
    limit: Size,
    /// The declared size of each entry.
    sizes: Vec<u64>,
}

/// The reason why an archive could not be read to its end.
#[derive(Debug)]
pub(super) struct ArchiveFault {
    pub(super) reason: String,
    pub(super) is_too_large: bool,
}

/// The most bytes of names and other headers before one member, since they are held in memory.
const HEADERS: u64 = 4 << 20;
const BLOCK: u64 = 512;

/// The progress in an archive.
#[derive(Default)]
struct Watch {
    at: Cell<u64>,
    /// The position up to which the archive may be read without a further grant.
    end: Cell<u64>,
    /// Whether the archive was ended because it unpacks to too much.
    is_too_large: Cell<bool>,
}

/// A stream that can be read only up to the granted position.
struct Budgeted<'a> {
    stream: &'a mut dyn TextStream,
    watch: &'a Watch,
}

impl Read for Budgeted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let watch = self.watch;
        let left = watch.end.get().saturating_sub(watch.at.get());
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        if most == 0 && !buffer.is_empty() {
            return Err(io::Error::other("the header of a member is too large"));
        }
        let room = buffer.len().min(most);
        let count = self.stream.read(&mut buffer[..room])?;
        watch.at.set(watch.at.get() + count as u64);
        watch.is_too_large.set(self.stream.is_too_large());
        Ok(count)
    }
}

impl Tarball {
    /// Lists the members of the archive, as far as it can be read.
    ///
    /// # Errors
    ///
    /// Returns the reason in words if no member can be read.
    pub(super) fn open(
        path: &Path,
        packing: Packing,
        limits: Limits,
    ) -> Result<(Self, Vec<ArchiveMember>), String> {
        let mut tarball = Self {
            path: path.to_owned(),
            packing,
            limit: limits.expanded,
            sizes: Vec::new(),
        };
        let (mut members, mut sizes) = (Vec::new(), Vec::new());
        let fault = tarball.entries(|index, entry, _| {
            sizes.push(entry.size());
            if let Some(member) = member(index, entry) {
                members.push(member);
            }
        })?;
        tarball.sizes = sizes;
        let has_any = members.iter().any(|member| member.skipped.is_none());
        match fault {
            // There is no member to which the fault could be attached, so the archive itself reports it.
            Some(fault) if !has_any => Err(fault.reason),
            _ => Ok((tarball, members)),
        }
    }

    /// The declared size of an entry.
    pub(super) fn entry_size(&self, index: usize) -> u64 {
        self.sizes.get(index).copied().unwrap_or(0)
    }

    /// Calls `look` with each entry and its number. Returns the fault if the archive ends early.
    ///
    /// # Errors
    ///
    /// Returns the reason in words if the archive cannot be opened.
    fn entries(
        &self,
        mut look: impl FnMut(usize, &mut Entry<'_, Budgeted<'_>>, &Watch),
    ) -> Result<Option<ArchiveFault>, String> {
        let mut file = patience::open(&self.path).map_err(|error| error.to_string())?;
        Ok(unpack(&mut Whole(&mut file), self.packing, |stream| {
            let room = match self.packing {
                Packing::Plain => u64::MAX,
                Packing::Gzip | Packing::Zstd => self.limit.0,
            };
            let mut stream = Limited::new(stream, room, self.limit);
            let watch = Watch::default();
            watch.end.set(HEADERS);
            let budgeted = Budgeted {
                stream: &mut stream,
                watch: &watch,
            };
            let failed = walk(budgeted, &mut look);
            // The stream is read to its end, to find errors in the compressed data after the archive's last
            // entry.
            let rest = io::copy(&mut stream, &mut io::sink());
            let failed = failed.and(rest).err().map(|error| error.to_string());
            let reason = stream.cut_short().map(str::to_owned).or(failed);
            reason.map(|reason| ArchiveFault {
                reason: format!("the archive cannot be read to its end: {reason}"),
                is_too_large: stream.is_too_large(),
            })
        }))
    }

    /// Calls `use_it` with the bytes of each member in `wanted`, which must be in order, and with the number of
    /// bytes that are left of the limit. Returns the fault if the archive ends early.
    ///
    /// # Errors
    ///
    /// Returns the reason in words if the archive cannot be opened.
    pub(super) fn read(
        &self,
        wanted: &[usize],
        mut use_it: impl FnMut(&mut dyn TextStream, u64),
    ) -> Result<Option<ArchiveFault>, String> {
        let mut wanted = wanted.iter().copied().peekable();
        let mut room = self.limit.0;
        self.entries(|index, entry, watch| {
            if wanted.next_if_eq(&index).is_none() {
                return;
            }
            let size = entry.size();
            let mut member = Sized {
                left: size,
                entry,
                watch,
                is_short: false,
            };
            use_it(&mut member, room);
            room = room.saturating_sub(size);
        })
    }
}

/// Calls `look` with each entry.
fn walk(
    stream: Budgeted<'_>,
    look: &mut impl FnMut(usize, &mut Entry<'_, Budgeted<'_>>, &Watch),
) -> io::Result<u64> {
    let watch = stream.watch;
    let mut archive = tar::Archive::new(stream);
    for (index, entry) in archive.entries()?.enumerate() {
        let mut entry = entry?;
        let stored = match entry.header().entry_type() {
            EntryType::GNUSparse => entry.header().entry_size()?,
            _ => entry.size(),
        };
        // The content and its padding, then the headers of the next member.
        let behind = stored.saturating_add(2 * BLOCK + HEADERS);
        watch
            .end
            .set(entry.raw_file_position().saturating_add(behind));
        look(index, &mut entry, watch);
    }
    Ok(0)
}

/// The member for an entry; `None` for a folder.
fn member(index: usize, entry: &mut Entry<'_, Budgeted<'_>>) -> Option<ArchiveMember> {
    let kind = entry.header().entry_type();
    let name = entry.path_bytes().into_owned();
    if kind.is_dir() || matches!(name.last(), Some(b'/' | b'\\')) {
        return None;
    }
    let is_file = kind.is_file() || matches!(kind, EntryType::Continuous | EntryType::GNUSparse);
    let mut member = ArchiveMember::named(index, &name);
    if !is_file {
        member.skipped = Some(SkipReason::NoFile);
    } else if member.is_manifest() {
        member.is_own = wrote_manifest(entry);
    }
    Some(member)
}

/// The bytes of a member, and whether the archive was cut inside the member.
struct Sized<'a, 'b, 'c> {
    entry: &'a mut Entry<'b, Budgeted<'c>>,
    watch: &'a Watch,
    left: u64,
    is_short: bool,
}

impl Read for Sized<'_, '_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.entry.read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        self.is_short |= count == 0 && !buffer.is_empty() && self.left > 0;
        Ok(count)
    }
}

impl TextStream for Sized<'_, '_, '_> {
    fn cut_short(&self) -> Option<&str> {
        let reason = if self.is_too_large() {
            "the archive unpacks to more than --max-expanded inside this member"
        } else {
            "the archive ends inside this member"
        };
        self.is_short.then_some(reason)
    }

    fn is_too_large(&self) -> bool {
        self.is_short && self.watch.is_too_large.get()
    }
}
