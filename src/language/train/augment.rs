//! Spelling a text as customers do.

use crate::language::letters::{pairs, single_pairs};
use crate::statistics::random::Random;
use std::collections::HashMap;

type Map = HashMap<char, String>;

/// Ways of typing, from `letters.tsv`.
#[derive(Debug)]
pub(super) struct Spellings {
    serbian_shave: Map,
    strip: Map,
    spell_out: Map,
    arabic_loose: Vec<(char, String)>,
    to_cyrillic: Vec<(String, String)>,
}

/// The letters to replace in one example.
#[derive(Debug, Default)]
pub(super) struct Typing<'s> {
    maps: [Option<&'s Map>; 2],
    loose: &'s [(char, String)],
    /// Bit for each pair of `loose` that is applied.
    applied: u32,
}

impl Typing<'_> {
    /// What is typed for `c`, if not `c`.
    pub(super) fn get(&self, c: char) -> Option<&str> {
        let mapped = self.maps.iter().flatten().find_map(|map| map.get(&c));
        let loose = self.loose.iter().enumerate();
        let mut loose = loose.filter(|(i, pair)| pair.0 == c && self.applied >> i & 1 == 1);
        mapped
            .or_else(|| loose.next().map(|(_, pair)| &pair.1))
            .map(String::as_str)
    }
}

fn map(kind: &str) -> Map {
    single_keys(kind).collect()
}

fn single_keys(kind: &str) -> impl Iterator<Item = (char, String)> {
    pairs(kind).filter_map(|(from, to)| {
        let mut chars = from.chars();
        chars
            .next()
            .filter(|_| chars.next().is_none())
            .map(|c| (c, to.to_owned()))
    })
}

impl Spellings {
    pub(super) fn bundled() -> Self {
        let mut to_cyrillic: Vec<(String, String)> = pairs("serbian")
            .map(|(cyrillic, latin)| (latin.to_owned(), cyrillic.to_owned()))
            .collect();
        // Digraphs first.
        to_cyrillic.sort_by_key(|(latin, _)| std::cmp::Reverse(latin.chars().count()));
        Self {
            serbian_shave: map("serbian-shave"),
            strip: single_pairs("strip")
                .map(|(a, b)| (a, b.to_string()))
                .collect(),
            spell_out: map("spell-out"),
            arabic_loose: single_keys("arabic-loose").collect(),
            to_cyrillic,
        }
    }

    /// Draws how an example of this class is typed.
    pub(super) fn draw(&self, class: &str, random: &mut Random) -> Typing<'_> {
        let typed = |first, second| Typing {
            maps: [first, second],
            ..Typing::default()
        };
        match class {
            "sr" if random.percent(25) => typed(Some(&self.serbian_shave), None),
            "sr" if random.percent(13) => typed(Some(&self.strip), None),
            "sv" if random.percent(18) => typed(Some(&self.strip), None),
            "sv" if random.percent(5) => typed(Some(&self.spell_out), None),
            "ar" => Typing {
                loose: &self.arabic_loose,
                applied: (0..self.arabic_loose.len())
                    .fold(0, |bits, i| bits | u32::from(random.percent(30)) << i),
                ..Typing::default()
            },
            "sr" | "sv" | "en" => Typing::default(),
            _ if random.percent(12) => typed(Some(&self.strip), None),
            _ if random.percent(3) => typed(Some(&self.spell_out), Some(&self.strip)),
            _ => Typing::default(),
        }
    }

    /// A text typed without diacritics, in lower case where a letter is replaced.
    pub(super) fn shaved(&self, class: &str, text: &str) -> String {
        let first = if class == "sr" {
            &self.serbian_shave
        } else {
            &self.strip
        };
        let shave = |c: char| {
            let lower = c.to_lowercase().next().unwrap_or(c);
            let to = first.get(&lower).or_else(|| self.strip.get(&lower));
            to.cloned().unwrap_or_else(|| c.to_string())
        };
        text.chars().map(shave).collect()
    }

    /// Serbian from Latin to Cyrillic script.
    pub(super) fn cyrillic(&self, text: &str) -> String {
        let mut out = String::new();
        let lower = text.to_lowercase();
        let mut rest = lower.as_str();
        while let Some(c) = rest.chars().next() {
            let found = self
                .to_cyrillic
                .iter()
                .find_map(|(latin, cyrillic)| Some((rest.strip_prefix(latin.as_str())?, cyrillic)));
            match found {
                Some((after, cyrillic)) => {
                    out.push_str(cyrillic);
                    rest = after;
                }
                None => {
                    out.push(c);
                    rest = rest.get(c.len_utf8()..).unwrap_or("");
                }
            }
        }
        out
    }
}
