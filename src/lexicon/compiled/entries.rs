//! Entries with their terms, places and conditions.

use super::stream::{Column, Reader, Writer};
use crate::annotation::ThemeId;
use crate::lexicon::entry::{
    Condition, ConditionKind, ConditionTable, Conditions, Direction, Entry, EntryKind, Modifier,
    Parts, Requirement, Role, SentimentEntry, ThemeEntry, Within,
};
use crate::lexicon::pack::Pack;
use crate::lexicon::vocabulary::Texts;

/// The kinds of entries by number.
mod kinds {
    pub const SENTIMENT: u32 = 0;
    pub const EMOJI: u32 = 1;
    pub const MODIFIER: u32 = 2;
    pub const THEME: u32 = 3;
    pub const CONDITION: u32 = 4;
    pub const CLASS_PHRASE: u32 = 5;
    /// How many there are: file and kind are one number.
    pub const COUNT: u32 = 6;
}

/// Writes the conditions, then the entries, each with its term.
pub(super) fn write(pack: &Pack, out: &mut Writer) {
    let table = &pack.conditions;
    out.number(Column::Count, table.len() as u32);
    out.number(Column::Count, table.alternatives() as u32);
    let mut named = 0;
    // The first are none.
    for number in 1..table.len() as u32 {
        let Conditions { requires, unless } = table.get(number);
        for alternatives in [requires, unless] {
            out.number(Column::Count, alternatives.len() as u32);
            for condition in alternatives {
                out.number(Column::Count, condition.all.len() as u32);
                for part in condition.all.iter() {
                    out.step(Column::Requirement, requirement(part), &mut named);
                }
            }
        }
    }
    out.number(Column::Count, pack.entries.len() as u32);
    out.number(Column::Count, pack.written.bytes() as u32);
    let (mut line, mut conditions) = (0, 0);
    for (entry, term) in pack.entries.iter().zip(pack.written.iter()) {
        out.string(term);
        let place = u32::from(entry.file) * kinds::COUNT + kind_number(&entry.kind);
        out.number(Column::Place, place);
        out.step(Column::Line, entry.line, &mut line);
        kind(&entry.kind, &mut conditions, out);
    }
}

/// Reads what [`write`] wrote into a pack.
pub(super) fn read(from: &mut Reader<'_>, pack: &mut Pack) -> Option<()> {
    pack.conditions = read_conditions(from)?;
    let count = from.number(Column::Count)? as usize;
    let bytes = from.number(Column::Count)?;
    let written = from.text(bytes)?;
    let mut entries = Vec::with_capacity(count);
    let mut ends = Vec::with_capacity(count);
    let (mut end, mut line, mut conditions) = (0u32, 0, 0);
    for _ in 0..count {
        end = end.checked_add(from.number(Column::Length)?)?;
        ends.push(end);
        let place = from.number(Column::Place)?;
        entries.push(Entry {
            file: (place / kinds::COUNT) as u16,
            line: from.step(Column::Line, &mut line)?,
            kind: read_kind(place % kinds::COUNT, from, &mut conditions)?,
        });
    }
    pack.entries = entries;
    pack.written = Texts::cut(written, ends);
    Some(())
}

fn kind_number(kind: &EntryKind) -> u32 {
    match kind {
        EntryKind::Sentiment(_) => kinds::SENTIMENT,
        EntryKind::Emoji(_) => kinds::EMOJI,
        EntryKind::Modifier(_) => kinds::MODIFIER,
        EntryKind::Theme(_) => kinds::THEME,
        EntryKind::Condition => kinds::CONDITION,
        EntryKind::ClassPhrase(_) => kinds::CLASS_PHRASE,
    }
}

fn kind(kind: &EntryKind, before: &mut u32, out: &mut Writer) {
    match kind {
        EntryKind::Sentiment(one) | EntryKind::Emoji(one) => {
            out.signed(Column::Valence, i32::from(one.valence));
            let flags = [one.verdict, one.irony, one.polite, one.firm];
            out.number(Column::Flags, bits(flags));
            out.step(Column::Conditions, one.conditions, before);
        }
        EntryKind::Modifier(one) => {
            let role = Role::NAMES.iter().position(|&(_, role)| role == one.role);
            out.number(Column::Other, role.unwrap_or(0) as u32);
            out.signed(Column::Other, one.strength);
            out.number(Column::Other, u32::from(one.scope));
            let direction = match one.direction {
                Direction::Right => 0,
                Direction::Left => 1,
                Direction::Both => 2,
            };
            out.number(Column::Other, direction);
            out.number(Column::Other, u32::from(one.glued));
        }
        EntryKind::Theme(one) => {
            out.number(Column::Theme, u32::from(one.theme.0));
            let flags = [one.valence.is_some(), one.firm, one.weak, one.last];
            out.number(Column::Flags, bits(flags));
            if let Some(valence) = one.valence {
                out.signed(Column::Valence, i32::from(valence));
            }
            out.step(Column::Conditions, one.conditions, before);
        }
        EntryKind::Condition => {}
        EntryKind::ClassPhrase(atom) => out.number(Column::Other, *atom),
    }
}

