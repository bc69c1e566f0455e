//! Takes what people have said since the last run into the state.

use super::report::CorrectionReport;
use super::tagging::tags;
use crate::error::Result;
use crate::pipeline::Pipeline;
use crate::store::{Change, Log, Row, State, Stored, Tags};
use std::collections::BTreeMap;

/// Takes a log into the state of a run, after all comments are tagged. Comments whose language a person has named are
/// tagged in that language; those of which that was undone are tagged anew as the machine would.
///
/// # Errors
/// The state cannot be read or written.
pub fn take(
    state: &State,
    log: &Log,
    pipeline: &Pipeline,
    version: i64,
    generation: u64,
) -> Result<Option<CorrectionReport>> {
    if log.entries().is_empty() && state.corrections()?.entries().is_empty() {
        return Ok(None);
    }
    let changed = state.set_corrections(log, generation)?;
    state.set_renamed_themes(pipeline.lexicons().codeframe())?;
    languages(state, log, pipeline, version, generation)?;
    let mut report = CorrectionReport {
        entries: log.entries().len() as u64,
        comments: log.standing().len() as u64,
        changed,
        ..CorrectionReport::default()
    };
    for weighed in log.weigh(state)? {
        report.standing += 1;
        *report.by_status.entry(weighed.status.name()).or_default() += 1;
        report.conflicts += u64::from(weighed.status.is_conflict());
    }
    Ok(Some(report))
}

fn languages(
    state: &State,
    log: &Log,
    pipeline: &Pipeline,
    version: i64,
    generation: u64,
) -> Result<()> {
    let mut wanted = BTreeMap::new();
    for (comment, by_target) in log.standing() {
        if let Some(Change::Language(language)) = by_target.get("language").map(|one| &one.change) {
            wanted.insert(comment.to_owned(), Some(*language));
        }
    }
    let named: BTreeMap<String, String> = state.named_languages()?.into_iter().collect();
    for comment in named.keys() {
        wanted.entry(comment.clone()).or_insert(None);
    }
    for (comment, language) in wanted {
        let Some(stored) = state.comment(&comment)? else {
            continue;
        };
        let settled = named.get(&comment).map(String::as_str) == language.map(|one| one.code());
        let Some(known) = state
            .known(&comment)?
            .filter(|_| !settled || stored.generation == generation)
        else {
            continue;
        };
        let own = tagged(pipeline, &stored, stored.row.given);
        match language {
            None => {
                state.retag(known.key, &own, version, generation)?;
                state.set_named_language(known.key, None)?;
            }
            Some(language) => {
                let tags = tagged(pipeline, &stored, Some(language));
                state.retag(known.key, &tags, version, generation)?;
                state.set_named_language(known.key, Some((language.code(), &own.language)))?;
            }
        }
    }
    Ok(())
}

/// The tags of a comment in a language, or in the one that is detected.
fn tagged(pipeline: &Pipeline, stored: &Stored, given: Option<crate::document::Language>) -> Tags {
    let row = Row {
        given,
        ..stored.row.clone()
    };
    let mut tags = tags(pipeline, std::iter::once(&row));
    // One row gives one set of tags.
    tags.pop().unwrap_or_else(|| stored.tags.clone())
}
