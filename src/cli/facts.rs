//! Arguments that say how comments become facts, and reading all kinds of input that facts are made from.

use super::{Usage, input};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use verbatims::dates::{Dates, Zone, check_format};
use verbatims::document::Language;
use verbatims::job::{self, Job};
use verbatims::lexicon::Lexicons;
use verbatims::rollup::{Fact, Line, LineVersions, ScoreScale, Themes};
use verbatims::run::facts::{
    Asked, FactMaker, Facts, LONGEST_LINE, LineReader, SEGMENT, Wishes, next_line,
};
use verbatims::run::{Inputs, Plan, run as run_all};
use verbatims::sink::MadeBy;
use verbatims::sink::rejects::Rejects;
use verbatims::source::columns::{ColumnWords, Wanted};
use verbatims::source::{Profile, Rows};
use verbatims::{Error, Pipeline, pipeline};

/// How comments become facts.
#[derive(Debug, clap::Args)]
#[group(id = "facts")]
pub struct Args {
    #[command(flatten)]
    pub input: input::Args,
    /// Zone in which days begin, and of dates without one; a job's own for its comments.
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone)]
    time_zone: Zone,
    /// How dates are written beside ISO 8601, as "%d/%m/%Y"; may be given several times.
    #[arg(long, value_name = "FORMAT", value_parser = date_format)]
    date_format: Vec<String>,
    /// Scale of the scores, where their header does not tell: nps, csat, ces, or a range as 1-10.
    #[arg(long, value_name = "SCALE")]
    score_scale: Option<ScoreScale>,
    /// Column of weights; what is no number there counts nothing.
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// Journey stage of all comments of a source, in place of the themes' own; may be given several times.
    #[arg(long, value_name = "SOURCE=STAGE", value_parser = stage)]
    stage: Vec<(String, String)>,
    /// Language of all comments of exports; detected for each if left out.
    #[arg(long, value_name = "LANG", value_parser = super::language)]
    language: Option<Language>,
    /// Folder of lexicons to use in place of those the program carries.
    #[arg(long, value_name = "DIR")]
    lexicons: Option<PathBuf>,
    /// Own codeframe, as in `tag`.
    #[arg(long, value_name = "DIR")]
    codeframe: Option<PathBuf>,
    /// File for rows that cannot be read.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Percentage of rejected rows above which the exit code is 3.
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = super::percentage)]
    max_rejects: f64,
    /// Threads; one a core if 0. The output does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Print errors only.
    #[arg(short, long)]
    pub quiet: bool,
}

impl Args {
    /// The lexicons in use.
    pub fn lexicons(&self) -> anyhow::Result<Lexicons> {
        pipeline::set_threads(self.threads);
        let (lexicons, codeframe) = (self.lexicons.as_deref(), self.codeframe.as_deref());
        super::load_with(lexicons, codeframe, &Language::SERVED)
    }

    /// What facts take from a comment's columns.
    pub fn wishes(&self, segments: &[String]) -> Wishes {
        Wishes {
            dates: Dates::new(
                self.date_format.clone(),
                self.time_zone.clone(),
                self.time_zone.clone(),
            ),
            score_scale: self.score_scale,
            segments: segments.iter().map(Asked::new).collect(),
            weight: self.weight.as_ref().map(Asked::new),
            stages: self.stage.iter().cloned().collect(),
        }
    }

    /// How exports are annotated.
    pub fn plan(&self) -> Plan {
        Plan {
            language: self.language,
            batch: 2048,
            shard: None,
        }
    }

    /// Prints the account of all rows; true if more were rejected than allowed.
    pub fn tell_rows(&self, rows: &Rows) -> bool {
        if !self.quiet {
            eprintln!(
                "verbatims: {} read = {} annotated + {} rejected{} + {} skipped{}",
                super::counted(rows.read, "row"),
                rows.annotated,
                rows.rejected_sum(),
                input::listed(&rows.rejected),
                rows.skipped_sum(),
                input::listed(&rows.skipped),
            );
        }
        let share = 100.0 * rows.rejected_sum() as f64 / rows.read.max(1) as f64;
        share > self.max_rejects
    }
}

