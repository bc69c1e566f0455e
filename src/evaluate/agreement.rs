//! How far people agree who labelled the same rows: Cohen's kappa for each two of them and Krippendorff's alpha for all, by
//! language and by question, with bootstrap intervals over the rows.

use super::Figure;
use super::alpha::{Unit, alpha};

use super::confusion::Confusion;
use super::counts::share;
use super::gold::Gold;
use super::totals::LANGUAGES;
use crate::annotation::Polarity;
use crate::document::Language;
use crate::statistics::bootstrap::intervals;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One who labels: a person, or the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coder {
    /// The name.
    pub name: String,
    /// What they labelled. Rows of the same id are the same comment; of two with one id the later counts.
    pub rows: Vec<Gold>,
}

/// How far coders agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Names of the coders.
    pub coders: Vec<String>,
    /// Comments that two or more of them labelled.
    pub comments: usize,
    /// By language, and over all.
    pub scopes: Vec<Scope>,
}

/// Agreement over some of the comments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scope {
    /// Code of the language, or `all`.
    pub name: String,
    /// Comments that two or more labelled.
    pub comments: usize,
    /// By question: `sentiment`, `language`, and the id of every theme that anyone gave.
    pub questions: Vec<Question>,
}

/// Agreement on one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    /// `sentiment`, `language`, or the id of a theme (given or not).
    pub name: String,
    /// Comments for which two or more answered.
    pub comments: usize,
    /// For a theme: in how many of those anyone gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<usize>,
    /// Krippendorff's alpha over all coders; none where all answers are one.
    pub alpha: Option<Figure>,
    /// For each two who answered for the same comments.
    pub pairs: Vec<Pair>,
}

/// Two coders on one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// Their names.
    pub coders: [String; 2],
    /// Comments that both answered for.
    pub comments: usize,
    /// Share of the same answers.
    pub same: Option<f64>,
    /// Cohen's kappa; none where both gave one answer throughout.
    pub kappa: Option<Figure>,
}

/// Measures how far coders agree. Themes are those of the rows; a top theme is one of its own.
pub fn agreement(coders: &[Coder]) -> Agreement {
    let mut comments: BTreeMap<&str, Vec<Option<&Gold>>> = BTreeMap::new();
    for (index, coder) in coders.iter().enumerate() {
        for row in &coder.rows {
            let answers = comments.entry(&row.id).or_default();
            answers.resize(coders.len(), None);
            if let Some(answer) = answers.get_mut(index) {
                *answer = Some(row);
            }
        }
    }
    let comments: Vec<Vec<Option<&Gold>>> = comments
        .into_values()
        .filter(|answers| answers.iter().flatten().count() > 1)
        .collect();
    let names: Vec<String> = coders.iter().map(|coder| coder.name.clone()).collect();
    let mut scopes = Vec::new();
    for language in LANGUAGES {
        let own: Vec<_> = comments
            .iter()
            .filter(|answers| language_of(answers) == Some(language))
            .cloned()
            .collect();
        if !own.is_empty() && own.len() < comments.len() {
            scopes.push(scope(language.code(), &own, &names));
        }
    }
    scopes.push(scope("all", &comments, &names));
    Agreement {
        coders: names,
        comments: comments.len(),
        scopes,
    }
}

/// The language that the first coder who names one gives.
fn language_of(answers: &[Option<&Gold>]) -> Option<Language> {
    answers.iter().flatten().find_map(|row| row.language)
}

