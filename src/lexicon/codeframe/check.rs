//! Findings of `codeframe check`: what is wrong with the themes, and with the terms as terms of themes.
//!
//! What is wrong with a line by itself is told by `lexicon check`.

mod terms;

use super::{Change, Codeframe, CodeframeFile, FILE, History, ThemeRow, line_of};
use crate::document::Language;
use crate::error::Result;
use crate::lexicon::build::Cutter;
use crate::lexicon::bundle::Files;
use crate::lexicon::check::{Finding, exceptions};
use crate::lexicon::config::parse_toml;
use std::collections::{BTreeMap, BTreeSet};

/// Stages of the journey, in its order.
pub const STAGES: [&str; 5] = [
    "awareness",
    "acquisition",
    "onboarding",
    "engagement",
    "advocacy",
];

/// Labels that every theme has.
pub const LABELS: [&str; 6] = ["en", "sv", "ar", "sr-Latn", "sr-Cyrl", "ru"];

/// Checks the codeframe of a folder and the terms of its languages.
///
/// # Errors
/// A codeframe that is no TOML or has unknown keys; settings of a language that cannot be read.
pub fn check(files: &Files, languages: &[Language]) -> Result<Vec<Finding>> {
    let text = files.get(FILE).unwrap_or("");
    let parsed: CodeframeFile = parse_toml(FILE, text)?;
    let mut frame = Frame::new(text);
    frame.file(&parsed);
    for row in &parsed.theme {
        frame.theme(row);
    }
    frame.together(&parsed.theme);
    let history = History::new(
        parsed.renamed.clone(),
        parsed.merged.clone(),
        parsed.split.clone(),
    );
    frame.records(&parsed.theme, &history);
    let mut findings = frame.findings;
    let codeframe = lenient(files)?;
    let cutter = Cutter::new(files)?;
    for &language in languages {
        let mut own = terms::check(files, &cutter, language, &codeframe)?;
        let excepted = exceptions(files, language, &mut Vec::new());
        own.retain(|one| !excepted.contains(&(one.term.clone(), one.rule.to_owned())));
        findings.extend(own);
    }
    findings.sort_by(|a, b| {
        (&a.file, a.line, a.rule, &a.term).cmp(&(&b.file, b.line, b.rule, &b.term))
    });
    Ok(findings)
}

/// The codeframe without what would keep it from being used: themes that stand twice, parents that stand nowhere.
fn lenient(files: &Files) -> Result<Codeframe> {
    if let Ok(codeframe) = Codeframe::of(files) {
        return Ok(codeframe);
    }
    let parsed: CodeframeFile = parse_toml(FILE, files.get(FILE).unwrap_or(""))?;
    let mut codeframe = Codeframe {
        history: History::new(parsed.renamed, parsed.merged, parsed.split),
        ..Codeframe::default()
    };
    for row in parsed.theme {
        let parent = row.parent.as_deref().and_then(|name| codeframe.find(name));
        if codeframe.find(&row.id).is_none() {
            codeframe.put(row, parent);
        }
    }
    Ok(codeframe)
}

/// Looks at `codeframe.toml` by itself.
struct Frame<'t> {
    text: &'t str,
    findings: Vec<Finding>,
    seen: BTreeMap<&'t str, bool>,
}

