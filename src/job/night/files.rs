//! The files of a run: found, looked at, in their order.

use super::Night;
use crate::error::Result;
use crate::job::failure::Failure;
use crate::job::inputs::{self, Input};
use crate::job::opening::{Look, Opening};
use crate::job::report::SourceReport;
use crate::lexicon::Lexicons;
use crate::pipeline::Pipeline;
use crate::source::columns::ColumnWords;
use crate::store::State;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

impl Night<'_> {
    /// Finds and looks at the files.
    pub(super) fn look(
        &self,
        pipeline: &Pipeline,
        state: Option<&State>,
    ) -> std::result::Result<Look, Failure> {
        let words = words(pipeline.lexicons())?;
        let opening = Opening {
            job: self.job,
            words: &words,
            accept: self.orders.accept_columns,
            mended: self.orders.replay.is_some(),
        };
        let mut look = Look::default();
        for (place, source) in self.job.sources.iter().enumerate() {
            let before = inputs::read_before(state, &source.name)?;
            let inputs: Result<Vec<Input>> = match &self.orders.replay {
                Some(list) => {
                    let ours = list
                        .iter()
                        .filter(|(mended, _)| mended.source == source.name);
                    ours.map(|(mended, path)| {
                        Input::mended(self.job, place, path, &mended.path, &before)
                    })
                    .collect()
                }
                None => {
                    let found = inputs::find(self.job, source)?;
                    self.apart(&found)?;
                    let inputs = found.into_iter();
                    inputs
                        .map(|path| Input::new(self.job, place, path, &before, self.stop))
                        .collect()
                }
            };
            opening.source(source, inputs?, state, &mut look)?;
        }
        Ok(look)
    }

    /// No input may lie where the job writes.
    fn apart(&self, found: &[PathBuf]) -> std::result::Result<(), Failure> {
        let ours = |path: &&PathBuf| {
            path.starts_with(&self.folders.output) || path.starts_with(&self.folders.state)
        };
        match found.iter().find(ours) {
            Some(path) => Err(Failure::Configuration(format!(
                "{}: an input lies in a folder that the job writes into",
                path.display()
            ))),
            None => Ok(()),
        }
    }
}

/// The place of each file of a source in its order.
pub(super) fn order(sources: &[SourceReport]) -> HashMap<(usize, String), usize> {
    let mut order = HashMap::new();
    for (source, report) in sources.iter().enumerate() {
        for (place, file) in report.files.iter().enumerate() {
            order.insert((source, file.path.clone()), place);
        }
    }
    order
}

fn words(lexicons: &Lexicons) -> Result<Arc<ColumnWords>> {
    let words = lexicons.file("common/columns.toml").unwrap_or_default();
    Ok(Arc::new(ColumnWords::parse(words)?))
}
