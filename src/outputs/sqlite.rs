//! The published tables as one SQLite database.

use super::rows::Cells;
use super::table::{Dialect, Table, Value, list};
use super::{Writer, tables};
use crate::error::{Error, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Writes the database.
pub(super) struct Sqlite {
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
    pub fn create(folder: &Path) -> Result<Self> {
        let path = folder.join("verbatims.sqlite");
        File::create_new(&path).map_err(|source| Error::Create {
            path: path.clone(),
            source,
        })?;
        let database = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE);
        let database = database.map_err(|error| fail(&path, error))?;
        let this = Self { path, database };
        this.begin().map_err(|error| fail(&this.path, error))?;
        Ok(this)
    }

    fn begin(&self) -> rusqlite::Result<()> {
        // Nobody sees the file before it is complete and synced.
        self.database.execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             PRAGMA cache_size = -32768; PRAGMA foreign_keys = OFF; BEGIN;",
        )?;
        self.database
            .pragma_update(None, "user_version", tables::LAYOUT)?;
        for table in tables::ALL {
            self.database.execute_batch(&definition(table))?;
        }
        Ok(())
    }
}

/// A table with its keys in SQL.
fn definition(table: &Table) -> String {
    let columns = table.column_definitions(Dialect::Sqlite);
    let key = list(table.key);
    let references = table.references.iter().map(|reference| {
        let columns = list(reference.columns);
        format!(", FOREIGN KEY ({columns}) REFERENCES {}", reference.table)
    });
    let references: String = references.collect();
    let name = table.name;
    format!("CREATE TABLE {name} ({columns}, PRIMARY KEY ({key}){references})")
}

/// The indexes of all tables in SQL.
fn indexes() -> String {
    let indexes = tables::ALL.iter().flat_map(|table| {
        let named = |columns: &&[&str]| {
            let (name, by) = (table.name, columns.join("_"));
            format!("CREATE INDEX {name}_by_{by} ON {name} ({});", list(columns))
        };
        table.indexes.iter().map(named)
    });
    indexes.collect()
}

impl Writer for Sqlite {
    fn rows(&mut self, table: &'static Table, rows: &[Cells<'_>]) -> Result<()> {
        let marks = vec!["?"; table.columns.len()].join(", ");
        let sql = format!("INSERT INTO {} VALUES ({marks})", table.name);
        let insert = || -> rusqlite::Result<()> {
            let mut insert = self.database.prepare_cached(&sql)?;
            for row in rows {
                insert.execute(params_from_iter(row))?;
            }
            Ok(())
        };
        insert().map_err(|error| fail(&self.path, error))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let Self { path, database } = *self;
        let finished = database.execute_batch(&format!("{} COMMIT;", indexes()));
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
