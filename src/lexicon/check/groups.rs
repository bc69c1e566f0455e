//! Alternations that were written as if their places could hold several words: `directly|the day after` outside of
//! braces is read word by word, and never found.

use super::Finding;
use crate::lexicon::bundle::Files;
use crate::lexicon::columns;
use crate::lexicon::pack::Pack;
use crate::lexicon::table::Table;
use crate::lexicon::term::{Choice, Element, Gap, Term};
use rustc_hash::{FxHashMap, FxHashSet};

/// Columns of `cases.tsv`.
const CASES: [&str; 4] = ["text", "sentiment", "themes", "note"];

/// How often the other alternatives would have to stand before the word by chance, before it tells that they never do.
const SURE: u64 = 8;

/// Which words stand, and stand side by side, in the cases and the phrases of a language.
#[derive(Default)]
struct Neighbours {
    words: FxHashMap<String, u64>,
    pairs: FxHashMap<(String, String), u64>,
}

/// Places whose last alternative alone goes with the word behind: it was meant to belong to the alternative.
pub(super) fn groups(files: &Files, pack: &Pack) -> Vec<Finding> {
    let mut seen = FxHashSet::default();
    let terms: Vec<(u32, Term)> = (pack.common_entries..pack.entries.len() as u32)
        .filter(|&index| seen.insert(pack.source(index).term))
        .filter_map(|index| Some((index, Term::parse(pack.source(index).term).ok()?)))
        .collect();
    let mut neighbours = Neighbours::default();
    neighbours.read_cases(files, pack);
    for (_, term) in &terms {
        neighbours.read_term(pack, term);
    }
    let mut findings = Vec::new();
    for (index, term) in &terms {
        for pair in term.elements.windows(2) {
            if let [place, next] = pair
                && let Some(problem) = neighbours.misread(pack, place, next)
            {
                let source = pack.source(*index);
                findings.push(Finding {
                    file: source.file.to_owned(),
                    line: source.line,
                    rule: "group",
                    term: source.term.to_owned(),
                    problem,
                    help: "put alternatives of several words in braces: `{directly|the day after}`"
                        .into(),
                });
            }
        }
    }
    findings
}

impl Neighbours {
    fn read_cases(&mut self, files: &Files, pack: &Pack) {
        let path = format!("{}/cases.tsv", pack.language.code());
        let Some(table) = files
            .get(&path)
            .and_then(|text| Table::parse(&path, text, &CASES).ok())
        else {
            return;
        };
        for row in table.rows() {
            let text = row.cell(0);
            let (tokens, _) = pack.cut(text);
            let words = tokens.iter().filter(|token| token.kind.counts());
            let words: Vec<String> = words.map(|t| key(pack, t.span.of(text))).collect();
            for word in &words {
                *self.words.entry(word.clone()).or_default() += 1;
            }
            for pair in words.windows(2) {
                self.pair(&pair[0], &pair[1]);
            }
        }
    }

    fn read_term(&mut self, pack: &Pack, term: &Term) {
        for pair in term.elements.windows(2) {
            if let [left, right] = pair
                && right.gap == Gap::NONE
                && let (Some(left), Some(right)) = (only_word(left), only_word(right))
            {
                self.pair(&key(pack, left), &key(pack, right));
            }
        }
    }

    fn pair(&mut self, left: &str, right: &str) {
        let pair = (left.to_owned(), right.to_owned());
        *self.pairs.entry(pair).or_default() += 1;
    }

    fn together(&self, left: &str, right: &str) -> u64 {
        let pair = (left.to_owned(), right.to_owned());
        self.pairs.get(&pair).copied().unwrap_or(0)
    }

    /// What is wrong with a place of several alternatives and the single word right behind it.
    fn misread(&self, pack: &Pack, place: &Element, next: &Element) -> Option<String> {
        let behind = only_word(next).filter(|_| next.gap == Gap::NONE && !next.optional)?;
        let words: Option<Vec<&str>> = place.choices.iter().map(word).collect();
        let (last, others) = words.as_deref()?.split_last()?;
        let next = key(pack, behind);
        let together = self.together(&key(pack, last), &next);
        let others: Vec<String> = others.iter().map(|other| key(pack, other)).collect();
        if others.is_empty() || others.iter().any(|other| self.together(other, &next) > 0) {
            return None;
        }
        let count = |word: &str| self.words.get(word).copied().unwrap_or(0);
        let standing: u64 = others.iter().map(|other| count(other)).sum();
        let expected = standing * together / count(&key(pack, last)).max(1);
        (expected >= SURE).then(|| {
            format!(
                "of the alternatives before `{behind}` only `{last}` goes with it: each alternative is one word"
            )
        })
    }
}

fn word(choice: &Choice) -> Option<&str> {
    match choice {
        Choice::Word { text, .. } => Some(text),
        _ => None,
    }
}

fn only_word(element: &Element) -> Option<&str> {
    match element.choices.as_slice() {
        [choice] => word(choice),
        _ => None,
    }
}

fn key(pack: &Pack, word: &str) -> String {
    let mut key = String::new();
    pack.exact.apply(word, &mut key);
    key
}

/// A paradigm named for a phrase does nothing: inside phrases it stands behind a slash.
pub(super) fn paradigms_of_phrases(files: &Files, pack: &Pack) -> Vec<Finding> {
    let folder = pack.language.code();
    let folder_of_themes = format!("{folder}/themes/");
    let themes = files.under(&folder_of_themes);
    let mut lists: Vec<(&str, &str, &[&str], usize, usize)> = themes
        .map(|(path, text)| (path, text, &columns::THEMES[..], 1, 3))
        .collect();
    let sentiment = format!("{folder}/sentiment.tsv");
    if let Some(text) = files.get(&sentiment) {
        lists.push((&sentiment, text, &columns::SENTIMENT, 0, 2));
    }
    let mut findings = Vec::new();
    for (path, text, names, term, paradigm) in lists {
        let Ok(table) = Table::parse_with(path, text, names, &columns::OPTIONAL) else {
            continue;
        };
        for row in table.rows() {
            let (term, paradigm) = (row.cell(term), row.cell(paradigm));
            let words = Term::parse(term).map_or(1, |parsed| parsed.elements.len());
            if !paradigm.is_empty() && words > 1 {
                findings.push(Finding {
                    file: path.to_owned(),
                    line: row.line,
                    rule: "paradigm",
                    term: term.to_owned(),
                    problem: format!(
                        "the paradigm `{paradigm}` of the phrase `{term}` does nothing"
                    ),
                    help: "inside phrases a paradigm stands behind its word: `go/v4 wild`".into(),
                });
            }
        }
    }
    findings
}
