//! Domain types: sessions, histories, campaigns and names, independent of JSON.
//!
//! Plain values without serde, files or clocks. An optional value is an `Option`, never a zero.

pub mod api_enum;
pub mod arena;
pub mod campaign;
pub mod category;
pub mod directory;
pub mod download;
pub mod id;
mod named;
mod numbering;
pub mod place;
pub mod routing;
pub mod session;
pub mod text;

pub use api_enum::{
    CampaignMode, Channel, ClientType, Coded, DialResult, FeedbackScale, GuestLeft, RecordingType,
    RoutingActivity, SessionActivity, SessionSource, SessionStatus, TerminationReason,
};
pub use arena::{Arena, ArenaSlice};
pub use campaign::CampaignRecord;
pub use category::Category;
pub(crate) use category::category;
pub use directory::{DirectoryKind, DirectoryRecord, NameMark, UserName, UserNames};
pub use download::{Address, Download, DownloadKind, DownloadState, Extension};
pub use id::Id;
pub use named::Named;
pub use place::Place;
pub use routing::{
    Action, ActionCache, ActionInterner, ActionNumber, Actions, Event, Group, History, Operator,
    StoredEvent,
};
pub use session::{PersonName, Properties, Session, SessionOperator, TAG_SEPARATOR};
pub use text::{Interner, Symbol, TextCache, Texts};
