//! How the index follows the state and what people say.

use super::Updated;
use super::index::Index;
use super::write::{Writer, distinct};
use crate::desk::queue::Options;
use crate::error::Result;
use crate::store::{Correction, Log, Standing, State, Which};
use rusqlite::params;
use std::collections::{BTreeSet, HashMap};

/// Comments that a store needs before a word can be new in it.
const HISTORY: u64 = 1000;
/// Comments in which a new word must stand.
const SEVERAL: u32 = 3;
/// Numbers without a comment that are let be in any index.
const FEW: u64 = 65_536;

/// What is to be taken in.
struct Step<'s> {
    state: &'s State,
    log: &'s Log,
    standing: Standing,
    /// The first generation whose comments the index does not have; 0: it is made anew.
    first: u64,
    /// The generation of the state.
    last: u64,
    /// Comments for which other corrections stand than in the index.
    corrected: BTreeSet<String>,
}

impl Index {
    /// Brings it up to a state, which is that of `generation`, and to a log of corrections. Only what changed is written;
    /// all is after a rollback, after respondents were erased, and where most has changed. `progress` is told now and
    /// then how many comments were taken in, and ends the work with an error: then nothing was.
    ///
    /// # Errors
    /// That of `progress`; the state cannot be read, the index cannot be written.
    pub fn update(
        &mut self,
        state: &State,
        log: &Log,
        generation: u64,
        options: Options,
        progress: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<Updated> {
        let erased = state.erased()?.count().to_string();
        let first = self.first(state, generation, &erased)?;
        let step = Step {
            state,
            log,
            standing: Standing::new(log, state)?,
            first,
            last: generation,
            corrected: self.corrected_otherwise(log)?,
        };
        if first > generation && step.corrected.is_empty() {
            return Ok(Updated::default());
        }
        self.with(|db| db.execute_batch("BEGIN IMMEDIATE"))?;
        let written = self.take(&step, options, progress).and_then(|comments| {
            self.set_meta("generation", &generation.to_string())?;
            self.set_meta("erased", &erased)?;
            self.with(|db| db.execute_batch("COMMIT"))?;
            Ok(Updated {
                comments,
                anew: first == 0,
            })
        });
        if written.is_err() {
            // The first error says more than what dropping the rest could.
            let _ = self.database.execute_batch("ROLLBACK");
        }
        written
    }

    /// The first generation whose comments are missing; 0 where all has to be taken in.
    fn first(&self, state: &State, generation: u64, erased: &str) -> Result<u64> {
        let Some(before) = self.generation()? else {
            return Ok(0);
        };
        let follows = before <= generation
            && state.has_run(before)?
            && self.meta("erased")?.as_deref() == Some(erased);
        if !follows {
            return Ok(0);
        }
        // Numbers of comments that have changed are left behind; words stay under them until all is made anew.
        let comments = self.count()?;
        let left = (self.next()? as u64 - 1).saturating_sub(comments);
        let left = left + state.count_changed(before + 1)?;
        Ok(match left > comments / 2 + FEW {
            true => 0,
            false => before + 1,
        })
    }

    fn take(
        &self,
        step: &Step<'_>,
        options: Options,
        progress: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<u64> {
        if step.first == 0 {
            self.clear()?;
        }
        let fresh = self.fresh(step)?;
        let mut writer = Writer::new(self, options, &fresh)?;
        let mut count = 0;
        if step.first <= step.last {
            let which = match step.first {
                0 => Which::All,
                first => Which::ChangedIn(first),
            };
            let standing = &step.standing;
            step.state.each_as_stored(standing, &which, |comment| {
                writer.write(&comment)?;
                count += 1;
                if count % 1024 == 0 {
                    progress(count)?;
                }
                Ok(())
            })?;
        }
        // Where all comments were taken in they came with their corrections.
        let others = step.corrected.iter().filter(|_| step.first > 0);
        for comment in others {
            if let Some(mut stored) = step.state.comment(comment)? {
                step.standing.apply(&mut stored);
                writer.write(&stored)?;
                count += 1;
            }
        }
        writer.finish()?;
        self.note(step)?;
        Ok(count)
    }

    /// Brings single comments up to a log, after it was added to.
    ///
    /// # Errors
    /// As [`Index::update`].
    pub fn refresh(&mut self, state: &State, log: &Log, options: Options) -> Result<u64> {
        let generation = self.generation()?.unwrap_or_default();
        let updated = self.update(state, log, generation, options, &mut |_| Ok(()))?;
        Ok(updated.comments)
    }

    /// Comments for which other corrections stand in a log than in the index.
    fn corrected_otherwise(&self, log: &Log) -> Result<BTreeSet<String>> {
        let mut known: HashMap<String, String> = match self.generation()? {
            None => HashMap::new(),
            Some(_) => self.with(|db| {
                let mut select = db.prepare("SELECT comment_id, digest FROM said")?;
                let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.collect()
            })?,
        };
        let mut differing = BTreeSet::new();
        for (comment, entries) in log.standing() {
            if known.remove(comment) != Some(digest(entries.into_values())) {
                differing.insert(comment.to_owned());
            }
        }
        differing.extend(known.into_keys());
        Ok(differing)
    }

    fn note(&self, step: &Step<'_>) -> Result<()> {
        let standing = step.log.standing();
        let all = standing.keys().map(|comment| (*comment).to_owned());
        let noted: BTreeSet<String> = match step.first {
            0 => all.collect(),
            _ => step.corrected.clone(),
        };
        self.with(|db| {
            for comment in &noted {
                match standing.get(comment.as_str()) {
                    Some(entries) => db.execute(
                        "INSERT OR REPLACE INTO said VALUES (?1, ?2)",
                        params![comment, digest(entries.values().copied())],
                    ),
                    None => db.execute("DELETE FROM said WHERE comment_id = ?1", [comment]),
                }?;
            }
            Ok(())
        })
    }

    /// Words of new comments that none of those in the index has, in so many of the new ones.
    fn fresh(&self, step: &Step<'_>) -> Result<HashMap<String, u32>> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        if step.first == 0 || step.first > step.last || self.count()? < HISTORY {
            return Ok(counts);
        }
        let which = Which::ChangedIn(step.first);
        let none = Standing::default();
        step.state.each_as_stored(&none, &which, |comment| {
            for word in distinct(&self.norms, &comment) {
                *counts.entry(word).or_default() += 1;
            }
            Ok(())
        })?;
        counts.retain(|_, count| *count >= SEVERAL);
        let known = self.with(|db| {
            let mut select = db.prepare("SELECT 1 FROM word WHERE word = ?1")?;
            let words = counts.keys();
            words
                .map(|word| Ok((word.clone(), select.exists([word])?)))
                .collect::<rusqlite::Result<HashMap<String, bool>>>()
        })?;
        counts.retain(|word, _| !known.get(word).copied().unwrap_or(true));
        Ok(counts)
    }
}

fn digest<'c>(entries: impl Iterator<Item = &'c Correction>) -> String {
    let ids: Vec<&str> = entries.map(|entry| entry.id.as_str()).collect();
    ids.join(" ")
}
