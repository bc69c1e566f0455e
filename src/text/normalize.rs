//! Norms: the folded form of a word that look-up compares.
//!
//! The steps are data (`language.toml`); here they are compiled once into a table per character, because
//! every word of every comment passes through it. A norm never loses its place: it belongs to one token,
//! and the token keeps its span in the untouched verbatim.

use rustc_hash::FxHashMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick, is_nfkc_quick};

/// One step of a normalization, in the order of `language.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Canonical composition (UAX #15).
    Nfc,
    /// Compatibility composition: presentation forms, full-width letters, ligatures.
    Nfkc,
    /// Drops marks that no reader sees: zero-width and bidirectional controls, soft hyphen, variation selectors.
    Invisible,
    /// Unicode lower case.
    Lowercase,
    /// Every kind of apostrophe becomes `'`.
    Apostrophes,
    /// Drops combining marks of the Arabic script (tashkeel) and tatweel.
    Tashkeel,
    /// Maps single characters to strings.
    Map(FxHashMap<char, String>),
    /// Replaces one string by another, after all other steps.
    Replace(String, String),
}

impl Step {
    /// True if the step leaves a text as it is.
    fn keeps(&self, text: &str) -> bool {
        let mut chars = text.chars();
        match self {
            Self::Nfc => is_nfc_quick(chars) == IsNormalized::Yes,
            Self::Nfkc => is_nfkc_quick(chars) == IsNormalized::Yes,
            Self::Invisible => !chars.any(is_invisible),
            Self::Lowercase => chars.all(|c| c.to_lowercase().eq([c])),
            Self::Apostrophes => !chars.any(is_apostrophe),
            Self::Tashkeel => !chars.any(is_tashkeel),
            Self::Map(map) => !chars.any(|c| map.contains_key(&c)),
            Self::Replace(..) => true,
        }
    }
}

/// Characters up to here have their result in a flat table: Latin, Cyrillic and Arabic letters.
const TABLE: usize = 0x0700;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Mapped {
    Char(char),
    Text(Box<str>),
    Drop,
}

/// A compiled list of steps.
#[derive(Clone, Debug)]
pub struct Normalizer {
    table: Vec<Mapped>,
    /// Which characters of the table are their own norm wherever they stand: nearly all letters of nearly all words.
    kept: Vec<bool>,
    steps: Vec<Step>,
    replacements: Vec<(String, String)>,
}

impl Normalizer {
    /// Compiles the steps.
    pub fn new(steps: &[Step]) -> Self {
        let mut replacements = Vec::new();
        let mut per_char = Vec::new();
        for step in steps {
            match step {
                Step::Replace(from, to) => replacements.push((from.clone(), to.clone())),
                other => per_char.push(other.clone()),
            }
        }
        let table: Vec<Mapped> = (0..TABLE as u32)
            .map(|code| match char::from_u32(code) {
                Some(c) => mapped(c, &per_char),
                None => Mapped::Drop,
            })
            .collect();
        let composes = composes(&per_char);
        let kept = |(code, mapped): (u32, &Mapped)| {
            char::from_u32(code)
                .is_some_and(|c| *mapped == Mapped::Char(c) && !(composes && is_combining(c)))
        };
        Self {
            kept: (0..).zip(&table).map(kept).collect(),
            table,
            steps: per_char,
            replacements,
        }
    }

    /// Writes the norm of `word` to `out`, which is cleared first.
    pub fn apply(&self, word: &str, out: &mut String) {
        out.clear();
        let kept = |c: char| self.kept.get(c as usize) == Some(&true);
        let changed = word.find(|c| !kept(c)).unwrap_or(word.len());
        let (same, rest) = word.split_at(changed);
        if rest.is_empty() {
            out.push_str(word);
        } else if composes(&self.steps) && rest.chars().any(is_combining) {
            let composed: String = if self.steps.contains(&Step::Nfkc) {
                word.nfkc().collect()
            } else {
                word.nfc().collect()
            };
            self.map(&composed, out);
        } else {
            out.push_str(same);
            self.map(rest, out);
        }
        for (from, to) in &self.replacements {
            // Most words do not even have its first byte.
            let first = from.bytes().next();
            if out.bytes().any(|byte| Some(byte) == first) && out.contains(from.as_str()) {
                *out = out.replace(from.as_str(), to);
            }
        }
    }

    fn map(&self, word: &str, out: &mut String) {
        for c in word.chars() {
            let outside;
            let mapped = match self.table.get(c as usize) {
                Some(mapped) => mapped,
                None => {
                    outside = mapped(c, &self.steps);
                    &outside
                }
            };
            match mapped {
                Mapped::Char(c) => out.push(*c),
                Mapped::Text(text) => out.push_str(text),
                Mapped::Drop => {}
            }
        }
    }
}

fn composes(steps: &[Step]) -> bool {
    let composing = |step: &Step| matches!(step, Step::Nfc | Step::Nfkc);
    steps.iter().any(composing)
}

