//! What was learned as files for a person to read and to take from.

use super::proposals::Proposal;
use super::report;
use super::rows::Labelled;
use super::{Estimate, Learned, reading};
use crate::error::{Error, Result};
use crate::lexicon::Lexicons;
use crate::sink::output::Output;
use crate::span::Span;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Letters shown on either side of a quoted term.
const AROUND: usize = 60;

/// Proposals written at most.
const PROPOSALS: usize = 500;

/// The files of an overlay: paths relative to its folder, with `/`, and texts.
///
/// `<lang>/sentiment.learned.tsv` is the list in use with the estimates in place of the judged values and a note at
/// each; `<lang>/estimates.tsv` has all estimates, those of theme terms and emoji too; `<lang>/proposals.tsv` the
/// proposed terms; `REPORT.md` what to look at first.
pub fn files(lexicons: &Lexicons, rows: &Labelled, learned: &Learned) -> Vec<(String, String)> {
    let code = learned.language.code();
    let list = format!("{code}/sentiment.tsv");
    let text = lexicons.file(&list).unwrap_or_default();
    let moved: BTreeMap<u32, &Estimate> = learned
        .estimates
        .iter()
        .filter_map(|one| {
            let source = lexicons.entry(one.entry);
            (source.file == list && one.moved() != 0).then_some((source.line, one))
        })
        .collect();
    vec![
        (
            format!("{code}/sentiment.learned.tsv"),
            revised(text, &moved),
        ),
        (
            format!("{code}/estimates.tsv"),
            estimates(lexicons, rows, learned),
        ),
        (
            format!("{code}/proposals.tsv"),
            proposals(lexicons, rows, learned),
        ),
        (
            "REPORT.md".to_owned(),
            report::report(lexicons, rows, learned),
        ),
    ]
}

/// Writes the files of an overlay below `dir`.
///
/// # Errors
/// A folder or file that cannot be made.
pub fn write(dir: &Path, files: &[(String, String)]) -> Result<()> {
    for (path, text) in files {
        let path = dir.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| Error::Create {
                path: folder.to_owned(),
                source,
            })?;
        }
        let mut output = Output::create(&path)?;
        output.write(text.as_bytes())?;
        output.commit()?;
    }
    Ok(())
}

