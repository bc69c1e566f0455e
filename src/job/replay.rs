//! Rows that could not be read: out to be mended, and in again.
//!
//! The rows of each file go into a file of their own, below a header, in UTF-8: what a person mends in an editor. A
//! list beside them says where each came from.

use super::settings::Job;
use super::shape::Shape;
use crate::error::{Error, Result};
use crate::source::{Format, Reading};
use crate::store::generation::{Folders, pretty};
use crate::store::{State, create_private_folder, write_private};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the list.
const LIST: &str = "rejects.json";

/// A file of rows to be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    /// Name of the source.
    pub source: String,
    /// The file that the rows were rejected from, as the store names it.
    pub path: String,
    /// The file that they are mended in, beside the list.
    pub file: String,
    /// How many there were, and why.
    pub reasons: BTreeMap<String, u64>,
}

/// The rows of a file that could not be read.
#[derive(Default)]
struct Rejected {
    rows: Vec<u8>,
    reasons: BTreeMap<String, u64>,
}

/// How mended rows are read: as their source, but in UTF-8 and with one row of names.
pub fn reading(shape: &Shape) -> Reading {
    Reading {
        encoding: Some("UTF-8".to_owned()),
        header_rows: shape.reading.header_rows.map(|_| 1),
        header_shape: None,
        ..shape.reading.clone()
    }
}

/// Writes the rows that could not be read into `folder`, for their owner alone. Gives what was written.
///
/// # Errors
/// The state cannot be read, or something cannot be written.
pub fn extract(job: &Job, folder: &Path) -> Result<Vec<Mended>> {
    let folders = Folders {
        output: job.output.folder.clone(),
        state: job.state.clone(),
    };
    let Some(published) = folders.published()? else {
        return Ok(Vec::new());
    };
    let state = State::read_only(&job.state.join(published.state.name))?;
    let mut files: BTreeMap<(String, String), Rejected> = BTreeMap::new();
    state.each_reject(|reject| {
        let Rejected { rows, reasons } = files.entry((reject.source, reject.path)).or_default();
        rows.extend_from_slice(&reject.raw);
        if !rows.ends_with(b"\n") {
            rows.push(b'\n');
        }
        *reasons.entry(reject.reason).or_default() += 1;
        Ok(())
    })?;
    create_private_folder(folder)?;
    let mut list = Vec::new();
    for (number, ((source, path), Rejected { rows, reasons })) in files.into_iter().enumerate() {
        let file = file_name(number + 1, &path);
        let mut bytes = header(&state, &source)?;
        bytes.extend(rows);
        write_private(&folder.join(&file), &bytes)?;
        list.push(Mended {
            source,
            path,
            file,
            reasons,
        });
    }
    write_private(&folder.join(LIST), &pretty(&list))?;
    Ok(list)
}

/// Reads the list of a folder that [`extract`] has written.
///
/// # Errors
/// There is none, or it is no list.
pub fn list(folder: &Path) -> Result<Vec<(Mended, PathBuf)>> {
    let path = folder.join(LIST);
    let bytes = fs::read(&path).map_err(|error| Error::io(&path, error))?;
    let list: Vec<Mended> = serde_json::from_slice(&bytes).map_err(|error| Error::Input {
        source_name: path.display().to_string(),
        problem: error.to_string(),
        help: "name a folder that `verbatims replay JOB --extract FOLDER` has written".to_owned(),
    })?;
    let place = |mended: Mended| {
        let name = Path::new(&mended.file).file_name().unwrap_or_default();
        let file = folder.join(name);
        (mended, file)
    };
    Ok(list.into_iter().map(place).collect())
}

/// A name for the rows of a file, made of letters that every system takes.
fn file_name(number: usize, path: &str) -> String {
    let name = Path::new(path)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
            c
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(plain).take(100).collect();
    format!("{number:03}-{name}.txt")
}

/// The names of the columns of a source, written as its rows are.
fn header(state: &State, source: &str) -> Result<Vec<u8>> {
    let shape = state.shape(source)?;
    let shape: Option<Shape> = shape.and_then(|json| serde_json::from_str(&json).ok());
    let Some(shape) = shape.filter(|shape| shape.reading.format == Some(Format::Csv)) else {
        return Ok(Vec::new());
    };
    let reading = &shape.reading;
    let delimiter = reading.delimiter.map(String::from).unwrap_or_default();
    let quote = String::from(reading.quote.unwrap_or('"'));
    let quoted =
        |name: &String| format!("{quote}{}{quote}", name.replace(&quote, &quote.repeat(2)));
    let names: Vec<String> = reading.columns.iter().map(quoted).collect();
    Ok(format!("{}\n", names.join(&delimiter)).into_bytes())
}
