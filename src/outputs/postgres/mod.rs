//! The published tables in PostgreSQL: one transaction a load, so that readers see one generation or the next.
//!
//! ```text
//! state ─rows→ spool files ─COPY→ staged tables ─merge by key→ tables
//! ```
//!
//! Rows are spooled before the transaction begins, so that it is short. Where the database holds an ancestor of the
//! generation, only comments that changed since are sent; otherwise all are.

mod connect;
mod merge;
mod schema;
mod spool;
mod transaction;

pub use connect::Access;

use super::tables::{ALL, LAYOUT};
use super::{Outputs, Wanted, Writer};
use crate::error::{Error, Result};
use crate::outputs::rollups::Totals;
use crate::store::Which;
use crate::store::generation::GenerationStatus;
use ::postgres::Client;
use spool::Spool;
use std::path::Path;
use transaction::{Tables, Work};

/// A generation that is to be loaded.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// Its number.
    pub generation: u64,
    /// Hash of its state.
    pub state: &'a str,
    /// Whether it has all of its night.
    pub status: GenerationStatus,
    /// Date of its run.
    pub run_date: &'a str,
    /// Verbatims and quotes.
    pub text: bool,
    /// The arithmetic of each evidence.
    pub steps: bool,
    /// Send all comments, whatever the database holds.
    pub full: bool,
    /// A private folder for what is sent.
    pub spool: &'a Path,
}

/// What a load did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// The database held the generation already.
    Unchanged,
    /// Comments were sent: all, or those changed since the generation that the database held.
    Sent {
        /// Comments sent.
        comments: u64,
        /// Comments there now.
        total: u64,
    },
}

/// The layout of tables of which one is missing.
const NONE: i32 = 0;

/// What a database holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    layout: i32,
    generation: u64,
    state: String,
    settings: String,
}

/// A connection to a database.
pub struct Database {
    client: Client,
    /// Host and database, for messages; never the user or the password.
    place: String,
    schema: String,
}

impl Database {
    /// Connects.
    ///
    /// # Errors
    /// The server cannot be reached, refuses, or keeps its texts in another encoding than UTF-8.
    pub fn connect(access: &Access) -> Result<Self> {
        let (client, place) = access.connect()?;
        let mut database = Self {
            client,
            place,
            schema: access.schema.clone(),
        };
        let encoding = database.text("SHOW server_encoding")?;
        if encoding != "UTF8" {
            let problem = format!("the encoding of the database is {encoding}");
            return Err(database.refuse(&problem, "use a database of the encoding UTF8"));
        }
        Ok(database)
    }

    /// Brings the tables to a generation, whole or not at all.
    ///
    /// # Errors
    /// Another load is under way; the database cannot be written. It then holds what it held before.
    pub fn load(&mut self, outputs: &Outputs<'_>, load: &Load<'_>) -> Result<Loaded> {
        self.lock()?;
        let held = self.held()?;
        let settings = settings(outputs, load);
        if let Some(held) = &held {
            if held.layout > LAYOUT {
                let problem = format!(
                    "the tables have layout {}, this program knows {LAYOUT}",
                    held.layout
                );
                return Err(self.refuse(&problem, "use the newer program, or another schema"));
            }
            let same = held.state == load.state && held.settings == settings;
            if same && held.layout == LAYOUT && !load.full {
                self.verify(outputs.state.count()?)?;
                return Ok(Loaded::Unchanged);
            }
        }
        let since = match &held {
            Some(held) if !load.full && held.layout == LAYOUT && held.settings == settings => {
                ancestor(outputs, held)?
            }
            _ => None,
        };
        let (spool, totals) = self.spool(outputs, load, since)?;
        let fresh = held.as_ref().is_none_or(|held| held.layout != LAYOUT);
        let work = Work {
            outputs,
            load,
            spool,
            settings: &settings,
            fresh,
            incremental: since.is_some(),
        };
        let comments = work.spool.comments;
        self.transact(held.is_some(), &work, totals)?;
        Ok(Loaded::Sent {
            comments,
            total: totals.comments,
        })
    }

    /// The tables must hold what they were given: somebody else may have written to them since.
    fn verify(&mut self, comments: u64) -> Result<()> {
        let place = self.place.clone();
        let fail = |error| failed(&place, &error);
        let mut transaction = self.client.transaction().map_err(fail)?;
        let tables = Tables {
            schema: &self.schema,
            place: &place,
        };
        tables.run(&mut transaction, &schema::search_path(&self.schema))?;
        tables.verify(&mut transaction, &[("comments", comments)])
    }

