//! The condition terms of a comment, and the negators that are none.

use crate::lexicon::entry::{EntryKind, Role};
use crate::lexicon::matcher::{Match, Matches};
use crate::lexicon::pack::Pack;
use std::ops::Range;

/// The condition terms found among the words of a comment.
#[derive(Clone, Debug)]
pub struct ConditionPlaces {
    /// Entry and first word, sorted.
    places: Vec<(u32, u32)>,
    /// A bit for each entry that is there, and for those that share it.
    filter: Filter,
    /// Negators that stand in phrases which do not negate, with the phrases.
    pub(super) held: Vec<(usize, Match)>,
}

impl ConditionPlaces {
    /// Picks them out of all matches.
    pub fn of(pack: &Pack, matches: &Matches) -> Self {
        let (mut places, mut unlike) = (Vec::with_capacity(matches.found.len()), Vec::new());
        for m in &matches.found {
            match pack.kind(m.entry) {
                Some(EntryKind::Condition) => places.push((m.entry, m.first as u32)),
                Some(EntryKind::Modifier(modifier))
                    if modifier.role == Role::NotNegator && m.words() > 1 =>
                {
                    unlike.push(*m);
                }
                _ => {}
            }
        }
        places.sort_unstable();
        let mut filter = Filter::default();
        for &(entry, _) in &places {
            filter.add(entry);
        }
        Self {
            places,
            filter,
            held: held_negators(pack, matches, &unlike),
        }
    }

    /// False if the comment does not hold the term of an entry; mostly false for one that it does not hold.
    pub(super) fn may_hold(&self, entry: u32) -> bool {
        self.filter.may_have(entry)
    }

    /// True if the term of an entry starts within these words.
    pub(super) fn hold(&self, entry: u32, reach: &Range<usize>) -> bool {
        let at = self
            .places
            .partition_point(|&(found, first)| (found, first as usize) < (entry, reach.start));
        let place = self.places.get(at);
        place.is_some_and(|&(found, first)| found == entry && (first as usize) < reach.end)
    }
}

/// A small set of entries that may take one for another: terms ask for hundreds of others that stand nowhere.
#[derive(Clone, Debug, Default)]
struct Filter {
    bits: [u64; 16],
}

impl Filter {
    fn add(&mut self, entry: u32) {
        self.bits[entry as usize / 64 % 16] |= 1 << (entry % 64);
    }

    fn may_have(&self, entry: u32) -> bool {
        self.bits[entry as usize / 64 % 16] & 1 << (entry % 64) != 0
    }
}

/// The negators inside of `phrases`, which do not negate.
fn held_negators(pack: &Pack, matches: &Matches, phrases: &[Match]) -> Vec<(usize, Match)> {
    let is_negator = |m: &Match| matches!(pack.kind(m.entry), Some(EntryKind::Modifier(modifier)) if modifier.role == Role::Negator);
    let negates = |at: usize| {
        let from = matches.found.partition_point(|m| m.first < at);
        let mut here = matches.found[from..].iter().take_while(|m| m.first == at);
        here.any(|m| m.words() == 1 && is_negator(m))
    };
    phrases
        .iter()
        .flat_map(|&m| {
            m.positions()
                .filter(|&at| negates(at))
                .map(move |at| (at, m))
        })
        .collect()
}
