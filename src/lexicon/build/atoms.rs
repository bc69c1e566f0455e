//! From the places of a term to atoms and paths.

use super::cells::{is_plain, words_of};
use super::{Builder, Line};
use crate::annotation::Matched;
use crate::error::Result;
use crate::lexicon::entry::EntryKind;
use crate::lexicon::pack::AtomUse;
use crate::lexicon::paradigm::{Degree, ParadigmCell};
use crate::lexicon::term::{Choice, Choices, Element, Gap, Term, spellings};
use crate::lexicon::trie::PathStep;
use crate::lexicon::vocabulary::AtomRef;
use std::borrow::Cow;

impl Builder<'_> {
    /// Adds every path of a term.
    pub(super) fn add_term(
        &mut self,
        line: &Line<'_, '_>,
        term: &Term,
        paradigm: &str,
        match_cell: &str,
        uses: AtomUse,
        entry: u32,
    ) -> Result<()> {
        let single = term.single_word().is_some();
        let mut choices = term.elements.iter().flat_map(|element| &element.choices);
        if choices.any(|choice| self.is_bound(choice)) {
            self.bound.insert(entry);
        }
        let mut places = Vec::new();
        for element in &term.elements {
            self.places(
                line,
                element,
                single,
                paradigm,
                match_cell,
                uses,
                &mut places,
            )?;
        }
        for path in paths(line, &places)? {
            self.terms.add(&path, entry);
        }
        if single {
            let listed = ParadigmCell::parse(paradigm);
            for form in listed.forms() {
                let choice = Choice::Word {
                    text: form.to_owned(),
                    paradigm: None,
                };
                let element = Element {
                    choices: vec![choice],
                    optional: false,
                    gap: Gap::NONE,
                };
                let mut more = Vec::new();
                self.places(line, &element, true, "", match_cell, uses, &mut more)?;
                let path: Vec<PathStep> = more
                    .iter()
                    .map(|place| PathStep {
                        gap: place.gap,
                        atom: place.atom,
                    })
                    .collect();
                self.terms.add(&path, entry);
            }
        }
        Ok(())
    }

    fn is_bound(&self, choice: &Choice) -> bool {
        matches!(choice, Choice::Word { paradigm: Some(name), .. } if self.paradigms.is_bound(name))
    }

    /// The places of one element: one atom, or several where a single word is several tokens.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call site a kind of row, all plain values"
    )]
    fn places(
        &mut self,
        line: &Line<'_, '_>,
        element: &Element,
        single: bool,
        paradigm: &str,
        match_cell: &str,
        uses: AtomUse,
        places: &mut Vec<Place>,
    ) -> Result<()> {
        if let [
            Choice::Word {
                text,
                paradigm: own,
            },
        ] = element.choices.as_slice()
            && !is_plain(text)
        {
            let words = words_of(text);
            if words.len() > 1 {
                for (index, word) in words.iter().enumerate() {
                    let last = index + 1 == words.len();
                    let choice = Choice::Word {
                        text: word.clone(),
                        paradigm: own.clone().filter(|_| last),
                    };
                    places.push(Place {
                        atom: self.atom(line, &[choice], AtomUse::default())?,
                        optional: element.optional,
                        gap: if index == 0 { element.gap } else { Gap::NONE },
                    });
                }
                return Ok(());
            }
        }
        let mut choices = Cow::Borrowed(element.choices.as_slice());
        if single && match_cell == "prefix" {
            for choice in choices.to_mut() {
                if let Choice::Word { text, .. } = choice {
                    *choice = Choice::Prefix(std::mem::take(text));
                }
            }
        }
        if single && paradigm.is_empty() && choices.is_empty() {
            return Err(line.error("the term is empty", "write a word or a phrase"));
        }
        let uses = if single { uses } else { AtomUse::default() };
        places.push(Place {
            atom: self.atom(line, &choices, uses)?,
            optional: element.optional,
            gap: element.gap,
        });
        Ok(())
    }

    /// The number of an atom key, and whether it is new.
    pub(super) fn atom_for(&mut self, key: &str, uses: AtomUse) -> (u32, bool) {
        let atom = self.atoms.intern(key);
        let new = atom as usize == self.uses.len();
        if new {
            self.uses.push(uses);
        }
        (atom, new)
    }

    pub(super) fn atom(
        &mut self,
        line: &Line<'_, '_>,
        choices: &[Choice],
        uses: AtomUse,
    ) -> Result<u32> {
        let mut key = std::mem::take(&mut self.atom_key);
        key.clear();
        key.push(uses.code());
        Choices(choices).write(&mut key);
        let (atom, new) = self.atom_for(&key, uses);
        self.atom_key = key;
        if new {
            self.fill(line, atom, choices, uses, 0)?;
        }
        Ok(atom)
    }

    pub(super) fn fill(
        &mut self,
        line: &Line<'_, '_>,
        atom: u32,
        choices: &[Choice],
        uses: AtomUse,
        depth: u8,
    ) -> Result<()> {
        for choice in choices {
            match choice {
                Choice::Number => self.number_atoms.push(AtomRef::new(atom, Degree::Positive)),
                Choice::Prefix(prefix) => {
                    self.settings.exact.apply(prefix, &mut self.key);
                    let found = AtomRef::new(atom, Degree::Positive);
                    self.prefixes.add(&self.key, found);
                    self.settings.fold.apply(&self.key, &mut self.folded_key);
                    if self.folded_key != self.key && !uses.exact_only {
                        let folded = found.found(Matched::Folded);
                        self.folded_prefixes.add(&self.folded_key, folded);
                    }
                }
                Choice::Class(name) => {
                    let Some(members) = self.classes.get(name).cloned() else {
                        return Err(line.error(
                            format!("there is no class `@{name}`"),
                            "classes.tsv lists the classes",
                        ));
                    };
                    if depth > 2 {
                        return Err(line.error(
                            format!("class `@{name}` names itself"),
                            "a class holds words, phrases, or classes that do not hold it",
                        ));
                    }
                    self.fill(line, atom, &members, uses, depth + 1)?;
                }
                Choice::Phrase(term) => self.fill_phrase(line, atom, term)?,
                Choice::Word { text, paradigm } => {
                    self.fill_word(line, atom, text, paradigm.as_deref(), uses)?
                }
            }
        }
        Ok(())
    }

    fn fill_word(
        &mut self,
        line: &Line<'_, '_>,
        atom: u32,
        text: &str,
        paradigm: Option<&str>,
        uses: AtomUse,
    ) -> Result<()> {
        if let Some(name) = paradigm.filter(|name| !self.paradigms.contains(name)) {
            return Err(line.error(
                format!("there is no paradigm `{name}`"),
                "paradigms.tsv lists the paradigms; for a plain slash write a space",
            ));
        }
        if is_plain(text) {
            self.add_forms(text, paradigm, atom, uses);
            return Ok(());
        }
        for spelling in spellings(text) {
            let words = words_of(&spelling);
            match words.as_slice() {
                [] => {
                    return Err(line.error(
                        format!("`{spelling}` holds no word"),
                        "write letters, digits or an emoji",
                    ));
                }
                [word] => self.add_forms(word, paradigm, atom, uses),
                several => {
                    let mut path = Vec::with_capacity(several.len());
                    for (index, word) in several.iter().enumerate() {
                        let last = index + 1 == several.len();
                        let choice = Choice::Word {
                            text: word.clone(),
                            paradigm: paradigm.filter(|_| last).map(str::to_owned),
                        };
                        path.push(PathStep {
                            gap: Gap::NONE,
                            atom: self.atom(line, &[choice], AtomUse::default())?,
                        });
                    }
                    let index = self.push(line, text, EntryKind::ClassPhrase(atom));
                    self.add_phrase(&path, atom, index);
                }
            }
        }
        Ok(())
    }

    /// A phrase of a class or a group: what it matches fills the atom of its place.
    fn fill_phrase(&mut self, line: &Line<'_, '_>, atom: u32, term: &Term) -> Result<()> {
        let mut places = Vec::new();
        for element in &term.elements {
            self.places(
                line,
                element,
                false,
                "",
                "",
                AtomUse::default(),
                &mut places,
            )?;
        }
        let index = self.push(line, &term.to_string(), EntryKind::ClassPhrase(atom));
        for path in paths(line, &places)? {
            self.add_phrase(&path, atom, index);
        }
        Ok(())
    }

    fn add_phrase(&mut self, path: &[PathStep], atom: u32, entry: u32) {
        self.phrase_atoms.insert(atom);
        self.phrase_places.extend(path.iter().map(|step| step.atom));
        self.class_phrases.add(path, entry);
    }

    fn add_forms(&mut self, word: &str, paradigm: Option<&str>, atom: u32, uses: AtomUse) {
        let normalizers = (&self.settings.exact, &self.settings.fold);
        let tables = (&mut self.forms, &mut self.folded);
        let expanded = self
            .expanded
            .of(word, paradigm, &self.paradigms, normalizers, tables);
        for form in expanded {
            let atom = AtomRef::new(atom, form.degree);
            self.forms.add_at(form.key, atom);
            if let Some(folded) = form.folded.filter(|_| !uses.exact_only) {
                self.folded.add_at(folded, atom);
            }
            if uses.stem
                && let Some(stemmer) = &self.settings.stemmer
            {
                let stem = stemmer.stem(self.forms.text(form.key));
                self.stems.add(&stem, atom);
            }
        }
    }
}