fn zone(name: &str) -> Result<Zone, String> {
    Zone::named(name).ok_or_else(|| {
        job::finding::nearest_zone(name).map_or_else(
            || "give an IANA name such as Europe/Stockholm".to_owned(),
            |meant| format!("there is no such zone; did you mean {meant}?"),
        )
    })
}

fn date_format(format: &str) -> Result<String, String> {
    check_format(format).map(|()| format.to_owned())
}

fn stage(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((source, stage)) if !source.is_empty() && !stage.is_empty() => {
            Ok((source.to_owned(), stage.to_owned()))
        }
        _ => Err("write it as SOURCE=STAGE".to_owned()),
    }
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An export, to be annotated.
    Export,
    /// Annotations as JSON Lines.
    Annotations,
    /// The configuration of a job.
    Job,
}

/// Members that lines of annotations have and exports have not.
const OF_ANNOTATIONS: [&str; 3] = ["language_score", "made_by.lexicons", "sentiment.polarity"];

/// What an input is, by its name and first line. What is no file, as a pipe, can be read once only, and is an export.
pub fn kind(name: &str) -> Kind {
    let path = Path::new(name);
    if path
        .extension()
        .is_some_and(|extension| extension == "toml")
    {
        return Kind::Job;
    }
    if name == "-" || !path.is_file() {
        return Kind::Export;
    }
    let mut line = String::new();
    let read =
        File::open(path).map(|file| BufReader::new(file.take(LONGEST_LINE)).read_line(&mut line));
    match (read, serde_json::from_str::<Line>(&line)) {
        (Ok(Ok(_)), Ok(_)) => Kind::Annotations,
        // What cannot be opened is told when it is read.
        _ => Kind::Export,
    }
}

/// What was read.
pub struct Read {
    /// The themes that facts refer to.
    pub themes: Themes,
    /// The versions behind the annotations.
    pub made_by: BTreeSet<LineVersions>,
    /// Comments.
    pub comments: u64,
    /// True if more rows were rejected than allowed.
    pub above_limit: bool,
}

/// Hands the fact of each comment of the inputs to `each`: those of exports first, then annotations, then jobs.
pub fn read(
    names: &[String],
    args: &Args,
    segments: &[String],
    mut each: impl FnMut(Fact, &Themes) + Send + Sync,
) -> anyhow::Result<Read> {
    let lexicons = Arc::new(args.lexicons()?);
    let wishes = args.wishes(segments);
    let mut of_kind: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for name in names {
        of_kind
            .entry(kind(name) as u8)
            .or_default()
            .push(name.clone());
    }
    let mut named = |kind: Kind| of_kind.remove(&(kind as u8)).unwrap_or_default();
    let mut reader = Reader {
        args,
        wishes,
        read: Read {
            themes: Themes::of(lexicons.codeframe()),
            made_by: BTreeSet::new(),
            comments: 0,
            above_limit: false,
        },
        lexicons,
    };
    let exports = named(Kind::Export);
    if !exports.is_empty() {
        reader.exports(&exports, &mut each)?;
    }
    for name in named(Kind::Annotations) {
        reader.annotations(&name, &mut each)?;
    }
    for name in named(Kind::Job) {
        reader.job(&name, &mut each)?;
    }
    met(&reader.wishes, reader.read.comments)?;
    Ok(reader.read)
}

struct Reader<'a> {
    args: &'a Args,
    wishes: Wishes,
    lexicons: Arc<Lexicons>,
    read: Read,
}

