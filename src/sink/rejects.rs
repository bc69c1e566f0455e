//! Records that could not be read, with all that is needed to repair them.

use super::output::Output;
use crate::comment::Reject;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use std::fs;
use std::io;
use std::path::PathBuf;

/// One line of the file of rejects.
#[derive(Serialize)]
struct Line<'r> {
    source: &'r str,
    row: u64,
    line: u64,
    start: u64,
    end: u64,
    reason: &'r str,
    detail: &'r str,
    raw_base64: String,
}

/// Writes rejects as JSON Lines.
#[derive(Debug)]
pub struct Rejects {
    path: Option<PathBuf>,
    output: Option<Output>,
}

impl Rejects {
    /// Rejects go to `path`, or nowhere. The file is made when the first reject comes, so that its presence says
    /// that there are some.
    pub fn new(path: Option<PathBuf>) -> Self {
        Self { path, output: None }
    }

    /// Adds rejects.
    pub fn write(&mut self, rejects: &[Reject]) -> Result<()> {
        let Some(path) = self.path.as_deref().filter(|_| !rejects.is_empty()) else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        for reject in rejects {
            let line = Line {
                source: &reject.source,
                row: reject.row,
                line: reject.line,
                start: reject.bytes.0,
                end: reject.bytes.1,
                reason: reject.reason,
                detail: &reject.detail,
                raw_base64: STANDARD.encode(&reject.raw),
            };
            serde_json::to_writer(&mut bytes, &line)
                .map_err(|error| Error::io(path, io::Error::from(error)))?;
            bytes.push(b'\n');
        }
        let output = match &mut self.output {
            Some(output) => output,
            None => self.output.insert(Output::create(path)?),
        };
        output.write(&bytes)
    }

    /// Completes the file. Without rejects a file that an earlier run left under the name is removed: it would be
    /// taken for this run's.
    pub fn finish(self) -> Result<()> {
        match (self.output, self.path) {
            (Some(output), _) => output.commit(),
            (None, Some(path)) if fs::symlink_metadata(&path).is_ok_and(|m| m.is_file()) => {
                fs::remove_file(&path).map_err(|source| Error::io(path, source))
            }
            _ => Ok(()),
        }
    }
}
