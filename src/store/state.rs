//! The database of a state.

use super::private::create_private;
use crate::error::{Error, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, params};
use std::io;
use std::path::{Path, PathBuf};

const SCHEMA: &str = include_str!("schema.sql");
/// Version of the schema.
const LAYOUT: i32 = 1;

/// A state.
#[derive(Debug)]
pub struct State {
    pub(super) database: Connection,
    path: PathBuf,
}

impl State {
    /// Makes an empty state in a new file.
    ///
    /// # Errors
    /// The file cannot be made or written.
    pub fn create(path: &Path) -> Result<Self> {
        create_private(path)?;
        let state = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let made = state.database.execute_batch(SCHEMA);
        let made = made.and_then(|()| state.database.pragma_update(None, "user_version", LAYOUT));
        made.map_err(|error| state.error(error))?;
        Ok(state)
    }

    /// Opens a state to change it. It must be nobody else's.
    ///
    /// # Errors
    /// It cannot be read, or is none of this program's.
    pub fn open(path: &Path) -> Result<Self> {
        let state = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?.checked()?;
        // States of older programs do without.
        state.with(|db| {
            db.execute_batch(
                "CREATE INDEX IF NOT EXISTS comments_by_generation ON comments (generation)",
            )
        })?;
        Ok(state)
    }

    /// Opens a state to read it.
    ///
    /// # Errors
    /// As [`State::open`].
    pub fn read_only(path: &Path) -> Result<Self> {
        Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?.checked()
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(path, flags);
        let state = Self {
            database: database.map_err(|error| wrap(path, error))?,
            path: path.to_owned(),
        };
        // The file is private to the run until it is complete, and synced then. A journal is kept so that killing
        // the process leaves a file that can be worked on.
        let set = state.database.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF;
             PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
        );
        set.map_err(|error| state.error(error))?;
        state.database.set_prepared_statement_cache_capacity(64);
        Ok(state)
    }

    fn checked(self) -> Result<Self> {
        let layout = self
            .database
            .pragma_query_value(None, "user_version", |row| row.get(0));
        let layout: i32 = layout.map_err(|error| self.error(error))?;
        if layout == LAYOUT {
            return Ok(self);
        }
        Err(Error::State {
            problem: format!("layout {layout} where this program has {LAYOUT}"),
            help: "use the version of the program that made it".to_owned(),
            path: self.path,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn error(&self, error: rusqlite::Error) -> Error {
        wrap(&self.path, error)
    }

    /// Runs `work` on the database, with errors that name the file.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        work(&self.database).map_err(|error| self.error(error))
    }

    /// Begins to change something; what is changed until [`State::commit`] is kept whole or not at all.
    ///
    /// # Errors
    /// As all below: the database cannot be read or written.
    pub fn begin(&self) -> Result<()> {
        self.with(|db| db.execute_batch("BEGIN IMMEDIATE"))
    }

    /// Keeps what was changed.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn commit(&self) -> Result<()> {
        self.with(|db| db.execute_batch("COMMIT"))
    }

    /// Completes the file.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn close(self) -> Result<()> {
        self.database.flush_prepared_statement_cache();
        let Self { database, path } = self;
        database.close().map_err(|(_, error)| wrap(&path, error))
    }

    /// Something kept under a name.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.with(|db| {
            db.prepare_cached("SELECT value FROM meta WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
        })
    }

    /// Keeps something under a name, or nothing any more.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_meta(&self, name: &str, value: Option<&[u8]>) -> Result<()> {
        self.with(|db| match value {
            Some(value) => db
                .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?
                .execute(params![name, value]),
            None => db.execute("DELETE FROM meta WHERE name = ?1", [name]),
        })?;
        Ok(())
    }
}

/// An error of the database as one of ours: what the disk did, or what is wrong with the file.
pub(super) fn wrap(path: &Path, error: rusqlite::Error) -> Error {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => io::ErrorKind::PermissionDenied,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            return Error::State {
                path: path.to_owned(),
                problem: format!("the database is damaged: {error}"),
                help: "go back with `verbatims run JOB --rollback`, or restore the folder"
                    .to_owned(),
            };
        }
        _ => io::ErrorKind::Other,
    };
    Error::io(path, io::Error::new(kind, error))
}
