//! From tokens to matches: which words are known, and which terms they fill.
//!
//! A term is a path of atoms (see [`super::trie`]). Each word is looked up once, in the order exact,
//! variant, folded, elongated, glued prefix or clitic, compound, stem; the walk through the trie then
//! only compares numbers.

use super::entry::EntryKind;
use super::memory::{Accept, Lists, Memory, Shares, Start};
use super::pack::Pack;
use super::paradigm::Degree;
use super::trie::{Gap, ROOT, Trie};
use super::vocabulary::AtomRef;
use crate::annotation::Matched;
use crate::document::{Sentence, Token, TokenKind};
use crate::text::normalize::{collapse_elongation, emoji_key};

/// A word of a comment, looked up.
#[derive(Clone, Debug)]
pub struct Word {
    /// Index of its token.
    pub token: usize,
    /// Index of its sentence.
    pub sentence: usize,
    /// True if a comma, dash, colon or bracket stands before it in its sentence.
    pub after_break: bool,
    /// How it was found: the surest way among its atoms.
    pub matched: Matched,
    /// True if any list knows it.
    pub known: bool,
    /// True for an emoji or emoticon.
    pub pictured: bool,
    /// True if letters are repeated.
    pub elongated: bool,
    /// True if it is written in capitals.
    pub capitals: bool,
    /// Modifier glued to it, by entry.
    pub glued: Option<u32>,
    /// True if clitics around it negate it.
    pub negated: bool,
    /// Value of a number.
    pub number: Option<i32>,
    pub(super) shares: Shares,
}

/// A term found. Positions are indices of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The entry.
    pub entry: u32,
    /// First word.
    pub first: usize,
    /// Bit `k` is set if word `first + k` is part of the match.
    pub mask: u64,
    /// How the least certain word was found.
    pub matched: Matched,
    /// Highest degree of its words.
    pub degree: Degree,
}

/// Longest word in bytes that is searched for prefixes, clitics and parts: no word of a language is longer, and looking
/// inside costs the square of the length.
const LONGEST_TAKEN_APART: usize = 160;

/// Longest match in words: the width of [`Match::mask`].
pub const WIDEST_MATCH: usize = 64;

impl Match {
    /// Last word.
    pub fn last(&self) -> usize {
        self.first + 63 - self.mask.leading_zeros() as usize
    }

    /// How many words it holds.
    pub fn words(&self) -> u32 {
        self.mask.count_ones()
    }

    /// Indices of its words.
    pub fn positions(&self) -> impl Iterator<Item = usize> + use<> {
        let (first, mask) = (self.first, self.mask);
        (0..WIDEST_MATCH).filter_map(move |bit| (mask & (1 << bit) != 0).then_some(first + bit))
    }

    /// The words it shares with another match, as a mask on this one.
    pub fn shared(&self, other: &Self) -> u64 {
        shared_words(self.first, self.mask, other.first, other.mask)
    }

    /// True if it shares a word with those that `mask` names from `first` on.
    pub fn shares_with(&self, first: usize, mask: u64) -> bool {
        shared_words(self.first, self.mask, first, mask) != 0
    }

    /// True if every word of this match belongs to `other`.
    pub fn inside(&self, other: &Self) -> bool {
        self.shared(other) == self.mask
    }
}

fn shared_words(first: usize, mask: u64, other_first: usize, other_mask: u64) -> u64 {
    let moved = if first <= other_first {
        let shift = other_first - first;
        (shift < WIDEST_MATCH).then(|| other_mask << shift)
    } else {
        let shift = first - other_first;
        (shift < WIDEST_MATCH).then(|| other_mask >> shift)
    };
    moved.map_or(0, |moved| mask & moved)
}

/// An atom that covers several words: a phrase of a class, or two words written apart.
#[derive(Clone, Copy, Debug)]
struct Wide {
    first: usize,
    length: usize,
    atom: AtomRef,
    matched: Matched,
}

/// The words of a comment and the terms found among them.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Words in order.
    pub words: Vec<Word>,
    /// Terms found, in order of their first word.
    pub found: Vec<Match>,
    lists: Lists,
    wide: Vec<Wide>,
}

/// Looks up all words of a comment and finds all terms among them.
pub fn find(pack: &Pack, text: &str, tokens: &[Token], sentences: &[Sentence]) -> Matches {
    find_with(pack, &mut Memory::default(), text, tokens, sentences)
}

