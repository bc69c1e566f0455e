//! Comments in five languages, made from our own texts: the same for the same number of rows, on every machine.

use crate::Outcome;
use std::collections::HashSet;
use std::path::Path;
use verbatims::document::Language;
use verbatims::lexicon::Lexicons;

const TEXTS: [(Language, &str); 5] = [
    (Language::Sv, include_str!("../texts/sv.txt")),
    (Language::Ar, include_str!("../texts/ar.txt")),
    (Language::Sr, include_str!("../texts/sr.txt")),
    (Language::Ru, include_str!("../texts/ru.txt")),
    (Language::En, include_str!("../texts/en.txt")),
];

/// Characters of a text at most; longer ones are left out: a comment of this bench has about 150 bytes.
const LONGEST: usize = 120;
/// One word in so many becomes another form that the lists of its language hold: a vocabulary as wide as theirs, so that
/// no memory of words is flattered.
const REPLACED: u64 = 6;
/// One word in so many gets a slip of the keys: what no list knows.
const MISSPELT: u64 = 40;

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end.max(1)
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items
            .get(self.below(items.len() as u64) as usize)
            .copied()
            .unwrap_or("")
    }
}

/// The texts and forms of a language.
struct Stock<'l> {
    texts: Vec<&'static str>,
    forms: Vec<&'l str>,
}

/// Writes a CSV of `rows` comments, in one language or in all by turns, and tells what is in it.
pub fn write(path: &Path, rows: u64, only: Option<&str>) -> Outcome<()> {
    let lexicons = Lexicons::bundled()?;
    let wanted = TEXTS
        .iter()
        .filter(|(language, _)| only.is_none_or(|code| language.code() == code));
    let stocks: Vec<Stock<'_>> = wanted
        .map(|(language, text)| Stock {
            texts: text
                .lines()
                .filter(|line| line.chars().count() <= LONGEST)
                .collect(),
            forms: lexicons
                .pack(*language)
                .forms
                .iter()
                .map(|(form, _)| form)
                .collect(),
        })
        .collect();
    if stocks.iter().any(|stock| stock.texts.is_empty()) {
        return Err("a language has no text that is short enough".into());
    }
    let mut random = Random(1);
    let mut distinct = HashSet::new();
    let mut bytes = 0;
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(["id", "date", "score", "comment"])?;
    for row in 0..rows {
        let stock = &stocks[row as usize % stocks.len()];
        let comment = sentence(stock, &mut random);
        bytes += comment.len() as u64;
        for word in comment
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
        {
            if !distinct.contains(word) {
                distinct.insert(word.to_owned());
            }
        }
        let (id, score) = (format!("c{row:07}"), (row % 11).to_string());
        writer.write_record([id.as_str(), "2026-03-01", score.as_str(), comment.as_str()])?;
    }
    writer.flush()?;
    let file = std::fs::metadata(path)?.len();
    println!(
        "{{\"rows\": {rows}, \"file_bytes\": {file}, \"comment_bytes\": {}, \"distinct_forms\": {}}}",
        bytes / rows.max(1),
        distinct.len()
    );
    Ok(())
}

fn sentence(stock: &Stock<'_>, random: &mut Random) -> String {
    let mut sentence = String::new();
    for word in random.pick(&stock.texts).split(' ') {
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        let plain = !word.is_empty() && word.chars().all(char::is_alphabetic);
        if plain && random.below(REPLACED) == 0 {
            sentence.push_str(random.pick(&stock.forms));
        } else if plain && random.below(MISSPELT) == 0 {
            sentence.push_str(&misspelt(word, random));
        } else {
            sentence.push_str(word);
        }
    }
    sentence
}

/// A word with two neighbouring letters the wrong way round and one written twice.
fn misspelt(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = random.below(letters.len() as u64) as usize;
    if at + 1 < letters.len() {
        letters.swap(at, at + 1);
    }
    let twice = random.below(letters.len() as u64) as usize;
    letters.insert(twice, letters[twice]);
    letters.into_iter().collect()
}
