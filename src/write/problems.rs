//! `problems.csv`: one line per problem.

use std::collections::BTreeMap;
use std::io::Write;

use super::WriteError;
use super::style::CsvStyle;
use crate::ledger::{Code, Problem};

/// Writes the problems, which must be sorted. `path` returns the path of a file by its number.
pub fn write_problems(
    problems: &[Problem],
    path: impl Fn(u32) -> String,
    style: CsvStyle,
    mut sink: impl Write,
) -> Result<(), WriteError> {
    sink.write_all(style.dialect.byte_order_mark())?;
    let mut writer = style.writer(sink);
    writer.write_record(["severity", "code", "file", "line", "session_id", "detail"])?;
    for problem in problems {
        let file = problem.file.map(&path).unwrap_or_default();
        let line = problem
            .line
            .map(|line| line.to_string())
            .unwrap_or_default();
        let session = problem
            .session_id
            .map(|id| style.dialect.id(id.get()))
            .unwrap_or_default();
        writer.write_record([
            problem.code.severity().name(),
            problem.code.name(),
            &style.dialect.neutral(&file),
            &line,
            &session,
            &style.dialect.neutral(&problem.detail),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// The number of problems of each code, listed or not; most severe first.
pub fn problem_counts(problems: &[Problem]) -> BTreeMap<Code, u64> {
    let mut counts = BTreeMap::new();
    for problem in problems {
        *counts.entry(problem.code).or_default() += problem.count;
    }
    counts
}
