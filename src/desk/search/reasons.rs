//! Reasons of single comments.

use super::fact::{Fact, bit};
use super::index::Index;
use crate::desk::queue::Reason;
use crate::error::Result;
use rusqlite::OptionalExtension as _;

impl Index {
    /// True if a comment was put into the queue for a reason.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn has(&self, comment: &str, reason: Reason) -> Result<bool> {
        let n: Option<usize> = self.with(|db| {
            db.prepare_cached("SELECT n FROM ids WHERE comment_id = ?1")?
                .query_row([comment], |row| row.get(0))
                .optional()
        })?;
        match n {
            Some(n) => Ok(self.number(Fact::Reasons, n)? & bit(reason) != 0),
            None => Ok(false),
        }
    }
}
