//! Tasks out.

use super::Role;
use crate::desk::exchange::Document;
use crate::desk::exchange::units::Units;
use crate::lexicon::codeframe::Codeframe;
use serde_json::{Value, json};

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
