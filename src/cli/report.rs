//! `verbatims report`: figures in one page, and in a workbook.

use super::facts::{self, Kind};
use super::{Usage, exit, input, overwriting};
use clap::ValueEnum;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use verbatims::job;
use verbatims::lexicon::Lexicons;
use verbatims::report::{Collector, Page, Record, Setting, Versions, Words, html, read, workbook};
use verbatims::rollup::figures::{Figures, Settings};
use verbatims::rollup::{Column, Fact, Themes};
use verbatims::run::facts::{FactMaker, LineReader, SEGMENT, Wishes};
use verbatims::run::{Inputs, run as run_all};
use verbatims::sink::MadeBy;
use verbatims::sink::output::Output;
use verbatims::sink::rejects::Rejects;
use verbatims::source::columns::ColumnWords;
use verbatims::{Error, Pipeline};

/// Arguments of `report`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Exports, annotations as JSON Lines, or the configuration of a job, whose published comments are shown.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// File of the page.
    #[arg(short, long, value_name = "OUT")]
    out: PathBuf,
    /// File of a workbook with the same figures and all comments.
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Language of the report: en, sv, ar, ru, sr-Latn or sr-Cyrl.
    #[arg(long, value_name = "LABELS", default_value = "en")]
    labels: String,
    /// Title; the names of the inputs if left out.
    #[arg(long)]
    title: Option<String>,
    /// Columns that one can filter by, parted by commas; the column of segments if left out.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', default_value = SEGMENT)]
    by: Vec<String>,
    /// Length of the periods of the trend; chosen by the dates if left out.
    #[arg(long, value_enum)]
    period: Option<Period>,
    /// Smallest base of a figure.
    #[arg(long, value_name = "N", default_value_t = Settings::MINIMUM_BASE)]
    minimum_base: u64,
    /// Most verbatims in the page; beyond, it holds a sample.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    verbatims: usize,
    /// Leave verbatims and quotes out.
    #[arg(long)]
    no_text: bool,
    #[command(flatten)]
    facts: Box<facts::Args>,
}

/// Length of periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Period {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl From<Period> for Column {
    fn from(period: Period) -> Self {
        match period {
            Period::Day => Self::Day,
            Period::Week => Self::Week,
            Period::Month => Self::Month,
            Period::Quarter => Self::Quarter,
            Period::Year => Self::Year,
        }
    }
}

/// Makes the page, and the workbook if one is asked for.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let inputs = args.inputs.iter().map(Path::new);
    let outputs = [
        Some(&args.out),
        args.xlsx.as_ref(),
        args.facts.rejects.as_ref(),
    ];
    let pin = args.facts.input.pin();
    overwriting::refuse(inputs.chain(pin), outputs.into_iter().flatten().cloned())?;
    // What cannot be written is told before anything is read.
    let html_file = Output::create(&args.out)?;
    let xlsx_file = args.xlsx.as_deref().map(Output::create).transpose()?;
    let lexicons = Arc::new(args.facts.lexicons()?);
    let words = Words::of(&lexicons, &args.labels).map_err(|error| Usage(error.to_string()))?;
    let mut found = Found::read(args, &lexicons)?;
    if found.records.is_empty() {
        return Err(Error::Empty(args.inputs.join(", ")).into());
    }
    if args.no_text {
        found.records.iter_mut().for_each(Record::forget_text);
    }
    let facts: Vec<Fact> = found.records.iter().map(|one| one.fact.clone()).collect();
    let fitting = || verbatims::report::fitting_period(&facts, args.minimum_base);
    let settings = Settings {
        minimum_base: args.minimum_base,
        period: args.period.map(Column::from).or_else(fitting),
        ..Settings::default()
    };
    let figures = Figures::of(&facts, &found.themes, settings);
    let names: Vec<String> = args.inputs.iter().map(|name| file_name(name)).collect();
    let title = args.title.clone().unwrap_or_else(|| names.join(", "));
    let setting = Setting {
        title: &title,
        inputs: &names,
        themes: &found.themes,
        codeframe: lexicons.codeframe(),
        words: &words,
        segments: &args.by,
        made_by: &found.made_by,
        verbatims: args.verbatims,
    };
    let page = Page::new(&found.records, &figures, &setting);
    write(html_file, html::render(&page, &words).as_bytes())?;
    if let (Some(path), Some(file)) = (&args.xlsx, xlsx_file) {
        let workbook = workbook::render(&found.records, &figures, &setting, path)?;
        write(file, &workbook)?;
    }
    Ok(ExitCode::from(if found.above_limit {
        exit::ABOVE_LIMIT
    } else {
        0
    }))
}

