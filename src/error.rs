//! The errors of the library.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// What can go wrong outside annotating, which cannot fail.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file, `-` for standard input or output.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// An output file cannot be made.
    #[error(
        "cannot create {path}: {source} (help: choose a folder that exists and can be written)"
    )]
    Create {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A lexicon file breaks its format.
    #[error("{file}:{line}: {problem} (help: {help})")]
    Lexicon {
        /// File relative to the lexicon folder.
        file: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
        /// What to do.
        help: String,
    },
    /// An input breaks its contract as a whole: no header, no text column, an unknown encoding.
    #[error("{source_name}: {problem} (help: {help})")]
    Input {
        /// Name of the input.
        source_name: String,
        /// What is wrong.
        problem: String,
        /// What to do.
        help: String,
    },
    /// A database of ours cannot be used as it is.
    #[error("{path}: {problem} (help: {help})")]
    State {
        /// The database.
        path: PathBuf,
        /// What is wrong.
        problem: String,
        /// What to do.
        help: String,
    },
    /// A database server could not be reached, or refused.
    #[error("{place}: {problem} (help: {help})")]
    Database {
        /// Host and database, never a user or a password.
        place: String,
        /// What is wrong.
        problem: String,
        /// What to do.
        help: String,
    },
    /// An input holds no rows.
    #[error("{0}: the input holds no rows")]
    Empty(String),
}

impl Error {
    /// Wraps an I/O error with the path it concerns.
    pub fn io(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            source,
        }
    }
}

/// Result of the library's fallible functions.
pub type Result<T> = std::result::Result<T, Error>;
