//! A comment with its tags as the store keeps it: nothing in it refers to lexicons that are loaded.

use super::corrections::Corrected;
use crate::annotation::{self, Annotation, Evidence, Step};
use crate::comment::{Comment, Fields};
use crate::document::Language;
use crate::lexicon::Lexicons;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use std::sync::Arc;

/// A comment as it came, without its tags.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name of its source.
    pub source: Arc<str>,
    /// `source/id`, unique in the store.
    pub comment_id: String,
    /// The file, relative to the job's folder.
    pub file: Arc<str>,
    /// Record in the file, from 1.
    pub row: u64,
    /// The column of the comment, where a row has several.
    pub column: Option<String>,
    /// The question that it answers, where the header asks one.
    pub question: Option<String>,
    /// The verbatim.
    pub text: String,
    /// Its date as written.
    pub date: Option<String>,
    /// Its day in the job's time zone, ISO 8601.
    pub day: Option<String>,
    /// Its moment in UTC, ISO 8601.
    pub at: Option<String>,
    /// The customer's own score as written.
    pub own_score: Option<String>,
    /// The column that the score is from; its name tells the scale.
    pub score_column: Option<String>,
    /// Groups that figures are told apart by: a JSON object.
    pub segments: String,
    /// All columns but the comment: a JSON object.
    pub fields: String,
    /// The language that the source names.
    pub given: Option<Language>,
}

impl Row {
    /// Hash of what is annotated: the text and the question it answers.
    pub fn content(&self) -> [u8; 32] {
        hash(&[
            Some(&self.text),
            self.column.as_deref(),
            self.question.as_deref(),
            self.given.map(Language::code),
        ])
    }

    /// Hash of everything else that came with it. Where it stood is no part of it.
    pub fn rest(&self) -> [u8; 32] {
        hash(&[
            self.date.as_deref(),
            self.day.as_deref(),
            self.at.as_deref(),
            self.own_score.as_deref(),
            Some(&self.segments),
            Some(&self.fields),
        ])
    }

    /// The comment for the pipeline; without the columns that pass through.
    pub fn comment(&self) -> Comment {
        Comment {
            id: self.comment_id.clone(),
            source: Arc::clone(&self.file),
            row: self.row,
            column: self.column.as_deref().map(Arc::from),
            question: self.question.as_deref().map(Arc::from),
            text: self.text.clone(),
            date: self.date.clone(),
            score: self.own_score.clone(),
            segment: None,
            fields: Fields::none(),
        }
    }
}

/// A hash as it is published: its first 32 hexadecimal letters.
pub fn published_hash(hash: [u8; 32]) -> String {
    let mut hex = blake3::Hash::from_bytes(hash).to_hex().to_string();
    hex.truncate(32);
    hex
}

/// BLAKE3 over parts of which each may be missing.
fn hash(parts: &[Option<&str>]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        hasher.update(&length.to_le_bytes());
        hasher.update(part.unwrap_or_default().as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// The tags of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags {
    /// Code of the language.
    pub language: String,
    /// Code of the script.
    pub script: String,
    /// Certainty of the language in thousandths.
    pub language_score: u16,
    /// Why there is no language, where there is none.
    pub language_reason: Option<String>,
    /// Label of the sentiment.
    pub polarity: String,
    /// Hundredths.
    pub score: i32,
    /// Hundredths.
    pub positive: i32,
    /// Hundredths.
    pub negative: i32,
    /// Thousandths.
    pub probability: u16,
    /// Names of flags.
    pub flags: Vec<String>,
    /// Languages by sentence, where they are mixed.
    pub sentences: Vec<Sentence>,
    /// Spans of time.
    pub durations: Vec<Duration>,
    /// Places of personal data, never the data.
    pub personal: Vec<Personal>,
    /// What the sentiment rests on.
    pub evidence: Vec<Trace>,
    /// The themes.
    pub mentions: Vec<Theme>,
}

/// A sentence with its language. Places are bytes of the text, half-open, here and below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// First byte.
    pub start: u32,
    /// Byte behind the last.
    pub end: u32,
    /// Code of its language.
    pub language: String,
}

/// A span of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    /// First byte.
    pub start: u32,
    /// Byte behind the last.
    pub end: u32,
    /// Its length.
    pub minutes: Number,
}

/// A place of personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    /// Of which kind.
    pub kind: String,
    /// First byte.
    pub start: u32,
    /// Byte behind the last.
    pub end: u32,
}

/// A theme of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Id of the theme.
    pub theme: String,
    /// Id of the theme above.
    pub parent: Option<String>,
    /// Journey stage.
    pub stage: String,
    /// Its polarity in this comment.
    pub polarity: String,
    /// Who said so; the machine if none.
    pub author: Option<String>,
    /// What it rests on.
    pub evidence: Vec<Trace>,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// First byte in the text.
    pub start: u32,
    /// Byte behind the last.
    pub end: u32,
    /// The term as it stands in the list.
    pub term: String,
    /// `file:line` of the list.
    pub entry: String,
    /// Kind of the list.
    pub kind: String,
    /// How the words were found.
    pub matched: String,
    /// Its words, where there are gaps.
    pub parts: Vec<(u32, u32)>,
    /// Hundredths.
    pub valence: Option<i16>,
    /// Hundredths.
    pub result: Option<i32>,
    /// The arithmetic: a JSON array.
    pub steps: String,
}

