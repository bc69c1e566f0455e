//! The verbatims with their evidence, packed.

use super::places::Places;
use super::record::{Mark, Record};
use super::sample;
use serde::Serialize;

/// The verbatims of a page, one value a verbatim.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Verbatims {
    /// True if comments with a text are left out.
    sampled: bool,
    comment: Vec<usize>,
    id: Vec<String>,
    text: Vec<String>,
    marks: Vec<Vec<PackedMark>>,
}

/// `[start, end, entry, kind, matched, theme, valence, result, rules...]`, offsets in units of UTF-16.
type PackedMark = Vec<Option<i64>>;

/// What marks refer to.
#[derive(Default)]
pub(super) struct Tables {
    pub files: Places<String>,
    pub entries: Places<(usize, u32, String)>,
    pub kinds: Places<String>,
    pub matches: Places<String>,
    pub rules: Places<String>,
}

/// At most so many verbatims. What their marks refer to is added to `tables`.
pub(super) fn verbatims(records: &[Record], most: usize, tables: &mut Tables) -> Verbatims {
    let drawn = sample::draw(records, most);
    let with_text = records.iter().filter(|record| !record.text.is_empty());
    let mut out = Verbatims {
        sampled: drawn.len() < with_text.count(),
        ..Verbatims::default()
    };
    for place in drawn {
        let record = &records[place];
        out.comment.push(place);
        out.id.push(record.fact.comment_id.clone());
        out.text.push(record.text.clone());
        let units = units(&record.text);
        let marks = record.marks.iter().map(|mark| packed(mark, &units, tables));
        out.marks.push(marks.collect());
    }
    out
}

/// For each byte of a text, the units of UTF-16 before it.
fn units(text: &str) -> Vec<u32> {
    let mut units = Vec::with_capacity(text.len() + 1);
    let mut before = 0;
    for c in text.chars() {
        units.extend(std::iter::repeat_n(before, c.len_utf8()));
        before += c.len_utf16() as u32;
    }
    units.push(before);
    units
}

fn packed(mark: &Mark, units: &[u32], tables: &mut Tables) -> PackedMark {
    let at = |byte: u32| {
        let last = units.last().copied().unwrap_or(0);
        Some(i64::from(units.get(byte as usize).copied().unwrap_or(last)))
    };
    let place = |place: usize| i64::try_from(place).ok();
    let (file, line) = mark.entry.rsplit_once(':').unwrap_or((&mark.entry, "0"));
    let file = tables.files.of(file.to_owned());
    let entry = (file, line.parse().unwrap_or(0), mark.term.clone());
    let mut packed = vec![
        at(mark.start),
        at(mark.end),
        place(tables.entries.of(entry)),
        place(tables.kinds.of(mark.kind.clone())),
        place(tables.matches.of(mark.matched.clone())),
        mark.theme.map(i64::from),
        mark.valence.map(|(before, _)| i64::from(before)),
        mark.valence.map(|(_, after)| i64::from(after)),
    ];
    packed.extend(
        mark.rules
            .iter()
            .map(|rule| place(tables.rules.of(rule.clone()))),
    );
    packed
}
