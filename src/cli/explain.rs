//! `verbatims explain`: how a comment's tags came about, step by step.

mod pointer;
mod why_not;

use super::{Usage, language, load_with};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use verbatims::Error;
use verbatims::analyze::withheld::withheld as withheld_terms;
use verbatims::annotation::{Annotation, Evidence, ThemeId};
use verbatims::document::{Language, TokenKind};
use verbatims::lexicon::entry::EntryKind;
use verbatims::lexicon::matcher::{self, Matches};
use verbatims::lexicon::pack::Pack;
use verbatims::lexicon::{EntrySource, Lexicons, Memory};
use verbatims::pipeline::Pipeline;
use verbatims::span::Span;

/// Show tokens, matches and the arithmetic behind a comment's tags.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The comment; standard input if it is `-`.
    text: String,
    /// Read the lexicons from this folder.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Own codeframe, as for `tag`.
    #[arg(long, value_name = "DIR")]
    codeframe: Option<PathBuf>,
    /// Take this language instead of detecting it.
    #[arg(long, value_name = "LANG", value_parser = language)]
    language: Option<Language>,
    /// Repair the spelling of unknown words, as `tag --repair-spelling` does.
    #[arg(long)]
    repair_spelling: bool,
    /// Say why the comment was not given this theme: the nearest term and the part of it that is missing.
    #[arg(long, value_name = "THEME")]
    why_not: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// Lexicons that cannot be read, standard input or output that fails.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let mut comment = args.text.clone();
    if comment == "-" {
        comment.clear();
        std::io::stdin()
            .read_to_string(&mut comment)
            .map_err(|error| Error::io("standard input", error))?;
    }
    let comment = comment.trim_end_matches(['\n', '\r']);
    let languages = args.language.map_or(Language::SERVED.to_vec(), |l| vec![l]);
    let lexicons = Arc::new(load_with(
        args.lexicons.as_deref(),
        args.codeframe.as_deref(),
        &languages,
    )?);
    let pipeline = Pipeline::new(Arc::clone(&lexicons)).with_spelling_repair(args.repair_spelling);
    let annotation = pipeline.annotate_as(comment, args.language);
    let shown = match &args.why_not {
        None => explanation(&lexicons, comment, &annotation, args.repair_spelling),
        Some(name) => {
            let theme = theme(&lexicons, name)?;
            why_not::answer(&lexicons, comment, &annotation, theme)?
        }
    };
    super::print(&shown)
}

/// The theme with this id.
fn theme(lexicons: &Lexicons, name: &str) -> anyhow::Result<ThemeId> {
    let codeframe = lexicons.codeframe();
    codeframe.find(name).ok_or_else(|| {
        let like = |id: &&str| {
            id.contains(name) || name.split('-').next_back().is_some_and(|w| id.contains(w))
        };
        let ids = codeframe.themes.iter().map(|theme| theme.id.as_str());
        let near: Vec<&str> = ids.filter(like).take(5).collect();
        let hint = match near.is_empty() {
            true => "`verbatims codeframe list` names them all".to_owned(),
            false => format!("did you mean {}?", near.join(", ")),
        };
        Usage(format!("`{name}` is no theme of the codeframe; {hint}")).into()
    })
}

/// The sentence that a span lies in, without white space at its ends; the whole text if it spans several.
fn sentence_around(lexicons: &Lexicons, comment: &str, span: Span) -> Span {
    let (tokens, sentences) = lexicons.pack(Language::Und).cut(comment);
    let mut places = sentences
        .iter()
        .filter_map(|sentence| sentence.span(&tokens));
    places
        .find(|sentence| sentence.contains(span))
        .unwrap_or_else(|| Span::new(0, comment.len()))
}

/// The whole explanation as text; `repair` tells whether the annotation was made with spelling repair.
pub fn explanation(
    lexicons: &Lexicons,
    comment: &str,
    annotation: &Annotation,
    repair: bool,
) -> String {
    let mut out = String::new();
    let detection = &annotation.detection;
    let _ = writeln!(
        out,
        "language   {} {} {:.3} ({})",
        detection.language.code(),
        detection.script.code(),
        f64::from(detection.score) / 1000.0,
        detection.reason.name()
    );
    let pack = lexicons.pack(detection.language);
    let (tokens, sentences) = pack.cut(comment);
    let mut memory = Memory::new(repair);
    let matches = matcher::find_with(pack, &mut memory, comment, &tokens, &sentences);
    words(&mut out, pack, comment, &tokens, &matches);
    terms(&mut out, pack, comment, &tokens, &matches);
    sentiment(&mut out, lexicons, comment, annotation);
    themes(&mut out, lexicons, comment, annotation);
    withheld(&mut out, lexicons, comment, annotation);
    let flags: Vec<&str> = annotation.flags.iter().map(|flag| flag.name()).collect();
    let _ = writeln!(out, "flags      {}", flags.join(" "));
    out
}

