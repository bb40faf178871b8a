//! Destination and form of the results: the options, and the plan that they resolve to.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};

use super::parse::{UsageError, option_error, usage_error};
use crate::lang::Lang;
use crate::read::pseudonym::Key;
use crate::write::{Dialect, DurationStyle, PageExtent};

/// The inputs and the options of the output, as typed.
#[derive(Debug, ClapArgs)]
pub(super) struct OutputArgs {
    /// Files, folders and zip archives with exported JSON; `-` is standard input
    #[arg(required_unless_present = "from_facts", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Instead of PATHs: the folder that `phasebook facts --format parquet` has written to; for reports also that of
    /// facts in folders
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with = "paths",
        help_heading = "Reading"
    )]
    pub(super) from_facts: Option<PathBuf>,

    /// The folder to write to. `report` without it prints a summary, the queues and the operators
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(super) out: Option<PathBuf>,

    /// File formats to write; without --out one of md, json and ndjson, to print
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(super) format: Vec<Format>,

    /// Write a PDF of the page beside the other formats, by its extent [default: whole]
    #[arg(long, value_enum, value_name = "EXTENT", help_heading = "Output")]
    pub(super) pdf: Option<PageExtent>,

    /// The dialect of CSV, by the program that reads it
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "DIALECT",
        help_heading = "Output"
    )]
    pub(super) csv: Dialect,

    /// The form of durations in CSV
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "STYLE",
        help_heading = "Output"
    )]
    pub(super) durations: DurationStyle,

    /// The language of the workbook, the page and the terminal; columns of CSV and Parquet keep
    /// their names
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "LANG",
        help_heading = "Output"
    )]
    pub(super) lang: Lang,

    /// Show operators as codes, which stay the same as long as the key in this file does
    #[arg(long, value_name = "KEYFILE", help_heading = "Output")]
    pub(super) pseudonyms: Option<PathBuf>,
}

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Separated text, a file for each report; see --csv
    Csv,
    /// Apache Parquet, a file for each report
    Parquet,
    /// A workbook with a summary and a sheet for each report
    Xlsx,
    /// A page that opens without a network
    Html,
    /// The page, printed by a Chromium that is there
    Pdf,
    /// An array of objects for each report
    Json,
    /// One object in each line
    Ndjson,
    /// Markdown
    Md,
}

impl Format {
    /// The name in settings, and the ending of the files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Md => "md",
        }
    }

    /// Whether files of this format show the summary, besides the tables.
    pub(super) const fn needs_overview(self) -> bool {
        matches!(self, Self::Xlsx | Self::Html | Self::Pdf | Self::Md)
    }
}

/// The command that writes the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Report,
    Facts,
    Month,
    Downloads,
}

/// The form of results that are printed instead of written to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Print {
    /// Text as wide as the terminal.
    Text,
    Md,
    Json,
    Ndjson,
}

/// The folder or the printed form that the results go to.
#[derive(Clone, Debug)]
pub(super) enum Destination {
    Folder { path: PathBuf, formats: Vec<Format> },
    Standard(Print),
}

/// Reads the key of `--pseudonyms`; `None` if there is none, or if it cannot be used, which is noted as an error.
pub(super) fn resolve_key(
    path: Option<&Path>,
    usage_errors: &mut impl Extend<UsageError>,
) -> Option<Key> {
    let path = path?;
    let key = Key::read(path).map_err(|reason| {
        option_error(
            "--pseudonyms",
            format!("{}: {reason}", path.display()),
            "put a long random text into the file, as from `openssl rand -hex 32`, and keep it: \
             with the same key an operator keeps the same code",
        )
    });
    key.map_err(|usage_error| usage_errors.extend([usage_error]))
        .ok()
}

/// The output as resolved from the options.
#[derive(Clone, Debug)]
pub(super) struct OutputPlan {
    pub(super) destination: Destination,
    /// The part of the page that a PDF has.
    pub(super) pdf: PageExtent,
    pub(super) dialect: Dialect,
    pub(super) durations: DurationStyle,
    pub(super) lang: Lang,
    pub(super) pseudonyms: Option<Key>,
}

