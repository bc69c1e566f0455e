//! `verbatims agreement`: two people label without seeing each other, what they agree on, and what is decided.

use super::corrections::{content, load, state};
use super::{Usage, language, print, printable};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verbatims::desk::coding::{self, Labels, Statement};
use verbatims::desk::exchange::{Document, csv, label_studio};
use verbatims::document::Language;
use verbatims::evaluate::agreement::{Agreement, Coder, agreement};
use verbatims::evaluate::gold::{self, FieldMap, Gold};
use verbatims::job::{self, Job};
use verbatims::lexicon::codeframe::Codeframe;
use verbatims::store::{Journal, State};

/// Assign comments to two people each, take in what they say, measure how far they agree, decide where they do not.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Cohen's kappa and Krippendorff's alpha of labelled files, one a coder, or of a job's coders.
    Measure {
        /// Labelled rows, one JSON object a line; the name of the file is that of the coder.
        #[arg(required_unless_present = "job", value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The coders of this job, in place of files.
        #[arg(long, value_name = "JOB", conflicts_with = "files")]
        job: Option<PathBuf>,
        /// With --job: the machine as one of the coders.
        #[arg(long, requires = "job")]
        machine: bool,
        /// Print one JSON object instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Give comments to two people each, drawn so that no tag has a say.
    Assign {
        /// Configuration of the job.
        job: PathBuf,
        /// Names, parted by commas: two or more.
        #[arg(long, value_name = "NAMES", value_delimiter = ',', required = true)]
        coders: Vec<String>,
        /// How many comments.
        #[arg(long, value_name = "N", default_value_t = 100)]
        count: usize,
        /// Only comments in this language.
        #[arg(long, value_name = "LANG", value_parser = language)]
        language: Option<Language>,
        /// Another number draws others.
        #[arg(long, value_name = "N", default_value_t = 0)]
        seed: u64,
    },
    /// Write what a coder is to label, without anyone's labels.
    Export {
        /// Configuration of the job.
        job: PathBuf,
        /// The coder.
        #[arg(long, value_name = "NAME")]
        coder: String,
        /// The form.
        #[arg(long, value_enum, default_value_t = Form::Csv)]
        format: Form,
    },
    /// Take in what a coder says.
    Import {
        /// Configuration of the job.
        job: PathBuf,
        /// The file, `-` for standard input.
        file: PathBuf,
        /// The coder.
        #[arg(long, value_name = "NAME")]
        coder: String,
        /// The form.
        #[arg(long, value_enum, default_value_t = Form::Csv)]
        format: Form,
    },
    /// Write the labelling interface for a project in Label Studio.
    Interface {
        /// Configuration of the job.
        job: PathBuf,
        /// Language of the labels of themes: en, sv, ar, sr-Latn, sr-Cyrl, ru.
        #[arg(long, value_name = "LANG", default_value = "en")]
        labels: String,
    },
    /// List what two people say differently and nobody has decided.
    Disputes {
        /// Configuration of the job.
        job: PathBuf,
    },
    /// Decide: take in a file as `import` does, as what shall count.
    Decide {
        /// Configuration of the job.
        job: PathBuf,
        /// The file, `-` for standard input.
        file: PathBuf,
        /// Your name.
        #[arg(long, value_name = "NAME")]
        author: String,
        /// The form.
        #[arg(long, value_enum, default_value_t = Form::Csv)]
        format: Form,
    },
    /// Write what was decided, and what all agree on, as labelled rows for `verbatims evaluate`.
    Gold {
        /// Configuration of the job.
        job: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A table: id, text, language, sentiment, themes, note.
    Csv,
    /// Label Studio's JSON.
    LabelStudio,
    /// Labelled rows, one JSON object a line.
    Jsonl,
}

/// Runs the command.
///
/// # Errors
/// A job or a file that cannot be read, labels that are none, a database that cannot be written.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::Measure {
            files,
            job,
            machine,
            json,
        } => measure(files, job.as_deref(), *machine, *json),
        Command::Assign {
            job,
            coders,
            count,
            language,
            seed,
        } => assign(&load(job)?, coders, *count, *language, *seed),
        Command::Export { job, coder, format } => export(&load(job)?, coder, *format),
        Command::Import {
            job,
            file,
            coder,
            format,
        } => take(&load(job)?, file, *format, |journal, state, row| {
            coding::code(journal, state, statement(row, coder))
        }),
        Command::Interface { job, labels } => {
            let interface = label_studio::interface(&codeframe(&load(job)?)?, labels);
            print(&interface)
        }
        Command::Disputes { job } => disputes(&load(job)?),
        Command::Decide {
            job,
            file,
            author,
            format,
        } => take(&load(job)?, file, *format, |journal, state, row| {
            coding::decide(journal, state, statement(row, author))
        }),
        Command::Gold { job } => {
            let job = load(job)?;
            let rows = coding::adjudicated(&mut Journal::open(&job.state)?, &state(&job)?)?;
            let lines: Vec<String> = rows.iter().map(|row| gold::line(row) + "\n").collect();
            print(&lines.concat())
        }
    }
}

