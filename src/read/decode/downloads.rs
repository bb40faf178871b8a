//! Recordings and files of a session, for runs that need them.
//!
//! Errors here never cost a session: every command counts the same sessions, and most commands do not read
//! this part. A value that is not JSON is therefore treated as an unreadable field, and only the data that
//! needs it is lost.

use super::super::loose::{self, List, Needed};
use super::super::wire::{DownloadSlots, RecordSlots, Slot, TrailSlots};
use super::Decoder;
use crate::json::Malformed;
use crate::ledger::Code;
use crate::model::{ArenaSlice, ClientType, Download, DownloadKind, DownloadState, Extension};
use crate::time::Duration;

/// A function that reads a field.
type Read<'d, 'a, T> = fn(&mut Decoder<'d>, &'static str, Slot<'a>) -> Result<Option<T>, Malformed>;

impl<'a> Decoder<'a> {
    /// Reads the session's recordings, then the files of its activities; empty unless the run needs them.
    pub(super) fn downloads(&mut self, slots: &RecordSlots<'a>) -> ArenaSlice<Download> {
        if !self.findings.reads_downloads {
            return ArenaSlice::default();
        }
        let mut found = std::mem::take(&mut self.findings.download_buffer);
        self.recordings(slots.recordings(), &mut found);
        self.files(slots.activities(), &mut found);
        let kept = self.findings.downloads.put(found.drain(..));
        self.findings.download_buffer = found;
        kept
    }

    fn recordings(&mut self, slot: Slot<'a>, found: &mut Vec<Download>) {
        let field = "recordings";
        let Some(list) = self.alone(field, slot, Self::needed_array) else {
            return;
        };
        let mut elements = list.elements(self.scanner);
        loop {
            match elements.next() {
                Ok(Some(element)) => found.extend(self.recording(field, element)),
                Ok(None) => return,
                Err(Malformed) => return self.bad_field(field, slot),
            }
        }
    }

    fn recording(&mut self, field: &'static str, element: &'a [u8]) -> Option<Download> {
        let Ok(slots) = self.download_slots(field, element) else {
            let detail = format!("an element of `{field}` is no object");
            self.note(Code::BadField, detail);
            return None;
        };
        let slots = slots?;
        let duration = self.alone("recordings.duration", slots.duration(), Self::duration);
        if duration.is_some_and(Duration::is_negative) {
            self.bad_field("recordings.duration", slots.duration());
        }
        let is_so = |flag: Option<bool>| flag == Some(true);
        let is_deleted = self.alone("recordings.isDeleted", slots.is_deleted(), Self::boolean);
        let is_uploading = self.alone(
            "recordings.isUploading",
            slots.is_uploading(),
            Self::boolean,
        );
        let of_url = self.state_of_url("recordings.downloadUrl", slots.download_url());
        let kind = self.alone("recordings.type", slots.kind(), Self::enumeration);
        Some(Download {
            kind: DownloadKind::Recording(kind),
            file_id: self.alone("recordings.id", slots.id(), Self::id),
            activity_id: None,
            time: self.alone("recordings.started", slots.started(), Self::timestamp),
            duration: duration.filter(|duration| !duration.is_negative()),
            client: None,
            user_id: self.alone("recordings.userId", slots.user_id(), Self::id),
            extension: self.extension("recordings.name", slots.name()),
            state: if is_so(is_deleted) {
                DownloadState::Deleted
            } else if is_so(is_uploading) {
                DownloadState::Uploading
            } else {
                of_url
            },
        })
    }

    /// Reads the files in a trail of activities. Other problems in the trail were noted when the session's
    /// end was read.
    fn files(&mut self, slot: Slot<'a>, found: &mut Vec<Download>) {
        let trail = match slot.array() {
            Some(array) => Some(List::Array(array)),
            None => match slot.raw().map(|raw| loose::list(self.scanner, raw)) {
                Some(Ok(Needed::Is(list))) => Some(list),
                _ => None,
            },
        };
        let Some(trail) = trail else { return };
        let mut entries = trail.elements(self.scanner);
        while let Ok(Some(entry)) = entries.next() {
            match self.trail_slots(entry) {
                Ok(Some(slots)) => found.extend(self.file(&slots)),
                Ok(None) => {}
                Err(Malformed) => {
                    self.note(Code::BadField, "an element of `activities` is no object");
                }
            }
        }
    }

    fn file(&mut self, activity: &TrailSlots<'a>) -> Option<Download> {
        let raw = activity.file().raw()?;
        let field = "activities.file";
        let slots = if raw.first() == Some(&b'{') {
            self.download_slots(field, raw).ok().flatten()
        } else {
            let object = self.alone(field, activity.file(), Self::needed_object)?;
            self.download_slots(field, object).ok().flatten()
        };
        let Some(slots) = slots else {
            self.bad_field(field, activity.file());
            return None;
        };
        // A numeric type was already noted when the session's end was read.
        let told = self.notes.numeric_enums.len();
        let kind = self.alone("activities.type", activity.kind(), Self::enumeration);
        self.notes.numeric_enums.truncate(told);
        Some(Download {
            kind: DownloadKind::File(kind),
            file_id: self.alone("activities.file.id", slots.id(), Self::id),
            activity_id: self.alone("activities.activityId", activity.activity_id(), Self::id),
            time: self.alone("activities.time", activity.time(), Self::timestamp),
            duration: None,
            client: self.alone(
                "activities.client",
                activity.client(),
                Self::enumeration::<ClientType>,
            ),
            user_id: self.alone("activities.userId", activity.user_id(), Self::id),
            extension: self.extension("activities.file.name", slots.name()),
            state: self.state_of_url("activities.file.downloadUrl", slots.download_url()),
        })
    }

    /// Reads a value on which no other value depends; a value that is not JSON counts as unreadable.
    fn alone<T>(
        &mut self,
        field: &'static str,
        slot: Slot<'a>,
        read: Read<'a, 'a, T>,
    ) -> Option<T> {
        read(self, field, slot).unwrap_or_else(|Malformed| {
            self.bad_field(field, slot);
            None
        })
    }

    /// The extension of a stored name. The rest of the name is not kept, since guests write it.
    fn extension(&mut self, field: &'static str, slot: Slot<'a>) -> Option<Extension> {
        let name = self.alone(field, slot, Self::read_text)?;
        Extension::of_name(&name)
    }

    fn state_of_url(&mut self, field: &'static str, slot: Slot<'a>) -> DownloadState {
        let url = self.alone(field, slot, Self::read_text);
        DownloadState::of_url(url.as_deref())
    }

    /// The slots of a recording or file without wrapping objects; `None`, with a note, if it is not an
    /// object.
    fn download_slots(
        &mut self,
        field: &'static str,
        element: &'a [u8],
    ) -> Result<Option<DownloadSlots<'a>>, Malformed> {
        if element.first() == Some(&b'{') {
            let layout = &mut self.findings.layouts.download;
            let slots = DownloadSlots::new(self.scanner, element, layout)?;
            if !slots.value().is_nested() {
                return Ok(Some(slots));
            }
        }
        let Some(object) = self.element_object(field, element)? else {
            return Ok(None);
        };
        let layout = &mut self.findings.layouts.download;
        DownloadSlots::new(self.scanner, object, layout).map(Some)
    }

    /// The slots of an entry of the trail; `None` if it is not an object.
    fn trail_slots(&mut self, entry: &'a [u8]) -> Result<Option<TrailSlots<'a>>, Malformed> {
        let layout = &mut self.findings.layouts.trail;
        if entry.first() == Some(&b'{') {
            let slots = TrailSlots::new(self.scanner, entry, layout)?;
            if !slots.value().is_nested() {
                return Ok(Some(slots));
            }
        }
        let Needed::Is(object) = loose::object(self.scanner, entry)? else {
            return Ok(None);
        };
        TrailSlots::new(self.scanner, object, layout).map(Some)
    }
}
