//! How much of the comments has a theme, and what the rest is about.

use crate::annotation::Annotation;
use crate::comment::Comment;
use crate::document::{Language, TokenKind};
use crate::lexicon::Lexicons;
use crate::span::Span;
use rustc_hash::FxBuildHasher;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Segments told apart; the comments of further ones are counted together.
const MOST_SEGMENTS: usize = 200;

/// Words of a phrase at most.
const LONGEST_PHRASE: usize = 3;

/// Phrases looked at between two clearings: what stands in fewer than one in so many of them may be forgotten
/// (lossy counting, Manku and Motwani 2002), so that a run does not grow.
const BUCKET: u64 = 50_000;

/// Phrases of a language that stay at a clearing: many times those that are looked through for what is told. Without it
/// their number grows with the logarithm of the rows.
const MOST_PHRASES: usize = 8192;

/// Phrases told.
const TOLD: usize = 20;

/// Comments, sentences and characters, and how many of them have a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Comments.
    pub comments: u64,
    /// Comments with a theme.
    pub coded_comments: u64,
    /// Sentences with words in them.
    pub sentences: u64,
    /// Sentences with words that raised a theme.
    pub coded_sentences: u64,
    /// Characters of words.
    pub characters: u64,
    /// Characters of words that raised a theme.
    pub coded_characters: u64,
}

impl Covered {
    fn of(annotation: &Annotation) -> Self {
        let reach = &annotation.reach;
        Self {
            comments: 1,
            coded_comments: u64::from(!annotation.mentions.is_empty()),
            sentences: u64::from(reach.sentences),
            coded_sentences: u64::from(reach.coded_sentences),
            characters: u64::from(reach.characters),
            coded_characters: u64::from(reach.coded_characters),
        }
    }

    fn add(&mut self, other: &Self) {
        self.comments += other.comments;
        self.coded_comments += other.coded_comments;
        self.sentences += other.sentences;
        self.coded_sentences += other.coded_sentences;
        self.characters += other.characters;
        self.coded_characters += other.coded_characters;
    }
}

/// Coverage of a run. Does not depend on how its comments were divided into batches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Everything.
    pub all: Covered,
    /// By language.
    pub languages: BTreeMap<Language, Covered>,
    /// By the value of the segment column; comments without one stand under the empty value.
    pub segments: BTreeMap<String, Covered>,
    /// Comments of segments beyond the first `MOST_SEGMENTS`.
    pub further_segments: Covered,
    phrases: BTreeMap<Language, Phrases>,
}

/// What some comments add to a [`Coverage`].
#[derive(Clone, Debug, Default)]
pub struct Share {
    comments: Vec<(Language, Option<String>, Covered)>,
    phrases: Vec<(Language, String)>,
}

impl Share {
    /// Looks at some comments.
    pub fn of(comments: &[Comment], annotations: &[Annotation], lexicons: &Lexicons) -> Self {
        let mut share = Self::default();
        for (comment, annotation) in comments.iter().zip(annotations) {
            let language = annotation.detection.language;
            let covered = Covered::of(annotation);
            share
                .comments
                .push((language, comment.segment.clone(), covered));
            if annotation.mentions.is_empty() && language.served_index().is_some() {
                let phrases = phrases(&comment.text, annotation, lexicons);
                share
                    .phrases
                    .extend(phrases.into_iter().map(|p| (language, p)));
            }
        }
        share
    }
}

impl Coverage {
    /// Adds what some comments say, in the order of the comments.
    pub fn add(&mut self, share: Share) {
        for (language, segment, covered) in share.comments {
            self.all.add(&covered);
            self.languages.entry(language).or_default().add(&covered);
            let segment = segment.unwrap_or_default();
            let known = self.segments.len() < MOST_SEGMENTS || self.segments.contains_key(&segment);
            match known {
                true => self.segments.entry(segment).or_default().add(&covered),
                false => self.further_segments.add(&covered),
            }
        }
        for (language, phrase) in share.phrases {
            self.phrases.entry(language).or_default().count(phrase);
        }
    }

    /// Drops the phrases: they are the customers' words, which an output without texts must not hold.
    pub fn forget_phrases(&mut self) {
        self.phrases.clear();
    }

    /// The phrases that most uncoded comments hold, with the number of comments that a term for each would code.
    pub fn uncovered(&self) -> Vec<Uncovered> {
        let mut told: Vec<Uncovered> = Vec::new();
        for (&language, phrases) in &self.phrases {
            let uncoded = self.languages.get(&language);
            let uncoded = uncoded.map_or(0, |covered| covered.comments - covered.coded_comments);
            told.extend(
                phrases
                    .told()
                    .into_iter()
                    .map(|(phrase, comments)| Uncovered {
                        language,
                        phrase,
                        comments,
                        share: comments as f64 / uncoded.max(1) as f64,
                    }),
            );
        }
        told.sort_by(|a, b| {
            let words = |one: &Uncovered| one.phrase.split(' ').count();
            (b.comments, words(b))
                .cmp(&(a.comments, words(a)))
                .then_with(|| (a.language, &a.phrase).cmp(&(b.language, &b.phrase)))
        });
        told.truncate(TOLD);
        told
    }
}

/// A phrase that no theme covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncovered {
    /// Language of its comments.
    pub language: Language,
    /// Its words in the spelling of the lists.
    pub phrase: String,
    /// Uncoded comments that hold it: so many would get a theme by a term for it.
    pub comments: u64,
    /// Their share of the uncoded comments of the language.
    pub share: f64,
}

