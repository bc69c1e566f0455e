//! `verbatims corrections`: what people say against the machine.

use super::{Mistakes, Usage, exit, printable};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verbatims::error::Error;
use verbatims::job::Job;
use verbatims::store::corrections::{Batch, Draft, Weighed, Which, file};
use verbatims::store::generation::Folders;
use verbatims::store::{Change, Correction, Journal, State, Status};

/// List, export, import, add and undo corrections of a job's comments. They are published by the next run.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// List the corrections that stand, with what the machine says now.
    List {
        /// Configuration of the job.
        job: PathBuf,
        /// Only those that should be looked at again: the machine says something new, the text or the theme is gone.
        #[arg(long)]
        conflicts: bool,
        /// Only those of this comment, as nps/R-0001.
        #[arg(long, value_name = "ID")]
        comment: Option<String>,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Write the whole log as JSON Lines, sorted, to be versioned and to be imported elsewhere.
    Export {
        /// Configuration of the job.
        job: PathBuf,
        /// The file; standard output unless given.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take in a log that `export` wrote; entries that are here already are passed over.
    Import {
        /// Configuration of the job.
        job: PathBuf,
        /// The file, `-` for standard input.
        file: PathBuf,
    },
    /// Correct a comment: theme:ID=positive|negative|neutral|mixed|none, sentiment=..., language=sv|ar|sr|ru|en.
    Add {
        /// Configuration of the job.
        job: PathBuf,
        /// The comment, as nps/R-0001.
        comment: String,
        /// What is right. Several are saved together or not at all.
        #[arg(required = true, value_name = "TARGET=VALUE")]
        changes: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Undo a correction by its id, or a whole batch.
    Undo {
        /// Configuration of the job.
        job: PathBuf,
        /// Ids of a correction, or of a batch with --batch.
        id: String,
        /// The id is that of a batch.
        #[arg(long)]
        batch: bool,
        #[command(flatten)]
        who: Who,
    },
}

/// Who says it, and why.
#[derive(clap::Args, Debug)]
struct Who {
    /// Your name: it is kept and published with what you say.
    #[arg(long, value_name = "NAME")]
    author: String,
    /// The reason.
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
}

impl Who {
    fn batch(&self) -> Batch {
        Batch {
            author: self.author.clone(),
            why: self.why.clone(),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// A job that cannot be loaded, a state that cannot be read, what cannot be saved.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::List {
            job,
            conflicts,
            comment,
            json,
        } => list(&load(job)?, *conflicts, comment.as_deref(), *json),
        Command::Export { job, output } => export(&load(job)?, output.as_deref()),
        Command::Import { job, file } => import(&load(job)?, file),
        Command::Add {
            job,
            comment,
            changes,
            who,
        } => add(&load(job)?, comment, changes, who),
        Command::Undo {
            job,
            id,
            batch,
            who,
        } => undo(&load(job)?, id, *batch, who),
    }
}

/// The job of a configuration.
pub(super) fn load(path: &Path) -> anyhow::Result<Job> {
    Ok(Job::load(path).map_err(Mistakes)?)
}

/// The state that is published.
pub(super) fn state(job: &Job) -> anyhow::Result<State> {
    let folders = Folders {
        output: job.output.folder.clone(),
        state: job.state.clone(),
    };
    match folders.published()? {
        Some(manifest) => Ok(State::read_only(&job.state.join(&manifest.state.name))?),
        None => Err(Usage(format!(
            "{}: nothing is published yet; run `verbatims run` first",
            job.name
        ))
        .into()),
    }
}

fn list(job: &Job, conflicts: bool, comment: Option<&str>, json: bool) -> anyhow::Result<ExitCode> {
    let weighed = Journal::read(&job.state)?.weigh(&state(job)?)?;
    let mut out = String::new();
    let mut counts: BTreeMap<Status, usize> = BTreeMap::new();
    for one in &weighed {
        *counts.entry(one.status).or_default() += 1;
        let wanted = comment.is_none_or(|comment| one.correction.comment == comment);
        if wanted && (one.status.is_conflict() || !conflicts) {
            tell(&mut out, one, json)?;
        }
    }
    super::print(&out)?;
    let told: Vec<String> = Status::ALL
        .iter()
        .filter_map(|status| Some(format!("{} {}", status.name(), counts.get(status)?)))
        .collect();
    eprintln!("{} corrections stand: {}", weighed.len(), told.join(", "));
    Ok(ExitCode::SUCCESS)
}

fn tell(out: &mut String, one: &Weighed, json: bool) -> anyhow::Result<()> {
    let Weighed {
        correction,
        now,
        status,
    } = one;
    if json {
        let mut line = serde_json::to_value(correction)?;
        if let Some(object) = line.as_object_mut() {
            object.insert("now".to_owned(), json!(now));
            object.insert("status".to_owned(), json!(status));
        }
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let said = |text: &str| if text.is_empty() { "?" } else { text }.to_owned();
    writeln!(
        out,
        "{}  {}  {}  {} = {}  (machine: {} then, {} now)  {}  {}  {}",
        correction.id,
        status.name(),
        printable(&correction.comment),
        correction.change.target(),
        correction.change.value(),
        said(&correction.machine),
        said(now.as_deref().unwrap_or_default()),
        printable(&correction.author),
        correction.at,
        printable(&correction.why),
    )?;
    Ok(())
}

fn export(job: &Job, output: Option<&Path>) -> anyhow::Result<ExitCode> {
    let text = file::write(&Journal::read(&job.state)?);
    match output {
        Some(path) => verbatims::store::write_private(path, text.as_bytes())?,
        None => return super::print(&text),
    }
    Ok(ExitCode::SUCCESS)
}

fn import(job: &Job, path: &Path) -> anyhow::Result<ExitCode> {
    let text = content(path)?;
    let entries = file::read(&path.display().to_string(), &text)?;
    let read = entries.len();
    let added = Journal::open(&job.state)?.import(entries, &state(job)?)?;
    eprintln!(
        "{read} entries read: {added} new, {} here already",
        read - added
    );
    Ok(ExitCode::SUCCESS)
}

/// The text of a file, or of standard input.
pub(super) fn content(path: &Path) -> anyhow::Result<String> {
    let fail = |error| Error::io(path, error);
    if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(fail)?;
        return Ok(text);
    }
    Ok(fs::read_to_string(path).map_err(fail)?)
}

fn add(job: &Job, comment: &str, changes: &[String], who: &Who) -> anyhow::Result<ExitCode> {
    let drafts = changes.iter().map(|change| {
        let (target, value) = change
            .rsplit_once('=')
            .ok_or_else(|| format!("`{change}` is no TARGET=VALUE"))?;
        let change = Change::parse(target, value)?;
        let comment = comment.to_owned();
        match change {
            Change::Undo(_) => Err("give the id to `verbatims corrections undo`".to_owned()),
            change => Ok(Draft { comment, change }),
        }
    });
    let drafts: Vec<Draft> = drafts.collect::<Result<_, String>>().map_err(Usage)?;
    let saved = Journal::open(&job.state)?.save(&state(job)?, &who.batch(), &drafts)?;
    told(&saved)
}

fn undo(job: &Job, id: &str, batch: bool, who: &Who) -> anyhow::Result<ExitCode> {
    let which = match batch {
        true => Which::Batch(id.to_owned()),
        false => Which::One(id.to_owned()),
    };
    let saved = Journal::open(&job.state)?.undo(&which, &who.batch())?;
    told(&saved)
}

fn told(saved: &[Correction]) -> anyhow::Result<ExitCode> {
    let mut out = String::new();
    for one in saved {
        writeln!(
            out,
            "{}  batch {}  {}  {} = {}",
            one.id,
            one.batch,
            printable(&one.comment),
            one.change.target(),
            one.change.value()
        )?;
    }
    super::print(&out)?;
    Ok(ExitCode::from(if saved.is_empty() {
        exit::CONTRACT
    } else {
        0
    }))
}
