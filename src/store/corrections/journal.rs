//! The database that corrections are saved into between runs.
//!
//! It stands beside the states, and belongs to none of them: a state is never changed in place. What a call has saved is
//! safe on disk when the call returns (a rollback journal, synced with its folder), and a call that is killed has saved
//! all of its entries or none. Several programs may have it open; writers wait for one another.

use super::draft::{Draft, Seen};
use super::{Change, Correction, Log};
use crate::error::{Error, Result};
use crate::store::private::open_private;
use crate::store::state::State;
use jiff::{Timestamp, ToSpan as _};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SCHEMA: &str = include_str!("journal.sql");
/// Version of the schema.
const LAYOUT: i32 = 1;
/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Hexadecimal letters of a batch.
const BATCH: usize = 12;
/// Most bytes of a name and of a reason.
const LONGEST: [usize; 2] = [200, 4000];

/// The database of the desk: corrections here, codings in [`crate::desk`].
#[derive(Debug)]
pub struct Journal {
    database: Connection,
    path: PathBuf,
}

/// Who says something, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// A name.
    pub author: String,
    /// The reason; may be empty.
    pub why: String,
}

/// What is to be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The correction of this id.
    One(String),
    /// All of a batch that stand. Where the batch was an undoing, what it had undone stands again.
    Batch(String),
}

impl Journal {
    /// Name of the file in the folder of states.
    pub(in crate::store) const FILE: &str = "desk.sqlite";

    /// Opens the database in a folder of states, and makes it where there is none.
    ///
    /// # Errors
    /// It cannot be made or read, or is of another version.
    pub fn open(states: &Path) -> Result<Self> {
        let path = states.join(Self::FILE);
        crate::store::create_private_folder(states)?;
        // Made empty and private where it is missing; whoever comes first writes the schema.
        drop(open_private(&path)?);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(&path, flags);
        let database = database.map_err(|error| crate::store::state::wrap(&path, error))?;
        let mut journal = Self { database, path };
        journal.prepare()?;
        Ok(journal)
    }

    /// The log of a folder of states, empty where nothing was ever saved. Makes nothing.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn read(states: &Path) -> Result<Log> {
        if states.join(Self::FILE).exists() {
            Self::open(states)?.log()
        } else {
            Ok(Log::default())
        }
    }

    fn prepare(&mut self) -> Result<()> {
        let layout = self.with(|db| {
            db.busy_timeout(PATIENCE)?;
            db.execute_batch(
                "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA trusted_schema = OFF;",
            )?;
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let layout: i32 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if layout == 0 {
                change.execute_batch(SCHEMA)?;
                change.pragma_update(None, "user_version", LAYOUT)?;
            }
            change.commit()?;
            Ok(if layout == 0 { LAYOUT } else { layout })
        })?;
        if layout == LAYOUT {
            return Ok(());
        }
        Err(Error::State {
            path: self.path.clone(),
            problem: format!("layout {layout} where this program has {LAYOUT}"),
            help: "use the version of the program that made it".to_owned(),
        })
    }

    /// Runs `work` on the database, with errors that name the file.
    pub(crate) fn with<T>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        work(&mut self.database).map_err(|error| crate::store::state::wrap(&self.path, error))
    }

    /// Everything that was ever saved.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn log(&mut self) -> Result<Log> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT id, batch, at, author, why, comment, content, target, value, machine FROM corrections",
            )?;
            let rows = select.query_map([], correction)?;
            Ok(Log::new(rows.collect::<rusqlite::Result<_>>()?))
        })
    }

    /// Saves corrections of comments of a state: all or none. What they already say is saved too, as a confirmation.
    ///
    /// # Errors
    /// No name, a comment that is not there, a theme that is not in its codeframe, nothing to save; the database
    /// cannot be written.
    pub fn save(
        &mut self,
        state: &State,
        batch: &Batch,
        drafts: &[Draft],
    ) -> Result<Vec<Correction>> {
        self.save_seen(batch, Seen::all(drafts, state)?)
    }

    /// The same for drafts whose comments were read already.
    ///
    /// # Errors
    /// No name, nothing to save; the database cannot be written.
    pub fn save_seen(&mut self, batch: &Batch, seen: Vec<Seen>) -> Result<Vec<Correction>> {
        let entries = seen.into_iter().map(|seen| Correction {
            content: seen.content,
            machine: seen.machine,
            ..entry(batch, &seen.draft.comment, seen.draft.change)
        });
        self.append(batch, entries.collect())
    }

    /// Undoes a correction or a batch: entries that say so. What stood before stands again.
    ///
    /// # Errors
    /// No name, nothing that stands; the database cannot be written.
    pub fn undo(&mut self, which: &Which, batch: &Batch) -> Result<Vec<Correction>> {
        let log = self.log()?;
        let undone = log.undone();
        let meant = |one: &&Correction| match which {
            Which::One(id) => one.id == *id,
            Which::Batch(batch) => one.batch == *batch,
        };
        let standing = log.entries().iter().filter(meant);
        let entries = standing
            .filter(|one| !undone.contains(one.id.as_str()))
            .map(|one| Correction {
                content: one.content.clone(),
                ..entry(batch, &one.comment, Change::Undo(one.id.clone()))
            })
            .collect();
        self.append(batch, entries)
    }

    /// Takes in entries of another journal; those that are here already are passed over. Entries without an id were
    /// written by hand, and are taken as if they were saved now. Gives the number of entries that came to it.
    ///
    /// # Errors
    /// An entry by hand without a name, or what [`Journal::save`] refuses; the database cannot be written.
    pub fn import(&mut self, entries: Vec<Correction>, state: &State) -> Result<usize> {
        let (whole, by_hand): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|one| !one.id.is_empty());
        for one in &by_hand {
            check_names(&one.author, &one.why)?;
        }
        let drafts: Vec<Draft> = by_hand.iter().map(Draft::of).collect();
        let mut of_author: Vec<(String, Vec<Correction>)> = Vec::new();
        for (one, seen) in by_hand.into_iter().zip(Seen::all(&drafts, state)?) {
            let one = Correction {
                content: seen.content,
                machine: seen.machine,
                ..one
            };
            match of_author.iter_mut().find(|(name, _)| *name == one.author) {
                Some((_, list)) => list.push(one),
                None => of_author.push((one.author.clone(), vec![one])),
            }
        }
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut added = 0;
            for entry in &whole {
                added += insert(&change, entry)?;
            }
            for (author, list) in of_author {
                added += stamp_and_insert(&change, &author, list)?.len();
            }
            change.commit()?;
            Ok(added)
        })
    }

    fn append(&mut self, batch: &Batch, entries: Vec<Correction>) -> Result<Vec<Correction>> {
        check_names(&batch.author, &batch.why)?;
        if entries.is_empty() {
            return Err(refused(
                "corrections",
                "there is nothing to save",
                "name corrections or a batch that stand; see `verbatims corrections list`",
            ));
        }
        self.with(|db| {
            let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let saved = stamp_and_insert(&change, &batch.author, entries)?;
            change.commit()?;
            Ok(saved)
        })
    }
}

