//! Words as the index keeps them.
//!
//! A word is folded as its comment's language folds words (both Serbian scripts into one, diacritics and letter variants
//! dropped), and marked with the language, so that words of two languages that fold alike are not taken for one another. A
//! query does not say its language: it is folded in every one, and each folding is looked for among comments of that
//! language. Comments without a language that is served are kept as if they were in each.

use crate::document::{Language, Token, TokenKind};
use crate::error::Result;
use crate::lexicon::Files;
use crate::lexicon::config::LanguageConfig;
use crate::span::Span;
use crate::text::normalize::Normalizer;
use crate::text::tokenize;

/// How each language folds words.
#[derive(Debug)]
pub struct Norms {
    foldings: [Folding; 5],
}

#[derive(Debug)]
struct Folding {
    mark: char,
    exact: Normalizer,
    fold: Normalizer,
}

impl Norms {
    /// The foldings that lexicons describe.
    ///
    /// # Errors
    /// A `language.toml` that breaks its format.
    pub fn new(files: &Files) -> Result<Self> {
        let folding = |language: Language| -> Result<Folding> {
            let file = format!("{}/language.toml", language.code());
            let config = match files.get(&file) {
                Some(text) => LanguageConfig::parse(&file, text)?,
                None => LanguageConfig::default(),
            };
            Ok(Folding {
                mark: mark(language),
                exact: Normalizer::new(&config.exact_steps()),
                fold: Normalizer::new(&config.fold_steps()),
            })
        };
        let [sv, ar, sr, ru, en] = Language::SERVED;
        Ok(Self {
            foldings: [
                folding(sv)?,
                folding(ar)?,
                folding(sr)?,
                folding(ru)?,
                folding(en)?,
            ],
        })
    }

    /// The words of a text as the index keeps them, parted by spaces.
    pub fn text(&self, text: &str, language: Option<Language>, out: &mut String) {
        out.clear();
        let tokens = words(text);
        let mut folded = Folded::default();
        for folding in self.of(language) {
            for token in &tokens {
                if folded.make(folding, token.span.of(text)) {
                    out.push_str(&folded.word);
                    out.push(' ');
                }
            }
        }
    }

    /// The distinct folded words of a text; those of one language alone where it is served.
    pub fn words(&self, text: &str, language: Option<Language>) -> Vec<(String, Span)> {
        let tokens = words(text);
        let mut folded = Folded::default();
        let mut found = Vec::new();
        for folding in self.of(language) {
            for token in &tokens {
                if folded.make(folding, token.span.of(text)) {
                    found.push((folded.word.clone(), token.span));
                }
            }
        }
        found
    }

    /// The words of a query folded in each language: one list a language.
    pub(super) fn foldings(&self, query: &str) -> Vec<Vec<String>> {
        let tokens = words(query);
        let mut folded = Folded::default();
        let each = self.foldings.iter().map(|folding| {
            let mut words = Vec::new();
            for token in &tokens {
                if folded.make(folding, token.span.of(query)) {
                    words.push(folded.word.clone());
                }
            }
            words
        });
        each.collect()
    }

    fn of(&self, language: Option<Language>) -> impl Iterator<Item = &Folding> {
        let only = language.and_then(Language::served_index);
        self.foldings
            .iter()
            .enumerate()
            .filter(move |(index, _)| only.is_none_or(|only| only == *index))
            .map(|(_, folding)| folding)
    }
}

/// A letter that stands before the words of a language in the index.
fn mark(language: Language) -> char {
    match language {
        Language::Sv => 'v',
        Language::Ar => 'a',
        Language::Sr => 's',
        Language::Ru => 'r',
        _ => 'e',
    }
}

/// Tokens that can be looked for.
fn words(text: &str) -> Vec<Token> {
    let mut tokens = tokenize(text);
    tokens.retain(|token| {
        matches!(
            token.kind,
            TokenKind::Word | TokenKind::Number | TokenKind::Hashtag | TokenKind::Handle
        )
    });
    tokens
}

/// Room for folding words.
#[derive(Default)]
struct Folded {
    exact: String,
    fold: String,
    word: String,
}

impl Folded {
    /// Folds a word; false if nothing is left of it.
    fn make(&mut self, folding: &Folding, word: &str) -> bool {
        folding.exact.apply(word, &mut self.exact);
        folding.fold.apply(&self.exact, &mut self.fold);
        self.word.clear();
        self.word.push(folding.mark);
        self.word
            .extend(self.fold.chars().filter(|c| c.is_alphanumeric()));
        self.word.len() > folding.mark.len_utf8()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norms() -> Norms {
        Norms::new(&Files::bundled()).unwrap()
    }

    #[test]
    fn spellings_of_one_word_are_one_word_in_the_index() {
        let norms = norms();
        for (language, spellings) in [
            (Language::Sr, &["кашњење", "kašnjenje", "KASNJENJE"][..]),
            (Language::Sr, &["Ђорђе", "Đorđe", "Djordje"]),
            (Language::Ar, &["مُمْتَاز", "ممتاز", "ممـــتاز"]),
            (Language::Ar, &["الخدمة", "الخدمه"]),
            (Language::Ar, &["أحسن", "احسن", "إحسن"]),
            (Language::Sv, &["försenad", "FORSENAD", "fo\u{308}rsenad"]),
            (Language::Ru, &["ещё", "еще"]),
            (Language::En, &["don\u{2019}t", "don't", "dont"]),
        ] {
            let mut out = String::new();
            let all: Vec<String> = spellings
                .iter()
                .map(|spelling| {
                    norms.text(spelling, Some(language), &mut out);
                    out.clone()
                })
                .collect();
            assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{all:?}");
        }
    }

    #[test]
    fn words_of_two_languages_that_fold_alike_stay_apart() {
        let norms = norms();
        let (mut serbian, mut english) = (String::new(), String::new());
        norms.text("сад", Some(Language::Sr), &mut serbian);
        norms.text("sad", Some(Language::En), &mut english);
        assert_ne!(serbian, english);
    }
}
