//! What an edit of the codeframe or its terms would change, before anything is saved.
//!
//! Annotating half a million comments again takes too long to try things out. Most comments cannot change: only those in
//! which a term that the edit adds, takes away or changes is found at all. So the changed rows alone are built into two small
//! lists, one as the rows were and one as they will be, with everything that decides how words are looked up (classes, paradigms,
//! spellings, compounds, modifiers) and without the thousands of other terms. A word that the small lists do not know is
//! searched for further than in the whole lists, so they find all that the whole lists would find there, and sometimes more. What
//! they find something in is annotated anew with the whole lists; everything else keeps its themes.
//!
//! An edit that touches other lists than terms and classes (modifiers, spellings, the numbers of the rules) can change any
//! comment of its language: then all of them are annotated.

use crate::annotation::{Polarity, ThemeId};
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::bundle::Files;
use crate::lexicon::codeframe::{Codeframe, Theme};
use crate::lexicon::pack::Pack;
use crate::lexicon::table::Table;
use crate::lexicon::{Lexicons, Memory, columns, matcher};
use crate::pipeline::Pipeline;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Examples kept of each kind of change.
pub const EXAMPLES: usize = 10;

/// Lists whose rows are compared one by one; what else an edit touches concerns every comment of the language.
const BY_ROWS: [&str; 2] = ["themes/", "classes.tsv"];

/// Lists that cannot change a theme.
const SILENT: [&str; 3] = ["cases.tsv", "exceptions.tsv", "SOURCES.toml"];

/// Themes of a comment by id, with their polarity.
pub type Themes = BTreeMap<String, Polarity>;

/// An edit on its way: what was, what will be, and which comments it can concern.
#[derive(Debug)]
pub struct Trial {
    old: Pipeline,
    new: Pipeline,
    reach: BTreeMap<Language, Concerned>,
}

/// Which comments of a language an edit can concern.
#[derive(Debug)]
enum Concerned {
    /// All of them, because this file differs.
    All(String),
    /// Those in which one of these small lists finds something.
    Found(Box<[Lexicons; 2]>),
}

/// What one comment gains and loses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Themes that it would have beside those it has.
    pub gained: Vec<String>,
    /// Themes that it would no longer have.
    pub lost: Vec<String>,
    /// Themes whose polarity would be another: before, after.
    pub turned: Vec<(String, Polarity, Polarity)>,
}

/// What one thread keeps between comments.
#[derive(Debug, Default)]
pub struct Scratch {
    memories: BTreeMap<(Language, usize), Memory>,
}

impl Trial {
    /// Compares the files as they are and as they would be.
    ///
    /// # Errors
    /// Lists that break their format.
    pub fn new(old: Files, new: Files) -> Result<Self> {
        Self::of(old, new, &Language::SERVED)
    }

    /// The same where the edit is known to concern comments of these languages alone: the lists of others are not built.
    ///
    /// # Errors
    /// As [`Trial::new`].
    pub fn of(old: Files, new: Files, languages: &[Language]) -> Result<Self> {
        let load = |files: &Files| Lexicons::load(files.clone(), languages);
        let sides = [load(&old)?, load(&new)?];
        let mut reach = BTreeMap::new();
        for &language in languages {
            if let Some(concerned) = concerned(&sides, language)? {
                reach.insert(language, concerned);
            }
        }
        let [old, new] = sides.map(|lexicons| Pipeline::new(Arc::new(lexicons)));
        Ok(Self { old, new, reach })
    }

    /// Hash of the lexicons as they are: rows that they made need not be annotated with them again.
    pub fn old_hash(&self) -> &str {
        self.old.lexicons().hash()
    }

    /// Languages of which every comment must be annotated anew, with the file that differs.
    pub fn whole_languages(&self) -> Vec<(Language, &str)> {
        self.reach
            .iter()
            .filter_map(|(&language, concerned)| match concerned {
                Concerned::All(file) => Some((language, file.as_str())),
                Concerned::Found(_) => None,
            })
            .collect()
    }

    /// True if the edit can concern a comment.
    pub fn concerns(&self, scratch: &mut Scratch, text: &str, language: Language) -> bool {
        match self.reach.get(&language) {
            None => false,
            Some(Concerned::All(_)) => true,
            Some(Concerned::Found(lists)) => lists.iter().enumerate().any(|(side, lexicons)| {
                let memory = scratch.memories.entry((language, side)).or_default();
                finds(lexicons.pack(language), memory, text)
            }),
        }
    }

