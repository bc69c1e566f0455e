//! Columns of the exports and their values.

use super::Column;
use super::fact::Fact;
use super::index::Index;
use crate::error::Result;
use rusqlite::{OptionalExtension as _, params};

impl Index {
    /// Columns of the exports.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn columns(&self) -> Result<Vec<Column>> {
        self.with(|db| {
            let mut select = db.prepare("SELECT name, whole FROM columns ORDER BY name")?;
            let rows = select.query_map([], |row| {
                Ok(Column {
                    name: row.get(0)?,
                    whole: row.get(1)?,
                })
            })?;
            rows.collect()
        })
    }

    /// The values of a column with the number of comments that have each, the most frequent first.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn values(&self, column: &str, most: usize) -> Result<Vec<(String, u64)>> {
        let _one_view = self.view()?;
        let Some(column) = self.column(column)? else {
            return Ok(Vec::new());
        };
        let present = self.present()?;
        let mut counts: Vec<u64> = Vec::new();
        self.each(Fact::Column(column), |n, value| {
            if present.get(n).is_some_and(|place| *place > 0) {
                let value = value as usize;
                if counts.len() <= value {
                    counts.resize(value + 1, 0);
                }
                counts[value] += 1;
            }
        })?;
        let mut values: Vec<(String, u64)> = self.with(|db| {
            let mut select = db.prepare_cached("SELECT value, v FROM value WHERE c = ?1")?;
            let rows = select.query_map([column], |row| {
                let v: usize = row.get(1)?;
                Ok((row.get(0)?, counts.get(v).copied().unwrap_or_default()))
            })?;
            rows.collect::<rusqlite::Result<_>>()
        })?;
        values.retain(|(_, count)| *count > 0);
        values.sort_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
        values.truncate(most);
        Ok(values)
    }

    /// The numbers of values of a column; a value that no comment has has none.
    pub(super) fn value_numbers(&self, column: i64, values: &[&str]) -> Result<Vec<u64>> {
        self.with(|db| {
            let sql = "SELECT v FROM value WHERE c = ?1 AND value = ?2";
            let mut select = db.prepare_cached(sql)?;
            let mut numbers = Vec::new();
            for value in values {
                let number = select.query_row(params![column, value], |row| row.get(0));
                let number: Option<u64> = number.optional()?;
                numbers.extend(number);
            }
            Ok(numbers)
        })
    }

    /// The number of a column that can be filtered by.
    pub(super) fn column(&self, name: &str) -> Result<Option<i64>> {
        self.with(|db| {
            db.prepare_cached("SELECT c FROM columns WHERE name = ?1 AND whole")?
                .query_row([name], |row| row.get(0))
                .optional()
        })
    }
}
