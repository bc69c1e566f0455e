//! Annotations as flat tables that SQL can count: comments, mentions, evidence, themes.

use super::cells::CellWriter;
use super::flat::CommentTable;
use super::output::Output;
use super::{Content, Rendered, Sink};
use crate::annotation::{Annotation, Evidence, Mention};
use crate::comment::Comment;
use crate::error::Result;
use crate::lexicon::Lexicons;
use std::path::Path;
use std::sync::Arc;

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
    /// Names of the files.
    pub const FILES: [&str; 4] = ["comments.csv", "mentions.csv", "evidence.csv", "themes.csv"];

    /// Prepares the tables in `folder`.
    pub fn create(
        folder: &Path,
        content: Content,
        inputs: Vec<Arc<str>>,
        objects: bool,
        lexicons: &Lexicons,
    ) -> Result<Self> {
        let comments = CommentTable {
            content,
            inputs,
            objects,
        };
        let heads = [
            comments.header(),
            line(&MENTION),
            line(&EVIDENCE),
            theme_table(lexicons, content),
        ];
        let mut outputs = Vec::new();
        for (name, head) in Self::FILES.into_iter().zip(heads) {
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
