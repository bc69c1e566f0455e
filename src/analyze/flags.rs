//! Flags of a comment.

use super::Analysis;
use crate::annotation::{EvidenceKind, Flag, Mention, Polarity, Sentiment};
use crate::document::Detection;
use crate::lexicon::entry::{EntryKind, Role};
use crate::lexicon::matcher::Match;

/// All flags that hold, in their order.
pub fn flags(
    analysis: &Analysis<'_>,
    detection: &Detection,
    sentiment: &Sentiment,
    mentions: &[Mention],
    empty: bool,
) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut add = |flag, holds: bool| {
        if holds {
            flags.push(flag);
        }
    };
    add(
        Flag::Question,
        analysis.clauses.iter().any(|clause| clause.question),
    );
    add(Flag::Irony, irony(analysis, sentiment));
    add(Flag::NoContent, empty);
    add(Flag::Rating, analysis.rated);
    add(Flag::Duration, duration(analysis));
    add(
        Flag::Contrast,
        analysis.has_role(Role::Contrast) || analysis.has_role(Role::Concession),
    );
    add(
        Flag::Negation,
        analysis.scored.iter().any(|one| one.negated),
    );
    let codeframe = analysis.lexicons.codeframe();
    for mention in mentions {
        if let Some(flag) = codeframe.theme(mention.theme).flag {
            add(flag, mention.polarity != Polarity::Positive);
        }
    }
    flags.extend(&detection.flags);
    flags.sort_unstable();
    flags.dedup();
    flags
}

/// A cue of irony beside something that is not praise, or feelings of words and emoji that contradict.
fn irony(analysis: &Analysis<'_>, sentiment: &Sentiment) -> bool {
    let feels = |keep: fn(i32) -> bool, emoji: bool| {
        sentiment.evidence.iter().any(|evidence| {
            (evidence.kind == EvidenceKind::Emoji) == emoji && evidence.result.is_some_and(keep)
        })
    };
    let laughs = analysis.has_role(Role::Laughter);
    analysis.irony_cue()
        || (laughs && feels(|r| r < 0, false))
        || (feels(|r| r > 0, false) && feels(|r| r < 0, true) && !feels(|r| r < 0, false))
}

/// A unit of time with a number beside it, also where a longer term has won the words.
fn duration(analysis: &Analysis<'_>) -> bool {
    let words = &analysis.matches.words;
    let number = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .is_some_and(|word| word.number.is_some())
    };
    let is_unit = |m: &&Match| matches!(analysis.pack.kind(m.entry), Some(EntryKind::Modifier(modifier)) if modifier.role == Role::Duration);
    analysis.matches.found.iter().filter(is_unit).any(|unit| {
        let (first, last) = (unit.first, unit.last());
        number(first.checked_sub(1))
            || number(first.checked_sub(2))
            || number(last.checked_add(1))
            || unit.positions().any(|at| number(Some(at)))
    })
}
