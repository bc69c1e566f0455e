//! A file that becomes visible when it is complete.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where bytes go.
///
/// A regular file is written under another name in the same folder, synced, and renamed by [`Output::commit`], so
/// that whoever reads the name sees the old content or the new one. Standard output, pipes and devices are written
/// directly.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Stdout,
    Direct(File),
    Renamed(NamedTempFile, PathBuf),
}

impl Output {
    /// Prepares to write `path`, `-` for standard output. Fails if the folder does not let a file be made.
    pub fn create(path: &Path) -> Result<Self> {
        let fail = |source| Error::Create {
            path: path.to_owned(),
            source,
        };
        let kind = if path == Path::new("-") {
            Kind::Stdout
        } else {
            Self::open(path).map_err(fail)?
        };
        Ok(Self {
            path: path.to_owned(),
            kind,
        })
    }

    fn open(path: &Path) -> io::Result<Kind> {
        // A link is followed: the file it names is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Ok(metadata) = fs::metadata(&target) {
            if metadata.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            if !metadata.is_file() {
                return Ok(Kind::Direct(File::options().write(true).open(&target)?));
            }
        }
        let mut builder = tempfile::Builder::new();
        let prefix = partial_prefix();
        builder.prefix(&prefix).suffix(PARTIAL);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // The umask takes its share of these, as with any new file.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        Ok(Kind::Renamed(builder.tempfile_in(folder(&target))?, target))
    }

    /// Writes all of `bytes`.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.kind {
            Kind::Stdout => io::stdout().lock().write_all(bytes),
            Kind::Direct(file) => file.write_all(bytes),
            Kind::Renamed(file, _) => file.as_file_mut().write_all(bytes),
        }
        .map_err(|source| Error::io(&self.path, source))
    }

    /// Makes sure that what was written is on disk.
    pub fn sync(&mut self) -> Result<()> {
        match &mut self.kind {
            Kind::Stdout => io::stdout().lock().flush(),
            Kind::Direct(file) => file.flush(),
            Kind::Renamed(file, _) => file.as_file().sync_all(),
        }
        .map_err(|source| Error::io(&self.path, source))
    }

    /// Syncs and makes the content visible under its name.
    pub fn commit(mut self) -> Result<()> {
        self.sync()?;
        let Kind::Renamed(file, target) = self.kind else {
            return Ok(());
        };
        file.persist(&target)
            .map_err(|error| Error::io(&self.path, error.error))?;
        sync_folder(&folder(&target)).map_err(|source| Error::io(&self.path, source))
    }
}

/// Ending of the hidden files that become outputs.
const PARTIAL: &str = ".partial";

/// Beginning of their names, which tells whose they are.
fn partial_prefix() -> String {
    format!(".verbatims-{}-", std::process::id())
}

/// Removes the files that this process is writing in a folder and has not made visible.
pub fn remove_partial(folder: &Path) {
    let prefix = partial_prefix();
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&prefix) && name.ends_with(PARTIAL) {
            // It may just have been renamed; then there is nothing to remove.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The folder that a file is in.
pub fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes a rename in this folder last through a power cut.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems cannot sync a folder, and need not.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        result => result,
    }
}

#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
