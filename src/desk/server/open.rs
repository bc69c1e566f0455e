//! What is open on the desk: the published state, what people have said of it, and the index over both.

use super::problem::{Answer, Problem, tell};
use crate::desk::queue::Options;
use crate::desk::search::Index;
use crate::error::Result;
use crate::job::log::Level;
use crate::job::{Job, lexicon_files};
use crate::lexicon::Files;
use crate::report::Words;
use crate::report::words::FILE;
use crate::store::corrections::Weighed;
use crate::store::generation::Manifest;
use crate::store::{Correction, Journal, Log, Standing, State, Stored};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What others see of the desk without waiting for it.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// Grows with everything that can alter what was answered before.
    pub changes: AtomicU64,
    /// The generation that is open; 0 for none.
    pub generation: AtomicU64,
    /// True while the index is brought up to another generation: it is not to be written to meanwhile.
    pub following: AtomicBool,
    /// True if the index was found empty under a desk that is open.
    pub emptied: AtomicBool,
}

/// The desk.
#[derive(Debug)]
pub(super) struct Desk {
    pub job: Arc<Job>,
    pub manifest: Manifest,
    pub state: State,
    pub journal: Journal,
    pub log: Log,
    pub standing: Standing,
    pub index: Index,
    pub files: Files,
    /// Words that directions of texts are told by.
    pub words: Words,
    /// How many comments are published.
    pub comments: u64,
    weighed: HashMap<String, Weighed>,
    signs: Arc<Signs>,
    /// Version of the journal's file as of the last look: it changes when another program writes.
    seen: i64,
    behind: bool,
}

impl Desk {
    /// Opens a generation, over an index that was brought up to it.
    ///
    /// # Errors
    /// Something of it cannot be read.
    pub fn open(
        job: &Arc<Job>,
        manifest: Manifest,
        index: Index,
        signs: &Arc<Signs>,
    ) -> Result<Self> {
        let state = State::read_only(&job.state.join(&manifest.state.name))?;
        let mut journal = Journal::open(&job.state)?;
        let seen = version(&mut journal)?;
        let log = journal.log()?;
        let files = lexicon_files(job)?;
        let mut desk = Self {
            standing: Standing::new(&log, &state)?,
            words: Words::read(&files, FILE, "en")?,
            comments: state.count()?,
            job: Arc::clone(job),
            manifest,
            state,
            journal,
            log,
            index,
            files,
            weighed: HashMap::new(),
            signs: Arc::clone(signs),
            seen,
            behind: false,
        };
        // Somebody may have said something while the index was brought up.
        desk.index
            .refresh(&desk.state, &desk.log, Options::default())?;
        signs.changes.fetch_add(1, Ordering::Relaxed);
        let number = desk.manifest.generation;
        signs.generation.store(number, Ordering::Relaxed);
        Ok(desk)
    }

    /// Takes in what other programs have said since the last look.
    ///
    /// # Errors
    /// The journal cannot be read; the index was emptied, as it is when a respondent is erased, and is being made anew.
    pub fn look(&mut self) -> Answer<()> {
        if self.index.generation()?.is_none() {
            self.signs.emptied.store(true, Ordering::Relaxed);
            return Err(Problem::preparing());
        }
        let now = version(&mut self.journal)?;
        let late = self.behind && !self.signs.following.load(Ordering::Relaxed);
        if now != self.seen || late {
            self.seen = now;
            self.behind = true;
            self.reload()?;
        }
        Ok(())
    }

    /// Takes in what was just saved. It is saved whatever happens here, so that a failure is made good later.
    pub fn take_in(&mut self, saved: &[Correction]) {
        let weighed = saved.iter().filter_map(Weighed::just_saved);
        self.weighed
            .extend(weighed.map(|one| (one.correction.id.clone(), one)));
        self.log.add(saved);
        let comments = self.standing.take_in(&self.log, saved);
        self.signs.changes.fetch_add(1, Ordering::Relaxed);
        // Whatever else is missing is found when all is compared, at the next look.
        let late = std::mem::replace(&mut self.behind, true);
        if !late && let Err(error) = self.index_comments(comments) {
            tell(Level::Warning, &error.to_string());
        }
    }

    fn index_comments(&mut self, comments: HashSet<String>) -> Result<()> {
        if self.can_index()? {
            let standing = &self.standing;
            self.index
                .take_in(&self.state, standing, comments, Options::default())?;
            self.behind = false;
        }
        Ok(())
    }

    /// Reads the log anew: other programs may add to it, and take away from it what is erased.
    fn reload(&mut self) -> Result<()> {
        self.log = self.journal.log()?;
        self.standing = Standing::new(&self.log, &self.state)?;
        self.signs.changes.fetch_add(1, Ordering::Relaxed);
        if self.can_index()? {
            self.index
                .refresh(&self.state, &self.log, Options::default())?;
            self.behind = false;
        }
        Ok(())
    }

    fn can_index(&self) -> Result<bool> {
        let following = self.signs.following.load(Ordering::Relaxed);
        Ok(!following && self.index.generation()?.is_some())
    }

    /// The corrections that stand, held against the state, by comment and target. How one stands to a state does not
    /// depend on the others, so that each is looked at once a generation.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn weighed(&mut self) -> Result<Vec<&Weighed>> {
        let standing = || self.standing.by_comment().flat_map(|(_, entries)| entries);
        let new = standing().filter(|one| !self.weighed.contains_key(&one.id));
        let new = Log::new(new.cloned().collect());
        if !new.entries().is_empty() {
            let new = new.weigh(&self.state)?.into_iter();
            self.weighed
                .extend(new.map(|one| (one.correction.id.clone(), one)));
        }
        let weighed = standing().filter_map(|one| self.weighed.get(&one.id));
        Ok(weighed.collect())
    }

    /// A comment with the machine's own tags.
    ///
    /// # Errors
    /// There is none; the state cannot be read.
    pub fn stored(&self, comment: &str) -> Answer<Stored> {
        let stored = self.state.comment(comment)?;
        stored.ok_or_else(|| Problem::not_found("such comment in the published generation"))
    }

    /// A comment as people say it is; nothing where there is none.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn corrected(&self, comment: &str) -> Result<Option<Stored>> {
        let mut stored = self.state.comment(comment)?;
        if let Some(stored) = &mut stored {
            self.standing.apply(stored);
        }
        Ok(stored)
    }
}

fn version(journal: &mut Journal) -> Result<i64> {
    journal.with(|db| db.pragma_query_value(None, "data_version", |row| row.get(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_has_said_is_noticed_also_behind_what_was_said_here() {
        let folder = tempfile::tempdir().unwrap();
        let [mut own, mut other] = [(); 2].map(|()| Journal::open(folder.path()).unwrap());
        let say = |journal: &mut Journal, comment: &str| {
            let sql = "INSERT INTO assignments VALUES (?1, 'Ann', '2026-03-01')";
            journal.with(|db| db.execute(sql, [comment])).unwrap();
        };
        let before = version(&mut own).unwrap();
        say(&mut own, "nps/1");
        assert_eq!(version(&mut own).unwrap(), before);
        say(&mut other, "nps/2");
        say(&mut own, "nps/3");
        assert_ne!(version(&mut own).unwrap(), before);
    }
}
