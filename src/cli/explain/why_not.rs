//! `verbatims explain --why-not THEME` in words.

use super::pointer;
use super::{place, sentence_around};
use std::fmt::Write as _;
use verbatims::Result;
use verbatims::analyze::withheld::{Reason, Withheld};
use verbatims::annotation::{Annotation, EntryId, ThemeId};
use verbatims::lexicon::Lexicons;
use verbatims::lexicon::codeframe::Fallback;
use verbatims::span::Span;
use verbatims::study::why_not::{Missing, Near, WhyNot, why_not};

/// The answer as text.
pub fn answer(
    lexicons: &Lexicons,
    comment: &str,
    annotation: &Annotation,
    theme: ThemeId,
) -> Result<String> {
    let mut out = String::new();
    let id = &lexicons.codeframe().theme(theme).id;
    let language = annotation.detection.language.code();
    let _ = match why_not(lexicons, comment, annotation, theme)? {
        WhyNot::Given => writeln!(
            out,
            "{id} was given; `verbatims explain` without --why-not shows by what"
        ),
        WhyNot::NotServed => writeln!(
            out,
            "{id} was not given: the comment's language is `{language}`, which has no lists; --language names another"
        ),
        WhyNot::Nothing(terms) => writeln!(
            out,
            "{id} was not given: none of its {terms} terms in {language}/ shares a word with the comment"
        ),
        WhyNot::Rule(fallback) => {
            writeln!(out, "{id} was not given: {}", rule(fallback, annotation))
        }
        WhyNot::Withheld(kept) => {
            let _ = writeln!(
                out,
                "{id} was not given: its terms are there, but do not count"
            );
            for one in &kept {
                pointed(&mut out, lexicons, comment, &[one.span], one.entry);
                let _ = writeln!(out, "    {}", reason(lexicons, comment, one));
            }
            Ok(())
        }
        WhyNot::Near(near) => {
            let _ = writeln!(out, "{id} was not given; the nearest of its terms:");
            let spans: Vec<Span> = near.found.iter().map(|(_, span)| *span).collect();
            pointed(&mut out, lexicons, comment, &spans, near.entry);
            writeln!(out, "    {}", missing(&near))
        }
    };
    Ok(out)
}

/// The sentence with carets, and the term.
fn pointed(out: &mut String, lexicons: &Lexicons, comment: &str, spans: &[Span], entry: EntryId) {
    let whole = spans
        .iter()
        .copied()
        .reduce(Span::cover)
        .unwrap_or_default();
    let within = sentence_around(lexicons, comment, whole);
    let [above, below] = pointer::lines(comment, within, spans);
    let source = lexicons.entry(entry);
    let term = pointer::term(source.term);
    let _ = writeln!(
        out,
        "    {above}\n    {below}\n    `{term}` {}",
        place(source)
    );
}

fn missing(near: &Near) -> String {
    let listed = |parts: &[String]| {
        let shown: Vec<String> = parts
            .iter()
            .map(|p| format!("`{}`", pointer::term(p)))
            .collect();
        shown.join(", ")
    };
    let found: Vec<String> = near.found.iter().map(|(part, _)| part.clone()).collect();
    match &near.missing {
        Missing::Parts(parts) => format!("found {}; missing {}", listed(&found), listed(parts)),
        Missing::Gap { between, most } => format!(
            "all parts are there, but {between} words stand between two of them; the term allows {most}"
        ),
        Missing::Break => {
            "all parts are there, but a comma, a dash or a line break stands between them"
                .to_owned()
        }
        Missing::Order => "all parts are there, in another order".to_owned(),
        Missing::Sentence => "all parts are there, in different sentences".to_owned(),
    }
}

/// What kept a term from counting, in words.
pub fn reason(lexicons: &Lexicons, comment: &str, one: &Withheld) -> String {
    let named = |entry: EntryId, span: Span| {
        let source = lexicons.entry(entry);
        format!(
            "{} (`{}` {})",
            pointer::inline(span.of(comment)),
            pointer::term(source.term),
            place(source)
        )
    };
    match &one.reason {
        Reason::Requires(conditions) => {
            const SHOWN: usize = 4;
            let first: Vec<&str> = conditions.iter().take(SHOWN).map(String::as_str).collect();
            let more = conditions.len().saturating_sub(SHOWN);
            let more = match more {
                0 => String::new(),
                more => format!(" or one of {more} more"),
            };
            format!("requires {}{more}; none is there", first.join(" or "))
        }
        Reason::Unless(condition) => format!("must not stand beside {condition}"),
        Reason::Inside(entry, span) => format!("lies inside {}", named(*entry, *span)),
        Reason::Weak(Some((entry, span))) => {
            format!(
                "is a bare topic word (weak) and yields to {}",
                named(*entry, *span)
            )
        }
        Reason::Weak(None) => {
            "is a bare topic word (weak) and yields to a more specific term".to_owned()
        }
        Reason::Last(Some((entry, span))) => format!(
            "counts only where the comment raises nothing else (last), and yields to {}",
            named(*entry, *span)
        ),
        Reason::Last(None) => "counts only where the comment raises nothing else (last)".to_owned(),
    }
}

fn rule(fallback: Fallback, annotation: &Annotation) -> String {
    let polarity = annotation.sentiment.polarity.name();
    let themes = annotation.mentions.len();
    match fallback {
        Fallback::Empty => {
            "it is given to comments that say nothing, such as \"-\" or \"no comment\"".to_owned()
        }
        Fallback::Praise | Fallback::Complaint if themes > 0 => format!(
            "it is given only where nothing more specific is said, and the comment raises {themes} themes"
        ),
        Fallback::Praise => format!(
            "it is given to positive comments whose words are nearly all judgement; this one is {polarity}, or has more words that no list knows than general_unknown_words in common/rules.toml"
        ),
        Fallback::Complaint => format!(
            "it is given to negative comments whose words are nearly all judgement; this one is {polarity}, or has more words that no list knows than general_unknown_words in common/rules.toml"
        ),
    }
}
