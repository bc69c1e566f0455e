//! What came of it: where people differ, what was decided, and the labelled rows that follow.

use super::record::{codings, decisions};
use super::{Coding, Labels};
use crate::error::Result;
use crate::evaluate::agreement::Coder;
use crate::evaluate::gold::Gold;
use crate::store::{Journal, State, Stored};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A comment on which people differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dispute {
    /// The comment.
    pub comment: String,
    /// What each said, by name.
    pub codings: Vec<Coding>,
    /// In what they differ.
    pub differ: BTreeSet<String>,
}

/// Comments that two have labelled differently and nobody has decided, by comment.
///
/// # Errors
/// The database cannot be read.
pub fn disputes(journal: &mut Journal) -> Result<Vec<Dispute>> {
    let decided: BTreeSet<String> = decisions(journal)?
        .into_iter()
        .map(|one| one.comment)
        .collect();
    let mut disputes = Vec::new();
    for (comment, codings) in by_comment(journal)? {
        let differ = differences(&codings);
        if !differ.is_empty() && !decided.contains(&comment) {
            disputes.push(Dispute {
                comment,
                codings,
                differ,
            });
        }
    }
    Ok(disputes)
}

fn by_comment(journal: &mut Journal) -> Result<BTreeMap<String, Vec<Coding>>> {
    let mut by_comment: BTreeMap<String, Vec<Coding>> = BTreeMap::new();
    for coding in codings(journal)? {
        by_comment
            .entry(coding.comment.clone())
            .or_default()
            .push(coding);
    }
    by_comment.retain(|_, codings| codings.len() > 1);
    Ok(by_comment)
}

fn differences(codings: &[Coding]) -> BTreeSet<String> {
    // Every pair: who has not answered a question differs from nobody, and may stand between two who do.
    let pairs = (1..)
        .zip(codings)
        .flat_map(|(next, one)| codings.iter().skip(next).map(move |other| (one, other)));
    pairs
        .flat_map(|(one, other)| one.labels.differ(&other.labels))
        .collect()
}

/// The answers that all gave, of codings that differ in none. What one alone has answered nobody agrees with yet.
fn answered_by_all(codings: &[Coding]) -> Labels {
    let mut answers = codings.iter().map(|one| one.labels.clone());
    let first = answers.next().unwrap_or_default();
    answers.fold(first, |all, next| Labels {
        language: all.language.and(next.language),
        sentiment: all.sentiment.and(next.sentiment),
        mentions: all.mentions.and(next.mentions),
    })
}

/// The labelled rows that came of it: what was decided, and what all who labelled a comment agree on. By comment.
///
/// # Errors
/// The database or the state cannot be read.
pub fn adjudicated(journal: &mut Journal, state: &State) -> Result<Vec<Gold>> {
    let mut labels: BTreeMap<String, Labels> = BTreeMap::new();
    for (comment, codings) in by_comment(journal)? {
        if differences(&codings).is_empty() {
            labels.insert(comment, answered_by_all(&codings));
        }
    }
    for decision in decisions(journal)? {
        labels.insert(decision.comment, decision.labels);
    }
    labels.retain(|_, labels| *labels != Labels::default());
    let rows = labels
        .iter()
        .map(|(comment, labels)| gold(state, comment, labels));
    Ok(rows
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// The coders with the rows that they labelled, by name, for [`crate::evaluate::agreement::agreement`]; with the machine
/// as one of them, under the name `machine`, where `machine` is asked for.
///
/// # Errors
/// The database or the state cannot be read.
pub fn coders(journal: &mut Journal, state: &State, machine: bool) -> Result<Vec<Coder>> {
    let mut by_name: BTreeMap<String, Vec<Gold>> = BTreeMap::new();
    let mut comments = BTreeSet::new();
    for coding in codings(journal)? {
        by_name
            .entry(coding.coder.clone())
            .or_default()
            .extend(gold(state, &coding.comment, &coding.labels)?);
        comments.insert(coding.comment);
    }
    let mut coders: Vec<Coder> = by_name
        .into_iter()
        .map(|(name, rows)| Coder { name, rows })
        .collect();
    if machine {
        let mut rows = Vec::new();
        for comment in &comments {
            if let Some(stored) = state.comment(comment)? {
                rows.push(labelled(&stored, &Labels::of(&stored)));
            }
        }
        coders.push(Coder {
            name: "machine".to_owned(),
            rows,
        });
    }
    Ok(coders)
}

fn gold(state: &State, comment: &str, labels: &Labels) -> Result<Option<Gold>> {
    Ok(state
        .comment(comment)?
        .map(|stored| labelled(&stored, labels)))
}

/// A comment with labels, as a labelled row.
pub fn labelled(comment: &Stored, labels: &Labels) -> Gold {
    Gold {
        id: comment.row.comment_id.clone(),
        text: comment.row.text.clone(),
        language: labels.language,
        script: Some(comment.tags.script.clone()),
        sentiment: labels.sentiment,
        mentions: labels.mentions.clone(),
        ..Gold::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Polarity;

    fn coding(coder: &str, sentiment: Option<Polarity>) -> Coding {
        Coding {
            comment: "a.csv/1".to_owned(),
            coder: coder.to_owned(),
            at: String::new(),
            content: String::new(),
            labels: Labels {
                sentiment,
                ..Labels::default()
            },
            note: String::new(),
        }
    }

    #[test]
    fn two_differ_also_where_one_without_an_answer_stands_between_them() {
        let mut codings = [
            coding("ann", Some(Polarity::Positive)),
            coding("bo", None),
            coding("cy", Some(Polarity::Negative)),
        ];
        assert!(differences(&codings).contains("sentiment"));
        if let Some(last) = codings.last_mut() {
            last.labels.sentiment = Some(Polarity::Positive);
        }
        assert!(differences(&codings).is_empty());
    }
}
