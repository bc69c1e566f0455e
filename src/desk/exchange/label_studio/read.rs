//! Tasks in.

use super::Imported;
use crate::annotation::Polarity;
use crate::desk::coding::Labels;
use crate::desk::exchange::units::Units;
use crate::desk::exchange::{Document, Mark};
use crate::document::Language;
use crate::error::{Error, Result};
use crate::lexicon::codeframe::Codeframe;
use crate::span::Span;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Reads tasks with annotations, as Label Studio exports them (JSON); `source` names the file in errors. Each annotation
/// that was not cancelled is one; tasks without any are passed over. Themes of marked words that are not chosen for
/// the comment are taken to be raised by it. Themes that go by another name now have that name.
///
/// # Errors
/// It is no such file; a task without id or text, a label that is none of ours, words that cannot be placed: with the
/// number of the task.
pub fn read(source: &str, text: &str, codeframe: &Codeframe) -> Result<Vec<Imported>> {
    let tasks: Vec<Value> =
        serde_json::from_str(text).map_err(|error| wrong(source, 0, &error.to_string()))?;
    let mut imported = Vec::new();
    for (number, task) in tasks.iter().enumerate() {
        let place = number + 1;
        let told = |problem: String| wrong(source, place, &problem);
        let data = |name: &str| task["data"][name].as_str().map(str::to_owned);
        let annotations = task["annotations"].as_array();
        for annotation in annotations.into_iter().flatten() {
            if annotation["was_cancelled"].as_bool() == Some(true) {
                continue;
            }
            let mut document = Document {
                id: data("id")
                    .ok_or_else(|| told("the task has no `id` in its data".to_owned()))?,
                text: data("text")
                    .ok_or_else(|| told("the task has no `text` in its data".to_owned()))?,
                ..Document::default()
            };
            document.labels.mentions = Some(BTreeMap::new());
            fill(&mut document, annotation, codeframe).map_err(told)?;
            let by = &annotation["completed_by"];
            let coder = by["email"].as_str().or(by.as_str()).map(str::to_owned);
            imported.push(Imported {
                document,
                coder: coder.or_else(|| by.as_u64().map(|number| number.to_string())),
            });
        }
    }
    Ok(imported)
}

fn fill(
    document: &mut Document,
    annotation: &Value,
    codeframe: &Codeframe,
) -> std::result::Result<(), String> {
    let mut tones: BTreeMap<&str, Polarity> = BTreeMap::new();
    let mut marks: Vec<(&str, Mark)> = Vec::new();
    for result in annotation["result"].as_array().into_iter().flatten() {
        let Some(value) = result["value"].as_object() else {
            continue;
        };
        let id = result["id"].as_str().unwrap_or_default();
        match result["from_name"].as_str().unwrap_or_default() {
            "sentiment" => document.labels.sentiment = choice(value)?.map(polarity).transpose()?,
            "language" => document.labels.language = choice(value)?.map(language).transpose()?,
            "tone" => {
                if let Some(tone) = choice(value)? {
                    tones.insert(id, polarity(tone)?);
                }
            }
            "themes" => themes(&mut document.labels, value, codeframe)?,
            "evidence" => {
                for label in strings(value, "labels")? {
                    let mark = Mark {
                        span: place(&document.text, value)?,
                        theme: theme(label, codeframe)?,
                        polarity: None,
                    };
                    marks.push((id, mark));
                }
            }
            _ => {}
        }
    }
    for (id, mut mark) in marks {
        mark.polarity = tones.get(id).copied();
        let mentions = document.labels.mentions.get_or_insert_default();
        let tone = mark.polarity.unwrap_or(Polarity::Neutral);
        mentions.entry(mark.theme.clone()).or_insert(tone);
        document.marks.push(mark);
    }
    Ok(())
}

fn themes(
    labels: &mut Labels,
    value: &Map<String, Value>,
    codeframe: &Codeframe,
) -> std::result::Result<(), String> {
    let mentions = labels.mentions.get_or_insert_default();
    for path in value
        .get("taxonomy")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let path: Vec<&str> = path
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let (tone, named) = match path.split_last() {
            Some((last, before)) if Polarity::from_name(last).is_some() => {
                (Polarity::from_name(last), before)
            }
            _ => (None, path.as_slice()),
        };
        // Choosing a theme chooses those above it too, in some versions of the interface.
        if let (Some(name), true) = (named.last(), tone.is_some()) {
            mentions.insert(theme(name, codeframe)?, tone.unwrap_or(Polarity::Neutral));
        }
    }
    Ok(())
}

/// The span that a region means: in the units in which its words are those that it quotes.
fn place(text: &str, value: &Map<String, Value>) -> std::result::Result<Span, String> {
    let number = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_u64)
            .map(|number| number as usize)
    };
    let (Some(start), Some(end)) = (number("start"), number("end")) else {
        return Err("a region has no start and end".to_owned());
    };
    let quoted = value.get("text").and_then(Value::as_str);
    let same = |found: &str| {
        quoted.is_none_or(|quoted| {
            quoted == found || quoted.replace("\r\n", "\n") == found.replace("\r\n", "\n")
        })
    };
    [Units::Utf16, Units::Utf16Lines, Units::CodePoints]
        .into_iter()
        .filter_map(|units| units.span(text, start, end))
        .find(|span| same(span.of(text)))
        .ok_or_else(|| format!("the words at {start} to {end} are not those that it quotes"))
}

fn strings<'v>(
    value: &'v Map<String, Value>,
    name: &str,
) -> std::result::Result<Vec<&'v str>, String> {
    let list = value
        .get(name)
        .and_then(Value::as_array)
        .ok_or_else(|| format!("a result has no {name}"))?;
    Ok(list.iter().filter_map(Value::as_str).collect())
}

fn choice(value: &Map<String, Value>) -> std::result::Result<Option<&str>, String> {
    Ok(strings(value, "choices")?.first().copied())
}

fn polarity(name: &str) -> std::result::Result<Polarity, String> {
    Polarity::from_name(name).ok_or_else(|| format!("`{name}` is no polarity"))
}

fn language(code: &str) -> std::result::Result<Language, String> {
    Language::from_code(code).ok_or_else(|| format!("`{code}` is no language of ours"))
}

fn theme(name: &str, codeframe: &Codeframe) -> std::result::Result<String, String> {
    let id = codeframe
        .current(name)
        .ok_or_else(|| format!("the codeframe has no theme `{name}`"))?;
    Ok(codeframe.theme(id).id.clone())
}

fn wrong(source: &str, task: usize, problem: &str) -> Error {
    Error::Input {
        source_name: format!("{source}, task {task}"),
        problem: problem.to_owned(),
        help: "give the JSON export of a project whose interface is what `verbatims agreement interface` writes".to_owned(),
    }
}
