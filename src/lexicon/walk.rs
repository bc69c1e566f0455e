//! The walk through the trie of terms: which terms the words of a sentence fill.

use super::matcher::{Match, WIDEST_MATCH, Wide, Word};
use super::paradigm::Degree;
use super::present::Present;
use super::readings::{Readings, Starts};
use super::trie::{Edge, Trie};
use crate::annotation::Matched;
use std::ops::Range;

/// Picks what a word leads to in one of the tries.
pub(super) type StartsOf = fn(&Readings) -> &Starts;

/// The words of one sentence and what they can fill.
#[derive(Clone, Copy)]
pub(super) struct Field<'m> {
    /// All words of the comment.
    pub words: &'m [Word],
    /// First word of the sentence.
    pub start: usize,
    /// For each word of the sentence the first one behind it that no gap which starts at it passes over.
    pub limits: &'m [usize],
    /// The atoms of all words of the sentence, and of what covers several.
    pub present: &'m Present,
    /// What covers several words of the sentence, by first word.
    pub wide: &'m [Wide],
}

/// Where a gap that starts at each word of a sentence ends at the latest: it passes over no break.
pub(super) fn limits(words: &[Word], sentence: Range<usize>, limits: &mut Vec<usize>) {
    limits.clear();
    limits.resize(sentence.len(), 0);
    let mut open = sentence.end;
    for (at, limit) in sentence.zip(limits).rev() {
        let broken = words.get(at).is_some_and(|word| word.after_break);
        *limit = if broken { at + 1 } else { open };
        if broken {
            open = at;
        }
    }
}

/// Walks one trie along the words of a sentence.
pub(super) struct Walker<'m> {
    field: Field<'m>,
    trie: &'m Trie,
    found: &'m mut Vec<Match>,
}

#[derive(Clone, Copy)]
struct State {
    first: usize,
    next: usize,
    mask: u64,
    matched: Matched,
    degree: Degree,
}

impl<'m> Walker<'m> {
    /// A walker that adds what it finds to `found`.
    pub(super) fn new(field: Field<'m>, trie: &'m Trie, found: &'m mut Vec<Match>) -> Self {
        Self { field, trie, found }
    }

    /// Walks from every word; `starts` picks what a word leads to in the trie. What is found is sorted.
    pub(super) fn run(&mut self, starts: StartsOf) {
        let field = self.field;
        let sentence = field.start..field.start + field.limits.len();
        let words = field.words.get(sentence.clone()).unwrap_or(&[]);
        for (first, word) in sentence.zip(words) {
            let before = self.found.len();
            let starts = starts(&word.readings);
            self.found.extend(starts.accepts.iter().map(|accept| Match {
                entry: accept.entry,
                first,
                mask: 1,
                matched: accept.atom.matched(),
                degree: accept.atom.degree(),
            }));
            let single = self.found.len();
            self.start(first, starts);
            self.start_wide(first);
            // The single words are in order already.
            if self.found.len() > single {
                self.found[before..].sort_by_key(|m| (m.entry, m.mask, m.matched));
            }
        }
    }

    /// Goes on from a word where the sentence holds the next atom of a term.
    fn start(&mut self, first: usize, starts: &Starts) {
        let next = first + 1;
        let field = self.field;
        let Some(&limit) = field.limits.get(next - field.start) else {
            return;
        };
        for start in &starts.open {
            let Some(places) = start.open_places(field.present) else {
                continue;
            };
            self.trie.each_open(places, field.present, |edge| {
                let state = State {
                    first,
                    next,
                    mask: 1,
                    matched: start.atom.matched(),
                    degree: start.atom.degree(),
                };
                self.take(state, edge, limit);
            });
        }
    }

    /// Starts at what covers several words from the first one on.
    fn start_wide(&mut self, first: usize) {
        for wide in self.wide_at(first) {
            if let Some(node) = self.trie.after_root(wide.atom.atom()) {
                let state = State {
                    first,
                    next: first,
                    mask: 0,
                    matched: Matched::Exact,
                    degree: Degree::Positive,
                };
                self.advance(state, node, wide.length, wide.matched, wide.atom.degree());
            }
        }
    }

    fn wide_at(&self, at: usize) -> impl Iterator<Item = &'m Wide> + use<'m> {
        let wide = self.field.wide;
        let from = match wide {
            [] => 0,
            wide => wide.partition_point(|wide| wide.first < at),
        };
        let wide = wide.get(from..).unwrap_or(&[]).iter();
        wide.take_while(move |wide| wide.first == at)
    }

    /// Takes every edge whose atom is in the sentence.
    fn go_on(&mut self, state: State, node: u32) {
        let field = self.field;
        let Some(&limit) = field.limits.get(state.next - field.start) else {
            return;
        };
        let places = self.trie.places(node);
        self.trie
            .each_open(places, field.present, |edge| self.take(state, edge, limit));
    }

    /// Takes an edge whose atom is in the sentence; a gap before it passes over no word from `limit` on.
    fn take(&mut self, state: State, edge: Edge, limit: usize) {
        let limit = match edge.gap.over_comma {
            true => self.limit_over_break(state.next),
            false => limit,
        };
        self.follow(state, edge, limit.min(state.first + WIDEST_MATCH));
    }

    /// The first word behind `from` that no gap which may pass over one break passes over.
    fn limit_over_break(&self, from: usize) -> usize {
        let field = self.field;
        let end = field.start + field.limits.len();
        let words = field.words.get(from..end).unwrap_or(&[]).iter();
        let broken = words.zip(from..).filter(|(word, _)| word.after_break);
        broken.map(|(_, at)| at).nth(1).unwrap_or(end)
    }

    /// Goes on behind every number of words that the edge may pass over.
    fn follow(&mut self, state: State, edge: Edge, limit: usize) {
        let from = state.next + usize::from(edge.gap.least);
        let to = (state.next + usize::from(edge.gap.most) + 1).min(limit);
        for next in from..to {
            let state = State { next, ..state };
            let word = self.field.words.get(next);
            if let Some(atom) = word.and_then(|word| word.readings.find(edge.atom)) {
                self.advance(state, edge.node, 1, atom.matched(), atom.degree());
            }
            for wide in self.wide_at(next) {
                if wide.atom.atom() == edge.atom {
                    let degree = wide.atom.degree();
                    self.advance(state, edge.node, wide.length, wide.matched, degree);
                }
            }
        }
    }

    fn advance(
        &mut self,
        state: State,
        node: u32,
        length: usize,
        matched: Matched,
        degree: Degree,
    ) {
        let offset = state.next - state.first;
        if offset + length > WIDEST_MATCH {
            return;
        }
        let run = (u64::MAX >> (WIDEST_MATCH - length)) << offset;
        let state = State {
            next: state.next + length,
            mask: state.mask | run,
            matched: state.matched.max(matched),
            degree: state.degree.max(degree),
            ..state
        };
        let found = |&entry: &u32| Match {
            entry,
            first: state.first,
            mask: state.mask,
            matched: state.matched,
            degree: state.degree,
        };
        self.found.extend(self.trie.accepts(node).iter().map(found));
        self.go_on(state, node);
    }
}
