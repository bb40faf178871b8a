//! Campaigns, users, groups and departments.

use super::super::json::Malformed;
use super::super::shape::Shape;
use super::super::wire::RecordSlots;
use super::Decoder;
use super::fields::Reading;
use crate::model::{CampaignRecord, DirectoryKind, DirectoryRecord, Id, PersonName};

impl Decoder<'_> {
    /// A campaign; without a usable id it is unrecognised.
    pub(super) fn campaign(
        &mut self,
        slots: &RecordSlots<'_>,
        text: &[u8],
    ) -> Result<(), Malformed> {
        let Some(id) = self.record_id(slots, text)? else {
            return Ok(());
        };
        let record = CampaignRecord {
            id,
            place: self.place,
            mode: self.enumeration("mode", slots.mode())?,
            name: self.name("name", slots.name())?,
        };
        self.findings.tally.counts.campaigns += 1;
        self.findings.campaigns.push(record);
        Ok(())
    }

    /// A user, group or department; without a usable id it is unrecognised.
    pub(super) fn directory_record(
        &mut self,
        slots: &RecordSlots<'_>,
        shape: Shape<'_>,
        text: &[u8],
    ) -> Result<(), Malformed> {
        let Some(id) = self.record_id(slots, text)? else {
            return Ok(());
        };
        let (kind, name) = match shape {
            Shape::User => {
                let (first, last) = (slots.first_name(), slots.last_name());
                let name = self.person_name(Some(id), first, last, slots.username())?;
                let symbol = name.map(|name| match name {
                    PersonName::Full(symbol) | PersonName::User(symbol) => symbol,
                });
                (DirectoryKind::User, symbol)
            }
            Shape::Group => (DirectoryKind::Group, self.name("name", slots.name())?),
            _ => (DirectoryKind::Department, self.name("name", slots.name())?),
        };
        self.findings.directory.push(DirectoryRecord {
            kind,
            id,
            place: self.place,
            name,
        });
        Ok(())
    }

    fn record_id(&mut self, slots: &RecordSlots<'_>, text: &[u8]) -> Result<Option<Id>, Malformed> {
        if let Reading::Found(id) = super::fields::read_id(slots.id())? {
            return Ok(Some(id));
        }
        self.unrecognised(text, 1);
        Ok(None)
    }
}
