//! Every record at its place: each session with its history, and the names of whatever they mention.

use crate::join::{Joined, join};
use crate::ledger::Tally;
use crate::names::Names;
use crate::read::{InputFile, Loaded};

/// The dossiers of all sessions that are kept, with their names.
#[derive(Debug, Default)]
pub struct Dossiers {
    pub joined: Joined,
    pub names: Names,
    /// What was counted and noted so far.
    pub tally: Tally,
    /// What became of each input.
    pub files: Vec<InputFile>,
}

impl Dossiers {
    /// Joins what was loaded, and resolves the names.
    pub fn of(loaded: Loaded) -> Self {
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
