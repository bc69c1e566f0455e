//! Sums over rows, and the figures that follow from them.

use super::confusion::Confusion;
use super::counts::{Counts, share};
use super::judge::Judged;
use crate::annotation::Polarity;
use crate::document::Language;

/// Languages in the order of the confusion matrix.
pub const LANGUAGES: [Language; 7] = [
    Language::Sv,
    Language::Ar,
    Language::Sr,
    Language::Ru,
    Language::En,
    Language::Other,
    Language::Und,
];

/// Names of the figures that [`Totals::figures`] gives, in its order.
pub const FIGURES: [&str; 11] = [
    "language_accuracy",
    "sentiment_accuracy",
    "sentiment_macro_f1",
    "sentiment_kappa",
    "subtheme_precision",
    "subtheme_recall",
    "subtheme_f1",
    "theme_precision",
    "theme_recall",
    "theme_f1",
    "mention_polarity_accuracy",
];

/// What one row adds to the sums. Small and without pointers, so that a resample is cheap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Item {
    language: Option<(usize, usize)>,
    sentiment: Option<(usize, usize)>,
    sub: Counts,
    top: Counts,
    polarity: (u64, u64),
    flags: [Counts; 4],
}

impl From<&Judged> for Item {
    fn from(row: &Judged) -> Self {
        let themes = row.themes.as_ref();
        Self {
            language: row
                .language
                .and_then(|(gold, ours)| positions(&LANGUAGES, gold, ours)),
            sentiment: row
                .sentiment
                .and_then(|(gold, ours)| positions(&Polarity::ALL, gold, ours)),
            sub: themes.map(|themes| themes.sub).unwrap_or_default(),
            top: themes.map(|themes| themes.top).unwrap_or_default(),
            polarity: themes.map(|themes| themes.polarity).unwrap_or_default(),
            flags: row.flags.unwrap_or_default(),
        }
    }
}

fn positions<T: PartialEq>(all: &[T], gold: T, ours: T) -> Option<(usize, usize)> {
    let position = |label: T| all.iter().position(|other| *other == label);
    Some((position(gold)?, position(ours)?))
}

/// Sums over rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Languages by [`LANGUAGES`].
    pub language: Confusion<7>,
    /// Labels by [`Polarity::ALL`].
    pub sentiment: Confusion<4>,
    /// Sub-themes.
    pub sub: Counts,
    /// Top themes.
    pub top: Counts,
    /// Mentions found, and those of them with the right polarity.
    pub polarity: (u64, u64),
    /// Flags by [`super::judge::FLAGS`].
    pub flags: [Counts; 4],
}

impl Totals {
    /// Sums over these rows.
    pub fn over<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut totals = Self::default();
        for item in items {
            totals.add(item);
        }
        totals
    }

    fn add(&mut self, item: &Item) {
        if let Some((gold, ours)) = item.language {
            self.language.add(gold, ours);
        }
        if let Some((gold, ours)) = item.sentiment {
            self.sentiment.add(gold, ours);
        }
        self.sub += item.sub;
        self.top += item.top;
        self.polarity.0 += item.polarity.0;
        self.polarity.1 += item.polarity.1;
        for (sum, counts) in self.flags.iter_mut().zip(item.flags) {
            *sum += counts;
        }
    }

    /// The figures named by [`FIGURES`]; `None` where the rows do not carry what is needed.
    pub fn figures(&self) -> [Option<f64>; 11] {
        [
            self.language.accuracy(),
            self.sentiment.accuracy(),
            self.sentiment.macro_f1(),
            self.sentiment.kappa(),
            self.sub.precision(),
            self.sub.recall(),
            self.sub.f1(),
            self.top.precision(),
            self.top.recall(),
            self.top.f1(),
            share(self.polarity.1, self.polarity.0),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{annotation, codeframe, gold};
    use crate::evaluate::judge::Labels;
    use Polarity::{Negative, Positive};

    #[test]
    fn figures_follow_from_the_rows_added() {
        let rows = [
            (Positive, Positive, "price-level", "price-level"),
            (
                Negative,
                Positive,
                "staff-friendliness",
                "staff-friendliness",
            ),
            (Negative, Negative, "staff-friendliness", "staff-rudeness"),
            (Positive, Positive, "price-level", "staff-rudeness"),
        ];
        let items = rows.map(|(expected, ours, theirs, found)| {
            let gold = gold("a", Some(expected), &[(theirs, expected)]);
            let ours = annotation(ours, 0, &[(found, ours)]);
            Item::from(&Judged::new(gold, ours, Labels::Four, &codeframe()))
        });
        let figures = Totals::over(&items).figures();
        let figure = |name| figures[FIGURES.iter().position(|&f| f == name).unwrap()];
        assert_eq!(figure("language_accuracy"), None);
        assert_eq!(figure("sentiment_accuracy"), Some(0.75));
        assert_eq!(figure("sentiment_kappa"), Some(0.5));
        assert_eq!(figure("subtheme_f1"), Some(0.5));
        assert_eq!(figure("theme_recall"), Some(0.75));
        assert_eq!(figure("mention_polarity_accuracy"), Some(0.5));
    }
}
