//! Writes tables, problems and the manifest. Writers compute no figures; they only format them.

mod attempt;
mod cells;
mod contract;
mod csv;
mod directory;
mod document;
mod figures;
mod first_sheet;
mod headline;
mod html;
mod json;
mod manifest;
mod manual;
mod markdown;
mod parquet;
mod problems;
mod style;
mod terminal;
mod whole;
mod xlsx;

pub use attempt::{Attempt, Durability, end_attempts, list};
pub(crate) use cells::{Cells, spell_integer};
pub use csv::write_csv;
pub use directory::{Cleanup, NotPutBack, OutputDirectory, OutputFile};
pub use document::Document;
pub use html::{PageExtent, write_html};
pub use json::{print_json, print_ndjson, write_json, write_ndjson};
pub use manifest::{FileEntry, MANIFEST, MANIFEST_FORMAT, Manifest, Setting};
pub use manual::{PageLayout, print_markdown};
pub use markdown::write_markdown;
pub(crate) use parquet::write_frame;
pub use parquet::write_parquet;
pub use problems::{problem_counts, write_problems};
pub use style::{CsvStyle, Dialect, DurationStyle};
pub use terminal::{Screen, print_text};
pub use whole::{is_of_others, write_whole};
pub use xlsx::write_xlsx;

/// Errors while a table is written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk or the folder failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The frame does not match its columns.
    #[error(transparent)]
    Frame(#[from] polars::error::PolarsError),
    /// The CSV writer failed.
    #[error(transparent)]
    Csv(#[from] ::csv::Error),
    /// Writing the file `name` failed.
    #[error("{name}: {source}")]
    File {
        name: String,
        source: Box<WriteError>,
    },
    /// The thread of the workbook's writer ended, because it could not write a temporary file.
    #[error("{0}")]
    Ended(String),
    /// The system refused to start the thread of the workbook's writer.
    #[error("the thread that writes it cannot be started: {0}")]
    NoThread(std::io::Error),
    /// The browser did not print the page.
    #[error("{0}")]
    NotPrinted(String),
    /// A page needs an overview, which only reports have.
    #[error("there is no overview to draw")]
    NoOverview,
    /// The workbook's writer failed.
    #[error(transparent)]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The JSON writer failed.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl WriteError {
    /// Whether the directory is left with neither all of the new files nor all of the old ones in
    /// place.
    pub fn leaves_files_aside(&self) -> bool {
        match self {
            Self::Io(error) => matches!(error.get_ref(), Some(cause) if cause.is::<NotPutBack>()),
            Self::File { source, .. } => source.leaves_files_aside(),
            _ => false,
        }
    }

    /// Whether the browser that was to print failed.
    pub fn is_of_a_browser(&self) -> bool {
        match self {
            Self::NotPrinted(_) => true,
            Self::File { source, .. } => source.is_of_a_browser(),
            _ => false,
        }
    }

    /// The kind of I/O error that the failure amounts to; `Other` for a failure of another nature.
    pub fn kind(&self) -> std::io::ErrorKind {
        use std::io::ErrorKind;
        match self {
            Self::Io(error) | Self::Xlsx(rust_xlsxwriter::XlsxError::IoError(error)) => {
                error.kind()
            }
            Self::Json(error) => error.io_error_kind().unwrap_or(ErrorKind::Other),
            Self::Csv(error) => match error.kind() {
                ::csv::ErrorKind::Io(error) => error.kind(),
                _ => ErrorKind::Other,
            },
            Self::Frame(polars::error::PolarsError::IO { error, .. }) => error.kind(),
            Self::File { source, .. } => source.kind(),
            Self::NoThread(_) => ErrorKind::OutOfMemory,
            Self::Ended(_) => ErrorKind::StorageFull,
            Self::Frame(_) | Self::Xlsx(_) | Self::NoOverview | Self::NotPrinted(_) => {
                ErrorKind::Other
            }
        }
    }
}
