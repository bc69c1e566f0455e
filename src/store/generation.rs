//! Generations: what a run publishes, whole or not at all.
//!
//! ```text
//! OUTPUT/current -> generations/000012        swapped by a rename, last of all
//! OUTPUT/generations/000012/…                 never changed once it stands there
//! STATE/000012.sqlite                         the state that belongs to it
//! ```
//!
//! The link is the only thing that changes. The state in use is the one that the generation behind the link names, so
//! the two cannot disagree. Whatever a run leaves behind before the swap is removed when the next one starts.

mod disk;
mod manifest;
mod publish;

pub use disk::{pretty, remove_all, write_synced};
pub use manifest::{Entry, GenerationStatus, Manifest};

use crate::error::{Error, Result};
use disk::{entries, file_name, rename};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file in a generation that says what belongs to it.
pub const MANIFEST: &str = "generation.json";
const GENERATIONS: &str = "generations";
const CURRENT: &str = "current";
const PARTIAL: &str = ".partial-";
const WITHDRAWN: &str = "withdrawn-";

/// Asked now and then whether to go on with work that may take long.
pub type GoOn<'a> = &'a dyn Fn() -> Result<()>;

/// The folders of a job.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Where readers look.
    pub output: PathBuf,
    /// Where nobody else looks.
    pub state: PathBuf,
}

impl Folders {
    /// Folder of the generations.
    pub fn generations(&self) -> PathBuf {
        self.output.join(GENERATIONS)
    }

    /// Folder of a generation.
    pub fn generation(&self, number: u64) -> PathBuf {
        self.generations().join(name(number))
    }

    /// Folder that becomes a generation.
    pub fn partial(&self, number: u64) -> PathBuf {
        self.generations()
            .join(format!("{PARTIAL}{}", name(number)))
    }

    /// The link that readers follow.
    pub fn current(&self) -> PathBuf {
        self.output.join(CURRENT)
    }

    fn next_link(&self) -> PathBuf {
        self.output.join(".current-next")
    }

    fn withdrawn(&self, number: u64) -> PathBuf {
        self.generations()
            .join(format!("{WITHDRAWN}{}", name(number)))
    }

    /// State that belongs to a generation.
    pub fn state_of(&self, number: u64) -> PathBuf {
        self.state.join(format!("{}.sqlite", name(number)))
    }

    /// State that a run works on.
    pub fn work(&self) -> PathBuf {
        self.state.join("work.sqlite")
    }

    /// Makes the folders that are missing.
    ///
    /// # Errors
    /// One cannot be made.
    pub fn create(&self) -> Result<()> {
        super::private::create_private_folder(&self.state)?;
        let generations = self.generations();
        if generations.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(&generations).map_err(|source| Error::Create {
            path: generations,
            source,
        })
    }

    /// The generation that is published; `None` before the first.
    ///
    /// # Errors
    /// There is a link, but what is behind it cannot be read.
    pub fn published(&self) -> Result<Option<Manifest>> {
        let link = self.current();
        match fs::symlink_metadata(&link) {
            Ok(_) => self.manifest(&link).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(link, error)),
        }
    }

    fn manifest(&self, folder: &Path) -> Result<Manifest> {
        let path = folder.join(MANIFEST);
        let damaged = |problem: String| Error::State {
            path: path.clone(),
            problem,
            help: "go back with `verbatims run JOB --rollback=NUMBER`".to_owned(),
        };
        let text = fs::read(&path).map_err(|error| damaged(error.to_string()))?;
        serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))
    }

    /// Generations that are there, by number; `true` for those that were withdrawn.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> Result<Vec<(u64, bool)>> {
        let folder = self.generations();
        let fail = |error| Error::io(&folder, error);
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder).map_err(fail)? {
            let file = entry.map_err(fail)?.file_name();
            let file = file.to_string_lossy();
            let withdrawn = file.strip_prefix(WITHDRAWN);
            if let Some(number) = number(withdrawn.unwrap_or(&file)) {
                found.push((number, withdrawn.is_some()));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Removes what runs have left behind that did not get to the swap.
    ///
    /// # Errors
    /// Something cannot be removed.
    pub fn tidy(&self, published: u64) -> Result<()> {
        for path in entries(&self.generations())? {
            let name = file_name(&path);
            let left = name.starts_with(PARTIAL) || number(&name).is_some_and(|n| n > published);
            if left {
                remove_all(&path)?;
            }
        }
        let left_link = self.next_link();
        if fs::symlink_metadata(&left_link).is_ok() {
            fs::remove_file(&left_link).map_err(|error| Error::io(&left_link, error))?;
        }
        let kept = self.list()?;
        for path in entries(&self.state)? {
            let name = file_name(&path);
            let Some(number) = name.strip_suffix(".sqlite").and_then(number) else {
                continue;
            };
            if !kept.iter().any(|&(kept, _)| kept == number) {
                remove_all(&path)?;
            }
        }
        Ok(())
    }

    /// Removes all but the last `keep` generations and their states; the published one always stays.
    ///
    /// # Errors
    /// Something cannot be removed.
    pub fn prune(&self, published: u64, keep: usize) -> Result<()> {
        let kept = self.list()?;
        let surplus = kept.len().saturating_sub(keep);
        for &(number, withdrawn) in kept.iter().take(surplus) {
            if number == published {
                continue;
            }
            let folder = if withdrawn {
                self.withdrawn(number)
            } else {
                self.generation(number)
            };
            // Renamed first, so that no reader finds half of it under its name.
            let partial = self.partial(number);
            rename(&folder, &partial)?;
            remove_all(&partial)?;
            remove_all(&self.state_of(number))?;
        }
        Ok(())
    }
}

fn name(number: u64) -> String {
    format!("{number:06}")
}

fn number(name: &str) -> Option<u64> {
    let digits = name.len() >= 6 && name.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| name.parse().ok()).flatten()
}
