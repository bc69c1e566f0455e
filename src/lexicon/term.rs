//! The syntax of terms: words, phrases, alternatives, gaps, classes.
//!
//! `lexicons/README.md` describes it for people; `parse` is its one parser.

mod parse;
mod write;

pub use write::Choices;

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
