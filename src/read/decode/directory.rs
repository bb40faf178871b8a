//! Campaigns, users, groups and departments.

use super::super::shape::Shape;
use super::super::wire::RecordSlots;
use super::Decoder;
use super::fields::FieldReading;
use crate::json::Malformed;
use crate::model::{CampaignRecord, DirectoryKind, DirectoryRecord, Id, PersonName};

impl<'a> Decoder<'a> {
    /// Reads a campaign, user, group or department.
    pub(super) fn directory_record(
        &mut self,
        slots: &RecordSlots<'a>,
        shape: Shape<'a>,
        id: Id,
    ) -> Result<(), Malformed> {
        if let Shape::Campaign = shape {
            let record = CampaignRecord {
                id,
                place: self.place,
                mode: self.enumeration("mode", slots.mode())?,
                name: self.name("name", slots.name())?,
            };
            self.findings.tally.counts.campaigns += 1;
            self.findings.campaigns.push(record);
            return Ok(());
        }
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

    /// The id of a directory record; `None` if it is not usable.
    pub(super) fn record_id(&mut self, slots: &RecordSlots<'a>) -> Result<Option<Id>, Malformed> {
        Ok(match self.read_id(slots.id())? {
            FieldReading::Found(id) => Some(id),
            FieldReading::Absent | FieldReading::Unreadable => None,
        })
    }
}
