//! `verbatims tag`: exports in, tagged comments out.

use super::input::{self, listed};
use super::{Usage, exit, printable};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use verbatims::document::Language;
use verbatims::job::dates::{Dates, Zone};
use verbatims::outputs::{InputColumns, Tagged};
use verbatims::run::coverage::{Coverage, Covered};
use verbatims::run::report::{Report, Settings, Volatile};
use verbatims::run::{Inputs, Plan, Shard, Summary, run as run_all};
use verbatims::sink::output::{self, Output};
use verbatims::sink::rejects::Rejects;
use verbatims::sink::{Content, Flat, JsonLines, Sink};
use verbatims::source::columns::Role;
use verbatims::source::{Format, Profile, Rows};
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
    /// Exports: CSV, JSON Lines, JSON or plain text; `-` for standard input.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// File to write; standard output if left out.
    #[arg(short, long, value_name = "OUT", conflicts_with = "out_dir")]
    out: Option<PathBuf>,
    /// Folder to write the tables (docs/tables.md) as CSV and report.json into.
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    out_dir: Option<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = OutputFormat::Jsonl)]
    format: OutputFormat,
    #[command(flatten)]
    input: input::Args,
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
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0)]
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
    #[arg(long, value_name = "N", default_value_t = 2048)]
    batch: usize,
    /// Print errors only.
    #[arg(short, long)]
    quiet: bool,
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
    check(args)?;
    pipeline::set_threads(args.threads);
    let (lexicons, codeframe) = (args.lexicons.as_deref(), args.codeframe.as_deref());
    let lexicons = super::load_with(lexicons, codeframe, &Language::SERVED)?;
    let pipeline = Pipeline::new(Arc::new(lexicons))
        .with_language_prior(&args.language_prior)
        .with_spelling_repair(args.repair_spelling);
    let words = pipeline.lexicons().file("common/columns.toml");
    let words = words.unwrap_or_default();
    let inputs = Inputs::open(&args.inputs, args.input.options(words)?)?;
    if !args.quiet {
        inputs.profiles().iter().for_each(input::tell);
    }
    #[cfg(unix)]
    super::signals::clean_up_in(output_folders(args));
    let mut sink = sink(args, &inputs, &pipeline)?;
    let mut rejects = Rejects::new(rejects_path(args));
    let report = report_path(args)
        .map(|path| Output::create(&path))
        .transpose()?;
    let bar = progress_bar(args.quiet);
    let plan = Plan {
        language: args.language,
        batch: args.batch,
        shard: args.shard,
    };
    let advance = |rows: &Rows| bar.inc(rows.read);
    let mut summary = run_all(inputs, &pipeline, plan, &mut *sink, &mut rejects, &advance)?;
    if args.no_text {
        summary.coverage.forget_phrases();
    }
    bar.finish_and_clear();
    // A part of a small input may well be empty.
    if summary.rows.read == 0 && args.shard.is_none() {
        return Err(Error::Empty(args.inputs.join(", ")).into());
    }
    let above = percent(summary.rows.rejected_sum(), summary.rows.read) > args.max_rejects;
    let code = if above { exit::ABOVE_LIMIT } else { 0 };
    rejects.finish()?;
    sink.finish()?;
    if let Some(report) = report {
        let volatile = volatile(clock);
        let lexicons = pipeline.lexicons();
        let settings = Settings {
            max_rejects_percent: args.max_rejects,
            language: args.language,
            language_prior: &args.language_prior,
            repair_spelling: args.repair_spelling,
            shard: args.shard,
        };
        let record = Report::new(&summary, lexicons, settings, code, volatile);
        write_report(report, &record)?;
    }
    if !args.quiet {
        tell_summary(&summary, args);
    }
    Ok(ExitCode::from(code))
}

/// Finds what cannot work before anything is read.
fn check(args: &Args) -> anyhow::Result<()> {
    let usage = |message: String| Err(Usage(message).into());
    if args.inputs.iter().filter(|input| *input == "-").count() > 1 {
        return usage("standard input can be read only once".to_owned());
    }
    if !(0.0..=100.0).contains(&args.max_rejects) {
        return usage("--max-rejects is a percentage from 0 to 100".to_owned());
    }
    let outputs = [args.out.clone(), rejects_path(args), report_path(args)];
    let mut seen: Vec<PathBuf> = args
        .inputs
        .iter()
        .filter_map(|i| fs::canonicalize(i).ok())
        .collect();
    for output in outputs
        .into_iter()
        .flatten()
        .filter(|path| path != Path::new("-"))
    {
        let is_file = fs::metadata(&output).map_or(true, |metadata| metadata.is_file());
        let place = fs::canonicalize(&output).unwrap_or_else(|_| output.clone());
        if is_file && seen.contains(&place) {
            let name = output.display();
            return usage(format!(
                "{name} would be written over an input or another output"
            ));
        }
        seen.push(place);
    }
    Ok(())
}

