//! Codes history again with the versions in use, and says what that gained and lost.

use super::failure::Failure;
use super::report::{RecodeReport, ThemeChange};
use super::stop::Stop;
use super::tagging::tags;
use super::work::Work;
use crate::pipeline::Pipeline;
use crate::store::Tags;
use std::collections::BTreeMap;

/// Comments coded at a time.
const BATCH: usize = 2048;

/// Codes comments of other versions again; those written before `since` stay as they are.
///
/// # Errors
/// The state cannot be read or written, or the run shall stop.
pub fn recode(
    work: &mut Work,
    pipeline: &Pipeline,
    since: Option<&str>,
    version: i64,
    generation: u64,
    stop: &Stop,
) -> Result<(), Failure> {
    let mut report = work.progress.recode.take().unwrap_or_default();
    report.since = since.map(str::to_owned);
    loop {
        let from = work.progress.recoded_to;
        let batch = work.state.outdated(version, since, from, BATCH)?;
        let Some(&(last, _)) = batch.last() else {
            break;
        };
        let tags = tags(pipeline, batch.iter().map(|(_, stored)| &stored.row));
        for ((key, stored), tags) in batch.iter().zip(&tags) {
            compare(&stored.tags, tags, &mut report);
            work.state.retag(*key, tags, version, generation)?;
        }
        work.progress.recoded_to = last;
        work.progress.recode = Some(report.clone());
        work.save()?;
        if let Some(cause) = stop.cause() {
            return Err(Failure::Interrupted(cause));
        }
    }
    work.progress.recode = Some(report);
    Ok(())
}

fn compare(before: &Tags, now: &Tags, report: &mut RecodeReport) {
    report.comments += 1;
    report.changed += u64::from(before != now);
    report.sentiment_changed += u64::from(before.polarity != now.polarity);
    let polarities = |tags: &Tags| -> BTreeMap<String, String> {
        let mentions = tags.mentions.iter();
        mentions
            .map(|mention| (mention.theme.clone(), mention.polarity.clone()))
            .collect()
    };
    let (before, now) = (polarities(before), polarities(now));
    let mut change = |theme: &str, what: fn(&mut ThemeChange)| {
        what(report.themes.entry(theme.to_owned()).or_default());
    };
    for (theme, polarity) in &before {
        match now.get(theme) {
            None => change(theme, |change| change.lost += 1),
            Some(other) if other != polarity => {
                change(theme, |change| change.polarity_changed += 1)
            }
            Some(_) => change(theme, |change| change.kept += 1),
        }
    }
    for theme in now.keys().filter(|theme| !before.contains_key(*theme)) {
        change(theme, |change| change.gained += 1);
    }
}
