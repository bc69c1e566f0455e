//! `verbatims check JOB.toml`: what is wrong with a job, before it runs.

use super::{exit, print, printable};
use std::path::Path;
use std::process::ExitCode;
use verbatims::job::{Finding, Job, check};

/// Arguments that concern jobs.
#[derive(Debug, clap::Args)]
#[group(id = "job")]
#[command(next_help_heading = "For a job")]
pub struct Args {
    /// Also try the lexicons, the inputs and the places of the outputs.
    #[arg(long)]
    env: bool,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
}

impl Args {
    /// True if any is given.
    pub fn any(&self) -> bool {
        self.env || self.json
    }
}

/// Checks a job.
pub fn run(path: &Path, args: &Args) -> anyhow::Result<ExitCode> {
    let (findings, told) = match Job::load(path) {
        Err(findings) => (findings, Vec::new()),
        Ok(job) if args.env => check::environment(&job, path),
        Ok(_) => (Vec::new(), Vec::new()),
    };
    let failed = !findings.is_empty();
    if args.json {
        let all = serde_json::json!({"file": path.display().to_string(), "findings": findings, "inputs": told});
        print(&format!("{all:#}\n"))?;
    } else {
        print(&text(path, &findings, &told))?;
    }
    Ok(ExitCode::from(if failed { exit::CONFIGURATION } else { 0 }))
}

fn text(path: &Path, findings: &[Finding], told: &[String]) -> String {
    let mut lines: Vec<String> = findings
        .iter()
        .map(|finding| printable(&finding.to_string()))
        .collect();
    lines.extend(told.iter().map(|line| printable(line)));
    lines.push(match findings.len() {
        0 => format!("{}: no mistake found", path.display()),
        1 => "1 mistake".to_owned(),
        count => format!("{count} mistakes"),
    });
    lines.join("\n") + "\n"
}
