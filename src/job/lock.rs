//! One run at a time.
//!
//! The kernel holds the lock for the process and lets go of it when the process ends, however it ends: there is never
//! anything to clean up. The file only says who holds it.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Room for the holder's description, so that it is always written over as a whole.
const LENGTH: usize = 512;

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// Its machine.
    pub host: String,
    /// When it began, in UTC.
    pub started: String,
}

/// A lock that is held as long as this lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// What trying to lock gave.
#[derive(Debug)]
pub enum Tried {
    /// The lock.
    Held(Lock),
    /// Another run has it; who, if it has said so yet.
    Taken(Option<Holder>),
}

/// Tries to lock a file, which is made if it is missing.
///
/// # Errors
/// It cannot be made or written, or its file system has no locks.
pub fn try_lock(path: &Path, holder: &Holder) -> Result<Tried> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|source| Error::Create {
        path: path.to_owned(),
        source,
    })?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let read = file.read_to_string(&mut text);
            let holder = read
                .ok()
                .and_then(|_| serde_json::from_str(text.trim_end()).ok());
            return Ok(Tried::Taken(holder));
        }
        Err(TryLockError::Error(error)) => return Err(Error::io(path, error)),
    }
    let mut line = serde_json::to_vec(holder).unwrap_or_default();
    line.resize(LENGTH.max(line.len()), b' ');
    let written = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.write_all(&line));
    written.map_err(|error| Error::io(path, error))?;
    Ok(Tried::Held(Lock { _file: file }))
}

/// The name of this machine, as far as it is known.
pub fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname");
    let name = name.ok().or_else(|| std::env::var("HOSTNAME").ok());
    name.map(|name| name.trim().to_owned())
        .unwrap_or_else(|| "unknown".to_owned())
}
