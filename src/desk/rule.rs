//! From a correction to a line of a lexicon.
//!
//! A term that a person proposes is made into the line that it would be ([`edit`]), checked as the lexicons are
//! ([`findings`]), tried on comments ([`effect`]) and, when the person says so, written into the user's own folder
//! ([`save`]). Nothing is written before, and nothing but the one file then.

use crate::annotation::Polarity;
use crate::document::Language;
use crate::error::{Error, Result};
use crate::lexicon::bundle::Files;
use crate::lexicon::check::{Finding, check};
use crate::lexicon::codeframe::Codeframe;
use crate::lexicon::columns;
use crate::lexicon::format::canonical;
use crate::sink::output::{folder, sync_folder};
use crate::study::trial::{EXAMPLES, Scratch, Trial};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A term that a person proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The language of the list.
    pub language: Language,
    /// The term as `lexicons/README.md` describes terms: a word, a phrase with gaps, a prefix.
    pub term: String,
    /// Part of speech, or `phrase`; may be empty.
    pub pos: String,
    /// Paradigm by which its forms are made; none if empty.
    pub paradigm: String,
    /// What it stands for.
    pub meaning: Meaning,
    /// Who proposes it.
    pub author: String,
    /// Why; may be empty.
    pub note: String,
}

/// What a term stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It raises a theme, with a judgement of its own if it has one.
    Theme {
        /// Id of the theme.
        theme: String,
        /// Positive or negative; other words of the clause decide if none.
        polarity: Option<Polarity>,
    },
    /// It feels so strongly, in hundredths.
    Valence(i16),
}

/// A file as it is and as it would be.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Its path in a folder of lexicons, with `/`.
    pub path: String,
    /// The line that comes to it.
    pub line: String,
    /// Its whole text with the line.
    pub text: String,
    /// All files with that text.
    pub files: Files,
    language: Language,
}

/// The edit that a proposal comes to. Terms for themes go into `themes/own.tsv`, a file of the user's beside the others;
/// valences into the list of feeling words, of which the user's folder then holds a copy.
///
/// # Errors
/// A cell with a tab or a line break, an empty term, no author, a theme that the codeframe does not have, a valence of
/// zero or beyond five; a line that is there already.
pub fn edit(files: &Files, proposal: &Proposal) -> Result<Edit> {
    let code = proposal.language.code();
    let note = match proposal.note.trim() {
        "" => proposal.author.trim().to_owned(),
        note => format!("{}: {note}", proposal.author.trim()),
    };
    let cells = [&proposal.term, &proposal.pos, &proposal.paradigm, &note];
    if cells.iter().any(|cell| cell.chars().any(char::is_control)) {
        return Err(refused(
            proposal,
            "a tab or a line break",
            "give one line without tabs",
        ));
    }
    if proposal.term.trim().is_empty() || proposal.author.trim().is_empty() {
        return Err(refused(proposal, "no term or no author", "give both"));
    }
    let (term, pos, paradigm) = (
        proposal.term.trim(),
        proposal.pos.trim(),
        proposal.paradigm.trim(),
    );
    let (path, line, header) = match &proposal.meaning {
        Meaning::Theme { theme, polarity } => {
            let codeframe = Codeframe::of(files)?;
            if codeframe.current(theme).is_none() {
                return Err(refused(
                    proposal,
                    "no such theme in the codeframe",
                    "`verbatims codeframe list` has them",
                ));
            }
            let sign = match polarity {
                Some(Polarity::Positive) => "+",
                Some(Polarity::Negative) => "-",
                _ => "",
            };
            (
                format!("{code}/themes/own.tsv"),
                format!("{theme}\t{term}\t{pos}\t{paradigm}\t\t{sign}\t\t\t\t{note}"),
                columns::THEMES.join("\t"),
            )
        }
        Meaning::Valence(valence) => {
            if *valence == 0 || valence.unsigned_abs() > 500 {
                return Err(refused(
                    proposal,
                    "a valence that no term has",
                    "give hundredths from -500 to 500",
                ));
            }
            (
                format!("{code}/sentiment.tsv"),
                format!("{term}\t{pos}\t{paradigm}\t{valence}\t\t\t\t\t{note}"),
                columns::SENTIMENT.join("\t"),
            )
        }
    };
    let before = files
        .get(&path)
        .map_or_else(|| header + "\n", str::to_owned);
    if before.lines().any(|other| other == line) {
        return Err(refused(
            proposal,
            "the line is there already",
            "nothing has to be done",
        ));
    }
    let text = canonical(&path, &format!("{before}{line}\n"));
    Ok(Edit {
        files: files.clone().with(&path, text.clone()),
        language: proposal.language,
        path,
        line,
        text,
    })
}

fn refused(proposal: &Proposal, problem: &str, help: &str) -> Error {
    Error::Input {
        source_name: proposal.term.clone(),
        problem: problem.to_owned(),
        help: help.to_owned(),
    }
}

