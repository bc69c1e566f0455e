//! The desk follows what is published.

use super::app::{App, Preparing};
use super::open::Desk;
use super::problem::{Problem, tell};
use crate::desk::queue::Options;
use crate::desk::search::Index;
use crate::error::Result;
use crate::job::lexicon_files;
use crate::job::log::Level;
use crate::store::generation::{Folders, Manifest};
use crate::store::{Journal, State};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often it is looked for.
const PAUSE: Duration = Duration::from_millis(500);

/// Opens each generation that is published, until the end. What was open before stays in use until the next is ready.
pub(super) async fn follow(app: App) {
    let mut open = None;
    loop {
        let (own, at) = (app.clone(), open.clone());
        let step = move || next(&own, at.as_ref()).map_err(Problem::from);
        let done = tokio::task::spawn_blocking(step).await;
        let failure = match done {
            Ok(Ok(opened)) => {
                open = opened.or(open);
                None
            }
            Ok(Err(problem)) => Some(problem),
            Err(_) => Some(Problem::internal(
                "a mistake of the program's while a generation was opened",
                "the terminal says more",
            )),
        };
        app.signs().following.store(false, Ordering::Relaxed);
        app.set_preparing(None);
        if app.stop().cause().is_some() {
            return;
        }
        if app.set_failure(failure.clone())
            && let Some(problem) = failure
        {
            tell(Level::Error, &problem.sentence());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Opens what is published if it is another generation than the one that is open, or if the index was emptied.
fn next(app: &App, open: Option<&Manifest>) -> Result<Option<Manifest>> {
    let job = app.job();
    let folders = Folders {
        output: job.output.folder.clone(),
        state: job.state.clone(),
    };
    let Some(manifest) = folders.published()? else {
        return Ok(None);
    };
    let emptied = app.signs().emptied.swap(false, Ordering::Relaxed);
    if Some(&manifest) == open && !emptied {
        return Ok(None);
    }
    app.signs().following.store(true, Ordering::Relaxed);
    let state = State::read_only(&job.state.join(&manifest.state.name))?;
    let of = state.count()?;
    app.set_preparing(Some(Preparing { done: 0, of }));
    // Opened anew each time: whoever erases a respondent may have removed the file.
    let mut index = Index::open(&job.state, &lexicon_files(job)?)?;
    index.update(
        &state,
        &Journal::read(&job.state)?,
        manifest.generation,
        Options::default(),
        &mut |done| {
            app.set_preparing(Some(Preparing { done, of }));
            app.stop().check()
        },
    )?;
    app.open(|| Desk::open(job, manifest.clone(), index, app.signs()))?;
    Ok(Some(manifest))
}
