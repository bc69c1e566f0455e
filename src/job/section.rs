//! A table of a configuration file, read key by key; every mistake is kept with its place.

use super::finding::{Finding, nearest, place};
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// The file with the mistakes found so far.
pub(super) struct Reader<'i> {
    pub file: &'i str,
    pub text: &'i str,
    findings: RefCell<Vec<Finding>>,
}

impl<'i> Reader<'i> {
    pub fn new(file: &'i str, text: &'i str) -> Self {
        Self {
            file,
            text,
            findings: RefCell::default(),
        }
    }

    /// Notes a mistake.
    pub fn note(&self, span: &Range<usize>, key: &str, problem: String, help: impl Into<String>) {
        let (line, column) = place(self.text, span.start);
        self.findings.borrow_mut().push(Finding {
            file: self.file.to_owned(),
            line,
            column,
            key: key.to_owned(),
            problem,
            help: help.into(),
        });
    }

    /// All mistakes in the order of the file.
    pub fn into_findings(self) -> Vec<Finding> {
        let mut findings = self.findings.into_inner();
        findings
            .sort_by(|a, b| (a.line, a.column, &a.problem).cmp(&(b.line, b.column, &b.problem)));
        findings
    }
}

/// One table.
pub(super) struct Section<'r, 'i> {
    reader: &'r Reader<'i>,
    table: Option<&'r DeTable<'i>>,
    name: String,
    span: Range<usize>,
}

impl<'r, 'i> Section<'r, 'i> {
    /// The whole file.
    pub fn root(reader: &'r Reader<'i>, table: &'r DeTable<'i>) -> Self {
        Self {
            reader,
            table: Some(table),
            name: String::new(),
            span: 0..0,
        }
    }

    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// True if the table stands in the file.
    pub fn is_there(&self) -> bool {
        self.table.is_some()
    }

    /// Notes keys that are not among `known`.
    pub fn only(&self, known: &[&str]) {
        for key in self.table.into_iter().flat_map(|table| table.keys()) {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let help = match nearest(name, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known here: {}", known.join(", ")),
            };
            let problem = format!("unknown key `{name}`{}", self.within());
            self.reader
                .note(&key.span(), &self.path(name), problem, help);
        }
    }

    fn within(&self) -> String {
        if self.name.is_empty() {
            String::new()
        } else {
            format!(" in [{}]", self.name)
        }
    }

    /// A key with the tables above it.
    pub fn path(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }

    fn get(&self, key: &str) -> Option<&'r Spanned<DeValue<'i>>> {
        self.table?.get(key)
    }

    /// Notes a mistake about the value of a key, or about the table if the key is missing.
    pub fn note(&self, key: &str, problem: String, help: impl Into<String>) {
        let span = self.get(key).map_or(self.span(), Spanned::span);
        self.reader.note(&span, &self.path(key), problem, help);
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = value.get_ref().type_str();
        let problem = format!("`{}` is {wanted}, not {found}", self.path(key));
        self.reader
            .note(&value.span(), &self.path(key), problem, "");
    }

    /// The table below a key; an empty one if it is missing.
    pub fn section(&self, key: &str) -> Section<'r, 'i> {
        let value = self.get(key);
        let table = value.and_then(|value| {
            let table = value.get_ref().as_table();
            if table.is_none() {
                self.wrong_type(key, value, "a table");
            }
            table
        });
        Section {
            reader: self.reader,
            table,
            name: self.path(key),
            span: value.map_or(self.span(), Spanned::span),
        }
    }

    /// The tables of an array of tables.
    pub fn sections(&self, key: &str) -> Vec<Section<'r, 'i>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(
                key,
                value,
                &format!("an array of tables, written [[{key}]]"),
            );
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_table() {
                Some(table) => sections.push(Section {
                    reader: self.reader,
                    table: Some(table),
                    name: self.path(key),
                    span: item.span(),
                }),
                None => self.wrong_type(key, item, "a table"),
            }
        }
        sections
    }

    /// A text that is not empty.
    pub fn text(&self, key: &str) -> Option<Placed<String>> {
        let value = self.get(key)?;
        match value.get_ref().as_str() {
            Some("") => {
                self.note(
                    key,
                    format!("`{}` is empty", self.path(key)),
                    "leave the key out",
                );
                None
            }
            Some(text) => Some(Placed {
                value: text.to_owned(),
                span: value.span(),
            }),
            None => {
                self.wrong_type(key, value, "a text in quotes");
                None
            }
        }
    }

    /// A text or a list of texts.
    pub fn texts(&self, key: &str) -> Vec<Placed<String>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            return self.text(key).into_iter().collect();
        };
        let mut texts = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(text) if !text.is_empty() => texts.push(Placed {
                    value: text.to_owned(),
                    span: item.span(),
                }),
                _ => self.wrong_type(key, item, "a list of texts in quotes"),
            }
        }
        texts
    }

    /// One of some names.
    pub fn one_of<T: Copy>(&self, key: &str, names: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        self.named(key, &text, names)
    }

    /// The thing that a text names.
    pub fn named<T: Copy>(
        &self,
        key: &str,
        text: &Placed<String>,
        names: &[(&str, T)],
    ) -> Option<T> {
        let found = names.iter().find(|(name, _)| *name == text.value);
        if found.is_none() {
            let known: Vec<&str> = names.iter().map(|&(name, _)| name).collect();
            let help = match nearest(&text.value, &known) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("one of {}", known.join(", ")),
            };
            let problem = format!("`{}` cannot be {:?}", self.path(key), text.value);
            self.reader.note(&text.span, &self.path(key), problem, help);
        }
        found.map(|&(_, thing)| thing)
    }

    /// True or false.
    pub fn flag(&self, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, value, "true or false");
        }
        flag
    }

    /// A number from `least` to `most`.
    pub fn number(&self, key: &str, least: f64, most: f64) -> Option<f64> {
        let value = self.get(key)?;
        let written = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => {
                self.wrong_type(key, value, "a number");
                return None;
            }
        };
        let number: Option<f64> = written.replace('_', "").parse().ok();
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            let problem = format!("`{}` cannot be {written}", self.path(key));
            self.note(key, problem, format!("a number from {least} to {most}"));
        }
        number
    }

    /// A whole number from `least` to `most`.
    pub fn count(&self, key: &str, least: u64, most: u64) -> Option<u64> {
        let number = self.number(key, least as f64, most as f64)?;
        if number.fract() != 0.0 {
            let problem = format!("`{}` is a whole number", self.path(key));
            self.note(key, problem, "");
            return None;
        }
        // Within the limits, which are exact in a float.
        Some(number as u64)
    }
}
