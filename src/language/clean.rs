//! From a verbatim to lower-case words without addresses, digits, marks and repeated letters.

use super::letters::{Letters, Role};
use crate::document::Script;
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Letters read of one text; what follows adds nothing to the decision.
const MOST_LETTERS: usize = 4096;

/// Bytes read of one text, so that the work does not grow with what lies behind the letters read.
const MOST_BYTES: usize = 1 << 18;

/// Runs of this many equal letters or more stand for one: no served language writes three.
const RUN: usize = 3;

/// One word of a cleaned text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Place in [`Text::chars`]; a blank stands on either side.
    pub(super) place: Range<usize>,
    /// Script of all its letters.
    pub(super) script: Script,
    /// Number of its sentence, from 0.
    pub(super) sentence: u32,
    /// True if digits touch it.
    pub(super) digits: bool,
}

/// A cleaned text.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    /// The words' letters, lower case, each word between two blanks.
    pub(super) chars: Vec<char>,
    /// The words in their order.
    pub(super) words: Vec<Word>,
    /// True if a word mixed scripts.
    pub(super) mixed: bool,
}

impl Text {
    /// Cleans `text`.
    pub(super) fn of(text: &str, letters: &Letters) -> Self {
        let text = without_addresses(text);
        match Cleaner::new(letters, text.len(), false).run(&text) {
            Some(clean) => clean,
            None => {
                let composed: String = text.nfkc().collect();
                Cleaner::new(letters, composed.len(), true)
                    .run(&composed)
                    .unwrap_or_default()
            }
        }
    }

    /// Letters of a word.
    pub(super) fn letters(&self, word: &Word) -> &[char] {
        self.chars.get(word.place.clone()).unwrap_or(&[])
    }

    /// Letters of a word with the blanks around it.
    pub(super) fn padded(&self, word: &Word) -> &[char] {
        self.chars
            .get(word.place.start.saturating_sub(1)..word.place.end + 1)
            .unwrap_or(&[])
    }

    /// Letters in words of `script`.
    pub(super) fn count(&self, script: Script) -> usize {
        self.words
            .iter()
            .filter(|word| word.script == script)
            .map(|word| word.place.len())
            .sum()
    }

    /// Script of the words that decide; `None` if there is no word.
    ///
    /// Latin letters beside another script count half: names and brands stand in Latin everywhere.
    pub(super) fn main_script(&self) -> Option<Script> {
        [Script::Cyrl, Script::Arab, Script::Latn, Script::Zyyy]
            .into_iter()
            .map(|script| (script, self.count(script)))
            .map(|(script, n)| match script {
                Script::Latn => (script, n),
                _ => (script, 2 * n),
            })
            .filter(|&(_, n)| n > 0)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(script, _)| script)
    }
}

/// The part of a text that is read.
pub(super) fn head(text: &str) -> &str {
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// Replaces web addresses, e-mail addresses and handles by blanks.
fn without_addresses(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let suspicious = memchr::memchr(b'@', bytes).is_some()
        || memchr::memmem::find(bytes, b"://").is_some()
        || memchr::memmem::find(bytes, b"www.").is_some();
    if !suspicious {
        return Cow::Borrowed(text);
    }
    let is_address =
        |chunk: &str| chunk.contains('@') || chunk.contains("://") || chunk.contains("www.");
    Cow::Owned(
        text.split_inclusive(char::is_whitespace)
            .map(|chunk| if is_address(chunk) { "\n" } else { chunk })
            .collect(),
    )
}

/// State while a text is read.
struct Cleaner<'l> {
    letters: &'l Letters,
    text: Text,
    /// Start of the open word in `chars`.
    start: usize,
    /// Letters of the open word by script: Latin, Cyrillic, Arabic, other.
    scripts: [usize; 4],
    /// True while the last letter stands for a run of them.
    collapsed: bool,
    sentence: u32,
    /// True if the character before the open word was a digit.
    digit_before: bool,
    /// True if the text went through normalization already.
    composed: bool,
}

impl<'l> Cleaner<'l> {
    fn new(letters: &'l Letters, bytes: usize, composed: bool) -> Self {
        let mut chars = Vec::with_capacity(bytes.min(2 * MOST_LETTERS) + 2);
        chars.push(' ');
        Self {
            letters,
            text: Text {
                chars,
                words: Vec::with_capacity(bytes.min(2 * MOST_LETTERS) / 6 + 1),
                mixed: false,
            },
            start: 1,
            scripts: [0; 4],
            collapsed: false,
            sentence: 0,
            digit_before: false,
            composed,
        }
    }

    /// Reads the text; `None` if it needs normalization first.
    fn run(mut self, text: &str) -> Option<Text> {
        for c in text.chars() {
            let letter = self.letters.read(c);
            match letter.role {
                Role::Letter(script) => self.push(letter.lower, script),
                Role::Dropped => {}
                Role::Compose if !self.composed => return None,
                Role::Compose => {}
                Role::Apostrophe => {}
                Role::Digit => {
                    self.end_word(true);
                    self.digit_before = true;
                }
                Role::End => {
                    self.end_word(false);
                    self.end_sentence();
                }
                Role::Gap => self.end_word(false),
            }
            if self.text.chars.len() >= MOST_LETTERS {
                break;
            }
        }
        self.end_word(false);
        Some(self.text)
    }

