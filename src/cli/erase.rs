//! `verbatims erase`: the comments of respondents, for good.

use super::Usage;
use super::run::{EXIT_CODES, How, with_job};
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};
use verbatims::Error;
use verbatims::job::{self, Erasure, Job, Orders};
use verbatims::store::Respondents;

/// Arguments of `erase`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    /// Configuration of the job.
    #[arg(value_name = "JOB")]
    job: PathBuf,
    /// File with the ids of the rows, one a line, as the export has them (`R-1`) or with their source (`nps/R-1`); `-` for
    /// standard input.
    #[arg(long, value_name = "FILE", required_unless_present = "field")]
    ids: Option<PathBuf>,
    /// All rows that have this value in this column of the export; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = field)]
    field: Vec<(String, String)>,
    /// Leave the generations before as they are, with what is erased; without this they are removed.
    #[arg(long)]
    keep_generations: bool,
    /// Say what would be erased, and write nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    how: How,
}

fn field(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=');
    let parts = parts.map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let parts = parts.filter(|(name, value)| !name.is_empty() && !value.is_empty());
    parts.ok_or_else(|| "write it as email=someone@example.com".to_owned())
}

/// Erases the comments of respondents.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let ids = args.ids.as_deref().map(ids).transpose()?;
    let whose = Respondents {
        ids: ids.unwrap_or_default(),
        fields: args.field.clone(),
    };
    if whose.ids.is_empty() && whose.fields.is_empty() {
        return Err(Usage("the file of --ids holds no id".to_owned()).into());
    }
    let orders = Orders {
        dry_run: args.dry_run,
        run_date: args.how.run_date,
        erase: Some(Erasure {
            whose,
            keep_generations: args.keep_generations,
        }),
        ..Orders::default()
    };
    let work = |job: &Job, log: &_, stop: &_| job::run(job, &orders, log, stop);
    Ok(with_job(&args.job, &args.how, work))
}

/// The lines of a file that are not blank.
fn ids(path: &Path) -> verbatims::Result<BTreeSet<String>> {
    let text = match path == Path::new("-") {
        true => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text)
        }
        false => fs::read_to_string(path),
    };
    let text = text.map_err(|error| Error::io(path, error))?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}
