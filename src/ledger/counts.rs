//! The counts of the ledger: what was found, read, kept and refused.

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident)+) => {
        /// The numbers of files and records by what became of them.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Counts {
            $($(#[$doc])* pub $name: u64,)+
        }

        impl Counts {
            /// Names and values in the order of `manifest.json`. `sessions_left_out` is omitted if it is 0.
            pub fn entries(&self) -> Vec<(&'static str, u64)> {
                let mut entries = vec![$((stringify!($name), self.$name),)+];
                entries.retain(|(name, count)| *name != "sessions_left_out" || *count > 0);
                entries
            }
        }

        impl Counts {
            /// Builds the counts; `count` gives the number for a name.
            pub fn by_name(count: impl Fn(&str) -> u64) -> Self {
                Self { $($name: count(stringify!($name)),)+ }
            }
        }

        impl std::ops::Add for Counts {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self { $($name: self.$name + other.$name,)+ }
            }
        }
    };
}

counts! {
    /// Files and archive members found.
    files_found
    /// Files with at least one JSON object or array.
    files_read
    /// Files and folders that were not read, each with a `skipped_file`.
    files_skipped
    /// Files that could not be opened or unpacked, or that hold no JSON object or array.
    files_unreadable
    /// Session records found.
    session_records
    /// Session records that the reports are made of.
    sessions_kept
    /// Session records superseded by a later record of the same session.
    sessions_superseded
    /// Session records without a usable `id` or `created`.
    sessions_rejected
    /// Kept sessions whose day lies in the period.
    sessions_in_period
    /// Kept sessions whose day lies outside the period.
    sessions_outside
    /// Kept sessions in the period that the settings leave out.
    sessions_left_out
    /// Routing histories found.
    histories
    /// Histories that belong to a kept session.
    histories_joined
    /// Histories superseded by a later history of the same session.
    histories_superseded
    /// Histories whose session is not in the dump.
    histories_orphaned
    /// Histories whose session cannot be determined.
    histories_rejected
    /// Campaign records.
    campaigns
    /// Values that are not an answer of the API.
    unrecognised
    /// Other answers of the API, which are ignored.
    other_answers
    /// Errors of the API in place of an answer.
    error_answers
}
