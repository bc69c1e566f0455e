//! The published tables as one SQLite database.

use super::tables::{self, Table, Value};
use super::{Wanted, Writer};
use crate::error::{Error, Result};
use crate::store::record::Stored;
use crate::store::state::State;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Writes the database.
pub(super) struct Sqlite {
    wanted: Wanted,
    path: PathBuf,
    database: Connection,
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::None => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Whole(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
        }))
    }
}

impl Sqlite {
    pub fn create(folder: &Path, state: &State, wanted: Wanted) -> Result<Self> {
        let path = folder.join("verbatims.sqlite");
        File::create_new(&path).map_err(|source| Error::Create {
            path: path.clone(),
            source,
        })?;
        let database = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE);
        let database = database.map_err(|error| fail(&path, error))?;
        let this = Self {
            wanted,
            path,
            database,
        };
        this.begin().map_err(|error| fail(&this.path, error))?;
        for row in tables::theme_rows(state)? {
            this.insert(&tables::THEMES, &row)?;
        }
        for row in tables::run_rows(state)? {
            this.insert(&tables::RUNS, &row)?;
        }
        Ok(this)
    }

    fn begin(&self) -> rusqlite::Result<()> {
        // Nobody sees the file before it is complete and synced.
        self.database.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             PRAGMA cache_size = -32768; PRAGMA foreign_keys = OFF; BEGIN;",
        )?;
        for table in tables::ALL {
            let columns = table.columns.iter();
            let columns: Vec<String> = columns
                .map(|(name, kind)| format!("\"{name}\" {kind}"))
                .collect();
            let sql = format!(
                "CREATE TABLE {} ({}, {})",
                table.name,
                columns.join(", "),
                table.keys
            );
            self.database.execute_batch(&sql)?;
        }
        Ok(())
    }

    fn insert(&self, table: &Table, row: &[Value<'_>]) -> Result<()> {
        let marks = vec!["?"; table.columns.len()].join(", ");
        let sql = format!("INSERT INTO {} VALUES ({marks})", table.name);
        let inserted = self.database.prepare_cached(&sql);
        let inserted = inserted.and_then(|mut insert| insert.execute(params_from_iter(row)));
        inserted.map(drop).map_err(|error| fail(&self.path, error))
    }
}

impl Writer for Sqlite {
    fn comment(&mut self, comment: &Stored) -> Result<()> {
        let rows = tables::comment_rows(comment, &self.wanted);
        self.insert(&tables::COMMENTS, &rows.comment)?;
        for (table, rows) in [
            (tables::SEGMENTS, rows.segments),
            (tables::MENTIONS, rows.mentions),
            (tables::EVIDENCE, rows.evidence),
            (tables::CORRECTIONS, rows.corrections),
        ] {
            rows.iter().try_for_each(|row| self.insert(&table, row))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let Self { path, database, .. } = *self;
        let finished = database.execute_batch(
            "CREATE INDEX mentions_by_theme ON mentions (theme, polarity);
             CREATE INDEX comments_by_day ON comments (day); COMMIT;",
        );
        finished.map_err(|error| fail(&path, error))?;
        database.flush_prepared_statement_cache();
        database.close().map_err(|(_, error)| fail(&path, error))?;
        let file = File::open(&path).and_then(|file| file.sync_all());
        file.map_err(|error| Error::io(&path, error))
    }
}

fn fail(path: &Path, error: rusqlite::Error) -> Error {
    let full = error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
    let kind = if full {
        io::ErrorKind::StorageFull
    } else {
        io::ErrorKind::Other
    };
    Error::io(path, io::Error::new(kind, error))
}
