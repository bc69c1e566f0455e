//! What belongs to a generation.

use super::GoOn;
use super::disk::pass;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Whether a generation has all of its night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GenerationStatus {
    /// What its run set out to publish.
    Published,
    /// What had come when a gate warned that more should have.
    Incomplete,
}

impl GenerationStatus {
    /// Its name in manifests, states and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Incomplete => "incomplete",
        }
    }
}

/// What belongs to a generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its number, from 1.
    pub generation: u64,
    /// Whether it has all of its night.
    pub status: GenerationStatus,
    /// Date of the run that made it, in the job's time zone.
    pub run_date: String,
    /// The state that belongs to it.
    pub state: Entry,
    /// Its files.
    pub files: Vec<Entry>,
}

/// A file and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Name without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// BLAKE3, hexadecimal.
    pub blake3: String,
}

impl Entry {
    /// Reads a file and describes it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(path: &Path) -> Result<Self> {
        Self::of_while(path, &|| Ok(()))
    }

    /// As [`Entry::of`]; `go_on` is asked at every piece, and ends the work when it says no.
    ///
    /// # Errors
    /// That of `go_on`, and those of [`Entry::of`].
    pub fn of_while(path: &Path, go_on: GoOn<'_>) -> Result<Self> {
        let mut hasher = blake3::Hasher::new();
        let bytes = pass(path, |piece| {
            hasher.update(piece);
            go_on()
        })?;
        let name = path.file_name().unwrap_or_default();
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            bytes,
            blake3: hasher.finalize().to_hex().to_string(),
        })
    }
}
