//! `language.toml` and `common/rules.toml`.

use crate::error::{Error, Result};
use crate::text::normalize::Step;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `language.toml`: what the engine must know of a language beside its lists.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageConfig {
    /// Name in English.
    pub name: String,
    /// ISO 15924 codes of its scripts.
    pub scripts: Vec<String>,
    /// Name of its stemmer, if it has one.
    #[serde(default)]
    pub stemmer: Option<String>,
    /// True where several negative words make one negation ("niko nikad nije").
    #[serde(default)]
    pub negative_concord: bool,
    /// Steps from a word to its exact key.
    pub normalize: NormalizeConfig,
    /// Further steps to its folded key.
    #[serde(default)]
    pub fold: FoldConfig,
    /// Clitics that are taken off unknown words.
    #[serde(default)]
    pub clitics: CliticsConfig,
    /// How it is typed in Latin letters.
    #[serde(default)]
    pub latin: LatinConfig,
    /// Numbers of `common/rules.toml` that differ in this language.
    #[serde(default)]
    pub rules: BTreeMap<String, i32>,
}

/// Steps to the exact key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NormalizeConfig {
    /// Names of steps in order: nfc, nfkc, invisible, lowercase, apostrophes, tashkeel, map.
    pub steps: Vec<String>,
    /// Single characters to strings, for the step `map`.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
}

/// Steps from the exact to the folded key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoldConfig {
    /// Single characters to strings; an empty string drops the character.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// Pairs of strings, replaced after the map.
    #[serde(default)]
    pub replace: Vec<(String, String)>,
    /// A comment that holds one of these letters is typed with diacritics: its words are not looked up folded.
    #[serde(default)]
    pub unless: String,
    /// Letters that no word ends in twice: a word that does is looked up with one of them.
    #[serde(default)]
    pub doubled: String,
}

/// The rough spelling in which a language in Latin letters is looked up.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LatinConfig {
    /// From the letters of the language to rough ones; an empty string drops the letter.
    #[serde(default)]
    pub map: BTreeMap<char, String>,
    /// From what customers type to rough letters; the first that fits is taken, all others stay as typed.
    #[serde(default)]
    pub typed: Vec<(String, String)>,
}

/// Clitics, as they are written glued to a word.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CliticsConfig {
    /// Before the word; combinations are listed outright.
    #[serde(default)]
    pub before: Vec<String>,
    /// Behind the word.
    #[serde(default)]
    pub after: Vec<String>,
    /// Endings that change before a clitic: as written before it, and as in the lexicon.
    #[serde(default)]
    pub restore: Vec<(String, String)>,
    /// Pairs around a word that negate it.
    #[serde(default)]
    pub negating: Vec<(String, String)>,
    /// Fewest letters that must remain.
    #[serde(default)]
    pub shortest: usize,
    /// Words that may remain though they are shorter.
    #[serde(default)]
    pub short: Vec<String>,
}

impl LanguageConfig {
    /// Parses `language.toml`.
    ///
    /// # Errors
    /// What the TOML parser finds, with its line; an unknown step.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let config: Self = parse_toml(file, text)?;
        for step in &config.normalize.steps {
            if step_named(step, &config).is_none() {
                return Err(Error::Lexicon {
                    file: file.to_owned(),
                    line: 1,
                    problem: format!("`{step}` is no normalization step"),
                    help: "the steps are nfc nfkc invisible lowercase apostrophes tashkeel map"
                        .into(),
                });
            }
        }
        Ok(config)
    }

    /// Steps to the exact key.
    pub fn exact_steps(&self) -> Vec<Step> {
        self.normalize
            .steps
            .iter()
            .filter_map(|name| step_named(name, self))
            .collect()
    }

    /// Steps from the exact to the folded key.
    pub fn fold_steps(&self) -> Vec<Step> {
        let map = Step::Map(char_map(&self.fold.map));
        let replace = self
            .fold
            .replace
            .iter()
            .map(|(from, to)| Step::Replace(from.clone(), to.clone()));
        std::iter::once(map).chain(replace).collect()
    }
}