/// The same with the words that were looked up before: `memory` belongs to this pack alone.
pub fn find_with(
    pack: &Pack,
    memory: &mut Memory,
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
) -> Matches {
    let mut matches = Matches::default();
    look_up_words(pack, memory, text, tokens, sentences, &mut matches);
    join_words(pack, tokens, &mut matches);
    let mut phrases = Vec::new();
    Walker::new(&matches, &pack.class_phrases, &mut phrases).run(Lists::phrases);
    for phrase in phrases {
        if let Some(EntryKind::ClassPhrase(atom)) = pack.kind(phrase.entry) {
            matches.wide.push(Wide {
                first: phrase.first,
                length: phrase.last() + 1 - phrase.first,
                atom: AtomRef::new(*atom, Degree::Positive),
                matched: phrase.matched,
            });
        }
    }
    matches
        .wide
        .sort_by_key(|wide| (wide.first, wide.length, wide.atom));
    let mut found = Vec::new();
    Walker::new(&matches, &pack.terms, &mut found).run(Lists::terms);
    found.sort_by_key(|m| (m.first, m.entry, m.mask, m.matched));
    found.dedup_by_key(|m| (m.first, m.entry, m.mask));
    matches.found = found;
    matches
}

fn look_up_words(
    pack: &Pack,
    memory: &mut Memory,
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    matches: &mut Matches,
) {
    let mut look_up = LookUp {
        pack,
        memory,
        fold: is_folded(pack, text),
        key: String::new(),
        folded: String::new(),
        scratch: String::new(),
        atoms: Vec::new(),
    };
    matches.words.reserve(tokens.len());
    for (sentence_index, sentence) in sentences.iter().enumerate() {
        let mut breaks = sentence.breaks.iter().peekable();
        let mut after_break = false;
        for token_index in sentence.tokens.clone() {
            while breaks.next_if(|&&at| at <= token_index).is_some() {
                after_break = true;
            }
            let Some(token) = tokens.get(token_index).filter(|token| token.kind.counts()) else {
                continue;
            };
            let found = look_up.word(token.span.of(text), token.kind, &mut matches.lists);
            matches.words.push(Word {
                token: token_index,
                sentence: sentence_index,
                after_break: std::mem::take(&mut after_break),
                capitals: token.kind == TokenKind::Word && found.capitals,
                ..found
            });
        }
    }
}

/// True if the comment is typed without the letters whose absence would mean something.
fn is_folded(pack: &Pack, text: &str) -> bool {
    let marks = &pack.config.fold.unless;
    let marked = |c: char| {
        let lower = c.to_lowercase().next().unwrap_or(c);
        marks.contains(lower) || matches!(c as u32, 0x0300..=0x036F)
    };
    marks.is_empty() || !text.contains(marked)
}

fn in_capitals(word: &str) -> bool {
    let mut letters = 0;
    for c in word.chars() {
        if c.is_lowercase() {
            return false;
        }
        letters += usize::from(c.is_uppercase());
    }
    letters >= 2
}

struct LookUp<'p> {
    pack: &'p Pack,
    memory: &'p mut Memory,
    fold: bool,
    key: String,
    folded: String,
    scratch: String,
    atoms: Vec<AtomRef>,
}