/// What the checks of the lexicons say of an edit that they did not say before.
///
/// # Errors
/// Files without which nothing can be checked.
pub fn findings(files: &Files, edit: &Edit) -> Result<Vec<Finding>> {
    let key = |finding: &Finding| (finding.file.clone(), finding.rule, finding.term.clone());
    let languages = [edit.language];
    let mut before: BTreeMap<_, usize> = BTreeMap::new();
    for finding in check(files, &languages)? {
        *before.entry(key(&finding)).or_default() += 1;
    }
    let mut after = check(&edit.files, &languages)?;
    after.retain(|finding| match before.get_mut(&key(finding)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    Ok(after)
}

/// A comment that an edit is tried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Its id.
    pub id: String,
    /// The verbatim.
    pub text: String,
    /// The language that it is taken for.
    pub language: Language,
}

/// What an edit changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// Comments that it was tried on.
    pub comments: u64,
    /// Of them, those with any other tag.
    pub changed: u64,
    /// By theme.
    pub themes: BTreeMap<String, ThemeEffect>,
    /// Comments whose label would be another, by `before -> after`.
    pub sentiments: BTreeMap<String, u64>,
    /// The first ids of those.
    pub sentiment_examples: Vec<String>,
}

/// What an edit changes in a theme; of each list of ids the first ten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ThemeEffect {
    /// Comments that would have it and do not.
    pub gained: u64,
    /// Comments that have it and would not.
    pub lost: u64,
    /// Comments in which its polarity would be another.
    pub turned: u64,
    /// Ids of comments that gain it.
    pub gained_examples: Vec<String>,
    /// Ids of comments that lose it.
    pub lost_examples: Vec<String>,
    /// Ids of comments in which it turns.
    pub turned_examples: Vec<String>,
}

/// Tries an edit on comments. `go_on` is asked at each, and ends the work with an error.
///
/// # Errors
/// Lists that break their format; that of `go_on`.
pub fn effect(
    files: &Files,
    edit: &Edit,
    comments: impl IntoIterator<Item = Tried>,
    go_on: &dyn Fn() -> Result<()>,
) -> Result<Effect> {
    let trial = Trial::of(files.clone(), edit.files.clone(), &[edit.language])?;
    let mut scratch = Scratch::default();
    let mut effect = Effect::default();
    for Tried { id, text, language } in comments {
        go_on()?;
        effect.comments += 1;
        if !trial.concerns(&mut scratch, &text, language) {
            continue;
        }
        let outcome = trial.outcome(&text, language, &trial.before(&text, language));
        let [was, is] = trial.sentiments(&text, language);
        let mut changed = was != is;
        if changed {
            let turn = format!("{} -> {}", was.name(), is.name());
            *effect.sentiments.entry(turn).or_default() += 1;
            keep(&mut effect.sentiment_examples, &id);
        }
        for theme in outcome.gained {
            let one = effect.themes.entry(theme).or_default();
            one.gained += 1;
            keep(&mut one.gained_examples, &id);
            changed = true;
        }
        for theme in outcome.lost {
            let one = effect.themes.entry(theme).or_default();
            one.lost += 1;
            keep(&mut one.lost_examples, &id);
            changed = true;
        }
        for (theme, _, _) in outcome.turned {
            let one = effect.themes.entry(theme).or_default();
            one.turned += 1;
            keep(&mut one.turned_examples, &id);
            changed = true;
        }
        effect.changed += u64::from(changed);
    }
    Ok(effect)
}

fn keep(examples: &mut Vec<String>, id: &str) {
    if examples.len() < EXAMPLES {
        examples.push(id.to_owned());
    }
}

/// Writes an edit into the user's folder of lexicons, whole or not at all. `files` are those that the edit was made to.
/// Gives the path of the file.
///
/// # Errors
/// The checks find something; the file in the folder is not as it was when the edit was made; it cannot be written.
pub fn save(own: &Path, files: &Files, edit: &Edit) -> Result<PathBuf> {
    if let Some(finding) = findings(files, edit)?.into_iter().next() {
        return Err(Error::Lexicon {
            file: finding.file,
            line: finding.line as usize,
            problem: finding.problem,
            help: finding.help,
        });
    }
    let path = own.join(&edit.path);
    let there = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::io(path, error)),
    };
    if there.is_some_and(|text| Some(text.as_str()) != files.get(&edit.path)) {
        return Err(Error::Input {
            source_name: path.display().to_string(),
            problem: "the file was changed since it was read".to_owned(),
            help: "propose the term again".to_owned(),
        });
    }
    let home = folder(&path);
    let partial = path.with_extension("partial");
    let written = fs::create_dir_all(&home)
        .and_then(|()| fs::File::create(&partial))
        .and_then(|mut file| {
            file.write_all(edit.text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&partial, &path))
        .and_then(|()| sync_folder(&home));
    written.map_err(|source| Error::io(&path, source))?;
    Ok(path)
}
