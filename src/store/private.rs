//! Files and folders that only their owner may read.

use crate::error::{Error, Result};
use crate::sink::output;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

/// Name of the index of the desk in the folder of states.
pub const SEARCH: &str = "search.sqlite";

/// Removes the index of the desk from a folder of states, where there is one: it holds the words of comments, and is
/// made anew from the state when it is needed.
///
/// # Errors
/// It cannot be removed.
pub fn remove_search(states: &Path) -> Result<()> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let path = states.join(format!("{SEARCH}{ending}"));
        match fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io(path, source));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes a folder that only its owner may enter, if it is missing.
///
/// # Errors
/// It cannot be made.
pub fn create_private_folder(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|source| Error::Create {
        path: folder.to_owned(),
        source,
    })
}

/// Options for a new file that only its owner may read.
pub(super) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Makes an empty file that only its owner may read.
///
/// # Errors
/// It cannot be made.
pub fn create_private(path: &Path) -> Result<File> {
    private_file().open(path).map_err(|source| Error::Create {
        path: path.to_owned(),
        source,
    })
}

/// Opens a file that only its owner may read, and makes it where it is missing.
///
/// # Errors
/// It cannot be made or opened.
pub fn open_private(path: &Path) -> Result<File> {
    let opened = private_file().truncate(false).open(path);
    opened.map_err(|source| Error::Create {
        path: path.to_owned(),
        source,
    })
}

/// Writes a file that only its owner may read, whole or not at all.
///
/// # Errors
/// It cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let partial = path.with_extension("partial");
    let mut file = create_private(&partial)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&partial, path))
        .and_then(|()| output::sync_folder(&output::folder(path)));
    written.map_err(|source| Error::io(path, source))
}
