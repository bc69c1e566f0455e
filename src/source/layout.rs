//! Which cell of a delimited row goes where.

use super::Batch;
use super::choice::Choice;
use super::columns::Use;
use super::header::Header;
use super::ids::RowHash;
use super::record::{Cell, Dialect, content};
use crate::comment::{Cells, Comment, Fields};
use crate::spreadsheet;
use std::borrow::Cow;
use std::sync::Arc;

/// Which cell of a row goes where.
#[derive(Debug)]
pub(super) struct Layout {
    /// Columns of the file.
    pub columns: usize,
    dialect: Dialect,
    /// True to take off the apostrophes of our own CSV for spreadsheets.
    safe: bool,
    pub choice: Choice,
    /// Columns in use.
    pub uses: Vec<Use>,
    /// Names of the comment columns, where there are several.
    several: Option<Vec<Arc<str>>>,
    /// Questions of the comment columns.
    questions: Vec<Option<Arc<str>>>,
    /// True for the columns that pass through.
    passes: Vec<bool>,
    /// Names of the columns that pass through.
    pub fields: Arc<[Arc<str>]>,
}

impl Layout {
    /// The layout of a file with these columns.
    pub fn new(header: &Header, choice: Choice, dialect: Dialect, safe: bool) -> Self {
        let (names, questions) = (&header.names, &header.questions);
        let is_text = |index: usize| choice.text.iter().any(|&(text, _)| text == index);
        let passes: Vec<bool> = (0..names.len()).map(|index| !is_text(index)).collect();
        let kept = names.iter().zip(&passes).filter(|&(_, &passes)| passes);
        let texts = choice.text.iter();
        let texts: Vec<Arc<str>> = texts.filter_map(|&(i, _)| names.get(i).cloned()).collect();
        Self {
            columns: names.len(),
            dialect,
            safe,
            uses: choice.uses(names),
            questions: {
                let texts = choice.text.iter();
                texts
                    .map(|&(i, _)| questions.get(i).cloned().flatten())
                    .collect()
            },
            several: (texts.len() > 1).then_some(texts),
            fields: kept.map(|(name, _)| Arc::clone(name)).collect(),
            passes,
            choice,
        }
    }

    /// Adds the comments of a row to `batch`.
    pub fn push(&self, text: &str, cells: &[Cell], source: &Arc<str>, row: u64, batch: &mut Batch) {
        let cell = |index: usize| cells.get(index).map(|cell| self.content(text, cell));
        let value = |pick: Option<(usize, _)>| {
            let value = cell(pick?.0)?;
            (!value.trim().is_empty()).then(|| value.into_owned())
        };
        let before = batch.comments.len();
        let mut id = None;
        let mut fields = None;
        for (order, &(index, _)) in self.choice.text.iter().enumerate() {
            let Some(comment) = cell(index).filter(|comment| !comment.trim().is_empty()) else {
                continue;
            };
            let id = id.get_or_insert_with(|| {
                value(self.choice.id).unwrap_or_else(|| {
                    batch.rows.hashed_ids += 1;
                    self.hash(text, cells)
                })
            });
            let column = self.several.as_ref().and_then(|names| names.get(order));
            batch.push(Comment {
                id: match column {
                    Some(column) => format!("{id}#{column}"),
                    None => std::mem::take(id),
                },
                source: Arc::clone(source),
                row,
                column: column.cloned(),
                question: self.questions.get(order).cloned().flatten(),
                text: comment.into_owned(),
                date: value(self.choice.date),
                score: value(self.choice.score),
                segment: value(self.choice.segment),
                fields: fields
                    .get_or_insert_with(|| self.fields(text, cells))
                    .clone(),
            });
        }
        let comments = (batch.comments.len() - before) as u64;
        if comments == 0 {
            batch.skip(if self.choice.text.is_empty() {
                "no-comment-column"
            } else {
                "empty-comment"
            });
        } else {
            batch.rows.read += 1;
            batch.rows.annotated += 1;
            batch.rows.comments += comments;
        }
    }

    fn content<'t>(&self, text: &'t str, cell: &Cell) -> Cow<'t, str> {
        let content = content(text, cell, self.dialect);
        if !self.safe {
            return content;
        }
        match content {
            Cow::Borrowed(text) => Cow::Borrowed(spreadsheet::restore(text)),
            Cow::Owned(text) => Cow::Owned(spreadsheet::restore(&text).to_owned()),
        }
    }

    fn hash(&self, text: &str, cells: &[Cell]) -> String {
        let mut hash = RowHash::default();
        for cell in cells.iter().take(self.columns) {
            hash.add(self.content(text, cell).as_bytes());
        }
        hash.id()
    }

    fn fields(&self, text: &str, cells: &[Cell]) -> Fields {
        let mut kept = Cells::new(Arc::clone(&self.fields));
        let passing = || {
            cells
                .iter()
                .zip(&self.passes)
                .filter(|&(_, &passes)| passes)
        };
        kept.reserve(passing().map(|(cell, _)| cell.end - cell.start).sum());
        for (cell, _) in passing() {
            kept.push(&self.content(text, cell));
        }
        Fields::Cells(kept)
    }
}
