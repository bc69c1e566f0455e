//! The versions that made tags.

use super::record::Version;
use super::state::State;
use crate::error::Result;
use rusqlite::{OptionalExtension as _, params};

/// Name under which the version of the codeframe in use is kept.
pub(super) const CODEFRAME: &str = "codeframe";

impl State {
    /// The codeframe in use: the one whose themes were written last; nothing before the first run.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn codeframe(&self) -> Result<Option<String>> {
        if let Some(version) = self.meta(CODEFRAME)? {
            return Ok(String::from_utf8(version).ok());
        }
        self.with(|db| {
            db.query_row(
                "SELECT codeframe FROM runs JOIN versions USING (version) ORDER BY generation DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()
        })
    }

    /// The number of a version, which it is given when it is first asked for.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn version(&self, version: &Version) -> Result<i64> {
        let Version {
            program,
            lexicons,
            codeframe,
        } = version;
        self.with(|db| {
            let named = params![program, lexicons, codeframe];
            db.execute(
                "INSERT OR IGNORE INTO versions (program, lexicons, codeframe) VALUES (?1, ?2, ?3)",
                named,
            )?;
            db.query_row(
                "SELECT version FROM versions WHERE program = ?1 AND lexicons = ?2 AND codeframe = ?3",
                named,
                |row| row.get(0),
            )
        })
    }

    /// Comments by the version that made their tags.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn comments_by_version(&self) -> Result<Vec<(Version, u64)>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT program, lexicons, codeframe, count(*) FROM comments JOIN versions USING (version)
                 GROUP BY version ORDER BY program, lexicons, codeframe",
            )?;
            let rows = select.query_map([], |row| {
                let version = Version {
                    program: row.get(0)?,
                    lexicons: row.get(1)?,
                    codeframe: row.get(2)?,
                };
                Ok((version, row.get(3)?))
            })?;
            rows.collect()
        })
    }
}