    /// The language of a comment that does not say it.
    pub fn language(&self, text: &str) -> Language {
        self.old.annotate(text).detection.language
    }

    /// The themes of a comment as things are.
    pub fn before(&self, text: &str, language: Language) -> Themes {
        themes(&self.old, text, language)
    }

    /// The label of a comment as things are and as they would be.
    pub fn sentiments(&self, text: &str, language: Language) -> [Polarity; 2] {
        [&self.old, &self.new].map(|pipeline| {
            let annotation = pipeline.annotate_as(text, Some(language));
            annotation.sentiment.polarity
        })
    }

    /// What the edit would change in a comment that has the themes `before`.
    pub fn outcome(&self, text: &str, language: Language, before: &Themes) -> Outcome {
        let after = themes(&self.new, text, language);
        let gained = after.keys().filter(|id| !before.contains_key(*id));
        let lost = before.keys().filter(|id| !after.contains_key(*id));
        let turned = before.iter().filter_map(|(id, &was)| {
            let is = *after.get(id)?;
            (is != was).then(|| (id.clone(), was, is))
        });
        Outcome {
            gained: gained.cloned().collect(),
            lost: lost.cloned().collect(),
            turned: turned.collect(),
        }
    }
}

fn themes(pipeline: &Pipeline, text: &str, language: Language) -> Themes {
    let codeframe = pipeline.lexicons().codeframe();
    let annotation = pipeline.annotate_as(text, Some(language));
    let mentions = annotation.mentions.iter();
    mentions
        .map(|mention| (codeframe.theme(mention.theme).id.clone(), mention.polarity))
        .collect()
}

/// True if a term of a small list is found.
fn finds(pack: &Pack, memory: &mut Memory, text: &str) -> bool {
    let (tokens, sentences) = pack.cut(text);
    let found = matcher::find_with(pack, memory, text, &tokens, &sentences).found;
    found.iter().any(|m| {
        let file = pack.source(m.entry).file;
        file.contains("/themes/")
    })
}

/// Ids of themes whose mentions would be judged otherwise, or that came or went.
fn behaving_otherwise(old: &Codeframe, new: &Codeframe) -> BTreeSet<String> {
    let parent = |frame: &Codeframe, theme: &Theme| -> Option<String> {
        theme.parent.map(|id: ThemeId| frame.theme(id).id.clone())
    };
    let behaviour = |frame: &Codeframe, id: &str| {
        let theme = frame.theme(frame.find(id)?);
        Some((
            theme.prior,
            theme.fixed,
            theme.beside,
            theme.fallback,
            parent(frame, theme),
        ))
    };
    let ids = old
        .themes
        .iter()
        .chain(&new.themes)
        .map(|theme| theme.id.clone());
    ids.filter(|id| behaviour(old, id) != behaviour(new, id))
        .collect()
}

fn concerned(sides: &[Lexicons; 2], language: Language) -> Result<Option<Concerned>> {
    let folder = format!("{}/", language.code());
    let [old, new] = sides.each_ref().map(Lexicons::files);
    let frames = sides.each_ref().map(Lexicons::codeframe);
    let moved = behaving_otherwise(frames[0], frames[1]);
    let ruled = moved.iter().any(|id| {
        let of = |frame: &Codeframe| frame.find(id).and_then(|at| frame.theme(at).fallback);
        frames.iter().any(|frame| of(frame).is_some())
    });
    if ruled {
        return Ok(Some(Concerned::All("codeframe.toml".to_owned())));
    }
    let mut paths: BTreeSet<&str> = BTreeSet::new();
    for prefix in [folder.as_str(), "common/"] {
        paths.extend(
            old.under(prefix)
                .chain(new.under(prefix))
                .map(|(path, _)| path),
        );
    }
    let whole = paths.iter().find(|path| {
        let name = path.strip_prefix(folder.as_str()).unwrap_or(path);
        let passed = BY_ROWS.iter().any(|start| name.starts_with(start)) || SILENT.contains(&name);
        !passed && old.get(path) != new.get(path)
    });
    if let Some(path) = whole {
        return Ok(Some(Concerned::All((*path).to_owned())));
    }
    let classes = changed_classes(old, new, &folder)?;
    let rows = [rows(old, &folder)?, rows(new, &folder)?];
    let [was, is] = &rows;
    let touched = |row: &Row| {
        moved.contains(&row.theme)
            || !was.contains(row)
            || !is.contains(row)
            || row.names_one_of(&classes)
    };
    let [before, after] =
        [was, is].map(|rows| rows.iter().filter(|row| touched(row)).collect::<Vec<_>>());
    if before.is_empty() && after.is_empty() {
        return Ok(None);
    }
    let lists = [
        small(&sides[0], &folder, &before, language)?,
        small(&sides[1], &folder, &after, language)?,
    ];
    Ok(Some(Concerned::Found(Box::new(lists))))
}

