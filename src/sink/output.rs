//! A file that becomes visible when it is complete.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempDir};

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
        let path = match kind {
            Kind::Stdout => PathBuf::from("standard output"),
            _ => path.to_owned(),
        };
        Ok(Self { path, kind })
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
        let file = hidden(0o666, |builder| builder.tempfile_in(folder(&target)))?;
        Ok(Kind::Renamed(file, target))
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
        let file = file.persist(&target);
        let closed = file.map_err(|error| error.error).and_then(close);
        closed.map_err(|source| Error::io(&self.path, source))?;
        sync_folder(&folder(&target)).map_err(|source| Error::io(&self.path, source))
    }
}

/// A folder whose files become visible together, where it is not there yet.
///
/// A new folder is filled under another name beside its own, and renamed by [`OutputFolder::publish`]. A folder that is
/// there may hold what is not ours, so it stays, and its files are replaced one by one.
#[derive(Debug)]
pub struct OutputFolder {
    target: PathBuf,
    hidden: Option<TempDir>,
}

impl OutputFolder {
    /// Prepares to fill the folder `target`. Fails if no folder can be made there.
    pub fn create(target: &Path) -> Result<Self> {
        let fail = |source| Error::Create {
            path: target.to_owned(),
            source,
        };
        let hidden = match fs::metadata(target) {
            Ok(found) if found.is_dir() => None,
            Ok(_) => return Err(fail(io::ErrorKind::NotADirectory.into())),
            Err(_) => {
                let above = folder(target);
                fs::create_dir_all(&above).map_err(fail)?;
                Some(hidden(0o777, |builder| builder.tempdir_in(&above)).map_err(fail)?)
            }
        };
        Ok(Self {
            target: target.to_owned(),
            hidden,
        })
    }

    /// Where its files are to be written.
    pub fn path(&self) -> &Path {
        let hidden = self.hidden.as_ref().map(TempDir::path);
        hidden.unwrap_or(&self.target)
    }

    /// Where a file is to be written that will have the name `file`: in the folder if it belongs there.
    pub fn place(&self, file: &Path) -> PathBuf {
        match file.strip_prefix(&self.target) {
            Ok(name) => self.path().join(name),
            Err(_) => file.to_owned(),
        }
    }

    /// Makes a new folder visible under its name, with all that was written into it.
    pub fn publish(self) -> Result<()> {
        let Some(hidden) = self.hidden else {
            return Ok(());
        };
        let published = sync_folder(hidden.path())
            .and_then(|()| fs::rename(hidden.path(), &self.target))
            .and_then(|()| sync_folder(&folder(&self.target)));
        // Nothing is there any more under the other name.
        drop(hidden.keep());
        published.map_err(|source| Error::io(&self.target, source))
    }
}

/// Closes a file that is complete, and tells what went wrong in that, which dropping it would not. Some file systems,
/// those over a network first of all, find out only then that bytes are lost.
#[cfg(unix)]
pub fn close(file: File) -> io::Result<()> {
    match nix::unistd::close(file) {
        // The file is closed all the same.
        Err(nix::errno::Errno::EINTR) => Ok(()),
        closed => closed.map_err(io::Error::from),
    }
}

/// As on other systems, where the standard library is all there is.
#[cfg(not(unix))]
pub fn close(file: File) -> io::Result<()> {
    drop(file);
    Ok(())
}

/// Makes a file or folder under a name that hides it and tells whose it is.
fn hidden<T>(
    mode: u32,
    make: impl FnOnce(&tempfile::Builder<'_, '_>) -> io::Result<T>,
) -> io::Result<T> {
    let mut builder = tempfile::Builder::new();
    let prefix = partial_prefix();
    builder.prefix(&prefix).suffix(PARTIAL);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The umask takes its share of these, as with anything new.
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    // The cause alone: the hidden name means nothing to anybody.
    make(&builder).map_err(|error| match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::from(error.kind()),
    })
}

/// Ending of the hidden files that become outputs.
const PARTIAL: &str = ".partial";

/// Beginning of their names, which tells whose they are.
fn partial_prefix() -> String {
    format!(".verbatims-{}-", std::process::id())
}

/// Removes the files and folders that this process is writing in a folder and has not made visible.
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
            let _ = match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                true => fs::remove_dir_all(entry.path()),
                false => fs::remove_file(entry.path()),
            };
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
