//! The files of a run: which there are, and which of them have been read before.

use super::report::FileStatus;
use super::settings::{Job, SourceSettings};
use super::stop::Stop;
use crate::error::{Error, Result};
use crate::store::generation::Entry;
use crate::store::{FileRow, State};
use std::cmp::Ordering;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file of a source.
#[derive(Clone, Debug)]
pub struct Input {
    /// Place of its source in the job.
    pub source: usize,
    /// Where it is.
    pub path: PathBuf,
    /// Its name in the store: relative to the job's folder.
    pub name: String,
    /// What it holds.
    pub file: FileRow,
    /// What is known of it.
    pub status: FileStatus,
    /// Length and time of its last change when it was looked at.
    stamp: (u64, Option<SystemTime>),
}

impl Input {
    /// Looks at a file. `read_before` are the files of the source that have been read.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn new(
        job: &Job,
        source: usize,
        path: PathBuf,
        read_before: &[FileRow],
        stop: &Stop,
    ) -> Result<Self> {
        let settings = job.sources.get(source);
        let name = relative(&job.home, &path);
        let stamp = stamp(&path)?;
        let entry = Entry::of_while(&path, &|| stop.check())?;
        let file = FileRow {
            source: settings
                .map(|settings| settings.name.clone())
                .unwrap_or_default(),
            path: name.clone(),
            hash: entry.blake3,
            bytes: entry.bytes,
            reading: settings
                .map(|settings| reading(job, settings))
                .unwrap_or_default(),
        };
        let before = read_before.iter().find(|before| before.path == name);
        let status = match before {
            None => FileStatus::New,
            Some(before) if *before == file => FileStatus::Unchanged,
            Some(_) => FileStatus::Changed,
        };
        Ok(Self {
            source,
            path,
            name,
            file,
            status,
            stamp,
        })
    }

    /// Looks at a file of mended rows that were rejected from the file `name`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn mended(
        job: &Job,
        source: usize,
        path: &Path,
        name: &str,
        read_before: &[FileRow],
    ) -> Result<Self> {
        let mut input = Self::new(job, source, path.to_owned(), &[], &Stop::default())?;
        name.clone_into(&mut input.name);
        name.clone_into(&mut input.file.path);
        // The file itself is still the one that was read.
        if let Some(before) = read_before.iter().find(|file| file.path == name) {
            input.file = before.clone();
        }
        input.status = FileStatus::Mended;
        Ok(input)
    }

    /// Fails if the file has been changed since it was looked at: it is still being delivered.
    ///
    /// # Errors
    /// It has, or is gone.
    pub fn is_still_the_same(&self) -> Result<()> {
        if stamp(&self.path)? == self.stamp {
            return Ok(());
        }
        Err(Error::Empty(format!(
            "{}: the file was changed while it was read, it is not complete; of what was read",
            self.name
        )))
    }
}

fn stamp(path: &Path) -> Result<(u64, Option<SystemTime>)> {
    let metadata = fs::metadata(path).map_err(|error| Error::io(path, error))?;
    Ok((metadata.len(), metadata.modified().ok()))
}

/// Files of a source, in the order of their names, numbers in them by value.
///
/// # Errors
/// A folder that cannot be read.
pub fn find(job: &Job, source: &SourceSettings) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for pattern in &source.files {
        let whole = if Path::new(pattern).is_absolute() {
            pattern.clone()
        } else {
            let home = glob::Pattern::escape(&job.home.to_string_lossy());
            Path::new(&home)
                .join(pattern)
                .to_string_lossy()
                .into_owned()
        };
        // The pattern was tried when the configuration was read.
        let Ok(found) = glob::glob(&whole) else {
            continue;
        };
        for path in found {
            let path =
                path.map_err(|error| Error::io(error.path(), io::Error::other(error.to_string())))?;
            if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort_by(|a, b| natural(&a.to_string_lossy(), &b.to_string_lossy()));
    files.dedup();
    Ok(files)
}

/// Compares names with the numbers in them by value: `week-9` before `week-10`.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut a_rest, mut b_rest) = (a, b);
    loop {
        let (a_run, b_run) = (run(a_rest), run(b_rest));
        if a_run.is_empty() || b_run.is_empty() {
            return a_rest.len().cmp(&b_rest.len()).then_with(|| a.cmp(b));
        }
        let is_number = |run: &str| run.starts_with(|c: char| c.is_ascii_digit());
        let order = if is_number(a_run) && is_number(b_run) {
            let (a, b) = (a_run.trim_start_matches('0'), b_run.trim_start_matches('0'));
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        } else {
            a_run.cmp(b_run)
        };
        if order != Ordering::Equal {
            return order;
        }
        a_rest = a_rest.get(a_run.len()..).unwrap_or_default();
        b_rest = b_rest.get(b_run.len()..).unwrap_or_default();
    }
}

/// The run of digits, or of anything else, that a text starts with.
fn run(text: &str) -> &str {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != digits);
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn relative(home: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(home).unwrap_or(path);
    relative.to_string_lossy().into_owned()
}

/// Hash of the settings that decide what is read from a file.
fn reading(job: &Job, source: &SourceSettings) -> String {
    let zone = source.zone.as_ref().unwrap_or(&job.zone).name();
    let settings = format!(
        "{:?}",
        (
            source.format,
            &source.wanted,
            &source.segments,
            source.language,
            &source.language_column,
            &source.date_formats,
            (zone, job.zone.name(), job.max_cell),
        )
    );
    blake3::hash(settings.as_bytes())
        .to_hex()
        .chars()
        .take(16)
        .collect()
}

/// Files of a source that have been read, as the state knows them.
///
/// # Errors
/// The state cannot be read.
pub fn read_before(state: Option<&State>, source: &str) -> Result<Vec<FileRow>> {
    state.map_or(Ok(Vec::new()), |state| state.files(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_compared_by_value() {
        let mut names = vec!["w10.csv", "w9.csv", "a", "w09.csv", "w9-2.csv", "w"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(
            names,
            ["a", "w", "w9-2.csv", "w09.csv", "w9.csv", "w10.csv"]
        );
    }
}
