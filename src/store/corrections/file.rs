//! The log as a plain file: JSON Lines, sorted by comment, target and time, the same bytes for the same entries, so that
//! it can be versioned and compared. Entries only come to it; those of two files can be put into one.

use super::{Correction, Log};
use crate::error::{Error, Result};

/// The text of the file.
pub fn write(log: &Log) -> String {
    let mut entries: Vec<&Correction> = log.entries().iter().collect();
    entries.sort_by_cached_key(|one| {
        (
            one.comment.clone(),
            one.change.target(),
            one.at.clone(),
            one.id.clone(),
        )
    });
    let lines = entries
        .into_iter()
        .filter_map(|entry| serde_json::to_string(entry).ok());
    lines.map(|line| line + "\n").collect()
}

/// Reads such a file; `source` names it in errors. Blank lines are passed over. An entry without id, batch and time,
/// written by hand, is given them by [`super::Journal::import`].
///
/// # Errors
/// A line that is no entry, with its number.
pub fn read(source: &str, text: &str) -> Result<Vec<Correction>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| entry(line).map_err(|problem| wrong(source, number + 1, problem)))
        .collect()
}

fn entry(line: &str) -> std::result::Result<Correction, String> {
    let entry: Correction = serde_json::from_str(line).map_err(|error| error.to_string())?;
    if !entry.id.is_empty() && entry.id != entry.hash() {
        return Err(format!("the entry is not what `{}` was", entry.id));
    }
    Ok(entry)
}

fn wrong(source: &str, line: usize, problem: String) -> Error {
    Error::Input {
        source_name: format!("{source}:{line}"),
        problem,
        help: "each line is one entry as `verbatims corrections export` writes it; to change an entry add a later one"
            .to_owned(),
    }
}