impl LookUp<'_> {
    /// A word as it was looked up before, or is now; adds what is known of it to `lists`.
    fn word(&mut self, text: &str, kind: TokenKind, lists: &mut Lists) -> Word {
        let spelled = matches!(kind, TokenKind::Word | TokenKind::Hashtag);
        if spelled && let Some(word) = self.memory.recall(text, self.fold, lists) {
            return word;
        }
        let word = self.new_word(text, kind, lists);
        if spelled {
            self.memory.keep(text, self.fold, &word, lists);
        }
        word
    }

    fn new_word(&mut self, text: &str, kind: TokenKind, lists: &mut Lists) -> Word {
        self.atoms.clear();
        self.key.clear();
        let mut word = Word {
            token: 0,
            sentence: 0,
            after_break: false,
            matched: Matched::Exact,
            known: false,
            pictured: matches!(kind, TokenKind::Emoji | TokenKind::Emoticon),
            elongated: false,
            capitals: in_capitals(text),
            glued: None,
            negated: false,
            number: None,
            shares: Shares::default(),
        };
        match kind {
            TokenKind::Emoji | TokenKind::Emoticon => {
                let listed = self
                    .pack
                    .tokenizer
                    .emoticon(text)
                    .filter(|_| kind == TokenKind::Emoticon);
                emoji_key(listed.unwrap_or(text), &mut self.scratch);
                self.atoms
                    .extend_from_slice(self.pack.forms.get(&self.scratch));
            }
            TokenKind::Number => {
                word.number = number_value(text);
                self.atoms.extend_from_slice(&self.pack.number_atoms);
                let mut key = std::mem::take(&mut self.key);
                self.pack.exact.apply(text, &mut key);
                self.atoms.extend_from_slice(self.pack.forms.get(&key));
                key.clear();
                self.key = key;
            }
            _ => self.letters(text.trim_start_matches('#'), &mut word),
        }
        self.atoms.sort_unstable();
        word.matched = self
            .atoms
            .iter()
            .map(|atom| atom.matched())
            .min()
            .unwrap_or(Matched::Exact);
        word.known = !self.atoms.is_empty();
        let pack = self.pack;
        word.shares = lists.add(&self.atoms, &self.key, &pack.terms, &pack.class_phrases);
        word
    }

    fn letters(&mut self, text: &str, word: &mut Word) {
        let mut key = std::mem::take(&mut self.key);
        self.pack.exact.apply(text, &mut key);
        word.number = self.pack.numbers.get(key.as_str()).copied();
        if !self.chain(&key, word) {
            let mut collapsed = std::mem::take(&mut self.scratch);
            for keep in [2, 1] {
                if collapse_elongation(&key, keep, &mut collapsed) {
                    word.elongated = true;
                    let before = self.atoms.len();
                    if self.chain(&collapsed, word) {
                        self.mark(before, Matched::Elongated);
                        break;
                    }
                }
            }
            self.scratch = collapsed;
        }
        self.beginnings(&key);
        self.key = key;
    }

    /// Notes how the atoms from `start` on were found, unless they were found in a less certain way.
    fn mark(&mut self, start: usize, matched: Matched) {
        for atom in &mut self.atoms[start..] {
            *atom = atom.found(atom.matched().max(matched));
        }
    }

    /// Every step but elongation; true if the word is known.
    fn chain(&mut self, key: &str, word: &mut Word) -> bool {
        let start = self.atoms.len();
        if self.exact_or_folded(key, false) {
            // A form that only serves as a part of phrases hides neither the word that is spelled so without
            // its marks nor the word inside it.
            let alone = self.atoms[start..]
                .iter()
                .any(|atom| self.pack.stands_alone(*atom));
            if !alone && key.len() <= LONGEST_TAKEN_APART {
                self.folded(key, false);
                self.clitics(key, word);
            }
            return true;
        }
        if key.len() > LONGEST_TAKEN_APART {
            return false;
        }
        self.glued_prefix(key, word)
            || self.clitics(key, word)
            || self.compound(key, word)
            || self.stem(key)
    }

    /// Exact, variant, folded.
    fn exact_or_folded(&mut self, key: &str, stripped: bool) -> bool {
        let pack = self.pack;
        let keep = |atom: &AtomRef| !stripped || !pack.atom_use(*atom).no_clitics;
        let before = self.atoms.len();
        self.atoms
            .extend(pack.forms.get(key).iter().filter(|a| keep(a)));
        if self.atoms.len() > before {
            return true;
        }
        let variant = |atom: &AtomRef| atom.found(Matched::Folded);
        let variants = pack.variants.get(key).iter().filter(|a| keep(a));
        self.atoms.extend(variants.map(variant));
        if self.atoms.len() > before {
            return true;
        }
        self.folded(key, stripped)
    }

    /// Folded forms, where the comment is typed without diacritics.
    fn folded(&mut self, key: &str, stripped: bool) -> bool {
        if !self.fold {
            return false;
        }
        let pack = self.pack;
        let before = self.atoms.len();
        let mut fold_key = std::mem::take(&mut self.folded);
        pack.fold.apply(key, &mut fold_key);
        let loose = |atom: &&AtomRef| {
            let atom_use = pack.atom_use(**atom);
            !(atom_use.exact_only || stripped && atom_use.no_clitics)
        };
        let found = |atom: &AtomRef| atom.found(Matched::Folded);
        if fold_key != key {
            for table in [&pack.forms, &pack.variants] {
                self.atoms
                    .extend(table.get(&fold_key).iter().filter(loose).map(found));
            }
        }
        self.atoms
            .extend(pack.folded.get(&fold_key).iter().filter(loose).map(found));
        self.folded = fold_key;
        self.atoms.len() > before
    }

    fn glued_prefix(&mut self, key: &str, word: &mut Word) -> bool {
        let pack = self.pack;
        for (prefix, entry) in &pack.glued {
            let Some(rest) = key.strip_prefix(prefix.as_str()) else {
                continue;
            };
            let rest = rest.trim_start_matches('-');
            let before = self.atoms.len();
            if rest.chars().count() >= 3 && self.exact_or_folded(rest, true) {
                word.glued = Some(*entry);
                self.mark(before, Matched::Clitic);
                return true;
            }
        }
        false
    }

    /// Candidates with the fewest letters taken off first.
    fn clitics(&mut self, key: &str, word: &mut Word) -> bool {
        let pack = self.pack;
        let clitics = &pack.config.clitics;
        if clitics.before.is_empty() && clitics.after.is_empty() {
            return false;
        }
        for (before, after) in &clitics.negating {
            let inner = key
                .strip_prefix(before.as_str())
                .and_then(|rest| rest.strip_suffix(after.as_str()));
            if let Some(inner) = inner
                && self.between_clitics(inner)
            {
                word.negated = true;
                return true;
            }
        }
        self.between_clitics_of(key)
    }

    /// The word inside a negating pair: itself, or with clitics of its own.
    fn between_clitics(&mut self, inner: &str) -> bool {
        let before = self.atoms.len();
        if self.pack.long_enough(inner) && self.exact_or_folded(inner, true) {
            self.mark(before, Matched::Clitic);
            return true;
        }
        self.between_clitics_of(inner)
    }

    fn between_clitics_of(&mut self, key: &str) -> bool {
        let pack = self.pack;
        let clitics = &pack.config.clitics;
        let empty = String::new();
        let mut candidates: Vec<(usize, &str, bool)> = Vec::new();
        for before in std::iter::once(&empty).chain(&clitics.before) {
            let Some(rest) = key.strip_prefix(before.as_str()) else {
                continue;
            };
            for after in std::iter::once(&empty).chain(&clitics.after) {
                if let Some(inner) = rest.strip_suffix(after.as_str())
                    && inner.len() < key.len()
                    && pack.long_enough(inner)
                {
                    candidates.push((key.len() - inner.len(), inner, !after.is_empty()));
                }
            }
        }
        candidates.sort_by_key(|&(taken, _, _)| taken);
        let start = self.atoms.len();
        for (_, inner, suffixed) in candidates {
            let before = self.atoms.len();
            if self.exact_or_folded(inner, true) || (suffixed && self.restored(inner)) {
                self.mark(before, Matched::Clitic);
                // A form that only serves as a part of phrases does not hide the word inside it.
                let found = &self.atoms[before..];
                if found.iter().any(|atom| pack.stands_alone(*atom)) {
                    break;
                }
            }
        }
        self.atoms.len() > start
    }

    /// The word with the ending it has when no clitic follows.
    fn restored(&mut self, inner: &str) -> bool {
        let pack = self.pack;
        for (written, listed) in &pack.config.clitics.restore {
            if let Some(stem) = inner.strip_suffix(written.as_str()) {
                let candidate = format!("{stem}{listed}");
                if self.exact_or_folded(&candidate, true) {
                    return true;
                }
            }
        }
        false
    }

    fn compound(&mut self, key: &str, word: &mut Word) -> bool {
        let pack = self.pack;
        let Some(compounds) = &pack.compounds else {
            return false;
        };
        if key.chars().count() < 6 || compounds.indivisible.contains(key) {
            return false;
        }
        let start = self.atoms.len();
        for (ending, entry) in &compounds.turning {
            if let Some(left) = key.strip_suffix(ending.as_str())
                && self.left_part(left)
            {
                word.glued = Some(*entry);
                self.mark(start, Matched::Compound);
                return true;
            }
        }
        let cuts: Vec<usize> = key.char_indices().map(|(at, _)| at).skip(3).collect();
        for &cut in &cuts {
            let (left, right) = key.split_at(cut);
            if right.chars().count() < 3 {
                break;
            }
            if self.split(left, right) {
                self.mark(start, Matched::Compound);
                return true;
            }
        }
        false
    }

    /// Takes the atoms of a left part as those of a word; true if it is known.
    fn left_part(&mut self, left: &str) -> bool {
        if left.chars().count() < 3 {
            return false;
        }
        if self.exact_or_folded(left, true) {
            return true;
        }
        let Some(compounds) = &self.pack.compounds else {
            return false;
        };
        compounds.links.iter().any(|link| {
            left.strip_suffix(link.as_str())
                .is_some_and(|stem| stem.chars().count() >= 3 && self.exact_or_folded(stem, true))
        })
    }

    /// Adds the atoms that a split yields: heads of the right part, parts of the left one.
    fn split(&mut self, left: &str, right: &str) -> bool {
        let pack = self.pack;
        let Some(compounds) = &pack.compounds else {
            return false;
        };
        let right_atoms = self.forms_of(right);
        let heads: Vec<AtomRef> = right_atoms
            .iter()
            .copied()
            .filter(|&atom| pack.atom_use(atom).head)
            .collect();
        let right_known = !right_atoms.is_empty() || compounds.parts.contains(right);
        if !right_known {
            return false;
        }
        let doubled = left.chars().last().map(|last| format!("{left}{last}"));
        let stems = std::iter::once(left)
            .chain(
                compounds
                    .links
                    .iter()
                    .filter_map(|link| left.strip_suffix(link.as_str())),
            )
            .chain(
                doubled
                    .as_deref()
                    .filter(|_| right.starts_with(left.chars().last().unwrap_or(' '))),
            );
        for stem in stems.filter(|stem| stem.chars().count() >= 3) {
            let left_atoms = self.forms_of(stem);
            let parts = left_atoms
                .iter()
                .copied()
                .filter(|&atom| pack.atom_use(atom).part);
            let known = !left_atoms.is_empty() || compounds.parts.contains(stem);
            let before = self.atoms.len();
            if known {
                self.atoms.extend(heads.iter().copied().chain(parts));
            }
            if self.atoms.len() > before {
                return true;
            }
        }
        false
    }

    fn forms_of(&mut self, key: &str) -> Vec<AtomRef> {
        let exact = self.pack.forms.get(key);
        if !exact.is_empty() || !self.fold {
            return exact.to_vec();
        }
        self.pack.folded.get(key).to_vec()
    }

    fn stem(&mut self, key: &str) -> bool {
        let pack = self.pack;
        let Some(stemmer) = pack.stemmer.as_ref().filter(|_| !pack.stems.is_empty()) else {
            return false;
        };
        let atoms = pack.stems.get(&stemmer.stem(key));
        self.atoms
            .extend(atoms.iter().map(|atom| atom.found(Matched::Stem)));
        !atoms.is_empty()
    }

    /// Atoms of beginnings (`rekommend*`).
    fn beginnings(&mut self, key: &str) {
        let pack = self.pack;
        let Some((third, c)) = key.char_indices().nth(2) else {
            return;
        };
        let start = key.get(..third + c.len_utf8()).unwrap_or("");
        if !pack.prefix_starts.contains(start) {
            return;
        }
        for &length in &pack.prefix_lengths {
            if let Some(atoms) = key
                .get(..length)
                .and_then(|prefix| pack.prefixes.get(prefix))
            {
                self.atoms.extend_from_slice(atoms);
            }
        }
    }
}

