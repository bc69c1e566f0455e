//! Comments as JSON Lines, with the names that `tag` gives them.

use super::{Target, Wanted};
use crate::error::{Error, Result};
use crate::store::corrections::Correction;
use crate::store::record::{Duration, Personal, Sentence, Stored, Theme, Trace, Version, quoted};
use serde::Serialize;
use serde_json::{Map, Number, Value};
use std::io;
use std::path::Path;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    source: &'a str,
    row: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    language: &'a str,
    script: &'a str,
    language_score: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    language_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sentences: &'a [Sentence],
    sentiment: Sentiment<'a>,
    mentions: Vec<Mention<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<Said<'a>>,
    flags: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    durations: Vec<Span<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    personal_data: &'a [Personal],
    fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a str>,
    segments: Map<String, Value>,
    generation: u64,
    made_by: &'a Version,
}

#[derive(Serialize)]
struct Sentiment<'a> {
    polarity: &'a str,
    score: i32,
    positive: i32,
    negative: i32,
    probability: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    evidence: Vec<Evidence<'a>>,
}

/// What a person has said against the machine.
#[derive(Serialize)]
struct Said<'a> {
    target: String,
    value: &'a str,
    machine: &'a str,
    author: &'a str,
    at: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    why: &'a str,
}

/// A span of time.
#[derive(Serialize)]
struct Span<'a> {
    start: u32,
    end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a str>,
    minutes: &'a Number,
}

#[derive(Serialize)]
struct Mention<'a> {
    theme: &'a str,
    parent: Option<&'a str>,
    stage: &'a str,
    polarity: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    evidence: Vec<Evidence<'a>>,
}

#[derive(Serialize)]
struct Evidence<'a> {
    start: u32,
    end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a str>,
    term: &'a str,
    entry: &'a str,
    kind: &'a str,
    matched: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    parts: &'a [(u32, u32)],
    #[serde(skip_serializing_if = "Option::is_none")]
    valence: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Value>,
}

/// Writes one comment a line.
pub(super) struct JsonLines {
    target: Target,
    wanted: Wanted,
    line: Vec<u8>,
}

impl JsonLines {
    pub fn create(folder: &Path, wanted: Wanted) -> Result<Self> {
        Ok(Self {
            target: Target::create(folder, "annotations.jsonl")?,
            wanted,
            line: Vec::new(),
        })
    }

    /// Adds a comment.
    pub fn comment(&mut self, comment: &Stored) -> Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, &line(comment, self.wanted))
            .map_err(|error| Error::io(&self.target.path, io::Error::from(error)))?;
        self.line.push(b'\n');
        self.target.write(&self.line)
    }

    /// Completes the file.
    pub fn finish(self) -> Result<()> {
        self.target.finish()
    }
}

fn line<'a>(comment: &'a Stored, wanted: Wanted) -> Line<'a> {
    let Stored {
        row,
        tags,
        corrected,
        ..
    } = comment;
    let duration = |duration: &'a Duration| Span {
        start: duration.start,
        end: duration.end,
        quote: wanted
            .text
            .then(|| quoted(&row.text, duration.start, duration.end)),
        minutes: &duration.minutes,
    };
    Line {
        id: &row.comment_id,
        source: &row.file,
        row: row.row,
        column: row.column.as_deref(),
        question: row.question.as_deref(),
        text: wanted.text.then_some(&row.text),
        language: &tags.language,
        script: &tags.script,
        language_score: f64::from(tags.language_score) / 1000.0,
        language_reason: tags.language_reason.as_deref(),
        sentences: &tags.sentences,
        sentiment: Sentiment {
            polarity: &tags.polarity,
            score: tags.score,
            positive: tags.positive,
            negative: tags.negative,
            probability: tags.probability,
            author: corrected.sentiment.as_deref(),
            evidence: all_evidence(&tags.evidence, &row.text, wanted),
        },
        mentions: tags
            .mentions
            .iter()
            .map(|theme| mention(theme, &row.text, wanted))
            .collect(),
        corrections: corrected.corrections.iter().map(correction).collect(),
        flags: &tags.flags,
        durations: tags.durations.iter().map(duration).collect(),
        personal_data: &tags.personal,
        fields: object(&row.fields),
        day: row.day.as_deref(),
        at: row.at.as_deref(),
        segments: object(&row.segments),
        generation: comment.generation,
        made_by: &comment.version,
    }
}

fn correction(one: &Correction) -> Said<'_> {
    Said {
        target: one.change.target(),
        value: one.change.value(),
        machine: &one.machine,
        author: &one.author,
        at: &one.at,
        why: &one.why,
    }
}

fn mention<'a>(theme: &'a Theme, text: &'a str, wanted: Wanted) -> Mention<'a> {
    Mention {
        theme: &theme.theme,
        parent: theme.parent.as_deref(),
        stage: &theme.stage,
        polarity: &theme.polarity,
        author: theme.author.as_deref(),
        evidence: all_evidence(&theme.evidence, text, wanted),
    }
}

fn all_evidence<'a>(traces: &'a [Trace], text: &'a str, wanted: Wanted) -> Vec<Evidence<'a>> {
    let each = |trace: &'a Trace| Evidence {
        start: trace.start,
        end: trace.end,
        quote: wanted.text.then(|| trace.quote(text)),
        term: &trace.term,
        entry: &trace.entry,
        kind: &trace.kind,
        matched: &trace.matched,
        parts: &trace.parts,
        valence: trace.valence,
        result: trace.result,
        steps: wanted.steps.then(|| steps(&trace.steps, wanted.text)),
    };
    traces.iter().map(each).collect()
}

/// The arithmetic; without the words it names where texts are left out.
pub(super) fn steps(json: &str, text: bool) -> Value {
    let mut steps: Value = serde_json::from_str(json).unwrap_or(Value::Array(Vec::new()));
    for step in steps.as_array_mut().into_iter().flatten() {
        if let Some(step) = step.as_object_mut().filter(|_| !text) {
            step.shift_remove("word");
        }
    }
    steps
}

fn object(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}
