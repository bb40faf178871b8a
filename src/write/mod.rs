//! Tables, problems and the manifest to bytes. Writers compute no number: they only spell.

mod cells;
mod csv;
mod directory;
mod manifest;
mod parquet;
mod problems;

pub(crate) use cells::{Cells, spell_integer};
pub(crate) use csv::header as csv_name;
pub use csv::write_csv;
pub use directory::{OutputDirectory, OutputFile};
pub use manifest::{FileEntry, MANIFEST_FORMAT, Manifest, Setting};
pub use parquet::write_parquet;
pub use problems::{problem_counts, write_problems};

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
    /// The JSON writer.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}
