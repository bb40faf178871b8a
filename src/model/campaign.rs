//! Campaigns. Only their mode and name matter.

use super::api_enum::{CampaignMode, Coded};
use super::id::Id;
use super::place::Place;

/// One campaign record.
#[derive(Clone, Copy, Debug)]
pub struct CampaignRecord {
    pub id: Id,
    pub place: Place,
    pub mode: Option<Coded<CampaignMode>>,
    pub name: Option<super::Symbol>,
}
