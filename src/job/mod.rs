//! The nightly job: from a configuration file to a published generation.
//!
//! [`settings`] reads the configuration, [`night`] is the run from its start to its end.

pub mod check;
mod corrections;
pub mod database;
pub mod drift;
pub mod facts;
mod failure;
pub mod finding;
mod gates;
mod inputs;
mod intake;
mod lock;
pub mod log;
mod metrics;
pub mod night;
mod opening;
mod orders;
mod probe;
mod publish;
mod recode;
pub mod replay;
pub mod report;
mod rows;
mod section;
pub mod settings;
pub mod shape;
mod stop;
mod tagging;
mod verdict;
mod work;

use inputs::Input;

pub use failure::exit;
pub use finding::Finding;
pub use night::{publish, roll_back, run};
pub use orders::{Erasure, Orders};
pub use report::Report;
pub use settings::Job;
pub use stop::{Cause, Stop};

use crate::document::Language;
use crate::error::{Error, Result};
use crate::lexicon::Files;
use crate::lexicon::Lexicons;
use std::path::Path;

/// The lexicons of a job: those the program carries or a folder's, with another codeframe if the job names one: a folder
/// laid out as the lexicons, or a `codeframe.toml` alone.
///
/// # Errors
/// A folder that cannot be read; the first line that breaks its format.
pub fn lexicons(job: &Job) -> Result<Lexicons> {
    match (&job.lexicons, &job.codeframe) {
        // Their languages are built when they are first asked for.
        (None, None) => Lexicons::bundled(),
        _ => Lexicons::load(lexicon_files(job)?, &Language::SERVED),
    }
}

/// The files of the lexicons of a job, as [`lexicons`] reads them.
///
/// # Errors
/// A folder that cannot be read; a codeframe that breaks its format.
pub fn lexicon_files(job: &Job) -> Result<Files> {
    let missing = |path: &Path| Error::Lexicon {
        file: path.display().to_string(),
        line: 1,
        problem: "it is not there".to_owned(),
        help: "name a folder laid out as lexicons/README.md says".to_owned(),
    };
    if let Some(folder) = job.lexicons.iter().find(|folder| !folder.is_dir()) {
        return Err(missing(folder));
    }
    let base = match &job.lexicons {
        Some(folder) => Files::from_dir(folder)?,
        None => Files::bundled(),
    };
    let Some(codeframe) = &job.codeframe else {
        return Ok(base);
    };
    let own = if codeframe.is_dir() {
        Files::from_dir(codeframe)?
    } else {
        let text = std::fs::read_to_string(codeframe).map_err(|_| missing(codeframe))?;
        Files::from_texts([("codeframe.toml", text)])
    };
    base.with_codeframe(own)
}
