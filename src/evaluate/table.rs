//! The figures as text for people, at most 100 columns wide.

use super::challenge::Tally;
use super::reliability::Bin;
use super::{Evaluation, Figure, Matrix, Scope};
use std::collections::BTreeSet;
use std::fmt::{self, Display, Write};

/// Shows an [`Evaluation`] as tables. Figures are percent with their 95 % intervals.
pub struct Table<'a>(pub &'a Evaluation);

impl Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let evaluation = self.0;
        writeln!(
            f,
            "{} rows, {} of them without a sentiment that is asked for. Percent with 95 % intervals.",
            evaluation.rows, evaluation.unlabelled
        )?;
        unknown_themes(f, &evaluation.unknown_themes)?;
        let scopes = &evaluation.scopes;
        figures(f, scopes, &LABELS)?;
        figures(f, scopes, &SUB_THEMES)?;
        figures(f, scopes, &TOP_THEMES)?;
        flags(f, scopes)?;
        confusions(f, scopes)?;
        challenge(f, scopes)?;
        groups(f, scopes)?;
        match &evaluation.reliability {
            Some(bins) => reliability(f, bins),
            None => Ok(()),
        }
    }
}

fn unknown_themes(f: &mut fmt::Formatter<'_>, themes: &BTreeSet<String>) -> fmt::Result {
    const SHOWN: usize = 3;
    if themes.is_empty() {
        return Ok(());
    }
    let first: Vec<&str> = themes.iter().take(SHOWN).map(String::as_str).collect();
    let dots = if themes.len() > SHOWN { " ..." } else { "" };
    writeln!(
        f,
        "{} themes of the gold are not in the codeframe: {}{dots}",
        themes.len(),
        first.join(", ")
    )
}

const LABELS: [(&str, &str); 4] = [
    ("language", "language_accuracy"),
    ("sentiment", "sentiment_accuracy"),
    ("macro-F1", "sentiment_macro_f1"),
    ("kappa", "sentiment_kappa"),
];
const SUB_THEMES: [(&str, &str); 4] = [
    ("sub precision", "subtheme_precision"),
    ("sub recall", "subtheme_recall"),
    ("sub F1", "subtheme_f1"),
    ("polarity", "mention_polarity_accuracy"),
];
const TOP_THEMES: [(&str, &str); 3] = [
    ("top precision", "theme_precision"),
    ("top recall", "theme_recall"),
    ("top F1", "theme_f1"),
];

