//! What cuts verbatims, read from the common lists.

use super::columns;
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::bundle::Files;
use crate::lexicon::table::Table;
use crate::text::segment::Abbreviations;
use crate::text::tokenize::Tokenizer;
use std::sync::Arc;

/// What cuts verbatims: the same for all languages, since comments mix them.
#[derive(Clone, Debug)]
pub struct Cutter {
    pub(in crate::lexicon) tokenizer: Arc<Tokenizer>,
    pub(in crate::lexicon) abbreviations: Arc<Abbreviations>,
}

impl Cutter {
    /// Reads emoticons, domains and abbreviations.
    ///
    /// # Errors
    /// A table that breaks its format.
    pub fn new(files: &Files) -> Result<Self> {
        let cells = |path: &'static str,
                     columns: &[&str],
                     wanted: [usize; 2]|
         -> Result<Vec<(String, String)>> {
            let Some(text) = files.get(path) else {
                return Ok(Vec::new());
            };
            let table = Table::parse(path, text, columns)?;
            let pairs = table.rows().map(|row| {
                (
                    row.cell(wanted[0]).to_owned(),
                    row.cell(wanted[1]).to_owned(),
                )
            });
            Ok(pairs.collect())
        };
        let emoticons = cells("common/emoticons.tsv", &columns::EMOTICONS, [0, 0])?;
        let domains = cells("common/domains.tsv", &columns::DOMAINS, [0, 0])?;
        let abbreviations = cells("common/abbreviations.tsv", &columns::ABBREVIATIONS, [1, 2])?;
        let tokenizer = Tokenizer::new(emoticons.iter().map(|(emoticon, _)| emoticon.as_str()))
            .with_domains(domains.iter().map(|(ending, _)| ending.as_str()))
            .with_digit_words(digit_words(files));
        let abbreviations = abbreviations
            .iter()
            .map(|(abbreviation, ends)| (abbreviation.as_str(), ends == "yes"));
        Ok(Self {
            tokenizer: Arc::new(tokenizer),
            abbreviations: Arc::new(Abbreviations::new(abbreviations)),
        })
    }
}

/// Variants of all languages that begin with a digit (`5edma`): a comment is cut before its language is known. A list
/// that breaks its format is told where its language is built.
fn digit_words(files: &Files) -> Vec<&str> {
    Language::SERVED
        .iter()
        .filter_map(|language| files.get(&format!("{}/variants.tsv", language.code())))
        .flat_map(str::lines)
        .filter_map(|line| line.split('\t').next())
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
}
