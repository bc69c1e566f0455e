//! Looks at the files of a run before any is read, and compares their columns with those accepted before.

use super::failure::Failure;
use super::gates::{Breach, Measured, plain};
use super::inputs::Input;
use super::replay;
use super::report::{FileReport, FileStatus, SourceReport};
use super::rows::{dates, missing_columns};
use super::settings::{Job, Response, SourceSettings};
use super::shape::{Shape, shape};
use crate::error::{Error, Result};
use crate::source::columns::{ColumnWords, Wanted};
use crate::source::{self, Batch, Options, Profile};
use crate::store::State;
use std::sync::Arc;

/// Records by which the kinds of columns are told.
const FIRST: u64 = 200;

/// Looks at files.
pub struct Opening<'a> {
    /// The job.
    pub job: &'a Job,
    /// Header words.
    pub words: &'a Arc<ColumnWords>,
    /// True if columns in use may differ this time.
    pub accept: bool,
    /// True if the files hold mended rows.
    pub mended: bool,
}

/// A file that will be read.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub input: Input,
    /// How it will be read.
    pub options: Options,
}

/// What looking at the files gave.
#[derive(Debug, Default)]
pub struct Look {
    /// Files that will be read.
    pub opened: Vec<Opened>,
    /// What is known of each source so far.
    pub sources: Vec<SourceReport>,
    /// What was noticed.
    pub measured: Vec<Measured>,
    /// The columns of each source, to be accepted when the run is published.
    pub shapes: Vec<Option<Shape>>,
}

impl Opening<'_> {
    /// Looks at the files of a source. `state` is the published one.
    ///
    /// # Errors
    /// A file cannot be read, or a column in use cannot be found and must not change.
    pub fn source(
        &self,
        source: &SourceSettings,
        inputs: Vec<Input>,
        state: Option<&State>,
        look: &mut Look,
    ) -> std::result::Result<(), Failure> {
        let mut report = SourceReport {
            source: source.name.clone(),
            ..SourceReport::default()
        };
        let mut accepted = self.accepted(source, state)?;
        if inputs.is_empty() && !self.mended {
            let told = format!("{}: no file fits {}", source.name, source.files.join(", "));
            look.measured.push(plain(
                "files",
                &source.name,
                self.job.missing,
                told,
                Breach::Incomplete,
            ));
        }
        for input in inputs {
            let mut file = FileReport {
                path: input.name.clone(),
                bytes: input.file.bytes,
                blake3: input.file.hash.clone(),
                status: input.status,
                ..FileReport::default()
            };
            if input.status != FileStatus::Unchanged {
                match self.file(source, &input, accepted.as_ref(), &mut report) {
                    Ok((options, profile, found)) => {
                        file.describe(&profile);
                        if !self.mended {
                            accepted = Some(found);
                        }
                        look.opened.push(Opened { input, options });
                    }
                    Err(Failure::Error(Error::Empty(problem))) => {
                        let told = format!("{problem}: the input holds no rows");
                        let response = self.job.missing;
                        look.measured.push(plain(
                            "empty",
                            &source.name,
                            response,
                            told,
                            Breach::Incomplete,
                        ));
                    }
                    Err(failure) => return Err(failure),
                }
            }
            report.files.push(file);
        }
        report.drift.sort();
        report.drift.dedup();
        self.judge(source, &report, look);
        look.sources.push(report);
        look.shapes.push(accepted.filter(|_| !self.mended));
        Ok(())
    }

    fn accepted(&self, source: &SourceSettings, state: Option<&State>) -> Result<Option<Shape>> {
        let Some(state) = state else { return Ok(None) };
        let shape = state.shape(&source.name)?;
        Ok(shape.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// What follows from columns that differ.
    fn judge(&self, source: &SourceSettings, report: &SourceReport, look: &mut Look) {
        for drift in &report.drift {
            let response = match (drift.breaks(), self.job.drift_mapped) {
                (true, Response::Stop) if self.accept => Response::Warn,
                (true, response) => response,
                (false, _) => self.job.drift_others,
            };
            let told = format!("{}: {}", source.name, drift.told());
            look.measured.push(plain(
                "columns",
                &source.name,
                response,
                told,
                Breach::Contract,
            ));
        }
    }

    /// Looks at a file.
    fn file(
        &self,
        source: &SourceSettings,
        input: &Input,
        accepted: Option<&Shape>,
        report: &mut SourceReport,
    ) -> std::result::Result<(Options, Profile, Shape), Failure> {
        // What the job leaves open is guessed once: later files are read as the accepted one was.
        let pinned = self.options(source, accepted);
        let looked = self.look(source, input, &pinned);
        let Some(accepted) = accepted.filter(|_| !self.mended) else {
            let (profile, found) = looked?;
            return Ok((pinned, profile, found));
        };
        let (options, profile, found) = match looked {
            Ok((profile, found)) if profile.replaced == 0 => (pinned, profile, found),
            Err(error) if !matches!(error, Error::Input { .. }) => return Err(error.into()),
            looked => {
                // Something is not as it was: what would the file be taken for by itself?
                let mut guessing = self.options(source, None);
                guessing.wanted = Wanted::default();
                match (self.look(source, input, &guessing), looked) {
                    (Ok((profile, found)), _) => (guessing, profile, found),
                    (Err(_), Err(error)) => return Err(error.into()),
                    (Err(_), Ok((profile, found))) => (pinned, profile, found),
                }
            }
        };
        report.drift.extend(accepted.drift(&found, self.words));
        Ok((options, profile, found))
    }

    fn options(&self, source: &SourceSettings, pin: Option<&Shape>) -> Options {
        Options {
            format: source.format,
            wanted: source.wanted.clone(),
            max_cell: self.job.max_cell,
            pin: pin.map(|shape| {
                Arc::new(if self.mended {
                    replay::reading(shape)
                } else {
                    shape.reading.clone()
                })
            }),
            ..Options::new(Arc::clone(self.words))
        }
    }

    /// Reads the first records of a file.
    fn look(
        &self,
        source: &SourceSettings,
        input: &Input,
        options: &Options,
    ) -> Result<(Profile, Shape)> {
        let mut reader = source::open(&input.path.to_string_lossy(), options)?;
        let mut batch = Batch::default();
        while batch.rows.read < FIRST && reader.read(&mut batch)? {}
        if batch.rows.read == 0 {
            return Err(Error::Empty(input.name.clone()));
        }
        let profile = reader.profile();
        let missing = missing_columns(source, &profile);
        if !missing.is_empty() {
            return Err(Error::Input {
                source_name: input.name.clone(),
                problem: format!("there is no column {missing:?}"),
                help: "name a column of the file in `segments` or `language_column`".to_owned(),
            });
        }
        let found = shape(&profile, &batch.comments, &dates(self.job, source));
        Ok((profile, found))
    }
}
