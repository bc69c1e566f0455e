//! Tries the places that a run writes into, and replaces single files whole.

use super::settings::Job;
use crate::error::{Error, Result};
use crate::sink::output::{close, folder, sync_folder};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

/// Proves that files can be made in all folders that the job writes into.
///
/// # Errors
/// One cannot be written.
pub fn outputs(job: &Job) -> Result<()> {
    place(&job.state)?;
    place(&job.output.folder)?;
    match &job.metrics {
        Some(file) => place(&folder(file)),
        None => Ok(()),
    }
}

/// Proves that files can be made in a folder.
///
/// # Errors
/// They cannot.
pub fn place(folder: &Path) -> Result<()> {
    let path = folder.join(".verbatims-probe");
    let fail = |source| Error::Create {
        path: folder.to_owned(),
        source,
    };
    let mut file = File::create(&path).map_err(fail)?;
    let written = file.write_all(b"probe\n").and_then(|()| file.sync_all());
    let written = written.and_then(|()| close(file));
    let removed = fs::remove_file(&path);
    written.and(removed).map_err(fail)
}

/// Replaces a file: whoever reads it sees the old content or the new one.
///
/// # Errors
/// It cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let partial = path.with_file_name(format!(".{name}.partial"));
    let written = File::create(&partial)
        .and_then(|mut file| {
            let written = file.write_all(bytes).and_then(|()| file.sync_all());
            written.and_then(|()| close(file))
        })
        .and_then(|()| fs::rename(&partial, path))
        .and_then(|()| sync_folder(&folder(path)));
    written.map_err(|error| Error::io(path, error))
}
