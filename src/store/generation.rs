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

use super::private::create_private;
use crate::error::{Error, Result};
use crate::sink::output::{close, sync_folder};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The file in a generation that says what belongs to it.
pub const MANIFEST: &str = "generation.json";
const GENERATIONS: &str = "generations";
const CURRENT: &str = "current";
const PARTIAL: &str = ".partial-";
const WITHDRAWN: &str = "withdrawn-";
/// Bytes copied or hashed at a time.
const PIECE: usize = 1 << 20;

/// Asked now and then whether to go on with work that may take long.
pub type GoOn<'a> = &'a dyn Fn() -> Result<()>;

/// What belongs to a generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its number, from 1.
    pub generation: u64,
    /// `published` or `incomplete`.
    pub status: String,
    /// Date of the run that made it, in the job's time zone.
    pub run_date: String,
    /// The state that belongs to it.
    pub state: Entry,
    /// Its files.
    pub files: Vec<Entry>,
}

/// A file and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Name without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// BLAKE3, hexadecimal.
    pub blake3: String,
}

impl Entry {
    /// Reads a file and describes it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(path: &Path) -> Result<Self> {
        Self::of_while(path, &|| Ok(()))
    }

    /// As [`Entry::of`]; `go_on` is asked at every piece, and ends the work when it says no.
    ///
    /// # Errors
    /// That of `go_on`, and those of [`Entry::of`].
    pub fn of_while(path: &Path, go_on: GoOn<'_>) -> Result<Self> {
        let mut hasher = blake3::Hasher::new();
        let bytes = pass(path, |piece| {
            hasher.update(piece);
            go_on()
        })?;
        let name = path.file_name().unwrap_or_default();
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            bytes,
            blake3: hasher.finalize().to_hex().to_string(),
        })
    }
}

/// Hands the bytes of a file to `each`; gives their number.
fn pass(path: &Path, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<u64> {
    let fail = |error| Error::io(path, error);
    let mut file = File::open(path).map_err(fail)?;
    let mut buffer = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(fail(error)),
        };
        bytes += read as u64;
        each(buffer.get(..read).unwrap_or_default())?;
    }
}

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
        super::create_private_folder(&self.state)?;
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

    /// Makes a whole generation the published one. `work` becomes its state.
    ///
    /// # Errors
    /// Something cannot be written; unless the swap had been made, the generation before stays published.
    pub fn publish(
        &self,
        number: u64,
        work: &Path,
        status: &str,
        run_date: &str,
    ) -> Result<Manifest> {
        let partial = self.partial(number);
        sync(work)?;
        let state = self.state_of(number);
        let mut described = Entry::of(work)?;
        described.name = file_name(&state);
        let mut files: Vec<Entry> = Vec::new();
        for path in entries(&partial)? {
            files.push(Entry::of(&path)?);
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let manifest = Manifest {
            generation: number,
            status: status.to_owned(),
            run_date: run_date.to_owned(),
            state: described,
            files,
        };
        write_synced(&partial.join(MANIFEST), &pretty(&manifest))?;
        sync_folder(&partial).map_err(|error| Error::io(&partial, error))?;
        rename(work, &state)?;
        rename(&partial, &self.generation(number))?;
        self.swap(number)?;
        Ok(manifest)
    }

    fn next_link(&self) -> PathBuf {
        self.output.join(".current-next")
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
    /// There is no such generation, or it is damaged.
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
            let numbers: Vec<String> = kept.iter().map(|(n, _)| n.to_string()).collect();
            return Err(Error::State {
                path: self.generations(),
                problem: "there is no such generation to go back to".to_owned(),
                help: format!("there are: {}", numbers.join(", ")),
            });
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

    fn withdrawn(&self, number: u64) -> PathBuf {
        self.generations()
            .join(format!("{WITHDRAWN}{}", name(number)))
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

fn damaged(path: PathBuf) -> Error {
    Error::State {
        path,
        problem: "the state is not what it was when it was published".to_owned(),
        help: "go back with `verbatims run JOB --rollback=NUMBER`, or restore the file".to_owned(),
    }
}

fn name(number: u64) -> String {
    format!("{number:06}")
}

fn number(name: &str) -> Option<u64> {
    let digits = name.len() >= 6 && name.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| name.parse().ok()).flatten()
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let fail = |error| Error::io(folder, error);
    let entries = fs::read_dir(folder).map_err(fail)?;
    entries
        .map(|entry| entry.map(|entry| entry.path()).map_err(fail))
        .collect()
}

/// Removes a file or a folder, if it is there.
///
/// # Errors
/// It cannot be removed.
pub fn remove_all(path: &Path) -> Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path, error)),
        _ => Ok(()),
    }
}

/// Renames, and makes the new name last through a power cut.
fn rename(from: &Path, to: &Path) -> Result<()> {
    let folder = crate::sink::output::folder(to);
    let renamed = fs::rename(from, to).and_then(|()| sync_folder(&folder));
    renamed.map_err(|error| Error::io(to, error))
}

fn sync(path: &Path) -> Result<()> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| Error::io(path, error))
}

/// Writes a new file and makes sure it is on disk.
///
/// # Errors
/// It cannot be made or written.
pub fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = File::create_new(path).map_err(|source| Error::Create {
        path: path.to_owned(),
        source,
    })?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let written = written.and_then(|()| close(file));
    written.map_err(|error| Error::io(path, error))
}

/// A value as JSON for people and machines.
pub fn pretty(value: &impl Serialize) -> Vec<u8> {
    // Plain data of ours is always JSON.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

#[cfg(unix)]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
