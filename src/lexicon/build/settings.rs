//! What a pack knows of its language beside its lists.

use crate::document::Language;
use crate::error::{Error, Result};
use crate::lexicon::bundle::Files;
use crate::lexicon::config::{LanguageConfig, NormalizeConfig, Rules};
use crate::text::normalize::Normalizer;
use crate::text::stem::WordStemmer;

/// Settings of a language, and what is made of them.
#[derive(Debug)]
pub struct Settings {
    /// `language.toml`.
    pub config: LanguageConfig,
    /// The numbers of the rules in this language.
    pub rules: Rules,
    /// To the exact key.
    pub exact: Normalizer,
    /// From the exact to the folded key.
    pub fold: Normalizer,
    /// The stemmer.
    pub stemmer: Option<WordStemmer>,
}

impl Settings {
    /// Reads those of a language; one without a folder gets those of comments without a language.
    ///
    /// # Errors
    /// A missing file, settings that cannot be read.
    pub fn read(files: &Files, language: Language) -> Result<Self> {
        let file = format!("{}/language.toml", language.code());
        let config = match files.get(&file) {
            Some(text) => LanguageConfig::parse(&file, text)?,
            None => without_language(),
        };
        let rules = required(files, "common/rules.toml")?;
        Ok(Self {
            rules: Rules::with(rules, &file, &config.rules)?,
            exact: Normalizer::new(&config.exact_steps()),
            fold: Normalizer::new(&config.fold_steps()),
            stemmer: config.stemmer.as_deref().and_then(WordStemmer::named),
            config,
        })
    }
}

fn required<'f>(files: &'f Files, path: &str) -> Result<&'f str> {
    files.get(path).ok_or_else(|| Error::Lexicon {
        file: path.to_owned(),
        line: 1,
        problem: "the file is missing".into(),
        help: "every lexicon folder needs it; lexicons/README.md lists the files".into(),
    })
}

/// Settings for comments without a language.
fn without_language() -> LanguageConfig {
    LanguageConfig {
        name: "common".into(),
        normalize: NormalizeConfig {
            steps: ["nfc", "invisible", "lowercase", "apostrophes"]
                .map(str::to_owned)
                .to_vec(),
            ..Default::default()
        },
        ..LanguageConfig::default()
    }
}
