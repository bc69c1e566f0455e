//! `verbatims tag`: exports in, tagged comments out.

mod outputs;
mod summary;

use super::{Usage, counted, exit, input, overwriting};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use outputs::{Outputs, Places};
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use summary::percent;
use verbatims::document::Language;
use verbatims::run::report::{Report, Settings, Volatile};
use verbatims::run::{Inputs, Plan, Shard, Summary, run as run_all};
use verbatims::source::Rows;
use verbatims::{Error, Pipeline, pipeline};

/// The exit codes, for the help.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done; also if whoever reads the output stops reading
  2  wrong arguments
  3  written, but more rows were rejected than --max-rejects allows
  4  an input is not what it should be: no column of comments, an encoding that is not read; nothing written
  5  an input is missing or holds no rows; nothing written
 73  an output cannot be made;  74  reading or writing failed;  78  the lexicons have a mistake
130, 143  interrupted, terminated; outputs are as they were before";

/// Arguments of `tag`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exports: CSV, XLSX, JSON Lines, JSON or plain text, also packed as .gz or .zst; `-` for standard input.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// File to write; standard output if left out.
    #[arg(short, long, value_name = "OUT", conflicts_with = "out_dir")]
    out: Option<PathBuf>,
    /// Folder to write the tables (docs/tables.md) as CSV, report.json and, if there are any, rejects.jsonl into. One that is not there yet appears whole.
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out_dir: Option<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = OutputFormat::Jsonl)]
    format: OutputFormat,
    /// Language of all comments; detected for each if left out.
    #[arg(long, value_name = "LANG", value_parser = super::language)]
    language: Option<Language>,
    /// How many times likelier a language is in these inputs than elsewhere, as `sv=4`; may be given several times.
    #[arg(long, value_name = "LANG=TIMES", value_parser = prior, conflicts_with = "language")]
    language_prior: Vec<(Language, f32)>,
    /// Take an unknown word of six letters or more for the one listed form that a single slip of the keys turns into it.
    #[arg(long)]
    repair_spelling: bool,
    /// Folder of lexicons to use in place of those the program carries.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Own codeframe with its terms, a folder laid out as the lexicons or a codeframe.toml alone: in place of the bundled
    /// one, or added to it if it says `extends = true`.
    #[arg(long, value_name = "DIR")]
    codeframe: Option<PathBuf>,
    /// File for rows that cannot be read; OUT.rejects.jsonl or DIR/rejects.jsonl if left out, none for standard output.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Percentage of rejected rows above which the exit code is 3.
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = super::percentage)]
    max_rejects: f64,
    /// File for the report of the run; DIR/report.json if left out with --out-dir.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Leave verbatims and quotes out of the output.
    #[arg(long)]
    no_text: bool,
    /// Write the steps from each valence to its result.
    #[arg(long)]
    steps: bool,
    /// In CSV, put an apostrophe before cells that a spreadsheet would take for a formula.
    #[arg(long)]
    spreadsheet_safe: bool,
    /// Tag one part of the rows, as 2/8: parts are disjoint, a row is in the same part wherever it stands, and the outputs
    /// and counts of all parts add up to those of the whole.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Threads; one a core if 0. The output does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Most comments in memory at a time.
    #[arg(long, value_name = "N", default_value_t = 2048, value_parser = super::at_least_one)]
    batch: usize,
    /// Print errors only.
    #[arg(short, long)]
    quiet: bool,
    // Last: the headings in it hold for all that follows.
    #[command(flatten)]
    input: input::Args,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// One annotation with its evidence a line.
    Jsonl,
    /// One flat row a comment.
    Csv,
}

/// A language and how many times likelier it is.
fn prior(text: &str) -> Result<(Language, f32), String> {
    let (code, times) = text.split_once('=').ok_or("write it as sv=4")?;
    let times: f32 = times
        .parse()
        .map_err(|_| format!("`{times}` is no number"))?;
    if !(0.01..=1000.0).contains(&times) {
        return Err("give a number from 0.01 to 1000".into());
    }
    Ok((super::language(code)?, times))
}

