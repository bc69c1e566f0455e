//! Erases the comments of respondents for good.

use super::corrections::Journal;
use super::record::Row;
use super::state::State;
use crate::error::Result;
use rusqlite::{Connection, params};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashSet};

/// Name under which a state keeps who was erased.
const ERASED: &str = "erased";
/// Bytes of a mark.
const MARK: usize = 16;

/// Whose comments are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Respondents {
    /// Ids as the export or the published tables have them: `R-1`, `nps/R-1`.
    pub ids: BTreeSet<String>,
    /// Columns with the value that they have in the rows that are meant.
    pub fields: Vec<(String, String)>,
}

/// A comment that is to be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    key: i64,
    /// Its id, as published.
    pub comment_id: String,
    /// The row it is from: all comments of the row share it.
    pub row_id: String,
}

/// Rows that were erased: they are not taken in again when they are delivered again. Of their ids only a hash is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased(HashSet<[u8; MARK]>);

impl Erased {
    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// True if a row is one of them.
    pub fn holds(&self, row: &Row) -> bool {
        !self.0.is_empty()
            && self
                .0
                .contains(&mark(row_id(&row.comment_id, row.column.as_deref())))
    }
}

/// The id of the row that a comment is from: that of the comment without the column, where a row has several.
fn row_id<'i>(comment_id: &'i str, column: Option<&str>) -> &'i str {
    let of_column = column.and_then(|column| comment_id.strip_suffix(column)?.strip_suffix('#'));
    of_column.unwrap_or(comment_id)
}

fn mark(row_id: &str) -> [u8; MARK] {
    let mut mark = [0; MARK];
    blake3::Hasher::new()
        .update(row_id.as_bytes())
        .finalize_xof()
        .fill(&mut mark);
    mark
}

impl Respondents {
    /// True if a comment is one of theirs.
    fn wrote(&self, found: &Found, source: &str, fields: &str) -> bool {
        let bare = found.row_id.strip_prefix(source);
        let bare = bare.and_then(|bare| bare.strip_prefix('/'));
        let names = [Some(&*found.comment_id), Some(&*found.row_id), bare];
        let named = |id: Option<&str>| id.is_some_and(|id| self.ids.contains(id));
        names.into_iter().any(named) || (!self.fields.is_empty() && self.have(fields))
    }

    fn have(&self, fields: &str) -> bool {
        let cells: Map<String, Value> = serde_json::from_str(fields).unwrap_or_default();
        self.fields
            .iter()
            .any(|(name, wanted)| match cells.get(name) {
                Some(Value::String(cell)) => cell.trim() == wanted,
                Some(other) => {
                    let written = other.to_string();
                    written.as_str() == wanted.as_str()
                }
                None => false,
            })
    }

    /// True if raw bytes of a row hold one of the ids or values, with no letter or digit beside it.
    fn stand_in(&self, raw: &[u8]) -> bool {
        let values = self.fields.iter().map(|(_, value)| value);
        self.ids.iter().chain(values).any(|value| {
            let ends = memchr::memmem::find_iter(raw, value.as_bytes());
            let mut ends = ends.map(|start| (start, start + value.len()));
            let part = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric());
            !value.is_empty()
                && ends.any(|(start, end)| {
                    let before = start.checked_sub(1).and_then(|before| raw.get(before));
                    !part(before) && !part(raw.get(end))
                })
        })
    }
}

impl State {
    /// The comments of respondents.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn comments_of(&self, whose: &Respondents) -> Result<Vec<Found>> {
        self.with(|db| {
            let mut select =
                db.prepare("SELECT key, comment_id, \"column\", source, fields FROM comments")?;
            let mut rows = select.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let comment_id: String = row.get(1)?;
                let column: Option<String> = row.get(2)?;
                let found = Found {
                    key: row.get(0)?,
                    row_id: row_id(&comment_id, column.as_deref()).to_owned(),
                    comment_id,
                };
                let (source, fields): (String, String) = (row.get(3)?, row.get(4)?);
                if whose.wrote(&found, &source, &fields) {
                    all.push(found);
                }
            }
            Ok(all)
        })
    }

    /// Erases comments with all that is known of them, and the rows that could not be read in which the respondents'
    /// ids or values stand; notes that they were erased. Gives the number of rows that could not be read.
    ///
    /// Nothing of them is left in the file: it is written anew. The state must be at [`State::begin`], and is again.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn erase(&self, whose: &Respondents, found: &[Found]) -> Result<u64> {
        let mut marks = self.meta(ERASED)?.unwrap_or_default();
        let rows: BTreeSet<&str> = found.iter().map(|one| one.row_id.as_str()).collect();
        rows.iter().for_each(|row| marks.extend(mark(row)));
        let rejects = self.with(|db| {
            for one in found {
                for table in ["mentions", "evidence", "comments"] {
                    db.prepare_cached(&format!("DELETE FROM {table} WHERE key = ?1"))?
                        .execute([one.key])?;
                }
            }
            forget_languages(db, found)?;
            erase_rejects(db, whose)
        })?;
        self.set_meta(ERASED, (!marks.is_empty()).then_some(&marks))?;
        self.commit()?;
        self.with(|db| db.execute_batch("VACUUM"))?;
        self.begin()?;
        Ok(rejects)
    }

    /// Who was erased.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn erased(&self) -> Result<Erased> {
        let marks = self.meta(ERASED)?.unwrap_or_default();
        let (marks, _) = marks.as_chunks::<MARK>();
        Ok(Erased(marks.iter().copied().collect()))
    }
}

