//! Snowball stemmers behind one function. Stemming is the last step of look-up and only reaches
//! entries that allow it: two stemmed sides agree too often on words that are not related.

use rust_stemmers::{Algorithm, Stemmer};

/// A stemmer by the name in `language.toml`.
pub enum WordStemmer {
    /// One of rust-stemmers.
    Snowball(Stemmer),
    /// Serbian, which rust-stemmers does not have.
    Serbian,
}

impl std::fmt::Debug for WordStemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Snowball(_) => "Snowball",
            Self::Serbian => "Serbian",
        })
    }
}

impl WordStemmer {
    /// The stemmer with this name: `swedish`, `arabic`, `russian`, `english`, `serbian`.
    pub fn named(name: &str) -> Option<Self> {
        let algorithm = match name {
            "swedish" => Algorithm::Swedish,
            "arabic" => Algorithm::Arabic,
            "russian" => Algorithm::Russian,
            "english" => Algorithm::English,
            "serbian" => return Some(Self::Serbian),
            _ => return None,
        };
        Some(Self::Snowball(Stemmer::create(algorithm)))
    }

    /// The stem of a lower-case word.
    pub fn stem(&self, word: &str) -> String {
        match self {
            Self::Snowball(stemmer) => stemmer.stem(word).into_owned(),
            Self::Serbian => frostem::Stemmer::new(frostem::Algorithm::Serbian)
                .stem(word)
                .to_string(),
        }
    }
}