/// The bytes of a text from one place to another; nothing if they do not belong to it.
pub fn quoted(text: &str, start: u32, end: u32) -> &str {
    text.get(start as usize..end as usize).unwrap_or_default()
}

impl Trace {
    /// The words in the text.
    pub fn quote<'t>(&self, text: &'t str) -> &'t str {
        quoted(text, self.start, self.end)
    }

    /// The places of its words as `start-end;start-end`.
    pub fn joined_parts(&self) -> String {
        let parts = self.parts.iter();
        let parts: Vec<String> = parts.map(|(start, end)| format!("{start}-{end}")).collect();
        parts.join(";")
    }
}

impl Tags {
    /// Tags from an annotation that these lexicons made.
    pub fn new(annotation: &Annotation, text: &str, lexicons: &Lexicons) -> Self {
        let (detection, sentiment) = (&annotation.detection, &annotation.sentiment);
        let codeframe = lexicons.codeframe();
        let traces = |evidence: &[Evidence]| {
            evidence
                .iter()
                .map(|one| trace(one, text, lexicons))
                .collect()
        };
        let nameless = matches!(detection.language, Language::Und | Language::Other);
        Self {
            language: detection.language.code().to_owned(),
            script: detection.script.code().to_owned(),
            language_score: detection.score,
            language_reason: nameless.then(|| detection.reason.name().to_owned()),
            polarity: sentiment.polarity.name().to_owned(),
            score: sentiment.score,
            positive: sentiment.positive,
            negative: sentiment.negative,
            probability: sentiment.probability,
            flags: annotation
                .flags
                .iter()
                .map(|flag| flag.name().to_owned())
                .collect(),
            sentences: annotation
                .sentences
                .iter()
                .map(|(span, language)| Sentence {
                    start: span.start,
                    end: span.end,
                    language: language.code().to_owned(),
                })
                .collect(),
            durations: annotation.durations.iter().map(duration).collect(),
            personal: annotation
                .personal
                .iter()
                .map(|one| Personal {
                    kind: one.kind.name().to_owned(),
                    start: one.span.start,
                    end: one.span.end,
                })
                .collect(),
            evidence: traces(&sentiment.evidence),
            mentions: annotation
                .mentions
                .iter()
                .map(|mention| {
                    let theme = codeframe.theme(mention.theme);
                    Theme {
                        theme: theme.id.clone(),
                        parent: theme
                            .parent
                            .map(|parent| codeframe.theme(parent).id.clone()),
                        stage: theme.stage.clone(),
                        polarity: mention.polarity.name().to_owned(),
                        author: None,
                        evidence: traces(&mention.evidence),
                    }
                })
                .collect(),
        }
    }
}

fn duration(duration: &annotation::Duration) -> Duration {
    let minutes = duration.minutes();
    let whole = duration.seconds.is_multiple_of(60);
    let whole = whole.then(|| Number::from(duration.seconds / 60));
    Duration {
        start: duration.span.start,
        end: duration.span.end,
        // A length is always a finite number.
        minutes: whole
            .or_else(|| Number::from_f64(minutes))
            .unwrap_or_else(|| Number::from(0)),
    }
}

fn trace(evidence: &Evidence, text: &str, lexicons: &Lexicons) -> Trace {
    let entry = lexicons.entry(evidence.entry);
    let parts = evidence.parts.iter();
    Trace {
        start: evidence.span.start,
        end: evidence.span.end,
        term: entry.term.to_owned(),
        entry: format!("{}:{}", entry.file, entry.line),
        kind: evidence.kind.name().to_owned(),
        matched: evidence.matched.name().to_owned(),
        parts: parts.map(|part| (part.start, part.end)).collect(),
        valence: evidence.valence,
        result: evidence.result,
        steps: steps(&evidence.steps, text),
    }
}

#[derive(Serialize)]
struct StepRow<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    word: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
    before: i32,
    after: i32,
}

fn steps(steps: &[Step], text: &str) -> String {
    let rows: Vec<StepRow<'_>> = steps
        .iter()
        .map(|step| StepRow {
            rule: step.rule,
            word: step.word.map(|word| word.of(text)),
            start: step.word.map(|word| word.start),
            end: step.word.map(|word| word.end),
            before: step.before,
            after: step.after,
        })
        .collect();
    // Texts and numbers are always JSON.
    serde_json::to_string(&rows).unwrap_or_else(|_| "[]".to_owned())
}

/// A stored comment: the row, its tags, what made them and since when it is so.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The row.
    pub row: Row,
    /// Its tags.
    pub tags: Tags,
    /// What people have changed of them.
    pub corrected: Corrected,
    /// The versions that made the tags.
    pub version: Version,
    /// The generation that brought the comment.
    pub first_generation: u64,
    /// The last generation that changed it.
    pub generation: u64,
}

/// The versions behind some tags.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Version {
    /// Version of the program.
    pub program: String,
    /// Hash of the lexicons.
    pub lexicons: String,
    /// Version of the codeframe.
    pub codeframe: String,
}

impl Version {
    /// This program with these lexicons.
    pub fn of(lexicons: &Lexicons) -> Self {
        let made_by = crate::sink::MadeBy::new(lexicons);
        Self {
            program: made_by.program.to_owned(),
            lexicons: made_by.lexicons.to_owned(),
            codeframe: made_by.codeframe.to_owned(),
        }
    }
}
