//! Entries: what one line of a list says.

use crate::annotation::ThemeId;
use std::ops::Deref;

/// An entry with the place it comes from. Its term as written stands in [`Pack::term`](super::pack::Pack::term).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index of its file in the pack's list of files.
    pub file: u16,
    /// Line, from 1.
    pub line: u32,
    /// What it says.
    pub kind: EntryKind,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A feeling word or phrase.
    Sentiment(SentimentEntry),
    /// An emoji or emoticon.
    Emoji(SentimentEntry),
    /// A word that changes others.
    Modifier(Modifier),
    /// A term of a theme.
    Theme(ThemeEntry),
    /// A term that a `requires` or `unless` names.
    Condition,
    /// A phrase of a class; the class's atom.
    ClassPhrase(u32),
}

/// A feeling word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentimentEntry {
    /// Hundredths, -500 to 500.
    pub valence: i16,
    /// A stated verdict on the whole.
    pub verdict: bool,
    /// A cue of irony.
    pub irony: bool,
    /// A politeness.
    pub polite: bool,
    /// A whole fact: no negator outside the match turns it.
    pub firm: bool,
    /// When it counts, by number in [`Pack::conditions`](super::pack::Pack::conditions): most terms of a theme depend on the
    /// same. [`NO_CONDITIONS`] if always.
    pub conditions: u32,
}

/// A modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modifier {
    /// What it does.
    pub role: Role,
    /// Meaning depends on the role; see `lexicons/README.md`.
    pub strength: i32,
    /// Farthest word it reaches; `u8::MAX` is the whole clause.
    pub scope: u8,
    /// To which side.
    pub direction: Direction,
    /// True if it is written glued to the front of a word.
    pub glued: bool,
}

/// Role of a modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Turns what it reaches.
    Negator,
    /// Holds a negator but does not negate.
    NotNegator,
    /// Makes stronger.
    Intensifier,
    /// Makes weaker.
    Diminisher,
    /// Too much of something.
    Excess,
    /// Lack of something.
    Lack,
    /// Absence of something bad.
    Relief,
    /// But.
    Contrast,
    /// Although.
    Concession,
    /// Starts a clause.
    Boundary,
    /// And, or.
    Join,
    /// Wish or condition.
    Irrealis,
    /// Used to be.
    Past,
    /// Heading of the good.
    Pros,
    /// Heading of the bad.
    Cons,
    /// An answer without content.
    Empty,
    /// Makes a question.
    Question,
    /// Joins the numbers of a rating.
    RatingOf,
    /// Unit of a rating.
    RatingUnit,
    /// Asks for a rating: the numbers beside it rate, whatever follows them.
    RatingCue,
    /// A star of a rating, full or empty.
    Star,
    /// Unit of time.
    Duration,
    /// A cue of irony.
    Irony,
    /// Laughter.
    Laughter,
}

impl Role {
    /// All roles with the names that `modifiers.tsv` uses.
    pub const NAMES: [(&'static str, Self); 24] = [
        ("negator", Self::Negator),
        ("not-negator", Self::NotNegator),
        ("intensifier", Self::Intensifier),
        ("diminisher", Self::Diminisher),
        ("excess", Self::Excess),
        ("lack", Self::Lack),
        ("relief", Self::Relief),
        ("contrast", Self::Contrast),
        ("concession", Self::Concession),
        ("boundary", Self::Boundary),
        ("join", Self::Join),
        ("irrealis", Self::Irrealis),
        ("past", Self::Past),
        ("pros", Self::Pros),
        ("cons", Self::Cons),
        ("empty", Self::Empty),
        ("question", Self::Question),
        ("rating-of", Self::RatingOf),
        ("rating-unit", Self::RatingUnit),
        ("rating-cue", Self::RatingCue),
        ("star", Self::Star),
        ("duration", Self::Duration),
        ("irony", Self::Irony),
        ("laughter", Self::Laughter),
    ];

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(role_name, _)| *role_name == name)
            .map(|&(_, role)| role)
    }

    /// Name in `modifiers.tsv`.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, role)| *role == self)
            .map_or("", |(name, _)| name)
    }
}

/// Side that a modifier reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Behind it.
    Right,
    /// Before it.
    Left,
    /// Behind it, and before it where nothing stands behind.
    Both,
}

/// A term of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeEntry {
    /// The sub-theme.
    pub theme: ThemeId,
    /// The term's own valence in hundredths, where it judges.
    pub valence: Option<i16>,
    /// A whole fact: no negator outside the match turns it.
    pub firm: bool,
    /// Counts only where its clause raises nothing more specific.
    pub weak: bool,
    /// Counts only where the whole comment raises nothing else.
    pub last: bool,
    /// When it counts, by number in [`Pack::conditions`](super::pack::Pack::conditions): most terms of a theme depend on the
    /// same. [`NO_CONDITIONS`] if always.
    pub conditions: u32,
}

