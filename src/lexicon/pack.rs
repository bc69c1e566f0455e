//! One language's lists, ready for matching.

use super::EntrySource;
use super::beginnings::Beginnings;
use super::build::{Cutter, Settings};
use super::config::{LanguageConfig, Rules};
use super::entry::{ConditionTable, Conditions, Entry, EntryKind};
use super::latin::RoughForms;
use super::trie::Trie;
use super::vocabulary::{AtomRef, FormTable, Texts};
use super::{latin, matcher, repair};
use crate::annotation::EntryId;
use crate::document::{Language, Sentence, Token, TokenKind};
use crate::text::normalize::{Normalizer, collapse_elongation};
use crate::text::segment::{Abbreviations, sentences_with};
use crate::text::stem::WordStemmer;
use crate::text::tokenize::Tokenizer;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

/// What an atom may be found by, beside the plain word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AtomUse {
    /// As the last part of a compound.
    pub head: bool,
    /// As any part of a compound.
    pub part: bool,
    /// By its stem.
    pub stem: bool,
    /// Never folded.
    pub exact_only: bool,
    /// Never with clitics taken off.
    pub no_clitics: bool,
}

impl AtomUse {
    /// A bit for each.
    pub(super) fn bits(self) -> u8 {
        let flags = [
            self.head,
            self.part,
            self.stem,
            self.exact_only,
            self.no_clitics,
        ];
        flags
            .iter()
            .fold(0, |bits, &flag| bits << 1 | u8::from(flag))
    }

    /// From the bits that [`AtomUse::bits`] gave.
    pub(super) fn from_bits(bits: u8) -> Self {
        let flag = |at: u8| bits >> at & 1 == 1;
        Self {
            head: flag(4),
            part: flag(3),
            stem: flag(2),
            exact_only: flag(1),
            no_clitics: flag(0),
        }
    }

    /// A letter for each combination: part of an atom's key.
    pub(super) fn code(self) -> char {
        char::from(b'@' + self.bits())
    }
}

/// Compounds of a language.
#[derive(Debug, Default)]
pub struct Compounds {
    /// Left parts that are no entries.
    pub parts: FxHashSet<String>,
    /// Letters between parts; the empty link is always tried first.
    pub links: Vec<String>,
    /// Words that look like compounds but are none.
    pub indivisible: FxHashSet<String>,
    /// Last parts that turn what stands before them, with their entry.
    pub turning: Vec<(String, u32)>,
}

/// One language's lists, expanded and indexed.
#[derive(Debug)]
pub struct Pack {
    /// The language; `Und` for the common lists alone.
    pub language: Language,
    /// Its settings.
    pub config: LanguageConfig,
    /// The numbers of its rules.
    pub rules: Rules,
    /// Entries; [`EntryId::index`] points here.
    pub entries: Vec<Entry>,
    /// The terms of the entries as they are written.
    pub(super) written: Texts,
    pub(super) conditions: ConditionTable,
    pub(super) files: Vec<String>,
    /// To the exact key.
    pub exact: Normalizer,
    /// From the exact to the folded key.
    pub fold: Normalizer,
    /// Exact keys.
    pub forms: FormTable,
    /// Folded keys that differ from their exact ones.
    pub folded: FormTable,
    /// Keys of spelling variants.
    pub variants: FormTable,
    /// Stems of the entries that allow it.
    pub stems: FormTable,
    /// The letters that the forms are written with, gathered when spelling is first repaired.
    pub(super) letters: OnceLock<Vec<char>>,
    /// The forms by their rough spelling in Latin letters, made when a comment is first typed so.
    pub(super) latin: OnceLock<RoughForms>,
    /// The stemmer.
    pub stemmer: Option<WordStemmer>,
    /// Beginnings of words, with their atoms.
    pub prefixes: Beginnings,
    /// Beginnings that differ when folded.
    pub folded_prefixes: Beginnings,
    /// Modifiers glued to the front of a word, longest first.
    pub glued: Vec<(String, u32)>,
    /// Compounds, where the language has them.
    pub compounds: Option<Compounds>,
    /// What each atom may be found by.
    pub uses: Vec<AtomUse>,
    /// Atoms that any number fills.
    pub number_atoms: Vec<AtomRef>,
    /// Values of number words by key.
    pub numbers: FxHashMap<Box<str>, i32>,
    /// Terms.
    pub terms: Trie,
    /// Phrases of classes.
    pub class_phrases: Trie,
    /// Atoms filled by phrases that stand in other phrases.
    pub(super) inner_phrases: FxHashSet<u32>,
    /// Entries whose term holds a bound stem: the term itself is not what customers write.
    pub bound: FxHashSet<u32>,
    /// The entry for a slash between the numbers of a rating.
    pub slash: Option<u32>,
    /// Entries up to here come from `common/`.
    pub common_entries: u32,
    /// Cuts verbatims with the listed emoticons and domains.
    pub tokenizer: Arc<Tokenizer>,
    /// Abbreviations of all languages: comments mix them.
    pub abbreviations: Arc<Abbreviations>,
}

