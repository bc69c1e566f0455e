//! Labels as a table: `id, text, language, sentiment, themes, note`, for spreadsheets and everything else.
//!
//! Themes stand in one cell as `theme:polarity;theme:polarity`; `none` says that no theme is raised, an empty cell that the
//! question was not answered. What a spreadsheet could take for a formula gets an apostrophe; the text is not read back.

use super::Document;
use crate::annotation::Polarity;
use crate::desk::coding::Labels;
use crate::document::Language;
use crate::error::{Error, Result};
use crate::sink::cells::CellWriter;
use std::collections::BTreeMap;

/// The columns.
const COLUMNS: [&str; 6] = ["id", "text", "language", "sentiment", "themes", "note"];
/// What stands for no theme at all.
const NONE: &str = "none";

/// A row as it was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The comment, `source/id`.
    pub id: String,
    /// What is said of it; all none where nothing is.
    pub labels: Labels,
    /// Why.
    pub note: String,
}

/// The table in UTF-8.
pub fn write(documents: &[Document]) -> Vec<u8> {
    let mut out = CellWriter::new(true);
    for column in COLUMNS {
        out.plain(column);
    }
    out.end();
    for document in documents {
        let labels = &document.labels;
        out.text(&document.id);
        out.text(&document.text);
        out.plain(labels.language.map_or("", Language::code));
        out.plain(labels.sentiment.map_or("", Polarity::name));
        out.plain(themes(labels));
        out.plain("");
        out.end();
    }
    out.into_bytes()
}

fn themes(labels: &Labels) -> String {
    let Some(mentions) = &labels.mentions else {
        return String::new();
    };
    if mentions.is_empty() {
        return NONE.to_owned();
    }
    let each = mentions.iter();
    let cells: Vec<String> = each
        .map(|(theme, tone)| format!("{theme}:{}", tone.name()))
        .collect();
    cells.join(";")
}

/// Reads a table with these columns in any order; `id` must be there, others may be missing or more. `source` names it in
/// errors. A delimiter of `;` or a tab is known by the header.
///
/// # Errors
/// No `id`; a label that is none of ours, with its line.
pub fn read(source: &str, text: &str) -> Result<Vec<Imported>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|&delimiter| header.bytes().filter(|&byte| byte == delimiter).count());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let wrong = |line: u64, problem: String| Error::Input {
        source_name: format!("{source}:{line}"),
        problem,
        help: format!("the columns are {}", COLUMNS.join(", ")),
    };
    let headers = reader
        .headers()
        .map_err(|error| wrong(1, error.to_string()))?;
    let place = |name: &str| headers.iter().position(|header| header.trim() == name);
    let places = COLUMNS.map(place);
    let [Some(_), ..] = places else {
        return Err(wrong(1, "there is no column `id`".to_owned()));
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(0, error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: usize| {
            places[at]
                .and_then(|place| record.get(place))
                .unwrap_or_default()
                .trim()
        };
        let id = cell(0).trim_start_matches('\'').to_owned();
        if id.is_empty() {
            continue;
        }
        let labels = labels([cell(2), cell(3), cell(4)]).map_err(|problem| wrong(line, problem))?;
        rows.push(Imported {
            id,
            labels,
            note: cell(5).to_owned(),
        });
    }
    Ok(rows)
}

fn labels([language, sentiment, themes]: [&str; 3]) -> std::result::Result<Labels, String> {
    let polarity =
        |name: &str| Polarity::from_name(name).ok_or_else(|| format!("`{name}` is no polarity"));
    let given = |cell: &str| !cell.is_empty();
    let mut mentions = None;
    if given(themes) {
        let mut map = BTreeMap::new();
        let each = themes
            .split(';')
            .map(str::trim)
            .filter(|one| given(one) && *one != NONE);
        for one in each {
            let (theme, tone) = one
                .split_once(':')
                .ok_or_else(|| format!("`{one}` is no theme:polarity"))?;
            map.insert(theme.trim().to_owned(), polarity(tone.trim())?);
        }
        mentions = Some(map);
    }
    Ok(Labels {
        language: given(language)
            .then(|| {
                Language::from_code(language)
                    .ok_or_else(|| format!("`{language}` is no language of ours"))
            })
            .transpose()?,
        sentiment: given(sentiment).then(|| polarity(sentiment)).transpose()?,
        mentions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_table_from_a_spreadsheet_is_read_whatever_its_delimiter() {
        for delimiter in [",", ";", "\t"] {
            let rows = [
                "sentiment|id|themes|more",
                "mixed|nps/1|none|x",
                "|nps/2||y",
            ]
            .join("\n");
            let read = read("f", &rows.replace('|', delimiter)).unwrap();
            assert_eq!(read[0].labels.sentiment, Some(Polarity::Mixed));
            assert_eq!(read[0].labels.mentions, Some(BTreeMap::new()));
            assert_eq!(read[1].labels, Labels::default());
        }
    }

    #[test]
    fn what_is_no_label_is_told_with_its_line() {
        let error = read("f.csv", "id,sentiment\n1,positive\n2,good\n").unwrap_err();
        assert!(error.to_string().starts_with("f.csv:3: `good`"), "{error}");
        assert!(read("f.csv", "text\nx\n").is_err());
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_back(
            text in "\\PC{0,12}|=1\\+1\r\n\"", tone in 0_usize..4, answered in any::<bool>(),
            themes in prop::collection::btree_map("[a-z]{1,6}(-[a-z]{1,6})?", 0_usize..4, 0..3),
        ) {
            let labels = Labels {
                language: answered.then_some(Language::Ar),
                sentiment: Some(Polarity::ALL[tone]),
                mentions: answered.then(|| themes.into_iter().map(|(theme, tone)| (theme, Polarity::ALL[tone])).collect()),
            };
            prop_assume!(labels.mentions.as_ref().is_none_or(|mentions| !mentions.contains_key(NONE)));
            let document = Document { id: "nps/1".to_owned(), text, labels: labels.clone(), marks: Vec::new() };
            let table = String::from_utf8(write(&[document])).unwrap();
            prop_assert_eq!(&read("f", &table).unwrap()[0].labels, &labels);
        }
    }
}
