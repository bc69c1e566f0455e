//! The database of a state.

use super::private::create_private;
use super::record::Version;
use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, params};
use std::collections::BTreeMap;
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

/// An input that has been read to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Name of its source.
    pub source: String,
    /// The file, relative to the job's folder.
    pub path: String,
    /// Hash of its bytes.
    pub hash: String,
    /// Its bytes.
    pub bytes: u64,
    /// Hash of the settings it was read with.
    pub reading: String,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectRow {
    /// Name of its source.
    pub source: String,
    /// The file, relative to the job's folder.
    pub path: String,
    /// Record in the file, from 1.
    pub row: u64,
    /// Line in the file, from 1.
    pub line: u64,
    /// Bytes of the decoded file, half-open.
    pub bytes: (u64, u64),
    /// Short code of the reason.
    pub reason: String,
    /// The reason and the remedy in words.
    pub detail: String,
    /// The row as it stood in the file.
    pub raw: Vec<u8>,
}

/// A run that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// The generation it made.
    pub generation: u64,
    /// Its date in the job's time zone.
    pub run_date: String,
    /// `run`, `replay` or `recode`.
    pub kind: &'static str,
    /// `published` or `incomplete`.
    pub status: &'static str,
    /// Rows read, annotated, rejected, skipped.
    pub rows: [u64; 4],
    /// Comments new, changed, updated, unchanged, duplicate, superseded, recoded.
    pub comments: [u64; 7],
}