/// Forgets which languages people have named; the table is there only where somebody has.
fn forget_languages(db: &Connection, found: &[Found]) -> rusqlite::Result<()> {
    let table = "SELECT 1 FROM sqlite_master WHERE name = 'named_languages'";
    if !db.prepare(table)?.exists([])? {
        return Ok(());
    }
    let mut delete = db.prepare("DELETE FROM named_languages WHERE key = ?1")?;
    found
        .iter()
        .try_for_each(|one| delete.execute([one.key]).map(drop))
}

fn erase_rejects(db: &Connection, whose: &Respondents) -> rusqlite::Result<u64> {
    let mut select = db.prepare("SELECT source, path, number, raw FROM rejects")?;
    let mut rows = select.query([])?;
    let mut theirs: Vec<(String, String, i64)> = Vec::new();
    while let Some(row) = rows.next()? {
        let raw: Vec<u8> = row.get(3)?;
        if whose.stand_in(&raw) {
            theirs.push((row.get(0)?, row.get(1)?, row.get(2)?));
        }
    }
    for (source, path, number) in &theirs {
        db.execute(
            "DELETE FROM rejects WHERE source = ?1 AND path = ?2 AND number = ?3",
            params![source, path, number],
        )?;
    }
    Ok(theirs.len() as u64)
}

impl Journal {
    /// Forgets all that people have said of comments, for good.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn erase(&mut self, found: &[Found]) -> Result<()> {
        self.with(|db| {
            let change = db.transaction()?;
            for one in found {
                for table in ["corrections", "assignments", "codings"] {
                    change
                        .prepare_cached(&format!("DELETE FROM {table} WHERE comment = ?1"))?
                        .execute([&one.comment_id])?;
                }
            }
            change.commit()?;
            db.execute_batch("VACUUM")
        })
    }

    /// True if there is a journal in a folder of states.
    pub fn is_in(states: &std::path::Path) -> bool {
        states.join(Self::FILE).exists()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whose(ids: &[&str], fields: &[(&str, &str)]) -> Respondents {
        let fields = fields.iter();
        Respondents {
            ids: ids.iter().map(|&id| id.to_owned()).collect(),
            fields: fields
                .map(|&(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_comment_is_known_by_the_id_of_its_row_and_by_its_cells() {
        let found = Found {
            key: 1,
            comment_id: "nps/R-1#Why?".to_owned(),
            row_id: row_id("nps/R-1#Why?", Some("Why?")).to_owned(),
        };
        assert_eq!(found.row_id, "nps/R-1");
        let fields = r#"{"email":" a@example.com ","age":41}"#;
        for (whose, theirs) in [
            (whose(&["R-1"], &[]), true),
            (whose(&["nps/R-1"], &[]), true),
            (whose(&["nps/R-1#Why?"], &[]), true),
            (whose(&["R-11", "csat/R-1", "R"], &[]), false),
            (whose(&[], &[("email", "a@example.com")]), true),
            (whose(&[], &[("age", "41")]), true),
            (
                whose(&[], &[("email", "example.com"), ("phone", "1")]),
                false,
            ),
        ] {
            assert_eq!(whose.wrote(&found, "nps", fields), theirs, "{whose:?}");
        }
    }

    #[test]
    fn an_id_stands_in_a_row_as_a_whole_only() {
        let whose = whose(&["R-1"], &[]);
        for (raw, stands) in [
            ("R-1;bad", true),
            ("x,R-1", true),
            ("R-12,x", false),
            ("AR-1", false),
        ] {
            assert_eq!(whose.stand_in(raw.as_bytes()), stands, "{raw}");
        }
    }
}
