//! The registry of ledger codes, the one place that lists everything that can be wrong with a dump.

/// The severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A part of the dump is missing from the reports. `--strict` rejects such a dump.
    Error,
    /// A value is left out, or a record has no counterpart.
    Warning,
    /// A fact about the dump that is worth knowing.
    Info,
}

impl Severity {
    /// The word in `problems.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal $remedy:literal)+) => {
        /// A kind of problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)+
        }

        impl Code {
            /// All codes, the gravest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in `problems.csv` and `manifest.json`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The severity of the problem.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// A sentence that states the problem.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }

            /// A remedy for the user.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)+ }
            }
        }
    };
}

impl Code {
    /// The code with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Whether a kept record has lost one of its values.
    pub(crate) const fn lost_a_field(self) -> bool {
        matches!(self, Self::BadField | Self::BadEvent | Self::Flattened)
    }
}

codes! {
    UnreadableFile "unreadable_file" Error
        "A file cannot be opened or unpacked, or holds no JSON object or array."
        "Export the file again; often it is an error page that was saved in place of an answer."
    BadJson "bad_json" Error
        "A piece of a file is not JSON and was passed over to the end of its element or to the next line that begins a value; or text stands before the first value."
        "Look at the line; export the file again if it was damaged on the way."
    TruncatedFile "truncated_file" Error
        "A file ends before its last value does; every whole record before the cut is kept."
        "Export the file again; the answer was cut short when it was saved."
    TooLarge "too_large" Error
        "A packed file unpacks to more than `--max-expanded`, a value is longer than `--max-record`, or a history has more than 10,000 events; what is beyond is not read."
        "If the file is what it should be, raise the limit; a small file that unpacks to so much is often made to do harm."
    ErrorAnswer "error_answer" Error
        "An error of the API was saved in place of an answer."
        "Ask the API again for what is missing: the detail tells its status, and the name of the file often the session. Let the script stop at errors, as by `curl --fail`."
    Flattened "flattened" Error
        "An object or array was cut to a text by the exporter, so that what was in it is lost."
        "Export again deeper: `ConvertTo-Json -Depth 20` in PowerShell; its default is 2."
    BadRecord "bad_record" Error
        "A session without usable `id` or `created`, or the history inside such a session, is rejected."
        "Export the session again by its id."
    UnnamedHistory "unnamed_history" Error
        "A bare routing history names no session, and neither do the names of its file and folder."
        "Name the file by the session, as in routing/12345.json, or use --session-id-regex."
    SeveralHistories "several_histories" Error
        "A file holds more than one bare routing history, so it cannot be told whose they are."
        "Save one bare history a file, or wrap them as `{\"sessionId\": 123, \"routingHistory\": [...]}`."
    OrphanedHistory "orphaned_history" Warning
        "A routing history belongs to a session that the dump does not have."
        "Export the session too, or the page that it was on."
    IdClash "id_clash" Warning
        "Records with the same id are different sessions: they were created at different times, or belong to different companies."
        "Keep the dumps of each company or installation apart, and report each by itself."
    MissingProperty "missing_property" Warning
        "A property that figures depend on is in none of the sessions, not even as null: the export left it out."
        "Export whole sessions, without a choice of columns; keep properties that are null."
    NegativePhase "negative_phase" Warning
        "A phase has a negative length; it counts as absent."
        "The timestamps of the session contradict each other; ask the vendor if there are many."
    BadEvent "bad_event" Warning
        "An element of a routing history is no event, or has no usable timestamp, and is left out."
        "Export the history again."
    BadField "bad_field" Warning
        "An optional field cannot be read and is left empty."
        "Look at the value. Export times as text, by `date_format=\"iso\"` in pandas and `POSIXt=\"ISO8601\"` in jsonlite, and single values unboxed, by `auto_unbox = TRUE`; a later version of the API may write it differently."
    BadEncoding "bad_encoding" Warning
        "Needed text holds bytes that are not UTF-8, or lone surrogates; they became U+FFFD."
        "Name the encoding of the files with `--encoding`, as `windows-1250`, or save them as UTF-8."
    NumericEnum "numeric_enum" Warning
        "An enumeration is given by numbers, which were read in the order that the API declares today."
        "Export enumerations by name, by `JsonStringEnumConverter` in .NET: older versions of the API numbered them otherwise."
    Unrecognised "unrecognised" Warning
        "A value is not an answer that phasebook knows."
        "Look at the names in the detail: they show what kind of answer was saved. Tables split into columns and rows, as by `orient=\"split\"` in pandas, are to be exported with `orient=\"records\"`."
    CampaignModeUnknown "campaign_mode_unknown" Warning
        "Sessions of a campaign keep `ring` empty, because the dump does not say the campaign's mode."
        "Add the answer of GET /api/v1/Campaigns to the dump."
    UnknownName "unknown_name" Warning
        "The settings name a queue, operator or campaign that the dump does not have."
        "Correct the name in the settings file, unless it is of another month."
    AmbiguousName "ambiguous_name" Warning
        "The settings can be read in two ways: several have the name, or aliases overlap; the detail says how it was read."
        "Name the one that is meant by its id."
    NoOffset "no_offset" Warning
        "Timestamps without an offset were taken as times of the zone of `--naive-tz`, by default UTC."
        "Name their zone with `--naive-tz`, or export with offsets, in PowerShell by `ToString(\"o\")`: such a time may be hours off."
    UnknownValue "unknown_value" Info
        "An enumeration has a value that phasebook does not know; it is shown as written and counts as UNKNOWN."
        "Nothing, unless a rule depends on it: the API has grown."
    OtherAnswer "other_answer" Info
        "Another answer of the API, as an e-mail thread or a tag, was passed over."
        "Nothing: no figure is made of it."
    SkippedFile "skipped_file" Info
        "A file was not read: its name has an ending that is not read, it is empty or made by macOS, or it is a folder that phasebook wrote."
        "Nothing, unless it holds sessions: then rename it to end in `.json`, or name it as a PATH of its own."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_snake_case_and_unique_and_the_gravest_come_first() {
        let names: std::collections::BTreeSet<_> =
            Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(
                code.name()
                    .bytes()
                    .all(|b| b == b'_' || b.is_ascii_lowercase())
            );
            assert!(code.meaning().ends_with('.') && code.remedy().ends_with('.'));
        }
        assert!(Code::ALL.is_sorted_by_key(|code| code.severity()));
    }
}
