//! What is worth a look first, and why.
//!
//! Each reason is a way in which tags are known to go wrong, and stands for a guess at how many wrong tags a look will
//! find where it holds, argued in the code and not fitted to any labelled rows. The guesses of a comment are added up.
//! What a look is worth most comes first; equal ones come in the order of a hash of their ids, so that no source comes
//! before another, and the same comments always come in the same order.

use crate::store::{Stored, Tags, Trace};
use serde::{Deserialize, Serialize};

/// Why a comment is worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Says something, and no theme was found: either a theme is missed, or none fits.
    Uncoded,
    /// A sentence or more on end without any theme, beside themes that were found: something was passed over.
    ThinlyCoded,
    /// A cue of irony: what is said is not what is meant, and labels are not flipped.
    Irony,
    /// The words and the customer's own score disagree: one of them is misread, or it is irony.
    ScoreMismatch,
    /// Praise and complaint of nearly the same weight, or a label that none of the themes shares.
    Contrary,
    /// A label that hangs on one weak word.
    Weak,
    /// Feeling was looked for and none found, in a text long enough to have some.
    NoEvidence,
    /// The words were found by repair, by stem or by folding alone: perhaps they are others.
    Uncertain,
    /// The language is not certain, mixed, or none that is served: the lists may be the wrong ones.
    Language,
    /// Words that no comment before had, and several now have.
    NewPhrase,
    /// Drawn for a second look, so that the queue is measured against the rest.
    Drawn,
}

impl Reason {
    /// All, in the order of reports.
    pub const ALL: [Self; 11] = [
        Self::Uncoded,
        Self::ThinlyCoded,
        Self::Irony,
        Self::ScoreMismatch,
        Self::Contrary,
        Self::Weak,
        Self::NoEvidence,
        Self::Uncertain,
        Self::Language,
        Self::NewPhrase,
        Self::Drawn,
    ];

    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uncoded => "uncoded",
            Self::ThinlyCoded => "thinly-coded",
            Self::Irony => "irony",
            Self::ScoreMismatch => "score-mismatch",
            Self::Contrary => "contrary",
            Self::Weak => "weak",
            Self::NoEvidence => "no-evidence",
            Self::Uncertain => "uncertain",
            Self::Language => "language",
            Self::NewPhrase => "new-phrase",
            Self::Drawn => "drawn",
        }
    }

    /// The reason of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// A reason with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The reason.
    pub reason: Reason,
    /// What it rests on, in no language: a count of words (uncoded, no evidence) or sentences (thinly coded), a polarity
    /// (irony, score, contrary) or the two sums, a term, a language with its certainty.
    pub about: String,
}

/// How much a comment is worth a look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Priority {
    /// Wrong tags that a look is guessed to find, in hundredths. Nothing but an order is promised.
    pub worth: u16,
    /// The reasons, in the order of [`Reason::ALL`].
    pub doubts: Vec<Doubt>,
}

/// What the queue draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Thousandths of all comments that are drawn for a second look.
    pub drawn: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self { drawn: 20 }
    }
}

/// Words that a text needs to be expected to say something.
const SAYS_SOMETHING: usize = 3;
/// Words of a text in which some feeling is expected.
const HAS_FEELING: usize = 8;
/// Words that say one thing as a rule: a sentence.
const WORDS_A_THEME: usize = 10;
/// Themes that are expected at most: who writes much writes much of the same.
const MOST_THEMES: usize = 3;
/// Hundredths below which one word is weak.
const WEAK: i32 = 120;
/// Thousandths of certainty below which a language is doubtful.
const DOUBTFUL: u16 = 700;

/// How much a comment is worth a look, by its tags alone. `new_words` are words in it that are new in the store.
pub fn priority(comment: &Stored, new_words: &[String], options: Options) -> Priority {
    let tags = &comment.tags;
    let words = words(&comment.row.text);
    let mut found = Found::default();
    coverage(tags, &comment.row.text, words, &mut found);
    flags(tags, &mut found);
    sentiment(tags, words, &mut found);
    matches(tags, &mut found);
    language(tags, words, &mut found);
    if !new_words.is_empty() {
        found.add(Reason::NewPhrase, 25, new_words.join(", "));
    }
    if is_drawn(&comment.row.comment_id, options.drawn) {
        found.add(Reason::Drawn, 5, "");
    }
    found.finish()
}

/// Order of the queue: what is worth most first, equal ones by a hash of their ids.
pub fn order(worth: u16, comment_id: &str) -> (u16, [u8; 8]) {
    (u16::MAX - worth, draw(comment_id))
}

