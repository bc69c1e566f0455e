//! All we say about a comment: plain data, produced by [`crate::Pipeline::annotate`].

use crate::document::{Detection, Language};
use crate::span::Span;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::{Deserialize, Serialize};

/// Label of a sentiment or a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// Outweighed by complaints.
    Negative,
    /// No evaluation.
    Neutral,
    /// Praise and complaint, and no verdict.
    Mixed,
    /// Outweighed by praise.
    Positive,
}

impl Polarity {
    /// All labels, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Negative, Self::Neutral, Self::Mixed, Self::Positive];

    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Mixed => "mixed",
            Self::Positive => "positive",
        }
    }

    /// The label with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }
}

/// A theme of the codeframe in use, by its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThemeId(pub u16);

/// An entry of the lexicons in use: the list of `language` (`Und` for `common/`), by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// Whose list; [`Language::Und`] stands for `common/`.
    pub language: Language,
    /// Position in the list.
    pub index: u32,
}

/// How the words of a match were found.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Matched {
    /// A listed or generated form, letter by letter (case aside).
    #[default]
    Exact,
    /// After folding: diacritics dropped, ё as e, ه for ة.
    Folded,
    /// After collapsing repeated letters.
    Elongated,
    /// After taking clitics or a glued prefix off.
    Clitic,
    /// As a part of a compound, or joined from words written apart.
    Compound,
    /// By its stem.
    Stem,
    /// By the one listed form that a single slip of the keys would turn into it; only where repair is asked for.
    Repaired,
}

impl Matched {
    /// The same, but a word drawn out is as sure as the word itself: for weighing one match against another.
    pub fn certainty(self) -> Self {
        match self {
            Self::Elongated => Self::Exact,
            other => other,
        }
    }

    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Folded => "folded",
            Self::Elongated => "elongated",
            Self::Clitic => "clitic",
            Self::Compound => "compound",
            Self::Stem => "stem",
            Self::Repaired => "repaired",
        }
    }
}

/// Kind of list that an evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceKind {
    /// An entry of `sentiment.tsv` or `loanwords.tsv`.
    Sentiment,
    /// An entry of `themes/`.
    Theme,
    /// An emoji or emoticon.
    Emoji,
    /// A rating in numbers.
    Rating,
    /// A modifier that is evidence by itself: a lack, an excess, an empty answer.
    Modifier,
}

impl EvidenceKind {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sentiment => "sentiment",
            Self::Theme => "theme",
            Self::Emoji => "emoji",
            Self::Rating => "rating",
            Self::Modifier => "modifier",
        }
    }
}

/// One step of the arithmetic from an entry's valence to its result. Values are hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Name of the rule: `negation`, `intensity`, `contrast` ...
    pub rule: &'static str,
    /// The word that triggered it, where there is one.
    pub word: Option<Span>,
    /// Value before.
    pub before: i32,
    /// Value after.
    pub after: i32,
}

/// A match that counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// From the first to the last matched word.
    pub span: Span,
    /// The matched words, where the match has gaps; else empty.
    pub parts: Vec<Span>,
    /// The lexicon line.
    pub entry: EntryId,
    /// Kind of list.
    pub kind: EvidenceKind,
    /// How the least certain of its words was found.
    pub matched: Matched,
    /// The entry's valence in hundredths; `None` where the evidence is no sentiment.
    pub valence: Option<i16>,
    /// What it adds to the sums after all rules, in hundredths.
    pub result: Option<i32>,
    /// The arithmetic from valence to result.
    pub steps: Vec<Step>,
}

/// Sentiment of a whole comment. Values are hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentiment {
    /// The label.
    pub polarity: Polarity,
    /// `positive + negative`; its sign is the verdict's.
    pub score: i32,
    /// Sum of the positive results.
    pub positive: i32,
    /// Sum of the negative results (zero or less).
    pub negative: i32,
    /// Probability that the customer is content, in thousandths; 500 at score 0.
    pub probability: u16,
    /// What it rests on, in the order of the text.
    pub evidence: Vec<Evidence>,
}

/// One theme raised in one comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The sub-theme.
    pub theme: ThemeId,
    /// Its polarity in this comment.
    pub polarity: Polarity,
    /// What it rests on, in the order of the text.
    pub evidence: Vec<Evidence>,
}