/// Tags the comments of the inputs.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let clock = Instant::now();
    let places = Places::of(args);
    check(args, &places)?;
    pipeline::set_threads(args.threads);
    let pipeline = pipeline_of(args)?;
    let words = pipeline.lexicons().file("common/columns.toml");
    let inputs = Inputs::open(&args.inputs, args.input.options(words.unwrap_or_default())?)?;
    if !args.quiet {
        inputs.profiles().iter().for_each(input::tell);
    }
    #[cfg(unix)]
    super::signals::clean_up_in(places.folders());
    let mut outputs = Outputs::create(args, &places, &inputs, &pipeline)?;
    let summary = annotate(args, inputs, &pipeline, &mut outputs)?;
    let (read, rejected) = (summary.rows.read, summary.rows.rejected_sum());
    // A part of a small input may well be empty.
    if read == 0 && args.shard.is_none() {
        return Err(Error::Empty(args.inputs.join(", ")).into());
    }
    if read > 0 && rejected == read && args.max_rejects < 100.0 {
        return Err(unreadable(args, &summary).into());
    }
    let code = match percent(rejected, read) > args.max_rejects {
        true => exit::ABOVE_LIMIT,
        false => exit::DONE,
    };
    outputs.publish(|| report(args, &summary, &pipeline, code, clock))?;
    if !args.quiet {
        summary::tell(&summary, places.rejects.as_deref());
    }
    Ok(ExitCode::from(code))
}

/// Not one row could be read: unless that is accepted, what stood there before is worth more than an empty file.
fn unreadable(args: &Args, summary: &Summary) -> Error {
    Error::Input {
        source_name: args.inputs.join(", "),
        problem: format!(
            "none of {} can be read{}; nothing was written",
            counted(summary.rows.read, "row"),
            input::listed(&summary.rows.rejected)
        ),
        help: "`verbatims check FILE` says how it is read and what is wrong with its rows"
            .to_owned(),
    }
}

/// Finds what cannot work before anything is read.
fn check(args: &Args, places: &Places) -> anyhow::Result<()> {
    if args.inputs.iter().filter(|input| *input == "-").count() > 1 {
        return Err(Usage("standard input can be read only once".to_owned()).into());
    }
    let inputs = args.inputs.iter().map(Path::new);
    overwriting::refuse(inputs.chain(args.input.pin()), places.files())?;
    Ok(())
}

fn pipeline_of(args: &Args) -> anyhow::Result<Pipeline> {
    let (lexicons, codeframe) = (args.lexicons.as_deref(), args.codeframe.as_deref());
    let lexicons = super::load_with(lexicons, codeframe, &Language::SERVED)?;
    Ok(Pipeline::new(Arc::new(lexicons))
        .with_language_prior(&args.language_prior)
        .with_spelling_repair(args.repair_spelling))
}

fn annotate(
    args: &Args,
    inputs: Inputs,
    pipeline: &Pipeline,
    outputs: &mut Outputs,
) -> verbatims::Result<Summary> {
    let bar = progress_bar(args.quiet);
    let plan = Plan {
        language: args.language,
        batch: args.batch,
        shard: args.shard,
    };
    let advance = |rows: &Rows| bar.inc(rows.read);
    let Outputs { sink, rejects, .. } = outputs;
    let mut summary = run_all(inputs, pipeline, plan, &mut **sink, rejects, &advance)?;
    if args.no_text {
        summary.coverage.forget_phrases();
    }
    bar.finish_and_clear();
    Ok(summary)
}

/// The record of the run.
fn report(
    args: &Args,
    summary: &Summary,
    pipeline: &Pipeline,
    code: u8,
    clock: Instant,
) -> verbatims::Result<Vec<u8>> {
    let settings = Settings {
        max_rejects_percent: args.max_rejects,
        language: args.language,
        language_prior: &args.language_prior,
        repair_spelling: args.repair_spelling,
        shard: args.shard,
    };
    let lexicons = pipeline.lexicons();
    let record = Report::new(summary, lexicons, settings, code, volatile(clock));
    let bytes = serde_json::to_vec_pretty(&record);
    let mut bytes = bytes.map_err(|error| Error::io("report.json", error.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn volatile(clock: Instant) -> Volatile {
    let elapsed = clock.elapsed();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Volatile {
        started_unix: now.saturating_sub(elapsed).as_secs(),
        seconds: elapsed.as_secs_f64(),
        threads: pipeline::threads(),
    }
}

fn progress_bar(quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {human_pos} rows, {per_sec}, {elapsed}")
    {
        bar.set_style(style);
    }
    bar
}