struct Place {
    atom: u32,
    optional: bool,
    gap: Gap,
}

/// All ways through the places of a term: with and without each optional word.
fn paths(line: &Line<'_, '_>, places: &[Place]) -> Result<Vec<Vec<PathStep>>> {
    const MOST_OPTIONAL: usize = 6;
    let optional: Vec<usize> = (0..places.len()).filter(|&i| places[i].optional).collect();
    if optional.len() > MOST_OPTIONAL {
        return Err(line.error(
            format!("the term has more than {MOST_OPTIONAL} optional words"),
            "split it into two rows",
        ));
    }
    let mut all = Vec::with_capacity(1 << optional.len());
    for subset in 0..(1u32 << optional.len()) {
        let mut path: Vec<PathStep> = Vec::with_capacity(places.len());
        let mut gap = Gap::NONE;
        for (index, place) in places.iter().enumerate() {
            let skipped = optional
                .iter()
                .position(|&at| at == index)
                .is_some_and(|bit| subset & (1 << bit) != 0);
            gap = gap.and(place.gap);
            if !skipped {
                let gap = if path.is_empty() { Gap::NONE } else { gap };
                path.push(PathStep {
                    gap,
                    atom: place.atom,
                });
            }
            if !skipped || path.is_empty() {
                gap = Gap::NONE;
            }
        }
        all.push(path);
    }
    Ok(all)
}
