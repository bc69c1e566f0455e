//! What is wrong in a job's configuration, and where.

use crate::dates::Zone;
use serde::Serialize;
use std::fmt;

/// One mistake in a job's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, as it was named.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The key with the tables above it, `source.id`; empty for a mistake of the whole file.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file, line, column, ..
        } = self;
        write!(f, "{file}:{line}:{column}: {}", self.problem)?;
        if !self.help.is_empty() {
            write!(f, " (help: {})", self.help)?;
        }
        Ok(())
    }
}

/// Line and column, each from 1, of a byte in a text.
pub fn place(text: &str, byte: usize) -> (usize, usize) {
    let byte = byte.min(text.len());
    let before = (0..=byte).rev().find_map(|end| text.get(..end));
    let before = before.unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// The known name that an unknown one was most likely meant to be.
pub fn nearest<'k>(unknown: &str, known: &[&'k str]) -> Option<&'k str> {
    let scored = known
        .iter()
        .map(|&name| (strsim::damerau_levenshtein(unknown, name), name));
    let (distance, name) = scored.min_by_key(|&(distance, _)| distance)?;
    (distance <= 1 + name.chars().count() / 3).then_some(name)
}

/// The known time zone whose name is most like this one.
pub fn nearest_zone(name: &str) -> Option<String> {
    let names = Zone::names();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    nearest(name, &known).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_zone_has_a_nearest_one() {
        assert_eq!(
            nearest_zone("Europe/Stokholm").as_deref(),
            Some("Europe/Stockholm")
        );
    }

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("a\nåb", 4), (2, 2));
        assert_eq!(place("a\n", 99), (2, 1));
    }

    #[test]
    fn the_nearest_name_is_close_or_none() {
        let known = ["files", "format", "text"];
        assert_eq!(nearest("fiels", &known), Some("files"));
        assert_eq!(nearest("txet", &known), Some("text"));
        assert_eq!(nearest("colour", &known), None);
    }
}
