//! Figures of themes, stages and languages.

use super::score::Formula;
use super::table::Table;
use super::{Figure, LanguageFigures, PolarityCounts, StageCell, ThemeFigures};
use crate::document::Language;
use crate::rollup::{Fact, Polarities, Reach, ScoreScale, Themes};
use std::collections::BTreeMap;

/// Themes of a table, the most frequent first.
pub(super) fn themes(
    table: &Table,
    themes: &Themes,
    scale: Option<ScoreScale>,
    minimum: u64,
) -> Vec<ThemeFigures> {
    let base = table.base.comments.total();
    let found = table.themes.iter().filter_map(|(&position, counts)| {
        let theme = themes.get(position)?;
        let comments = counts.comments.total();
        let mentions = counts.mentions.total();
        Some(ThemeFigures {
            theme: position,
            id: theme.id.clone(),
            parent: parent(themes, position),
            stage: theme.stage.clone(),
            owner: theme.owner.clone(),
            comments: comments.count,
            mentions: mentions.count,
            polarities: PolarityCounts::from(&counts.mentions),
            share: Figure::share(&comments, &base, minimum),
            net: Figure::net(&counts.mentions, minimum),
            score: scale.map(|scale| {
                let none = BTreeMap::new();
                let scores = counts.scores.get(&scale).unwrap_or(&none);
                Formula::of(scale).figure(scores, minimum)
            }),
        })
    });
    let mut found: Vec<ThemeFigures> = found.collect();
    found.sort_by_key(|theme| (std::cmp::Reverse(theme.comments), theme.theme));
    found
}

/// Id of the theme above one.
pub(super) fn parent(themes: &Themes, position: u16) -> Option<String> {
    let parent = themes.get(themes.get(position)?.parent?)?;
    Some(parent.id.clone())
}

/// Mentions by theme and stage, in the order of the codeframe.
pub(super) fn stages(facts: &[Fact], themes: &Themes, minimum: u64) -> Vec<StageCell> {
    let mut cells: BTreeMap<(u16, &str), Polarities> = BTreeMap::new();
    for fact in facts {
        for mention in &fact.mentions {
            let cell = cells.entry((mention.theme, mention.stage.as_str()));
            cell.or_default().count(mention.polarity, fact.weight);
        }
    }
    let cells = cells.into_iter();
    cells
        .filter_map(|((position, stage), mentions)| {
            Some(StageCell {
                theme: position,
                id: themes.get(position)?.id.clone(),
                parent: parent(themes, position),
                stage: stage.to_owned(),
                mentions: mentions.total().count,
                polarities: PolarityCounts::from(&mentions),
                net: Figure::net(&mentions, minimum),
            })
        })
        .collect()
}

/// All languages with their coverage.
pub(super) fn languages(facts: &[Fact], minimum: u64) -> Vec<LanguageFigures> {
    let unserved = [Language::Other, Language::Und];
    let languages = Language::SERVED.into_iter().chain(unserved);
    languages
        .map(|language| {
            let own = || facts.iter().filter(move |fact| fact.language == language);
            let (mut all, mut coded) = (Polarities::default(), Polarities::default());
            for fact in own() {
                all.count(fact.polarity, fact.weight);
                if !fact.is_uncoded() {
                    coded.count(fact.polarity, fact.weight);
                }
            }
            let (base, some) = (all.total(), coded.total());
            LanguageFigures {
                language,
                comments: base.count,
                uncoded: base.count - some.count,
                coverage: Figure::share(&some, &base, minimum),
                net: Figure::net(&all, minimum),
                reach: together(own().map(|fact| fact.reach)),
            }
        })
        .collect()
}

/// All of them together; `None` if one is not known or there are none.
fn together(mut reaches: impl Iterator<Item = Option<Reach>>) -> Option<Reach> {
    let first = reaches.next()??;
    reaches.try_fold(first, |sum, reach| {
        let reach = reach?;
        Some(Reach {
            sentences: sum.sentences + reach.sentences,
            coded_sentences: sum.coded_sentences + reach.coded_sentences,
            characters: sum.characters + reach.characters,
            coded_characters: sum.coded_characters + reach.coded_characters,
        })
    })
}
