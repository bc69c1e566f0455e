//! Arabic and Russian typed in Latin letters, recognised by common words.

use crate::annotation::Flag;
use crate::document::Language;
use rustc_hash::FxHashMap;

/// Common words of Arabizi.
const ARABIZI: &str = include_str!("../../lexicons/detector/arabizi.tsv");

/// Common Russian words in Latin letters.
const TRANSLIT: &str = include_str!("../../lexicons/detector/translit.tsv");

/// Words read of one text.
const MOST_WORDS: usize = 400;

/// The word lists.
#[derive(Debug)]
pub(super) struct Romanized {
    arabizi: FxHashMap<&'static str, bool>,
    translit: FxHashMap<&'static str, bool>,
}

/// Words of one list found in a text.
#[derive(Clone, Copy, Debug, Default)]
struct Hits {
    strong: usize,
    weak: usize,
}

/// What was recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// Arabic or Russian.
    pub(super) language: Language,
    /// The flag that says how it was typed.
    pub(super) flag: Flag,
    /// Share of the text's words that are listed, 0 to 1.
    pub(super) share: f32,
}

impl Romanized {
    /// The bundled lists.
    pub(super) fn bundled() -> Self {
        Self {
            arabizi: words(ARABIZI),
            translit: words(TRANSLIT),
        }
    }

    /// Looks for either in `text`: one word that is nothing else, and half of all words listed.
    pub(super) fn find(&self, text: &str) -> Option<Found> {
        let (mut arabizi, mut translit) = (Hits::default(), Hits::default());
        let mut total = 0;
        let mut word = String::new();
        let chunks = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
        for chunk in chunks.filter(|chunk| has_letter(chunk)).take(MOST_WORDS) {
            spell(chunk, &mut word);
            total += 1;
            arabizi.add(self.arabizi.get(word.as_str()));
            translit.add(self.translit.get(word.as_str()));
        }
        let found = |hits: Hits, language, flag| {
            let listed = hits.strong + hits.weak;
            (hits.strong > 0 && 2 * listed >= total).then(|| Found {
                language,
                flag,
                share: listed as f32 / total as f32,
            })
        };
        found(arabizi, Language::Ar, Flag::Arabizi)
            .into_iter()
            .chain(found(translit, Language::Ru, Flag::Translit))
            .reduce(|best, next| if next.share > best.share { next } else { best })
    }
}

impl Hits {
    fn add(&mut self, strong: Option<&bool>) {
        match strong {
            Some(true) => self.strong += 1,
            Some(false) => self.weak += 1,
            None => {}
        }
    }
}

fn words(table: &'static str) -> FxHashMap<&'static str, bool> {
    super::lists::rows(table)
        .filter_map(|row| match *row.as_slice() {
            [word, strength] => Some((word, strength == "strong")),
            _ => None,
        })
        .collect()
}

fn has_letter(chunk: &str) -> bool {
    chunk.chars().any(char::is_alphabetic)
}

/// Lower case without apostrophes; three equal letters or more become one.
fn spell(chunk: &str, word: &mut String) {
    word.clear();
    let mut run = (' ', 0);
    for c in chunk
        .chars()
        .filter(|&c| c != '\'')
        .flat_map(char::to_lowercase)
    {
        run = if c == run.0 { (c, run.1 + 1) } else { (c, 1) };
        match run.1 {
            1 | 2 => word.push(c),
            3 => {
                word.pop();
            }
            _ => {}
        }
    }
}
