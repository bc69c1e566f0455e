//! `verbatims codeframe`: list, check and compare codeframes, and try out an edit.

mod trial;

use super::{exit, files_with, print, printable};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verbatims::Error;
use verbatims::document::Language;
use verbatims::lexicon::bundle::Files;
use verbatims::lexicon::codeframe::check::check;
use verbatims::lexicon::codeframe::diff::{diff, diff_terms, terms};
use verbatims::lexicon::codeframe::{Codeframe, Theme};

/// List, check and compare codeframes, and try out an edit.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Print the themes with what belongs to them.
    List(Place),
    /// Report what is wrong with the themes and their terms: file, line, rule, help. Exit code 78 if anything is.
    Check(Check),
    /// Say what differs between two codeframes and their terms.
    Diff {
        /// The older one: a folder or a codeframe.toml; `bundled` is the one the program carries.
        old: PathBuf,
        /// The newer one.
        new: PathBuf,
    },
    /// Say which comments would gain and lose which themes by an edit, before anything is saved.
    Try(trial::Args),
}

#[derive(clap::Args, Debug)]
struct Place {
    /// The lexicon folder; the bundled lexicons unless given.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Own codeframe, as for `tag`.
    #[arg(long, value_name = "DIR")]
    codeframe: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
struct Check {
    #[command(flatten)]
    place: Place,
    /// Only this language; all that the folder has unless given.
    #[arg(long, value_name = "LANG", value_parser = super::language)]
    language: Option<Language>,
}

/// Runs the command.
///
/// # Errors
/// Folders and files that cannot be read, codeframes that break their format.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::List(place) => list(place),
        Command::Check(args) => run_check(args),
        Command::Diff { old, new } => run_diff(old, new),
        Command::Try(args) => trial::run(args),
    }
}

impl Place {
    fn files(&self) -> anyhow::Result<Files> {
        Ok(files_with(
            self.lexicons.as_deref(),
            self.codeframe.as_deref(),
        )?)
    }
}

fn list(place: &Place) -> anyhow::Result<ExitCode> {
    let codeframe = Codeframe::of(&place.files()?)?;
    let themes: String = codeframe.themes.iter().map(described).collect();
    print(&format!("version {}\n{themes}", codeframe.version))
}

fn described(theme: &Theme) -> String {
    let mut text = String::new();
    let indent = if theme.parent.is_some() { "  " } else { "\n" };
    let label = theme.labels.get("en").map_or("", String::as_str);
    text.push_str(&format!("{indent}{}  {label}\n", theme.id));
    let prior = theme
        .fixed
        .or(theme.prior)
        .map(|prior| format!(", {}", prior.name()));
    let about = [
        Some(theme.definition.clone()),
        Some(format!(
            "{}, {}{}",
            theme.owner,
            theme.stage,
            prior.unwrap_or_default()
        )),
        (!theme.includes.is_empty()).then(|| format!("includes {}", theme.includes.join("; "))),
        (!theme.excludes.is_empty()).then(|| {
            let pairs = theme
                .excludes
                .iter()
                .map(|(id, what)| format!("{what} ({id})"));
            format!("not {}", pairs.collect::<Vec<_>>().join("; "))
        }),
    ];
    for line in about.into_iter().flatten() {
        text.push_str(&format!("      {line}\n"));
    }
    text
}

fn run_check(args: &Check) -> anyhow::Result<ExitCode> {
    let files = args.place.files()?;
    let has = |language: &Language| {
        files
            .get(&format!("{}/language.toml", language.code()))
            .is_some()
    };
    let languages: Vec<Language> = match args.language {
        Some(language) => vec![language],
        None => Language::SERVED.into_iter().filter(has).collect(),
    };
    let findings = check(&files, &languages)?;
    print(&lines(&findings))?;
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &findings {
        *rules.entry(finding.rule).or_default() += 1;
    }
    let rules: Vec<String> = rules
        .iter()
        .map(|(rule, n)| format!("{rule} {n}"))
        .collect();
    eprintln!("{} findings {}", findings.len(), rules.join(", "));
    Ok(match findings.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(exit::CONFIGURATION),
    })
}

/// The files at a place that an argument names.
fn files_at(place: &Path) -> anyhow::Result<Files> {
    if place == Path::new("bundled") {
        return Ok(Files::bundled());
    }
    if place.is_dir() {
        return Ok(Files::from_dir(place)?);
    }
    let text = std::fs::read_to_string(place).map_err(|error| Error::io(place, error))?;
    Ok(Files::from_texts([("codeframe.toml", text)]))
}

fn run_diff(old: &Path, new: &Path) -> anyhow::Result<ExitCode> {
    let (old, new) = (files_at(old)?, files_at(new)?);
    let mut found = diff(&Codeframe::of(&old)?, &Codeframe::of(&new)?);
    let rows = [terms(&old), terms(&new)];
    // A codeframe.toml alone says nothing about terms.
    if rows.iter().all(|rows| !rows.is_empty()) {
        found.extend(diff_terms(&rows[0], &rows[1]));
    }
    if found.is_empty() {
        return print("no difference\n");
    }
    print(&lines(&found))
}

/// One line each.
fn lines(found: &[impl ToString]) -> String {
    let mut text = String::new();
    for one in found {
        let _ = writeln!(text, "{}", printable(&one.to_string()));
    }
    text
}
