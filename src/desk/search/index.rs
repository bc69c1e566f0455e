//! The index as a file.

use super::fact::Fact;
use super::norms::Norms;
use crate::document::Language;
use crate::error::{Error, Result};
use crate::lexicon::Files;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SCHEMA: &str = include_str!("schema.sql");
/// Version of the schema and of what is written by it; an index of another one is made anew.
const LAYOUT: i32 = 2;
/// How long to wait for another program that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What comments are found by.
#[derive(Debug)]
pub struct Index {
    pub(super) database: Connection,
    pub(super) norms: Norms,
    foldings: String,
    path: PathBuf,
}

impl Index {
    /// Opens the index in a folder of states, and makes an empty one where there is none. `files` are the lexicons
    /// whose foldings are used; other foldings than those that it was made with make it anew at the next update.
    ///
    /// # Errors
    /// It cannot be made or opened; a `language.toml` that breaks its format.
    pub fn open(states: &Path, files: &Files) -> Result<Self> {
        crate::store::create_private_folder(states)?;
        let path = states.join(crate::store::SEARCH);
        drop(crate::store::open_private(&path)?);
        let index = Self {
            database: connect(&path)?,
            norms: Norms::new(files)?,
            foldings: foldings(files),
            path,
        };
        let layout = index
            .with(|db| db.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0)))?;
        if layout != LAYOUT || index.meta("foldings")?.as_ref() != Some(&index.foldings) {
            index.with(|db| db.execute_batch("BEGIN IMMEDIATE"))?;
            index.clear()?;
            index.with(|db| db.execute_batch("COMMIT"))?;
        }
        Ok(index)
    }

    /// Makes it empty, within what was begun.
    pub(super) fn clear(&self) -> Result<()> {
        self.with(|db| {
            // What was erased elsewhere must not stand on pages that are free.
            db.execute_batch("PRAGMA secure_delete = ON")?;
            drop_all(db)?;
            db.execute_batch("PRAGMA secure_delete = OFF")?;
            db.execute_batch(SCHEMA)?;
            db.execute("INSERT INTO meta VALUES ('foldings', ?1)", [&self.foldings])?;
            db.pragma_update(None, "user_version", LAYOUT)
        })
    }

    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let worked = work(&self.database);
        worked.map_err(|error| {
            if !self.database.is_autocommit() {
                // What was begun is dropped; if that fails too the first error says more.
                let _ = self.database.execute_batch("ROLLBACK");
            }
            fail(&self.path, &error)
        })
    }

    /// Until it is dropped all is read as it is now, whatever another program writes.
    pub(super) fn view(&self) -> Result<Transaction<'_>> {
        let begun = self.database.unchecked_transaction();
        begun.map_err(|error| fail(&self.path, &error))
    }

    pub(super) fn meta(&self, name: &str) -> Result<Option<String>> {
        let known = self.with(|db| {
            db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'")?
                .exists([])
        })?;
        if !known {
            return Ok(None);
        }
        self.with(|db| {
            db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()
        })
    }

    pub(super) fn set_meta(&self, name: &str, value: &str) -> Result<()> {
        self.with(|db| db.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", [name, value]))?;
        Ok(())
    }

    /// The generation that it was brought up to; none before the first time.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn generation(&self) -> Result<Option<u64>> {
        let generation = self.meta("generation")?;
        Ok(generation.and_then(|number| number.parse().ok()))
    }

    /// The number of comments in it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn count(&self) -> Result<u64> {
        self.with(|db| db.query_row("SELECT count(*) FROM ids", [], |row| row.get(0)))
    }

    /// The first number that no comment ever had.
    pub(super) fn next(&self) -> Result<usize> {
        let next = self.meta("next")?;
        Ok(next.and_then(|number| number.parse().ok()).unwrap_or(1))
    }

    /// The place in the queue of each number, 0 where there is no comment.
    pub(super) fn present(&self) -> Result<Vec<u64>> {
        self.numbers(Fact::Place, self.next()?)
    }
}

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connected = Connection::open_with_flags(path, flags).and_then(|db| {
        db.busy_timeout(PATIENCE)?;
        db.set_prepared_statement_cache_capacity(64);
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
             PRAGMA mmap_size = 4294967296; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
             PRAGMA journal_size_limit = 67108864;",
        )?;
        Ok(db)
    });
    connected.map_err(|error| fail(path, &error))
}

fn drop_all(db: &Connection) -> rusqlite::Result<()> {
    let mut select = db.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND name NOT LIKE 'words\\_%' ESCAPE '\\'",
    )?;
    let names: Vec<String> = select
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in names {
        db.execute_batch(&format!("DROP TABLE \"{name}\""))?;
    }
    Ok(())
}

/// What tells foldings apart.
fn foldings(files: &Files) -> String {
    let mut hasher = blake3::Hasher::new();
    for language in Language::SERVED {
        let text = files.get(&format!("{}/language.toml", language.code()));
        hasher.update(text.unwrap_or_default().as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

fn fail(path: &Path, error: &rusqlite::Error) -> Error {
    Error::State {
        path: path.to_owned(),
        problem: format!("the index cannot be used: {error}"),
        help: "remove the file: it is made anew from the state".to_owned(),
    }
}
