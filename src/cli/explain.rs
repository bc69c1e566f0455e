//! `verbatims explain`: how a comment's tags came about, step by step.

use super::{language, load};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use verbatims::annotation::{Annotation, Evidence};
use verbatims::document::{Language, TokenKind};
use verbatims::lexicon::entry::{ConditionKind, EntryKind};
use verbatims::lexicon::matcher::{self, Matches};
use verbatims::lexicon::pack::Pack;
use verbatims::lexicon::{EntrySource, Lexicons, Memory};
use verbatims::pipeline::Pipeline;

/// Show tokens, matches and the arithmetic behind a comment's tags.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The comment; standard input if it is `-`.
    text: String,
    /// Read the lexicons from this folder.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Take this language instead of detecting it.
    #[arg(long, value_name = "LANG", value_parser = language)]
    language: Option<Language>,
    /// Repair the spelling of unknown words, as `tag --repair-spelling` does.
    #[arg(long)]
    repair_spelling: bool,
}

/// Runs the command.
///
/// # Errors
/// Lexicons that cannot be read, standard input or output that fails.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let mut comment = args.text.clone();
    if comment == "-" {
        comment.clear();
        std::io::stdin().read_to_string(&mut comment)?;
    }
    let comment = comment.trim_end_matches(['\n', '\r']);
    let languages = args.language.map_or(Language::SERVED.to_vec(), |l| vec![l]);
    let lexicons = Arc::new(load(args.lexicons.as_deref(), &languages)?);
    let pipeline = Pipeline::new(Arc::clone(&lexicons)).with_spelling_repair(args.repair_spelling);
    let annotation = pipeline.annotate_as(comment, args.language);
    let shown = explanation(&lexicons, comment, &annotation, args.repair_spelling);
    std::io::stdout().write_all(shown.as_bytes())?;
    Ok(ExitCode::SUCCESS)
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
        "language   {} {} {:.3} ({:?})",
        detection.language.code(),
        detection.script.code(),
        f64::from(detection.score) / 1000.0,
        detection.reason
    );
    let pack = lexicons.pack(detection.language);
    let (tokens, sentences) = pack.cut(comment);
    let mut memory = Memory::new(repair);
    let matches = matcher::find_with(pack, &mut memory, comment, &tokens, &sentences);
    words(&mut out, pack, comment, &tokens, &matches);
    terms(&mut out, pack, comment, &tokens, &matches);
    sentiment(&mut out, lexicons, comment, annotation);
    themes(&mut out, lexicons, comment, annotation);
    withheld(&mut out, lexicons, pack, &matches, annotation);
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
        let quote = token.span.of(comment);
        pack.exact.apply(quote, &mut key);
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
        let source = pack.source(found.entry);
        let _ = writeln!(
            out,
            "  {}  <- `{}` {} {} {}",
            quotes.join(" "),
            source.term,
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
            let word = step.word.map_or("", |span| span.of(comment));
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
        evidence.span.of(comment),
        source.term,
        evidence.matched.name(),
        place(source)
    );
}

fn themes(out: &mut String, lexicons: &Lexicons, comment: &str, annotation: &Annotation) {
    let _ = writeln!(out, "themes");
    for mention in &annotation.mentions {
        let theme = lexicons.codeframe().theme(mention.theme);
        let _ = writeln!(out, "  {} {}", theme.id, mention.polarity.name());
        for evidence in &mention.evidence {
            evidence_line(out, lexicons, comment, evidence);
        }
    }
}

/// Theme terms that were found but did not count, with what stood against them.
fn withheld(
    out: &mut String,
    lexicons: &Lexicons,
    pack: &Pack,
    matches: &Matches,
    annotation: &Annotation,
) {
    let mut lines = String::new();
    for found in &matches.found {
        let Some(EntryKind::Theme(theme)) = pack.kind(found.entry) else {
            continue;
        };
        if annotation
            .mentions
            .iter()
            .any(|mention| mention.theme == theme.theme)
        {
            continue;
        }
        let describe = |conditions: &[verbatims::lexicon::entry::Condition]| {
            conditions
                .iter()
                .map(|condition| match condition.what {
                    ConditionKind::Entry(entry) => pack.source(entry).term.to_owned(),
                    other => format!("{other:?}").to_lowercase(),
                })
                .collect::<Vec<_>>()
                .join("; ")
        };
        let source = pack.source(found.entry);
        let mut why = Vec::new();
        if !theme.requires.is_empty() {
            why.push(format!("needs {}", describe(&theme.requires)));
        }
        if !theme.unless.is_empty() {
            why.push(format!("not beside {}", describe(&theme.unless)));
        }
        if theme.weak || theme.last {
            why.push("yields to more specific themes".into());
        }
        if why.is_empty() {
            why.push("inside a longer match".into());
        }
        let id = &lexicons.codeframe().theme(theme.theme).id;
        let _ = writeln!(
            lines,
            "  {id}  `{}` {}: {}",
            source.term,
            place(source),
            why.join(", ")
        );
    }
    if !lines.is_empty() {
        let _ = write!(out, "not given\n{lines}");
    }
}