    /// One load of a schema at a time. The server lets go of the lock when the connection ends, however it ends.
    fn lock(&mut self) -> Result<()> {
        let sql = "SELECT pg_try_advisory_lock(hashtext('verbatims'), hashtext($1))";
        let row = self.client.query_one(sql, &[&self.schema]);
        match row.map_err(|error| self.fail(error))?.get(0) {
            true => Ok(()),
            false => Err(self.refuse(
                "another load into this schema is under way",
                "wait for it to end",
            )),
        }
    }

    /// What the schema holds; nothing if it is not there or has none of our tables.
    fn held(&mut self) -> Result<Option<Held>> {
        let there = self.client.query_one(
            "SELECT to_regclass(format('%I.loaded', $1::text)) IS NOT NULL",
            &[&self.schema],
        );
        if !there.map_err(|error| self.fail(error))?.get::<_, bool>(0) {
            return Ok(None);
        }
        let sql = format!(
            "SELECT layout, generation, state, settings FROM \"{}\".loaded",
            self.schema
        );
        let row = self.client.query_opt(&sql, &[]);
        let Some(row) = row.map_err(|error| self.fail(error))? else {
            return Ok(None);
        };
        let layout = row.get(0);
        let lacking = layout == LAYOUT && !self.has_all_tables()?;
        Ok(Some(Held {
            layout: if lacking { NONE } else { layout },
            generation: u64::try_from(row.get::<_, i64>(1)).unwrap_or_default(),
            state: row.get(2),
            settings: row.get(3),
        }))
    }

    fn has_all_tables(&mut self) -> Result<bool> {
        let names: Vec<&str> = ALL.iter().map(|table| table.name).collect();
        let missing = self.client.query_one(
            "SELECT count(*) FROM unnest($2::text[]) AS name
             WHERE to_regclass(format('%I.%I', $1::text, name)) IS NULL",
            &[&self.schema, &names],
        );
        let missing: i64 = missing.map_err(|error| self.fail(error))?.get(0);
        Ok(missing == 0)
    }

    fn spool(
        &self,
        outputs: &Outputs<'_>,
        load: &Load<'_>,
        since: Option<u64>,
    ) -> Result<(Spool, Totals)> {
        let wanted = Wanted {
            text: load.text,
            steps: load.steps,
            ..Wanted::default()
        };
        let which = since.map_or(Which::All, |held| Which::ChangedIn(held + 1));
        let mut spool = Spool::create(load.spool)?;
        let mut writers: Vec<Box<dyn Writer + '_>> = vec![Box::new(&mut spool)];
        // Roll-ups are of all comments, whichever are sent.
        let totals = outputs.tables(&which, &Which::All, &wanted, &mut writers, |_| Ok(()))?;
        drop(writers);
        spool.rewind()?;
        Ok((spool, totals))
    }

    fn transact(&mut self, exists: bool, work: &Work<'_>, totals: Totals) -> Result<()> {
        let place = self.place.clone();
        let fail = |error| failed(&place, &error);
        let mut transaction = self.client.transaction().map_err(fail)?;
        let tables = Tables {
            schema: &self.schema,
            place: &place,
        };
        tables.load(&mut transaction, exists, work, totals)?;
        transaction.commit().map_err(fail)
    }

    fn text(&mut self, sql: &str) -> Result<String> {
        let row = self.client.query_one(sql, &[]);
        Ok(row.map_err(|error| self.fail(error))?.get(0))
    }

    fn fail(&self, error: ::postgres::Error) -> Error {
        failed(&self.place, &error)
    }

    fn refuse(&self, problem: &str, help: &str) -> Error {
        Error::Database {
            place: self.place.clone(),
            problem: problem.to_owned(),
            help: help.to_owned(),
        }
    }
}

/// The generation that the database holds, if what is published was made from it.
fn ancestor(outputs: &Outputs<'_>, held: &Held) -> Result<Option<u64>> {
    let runs = outputs.state.runs()?;
    let known = runs
        .iter()
        .any(|(run, _)| run.generation == held.generation);
    Ok(known.then_some(held.generation))
}

/// What decides the content of the tables beside the state.
fn settings(outputs: &Outputs<'_>, load: &Load<'_>) -> String {
    let (text, steps, stages) = (load.text, load.steps, &outputs.stages);
    format!(
        "text={text} steps={steps} stages={stages:?} lexicons={}",
        outputs.lexicons.hash()
    )
}

/// An error of the driver as one of ours. What the server says of single rows is left out: it may quote them.
fn failed(place: &str, error: &::postgres::Error) -> Error {
    let problem = match error.as_db_error() {
        Some(error) => format!("{} ({})", error.message(), error.code().code()),
        None => {
            let cause = std::error::Error::source(error);
            cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
        }
    };
    Error::Database {
        place: place.to_owned(),
        problem,
        help: "the tables hold the load before; mend it and run again".to_owned(),
    }
}
