//! `verbatims replay`: rows that could not be read, mended.

use super::run::{EXIT_CODES, How, with_job};
use super::{exit, fail};
use std::path::PathBuf;
use std::process::ExitCode;
use verbatims::job::{self, Job, Orders, replay};

/// Arguments of `replay`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    /// Configuration of the job.
    #[arg(value_name = "JOB")]
    job: PathBuf,
    /// Write the rows that could not be read into this folder, to be mended there.
    #[arg(long, value_name = "FOLDER", required_unless_present = "mended")]
    extract: Option<PathBuf>,
    /// Read the mended rows in this folder as a part of the job.
    #[arg(long, value_name = "FOLDER", conflicts_with = "extract")]
    mended: Option<PathBuf>,
    #[command(flatten)]
    how: How,
}

/// Takes rejected rows out, or mended ones in.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &args.mended {
        let orders = Orders {
            replay: Some(replay::list(folder)?),
            run_date: args.how.run_date,
            ..Orders::default()
        };
        let work = |job: &Job, log: &_, stop: &_| job::run(job, &orders, log, stop);
        return Ok(with_job(&args.job, &args.how, work));
    }
    let Some(folder) = &args.extract else {
        return Ok(ExitCode::from(exit::USAGE));
    };
    let job = match Job::load(&args.job) {
        Ok(job) => job,
        Err(findings) => {
            findings
                .iter()
                .for_each(|finding| eprintln!("verbatims: error: {finding}"));
            return Ok(ExitCode::from(exit::CONFIGURATION));
        }
    };
    let list = match replay::extract(&job, folder) {
        Ok(list) => list,
        Err(error) => return Ok(fail(&error.into())),
    };
    for mended in &list {
        let reasons: Vec<String> = mended
            .reasons
            .iter()
            .map(|(reason, n)| format!("{reason} {n}"))
            .collect();
        let name = folder.join(&mended.file);
        eprintln!(
            "verbatims: {}: from {}: {}",
            name.display(),
            mended.path,
            reasons.join(", ")
        );
    }
    eprintln!(
        "verbatims: {} to mend; then `verbatims replay JOB --mended FOLDER`",
        super::counted(list.len() as u64, "file")
    );
    Ok(ExitCode::SUCCESS)
}
