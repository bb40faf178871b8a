//! `phasebook columns`.

use clap::{Args as ClapArgs, ValueEnum};

use super::ui::Ui;
use crate::catalogue::{CatalogueEntry, catalogue, markdown};
use crate::error::Error;

pub(super) const EXAMPLES: &str = "\
Examples:
  phasebook columns
  phasebook columns --format csv > columns.csv";

#[derive(Debug, ClapArgs)]
pub(super) struct ColumnsArgs {
    /// The format of the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: ListFormat,
}

/// A format for lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// Markdown, the statistics of a duration as one row
    #[default]
    Md,
    /// Comma-separated text
    Csv,
    /// JSON
    Json,
}

/// Lists every column and metric.
pub(super) fn run(ui: Ui, args: &ColumnsArgs) -> Result<(), Error> {
    let ColumnsArgs { format } = args;
    let text = match format {
        ListFormat::Md => Ok(markdown()),
        ListFormat::Csv => csv(&catalogue()).map_err(|error| error.to_string()),
        ListFormat::Json => serde_json::to_string_pretty(&catalogue())
            .map(|text| text + "\n")
            .map_err(|error| error.to_string()),
    };
    let text = text.map_err(|error| {
        Error::failed(
            format!("the list cannot be written: {error}"),
            "this is a defect of phasebook: please report it",
        )
    })?;
    ui.page(&text);
    Ok(())
}

fn csv(entries: &[CatalogueEntry]) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    for entry in entries {
        writer.serialize(entry)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    // Every cell is text, so this loses nothing.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
