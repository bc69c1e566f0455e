//! From the text of a term to its places.

use super::{Choice, Element, Gap, Term, TermError, WIDEST_GAP};

impl Term {
    /// Parses a term.
    ///
    /// # Errors
    /// An empty term, a malformed gap, a prefix of fewer than three letters, brackets that do not close.
    pub fn parse(text: &str) -> Result<Self, TermError> {
        let mut elements: Vec<Element> = Vec::new();
        let mut gap = Gap::NONE;
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (piece, behind) = first_piece(rest)?;
            rest = behind.trim_start();
            if let Some(inner) = piece.strip_prefix('<').and_then(|p| p.strip_suffix('>')) {
                gap = parse_gap(inner)?;
                continue;
            }
            let optional = enclosed(piece, '(', ')');
            let choices = match optional.or_else(|| enclosed(piece, '{', '}')) {
                Some(group) => parse_group(group)?,
                None => parse_choices(piece)?,
            };
            elements.push(Element {
                choices,
                optional: optional.is_some(),
                gap: std::mem::take(&mut gap),
            });
        }
        match (elements.first(), elements.last()) {
            (None, _) | (_, None) => Err(TermError::new(
                "the term is empty",
                "write a word or a phrase",
            )),
            (Some(first), _) if first.gap != Gap::NONE => Err(TermError::new(
                "the term starts with a gap",
                "a gap stands between two words",
            )),
            _ if elements.iter().all(|element| element.optional) || gap != Gap::NONE => {
                Err(TermError::new(
                    "every word of the term is optional, or it ends with a gap",
                    "take a parenthesis off, or the gap away",
                ))
            }
            _ => Ok(Self { elements }),
        }
    }
}

/// The first piece of a term, up to a blank outside of braces and parentheses, and what stands behind it.
fn first_piece(text: &str) -> Result<(&str, &str), TermError> {
    let group = text.starts_with(['{', '(']);
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '(' if group => depth += 1,
            '}' | ')' if group => depth = depth.saturating_sub(1),
            c if c.is_whitespace() && depth == 0 => return Ok(text.split_at(at)),
            _ => {}
        }
    }
    if depth > 0 {
        return Err(TermError::new(
            format!("a group of `{text}` does not close"),
            "write `{the day after|at once}`",
        ));
    }
    Ok((text, ""))
}

/// What stands between a pair of signs that encloses the whole piece.
fn enclosed(piece: &str, open: char, close: char) -> Option<&str> {
    piece.strip_prefix(open)?.strip_suffix(close)
}

fn parse_gap(inner: &str) -> Result<Gap, TermError> {
    let words = inner.strip_suffix(',');
    let bounds = words
        .unwrap_or(inner)
        .split_once('-')
        .and_then(|(low, high)| Some((low.parse::<u8>().ok()?, high.parse::<u8>().ok()?)));
    match bounds {
        Some((least, most)) if least <= most && most <= WIDEST_GAP => Ok(Gap {
            least,
            most,
            over_comma: words.is_some(),
        }),
        _ => Err(TermError::new(
            format!("`<{inner}>` is no gap"),
            format!(
                "write `<0-3>`: at least, at most, no more than {WIDEST_GAP}; `<0-3,>` may cross one comma"
            ),
        )),
    }
}

/// Alternatives of one word each, in a piece without blanks.
fn parse_choices(piece: &str) -> Result<Vec<Choice>, TermError> {
    if piece.contains(['{', '}']) {
        return Err(TermError::new(
            format!("`{piece}` holds a brace"),
            "braces enclose all alternatives of their place: `{word|two words}`",
        ));
    }
    if !piece.bytes().any(|b| matches!(b, b'|' | b'[')) {
        return Ok(vec![parse_choice(piece)?]);
    }
    split_outside_brackets(piece, '|')?
        .into_iter()
        .map(parse_choice)
        .collect()
}

/// Alternatives of one word or of several, as they stand inside braces or parentheses.
fn parse_group(inner: &str) -> Result<Vec<Choice>, TermError> {
    let mut choices = Vec::new();
    for alternative in split_outside_brackets(inner, '|')? {
        let alternative = alternative.trim();
        if alternative.starts_with(['{', '(']) || alternative.contains(char::is_whitespace) {
            let mut phrase = Term::parse(alternative)?;
            match phrase.elements.as_mut_slice() {
                [only] => choices.append(&mut only.choices),
                _ => choices.push(Choice::Phrase(phrase)),
            }
        } else {
            choices.push(parse_choice(alternative)?);
        }
    }
    Ok(choices)
}

fn parse_choice(choice: &str) -> Result<Choice, TermError> {
    if choice == "@number" {
        return Ok(Choice::Number);
    }
    if let Some(class) = choice.strip_prefix('@').filter(|name| !name.is_empty()) {
        return Ok(Choice::Class(class.to_owned()));
    }
    if let Some(prefix) = choice.strip_suffix('*') {
        if prefix.chars().count() < 3 {
            return Err(TermError::new(
                format!("`{choice}` is too short for a prefix"),
                "write three letters or more before the star",
            ));
        }
        return Ok(Choice::Prefix(prefix.to_owned()));
    }
    let (text, paradigm) = match choice.rsplit_once('/') {
        Some((text, paradigm)) if !text.is_empty() && !paradigm.is_empty() => {
            (text, Some(paradigm.to_owned()))
        }
        _ => (choice, None),
    };
    if text.is_empty() {
        return Err(TermError::new(
            "an alternative is empty",
            "take the extra `|` away, or make the word optional with parentheses",
        ));
    }
    Ok(Choice::Word {
        text: text.to_owned(),
        paradigm,
    })
}

/// Splits at `separator` where it stands in no brackets, braces or parentheses.
fn split_outside_brackets(text: &str, separator: char) -> Result<Vec<&str>, TermError> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth = depth.saturating_sub(1),
            c if c == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    if depth > 0 {
        return Err(TermError::new(
            format!("a bracket of `{text}` does not close"),
            "write `l[e|ije]p`",
        ));
    }
    parts.push(&text[start..]);
    Ok(parts)
}
