//! Cells of the lists.

use super::Line;
use crate::document::TokenKind;
use crate::error::Result;
use crate::lexicon::entry::{NO_CONDITIONS, Role, SentimentEntry};
use crate::lexicon::pack::AtomUse;
use crate::lexicon::paradigm::ParadigmCell;
use crate::lexicon::term::Term;
use crate::text::tokenize;

/// True if a text is nothing but letters: most terms are one plain word, which needs no cutting.
pub(super) fn is_plain(text: &str) -> bool {
    // Unicode's table is slow for the letters of the Cyrillic and the Arabic block.
    let letter = |c: char| {
        c.is_ascii_alphabetic()
            || matches!(c, '\u{400}'..='\u{481}' | '\u{620}'..='\u{64A}')
            || c.is_alphabetic()
    };
    !text.is_empty() && text.chars().all(letter)
}

/// The words of a term's text, as the tokenizer cuts them.
pub(super) fn words_of(text: &str) -> Vec<String> {
    if is_plain(text) {
        return vec![text.to_owned()];
    }
    // Alternations inside a word and paradigms behind a slash are part of the word here.
    if text.contains(['[', '/']) {
        return text.split_whitespace().map(str::to_owned).collect();
    }
    tokenize(text)
        .into_iter()
        .filter(|token| token.kind.counts() || token.kind == TokenKind::Handle)
        .map(|token| token.span.of(text).to_owned())
        .collect()
}

pub(super) fn parse_term(line: &Line<'_, '_>, text: &str, paradigm: &str) -> Result<Term> {
    let term = Term::parse(text).map_err(|error| line.error(error.problem, error.help))?;
    Ok(match ParadigmCell::parse(paradigm).name {
        Some(name) => term.with_paradigm(name),
        None => term,
    })
}

pub(super) fn valence_cell(line: &Line<'_, '_>, cell: &str) -> Result<i16> {
    let valence = number_cell(line, cell, 0)?;
    match i16::try_from(valence) {
        Ok(valence) if (-500..=500).contains(&valence) => Ok(valence),
        _ => Err(line.error(
            format!("the valence {valence} is out of range"),
            "write hundredths from -500 to 500",
        )),
    }
}

pub(super) fn sentiment_entry(
    line: &Line<'_, '_>,
    valence: &str,
    flags: &str,
) -> Result<SentimentEntry> {
    let valence = valence_cell(line, valence)?;
    Ok(SentimentEntry {
        valence,
        verdict: has_flag(flags, "verdict"),
        irony: has_flag(flags, "irony"),
        polite: has_flag(flags, "polite"),
        firm: has_flag(flags, "firm"),
        conditions: NO_CONDITIONS,
    })
}

pub(super) fn atom_use(match_cell: &str, flags: &str) -> AtomUse {
    AtomUse {
        head: has_flag(match_cell, "head"),
        part: has_flag(match_cell, "part"),
        stem: has_flag(flags, "stem"),
        exact_only: has_flag(flags, "exact"),
        no_clitics: has_flag(flags, "noclitic"),
    }
}

pub(super) fn has_flag(cell: &str, flag: &str) -> bool {
    cell.split([',', ' ']).any(|given| given.trim() == flag)
}

pub(super) fn number_cell(line: &Line<'_, '_>, cell: &str, empty: i32) -> Result<i32> {
    if cell.is_empty() {
        return Ok(empty);
    }
    cell.trim_start_matches('+')
        .parse()
        .map_err(|_| line.error(format!("`{cell}` is no number"), "write a whole number"))
}

/// Widest reach of a modifier: its whole clause.
pub const WHOLE_CLAUSE: u8 = u8::MAX;

pub(super) fn scope_cell(line: &Line<'_, '_>, cell: &str, role: Role) -> Result<u8> {
    match cell {
        "clause" => Ok(WHOLE_CLAUSE),
        "" => Ok(match role {
            Role::Intensifier | Role::Diminisher => 2,
            Role::Excess | Role::RatingCue => 3,
            Role::Negator | Role::Lack | Role::Relief => 5,
            _ => WHOLE_CLAUSE,
        }),
        number => Ok(number_cell(line, number, 0)?.clamp(0, 254) as u8),
    }
}

pub(super) fn default_strength(role: Role) -> i32 {
    match role {
        Role::Intensifier => 25,
        Role::Diminisher => -30,
        Role::Contrast => 130,
        Role::Concession => 70,
        Role::RatingUnit => 5,
        _ => 0,
    }
}
