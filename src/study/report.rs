//! What to look at first.

use super::overlay::{estimate_examples, proposal_examples};
use super::rows::Labelled;
use super::{Estimate, Learned};
use crate::lexicon::Lexicons;
use std::borrow::Cow;
use std::fmt::Write as _;

/// Differences shown.
const DIFFERENCES: usize = 25;

/// Proposals shown.
const PROPOSALS: usize = 40;

/// Letters shown of a term.
const TERM: usize = 60;

/// The report as Markdown.
pub fn report(lexicons: &Lexicons, rows: &Labelled, learned: &Learned) -> String {
    let mut out = String::new();
    head(&mut out, rows, learned);
    let differences = learned.differences();
    let _ = writeln!(
        out,
        "\n## Estimates that differ most from the judged value\n\n{} of {} estimated entries differ; all are in `{}/estimates.tsv`.\n",
        differences.len(),
        learned.estimates.len(),
        learned.language.code()
    );
    for one in differences.into_iter().take(DIFFERENCES) {
        difference(&mut out, lexicons, rows, one);
    }
    let _ = writeln!(
        out,
        "\n## Terms that no list knows\n\n{} lean to a side; the surest are in `{}/proposals.tsv`.\n",
        learned.proposals.len(),
        learned.language.code()
    );
    for one in learned.proposals.iter().take(PROPOSALS) {
        let counts = one.counts;
        let _ = writeln!(
            out,
            "- `{}` z {:+.1}, log-odds {:+.2}; {} positive, {} negative, {} other",
            one.term, one.z, one.delta, counts.positive, counts.negative, counts.other
        );
        examples(&mut out, proposal_examples(lexicons, rows, learned, one));
    }
    out
}

fn head(out: &mut String, rows: &Labelled, learned: &Learned) {
    let counts = learned.counts;
    let _ = write!(
        out,
        "# What the rows say about the list `{}`\n\n\
         Rows read: {}; not read or empty: {}; in another language: {}; without a label: {}; used: {} \
         ({} positive, {} negative, {} other), of them without any evidence: {}.\n\n\
         Lists: logit of being content = {:.2} + {:.2} a hundred hundredths. \
         Mean log loss on a fifth of the rows that was kept back: {:.4} with the judged values, {:.4} with estimates from the others.\n\n\
         Nothing of this is in use. An estimate holds for these rows: read the examples, then put the number you would \
         defend into the list.\n",
        learned.language.code(),
        rows.read,
        rows.unread,
        rows.foreign,
        rows.unlabelled,
        rows.len(),
        counts.positive,
        counts.negative,
        counts.other,
        learned.silent,
        learned.link.bias,
        learned.link.slope,
        learned.kept_back.judged,
        learned.kept_back.estimated,
    );
}

fn difference(out: &mut String, lexicons: &Lexicons, rows: &Labelled, one: &Estimate) {
    let source = lexicons.entry(one.entry);
    let counts = one.counts;
    let _ = writeln!(
        out,
        "- `{}` ({}:{}) judged {}, estimate {} ±{}; {} positive, {} negative, {} other",
        shortened(source.term, TERM),
        source.file,
        source.line,
        one.judged,
        one.estimate,
        one.deviation,
        counts.positive,
        counts.negative,
        counts.other
    );
    examples(out, estimate_examples(rows, one));
}

/// A term with so many letters of it at most; patterns of many alternatives are cut.
pub fn shortened(term: &str, letters: usize) -> Cow<'_, str> {
    match term.char_indices().nth(letters) {
        Some((end, _)) => Cow::Owned(format!("{}…", term.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(term),
    }
}

fn examples(out: &mut String, examples: Vec<String>) {
    for example in examples {
        let _ = writeln!(out, "  - {example}");
    }
}
