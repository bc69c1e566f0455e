//! Surface forms from lemma and paradigm.

use super::table::Table;
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};

/// Degree of comparison of a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Degree {
    /// Not marked.
    #[default]
    Positive,
    /// Marked `comp`.
    Comparative,
    /// Marked `sup`.
    Superlative,
}

/// One line of `paradigms.tsv`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FormRule {
    prefix: String,
    strip: String,
    add: String,
    degree: Degree,
}

/// All paradigms of a language.
#[derive(Clone, Debug, Default)]
pub struct Paradigms {
    rules: FxHashMap<String, Vec<FormRule>>,
    /// Paradigms whose terms are stems and no words of their own.
    bound: FxHashSet<String>,
}

/// Columns of `paradigms.tsv`.
pub const COLUMNS: [&str; 5] = ["paradigm", "prefix", "strip", "add", "features"];

impl Paradigms {
    /// Reads `paradigms.tsv`.
    ///
    /// # Errors
    /// A row without the name of a paradigm.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let table = Table::parse(file, text, &COLUMNS)?;
        let mut paradigms = Self::default();
        for row in table.rows() {
            if row.cell(0).is_empty() {
                return Err(table.error(
                    &row,
                    "the paradigm has no name",
                    "name it in the first cell",
                ));
            }
            let features = || row.cell(4).split(['.', ' ', ',']);
            if features().any(|feature| feature == "bound") {
                paradigms.bound.insert(row.cell(0).to_owned());
                continue;
            }
            let degree = features()
                .map(|feature| match feature {
                    "comp" => Degree::Comparative,
                    "sup" => Degree::Superlative,
                    _ => Degree::Positive,
                })
                .max()
                .unwrap_or_default();
            paradigms
                .rules
                .entry(row.cell(0).to_owned())
                .or_default()
                .push(FormRule {
                    prefix: row.cell(1).to_owned(),
                    strip: row.cell(2).to_owned(),
                    add: row.cell(3).to_owned(),
                    degree,
                });
        }
        Ok(paradigms)
    }

    /// True if a paradigm has this name.
    pub fn contains(&self, name: &str) -> bool {
        self.rules.contains_key(name)
    }

    /// True if the terms of this paradigm are stems and no words of their own.
    pub fn is_bound(&self, name: &str) -> bool {
        self.bound.contains(name)
    }

    /// Calls `found` with each form of `lemma`; the lemma itself comes first, unless it is a bound stem.
    pub fn forms(&self, lemma: &str, paradigm: Option<&str>, found: &mut impl FnMut(&str, Degree)) {
        if !paradigm.is_some_and(|name| self.is_bound(name)) {
            found(lemma, Degree::Positive);
        }
        let Some(rules) = paradigm.and_then(|name| self.rules.get(name)) else {
            return;
        };
        let mut form = String::new();
        for rule in rules {
            let Some(stem) = lemma.strip_suffix(rule.strip.as_str()) else {
                continue;
            };
            form.clear();
            form.push_str(&rule.prefix);
            form.push_str(stem);
            form.push_str(&rule.add);
            if !form.is_empty() {
                found(&form, rule.degree);
            }
        }
    }
}

/// The paradigm cell of a table: a name, forms listed outright, or both (`a1=bad|worse`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParadigmCell<'t> {
    /// Name of the paradigm.
    pub name: Option<&'t str>,
    /// Forms listed outright.
    pub listed: Option<&'t str>,
}

impl<'t> ParadigmCell<'t> {
    /// Parses the cell.
    pub fn parse(cell: &'t str) -> Self {
        let (name, listed) = match cell.split_once('=') {
            Some((name, listed)) => (name, Some(listed)),
            None => (cell, None),
        };
        let name = Some(name).filter(|name| !name.is_empty() && *name != "-");
        Self { name, listed }
    }

    /// The forms listed outright.
    pub fn forms(&self) -> impl Iterator<Item = &'t str> {
        self.listed
            .into_iter()
            .flat_map(|listed| listed.split('|'))
            .map(str::trim)
            .filter(|form| !form.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(paradigms: &Paradigms, lemma: &str, name: &str) -> Vec<String> {
        let mut all = Vec::new();
        paradigms.forms(lemma, Some(name), &mut |form, _| all.push(form.to_owned()));
        all
    }

    #[test]
    fn a_line_gives_prefix_strip_and_add() {
        let text =
            "paradigm\tprefix\tstrip\tadd\tfeatures\na2\t\tan\tna\tf\na2\tnaj\tan\tniji\tsup\n";
        let paradigms = Paradigms::parse("p.tsv", text).unwrap();
        assert_eq!(
            forms(&paradigms, "ljubazan", "a2"),
            ["ljubazan", "ljubazna", "najljubazniji"]
        );
    }

    #[test]
    fn a_bound_stem_is_no_form() {
        let text = "paradigm\tprefix\tstrip\tadd\tfeatures\nv8\t\t\t\tbound\nv8\ta\t\t\tpast\n";
        let paradigms = Paradigms::parse("p.tsv", text).unwrap();
        assert_eq!(forms(&paradigms, "ntazara", "v8"), ["antazara"]);
    }

    #[test]
    fn a_line_whose_strip_does_not_fit_is_skipped() {
        let text = "paradigm\tprefix\tstrip\tadd\tfeatures\nn1\t\ty\ties\tpl\nn1\t\tx\txes\tpl\n";
        let paradigms = Paradigms::parse("p.tsv", text).unwrap();
        assert_eq!(forms(&paradigms, "party", "n1"), ["party", "parties"]);
    }

    #[test]
    fn a_cell_may_name_a_paradigm_and_list_forms() {
        let cell = ParadigmCell::parse("a1=worse|worst");
        assert_eq!(cell.name, Some("a1"));
        assert_eq!(cell.forms().collect::<Vec<_>>(), ["worse", "worst"]);
        assert_eq!(ParadigmCell::parse("=b").name, None);
        assert_eq!(ParadigmCell::parse("").listed, None);
    }
}
