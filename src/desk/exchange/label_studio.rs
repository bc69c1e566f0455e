//! Label Studio: tasks as JSON out and in, and the labelling interface that goes with them.
//!
//! Its places are those of JavaScript: UTF-16 code units of the text, in logical order, also for Arabic. Some versions
//! count code points, or take a carriage return and line feed for one; the words that it quotes tell which. What
//! cannot be placed is refused rather than guessed.
//!
//! One comment is one task. Its labels are the results `sentiment`, `language` (choices) and `themes` (a taxonomy: top theme,
//! theme, polarity); the words behind them are `evidence` (labels) with `tone` (choices of the region).

use super::units::Units;
use super::{Document, Mark};
use crate::annotation::Polarity;
use crate::desk::coding::Labels;
use crate::document::Language;
use crate::error::{Error, Result};
use crate::lexicon::codeframe::Codeframe;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// As what labels are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'a> {
    /// Not at all: for people who shall not see them.
    Tasks,
    /// As what a machine of this version proposes.
    Predictions(&'a str),
    /// As what a person has said.
    Annotations(&'a str),
}

/// Labels as they were imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The comment with its labels.
    pub document: Document,
    /// Who labelled it, as the file says: a mail address or a number; nothing where it does not.
    pub coder: Option<String>,
}

/// The tasks as one JSON array.
pub fn write(documents: &[Document], codeframe: &Codeframe, role: Role<'_>) -> String {
    let tasks: Vec<Value> = documents
        .iter()
        .map(|document| task(document, codeframe, role))
        .collect();
    let mut text = serde_json::to_string_pretty(&tasks).unwrap_or_default();
    text.push('\n');
    text
}

fn task(document: &Document, codeframe: &Codeframe, role: Role<'_>) -> Value {
    let data = json!({"id": document.id, "text": document.text});
    match role {
        Role::Tasks => json!({"data": data}),
        Role::Predictions(version) => json!({
            "data": data,
            "predictions": [{"model_version": version, "result": results(document, codeframe)}],
        }),
        Role::Annotations(coder) => json!({
            "data": data,
            "annotations": [{"completed_by": {"email": coder}, "result": results(document, codeframe)}],
        }),
    }
}

