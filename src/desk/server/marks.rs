//! The words that tags rest on, with the line of the list and the arithmetic.

use super::places::{Place, Places};
use crate::store::{Stored, Trace};
use serde::{Deserialize, Serialize};

/// Words that a tag rests on. Places are a browser's.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Mark {
    /// Its number in the comment.
    pub mark: usize,
    start: u32,
    end: u32,
    parts: Vec<Place>,
    quote: String,
    term: String,
    entry: String,
    file: String,
    line: u32,
    kind: String,
    matched: String,
    /// What rests on it: `sentiment`, `theme:ID`.
    pub of: String,
    valence: Option<i16>,
    result: Option<i32>,
    steps: Vec<Step>,
}

/// A step of the arithmetic, as the state keeps it but for its places.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Step {
    rule: String,
    #[serde(default)]
    word: Option<String>,
    #[serde(default)]
    start: Option<u32>,
    #[serde(default)]
    end: Option<u32>,
    before: i32,
    after: i32,
}

/// All marks of a comment: those of its sentiment, then those of each theme.
pub(super) fn marks(comment: &Stored, places: &Places) -> Vec<Mark> {
    let of_sentiment = comment.tags.evidence.iter();
    let of_sentiment = of_sentiment.map(|trace| ("sentiment".to_owned(), trace));
    let of_themes = comment.tags.mentions.iter().flat_map(|mention| {
        let of = format!("theme:{}", mention.theme);
        mention
            .evidence
            .iter()
            .map(move |trace| (of.clone(), trace))
    });
    let all = of_sentiment.chain(of_themes).enumerate();
    all.map(|(number, (of, trace))| mark(number, of, trace, &comment.row.text, places))
        .collect()
}

fn mark(number: usize, of: String, trace: &Trace, text: &str, places: &Places) -> Mark {
    let whole = places.place(trace.start, trace.end);
    let parts = trace.parts.iter();
    let mut parts: Vec<Place> = parts
        .map(|&(start, end)| places.place(start, end))
        .collect();
    if parts.is_empty() {
        parts.push(whole);
    }
    let (file, line) = trace.entry.rsplit_once(':').unwrap_or((&trace.entry, ""));
    let quote = text.get(trace.start as usize..trace.end as usize);
    Mark {
        mark: number,
        start: whole.start,
        end: whole.end,
        parts,
        quote: quote.unwrap_or_default().to_owned(),
        term: trace.term.clone(),
        file: file.to_owned(),
        line: line.parse().unwrap_or_default(),
        entry: trace.entry.clone(),
        kind: trace.kind.clone(),
        matched: trace.matched.clone(),
        of,
        valence: trace.valence,
        result: trace.result,
        steps: steps(&trace.steps, places),
    }
}

fn steps(json: &str, places: &Places) -> Vec<Step> {
    let mut steps: Vec<Step> = serde_json::from_str(json).unwrap_or_default();
    for step in &mut steps {
        if let (Some(start), Some(end)) = (step.start, step.end) {
            let place = places.place(start, end);
            (step.start, step.end) = (Some(place.start), Some(place.end));
        }
    }
    steps
}
