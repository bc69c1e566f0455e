//! Small lists that hold for all languages at once: units of time, words for documents.

use super::bundle::Files;
use super::table::Table;
use crate::document::Language;
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};

/// Columns of `common/durations.tsv`.
pub const DURATIONS: [&str; 5] = ["language", "term", "seconds", "alone", "note"];

/// Columns of `common/personal.tsv`.
pub const PERSONAL: [&str; 3] = ["kind", "word", "note"];

/// A unit of time, finer than the whole hours of `modifiers.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its length.
    pub seconds: u64,
    /// True if it is a span of time without a number beside it: "half an hour".
    pub alone: bool,
}

/// Lengths of units of time by the terms that `modifiers.tsv` gives the role `duration`.
#[derive(Clone, Debug, Default)]
pub struct Durations {
    units: FxHashMap<(Language, String), Unit>,
}

impl Durations {
    /// Reads `common/durations.tsv`, which a folder need not have.
    ///
    /// # Errors
    /// A row without a language, or with a length that is no number.
    pub fn read(files: &Files) -> Result<Self> {
        const FILE: &str = "common/durations.tsv";
        let Some(text) = files.get(FILE) else {
            return Ok(Self::default());
        };
        let table = Table::parse(FILE, text, &DURATIONS)?;
        let mut units = FxHashMap::default();
        for row in table.rows() {
            let language = Language::from_code(row.cell(0))
                .ok_or_else(|| table.error(&row, "there is no such language", "write its code"))?;
            let seconds = row
                .cell(2)
                .parse()
                .map_err(|_| table.error(&row, "the length is no number", "write whole seconds"))?;
            let alone = row.cell(3) == "yes";
            units.insert((language, row.cell(1).to_owned()), Unit { seconds, alone });
        }
        Ok(Self { units })
    }

    /// The length of a unit, from the list, else from the hours that its modifier has.
    pub fn unit(&self, language: Language, term: &str, hours: i32) -> Unit {
        let listed = self.units.get(&(language, term.to_owned()));
        listed.copied().unwrap_or(Unit {
            seconds: u64::try_from(hours).unwrap_or(0) * 3600,
            alone: false,
        })
    }
}

/// Columns of `common/function_words.tsv`.
pub const FUNCTION_WORDS: [&str; 2] = ["language", "words"];

/// Words that build sentences and name nothing.
#[derive(Clone, Debug, Default)]
pub struct FunctionWords {
    words: FxHashMap<Language, FxHashSet<String>>,
}

impl FunctionWords {
    /// Reads `common/function_words.tsv`, which a folder need not have.
    ///
    /// # Errors
    /// A row without a language.
    pub fn read(files: &Files) -> Result<Self> {
        const FILE: &str = "common/function_words.tsv";
        let mut words: FxHashMap<Language, FxHashSet<String>> = FxHashMap::default();
        let Some(text) = files.get(FILE) else {
            return Ok(Self { words });
        };
        let table = Table::parse(FILE, text, &FUNCTION_WORDS)?;
        for row in table.rows() {
            let language = Language::from_code(row.cell(0))
                .ok_or_else(|| table.error(&row, "there is no such language", "write its code"))?;
            let own = row.cell(1).split(' ').map(str::to_owned);
            words.entry(language).or_default().extend(own);
        }
        Ok(Self { words })
    }

    /// True if a word, by its exact key, is one of a language's.
    pub fn contains(&self, language: Language, key: &str) -> bool {
        self.words
            .get(&language)
            .is_some_and(|own| own.contains(key))
    }
}

/// Beginnings of the words that must stand before a number that no check digit gives away.
#[derive(Clone, Debug, Default)]
pub struct PersonalWords {
    beginnings: Vec<String>,
}

impl PersonalWords {
    /// Reads `common/personal.tsv`, which a folder need not have.
    ///
    /// # Errors
    /// A table that breaks its format.
    pub fn read(files: &Files) -> Result<Self> {
        match files.get("common/personal.tsv") {
            Some(text) => Self::parse(text),
            None => Ok(Self::default()),
        }
    }

    /// Parses the table.
    ///
    /// # Errors
    /// A table that breaks its format.
    pub fn parse(text: &str) -> Result<Self> {
        let table = Table::parse("common/personal.tsv", text, &PERSONAL)?;
        let beginnings = table.rows().map(|row| row.cell(1).to_lowercase());
        Ok(Self {
            beginnings: beginnings.collect(),
        })
    }

    /// True if one of the words begins within the last `near` bytes of a text.
    pub fn stand_before(&self, before: &str, near: usize) -> bool {
        let mut from = before.len().saturating_sub(near);
        while !before.is_char_boundary(from) {
            from += 1;
        }
        let tail = before.get(from..).unwrap_or("").to_lowercase();
        let mut words = tail.split(|c: char| !c.is_alphanumeric());
        words.any(|word| self.beginnings.iter().any(|b| word.starts_with(b)))
    }
}
