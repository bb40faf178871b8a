//! Table `downloads`: one row per recording or file of a session. It is made only on request.

use std::borrow::Cow;

use super::column::{Column, Extract, FactRows, columns, named};
use crate::model::{Address, DirectoryKind, Download, Extension, Id};

/// One recording or file of one session.
#[derive(Clone, Copy, Debug)]
pub(super) struct DownloadRow<'a> {
    pub(super) session_id: Id,
    /// Index of the session's row in the table `sessions`.
    pub(super) session_row: u32,
    /// Number of the recording or file within the session, from 1.
    pub(super) number: u32,
    pub(super) download: &'a Download,
}

/// The table as a type, for [`FactRows`].
pub(super) struct Downloads;

impl FactRows for Downloads {
    type Row<'a> = DownloadRow<'a>;
}

impl DownloadRow<'_> {
    fn address(&self) -> Option<&Address> {
        self.download.state.address()
    }
}

columns! { Downloads:
    "session_id" Id |row| Some(row.session_id), "The session's id.";
    "number" Count |row| row.number, "1, 2, ... in the session: its recordings, then its files, in the order of the record.";
    "kind" Text |row, _| Some(Cow::Borrowed(row.download.kind.name())), "recording or file.";
    "file_id" Id |row| row.download.file_id, "The platform's id of it.",
        source: "session.recordings.id; session.activities.file.id";
    "activity_id" Id |row| row.download.activity_id, "The activity that the file came with.",
        empty: "it is a recording",
        source: "session.activities.activityId";
    "time" Timestamp |row| row.download.time, "When the recording began, or the file came.",
        source: "session.recordings.started; session.activities.time";
    "duration" Length |row| row.download.duration, "How long the recording is.",
        formula: "session.recordings.duration",
        empty: "it is a file; the duration is absent, negative or cannot be read",
        source: "session.recordings.duration";
    "type" Text |row, names| row.download.kind.type_text(names.texts()).map(Cow::Borrowed), "The recording's type, as Guest or AllParticipants, or that of the activity; an unknown value as it was written.",
        source: "session.recordings.type; session.activities.type";
    "client" Text |row, names| row.download.client.map(|client| Cow::Borrowed(client.text(names.texts()))), "The sender of the file: User, Guest or Chatbot.",
        empty: "it is a recording",
        source: "session.activities.client";
    "user_id" Id |row| row.download.user_id, "The operator that it is of.",
        source: "session.recordings.userId; session.activities.userId";
    "operator" Text |row, names| named(DirectoryKind::User, row.download.user_id, names), "The operator's name.";
    "extension" Text |row, _| row.download.extension.map(|extension| Cow::Borrowed(Extension::name(extension))), "The end of its stored name, if it is a usual one; nothing else of the name is kept, for guests write it.",
        source: "session.recordings.name; session.activities.file.name";
    "state" Text |row, _| Some(Cow::Borrowed(row.download.state.name())), "Whether it can be downloaded.",
        formula: "the first that fits: deleted (isDeleted), uploading (isUploading), no_url (no downloadUrl), refused (it is no absolute https URL, or has a user, a password, blanks or control characters), available";
    "host" Text |row, _| row.address().map(|address| Cow::Owned(address.host())), "The host that it is downloaded from, with its port unless that is 443.",
        empty: "it is not available";
    "url" Text |row, _| row.address().map(|address| Cow::Owned(address.url().to_owned())), "Where it is downloaded from, with the same header `Authorization` as the API.",
        empty: "it is not available",
        source: "downloadUrl";
    "session_row" Count |row| row.session_row, "The row in the table `sessions`.";
}

/// The columns of `downloads` by their names in the frame.
pub(crate) const DOWNLOAD_COLUMNS: [&str; 16] = [
    "session_id",
    "number",
    "kind",
    "file_id",
    "activity_id",
    "time",
    "duration_us",
    "type",
    "client",
    "user_id",
    "operator",
    "extension",
    "state",
    "host",
    "url",
    "session_row",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_columns_are_named_as_they_are_defined() {
        let names = COLUMNS.iter().map(|column| column.info.spec().frame_name());
        assert_eq!(names.collect::<Vec<_>>(), DOWNLOAD_COLUMNS);
    }
}