fn words(
    out: &mut String,
    pack: &Pack,
    comment: &str,
    tokens: &[verbatims::document::Token],
    matches: &Matches,
) {
    let _ = writeln!(out, "words");
    let mut key = String::new();
    for word in &matches.words {
        let Some(token) = tokens.get(word.token) else {
            continue;
        };
        let quote = pointer::inline(token.span.of(comment));
        pack.exact.apply(token.span.of(comment), &mut key);
        let key = pointer::inline(&key);
        let how = match (&word.repaired, word.known, token.kind) {
            (Some(form), ..) => format!("repaired to {form}"),
            (None, true, _) => word.matched.name().to_owned(),
            (None, false, TokenKind::Word) => "unknown".to_owned(),
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "  {:>3}-{:<3} {quote}  [{key}]  {how}",
            token.span.start, token.span.end
        );
    }
}

fn place(source: EntrySource<'_>) -> String {
    format!("{}:{}", source.file, source.line)
}

fn kind_name(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Sentiment(_) => "sentiment",
        EntryKind::Emoji(_) => "emoji",
        EntryKind::Modifier(modifier) => modifier.role.name(),
        EntryKind::Theme(_) => "theme",
        EntryKind::Condition => "condition",
        EntryKind::ClassPhrase(_) => "class",
    }
}

fn terms(
    out: &mut String,
    pack: &Pack,
    comment: &str,
    tokens: &[verbatims::document::Token],
    matches: &Matches,
) {
    let _ = writeln!(out, "matches");
    for found in &matches.found {
        // Conditions matter only to the terms that name them, and are told there.
        let kind = pack.kind(found.entry);
        let Some(kind) = kind.filter(|kind| !matches!(kind, EntryKind::Condition)) else {
            continue;
        };
        let quotes: Vec<&str> = found
            .positions()
            .filter_map(|at| tokens.get(matches.words.get(at)?.token))
            .map(|token| token.span.of(comment))
            .collect();
        let quotes = pointer::inline(&quotes.join(" "));
        let source = pack.source(found.entry);
        let _ = writeln!(
            out,
            "  {quotes}  <- `{}` {} {} {}",
            pointer::term(source.term),
            kind_name(kind),
            found.matched.name(),
            place(source)
        );
    }
}

fn sentiment(out: &mut String, lexicons: &Lexicons, comment: &str, annotation: &Annotation) {
    let sentiment = &annotation.sentiment;
    let _ = writeln!(
        out,
        "sentiment  {}  score {} = positive {} + negative {}  probability {}",
        sentiment.polarity.name(),
        sentiment.score,
        sentiment.positive,
        sentiment.negative,
        sentiment.probability
    );
    for evidence in &sentiment.evidence {
        evidence_line(out, lexicons, comment, evidence);
        for step in &evidence.steps {
            let word = step
                .word
                .map_or(String::new(), |span| pointer::inline(span.of(comment)));
            let _ = writeln!(
                out,
                "      {:<12} {:<16} {:>5} -> {}",
                step.rule, word, step.before, step.after
            );
        }
    }
}

fn evidence_line(out: &mut String, lexicons: &Lexicons, comment: &str, evidence: &Evidence) {
    let source = lexicons.entry(evidence.entry);
    let numbers = match (evidence.valence, evidence.result) {
        (Some(valence), Some(result)) => format!("  {valence} => {result}"),
        _ => String::new(),
    };
    let _ = writeln!(
        out,
        "    {}  <- `{}` {} {}{numbers}",
        pointer::inline(evidence.span.of(comment)),
        pointer::term(source.term),
        evidence.matched.name(),
        place(source)
    );
}

fn themes(out: &mut String, lexicons: &Lexicons, comment: &str, annotation: &Annotation) {
    let _ = writeln!(out, "themes");
    for mention in &annotation.mentions {
        let theme = lexicons.codeframe().theme(mention.theme);
        let _ = writeln!(out, "  {} {}", theme.id, mention.polarity.name());
        carets(out, lexicons, comment, &mention.evidence);
        for evidence in &mention.evidence {
            evidence_line(out, lexicons, comment, evidence);
        }
    }
}

/// The sentences of a mention with carets below its words.
fn carets(out: &mut String, lexicons: &Lexicons, comment: &str, evidence: &[Evidence]) {
    let mut sentences: Vec<(Span, Vec<Span>)> = Vec::new();
    for one in evidence {
        let parts = match one.parts.is_empty() {
            true => vec![one.span],
            false => one.parts.clone(),
        };
        let within = sentence_around(lexicons, comment, one.span);
        match sentences.iter_mut().find(|(place, _)| *place == within) {
            Some((_, spans)) => spans.extend(parts),
            None => sentences.push((within, parts)),
        }
    }
    for (within, spans) in sentences {
        let [above, below] = pointer::lines(comment, within, &spans);
        let _ = writeln!(out, "    {above}\n    {below}");
    }
}

/// Theme terms that were found but did not count, with what stood against them.
fn withheld(out: &mut String, lexicons: &Lexicons, comment: &str, annotation: &Annotation) {
    let mut kept = withheld_terms(lexicons, comment, &annotation.detection);
    kept.retain(|one| annotation.mentions.iter().all(|m| m.theme != one.theme));
    if kept.is_empty() {
        return;
    }
    let _ = writeln!(out, "not given");
    for one in kept {
        let source = lexicons.entry(one.entry);
        let _ = writeln!(
            out,
            "  {}  `{}` {}: {}",
            lexicons.codeframe().theme(one.theme).id,
            pointer::term(source.term),
            place(source),
            why_not::reason(lexicons, comment, &one)
        );
    }
}
