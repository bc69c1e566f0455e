//! `verbatims review`: the analyst's desk in a browser.

use super::corrections::load;
use super::{Usage, print};
use std::path::PathBuf;
use std::process::ExitCode;
use verbatims::desk::server::{Options, Server};
use verbatims::exit;
use verbatims::job::{Cause, Stop};
use verbatims::lexicon::Lexicons;
use verbatims::report::Words;
use verbatims::store::generation::Folders;

/// Open the analyst's desk on what a job has published: correct, search, bulk tag, propose terms, code, agree.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Configuration of the job.
    job: PathBuf,
    /// Who works at the desk: kept and published with what is said there. The page asks unless given.
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
    /// Port on the loopback address; any that is free unless given.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Print the address only; do not open a browser.
    #[arg(long)]
    no_open: bool,
    /// Language of labels and of the page: en, sv, ar, sr-Latn, sr-Cyrl, ru.
    #[arg(long, value_name = "LANG", default_value = "en")]
    label_language: String,
}

/// Runs the command until it is interrupted or terminated.
///
/// # Errors
/// A job that cannot be loaded or has published nothing, a port that is taken.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let job = load(&args.job)?;
    Words::of(&Lexicons::bundled()?, &args.label_language)
        .map_err(|error| Usage(error.to_string()))?;
    let folders = Folders {
        output: job.output.folder.clone(),
        state: job.state.clone(),
    };
    if folders.published()?.is_none() {
        let told = "nothing is published yet; run `verbatims run` first";
        return Err(Usage(format!("{}: {told}", job.name)).into());
    }
    let stop = Stop::default();
    #[cfg(unix)]
    super::signals::ask_to_stop(&stop);
    let options = Options {
        port: args.port,
        name: args.name.clone(),
        labels: args.label_language.clone(),
    };
    let server = Server::open(job, options, stop.clone())?;
    print(&format!("{}\n", server.address()))?;
    eprintln!(
        "verbatims: the desk is open for the first browser that opens the address; Ctrl-C ends it"
    );
    if !args.no_open
        && let Err(error) = open::that_detached(server.address())
    {
        eprintln!(
            "verbatims: warning: no browser could be opened: {error}; open the address yourself"
        );
    }
    server.serve()?;
    Ok(match stop.cause() {
        Some(Cause::Signal(signal)) => ExitCode::from(exit::of_signal(signal)),
        _ => ExitCode::SUCCESS,
    })
}