/// A name without its folders: the folders of a machine are nobody's business who reads a report.
fn file_name(name: &str) -> String {
    let file = Path::new(name).file_name();
    file.map_or_else(
        || name.to_owned(),
        |file| file.to_string_lossy().into_owned(),
    )
}

fn write(mut output: Output, bytes: &[u8]) -> verbatims::Result<()> {
    output.write(bytes)?;
    output.commit()
}

/// What the inputs hold.
struct Found {
    records: Vec<Record>,
    themes: Themes,
    made_by: Versions,
    above_limit: bool,
}

impl Found {
    fn read(args: &Args, lexicons: &Arc<Lexicons>) -> anyhow::Result<Self> {
        let wishes = args.facts.wishes(&args.by);
        let mut found = Self {
            records: Vec::new(),
            themes: Themes::of(lexicons.codeframe()),
            made_by: Versions::default(),
            above_limit: false,
        };
        let of_kind = |kind: Kind| {
            let names = args.inputs.iter().filter(|name| facts::kind(name) == kind);
            names.cloned().collect::<Vec<String>>()
        };
        let exports = of_kind(Kind::Export);
        if !exports.is_empty() {
            found.exports(&exports, &args.facts, &wishes, lexicons)?;
        }
        for name in of_kind(Kind::Annotations) {
            found.annotations(&name, &args.facts, &wishes, lexicons)?;
        }
        for name in of_kind(Kind::Job) {
            found.job(&name, &wishes, lexicons)?;
        }
        facts::met(&wishes, found.records.len() as u64)?;
        Ok(found)
    }

    fn exports(
        &mut self,
        names: &[String],
        args: &facts::Args,
        wishes: &Wishes,
        lexicons: &Arc<Lexicons>,
    ) -> anyhow::Result<()> {
        let words = lexicons.file("common/columns.toml").unwrap_or_default();
        let inputs = Inputs::open(names, args.input.options(words)?)?;
        if !args.quiet {
            inputs.profiles().iter().for_each(input::tell);
        }
        facts::check_exports(wishes, inputs.profiles())?;
        let pipeline = Pipeline::new(Arc::clone(lexicons));
        let maker = FactMaker::new(wishes, inputs.profiles(), lexicons, &self.themes);
        let mut sink = Collector::new(maker);
        let mut rejects = Rejects::new(args.rejects.clone());
        let plan = args.plan();
        let summary = run_all(inputs, &pipeline, plan, &mut sink, &mut rejects, &|_| ())?;
        self.records.extend(sink.into_records());
        rejects.finish()?;
        self.above_limit |= args.tell_rows(&summary.rows);
        let made_by = MadeBy::new(lexicons);
        self.made_by
            .add(made_by.program, made_by.lexicons, made_by.codeframe);
        Ok(())
    }

    fn annotations(
        &mut self,
        name: &str,
        args: &facts::Args,
        wishes: &Wishes,
        lexicons: &Lexicons,
    ) -> anyhow::Result<()> {
        let words = lexicons.file("common/columns.toml").unwrap_or_default();
        let words = ColumnWords::parse(words)?;
        let wanted = args.input.wanted();
        let mut lines = LineReader::new(wishes, lexicons, &words, &wanted);
        let file = File::open(name).map_err(|error| Error::io(name, error))?;
        let input = BufReader::new(file);
        let (themes, made_by) = (&mut self.themes, &mut self.made_by);
        let records = read::annotations(input, name, &mut lines, themes, made_by)?;
        self.records.extend(records);
        Ok(())
    }

    fn job(&mut self, name: &str, wishes: &Wishes, lexicons: &Lexicons) -> anyhow::Result<()> {
        let job = super::corrections::load(Path::new(name))?;
        let state = super::corrections::state(&job)?;
        let Self {
            records,
            themes,
            made_by,
            ..
        } = self;
        job::facts::facts(
            &job,
            &state,
            wishes,
            lexicons,
            themes,
            |fact, stored, themes| {
                let version = &stored.version;
                made_by.add(&version.program, &version.lexicons, &version.codeframe);
                records.push(Record::of_stored(fact, stored, themes));
                Ok(())
            },
        )?;
        Ok(())
    }
}
