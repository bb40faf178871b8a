//! One small month as exporters, shells and people save it, after public bug reports about their tools. Every case of
//! the collection beside the checkout has the outcome in the collection's table.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::csv::Csv;
use crate::harness::folder::temporary;
use crate::harness::skipped_but_not_in_ci;

/// The reports whose figures are compared.
const REPORTS: [&str; 3] = ["total", "by_queue", "by_operator"];

/// A line of the table of cases.
struct Case {
    name: String,
    expected: String,
    options: Vec<String>,
}

#[test]
fn every_case_comes_out_as_its_table_says() {
    let Some(folder) = collection() else { return };
    let cases = cases(&folder);
    assert!(
        cases.len() > 70,
        "the collection has {} cases only",
        cases.len()
    );
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let wrong = wrong(&folder, case)?;
            Some(format!("\n  {}: {wrong}", case.name))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} cases are wrong:{}",
        wrong.len(),
        wrong.concat()
    );
}

/// The difference between the outcome of a case and the outcome in the table; `None` if there is no difference.
fn wrong(folder: &Path, case: &Case) -> Option<String> {
    let run = Run::of(folder, &case.name, &case.options);
    let (kind, of) = case
        .expected
        .split_once(':')
        .unwrap_or((&case.expected, ""));
    match kind {
        "same" => {
            let other = if of.is_empty() { "00-control" } else { of };
            run.unlike(&Run::of(folder, other, &[]))
        }
        "code" => run.without_code(of),
        "exit1" => {
            let is_so = run.output.status.code() == Some(1)
                && run.said().contains("hint:")
                && !run.out.exists();
            (!is_so).then(|| format!("it ends with {}: {}", run.output.status, run.said()))
        }
        other => Some(format!("`{other}` is no outcome")),
    }
}

/// A run of `phasebook report` on one case.
struct Run {
    output: Output,
    out: PathBuf,
    /// Keeps the output on the disk as long as the value lives.
    _folder: tempfile::TempDir,
}

impl Run {
    fn of(collection: &Path, case: &str, options: &[String]) -> Self {
        let folder = temporary();
        let out = folder.path().join("out");
        let output = Command::new(env!("CARGO_BIN_EXE_phasebook"))
            .arg("report")
            .arg(collection.join(case))
            .args(["--tz", "Europe/Prague", "--month", "2026-10", "--no-config"])
            .args(options)
            .arg("--out")
            .arg(&out)
            .current_dir(folder.path())
            .output()
            .expect("the program can be started");
        Self {
            output,
            out,
            _folder: folder,
        }
    }

    fn said(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    fn table(&self, name: &str) -> Option<Csv> {
        let bytes = std::fs::read(self.out.join(format!("{name}.csv"))).ok()?;
        Some(Csv::parse(&bytes))
    }

    /// The first figure that differs from another run; names may differ.
    fn unlike(&self, other: &Self) -> Option<String> {
        REPORTS.into_iter().find_map(|report| {
            let (Some(found), Some(expected)) = (self.table(report), other.table(report)) else {
                return Some(format!("no {report}: {}", self.said()));
            };
            if found.len() != expected.len() {
                let (found, expected) = (found.len(), expected.len());
                return Some(format!("{report} has {found} rows, not {expected}"));
            }
            let names = ["queue", "operator"];
            let columns = expected.header.iter().map(String::as_str);
            let mut figures = columns.filter(|column| !names.contains(column));
            figures.find_map(|column| {
                (0..expected.len()).find_map(|row| {
                    let (found, expected) = (found.cell(row, column), expected.cell(row, column));
                    (found != expected).then(|| {
                        format!(
                            "{report}, row {}: {column} is `{found}`, not `{expected}`",
                            row + 1
                        )
                    })
                })
            })
        })
    }

    fn without_code(&self, code: &str) -> Option<String> {
        let problems = self.table("problems")?;
        let codes: BTreeSet<&str> = (0..problems.len())
            .map(|row| problems.cell(row, "code"))
            .collect();
        (!codes.contains(code)).then(|| format!("the ledger has {codes:?}"))
    }
}

fn cases(folder: &Path) -> Vec<Case> {
    let table = std::fs::read_to_string(folder.join("cases.tsv")).expect("the table can be read");
    let lines = table.lines().skip(1);
    lines
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            let mut next = || cells.next().unwrap_or_default();
            Case {
                name: next(),
                expected: next(),
                options: next().split_whitespace().map(str::to_owned).collect(),
            }
        })
        .collect()
}

/// The folder of the collection. If it is missing, the test fails in CI; elsewhere this prints a note and returns
/// `None`.
fn collection() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/field");
    if folder.is_dir() {
        return Some(folder);
    }
    let reason = format!(
        "the field cases are not here ({} is no folder)",
        folder.display()
    );
    skipped_but_not_in_ci(&reason);
    None
}

#[test]
fn what_is_an_error_is_refused_where_the_run_is_strict() {
    let Some(folder) = collection() else { return };
    let strict = ["--strict".to_owned()];
    for case in [
        "20-ps-depth-2",
        "21-ps-depth-2-with-history-inside",
        "180-problem-details",
        "184-routing-404-in-map",
    ] {
        let run = Run::of(&folder, case, &strict);
        assert_eq!(run.output.status.code(), Some(3), "{case}: {}", run.said());
        assert!(!run.out.exists(), "{case} was written");
    }
    // Enumerations as numbers are only a warning: the numbers may be right.
    let run = Run::of(&folder, "195-old-model-numbers", &strict);
    assert_eq!(run.output.status.code(), Some(0), "{}", run.said());
}
