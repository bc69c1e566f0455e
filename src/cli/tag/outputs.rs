//! Where the outputs of `tag` go.

use super::{Args, OutputFormat};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use verbatims::dates::{Dates, Zone};
use verbatims::outputs::{InputColumns, Tagged};
use verbatims::run::Inputs;
use verbatims::sink::output::{Output, OutputFolder};
use verbatims::sink::rejects::Rejects;
use verbatims::sink::{Content, Flat, JsonLines, Sink};
use verbatims::source::columns::Role;
use verbatims::source::{Format, Profile};
use verbatims::{Pipeline, Result};

/// The places that the arguments name.
pub struct Places {
    /// Where tables go, if anywhere.
    pub folder: Option<PathBuf>,
    /// Where annotations go else; `-` is standard output.
    pub out: PathBuf,
    /// Where rows go that cannot be read.
    pub rejects: Option<PathBuf>,
    /// Where the report goes.
    pub report: Option<PathBuf>,
}

impl Places {
    /// What the arguments say, and what follows from them.
    pub fn of(args: &Args) -> Self {
        let inside = |name: &str| Some(args.out_dir.as_ref()?.join(name));
        let rejects = args.rejects.clone();
        let rejects = rejects.or_else(|| inside("rejects.jsonl"));
        Self {
            rejects: rejects.or_else(|| beside(args.out.as_ref()?)),
            report: args.report.clone().or_else(|| inside("report.json")),
            folder: args.out_dir.clone(),
            out: args.out.clone().unwrap_or_else(|| PathBuf::from("-")),
        }
    }

    /// All files that may be written.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = self.rejects.iter().chain(&self.report).cloned().collect();
        match &self.folder {
            Some(folder) => files.extend(Tagged::files().map(|name| folder.join(name))),
            None => files.push(self.out.clone()),
        }
        files
    }

    /// Folders that files are written in before they have their names; a link is followed, as it is in writing.
    #[cfg(unix)]
    pub fn folders(&self) -> Vec<PathBuf> {
        use verbatims::sink::output::folder;
        let files = self.files().into_iter();
        let files = files.map(|file| fs::canonicalize(&file).unwrap_or(file));
        let folders = files.map(|file| folder(&file));
        folders.chain(self.folder.as_deref().map(folder)).collect()
    }
}

/// The file for the rejects of an output that is a file.
fn beside(out: &Path) -> Option<PathBuf> {
    let is_file = fs::metadata(out).map_or(true, |metadata| metadata.is_file());
    if out == Path::new("-") || !is_file {
        return None;
    }
    let mut name = out.to_owned().into_os_string();
    name.push(".rejects.jsonl");
    Some(PathBuf::from(name))
}

/// The outputs of a run, which become visible together as far as the file system lets them.
pub struct Outputs {
    /// Annotations.
    pub sink: Box<dyn Sink>,
    /// Rows that cannot be read.
    pub rejects: Rejects,
    report: Option<Output>,
    folder: Option<OutputFolder>,
    /// The report of an earlier run in the same folder, which speaks of the files that are about to be replaced.
    outdated: Option<PathBuf>,
}

impl Outputs {
    /// Prepares all of them, so that a place that cannot be written is found before anything is read.
    pub fn create(
        args: &Args,
        places: &Places,
        inputs: &Inputs,
        pipeline: &Pipeline,
    ) -> Result<Self> {
        let folder = places
            .folder
            .as_deref()
            .map(OutputFolder::create)
            .transpose()?;
        let placed = |path: &PathBuf| match &folder {
            Some(folder) => folder.place(path),
            None => path.clone(),
        };
        let sink = sink(args, places, folder.as_ref(), inputs, pipeline)?;
        let report = places.report.as_ref().map(placed);
        let inside = folder.as_ref().zip(report.clone());
        let outdated =
            inside.and_then(|(folder, report)| report.starts_with(folder.path()).then_some(report));
        Ok(Self {
            sink,
            rejects: Rejects::new(places.rejects.as_ref().map(placed)),
            report: report.map(|path| Output::create(&path)).transpose()?,
            folder,
            outdated,
        })
    }

    /// Completes the outputs; `report` is written last, so that it stands in a folder only beside the files it tells of.
    pub fn publish(self, report: impl FnOnce() -> Result<Vec<u8>>) -> Result<()> {
        if let Some(outdated) = &self.outdated {
            remove(outdated)?;
        }
        self.rejects.finish()?;
        self.sink.finish()?;
        if let Some(mut output) = self.report {
            output.write(&report()?)?;
            output.commit()?;
        }
        self.folder.map_or(Ok(()), OutputFolder::publish)
    }
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(verbatims::Error::io(file, error))
        }
        _ => Ok(()),
    }
}

fn sink(
    args: &Args,
    places: &Places,
    folder: Option<&OutputFolder>,
    inputs: &Inputs,
    pipeline: &Pipeline,
) -> Result<Box<dyn Sink>> {
    let content = Content {
        text: !args.no_text,
        steps: args.steps,
        spreadsheet_safe: args.spreadsheet_safe,
    };
    let is_json = |profile: &Profile| matches!(profile.format, Format::Json | Format::JsonLines);
    let objects = inputs.profiles().iter().any(is_json);
    if let Some(folder) = folder {
        let lexicons = pipeline.lexicons();
        let zone = Zone::default();
        let dates = Dates::new(Vec::new(), zone.clone(), zone);
        let read = move |date: &str| dates.read(date).map(|moment| (moment.day, moment.at));
        let columns = inputs.profiles().iter().map(columns).collect();
        let tables = Tagged::create(folder.path(), content, columns, Box::new(read), lexicons)?;
        return Ok(Box::new(tables));
    }
    let output = Output::create(&places.out)?;
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