fn figures(
    f: &mut fmt::Formatter<'_>,
    scopes: &[Scope],
    columns: &[(&str, &'static str)],
) -> fmt::Result {
    let known = |name| scopes.iter().any(|scope| scope.figure(name).is_some());
    if !columns.iter().any(|(_, name)| known(name)) {
        return Ok(());
    }
    write!(f, "\n{:<10}{:>6}", "", "rows")?;
    for (title, _) in columns {
        write!(f, "{title:>20}")?;
    }
    writeln!(f)?;
    for scope in scopes {
        write!(f, "{:<10}{:>6}", scope.name, scope.rows)?;
        for (_, name) in columns {
            write!(f, "{:>20}", interval(scope.figure(name)))?;
        }
        writeln!(f)?;
    }
    Ok(())
}

fn interval(figure: Option<Figure>) -> String {
    match figure {
        None => "-".to_owned(),
        Some(Figure { value, low, high }) => format!(
            "{:.1} [{:.1} {:.1}]",
            100.0 * value,
            100.0 * low,
            100.0 * high
        ),
    }
}

fn flags(f: &mut fmt::Formatter<'_>, scopes: &[Scope]) -> fmt::Result {
    let names: BTreeSet<&str> = scopes
        .iter()
        .flat_map(|s| s.flags.keys().copied())
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    write!(f, "\n{:<10}", "flag P/R")?;
    for name in &names {
        write!(f, "{name:>20}")?;
    }
    writeln!(f)?;
    for scope in scopes {
        write!(f, "{:<10}", scope.name)?;
        for name in &names {
            let cell = scope.flags.get(name).map_or_else(String::new, |flag| {
                let gold = flag.counts.hit + flag.counts.missed;
                format!(
                    "{} / {} of {gold}",
                    percent(flag.precision),
                    percent(flag.recall)
                )
            });
            write!(f, "{cell:>20}")?;
        }
        writeln!(f)?;
    }
    Ok(())
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.0}", 100.0 * share))
}

fn confusions(f: &mut fmt::Formatter<'_>, scopes: &[Scope]) -> fmt::Result {
    if let Some(all) = scopes.last().and_then(|scope| scope.languages.as_ref()) {
        writeln!(f, "\nlanguage, gold by ours")?;
        matrices(f, &[("all", all)])?;
    }
    let sentiments: Vec<(&str, &Matrix)> = scopes
        .iter()
        .filter(|scope| !scope.is_part())
        .filter_map(|scope| Some((scope.name.as_str(), scope.sentiments.as_ref()?)))
        .collect();
    if !sentiments.is_empty() {
        writeln!(f, "\nsentiment, gold by ours")?;
        matrices(f, &sentiments)?;
    }
    Ok(())
}

fn matrices(f: &mut fmt::Formatter<'_>, matrices: &[(&str, &Matrix)]) -> fmt::Result {
    if let Some((_, first)) = matrices.first() {
        write!(f, "{:<10}{:<10}", "", "")?;
        for label in &first.labels {
            write!(f, "{label:>10}")?;
        }
        writeln!(f)?;
    }
    for (name, matrix) in matrices {
        let mut name = *name;
        for (label, row) in matrix.labels.iter().zip(&matrix.cells) {
            if row.iter().sum::<u64>() == 0 {
                continue;
            }
            write!(f, "{name:<10}{label:<10}")?;
            for cell in row {
                write!(f, "{cell:>10}")?;
            }
            writeln!(f)?;
            name = "";
        }
    }
    Ok(())
}

fn challenge(f: &mut fmt::Formatter<'_>, scopes: &[Scope]) -> fmt::Result {
    if scopes.iter().all(|scope| scope.challenge.is_none()) {
        return Ok(());
    }
    writeln!(
        f,
        "\n{:<10}{:>20}{:>20}{:>20}{:>20}",
        "challenge", "items", "whole pairs", "same_as", "stronger_than"
    )?;
    for scope in scopes {
        if let Some(result) = &scope.challenge {
            write!(f, "{:<10}", scope.name)?;
            for part in [
                result.items,
                result.pairs,
                result.same_as,
                result.stronger_than,
            ] {
                write!(f, "{:>20}", tally(part))?;
            }
            writeln!(f)?;
        }
    }
    Ok(())
}

fn tally(tally: Tally) -> String {
    match tally.share() {
        None => "-".to_owned(),
        Some(share) => format!("{}/{} {:.1}", tally.right, tally.total, 100.0 * share),
    }
}

/// Groups by language; as many languages as fit, the last column (all) always.
fn groups(f: &mut fmt::Formatter<'_>, scopes: &[Scope]) -> fmt::Result {
    const MOST: usize = 7;
    let mut shown: Vec<&Scope> = scopes
        .iter()
        .filter(|scope| scope.challenge.is_some() && !scope.is_part())
        .collect();
    if shown.len() > MOST {
        shown.drain(MOST - 1..shown.len() - 1);
    }
    let names: BTreeSet<&String> = shown
        .iter()
        .flat_map(|scope| scope.challenge.iter().flat_map(|c| c.groups.keys()))
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    write!(f, "\n{:<22}", "right by group")?;
    for scope in &shown {
        write!(f, "{:>11}", scope.name)?;
    }
    writeln!(f)?;
    for name in names {
        write!(f, "{name:<22}")?;
        for scope in &shown {
            let part = scope.challenge.as_ref().and_then(|c| c.groups.get(name));
            let cell = part.map_or_else(String::new, |t| format!("{}/{}", t.right, t.total));
            write!(f, "{cell:>11}")?;
        }
        writeln!(f)?;
    }
    Ok(())
}

fn reliability(f: &mut fmt::Formatter<'_>, bins: &[Bin]) -> fmt::Result {
    writeln!(
        f,
        "\n{:<13}{:>8}{:>12}{:>12}",
        "probability", "rows", "predicted", "observed"
    )?;
    for bin in bins {
        let mut range = String::new();
        write!(range, "{}-{} %", bin.from / 10, bin.from / 10 + 10)?;
        let show = |share: Option<f64>| {
            share.map_or_else(|| "-".to_owned(), |share| format!("{:.1}", 100.0 * share))
        };
        writeln!(
            f,
            "{range:<13}{:>8}{:>12}{:>12}",
            bin.rows,
            show(bin.predicted),
            show(bin.observed)
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Polarity::{self, Mixed, Negative, Neutral, Positive};
    use crate::document::Language;
    use crate::evaluate::evaluate;
    use crate::evaluate::fixture::{annotation, codeframe, gold};
    use crate::evaluate::judge::{Judged, Labels};

    fn rows(labels: Labels) -> Vec<Judged> {
        let mut rows = Vec::new();
        for (i, language) in Language::SERVED.into_iter().cycle().take(200).enumerate() {
            let label = |i: usize| -> Polarity { [Positive, Negative, Neutral, Mixed][i % 4] };
            let mut row = gold(
                &format!("row-{i}"),
                Some(label(i)),
                &[("staff-rudeness", label(i))],
            );
            row.language = Some(language);
            row.script = Some(if i % 2 == 0 { "Latn" } else { "Cyrl" }.to_owned());
            row.flags = Some(vec!["irony".to_owned()]);
            row.group = Some("emoji-against-words".to_owned());
            row.pair = Some(format!("pair-{}", i / 2));
            row.same_as = Some("row-0".to_owned());
            let ours = annotation(label(i / 3), i as i32 - 100, &[("price-level", label(i))]);
            rows.push(Judged::new(row, ours, labels, &codeframe()));
        }
        rows
    }

    #[test]
    fn every_line_fits_a_hundred_columns() {
        for labels in [Labels::Four, Labels::Three, Labels::Binary] {
            let text = Table(&evaluate(&rows(labels), labels, None)).to_string();
            for line in text.lines() {
                assert!(line.chars().count() <= 100, "{line}");
            }
        }
    }

    #[test]
    fn what_the_rows_do_not_carry_is_not_shown() {
        let mut row = gold("a", Some(Positive), &[]);
        row.mentions = None;
        let rows = [Judged::new(
            row,
            annotation(Positive, 1, &[]),
            Labels::Four,
            &codeframe(),
        )];
        let text = Table(&evaluate(&rows, Labels::Four, None)).to_string();
        for absent in [
            "sub F1",
            "flag",
            "challenge",
            "probability",
            "gold by ours\nsv",
        ] {
            assert!(!text.contains(absent), "{absent} in {text}");
        }
        assert!(text.contains("100.0 [100.0 100.0]"), "{text}");
    }
}
