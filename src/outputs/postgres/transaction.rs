//! One load: what happens between the beginning of a transaction and its end.

use super::{Load, failed, merge, schema, spool};
use crate::error::{Error, Result};
use crate::outputs::Outputs;
use crate::outputs::rollups::Totals;
use crate::outputs::tables::LAYOUT;
use ::postgres::Transaction;
use spool::Spool;

/// What is brought into the tables.
pub(super) struct Work<'a> {
    pub outputs: &'a Outputs<'a>,
    pub load: &'a Load<'a>,
    pub spool: Spool,
    pub settings: &'a str,
    /// True if the tables are to be made.
    pub fresh: bool,
    /// True if only comments that changed are in the spool.
    pub incremental: bool,
}

/// Where it is brought.
pub(super) struct Tables<'a> {
    pub schema: &'a str,
    pub place: &'a str,
}

impl Tables<'_> {
    /// Brings a spool into the tables.
    pub fn load(
        &self,
        transaction: &mut Transaction<'_>,
        exists: bool,
        work: &Work<'_>,
        totals: Totals,
    ) -> Result<()> {
        if work.fresh {
            self.run(transaction, &schema::begin(self.schema, exists))?;
            let missing = transaction
                .query_one(
                    "SELECT NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)",
                    &[&self.schema],
                )
                .map_err(|error| failed(self.place, &error))?;
            if missing.get(0) {
                self.run(transaction, &schema::create_schema(self.schema))?;
            }
            self.run(transaction, &schema::create_tables())?;
            self.copy(transaction, work, "")?;
            self.run(transaction, &schema::keys())?;
        } else {
            self.run(transaction, &merge::staging(self.schema))?;
            self.copy(transaction, work, merge::STAGED)?;
            self.run(transaction, &merge::upsert())?;
            if work.incremental {
                self.remove_vanished(transaction, work, totals)?;
            } else {
                self.run(transaction, merge::REMOVE_NOT_STAGED)?;
            }
            self.run(transaction, &merge::tidy())?;
        }
        let expected = [("comments", totals.comments), ("mentions", totals.mentions)];
        self.verify(transaction, &expected)?;
        self.run(transaction, &schema::analyze())?;
        self.note(transaction, work)
    }

    pub fn run(&self, transaction: &mut Transaction<'_>, sql: &str) -> Result<()> {
        let ran = transaction.batch_execute(sql);
        ran.map_err(|error| failed(self.place, &error))
    }

    fn copy(&self, transaction: &mut Transaction<'_>, work: &Work<'_>, prefix: &str) -> Result<()> {
        for (table, file) in work.spool.files() {
            let sql = format!(
                "COPY {prefix}{} ({}) FROM STDIN",
                table.name,
                table.column_list()
            );
            let mut writer = transaction
                .copy_in(&sql)
                .map_err(|error| failed(self.place, &error))?;
            spool::send(file, &mut writer, self.place, work.outputs.go_on)?;
            let finished = writer.finish();
            finished.map_err(|error| failed(self.place, &error))?;
        }
        Ok(())
    }

    /// Comments that are no longer in the state. Those that are left after an upsert can only be too many.
    fn remove_vanished(
        &self,
        transaction: &mut Transaction<'_>,
        work: &Work<'_>,
        totals: Totals,
    ) -> Result<()> {
        if self.count(transaction, "comments")? == totals.comments {
            return Ok(());
        }
        self.run(transaction, merge::KEPT)?;
        let fail = |error| failed(self.place, &error);
        let mut writer = transaction.copy_in("COPY kept FROM STDIN").map_err(fail)?;
        spool::send_ids(work.outputs.state, &mut writer, self.place)?;
        writer.finish().map_err(fail)?;
        self.run(transaction, merge::REMOVE_NOT_KEPT)
    }

    fn count(&self, transaction: &mut Transaction<'_>, table: &str) -> Result<u64> {
        let row = transaction.query_one(&format!("SELECT count(*) FROM {table}"), &[]);
        let row = row.map_err(|error| failed(self.place, &error))?;
        Ok(u64::try_from(row.get::<_, i64>(0)).unwrap_or_default())
    }

    /// The tables must hold what the state holds: somebody else may have written to them.
    pub fn verify(
        &self,
        transaction: &mut Transaction<'_>,
        expected: &[(&str, u64)],
    ) -> Result<()> {
        for &(table, expected) in expected {
            let found = self.count(transaction, table)?;
            if found != expected {
                return Err(Error::Database {
                    place: self.place.to_owned(),
                    problem: format!("`{table}` would have {found} rows where there are {expected}"),
                    help: "nobody else may write to the tables; load all with `verbatims publish JOB --full`"
                        .to_owned(),
                });
            }
        }
        Ok(())
    }

    fn note(&self, transaction: &mut Transaction<'_>, work: &Work<'_>) -> Result<()> {
        let version = crate::store::Version::of(work.outputs.lexicons);
        let generation = i64::try_from(work.load.generation).unwrap_or(i64::MAX);
        let noted = transaction.execute(
            schema::NOTE,
            &[
                &LAYOUT,
                &generation,
                &work.load.state,
                &work.settings,
                &work.load.status.name(),
                &work.load.run_date,
                &version.program,
                &version.lexicons,
                &version.codeframe,
            ],
        );
        noted.map(drop).map_err(|error| failed(self.place, &error))
    }
}
