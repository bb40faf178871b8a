//! The files of one format: one for each report, or one for all.

use std::io::Write as _;

use super::output::Format;
use super::run::Results;
use crate::write::{
    CsvStyle, Document, OutputDirectory, PageExtent, WriteError, write_csv, write_html, write_json,
    write_markdown, write_ndjson, write_parquet, write_xlsx,
};

/// Writes the files of one format.
pub(super) fn write_format(
    format: Format,
    document: &Document<'_>,
    results: &Results<'_>,
    style: CsvStyle,
    output: &mut OutputDirectory,
) -> Result<(), WriteError> {
    let name = |stem: &str| format!("{stem}.{}", format.name());
    match format {
        Format::Xlsx => output.write(&name(results.stem), |sink| write_xlsx(document, sink)),
        Format::Html => output.write(&name(results.stem), |sink| {
            write_html(document, PageExtent::Whole, sink)
        }),
        Format::Pdf => output.write(&name(results.stem), |sink| {
            let mut page = Vec::new();
            let (browser, extent) = results.pdf.ok_or(WriteError::NoOverview)?;
            write_html(document, extent, &mut page)?;
            Ok(sink.write_all(&browser.print(&page)?)?)
        }),
        Format::Md => output.write(&name(results.stem), |sink| write_markdown(document, sink)),
        Format::Csv | Format::Parquet | Format::Json | Format::Ndjson => {
            for table in results.tables {
                output.write(&name(&table.name), |sink| match format {
                    Format::Parquet => write_parquet(table, sink),
                    Format::Json => write_json(table, style.zone, sink),
                    Format::Ndjson => write_ndjson(table, None, style.zone, sink),
                    _ => write_csv(table, style, sink),
                })?;
            }
            Ok(())
        }
    }
}