impl Pack {
    /// A pack with settings and without lists.
    pub(super) fn without_lists(language: Language, settings: Settings, cutter: &Cutter) -> Self {
        Self {
            language,
            config: settings.config,
            rules: settings.rules,
            entries: Vec::new(),
            written: Texts::default(),
            conditions: ConditionTable::default(),
            files: Vec::new(),
            exact: settings.exact,
            fold: settings.fold,
            forms: FormTable::default(),
            folded: FormTable::default(),
            variants: FormTable::default(),
            stems: FormTable::default(),
            letters: OnceLock::new(),
            latin: OnceLock::new(),
            stemmer: settings.stemmer,
            prefixes: Beginnings::default(),
            folded_prefixes: Beginnings::default(),
            glued: Vec::new(),
            compounds: None,
            uses: Vec::new(),
            number_atoms: Vec::new(),
            numbers: FxHashMap::default(),
            terms: Trie::default(),
            class_phrases: Trie::default(),
            inner_phrases: FxHashSet::default(),
            bound: FxHashSet::default(),
            slash: None,
            common_entries: 0,
            tokenizer: Arc::clone(&cutter.tokenizer),
            abbreviations: Arc::clone(&cutter.abbreviations),
        }
    }

    /// Cuts a verbatim into tokens and sentences.
    pub fn cut(&self, text: &str) -> (Vec<Token>, Vec<Sentence>) {
        let tokens = self.tokenizer.tokenize(text);
        let sentences = sentences_with(text, &tokens, &self.abbreviations);
        (tokens, sentences)
    }

    /// True if the text has two words or more and the lists hold every one, letter by letter or drawn out: single words
    /// are written alike in too many languages.
    pub fn knows_all(&self, text: &str) -> bool {
        self.known_words(text) > 1
    }