fn sink(args: &Args, inputs: &Inputs, pipeline: &Pipeline) -> verbatims::Result<Box<dyn Sink>> {
    let content = Content {
        text: !args.no_text,
        steps: args.steps,
        spreadsheet_safe: args.spreadsheet_safe,
    };
    let is_json = |profile: &Profile| matches!(profile.format, Format::Json | Format::JsonLines);
    let objects = inputs.profiles().iter().any(is_json);
    if let Some(folder) = &args.out_dir {
        let zone = Zone::default();
        let dates = Dates::new(Vec::new(), zone.clone(), zone);
        let read = move |date: &str| dates.read(date).map(|moment| (moment.day, moment.at));
        let columns = inputs.profiles().iter().map(columns).collect();
        let lexicons = pipeline.lexicons();
        let tables = Tagged::create(folder, content, columns, Box::new(read), lexicons)?;
        return Ok(Box::new(tables));
    }
    let output = Output::create(args.out.as_deref().unwrap_or(Path::new("-")))?;
    Ok(match args.format {
        OutputFormat::Jsonl => Box::new(JsonLines::new(output, content)),
        OutputFormat::Csv => Box::new(Flat::new(output, content, inputs.fields(), objects)?),
    })
}

/// The columns of an input that rows of tables name.
fn columns(profile: &Profile) -> (Arc<str>, InputColumns) {
    let of = |role| {
        let used = profile.columns.iter().find(|used| used.role == role);
        used.map(|used| used.column.to_string())
    };
    let columns = InputColumns {
        segment: of(Role::Segment),
        score: of(Role::Score),
    };
    (Arc::clone(&profile.source), columns)
}

fn rejects_path(args: &Args) -> Option<PathBuf> {
    let beside = || {
        let out = args.out.as_ref().filter(|out| *out != Path::new("-"))?;
        if fs::metadata(out).is_ok_and(|metadata| !metadata.is_file()) {
            return None;
        }
        let mut name = out.clone().into_os_string();
        name.push(".rejects.jsonl");
        Some(PathBuf::from(name))
    };
    let inside = || Some(args.out_dir.as_ref()?.join("rejects.jsonl"));
    args.rejects.clone().or_else(inside).or_else(beside)
}

fn report_path(args: &Args) -> Option<PathBuf> {
    let inside = || Some(args.out_dir.as_ref()?.join("report.json"));
    args.report.clone().or_else(inside)
}

/// Folders that outputs are written in; a link is followed, as it is in writing.
#[cfg(unix)]
fn output_folders(args: &Args) -> Vec<PathBuf> {
    let files = [args.out.clone(), rejects_path(args), report_path(args)];
    let files = files.into_iter().flatten();
    let files = files.map(|file| fs::canonicalize(&file).unwrap_or(file));
    let folders = files.map(|file| output::folder(&file));
    folders.chain(args.out_dir.clone()).collect()
}

fn write_report(mut output: Output, report: &Report<'_>) -> anyhow::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(report)?;
    bytes.push(b'\n');
    output.write(&bytes)?;
    Ok(output.commit()?)
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

fn percent(part: u64, whole: u64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Prints what became of every row.
fn tell_summary(summary: &Summary, args: &Args) {
    let rows = &summary.rows;
    eprintln!(
        "verbatims: {} rows read = {} annotated + {} rejected{} + {} skipped{}",
        rows.read,
        rows.annotated,
        rows.rejected_sum(),
        listed(&rows.rejected),
        rows.skipped_sum(),
        listed(&rows.skipped),
    );
    let tally = &summary.tally;
    let languages: Vec<String> = tally
        .languages
        .iter()
        .map(|(l, n)| format!("{} {n}", l.code()))
        .collect();
    let polarities: Vec<String> = tally
        .polarities
        .iter()
        .map(|(p, n)| format!("{} {n}", p.name()))
        .collect();
    eprintln!(
        "verbatims: {} comments; {}; {}; {} without a theme",
        tally.comments,
        languages.join(", "),
        polarities.join(", "),
        tally.uncoded,
    );
    tell_coverage(&summary.coverage);
    if summary.repeated_ids > 0 {
        eprintln!(
            "verbatims: {} ids came more than once and got a number",
            summary.repeated_ids
        );
    }
    if rows.rejected_sum() > 0 {
        match rejects_path(args) {
            Some(path) => eprintln!(
                "verbatims: rejected rows are in {}",
                printable(&path.display().to_string())
            ),
            None => eprintln!("verbatims: name a file with --rejects to keep the rejected rows"),
        }
    }
}

/// Prints how much has a theme, and the first phrases of what has none. Phrases are the customers' words: only those
/// that several comments share are told.
fn tell_coverage(coverage: &Coverage) {
    let shares = |covered: &Covered| {
        [
            percent(covered.coded_comments, covered.comments),
            percent(covered.coded_sentences, covered.sentences),
            percent(covered.coded_characters, covered.characters),
        ]
    };
    let [comments, sentences, characters] = shares(&coverage.all);
    let languages: Vec<String> = coverage
        .languages
        .iter()
        .filter(|(language, _)| language.served_index().is_some())
        .map(|(language, covered)| {
            let [comments, ..] = shares(covered);
            format!("{} {comments:.1}", language.code())
        })
        .collect();
    eprintln!(
        "verbatims: a theme in {comments:.1} % of the comments ({}), {sentences:.1} % of the sentences, {characters:.1} % of the characters",
        languages.join(", "),
    );
    const TOLD: usize = 5;
    let uncovered: Vec<String> = coverage
        .uncovered()
        .iter()
        .take(TOLD)
        .map(|one| {
            let phrase = printable(&one.phrase);
            format!("{phrase:?} ({}) {}", one.language.code(), one.comments)
        })
        .collect();
    if !uncovered.is_empty() {
        eprintln!(
            "verbatims: most frequent in comments without a theme: {}",
            uncovered.join(", ")
        );
    }
}
