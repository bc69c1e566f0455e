//! Emoticons from a list, and bare brackets.

use super::{Class, class_at};
use crate::document::{Token, TokenKind};

/// The listed emoticons, by their first byte, the longest first.
#[derive(Clone, Debug)]
pub(super) struct Emoticons {
    list: Vec<Box<str>>,
    /// Positions in `list` by first byte, half-open.
    ranges: Box<[(u16, u16); 256]>,
    /// Bytes that have a range.
    starts: [bool; 256],
    brackets: bool,
}

impl Default for Emoticons {
    fn default() -> Self {
        Self::new([])
    }
}

impl Emoticons {
    pub(super) fn new<'e>(emoticons: impl IntoIterator<Item = &'e str>) -> Self {
        let mut list: Vec<Box<str>> = emoticons
            .into_iter()
            .filter(|emoticon| !emoticon.is_empty())
            .map(Box::from)
            .collect();
        let first = |emoticon: &str| emoticon.bytes().next();
        list.sort_by(|a, b| (first(a), b.len(), a.as_ref()).cmp(&(first(b), a.len(), b.as_ref())));
        list.dedup();
        list.truncate(usize::from(u16::MAX));
        let mut ranges = Box::new([(0, 0); 256]);
        for (i, emoticon) in (0..).zip(&list) {
            // Bare brackets need to see the whole text; they are found at its end.
            if let Some(byte) = first(emoticon).filter(|_| !is_brackets(emoticon)) {
                let range: &mut (u16, u16) = &mut ranges[usize::from(byte)];
                if range.1 == 0 {
                    range.0 = i;
                }
                range.1 = i + 1;
            }
        }
        Self {
            brackets: list.iter().any(|emoticon| is_brackets(emoticon)),
            list,
            starts: ranges.map(|(_, to)| to > 0),
            ranges,
        }
    }

    /// True if bare brackets are listed.
    pub(super) fn holds_brackets(&self) -> bool {
        self.brackets
    }

    /// True if an emoticon starts with this byte.
    #[inline(always)]
    pub(super) fn may_start(&self, byte: u8) -> bool {
        self.starts[usize::from(byte)]
    }

    /// End of the emoticon at `pos`, where `first` stands and `open` brackets are open.
    pub(super) fn find(&self, text: &str, pos: usize, first: u8, open: u32) -> Option<usize> {
        let (from, to) = self.ranges[usize::from(first)];
        let rest = text.get(pos..)?;
        let candidates = self.list.get(usize::from(from)..usize::from(to))?;
        candidates
            .iter()
            .filter(|emoticon| !is_brackets(emoticon) && rest.starts_with(emoticon.as_ref()))
            .find_map(|emoticon| {
                let end = pos + emoticon.len() + repeats(emoticon, &rest[emoticon.len()..]);
                stands_alone(text, pos, end, emoticon, open).then_some(end)
            })
    }

    /// The listed emoticon behind `piece`, whose last character may be repeated.
    pub(super) fn listed(&self, piece: &str) -> Option<&str> {
        let last = piece.chars().next_back()?;
        let mut shorter = piece;
        loop {
            if let Some(found) = self.list.iter().find(|listed| listed.as_ref() == shorter) {
                return Some(found);
            }
            shorter = shorter.strip_suffix(last)?;
        }
    }
}

fn is_brackets(emoticon: &str) -> bool {
    emoticon.bytes().all(|b| b == b')') || emoticon.bytes().all(|b| b == b'(')
}

/// Bytes at the start of `rest` that repeat the last character of an emoticon.
fn repeats(emoticon: &str, rest: &str) -> usize {
    emoticon
        .chars()
        .next_back()
        .map_or(0, |last| rest.len() - rest.trim_start_matches(last).len())
}

/// True if the characters from `start` to `end` are drawn and not part of a word, a list number, a
/// time of day or a bracket.
fn stands_alone(text: &str, start: usize, end: usize, emoticon: &str, open: u32) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let (Some(first), Some(last)) = (emoticon.chars().next(), emoticon.chars().next_back()) else {
        return false;
    };
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    // Of all ends, only a closing bracket is often glued to the next word.
    if alphanumeric(after) && last != ')' {
        return false;
    }
    // A mark behind a letter makes another letter of it.
    let marked = matches!(
        class_at(text.as_bytes(), end),
        Some((Class::Extend | Class::Complex, _))
    );
    if last.is_alphanumeric() && marked || last == '/' && after == Some('/') {
        return false;
    }
    if first.is_alphanumeric() {
        // `8)` may be a list number or close a bracket, `D:` an option.
        let doubtful = matches!(last, ')' | ':');
        return !alphanumeric(before) && !(doubtful && (open > 0 || starts_line(text, start)));
    }
    if last.is_alphanumeric() && alphanumeric(before) {
        // `10:s` is an ending, `bra:D` a laugh.
        return last.is_uppercase() && before.is_some_and(char::is_alphabetic);
    }
    // `):` closes a bracket unless it stands apart.
    first != ')' || before.is_none_or(char::is_whitespace)
}