fn results(document: &Document, codeframe: &Codeframe) -> Vec<Value> {
    let labels = &document.labels;
    let mut results = Vec::new();
    let mut whole = |name: &str, kind: &str, value: Value| {
        results.push(json!({
            "id": name, "from_name": name, "to_name": "text", "type": kind, "value": {kind: value},
        }));
    };
    if let Some(polarity) = labels.sentiment {
        whole("sentiment", "choices", json!([polarity.name()]));
    }
    if let Some(language) = labels.language {
        whole("language", "choices", json!([language.code()]));
    }
    if let Some(mentions) = labels
        .mentions
        .as_ref()
        .filter(|mentions| !mentions.is_empty())
    {
        let paths = mentions.iter().map(|(theme, polarity)| {
            let top = codeframe
                .find(theme)
                .and_then(|id| codeframe.theme(id).parent);
            let top = top.map(|top| codeframe.theme(top).id.as_str());
            let path: Vec<&str> = top
                .into_iter()
                .chain([theme.as_str(), polarity.name()])
                .collect();
            path
        });
        whole("themes", "taxonomy", json!(paths.collect::<Vec<_>>()));
    }
    for (number, mark) in document.marks.iter().enumerate() {
        let id = format!("e{number}");
        let (start, end) = Units::Utf16.place(&document.text, mark.span);
        let place = json!({"start": start, "end": end, "text": mark.span.of(&document.text)});
        let mut result = |name: &str, kind: &str, said: &str| {
            let mut value = place.clone();
            value[kind] = json!([said]);
            results.push(json!({
                "id": id, "from_name": name, "to_name": "text", "type": kind, "value": value,
            }));
        };
        result("evidence", "labels", &mark.theme);
        if let Some(polarity) = mark.polarity {
            result("tone", "choices", polarity.name());
        }
    }
    results
}

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
fn place(text: &str, value: &Map<String, Value>) -> std::result::Result<crate::span::Span, String> {
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

/// The labelling interface of a project, with the labels of themes in a language (`en`, `sr-Cyrl` ...).
pub fn interface(codeframe: &Codeframe, language: &str) -> String {
    let label = |index: usize| {
        let theme = &codeframe.themes[index];
        escaped(theme.labels.get(language).unwrap_or(&theme.id))
    };
    let tones: String = Polarity::ALL
        .iter()
        .map(|tone| format!("<Choice value=\"{}\"/>", tone.name()))
        .collect();
    let mut out = String::from("<View>\n  <Text name=\"text\" value=\"$text\"/>\n");
    let _ = writeln!(
        out,
        "  <Choices name=\"sentiment\" toName=\"text\" choice=\"single\">{tones}</Choices>"
    );
    out.push_str("  <Choices name=\"language\" toName=\"text\" choice=\"single\">");
    for language in Language::SERVED
        .into_iter()
        .chain([Language::Other, Language::Und])
    {
        let _ = write!(out, "<Choice value=\"{}\"/>", language.code());
    }
    out.push_str("</Choices>\n  <Taxonomy name=\"themes\" toName=\"text\" leafsOnly=\"true\">\n");
    for (index, theme) in codeframe
        .themes
        .iter()
        .enumerate()
        .filter(|(_, theme)| theme.parent.is_none())
    {
        let _ = writeln!(
            out,
            "    <Choice value=\"{}\" html=\"{}\">",
            theme.id,
            label(index)
        );
        for (at, sub) in codeframe.themes.iter().enumerate() {
            if sub
                .parent
                .is_some_and(|parent| codeframe.theme(parent).id == theme.id)
            {
                let _ = writeln!(
                    out,
                    "      <Choice value=\"{}\" html=\"{}\">{tones}</Choice>",
                    sub.id,
                    label(at)
                );
            }
        }
        out.push_str("    </Choice>\n");
    }
    out.push_str("  </Taxonomy>\n  <Labels name=\"evidence\" toName=\"text\">\n");
    for (index, theme) in codeframe
        .themes
        .iter()
        .enumerate()
        .filter(|(_, theme)| theme.parent.is_some())
    {
        let _ = writeln!(
            out,
            "    <Label value=\"{}\" html=\"{}\"/>",
            theme.id,
            label(index)
        );
    }
    let _ = writeln!(
        out,
        "  </Labels>\n  <Choices name=\"tone\" toName=\"text\" perRegion=\"true\" choice=\"single\">{tones}</Choices>\n</View>"
    );
    out
}

/// Text for an attribute in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicons;
    use crate::span::Span;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    fn codeframe() -> &'static Codeframe {
        static LEXICONS: OnceLock<Lexicons> = OnceLock::new();
        LEXICONS
            .get_or_init(|| Lexicons::bundled().unwrap())
            .codeframe()
    }

    #[test]
    fn places_are_those_of_javascript_also_behind_an_emoji_and_in_arabic() {
        let text = "👍 الخدمة سيئة";
        let at = text.find("سيئة").unwrap() as u32;
        let document = Document {
            id: "nps/1".to_owned(),
            text: text.to_owned(),
            marks: vec![Mark {
                span: Span {
                    start: at,
                    end: text.len() as u32,
                },
                theme: "price-level".to_owned(),
                polarity: Some(Polarity::Negative),
            }],
            ..Document::default()
        };
        let tasks: Value =
            serde_json::from_str(&write(&[document], codeframe(), Role::Annotations("a"))).unwrap();
        let value = &tasks[0]["annotations"][0]["result"][0]["value"];
        // Two for the emoji, a space, six letters, a space; then four letters.
        assert_eq!((&value["start"], &value["end"]), (&json!(10), &json!(14)));
        assert_eq!(value["text"], "سيئة");
    }

    #[test]
    fn places_in_code_points_are_told_by_the_words_that_are_quoted() {
        let task = |start: usize, words: &str| {
            json!([{"data": {"id": "1", "text": "👍 dear"}, "annotations": [{"result": [{
                "id": "x", "from_name": "evidence", "to_name": "text", "type": "labels",
                "value": {"start": start, "end": start + 4, "text": words, "labels": ["price-level"]},
            }]}]}])
            .to_string()
        };
        for start in [2, 3] {
            let read = read("f", &task(start, "dear"), codeframe()).unwrap();
            assert_eq!(read[0].document.marks[0].span, Span { start: 5, end: 9 });
            assert_eq!(read[0].document.labels.mentions.as_ref().unwrap().len(), 1);
        }
        let error = read("f", &task(1, "dear"), codeframe())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("task 1") && error.contains("not those that it quotes"),
            "{error}"
        );
    }

    #[test]
    fn the_interface_names_what_the_tasks_name() {
        let interface = interface(codeframe(), "ar");
        for name in ["sentiment", "language", "themes", "evidence", "tone"] {
            assert!(interface.contains(&format!("name=\"{name}\"")), "{name}");
        }
        for theme in &codeframe().themes {
            assert!(interface.contains(&format!("value=\"{}\"", theme.id)));
        }
    }

    fn documents() -> impl Strategy<Value = Document> {
        let subs: Vec<String> = codeframe()
            .themes
            .iter()
            .filter(|theme| theme.parent.is_some())
            .map(|theme| theme.id.clone())
            .collect();
        let theme = prop::sample::select(subs);
        let tone = prop::sample::select(Polarity::ALL.to_vec());
        let language = prop::sample::select(Language::SERVED.to_vec());
        (
            "(\\PC|\r\n|👍🏽|مُ|\"|<){0,16}",
            prop::option::of(tone.clone()),
            prop::option::of(language),
            prop::collection::btree_map(theme.clone(), tone.clone(), 0..4),
            prop::collection::vec(
                (theme, prop::option::of(tone), 0_usize..16, 0_usize..16),
                0..4,
            ),
        )
            .prop_map(|(text, sentiment, language, mut mentions, marks)| {
                let at: Vec<u32> = text
                    .char_indices()
                    .map(|(at, _)| at as u32)
                    .chain([text.len() as u32])
                    .collect();
                let marks: Vec<Mark> = marks
                    .into_iter()
                    .map(|(theme, polarity, from, to)| {
                        let place = |n: usize| at[n.min(at.len() - 1)];
                        mentions.entry(theme.clone()).or_insert(Polarity::Mixed);
                        Mark {
                            span: Span {
                                start: place(from.min(to)),
                                end: place(from.max(to)),
                            },
                            theme,
                            polarity,
                        }
                    })
                    .collect();
                Document {
                    id: "nps/1".to_owned(),
                    text,
                    labels: Labels {
                        language,
                        sentiment,
                        mentions: Some(mentions),
                    },
                    marks,
                }
            })
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_back(documents in prop::collection::vec(documents(), 0..4)) {
            let text = write(&documents, codeframe(), Role::Annotations("a@b.example"));
            let back = read("f", &text, codeframe()).unwrap();
            prop_assert!(back.iter().all(|one| one.coder.as_deref() == Some("a@b.example")));
            let back: Vec<Document> = back.into_iter().map(|one| one.document).collect();
            prop_assert_eq!(back, documents);
        }
    }
}
