//! The counts of section 6 of the contract.

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident)+) => {
        /// How many files and records there were, and what became of them.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Counts {
            $($(#[$doc])* pub $name: u64,)+
        }

        impl Counts {
            /// The names and values, in the order of `manifest.json`. What is left out is named
            /// where something is.
            pub fn entries(&self) -> Vec<(&'static str, u64)> {
                let mut entries = vec![$((stringify!($name), self.$name),)+];
                entries.retain(|(name, count)| *name != "sessions_left_out" || *count > 0);
                entries
            }
        }

        impl Counts {
            /// The counts by their names.
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
    /// Files and archive members met.
    files_found
    /// Those that held at least one JSON object or array.
    files_read
    /// Those of another ending, and empty ones.
    files_skipped
    /// Those that could not be opened or unpacked, or hold no JSON object or array.
    files_unreadable
    /// Session records met.
    session_records
    /// The session records that the reports are made of.
    sessions_kept
    /// Those with a later record of the same session.
    sessions_superseded
    /// Those without usable id or created.
    sessions_rejected
    /// The kept sessions whose day lies in the period.
    sessions_in_period
    /// The kept sessions whose day lies outside the period.
    sessions_outside
    /// The kept sessions in the period that the settings leave out.
    sessions_left_out
    /// Routing histories met.
    histories
    /// Those that belong to a kept session.
    histories_joined
    /// Those with a later history of the same session.
    histories_superseded
    /// Those whose session the dump does not have.
    histories_orphaned
    /// Those whose session cannot be told.
    histories_rejected
    /// Campaign records.
    campaigns
    /// Values that are none of the answers of the API.
    unrecognised
    /// Other answers of the API, which are passed over.
    other_answers
    /// Errors of the API where an answer was to be.
    error_answers
}
