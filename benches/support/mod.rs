//! Synthetic dumps for benchmarks, tests and the sample data: sessions and routing histories of a
//! made-up Czech company, told situation by situation so that events, operators and times of a
//! session agree. The same plan gives the same bytes, on every machine and for ever; the
//! standard library is all it needs, and no dump, of whatever size, is held in memory.
//!
//! It must not use the crate it tests: what it writes is an independent view of the API.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "shared by benches, tests and an example through `#[path]`, none of which uses it all"
)]

mod activities;
mod arrivals;
mod clock;
mod company;
mod dump;
mod enumerations;
mod inbound;
mod json;
mod model;
mod outbound;
mod pack;
mod phrases;
mod record;
mod rng;
mod sample;
mod sample_broken;
mod sample_exporters;
mod sample_files;
mod sample_shapes;
mod sample_spellings;
mod session_fields;
mod situation;
mod spelling;
mod story;
mod style;
mod talks;

pub use dump::{Layout, write_dump, write_fresh_dump};
pub use sample::write_sample;

use company::Company;
use record::{history_json, session_json};
use situation::Stories;
use style::Style;

/// What to generate: a month of sessions.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Another seed gives other sessions of the same company.
    pub seed: u64,
    pub sessions: u32,
    /// The id of the first session; the next ones follow with small gaps.
    pub first_id: i64,
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// The mean size of a session's `activities` in bytes; with 0 they are null.
    pub activity_bytes: usize,
}

/// October 2026, in which summer time ends, with some 8 KB a session.
impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            sessions: 1000,
            first_id: 10_000_000,
            year: 2026,
            month: 10,
            activity_bytes: 4800,
        }
    }
}

/// One session of a plan, as the API gives it.
#[derive(Clone, Debug)]
pub struct Generated {
    pub id: i64,
    /// Compact JSON, without `routingHistory`.
    pub session: String,
    /// A JSON array of routing events, `[]` where nothing was routed.
    pub history: String,
}

/// The sessions of a plan in order of creation, made one by one.
pub fn sessions(plan: &Plan) -> impl Iterator<Item = Generated> + '_ {
    let company = Company::new();
    let style = Style::API;
    Stories::new(plan).map(move |session| Generated {
        id: session.id,
        session: session_json(&company, &session, style),
        history: history_json(&company, &session, style),
    })
}
