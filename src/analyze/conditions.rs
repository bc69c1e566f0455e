//! The condition terms of a comment, and the negators that are none.

use crate::lexicon::entry::{EntryKind, Role};
use crate::lexicon::matcher::{Match, Matches};
use crate::lexicon::pack::Pack;
use std::ops::Range;

/// The condition terms found among the words of a comment.
#[derive(Clone, Debug)]
pub struct ConditionPlaces {
    /// Entry and first word, sorted.
    places: Vec<(u32, usize)>,
    /// Negators that stand in phrases which do not negate, with the phrases.
    pub(super) held: Vec<(usize, Match)>,
}

impl ConditionPlaces {
    /// Picks them out of all matches.
    pub fn of(pack: &Pack, matches: &Matches) -> Self {
        let conditions = matches
            .found
            .iter()
            .filter(|m| matches!(pack.kind(m.entry), Some(EntryKind::Condition)));
        let mut places: Vec<(u32, usize)> = conditions.map(|m| (m.entry, m.first)).collect();
        places.sort_unstable();
        Self {
            places,
            held: held_negators(pack, matches),
        }
    }

    /// True if the term of an entry starts within these words.
    pub(super) fn hold(&self, entry: u32, reach: &Range<usize>) -> bool {
        let at = self
            .places
            .partition_point(|&place| place < (entry, reach.start));
        let place = self.places.get(at);
        place.is_some_and(|&(found, first)| found == entry && first < reach.end)
    }
}

/// The negators inside of phrases that do not negate.
fn held_negators(pack: &Pack, matches: &Matches) -> Vec<(usize, Match)> {
    let role = |m: &Match| match pack.kind(m.entry) {
        Some(EntryKind::Modifier(modifier)) => Some(modifier.role),
        _ => None,
    };
    let phrases = matches.found.iter().filter(|m| m.words() > 1);
    let phrases = phrases.filter(|m| role(m) == Some(Role::NotNegator));
    let negates = |at: usize| {
        let from = matches.found.partition_point(|m| m.first < at);
        let mut here = matches.found[from..].iter().take_while(|m| m.first == at);
        here.any(|m| m.words() == 1 && role(m) == Some(Role::Negator))
    };
    phrases
        .flat_map(|&m| {
            m.positions()
                .filter(|&at| negates(at))
                .map(move |at| (at, m))
        })
        .collect()
}
