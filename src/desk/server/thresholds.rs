//! What divides the labels of sentiment from each other.

use crate::document::Language;
use crate::error::Result;
use crate::lexicon::Files;
use crate::lexicon::config::{LanguageConfig, Rules};
use serde::Serialize;

/// What divides the labels, as `common/rules.toml` and the language have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Thresholds {
    /// A score within this of zero is neutral, in hundredths.
    neutral_band: i32,
    /// Both sums must be as large for a comment to be mixed, in hundredths.
    mixed_least: i32,
    /// The smaller sum must be this share of the larger, in percent.
    mixed_share: i32,
}

/// Those of a language; nothing where it is not served.
///
/// # Errors
/// Files that break their format.
pub(super) fn thresholds(files: &Files, language: &str) -> Result<Option<Thresholds>> {
    let served = Language::from_code(language).is_some_and(|one| one.served_index().is_some());
    let file = format!("{language}/language.toml");
    let (Some(base), Some(own)) = (files.get("common/rules.toml"), files.get(&file)) else {
        return Ok(None);
    };
    if !served {
        return Ok(None);
    }
    let config = LanguageConfig::parse(&file, own)?;
    let rules = Rules::with(base, &file, &config.rules)?;
    Ok(Some(Thresholds {
        neutral_band: rules.neutral_band,
        mixed_least: rules.mixed_least,
        mixed_share: rules.mixed_share,
    }))
}