fn entry(batch: &Batch, comment: &str, change: Change) -> Correction {
    Correction {
        id: String::new(),
        batch: String::new(),
        at: String::new(),
        author: batch.author.clone(),
        why: batch.why.clone(),
        comment: comment.to_owned(),
        content: String::new(),
        change,
        machine: String::new(),
    }
}

/// Gives entries their times, each later than all that are there, their batch and their ids.
fn stamp_and_insert(
    db: &Connection,
    author: &str,
    mut entries: Vec<Correction>,
) -> rusqlite::Result<Vec<Correction>> {
    let last: Option<String> = db
        .query_row("SELECT max(at) FROM corrections", [], |row| row.get(0))
        .optional()?
        .flatten();
    let last: Option<Timestamp> = last.and_then(|at| at.parse().ok());
    let after = last.map(|last| last + 1.microsecond());
    let mut at = Timestamp::now().max(after.unwrap_or(Timestamp::MIN));
    let first = written(at);
    let mut batch = blake3::hash(format!("{first} {author}").as_bytes())
        .to_hex()
        .to_string();
    batch.truncate(BATCH);
    for entry in &mut entries {
        entry.at = written(at);
        entry.batch.clone_from(&batch);
        entry.id = entry.hash();
        insert(db, entry)?;
        at += 1.microsecond();
    }
    Ok(entries)
}

fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

fn insert(db: &Connection, entry: &Correction) -> rusqlite::Result<usize> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO corrections (id, batch, at, author, why, comment, content, target, value, machine)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        entry.id,
        entry.batch,
        entry.at,
        entry.author,
        entry.why,
        entry.comment,
        entry.content,
        entry.change.target(),
        entry.change.value(),
        entry.machine,
    ])
}

/// An entry out of a row of the columns of the table, in their order.
pub(super) fn correction(row: &rusqlite::Row<'_>) -> rusqlite::Result<Correction> {
    let (target, value): (String, String) = (row.get(7)?, row.get(8)?);
    let change = Change::parse(&target, &value).map_err(|problem| {
        rusqlite::Error::FromSqlConversionFailure(8, rusqlite::types::Type::Text, problem.into())
    })?;
    Ok(Correction {
        id: row.get(0)?,
        batch: row.get(1)?,
        at: row.get(2)?,
        author: row.get(3)?,
        why: row.get(4)?,
        comment: row.get(5)?,
        content: row.get(6)?,
        change,
        machine: row.get(9)?,
    })
}

/// A name is one line that is not empty; a reason may have several.
pub(crate) fn check_names(author: &str, why: &str) -> Result<()> {
    let [name, reason] = LONGEST;
    let one_line = !author.chars().any(char::is_control);
    if author.trim().is_empty() || author.len() > name || !one_line || why.len() > reason {
        return Err(refused(
            "corrections",
            "the name is empty, or the name or the reason is too long or has control characters",
            "say who corrects, in one line",
        ));
    }
    Ok(())
}

pub(super) fn refused(what: &str, problem: &str, help: &str) -> Error {
    Error::Input {
        source_name: what.to_owned(),
        problem: problem.to_owned(),
        help: help.to_owned(),
    }
}
