//! Records from an export that is annotated in this run, or from annotations that are read back.

use super::page::Versions;
use super::record::{Mark, Record};
use crate::annotation::Annotation;
use crate::comment::Comment;
use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use crate::rollup::{Rows, Themes};
use crate::run::facts::{FactMaker, LineReader, next_line};
use crate::sink::{Rendered, Sink};
use serde::Deserialize;
use std::io::BufRead;

/// A sink that keeps the record of each comment, in order.
#[derive(Debug)]
pub struct Collector<'a> {
    maker: FactMaker<'a>,
    rows: Rows,
    records: Vec<Record>,
}

impl<'a> Collector<'a> {
    /// No records yet.
    pub fn new(maker: FactMaker<'a>) -> Self {
        Self {
            maker,
            rows: Rows::default(),
            records: Vec::new(),
        }
    }

    /// The records of all comments.
    pub fn into_records(self) -> Vec<Record> {
        self.records
    }
}

impl Sink for Collector<'_> {
    fn render(
        &self,
        comments: &[Comment],
        annotations: &[Annotation],
        lexicons: &Lexicons,
    ) -> Rendered {
        let pairs = comments.iter().zip(annotations);
        let records = pairs.map(|(comment, annotation)| {
            let fact = self.maker.fact(comment, annotation);
            Record::new(fact, comment, annotation, lexicons)
        });
        let records: Vec<Record> = records.collect();
        // Records are plain data: they always have a text form.
        vec![serde_json::to_vec(&records).unwrap_or_default()]
    }

    fn write(&mut self, rendered: Rendered) -> Result<()> {
        for piece in rendered {
            let records: Vec<Record> = serde_json::from_slice(&piece).unwrap_or_default();
            for mut record in records {
                self.rows.mark(&mut record.fact);
                self.records.push(record);
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

/// What a line of annotations says beside what figures need.
#[derive(Deserialize)]
struct LineTexts {
    #[serde(default)]
    text: String,
    sentiment: LineEvidence,
    mentions: Vec<LineMention>,
}

#[derive(Deserialize)]
struct LineMention {
    theme: String,
    #[serde(default)]
    evidence: Vec<LineMark>,
}

#[derive(Deserialize)]
struct LineEvidence {
    #[serde(default)]
    evidence: Vec<LineMark>,
}

#[derive(Deserialize)]
struct LineMark {
    start: u32,
    end: u32,
    term: String,
    entry: String,
    kind: String,
    matched: String,
    valence: Option<i32>,
    result: Option<i32>,
    #[serde(default)]
    steps: Vec<LineStep>,
}

#[derive(Deserialize)]
struct LineStep {
    rule: String,
}

impl LineMark {
    fn mark(self, theme: Option<u16>) -> Mark {
        let mut rules: Vec<String> = self.steps.into_iter().map(|step| step.rule).collect();
        rules.dedup();
        Mark {
            start: self.start,
            end: self.end,
            term: self.term,
            entry: self.entry,
            kind: self.kind,
            matched: self.matched,
            theme,
            valence: self.valence.zip(self.result),
            rules,
        }
    }
}

/// Reads annotations, as `tag` and the nightly job write them as JSON Lines. Their themes are added to `themes`, the
/// versions that made them to `made_by`.
///
/// # Errors
/// A file that cannot be read; a line that is no annotation.
pub fn annotations(
    mut input: impl BufRead,
    file: &str,
    reader: &mut LineReader<'_>,
    themes: &mut Themes,
    made_by: &mut Versions,
) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    let mut number = 0;
    while let Some(text) = next_line(&mut input, &mut number, file)? {
        let (fact, line) = reader.fact(&text, themes, file, number)?;
        let version = &line.made_by;
        made_by.add(&version.program, &version.lexicons, &version.codeframe);
        let texts: LineTexts = serde_json::from_str(&text).map_err(|error| Error::Input {
            source_name: format!("{file}:{number}"),
            problem: format!("the evidence is not as it is written: {error}"),
            help: "give what `verbatims tag` or a job wrote as JSON Lines".to_owned(),
        })?;
        records.push(Record {
            marks: marks(texts.sentiment, texts.mentions, themes),
            text: texts.text,
            fact,
        });
    }
    Ok(records)
}

fn marks(sentiment: LineEvidence, mentions: Vec<LineMention>, themes: &Themes) -> Vec<Mark> {
    let sentiment = sentiment.evidence.into_iter().map(|mark| mark.mark(None));
    let mentions = mentions.into_iter().flat_map(|mention| {
        let theme = themes.position(&mention.theme);
        mention
            .evidence
            .into_iter()
            .map(move |mark| mark.mark(theme))
    });
    sentiment.chain(mentions).collect()
}
