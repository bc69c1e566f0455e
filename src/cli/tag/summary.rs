//! What a run did, in words, on standard error.

use crate::cli::counted;
use crate::cli::input::listed;
use crate::cli::printable;
use std::path::Path;
use verbatims::run::coverage::{Coverage, Covered};
use verbatims::run::{Summary, Tally};

/// Phrases without a theme that are told.
const TOLD: usize = 5;

/// Prints what became of every row; `rejects` is where those are that could not be read.
pub fn tell(summary: &Summary, rejects: Option<&Path>) {
    let rows = &summary.rows;
    eprintln!(
        "verbatims: {} read = {} annotated + {} rejected{} + {} skipped{}",
        counted(rows.read, "row"),
        rows.annotated,
        rows.rejected_sum(),
        listed(&rows.rejected),
        rows.skipped_sum(),
        listed(&rows.skipped),
    );
    if summary.tally.comments > 0 {
        tell_tags(&summary.tally);
        tell_coverage(&summary.coverage);
    }
    if summary.repeated_ids > 0 {
        eprintln!(
            "verbatims: {} ids came more than once and got a number",
            summary.repeated_ids
        );
    }
    if rows.rejected_sum() > 0 {
        match rejects {
            Some(path) => eprintln!(
                "verbatims: rejected rows are in {}",
                printable(&path.display().to_string())
            ),
            None => eprintln!("verbatims: name a file with --rejects to keep the rejected rows"),
        }
    }
}

/// Part of a whole in percent; 0 of nothing.
pub fn percent(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn tell_tags(tally: &Tally) {
    let languages: Vec<String> = tally
        .languages
        .iter()
        .map(|(language, n)| format!("{} {n}", language.code()))
        .collect();
    let polarities: Vec<String> = tally
        .polarities
        .iter()
        .map(|(polarity, n)| format!("{} {n}", polarity.name()))
        .collect();
    eprintln!(
        "verbatims: {}; {}; {}; {} without a theme",
        counted(tally.comments, "comment"),
        languages.join(", "),
        polarities.join(", "),
        tally.uncoded,
    );
}

/// Prints how much has a theme, and the first phrases of what has none. Phrases are the customers' words: only those
/// that several comments share are told.
fn tell_coverage(coverage: &Coverage) {
    let shares = |covered: &Covered| {
        [
            percent(covered.coded_comments, covered.comments),
            percent(covered.coded_sentences, covered.sentences),
            percent(covered.coded_characters, covered.characters),
        ]
    };
    let [comments, sentences, characters] = shares(&coverage.all);
    let languages: Vec<String> = coverage
        .languages
        .iter()
        .filter(|(language, _)| language.served_index().is_some())
        .map(|(language, covered)| {
            let [comments, ..] = shares(covered);
            format!("{} {comments:.1}", language.code())
        })
        .collect();
    let languages = match languages.is_empty() {
        true => String::new(),
        false => format!(" ({})", languages.join(", ")),
    };
    eprintln!(
        "verbatims: a theme in {comments:.1} % of the comments{languages}, {sentences:.1} % of the sentences, {characters:.1} % of the characters",
    );
    let uncovered: Vec<String> = coverage
        .uncovered()
        .iter()
        .take(TOLD)
        .map(|one| {
            let phrase = printable(&one.phrase);
            format!("{phrase:?} ({}) {}", one.language.code(), one.comments)
        })
        .collect();
    if !uncovered.is_empty() {
        eprintln!(
            "verbatims: most frequent in comments without a theme: {}",
            uncovered.join(", ")
        );
    }
}
