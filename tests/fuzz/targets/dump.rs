//! Whole runs on dumps of any bytes: the ledger balances, reports count every session, and one thread gives the same
//! as many. And whole runs on valid dumps, which are made from bytes: another way of writing changes nothing.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use phasebook::dossiers::Dossiers;
use phasebook::fact::{self, Selection};
use phasebook::join::Joined;
use phasebook::ledger::{self, Counts, Tally};
use phasebook::names::Names;
use phasebook::read::progress::Progress;
use phasebook::read::{Dump, Extras, HistoryNaming, Limits, Size, TextPlan, discover, load};
use phasebook::report::{self, BeyondReport, Dimension, ReportPlan};
use phasebook::settings::FactPlan;
use phasebook::table::Table;
use phasebook::time::zone::Zone;
use phasebook::write::{CsvStyle, write_csv};
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::Value;
use tempfile::TempDir;

use super::rewriting::{Histories, Names as NameStyle, Packing, Records, Style, Told, Values};
use super::routing::story;

/// The first byte of an input that describes sessions instead of files.
pub const STORY: u8 = 0x1D;

/// The byte between two files.
const SEPARATOR: u8 = 0x1E;

/// The names that files may have; their endings say how they are packed.
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

thread_local! {
    /// One folder for each thread, since tests run in parallel.
    static FOLDER: TempDir = tempfile::tempdir().expect("a folder for dumps");
}

static ONE: LazyLock<ThreadPool> = LazyLock::new(|| pool(1));
static MANY: LazyLock<ThreadPool> = LazyLock::new(|| pool(3));

fn pool(threads: usize) -> ThreadPool {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("threads can be started")
}

/// The input is a list of files: the first byte of each chooses its name, and whether it is packed twice. After
/// [`STORY`] it describes sessions, and how they are written.
pub fn check(data: &[u8]) {
    match data.split_first() {
        Some((&STORY, told)) => check_story(told),
        _ => check_files(data),
    }
}

fn check_files(data: &[u8]) {
    let dump = empty_dump();
    for file in data.split(|&byte| byte == SEPARATOR) {
        if let Some((&kind, content)) = file.split_first() {
            let name = NAMES[usize::from(kind) % NAMES.len()];
            put(&dump, name, &packed(name, content));
        }
    }
    let one = ONE.install(|| run(&dump));
    let many = MANY.install(|| run(&dump));
    assert!(
        one == many,
        "{one:#?}\nis what one thread makes, many make\n{many:#?}"
    );
}

/// Writes sessions with their histories as the API does and in another way: the figures must be the same.
fn check_story(told: &[u8]) {
    let (style, told) = style(told);
    let sessions = sessions(told);
    let [plain, rewritten] = [Style::PLAIN, style].map(|style| {
        let dump = empty_dump();
        for (number, file) in style.files(&sessions).iter().enumerate() {
            let content = file.content.as_bytes();
            let packed = match style.packing {
                Packing::Plain => content.to_vec(),
                Packing::Gzip => gzip(content),
                Packing::Zstd => zstd(content),
                Packing::Zip => zip(file.name(), content),
            };
            put(&dump, &style.packed_path(&file.path, number), &packed);
        }
        ONE.install(|| run_facts(&dump))
    });
    for seen in [&plain, &rewritten] {
        assert_eq!(
            seen.counts.sessions_kept,
            sessions.len() as u64,
            "{style:?}"
        );
    }
    for (plain, found) in plain.tables.iter().zip(&rewritten.tables) {
        assert!(
            plain == found,
            "{plain}\nis, written as {style:?},\n{found}\nwith {:#?}\nof {sessions:#?}",
            rewritten.problems
        );
    }
}

/// The style of the second dump, chosen by the first bytes; and the other bytes.
fn style(mut told: &[u8]) -> (Style, &[u8]) {
    let mut next = || {
        let (&first, rest) = told.split_first().unwrap_or((&0, &[]));
        told = rest;
        usize::from(first)
    };
    let (names, values, records) = (next(), next(), next());
    let (histories, packing, flags) = (next(), next(), next());
    let style = Style {
        names: NameStyle::ALL[names % NameStyle::ALL.len()],
        values: Values::ALL[values % Values::ALL.len()],
        is_reversed: flags & 1 == 1,
        records: Records::ALL[records % Records::ALL.len()],
        is_split: flags & 2 == 2,
        histories: Histories::ALL[histories % Histories::ALL.len()],
        packing: Packing::ALL[packing % Packing::ALL.len()],
    };
    (style, told)
}

