//! From words in a comment to a line of a list: tried first, then written.

use super::app::{App, aside};
use super::body::Sent;
use super::item::Item;
use super::open::Desk;
use super::problem::{Answer, Problem};
use crate::annotation::Polarity;
use crate::desk::rule::{self, Edit, Effect, Meaning, Proposal, Tried};
use crate::desk::search::{Order, Query};
use crate::document::Language;
use crate::error::Result;
use crate::job::{Job, lexicon_files};
use crate::lexicon::check::Finding;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Comments that a term is tried on unless the page says how many, and at most.
const TRIED: [usize; 2] = [5000, 20_000];

/// A term as the page says it: to be tried, or to be written as it was tried.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Term {
    language: String,
    term: String,
    #[serde(default)]
    pos: String,
    #[serde(default)]
    paradigm: String,
    meaning: Meant,
    #[serde(default)]
    note: String,
    /// The comment that the words are from: tried whatever its age.
    from_comment: Option<String>,
    /// How many of the newest comments it is tried on.
    comments: Option<usize>,
    /// What the trial gave, for saving.
    token: Option<String>,
}

/// What the term stands for: a theme, with a judgement of its own or none, or a valence in hundredths.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Meant {
    Theme {
        theme: String,
        #[serde(default)]
        polarity: Option<Polarity>,
    },
    Valence {
        valence: i16,
    },
}

impl Term {
    fn proposal(self, author: String) -> Answer<Proposal> {
        let language = Language::from_code(&self.language);
        let language = language.filter(|language| language.served_index().is_some());
        let language = language.ok_or_else(|| {
            Problem::request(
                format!("there are no lists for the language `{}`", self.language),
                "choose one of sv, ar, sr, ru, en",
            )
        })?;
        Ok(Proposal {
            language,
            term: self.term,
            pos: self.pos,
            paradigm: self.paradigm,
            meaning: match self.meaning {
                Meant::Theme { theme, polarity } => Meaning::Theme { theme, polarity },
                Meant::Valence { valence } => Meaning::Valence(valence),
            },
            author,
            note: self.note,
        })
    }
}

/// What tells the file with the line from any other.
fn token(edit: &Edit) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(edit.path.as_bytes());
    hasher.update(&[0]);
    hasher.update(edit.text.as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// What the page is told of a finding.
#[derive(Debug, Serialize)]
struct Found {
    file: String,
    line: u32,
    rule: &'static str,
    term: String,
    problem: String,
    help: String,
}

impl From<Finding> for Found {
    fn from(finding: Finding) -> Self {
        let Finding {
            file,
            line,
            rule,
            term,
            problem,
            help,
        } = finding;
        Self {
            file,
            line,
            rule,
            term,
            problem,
            help,
        }
    }
}

/// What a term would do.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    path: String,
    line: String,
    findings: Vec<Found>,
    comments: u64,
    /// The first and the last day of the comments that it was tried on.
    days: Option<[String; 2]>,
    changed: u64,
    themes: Vec<Theme>,
    sentiments: Vec<Turn>,
    sentiment_examples: Vec<Item>,
    own_lexicons: Option<String>,
    token: String,
}

#[derive(Debug, Serialize)]
struct Theme {
    theme: String,
    gained: u64,
    lost: u64,
    turned: u64,
    gained_examples: Vec<Item>,
    lost_examples: Vec<Item>,
    turned_examples: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Turn {
    before: String,
    after: String,
    comments: u64,
}

/// Comments to try a term on.
struct Sample {
    comments: Vec<Tried>,
    days: Option<[String; 2]>,
}

impl Desk {
    /// The newest comments that the machine takes to be in a language, and before them the one that a term is from.
    fn sample(&self, language: Language, count: usize, from: Option<String>) -> Result<Sample> {
        let query = Query {
            languages: vec![language.code().to_owned()],
            order: Order::Newest,
            ..Query::default()
        };
        let mut comments = Vec::new();
        let mut days: Option<[String; 2]> = None;
        let mut ids = self.index.all(&query, count)?;
        ids.retain(|id| Some(id) != from.as_ref());
        for id in from.into_iter().chain(ids) {
            let Some(stored) = self.state.comment(&id)? else {
                continue;
            };
            if let Some(day) = stored.row.day {
                let [first, last] = days.unwrap_or_else(|| [day.clone(), day.clone()]);
                days = Some([first.min(day.clone()), last.max(day)]);
            }
            comments.push(Tried {
                id,
                text: stored.row.text,
                language,
            });
        }
        Ok(Sample { comments, days })
    }

