//! The analysed view of a verbatim: its language, script, tokens and sentences.

use crate::annotation::Flag;
use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Language of a comment, as far as the product serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Swedish.
    Sv,
    /// Arabic: the standard language and the dialects.
    Ar,
    /// Serbian in either script; text in Croatian, Bosnian or Montenegrin counts as Serbian.
    Sr,
    /// Russian.
    Ru,
    /// English.
    En,
    /// A language the product does not serve.
    Other,
    /// Undetermined: no letters, or too little to tell.
    Und,
}

impl Language {
    /// The served languages, in the order of reports.
    pub const SERVED: [Self; 5] = [Self::Sv, Self::Ar, Self::Sr, Self::Ru, Self::En];

    /// Code used in output and as the name of the lexicon folder.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::Ar => "ar",
            Self::Sr => "sr",
            Self::Ru => "ru",
            Self::En => "en",
            Self::Other => "other",
            Self::Und => "und",
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Other, Self::Und]
            .into_iter()
            .chain(Self::SERVED)
            .find(|language| language.code() == code)
    }

    /// Position in [`Language::SERVED`].
    pub fn served_index(self) -> Option<usize> {
        Self::SERVED.iter().position(|&l| l == self)
    }
}

/// Script that most letters of a comment belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Script {
    /// Latin.
    Latn,
    /// Cyrillic.
    Cyrl,
    /// Arabic.
    Arab,
    /// Another script.
    Zyyy,
}

impl Script {
    /// ISO 15924 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Latn => "Latn",
            Self::Cyrl => "Cyrl",
            Self::Arab => "Arab",
            Self::Zyyy => "Zyyy",
        }
    }
}

/// What the detector says about a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The language, [`Language::Other`] or [`Language::Und`].
    pub language: Language,
    /// Script of the words that decided: that of most letters, where Latin letters beside another
    /// script count half (brand names stand in Latin everywhere).
    pub script: Script,
    /// Certainty in thousandths, 0 to 1000.
    pub score: u16,
    /// The next best language and its certainty in thousandths.
    pub runner_up: Option<(Language, u16)>,
    /// Why the language was chosen or not.
    pub reason: DetectionReason,
    /// Standard variety, where the text is long enough to tell (Serbian).
    pub variant: Option<Variant>,
    /// What else was seen: [`Flag::CodeMixed`], [`Flag::MixedScript`], [`Flag::Arabizi`],
    /// [`Flag::Translit`], in the order of [`Flag`], each once.
    pub flags: Vec<Flag>,
}

impl Detection {
    /// The answer when a text gives nothing to go by.
    pub fn undetermined(script: Script, reason: DetectionReason) -> Self {
        Self {
            language: Language::Und,
            script,
            score: 0,
            runner_up: None,
            reason,
            variant: None,
            flags: Vec::new(),
        }
    }
}

/// Why the detector answered as it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetectionReason {
    /// The model's score reached the threshold for the text's length.
    Model,
    /// Frequent words or letters of one language settled it.
    Words,
    /// The caller named the language.
    Given,
    /// The text holds no letters.
    NoLetters,
    /// No language reached its threshold.
    Undecided,
    /// The script belongs to no served language.
    Script,
}

impl DetectionReason {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Words => "words",
            Self::Given => "given",
            Self::NoLetters => "no-letters",
            Self::Undecided => "undecided",
            Self::Script => "script",
        }
    }
}

/// Standard variety of Serbian by its reflex of yat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// Ekavian: lepo, mleko.
    Ekavian,
    /// Ijekavian: lijepo, mlijeko.
    Ijekavian,
    /// Too little or mixed evidence.
    Unclear,
}

/// Kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// Letters, as UAX #29 keeps them together; a masked swear word (`f**k`) too.
    Word,
    /// Digits with their separators; a unit that is glued to them is a word of its own.
    Number,
    /// One emoji sequence.
    Emoji,
    /// Characters that draw a face: `:-)`, `))`.
    Emoticon,
    /// `#word`.
    Hashtag,
    /// `@name`.
    Handle,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// Punctuation and symbols.
    Punct,
}

impl TokenKind {
    /// True for tokens that phrases, gaps and scopes count; false for punctuation and addresses.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Punct | Self::Url | Self::Email | Self::Handle)
    }
}

/// One token of a verbatim. White space is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Token {
    /// Place in the verbatim.
    pub span: Span,
    /// Kind.
    pub kind: TokenKind,
}

/// A sentence: a run of tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Indices of its tokens.
    pub tokens: Range<usize>,
    /// Starts of its parts after the first: token indices behind a comma, dash, colon, bracket or bullet.
    pub breaks: Vec<usize>,
    /// True if it ends in a question mark.
    pub question: bool,
    /// True if it ends in an exclamation mark.
    pub exclamation: bool,
}

impl Sentence {
    /// Its place in the verbatim; `None` if it holds no token of `tokens`.
    pub fn span(&self, tokens: &[Token]) -> Option<Span> {
        let own = tokens.get(self.tokens.clone())?;
        Some(own.first()?.span.cover(own.last()?.span))
    }
}
