//! From the comments that a job keeps to facts.

use super::Job;
use crate::annotation::{Flag, Polarity};
use crate::comment::Fields;
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::Lexicons;
use crate::rollup::{Fact, LineMention, Rows, Themes};
use crate::run::facts::{Cells, Wishes};
use crate::store::Which;
use crate::store::{State, Stored};
use serde_json::Value;

/// Hands the fact of each comment of a state to `each`, with the comment and the themes known so far, by its id.
///
/// Days and scores are those of the job; segments and weights are taken from the columns that `wishes` names. A source's
/// own stage stands in place of the themes'.
///
/// # Errors
/// Those of `each`, and a state that cannot be read.
pub fn facts(
    job: &Job,
    state: &State,
    wishes: &Wishes,
    lexicons: &Lexicons,
    themes: &mut Themes,
    mut each: impl FnMut(Fact, Stored, &Themes) -> Result<()>,
) -> Result<()> {
    let mut wishes = wishes.clone();
    for source in &job.sources {
        if let Some(stage) = &source.stage {
            let stages = &mut wishes.stages;
            stages.entry(source.name.clone()).or_insert(stage.clone());
        }
    }
    let mut rows = Rows::default();
    state.each_comment(&Which::All, |stored| {
        let mut fact = fact(&stored, &wishes, lexicons, themes);
        rows.mark(&mut fact);
        each(fact, stored, themes)
    })
}

fn fact(stored: &Stored, wishes: &Wishes, lexicons: &Lexicons, themes: &mut Themes) -> Fact {
    let (row, tags) = (&stored.row, &stored.tags);
    let fields = match serde_json::from_str(&row.fields) {
        Ok(Value::Object(map)) => Fields::Json(map),
        _ => Fields::none(),
    };
    let cells = Cells {
        source: &row.source,
        day: row.day.as_deref(),
        date: None,
        score: row.own_score.as_deref().map(Into::into),
        score_column: row.score_column.as_deref().unwrap_or(""),
        segment: first_segment(&row.segments).map(Into::into),
    };
    let context = wishes.context(cells, &fields, lexicons.scales());
    let mentions = tags.mentions.iter().map(|mention| LineMention {
        theme: mention.theme.clone(),
        parent: mention.parent.clone(),
        stage: mention.stage.clone(),
        polarity: polarity(&mention.polarity),
    });
    let mentions: Vec<LineMention> = mentions.collect();
    Fact {
        comment_id: row.comment_id.clone(),
        source: row.source.to_string(),
        row: row.row,
        column: row.column.clone(),
        language: Language::from_code(&tags.language).unwrap_or(Language::Und),
        polarity: polarity(&tags.polarity),
        score: tags.score,
        flags: tags
            .flags
            .iter()
            .filter_map(|name| Flag::from_name(name))
            .collect(),
        ..Fact::of_mentions(&mentions, themes, context)
    }
}

/// What a state holds is a label of ours.
fn polarity(name: &str) -> Polarity {
    Polarity::from_name(name).unwrap_or(Polarity::Neutral)
}

/// The first of the segments that the job names.
fn first_segment(segments: &str) -> Option<String> {
    let Ok(Value::Object(map)) = serde_json::from_str(segments) else {
        return None;
    };
    let first = map.values().next()?;
    first.as_str().map(str::to_owned)
}