fn step_named(name: &str, config: &LanguageConfig) -> Option<Step> {
    Some(match name {
        "nfc" => Step::Nfc,
        "nfkc" => Step::Nfkc,
        "invisible" => Step::Invisible,
        "lowercase" => Step::Lowercase,
        "apostrophes" => Step::Apostrophes,
        "tashkeel" => Step::Tashkeel,
        "map" => Step::Map(char_map(&config.normalize.map)),
        _ => return None,
    })
}

fn char_map(map: &BTreeMap<String, String>) -> FxHashMap<char, String> {
    map.iter()
        .filter_map(|(from, to)| Some((from.chars().next()?, to.clone())))
        .collect()
}

/// Parses TOML into `T` with an error that names file and line.
pub fn parse_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.matches('\n').count() + 1);
        Error::Lexicon {
            file: file.to_owned(),
            line,
            problem: error.message().to_owned(),
            help: "see lexicons/README.md for the keys".into(),
        }
    })
}

/// The numbers of the rules. Percentages unless the name says hundredths.
///
/// Starting values follow SO-CAL (Taboada et al. 2011) and VADER (Hutto & Gilbert 2014); where ours
/// differ the comment in `rules.toml` says why.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What stays of a positive that is negated, turned negative.
    pub negated_positive: i32,
    /// What stays of a negative that is negated, turned positive.
    pub negated_negative: i32,
    /// Weight of a comparative.
    pub comparative: i32,
    /// Weight of a superlative.
    pub superlative: i32,
    /// Weight of an elongated word.
    pub elongated: i32,
    /// Weight of a word in capitals in a comment that is not all capitals.
    pub capitals: i32,
    /// Weight of the words of a sentence that ends in an exclamation mark.
    pub exclamation: i32,
    /// What stays of a positive in a question.
    pub positive_in_question: i32,
    /// What stays of a negative in a question.
    pub negative_in_question: i32,
    /// What stays of what is set against a contrast ("good, but").
    pub before_contrast: i32,
    /// Weight of negative results against positive ones: people complain less readily than they praise.
    pub negative_weight: i32,
    /// What stays of results that contradict a stated verdict.
    pub against_verdict: i32,
    /// What stays of a politeness where nothing else is praised.
    pub polite_alone: i32,
    /// Valence of a theme term that judges without a number, in hundredths.
    pub fact_valence: i32,
    /// Valence of the best rating, in hundredths; the worst is its negative.
    pub rating_valence: i32,
    /// Valence of an empty answer under a heading ("Minus: none"), in hundredths.
    pub empty_under_heading: i32,
    /// Smaller sum a mixed comment must have, in hundredths.
    pub mixed_least: i32,
    /// Smaller sum of a mixed comment as a share of the larger one.
    pub mixed_share: i32,
    /// Scores up to this many hundredths on either side of zero are labelled neutral.
    pub neutral_band: i32,
    /// Weight of each further evidence of the same entry.
    pub repeated: i32,
    /// Words that a comment may hold beside what is understood for its theme to be general.
    pub general_unknown_words: i32,
    /// Blame that a contrast implies where praise stands before it and nothing known behind it, in hundredths.
    pub implied_by_contrast: i32,
}

impl Rules {
    /// Parses `common/rules.toml`.
    ///
    /// # Errors
    /// An unknown or a missing number.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        parse_toml(file, text)
    }

    /// These rules with the numbers that a language changes.
    ///
    /// # Errors
    /// An unknown number.
    pub fn with(base: &str, file: &str, overrides: &BTreeMap<String, i32>) -> Result<Self> {
        let mut numbers: BTreeMap<String, i32> = parse_toml("common/rules.toml", base)?;
        for (name, value) in overrides {
            if numbers.insert(name.clone(), *value).is_none() {
                return Err(Error::Lexicon {
                    file: file.to_owned(),
                    line: 1,
                    problem: format!("`{name}` is no number of the rules"),
                    help: "common/rules.toml names them".into(),
                });
            }
        }
        let text = toml::to_string(&numbers).unwrap_or_default();
        parse_toml(file, &text)
    }
}
