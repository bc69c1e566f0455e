//! Spans of time: a unit with its number, in seconds.

use super::Analysis;
use crate::annotation::{Duration, Matched};
use crate::lexicon::entry::{EntryKind, Role};
use crate::lexicon::matcher::Match;
use crate::span::Span;

/// Thousandths: numbers of things are whole, "2,5 hours" are not.
const THOUSAND: u64 = 1000;

/// The spans of time of a comment, also where a longer term has won their words.
pub fn durations(analysis: &Analysis<'_>, text: &str) -> Vec<Duration> {
    let units: Vec<&Match> = analysis
        .matches
        .found
        .iter()
        .filter(|m| hours(analysis, m).is_some())
        .collect();
    let mut found: Vec<Duration> = Vec::new();
    for unit in &units {
        let longer = |other: &&&Match| other.words() > unit.words() && unit.inside(other);
        if units.iter().any(|other| longer(&other)) {
            continue;
        }
        if let Some(duration) = duration(analysis, text, unit)
            && found
                .last()
                .is_none_or(|last| !last.span.overlaps(duration.span))
        {
            found.push(duration);
        }
    }
    found
}

fn hours(analysis: &Analysis<'_>, m: &Match) -> Option<i32> {
    match analysis.pack.kind(m.entry) {
        Some(EntryKind::Modifier(modifier)) if modifier.role == Role::Duration => {
            Some(modifier.strength)
        }
        _ => None,
    }
}

fn duration(analysis: &Analysis<'_>, text: &str, unit: &Match) -> Option<Duration> {
    let pack = analysis.pack;
    let term = pack.source(unit.entry).term;
    let known = analysis.lexicons.durations().unit(
        pack.language,
        term,
        hours(analysis, unit).unwrap_or_default(),
    );
    let (first, last) = (unit.first, unit.last());
    let number = |at: Option<usize>| Some((at?, thousandths(analysis, text, at?)?));
    // "الساعة ٤" with the article is a time of day; a number behind counts units only where nothing is glued to them.
    let behind = last
        .checked_add(1)
        .filter(|_| unit.matched != Matched::Clitic);
    let counted = number(first.checked_sub(1))
        .or_else(|| number(first.checked_sub(2)))
        .or_else(|| number(behind))
        .or_else(|| {
            let mut own = unit.positions().filter(|_| !known.alone);
            own.find_map(|at| number(Some(at)))
        });
    let (place, times) = match counted {
        Some((place, times)) => (place, times),
        None if known.alone => (first, THOUSAND),
        None => return None,
    };
    let span = (first.min(place)..=last.max(place))
        .map(|at| analysis.span_of(at))
        .reduce(Span::cover)?;
    Some(Duration {
        span,
        seconds: known.seconds.saturating_mul(times) / THOUSAND,
    })
}

/// The value of a number word or of digits with decimals, in thousandths.
fn thousandths(analysis: &Analysis<'_>, text: &str, at: usize) -> Option<u64> {
    let word = analysis.matches.words.get(at)?;
    let whole = u64::try_from(word.number?).ok()? * THOUSAND;
    let written = analysis.span_of(at).of(text);
    let decimals = written
        .split_once([',', '.'])
        .map_or("", |(_, decimals)| decimals);
    // Three digits behind the mark part thousands: "1.000 days".
    let fraction: u64 = match decimals.len() {
        1 => decimals.parse::<u64>().map_or(0, |tenths| tenths * 100),
        2 => decimals
            .parse::<u64>()
            .map_or(0, |hundredths| hundredths * 10),
        _ => 0,
    };
    Some(whole + fraction)
}
