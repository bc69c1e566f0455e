//! The work of a run before it is published, which another run can take up.

use super::inputs::Input;
use super::opening::Opened;
use super::report::{RecodeReport, SourceReport};
use crate::error::{Error, Result};
use crate::store::State;
use crate::store::generation::{Folders, GoOn, Manifest, remove_all};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

const PROGRESS: &str = "progress";
const SEEN: &str = "seen";

/// How far a run has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Hash of all that decides what the run does. Work is taken up only by a run that would do the same.
    pub plan: String,
    /// The boot of the machine: after another one, what was not synced may be lost.
    pub boot: String,
    /// The inputs in the order in which they are read, each as a hash of what it holds and how it is read.
    pub inputs: Vec<String>,
    /// Inputs that have been read to the end.
    pub files: usize,
    /// Batches of the next input that have been taken in.
    pub batches: u64,
    /// What has been counted.
    pub sources: Vec<SourceReport>,
    /// What coding again has come to.
    pub recode: Option<RecodeReport>,
    /// Key of the last comment coded again.
    pub recoded_to: i64,
}

/// What a run is about to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Hash of all that decides what is done with the inputs.
    pub decides: String,
    /// The inputs, as in [`Progress::inputs`].
    pub inputs: Vec<String>,
}

impl Plan {
    /// For these inputs.
    pub fn new(decides: String, opened: &[Opened]) -> Self {
        Self {
            decides,
            inputs: opened.iter().map(fingerprint).collect(),
        }
    }
}

fn fingerprint(opened: &Opened) -> String {
    let Input { file, status, .. } = &opened.input;
    let all = format!("{:?}", (file, status, &opened.options.wanted));
    blake3::hash(all.as_bytes()).to_hex().to_string()
}

impl Progress {
    /// Inputs that have been read, the last of them maybe in part.
    fn begun(&self) -> &[String] {
        let begun = self.files + usize::from(self.batches > 0);
        self.inputs.get(..begun).unwrap_or(&self.inputs)
    }

    /// True if a run with this plan can go on from here: it would do the same with every input that was begun.
    fn fits(&self, plan: &Plan) -> bool {
        let there = |input: &String| plan.inputs.contains(input);
        self.plan == plan.decides && self.begun().iter().all(there)
    }

    /// Goes on with the inputs that were begun, in their order, and then with the others of the plan.
    fn go_on(&mut self, plan: &Plan) {
        let mut inputs = self.begun().to_vec();
        let others = plan.inputs.iter().filter(|input| !inputs.contains(input));
        let others: Vec<String> = others.cloned().collect();
        inputs.extend(others);
        self.inputs = inputs;
    }

    /// Brings files into the order in which they are read.
    pub fn sort(&self, opened: &mut [Opened]) {
        let place: HashMap<&String, usize> = (self.inputs.iter().enumerate())
            .map(|(place, input)| (input, place))
            .collect();
        opened.sort_by_cached_key(|opened| place.get(&fingerprint(opened)).copied());
    }

    /// Keeps what was counted of the files that were read, under what is known of all files now.
    pub fn take_over(&mut self, now: &[SourceReport]) {
        let before = std::mem::replace(&mut self.sources, now.to_vec());
        for (source, before) in self.sources.iter_mut().zip(before) {
            source.rows = before.rows;
            source.comments = before.comments;
            source.tags = before.tags;
            for file in before.files.into_iter().filter(|file| file.rows.read > 0) {
                let same = source.files.iter_mut().find(|now| now.path == file.path);
                if let Some(same) = same {
                    *same = file;
                }
            }
        }
    }
}

/// Keys of the comments that the run has come across: one bit a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(Vec<u8>);

impl Seen {
    /// Adds a key. True if it was there already.
    pub fn insert(&mut self, key: i64) -> bool {
        // Keys count up from 1.
        let key = usize::try_from(key).unwrap_or_default();
        let (place, bit) = (key / 8, 1 << (key % 8));
        if self.0.len() <= place {
            self.0.resize(place + 1 + place / 8, 0);
        }
        let Some(byte) = self.0.get_mut(place) else {
            return false;
        };
        let before = *byte & bit != 0;
        *byte |= bit;
        before
    }
}

/// The state that a run works on.
#[derive(Debug)]
pub struct Work {
    /// The database.
    pub state: State,
    /// How far the run has come.
    pub progress: Progress,
    /// What it has come across.
    pub seen: Seen,
    /// True if an earlier run began it.
    pub resumed: bool,
}

impl Work {
    /// Takes up the work that an earlier run left for the same plan, else begins from the published state.
    ///
    /// # Errors
    /// The states cannot be read or written.
    pub fn begin(
        folders: &Folders,
        path: &Path,
        published: Option<&Manifest>,
        plan: &Plan,
        go_on: GoOn<'_>,
    ) -> Result<Self> {
        let boot = boot();
        if let Some(mut work) = Self::left(path, plan, &boot) {
            work.progress.go_on(plan);
            work.state.begin()?;
            return Ok(work);
        }
        discard(path)?;
        let state = match published {
            Some(manifest) => {
                folders.copy_state(manifest, path, go_on)?;
                State::open(path)?
            }
            None => State::create(path)?,
        };
        state.begin()?;
        Ok(Self {
            state,
            progress: Progress {
                plan: plan.decides.clone(),
                inputs: plan.inputs.clone(),
                boot,
                ..Progress::default()
            },
            seen: Seen::default(),
            resumed: false,
        })
    }

    /// Work that an earlier run left, if it can be trusted.
    fn left(path: &Path, plan: &Plan, boot: &str) -> Option<Self> {
        if !fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0) {
            return None;
        }
        let state = State::open(path).ok()?;
        let progress = state.meta(PROGRESS).ok()??;
        let progress: Progress = serde_json::from_slice(&progress).ok()?;
        let seen = state.meta(SEEN).ok()??;
        let fits = progress.fits(plan) && progress.boot == boot && !boot.is_empty();
        fits.then_some(Self {
            state,
            progress,
            seen: Seen(seen),
            resumed: true,
        })
    }

    /// Keeps what was done since the last time, with how far the run has come.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn save(&self) -> Result<()> {
        let progress = serde_json::to_vec(&self.progress);
        let progress = progress.map_err(|error| Error::io(self.state.path(), error.into()))?;
        self.state.set_meta(PROGRESS, Some(&progress))?;
        self.state.set_meta(SEEN, Some(&self.seen.0))?;
        self.state.commit()?;
        self.state.begin()
    }

    /// Completes the database: nothing in it speaks of the work any more.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn complete(&self) -> Result<()> {
        self.state.set_meta(PROGRESS, None)?;
        self.state.set_meta(SEEN, None)?;
        self.state.commit()
    }
}

/// Drops unfinished work.
///
/// # Errors
/// It cannot be removed.
pub fn discard(work: &Path) -> Result<()> {
    remove_all(work)?;
    let mut journal = work.to_owned().into_os_string();
    journal.push("-journal");
    remove_all(journal.as_ref())
}

/// What tells one boot of the machine from another; empty where the system does not say.
fn boot() -> String {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id");
    id.map(|id| id.trim().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_seen_after_it_was_added() {
        let mut seen = Seen::default();
        for key in [1, 7, 8, 9, 100_000] {
            assert!(!seen.insert(key), "{key}");
        }
        assert!(seen.insert(8) && !seen.insert(10) && seen.insert(100_000));
    }
}
