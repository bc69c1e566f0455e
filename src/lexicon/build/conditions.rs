//! The cells `requires` and `unless`.

use super::cells::parse_term;
use super::{Builder, Line};
use crate::error::Result;
use crate::lexicon::entry::{Condition, ConditionKind, EntryKind, Requirement, Within};
use crate::lexicon::pack::AtomUse;

impl Builder<'_> {
    /// The number of the conditions that two cells say.
    pub(super) fn conditions(
        &mut self,
        line: &Line<'_, '_>,
        requires: &str,
        unless: &str,
    ) -> Result<u32> {
        let cells = format!("{requires}\t{unless}");
        if let Some(&known) = self.shared_conditions.get(&cells) {
            return Ok(known);
        }
        let requires = self.alternatives(line, requires)?;
        let unless = self.alternatives(line, unless)?;
        let required = requires.len() as u32;
        for alternative in requires.into_iter().chain(unless) {
            self.condition_table.push(alternative);
        }
        let number = self.condition_table.end(required);
        self.shared_conditions.insert(cells, number);
        Ok(number)
    }

    fn alternatives(&mut self, line: &Line<'_, '_>, cell: &str) -> Result<Vec<Condition>> {
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
