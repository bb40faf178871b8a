//! Measures each stage of a run on generated dumps: time, bytes and sessions per second.
//!
//! `cargo bench --bench stages` runs everything, `cargo bench --bench stages decode` a part. The
//! environment variable `PHASEBOOK_BENCH_SESSIONS` sets the size of the dumps.

mod threads;
mod world;

#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, Divan, black_box};
use phasebook::fact::{self, Selection};
use phasebook::join;
use phasebook::ledger::Tally;
use phasebook::model::Actions;
use phasebook::phase::{Routing, offers, operator_phases, outcome, session_phases, visits};
use phasebook::report;

use support::Layout;
use threads::Threads;
use world::{Dumped, WORLD};

fn main() {
    let options = Divan::default().max_time(Duration::from_secs(3));
    options.config_with_args().main();
}

/// Files to records: opening, cutting, decoding, interning.
#[divan::bench_group]
mod decode {
    use super::{Bencher, Layout, Threads, decode};

    #[divan::bench(args = Threads::to_compare())]
    fn pages(bencher: Bencher<'_, '_>, threads: Threads) {
        decode(bencher, threads, Layout::Pages(1000));
    }

    #[divan::bench(args = Threads::to_compare())]
    fn lines(bencher: Bencher<'_, '_>, threads: Threads) {
        decode(bencher, threads, Layout::Lines);
    }

    #[divan::bench(args = Threads::to_compare())]
    fn single_files(bencher: Bencher<'_, '_>, threads: Threads) {
        decode(bencher, threads, Layout::Single);
    }
}

fn decode(bencher: Bencher<'_, '_>, threads: Threads, layout: Layout) {
    let dumped = Dumped::new(layout);
    let loaded = dumped.load();
    let bytes: u64 = loaded.files.iter().filter_map(|file| file.bytes).sum();
    let pool = threads.pool();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(loaded.tally.counts.session_records))
        .bench(|| pool.install(|| dumped.load()));
}

/// Records to dossiers: which copy counts, and which session a history belongs to.
#[divan::bench(args = Threads::to_compare())]
fn join(bencher: Bencher<'_, '_>, threads: Threads) {
    let loaded = Dumped::for_later_stages().load();
    let pool = threads.pool();
    bencher
        .counter(ItemsCount::new(loaded.tally.counts.session_records))
        .with_inputs(|| (loaded.sessions.clone(), loaded.histories.clone()))
        .bench_values(|(sessions, histories)| {
            // Joining only passes the activities on, so they may be empty.
            let (actions, mut tally) = (Actions::default(), Tally::default());
            let campaigns = &loaded.campaigns;
            pool.install(|| join::join(sessions, histories, actions, campaigns, &mut tally))
        });
}

/// Dossiers to phases, visits, offers and outcome: the pure functions, for one session after
/// another.
#[divan::bench]
fn phases(bencher: Bencher<'_, '_>) {
    let joined = &WORLD.joined;
    let mut events = Vec::new();
    bencher
        .counter(ItemsCount::new(joined.len()))
        .bench_local(|| {
            for index in 0..joined.len() {
                let dossier = joined.dossier(index, &mut events);
                let routing = Routing::from_events(dossier.events);
                let offers = offers(dossier, &routing);
                let visits = visits(dossier, &routing);
                let phases = session_phases(dossier, &mut |_| {});
                black_box(operator_phases(dossier, &offers, &mut |_| {}));
                black_box(outcome(dossier, &routing, &phases, &visits, &offers));
            }
        });
}

/// Dossiers to the fact tables, phases included.
#[divan::bench_group]
mod facts {
    use super::{Bencher, Selection, Threads, WORLD, facts, report};

    /// The columns that the default reports need.
    #[divan::bench(args = Threads::to_compare())]
    fn for_reports(bencher: Bencher<'_, '_>, threads: Threads) {
        facts(bencher, threads, &report::selection(&WORLD.report_plan));
    }

    /// All columns, as `phasebook facts` writes them.
    #[divan::bench(args = Threads::to_compare())]
    fn for_files(bencher: Bencher<'_, '_>, threads: Threads) {
        facts(bencher, threads, &Selection::Files);
    }
}

fn facts(bencher: Bencher<'_, '_>, threads: Threads, selection: &Selection) {
    let world = &*WORLD;
    let pool = threads.pool();
    bencher
        .counter(ItemsCount::new(world.joined.len()))
        .bench(|| {
            let mut tally = Tally::default();
            let (joined, names) = (&world.joined, &world.names);
            pool.install(|| fact::facts(&world.fact_plan, &mut tally, joined, names, selection))
        });
}

/// Facts to the eight default reports.
#[divan::bench(args = Threads::to_compare())]
fn reports(bencher: Bencher<'_, '_>, threads: Threads) {
    let world = &*WORLD;
    let pool = threads.pool();
    bencher
        .counter(ItemsCount::new(world.joined.len()))
        .bench(|| {
            let (facts, names) = (&world.facts, &world.names);
            pool.install(|| report::reports(&world.fact_plan, &world.report_plan, facts, names))
        });
}
