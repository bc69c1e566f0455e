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
    /// Several words in one place.
    Phrase(Term),
}

/// Words that a term passes over before a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gap {
    /// Fewest words.
    pub least: u8,
    /// Most words.
    pub most: u8,
    /// True if a comma, a dash or a bracket may stand among them.
    pub over_comma: bool,
}

impl Gap {
    /// No gap: the places stand side by side.
    pub const NONE: Self = Self {
        least: 0,
        most: 0,
        over_comma: false,
    };

    /// Both gaps together, where the place between them is left out.
    #[must_use]
    pub fn and(self, next: Self) -> Self {
        Self {
            least: self.least.saturating_add(next.least),
            most: self.most.saturating_add(next.most),
            over_comma: self.over_comma || next.over_comma,
        }
    }
}

/// One place of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Element {
    /// What may stand here.
    pub choices: Vec<Choice>,
    /// True if it may be absent.
    pub optional: bool,
    /// Words that may stand before it.
    pub gap: Gap,
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
            let Gap {
                least,
                most,
                over_comma,
            } = element.gap;
            if element.gap != Gap::NONE {
                write!(f, "<{least}-{most}{}> ", if over_comma { "," } else { "" })?;
            }
            let choices = Choices(&element.choices);
            let phrase = |choice: &Choice| matches!(choice, Choice::Phrase(_));
            if element.optional {
                write!(f, "({choices})")?;
            } else if element.choices.iter().any(phrase) {
                write!(f, "{{{choices}}}")?;
            } else {
                write!(f, "{choices}")?;
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
                Choice::Phrase(term) => {
                    out.push_str(&term.to_string());
                    continue;
                }
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
        let gap = term.elements[1].gap;
        assert_eq!((gap.least, gap.most, gap.over_comma), (0, 3, false));
        assert_eq!(term.elements[1].choices.len(), 2);
        assert!(term.elements[2].optional);
        assert_eq!(term.elements[3].choices, [Choice::Class("thing".into())]);
    }

    #[test]
    fn a_group_holds_words_and_phrases() {
        let term = Term::parse("kom <0-2,> {dagen efter|direkt|(helt) @class} sent").unwrap();
        let [_, group, _] = term.elements.as_slice() else {
            panic!("{term}");
        };
        assert!(group.gap.over_comma);
        assert_eq!(group.choices.len(), 3);
        assert!(matches!(&group.choices[0], Choice::Phrase(phrase) if phrase.elements.len() == 2));
        assert_eq!(
            Term::parse("{a|b c} (d e|f)").unwrap().to_string(),
            "{a|b c} (d e|f)"
        );
    }

    #[test]
    fn braces_around_single_words_change_nothing() {
        let plain = Term::parse("a|b <0-2> c").unwrap();
        assert_eq!(Term::parse("{a|b} <0-2> {c}").unwrap(), plain);
        assert_eq!(Term::parse("{a|{b}} <0-2> c").unwrap(), plain);
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
            "{a b|c",
            "{a b}|c",
            "a|{b c}",
            "{}",
            "{a|}",
            "a b}",
        ] {
            assert!(Term::parse(bad).is_err(), "`{bad}` was accepted");
        }
    }

    proptest! {
        #[test]
        fn parse_of_display_is_the_same_term(
            words in prop::collection::vec("[a-zåäö]{1,6}(/a1)?|[a-z]{3}\\*|@[a-z]{3}|@number|\\{[a-z]{2} [a-z]{2}\\|[a-z]{2}\\}", 1..5),
            gap in 0u8..4,
            comma in ",?",
        ) {
            let text = words.join(&format!(" <0-{gap}{comma}> "));
            let term = Term::parse(&text).unwrap();
            prop_assert_eq!(Term::parse(&term.to_string()).unwrap(), term);
        }
    }
}
