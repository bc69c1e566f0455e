//! Theme terms that stand in a comment but raised nothing, and what kept each from it.

use super::Analysis;
use super::overlaps::Obstacle;
use crate::annotation::{EntryId, ThemeId};
use crate::document::Detection;
use crate::lexicon::entry::{Condition, ConditionKind, EntryKind, Requirement, Within};
use crate::lexicon::matcher::Match;
use crate::lexicon::pack::Pack;
use crate::lexicon::{Lexicons, Memory};
use crate::span::Span;

/// A theme term that was found but did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// The theme it would have raised.
    pub theme: ThemeId,
    /// The term.
    pub entry: EntryId,
    /// Its words.
    pub span: Span,
    /// What kept it from counting.
    pub reason: Reason,
}

/// What kept a term from counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// None of these stands where the term requires it.
    Requires(Vec<String>),
    /// This stands beside it, and must not.
    Unless(String),
    /// The words belong to a longer term.
    Inside(EntryId, Span),
    /// It yields to a more specific term in its clause.
    Weak(Option<(EntryId, Span)>),
    /// It counts only where the whole comment raises nothing else.
    Last(Option<(EntryId, Span)>),
}

/// The theme terms that were found in a comment but did not count, in the order of the text.
pub fn withheld(lexicons: &Lexicons, text: &str, detection: &Detection) -> Vec<Withheld> {
    let pack = lexicons.pack(detection.language);
    let (tokens, sentences) = pack.cut(text);
    let mut memory = Memory::default();
    let analysis = super::analysis(lexicons, pack, &mut memory, text, &tokens, &sentences);
    let scene = analysis.scene();
    let (candidates, raised) = (scene.candidates(), scene.raised(lexicons.codeframe()));
    analysis
        .matches
        .found
        .iter()
        .filter_map(|m| {
            let Some(EntryKind::Theme(theme)) = pack.kind(m.entry) else {
                return None;
            };
            let obstacle = scene.obstacle(&candidates, &raised, m)?;
            Some(Withheld {
                theme: theme.theme,
                entry: pack.id(m.entry),
                span: span(&analysis, m),
                reason: reason(&analysis, obstacle),
            })
        })
        .collect()
}

fn span(analysis: &Analysis<'_>, m: &Match) -> Span {
    analysis.place(m.first, m.mask).0
}

fn reason(analysis: &Analysis<'_>, obstacle: Obstacle) -> Reason {
    let pack = analysis.pack;
    let named = |m: Match| (pack.id(m.entry), span(analysis, &m));
    match obstacle {
        Obstacle::Requires(conditions) => {
            Reason::Requires(conditions.iter().map(|c| in_words(pack, c)).collect())
        }
        Obstacle::Unless(condition) => Reason::Unless(in_words(pack, &condition)),
        Obstacle::Beaten(winner) => {
            let (entry, span) = named(winner);
            Reason::Inside(entry, span)
        }
        Obstacle::Weak(other) => Reason::Weak(other.map(named)),
        Obstacle::Last(other) => Reason::Last(other.map(named)),
    }
}

/// A condition as a reader says it.
fn in_words(pack: &Pack, condition: &Condition) -> String {
    let parts = condition.all.iter().map(|part| part_in_words(pack, part));
    parts.collect::<Vec<_>>().join(" and ")
}

fn part_in_words(pack: &Pack, part: &Requirement) -> String {
    let what = match part.what {
        ConditionKind::Entry(entry) => format!("`{}`", pack.source(entry).term),
        ConditionKind::Positive => "praise".to_owned(),
        ConditionKind::Negative => "blame".to_owned(),
        ConditionKind::Sentiment => "a feeling word".to_owned(),
        ConditionKind::Question => "a question".to_owned(),
    };
    let place = match part.within {
        Within::Clause => "clause",
        Within::Sentence => "sentence",
        Within::Comment => "comment",
    };
    format!("{what} in the {place}")
}
