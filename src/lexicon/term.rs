//! The syntax of terms: words, phrases, alternatives, gaps, classes.
//!
//! `lexicons/README.md` describes it for people; this is its one parser.

use std::fmt;

/// One word that an element admits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// A word, in the forms of a paradigm where one is named.
    Word {
        /// The word as written, with `[a|b]` alternations.
        text: String,
        /// Name of the paradigm.
        paradigm: Option<String>,
    },
    /// Every word that begins so.
    Prefix(String),
    /// Every word of a class.
    Class(String),
    /// A number in digits or words.
    Number,
}

/// One place of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Element {
    /// What may stand here.
    pub choices: Vec<Choice>,
    /// True if it may be absent.
    pub optional: bool,
    /// Words that may stand before it: at least, at most.
    pub gap: (u8, u8),
}

/// A parsed term.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Its places, at least one; the first and the last are not optional.
    pub elements: Vec<Element>,
}

/// What is wrong with a term, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermError {
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub help: String,
}

impl TermError {
    fn new(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            help: help.into(),
        }
    }
}

/// Widest gap that a term may ask for, in words.
pub const WIDEST_GAP: u8 = 8;

impl Term {
    /// Parses a term.
    ///
    /// # Errors
    /// An empty term, a malformed gap, a prefix of fewer than three letters, brackets that do not close.
    pub fn parse(text: &str) -> Result<Self, TermError> {
        let mut elements: Vec<Element> = Vec::new();
        let mut gap = (0, 0);
        for piece in text.split_whitespace() {
            if let Some(inner) = piece.strip_prefix('<').and_then(|p| p.strip_suffix('>')) {
                gap = parse_gap(inner)?;
                continue;
            }
            let (piece, optional) = match piece.strip_prefix('(').and_then(|p| p.strip_suffix(')'))
            {
                Some(inner) => (inner, true),
                None => (piece, false),
            };
            elements.push(Element {
                choices: parse_choices(piece)?,
                optional,
                gap: std::mem::take(&mut gap),
            });
        }
        match (elements.first(), elements.last()) {
            (None, _) | (_, None) => Err(TermError::new(
                "the term is empty",
                "write a word or a phrase",
            )),
            (Some(first), _) if first.gap != (0, 0) => Err(TermError::new(
                "the term starts with a gap",
                "a gap stands between two words",
            )),
            _ if elements.iter().all(|element| element.optional) || gap != (0, 0) => {
                Err(TermError::new(
                    "every word of the term is optional, or it ends with a gap",
                    "take a parenthesis off, or the gap away",
                ))
            }
            _ => Ok(Self { elements }),
        }
    }

    /// True if the term is one plain word without alternatives, class or star.
    pub fn single_word(&self) -> Option<&str> {
        match self.elements.as_slice() {
            [element] => match element.choices.as_slice() {
                [Choice::Word { text, .. }] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// The same term with a paradigm on its only word.
    pub fn with_paradigm(mut self, paradigm: &str) -> Self {
        if let [element] = self.elements.as_mut_slice() {
            for choice in &mut element.choices {
                if let Choice::Word { paradigm: p, .. } = choice {
                    p.get_or_insert_with(|| paradigm.to_owned());
                }
            }
        }
        self
    }
}

fn parse_gap(inner: &str) -> Result<(u8, u8), TermError> {
    let bounds = inner
        .split_once('-')
        .and_then(|(low, high)| Some((low.parse::<u8>().ok()?, high.parse::<u8>().ok()?)));
    match bounds {
        Some((low, high)) if low <= high && high <= WIDEST_GAP => Ok((low, high)),
        _ => Err(TermError::new(
            format!("`<{inner}>` is no gap"),
            format!("write `<0-3>`: at least, at most, no more than {WIDEST_GAP}"),
        )),
    }
}

fn parse_choices(piece: &str) -> Result<Vec<Choice>, TermError> {
    if !piece.bytes().any(|b| matches!(b, b'|' | b'[')) {
        return Ok(vec![parse_choice(piece)?]);
    }
    split_outside_brackets(piece, '|')?
        .into_iter()
        .map(parse_choice)
        .collect()
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

/// Splits at `separator` where it does not stand in square brackets.
fn split_outside_brackets(text: &str, separator: char) -> Result<Vec<&str>, TermError> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
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

/// All spellings of a word with `[a|b]` alternations, first alternatives first.
pub fn spellings(text: &str) -> Vec<String> {
    let Some((before, rest)) = text.split_once('[') else {
        return vec![text.to_owned()];
    };
    let Some((inner, after)) = rest.split_once(']') else {
        return vec![text.to_owned()];
    };
    let tails = spellings(after);
    inner
        .split('|')
        .flat_map(|choice| {
            tails
                .iter()
                .map(move |tail| format!("{before}{choice}{tail}"))
        })
        .collect()
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, element) in self.elements.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            if element.gap != (0, 0) {
                write!(f, "<{}-{}> ", element.gap.0, element.gap.1)?;
            }
            if element.optional {
                write!(f, "({})", Choices(&element.choices))?;
            } else {
                write!(f, "{}", Choices(&element.choices))?;
            }
        }
        Ok(())
    }
}

/// Writes alternatives as the syntax has them.
pub struct Choices<'a>(pub &'a [Choice]);

impl Choices<'_> {
    /// Appends them to `out`.
    pub fn write(&self, out: &mut String) {
        for (index, choice) in self.0.iter().enumerate() {
            if index > 0 {
                out.push('|');
            }
            let pieces: [&str; 3] = match choice {
                Choice::Word {
                    text,
                    paradigm: Some(paradigm),
                } => [text, "/", paradigm],
                Choice::Word { text, .. } => [text, "", ""],
                Choice::Prefix(prefix) => [prefix, "*", ""],
                Choice::Class(class) => ["@", class, ""],
                Choice::Number => ["@number", "", ""],
            };
            out.extend(pieces);
        }
    }
}

impl fmt::Display for Choices<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_phrase_has_paradigms_gaps_options_and_classes() {
        let term = Term::parse("gå/v4 <0-3> sönder|itu (helt) @thing").unwrap();
        assert_eq!(term.elements.len(), 4);
        assert_eq!(term.elements[1].gap, (0, 3));
        assert_eq!(term.elements[1].choices.len(), 2);
        assert!(term.elements[2].optional);
        assert_eq!(term.elements[3].choices, [Choice::Class("thing".into())]);
    }

    #[test]
    fn letters_alternate_inside_a_word() {
        assert_eq!(spellings("l[e|ije]p"), ["lep", "lijep"]);
        assert_eq!(spellings("pl[e|je]sn[i|]v").len(), 4);
        let term = Term::parse("l[e|ije]p|divan").unwrap();
        assert_eq!(term.elements[0].choices.len(), 2);
    }

    #[test]
    fn malformed_terms_are_refused_with_help() {
        for bad in [
            "",
            "<0-3> x",
            "x <0-3>",
            "x <3-1> y",
            "ab*",
            "(x)",
            "l[e|ije",
            "a||b",
        ] {
            assert!(Term::parse(bad).is_err(), "`{bad}` was accepted");
        }
    }

    proptest! {
        #[test]
        fn parse_of_display_is_the_same_term(
            words in prop::collection::vec("[a-zåäö]{1,6}(/a1)?|[a-z]{3}\\*|@[a-z]{3}|@number", 1..5),
            gap in 0u8..4,
        ) {
            let text = words.join(&format!(" <0-{gap}> "));
            let term = Term::parse(&text).unwrap();
            prop_assert_eq!(Term::parse(&term.to_string()).unwrap(), term);
        }
    }
}
