//! Which verbatims go into a report that does not hold them all.

use super::record::Record;
use std::collections::BTreeMap;

/// Verbatims that each theme keeps of each polarity before the rest is drawn.
const EACH: usize = 8;

/// Places of at most `most` records with a verbatim, in order. The draw is by the hash of the comment's id, so that the
/// same comments are drawn tomorrow; each theme and polarity has its share before the rest.
pub fn draw(records: &[Record], most: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..records.len())
        .filter(|&place| !records[place].text.is_empty())
        .collect();
    if places.len() <= most {
        return places;
    }
    places.sort_by_cached_key(|&place| lot(&records[place]));
    let mut kept: BTreeMap<(u16, &'static str), usize> = BTreeMap::new();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for place in places {
        let mut wanted = false;
        for raised in &records[place].fact.mentions {
            let kept = kept
                .entry((raised.theme, raised.polarity.name()))
                .or_default();
            wanted |= *kept < EACH;
            *kept += 1;
        }
        if wanted { &mut first } else { &mut rest }.push(place);
    }
    first.extend(rest);
    first.truncate(most);
    first.sort_unstable();
    first
}

fn lot(record: &Record) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(record.fact.source.as_bytes());
    hasher.update(&[0]);
    hasher.update(record.fact.comment_id.as_bytes());
    *hasher.finalize().as_bytes()
}
