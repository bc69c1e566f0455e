//! Rules that look at all results of a comment.

use super::scored::Scored;
use crate::annotation::EvidenceKind;
use crate::lexicon::pack::Pack;
use rustc_hash::FxHashSet;

/// "Bravo, late again": standing praise beside a complaint in its sentence or a neighbouring one praises nothing.
fn take_back_irony(scored: &mut [Scored]) {
    let blamed: Vec<usize> = scored
        .iter()
        .filter(|one| one.result < 0)
        .map(|one| one.sentence)
        .collect();
    for one in scored.iter_mut().filter(|one| one.ironic && one.result > 0) {
        let from = blamed.partition_point(|&sentence| sentence + 1 < one.sentence);
        if blamed
            .get(from)
            .is_some_and(|&sentence| sentence <= one.sentence + 1)
        {
            one.scale("irony", None, 0);
        }
    }
    take_back_before_emoji(scored);
}

/// "Super service 👏 and an hour of waiting": praise directly before an emoji that mocks, beside a complaint, is not meant
/// either.
fn take_back_before_emoji(scored: &mut [Scored]) {
    let blames = |one: &&Scored| one.result < 0 && one.kind != EvidenceKind::Emoji;
    let blamed = scored.iter().filter(blames).map(|one| one.sentence);
    let blamed: Vec<usize> = blamed.collect();
    let near = |sentence: usize| {
        let from = blamed.partition_point(|&blame| blame + 1 < sentence);
        blamed.get(from).is_some_and(|&blame| blame <= sentence + 1)
    };
    let mocks = |one: &&Scored| one.kind == EvidenceKind::Emoji && one.ironic && one.result <= 0;
    let mocking = scored.iter().filter(mocks).filter(|one| near(one.sentence));
    let mocking: Vec<usize> = mocking.map(|one| one.first).collect();
    for one in scored.iter_mut().filter(|one| one.result > 0) {
        if let Ok(at) = mocking.binary_search(&(one.last() + 1)) {
            one.scale("irony", mocking.get(at).copied(), 0);
        }
    }
}

/// Rules that look at the whole comment: repetition, politeness, verdicts.
pub fn weigh_together(pack: &Pack, scored: &mut [Scored]) {
    let rules = &pack.rules;
    let mut seen = FxHashSet::default();
    for one in scored.iter_mut() {
        if !seen.insert(one.entry) {
            one.scale("repetition", None, rules.repeated);
        }
    }
    take_back_irony(scored);
    let praised = scored.iter().any(|one| one.result > 0 && !one.polite);
    let blamed = scored.iter().any(|one| one.result < 0);
    for one in scored.iter_mut().filter(|one| one.polite && one.result > 0) {
        if blamed || !praised {
            one.scale(
                "politeness",
                None,
                if blamed { 0 } else { rules.polite_alone },
            );
        }
    }
    let verdict = scored
        .iter()
        .rev()
        .find(|one| one.verdict && one.result != 0)
        .map(|one| (one.first, one.result.signum()));
    if let Some((word, sign)) = verdict {
        for one in scored.iter_mut() {
            if one.result.signum() == -sign {
                one.scale("verdict", Some(word), rules.against_verdict);
            }
        }
    }
}
