//! Tables, problems and the manifest to bytes. Writers compute no number: they only spell.

mod cells;
mod csv;
mod directory;
mod document;
mod figures;
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

pub(crate) use cells::{Cells, spell_integer};
pub use csv::write_csv;
pub use directory::{Cleanup, NotPutBack, OutputDirectory, OutputFile};
pub use document::Document;
pub use html::write_html;
pub use json::{print_json, print_ndjson, write_json, write_ndjson};
pub use manifest::{FileEntry, MANIFEST, MANIFEST_FORMAT, Manifest, Setting};
pub use manual::{Sheet, print_markdown};
pub use markdown::write_markdown;
pub(crate) use parquet::write_frame;
pub use parquet::write_parquet;
pub use problems::{problem_counts, write_problems};
pub use style::{CsvStyle, Dialect, DurationStyle};
pub use terminal::{Screen, print_text};
pub use whole::write_whole;
pub use xlsx::write_xlsx;

/// What can go wrong while a table is written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk, or the folder.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The frame does not hold what its columns say.
    #[error(transparent)]
    Frame(#[from] polars::error::PolarsError),
    /// The CSV writer.
    #[error(transparent)]
    Csv(#[from] ::csv::Error),
    /// The disk or the writer, with the file that it was at.
    #[error("{name}: {source}")]
    File {
        name: String,
        source: Box<WriteError>,
    },
    /// The writer of workbooks ends its thread when a temporary file cannot be written.
    #[error("{0}")]
    Ended(String),
    /// The system refuses the writer of workbooks a thread.
    #[error("the thread that writes it cannot be started: {0}")]
    NoThread(std::io::Error),
    /// A page is drawn of an overview, which only reports have.
    #[error("there is no overview to draw")]
    NoOverview,
    /// The workbook.
    #[error(transparent)]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The JSON writer.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl WriteError {
    /// Whether a folder is left with neither all of the new files nor all of those of before.
    pub fn leaves_files_aside(&self) -> bool {
        match self {
            Self::Io(error) => matches!(error.get_ref(), Some(cause) if cause.is::<NotPutBack>()),
            Self::File { source, .. } => source.leaves_files_aside(),
            _ => false,
        }
    }

    /// What kind of thing it is, as far as the system says.
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
            Self::Frame(_) | Self::Xlsx(_) | Self::NoOverview => ErrorKind::Other,
        }
    }
}
