//! All dossiers of a dump: each session with its history, and the names of the queues, operators and
//! campaigns in them.

use crate::join::{Joined, join};
use crate::ledger::Tally;
use crate::names::Names;
use crate::read::{InputFile, Loaded};

/// The dossiers of all kept sessions, with their names.
#[derive(Debug, Default)]
pub struct Dossiers {
    pub joined: Joined,
    pub names: Names,
    /// The counts and problems so far.
    pub tally: Tally,
    /// The status of each input.
    pub files: Vec<InputFile>,
}

impl Dossiers {
    /// Joins the loaded records and resolves the names.
    pub fn from_loaded(loaded: Loaded) -> Self {
        let mut tally = loaded.tally;
        let joined = join(
            loaded.sessions,
            loaded.histories,
            loaded.actions,
            &loaded.campaigns,
            &mut tally,
        );
        let names = Names::resolve(&joined, &loaded.directory, &loaded.campaigns, loaded.texts);
        Self {
            joined,
            names: names.with_user_names(loaded.user_names),
            tally,
            files: loaded.files,
        }
    }
}
