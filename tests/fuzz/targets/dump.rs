//! Whole runs on dumps of any bytes: the ledger balances, reports count every session, and one thread makes
//! what many make.

use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use phasebook::calendar::Calendar;
use phasebook::fact::{self, Selection};
use phasebook::join;
use phasebook::ledger::{self, Counts};
use phasebook::names::Names;
use phasebook::plan::{DayOf, FactPlan, Period, QueueBy, ReportPlan};
use phasebook::progress::Progress;
use phasebook::report::{self, BeyondReport, Dimension, Interval, Statistic, Teams};
use phasebook::service_level::{LevelHours, ServiceLevels};
use phasebook::source::{Dump, HistoryNaming, Limits, Size, TextPlan, discover, load};
use phasebook::stated::LeftOut;
use phasebook::table::Table;
use phasebook::write::{CsvStyle, write_csv};
use phasebook::zone::Zone;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tempfile::TempDir;

/// What stands between two files.
const SEPARATOR: u8 = 0x1E;

/// The names that files may have; how they are packed goes by their endings.
const NAMES: [&str; 8] = [
    "a.json",
    "b.ndjson",
    "7.json",
    "routing/2.json",
    "c.json.gz",
    "d.jsonl.zst",
    "e.zip",
    "f.json.gz",
];

static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("a folder for dumps"));
static ONE: LazyLock<ThreadPool> = LazyLock::new(|| pool(1));
static MANY: LazyLock<ThreadPool> = LazyLock::new(|| pool(3));

fn pool(threads: usize) -> ThreadPool {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("threads can be started")
}

/// Files, one after the other: the first byte of each says its name, and whether it is packed twice over.
pub fn check(data: &[u8]) {
    let dump = FOLDER.path().join("dump");
    if dump.exists() {
        std::fs::remove_dir_all(&dump).expect("the folder can be removed");
    }
    std::fs::create_dir_all(dump.join("routing")).expect("the folder can be made");
    for file in data.split(|&byte| byte == SEPARATOR) {
        if let Some((&kind, content)) = file.split_first() {
            let name = NAMES[usize::from(kind) % NAMES.len()];
            std::fs::write(dump.join(name), packed(name, content))
                .expect("the file can be written");
        }
    }
    let one = ONE.install(|| run(&dump));
    let many = MANY.install(|| run(&dump));
    assert!(
        one == many,
        "{one:#?}\nis what one thread makes, many make\n{many:#?}"
    );
}

fn packed(name: &str, content: &[u8]) -> Vec<u8> {
    match name {
        "c.json.gz" => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed
                .write_all(content)
                .expect("a vector takes everything");
            packed.finish().expect("a vector takes everything")
        }
        "d.jsonl.zst" => zstd::encode_all(content, 1).expect("a vector takes everything"),
        "e.zip" if !content.starts_with(b"PK") => {
            let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            let options = zip::write::SimpleFileOptions::default();
            archive
                .start_file("9.json", options)
                .expect("a member can be begun");
            archive
                .write_all(content)
                .expect("a vector takes everything");
            archive.finish().expect("it can be closed").into_inner()
        }
        _ => content.to_vec(),
    }
}

/// What is seen of a run.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    counts: Counts,
    problems: Vec<String>,
    tables: Vec<String>,
}

fn run(dump: &Path) -> Seen {
    let mut dumps = [Dump::new(dump.to_owned())];
    let limits = Limits {
        record: Size(1 << 16),
        expanded: Size(1 << 20),
    };
    let inputs = discover(&mut dumps, limits).expect("the dump is there");
    let loaded = load(
        &dumps,
        &inputs,
        &HistoryNaming::default(),
        limits,
        TextPlan::default(),
        true,
        &Progress::default(),
    );
    let mut tally = loaded.tally;
    let joined = join::join(
        loaded.sessions,
        loaded.histories,
        loaded.actions,
        &loaded.campaigns,
        &mut tally,
    );
    let names = Names::resolve(&joined, &loaded.directory, &loaded.campaigns, loaded.texts);
    let (fact_plan, report_plan) = (fact_plan(), report_plan());
    let selection = report::selection(&report_plan);
    let facts =
        fact::facts(&fact_plan, &mut tally, &joined, &names, &selection).expect("there is memory");
    let reports =
        report::reports(&fact_plan, &report_plan, &facts, &names).expect("there is memory");
    for &sessions in &reports.sessions {
        ledger::check(&tally.counts, Some(sessions)).expect("the ledger balances");
    }
    let all = fact::facts(
        &fact_plan,
        &mut ledger::Tally::default(),
        &joined,
        &names,
        &Selection::Files,
    );
    let files = all.expect("there is memory").files();
    assert_eq!(
        files[0].frame.height() as u64,
        tally.counts.sessions_in_period
    );
    tally.problems.finish();
    let tables = reports
        .tables
        .iter()
        .chain(&reports.beyond)
        .chain(&files)
        .map(csv);
    Seen {
        counts: tally.counts,
        tables: tables.collect(),
        problems: tally
            .problems
            .iter()
            .map(|problem| format!("{problem:?}"))
            .collect(),
    }
}

fn csv(table: &Table) -> String {
    let mut written = Vec::new();
    write_csv(table, CsvStyle::plain(Zone::UTC), &mut written).expect("a vector takes everything");
    String::from_utf8(written).expect("CSV is UTF-8")
}

fn fact_plan() -> FactPlan {
    FactPlan {
        zone: Zone::by_name("Europe/Prague").expect("it is in the database"),
        day_of: DayOf::default(),
        period: Period::default(),
        service_levels: ServiceLevels::default(),
        calendar: Calendar::default(),
        level_hours: LevelHours::default(),
        teams: Teams::default(),
        left_out: LeftOut::default(),
    }
}

fn report_plan() -> ReportPlan {
    use Dimension::{Day, Hour, Operator, Queue};
    ReportPlan {
        groupings: vec![
            vec![Operator],
            vec![Queue, Day],
            vec![Operator, Queue, Hour],
            vec![],
        ],
        service_levels: true,
        bridge: true,
        beyond: BeyondReport::ALL.to_vec(),
        facts: false,
        queue_by: QueueBy::default(),
        interval: Interval::Half,
        statistics: Statistic::DEFAULT.to_vec(),
        columns: None,
        filters: Vec::new(),
        top: None,
    }
}
