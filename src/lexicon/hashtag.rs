//! Hashtags of several words written as one ("#worstflightever").

use super::pack::Pack;

/// Longest hashtag in letters that is taken apart.
const LONGEST: usize = 40;

/// Fewest letters of a word inside a hashtag that is not marked off by capitals or underscores.
const SHORTEST: usize = 3;

/// Fewest letters of the name that a hashtag may begin with though no list knows it ("#unitedsucks").
const SHORTEST_NAME: usize = 4;

/// The words of a hashtag that is unknown as a whole; empty where it cannot be taken apart.
///
/// Underscores and capitals part words whether they are known or not. Otherwise all words must be known, but for a name at
/// the start; of several ways the one with the fewest words counts.
pub(super) fn parts<'t>(pack: &Pack, hashtag: &'t str) -> Vec<&'t str> {
    let text = hashtag.trim_start_matches('#');
    if text.chars().count() > LONGEST || known(pack, text) {
        return Vec::new();
    }
    let written = written_apart(text);
    if written.len() > 1 {
        return written;
    }
    let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut ends = letters.clone();
    ends.push(text.len());
    let words = fewest_words(pack, text, &ends);
    if !words.is_empty() {
        return words;
    }
    // The shortest name leaves the most to what is known.
    let behind = letters.len().saturating_sub(SHORTEST_NAME);
    for &cut in letters.iter().take(behind + 1).skip(SHORTEST_NAME) {
        let (name, rest) = text.split_at(cut);
        if known(pack, rest) {
            return vec![name, rest];
        }
    }
    Vec::new()
}

fn known(pack: &Pack, word: &str) -> bool {
    let mut key = String::new();
    pack.exact.apply(word, &mut key);
    !pack.forms.get(&key).is_empty()
}

/// Parts between underscores and before capitals.
fn written_apart(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in text.split('_').filter(|piece| !piece.is_empty()) {
        let mut start = 0;
        let mut lower = false;
        for (at, c) in piece.char_indices() {
            if lower && c.is_uppercase() {
                parts.push(&piece[start..at]);
                start = at;
            }
            lower = c.is_lowercase();
        }
        parts.push(&piece[start..]);
    }
    parts
}

/// The fewest known words that make up the text; empty if none do, or one does.
fn fewest_words<'t>(pack: &Pack, text: &'t str, ends: &[usize]) -> Vec<&'t str> {
    // For each place: how many words lead there, and where the last of them starts.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; ends.len()];
    best[0] = Some((0, 0));
    for to in SHORTEST..ends.len() {
        for from in 0..=to - SHORTEST {
            let Some((words, _)) = best[from] else {
                continue;
            };
            let fewer = best[to].is_none_or(|(other, _)| words + 1 < other);
            if fewer && known(pack, &text[ends[from]..ends[to]]) {
                best[to] = Some((words + 1, from));
            }
        }
    }
    let mut words = Vec::new();
    let mut at = ends.len() - 1;
    while let Some((count, from)) = best[at] {
        if count == 0 {
            break;
        }
        words.push(&text[ends[from]..ends[at]]);
        at = from;
    }
    words.reverse();
    if words.len() > 1 { words } else { Vec::new() }
}
