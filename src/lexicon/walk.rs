//! The walk through the trie of terms: which terms the words of a comment fill.

use super::matcher::{Match, Matches, WIDEST_MATCH};
use super::memory::{Accept, Lists, Shares, Start};
use super::paradigm::Degree;
use super::trie::{Gap, ROOT, Trie};
use crate::annotation::Matched;

/// Picks what a word leads to in one of the tries.
pub(super) type StartsOf<'m> = fn(&'m Lists, &'m Shares) -> (&'m [Accept], &'m [Start]);

/// Walks one trie along the words of a comment.
pub(super) struct Walker<'m> {
    matches: &'m Matches,
    trie: &'m Trie,
    found: &'m mut Vec<Match>,
}

#[derive(Clone, Copy)]
struct State {
    node: u32,
    first: usize,
    next: usize,
    /// First word of the next sentence.
    end: usize,
    mask: u64,
    matched: Matched,
    degree: Degree,
}

impl<'m> Walker<'m> {
    /// A walker that adds what it finds to `found`.
    pub(super) fn new(matches: &'m Matches, trie: &'m Trie, found: &'m mut Vec<Match>) -> Self {
        Self {
            matches,
            trie,
            found,
        }
    }

    /// Walks from every word; `starts` picks the places of this trie.
    /// Walks from every word; `starts` picks what a word leads to in the trie.
    pub(super) fn run(&mut self, starts: StartsOf<'m>) {
        let matches = self.matches;
        let mut end = 0;
        for (first, word) in matches.words.iter().enumerate() {
            if first == end {
                let rest = matches.words.get(first..).unwrap_or(&[]).iter();
                let same = rest.take_while(|other| other.sentence == word.sentence);
                end += same.count();
            }
            let state = State {
                node: ROOT,
                first,
                next: first,
                end,
                mask: 0,
                matched: Matched::Exact,
                degree: Degree::Positive,
            };
            let (accepts, open) = starts(&matches.lists, &word.shares);
            self.found.extend(accepts.iter().map(|accept| Match {
                entry: accept.entry,
                first,
                mask: 1,
                matched: accept.atom.matched(),
                degree: accept.atom.degree(),
            }));
            for start in open {
                self.go_on(State {
                    node: start.node,
                    next: first + 1,
                    mask: 1,
                    matched: start.atom.matched(),
                    degree: start.atom.degree(),
                    ..state
                });
            }
            self.step_wide(state);
        }
    }

    /// Tries every atom at the next word. `mask` is that of the node.
    fn step(&mut self, state: State, mask: u64) {
        let matches = self.matches;
        let Some(word) = matches.words.get(state.next) else {
            return;
        };
        let alien = mask & word.shares.mask == 0 && matches.wide.is_empty();
        if alien || state.next - state.first >= WIDEST_MATCH {
            return;
        }
        let atoms = matches.lists.atoms(&word.shares);
        let children = self.trie.children(state.node);
        if children.len() <= atoms.len() {
            for &(wanted, node) in children {
                let at = atoms.partition_point(|atom| atom.atom() < wanted);
                if let Some(atom) = atoms.get(at).filter(|atom| atom.atom() == wanted) {
                    self.advance(state, node, 1, atom.matched(), atom.degree());
                }
            }
        } else {
            for &atom in atoms {
                if let Ok(at) = children.binary_search_by_key(&atom.atom(), |&(a, _)| a) {
                    self.advance(state, children[at].1, 1, atom.matched(), atom.degree());
                }
            }
        }
        self.step_wide(state);
    }

    /// Tries every atom that covers several words from the next one on.
    fn step_wide(&mut self, state: State) {
        let wide = &self.matches.wide;
        if wide.is_empty() {
            return;
        }
        let from = wide.partition_point(|wide| wide.first < state.next);
        for wide in wide[from..]
            .iter()
            .take_while(|wide| wide.first == state.next)
        {
            let node = if state.node == ROOT {
                self.trie.from_root(wide.atom.atom())
            } else {
                let children = self.trie.children(state.node);
                children
                    .binary_search_by_key(&wide.atom.atom(), |&(a, _)| a)
                    .ok()
                    .map(|at| children[at].1)
            };
            if let Some(node) = node {
                self.advance(state, node, wide.length, wide.matched, wide.atom.degree());
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
            node,
            next: state.next + length,
            mask: state.mask | run,
            matched: state.matched.max(matched),
            degree: state.degree.max(degree),
            ..state
        };
        for &entry in self.trie.accepts(node) {
            self.found.push(Match {
                entry,
                first: state.first,
                mask: state.mask,
                matched: state.matched,
                degree: state.degree,
            });
        }
        self.go_on(state);
    }

    /// Goes on from the node of a state, with the next word or over gaps.
    fn go_on(&mut self, state: State) {
        let trie = self.trie;
        if trie.ends(state.node) || state.next >= state.end {
            return;
        }
        let mask = trie.mask(state.node);
        if mask != 0 {
            self.step(state, mask);
        }
        for gap in trie.gaps(state.node) {
            self.step_over(state, gap);
        }
    }

    /// Goes on behind every number of words that the gap may pass over; it passes over no break.
    fn step_over(&mut self, state: State, gap: &Gap) {
        let words = self.matches.words.get(state.next..state.end);
        let mut broken = false;
        for (skipped, word) in words.unwrap_or(&[]).iter().enumerate() {
            broken |= word.after_break;
            if skipped > usize::from(gap.most) || skipped > 0 && broken {
                break;
            }
            if skipped >= usize::from(gap.least) {
                let behind = State {
                    node: gap.node,
                    next: state.next + skipped,
                    ..state
                };
                self.step(behind, gap.mask);
            }
        }
    }
}
