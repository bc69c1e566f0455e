//! Rows of the lists, one kind each.

use super::cells::{
    atom_use, default_strength, has_flag, number_cell, parse_term, scope_cell, sentiment_entry,
    valence_cell,
};
use super::{Builder, Line};
use crate::error::Result;
use crate::lexicon::entry::{Direction, EntryKind, Modifier, Role, ThemeEntry};
use crate::lexicon::pack::AtomUse;
use crate::lexicon::paradigm::{Degree, ParadigmCell};
use crate::lexicon::term::{Choice, Gap, Term, spellings};
use crate::lexicon::trie::PathStep;
use crate::lexicon::vocabulary::AtomRef;
use crate::text::normalize::emoji_key;
use std::sync::Arc;

/// Places from which on a judging theme term states a whole fact: who, did, what, to whom. So does a shorter one of several
/// places that requires more.
const FACT: usize = 5;

impl Builder<'_> {
    pub(super) fn emoji_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let term = line.row.cell(0);
        let entry = sentiment_entry(line, line.row.cell(1), line.row.cell(2))?;
        let index = self.push(line, term, EntryKind::Emoji(entry));
        let mut key = String::new();
        emoji_key(term, &mut key);
        if key.is_empty() {
            return Err(line.error("the cell holds no emoji or emoticon", "write one sequence"));
        }
        let atom = self.atom_for(&format!("emoji {key}"), AtomUse::default()).0;
        self.forms.add(&key, AtomRef::new(atom, Degree::Positive));
        self.terms.add(
            &[PathStep {
                gap: Gap::NONE,
                atom,
            }],
            index,
        );
        Ok(())
    }

    pub(super) fn sentiment_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let row = line.row;
        let mut entry = sentiment_entry(line, row.cell(3), row.cell(5))?;
        entry.conditions = self.conditions(line, row.cell(6), row.cell(7))?;
        if self
            .condition_table
            .get(entry.conditions)
            .ask_for_feelings()
        {
            return Err(line.error(
                "a feeling word cannot depend on feelings or questions",
                "name words, or make it a theme term",
            ));
        }
        let term = parse_term(line, row.cell(0), row.cell(2))?;
        let index = self.push(line, row.cell(0), EntryKind::Sentiment(entry));
        let uses = atom_use(row.cell(4), row.cell(5));
        self.add_term(line, &term, row.cell(2), row.cell(4), uses, index)
    }

    pub(super) fn modifier_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let row = line.row;
        let Some(role) = Role::from_name(row.cell(2)) else {
            let names: Vec<&str> = Role::NAMES.iter().map(|(name, _)| *name).collect();
            return Err(line.error(
                format!("`{}` is no role", row.cell(2)),
                format!("the roles are {}", names.join(" ")),
            ));
        };
        let glued = row.cell(1) == "prefix";
        let modifier = Modifier {
            role,
            strength: number_cell(line, row.cell(3), default_strength(role))?,
            scope: scope_cell(line, row.cell(4), role)?,
            direction: match row.cell(5) {
                "left" => Direction::Left,
                "both" => Direction::Both,
                "right" | "" => Direction::Right,
                other => {
                    return Err(line.error(
                        format!("`{other}` is no direction"),
                        "write right, left or both",
                    ));
                }
            },
            glued,
        };
        let text = row.cell(0);
        let index = self.push(line, text, EntryKind::Modifier(modifier));
        if text == "/" {
            self.slash = Some(index);
            return Ok(());
        }
        if glued {
            let mut key = String::new();
            self.settings
                .exact
                .apply(text.trim_end_matches(['-', '*']), &mut key);
            self.glued.push((key, index));
            return Ok(());
        }
        let term = parse_term(line, text, "")?;
        self.add_term(line, &term, "", "", AtomUse::default(), index)
    }

    pub(super) fn theme_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let row = line.row;
        let Some(theme) = self.codeframe.current(row.cell(0)) else {
            let help = match self.codeframe.parts(row.cell(0)) {
                Some(parts) => format!("it was split; write one of {}", parts.join(", ")),
                None => "codeframe.toml lists the themes".to_owned(),
            };
            return Err(line.error(format!("`{}` is no theme", row.cell(0)), help));
        };
        let flags = row.cell(8);
        let term = parse_term(line, row.cell(1), row.cell(3))?;
        let conditions = self.conditions(line, row.cell(6), row.cell(7))?;
        let places = term.elements.len();
        let requires = self.condition_table.get(conditions).requires;
        let fact = places >= FACT || places > 1 && !requires.is_empty();
        let fact_valence = self.settings.rules.fact_valence as i16;
        let entry = ThemeEntry {
            theme,
            valence: match row.cell(5) {
                "" => None,
                "+" => Some(fact_valence),
                "-" => Some(-fact_valence),
                number => Some(valence_cell(line, number)?),
            },
            firm: fact || has_flag(flags, "firm"),
            weak: has_flag(flags, "weak"),
            last: has_flag(flags, "last"),
            conditions,
        };
        let index = self.push(line, row.cell(1), EntryKind::Theme(entry));
        let uses = atom_use(row.cell(4), flags);
        self.add_term(line, &term, row.cell(3), row.cell(4), uses, index)
    }

    pub(super) fn class_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let row = line.row;
        let name = row.cell(0).trim_start_matches('@').to_owned();
        let term = parse_term(line, row.cell(1), row.cell(2))?;
        let mut choices = Vec::new();
        let mut add = |mut term: Term| match term.elements.as_mut_slice() {
            [element] => choices.append(&mut element.choices),
            _ => choices.push(Choice::Phrase(term)),
        };
        add(term);
        for form in ParadigmCell::parse(row.cell(2)).forms() {
            add(parse_term(line, form, "")?);
        }
        let class = self.classes.entry(name).or_default();
        Arc::make_mut(class).append(&mut choices);
        Ok(())
    }

    pub(super) fn number_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let value = number_cell(line, line.row.cell(1), 0)?;
        let mut key = String::new();
        for spelling in spellings(line.row.cell(0)) {
            self.settings.exact.apply(&spelling, &mut key);
            self.numbers.insert(key.as_str().into(), value);
        }
        Ok(())
    }

    pub(super) fn variant_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let (mut variant, mut standard) = (String::new(), String::new());
        self.settings.exact.apply(line.row.cell(0), &mut variant);
        self.settings.exact.apply(line.row.cell(1), &mut standard);
        if variant.is_empty() || standard.is_empty() {
            return Err(line.error("a variant needs its standard spelling", "fill both cells"));
        }
        self.variants.push((variant, standard));
        Ok(())
    }

    pub(super) fn compound_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let form = line.row.cell(1);
        let mut key = String::new();
        self.settings.exact.apply(form.trim_matches('-'), &mut key);
        let turning = match line.row.cell(0) {
            "flip-positive" => Some(Role::Relief),
            "flip-negative" => Some(Role::Lack),
            _ => None,
        };
        if let Some(role) = turning {
            let modifier = Modifier {
                role,
                strength: 0,
                scope: 0,
                direction: Direction::Left,
                glued: true,
            };
            let index = self.push(line, form, EntryKind::Modifier(modifier));
            self.compounds
                .get_or_insert_default()
                .turning
                .push((key, index));
            return Ok(());
        }
        let compounds = self.compounds.get_or_insert_default();
        match line.row.cell(0) {
            "part" => {
                compounds.parts.insert(key);
            }
            "link" => compounds.links.push(key),
            "false" => {
                compounds.indivisible.insert(key);
            }
            other => {
                return Err(line.error(
                    format!("`{other}` is no kind of compound row"),
                    "the kinds are part link false flip-positive flip-negative",
                ));
            }
        }
        Ok(())
    }
}
