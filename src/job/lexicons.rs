//! The lexicons of a job or a command: those the program carries or a folder's, with a user's own codeframe.

use super::Job;
use crate::document::Language;
use crate::error::{Error, Result};
use crate::lexicon::{Files, Lexicons};
use std::path::Path;

/// The file that makes a folder a codeframe.
const CODEFRAME: &str = "codeframe.toml";

/// The lexicons of a job.
///
/// # Errors
/// As [`files`]; the first line that breaks its format.
pub fn lexicons(job: &Job) -> Result<Lexicons> {
    match (&job.lexicons, &job.codeframe) {
        // Their languages are built when they are first asked for.
        (None, None) => Lexicons::bundled(),
        _ => Lexicons::load(lexicon_files(job)?, &Language::SERVED),
    }
}

/// The files of the lexicons of a job.
///
/// # Errors
/// As [`files`].
pub fn lexicon_files(job: &Job) -> Result<Files> {
    files(job.lexicons.as_deref(), job.codeframe.as_deref())
}

/// The files of the lexicons in `folder`, or of those the program carries, with another codeframe where one is named: a
/// folder laid out as the lexicons that has a `codeframe.toml`, or such a file alone.
///
/// # Errors
/// A folder that is not there or is no codeframe; a file that cannot be read.
pub fn files(folder: Option<&Path>, codeframe: Option<&Path>) -> Result<Files> {
    let base = match folder {
        None => Files::bundled(),
        Some(folder) if folder.is_dir() => Files::from_dir(folder)?,
        Some(folder) => return Err(missing(folder, "there is no such folder")),
    };
    match codeframe {
        None => Ok(base),
        Some(codeframe) => base.with_codeframe(own(codeframe)?),
    }
}

fn own(codeframe: &Path) -> Result<Files> {
    if codeframe.is_dir() {
        let files = Files::from_dir(codeframe)?;
        return match files.get(CODEFRAME) {
            Some(_) => Ok(files),
            None => Err(Error::Lexicon {
                file: codeframe.join(CODEFRAME).display().to_string(),
                line: 1,
                problem: "the folder of a codeframe has no such file".to_owned(),
                help: "name the folder that has it; to add to the codeframe the program carries, write one that says \
                       `extends = true`"
                    .to_owned(),
            }),
        };
    }
    if !codeframe.exists() {
        return Err(missing(codeframe, "there is no such folder or file"));
    }
    let text = std::fs::read_to_string(codeframe).map_err(|error| Error::io(codeframe, error))?;
    Ok(Files::from_texts([(CODEFRAME, text)]))
}

fn missing(path: &Path, problem: &str) -> Error {
    Error::Lexicon {
        file: path.display().to_string(),
        line: 1,
        problem: problem.to_owned(),
        help: "name a folder laid out as lexicons/README.md says".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn problem(folder: Option<&Path>, codeframe: Option<&Path>) -> String {
        files(folder, codeframe).unwrap_err().to_string()
    }

    #[test]
    fn a_folder_that_is_no_codeframe_is_refused_and_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.csv"), "a,b\n").unwrap();
        let said = problem(None, Some(folder.path()));
        assert!(
            said.contains("codeframe.toml") && said.contains("extends = true"),
            "{said}"
        );
        let own = folder.path().join(CODEFRAME);
        fs::write(&own, "extends = true\nversion = \"own\"\n").unwrap();
        for named in [folder.path(), &own] {
            assert!(files(None, Some(named)).is_ok(), "{}", named.display());
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_the_same_wherever_it_is_named() {
        let nowhere = Path::new("/nowhere/at/all");
        for said in [problem(Some(nowhere), None), problem(None, Some(nowhere))] {
            assert!(
                said.starts_with("/nowhere/at/all:1: there is no such folder"),
                "{said}"
            );
        }
    }
}
