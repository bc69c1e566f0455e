//! Reasons of single comments.

use super::index::Index;
use super::write::bit;
use crate::desk::queue::Reason;
use crate::error::Result;
use rusqlite::{OptionalExtension as _, params};

impl Index {
    /// True if a comment was put into the queue for a reason.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn has(&self, comment: &str, reason: Reason) -> Result<bool> {
        let reasons: Option<i64> = self.with(|db| {
            db.prepare_cached(
                "SELECT reasons FROM comment JOIN ids USING (n) WHERE comment_id = ?1",
            )?
            .query_row(params![comment], |row| row.get(0))
            .optional()
        })?;
        Ok(reasons.is_some_and(|reasons| reasons & bit(reason) != 0))
    }
}
