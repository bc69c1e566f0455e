//! The worst cases, with what the tag rests on.

use super::judge::Judged;
use crate::annotation::{Evidence, Polarity};
use crate::lexicon::Lexicons;
use std::fmt::{self, Display};

/// The `count` worst of the rows that are not wholly right: first the sentiment turned round, then
/// another wrong sentiment, then wrong themes; among equals the larger |score|, then the input's
/// order.
pub fn worst(rows: &[Judged], count: usize) -> Vec<&Judged> {
    let mut wrong: Vec<(u8, &Judged)> = rows
        .iter()
        .map(|row| (severity(row), row))
        .filter(|(severity, _)| *severity > 0)
        .collect();
    wrong.sort_by_key(|(severity, row)| {
        let score = row.annotation.sentiment.score.unsigned_abs();
        (std::cmp::Reverse(*severity), std::cmp::Reverse(score))
    });
    wrong.into_iter().take(count).map(|(_, row)| row).collect()
}

fn severity(row: &Judged) -> u8 {
    let themes_wrong = row.themes.as_ref().is_some_and(|themes| {
        !(themes.missing.is_empty() && themes.extra.is_empty() && themes.turned.is_empty())
    });
    match row.sentiment {
        Some((Polarity::Positive, Polarity::Negative))
        | Some((Polarity::Negative, Polarity::Positive)) => 3,
        Some((gold, ours)) if gold != ours => 2,
        _ if themes_wrong => 1,
        _ => 0,
    }
}

/// Shows one row: text, expected, got, the evidence, the themes that differ.
pub struct Mistake<'a> {
    /// The row.
    pub row: &'a Judged,
    /// Where the entries stand.
    pub lexicons: &'a Lexicons,
}

impl Display for Mistake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.row;
        let annotation = &row.annotation;
        let ours = &annotation.sentiment;
        writeln!(f, "{}  {}", row.gold.id, one_line(&row.gold.text))?;
        let (expected, got) = match row.sentiment {
            Some((expected, got)) => (expected.name(), got.name()),
            None => ("-", ours.polarity.name()),
        };
        write!(
            f,
            "    expected {expected}, got {got}, score {:+} ({:+} {:+})",
            ours.score, ours.positive, ours.negative
        )?;
        match row.language {
            Some((gold, ours)) if gold != ours => {
                writeln!(f, ", language {} taken for {}", gold.code(), ours.code())?;
            }
            _ => writeln!(f)?,
        }
        for evidence in &ours.evidence {
            self.evidence(f, "", evidence)?;
        }
        self.themes(f)
    }
}

impl Mistake<'_> {
    fn themes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(themes) = &self.row.themes else {
            return Ok(());
        };
        for theme in &themes.missing {
            writeln!(f, "    missing {theme}")?;
        }
        for (theme, gold, ours) in &themes.turned {
            writeln!(
                f,
                "    {theme} is {}, expected {}",
                ours.name(),
                gold.name()
            )?;
        }
        let codeframe = self.lexicons.codeframe();
        for theme in &themes.extra {
            writeln!(f, "    extra {theme}")?;
            for mention in &self.row.annotation.mentions {
                if codeframe.theme(mention.theme).id == *theme {
                    for evidence in &mention.evidence {
                        self.evidence(f, "  ", evidence)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn evidence(
        &self,
        f: &mut fmt::Formatter<'_>,
        indent: &str,
        evidence: &Evidence,
    ) -> fmt::Result {
        let entry = self.lexicons.entry(evidence.entry);
        write!(
            f,
            "    {indent}\"{}\" by {} ({}:{}, {})",
            one_line(evidence.span.of(&self.row.gold.text)),
            entry.term,
            entry.file,
            entry.line,
            evidence.matched.name()
        )?;
        if let (Some(valence), Some(result)) = (evidence.valence, evidence.result) {
            write!(f, " {valence:+}")?;
            for step in &evidence.steps {
                write!(f, " {} {:+}", step.rule, step.after)?;
            }
            write!(f, " -> {result:+}")?;
        }
        writeln!(f)
    }
}

/// Text on one line, without characters that steer a terminal.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Polarity::{Mixed, Negative, Positive};
    use crate::evaluate::fixture::{annotation, codeframe, gold, lexicons};
    use crate::evaluate::judge::Labels;

    fn row(id: &str, expected: Polarity, ours: Polarity, score: i32, themes: bool) -> Judged {
        let mentions = if themes {
            vec![]
        } else {
            vec![("price-level", ours)]
        };
        Judged::new(
            gold(id, Some(expected), &mentions),
            annotation(ours, score, &[]),
            Labels::Four,
            &codeframe(),
        )
    }

    #[test]
    fn turned_sentiment_comes_first_and_right_rows_never() {
        let rows = [
            row("right", Positive, Positive, 900, true),
            row("themes", Positive, Positive, 800, false),
            row("other", Mixed, Negative, -700, true),
            row("turned-weakly", Positive, Negative, -100, true),
            row("turned", Negative, Positive, 500, true),
        ];
        let ids = |count| -> Vec<&str> {
            worst(&rows, count)
                .iter()
                .map(|row| row.gold.id.as_str())
                .collect()
        };
        assert_eq!(ids(9), ["turned", "turned-weakly", "other", "themes"]);
        assert_eq!(ids(2), ["turned", "turned-weakly"]);
    }

    #[test]
    fn a_mistake_shows_what_was_expected_and_what_is_missing() {
        let row = row("a\nb", Positive, Negative, -100, false);
        let shown = Mistake {
            row: &row,
            lexicons: &lexicons(),
        }
        .to_string();
        assert!(shown.contains("expected positive, got negative, score -100"));
        assert!(shown.contains("missing price-level"));
        assert!(shown.contains("a b"));
    }
}