    fn themes(&self, effect: &Effect) -> Result<Vec<Theme>> {
        let themes = effect.themes.iter();
        themes
            .map(|(theme, one)| {
                Ok(Theme {
                    theme: theme.clone(),
                    gained: one.gained,
                    lost: one.lost,
                    turned: one.turned,
                    gained_examples: self.items(&one.gained_examples, "")?,
                    lost_examples: self.items(&one.lost_examples, "")?,
                    turned_examples: self.items(&one.turned_examples, "")?,
                })
            })
            .collect()
    }
}

/// The folder that terms of a job's own are written into.
pub(super) fn own_lexicons(job: &Job) -> Option<&Path> {
    let codeframe = job.codeframe.as_deref().filter(|own| own.is_dir());
    codeframe.or(job.lexicons.as_deref())
}

fn turns(effect: &Effect) -> Vec<Turn> {
    let turns = effect.sentiments.iter();
    turns
        .filter_map(|(turn, &comments)| {
            let (before, after) = turn.split_once(" -> ")?;
            Some(Turn {
                before: before.to_owned(),
                after: after.to_owned(),
                comments,
            })
        })
        .collect()
}

/// What was found out without the desk.
struct Outcome {
    edit: Edit,
    findings: Vec<Finding>,
    effect: Effect,
}

fn outcome(app: &App, proposal: &Proposal, comments: Vec<Tried>) -> Result<Outcome> {
    let files = lexicon_files(app.job())?;
    let edit = rule::edit(&files, proposal)?;
    let findings = rule::findings(&files, &edit)?;
    let effect = match findings.is_empty() {
        true => rule::effect(&files, &edit, comments, &|| app.stop().check())?,
        // Lists with a mistake cannot be tried, and the line cannot be saved.
        false => Effect::default(),
    };
    Ok(Outcome {
        edit,
        findings,
        effect,
    })
}

pub(super) async fn attempt(
    State(app): State<App>,
    Sent(mut term): Sent<Term>,
) -> Answer<Json<Told>> {
    let [usual, most] = TRIED;
    let (count, from) = (term.comments, term.from_comment.take());
    let proposal = term.proposal(app.session().name()?)?;
    let count = count.unwrap_or(usual).min(most);
    let language = proposal.language;
    // Mistakes are told before any comment is read.
    let (job, tried) = (app.job().clone(), proposal.clone());
    aside(move || Ok(rule::edit(&lexicon_files(&job)?, &tried).map(drop)?)).await?;
    let Sample { comments, days } = app
        .with(move |desk| Ok(desk.sample(language, count, from)?))
        .await?;
    // Both sets of lists are in memory meanwhile: one attempt at a time.
    let turn = app.trial().await;
    let own = app.clone();
    let found = aside(move || Ok(outcome(&own, &proposal, comments)?)).await?;
    drop(turn);
    app.json(move |desk| {
        let Outcome {
            edit,
            findings,
            effect,
        } = found;
        Ok(Told {
            token: token(&edit),
            path: edit.path,
            line: edit.line,
            findings: findings.into_iter().map(Found::from).collect(),
            comments: effect.comments,
            days,
            changed: effect.changed,
            themes: desk.themes(&effect)?,
            sentiments: turns(&effect),
            sentiment_examples: desk.items(&effect.sentiment_examples, "")?,
            own_lexicons: own_lexicons(&desk.job).map(|own| own.display().to_string()),
        })
    })
    .await
}

/// What was written.
#[derive(Debug, Serialize)]
pub(super) struct Saved {
    path: String,
    line: String,
}

pub(super) async fn save(
    State(app): State<App>,
    Sent(mut term): Sent<Term>,
) -> Answer<Json<Saved>> {
    let tried = term.token.take();
    let proposal = term.proposal(app.session().name()?)?;
    // One after the other, so that of two who save at once the second sees what the first has written.
    let turn = app.trial().await;
    let job = app.job().clone();
    let saved = aside(move || {
        let own = own_lexicons(&job).ok_or_else(Problem::no_folder)?;
        let files = lexicon_files(&job)?;
        let edit = rule::edit(&files, &proposal)?;
        if Some(token(&edit)) != tried {
            return Err(Problem::changed("the list"));
        }
        let path = rule::save(own, &files, &edit)?;
        Ok(Saved {
            path: path.display().to_string(),
            line: edit.line,
        })
    })
    .await;
    drop(turn);
    saved.map(Json)
}
