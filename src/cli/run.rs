//! `verbatims run`: the nightly job.

use super::{Usage, exit};
use clap::ValueEnum;
use jiff::SignedDuration;
use jiff::civil::Date;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use verbatims::job::log::{Level, Log, LogFormat};
use verbatims::job::{self, Finding, Job, Orders, Report, Stop};

/// The exit codes, for the help.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done: published, or nothing had changed
  1  a mistake of the program's
  2  wrong arguments
  3  published, but a limit was passed (see `gates` in the report)
  4  an input or its columns are not what they should be; nothing published
  5  an input is missing, empty or stale, the night is not complete; nothing published
 73  an output cannot be made;  74  reading or writing failed
 75  another run of the job is under way
 78  the configuration or the lexicons have a mistake
124  the time of --max-time is over; 130, 143  interrupted, terminated; the next run goes on from there
The report of the last run is in last-run.json in the output folder.";

/// Schema of the report.
const SCHEMA: &str = include_str!("../../docs/run-report.schema.json");

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Configuration of the job.
    #[arg(value_name = "JOB", required_unless_present = "report_schema")]
    job: Option<PathBuf>,
    /// Find out all that a run would find out, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Code comments of other lexicon or codeframe versions again.
    #[arg(long)]
    recode: bool,
    /// With --recode: leave comments before this day as they are.
    #[arg(long, value_name = "DATE", requires = "recode")]
    since: Option<Date>,
    /// Go back to the generation before, or to that of a number.
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, require_equals = true,
          conflicts_with_all = ["dry_run", "recode", "accept_columns"])]
    rollback: Option<Option<u64>>,
    /// Accept columns in use that differ from those accepted before.
    #[arg(long)]
    accept_columns: bool,
    #[command(flatten)]
    how: How,
    /// Print the JSON Schema of the report and do nothing else.
    #[arg(long)]
    report_schema: bool,
}

/// Arguments that all commands which run a job have.
#[derive(Debug, clap::Args)]
pub struct How {
    /// The day that the run is taken to be on; today's if left out.
    #[arg(long, value_name = "DATE")]
    pub run_date: Option<Date>,
    /// Stop when this much time has passed, as `90m` or `2h 30m`; the next run goes on from there.
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_time: Option<Duration>,
    /// How events are written to standard error.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    log_format: Format,
    /// Write warnings and errors only.
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One sentence a line.
    Text,
    /// One JSON object a line.
    Json,
}

/// A span of time, for arguments.
fn time(text: &str) -> Result<Duration, String> {
    let time: Option<SignedDuration> = text.parse().ok();
    let time = time.and_then(|time| Duration::try_from(time).ok());
    let time = time.filter(|time| !time.is_zero());
    time.ok_or_else(|| "give a span of time such as 90m or 2h 30m".to_owned())
}

impl How {
    /// The wish to stop that the arguments tell of.
    fn stop(&self) -> Stop {
        self.max_time.map_or_else(Stop::default, Stop::after)
    }

    /// Where events go.
    fn log(&self) -> Log {
        let format = match self.log_format {
            Format::Text => LogFormat::Text,
            Format::Json => LogFormat::Json,
        };
        let least = if self.quiet {
            Level::Warning
        } else {
            Level::Info
        };
        Log::new(format, least)
    }
}

/// Runs a job.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    if args.report_schema {
        return super::print(SCHEMA);
    }
    let Some(path) = &args.job else {
        return Err(Usage("name the configuration of a job".to_owned()).into());
    };
    let orders = Orders {
        dry_run: args.dry_run,
        recode: args.recode.then_some(args.since),
        run_date: args.how.run_date,
        accept_columns: args.accept_columns,
        replay: None,
        erase: None,
    };
    Ok(with_job(path, &args.how, |job, log, stop| {
        match args.rollback {
            Some(wanted) => job::roll_back(job, wanted, log, stop),
            None => job::run(job, &orders, log, stop),
        }
    }))
}

/// Reads the configuration and hands it to `work` with what a run needs; gives the exit code.
pub fn with_job(
    path: &std::path::Path,
    how: &How,
    work: impl FnOnce(&Job, &Log, &Stop) -> Report,
) -> ExitCode {
    let log = how.log();
    let job = match Job::load(path) {
        Ok(job) => job,
        Err(findings) => {
            findings.iter().for_each(|finding| tell(&log, finding));
            return ExitCode::from(exit::CONFIGURATION);
        }
    };
    let stop = how.stop();
    #[cfg(unix)]
    super::signals::ask_to_stop(&stop);
    // A message of a mistake may quote what was worked on: only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        eprintln!(
            "verbatims: error: internal, at {}",
            place.unwrap_or_default()
        );
    }));
    ExitCode::from(work(&job, &log, &stop).exit_code)
}

fn tell(log: &Log, finding: &Finding) {
    let about = serde_json::to_value(finding).unwrap_or_default();
    log.event(Level::Error, "configuration", &finding.to_string(), about);
}
