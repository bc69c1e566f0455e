//! The errors of the library.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What can go wrong outside annotating, which cannot fail.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {}", place(path), cause(source))]
    Io {
        /// The file, `-` for standard input or output.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// An output file cannot be made.
    #[error("cannot create {}: {}", place(path), cause(source))]
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
    /// An argument names what is not there.
    #[error("{argument}: {problem} (help: {help})")]
    Argument {
        /// What was named.
        argument: String,
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

/// A file by its name; standard input and output have none.
fn place(path: &Path) -> String {
    match path == Path::new("-") {
        true => "standard input or output".to_owned(),
        false => path.display().to_string(),
    }
}

/// What the system said, in words that say what to do where that is known.
fn cause(error: &io::Error) -> String {
    match explained(error) {
        (problem, "") => problem,
        (problem, help) => format!("{problem} (help: {help})"),
    }
}

/// What the system says of a file, and what to do; the remedy is blank where none is known.
pub(crate) fn explained(error: &io::Error) -> (String, &'static str) {
    let (problem, help) = match error.kind() {
        ErrorKind::NotFound => (
            "there is no such file or folder",
            "check the name, and from which folder it is meant",
        ),
        ErrorKind::PermissionDenied => (
            "the right to do so is missing",
            "let the user who runs the program read it, and write where something is to be written",
        ),
        ErrorKind::IsADirectory => ("it is a folder", "name a file"),
        ErrorKind::NotADirectory => (
            "a folder on the way to it is a file",
            "check the path, or name a folder that exists",
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (
            "the disk is full",
            "make room and run it again: what was there before is still there",
        ),
        ErrorKind::ReadOnlyFilesystem => (
            "the disk can only be read",
            "name a folder that can be written",
        ),
        _ => return (error.to_string(), ""),
    };
    let told = error.get_ref().map(ToString::to_string);
    (told.unwrap_or_else(|| problem.to_owned()), help)
}

/// Result of the library's fallible functions.
pub type Result<T> = std::result::Result<T, Error>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_the_system_said_is_told_with_place_and_remedy_and_without_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        for (path, problem) in [
            (folder.path().join("nothing"), "there is no such file"),
            (file.join("below"), "a folder on the way to it is a file"),
            (folder.path().to_owned(), "it is a folder"),
        ] {
            let error = fs::read_to_string(&path).unwrap_err();
            for told in [
                Error::io(&path, error.kind().into()).to_string(),
                Error::io(&path, error).to_string(),
            ] {
                assert!(told.starts_with(&path.display().to_string()), "{told}");
                assert!(told.contains("(help: "), "{told}");
                assert!(!told.contains("os error"), "{told}");
            }
            let error = fs::read_to_string(&path).unwrap_err();
            assert!(Error::io(&path, error).to_string().contains(problem));
        }
    }

    #[test]
    fn standard_input_has_its_name_in_words() {
        let told = Error::io("-", io::Error::other("it broke")).to_string();
        assert_eq!(told, "standard input or output: it broke");
    }
}
