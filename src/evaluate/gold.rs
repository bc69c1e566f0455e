//! Labelled rows: one JSON object a line.

use crate::annotation::Polarity;
use crate::document::Language;
use crate::error::{Error, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The fields a labelled row may carry, as the guide for annotators names them.
pub const FIELDS: [&str; 11] = [
    "id",
    "text",
    "lang",
    "script",
    "sentiment",
    "mentions",
    "flags",
    "group",
    "pair",
    "same_as",
    "stronger_than",
];

/// One labelled comment. What a corpus does not label is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gold {
    /// Its id, or `FILE:LINE`.
    pub id: String,
    /// The verbatim.
    pub text: String,
    /// Language; Croatian, Bosnian and Montenegrin are Serbian here.
    pub language: Option<Language>,
    /// Script as the corpus names it.
    pub script: Option<String>,
    /// Label of the whole comment.
    pub sentiment: Option<Polarity>,
    /// Polarity by theme id; both sides of one theme are mixed.
    pub mentions: Option<BTreeMap<String, Polarity>>,
    /// Flags by their names in the gold (`wish` is our suggestion).
    pub flags: Option<Vec<String>>,
    /// The phenomenon that a challenge row stands for.
    pub group: Option<String>,
    /// The pair it belongs to.
    pub pair: Option<String>,
    /// The row that must get the same label, themes and polarities.
    pub same_as: Option<String>,
    /// The row with the same label and a smaller score.
    pub stronger_than: Option<String>,
}

/// Which field of the input holds which of [`FIELDS`]; fields not named keep their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldMap(BTreeMap<&'static str, String>);

impl FieldMap {
    /// Reads a field from another name. False if `field` is none of [`FIELDS`].
    pub fn set(&mut self, field: &str, name: &str) -> bool {
        let Some(known) = FIELDS.into_iter().find(|&known| known == field) else {
            return false;
        };
        self.0.insert(known, name.to_owned());
        true
    }

    /// The name under which a field is read.
    pub fn name<'m>(&'m self, field: &'m str) -> &'m str {
        self.0.get(field).map_or(field, String::as_str)
    }
}

/// Names of the fields that the rows have, and the values of one of them; for messages.
pub fn survey(content: &str, field: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut names, mut values) = (BTreeSet::new(), BTreeSet::new());
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    for line in content.lines() {
        let Ok(object) = serde_json::from_str::<Map<String, Value>>(line) else {
            continue;
        };
        values.extend(object.get(field).map(Value::to_string));
        names.extend(object.into_iter().map(|(name, _)| name));
    }
    (names, values)
}

/// Reads JSON Lines; `source` names them in errors. Blank lines are passed over.
///
/// # Errors
/// [`Error::Input`] at the first line that is no JSON object, has no text, or holds a field of the
/// wrong type.
pub fn read(source: &str, content: &str, map: &FieldMap) -> Result<Vec<Gold>> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let mut rows = Vec::new();
    for (i, line) in content.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let place = format!("{source}:{}", i + 1);
        let row = row(line, &place, map).map_err(|problem| Error::Input {
            source_name: place,
            problem,
            help: "each line is one JSON object with a text; --map FIELD=NAME reads a field from another name"
                .to_owned(),
        })?;
        rows.push(row);
    }
    Ok(rows)
}

/// A labelled row as a line that [`read`] reads: what it does not label is left out.
pub fn line(row: &Gold) -> String {
    let mut object = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            object.insert(name.to_owned(), value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(Value::from);
    put("id", Some(row.id.clone().into()));
    put("lang", row.language.map(|language| language.code().into()));
    put("script", text(&row.script));
    put("text", Some(row.text.clone().into()));
    put(
        "sentiment",
        row.sentiment.map(|polarity| polarity.name().into()),
    );
    let mentions = row.mentions.as_ref().map(|mentions| {
        let each = mentions.iter();
        each.map(|(theme, polarity)| serde_json::json!({"theme": theme, "polarity": polarity}))
            .collect()
    });
    put("mentions", mentions);
    put("flags", row.flags.clone().map(Value::from));
    put("group", text(&row.group));
    put("pair", text(&row.pair));
    put("same_as", text(&row.same_as));
    put("stronger_than", text(&row.stronger_than));
    Value::Object(object).to_string()
}

fn row(line: &str, place: &str, map: &FieldMap) -> std::result::Result<Gold, String> {
    let object: Map<String, Value> = serde_json::from_str(line).map_err(|e| e.to_string())?;
    let fields = Fields {
        object: &object,
        map,
    };
    Ok(Gold {
        id: fields.string("id")?.unwrap_or_else(|| place.to_owned()),
        text: fields
            .string("text")?
            .ok_or_else(|| format!("no field '{}'", map.name("text")))?,
        language: fields.string("lang")?.map(|code| language(&code)),
        script: fields.string("script")?,
        sentiment: fields
            .string("sentiment")?
            .and_then(|name| Polarity::from_name(&name)),
        mentions: fields.get("mentions").map(mentions).transpose()?,
        flags: fields.get("flags").map(names).transpose()?,
        group: fields.string("group")?,
        pair: fields.string("pair")?,
        same_as: fields.string("same_as")?,
        stronger_than: fields.string("stronger_than")?,
    })
}

struct Fields<'a> {
    object: &'a Map<String, Value>,
    map: &'a FieldMap,
}