/// The result of all per-character steps for one character.
fn mapped(c: char, steps: &[Step]) -> Mapped {
    let (mut text, mut after) = (String::from(c), String::new());
    for step in steps {
        // Most steps leave most characters as they are, and the tables of a language ask for thousands.
        if step.keeps(&text) {
            continue;
        }
        after.clear();
        match step {
            Step::Nfc => after.extend(text.nfc()),
            Step::Nfkc => after.extend(text.nfkc()),
            Step::Invisible => after.extend(text.chars().filter(|&c| !is_invisible(c))),
            Step::Lowercase => after.push_str(&text.to_lowercase()),
            Step::Apostrophes => after.extend(text.chars().map(plain_apostrophe)),
            Step::Tashkeel => after.extend(text.chars().filter(|&c| !is_tashkeel(c))),
            Step::Map(map) => {
                for c in text.chars() {
                    match map.get(&c) {
                        Some(mapped) => after.push_str(mapped),
                        None => after.push(c),
                    }
                }
            }
            Step::Replace(..) => continue,
        }
        std::mem::swap(&mut text, &mut after);
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (None, _) => Mapped::Drop,
        (Some(only), None) => Mapped::Char(only),
        _ => Mapped::Text(text.into()),
    }
}

/// Marks of the blocks that combine with Latin, Cyrillic and Arabic letters.
fn is_combining(c: char) -> bool {
    matches!(c as u32, 0x0300..=0x036F | 0x0483..=0x0487 | 0x0653..=0x0655 | 0x1AB0..=0x1AFF | 0x20D0..=0x20FF)
}

fn is_invisible(c: char) -> bool {
    matches!(
        c as u32,
        0x00AD | 0x034F | 0x061C | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F | 0xFEFF
    )
}

fn plain_apostrophe(c: char) -> char {
    match is_apostrophe(c) {
        true => '\'',
        false => c,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\u{2018}'
            | '\u{2019}'
            | '\u{201B}'
            | '\u{02BC}'
            | '\u{02B9}'
            | '\u{FF07}'
            | '`'
            | '\u{00B4}'
            | '\u{2032}'
    )
}

fn is_tashkeel(c: char) -> bool {
    matches!(c as u32, 0x0610..=0x061A | 0x0640 | 0x064B..=0x0652 | 0x0656..=0x065F | 0x0670 | 0x06D6..=0x06ED)
}

/// The key of an emoji sequence: without skin tones, variation selectors and gender, the first emoji of a joined sequence.
pub fn emoji_key(sequence: &str, out: &mut String) {
    out.clear();
    for c in sequence.chars() {
        match c as u32 {
            0x200D => break,
            0x1F3FB..=0x1F3FF | 0xFE00..=0xFE0F => {}
            _ => out.push(c),
        }
    }
}

/// Collapses runs of the same character that are three or longer to `keep` characters.
/// Returns false, leaving `out` empty, if the word has no such run.
pub fn collapse_elongation(word: &str, keep: usize, out: &mut String) -> bool {
    out.clear();
    let mut collapsed = false;
    let mut run: Option<(char, usize)> = None;
    let flush = |run: Option<(char, usize)>, out: &mut String, collapsed: &mut bool| {
        if let Some((c, length)) = run {
            let kept = if length >= 3 {
                *collapsed = true;
                keep
            } else {
                length
            };
            out.extend(std::iter::repeat_n(c, kept));
        }
    };
    for c in word.chars() {
        match &mut run {
            Some((last, length)) if *last == c => *length += 1,
            _ => {
                flush(run, out, &mut collapsed);
                run = Some((c, 1));
            }
        }
    }
    flush(run, out, &mut collapsed);
    if !collapsed {
        out.clear();
    }
    collapsed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norm(steps: &[Step], word: &str) -> String {
        let mut out = String::new();
        Normalizer::new(steps).apply(word, &mut out);
        out
    }

    #[test]
    fn case_marks_and_apostrophes_fold_as_the_steps_say() {
        let steps = [
            Step::Nfc,
            Step::Invisible,
            Step::Lowercase,
            Step::Apostrophes,
        ];
        for (word, expected) in [
            ("Don\u{2019}t", "don't"),
            ("BRA\u{200B}", "bra"),
            ("A\u{030A}R", "år"),
            ("Ё", "ё"),
            ("ЊЕГА", "њега"),
        ] {
            assert_eq!(norm(&steps, word), expected);
        }
    }

    #[test]
    fn tashkeel_and_tatweel_go_and_presentation_forms_compose() {
        let steps = [Step::Nfkc, Step::Tashkeel];
        assert_eq!(norm(&steps, "مُمـــتاز"), "ممتاز");
        assert_eq!(norm(&steps, "\u{FEE3}"), "م");
    }

    #[test]
    fn a_map_may_give_two_letters_and_a_replacement_comes_last() {
        let map = FxHashMap::from_iter([('љ', "lj".to_owned()), ('đ', "dj".to_owned())]);
        let steps = [
            Step::Lowercase,
            Step::Map(map),
            Step::Replace("dj".into(), "d".into()),
        ];
        assert_eq!(norm(&steps, "Љуđ"), "ljуd");
    }

    #[test]
    fn only_runs_of_three_or_more_collapse() {
        let mut out = String::new();
        for (word, keep, expected) in [
            ("sååå", 1, Some("så")),
            ("goood", 2, Some("good")),
            ("good", 1, None),
            ("رووووعة", 1, Some("روعة")),
        ] {
            let found = collapse_elongation(word, keep, &mut out).then(|| out.clone());
            assert_eq!(found.as_deref(), expected, "{word}");
        }
    }
}
