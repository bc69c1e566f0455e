//! The cells `requires` and `unless`.

use super::cells::parse_term;
use super::{Builder, Line};
use crate::error::Result;
use crate::lexicon::entry::{Condition, ConditionKind, Conditions, EntryKind, Requirement, Within};
use crate::lexicon::pack::AtomUse;
use std::sync::Arc;

impl Builder<'_> {
    pub(super) fn conditions(
        &mut self,
        line: &Line<'_, '_>,
        requires: &str,
        unless: &str,
    ) -> Result<Arc<Conditions>> {
        let cells = format!("{requires}\t{unless}");
        if let Some(known) = self.shared_conditions.get(&cells) {
            return Ok(Arc::clone(known));
        }
        let conditions = Arc::new(Conditions {
            requires: self.alternatives(line, requires)?,
            unless: self.alternatives(line, unless)?,
        });
        self.shared_conditions
            .insert(cells, Arc::clone(&conditions));
        Ok(conditions)
    }

    fn alternatives(&mut self, line: &Line<'_, '_>, cell: &str) -> Result<Box<[Condition]>> {
        if cell.is_empty() {
            return Ok(Box::default());
        }
        cell.split(';')
            .map(str::trim)
            .filter(|condition| !condition.is_empty())
            .map(|condition| {
                let parts = condition.split(" + ").map(str::trim);
                let all = parts.map(|part| self.requirement(line, part));
                Ok(Condition {
                    all: all.collect::<Result<_>>()?,
                })
            })
            .collect()
    }

    fn requirement(&mut self, line: &Line<'_, '_>, text: &str) -> Result<Requirement> {
        let (within, text) = if let Some(rest) = text.strip_prefix("clause:") {
            (Within::Clause, rest.trim())
        } else if let Some(rest) = text.strip_prefix("comment:") {
            (Within::Comment, rest.trim())
        } else {
            (Within::Sentence, text)
        };
        let feeling = match text {
            "@positive" => Some(ConditionKind::Positive),
            "@negative" => Some(ConditionKind::Negative),
            "@sentiment" => Some(ConditionKind::Sentiment),
            "@question" => Some(ConditionKind::Question),
            _ => None,
        };
        if let Some(what) = feeling {
            let within = match within {
                Within::Sentence if what != ConditionKind::Question => Within::Clause,
                other => other,
            };
            return Ok(Requirement { within, what });
        }
        let index = match self.conditions.get(text) {
            Some(&index) => index,
            None => {
                let term = parse_term(line, text, "")?;
                let index = self.push(line, text, EntryKind::Condition);
                self.conditions.insert(text.to_owned(), index);
                self.add_term(line, &term, "", "", AtomUse::default(), index)?;
                index
            }
        };
        Ok(Requirement {
            within,
            what: ConditionKind::Entry(index),
        })
    }
}
