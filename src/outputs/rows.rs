//! The rows of the published tables.

use super::Wanted;
use super::table::{Value, row};
use super::tables::RUNS;
use crate::error::Result;
use crate::lexicon::Lexicons;
use crate::rollup::OwnScore;
use crate::store::corrections::Author;
use crate::store::record::{Stored, Trace, published_hash};
use crate::store::{Correction, RunRow, State, ThemeRow, Version};
use jiff::civil::Date;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

/// A row of a table.
pub type Cells<'a> = Vec<Value<'a>>;

/// The rows that belong to one comment.
#[derive(Debug)]
pub struct CommentRows<'a> {
    /// Of `comments`.
    pub comment: Cells<'a>,
    /// Of `segments`.
    pub segments: Vec<Cells<'a>>,
    /// Of `mentions`.
    pub mentions: Vec<Cells<'a>>,
    /// Of `evidence`.
    pub evidence: Vec<Cells<'a>>,
    /// Of `corrections`.
    pub corrections: Vec<Cells<'a>>,
}

/// The rows that belong to a comment; `stage` stands in place of the themes' own.
pub fn comment_rows<'a>(
    comment: &'a Stored,
    lexicons: &Lexicons,
    stage: Option<&'a str>,
    wanted: &Wanted,
) -> CommentRows<'a> {
    let Stored {
        row,
        tags,
        corrected,
        ..
    } = comment;
    let id = &row.comment_id;
    let segments: Map<String, Json> = serde_json::from_str(&row.segments).unwrap_or_default();
    let segments = segments
        .into_iter()
        .filter_map(|(name, value)| match value {
            Json::String(value) => Some(row![id, name, value]),
            _ => None,
        });
    let of_sentiment = tags.evidence.iter().map(|trace| (None, trace));
    let of_mentions = tags.mentions.iter().flat_map(|mention| {
        let traces = mention.evidence.iter();
        traces.map(move |trace| (Some(mention.theme.as_str()), trace))
    });
    let evidence = of_sentiment.chain(of_mentions).enumerate();
    let mentions = tags.mentions.iter().map(|mention| {
        row![
            id,
            &mention.theme,
            mention.parent.as_ref(),
            stage.unwrap_or(&mention.stage),
            &mention.polarity,
            mention.evidence.len() as u64,
            origin(mention.author.as_ref()),
            mention.author.as_ref(),
        ]
    });
    CommentRows {
        comment: comment_row(comment, lexicons, wanted),
        segments: segments.collect(),
        mentions: mentions.collect(),
        evidence: evidence
            .map(|(place, (theme, trace))| evidence_row(id, place, theme, trace, &row.text, wanted))
            .collect(),
        corrections: corrected
            .corrections
            .iter()
            .map(|one| correction_row(id, one))
            .collect(),
    }
}

fn correction_row<'a>(id: &'a str, one: &'a Correction) -> Cells<'a> {
    row![
        id,
        one.change.target(),
        one.change.value(),
        &one.machine,
        &one.author,
        &one.at,
        &one.why,
        &one.batch,
        &one.id,
    ]
}

/// Whose word a tag is.
fn origin(author: Option<&Author>) -> &'static str {
    match author {
        None => "machine",
        Some(_) => "person",
    }
}

fn comment_row<'a>(comment: &'a Stored, lexicons: &Lexicons, wanted: &Wanted) -> Cells<'a> {
    let Stored {
        row,
        tags,
        version,
        corrected,
        ..
    } = comment;
    let durations = tags.durations.iter();
    let minutes: Vec<String> = durations.map(|one| one.minutes.to_string()).collect();
    let mut personal: Vec<&str> = tags.personal.iter().map(|one| one.kind.as_str()).collect();
    personal.dedup();
    let column = row.score_column.as_deref().unwrap_or_default();
    let own = row.own_score.as_deref();
    let own = own.and_then(|cell| OwnScore::read(cell, column, lexicons.scales(), None));
    row![
        &row.comment_id,
        &*row.source,
        &*row.file,
        row.row,
        row.column.as_ref(),
        row.question.as_ref(),
        &tags.language,
        &tags.script,
        f64::from(tags.language_score) / 1000.0,
        tags.language_reason.as_ref(),
        &tags.polarity,
        tags.score,
        tags.positive,
        tags.negative,
        tags.probability,
        tags.mentions.len() as u64,
        tags.flags.join(";"),
        minutes.join(";"),
        personal.join(";"),
        wanted.text.then_some(&row.text),
        row.date.as_ref(),
        row.day.as_ref(),
        row.at.as_ref(),
        row.own_score.as_ref(),
        own.map(|own| f64::from(own.hundredths) / 100.0),
        own.map(|own| own.scale.to_string()),
        &row.fields,
        published_hash(row.content()),
        comment.first_generation,
        comment.generation,
        &version.program,
        &version.lexicons,
        &version.codeframe,
        origin(corrected.language.as_ref()),
        origin(corrected.sentiment.as_ref()),
    ]
}

