//! Synthetic dumps for benchmarks, tests and the sample data: sessions and routing histories of a
//! made-up Czech company. They are generated from situations, so that the events, operators and
//! times of a session agree. The same plan always gives the same bytes, on every machine. Only the
//! standard library is needed, and no dump is held in memory, whatever its size.
//!
//! This module must not use the crate that it tests: it is an independent view of the API.
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

/// A month of sessions to generate.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seed; another seed gives other sessions of the same company.
    pub seed: u64,
    pub sessions: u32,
    /// The id of the first session; later ids follow with small gaps.
    pub first_id: i64,
    pub year: i32,
    /// The month, from 1 to 12.
    pub month: u32,
    /// The mean size of a session's `activities` in bytes; 0 makes them null.
    pub activity_bytes: usize,
}

/// October 2026, in which summer time ends, with some 8 KB per session.
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

/// One session of a plan, as the API returns it.
#[derive(Clone, Debug)]
pub struct Generated {
    pub id: i64,
    /// Compact JSON, without `routingHistory`.
    pub session: String,
    /// A JSON array of routing events; `[]` if the session was not routed.
    pub history: String,
}

/// The sessions of a plan in order of creation, generated one by one.
pub fn sessions(plan: &Plan) -> impl Iterator<Item = Generated> + '_ {
    let company = Company::new();
    let style = Style::API;
    Stories::new(plan).map(move |session| Generated {
        id: session.id,
        session: session_json(&company, &session, style),
        history: history_json(&company, &session, style),
    })
}
