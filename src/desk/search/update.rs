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
    standing: &'s Standing,
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
        let standing = Standing::new(log, state)?;
        let corrected = self.corrected_otherwise(&standing)?;
        self.bring(state, &standing, corrected, generation, options, progress)
    }

    /// Brings these comments up to what stands of them, after somebody has said something. Where much has gathered all is
    /// made anew.
    ///
    /// # Errors
    /// As [`Index::update`].
    pub fn take_in(
        &mut self,
        state: &State,
        standing: &Standing,
        comments: impl IntoIterator<Item = String>,
        options: Options,
    ) -> Result<u64> {
        let generation = self.generation()?.unwrap_or_default();
        let comments = comments.into_iter().collect();
        let quiet = &mut |_| Ok(());
        let updated = self.bring(state, standing, comments, generation, options, quiet)?;
        Ok(updated.comments)
    }

    fn bring(
        &mut self,
        state: &State,
        standing: &Standing,
        corrected: BTreeSet<String>,
        generation: u64,
        options: Options,
        progress: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<Updated> {
        let erased = state.erased()?.count().to_string();
        let first = self.first(state, generation, &erased)?;
        let step = Step {
            state,
            standing,
            first,
            last: generation,
            corrected,
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
            step.state
                .each_as_stored(step.standing, &which, |comment| {
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
        let others: Vec<&str> = others.map(String::as_str).collect();
        step.state.each_of(&others, |_, mut comment| {
            step.standing.apply(&mut comment);
            writer.write(&comment)?;
            count += 1;
            Ok(())
        })?;
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

    /// Comments for which other corrections stand than in the index.
    fn corrected_otherwise(&self, standing: &Standing) -> Result<BTreeSet<String>> {
        let mut known: HashMap<String, String> = match self.generation()? {
            None => HashMap::new(),
            Some(_) => self.with(|db| {
                let mut select = db.prepare("SELECT comment_id, digest FROM said")?;
                let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.collect()
            })?,
        };
        let mut differing = BTreeSet::new();
        for (comment, entries) in standing.by_comment() {
            if known.remove(comment) != Some(digest(entries)) {
                differing.insert(comment.to_owned());
            }
        }
        differing.extend(known.into_keys());
        Ok(differing)
    }

    fn note(&self, step: &Step<'_>) -> Result<()> {
        let standing = step.standing;
        let noted: Vec<&str> = match step.first {
            0 => standing.by_comment().map(|(comment, _)| comment).collect(),
            _ => step.corrected.iter().map(String::as_str).collect(),
        };
        self.with(|db| {
            let mut put = db.prepare("INSERT OR REPLACE INTO said VALUES (?1, ?2)")?;
            let mut remove = db.prepare("DELETE FROM said WHERE comment_id = ?1")?;
            for comment in noted {
                match standing.of(comment) {
                    [] => remove.execute([comment]),
                    entries => put.execute(params![comment, digest(entries)]),
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

fn digest(entries: &[Correction]) -> String {
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    ids.join(" ")
}
