//! The rows that are learned from and measured on, their classes, and their split in three parts.

use crate::document::Script;
use crate::language::letters::{pairs, single_pairs};
use crate::language::lists;
use std::collections::HashMap;

/// Languages and their classes.
const CLASSES: &str = include_str!("../../../lexicons/detector/classes.tsv");

/// Our own customer comments, by language and script.
const OWN: &str = include_str!("../../../lexicons/detector/rows.tsv");

/// Letters of the folded text that decide which part a row belongs to.
const KEY_LETTERS: usize = 12;

/// A text whose language is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// ISO 639-3 code.
    pub language: String,
    /// ISO 15924 code.
    pub script: String,
    /// What the text is: a sentence, a word, a pair of words.
    pub kind: String,
    /// The text.
    pub text: String,
}

/// The frequent words of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordList {
    /// ISO 639-1 code.
    pub name: String,
    /// Words and how often they were counted.
    pub words: Vec<(String, u64)>,
}

/// Everything that training and measuring read.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// Texts.
    pub rows: Vec<Row>,
    /// Word lists.
    pub lists: Vec<WordList>,
}

/// Our own rows, always learned from.
pub(super) fn own_rows() -> Vec<Row> {
    lists::rows(OWN)
        .filter_map(|cells| match cells.as_slice() {
            [language, script, text] => Some(Row {
                language: (*language).to_owned(),
                script: (*script).to_owned(),
                kind: "own".to_owned(),
                text: (*text).to_owned(),
            }),
            _ => None,
        })
        .collect()
}

/// How a language is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// One of ours.
    Served,
    /// Close to one of ours.
    Neighbour,
    /// Any other language in one of our scripts.
    Other,
}

/// A language in one script.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) language: &'static str,
    pub(super) script: &'static str,
    pub(super) words: &'static str,
    pub(super) class: &'static str,
    pub(super) group: Group,
}

/// The rows of `classes.tsv`.
#[derive(Clone, Debug)]
pub(super) struct Classes(pub(super) Vec<Class>);

impl Classes {
    pub(super) fn bundled() -> Self {
        Self(lists::rows(CLASSES).filter_map(|row| class(&row)).collect())
    }

    /// The class of a row; `None` for a language in a script it is not usually written in.
    pub(super) fn of(&self, row: &Row) -> Option<&Class> {
        self.0
            .iter()
            .find(|c| c.language == row.language && c.script == row.script)
    }

    /// Languages of a script.
    pub(super) fn of_script(&self, script: Script) -> impl Iterator<Item = &Class> {
        self.0.iter().filter(move |c| c.script == script.code())
    }

    /// Names of the classes of a script, in the order of the file.
    pub(super) fn names(&self, script: Script) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for class in self.of_script(script) {
            if !names.iter().any(|name| name == class.class) {
                names.push(class.class.to_owned());
            }
        }
        names
    }
}

fn class(row: &[&'static str]) -> Option<Class> {
    let [language, script, words, class, group] = *row else {
        return None;
    };
    let group = [Group::Served, Group::Neighbour, Group::Other]
        .into_iter()
        .find(|g| format!("{g:?}").eq_ignore_ascii_case(group))?;
    Some(Class {
        language,
        script,
        words,
        class,
        group,
    })
}

/// Part of a row in learning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Learned from.
    Train,
    /// Thresholds are set on it.
    Tune,
    /// Only measured.
    Test,
}

/// Folds letters so that the variants of one text get one key.
#[derive(Debug)]
pub(super) struct KeyFold(HashMap<char, String>);

impl KeyFold {
    pub(super) fn new() -> Self {
        let mut map: HashMap<char, String> = single_pairs("strip")
            .map(|(from, to)| (from, to.to_string()))
            .collect();
        for (from, to) in pairs("serbian-shave") {
            map.extend(from.chars().map(|c| (c, to.to_owned())));
        }
        let latin: HashMap<char, String> = pairs("serbian")
            .flat_map(|(from, to)| from.chars().map(move |c| (c, to)))
            .map(|(c, to)| (c, to.chars().map(|l| fold(&map, l)).collect()))
            .collect();
        map.extend(latin);
        Self(map)
    }

    /// Part that a text with these letters belongs to.
    pub(super) fn part(&self, letters: impl Iterator<Item = char>) -> Part {
        let mut folded = String::new();
        for c in letters.filter(|c| c.is_alphabetic()).take(KEY_LETTERS) {
            for c in c.to_lowercase() {
                match self.0.get(&c) {
                    Some(to) => folded.push_str(to),
                    None => folded.push(c),
                }
            }
        }
        let key = folded.chars().take(KEY_LETTERS);
        // FNV-1a, then 10 of 100 rows to tune on and 12 to test on.
        let hash = key.fold(0xcbf2_9ce4_8422_2325_u64, |hash, c| {
            (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
        });
        match (hash ^ (hash >> 32)) % 100 {
            0..10 => Part::Tune,
            10..22 => Part::Test,
            _ => Part::Train,
        }
    }
}

fn fold(map: &HashMap<char, String>, c: char) -> String {
    map.get(&c).cloned().unwrap_or_else(|| c.to_string())
}

/// Part that `text` belongs to: by the first twelve letters of the text folded to Latin without
/// diacritics, so that spellings of one sentence stay together.
pub fn part_of(text: &str) -> Part {
    KeyFold::new().part(text.chars())
}