/// A sentiment list with other valences at some of its lines, and notes that say so.
fn revised(text: &str, moved: &BTreeMap<u32, &Estimate>) -> String {
    let header = text
        .lines()
        .find(|line| line.starts_with("term\t") || line.contains("\tterm"));
    let names: Vec<&str> = header
        .unwrap_or_default()
        .split('\t')
        .map(str::trim)
        .collect();
    let column = |wanted: &str| names.iter().position(|name| *name == wanted);
    let mut out = String::with_capacity(text.len());
    for (line, number) in text.lines().zip(1..) {
        match (moved.get(&number), column("valence"), column("note")) {
            (Some(estimate), Some(valence), Some(note)) => {
                let mut cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
                cells.resize(names.len().max(cells.len()), String::new());
                if let Some(cell) = cells.get_mut(valence) {
                    *cell = estimate.estimate.to_string();
                }
                if let Some(cell) = cells.get_mut(note) {
                    let before = if cell.is_empty() { "" } else { "; " };
                    let _ = write!(cell, "{before}{}", noted(estimate));
                }
                out.push_str(&cells.join("\t"));
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

fn noted(estimate: &Estimate) -> String {
    let counts = estimate.counts;
    format!(
        "judged {}, estimate {} ±{}, {} rows: {} positive, {} negative, {} other",
        estimate.judged,
        estimate.estimate,
        estimate.deviation,
        counts.rows(),
        counts.positive,
        counts.negative,
        counts.other
    )
}

fn estimates(lexicons: &Lexicons, rows: &Labelled, learned: &Learned) -> String {
    let mut out = String::from(
        "file\tline\tterm\tjudged\testimate\tdeviation\trows\tpositive\tnegative\tother\texample 1\texample 2\texample 3\n",
    );
    for one in &learned.estimates {
        let source = lexicons.entry(one.entry);
        let counts = one.counts;
        let _ = write!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            source.file,
            source.line,
            source.term,
            one.judged,
            one.estimate,
            one.deviation,
            counts.rows(),
            counts.positive,
            counts.negative,
            counts.other
        );
        for example in estimate_examples(rows, one) {
            let _ = write!(out, "\t{example}");
        }
        out.push('\n');
    }
    out
}

fn proposals(lexicons: &Lexicons, rows: &Labelled, learned: &Learned) -> String {
    let mut out = String::from(
        "term\tz\tlog_odds\trows\tpositive\tnegative\tother\texample 1\texample 2\texample 3\n",
    );
    for one in learned.proposals.iter().take(PROPOSALS) {
        let counts = one.counts;
        let _ = write!(
            out,
            "{}\t{:.2}\t{:.2}\t{}\t{}\t{}\t{}",
            one.term,
            one.z,
            one.delta,
            counts.rows(),
            counts.positive,
            counts.negative,
            counts.other
        );
        for example in proposal_examples(lexicons, rows, learned, one) {
            let _ = write!(out, "\t{example}");
        }
        out.push('\n');
    }
    out
}

/// The rows behind an estimate: id and quote.
pub(super) fn estimate_examples(rows: &Labelled, estimate: &Estimate) -> Vec<String> {
    estimate
        .examples
        .iter()
        .filter_map(|&(row, span)| example(rows, row, span))
        .collect()
}

/// The rows behind a proposal: id and quote.
pub(super) fn proposal_examples(
    lexicons: &Lexicons,
    rows: &Labelled,
    learned: &Learned,
    proposal: &Proposal,
) -> Vec<String> {
    let pack = lexicons.pack(learned.language);
    proposal
        .examples
        .iter()
        .filter_map(|&row| {
            let text = &rows.comments.get(row)?.text;
            let span = reading::locate(pack, text, &proposal.term).unwrap_or_default();
            example(rows, row, span)
        })
        .collect()
}

fn example(rows: &Labelled, row: usize, span: Span) -> Option<String> {
    let comment = rows.comments.get(row)?;
    Some(one_line(&format!(
        "{}: {}",
        comment.id,
        quote(&comment.text, span)
    )))
}

/// A term with what stands around it.
fn quote(text: &str, span: Span) -> String {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let behind = text.get(end..).unwrap_or_default();
    let from = before.char_indices().rev().take(AROUND).last();
    let from = from.map_or(before.len(), |(at, _)| at);
    let to = behind.char_indices().nth(AROUND);
    let to = to.map_or(behind.len(), |(at, _)| at);
    format!(
        "{}{}{}{}{}",
        if from > 0 { "…" } else { "" },
        before.get(from..).unwrap_or_default(),
        span.of(text),
        behind.get(..to).unwrap_or_default(),
        if to < behind.len() { "…" } else { "" },
    )
}

/// Text for one cell: what parts cells or lines, or moves a cursor, becomes a space.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::EntryId;
    use crate::document::Language;
    use crate::study::proposals::Counts;

    #[test]
    fn a_line_gets_the_estimate_and_keeps_its_note() {
        let list = "term\tpos\tparadigm\tvalence\tmatch\tflags\tnote\nsolid\tadj\t\t150\nkeen\tadj\t\t90\t\t\tof prices\n";
        let estimate = Estimate {
            entry: EntryId {
                language: Language::En,
                index: 0,
            },
            judged: 90,
            estimate: 160,
            deviation: 40,
            counts: Counts {
                positive: 8,
                negative: 1,
                other: 0,
            },
            examples: Vec::new(),
        };
        let revised = revised(list, &BTreeMap::from([(3, &estimate)]));
        let lines: Vec<&str> = revised.lines().collect();
        assert_eq!(lines[1], "solid\tadj\t\t150");
        assert_eq!(
            lines[2],
            "keen\tadj\t\t160\t\t\tof prices; judged 90, estimate 160 ±40, 9 rows: 8 positive, 1 negative, 0 other"
        );
    }

    #[test]
    fn a_quote_is_cut_at_whole_letters_and_fits_a_cell() {
        let text = format!("{}bra\tmat{}", "å".repeat(80), "ö".repeat(80));
        let span = Span::new(160, 163);
        let shown = one_line(&quote(&text, span));
        let (before, behind) = ("å".repeat(60), "ö".repeat(56));
        assert_eq!(shown, format!("…{before}bra mat{behind}…"));
    }
}