/// Phrases with the uncoded comments that hold them, in bounded memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Phrases {
    /// Phrases of two comments and more. Count, and how many may have been forgotten before the first of them.
    counts: BTreeMap<String, (u64, u64)>,
    /// Hashes of the phrases that one comment has held since the last clearing: nearly all there are, and none of them is
    /// told or outlives the next clearing. Two have the same hash in one of ten thousand million clearings.
    once: HashSet<u64, FxBuildHasher>,
    seen: u64,
    /// What is in so many comments or fewer may have been forgotten.
    forgotten: u64,
}

impl Phrases {
    fn count(&mut self, phrase: String) {
        match self.counts.entry(phrase) {
            Entry::Occupied(mut known) => known.get_mut().0 += 1,
            Entry::Vacant(free) => {
                let mut hasher = DefaultHasher::new();
                free.key().hash(&mut hasher);
                if !self.once.insert(hasher.finish()) {
                    free.insert((2, self.forgotten));
                }
            }
        }
        self.seen += 1;
        if self.seen.is_multiple_of(BUCKET) {
            self.clear();
        }
    }

    fn clear(&mut self) {
        self.forgotten += 1;
        let most = |(count, forgotten): &(u64, u64)| count + forgotten;
        let mut counts: Vec<u64> = self.counts.values().map(most).collect();
        if counts.len() > MOST_PHRASES {
            let (_, &mut first_out, _) =
                counts.select_nth_unstable_by(MOST_PHRASES, |a, b| b.cmp(a));
            self.forgotten = self.forgotten.max(first_out);
        }
        let forgotten = self.forgotten;
        self.counts.retain(|_, one| most(one) > forgotten);
        self.once.clear();
    }

    /// Phrases of two comments and more. One inside a longer one that nearly as many comments hold is left out.
    fn told(&self) -> Vec<(String, u64)> {
        let mut often: Vec<(&String, u64)> = self
            .counts
            .iter()
            .map(|(phrase, (count, _))| (phrase, *count))
            .collect();
        often.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        often.truncate(TOLD * 20);
        let within = |short: &str, long: &str| format!(" {long} ").contains(&format!(" {short} "));
        let told = often.iter().filter(|(phrase, count)| {
            !often.iter().any(|(longer, others)| {
                longer.len() > phrase.len() && others * 5 >= count * 4 && within(phrase, longer)
            })
        });
        told.take(TOLD)
            .map(|(phrase, count)| ((*phrase).clone(), *count))
            .collect()
    }
}

/// Runs of words of an uncoded comment that start and end with a word that names something and that no feeling word
/// covers. Each once.
fn phrases(text: &str, annotation: &Annotation, lexicons: &Lexicons) -> BTreeSet<String> {
    let language = annotation.detection.language;
    let pack = lexicons.pack(language);
    let (tokens, sentences) = pack.cut(text);
    let felt = |span: Span| {
        let evidence = &annotation.sentiment.evidence;
        evidence.iter().any(|one| one.span.overlaps(span))
    };
    let mut found = BTreeSet::new();
    let mut key = String::new();
    for sentence in &sentences {
        // Empty between words that a phrase must not join.
        let mut words: Vec<Option<(String, bool)>> = Vec::new();
        for index in sentence.tokens.clone() {
            let Some(token) = tokens.get(index) else {
                continue;
            };
            if token.kind != TokenKind::Word || sentence.breaks.contains(&index) {
                words.push(None);
            }
            if token.kind != TokenKind::Word || felt(token.span) {
                words.push(None);
                continue;
            }
            pack.exact.apply(token.span.of(text), &mut key);
            let names = !lexicons.function_words().contains(language, &key)
                && key.chars().filter(|c| c.is_alphabetic()).count() > 1;
            words.push(Some((key.clone(), names)));
        }
        for from in 0..words.len() {
            for length in 1..=LONGEST_PHRASE {
                let Some(run) = words.get(from..from + length) else {
                    break;
                };
                let Some(run) = run.iter().cloned().collect::<Option<Vec<_>>>() else {
                    break;
                };
                let ends = [run.first(), run.last()];
                if ends.iter().flatten().all(|(_, names)| *names) {
                    let words: Vec<&str> = run.iter().map(|(word, _)| word.as_str()).collect();
                    found.insert(words.join(" "));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(phrases: &[(&str, u64)]) -> Phrases {
        let mut counts = Phrases::default();
        for (phrase, times) in phrases {
            for _ in 0..*times {
                counts.count((*phrase).to_owned());
            }
        }
        counts
    }

    #[test]
    fn a_phrase_inside_a_longer_one_as_frequent_is_left_out() {
        let told = counted(&[("lost", 5), ("lost bag", 5), ("bag", 9), ("once", 1)]).told();
        assert_eq!(told, [("bag".to_owned(), 9), ("lost bag".to_owned(), 5)]);
    }

    #[test]
    fn memory_is_bounded_and_frequent_phrases_survive() {
        let mut counts = Phrases::default();
        for i in 0..4 * BUCKET {
            counts.count(if i % 100 == 0 {
                "often".into()
            } else {
                format!("rare {i}")
            });
        }
        assert!((counts.counts.len() + counts.once.len()) as u64 <= BUCKET);
        assert_eq!(counts.told(), [("often".to_owned(), BUCKET / 25)]);
    }

    #[test]
    fn of_many_phrases_the_most_frequent_survive_a_clearing() {
        let mut counts = Phrases::default();
        for i in 0..BUCKET {
            let phrase = i % (2 * MOST_PHRASES as u64);
            counts.count(if i % 100 == 0 {
                "often".into()
            } else {
                format!("sometimes {phrase}")
            });
        }
        assert!(counts.counts.len() <= MOST_PHRASES);
        assert_eq!(counts.told()[0], ("often".to_owned(), BUCKET / 100));
    }
}