fn read_kind(number: u32, from: &mut Reader<'_>, before: &mut u32) -> Option<EntryKind> {
    Some(match number {
        kinds::SENTIMENT | kinds::EMOJI => {
            let valence = from.signed(Column::Valence)? as i16;
            let [verdict, irony, polite, firm] = flags(from.number(Column::Flags)?);
            let entry = SentimentEntry {
                valence,
                verdict,
                irony,
                polite,
                firm,
                conditions: from.step(Column::Conditions, before)?,
            };
            match number {
                kinds::EMOJI => EntryKind::Emoji(entry),
                _ => EntryKind::Sentiment(entry),
            }
        }
        kinds::MODIFIER => EntryKind::Modifier(Modifier {
            role: Role::NAMES.get(from.number(Column::Other)? as usize)?.1,
            strength: from.signed(Column::Other)?,
            scope: from.number(Column::Other)? as u8,
            direction: match from.number(Column::Other)? {
                0 => Direction::Right,
                1 => Direction::Left,
                _ => Direction::Both,
            },
            glued: from.number(Column::Other)? == 1,
        }),
        kinds::THEME => {
            let theme = ThemeId(from.number(Column::Theme)? as u16);
            let [judges, firm, weak, last] = flags(from.number(Column::Flags)?);
            let valence = match judges {
                true => Some(from.signed(Column::Valence)? as i16),
                false => None,
            };
            EntryKind::Theme(ThemeEntry {
                theme,
                valence,
                firm,
                weak,
                last,
                conditions: from.step(Column::Conditions, before)?,
            })
        }
        kinds::CONDITION => EntryKind::Condition,
        _ => EntryKind::ClassPhrase(from.number(Column::Other)?),
    })
}

fn bits(flags: [bool; 4]) -> u32 {
    flags
        .iter()
        .rev()
        .fold(0, |bits, &flag| bits << 1 | u32::from(flag))
}

fn flags(bits: u32) -> [bool; 4] {
    std::array::from_fn(|at| bits >> at & 1 == 1)
}

/// Reach and kind in one number, entries behind all other kinds.
fn requirement(part: &Requirement) -> u32 {
    let within = match part.within {
        Within::Clause => 0,
        Within::Sentence => 1,
        Within::Comment => 2,
    };
    let what = match part.what {
        ConditionKind::Positive => 0,
        ConditionKind::Negative => 1,
        ConditionKind::Sentiment => 2,
        ConditionKind::Question => 3,
        ConditionKind::Entry(entry) => 4 + entry,
    };
    what * 3 + within
}

fn requirement_of(number: u32) -> Requirement {
    Requirement {
        within: match number % 3 {
            0 => Within::Clause,
            1 => Within::Sentence,
            _ => Within::Comment,
        },
        what: match number / 3 {
            0 => ConditionKind::Positive,
            1 => ConditionKind::Negative,
            2 => ConditionKind::Sentiment,
            3 => ConditionKind::Question,
            entry => ConditionKind::Entry(entry - 4),
        },
    }
}

fn read_conditions(from: &mut Reader<'_>) -> Option<ConditionTable> {
    let (count, alternatives) = (from.number(Column::Count)?, from.number(Column::Count)?);
    let mut table = ConditionTable::with_room(count as usize, alternatives as usize);
    let mut named = 0;
    for _ in 1..count {
        let required = read_alternatives(from, &mut named, &mut table)?;
        read_alternatives(from, &mut named, &mut table)?;
        table.end(required);
    }
    Some(table)
}

/// Reads alternatives into the table; gives how many.
fn read_alternatives(
    from: &mut Reader<'_>,
    named: &mut u32,
    table: &mut ConditionTable,
) -> Option<u32> {
    let count = from.number(Column::Count)?;
    for _ in 0..count {
        let mut part = |from: &mut Reader<'_>| {
            let number = from.step(Column::Requirement, named)?;
            Some(requirement_of(number))
        };
        let all = match from.number(Column::Count)? {
            1 => Parts::One([part(from)?]),
            count => (0..count).map(|_| part(from)).collect::<Option<_>>()?,
        };
        table.push(Condition { all });
    }
    Some(count)
}
