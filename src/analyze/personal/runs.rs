//! Numbers written in groups of digits.

use super::add;
use super::checks::{is_card, is_date, is_inn, is_jmbg, is_personnummer, is_snils, luhn, value};
use crate::annotation::{Personal, PersonalKind};
use crate::lexicon::common::PersonalWords;
use crate::span::Span;

/// Digits without anything between them.
#[derive(Clone, Debug)]
struct Group {
    start: usize,
    end: usize,
    digits: Vec<u8>,
}

/// Most groups of one number: "8 900 000 00 00" has five.
const MOST_GROUPS: usize = 8;

/// Bytes before a number in which the word for its kind must begin.
const NEAR: usize = 60;

/// Finds numbers that are personal data, outside the places that were refused.
pub fn find(text: &str, words: &PersonalWords, refused: &[Span], found: &mut Vec<Personal>) {
    let mut groups = groups(text);
    // The places are in the order of their starts; beside each stands how far they reach up to it.
    let mut reached = 0;
    let reaches: Vec<(Span, u32)> = refused
        .iter()
        .map(|&span| {
            reached = span.end.max(reached);
            (span, reached)
        })
        .collect();
    groups.retain(|group| {
        let place = Span::new(group.start, group.end);
        let before = reaches.partition_point(|(span, _)| span.start <= place.start);
        let before = before.checked_sub(1).and_then(|last| reaches.get(last));
        before.is_none_or(|&(_, reached)| place.end > reached)
    });
    let mut from = 0;
    while from < groups.len() {
        let rest = groups.get(from..).unwrap_or(&[]);
        let counts = match has_shape_of_snils(text, rest) {
            true => 4..=4,
            false => 1..=joined(text, rest).min(MOST_GROUPS),
        };
        let taken = counts.rev().find_map(|count| {
            let run = groups.get(from..from + count)?;
            let (start, end, kind) = classify(text, run, words)?;
            Some((count, start, end, kind))
        });
        match taken {
            Some((count, start, end, kind)) => {
                add(found, start, end, kind);
                from += count;
            }
            None if has_shape_of_snils(text, rest) => from += 4,
            None => from += 1,
        }
    }
}

/// A SNILS whose check digits are wrong holds no other number.
fn has_shape_of_snils(text: &str, groups: &[Group]) -> bool {
    let [a, b, c, d, ..] = groups else {
        return false;
    };
    let lengths = [a, b, c, d].map(|group| group.digits.len());
    lengths == [3, 3, 3, 2] && between(text, a, b) == "-" && between(text, b, c) == "-"
}

fn digit(c: char) -> Option<u8> {
    let code = c as u32;
    let first = match code {
        0x30..=0x39 => 0x30,
        0x0660..=0x0669 => 0x0660,
        0x06F0..=0x06F9 => 0x06F0,
        _ => return None,
    };
    u8::try_from(code - first).ok()
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(digit) = digit(c) else { continue };
        match groups.last_mut().filter(|group| group.end == at) {
            Some(group) => {
                group.end += c.len_utf8();
                group.digits.push(digit);
            }
            None => groups.push(Group {
                start: at,
                end: at + c.len_utf8(),
                digits: vec![digit],
            }),
        }
    }
    groups
}

fn between<'t>(text: &'t str, left: &Group, right: &Group) -> &'t str {
    text.get(left.end..right.start).unwrap_or("")
}

/// True for what people write between the groups of one number.
fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{202f}' | '-' | '\u{2010}' | '\u{2011}' | '–' | '.' | '/' | '(' | ')'
    )
}

/// How many groups from the first on could be one number.
fn joined(text: &str, groups: &[Group]) -> usize {
    let together = |pair: &&[Group]| {
        let [left, right] = pair else { return false };
        let gap = between(text, left, right);
        gap.chars().nth(2).is_none() && gap.chars().all(is_separator)
    };
    let pairs = groups.windows(2).take(MOST_GROUPS);
    1 + pairs.take_while(together).count()
}

/// The place and the kind of a run of groups, if the whole of it is one number.
fn classify(
    text: &str,
    run: &[Group],
    words: &PersonalWords,
) -> Option<(usize, usize, PersonalKind)> {
    let (first, last) = (run.first()?, run.last()?);
    let before = text.get(..first.start)?;
    let plus = before.trim_end_matches('(').ends_with('+');
    let opened = before.trim_end_matches(['(', '+']);
    if opened.ends_with(char::is_alphanumeric) && opened.len() == before.len() || inside(text, run)
    {
        return None;
    }
    let digits: Vec<u8> = run.iter().flat_map(|g| g.digits.iter().copied()).collect();
    let lengths: Vec<usize> = run.iter().map(|group| group.digits.len()).collect();
    let gaps: Vec<&str> = run
        .windows(2)
        .filter_map(|pair| Some(between(text, pair.first()?, pair.get(1)?)))
        .collect();
    let kind = if plus {
        is_international(&digits).then_some(PersonalKind::Phone)
    } else {
        numbered(&digits, &lengths, &gaps)
            .or_else(|| is_phone(&digits, &lengths, &gaps).then_some(PersonalKind::Phone))
            .or_else(|| {
                let passport = matches!(*lengths, [2, 2, 6] | [4, 6] | [10]);
                let named = || words.stand_before(before, NEAR);
                (passport && named()).then_some(PersonalKind::Passport)
            })
    }?;
    let start = if plus { opened.len() } else { first.start };
    Some((start, last.end, kind))
}