/// True if only blanks stand before `pos` on its line.
fn starts_line(text: &str, pos: usize) -> bool {
    text[..pos]
        .trim_end_matches([' ', '\t', '\u{A0}'])
        .chars()
        .next_back()
        .is_none_or(|c| c == '\n' || c == '\r')
}

/// Makes emoticons of unbalanced brackets, a run of adjacent ones one token. No emoticon is
/// * a closing bracket directly behind a number, a letter of ASCII, or another single letter that
///   starts a line or follows punctuation: a list number;
/// * a bracket that opens before a word, or turns its back to it (`)so(`, as right-to-left text is
///   often typed), and what closes it, even if that is the same bracket again.
pub(super) fn mark_brackets(text: &str, tokens: &mut Vec<Token>) {
    let bare = unbalanced(text, tokens);
    let mut bare = bare.into_iter().peekable();
    let mut kept: usize = 0;
    for i in 0..tokens.len() {
        let Some(&token) = tokens.get(i) else {
            break;
        };
        let mut token = token;
        if bare.next_if_eq(&i).is_some() {
            let glued = kept.checked_sub(1).and_then(|last| tokens.get_mut(last));
            if let Some(last) = glued.filter(|last| continues(text, last, &token)) {
                last.span.end = token.span.end;
                continue;
            }
            token.kind = TokenKind::Emoticon;
        }
        if let Some(place) = tokens.get_mut(kept) {
            *place = token;
        }
        kept += 1;
    }
    tokens.truncate(kept);
}

/// True if a bracket goes on the run that `last` is. Ends are enough: other emoticons that end in
/// brackets have taken those that follow.
fn continues(text: &str, last: &Token, token: &Token) -> bool {
    let (run, bracket) = (
        last.span.of(text).as_bytes(),
        token.span.of(text).as_bytes(),
    );
    last.kind == TokenKind::Emoticon
        && last.span.end == token.span.start
        && run.first() == bracket.first()
        && run.last() == bracket.first()
}

/// Positions of the bracket tokens that are emoticons, in order.
fn unbalanced(text: &str, tokens: &[Token]) -> Vec<usize> {
    let mut open = Vec::new();
    let mut turned: usize = 0;
    let mut bare = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Punct {
            continue;
        }
        match token.span.of(text) {
            "(" if turned > 0 && !opens_word(text, token) => turned -= 1,
            "(" => open.push(i),
            ")" if open.pop().is_some() || is_list_number(text, tokens, i) => {}
            ")" if opens_word(text, token) => turned += 1,
            ")" => bare.push(i),
            _ => {}
        }
    }
    let sad = (0..open.len()).filter(|&k| is_sad(text, tokens, &open, k));
    bare.extend(sad.filter_map(|k| open.get(k)));
    bare.sort_unstable();
    bare
}

/// True if white space stands before a bracket and a word directly behind it.
fn opens_word(text: &str, bracket: &Token) -> bool {
    let before = text.get(..bracket.span.start as usize).unwrap_or("");
    let behind = text.get(bracket.span.end as usize..).unwrap_or("");
    behind.starts_with(starts_word) && !before.ends_with(|c: char| !c.is_whitespace())
}

fn starts_word(c: char) -> bool {
    c.is_alphanumeric() || "(\"'«“„@#".contains(c)
}

fn is_list_number(text: &str, tokens: &[Token], bracket: usize) -> bool {
    let (Some(token), Some(before)) = (
        tokens.get(bracket),
        bracket.checked_sub(1).and_then(|i| tokens.get(i)),
    ) else {
        return false;
    };
    let next = tokens.get(bracket + 1);
    let followed =
        next.is_some_and(|next| next.span.start == token.span.end && next.span.of(text) == ")");
    if before.span.end != token.span.start || followed {
        return false;
    }
    match before.kind {
        TokenKind::Number => true,
        TokenKind::Word if before.span.len() == 1 => true,
        TokenKind::Word if before.span.of(text).chars().count() == 1 => {
            let start = before.span.start as usize;
            let ahead = text.get(..start).unwrap_or("").trim_end();
            starts_line(text, start) || ahead.ends_with(['.', ',', ';', ':', '!', '?', '،', '؛'])
        }
        _ => false,
    }
}

/// True if the `k`th of the `open` brackets is one of a run, or if no word follows it directly and
/// the one before it waits for no bracket to close it.
fn is_sad(text: &str, tokens: &[Token], open: &[usize], k: usize) -> bool {
    let bracket = |k: Option<usize>| tokens.get(*open.get(k?)?);
    let Some(token) = bracket(Some(k)) else {
        return false;
    };
    let before = bracket(k.checked_sub(1));
    let glued = before.is_some_and(|before| before.span.end == token.span.start)
        || bracket(k.checked_add(1)).is_some_and(|next| next.span.start == token.span.end);
    let behind = text.get(token.span.end as usize..).unwrap_or("");
    glued
        || !(behind.starts_with(starts_word)
            || before.is_some_and(|before| opens_word(text, before)))
}
