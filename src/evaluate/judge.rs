//! One row of the gold beside our annotation of it.

use super::counts::Counts;
use super::gold::{Gold, join};
use crate::annotation::{Annotation, Flag, Polarity};
use crate::document::Language;
use crate::lexicon::codeframe::Codeframe;
use std::collections::{BTreeMap, BTreeSet};

/// Which labels are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Labels {
    /// Positive, negative, neutral, mixed.
    #[default]
    Four,
    /// Positive, negative, neutral; rows labelled mixed are left out and our mixed goes by its sign.
    Three,
    /// Rows labelled positive or negative; the sign of our score decides, zero counts as positive.
    Binary,
}

/// The flags that are measured: name in the gold and ours.
pub const FLAGS: [(&str, Flag); 4] = [
    ("irony", Flag::Irony),
    ("question", Flag::Question),
    ("wish", Flag::Suggestion),
    ("no-content", Flag::NoContent),
];

/// One row with the gold and ours.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The labelled row.
    pub gold: Gold,
    /// All that we said about it.
    pub annotation: Annotation,
    /// Gold and our language, where the gold has one.
    pub language: Option<(Language, Language)>,
    /// Gold and our label, where the gold has one that is asked for.
    pub sentiment: Option<(Polarity, Polarity)>,
    /// Polarities of our mentions by theme id.
    pub mentions: BTreeMap<String, Polarity>,
    /// Comparison of the mentions, where the gold has them.
    pub themes: Option<ThemeResult>,
    /// Counts by [`FLAGS`], where the gold has flags.
    pub flags: Option<[Counts; 4]>,
}

/// How our mentions compare with the gold's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThemeResult {
    /// Sub-themes.
    pub sub: Counts,
    /// Top themes.
    pub top: Counts,
    /// Mentions found, and those of them with the right polarity.
    pub polarity: (u64, u64),
    /// Themes of the gold that we did not give.
    pub missing: Vec<String>,
    /// Themes we gave that the gold does not hold.
    pub extra: Vec<String>,
    /// Themes of both with another polarity: theme, gold, ours.
    pub turned: Vec<(String, Polarity, Polarity)>,
    /// Themes of the gold that the codeframe does not know.
    pub unknown: Vec<String>,
}

impl Judged {
    /// Puts a labelled row beside its annotation.
    pub fn new(gold: Gold, annotation: Annotation, labels: Labels, codeframe: &Codeframe) -> Self {
        let mentions = our_mentions(&annotation, codeframe);
        Self {
            language: gold
                .language
                .map(|language| (language, annotation.detection.language)),
            sentiment: sentiment(&gold, &annotation, labels),
            themes: gold
                .mentions
                .as_ref()
                .map(|theirs| compare(&in_use(theirs, codeframe), &mentions, codeframe)),
            flags: gold.flags.as_ref().map(|names| {
                FLAGS.map(|(name, flag)| {
                    let gold = names.iter().any(|n| n == name);
                    Counts::of_flag(gold, annotation.flags.contains(&flag))
                })
            }),
            mentions,
            gold,
            annotation,
        }
    }

    /// True if the sentiment is asked for and right.
    pub fn sentiment_right(&self) -> bool {
        self.sentiment.is_some_and(|(gold, ours)| gold == ours)
    }
}

fn sentiment(gold: &Gold, annotation: &Annotation, labels: Labels) -> Option<(Polarity, Polarity)> {
    let expected = gold.sentiment?;
    let ours = annotation.sentiment.polarity;
    let score = annotation.sentiment.score;
    match (labels, expected) {
        (Labels::Four, _) => Some((expected, ours)),
        (Labels::Three, Polarity::Mixed) => None,
        (Labels::Three, _) if ours == Polarity::Mixed => Some((expected, sign(score))),
        (Labels::Three, _) => Some((expected, ours)),
        (Labels::Binary, Polarity::Positive | Polarity::Negative) if score < 0 => {
            Some((expected, Polarity::Negative))
        }
        (Labels::Binary, Polarity::Positive | Polarity::Negative) => {
            Some((expected, Polarity::Positive))
        }
        (Labels::Binary, _) => None,
    }
}

fn sign(score: i32) -> Polarity {
    match score.signum() {
        1 => Polarity::Positive,
        -1 => Polarity::Negative,
        _ => Polarity::Neutral,
    }
}

/// Labels by the ids in use: ids that were renamed or merged are followed, so that older rows keep their meaning.
fn in_use(gold: &BTreeMap<String, Polarity>, codeframe: &Codeframe) -> BTreeMap<String, Polarity> {
    let mut result = BTreeMap::new();
    for (theme, &polarity) in gold {
        let id = codeframe
            .current(theme)
            .map_or(theme.as_str(), |id| codeframe.theme(id).id.as_str());
        result
            .entry(id.to_owned())
            .and_modify(|before| *before = join(*before, polarity))
            .or_insert(polarity);
    }
    result
}

fn our_mentions(annotation: &Annotation, codeframe: &Codeframe) -> BTreeMap<String, Polarity> {
    let mut result = BTreeMap::new();
    for mention in &annotation.mentions {
        result
            .entry(codeframe.theme(mention.theme).id.clone())
            .and_modify(|before| *before = join(*before, mention.polarity))
            .or_insert(mention.polarity);
    }
    result
}

