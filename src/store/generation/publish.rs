//! Makes a generation the published one, and goes back to another.

use super::disk::{entries, file_name, link, pass, pretty, rename, sync, write_synced};
use super::manifest::{Entry, GenerationStatus, Manifest};
use super::{Folders, GENERATIONS, GoOn, MANIFEST, name, number};
use crate::error::{Error, Result};
use crate::sink::output::sync_folder;
use crate::store::private::create_private;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

impl Folders {
    /// Makes a whole generation the published one. `work` becomes its state. Files of it that are `described` already
    /// are not read again.
    ///
    /// # Errors
    /// Something cannot be written; unless the swap had been made, the generation before stays published.
    pub fn publish(
        &self,
        number: u64,
        work: &Path,
        status: GenerationStatus,
        run_date: &str,
        described: &[Entry],
    ) -> Result<Manifest> {
        let partial = self.partial(number);
        sync(work)?;
        let state = self.state_of(number);
        let mut own = Entry::of(work)?;
        own.name = file_name(&state);
        let mut files = described.to_vec();
        for path in entries(&partial)? {
            let name = file_name(&path);
            if !described.iter().any(|file| file.name == name) {
                files.push(Entry::of(&path)?);
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let manifest = Manifest {
            generation: number,
            status,
            run_date: run_date.to_owned(),
            state: own,
            files,
        };
        write_synced(&partial.join(MANIFEST), &pretty(&manifest))?;
        sync_folder(&partial).map_err(|error| Error::io(&partial, error))?;
        rename(work, &state)?;
        rename(&partial, &self.generation(number))?;
        self.swap(number)?;
        Ok(manifest)
    }

    /// Points the link at a generation.
    fn swap(&self, number: u64) -> Result<()> {
        let target = Path::new(GENERATIONS).join(name(number));
        let next = self.next_link();
        link(&target, &next).map_err(|source| Error::Create {
            path: next.clone(),
            source,
        })?;
        rename(&next, &self.current())
    }

    /// Goes back to an earlier generation, the one before if no number is given, or forward to one that was
    /// withdrawn. Those after it are withdrawn, not removed.
    ///
    /// # Errors
    /// There is no such generation ([`Error::Argument`]), or it is damaged.
    pub fn roll_back(&self, wanted: Option<u64>) -> Result<Manifest> {
        let published = fs::read_link(self.current()).ok();
        let published = published.and_then(|link| number(&file_name(&link)));
        let kept = self.list()?;
        let before = |&&(n, withdrawn): &&(u64, bool)| !withdrawn && Some(n) < published;
        let target = match wanted {
            Some(wanted) => kept.iter().find(|&&(n, _)| n == wanted),
            None => kept.iter().rev().find(before),
        };
        let Some(&(target, _)) = target else {
            return Err(missing(wanted, &kept));
        };
        for &(number, _) in kept
            .iter()
            .filter(|&&(n, withdrawn)| n <= target && withdrawn)
        {
            rename(&self.withdrawn(number), &self.generation(number))?;
        }
        let manifest = self.manifest(&self.generation(target))?;
        self.verify(&manifest)?;
        self.swap(target)?;
        for (number, _) in kept
            .into_iter()
            .filter(|&(n, withdrawn)| n > target && !withdrawn)
        {
            rename(&self.generation(number), &self.withdrawn(number))?;
        }
        Ok(manifest)
    }

    /// Compares the state of a generation with what the generation says of it.
    ///
    /// # Errors
    /// It differs, or cannot be read.
    pub fn verify(&self, manifest: &Manifest) -> Result<()> {
        let path = self.state.join(&manifest.state.name);
        let found = Entry::of(&path)?;
        if found == manifest.state {
            return Ok(());
        }
        Err(damaged(path))
    }

    /// Copies the state of a generation to where a run works on it, and compares it on the way.
    ///
    /// # Errors
    /// It cannot be copied, or is not what the generation says.
    pub fn copy_state(&self, manifest: &Manifest, to: &Path, go_on: GoOn<'_>) -> Result<()> {
        let from = self.state.join(&manifest.state.name);
        let mut copy = create_private(to)?;
        let mut hasher = blake3::Hasher::new();
        pass(&from, |piece| {
            go_on()?;
            hasher.update(piece);
            copy.write_all(piece).map_err(|error| Error::io(to, error))
        })?;
        if hasher.finalize().to_hex().as_str() != manifest.state.blake3 {
            return Err(damaged(from));
        }
        Ok(())
    }
}

/// That the generation to go back to is not among those that are `kept`.
fn missing(wanted: Option<u64>, kept: &[(u64, bool)]) -> Error {
    let numbers: Vec<String> = kept.iter().map(|(n, _)| n.to_string()).collect();
    Error::Argument {
        argument: wanted.map_or_else(
            || "the generation before".to_owned(),
            |wanted| format!("generation {wanted}"),
        ),
        problem: "there is no such generation to go to".to_owned(),
        help: match numbers.is_empty() {
            true => "none was published yet".to_owned(),
            false => format!("there are: {}", numbers.join(", ")),
        },
    }
}

fn damaged(path: PathBuf) -> Error {
    Error::State {
        path,
        problem: "the state is not what it was when it was published".to_owned(),
        help: "go back with `verbatims run JOB --rollback=NUMBER`, or restore the file".to_owned(),
    }
}
