//! The queues, operators, campaigns and channels of a dump, which settings may name.

use std::collections::BTreeSet;

use crate::dossiers::Dossiers;
use crate::join::Joined;
use crate::model::api_enum::{ApiEnum, Channel};
use crate::model::{CampaignMode, Coded, DirectoryKind, Id};
use crate::names::Names;
use crate::records::Records;

/// A queue, operator or campaign.
pub(super) struct Thing {
    pub(super) id: Id,
    pub(super) name: String,
}

/// Everything that settings may name, in the order of the ids.
pub(super) struct Survey {
    pub(super) sessions: u64,
    pub(super) queues: Vec<Thing>,
    pub(super) operators: Vec<Thing>,
    /// With their modes; unknown where no record gives the mode.
    pub(super) campaigns: Vec<(Thing, CampaignMode)>,
    /// The channels that occur in sessions.
    pub(super) channels: Vec<Channel>,
    /// Whether something in the dump was refused or could not be read.
    pub(super) is_incomplete: bool,
}

impl Survey {
    pub(super) fn new(records: Records) -> Self {
        let Dossiers {
            joined,
            names,
            tally,
            ..
        } = Dossiers::from_loaded(records.loaded);
        let things = |kind| things(&joined, &names, kind);
        let campaigns = things(DirectoryKind::Campaign).into_iter().map(|campaign| {
            let mode = joined.mode(campaign.id);
            (campaign, mode.unwrap_or(CampaignMode::Unknown))
        });
        let has = |channel: &Channel| {
            let mut channels = (0..joined.len()).map(|index| joined.session(index).channel);
            channels.any(|found| found.map(Coded::value) == Some(*channel))
        };
        let channels = Channel::VALUES.iter().copied();
        let channels = channels.filter(|channel| *channel != Channel::Unknown);
        Self {
            sessions: joined.len() as u64,
            queues: things(DirectoryKind::Group),
            operators: things(DirectoryKind::User),
            campaigns: campaigns.collect(),
            channels: channels.filter(has).collect(),
            is_incomplete: tally.has_errors(),
        }
    }
}

/// All queues, operators or campaigns that have a name or occur in sessions.
fn things(joined: &Joined, names: &Names, kind: DirectoryKind) -> Vec<Thing> {
    let with_names = names.all(kind).map(|(id, _)| id);
    let ids: BTreeSet<Id> = with_names.chain(joined.ids(kind)).collect();
    let thing = |id| Thing {
        id,
        name: names.name(kind, id).into_owned(),
    };
    ids.into_iter().map(thing).collect()
}
