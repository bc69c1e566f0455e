//! `verbatims detect`: the language of texts.

use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, iter};
use verbatims::document::Detection;
use verbatims::{Error, Pipeline};

/// Arguments of `detect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Texts, or files with one text a line; `-` or nothing for standard input.
    #[arg(value_name = "TEXT|FILE")]
    inputs: Vec<String>,
    /// Write one JSON object a line.
    #[arg(long)]
    json: bool,
    /// Folder of lexicons to use in place of those the program carries.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
}

/// What is said about one text.
#[derive(Serialize)]
struct Answer<'t> {
    language: &'static str,
    script: &'static str,
    score: f64,
    runner_up: Option<&'static str>,
    runner_up_score: Option<f64>,
    reason: &'static str,
    text: &'t str,
}

impl<'t> Answer<'t> {
    fn new(detection: &Detection, text: &'t str) -> Self {
        let thousandths = |score: u16| f64::from(score) / 1000.0;
        Self {
            language: detection.language.code(),
            script: detection.script.code(),
            score: thousandths(detection.score),
            runner_up: detection.runner_up.map(|(language, _)| language.code()),
            runner_up_score: detection.runner_up.map(|(_, score)| thousandths(score)),
            reason: detection.reason.name(),
            text,
        }
    }
}

/// Prints a line for each text.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let pipeline = super::pipeline(args.lexicons.as_deref())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let stdin = [String::from("-")];
    let inputs = if args.inputs.is_empty() {
        &stdin
    } else {
        args.inputs.as_slice()
    };
    let failed = |source| Error::io("-", source);
    if !args.json {
        writeln!(out, "language\tscript\tscore\trunner-up\treason\ttext").map_err(failed)?;
    }
    for input in inputs {
        for line in texts(input)?.lines().filter(|line| !line.trim().is_empty()) {
            write(&mut out, &pipeline, line, args.json).map_err(failed)?;
        }
    }
    out.flush().map_err(failed)?;
    Ok(ExitCode::SUCCESS)
}

/// The texts that an argument stands for. Bytes that are not UTF-8 become U+FFFD.
fn texts(input: &str) -> verbatims::Result<String> {
    if input != "-" && !Path::new(input).is_file() {
        return Ok(input.to_owned());
    }
    let bytes = if input == "-" {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes).map(|_| bytes)
    } else {
        fs::read(input)
    };
    let bytes = bytes.map_err(|source| Error::io(input, source))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn write(out: &mut impl Write, pipeline: &Pipeline, text: &str, json: bool) -> io::Result<()> {
    let annotation = pipeline.annotate(text);
    let answer = Answer::new(&annotation.detection, text);
    if json {
        serde_json::to_writer(&mut *out, &answer)?;
        return writeln!(out);
    }
    let runner_up: String = iter::zip(answer.runner_up, answer.runner_up_score)
        .map(|(language, score)| format!("{language} {score:.3}"))
        .collect();
    writeln!(
        out,
        "{}\t{}\t{:.3}\t{}\t{}\t{}",
        answer.language,
        answer.script,
        answer.score,
        runner_up,
        answer.reason,
        super::printable(text)
    )
}
