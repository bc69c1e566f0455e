//! `verbatims detect`: the language of texts.

use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, iter};
use verbatims::Error;
use verbatims::annotation::Annotation;
use verbatims::document::Variant;
use verbatims::language::whatlang_baseline;

/// Arguments of `detect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Texts, or files with one text a line; `-` or nothing for standard input.
    #[arg(value_name = "TEXT|FILE")]
    inputs: Vec<String>,
    /// Print beside each answer what the whatlang library says with its defaults, and how often they agree.
    #[arg(long)]
    compare: bool,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<Variant>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sentences: Vec<SentenceAnswer<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whatlang: Option<&'static str>,
    text: &'t str,
}

/// The language of one sentence of a text that mixes languages.
#[derive(Serialize)]
struct SentenceAnswer<'t> {
    language: &'static str,
    text: &'t str,
}

impl<'t> Answer<'t> {
    fn new(annotation: &Annotation, text: &'t str, compare: bool) -> Self {
        let detection = &annotation.detection;
        let thousandths = |score: u16| f64::from(score) / 1000.0;
        let sentences = annotation.sentences.iter();
        Self {
            language: detection.language.code(),
            script: detection.script.code(),
            score: thousandths(detection.score),
            runner_up: detection.runner_up.map(|(language, _)| language.code()),
            runner_up_score: detection.runner_up.map(|(_, score)| thousandths(score)),
            reason: detection.reason.name(),
            variant: detection.variant,
            flags: detection.flags.iter().map(|flag| flag.name()).collect(),
            sentences: sentences
                .map(|(span, language)| SentenceAnswer {
                    language: language.code(),
                    text: span.of(text),
                })
                .collect(),
            whatlang: compare.then(|| whatlang_baseline(text).language.code()),
            text,
        }
    }

    /// The same as a line of cells parted by tabs.
    fn line(&self) -> String {
        let runner_up: String = iter::zip(self.runner_up, self.runner_up_score)
            .map(|(language, score)| format!("{language} {score:.3}"))
            .collect();
        let mut cells = vec![
            self.language.to_owned(),
            self.script.to_owned(),
            format!("{:.3}", self.score),
            runner_up,
            self.reason.to_owned(),
            self.notes().join(" "),
        ];
        cells.extend(self.whatlang.map(str::to_owned));
        cells.push(super::printable(self.text));
        cells.join("\t")
    }

    /// Variant, flags and the languages of sentences, as far as there are any.
    fn notes(&self) -> Vec<String> {
        let variant = self.variant.map(|variant| match variant {
            Variant::Ekavian => "ekavian",
            Variant::Ijekavian => "ijekavian",
            Variant::Unclear => "unclear-variant",
        });
        let languages: Vec<&str> = self.sentences.iter().map(|s| s.language).collect();
        let languages = (!languages.is_empty()).then(|| languages.join("+"));
        let named = variant.into_iter().chain(self.flags.iter().copied());
        named.map(str::to_owned).chain(languages).collect()
    }
}

/// How often the baseline gave the same answer.
#[derive(Default)]
struct Agreement {
    texts: u64,
    same: u64,
}

impl Agreement {
    fn count(&mut self, answer: &Answer<'_>) {
        if let Some(whatlang) = answer.whatlang {
            self.texts += 1;
            self.same += u64::from(whatlang == answer.language);
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
    let failed = |source| Error::io(super::STDOUT, source);
    if !args.json {
        let whatlang = if args.compare { "\twhatlang" } else { "" };
        writeln!(
            out,
            "language\tscript\tscore\trunner-up\treason\tnotes{whatlang}\ttext"
        )
        .map_err(failed)?;
    }
    let mut agreement = Agreement::default();
    for input in inputs {
        for line in texts(input)?.lines().filter(|line| !line.trim().is_empty()) {
            let annotation = pipeline.annotate(line);
            let answer = Answer::new(&annotation, line, args.compare);
            agreement.count(&answer);
            write(&mut out, &answer, args.json).map_err(failed)?;
        }
    }
    out.flush().map_err(failed)?;
    if args.compare {
        let Agreement { texts, same } = agreement;
        eprintln!("whatlang gives the same answer for {same} of {texts} texts");
    }
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

fn write(out: &mut impl Write, answer: &Answer<'_>, json: bool) -> io::Result<()> {
    if !json {
        return writeln!(out, "{}", answer.line());
    }
    serde_json::to_writer(&mut *out, answer)?;
    writeln!(out)
}
