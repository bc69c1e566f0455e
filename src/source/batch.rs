//! What reading gives: comments, rejects, and the account of all records.

use super::piece::{Kind, Piece};
use crate::comment::{Comment, Fields, Reject};
use std::collections::BTreeMap;

/// What some records gave, in their order.
#[derive(Debug, Default)]
pub struct Batch {
    /// The comments.
    pub comments: Vec<Comment>,
    /// The records that could not be read.
    pub rejects: Vec<Reject>,
    /// The account of all records.
    pub rows: Rows,
    /// Bytes of memory that comments and rejects hold, roughly.
    pub bytes: usize,
    /// The records as they were cut, if they are wanted: `Some` before reading.
    pub pieces: Option<Vec<Piece>>,
}

impl Batch {
    /// A batch that also keeps the records as they were cut.
    pub fn with_pieces() -> Self {
        Self {
            pieces: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Keeps a record as it was cut, if that is wanted.
    pub(super) fn piece(
        &mut self,
        kind: Kind,
        bytes: (u64, u64),
        cells: impl FnOnce() -> Vec<String>,
    ) {
        if let Some(pieces) = &mut self.pieces {
            pieces.push(Piece {
                kind,
                bytes,
                cells: cells(),
            });
        }
    }

    /// Adds what further records gave.
    pub fn append(&mut self, mut other: Self) {
        self.comments.append(&mut other.comments);
        self.rejects.append(&mut other.rejects);
        self.rows.add(&other.rows);
        self.bytes += other.bytes;
        if let (Some(pieces), Some(others)) = (&mut self.pieces, &mut other.pieces) {
            pieces.append(others);
        }
    }

    pub(super) fn push(&mut self, comment: Comment) {
        let fields = match &comment.fields {
            Fields::Cells(cells) => cells.bytes(),
            // A parsed object takes several times its text, which is about as long as the comment.
            Fields::Json(map) => map.len() * 100 + comment.text.len(),
        };
        self.bytes += comment.text.len() + fields + size_of::<Comment>();
        self.comments.push(comment);
    }

    pub(super) fn reject(&mut self, reject: Reject) {
        self.rows.read += 1;
        *self.rows.rejected.entry(reject.reason).or_default() += 1;
        self.bytes += reject.raw.len() + size_of::<Reject>();
        self.rejects.push(reject);
    }

    pub(super) fn skip(&mut self, reason: &'static str) {
        self.rows.read += 1;
        *self.rows.skipped.entry(reason).or_default() += 1;
    }
}

/// The account of an input's records: `read` = `annotated` + the sums of `rejected` and `skipped`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Records read, headers not counted.
    pub read: u64,
    /// Records with at least one comment.
    pub annotated: u64,
    /// Records that could not be read, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Records left out by rule, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Comments; more than `annotated` where rows have several comment columns.
    pub comments: u64,
    /// Comments whose id is a hash because the row has none.
    pub hashed_ids: u64,
}

impl Rows {
    /// Records that could not be read.
    pub fn rejected_sum(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Records left out by rule.
    pub fn skipped_sum(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Adds another account.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.annotated += other.annotated;
        self.comments += other.comments;
        self.hashed_ids += other.hashed_ids;
        for (reason, count) in &other.rejected {
            *self.rejected.entry(reason).or_default() += count;
        }
        for (reason, count) in &other.skipped {
            *self.skipped.entry(reason).or_default() += count;
        }
    }
}
