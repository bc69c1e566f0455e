//! Counts of rows, comments and tags that add up.

use crate::source::Rows;
use crate::store::Tags;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `read` = `annotated` + `rejected` + `skipped`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Rows read.
    pub read: u64,
    /// Rows with a comment.
    pub annotated: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Rows left out by rule.
    pub skipped: u64,
    /// By reason.
    pub reject_reasons: BTreeMap<String, u64>,
    /// By reason.
    pub skip_reasons: BTreeMap<String, u64>,
}

/// What became of the comments that were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comments {
    /// All of them: the sum of those below.
    pub read: u64,
    /// Not seen before.
    pub new: u64,
    /// Known, with another text.
    pub changed: u64,
    /// Known, with other columns.
    pub updated: u64,
    /// Known as they are.
    pub unchanged: u64,
    /// Read a second time in the same run, as they are.
    pub duplicates: u64,
    /// Older than what is known: a file that comes later has another version.
    pub superseded: u64,
    /// Erased by an earlier run: not taken in again.
    pub erased: u64,
    /// Of all: named by a hash because the row has no id.
    pub hashed_ids: u64,
    /// Of all: with a date that could be read.
    pub dated: u64,
    /// Of all: with a time that the clock showed twice or never.
    pub ambiguous_times: u64,
}

/// What was said about comments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagCounts {
    /// Comments.
    pub comments: u64,
    /// By language.
    pub languages: BTreeMap<String, u64>,
    /// By polarity.
    pub sentiment: BTreeMap<String, u64>,
    /// Themes raised.
    pub mentions: u64,
    /// Comments without a theme.
    pub uncoded: u64,
    /// By flag.
    pub flags: BTreeMap<String, u64>,
}

impl Account {
    /// Adds the account of some rows.
    pub fn add_rows(&mut self, rows: &Rows) {
        self.read += rows.read;
        self.annotated += rows.annotated;
        self.rejected += rows.rejected_sum();
        self.skipped += rows.skipped_sum();
        for (&reason, count) in &rows.rejected {
            *self.reject_reasons.entry(reason.to_owned()).or_default() += count;
        }
        for (&reason, count) in &rows.skipped {
            *self.skip_reasons.entry(reason.to_owned()).or_default() += count;
        }
    }

    /// Adds another account.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.annotated += other.annotated;
        self.rejected += other.rejected;
        self.skipped += other.skipped;
        add(&mut self.reject_reasons, &other.reject_reasons);
        add(&mut self.skip_reasons, &other.skip_reasons);
    }
}

impl Comments {
    /// Adds other counts.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.new += other.new;
        self.changed += other.changed;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.duplicates += other.duplicates;
        self.superseded += other.superseded;
        self.erased += other.erased;
        self.hashed_ids += other.hashed_ids;
        self.dated += other.dated;
        self.ambiguous_times += other.ambiguous_times;
    }
}

impl TagCounts {
    /// Counts the tags of a comment.
    pub fn count(&mut self, tags: &Tags) {
        self.comments += 1;
        bump(&mut self.languages, &tags.language);
        bump(&mut self.sentiment, &tags.polarity);
        self.mentions += tags.mentions.len() as u64;
        self.uncoded += u64::from(tags.mentions.is_empty());
        for flag in &tags.flags {
            bump(&mut self.flags, flag);
        }
    }

    /// Adds other counts.
    pub fn add(&mut self, other: &Self) {
        self.comments += other.comments;
        self.mentions += other.mentions;
        self.uncoded += other.uncoded;
        add(&mut self.languages, &other.languages);
        add(&mut self.sentiment, &other.sentiment);
        add(&mut self.flags, &other.flags);
    }
}

fn bump(counts: &mut BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => {
            counts.insert(name.to_owned(), 1);
        }
    }
}

fn add(counts: &mut BTreeMap<String, u64>, others: &BTreeMap<String, u64>) {
    for (name, count) in others {
        *counts.entry(name.clone()).or_default() += count;
    }
}
