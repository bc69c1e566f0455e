//! Annotations as one flat table, a row a comment.

use super::cells::CellWriter;
use super::output::Output;
use super::{Content, MadeBy, Rendered, Sink};
use crate::annotation::{Annotation, Mention};
use crate::comment::{Cells, Comment, Fields};
use crate::error::Result;
use crate::lexicon::Lexicons;
use std::collections::HashSet;
use std::sync::Arc;

/// Columns of the table of comments before those of the input.
const COMMENT: [&str; 25] = [
    "comment_id",
    "source",
    "row",
    "column",
    "question",
    "language",
    "script",
    "language_score",
    "polarity",
    "score",
    "positive",
    "negative",
    "probability",
    "mentions",
    "themes",
    "flags",
    "duration_minutes",
    "personal_data",
    "text",
    "date",
    "own_score",
    "segment",
    "program",
    "lexicons",
    "codeframe",
];
/// The table of comments: its layout and how a row is made.
#[derive(Debug)]
pub(super) struct CommentTable {
    pub content: Content,
    /// Names of the input's columns.
    pub inputs: Vec<Arc<str>>,
    /// True if some input has objects for rows: they go into a last column as JSON.
    pub objects: bool,
}

impl CommentTable {
    /// The row of names.
    pub fn header(&self) -> Vec<u8> {
        let mut out = CellWriter::new(self.content.spreadsheet_safe);
        let taken: HashSet<&str> = COMMENT.into_iter().chain(["fields"]).collect();
        for name in COMMENT {
            out.plain(name);
        }
        for name in &self.inputs {
            if taken.contains(&**name) {
                out.text(&format!("input_{name}"));
            } else {
                out.text(name);
            }
        }
        if self.objects {
            out.plain("fields");
        }
        out.end();
        out.into_bytes()
    }

    /// Adds the row of a comment.
    pub fn row(
        &self,
        comment: &Comment,
        annotation: &Annotation,
        lexicons: &Lexicons,
        out: &mut CellWriter,
    ) {
        let (detection, sentiment) = (&annotation.detection, &annotation.sentiment);
        let made_by = MadeBy::new(lexicons);
        let durations = annotation.durations.iter();
        let minutes: Vec<String> = durations.map(|d| d.minutes().to_string()).collect();
        let mut kinds: Vec<&str> = annotation.personal.iter().map(|p| p.kind.name()).collect();
        kinds.dedup();
        out.text(&comment.id)
            .text(&comment.source)
            .plain(comment.row)
            .text(comment.column.as_deref().unwrap_or_default())
            .text(comment.question.as_deref().unwrap_or_default())
            .plain(detection.language.code())
            .plain(detection.script.code())
            .plain(f64::from(detection.score) / 1000.0)
            .plain(sentiment.polarity.name())
            .plain(sentiment.score)
            .plain(sentiment.positive)
            .plain(sentiment.negative)
            .plain(sentiment.probability)
            .plain(annotation.mentions.len())
            .text(&themes(&annotation.mentions, lexicons))
            .text(&joined(annotation.flags.iter().map(|flag| flag.name())))
            .plain(joined(minutes.iter().map(String::as_str)))
            .plain(joined(kinds.iter().copied()))
            .text(if self.content.text { &comment.text } else { "" })
            .text(comment.date.as_deref().unwrap_or_default())
            .text(comment.score.as_deref().unwrap_or_default())
            .text(comment.segment.as_deref().unwrap_or_default())
            .plain(made_by.program)
            .plain(made_by.lexicons)
            .plain(made_by.codeframe);
        self.input_cells(&comment.fields, out);
        out.end();
    }

    fn input_cells(&self, fields: &Fields, out: &mut CellWriter) {
        let mut json = String::new();
        match fields {
            Fields::Cells(cells) => self.known_cells(cells, out),
            Fields::Json(map) => {
                for _ in &self.inputs {
                    out.plain("");
                }
                // A parsed object has no keys or values that JSON cannot hold.
                json = serde_json::to_string(map).unwrap_or_default();
            }
        }
        if self.objects {
            out.text(&json);
        }
    }

    /// Cells under their names. Nearly always the names are those of the table, in its order.
    fn known_cells(&self, cells: &Cells, out: &mut CellWriter) {
        let mut next = cells.iter().peekable();
        for name in &self.inputs {
            let cell = match next.next_if(|(found, _)| *found == &**name) {
                Some((_, cell)) => cell,
                None => {
                    let mut cells = cells.iter();
                    cells
                        .find(|(found, _)| *found == &**name)
                        .map_or("", |(_, cell)| cell)
                }
            };
            out.text(cell);
        }
    }
}

fn joined<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(";")
}

fn themes(mentions: &[Mention], lexicons: &Lexicons) -> String {
    let mut out = String::new();
    for mention in mentions {
        if !out.is_empty() {
            out.push(';');
        }
        out.push_str(&lexicons.codeframe().theme(mention.theme).id);
        out.push(':');
        out.push_str(mention.polarity.name());
    }
    out
}

/// Writes one flat table, a row a comment.
#[derive(Debug)]
pub struct Flat {
    output: Output,
    table: CommentTable,
}

impl Flat {
    /// Writes to `output`. `inputs` are the columns of the inputs that pass through; with `objects` rows that
    /// are JSON objects go into one more column.
    pub fn new(
        mut output: Output,
        content: Content,
        inputs: Vec<Arc<str>>,
        objects: bool,
    ) -> Result<Self> {
        let table = CommentTable {
            content,
            inputs,
            objects,
        };
        output.write(&table.header())?;
        Ok(Self { output, table })
    }
}

impl Sink for Flat {
    fn render(
        &self,
        comments: &[Comment],
        annotations: &[Annotation],
        lexicons: &Lexicons,
    ) -> Rendered {
        let mut out = CellWriter::new(self.table.content.spreadsheet_safe);
        for (comment, annotation) in comments.iter().zip(annotations) {
            self.table.row(comment, annotation, lexicons, &mut out);
        }
        vec![out.into_bytes()]
    }

    fn write(&mut self, rendered: Rendered) -> Result<()> {
        rendered
            .iter()
            .try_for_each(|bytes| self.output.write(bytes))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.output.commit()
    }
}
