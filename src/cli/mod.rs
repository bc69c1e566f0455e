//! The commands: one file a command, each with its `Args` and a `run`.

mod agreement;
mod check;
mod check_input;
mod check_job;
mod codeframe;
mod corrections;
mod detect;
mod detector;
mod erase;
mod evaluate;
mod explain;
mod facts;
mod input;
mod lexicon;
mod lexicon_learn;
mod overwriting;
mod publish;
mod replay;
mod report;
mod review;
mod rollup;
mod run;
#[cfg(unix)]
mod signals;
mod tag;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use verbatims::document::Language;
use verbatims::job::Finding;
use verbatims::job::lexicons::files as files_with;
use verbatims::job::log::printable;
use verbatims::lexicon::Lexicons;
use verbatims::{Error, Pipeline, exit};

/// Tags customer comments with language, sentiment and themes, and shows the words behind every tag.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tag the comments of exports.
    #[command(after_help = tag::EXIT_CODES)]
    Tag(Box<tag::Args>),
    /// Run a nightly job: tag what is new and publish it as a set.
    #[command(after_help = run::EXIT_CODES)]
    Run(run::Args),
    /// Bring the database of a job to what is published.
    Publish(publish::Args),
    /// Take out the rows of a job that could not be read, and read them again when they are mended.
    Replay(replay::Args),
    /// Make one page of figures from an export, from annotations or from a job.
    Report(Box<report::Args>),
    /// Count comments and mentions by any columns, with intervals.
    #[command(after_help = tag::EXIT_CODES)]
    Rollup(Box<rollup::Args>),
    /// Erase the comments of respondents with all their tags from a job, and publish it without them.
    Erase(erase::Args),
    /// Say how an export is read and what is wrong with it, without tagging it.
    Check(Box<check::Args>),
    /// Tell the language of texts.
    Detect(detect::Args),
    /// Train and measure the language detector.
    #[command(hide = true)]
    Detector(detector::Args),
    /// Show how a comment's tags came about.
    Explain(explain::Args),
    /// Score annotations against labelled rows.
    Evaluate(evaluate::Args),
    /// List, check and compare codeframes, and try out an edit.
    Codeframe(codeframe::Args),
    /// Let two people label the same comments, measure how far they agree, decide.
    Agreement(agreement::Args),
    /// Open the analyst's desk on what a job has published, in a browser.
    Review(review::Args),
    /// List, add, undo, export and import what people say against the machine.
    Corrections(corrections::Args),
    /// Check, format and count the lexicons, and learn about them.
    Lexicon(lexicon::Args),
}

/// Runs a command.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Tag(args) => tag::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Publish(args) => publish::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Rollup(args) => rollup::run(&args),
        Command::Erase(args) => erase::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Detect(args) => detect::run(&args),
        Command::Detector(args) => detector::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Codeframe(args) => codeframe::run(&args),
        Command::Agreement(args) => agreement::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Corrections(args) => corrections::run(&args),
        Command::Lexicon(args) => lexicon::run(&args),
    }
}

/// A combination of arguments that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Mistakes in the configuration of a job, each with its place.
#[derive(Debug, thiserror::Error)]
#[error("the configuration has {} mistakes", .0.len())]
struct Mistakes(Vec<Finding>);

/// Says what went wrong, and gives the exit code for it. A reader that stopped reading is no failure.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    if let Some(Mistakes(found)) = error.downcast_ref() {
        for mistake in found {
            eprintln!("verbatims: error: {}", printable(&mistake.to_string()));
        }
        return ExitCode::from(exit::CONFIGURATION);
    }
    let code = match code(error) {
        None => return ExitCode::SUCCESS,
        Some(code) => code,
    };
    eprintln!("verbatims: error: {}", printable(&message(error)));
    ExitCode::from(code)
}

/// An error with its causes, those left out that it names itself.
fn message(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain() {
        let told = cause.to_string();
        if !message.contains(&told) {
            if !message.is_empty() {
                message.push_str(": ");
            }
            message.push_str(&told);
        }
        if cause.is::<Error>() {
            // What is behind an error of ours it has told in words of its own.
            break;
        }
    }
    message
}

fn code(error: &anyhow::Error) -> Option<u8> {
    if error.is::<Usage>() {
        return Some(exit::USAGE);
    }
    match error.downcast_ref::<Error>() {
        Some(Error::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => None,
        // What a command is told to read and is not there is an input that is missing.
        Some(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Some(exit::INCOMPLETE)
        }
        Some(error) => Some(exit::of(error)),
        None => Some(exit::INTERNAL),
    }
}

/// Where a command that prints its answer has it go, in messages.
const STDOUT: &str = "standard output";

/// Prints the answer of a command to standard output.
fn print(text: &str) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Error::io(STDOUT, error))?;
    Ok(ExitCode::SUCCESS)
}

/// A percentage, for arguments.
fn percentage(text: &str) -> Result<f64, String> {
    let percent = text.parse().ok();
    let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "give a percentage from 0 to 100".to_owned())
}

/// A number of things that cannot be none, for arguments.
fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|&number| number > 0);
    number.ok_or_else(|| "give a whole number above 0".to_owned())
}

/// A number of things with their name, in words.
fn counted(number: u64, thing: &str) -> String {
    match number {
        1 => format!("1 {thing}"),
        _ => format!("{number} {thing}s"),
    }
}

/// The lexicons in `folder`, or those the program carries; of a folder only the languages asked for.
fn load(folder: Option<&Path>, languages: &[Language]) -> anyhow::Result<Lexicons> {
    load_with(folder, None, languages)
}

/// The same with a user's own codeframe where one is given.
fn load_with(
    folder: Option<&Path>,
    codeframe: Option<&Path>,
    languages: &[Language],
) -> anyhow::Result<Lexicons> {
    let Some(named) = codeframe.or(folder) else {
        return Ok(Lexicons::bundled()?);
    };
    Lexicons::load(files_with(folder, codeframe)?, languages)
        .with_context(|| format!("the lexicons with {}", named.display()))
}

/// The pipeline over the lexicons in `folder`, or over those the program carries.
fn pipeline(folder: Option<&Path>) -> anyhow::Result<Pipeline> {
    Ok(Pipeline::new(Arc::new(load(folder, &Language::SERVED)?)))
}

/// A language by its code, for arguments.
fn language(code: &str) -> Result<Language, String> {
    let codes: Vec<&str> = Language::SERVED.iter().map(|l| l.code()).collect();
    Language::from_code(code)
        .filter(|language| language.served_index().is_some())
        .ok_or_else(|| format!("one of {}", codes.join(", ")))
}

/// One of `fields` and the name it has in a file, for arguments.
fn mapping(text: &str, fields: &[&str]) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, name)) if fields.contains(&field) && !name.is_empty() => {
            Ok((field.to_owned(), name.to_owned()))
        }
        _ => Err(format!(
            "give FIELD=NAME, FIELD one of {}",
            fields.join(", ")
        )),
    }
}
