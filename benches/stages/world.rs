//! The generated dumps, and the results of each stage that the next one needs.

use std::path::Path;
use std::sync::LazyLock;

use phasebook::dossiers::Dossiers;
use phasebook::fact::{Facts, facts};
use phasebook::join::Joined;
use phasebook::names::Names;
use phasebook::read::progress::Progress;
use phasebook::read::{
    Dump, Extras, HistoryNaming, Input, Limits, Loaded, TextPlan, discover, load,
};
use phasebook::report::{ReportPlan, selection};
use phasebook::settings::FactPlan;
use phasebook::time::zone::Zone;

use crate::support::{Layout, Plan, write_fresh_dump};

/// Default number of sessions in a dump for decoding: some 33 MB.
const SESSIONS: u32 = 4000;

/// Factor by which the dump of the later stages is larger, because these are faster and split their
/// work into larger pieces.
const MORE: u32 = 10;

/// The results of the stages after decoding, computed once.
pub(crate) static WORLD: LazyLock<World> = LazyLock::new(World::new);

pub(crate) struct World {
    pub(crate) fact_plan: FactPlan,
    pub(crate) report_plan: ReportPlan,
    pub(crate) joined: Joined,
    pub(crate) names: Names,
    pub(crate) facts: Facts,
}

impl World {
    fn new() -> Self {
        let fact_plan = FactPlan {
            zone: Zone::by_name("Europe/Prague").expect("it is in the database"),
            ..FactPlan::default()
        };
        let report_plan = ReportPlan::default();
        let loaded = Dumped::for_later_stages().load();
        let Dossiers {
            joined,
            names,
            mut tally,
            ..
        } = Dossiers::from_loaded(loaded);
        let selection = selection(&report_plan);
        let facts = facts(&fact_plan, &mut tally, &joined, &names, &selection)
            .expect("there is memory for the frames");
        Self {
            fact_plan,
            report_plan,
            joined,
            names,
            facts,
        }
    }
}

/// A dump on disk, with its files listed.
pub(crate) struct Dumped {
    dumps: Vec<Dump>,
    inputs: Vec<Input>,
    naming: HistoryNaming,
}

impl Dumped {
    /// The dump for the benchmarks of decoding.
    pub(crate) fn new(layout: Layout) -> Self {
        let plan = Plan {
            sessions: sessions(),
            ..Plan::default()
        };
        Self::of(&plan, layout)
    }

    /// The dump for later stages. It has no activities, because nothing of them is kept after
    /// decoding.
    pub(crate) fn for_later_stages() -> Self {
        let plan = Plan {
            sessions: sessions() * MORE,
            activity_bytes: 0,
            ..Plan::default()
        };
        Self::of(&plan, Layout::Pages(1000))
    }

    /// Writes a dump in place of the previous one.
    fn of(plan: &Plan, layout: Layout) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stages");
        write_fresh_dump(&folder, plan, layout).expect("the target folder can be written to");
        let mut dumps = vec![Dump::new(folder)];
        let inputs = discover(&mut dumps, Limits::default()).expect("the dump was just written");
        Self {
            dumps,
            inputs,
            naming: HistoryNaming::default(),
        }
    }

    /// Loads the dump on the current rayon pool.
    pub(crate) fn load(&self) -> Loaded {
        let progress = Progress::default();
        load(
            &self.dumps,
            &self.inputs,
            &self.naming,
            Limits::default(),
            TextPlan::default(),
            Extras::default(),
            &progress,
        )
    }
}

fn sessions() -> u32 {
    std::env::var("PHASEBOOK_BENCH_SESSIONS").map_or(SESSIONS, |text| {
        text.parse()
            .expect("PHASEBOOK_BENCH_SESSIONS should be a whole number")
    })
}
