//! The lexicons: parsing, expansion, matching, checks.

pub mod beginnings;
mod build;
pub mod bundle;
pub mod check;
pub mod codeframe;
pub mod common;
pub mod compiled;
pub mod config;
pub mod entry;
pub mod format;
mod hashtag;
mod latin;
mod look_up;
pub mod matcher;
mod memory;
pub mod pack;
pub mod paradigm;
mod present;
mod readings;
mod repair;
pub mod scales;
pub mod table;
pub mod term;
pub mod trie;
pub mod vocabulary;
mod walk;

pub use build::{WHOLE_CLAUSE, columns};
pub use memory::Memory;

use crate::annotation::EntryId;
use crate::document::Language;
use crate::error::Result;
use build::Cutter;
pub use bundle::Files;
use codeframe::Codeframe;
use common::{Durations, FunctionWords, PersonalWords};
use pack::Pack;
use rayon::prelude::*;
use scales::Scales;
use std::path::Path;
use std::sync::OnceLock;

/// Where an entry stands and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntrySource<'a> {
    /// The term as written in the file.
    pub term: &'a str,
    /// File relative to the lexicon folder, with `/`.
    pub file: &'a str,
    /// Line, from 1.
    pub line: u32,
}

/// All lexicons in use: codeframe, common lists and one pack a language.
#[derive(Debug)]
pub struct Lexicons {
    files: Files,
    hash: String,
    codeframe: Codeframe,
    cutter: Cutter,
    /// Packs of [`Language::SERVED`], in that order, each built when it is first asked for.
    packs: [OnceLock<Pack>; 5],
    common: Pack,
    probability: Vec<(i32, u16)>,
    durations: Durations,
    personal: PersonalWords,
    function_words: FunctionWords,
    pronouns: FunctionWords,
    scales: Scales,
}

impl Lexicons {
    /// The lexicons the program carries.
    ///
    /// # Errors
    /// None on a released program: a test loads them.
    pub fn bundled() -> Result<Self> {
        Self::on_demand(Files::bundled())
    }

    /// Reads a folder laid out as `lexicons/README.md` says.
    ///
    /// # Errors
    /// A file that cannot be read; the first line that breaks its format.
    pub fn from_dir(dir: &Path) -> Result<Self> {
        Self::load(Files::from_dir(dir)?, &Language::SERVED)
    }

    /// Reads a folder but only some languages of it; the others are left empty.
    ///
    /// # Errors
    /// As [`Lexicons::from_dir`].
    pub fn from_dir_for(dir: &Path, languages: &[Language]) -> Result<Self> {
        Self::load(Files::from_dir(dir)?, languages)
    }

    /// Lexicons from files that are read already; languages that are not listed are left empty.
    ///
    /// # Errors
    /// The first line that breaks its format; a missing codeframe.
    pub fn load(files: Files, languages: &[Language]) -> Result<Self> {
        let lexicons = Self::on_demand(files)?;
        Language::SERVED
            .into_par_iter()
            .zip(&lexicons.packs)
            .try_for_each(|(language, slot)| {
                let pack = if languages.contains(&language) {
                    lexicons.build(language)?
                } else {
                    build::build_common(
                        &lexicons.files,
                        &lexicons.cutter,
                        language,
                        &lexicons.codeframe,
                    )?
                };
                slot.get_or_init(|| pack);
                Ok(())
            })?;
        Ok(lexicons)
    }

    /// Lexicons whose languages are built when they are first asked for: a run rarely needs all five.
    fn on_demand(files: Files) -> Result<Self> {
        let codeframe = Codeframe::of(&files)?;
        let cutter = Cutter::new(&files)?;
        Ok(Self {
            hash: files.hash(),
            common: build::build(&files, &cutter, Language::Und, &codeframe)?,
            probability: probability_table(&files)?,
            durations: Durations::read(&files)?,
            personal: PersonalWords::read(&files)?,
            function_words: FunctionWords::read(&files)?,
            pronouns: FunctionWords::pronouns(&files)?,
            scales: Scales::read(&files)?,
            files,
            codeframe,
            cutter,
            packs: Default::default(),
        })
    }