fn compare(
    gold: &BTreeMap<String, Polarity>,
    ours: &BTreeMap<String, Polarity>,
    codeframe: &Codeframe,
) -> ThemeResult {
    let mut result = ThemeResult::default();
    for (theme, &expected) in gold {
        match ours.get(theme) {
            Some(&got) => {
                result.sub.hit += 1;
                result.polarity.0 += 1;
                result.polarity.1 += u64::from(got == expected);
                if got != expected {
                    result.turned.push((theme.clone(), expected, got));
                }
            }
            None => result.missing.push(theme.clone()),
        }
        if codeframe.find(theme).is_none() {
            result.unknown.push(theme.clone());
        }
    }
    result.extra = ours
        .keys()
        .filter(|theme| !gold.contains_key(*theme))
        .cloned()
        .collect();
    result.sub.missed = result.missing.len() as u64;
    result.sub.extra = result.extra.len() as u64;
    let (top_gold, top_ours) = (tops(gold, codeframe), tops(ours, codeframe));
    result.top = Counts {
        hit: top_gold.intersection(&top_ours).count() as u64,
        extra: top_ours.difference(&top_gold).count() as u64,
        missed: top_gold.difference(&top_ours).count() as u64,
    };
    result
}

/// The top themes above these themes; a theme without one, or unknown, stands for itself.
fn tops<'a>(themes: &'a BTreeMap<String, Polarity>, codeframe: &'a Codeframe) -> BTreeSet<&'a str> {
    let top = |id: &'a str| {
        let parent = codeframe.theme(codeframe.find(id)?).parent?;
        Some(codeframe.theme(parent).id.as_str())
    };
    themes
        .keys()
        .map(|id| top(id).unwrap_or(id.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::{annotation, codeframe, gold};
    use Polarity::{Mixed, Negative, Neutral, Positive};

    fn judged(labels: Labels, expected: Polarity, ours: Polarity, score: i32) -> Judged {
        let gold = gold("a", Some(expected), &[]);
        Judged::new(gold, annotation(ours, score, &[]), labels, &codeframe())
    }

    #[test]
    fn each_set_of_labels_asks_its_own_question() {
        for (labels, expected, ours, score, result) in [
            (Labels::Four, Mixed, Negative, -5, Some((Mixed, Negative))),
            (Labels::Three, Mixed, Mixed, 5, None),
            (Labels::Three, Neutral, Mixed, 5, Some((Neutral, Positive))),
            (Labels::Three, Neutral, Mixed, 0, Some((Neutral, Neutral))),
            (
                Labels::Three,
                Negative,
                Neutral,
                0,
                Some((Negative, Neutral)),
            ),
            (Labels::Binary, Neutral, Positive, 5, None),
            (
                Labels::Binary,
                Negative,
                Mixed,
                -1,
                Some((Negative, Negative)),
            ),
            (
                Labels::Binary,
                Negative,
                Neutral,
                0,
                Some((Negative, Positive)),
            ),
        ] {
            assert_eq!(
                judged(labels, expected, ours, score).sentiment,
                result,
                "{labels:?} {expected:?} {ours:?} {score}"
            );
        }
    }

    #[test]
    fn themes_are_compared_as_sets_and_polarity_on_those_found() {
        let gold = gold(
            "a",
            Some(Positive),
            &[
                ("price-level", Negative),
                ("staff-rudeness", Negative),
                ("new", Positive),
            ],
        );
        let ours = annotation(
            Positive,
            1,
            &[("price-level", Positive), ("staff-friendliness", Positive)],
        );
        let result = Judged::new(gold, ours, Labels::Four, &codeframe())
            .themes
            .unwrap();
        assert_eq!(
            result.sub,
            Counts {
                hit: 1,
                extra: 1,
                missed: 2
            }
        );
        assert_eq!(
            result.top,
            Counts {
                hit: 2,
                extra: 0,
                missed: 1
            }
        );
        assert_eq!(result.polarity, (1, 0));
        assert_eq!(result.missing, ["new", "staff-rudeness"]);
        assert_eq!(result.extra, ["staff-friendliness"]);
        assert_eq!(result.unknown, ["new"]);
        assert_eq!(
            result.turned,
            [("price-level".to_owned(), Negative, Positive)]
        );
    }

    #[test]
    fn the_golds_wish_is_our_suggestion() {
        let mut row = gold("a", None, &[]);
        row.flags = Some(vec!["wish".to_owned(), "irony".to_owned()]);
        let mut ours = annotation(Neutral, 0, &[]);
        ours.flags = vec![Flag::Question, Flag::Suggestion];
        let flags = Judged::new(row, ours, Labels::Four, &codeframe())
            .flags
            .unwrap();
        assert_eq!(flags[0], Counts::of_flag(true, false));
        assert_eq!(flags[1], Counts::of_flag(false, true));
        assert_eq!(flags[2], Counts::of_flag(true, true));
        assert_eq!(flags[3], Counts::default());
    }

    #[test]
    fn a_corpus_without_labels_is_not_judged() {
        let mut row = gold("a", None, &[]);
        row.mentions = None;
        let judged = Judged::new(row, annotation(Neutral, 0, &[]), Labels::Four, &codeframe());
        assert_eq!(
            (judged.language, judged.sentiment, judged.themes),
            (None, None, None)
        );
    }
}
