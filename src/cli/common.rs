//! What several commands share.

use crate::document::Language;
use crate::error::Result;
use crate::lexicon::Lexicons;
use std::path::Path;

/// The lexicons of `dir`, or the bundled ones; of a folder only the languages asked for.
///
/// # Errors
/// As [`Lexicons::from_dir_for`].
pub fn load(dir: Option<&Path>, languages: &[Language]) -> Result<Lexicons> {
    match dir {
        Some(dir) => Lexicons::from_dir_for(dir, languages),
        None => Lexicons::bundled(),
    }
}

/// Parses the code of a language.
///
/// # Errors
/// A code that is none of the product's.
pub fn language(code: &str) -> std::result::Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "give sv, ar, sr, ru, en, other or und".to_owned())
}