fn evidence_row<'a>(
    id: &'a str,
    place: usize,
    theme: Option<&'a str>,
    trace: &'a Trace,
    text: &'a str,
    wanted: &Wanted,
) -> Cells<'a> {
    let steps = || super::jsonl::steps(&trace.steps, wanted.text).to_string();
    row![
        id,
        place as u64 + 1,
        theme,
        trace.start,
        trace.end,
        wanted.text.then(|| trace.quote(text)),
        &trace.term,
        &trace.entry,
        &trace.kind,
        &trace.matched,
        trace.joined_parts(),
        trace.valence,
        trace.result,
        wanted.steps.then(steps),
    ]
}

/// Names of the labels in the codeframe, in the order of the columns.
const LABELS: [&str; 6] = ["en", "sv", "ar", "sr-Latn", "sr-Cyrl", "ru"];

/// The rows of `themes`; owners are those of the codeframe in use.
pub fn theme_rows(themes: &[ThemeRow], lexicons: &Lexicons) -> Vec<Cells<'static>> {
    let codeframe = lexicons.codeframe();
    let row = |theme: &ThemeRow| {
        let known = codeframe
            .themes
            .iter()
            .find(|known| known.id == theme.theme);
        let owner = known.map_or("", |known| known.owner.as_str());
        let label = |name: &str| theme.labels.get(name).cloned().unwrap_or_default();
        let mut cells = row![
            theme.theme.clone(),
            theme.parent.clone(),
            theme.stage.clone(),
            owner.to_owned(),
            theme.prior.clone(),
        ];
        cells.extend(LABELS.iter().map(|name| Value::from(label(name))));
        cells.extend(row![theme.definition.clone(), theme.codeframe.clone()]);
        cells
    };
    themes.iter().map(row).collect()
}

/// The rows of `runs`.
///
/// # Errors
/// The state cannot be read.
pub fn run_rows(state: &State) -> Result<Vec<Cells<'static>>> {
    let runs = state.runs()?;
    let row = |(run, version): &(RunRow, Version)| {
        let mut cells = row![
            run.generation,
            run.run_date.clone(),
            run.kind.to_string(),
            run.status.name(),
        ];
        cells.extend(
            run.rows
                .iter()
                .chain(&run.comments)
                .map(|&n| Value::from(n)),
        );
        cells.extend(row![
            version.program.clone(),
            version.lexicons.clone(),
            version.codeframe.clone(),
        ]);
        debug_assert_eq!(cells.len(), RUNS.columns.len());
        cells
    };
    Ok(runs.iter().map(row).collect())
}

/// Longest gap in days between comments that is filled with days.
const GAP: i32 = 366;

/// The rows of `dates`: the days and those between them.
pub fn date_rows(days: &BTreeSet<Date>) -> Vec<Cells<'static>> {
    let mut rows = Vec::new();
    let mut next = days.first().copied();
    for &day in days {
        let near = |from: Date| from.until(day).is_ok_and(|span| span.get_days() <= GAP);
        let mut at = next.filter(|&from| near(from)).unwrap_or(day);
        while at < day {
            rows.extend(date_row(at));
            let Ok(tomorrow) = at.tomorrow() else { break };
            at = tomorrow;
        }
        rows.extend(date_row(day));
        next = day.tomorrow().ok();
    }
    rows
}

fn date_row(day: Date) -> Option<Cells<'static>> {
    let week = day.iso_week_date();
    let (year, month) = (day.year(), day.month());
    let quarter = (month - 1) / 3;
    let monday = week.first_of_week().ok()?.date();
    Some(row![
        day.to_string(),
        week.weekday().to_monday_one_offset(),
        format!("{:04}-W{:02}", week.year(), week.week()),
        format!("{year:04}-{month:02}"),
        format!("{year:04}-Q{}", quarter + 1),
        year,
        monday.to_string(),
        day.first_of_month().to_string(),
        Date::new(year, 3 * quarter + 1, 1).ok()?.to_string(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(days: &[Date]) -> Vec<String> {
        let rows = date_rows(&days.iter().copied().collect());
        let first = |row: Cells<'_>| match &row[0] {
            Value::Text(day) => day.to_string(),
            other => panic!("{other:?}"),
        };
        rows.into_iter().map(first).collect()
    }

    #[test]
    fn days_between_comments_are_there_but_no_gaps_of_more_than_a_year() {
        let found = days(&[date(2026, 2, 27), date(2026, 3, 2), date(1026, 3, 2)]);
        assert_eq!(
            found,
            [
                "1026-03-02",
                "2026-02-27",
                "2026-02-28",
                "2026-03-01",
                "2026-03-02"
            ]
        );
        assert_eq!(days(&[date(2025, 1, 1), date(2026, 1, 2)]).len(), 367);
        assert_eq!(days(&[]), [""; 0]);
    }

    #[test]
    fn the_week_of_a_day_is_that_of_iso_8601() {
        // The examples of ISO 8601: the week belongs to the year that has its Thursday.
        for (day, week, monday, weekday) in [
            (date(2005, 1, 1), "2004-W53", "2004-12-27", 6),
            (date(2008, 12, 30), "2009-W01", "2008-12-29", 2),
            (date(2010, 1, 3), "2009-W53", "2009-12-28", 7),
        ] {
            let row = date_row(day).unwrap();
            assert_eq!(row[1], Value::Whole(weekday));
            assert_eq!(row[2], Value::from(week));
            assert_eq!(row[6], Value::from(monday));
        }
    }
}