/// A row of a table of terms, without its note.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    theme: String,
    cells: Vec<String>,
}

impl Row {
    fn names_one_of(&self, classes: &BTreeSet<String>) -> bool {
        let named = |cell: &String| class_names(cell).any(|name| classes.contains(name));
        self.cells.iter().any(named)
    }

    fn write(&self, out: &mut String) {
        out.push_str(&self.theme);
        for cell in &self.cells {
            out.push('\t');
            out.push_str(cell);
        }
        out.push('\n');
    }
}

/// Names of the classes that a cell names.
fn class_names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('@').skip(1).map(|piece| {
        let end = piece.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
        piece.get(..end.unwrap_or(piece.len())).unwrap_or("")
    })
}

fn rows(files: &Files, folder: &str) -> Result<BTreeSet<Row>> {
    let mut found = BTreeSet::new();
    for (path, text) in files.under(&format!("{folder}themes/")) {
        let table = Table::parse(path, text, &columns::THEMES)?;
        found.extend(table.rows().map(|row| {
            Row {
                theme: row.cell(0).to_owned(),
                cells: (1..columns::THEMES.len() - 1)
                    .map(|at| row.cell(at).to_owned())
                    .collect(),
            }
        }));
    }
    Ok(found)
}

/// Classes that differ, and those that name one of them.
fn changed_classes(old: &Files, new: &Files, folder: &str) -> Result<BTreeSet<String>> {
    let path = format!("{folder}classes.tsv");
    let mut sides: Vec<BTreeMap<String, BTreeSet<String>>> = Vec::new();
    for files in [old, new] {
        let mut classes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        if let Some(text) = files.get(&path) {
            let table = Table::parse(&path, text, &columns::CLASSES)?;
            for row in table.rows() {
                let member = format!("{}\t{}", row.cell(1), row.cell(2));
                let name = row.cell(0).trim_start_matches('@').to_owned();
                classes.entry(name).or_default().insert(member);
            }
        }
        sides.push(classes);
    }
    let names: BTreeSet<&String> = sides.iter().flat_map(|side| side.keys()).collect();
    let differs = |name: &&&String| {
        let mut members = sides.iter().map(|side| side.get(**name));
        members.next() != members.next()
    };
    let mut changed: BTreeSet<String> =
        names.iter().filter(differs).map(|n| (*n).clone()).collect();
    loop {
        let before = changed.len();
        for (name, members) in sides.iter().flatten() {
            let mut named = members.iter().flat_map(|member| class_names(member));
            if named.any(|other| changed.contains(other)) {
                changed.insert(name.clone());
            }
        }
        if changed.len() == before {
            return Ok(changed);
        }
    }
}

/// The lexicons of one language with these rows for its terms, and without feeling words.
fn small(whole: &Lexicons, folder: &str, rows: &[&Row], language: Language) -> Result<Lexicons> {
    let files = whole.files();
    let mut list = columns::THEMES.join("\t");
    list.push('\n');
    rows.iter().for_each(|row| row.write(&mut list));
    let own = |path: &str| {
        let name = path.strip_prefix(folder)?;
        let kept =
            !name.starts_with("themes/") && name != "sentiment.tsv" && !SILENT.contains(&name);
        kept.then_some(())
    };
    let kept = files.under("").filter(|(path, _)| {
        let common =
            !path.contains('/') || path.starts_with("common/") && *path != "common/loanwords.tsv";
        common || own(path).is_some()
    });
    let mut kept = Files::from_texts(kept).with(&format!("{folder}themes/changed.tsv"), list);
    let compounds = format!("{folder}compounds.tsv");
    if let Some(text) = files.get(&compounds) {
        // A part of a compound counts only beside words that the whole lists know.
        let pack = whole.pack(language);
        let words = pack
            .forms
            .iter()
            .chain(pack.folded.iter())
            .map(|(word, _)| word);
        let mut text = text.to_owned();
        for word in words.filter(|word| word.chars().all(char::is_alphabetic)) {
            text.push_str("part\t");
            text.push_str(word);
            text.push('\n');
        }
        kept = kept.with(&compounds, text);
    }
    Lexicons::load(kept, &[language])
}