/// The number of the conditions of a term that counts wherever it stands.
pub const NO_CONDITIONS: u32 = 0;

/// When a term counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Conditions<'p> {
    /// One of these must hold; empty means no condition.
    pub requires: &'p [Condition],
    /// None of these may hold.
    pub unless: &'p [Condition],
}

impl Conditions<'_> {
    /// True if the term counts wherever it stands.
    pub fn is_empty(&self) -> bool {
        self.requires.is_empty() && self.unless.is_empty()
    }

    /// True if one of them asks for more than words: for feelings, for a question.
    pub fn ask_for_feelings(&self) -> bool {
        let conditions = self.requires.iter().chain(self.unless.iter());
        conditions
            .flat_map(|condition| condition.all.iter())
            .any(|part| !matches!(part.what, ConditionKind::Entry(_)))
    }
}

/// All conditions of a pack by number, in one list: a box for each would cost more than what is in it.
#[derive(Clone, Debug)]
pub struct ConditionTable {
    alternatives: Vec<Condition>,
    /// Where the alternatives of `requires` and those of `unless` end; they start where those before them end.
    ends: Vec<[u32; 2]>,
}

impl Default for ConditionTable {
    fn default() -> Self {
        Self {
            alternatives: Vec::new(),
            ends: vec![[0, 0]],
        }
    }
}

impl ConditionTable {
    /// Nothing but [`NO_CONDITIONS`] yet, with room for so many conditions and alternatives.
    pub(super) fn with_room(conditions: usize, alternatives: usize) -> Self {
        let mut ends = Vec::with_capacity(conditions);
        ends.push([0, 0]);
        Self {
            alternatives: Vec::with_capacity(alternatives),
            ends,
        }
    }

    /// Adds an alternative of the conditions that are ended next.
    pub(super) fn push(&mut self, alternative: Condition) {
        self.alternatives.push(alternative);
    }

    /// Ends conditions, of whose alternatives the first ones are required; gives their number.
    pub(super) fn end(&mut self, required: u32) -> u32 {
        let before = self.ends.last().map_or(0, |ends| ends[1]);
        let end = self.alternatives.len() as u32;
        self.ends.push([(before + required).min(end), end]);
        self.ends.len() as u32 - 1
    }

    /// The conditions with this number; none if there are none.
    pub fn get(&self, number: u32) -> Conditions<'_> {
        let number = number as usize;
        let before = number
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let (Some(&[_, start]), Some(&[middle, end])) = (before, self.ends.get(number)) else {
            return Conditions::default();
        };
        let part = |from: u32, to: u32| self.alternatives.get(from as usize..to as usize);
        Conditions {
            requires: part(start, middle).unwrap_or(&[]),
            unless: part(middle, end).unwrap_or(&[]),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Alternatives of all of them together.
    pub(super) fn alternatives(&self) -> usize {
        self.alternatives.len()
    }
}

/// A condition of a term: all of these together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Condition {
    /// One or more.
    pub all: Parts,
}

/// The parts of a condition. Of fifty conditions one has several; a list for each would be more than all else of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Parts {
    /// A single one.
    One([Requirement; 1]),
    /// Any other number.
    More(Box<[Requirement]>),
}

impl Deref for Parts {
    type Target = [Requirement];

    fn deref(&self) -> &[Requirement] {
        match self {
            Self::One(part) => part,
            Self::More(parts) => parts,
        }
    }
}

impl FromIterator<Requirement> for Parts {
    fn from_iter<I: IntoIterator<Item = Requirement>>(parts: I) -> Self {
        let parts: Vec<Requirement> = parts.into_iter().collect();
        match parts.as_slice() {
            &[part] => Self::One([part]),
            _ => Self::More(parts.into()),
        }
    }
}

/// One part of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// Where it must hold.
    pub within: Within,
    /// What must hold.
    pub what: ConditionKind,
}

/// Reach of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// The clause of the term.
    Clause,
    /// Its sentence.
    Sentence,
    /// The whole comment.
    Comment,
}

/// What a condition asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConditionKind {
    /// The condition entry with this index in the pack is found.
    Entry(u32),
    /// A positive evidence.
    Positive,
    /// A negative evidence.
    Negative,
    /// Any evidence of feeling.
    Sentiment,
    /// A question.
    Question,
}
