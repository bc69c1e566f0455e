//! Terms as the syntax has them.

use super::{Choice, Gap, Term};
use std::fmt;

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