impl OutputPlan {
    /// Resolves the options; errors are added to `usage_errors`.
    pub(super) fn resolve(
        args: OutputArgs,
        purpose: Purpose,
        usage_errors: &mut impl Extend<UsageError>,
    ) -> Self {
        let OutputArgs {
            paths: _,
            from_facts: _,
            out,
            format,
            pdf,
            csv,
            durations,
            lang,
            pseudonyms,
        } = args;
        let destination =
            resolve_destination(out, &format, pdf, purpose).unwrap_or_else(|usage_error| {
                usage_errors.extend([usage_error]);
                Destination::Standard(Print::Text)
            });
        Self {
            destination,
            pdf: pdf.unwrap_or_default(),
            dialect: csv,
            durations,
            lang,
            pseudonyms: resolve_key(pseudonyms.as_deref(), usage_errors),
        }
    }

    /// The plan of a command that makes no reports.
    pub(super) fn nothing() -> Self {
        Self {
            destination: Destination::Standard(Print::Text),
            pdf: PageExtent::default(),
            dialect: Dialect::default(),
            durations: DurationStyle::default(),
            lang: Lang::default(),
            pseudonyms: None,
        }
    }

    /// The extent of the PDF by its name; `None` if there is no PDF.
    pub(super) fn pdf_extent(&self) -> Option<&'static str> {
        let has_pdf = self.formats().contains(&Format::Pdf);
        has_pdf.then(|| self.pdf.name())
    }

    /// The formats of the files; empty if results are printed.
    pub(super) fn formats(&self) -> &[Format] {
        match &self.destination {
            Destination::Folder { formats, .. } => formats,
            Destination::Standard(_) => &[],
        }
    }

    /// Whether one of the outputs begins with a sheet for a manager.
    pub(super) fn needs_first_sheet(&self) -> bool {
        let mut formats = self.formats().iter();
        formats.any(|format| matches!(format, Format::Xlsx | Format::Html | Format::Pdf))
    }

    /// Whether one of the outputs shows the summary.
    pub(super) fn needs_overview(&self) -> bool {
        match &self.destination {
            Destination::Folder { formats, .. } => {
                formats.iter().any(|format| format.needs_overview())
            }
            Destination::Standard(print) => matches!(print, Print::Text | Print::Md),
        }
    }
}

fn resolve_destination(
    out: Option<PathBuf>,
    typed: &[Format],
    pdf: Option<PageExtent>,
    purpose: Purpose,
) -> Result<Destination, UsageError> {
    let mut formats: Vec<Format> = Vec::new();
    for &format in typed {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    let adds_pdf = pdf.is_some() && !formats.contains(&Format::Pdf);
    let Some(path) = out else {
        formats.extend(adds_pdf.then_some(Format::Pdf));
        return printed(&formats, purpose);
    };
    if formats.is_empty() {
        formats = match purpose {
            Purpose::Report | Purpose::Facts | Purpose::Downloads => vec![Format::Csv],
            Purpose::Month => vec![Format::Xlsx, Format::Html, Format::Csv, Format::Parquet],
        };
    }
    formats.extend(adds_pdf.then_some(Format::Pdf));
    let has_no_tables = |format: &Format| matches!(format, Format::Html | Format::Pdf | Format::Md);
    if matches!(purpose, Purpose::Facts | Purpose::Downloads)
        && let Some(format) = formats.iter().find(|format| has_no_tables(format))
    {
        let wrong = option_error(
            "--format",
            if purpose == Purpose::Facts {
                "only reports are written in this format, not tables of facts"
            } else {
                "only reports are written in this format, not the table of recordings and files"
            },
            "choose csv, parquet, xlsx, json or ndjson, or use `phasebook report`",
        );
        return Err(wrong.of_value(format.name()));
    }
    Ok(Destination::Folder { path, formats })
}

fn printed(formats: &[Format], purpose: Purpose) -> Result<Destination, UsageError> {
    if purpose == Purpose::Downloads && formats.is_empty() {
        // `downloads` without --out prints its summary.
        return Ok(Destination::Standard(Print::Text));
    }
    if purpose != Purpose::Report {
        return Err(usage_error(
            "--out is missing",
            "name the folder to write to",
        ));
    }
    match formats {
        [] => Ok(Destination::Standard(Print::Text)),
        [Format::Md] => Ok(Destination::Standard(Print::Md)),
        [Format::Json] => Ok(Destination::Standard(Print::Json)),
        [Format::Ndjson] => Ok(Destination::Standard(Print::Ndjson)),
        [format] => Err(option_error(
            "--format",
            "it makes files, and --out is missing",
            "name the folder to write to with --out; md, json and ndjson can be printed without it",
        )
        .of_value(format.name())),
        _ => Err(usage_error(
            "several formats make files: --out is missing",
            "name the folder to write to with --out, or one format to print",
        )),
    }
}