    #[inline]
    fn push(&mut self, c: char, script: Script) {
        let chars = &mut self.text.chars;
        let length = chars.len();
        let word = chars.get(self.start..length).unwrap_or(&[]);
        if word.last() == Some(&c) {
            if self.collapsed {
                return;
            }
            let run = word.iter().rev().take(RUN - 1).filter(|&&x| x == c);
            if word.len() >= RUN - 1 && run.count() == RUN - 1 {
                chars.truncate(length - (RUN - 2));
                self.collapsed = true;
                return;
            }
        } else {
            self.collapsed = false;
        }
        chars.push(c);
        if let Some(count) = self.scripts.get_mut(script_index(script)) {
            *count += 1;
        }
    }

    fn end_word(&mut self, digit_after: bool) {
        let end = self.text.chars.len();
        let digits = digit_after || std::mem::take(&mut self.digit_before);
        if end > self.start {
            match self.scripts.map(|n| n > 0) {
                [true, false, false, false] => self.add(Script::Latn, digits),
                [false, true, false, false] => self.add(Script::Cyrl, digits),
                [false, false, true, false] => self.add(Script::Arab, digits),
                [false, false, false, true] => self.add(Script::Zyyy, digits),
                _ => self.end_mixed_word(digits),
            }
        }
        self.collapsed = false;
        self.scripts = [0; 4];
    }

    /// Adds the open word and closes it with a blank.
    fn add(&mut self, script: Script, digits: bool) {
        let end = self.text.chars.len();
        self.text.words.push(Word {
            place: self.start..end,
            script,
            sentence: self.sentence,
            digits,
        });
        self.text.chars.push(' ');
        self.start = end + 1;
    }

    /// A word in more than one script: look-alikes are read as letters of the script of most of its
    /// letters, else of the other one; what cannot be read as one word is parted.
    fn end_mixed_word(&mut self, digits: bool) {
        self.text.mixed = true;
        let word: Vec<char> = self.text.chars.drain(self.start..).collect();
        let [latin, cyrillic, _, _] = self.scripts;
        let order = if latin > cyrillic {
            [Script::Latn, Script::Cyrl]
        } else {
            [Script::Cyrl, Script::Latn]
        };
        for script in order {
            let read: Option<Vec<char>> = word
                .iter()
                .map(|&c| self.letters.lookalike(c, script))
                .collect();
            if let Some(read) = read {
                self.text.chars.extend(read);
                self.add(script, digits);
                return;
            }
        }
        let mut current = None;
        for c in word {
            let Role::Letter(script) = self.letters.read(c).role else {
                continue;
            };
            if let Some(before) = current.filter(|&before| before != script) {
                self.add(before, digits);
            }
            current = Some(script);
            self.text.chars.push(c);
        }
        if let Some(script) = current {
            self.add(script, digits);
        }
    }

    fn end_sentence(&mut self) {
        if self
            .text
            .words
            .last()
            .is_some_and(|word| word.sentence == self.sentence)
        {
            self.sentence += 1;
        }
    }
}

fn script_index(script: Script) -> usize {
    match script {
        Script::Latn => 0,
        Script::Cyrl => 1,
        Script::Arab => 2,
        Script::Zyyy => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let text = Text::of(text, &Letters::bundled());
        let words = text.words.iter();
        words
            .map(|word| text.letters(word).iter().collect())
            .collect()
    }

    #[test]
    fn words_are_cleaned() {
        let cases: [(&str, &[&str]); 9] = [
            ("Hej, DU!", &["hej", "du"]),
            ("sååååå braaa", &["så", "bra"]),
            ("soon goood", &["soon", "god"]),
            ("don’t can't", &["dont", "cant"]),
            ("see http://a.b/c me@x.y @z", &["see"]),
            ("10kr för 2st", &["kr", "för", "st"]),
            ("جميـــل جِدًّا", &["جميل", "جدا"]),
            ("ёлка", &["елка"]),
            ("\u{1C4}ep ﻻ", &["džep", "لا"]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn lookalikes_are_read_in_the_script_of_most_letters() {
        assert_eq!(words("cупeр"), ["супер"]);
        assert_eq!(words("supеr"), ["super"]);
    }

    #[test]
    fn words_that_cannot_be_read_in_one_script_are_parted() {
        assert_eq!(words("wifiшник"), ["wifi", "шник"]);
    }

    #[test]
    fn latin_letters_count_half_beside_another_script() {
        let main = |text: &str| Text::of(text, &Letters::bundled()).main_script();
        assert_eq!(main("Samsung отстой"), Some(Script::Cyrl));
        assert_eq!(main("the service was very good, супер"), Some(Script::Latn));
        assert_eq!(main("123"), None);
    }
}
