//! Flags of a comment.

use super::Analysis;
use crate::annotation::{EvidenceKind, Flag, Mention, Polarity, Sentiment};
use crate::document::Detection;
use crate::lexicon::entry::Role;

/// All flags that hold, in their order.
pub fn flags(
    analysis: &Analysis<'_>,
    detection: &Detection,
    sentiment: &Sentiment,
    mentions: &[Mention],
    empty: bool,
    timed: bool,
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
    add(Flag::Duration, timed);
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
