//! The nightly job: from a configuration file to a published generation.
//!
//! [`settings`] reads the configuration, [`night`] is the run from its start to its end.

pub mod check;
pub mod dates;
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
mod work;

use inputs::Input;

pub use failure::exit;
pub use finding::Finding;
pub use night::{Orders, roll_back, run};
pub use report::Report;
pub use settings::Job;
pub use stop::Stop;

use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use crate::lexicon::bundle::Files;

/// The lexicons of a job: those the program carries or a folder's, with the codeframe of another folder if the job
/// names one.
///
/// # Errors
/// A folder that cannot be read; the first line that breaks its format.
pub fn lexicons(job: &Job) -> Result<Lexicons> {
    let missing = |folder: &std::path::Path| Error::Lexicon {
        file: folder.display().to_string(),
        line: 1,
        problem: "there is no such folder".to_owned(),
        help: "name a folder laid out as lexicons/README.md says".to_owned(),
    };
    for folder in job.lexicons.iter().chain(&job.codeframe) {
        if !folder.is_dir() {
            return Err(missing(folder));
        }
    }
    let Some(codeframe) = &job.codeframe else {
        return match &job.lexicons {
            Some(folder) => Lexicons::from_dir(folder),
            None => Lexicons::bundled(),
        };
    };
    let base = match &job.lexicons {
        Some(folder) => Files::from_dir(folder)?,
        None => Files::bundled(),
    };
    let own = Files::from_dir(codeframe)?;
    // A codeframe of one's own brings its own terms: those of the other themes would name what is not there.
    let replaced = |path: &str| own.get("codeframe.toml").is_some() && path.contains("/themes/");
    let kept = base
        .under("")
        .filter(|(path, _)| !replaced(path) && own.get(path).is_none());
    let files = Files::from_texts(kept.chain(own.under("")));
    Lexicons::load(files, &crate::document::Language::SERVED)
}