/// Something that holds for the comment beside its labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// Asks something.
    Question,
    /// Wishes or proposes something.
    Suggestion,
    /// Holds a cue of irony; the labels are not flipped.
    Irony,
    /// Says nothing ("-", "no comment").
    NoContent,
    /// Rates in numbers ("2/10").
    Rating,
    /// Names a span of time.
    Duration,
    /// Intends to leave.
    ChurnIntent,
    /// The words and the row's own score disagree.
    ScoreMismatch,
    /// May hold personal data.
    Pii,
    /// Mixes languages.
    CodeMixed,
    /// Mixes scripts inside words.
    MixedScript,
    /// Arabic in Latin letters and digits.
    Arabizi,
    /// Russian or Serbian-Cyrillic content in Latin letters.
    Translit,
    /// A contrast weighed two clauses.
    Contrast,
    /// A negation turned a word.
    Negation,
    /// A tag has more evidence than is kept.
    EvidenceCut,
}

impl Flag {
    /// The flag with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::deserialize(StrDeserializer::<ValueError>::new(name)).ok()
    }

    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Suggestion => "suggestion",
            Self::Irony => "irony",
            Self::NoContent => "no-content",
            Self::Rating => "rating",
            Self::Duration => "duration",
            Self::ChurnIntent => "churn-intent",
            Self::ScoreMismatch => "score-mismatch",
            Self::Pii => "pii",
            Self::CodeMixed => "code-mixed",
            Self::MixedScript => "mixed-script",
            Self::Arabizi => "arabizi",
            Self::Translit => "translit",
            Self::Contrast => "contrast",
            Self::Negation => "negation",
            Self::EvidenceCut => "evidence-cut",
        }
    }
}

/// A span of time that a comment names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// Its words: number and unit.
    pub span: Span,
    /// Its length.
    pub seconds: u64,
}

impl Duration {
    /// Its length in minutes, the unit of the output.
    pub fn minutes(&self) -> f64 {
        self.seconds as f64 / 60.0
    }
}

/// Kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonalKind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// The number of a payment card (Luhn's check digit).
    Card,
    /// An international bank account number (ISO 13616, check digits modulo 97).
    Iban,
    /// A Swedish personnummer or samordningsnummer.
    Personnummer,
    /// A Serbian JMBG, as in all states of former Yugoslavia.
    Jmbg,
    /// A Russian SNILS.
    Snils,
    /// A Russian INN of a person.
    Inn,
    /// A Russian passport: series and number beside a word for it.
    Passport,
    /// A Saudi national or residence number.
    SaudiId,
    /// An Emirates ID.
    EmiratesId,
    /// A public IPv4 address.
    Ip,
}

impl PersonalKind {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Card => "card",
            Self::Iban => "iban",
            Self::Personnummer => "personnummer",
            Self::Jmbg => "jmbg",
            Self::Snils => "snils",
            Self::Inn => "inn",
            Self::Passport => "passport",
            Self::SaudiId => "saudi-id",
            Self::EmiratesId => "emirates-id",
            Self::Ip => "ip",
        }
    }
}

/// A place that may hold personal data. The value itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Personal {
    /// Its place.
    pub span: Span,
    /// Of which kind.
    pub kind: PersonalKind,
}

/// How much of a comment raised a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Sentences with words in them.
    pub sentences: u32,
    /// Sentences with words that raised a theme.
    pub coded_sentences: u32,
    /// Characters of words.
    pub characters: u32,
    /// Characters of words that raised a theme.
    pub coded_characters: u32,
}

/// All we say about a comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Language and script.
    pub detection: Detection,
    /// Sentiment of the whole.
    pub sentiment: Sentiment,
    /// Themes raised, in the order of the codeframe.
    pub mentions: Vec<Mention>,
    /// Flags, in the order of [`Flag`], each once.
    pub flags: Vec<Flag>,
    /// The sentences of a comment that mixes languages, each with its own; empty for all others.
    pub sentences: Vec<(Span, Language)>,
    /// Spans of time, in the order of the text.
    pub durations: Vec<Duration>,
    /// What may be personal data, in the order of the text.
    pub personal: Vec<Personal>,
    /// How much of it raised a theme; nothing where the language is not served.
    pub reach: Reach,
}

impl Annotation {
    /// Sets a flag, once, in its place.
    pub fn raise(&mut self, flag: Flag) {
        if let Err(at) = self.flags.binary_search(&flag) {
            self.flags.insert(at, flag);
        }
    }

    /// A comment in a language that is not served: counted, not tagged.
    pub fn untagged(detection: Detection) -> Self {
        Self {
            sentiment: Sentiment {
                polarity: Polarity::Neutral,
                score: 0,
                positive: 0,
                negative: 0,
                probability: 500,
                evidence: Vec::new(),
            },
            mentions: Vec::new(),
            flags: detection.flags.clone(),
            sentences: Vec::new(),
            durations: Vec::new(),
            personal: Vec::new(),
            reach: Reach::default(),
            detection,
        }
    }
}