fn scope(name: &str, comments: &[Vec<Option<&Gold>>], coders: &[String]) -> Scope {
    let mut questions = vec![
        question::<4>("sentiment", comments, coders, |row| {
            Polarity::ALL
                .iter()
                .position(|one| Some(*one) == row.sentiment)
        }),
        question::<7>("language", comments, coders, |row| {
            LANGUAGES.iter().position(|one| Some(*one) == row.language)
        }),
    ];
    let themes: BTreeSet<&str> = comments
        .iter()
        .flatten()
        .flatten()
        .filter_map(|row| row.mentions.as_ref())
        .flat_map(|mentions| mentions.keys().map(String::as_str))
        .collect();
    for theme in themes {
        let has = |row: &Gold| Some(usize::from(row.mentions.as_ref()?.contains_key(theme)));
        let given = |answers: &&Vec<Option<&Gold>>| {
            let said: Vec<usize> = answers
                .iter()
                .flatten()
                .filter_map(|row| has(row))
                .collect();
            said.len() > 1 && said.contains(&1)
        };
        let mut one = question::<2>(theme, comments, coders, has);
        one.given = Some(comments.iter().filter(given).count());
        questions.push(one);
    }
    questions.retain(|question| question.comments > 0);
    Scope {
        name: name.to_owned(),
        comments: comments.len(),
        questions,
    }
}

/// Agreement on a question of which `answer` gives the answer in a row by its number, of `N`.
fn question<const N: usize>(
    name: &str,
    comments: &[Vec<Option<&Gold>>],
    coders: &[String],
    answer: impl Fn(&Gold) -> Option<usize>,
) -> Question {
    let answers: Vec<Vec<Option<usize>>> = comments
        .iter()
        .map(|rows| rows.iter().map(|row| row.and_then(&answer)).collect())
        .collect();
    let units: Vec<Unit<N>> = answers
        .iter()
        .map(|values| Unit::new(values.iter().copied()))
        .filter(|unit| unit.values() > 1)
        .collect();
    let value = alpha(&units);
    let [bounds] = intervals(units.len(), |drawn| {
        [alpha(drawn.iter().filter_map(|&at| units.get(at)))]
    });
    let mut pairs = Vec::new();
    for (at, first) in coders.iter().enumerate() {
        for (other, second) in coders.iter().enumerate().skip(at + 1) {
            let both: Vec<(usize, usize)> = answers
                .iter()
                .filter_map(|values| {
                    Some((values.get(at).copied()??, values.get(other).copied()??))
                })
                .collect();
            if !both.is_empty() {
                pairs.push(pair::<N>([first.clone(), second.clone()], &both));
            }
        }
    }
    Question {
        name: name.to_owned(),
        comments: units.len(),
        given: None,
        alpha: figure(value, bounds),
        pairs,
    }
}

fn pair<const N: usize>(coders: [String; 2], both: &[(usize, usize)]) -> Pair {
    let table = |rows: &mut dyn Iterator<Item = (usize, usize)>| {
        let mut table = Confusion::<N>::default();
        rows.for_each(|(first, second)| table.add(first, second));
        table
    };
    let all = table(&mut both.iter().copied());
    let [bounds] = intervals(both.len(), |drawn| {
        [table(&mut drawn.iter().filter_map(|&at| both.get(at).copied())).kappa()]
    });
    Pair {
        coders,
        comments: both.len(),
        same: share(all.right(), all.total()),
        kappa: figure(all.kappa(), bounds),
    }
}

fn figure(value: Option<f64>, bounds: Option<(f64, f64)>) -> Option<Figure> {
    let (value, (low, high)) = (value?, bounds?);
    Some(Figure { value, low, high })
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} comments labelled by two or more of {}",
            self.comments,
            self.coders.join(", ")
        )?;
        for scope in &self.scopes {
            writeln!(f, "\n{}: {} comments", scope.name, scope.comments)?;
            for question in &scope.questions {
                let given = question.given.map(|given| format!(", given in {given}"));
                writeln!(
                    f,
                    "  {:<28} {:>5} comments{}  alpha {}",
                    question.name,
                    question.comments,
                    given.unwrap_or_default(),
                    shown(question.alpha)
                )?;
                for pair in &question.pairs {
                    let [first, second] = &pair.coders;
                    writeln!(
                        f,
                        "    {first} and {second}: {} comments, the same in {:.1} %, kappa {}",
                        pair.comments,
                        100.0 * pair.same.unwrap_or_default(),
                        shown(pair.kappa)
                    )?;
                }
            }
        }
        Ok(())
    }
}