fn draw(comment_id: &str) -> [u8; 8] {
    let hash = blake3::hash(comment_id.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    first
}

fn is_drawn(comment_id: &str, thousandths: u16) -> bool {
    u64::from_be_bytes(draw(comment_id)) % 1000 < u64::from(thousandths)
}

/// Words with a letter in them.
fn words(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
        .count()
}

/// Reasons as they are found.
#[derive(Default)]
struct Found {
    worth: u16,
    doubts: Vec<Doubt>,
}

impl Found {
    /// Adds a reason that stands for so many wrong tags, in hundredths.
    fn add(&mut self, reason: Reason, worth: u16, about: impl Into<String>) {
        self.worth = self.worth.saturating_add(worth);
        self.doubts.push(Doubt {
            reason,
            about: about.into(),
        });
    }

    fn finish(mut self) -> Priority {
        self.doubts.sort_by_key(|doubt| doubt.reason);
        Priority {
            worth: self.worth,
            doubts: self.doubts,
        }
    }
}

/// Who says something says something of a theme, nearly always: a comment without any is wrong more often than right, and
/// lacks as many as it has sentences. Beside a theme that was found, a sentence without any may go on about the same.
fn coverage(tags: &Tags, text: &str, words: usize, found: &mut Found) {
    if has(tags, "no-content") || tags.language == "other" || words < SAYS_SOMETHING {
        return;
    }
    let passed = passed_over(tags, text).min(MOST_THEMES);
    if tags.mentions.is_empty() {
        found.add(
            Reason::Uncoded,
            60 * passed.max(1) as u16,
            words.to_string(),
        );
    } else if passed > 0 {
        found.add(Reason::ThinlyCoded, 25 * passed as u16, passed.to_string());
    }
}

/// How many sentences' worth of words on end raise no theme.
fn passed_over(tags: &Tags, text: &str) -> usize {
    let raises = |start: usize, end: usize| {
        let mut traces = tags.mentions.iter().flat_map(|mention| &mention.evidence);
        traces.any(|trace| (trace.start as usize) < end && (trace.end as usize) > start)
    };
    let (mut passed, mut run) = (0, 0);
    let mut end = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = end;
        end += word.len();
        if raises(start, end) {
            passed += run / WORDS_A_THEME;
            run = 0;
        } else {
            run += usize::from(word.chars().any(char::is_alphabetic));
        }
    }
    passed + run / WORDS_A_THEME
}

fn has(tags: &Tags, flag: &str) -> bool {
    tags.flags.iter().any(|other| other == flag)
}

/// Irony over praise means blame, and labels are not flipped: where the cue is right, praise is wrong; where blame was
/// found beside the cue, label and cue agree. A score against the words is as often the customer's slip as ours.
fn flags(tags: &Tags, found: &mut Found) {
    if has(tags, "irony") {
        let worth = if tags.polarity == "negative" { 15 } else { 60 };
        found.add(Reason::Irony, worth, tags.polarity.as_str());
    }
    if has(tags, "score-mismatch") {
        found.add(Reason::ScoreMismatch, 50, tags.polarity.as_str());
    }
}

/// Customers write when they are pleased or displeased: a longer text without feeling is as likely misread as not. A near
/// balance is a toss between two labels, and so is a label that all themes contradict. One weak word is little to go by.
fn sentiment(tags: &Tags, words: usize, found: &mut Found) {
    let counted = |trace: &&Trace| trace.result.is_some_and(|result| result != 0);
    let mut counted = tags.evidence.iter().filter(counted);
    let first = counted.next();
    let single = counted.next().is_none();
    let (praise, blame) = (tags.positive, -tags.negative);
    let (less, more) = (praise.min(blame), praise.max(blame));
    let against = tags
        .mentions
        .iter()
        .filter(|mention| mention.polarity != "neutral" && mention.polarity != tags.polarity);
    let against = against.count();
    match first {
        None if words >= HAS_FEELING && tags.language != "other" => {
            found.add(Reason::NoEvidence, 50, words.to_string());
        }
        Some(_) if less > 0 && 2 * less > more => {
            // In full where both weigh the same, nothing where one weighs twice the other.
            let worth = 50 * (2 * less - more) / more;
            let about = format!("+{praise} -{blame}");
            found.add(
                Reason::Contrary,
                u16::try_from(worth).unwrap_or_default(),
                about,
            );
        }
        Some(_) if against > 0 && against == tags.mentions.len() && tags.polarity != "mixed" => {
            found.add(Reason::Contrary, 50, tags.polarity.as_str());
        }
        Some(trace) if single && more < WEAK => {
            found.add(Reason::Weak, 30, trace.term.as_str());
        }
        _ => {}
    }
}

/// Words found by a rule rather than by their letters are others now and then.
fn matches(tags: &Tags, found: &mut Found) {
    let of_mentions = tags.mentions.iter().flat_map(|mention| &mention.evidence);
    let all: Vec<&Trace> = tags.evidence.iter().chain(of_mentions).collect();
    let unsure = |trace: &&&Trace| matches!(&*trace.matched, "repaired" | "stem" | "folded");
    let unsure: Vec<&&Trace> = all.iter().filter(unsure).collect();
    if let Some(first) = unsure.first() {
        let worth = 25 * unsure.len() / all.len();
        found.add(Reason::Uncertain, worth as u16, first.term.as_str());
    }
}

/// With the wrong lists all is wrong: the label and a theme at least. The detector is rarely wrong where it decides, and
/// says how sure it is.
fn language(tags: &Tags, words: usize, found: &mut Found) {
    let mixed = !tags.sentences.is_empty();
    let nameless = matches!(&*tags.language, "und" | "other");
    if words < SAYS_SOMETHING || !(nameless || mixed || tags.language_score < DOUBTFUL) {
        return;
    }
    let worth = match nameless || mixed {
        true => 50,
        false => 15 + (1000 - tags.language_score.min(1000)) / 20,
    };
    let score = f64::from(tags.language_score) / 1000.0;
    found.add(
        Reason::Language,
        worth,
        format!("{} {score:.2}", tags.language),
    );
}