/// What a row of a file says, in somebody's name.
fn statement<'a>(row: &'a csv::Imported, coder: &'a str) -> Statement<'a> {
    Statement {
        comment: &row.id,
        coder,
        labels: &row.labels,
        note: &row.note,
    }
}

fn codeframe(job: &Job) -> anyhow::Result<Codeframe> {
    Ok(Codeframe::of(job::lexicons(job)?.files())?)
}

fn measure(
    files: &[PathBuf],
    job: Option<&Path>,
    machine: bool,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let coders = match job {
        Some(job) => {
            let job = load(job)?;
            coding::coders(&mut Journal::open(&job.state)?, &state(&job)?, machine)?
        }
        None => coders(files)?,
    };
    let found: Agreement = agreement(&coders);
    match json {
        true => print(&(serde_json::to_string_pretty(&found)? + "\n")),
        false => print(&found.to_string()),
    }
}

/// One coder a file, named as it is.
pub(super) fn coders(files: &[PathBuf]) -> anyhow::Result<Vec<Coder>> {
    if files.len() < 2 {
        return Err(Usage("give two files or more, one a coder".to_owned()).into());
    }
    let read = |path: &PathBuf| -> anyhow::Result<Coder> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let place = path.display().to_string();
        Ok(Coder {
            name: name.into_owned(),
            rows: gold::read(&place, &content(path)?, &FieldMap::default())?,
        })
    };
    files.iter().map(read).collect()
}

fn assign(
    job: &Job,
    coders: &[String],
    count: usize,
    language: Option<Language>,
    seed: u64,
) -> anyhow::Result<ExitCode> {
    let drawn = coding::draw(&state(job)?, count, language, seed)?;
    let assigned = coding::assign(&mut Journal::open(&job.state)?, &drawn, coders)?;
    eprintln!(
        "{assigned} comments assigned to two of {}; {} were before",
        coders.join(", "),
        drawn.len() - assigned
    );
    Ok(ExitCode::SUCCESS)
}

fn export(job: &Job, coder: &str, format: Form) -> anyhow::Result<ExitCode> {
    let state = state(job)?;
    let mut journal = Journal::open(&job.state)?;
    let mut documents = Vec::new();
    for one in coding::assigned(&mut journal, coder)?
        .iter()
        .filter(|one| !one.done)
    {
        documents.extend(
            state
                .comment(&one.comment)?
                .map(|stored| Document::blind(&stored)),
        );
    }
    match format {
        Form::Csv => print(&String::from_utf8_lossy(&csv::write(&documents))),
        Form::LabelStudio => print(&label_studio::write(
            &documents,
            &codeframe(job)?,
            label_studio::Role::Tasks,
        )),
        Form::Jsonl => {
            let lines = documents.into_iter().map(|document| {
                let row = Gold {
                    id: document.id,
                    text: document.text,
                    ..Gold::default()
                };
                gold::line(&row) + "\n"
            });
            print(&lines.collect::<String>())
        }
    }
}

/// Takes in the rows of a file that say something; all or none are read, and each that is kept is kept.
fn take(
    job: &Job,
    file: &Path,
    format: Form,
    mut keep: impl FnMut(&mut Journal, &State, &csv::Imported) -> verbatims::Result<()>,
) -> anyhow::Result<ExitCode> {
    let (text, place) = (content(file)?, file.display().to_string());
    let rows: Vec<csv::Imported> = match format {
        Form::Csv => csv::read(&place, &text)?,
        Form::LabelStudio => label_studio::read(&place, &text, &codeframe(job)?)?
            .into_iter()
            .map(|one| csv::Imported {
                id: one.document.id,
                labels: one.document.labels,
                note: String::new(),
            })
            .collect(),
        Form::Jsonl => gold::read(&place, &text, &FieldMap::default())?
            .into_iter()
            .map(|row| csv::Imported {
                id: row.id,
                labels: Labels {
                    language: row.language,
                    sentiment: row.sentiment,
                    mentions: row.mentions,
                },
                note: String::new(),
            })
            .collect(),
    };
    let state = state(job)?;
    let mut journal = Journal::open(&job.state)?;
    let said: Vec<&csv::Imported> = rows
        .iter()
        .filter(|row| row.labels != Labels::default())
        .collect();
    for row in &said {
        keep(&mut journal, &state, row)?;
    }
    eprintln!(
        "{} rows read: {} kept, {} say nothing",
        rows.len(),
        said.len(),
        rows.len() - said.len()
    );
    Ok(ExitCode::SUCCESS)
}

fn disputes(job: &Job) -> anyhow::Result<ExitCode> {
    let mut out = String::new();
    let state = state(job)?;
    for dispute in coding::disputes(&mut Journal::open(&job.state)?)? {
        let text = state
            .comment(&dispute.comment)?
            .map(|stored| stored.row.text);
        let differ: Vec<String> = dispute.differ.into_iter().collect();
        writeln!(
            out,
            "{}  {}\n  {}",
            printable(&dispute.comment),
            differ.join(", "),
            printable(&text.unwrap_or_default())
        )?;
        for one in dispute.codings {
            let labels = serde_json::to_string(&one.labels)?;
            writeln!(
                out,
                "    {}: {labels} {}",
                printable(&one.coder),
                printable(&one.note)
            )?;
        }
    }
    print(&out)
}
