//! The rows of `rollups`.

use super::rows::Cells;
use super::table::row;
use crate::annotation::Polarity;
use crate::document::Language;
use crate::rollup::{Column, Context, Counts, Fact, LineMention, Rollup, Themes};
use crate::store::Outline;

/// The number of rows of a generation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    /// Comments.
    pub comments: u64,
    /// Themes raised in comments.
    pub mentions: u64,
}

/// Counts comments for the table.
#[derive(Debug)]
pub(super) struct Rollups {
    rollup: Rollup,
    themes: Themes,
}

impl Rollups {
    pub fn new(themes: Themes) -> Self {
        Self {
            rollup: Rollup::new(&[Column::Source, Column::Language, Column::Day, Column::Theme]),
            themes,
        }
    }

    /// Counts a comment.
    pub fn count(&mut self, comment: &Outline) {
        let fact = fact(comment, &mut self.themes);
        self.rollup.count(&fact, &self.themes);
    }

    /// Comments and mentions counted.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for group in self.rollup.groups().values() {
            totals.comments += group.base.comments.total().count;
            totals.mentions += group.base.mentions.total().count;
        }
        totals
    }

    /// The rows.
    pub fn rows(&self) -> Vec<Cells<'_>> {
        let mut rows = Vec::new();
        for (key, group) in self.rollup.groups() {
            rows.push(cells(rows.len(), key, None, &group.base));
            for (theme, counts) in &group.mentions {
                if let [Some(theme)] = theme.as_slice() {
                    rows.push(cells(rows.len(), key, Some(theme), counts));
                }
            }
        }
        rows
    }
}

fn cells<'a>(
    place: usize,
    key: &'a [Option<String>],
    theme: Option<&'a String>,
    counts: &Counts,
) -> Cells<'a> {
    let value = |index: usize| key.get(index).and_then(Option::as_ref);
    let text = |index: usize| value(index).map_or("", String::as_str);
    let mut cells = row![place as u64 + 1, text(0), text(1), value(2), theme];
    let of = Polarity::ALL;
    cells.extend(row![counts.comments.total().count]);
    cells.extend(of.iter().map(|&p| counts.comments.of(p).count.into()));
    cells.extend(row![counts.uncoded, counts.mentions.total().count]);
    cells.extend(of.iter().map(|&p| counts.mentions.of(p).count.into()));
    cells
}

fn fact(comment: &Outline, themes: &mut Themes) -> Fact {
    let polarity = |name: &str| Polarity::from_name(name).unwrap_or(Polarity::Neutral);
    let mentions = comment.mentions.iter().map(|mention| LineMention {
        theme: mention.theme.clone(),
        parent: mention.parent.clone(),
        stage: mention.stage.clone(),
        polarity: polarity(&mention.polarity),
    });
    let mentions: Vec<LineMention> = mentions.collect();
    let context = Context {
        day: comment.day.as_deref().and_then(|day| day.parse().ok()),
        ..Context::default()
    };
    Fact {
        source: comment.source.clone(),
        language: Language::from_code(&comment.language).unwrap_or(Language::Und),
        polarity: polarity(&comment.polarity),
        ..Fact::of_mentions(&mentions, themes, context)
    }
}
