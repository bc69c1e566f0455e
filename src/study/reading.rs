//! What learning takes from an annotated comment: how its entries counted, and the words nobody judged.

use crate::annotation::{Annotation, Evidence};
use crate::document::{Sentence, Token, TokenKind};
use crate::lexicon::entry::EntryKind;
use crate::lexicon::matcher::{self, Matches};
use crate::lexicon::pack::Pack;
use crate::span::Span;

/// Most that a single piece of evidence may count, either way: a rule that adds to a faint word says little about it.
const MOST_WEIGHT: f64 = 3.0;

/// An entry that counted in a comment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted {
    /// The entry by its index in the pack.
    pub entry: u32,
    /// Sum of result over valence.
    pub weight: f64,
    /// Where it stands first.
    pub span: Span,
}

/// A word or a pair of neighbours, by the key under which lists are searched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The key; a space parts the words of a pair.
    pub key: String,
    /// What is known of it.
    pub status: Status,
}

/// What is known of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// No list knows it.
    New,
    /// A list knows it, but it was no evidence: it may explain a pair, and is not proposed.
    Known,
    /// It was evidence, or part of it, or a list knows the pair: it only counts among all.
    Explained,
}

/// What learning takes from a comment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Entries that counted, by index, each once.
    pub counted: Vec<Counted>,
    /// Points of evidence that no entry's valence explains.
    pub fixed: f64,
    /// Words and pairs, sorted, each once.
    pub candidates: Vec<Candidate>,
}

/// Reads a comment that was annotated with this pack.
pub fn read(pack: &Pack, text: &str, annotation: &Annotation) -> Reading {
    let (tokens, sentences) = pack.cut(text);
    let mut reading = Reading {
        candidates: candidates(pack, text, annotation, &tokens, &sentences),
        ..Reading::default()
    };
    for evidence in &annotation.sentiment.evidence {
        let points = f64::from(evidence.result.unwrap_or(0)) / 100.0;
        let Some(valence) = judged(pack, evidence.entry.index) else {
            reading.fixed += points;
            continue;
        };
        let valence = f64::from(valence) / 100.0;
        let weight = (points / valence).clamp(-MOST_WEIGHT, MOST_WEIGHT);
        reading.fixed += points - weight * valence;
        if weight != 0.0 {
            reading.counted.push(Counted {
                entry: evidence.entry.index,
                weight,
                span: evidence.span,
            });
        }
    }
    reading.counted.sort_by_key(|one| one.entry);
    reading.counted.dedup_by(|later, first| {
        let same = later.entry == first.entry;
        if same {
            first.weight += later.weight;
        }
        same
    });
    reading
}

/// The valence that an entry was given, in hundredths; `None` where its list gives none, or zero.
pub fn judged(pack: &Pack, entry: u32) -> Option<i16> {
    match pack.kind(entry)? {
        EntryKind::Sentiment(entry) | EntryKind::Emoji(entry) => Some(entry.valence),
        EntryKind::Theme(theme) => theme.valence,
        _ => None,
    }
    .filter(|&valence| valence != 0)
}

/// Where a candidate stands first in a text.
pub fn locate(pack: &Pack, text: &str, key: &str) -> Option<Span> {
    let (tokens, _) = pack.cut(text);
    let words: Vec<(Span, String)> = tokens
        .iter()
        .filter(|token| token.kind.counts())
        .map(|token| (token.span, key_of(pack, token.span.of(text))))
        .collect();
    let wanted: Vec<&str> = key.split(' ').collect();
    let found = words.windows(wanted.len().max(1)).find(|window| {
        window
            .iter()
            .map(|word| &*word.1)
            .eq(wanted.iter().copied())
    })?;
    found.iter().map(|word| word.0).reduce(Span::cover)
}

fn key_of(pack: &Pack, word: &str) -> String {
    let mut key = String::new();
    pack.exact.apply(word, &mut key);
    key
}

/// A word that may be part of a candidate.
struct Word {
    key: String,
    status: Status,
    /// True if it follows its neighbour without a break, in the same sentence.
    joined: bool,
}

fn candidates(
    pack: &Pack,
    text: &str,
    annotation: &Annotation,
    tokens: &[Token],
    sentences: &[Sentence],
) -> Vec<Candidate> {
    let matches = matcher::find(pack, text, tokens, sentences);
    let paired = paired(&matches);
    let words = words(pack, text, annotation, tokens, &matches);
    let mut found: Vec<Candidate> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(word) = word else { continue };
        found.push(Candidate {
            key: word.key.clone(),
            status: word.status,
        });
        let Some(Some(next)) = words.get(at + 1) else {
            continue;
        };
        let explained = paired.get(at) == Some(&true)
            || [word.status, next.status].contains(&Status::Explained);
        if next.joined {
            found.push(Candidate {
                key: format!("{} {}", word.key, next.key),
                status: if explained {
                    Status::Explained
                } else {
                    Status::New
                },
            });
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The words of a comment; `None` for what is no word and for single letters.
fn words(
    pack: &Pack,
    text: &str,
    annotation: &Annotation,
    tokens: &[Token],
    matches: &Matches,
) -> Vec<Option<Word>> {
    let evidence = &annotation.sentiment.evidence;
    let mut before = None;
    matches
        .words
        .iter()
        .map(|word| {
            let joined = before.replace(word.sentence) == Some(word.sentence) && !word.after_break;
            let token = tokens.get(word.token)?;
            let key = key_of(pack, token.span.of(text));
            let speaks = token.kind == TokenKind::Word && key.chars().nth(1).is_some();
            let status = match word.known {
                _ if evidence.iter().any(|one| holds(one, token.span)) => Status::Explained,
                true => Status::Known,
                false => Status::New,
            };
            speaks.then_some(Word {
                key,
                status,
                joined,
            })
        })
        .collect()
}

fn holds(evidence: &Evidence, word: Span) -> bool {
    match evidence.parts.as_slice() {
        [] => evidence.span.overlaps(word),
        parts => parts.iter().any(|part| part.overlaps(word)),
    }
}

/// For each word whether some list knows it together with the next.
fn paired(matches: &Matches) -> Vec<bool> {
    let mut paired = vec![false; matches.words.len()];
    for found in &matches.found {
        let both = found.mask & (found.mask >> 1);
        for bit in (0..matcher::WIDEST_MATCH).filter(|bit| both & (1 << bit) != 0) {
            if let Some(slot) = paired.get_mut(found.first + bit) {
                *slot = true;
            }
        }
    }
    paired
}