    /// How many words the text has, where the lists hold every one; else 0.
    pub fn known_words(&self, text: &str) -> usize {
        let (mut key, mut collapsed) = (String::new(), String::new());
        let mut words = 0;
        let known = |token: &Token| {
            self.exact.apply(token.span.of(text), &mut key);
            words += 1;
            let mut once = |keep| {
                collapse_elongation(&key, keep, &mut collapsed)
                    && !self.forms.get(&collapsed).is_empty()
            };
            !self.forms.get(&key).is_empty() || once(2) || once(1)
        };
        let tokens = self.tokenizer.tokenize(text);
        let all = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Word)
            .all(known);
        if all { words } else { 0 }
    }

    /// The atoms of a word typed in Latin letters, by its rough spelling, in a language that is written in others.
    pub(super) fn typed_in_latin(&self, typed: &str) -> Vec<AtomRef> {
        let config = &self.config.latin;
        let make = || RoughForms::of(config, &self.forms);
        let forms = self.latin.get_or_init(make);
        forms.find(config, &self.forms, typed)
    }

    /// True if the language is written in other letters and its settings say how it is typed in Latin ones.
    pub(super) fn writes_no_latin(&self) -> bool {
        !self.config.latin.map.is_empty()
    }

    /// True if the text is the language of the lists typed in Latin letters: no letter has a mark, as in kindred languages
    /// that are written so, and the lists know four of five words, two of them no short ones and one a long one.
    pub fn knows_in_latin(&self, text: &str) -> bool {
        const LONG: usize = 6;
        const NOT_SHORT: usize = 4;
        if text.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
            return false;
        }
        if !self.writes_no_latin() {
            return false;
        }
        let (mut words, mut known, mut solid, mut long) = (0, 0, 0, 0);
        let tokens = self.tokenizer.tokenize(text);
        for token in tokens.iter().filter(|t| t.kind == TokenKind::Word) {
            let typed = latin::typed(&self.config.latin, token.span.of(text));
            let found = !self.typed_in_latin(&typed).is_empty();
            let letters = typed.chars().count();
            words += 1;
            known += usize::from(found);
            solid += usize::from(found && letters >= NOT_SHORT);
            long += usize::from(found && letters >= LONG);
        }
        solid > 1 && long > 0 && known * 5 >= words * 4
    }

    /// True if every word of the text is found in the lists in one way or another.
    pub fn finds_all(&self, text: &str) -> bool {
        let (tokens, sentences) = self.cut(text);
        let words = matcher::find(self, text, &tokens, &sentences).words;
        !words.is_empty() && words.iter().all(|word| word.known)
    }

    /// The listed form that an unknown word is meant to be, where there is one and no other.
    pub(super) fn repaired(&self, key: &str) -> Option<String> {
        let letters = self.letters.get_or_init(|| repair::alphabet(&self.forms));
        repair::repaired(key, letters, &self.forms)
    }

    /// The id of the entry at `index`.
    pub fn id(&self, index: u32) -> EntryId {
        EntryId {
            language: self.language,
            index,
        }
    }

    /// The entry at `index`.
    pub fn kind(&self, index: u32) -> Option<&EntryKind> {
        self.entries.get(index as usize).map(|entry| &entry.kind)
    }

    /// The term of the entry at `index` as it is written.
    pub fn term(&self, index: u32) -> &str {
        self.written.get(index)
    }

    /// The conditions with this number.
    pub fn conditions(&self, number: u32) -> Conditions<'_> {
        self.conditions.get(number)
    }

    /// Where the entry at `index` stands.
    pub fn source(&self, index: u32) -> EntrySource<'_> {
        match self.entries.get(index as usize) {
            Some(entry) => EntrySource {
                term: self.term(index),
                file: self
                    .files
                    .get(usize::from(entry.file))
                    .map_or("", String::as_str),
                line: entry.line,
            },
            None => EntrySource {
                term: "",
                file: "",
                line: 0,
            },
        }
    }

    /// True if some term is this atom alone; words that only serve as conditions of terms are none.
    pub fn stands_alone(&self, atom: AtomRef) -> bool {
        let tells = |entry: &u32| !matches!(self.kind(*entry), Some(EntryKind::Condition));
        self.terms
            .after_root(atom.atom())
            .is_some_and(|node| self.terms.accepts(node).iter().any(tells))
    }

    /// True if a word between clitics may be this short.
    pub fn long_enough(&self, word: &str) -> bool {
        let clitics = &self.config.clitics;
        word.chars().count() >= clitics.shortest || clitics.short.iter().any(|short| short == word)
    }

    /// The uses of an atom.
    pub fn atom_use(&self, atom: AtomRef) -> AtomUse {
        self.uses
            .get(atom.atom() as usize)
            .copied()
            .unwrap_or_default()
    }
}
