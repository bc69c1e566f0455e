//! All comments, column by column.

use super::page::Segment;
use super::places::Places;
use super::record::Record;
use crate::annotation::{Flag, Polarity};
use crate::document::Language;
use crate::rollup::{Fact, ScoreScale, WEIGHT};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// One list a column, one value a comment.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Columns {
    day: Vec<Option<i32>>,
    language: Vec<usize>,
    polarity: Vec<usize>,
    own: Vec<Option<i32>>,
    scale: Vec<usize>,
    first_of_row: Vec<u8>,
    flags: Vec<u32>,
    /// By segment column, the place of the value; -1 where there is none.
    segments: Vec<Vec<i32>>,
    /// Thousandths; left out where all are one.
    weight: Option<Vec<u32>>,
    /// Sentences, those coded, characters, those coded; left out where the input does not tell.
    reach: Option<[Vec<u64>; 4]>,
    /// Each mention as `(theme * stages + stage) * polarities + polarity`.
    mentions: Vec<Vec<usize>>,
}

/// Flags that the page knows of.
pub(super) const FLAGS: [Flag; 4] = [
    Flag::Irony,
    Flag::Question,
    Flag::Suggestion,
    Flag::ScoreMismatch,
];

/// The languages of comments, in their order.
pub(super) const LANGUAGES: [Language; 7] = [
    Language::Sv,
    Language::Ar,
    Language::Sr,
    Language::Ru,
    Language::En,
    Language::Other,
    Language::Und,
];

/// Days since 1970.
pub(super) fn days(day: Date) -> i32 {
    let since = day.since(Date::constant(1970, 1, 1));
    // Days between two dates always fit.
    since.map_or(0, |span| span.get_days())
}

/// The columns of records. Days are counted from `first`; stages and scales that are new are added.
pub(super) fn columns(
    records: &[Record],
    first: i32,
    stages: &mut Places<String>,
    scales: &mut Places<ScoreScale>,
    segments: &[Segment],
) -> Columns {
    let facts = || records.iter().map(|record| &record.fact);
    let own: BTreeSet<ScoreScale> = facts()
        .filter_map(|fact| Some(fact.own_score?.scale))
        .collect();
    for scale in own {
        scales.of(scale);
    }
    for raised in facts().flat_map(|fact| &fact.mentions) {
        stages.of(raised.stage.clone());
    }
    let (stage_count, polarity_count) = (stages.values.len(), Polarity::ALL.len());
    let polarity = |polarity: Polarity| Polarity::ALL.iter().position(|&p| p == polarity);
    let mentions = facts().map(|fact| {
        let mentions = fact.mentions.iter().map(|raised| {
            let place = usize::from(raised.theme) * stage_count + stages.of(raised.stage.clone());
            place * polarity_count + polarity(raised.polarity).unwrap_or(0)
        });
        mentions.collect()
    });
    let mentions = mentions.collect();
    let weighted = facts().any(|fact| fact.weight != WEIGHT);
    let reach = facts().map(|fact| fact.reach).collect::<Option<Vec<_>>>();
    let place = |segment: &Segment, fact: &Fact| {
        let value = fact.segments.get(&segment.name);
        let place = value.and_then(|value| segment.values.binary_search(value).ok());
        place
            .and_then(|place| i32::try_from(place).ok())
            .unwrap_or(-1)
    };
    Columns {
        day: facts()
            .map(|fact| fact.day.map(|day| days(day) - first))
            .collect(),
        language: facts()
            .map(|fact| {
                LANGUAGES
                    .iter()
                    .position(|&l| l == fact.language)
                    .unwrap_or(0)
            })
            .collect(),
        polarity: facts()
            .map(|fact| polarity(fact.polarity).unwrap_or(0))
            .collect(),
        own: facts()
            .map(|fact| fact.own_score.map(|own| own.hundredths))
            .collect(),
        scale: facts()
            .map(|fact| fact.own_score.map_or(0, |own| scales.of(own.scale)))
            .collect(),
        first_of_row: facts().map(|fact| u8::from(fact.first_of_row)).collect(),
        flags: facts().map(|fact| flags(&fact.flags)).collect(),
        segments: segments
            .iter()
            .map(|segment| facts().map(|fact| place(segment, fact)).collect())
            .collect(),
        weight: weighted.then(|| facts().map(|fact| fact.weight).collect()),
        reach: reach.filter(|reach| !reach.is_empty()).map(|reach| {
            [
                reach.iter().map(|one| one.sentences).collect(),
                reach.iter().map(|one| one.coded_sentences).collect(),
                reach.iter().map(|one| one.characters).collect(),
                reach.iter().map(|one| one.coded_characters).collect(),
            ]
        }),
        mentions,
    }
}

fn flags(flags: &[Flag]) -> u32 {
    let known = FLAGS.iter().enumerate();
    known
        .map(|(bit, flag)| u32::from(flags.contains(flag)) << bit)
        .sum()
}
