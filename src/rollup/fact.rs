//! What figures need of one annotated comment.

use super::line::{Line, LineMention};
use super::score::OwnScore;
use super::themes::Themes;
use crate::annotation::{Annotation, Flag, Polarity};
use crate::comment::Comment;
use crate::document::Language;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The weight of a comment that has none of its own, in thousandths.
pub const WEIGHT: u32 = 1000;

/// Largest weight in thousandths: squares of weights of a billion comments still fit their sum.
pub const MOST_WEIGHT: u32 = 100_000;

/// One annotated comment, as small as figures allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Id of the comment.
    pub comment_id: String,
    /// Name of its source: the input, or the source of a job.
    pub source: String,
    /// Record in the input, from 1.
    pub row: u64,
    /// The column of the comment, where a row has several; its name is part of the id.
    pub column: Option<String>,
    /// False for the second and further comments of one row: the row's own score is counted once. See [`Rows`].
    pub first_of_row: bool,
    /// Its day in the time zone of the job; `None` if it has no date that can be read.
    pub day: Option<Date>,
    /// Its language.
    pub language: Language,
    /// Sentiment of the whole comment.
    pub polarity: Polarity,
    /// Sum of the sentiment in hundredths.
    pub score: i32,
    /// The customer's own score; `None` if there is none or it could not be read.
    pub own_score: Option<OwnScore>,
    /// True if the row has a score that is no number of its scale.
    pub unread_score: bool,
    /// Values by the names of the columns that figures are told apart by. Blank cells are absent.
    pub segments: BTreeMap<String, String>,
    /// What holds beside the labels, in the order of [`Flag`].
    pub flags: Vec<Flag>,
    /// Weight in thousandths: [`WEIGHT`] unless a column of weights is named, at most [`MOST_WEIGHT`].
    pub weight: u32,
    /// Sentences and characters of words, and those that raised a theme; `None` where the input does not tell.
    pub reach: Option<Reach>,
    /// Themes raised, each once, in the order of the codeframe.
    pub mentions: Vec<Raised>,
}

/// One theme raised in one comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Position among the [`Themes`] that the fact was made with.
    pub theme: u16,
    /// Journey stage: the theme's, or that of the source where one is set.
    pub stage: String,
    /// Its polarity in this comment.
    pub polarity: Polarity,
}

/// How much of a comment raised a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Sentences with words in them.
    pub sentences: u64,
    /// Sentences with words that raised a theme.
    pub coded_sentences: u64,
    /// Characters of words.
    pub characters: u64,
    /// Characters of words that raised a theme.
    pub coded_characters: u64,
}

/// What a comment brings beside its annotation, read by whoever knows the input's columns and dates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// Its day in the time zone of the job.
    pub day: Option<Date>,
    /// The customer's own score.
    pub own_score: Option<OwnScore>,
    /// True if the row has a score that is no number of its scale.
    pub unread_score: bool,
    /// Values by the names of the columns that figures are told apart by.
    pub segments: BTreeMap<String, String>,
    /// Weight in thousandths; `None` if there is none.
    pub weight: Option<u32>,
    /// Journey stage of all comments of the source, in place of the themes' own.
    pub stage: Option<String>,
}

impl Fact {
    /// The fact of a comment that has been annotated under the codeframe of `themes`.
    pub fn new(
        comment: &Comment,
        annotation: &Annotation,
        themes: &Themes,
        context: Context,
    ) -> Self {
        let reach = annotation.reach;
        let stage = context.stage;
        let mentions = annotation.mentions.iter().map(|mention| {
            let own = themes.get(mention.theme.0).map(|theme| &theme.stage);
            Raised {
                theme: mention.theme.0,
                stage: stage.as_ref().or(own).cloned().unwrap_or_default(),
                polarity: mention.polarity,
            }
        });
        Self {
            comment_id: comment.id.clone(),
            source: comment.source.to_string(),
            row: comment.row,
            column: comment.column.as_deref().map(str::to_owned),
            // Whoever has the comments in their order knows better.
            first_of_row: true,
            day: context.day,
            language: annotation.detection.language,
            polarity: annotation.sentiment.polarity,
            score: annotation.sentiment.score,
            own_score: context.own_score,
            unread_score: context.unread_score,
            segments: context.segments,
            flags: annotation.flags.clone(),
            weight: context.weight.unwrap_or(WEIGHT).min(MOST_WEIGHT),
            reach: Some(Reach {
                sentences: reach.sentences.into(),
                coded_sentences: reach.coded_sentences.into(),
                characters: reach.characters.into(),
                coded_characters: reach.coded_characters.into(),
            }),
            mentions: mentions.collect(),
        }
    }

    /// The fact of a line of annotations. Themes that are not known yet are added to `themes`.
    pub fn of_line(line: &Line, themes: &mut Themes, context: Context) -> Self {
        Self {
            comment_id: line.id.clone(),
            source: line.source.clone(),
            row: line.row,
            column: line.column.clone(),
            language: line.language,
            polarity: line.sentiment.polarity,
            score: line.sentiment.score,
            flags: line.flags.clone(),
            ..Self::of_mentions(&line.mentions, themes, context)
        }
    }

    /// The fact of a comment with these mentions, of which nothing else is known yet. Themes that are not known yet are
    /// added to `themes`.
    pub fn of_mentions(mentions: &[LineMention], themes: &mut Themes, context: Context) -> Self {
        let stage = context.stage;
        let mentions = mentions.iter().map(|mention| Raised {
            theme: themes.position_or_add(
                &mention.theme,
                mention.parent.as_deref(),
                &mention.stage,
            ),
            stage: stage.clone().unwrap_or_else(|| mention.stage.clone()),
            polarity: mention.polarity,
        });
        Self {
            comment_id: String::new(),
            source: String::new(),
            row: 0,
            column: None,
            first_of_row: true,
            day: context.day,
            language: Language::Und,
            polarity: Polarity::Neutral,
            score: 0,
            own_score: context.own_score,
            unread_score: context.unread_score,
            segments: context.segments,
            flags: Vec::new(),
            weight: context.weight.unwrap_or(WEIGHT).min(MOST_WEIGHT),
            reach: None,
            mentions: mentions.collect(),
        }
    }

    /// What all comments of its row share and no other row of its source has: the id without the name of the column.
    pub fn row_id(&self) -> Cow<'_, str> {
        let id = self.comment_id.as_str();
        let Some(column) = &self.column else {
            return Cow::Borrowed(id);
        };
        let part = format!("#{column}");
        match id.rfind(&part) {
            Some(at) => {
                let (head, tail) = id.split_at(at);
                Cow::Owned(format!("{head}{}", tail.trim_start_matches(&part)))
            }
            None => Cow::Borrowed(id),
        }
    }

    /// True if it raises no theme.
    pub fn is_uncoded(&self) -> bool {
        self.mentions.is_empty()
    }
}

/// Finds the first comment of each row, where comments of a row follow each other.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    last: Option<(String, String)>,
}

impl Rows {
    /// Notes whether a comment is the first of its row.
    pub fn mark(&mut self, fact: &mut Fact) {
        let row = fact.row_id();
        let same = |(source, last): &(String, String)| *source == fact.source && *last == row;
        let first = !self.last.as_ref().is_some_and(same);
        if first {
            self.last = Some((fact.source.clone(), row.into_owned()));
        }
        fact.first_of_row = first;
    }
}