/// True if the run is a part of a longer number, a version or a name ("1.2.3.4-beta").
fn inside(text: &str, run: &[Group]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return true;
    };
    let tight = |c: char| matches!(c, '-' | '.' | '/' | ',' | ':');
    let before = text.get(..first.start).unwrap_or("");
    let glued_before = before.ends_with(tight)
        && before
            .trim_end_matches(tight)
            .ends_with(|c: char| digit(c).is_some());
    let mut behind = text.get(last.end..).unwrap_or("").chars();
    let glued_behind = match behind.next() {
        Some(c) if c.is_alphanumeric() => true,
        Some('-') => behind.next().is_some_and(char::is_alphanumeric),
        Some(c) if tight(c) && c != ':' => behind.next().is_some_and(|c| digit(c).is_some()),
        _ => false,
    };
    glued_before || glued_behind
}

/// Kinds that a check digit or their shape gives away.
fn numbered(digits: &[u8], lengths: &[usize], gaps: &[&str]) -> Option<PersonalKind> {
    let dashed = || gaps.iter().all(|gap| *gap == "-");
    let even = || {
        gaps.windows(2).all(|pair| pair.first() == pair.get(1))
            && gaps
                .first()
                .is_none_or(|gap| matches!(*gap, " " | "-" | "\u{a0}"))
    };
    // A Swedish mobile number may pass as a personnummer; who writes ten digits from 07 on means the telephone.
    let mobile = || lengths.len() == 1 && digits.starts_with(&[0, 7]);
    match lengths {
        [3, 3, 3, 2] if gaps.starts_with(&["-", "-"]) && is_snils(digits) => {
            Some(PersonalKind::Snils)
        }
        [3, 4, 7, 1] | [15] if dashed() && digits.starts_with(&[7, 8, 4]) && luhn(digits) => {
            Some(PersonalKind::EmiratesId)
        }
        [6 | 8, 4] | [10 | 12] if dashed() && !mobile() && is_personnummer(digits) => {
            Some(PersonalKind::Personnummer)
        }
        [13] if is_jmbg(digits) => Some(PersonalKind::Jmbg),
        [12] if is_inn(digits) => Some(PersonalKind::Inn),
        [10] if matches!(digits.first(), Some(1 | 2)) && luhn(digits) => {
            Some(PersonalKind::SaudiId)
        }
        [14..=16 | 19] | [4, 4, 4, 4] | [4, 4, 4, 4, 3] | [4, 6, 4 | 5]
            if even() && is_card(digits) =>
        {
            Some(PersonalKind::Card)
        }
        [1..=3, 1..=3, 1..=3, 1..=3] if gaps.iter().all(|gap| *gap == ".") => {
            is_public(digits, lengths).then_some(PersonalKind::Ip)
        }
        _ => None,
    }
}

/// Four numbers up to 255 that are no private or reserved address (RFC 1918, RFC 1122): those name nobody.
fn is_public(digits: &[u8], lengths: &[usize]) -> bool {
    let mut rest = digits;
    let mut octets = [0u32; 4];
    for (octet, &length) in octets.iter_mut().zip(lengths) {
        let Some((own, behind)) = rest.split_at_checked(length) else {
            return false;
        };
        *octet = value(own);
        rest = behind;
        if *octet > 255 || length > 1 && own.first() == Some(&0) {
            return false;
        }
    }
    !matches!(
        octets,
        [0 | 10 | 127, ..] | [192, 168, ..] | [172, 16..=31, ..] | [169, 254, ..]
    )
}

/// ITU-T E.164: at most fifteen digits, no country code starts with zero.
fn is_international(digits: &[u8]) -> bool {
    (8..=15).contains(&digits.len()) && digits.first() != Some(&0)
}

/// Telephone numbers as they are written without a country code.
fn is_phone(digits: &[u8], lengths: &[usize], gaps: &[&str]) -> bool {
    if digits.starts_with(&[0, 0]) && digits.get(2) != Some(&0) {
        return lengths
            .first()
            .is_some_and(|&l| l >= 4 || lengths.len() > 2)
            && (11..=16).contains(&digits.len());
    }
    match (digits, lengths) {
        // Russia: 8 and ten digits.
        ([8, 3 | 4 | 8 | 9, ..], [11] | [1, 3, ..] | [4, 3, ..]) => {
            digits.len() == 11 && lengths.iter().skip(2).all(|&length| length <= 4)
        }
        // Mobile numbers in one: Sweden, Serbia, Saudi Arabia and the Emirates, the United Kingdom.
        ([0, 7, 0 | 2 | 3 | 6 | 9, ..], [10]) | ([0, 5, ..], [10]) => true,
        ([0, 6, ..], [9 | 10]) | ([0, 7, 1..=9, ..], [11]) => true,
        ([0, ..], [2..=4, rest @ ..]) => {
            let dated = matches!(lengths, [2, 2, 4, ..])
                && is_date(
                    2000,
                    value(digits.get(2..4).unwrap_or(&[])),
                    value(&digits[..2]),
                );
            !rest.is_empty()
                && !dated
                && (9..=11).contains(&digits.len())
                && !matches!((lengths, gaps), ([3, 3, 3, 2], ["-", "-", _]))
                && rest.iter().all(|length| (2..=4).contains(length))
                && gaps.iter().all(|gap| *gap != ".")
        }
        _ => false,
    }
}
