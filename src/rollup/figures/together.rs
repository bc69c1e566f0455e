//! Pairs of themes in the same comments.

use super::contrast::verdict;
use super::{Figure, Pair, Unit};
use crate::rollup::{Fact, Tally, Themes};
use crate::statistics::{Together, discovery};
use std::collections::BTreeMap;

/// Most pairs that are told.
const MOST_PAIRS: usize = 200;

/// Pairs of sub-themes that enough comments raise, the surest first. All such pairs are tested; those that never come
/// together are told only if that is shown to be no chance.
pub(super) fn together(facts: &[Fact], themes: &Themes, minimum: u64) -> Vec<Pair> {
    let mut ones: BTreeMap<u16, u64> = BTreeMap::new();
    let mut boths: BTreeMap<(u16, u16), u64> = BTreeMap::new();
    for fact in facts {
        let mut raised: Vec<u16> = fact.mentions.iter().map(|mention| mention.theme).collect();
        raised.sort_unstable();
        raised.dedup();
        for (place, &one) in raised.iter().enumerate() {
            *ones.entry(one).or_default() += 1;
            for &other in raised.iter().skip(place + 1) {
                *boths.entry((one, other)).or_default() += 1;
            }
        }
    }
    let frequent: Vec<(u16, u64)> = ones
        .into_iter()
        .filter(|&(_, count)| count >= minimum)
        .collect();
    let mut pairs = Vec::new();
    for (place, &(one, count)) in frequent.iter().enumerate() {
        for &(other, others) in frequent.iter().skip(place + 1) {
            let counts = Together {
                both: boths.get(&(one, other)).copied().unwrap_or(0),
                one: count,
                other: others,
                all: facts.len() as u64,
            };
            pairs.extend(pair((one, other), counts, themes));
        }
    }
    let chances: Vec<f64> = pairs.iter().map(|pair: &Pair| pair.p).collect();
    for (pair, q) in pairs.iter_mut().zip(discovery::adjusted(&chances)) {
        pair.q = q;
        pair.verdict = verdict(Some(q), pair.lift.value.map(|lift| lift - 1.0));
    }
    pairs.retain(|pair| pair.together > 0 || pair.q <= discovery::RATE);
    pairs.sort_by(|a, b| {
        let away = |pair: &Pair| (pair.lift.value.unwrap_or(1.0) - 1.0).abs();
        let by_certainty = a.q.total_cmp(&b.q);
        let by_size = away(b).total_cmp(&away(a));
        by_certainty.then(by_size).then(a.themes.cmp(&b.themes))
    });
    pairs.truncate(MOST_PAIRS);
    pairs
}

/// A pair, not yet judged.
fn pair(positions: (u16, u16), counts: Together, themes: &Themes) -> Option<Pair> {
    let id = |position| Some(themes.get(position)?.id.clone());
    let base = Tally::of(counts.one.min(counts.other));
    let lift = counts.lift().map(|(lift, interval)| (lift, Some(interval)));
    Some(Pair {
        themes: positions,
        ids: (id(positions.0)?, id(positions.1)?),
        together: counts.both,
        expected: counts.expected(),
        lift: Figure::new(Unit::Times, &base, 0, lift, 1.0),
        p: counts.test(),
        q: 1.0,
        verdict: verdict(None, None),
    })
}