/// The whole part of a number in any of the digits in use.
fn number_value(text: &str) -> Option<i32> {
    let mut value: Option<i32> = None;
    for c in text.chars() {
        let digit = match c as u32 {
            code @ 0x30..=0x39 => code - 0x30,
            code @ 0x0660..=0x0669 => code - 0x0660,
            code @ 0x06F0..=0x06F9 => code - 0x06F0,
            _ => break,
        };
        value = value
            .unwrap_or(0)
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(digit as i32));
        value?;
    }
    value
}

/// Finds words written apart that are listed as one ("kund tjänst"), in languages with compounds.
fn join_words(pack: &Pack, tokens: &[Token], matches: &mut Matches) {
    if pack.compounds.is_none() {
        return;
    }
    let is_word = |word: &Word| {
        let token = tokens.get(word.token);
        token.is_some_and(|token| token.kind == TokenKind::Word)
    };
    let Matches {
        words, wide, lists, ..
    } = matches;
    for (first, pair) in words.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        if left.sentence != right.sentence || right.after_break || !is_word(left) || !is_word(right)
        {
            continue;
        }
        let joined = lists.joined(&left.shares, &right.shares);
        if joined.chars().count() < 7 {
            continue;
        }
        for &atom in pack.forms.get(joined) {
            wide.push(Wide {
                first,
                length: 2,
                atom,
                matched: Matched::Compound,
            });
        }
    }
    wide.sort_by_key(|wide| (wide.first, wide.length, wide.atom));
}

/// Picks what a word leads to in one of the tries.
type StartsOf<'m> = fn(&'m Lists, &'m Shares) -> (&'m [Accept], &'m [Start]);

struct Walker<'m> {
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
    fn new(matches: &'m Matches, trie: &'m Trie, found: &'m mut Vec<Match>) -> Self {
        Self {
            matches,
            trie,
            found,
        }
    }

    /// Walks from every word; `starts` picks the places of this trie.
    fn run(&mut self, starts: StartsOf<'m>) {
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