impl Fields<'_> {
    fn get(&self, field: &str) -> Option<&Value> {
        self.object
            .get(self.map.name(field))
            .filter(|value| !value.is_null())
    }

    /// Numbers are taken as their text: corpora number their rows.
    fn string(&self, field: &str) -> std::result::Result<Option<String>, String> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(format!("field '{}' is no text", self.map.name(field))),
        }
    }
}

/// The standard varieties of one language count as one; a code that is not served is `Other`.
fn language(code: &str) -> Language {
    match code {
        "hr" | "bs" | "cnr" | "sh" => Language::Sr,
        _ => Language::from_code(code).unwrap_or(Language::Other),
    }
}

fn names(value: &Value) -> std::result::Result<Vec<String>, String> {
    let list = value.as_array().ok_or("flags are no list")?;
    list.iter()
        .map(|name| name.as_str().map(str::to_owned))
        .collect::<Option<_>>()
        .ok_or_else(|| "a flag is no text".to_owned())
}

fn mentions(value: &Value) -> std::result::Result<BTreeMap<String, Polarity>, String> {
    let mut result = BTreeMap::new();
    for mention in value.as_array().ok_or("mentions are no list")? {
        let part = |name: &str| mention.get(name).and_then(Value::as_str);
        let theme = part("theme").ok_or("a mention has no theme")?;
        let polarity = part("polarity")
            .and_then(Polarity::from_name)
            .ok_or("a mention has no polarity")?;
        result
            .entry(theme.to_owned())
            .and_modify(|before| *before = join(*before, polarity))
            .or_insert(polarity);
    }
    Ok(result)
}

/// Polarity of a theme raised twice: both sides are mixed, a side beside neutral stays.
pub(super) fn join(a: Polarity, b: Polarity) -> Polarity {
    match (a, b) {
        (Polarity::Neutral, other) | (other, Polarity::Neutral) => other,
        (a, b) if a == b => a,
        _ => Polarity::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Gold {
        read("x", line, &FieldMap::default()).unwrap().remove(0)
    }

    #[test]
    fn a_full_row_is_read() {
        let row = one(
            r#"{"id":"a","lang":"sv","script":"Latn","text":"Bra.","sentiment":"positive",
                "mentions":[{"theme":"general-praise","polarity":"positive"}],"flags":["wish"],
                "group":"g","pair":"p","same_as":"b","stronger_than":"c"}"#
                .replace('\n', " ")
                .as_str(),
        );
        assert_eq!(row.language, Some(Language::Sv));
        assert_eq!(row.sentiment, Some(Polarity::Positive));
        assert_eq!(row.mentions.unwrap()["general-praise"], Polarity::Positive);
        assert_eq!(row.flags.unwrap(), ["wish"]);
        assert_eq!(row.same_as.as_deref(), Some("b"));
        assert_eq!(row.stronger_than.as_deref(), Some("c"));
    }

    #[test]
    fn a_row_is_read_as_it_is_written() {
        let row = Gold {
            id: "nps/1".to_owned(),
            text: "\u{202e}\"Bra\"\n".to_owned(),
            language: Some(Language::Sv),
            sentiment: Some(Polarity::Mixed),
            mentions: Some(BTreeMap::from([("t".to_owned(), Polarity::Negative)])),
            ..Gold::default()
        };
        assert_eq!(one(&line(&row)), row);
        assert_eq!(
            one(&line(&Gold {
                mentions: None,
                ..row.clone()
            }))
            .mentions,
            None
        );
    }

    #[test]
    fn both_sides_of_one_theme_are_mixed() {
        let row = one(
            r#"{"text":"","mentions":[{"theme":"t","polarity":"positive"},{"theme":"t","polarity":"negative"}]}"#,
        );
        assert_eq!(row.mentions.unwrap()["t"], Polarity::Mixed);
    }

    #[test]
    fn a_side_beside_neutral_stays() {
        assert_eq!(
            join(Polarity::Neutral, Polarity::Negative),
            Polarity::Negative
        );
        assert_eq!(join(Polarity::Mixed, Polarity::Positive), Polarity::Mixed);
    }

    #[test]
    fn a_corpus_without_labels_has_none() {
        let row = one(r#"{"text":"Bra."}"#);
        assert_eq!(row.id, "x:1");
        assert_eq!((row.language, row.sentiment), (None, None));
        assert_eq!((row.mentions, row.flags), (None, None));
    }

    #[test]
    fn fields_can_be_read_from_other_names() {
        let mut map = FieldMap::default();
        assert!(map.set("sentiment", "label") && map.set("text", "body"));
        assert!(!map.set("feeling", "label"));
        let rows = read("x", r#"{"body":"Bra.","label":"negative"}"#, &map).unwrap();
        assert_eq!(rows[0].text, "Bra.");
        assert_eq!(rows[0].sentiment, Some(Polarity::Negative));
    }

    #[test]
    fn standard_varieties_of_serbian_count_as_serbian_and_strangers_as_other() {
        for (code, expected) in [
            ("hr", Language::Sr),
            ("bs", Language::Sr),
            ("nb", Language::Other),
            ("und", Language::Und),
        ] {
            assert_eq!(language(code), expected, "{code}");
        }
    }

    #[test]
    fn an_error_names_the_line() {
        let content = "{\"text\":\"a\"}\n\n{\"text\":1.5,\"flags\":2}\n";
        let error = read("f.jsonl", content, &FieldMap::default()).unwrap_err();
        assert!(error.to_string().starts_with("f.jsonl:3: flags"), "{error}");
        for line in ["[]", "{", r#"{"id":"a"}"#, r#"{"text":{}}"#] {
            assert!(read("f", line, &FieldMap::default()).is_err(), "{line}");
        }
    }
}
