//! One comment in full: its tags, what each rests on, and what was said of it.

use super::app::App;
use super::body::Asked;
use super::history::{Entry, of_comment};
use super::item::Item;
use super::marks::{Mark, marks};
use super::open::Desk;
use super::places::Places;
use super::problem::{Answer, Problem};
use super::thresholds::{Thresholds, thresholds};
use crate::store::corrections::ABSENT;
use crate::store::{Stored, Version};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

/// Which comment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    pub id: String,
}

/// A comment in full.
#[derive(Debug, Serialize)]
pub(super) struct Detail {
    item: Item,
    question: Option<String>,
    date: Option<String>,
    score_column: Option<String>,
    script: String,
    cells: Vec<Cell>,
    language: Language,
    sentiment: Sentiment,
    themes: Vec<Theme>,
    removed: Vec<Removed>,
    marks: Vec<Mark>,
    durations: Vec<Duration>,
    personal: Vec<Personal>,
    machine: Machine,
    versions: Version,
    first_generation: u64,
    generation: u64,
    file: String,
    row: u64,
    history: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Cell {
    column: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct Language {
    detected: String,
    score: u16,
    reason: Option<String>,
    by: Option<String>,
    sentences: Vec<Sentence>,
}

#[derive(Debug, Serialize)]
struct Sentence {
    start: u32,
    end: u32,
    language: String,
}

#[derive(Debug, Serialize)]
struct Sentiment {
    polarity: String,
    by: Option<String>,
    machine: String,
    positive: i32,
    negative: i32,
    score: i32,
    probability: u16,
    /// What divides the labels, where the lists in use are those that made them.
    thresholds: Option<Thresholds>,
    marks: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct Theme {
    theme: String,
    parent: Option<String>,
    stage: String,
    polarity: String,
    by: Option<String>,
    machine: String,
    marks: Vec<usize>,
}

/// A theme of the machine's that a person has taken away.
#[derive(Debug, Serialize)]
struct Removed {
    theme: String,
    machine: String,
    by: Option<String>,
}

#[derive(Debug, Serialize)]
struct Duration {
    start: u32,
    end: u32,
    minutes: Number,
}

#[derive(Debug, Serialize)]
struct Personal {
    start: u32,
    end: u32,
    kind: String,
}

/// The machine's own tags.
#[derive(Debug, Serialize)]
struct Machine {
    language: String,
    polarity: String,
    themes: Vec<MachineTheme>,
}

#[derive(Debug, Serialize)]
struct MachineTheme {
    theme: String,
    polarity: String,
}

pub(super) async fn comment(
    State(app): State<App>,
    Asked(which): Asked<Which>,
) -> Answer<Json<Detail>> {
    app.json(move |desk| desk.detail(&which.id)).await
}

impl Desk {
    /// A comment in full.
    ///
    /// # Errors
    /// There is none; the state cannot be read.
    pub fn detail(&self, comment: &str) -> Answer<Detail> {
        let machine = self.stored(comment)?;
        let mut said = machine.clone();
        self.standing.apply(&mut said);
        let places = Places::of(&machine.row.text);
        let marks = marks(&machine, &places);
        let row = &machine.row;
        Ok(Detail {
            item: self.item(&said, "")?,
            question: row.question.clone(),
            date: row.date.clone(),
            score_column: row.score_column.clone(),
            script: machine.tags.script.clone(),
            cells: cells(&row.fields),
            language: self.language(&machine, &said, &places)?,
            sentiment: self.sentiment(&machine, &said, &marks)?,
            themes: themes(&machine, &said, &marks),
            removed: self.removed(&machine, &said),
            durations: durations(&machine, &places),
            personal: personal(&machine, &places),
            history: of_comment(self, comment)?,
            versions: machine.version.clone(),
            first_generation: machine.first_generation,
            generation: machine.generation,
            file: row.file.to_string(),
            row: row.row,
            machine: of_machine(&machine),
            marks,
        })
    }

    fn language(&self, machine: &Stored, said: &Stored, places: &Places) -> Answer<Language> {
        let tags = &machine.tags;
        let detected = self.state.detected_language(&machine.row.comment_id)?;
        let sentences = tags.sentences.iter().map(|one| {
            let place = places.place(one.start, one.end);
            Sentence {
                start: place.start,
                end: place.end,
                language: one.language.clone(),
            }
        });
        Ok(Language {
            detected: detected.unwrap_or_else(|| tags.language.clone()),
            score: tags.language_score,
            reason: tags.language_reason.clone(),
            by: said.corrected.language.clone(),
            sentences: sentences.collect(),
        })
    }

    fn sentiment(&self, machine: &Stored, said: &Stored, marks: &[Mark]) -> Answer<Sentiment> {
        let tags = &machine.tags;
        let current = machine.version.lexicons == self.files.hash();
        let thresholds = match current {
            true => thresholds(&self.files, &tags.language).map_err(Problem::from)?,
            false => None,
        };
        Ok(Sentiment {
            polarity: said.tags.polarity.clone(),
            by: said.corrected.sentiment.clone(),
            machine: tags.polarity.clone(),
            positive: tags.positive,
            negative: tags.negative,
            score: tags.score,
            probability: tags.probability,
            thresholds,
            marks: numbers(marks, "sentiment"),
        })
    }

    fn removed(&self, machine: &Stored, said: &Stored) -> Vec<Removed> {
        let stays = |theme: &str| said.tags.mentions.iter().any(|one| one.theme == theme);
        let who = |theme: &str| {
            let named = |one: &&crate::store::Correction| {
                let target = one.change.target();
                let name = target.strip_prefix("theme:").unwrap_or_default();
                self.standing.current(name) == Some(theme)
            };
            let said = self.standing.of(&machine.row.comment_id).iter();
            said.clone().find(named).map(|one| one.author.clone())
        };
        let themes = machine.tags.mentions.iter();
        themes
            .filter(|one| !stays(&one.theme))
            .map(|one| Removed {
                theme: one.theme.clone(),
                machine: one.polarity.clone(),
                by: who(&one.theme),
            })
            .collect()
    }
}

fn themes(machine: &Stored, said: &Stored, marks: &[Mark]) -> Vec<Theme> {
    let before = |theme: &str| {
        let mut themes = machine.tags.mentions.iter();
        themes.find(|one| one.theme == theme)
    };
    let mentions = said.tags.mentions.iter();
    mentions
        .map(|mention| Theme {
            theme: mention.theme.clone(),
            parent: mention.parent.clone(),
            stage: mention.stage.clone(),
            polarity: mention.polarity.clone(),
            by: mention.author.clone(),
            machine: before(&mention.theme)
                .map_or(ABSENT, |one| &one.polarity)
                .to_owned(),
            marks: numbers(marks, &format!("theme:{}", mention.theme)),
        })
        .collect()
}

fn numbers(marks: &[Mark], of: &str) -> Vec<usize> {
    let own = marks.iter().filter(|mark| mark.of == of);
    own.map(|mark| mark.mark).collect()
}

fn of_machine(machine: &Stored) -> Machine {
    let themes = machine.tags.mentions.iter().map(|one| MachineTheme {
        theme: one.theme.clone(),
        polarity: one.polarity.clone(),
    });
    Machine {
        language: machine.tags.language.clone(),
        polarity: machine.tags.polarity.clone(),
        themes: themes.collect(),
    }
}

/// The columns that came with the comment, as texts.
fn cells(fields: &str) -> Vec<Cell> {
    let fields: Map<String, Value> = serde_json::from_str(fields).unwrap_or_default();
    let cells = fields.into_iter().map(|(column, value)| Cell {
        column,
        value: match value {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        },
    });
    cells.collect()
}

fn durations(machine: &Stored, places: &Places) -> Vec<Duration> {
    let durations = machine.tags.durations.iter().map(|one| {
        let place = places.place(one.start, one.end);
        Duration {
            start: place.start,
            end: place.end,
            minutes: one.minutes.clone(),
        }
    });
    durations.collect()
}

fn personal(machine: &Stored, places: &Places) -> Vec<Personal> {
    let personal = machine.tags.personal.iter().map(|one| {
        let place = places.place(one.start, one.end);
        Personal {
            start: place.start,
            end: place.end,
            kind: one.kind.clone(),
        }
    });
    personal.collect()
}