fn shown(figure: Option<Figure>) -> String {
    match figure {
        Some(Figure { value, low, high }) => format!("{value:.3} ({low:.3} to {high:.3})"),
        None => "- (one answer throughout)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coder(name: &str, labels: &[Option<Polarity>]) -> Coder {
        let rows = labels.iter().enumerate().filter_map(|(at, label)| {
            Some(Gold {
                id: at.to_string(),
                sentiment: Some((*label)?),
                mentions: Some(BTreeMap::new()),
                ..Gold::default()
            })
        });
        Coder {
            name: name.to_owned(),
            rows: rows.collect(),
        }
    }

    /// Cohen 1960, A coefficient of agreement for nominal scales, table 1: two clinicians, 200 patients, kappa 0.492.
    #[test]
    fn kappa_is_that_of_cohens_example() {
        let table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]];
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for (row, counts) in table.iter().enumerate() {
            for (column, &count) in counts.iter().enumerate() {
                first.extend(std::iter::repeat_n(Some(Polarity::ALL[row]), count));
                second.extend(std::iter::repeat_n(Some(Polarity::ALL[column]), count));
            }
        }
        let agreement = agreement(&[coder("a", &first), coder("b", &second)]);
        let question = &agreement.scopes[0].questions[0];
        assert_eq!(question.name, "sentiment");
        let kappa = question.pairs[0].kappa.unwrap();
        assert!((kappa.value - 0.492).abs() < 0.0005, "{kappa:?}");
        assert!(kappa.low < kappa.value && kappa.value < kappa.high);
    }

    /// Krippendorff 2011, section C: four observers, twelve units, values missing, alpha 0.743. Languages stand for its
    /// five values.
    #[test]
    fn alpha_is_that_of_krippendorffs_example_where_rows_are_missing() {
        let rows = [
            "123321412...",
            "1233224125.3",
            ".3332342251.",
            "12332441251.",
        ];
        let coders: Vec<Coder> = rows
            .iter()
            .enumerate()
            .map(|(index, values)| {
                let rows = values.chars().enumerate().filter_map(|(at, value)| {
                    let value = value.to_digit(10)? as usize;
                    Some(Gold {
                        id: at.to_string(),
                        language: LANGUAGES.get(value - 1).copied(),
                        ..Gold::default()
                    })
                });
                Coder {
                    name: index.to_string(),
                    rows: rows.collect(),
                }
            })
            .collect();
        let agreement = agreement(&coders);
        let all = agreement.scopes.last().unwrap();
        let alpha = all.questions[0].alpha.unwrap();
        assert_eq!(all.questions[0].name, "language");
        assert!((alpha.value - 0.743).abs() < 0.0005, "{alpha:?}");
        assert_eq!(all.questions[0].comments, 11);
    }

    #[test]
    fn a_theme_is_asked_of_every_comment_that_two_labelled() {
        let with = |name: &str, themes: [&str; 3]| Coder {
            name: name.to_owned(),
            rows: themes
                .iter()
                .enumerate()
                .map(|(at, theme)| Gold {
                    id: at.to_string(),
                    mentions: Some(
                        (!theme.is_empty())
                            .then(|| (theme.to_string(), Polarity::Negative))
                            .into_iter()
                            .collect(),
                    ),
                    ..Gold::default()
                })
                .collect(),
        };
        let agreement = agreement(&[
            with("a", ["price-level", "", ""]),
            with("b", ["price-level", "price-level", ""]),
        ]);
        let question = &agreement.scopes[0].questions[0];
        assert_eq!(
            (question.name.as_str(), question.comments, question.given),
            ("price-level", 3, Some(2))
        );
        assert_eq!(question.pairs[0].same, Some(2.0 / 3.0));
    }
}