/// What a run brought of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRow {
    /// Name of the source.
    pub source: String,
    /// Rows read.
    pub read: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Comments by language.
    pub languages: BTreeMap<String, u64>,
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
        Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?.checked()
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

    /// Writes the themes of the codeframe; those of older codeframes stay while rows name them.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_themes(&self, lexicons: &Lexicons) -> Result<()> {
        let codeframe = lexicons.codeframe();
        self.with(|db| {
            let mut insert = db
                .prepare("INSERT OR REPLACE INTO themes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
            for (number, theme) in codeframe.themes.iter().enumerate() {
                let labels = serde_json::to_string(&theme.labels).unwrap_or_default();
                insert.execute(params![
                    theme.id,
                    number,
                    theme
                        .parent
                        .map(|parent| codeframe.theme(parent).id.as_str()),
                    theme.stage,
                    theme.prior.map(|prior| prior.name()),
                    labels,
                    theme.definition,
                    codeframe.version,
                ])?;
            }
            Ok(())
        })
    }

    /// Drops themes of older codeframes that no row names any more.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn drop_unused_themes(&self, codeframe: &str) -> Result<()> {
        self.with(|db| {
            db.execute(
                "DELETE FROM themes WHERE codeframe <> ?1
                 AND theme NOT IN (SELECT theme FROM mentions)
                 AND theme NOT IN (SELECT parent FROM mentions WHERE parent IS NOT NULL)",
                [codeframe],
            )
        })?;
        Ok(())
    }

    /// Inputs of a source that have been read.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn files(&self, source: &str) -> Result<Vec<FileRow>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT source, path, hash, bytes, reading FROM files WHERE source = ?1 ORDER BY path",
            )?;
            let rows = select.query_map([source], |row| {
                Ok(FileRow {
                    source: row.get(0)?,
                    path: row.get(1)?,
                    hash: row.get(2)?,
                    bytes: row.get(3)?,
                    reading: row.get(4)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Notes that an input has been read to the end.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_file(&self, file: &FileRow, generation: u64) -> Result<()> {
        self.with(|db| {
            db.execute(
                "INSERT OR REPLACE INTO files VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    file.source,
                    file.path,
                    file.hash,
                    file.bytes,
                    file.reading,
                    generation
                ],
            )
        })?;
        Ok(())
    }

    /// The columns of a source as they were last accepted, in JSON.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn shape(&self, source: &str) -> Result<Option<String>> {
        self.with(|db| {
            db.query_row(
                "SELECT shape FROM shapes WHERE source = ?1",
                [source],
                |row| row.get(0),
            )
            .optional()
        })
    }

    /// Accepts the columns of a source.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_shape(&self, source: &str, shape: &str) -> Result<()> {
        self.with(|db| {
            db.execute(
                "INSERT OR REPLACE INTO shapes VALUES (?1, ?2)",
                [source, shape],
            )
        })?;
        Ok(())
    }

    /// Forgets the rejects of an input.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn clear_rejects(&self, source: &str, path: &str) -> Result<()> {
        self.with(|db| {
            db.execute(
                "DELETE FROM rejects WHERE source = ?1 AND path = ?2",
                [source, path],
            )
        })?;
        Ok(())
    }

    /// Adds a reject.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn add_reject(&self, reject: &RejectRow) -> Result<()> {
        self.with(|db| {
            db.prepare_cached(
                "INSERT INTO rejects SELECT ?1, ?2, 1 + coalesce(max(number), 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9
                 FROM rejects WHERE source = ?1 AND path = ?2",
            )?
            .execute(params![
                reject.source,
                reject.path,
                reject.row,
                reject.line,
                reject.bytes.0,
                reject.bytes.1,
                reject.reason,
                reject.detail,
                reject.raw,
            ])
        })?;
        Ok(())
    }

    /// Hands each reject to `each`, by source, file and place.
    ///
    /// # Errors
    /// Those of `each`, and see [`State::begin`].
    pub fn each_reject(&self, mut each: impl FnMut(RejectRow) -> Result<()>) -> Result<()> {
        let fail = |error| self.error(error);
        let mut select = self
            .database
            .prepare(
                "SELECT source, path, row, line, start, end, reason, detail, raw FROM rejects
                 ORDER BY source, path, number",
            )
            .map_err(fail)?;
        let mut rows = select.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            each(reject(row).map_err(fail)?)?;
        }
        Ok(())
    }

    /// The number of rejects.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn reject_count(&self) -> Result<u64> {
        self.with(|db| db.query_row("SELECT count(*) FROM rejects", [], |row| row.get(0)))
    }

    /// Notes a run.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn add_run(&self, run: &RunRow, version: i64, sources: &[SourceRow]) -> Result<()> {
        let [read, annotated, rejected, skipped] = run.rows;
        let [
            new,
            changed,
            updated,
            unchanged,
            duplicates,
            superseded,
            recoded,
        ] = run.comments;
        self.with(|db| {
            db.execute(
                "INSERT OR REPLACE INTO runs VALUES
                 (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                params![
                    run.generation,
                    run.run_date,
                    run.kind,
                    run.status,
                    version,
                    read,
                    annotated,
                    rejected,
                    skipped,
                    new,
                    changed,
                    updated,
                    unchanged,
                    duplicates,
                    superseded,
                    recoded,
                ],
            )?;
            for source in sources {
                let languages = serde_json::to_string(&source.languages).unwrap_or_default();
                db.execute(
                    "INSERT OR REPLACE INTO run_sources VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![
                        run.generation,
                        source.source,
                        source.read,
                        source.rejected,
                        languages
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// What the last `count` runs that read something of a source brought, the newest first.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn last_runs(&self, source: &str, count: usize) -> Result<Vec<SourceRow>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT source, s.read, s.rejected, languages FROM run_sources s JOIN runs USING (generation)
                 WHERE source = ?1 AND s.read > 0 AND kind = 'run' ORDER BY generation DESC LIMIT ?2",
            )?;
            let rows = select.query_map(params![source, count], |row| {
                let languages: String = row.get(3)?;
                Ok(SourceRow {
                    source: row.get(0)?,
                    read: row.get(1)?,
                    rejected: row.get(2)?,
                    languages: serde_json::from_str(&languages).unwrap_or_default(),
                })
            })?;
            rows.collect()
        })
    }

    /// The newest day and moment of a source's comments.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn newest(&self, source: &str) -> Result<(Option<String>, Option<String>)> {
        self.with(|db| {
            db.query_row(
                "SELECT max(day), max(at) FROM comments WHERE source = ?1",
                [source],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
        })
    }
}

fn reject(row: &rusqlite::Row<'_>) -> rusqlite::Result<RejectRow> {
    Ok(RejectRow {
        source: row.get(0)?,
        path: row.get(1)?,
        row: row.get(2)?,
        line: row.get(3)?,
        bytes: (row.get(4)?, row.get(5)?),
        reason: row.get(6)?,
        detail: row.get(7)?,
        raw: row.get(8)?,
    })
}

/// An error of the database as one of ours: what the disk did, or what is wrong with the file.
fn wrap(path: &Path, error: rusqlite::Error) -> Error {
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
