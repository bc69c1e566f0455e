//! Drawing examples: whole rows, cut pieces of one to eight words, single words by frequency.

use super::augment::{Spellings, Typing};
use super::rows::{Class, Classes, Corpus, Group, KeyFold, Part, Row, own_rows};
use crate::document::{Language, Script};
use crate::language::clean::{Text, Word};
use crate::language::letters::Letters;
use crate::statistics::random::Random;
use std::ops::Range;

/// Longest piece cut out of a sentence, in words.
const LONGEST_PIECE: usize = 8;

/// Texts of one language.
#[derive(Debug)]
struct Source {
    /// Position of its class.
    class: usize,
    sentences: Vec<Text>,
    /// Single words and pairs of words.
    short: Vec<Text>,
    own: Vec<Text>,
    words: Vec<Text>,
    /// Running sums of the words' weights.
    weights: Vec<u64>,
}

/// Draws examples of one script.
pub(super) struct Drawer {
    script: Script,
    /// Names of the classes.
    pub(super) classes: Vec<String>,
    sources: Vec<Source>,
    /// Running sums of the sources' shares.
    shares: Vec<u64>,
    spellings: Spellings,
    key: KeyFold,
}

impl Drawer {
    /// Reads the training part of the rows of `script`.
    pub(super) fn new(
        corpus: &Corpus,
        classes: &Classes,
        script: Script,
        letters: &Letters,
    ) -> Self {
        let names = classes.names(script);
        let mut drawer = Self {
            script,
            classes: names,
            sources: Vec::new(),
            shares: Vec::new(),
            spellings: Spellings::bundled(),
            key: KeyFold::new(),
        };
        let own = own_rows();
        for class in classes.of_script(script) {
            let source = drawer.source(class, corpus, &own, letters);
            let siblings = classes
                .of_script(script)
                .filter(|c| c.class == class.class && c.group == Group::Served)
                .count()
                .max(1);
            let share = match class.group {
                Group::Served => 48 / siblings as u64,
                Group::Neighbour => 30,
                Group::Other => 12,
            };
            let before = drawer.shares.last().copied().unwrap_or(0);
            drawer.shares.push(before + share);
            drawer.sources.push(source);
        }
        drawer
    }

    fn source(&self, class: &Class, corpus: &Corpus, own: &[Row], letters: &Letters) -> Source {
        let mut source = Source {
            class: self
                .classes
                .iter()
                .position(|c| c == class.class)
                .unwrap_or(0),
            sentences: Vec::new(),
            short: Vec::new(),
            own: Vec::new(),
            words: Vec::new(),
            weights: Vec::new(),
        };
        // Croatian and Bosnian, and our own rows, stand in Latin script only.
        let transliterated = |row: &Row| {
            self.script == Script::Cyrl
                && class.class == Language::Sr.code()
                && row.script == Script::Latn.code()
                && (row.language != "srp" || row.kind == "own")
        };
        let rows = corpus.rows.iter().chain(own);
        for row in rows.filter(|row| row.language == class.language) {
            if row.script != class.script && !transliterated(row) {
                continue;
            }
            let text = self.read(&row.text, row.script != class.script, letters);
            if text.count(self.script) == 0 || self.part(&row.text) != Part::Train {
                continue;
            }
            match row.kind.as_str() {
                "own" => source.own.push(text),
                "single-words" | "word-pairs" => source.short.push(text),
                _ => source.sentences.push(text),
            }
        }
        for list in corpus.lists.iter().filter(|l| l.name == class.words) {
            for (word, count) in &list.words {
                let text = self.read(word, self.script == Script::Cyrl, letters);
                if self.part(word) != Part::Train || text.count(self.script) == 0 {
                    continue;
                }
                let before = source.weights.last().copied().unwrap_or(0);
                source.weights.push(before + weight(*count));
                source.words.push(text);
            }
        }
        source
    }

    fn read(&self, text: &str, cyrillic: bool, letters: &Letters) -> Text {
        if cyrillic {
            Text::of(&self.spellings.cyrillic(text), letters)
        } else {
            Text::of(text, letters)
        }
    }

    fn part(&self, text: &str) -> Part {
        self.key.part(text.chars())
    }

    /// An example and its class; `None` if the draw hit text that belongs to another part.
    pub(super) fn draw(&self, random: &mut Random) -> Option<(usize, Text)> {
        let source = self.sources.get(random.weighted(&self.shares))?;
        let text = source.pick(random)?;
        let words: Vec<&Word> = text
            .words
            .iter()
            .filter(|w| w.script == self.script)
            .collect();
        let range = piece(words.len(), random);
        let words = words.get(range)?;
        let letters = words
            .iter()
            .flat_map(|word| text.letters(word).iter().copied());
        if self.key.part(letters) != Part::Train {
            return None;
        }
        let class = self.classes.get(source.class)?;
        let typed = self.spellings.draw(class, random);
        Some((source.class, rebuild(text, words, &typed)))
    }
}

impl Source {
    /// Draws a row: half of them sentences, the rest words, short rows and our own.
    fn pick(&self, random: &mut Random) -> Option<&Text> {
        let draw = random.below(100);
        let list = match draw {
            0..4 => &self.own,
            4..26 => &self.short,
            26..50 if !self.words.is_empty() => {
                return self.words.get(random.weighted(&self.weights));
            }
            _ => &self.sentences,
        };
        let list = if list.is_empty() {
            &self.sentences
        } else {
            list
        };
        list.get(random.below(list.len()))
    }
}

/// Weight of a word by its count: the square root, dampened once more by its bit length so that
/// rare words stay in sight.
fn weight(count: u64) -> u64 {
    let root = count.max(1).isqrt();
    1 + 16 * root / u64::from(root.ilog2() + 4)
}

/// The words to keep of a row with this many.
fn piece(words: usize, random: &mut Random) -> Range<usize> {
    if words <= 2 || random.percent(30) {
        return 0..words;
    }
    let length = (1 + random.below(LONGEST_PIECE)).min(words);
    let start = random.below(words - length + 1);
    start..start + length
}

/// A text of these words with letters replaced.
fn rebuild(text: &Text, words: &[&Word], typed: &Typing) -> Text {
    let mut out = Text::default();
    out.chars.push(' ');
    for word in words {
        let start = out.chars.len();
        for c in text.letters(word) {
            match typed.get(*c) {
                Some(to) => out.chars.extend(to.chars()),
                None => out.chars.push(*c),
            }
        }
        let end = out.chars.len();
        out.chars.push(' ');
        out.words.push(Word {
            place: start..end,
            ..(*word).clone()
        });
    }
    out
}
