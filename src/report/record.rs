//! One annotated comment as the report needs it.

use crate::annotation::{Annotation, Evidence};
use crate::comment::Comment;
use crate::lexicon::Lexicons;
use crate::rollup::{Fact, Themes};
use crate::store::{Stored, Trace};
use serde::{Deserialize, Serialize};

/// A comment with what figures need of it, its verbatim, and the evidence in the verbatim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What figures need.
    pub fact: Fact,
    /// The verbatim; empty if the input holds none.
    pub text: String,
    /// Evidence of the sentiment, then of the mentions.
    pub marks: Vec<Mark>,
}

/// A place in a verbatim and the line of a lexicon that made it count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Bytes of the verbatim, half-open.
    pub start: u32,
    /// See `start`.
    pub end: u32,
    /// The term as its file has it.
    pub term: String,
    /// File and line of the term, as `sv/themes/staff.tsv:12`.
    pub entry: String,
    /// Kind of the evidence.
    pub kind: String,
    /// How the words were found.
    pub matched: String,
    /// The theme it is evidence of, by its place among the report's; `None` for sentiment.
    pub theme: Option<u16>,
    /// Valence in hundredths before and after the rules.
    pub valence: Option<(i32, i32)>,
    /// The rules that changed it, in order.
    pub rules: Vec<String>,
}

impl Record {
    /// The record of a comment that has just been annotated.
    pub fn new(
        fact: Fact,
        comment: &Comment,
        annotation: &Annotation,
        lexicons: &Lexicons,
    ) -> Self {
        let sentiment = annotation.sentiment.evidence.iter();
        let sentiment = sentiment.map(|evidence| mark(evidence, None, lexicons));
        let mentions = annotation.mentions.iter().flat_map(|mention| {
            let evidence = mention.evidence.iter();
            evidence.map(|evidence| mark(evidence, Some(mention.theme.0), lexicons))
        });
        Self {
            fact,
            text: comment.text.clone(),
            marks: sentiment.chain(mentions).collect(),
        }
    }

    /// The record of a comment that a job keeps.
    pub fn of_stored(fact: Fact, stored: Stored, themes: &Themes) -> Self {
        let sentiment = stored.tags.evidence.into_iter();
        let sentiment = sentiment.map(|trace| stored_mark(trace, None));
        let mentions = stored.tags.mentions.into_iter().flat_map(|mention| {
            let theme = themes.position(&mention.theme);
            let evidence = mention.evidence.into_iter();
            evidence.map(move |trace| stored_mark(trace, theme))
        });
        Self {
            marks: sentiment.chain(mentions).collect(),
            text: stored.row.text,
            fact,
        }
    }

    /// Leaves out what the customer wrote.
    pub fn forget_text(&mut self) {
        self.text.clear();
        self.marks.clear();
    }
}

/// A step of the arithmetic, as a job keeps it.
#[derive(Deserialize)]
struct StoredStep {
    rule: String,
}

fn stored_mark(trace: Trace, theme: Option<u16>) -> Mark {
    // What a job keeps is of our own making; steps that cannot be read are not shown.
    let steps: Vec<StoredStep> = serde_json::from_str(&trace.steps).unwrap_or_default();
    let mut rules: Vec<String> = steps.into_iter().map(|step| step.rule).collect();
    rules.dedup();
    Mark {
        start: trace.start,
        end: trace.end,
        term: trace.term,
        entry: trace.entry,
        kind: trace.kind,
        matched: trace.matched,
        theme,
        valence: trace.valence.map(i32::from).zip(trace.result),
        rules,
    }
}

fn mark(evidence: &Evidence, theme: Option<u16>, lexicons: &Lexicons) -> Mark {
    let source = lexicons.entry(evidence.entry);
    let steps = evidence.steps.iter();
    let mut rules: Vec<String> = steps.map(|step| step.rule.to_owned()).collect();
    rules.dedup();
    Mark {
        start: evidence.span.start,
        end: evidence.span.end,
        term: source.term.to_owned(),
        entry: format!("{}:{}", source.file, source.line),
        kind: evidence.kind.name().to_owned(),
        matched: evidence.matched.name().to_owned(),
        theme,
        valence: evidence.valence.map(i32::from).zip(evidence.result),
        rules,
    }
}
