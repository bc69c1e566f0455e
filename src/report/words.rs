//! The words of the report in its languages: `lexicons/common/report.toml`.

use crate::error::{Error, Result};
use crate::lexicon::config::parse_toml;
use crate::lexicon::{Files, Lexicons};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Path of the words.
pub const FILE: &str = "common/report.toml";

/// The words of the report in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Language and script, as the codeframe's labels are named: `sv`, `sr-Latn`.
    pub labels: String,
    /// Locale of numbers and dates.
    pub locale: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Words by `section.name`.
    pub words: BTreeMap<String, String>,
    /// Direction of each language, by its code.
    directions: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    language: BTreeMap<String, Setting>,
    words: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    locale: String,
    direction: String,
}

impl Words {
    /// The words in the language of these labels. A user's own folder of lexicons need not have the file.
    ///
    /// # Errors
    /// A file that breaks its format; labels that it does not have.
    pub fn of(lexicons: &Lexicons, labels: &str) -> Result<Self> {
        Self::read(lexicons.files(), FILE, labels)
    }

    /// The words of another such file, which is the program's own where these files do not have it.
    ///
    /// # Errors
    /// See [`Words::of`].
    pub fn read(files: &Files, file: &str, labels: &str) -> Result<Self> {
        let bundled = Files::bundled();
        let text = files.get(file).or_else(|| bundled.get(file));
        Self::parse(file, text.unwrap_or_default(), labels)
    }

    /// Takes the words of one language out of the text of such a file.
    ///
    /// # Errors
    /// See [`Words::of`].
    pub fn parse(file: &str, text: &str, labels: &str) -> Result<Self> {
        let sheet: Sheet = parse_toml(file, text)?;
        let Some(setting) = sheet.language.get(labels) else {
            let known: Vec<&str> = sheet.language.keys().map(String::as_str).collect();
            return Err(missing(
                file,
                format!("there are no labels `{labels}`"),
                format!("choose one of {}", known.join(", ")),
            ));
        };
        let mut words = BTreeMap::new();
        for (section, names) in &sheet.words {
            for (name, languages) in names {
                let Some(word) = languages.get(labels) else {
                    return Err(missing(
                        file,
                        format!("`words.{section}.{name}` has no `{labels}`"),
                        "give each word in each language".to_owned(),
                    ));
                };
                words.insert(format!("{section}.{name}"), word.clone());
            }
        }
        Ok(Self {
            labels: labels.to_owned(),
            locale: setting.locale.clone(),
            direction: setting.direction.clone(),
            words,
            directions: sheet.language.iter().map(direction).collect(),
        })
    }

    /// The word of this name, as `section.name`; blank where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }

    /// The word for an id of the data, a stage or a language, or the id where there is none.
    pub fn of_id(&self, section: &str, id: &str) -> String {
        let word = self.words.get(&format!("{section}.{id}"));
        word.map_or_else(|| id.to_owned(), Clone::clone)
    }

    /// The direction of texts in a language: that of its labels, or `auto`.
    pub fn direction_of(&self, code: &str) -> &str {
        self.directions.get(code).map_or("auto", String::as_str)
    }

    /// Languages of which there are words.
    ///
    /// # Errors
    /// A file that breaks its format.
    pub fn languages(text: &str) -> Result<Vec<String>> {
        let sheet: Sheet = parse_toml(FILE, text)?;
        Ok(sheet.language.into_keys().collect())
    }
}

/// The code of a language without its script, with its direction.
fn direction((labels, setting): (&String, &Setting)) -> (String, String) {
    let code = labels.split('-').next().unwrap_or(labels);
    (code.to_owned(), setting.direction.clone())
}

fn missing(file: &str, problem: String, help: String) -> Error {
    Error::Lexicon {
        file: file.to_owned(),
        line: 1,
        problem,
        help,
    }
}
