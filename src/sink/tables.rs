//! Annotations as flat tables that SQL can count: comments, mentions, evidence, themes.

use super::cells::CellWriter;
use super::output::Output;
use super::{Content, MadeBy, Rendered, Sink};
use crate::annotation::{Annotation, Evidence, Mention};
use crate::comment::{Comment, Fields};
use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Columns of the table of comments before those of the input.
const COMMENT: [&str; 22] = [
    "comment_id",
    "source",
    "row",
    "column",
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
    "text",
    "date",
    "own_score",
    "segment",
    "program",
    "lexicons",
    "codeframe",
];
const MENTION: [&str; 6] = [
    "comment_id",
    "theme",
    "parent",
    "stage",
    "polarity",
    "evidence",
];
const EVIDENCE: [&str; 13] = [
    "comment_id",
    "number",
    "theme",
    "start",
    "end",
    "quote",
    "term",
    "entry",
    "kind",
    "matched",
    "parts",
    "valence",
    "result",
];
/// Labels by the names they have in the codeframe.
const LABELS: [&str; 6] = ["en", "sv", "ar", "sr-Latn", "sr-Cyrl", "ru"];

/// The table of comments: its layout and how a row is made.
#[derive(Debug)]
struct CommentTable {
    content: Content,
    /// Names of the input's columns.
    inputs: Vec<Arc<str>>,
    /// True if some input has objects for rows: they go into a last column as JSON.
    objects: bool,
}

impl CommentTable {
    fn header(&self) -> Vec<u8> {
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

    fn row(
        &self,
        comment: &Comment,
        annotation: &Annotation,
        lexicons: &Lexicons,
        out: &mut CellWriter,
    ) {
        let (detection, sentiment) = (&annotation.detection, &annotation.sentiment);
        let made_by = MadeBy::new(lexicons);
        out.text(&comment.id)
            .text(&comment.source)
            .plain(comment.row)
            .text(comment.column.as_deref().unwrap_or_default())
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
    fn known_cells(&self, cells: &crate::comment::Cells, out: &mut CellWriter) {
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

/// Writes `comments.csv`, `mentions.csv`, `evidence.csv` and `themes.csv` into a folder.
///
/// `comment_id` is the key of comments; `comment_id` and `theme` together that of mentions; `comment_id` and
/// `number` that of evidence; `theme` that of themes. Evidence without a theme is evidence of the comment's sentiment.
#[derive(Debug)]
pub struct Tables {
    comments: CommentTable,
    outputs: Vec<Output>,
}

impl Tables {
    /// Prepares the tables in `folder`, which is made if it is missing.
    pub fn create(
        folder: &Path,
        content: Content,
        inputs: Vec<Arc<str>>,
        objects: bool,
        lexicons: &Lexicons,
    ) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|source| Error::Create {
            path: folder.to_owned(),
            source,
        })?;
        let comments = CommentTable {
            content,
            inputs,
            objects,
        };
        let heads = [
            ("comments.csv", comments.header()),
            ("mentions.csv", line(&MENTION)),
            ("evidence.csv", line(&EVIDENCE)),
            ("themes.csv", theme_table(lexicons, content)),
        ];
        let mut outputs = Vec::new();
        for (name, head) in heads {
            let mut output = Output::create(&folder.join(name))?;
            output.write(&head)?;
            outputs.push(output);
        }
        Ok(Self { comments, outputs })
    }
}

impl Sink for Tables {
    fn render(
        &self,
        comments: &[Comment],
        annotations: &[Annotation],
        lexicons: &Lexicons,
    ) -> Rendered {
        let content = self.comments.content;
        let writer = || CellWriter::new(content.spreadsheet_safe);
        let (mut rows, mut mentions, mut evidence) = (writer(), writer(), writer());
        for (comment, annotation) in comments.iter().zip(annotations) {
            self.comments.row(comment, annotation, lexicons, &mut rows);
            for mention in &annotation.mentions {
                mention_row(comment, mention, lexicons, &mut mentions);
            }
            evidence_rows(comment, annotation, lexicons, content, &mut evidence);
        }
        vec![
            rows.into_bytes(),
            mentions.into_bytes(),
            evidence.into_bytes(),
        ]
    }

    fn write(&mut self, rendered: Rendered) -> Result<()> {
        let mut pairs = self.outputs.iter_mut().zip(&rendered);
        pairs.try_for_each(|(output, bytes)| output.write(bytes))
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        // All of them are safe on disk before the first becomes visible.
        self.outputs.iter_mut().try_for_each(Output::sync)?;
        self.outputs.into_iter().try_for_each(Output::commit)
    }
}

fn line(names: &[&str]) -> Vec<u8> {
    let mut out = CellWriter::new(false);
    for name in names {
        out.plain(name);
    }
    out.end();
    out.into_bytes()
}

fn mention_row(comment: &Comment, mention: &Mention, lexicons: &Lexicons, out: &mut CellWriter) {
    let codeframe = lexicons.codeframe();
    let theme = codeframe.theme(mention.theme);
    out.text(&comment.id)
        .text(&theme.id)
        .maybe(theme.parent.map(|parent| &codeframe.theme(parent).id))
        .text(&theme.stage)
        .plain(mention.polarity.name())
        .plain(mention.evidence.len());
    out.end();
}

fn evidence_rows(
    comment: &Comment,
    annotation: &Annotation,
    lexicons: &Lexicons,
    content: Content,
    out: &mut CellWriter,
) {
    let of_sentiment = annotation.sentiment.evidence.iter().map(|e| (None, e));
    let of_mentions = annotation.mentions.iter().flat_map(|mention| {
        let theme = lexicons.codeframe().theme(mention.theme).id.as_str();
        mention.evidence.iter().map(move |e| (Some(theme), e))
    });
    for (number, (theme, evidence)) in of_sentiment.chain(of_mentions).enumerate() {
        out.text(&comment.id).plain(number + 1).maybe(theme);
        evidence_cells(evidence, &comment.text, lexicons, content, out);
        out.end();
    }
}

fn evidence_cells(
    evidence: &Evidence,
    text: &str,
    lexicons: &Lexicons,
    content: Content,
    out: &mut CellWriter,
) {
    let entry = lexicons.entry(evidence.entry);
    let parts = evidence.parts.iter();
    let parts: Vec<String> = parts.map(|p| format!("{}-{}", p.start, p.end)).collect();
    out.plain(evidence.span.start)
        .plain(evidence.span.end)
        .text(if content.text {
            evidence.span.of(text)
        } else {
            ""
        })
        .text(entry.term)
        .text(&format!("{}:{}", entry.file, entry.line))
        .plain(evidence.kind.name())
        .plain(evidence.matched.name())
        .plain(parts.join(";"))
        .maybe(evidence.valence)
        .maybe(evidence.result);
}

fn theme_table(lexicons: &Lexicons, content: Content) -> Vec<u8> {
    let codeframe = lexicons.codeframe();
    let mut out = CellWriter::new(content.spreadsheet_safe);
    for name in ["theme", "parent", "stage", "prior"] {
        out.plain(name);
    }
    for label in LABELS {
        out.plain(format_args!("label_{label}"));
    }
    out.plain("definition").end();
    for theme in &codeframe.themes {
        out.text(&theme.id)
            .maybe(theme.parent.map(|parent| &codeframe.theme(parent).id))
            .text(&theme.stage)
            .maybe(theme.prior.map(|prior| prior.name()));
        for label in LABELS {
            out.text(theme.labels.get(label).map_or("", String::as_str));
        }
        out.text(&theme.definition).end();
    }
    out.into_bytes()
}
