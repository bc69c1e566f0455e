//! What a person types, as a question for the index.
//!
//! Words that stand side by side must all be there; `"words in quotes"` must follow one another; `begin*` finds every
//! word that begins so; `-word` must not be there.

use super::index::Index;
use super::norms::Norms;
use crate::document::Language;
use crate::span::Span;

/// One part of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    prefix: bool,
    not: bool,
}

/// The question in the language of FTS5; nothing where no word was typed.
pub(super) fn question(norms: &Norms, typed: &str) -> Option<String> {
    let pieces = pieces(typed);
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for piece in &pieces {
        let Some(any) = any_folding(norms, piece) else {
            continue;
        };
        if piece.not {
            without.push(any);
        } else {
            with.push(any);
        }
    }
    if with.is_empty() {
        return None;
    }
    let mut question = with.join(" AND ");
    for not in without {
        question = format!("({question}) NOT {not}");
    }
    Some(question)
}

/// Any of the foldings of a piece, each for its own language.
fn any_folding(norms: &Norms, piece: &Piece) -> Option<String> {
    let star = if piece.prefix { " *" } else { "" };
    let phrases: Vec<String> = norms
        .foldings(&piece.text)
        .into_iter()
        .filter(|words| !words.is_empty())
        // Folded words have letters and digits alone, so that nothing in them can be taken for a sign.
        .map(|words| format!("\"{}\"{star}", words.join(" ")))
        .collect();
    (!phrases.is_empty()).then(|| format!("({})", phrases.join(" OR ")))
}

/// Folded words and prefixes of words that are looked for, to be marked in a text.
fn wanted(norms: &Norms, typed: &str) -> Vec<(String, bool)> {
    let pieces = pieces(typed).into_iter().filter(|piece| !piece.not);
    let mut found = Vec::new();
    for piece in pieces {
        for words in norms.foldings(&piece.text) {
            let last = words.len().saturating_sub(1);
            let words = words.into_iter().enumerate();
            found.extend(words.map(|(index, word)| (word, piece.prefix && index == last)));
        }
    }
    found
}

impl Index {
    /// The places in a text of the words that were looked for, in the order of the text.
    pub fn marks(&self, text: &str, language: Option<Language>, typed: &str) -> Vec<Span> {
        let wanted = wanted(&self.norms, typed);
        let fits = |word: &str| {
            wanted.iter().any(|(wanted, prefix)| match prefix {
                true => word.starts_with(wanted.as_str()),
                false => word == wanted,
            })
        };
        let words = self.norms.words(text, language).into_iter();
        let fitting = words.filter(|(word, _)| fits(word));
        let mut spans: Vec<Span> = fitting.map(|(_, span)| span).collect();
        spans.sort_by_key(|span| (span.start, span.end));
        spans.dedup();
        spans
    }
}

fn pieces(typed: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, part) in typed
        .split(['"', '\u{201c}', '\u{201d}', '\u{201e}', '«', '»'])
        .enumerate()
    {
        let quoted = index % 2 == 1;
        let parts: Vec<&str> = match quoted {
            true => vec![part],
            false => part.split_whitespace().collect(),
        };
        pieces.extend(
            parts
                .into_iter()
                .filter(|part| !part.trim().is_empty())
                .map(|part| {
                    let not = !quoted && part.starts_with('-') && part.len() > 1;
                    Piece {
                        text: part
                            .trim_start_matches('-')
                            .trim_end_matches('*')
                            .to_owned(),
                        prefix: part.ends_with('*'),
                        not,
                    }
                }),
        );
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Files;
    use proptest::prelude::*;

    #[test]
    fn words_are_folded_in_every_language_and_quotes_keep_them_together() {
        let norms = Norms::new(&Files::bundled()).unwrap();
        let question = question(&norms, "\"Late Delivery\" dri* -Kašnjenje").unwrap();
        assert!(question.contains("\"elate edelivery\""), "{question}");
        assert!(question.contains("\"edri\" *"), "{question}");
        assert!(
            question.contains("NOT (") && question.contains("\"skasnjenje\""),
            "{question}"
        );
    }

    #[test]
    fn nothing_but_signs_asks_nothing() {
        let norms = Norms::new(&Files::bundled()).unwrap();
        for typed in ["", "  ", "\"", "!? -", "*", "-late"] {
            assert_eq!(question(&norms, typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_question_that_can_be_asked(typed in "[a-zšж\"*() :^+-]{0,24}|\\PC{0,12}") {
            let norms = Norms::new(&Files::bundled()).unwrap();
            if let Some(question) = question(&norms, &typed) {
                let database = rusqlite::Connection::open_in_memory().unwrap();
                database.execute_batch("CREATE VIRTUAL TABLE words USING fts5 (text)").unwrap();
                let asked = database.query_row(
                    "SELECT count(*) FROM words WHERE words MATCH ?1", [&question], |row| row.get::<_, i64>(0));
                prop_assert_eq!(asked.map_err(|error| format!("{question}: {error}")), Ok(0));
            }
        }
    }
}
