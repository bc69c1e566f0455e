//! `verbatims lexicon`: check, format and count the lists, and learn about them.

use super::{exit, lexicon_learn, load, print};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use verbatims::document::Language;
use verbatims::error::Error;
use verbatims::evaluate::cases::{cases, failures};
use verbatims::lexicon::bundle::Files;
use verbatims::lexicon::check::check;
use verbatims::lexicon::entry::EntryKind;
use verbatims::lexicon::format::canonical;
use verbatims::pipeline::Pipeline;

/// Check, format and count the lexicons.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Report what is wrong in the lists: file, line, rule, help. Exit code 78 if anything is.
    Check(Place),
    /// Rewrite the tables in canonical order and spacing.
    Fmt {
        /// The lexicon folder.
        #[arg(long, value_name = "DIR")]
        lexicons: PathBuf,
        /// Only this language.
        #[arg(long, value_name = "LANG", value_parser = super::language)]
        language: Option<Language>,
    },
    /// Annotate the cases that travel with the lists and report those that do not hold. Exit code 78 if any does not.
    Cases(Place),
    /// Count entries and forms.
    Stats(Place),
    /// Estimate valences and propose terms from labelled rows; writes a folder for review.
    Learn(Box<lexicon_learn::Args>),
}

#[derive(clap::Args, Debug)]
struct Place {
    /// The lexicon folder; the bundled lexicons unless given.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Only this language.
    #[arg(long, value_name = "LANG", value_parser = super::language)]
    language: Option<Language>,
}

impl Place {
    fn languages(&self) -> Vec<Language> {
        self.language.map_or(Language::SERVED.to_vec(), |l| vec![l])
    }
}

/// Runs the command.
///
/// # Errors
/// Folders that cannot be read or written.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::Check(place) => run_check(place),
        Command::Fmt { lexicons, language } => format_folder(lexicons, *language),
        Command::Cases(place) => run_cases(place),
        Command::Stats(place) => stats(place),
        Command::Learn(args) => lexicon_learn::run(args),
    }
}

fn run_check(place: &Place) -> anyhow::Result<ExitCode> {
    let files = match &place.lexicons {
        Some(dir) => Files::from_dir(dir)?,
        None => Files::bundled(),
    };
    let findings = check(&files, &place.languages())?;
    let lines: String = findings.iter().map(|one| format!("{one}\n")).collect();
    print(&lines)?;
    eprintln!("{} findings", findings.len());
    Ok(if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(exit::CONFIGURATION)
    })
}

fn run_cases(place: &Place) -> anyhow::Result<ExitCode> {
    let languages = place.languages();
    let lexicons = load(place.lexicons.as_deref(), &languages)?;
    let pipeline = Pipeline::new(Arc::new(lexicons));
    let mut out = String::new();
    let (mut failed, mut total) = (0, 0);
    for language in languages {
        total += cases(&pipeline, language)?.len();
        for failure in failures(&pipeline, language)? {
            failed += 1;
            let _ = writeln!(
                out,
                "{}/cases.tsv:{}: {}\n    expected {}, got {}; missing {}; found {}",
                language.code(),
                failure.case.line,
                failure.case.text.replace('\n', "\\n"),
                failure.case.sentiment,
                failure.sentiment,
                failure.missing.join(" "),
                failure.found.join(" ")
            );
        }
    }
    print(&out)?;
    eprintln!("{failed} of {total} cases fail");
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(exit::CONFIGURATION)
    })
}

fn format_folder(dir: &Path, language: Option<Language>) -> anyhow::Result<ExitCode> {
    let files = Files::from_dir(dir)?;
    let mut changed = String::new();
    let prefix = language.map_or(String::new(), |language| format!("{}/", language.code()));
    for (path, text) in files
        .under(&prefix)
        .filter(|(path, _)| path.ends_with(".tsv"))
    {
        let wanted = canonical(path, text);
        if wanted != text {
            let file = dir.join(path);
            std::fs::write(&file, wanted).map_err(|error| Error::io(&file, error))?;
            changed.push_str(path);
            changed.push('\n');
        }
    }
    print(&changed)
}

fn stats(place: &Place) -> anyhow::Result<ExitCode> {
    let languages = place.languages();
    let lexicons = load(place.lexicons.as_deref(), &languages)?;
    let mut out =
        "language  sentiment  phrases  modifiers  themes  classes+conditions  forms\n".to_owned();
    for language in languages {
        let pack = lexicons.pack(language);
        let own = pack
            .entries
            .get(pack.common_entries as usize..)
            .unwrap_or(&[]);
        let count = |keep: fn(&EntryKind) -> bool| own.iter().filter(|e| keep(&e.kind)).count();
        let phrases = (pack.common_entries..)
            .zip(own)
            .filter(|(_, e)| matches!(e.kind, EntryKind::Sentiment(_)))
            .filter(|&(index, _)| pack.term(index).contains(' '))
            .count();
        let _ = writeln!(
            out,
            "{:<9} {:>9}  {:>7}  {:>9}  {:>6}  {:>18}  {:>5}",
            language.code(),
            count(|k| matches!(k, EntryKind::Sentiment(_))),
            phrases,
            count(|k| matches!(k, EntryKind::Modifier(_))),
            count(|k| matches!(k, EntryKind::Theme(_))),
            count(|k| matches!(k, EntryKind::Condition | EntryKind::ClassPhrase(_))),
            pack.forms.len(),
        );
    }
    print(&out)
}