    fn build(&self, language: Language) -> Result<Pack> {
        build::build(&self.files, &self.cutter, language, &self.codeframe)
    }

    /// The themes.
    pub fn codeframe(&self) -> &Codeframe {
        &self.codeframe
    }

    /// Lengths of units of time.
    pub fn durations(&self) -> &Durations {
        &self.durations
    }

    /// Words that stand before personal numbers.
    pub fn personal_words(&self) -> &PersonalWords {
        &self.personal
    }

    /// Words that name nothing.
    pub fn function_words(&self) -> &FunctionWords {
        &self.function_words
    }

    /// Pronouns that mean people.
    pub fn pronouns(&self) -> &FunctionWords {
        &self.pronouns
    }

    /// The scales of customers' own scores.
    pub fn scales(&self) -> &Scales {
        &self.scales
    }

    /// Hash over all files of the folder, hexadecimal, 16 letters.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The pack of a language; the common lists alone for `other` and `und`.
    ///
    /// Lists of the user's are built when they are loaded, where an error can be told. The bundled ones are built
    /// here; a test builds them all, so that falling back to the common lists is no way they can take.
    pub fn pack(&self, language: Language) -> &Pack {
        let Some(slot) = language
            .served_index()
            .and_then(|index| self.packs.get(index))
        else {
            return &self.common;
        };
        if let Some(pack) = slot.get() {
            return pack;
        }
        match self.build(language) {
            Ok(pack) => slot.get_or_init(|| pack),
            Err(_) => &self.common,
        }
    }

    /// The line behind an entry's id; ids come from these lexicons.
    pub fn entry(&self, id: EntryId) -> EntrySource<'_> {
        self.pack(id.language).source(id.index)
    }

    /// The text of a file of the folder, by its path relative to it (`common/columns.toml`).
    pub fn file(&self, path: &str) -> Option<&str> {
        self.files.get(path)
    }

    /// The files of the folder.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Probability that the customer is content, in thousandths, for a score in hundredths: a monotone
    /// table, linear between its points.
    pub fn probability(&self, score: i32) -> u16 {
        let table = &self.probability;
        let after = table.partition_point(|&(at, _)| at <= score);
        let (Some(&low), Some(&high)) = (
            table.get(after.saturating_sub(1)),
            table.get(after.min(table.len().saturating_sub(1))),
        ) else {
            return 500;
        };
        if after == 0 || after == table.len() {
            return if after == 0 {
                high.1.min(low.1)
            } else {
                high.1
            };
        }
        let share = i64::from(score - low.0) * (i64::from(high.1) - i64::from(low.1));
        (i64::from(low.1) + share / i64::from((high.0 - low.0).max(1))) as u16
    }
}

fn probability_table(files: &Files) -> Result<Vec<(i32, u16)>> {
    const FILE: &str = "common/probability.tsv";
    let text = files.get(FILE).unwrap_or("score\tprobability\n0\t500\n");
    let table = table::Table::parse(FILE, text, &["score", "probability"])?;
    let mut points = Vec::new();
    for row in table.rows() {
        let (Ok(score), Ok(probability)) = (row.cell(0).parse(), row.cell(1).parse()) else {
            return Err(table.error(
                &row,
                "a cell is no number",
                "write hundredths and thousandths",
            ));
        };
        let monotone = points
            .last()
            .is_none_or(|&(s, p): &(i32, u16)| s < score && p <= probability);
        if !monotone || probability > 1000 {
            return Err(table.error(
                &row,
                "the table is not monotone",
                "scores rise, probabilities never fall",
            ));
        }
        points.push((score, probability));
    }
    Ok(points)
}
