//! Tries what a job needs, without running it.

use super::finding::Finding;
use super::inputs;
use super::opening::{Look, Opening};
use super::report::FileStatus;
use super::settings::{Job, Response};
use super::{Input, Stop, database, lexicons, probe};
use crate::error::{Error, Result};
use crate::sink::output::folder;
use crate::source::columns::ColumnWords;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Tries the lexicons, the inputs and the places of the outputs. Gives what is wrong, and how each input would be
/// read.
pub fn environment(job: &Job, file: &Path) -> (Vec<Finding>, Vec<String>) {
    let mut check = Check {
        file: file.display().to_string(),
        text: fs::read_to_string(file).unwrap_or_default(),
        findings: Vec::new(),
        told: Vec::new(),
    };
    match lexicons(job) {
        Ok(lexicons) => {
            let words =
                ColumnWords::parse(lexicons.file("common/columns.toml").unwrap_or_default());
            match words {
                Ok(words) => check.inputs(job, &Arc::new(words)),
                Err(error) => check.add("lexicons", &error.to_string()),
            }
        }
        Err(error) => check.add("lexicons", &error.to_string()),
    }
    check.outputs(job);
    (check.findings, check.told)
}

struct Check {
    file: String,
    text: String,
    findings: Vec<Finding>,
    told: Vec<String>,
}

impl Check {
    /// Notes a problem at the line where a table begins.
    fn add(&mut self, table: &str, problem: &str) {
        let heads = [format!("[{table}]"), format!("[[{table}]]")];
        let line = self
            .text
            .lines()
            .position(|line| heads.contains(&line.trim().to_owned()));
        self.at(line.map_or(1, |line| line + 1), table, problem);
    }

    fn at(&mut self, line: usize, key: &str, problem: &str) {
        self.findings.push(Finding {
            file: self.file.clone(),
            line,
            column: 1,
            key: key.to_owned(),
            problem: problem.to_owned(),
            help: String::new(),
        });
    }

    fn inputs(&mut self, job: &Job, words: &Arc<ColumnWords>) {
        let opening = Opening {
            job,
            words,
            accept: true,
            mended: false,
        };
        let heads = self.text.lines().enumerate();
        let heads = heads.filter(|(_, line)| line.trim() == "[[source]]");
        let lines: Vec<usize> = heads.map(|(line, _)| line + 1).collect();
        for (place, source) in job.sources.iter().enumerate() {
            let line = lines.get(place).copied().unwrap_or(1);
            let found: Result<Vec<Input>> = inputs::find(job, source).and_then(|files| {
                let inputs = files.into_iter();
                inputs
                    .map(|path| Input::new(job, place, path, &[], &Stop::default()))
                    .collect()
            });
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    self.at(line, "source.files", &error.to_string());
                    continue;
                }
            };
            let mut look = Look::default();
            if let Err(failure) = opening.source(source, found, None, &mut look) {
                self.at(line, "source", &failure.message());
            }
            for measured in look
                .measured
                .iter()
                .filter(|measured| measured.response != Response::Allow)
            {
                self.at(line, "source.files", &measured.report.message);
            }
            for file in look.sources.iter().flat_map(|source| &source.files) {
                if file.status == FileStatus::Unchanged || file.format.is_none() {
                    continue;
                }
                let columns = file.columns.iter();
                let columns: Vec<String> = columns
                    .map(|used| format!("{} = {:?} (by {})", used.role, used.column, used.basis))
                    .collect();
                self.told.push(format!(
                    "{}: {}, {}, {}",
                    file.path,
                    file.format.as_deref().unwrap_or_default(),
                    file.encoding.as_deref().unwrap_or_default(),
                    columns.join(", ")
                ));
            }
        }
    }

    fn outputs(&mut self, job: &Job) {
        let metrics = job.metrics.as_deref().map(folder);
        let places = [
            ("job", Some(job.state.clone())),
            ("output", Some(job.output.folder.clone())),
            ("metrics", metrics),
        ];
        if let Err(error) = database::probe(job) {
            self.add("postgres", &error.to_string());
        }
        for (table, place) in places {
            let Some(place) = place else { continue };
            if let Err(error) = try_place(&place) {
                self.add(table, &error.to_string());
            }
        }
    }
}

/// Proves that a folder can be written, or made.
fn try_place(place: &Path) -> Result<()> {
    let mut there: PathBuf = place.to_owned();
    while !there.exists() {
        there = folder(&there);
        if there == Path::new(".") {
            break;
        }
    }
    if !there.is_dir() {
        return Err(Error::Create {
            path: place.to_owned(),
            source: std::io::ErrorKind::NotADirectory.into(),
        });
    }
    probe::place(&there)
}
