//! A whole comparison as CSV or JSON, for programs.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::interrupt;
use super::super::unwritten::unwritten;
use super::PackComparison;
use crate::diff::SessionChange;
use crate::error::Error;
use crate::service_level::Ratio;
use crate::write::WriteError;

/// Writes both tables; returns the names of their files.
pub(super) fn write(of: &PackComparison, out: &Path) -> Result<Vec<&'static str>, Error> {
    let written = (|| -> Result<Vec<&'static str>, WriteError> {
        let mut names = vec!["diff_figures.csv"];
        let mut output = interrupt::open_output(out)?;
        output.write("diff_figures.csv", |sink| figures(of, sink))?;
        if of.sessions.is_some() {
            output.write("diff_sessions.csv", |sink| sessions(of, sink))?;
            names.push("diff_sessions.csv");
        }
        output.commit()?;
        Ok(names)
    })();
    written.map_err(|error| unwritten(out, &error))
}

fn writer(sink: impl Write) -> csv::Writer<impl Write> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(sink)
}

fn figures(of: &PackComparison, sink: impl Write) -> Result<(), WriteError> {
    let mut writer = writer(sink);
    writer.write_record([
        "report", "row", "figure", "before", "after", "change", "effect",
    ])?;
    for change in &of.figures.changes {
        writer.write_record([
            &change.report,
            &change.row,
            &change.figure,
            &change.before,
            &change.after,
            &change.difference,
            &format!("{:.6}", change.effect),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// Writes one line for each changed cell, and one line without a cell for each session that is new or gone.
fn sessions(of: &PackComparison, sink: impl Write) -> Result<(), WriteError> {
    let mut writer = writer(sink);
    writer.write_record([
        "session_id",
        "change",
        "points",
        "day",
        "queue",
        "owner",
        "outcome_before",
        "outcome_after",
        "table",
        "row",
        "column",
        "before",
        "after",
    ])?;
    for change in of.sessions.iter().flat_map(|sessions| &sessions.changes) {
        let head = head(change);
        for [table, row, column, before, after] in cells(change) {
            let line = head.iter().map(String::as_str);
            writer.write_record(line.chain([table, row, column, before, after]))?;
        }
    }
    writer.flush()?;
    Ok(())
}

fn head(change: &SessionChange) -> [String; 8] {
    let cell = |column: &str| change.row().map_or("", |row| row.cell(column)).to_owned();
    let [was, is] = change.outcomes();
    [
        change.id.to_string(),
        change.kind().name().to_owned(),
        change
            .effect
            .map_or_else(String::new, |effect| format!("{effect:.6}")),
        cell("day"),
        cell("entry_queue"),
        cell("owner"),
        was.to_owned(),
        is.to_owned(),
    ]
}

fn cells(change: &SessionChange) -> Vec<[&str; 5]> {
    if change.cells.is_empty() {
        return vec![[""; 5]];
    }
    let cells = change.cells.iter();
    cells
        .map(|cell| {
            [
                cell.table,
                &cell.row,
                &cell.column,
                &cell.before,
                &cell.after,
            ]
        })
        .collect()
}

/// The whole comparison as one JSON value.
pub(super) fn json(of: &PackComparison, paths: [&PathBuf; 2]) -> Value {
    let ratio =
        |ratio: Ratio| json!({"numerator": ratio.numerator, "denominator": ratio.denominator});
    let level = |side: usize| of.levels[side].map(ratio);
    json!({
        "a": paths[0].display().to_string(),
        "b": paths[1].display().to_string(),
        "settings": of.settings.iter()
            .map(|change| json!({"name": change.name, "before": change.before, "after": change.after}))
            .collect::<Vec<_>>(),
        "inputs": {
            "same": of.inputs.same,
            "changed": of.inputs.changes.iter()
                .map(|(path, change)| json!({"path": path, "change": change.words()}))
                .collect::<Vec<_>>(),
        },
        "service_level": {"before": level(0), "after": level(1)},
        "sessions": of.sessions.as_ref().map(|sessions| {
            sessions.changes.iter().map(session).collect::<Vec<_>>()
        }),
        "figures_compared": of.figures.compared,
        "figures": of.figures.changes.iter().map(|change| json!({
            "report": change.report,
            "row": change.row,
            "figure": change.figure,
            "before": change.before,
            "after": change.after,
            "change": change.difference,
            "effect": change.effect,
        })).collect::<Vec<_>>(),
        "reports_only_in_a": of.figures.only_before,
        "reports_only_in_b": of.figures.only_after,
    })
}

fn session(change: &SessionChange) -> Value {
    let [was, is] = change.outcomes();
    let [_, kind, _, day, queue, owner, ..] = head(change);
    json!({
        "session_id": change.id,
        "change": kind,
        "points": change.effect,
        "day": day,
        "queue": queue,
        "owner": owner,
        "outcome_before": was,
        "outcome_after": is,
        "cells": change.cells.iter().map(|cell| json!({
            "table": cell.table,
            "row": cell.row,
            "column": cell.column,
            "before": cell.before,
            "after": cell.after,
        })).collect::<Vec<_>>(),
    })
}
