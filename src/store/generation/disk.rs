//! Files and folders that must last through a power cut.

use crate::error::{Error, Result};
use crate::sink::output::{close, sync_folder};
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Bytes copied or hashed at a time.
const PIECE: usize = 1 << 20;

/// Hands the bytes of a file to `each`; gives their number.
pub(super) fn pass(path: &Path, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<u64> {
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

pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
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
pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    let folder = crate::sink::output::folder(to);
    let renamed = fs::rename(from, to).and_then(|()| sync_folder(&folder));
    renamed.map_err(|error| Error::io(to, error))
}

pub(super) fn sync(path: &Path) -> Result<()> {
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
pub(super) fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
pub(super) fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