impl Reader<'_> {
    fn words(&self) -> &str {
        self.lexicons
            .file("common/columns.toml")
            .unwrap_or_default()
    }

    fn exports(
        &mut self,
        names: &[String],
        each: &mut (impl FnMut(Fact, &Themes) + Send + Sync),
    ) -> anyhow::Result<()> {
        let inputs = Inputs::open(names, self.args.input.options(self.words())?)?;
        if !self.args.quiet {
            inputs.profiles().iter().for_each(input::tell);
        }
        check_exports(&self.wishes, inputs.profiles())?;
        let pipeline = Pipeline::new(Arc::clone(&self.lexicons));
        let themes = &self.read.themes;
        let maker = FactMaker::new(&self.wishes, inputs.profiles(), &self.lexicons, themes);
        let mut comments = 0;
        let mut sink = Facts::new(maker, |fact| {
            comments += 1;
            each(fact, themes);
        });
        let mut rejects = Rejects::new(self.args.rejects.clone());
        let plan = self.args.plan();
        let summary = run_all(inputs, &pipeline, plan, &mut sink, &mut rejects, &|_| ())?;
        drop(sink);
        rejects.finish()?;
        let rows = &summary.rows;
        if rows.read == 0 {
            return Err(Error::Empty(names.join(", ")).into());
        }
        self.read.above_limit |= self.args.tell_rows(rows);
        self.read.comments += comments;
        let made_by = MadeBy::new(&self.lexicons);
        self.read.made_by.insert(LineVersions {
            program: made_by.program.to_owned(),
            lexicons: made_by.lexicons.to_owned(),
            codeframe: made_by.codeframe.to_owned(),
        });
        Ok(())
    }

    fn annotations(
        &mut self,
        name: &str,
        each: &mut impl FnMut(Fact, &Themes),
    ) -> anyhow::Result<()> {
        let words = ColumnWords::parse(self.words())?;
        let wanted: Wanted = self.args.input.wanted();
        let mut lines = LineReader::new(&self.wishes, &self.lexicons, &words, &wanted);
        let file = File::open(name).map_err(|error| Error::io(name, error))?;
        let (mut file, mut number) = (BufReader::new(file), 0);
        while let Some(text) = next_line(&mut file, &mut number, name)? {
            let (fact, line) = lines.fact(&text, &mut self.read.themes, name, number)?;
            self.read.made_by.insert(line.made_by);
            self.read.comments += 1;
            each(fact, &self.read.themes);
        }
        Ok(())
    }

    fn job(&mut self, name: &str, each: &mut impl FnMut(Fact, &Themes)) -> anyhow::Result<()> {
        let job: Job = super::corrections::load(Path::new(name))?;
        let state = super::corrections::state(&job)?;
        let Read {
            themes,
            made_by,
            comments,
            ..
        } = &mut self.read;
        job::facts::facts(
            &job,
            &state,
            &self.wishes,
            &self.lexicons,
            themes,
            |fact, stored, themes| {
                made_by.insert(LineVersions {
                    program: stored.version.program,
                    lexicons: stored.version.lexicons,
                    codeframe: stored.version.codeframe,
                });
                *comments += 1;
                each(fact, themes);
                Ok(())
            },
        )?;
        Ok(())
    }
}

/// Refuses columns that were asked for and that none of the comments has: figures by them would be those of a name mistyped.
pub fn met(wishes: &Wishes, comments: u64) -> Result<(), Usage> {
    match wishes.unmet().first() {
        Some(name) if comments > 0 => Err(Usage(format!("no comment has a column {name:?}"))),
        _ => Ok(()),
    }
}

/// Refuses, before their comments are read, exports that are annotations, and columns that no input has.
pub fn check_exports(wishes: &Wishes, profiles: &[Profile]) -> Result<(), Usage> {
    for profile in profiles {
        let has = |name: &&str| profile.names.iter().any(|own| **own == **name);
        if OF_ANNOTATIONS.iter().all(has) {
            return Err(Usage(format!(
                "{}: these are annotations; name a file that begins with one of them, not a pipe",
                profile.source
            )));
        }
    }
    known_columns(wishes, profiles)
}

/// Finds columns that no input has, where all inputs tell their columns.
fn known_columns(wishes: &Wishes, profiles: &[Profile]) -> Result<(), Usage> {
    if profiles.iter().any(|profile| profile.fields.is_empty()) {
        return Ok(());
    }
    let fields: BTreeSet<&str> = profiles
        .iter()
        .flat_map(|p| &p.fields)
        .map(|f| &**f)
        .collect();
    for Asked { name, .. } in wishes.segments.iter().chain(&wishes.weight) {
        if !fields.contains(name.as_str()) && name != SEGMENT {
            let list: Vec<&str> = fields.into_iter().collect();
            return Err(Usage(format!(
                "no input has a column {name:?}; there are {}",
                list.join(", ")
            )));
        }
    }
    Ok(())
}