/// One to four sessions, each made from an equal part of the bytes.
fn sessions(told: &[u8]) -> Vec<Told> {
    let (&count, told) = told.split_first().unwrap_or((&0, &[]));
    let count = usize::from(count % 4) + 1;
    let size = told.len() / count;
    let session = |number: usize| {
        let told = &told[number * size..][..size];
        let mut session: Value = serde_json::from_str(&story::session(told)).expect("it is JSON");
        let members = session.as_object_mut().expect("it is an object");
        members.insert("id".to_owned(), Value::from(1001 + number));
        let history = members.remove("routingHistory").expect("it has one");
        (session, history)
    };
    (0..count).map(session).collect()
}

/// The folder of the dump, with nothing in it.
fn empty_dump() -> PathBuf {
    let dump = FOLDER.with(|folder| folder.path().join("dump"));
    if dump.exists() {
        std::fs::remove_dir_all(&dump).expect("the folder can be removed");
    }
    std::fs::create_dir_all(dump.join("routing")).expect("the folder can be made");
    dump
}

fn put(dump: &Path, name: &str, content: &[u8]) {
    std::fs::write(dump.join(name), content).expect("the file can be written");
}

fn packed(name: &str, content: &[u8]) -> Vec<u8> {
    match name {
        "c.json.gz" => gzip(content),
        "d.jsonl.zst" => zstd(content),
        "e.zip" if !content.starts_with(b"PK") => zip("9.json", content),
        _ => content.to_vec(),
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed
        .write_all(content)
        .expect("a vector takes everything");
    packed.finish().expect("a vector takes everything")
}

fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 1).expect("a vector takes everything")
}

/// A zip archive of one member.
fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive
        .start_file(name, options)
        .expect("a member can be begun");
    archive
        .write_all(content)
        .expect("a vector takes everything");
    archive.finish().expect("it can be closed").into_inner()
}

/// The results of a run that are compared.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    counts: Counts,
    problems: Vec<String>,
    tables: Vec<String>,
}

fn run(dump: &Path) -> Seen {
    let Dossiers {
        mut tally,
        joined,
        names,
        ..
    } = read(dump);
    let (fact_plan, report_plan) = (fact_plan(), report_plan());
    let selection = report::selection(&report_plan);
    let facts =
        fact::facts(&fact_plan, &mut tally, &joined, &names, &selection).expect("there is memory");
    let reports =
        report::reports(&fact_plan, &report_plan, &facts, &names).expect("there is memory");
    for &sessions in &reports.sessions {
        ledger::check(&tally.counts, Some(sessions)).expect("the ledger balances");
    }
    let files = files(&joined, &names, &mut Tally::default());
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
        problems: problems(&tally),
    }
}

/// Computes only the tables of facts, since reports depend on nothing else.
fn run_facts(dump: &Path) -> Seen {
    let Dossiers {
        mut tally,
        joined,
        names,
        ..
    } = read(dump);
    let files = files(&joined, &names, &mut tally);
    let sessions = files[0].frame.height() as u64;
    ledger::check(&tally.counts, Some(sessions)).expect("the ledger balances");
    tally.problems.finish();
    Seen {
        counts: tally.counts,
        tables: files.iter().map(csv).collect(),
        problems: problems(&tally),
    }
}

fn read(dump: &Path) -> Dossiers {
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
        Extras {
            hash: true,
            downloads: true,
            doubts: true,
        },
        &Progress::default(),
    );
    Dossiers::from_loaded(loaded)
}

fn files(joined: &Joined, names: &Names, tally: &mut Tally) -> [Table; 5] {
    let facts = fact::facts(&fact_plan(), tally, joined, names, &Selection::Files);
    facts
        .expect("there is memory")
        .files()
        .expect("there is memory")
}

fn problems(tally: &Tally) -> Vec<String> {
    let problems = tally.problems.iter();
    problems.map(|problem| format!("{problem:?}")).collect()
}

fn csv(table: &Table) -> String {
    let mut written = Vec::new();
    write_csv(table, CsvStyle::plain(Zone::UTC), &mut written).expect("a vector takes everything");
    String::from_utf8(written).expect("CSV is UTF-8")
}

fn fact_plan() -> FactPlan {
    FactPlan {
        zone: Zone::by_name("Europe/Prague").expect("it is in the database"),
        ..FactPlan::default()
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
        bridge: true,
        beyond: BeyondReport::ALL.to_vec(),
        ..ReportPlan::default()
    }
}