impl<'t> Frame<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            findings: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    fn find(&mut self, rule: &'static str, id: &str, problem: String, help: impl Into<String>) {
        self.findings.push(Finding {
            file: FILE.to_owned(),
            line: line_of(self.text, id) as u32,
            rule,
            term: id.to_owned(),
            problem,
            help: help.into(),
        });
    }

    fn file(&mut self, parsed: &CodeframeFile) {
        if parsed.version.trim().is_empty() {
            let problem = "the codeframe has no version".to_owned();
            self.find(
                "version",
                "",
                problem,
                "write version = \"1\" above the themes",
            );
        }
    }

    fn theme(&mut self, row: &ThemeRow) {
        let id = row.id.as_str();
        let kebab = |id: &str| {
            !id.is_empty()
                && id.split('-').all(|part| !part.is_empty())
                && id
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        if !kebab(id) {
            let problem = format!("`{id}` is no id in kebab-case");
            self.find(
                "id",
                id,
                problem,
                "write lower-case letters parted by hyphens",
            );
        }
        if !STAGES.contains(&row.stage.as_str()) {
            let problem = format!("`{id}` has the stage `{}`", row.stage);
            self.find(
                "stage",
                id,
                problem,
                format!("the stages are {}", STAGES.join(" ")),
            );
        }
        let missing: Vec<&str> = LABELS
            .into_iter()
            .filter(|name| {
                row.labels
                    .get(*name)
                    .is_none_or(|label| label.trim().is_empty())
            })
            .collect();
        if !missing.is_empty() {
            let problem = format!("`{id}` has no label for {}", missing.join(" "));
            self.find(
                "label",
                id,
                problem,
                "reports name themes in every language",
            );
        }
        for (rule, empty, what) in [
            ("definition", row.definition.trim().is_empty(), "definition"),
            ("owner", row.owner.trim().is_empty(), "owner"),
            (
                "includes",
                row.includes.is_empty(),
                "examples of what it includes",
            ),
        ] {
            if empty {
                let problem = format!("`{id}` has no {what}");
                self.find(
                    rule,
                    id,
                    problem,
                    format!("add `{rule}`: coders decide by it"),
                );
            }
        }
        if let (Some(prior), Some(fixed)) = (row.prior, row.fixed)
            && prior != fixed
        {
            let problem = format!(
                "`{id}` is {} by prior and always {}",
                prior.name(),
                fixed.name()
            );
            self.find("prior", id, problem, "take one of the two away");
        }
    }

    /// What one theme says against another.
    fn together(&mut self, rows: &'t [ThemeRow]) {
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let mut labels: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        let mut fallbacks: Vec<(super::Fallback, &str)> = Vec::new();
        for row in rows {
            let id = row.id.as_str();
            if self.seen.contains_key(id) {
                self.find(
                    "double",
                    id,
                    format!("the theme `{id}` stands twice"),
                    "ids are unique",
                );
                continue;
            }
            self.parent(row);
            self.seen.insert(id, row.parent.is_none());
            for (name, label) in row.labels.iter().filter(|(_, label)| !label.is_empty()) {
                if let Some(other) = labels.insert((name, label), id) {
                    let problem = format!("`{id}` and `{other}` are both \"{label}\" in {name}");
                    self.find("label-double", id, problem, "give each theme its own label");
                }
            }
            for name in row.excludes.keys() {
                if name == id || !ids.contains(name.as_str()) {
                    let problem = format!(
                        "`{id}` excludes what belongs to `{name}`, which is no other theme"
                    );
                    self.find("excludes", id, problem, "name a theme of this codeframe");
                }
            }
            if let Some(fallback) = row.fallback {
                match fallbacks.iter().find(|(other, _)| *other == fallback) {
                    Some((_, other)) => {
                        let problem = format!("`{id}` and `{other}` are given in the same case");
                        self.find("fallback", id, problem, "keep `fallback` at one of them");
                    }
                    None => fallbacks.push((fallback, id)),
                }
            }
        }
    }

    fn parent(&mut self, row: &ThemeRow) {
        let (id, Some(parent)) = (row.id.as_str(), row.parent.as_deref()) else {
            return;
        };
        match self.seen.get(parent) {
            None => {
                let problem =
                    format!("`{id}` names the parent `{parent}`, which stands nowhere above it");
                self.find(
                    "parent",
                    id,
                    problem,
                    "list a top theme before its sub-themes",
                );
            }
            Some(false) => {
                let problem = format!("`{id}` lies below `{parent}`, which is a sub-theme itself");
                self.find("depth", id, problem, "themes have two levels");
            }
            Some(true) if !id.starts_with(&format!("{parent}-")) => {
                let problem = format!("`{id}` does not start with its parent's id `{parent}`");
                self.find("prefix", id, problem, format!("call it {parent}-..."));
            }
            Some(true) => {}
        }
    }

    /// Records of ids that went out of use.
    fn records(&mut self, rows: &[ThemeRow], history: &History) {
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        for (from, (change, _)) in history.changes() {
            if ids.contains(from) {
                let problem = format!("`{from}` is recorded as gone, and is a theme again");
                self.find(
                    "reused",
                    from,
                    problem,
                    "an id never changes its meaning: give the theme a new one",
                );
                continue;
            }
            let lost: Vec<&str> = match change {
                Change::Renamed(to) | Change::Merged(to) => {
                    let end = history.follow(from).unwrap_or(to);
                    let reached = ids.contains(end) || history.parts(end).is_some();
                    if reached { Vec::new() } else { vec![to] }
                }
                Change::Split(parts) => parts
                    .iter()
                    .map(String::as_str)
                    .filter(|part| !ids.contains(part) && history.follow(part).is_none())
                    .collect(),
            };
            if !lost.is_empty() {
                let problem = format!(
                    "the record of `{from}` leads to `{}`, which is no theme",
                    lost.join(", ")
                );
                self.find("record", from, problem, "name themes of this codeframe");
            }
        }
    }
}
