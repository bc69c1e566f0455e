//! From the files of a language to its [`Pack`].

use super::bundle::Files;
use super::codeframe::Codeframe;
use super::config::{LanguageConfig, Rules};
use super::entry::{
    Condition, ConditionKind, Direction, Entry, EntryKind, Modifier, Role, SentimentEntry,
    ThemeEntry, Within,
};
use super::pack::{AtomUse, Compounds, Pack};
use super::paradigm::{Degree, ParadigmCell, Paradigms};
use super::table::{Row, Table};
use super::term::{Choice, Choices, Element, Term, spellings};
use super::trie::{PathStep, TrieBuilder};
use super::vocabulary::{AtomRef, FormTableBuilder, Interner};
use crate::document::{Language, TokenKind};
use crate::error::{Error, Result};
use crate::text::normalize::{Normalizer, emoji_key};
use crate::text::segment::Abbreviations;
use crate::text::stem::WordStemmer;
use crate::text::tokenize;
use crate::text::tokenize::Tokenizer;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::Arc;

/// Columns of the lists.
pub mod columns {
    /// `sentiment.tsv` and `common/loanwords.tsv`.
    pub const SENTIMENT: [&str; 7] = [
        "term", "pos", "paradigm", "valence", "match", "flags", "note",
    ];
    /// `modifiers.tsv`.
    pub const MODIFIERS: [&str; 7] = [
        "term",
        "match",
        "role",
        "strength",
        "scope",
        "direction",
        "note",
    ];
    /// `themes/*.tsv`.
    pub const THEMES: [&str; 10] = [
        "theme", "term", "pos", "paradigm", "match", "polarity", "requires", "unless", "flags",
        "note",
    ];
    /// `classes.tsv`.
    pub const CLASSES: [&str; 4] = ["class", "term", "paradigm", "note"];
    /// `numbers.tsv`.
    pub const NUMBERS: [&str; 2] = ["term", "value"];
    /// `variants.tsv`.
    pub const VARIANTS: [&str; 3] = ["variant", "standard", "note"];
    /// `compounds.tsv`.
    pub const COMPOUNDS: [&str; 3] = ["kind", "form", "note"];
    /// `common/emoji.tsv`.
    pub const EMOJI: [&str; 4] = ["emoji", "valence", "flags", "note"];
    /// `common/emoticons.tsv`.
    pub const EMOTICONS: [&str; 4] = ["emoticon", "valence", "flags", "note"];
    /// `common/abbreviations.tsv`.
    pub const ABBREVIATIONS: [&str; 4] = ["language", "abbreviation", "ends", "note"];
    /// `common/domains.tsv`.
    pub const DOMAINS: [&str; 2] = ["ending", "note"];
}

/// What cuts verbatims: the same for all languages, since comments mix them.
#[derive(Clone, Debug)]
pub struct Cutter {
    tokenizer: Arc<Tokenizer>,
    abbreviations: Arc<Abbreviations>,
}

impl Cutter {
    /// Reads emoticons, domains and abbreviations.
    ///
    /// # Errors
    /// A table that breaks its format.
    pub fn new(files: &Files) -> Result<Self> {
        let cells = |path: &'static str,
                     columns: &[&str],
                     wanted: [usize; 2]|
         -> Result<Vec<(String, String)>> {
            let Some(text) = files.get(path) else {
                return Ok(Vec::new());
            };
            let table = Table::parse(path, text, columns)?;
            let pairs = table.rows().map(|row| {
                (
                    row.cell(wanted[0]).to_owned(),
                    row.cell(wanted[1]).to_owned(),
                )
            });
            Ok(pairs.collect())
        };
        let emoticons = cells("common/emoticons.tsv", &columns::EMOTICONS, [0, 0])?;
        let domains = cells("common/domains.tsv", &columns::DOMAINS, [0, 0])?;
        let abbreviations = cells("common/abbreviations.tsv", &columns::ABBREVIATIONS, [1, 2])?;
        let tokenizer = Tokenizer::new(emoticons.iter().map(|(emoticon, _)| emoticon.as_str()))
            .with_domains(domains.iter().map(|(ending, _)| ending.as_str()));
        let abbreviations = abbreviations
            .iter()
            .map(|(abbreviation, ends)| (abbreviation.as_str(), ends == "yes"));
        Ok(Self {
            tokenizer: Arc::new(tokenizer),
            abbreviations: Arc::new(Abbreviations::new(abbreviations)),
        })
    }
}

/// Builds the pack of a language; `Und` gets the common lists alone.
///
/// # Errors
/// The first line of a list that breaks its format.
pub fn build(
    files: &Files,
    cutter: &Cutter,
    language: Language,
    codeframe: &Codeframe,
) -> Result<Pack> {
    let (pack, errors) = build_with_errors(files, cutter, language, codeframe)?;
    match errors.into_iter().next() {
        Some(error) => Err(error),
        None => Ok(pack),
    }
}

/// Builds the pack of a language from the rows that are sound, with the errors of the others.
///
/// # Errors
/// A missing file, settings that cannot be read.
pub fn build_with_errors(
    files: &Files,
    cutter: &Cutter,
    language: Language,
    codeframe: &Codeframe,
) -> Result<(Pack, Vec<Error>)> {
    let folder = language.code();
    let config_file = format!("{folder}/language.toml");
    let config = match files.get(&config_file) {
        Some(text) => LanguageConfig::parse(&config_file, text)?,
        None => common_config(),
    };
    let rules_text = required(files, "common/rules.toml")?;
    let rules = Rules::with(rules_text, &config_file, &config.rules)?;
    let paradigms_file = format!("{folder}/paradigms.tsv");
    let paradigms = match files.get(&paradigms_file) {
        Some(text) => Paradigms::parse(&paradigms_file, text)?,
        None => Paradigms::default(),
    };
    let mut builder = Builder::new(&config, paradigms, codeframe, rules.fact_valence as i16);
    builder.common(files);
    let common_entries = builder.entries.len() as u32;
    if language.served_index().is_some() {
        builder.language(files, folder);
    }
    let errors = std::mem::take(&mut builder.errors);
    let pack = builder.finish(language, config, rules, common_entries, cutter);
    Ok((pack, errors))
}

/// Builds the pack of a language whose lists are not wanted: the common lists under its name.
///
/// # Errors
/// As [`build`].
pub fn build_common(
    files: &Files,
    cutter: &Cutter,
    language: Language,
    codeframe: &Codeframe,
) -> Result<Pack> {
    let mut pack = build(files, cutter, Language::Und, codeframe)?;
    pack.language = language;
    Ok(pack)
}

fn required<'f>(files: &'f Files, path: &str) -> Result<&'f str> {
    files.get(path).ok_or_else(|| Error::Lexicon {
        file: path.to_owned(),
        line: 1,
        problem: "the file is missing".into(),
        help: "every lexicon folder needs it; lexicons/README.md lists the files".into(),
    })
}

/// Settings for comments without a language.
fn common_config() -> LanguageConfig {
    LanguageConfig {
        name: "common".into(),
        normalize: super::config::NormalizeConfig {
            steps: ["nfc", "invisible", "lowercase", "apostrophes"]
                .map(str::to_owned)
                .to_vec(),
            ..Default::default()
        },
        ..LanguageConfig::default()
    }
}

struct Builder<'c> {
    paradigms: Paradigms,
    codeframe: &'c Codeframe,
    fact_valence: i16,
    exact: Normalizer,
    fold: Normalizer,
    stemmer: Option<WordStemmer>,
    errors: Vec<Error>,
    files: Vec<String>,
    entries: Vec<Entry>,
    forms: FormTableBuilder,
    folded: FormTableBuilder,
    stems: FormTableBuilder,
    /// Keys of the atoms; the number of a key is that of its atom.
    atoms: Interner,
    atom_key: String,
    uses: Vec<AtomUse>,
    classes: FxHashMap<String, Vec<Choice>>,
    conditions: FxHashMap<String, u32>,
    prefixes: FxHashMap<Box<str>, Vec<AtomRef>>,
    number_atoms: Vec<AtomRef>,
    numbers: FxHashMap<Box<str>, i32>,
    terms: TrieBuilder,
    class_phrases: TrieBuilder,
    glued: Vec<(String, u32)>,
    variants: Vec<(String, String)>,
    compounds: Option<Compounds>,
    slash: Option<u32>,
    key: String,
    folded_key: String,
}

/// Row of a list on its way to an entry.
struct Line<'t, 'r> {
    table: &'r Table<'t>,
    row: &'r Row<'r>,
    file: u16,
}

impl Line<'_, '_> {
    fn error(&self, problem: impl Into<String>, help: impl Into<String>) -> Error {
        self.table.error(self.row, problem, help)
    }
}

impl<'c> Builder<'c> {
    fn new(
        config: &LanguageConfig,
        paradigms: Paradigms,
        codeframe: &'c Codeframe,
        fact_valence: i16,
    ) -> Self {
        Self {
            paradigms,
            codeframe,
            fact_valence,
            exact: Normalizer::new(&config.exact_steps()),
            fold: Normalizer::new(&config.fold_steps()),
            stemmer: config.stemmer.as_deref().and_then(WordStemmer::named),
            errors: Vec::new(),
            files: Vec::new(),
            entries: Vec::new(),
            forms: FormTableBuilder::default(),
            folded: FormTableBuilder::default(),
            stems: FormTableBuilder::default(),
            atoms: Interner::default(),
            atom_key: String::new(),
            uses: Vec::new(),
            classes: FxHashMap::default(),
            conditions: FxHashMap::default(),
            prefixes: FxHashMap::default(),
            number_atoms: Vec::new(),
            numbers: FxHashMap::default(),
            terms: TrieBuilder::default(),
            class_phrases: TrieBuilder::default(),
            glued: Vec::new(),
            variants: Vec::new(),
            compounds: None,
            slash: None,
            key: String::new(),
            folded_key: String::new(),
        }
    }

    /// Reads one table, if the file exists, and hands each row to `each`; errors are kept, not passed on.
    fn table(
        &mut self,
        files: &Files,
        path: &str,
        columns: &[&str],
        mut each: impl FnMut(&mut Self, &Line<'_, '_>) -> Result<()>,
    ) {
        let Some(text) = files.get(path) else {
            return;
        };
        let table = match Table::parse(path, text, columns) {
            Ok(table) => table,
            Err(error) => {
                self.errors.push(error);
                return;
            }
        };
        let file = self.files.len() as u16;
        self.files.push(path.to_owned());
        for row in table.rows() {
            let line = Line {
                table: &table,
                row: &row,
                file,
            };
            if let Err(error) = each(self, &line) {
                self.errors.push(error);
            }
        }
    }

    fn common(&mut self, files: &Files) {
        for (path, columns) in [
            ("common/emoji.tsv", columns::EMOJI),
            ("common/emoticons.tsv", columns::EMOTICONS),
        ] {
            self.table(files, path, &columns, Self::emoji_row);
        }
        self.table(
            files,
            "common/modifiers.tsv",
            &columns::MODIFIERS,
            Self::modifier_row,
        );
        self.table(
            files,
            "common/loanwords.tsv",
            &columns::SENTIMENT,
            Self::sentiment_row,
        );
    }

    fn language(&mut self, files: &Files, folder: &str) {
        let path = |name: &str| format!("{folder}/{name}");
        self.table(
            files,
            &path("classes.tsv"),
            &columns::CLASSES,
            Self::class_row,
        );
        self.table(
            files,
            &path("numbers.tsv"),
            &columns::NUMBERS,
            Self::number_row,
        );
        self.table(
            files,
            &path("modifiers.tsv"),
            &columns::MODIFIERS,
            Self::modifier_row,
        );
        self.table(
            files,
            &path("sentiment.tsv"),
            &columns::SENTIMENT,
            Self::sentiment_row,
        );
        let themes: Vec<String> = files
            .under(&path("themes/"))
            .map(|(path, _)| path.to_owned())
            .collect();
        for theme_file in themes {
            self.table(files, &theme_file, &columns::THEMES, Self::theme_row);
        }
        self.table(
            files,
            &path("variants.tsv"),
            &columns::VARIANTS,
            Self::variant_row,
        );
        self.table(
            files,
            &path("compounds.tsv"),
            &columns::COMPOUNDS,
            Self::compound_row,
        );
    }

    fn push(&mut self, line: &Line<'_, '_>, term: &str, kind: EntryKind) -> u32 {
        let index = self.entries.len() as u32;
        self.entries.push(Entry {
            term: term.into(),
            file: line.file,
            line: line.row.line,
            kind,
        });
        index
    }

    fn emoji_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let term = line.row.cell(0);
        let entry = sentiment_entry(line, line.row.cell(1), line.row.cell(2))?;
        let index = self.push(line, term, EntryKind::Emoji(entry));
        let mut key = String::new();
        emoji_key(term, &mut key);
        if key.is_empty() {
            return Err(line.error("the cell holds no emoji or emoticon", "write one sequence"));
        }
        let atom = self.atom_for(&format!("emoji {key}"), AtomUse::default()).0;
        self.forms.add(&key, AtomRef::new(atom, Degree::Positive));
        self.terms.add(&[PathStep { gap: (0, 0), atom }], index);
        Ok(())
    }

    fn sentiment_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let row = line.row;
        let entry = sentiment_entry(line, row.cell(3), row.cell(5))?;
        let term = parse_term(line, row.cell(0), row.cell(2))?;
        let index = self.push(line, row.cell(0), EntryKind::Sentiment(entry));
        let uses = atom_use(row.cell(4), row.cell(5));
        self.add_term(line, &term, row.cell(2), row.cell(4), uses, index)
    }

    fn modifier_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let row = line.row;
        let Some(role) = Role::from_name(row.cell(2)) else {
            let names: Vec<&str> = Role::NAMES.iter().map(|(name, _)| *name).collect();
            return Err(line.error(
                format!("`{}` is no role", row.cell(2)),
                format!("the roles are {}", names.join(" ")),
            ));
        };
        let glued = row.cell(1) == "prefix";
        let modifier = Modifier {
            role,
            strength: number_cell(line, row.cell(3), default_strength(role))?,
            scope: scope_cell(line, row.cell(4), role)?,
            direction: match row.cell(5) {
                "left" => Direction::Left,
                "both" => Direction::Both,
                "right" | "" => Direction::Right,
                other => {
                    return Err(line.error(
                        format!("`{other}` is no direction"),
                        "write right, left or both",
                    ));
                }
            },
            glued,
        };
        let text = row.cell(0);
        let index = self.push(line, text, EntryKind::Modifier(modifier));
        if text == "/" {
            self.slash = Some(index);
            return Ok(());
        }
        if glued {
            let mut key = String::new();
            self.exact
                .apply(text.trim_end_matches(['-', '*']), &mut key);
            self.glued.push((key, index));
            return Ok(());
        }
        let term = parse_term(line, text, "")?;
        self.add_term(line, &term, "", "", AtomUse::default(), index)
    }

    fn theme_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let row = line.row;
        let Some(theme) = self.codeframe.current(row.cell(0)) else {
            let help = match self.codeframe.parts(row.cell(0)) {
                Some(parts) => format!("it was split; write one of {}", parts.join(", ")),
                None => "codeframe.toml lists the themes".to_owned(),
            };
            return Err(line.error(format!("`{}` is no theme", row.cell(0)), help));
        };
        let flags = row.cell(8);
        let entry = ThemeEntry {
            theme,
            valence: match row.cell(5) {
                "" => None,
                "+" => Some(self.fact_valence),
                "-" => Some(-self.fact_valence),
                number => Some(valence_cell(line, number)?),
            },
            weak: has_flag(flags, "weak"),
            last: has_flag(flags, "last"),
            requires: self.conditions(line, row.cell(6))?,
            unless: self.conditions(line, row.cell(7))?,
        };
        let term = parse_term(line, row.cell(1), row.cell(3))?;
        let index = self.push(line, row.cell(1), EntryKind::Theme(entry));
        let uses = atom_use(row.cell(4), flags);
        self.add_term(line, &term, row.cell(3), row.cell(4), uses, index)
    }

    fn class_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let row = line.row;
        let name = row.cell(0).trim_start_matches('@').to_owned();
        let term = parse_term(line, row.cell(1), row.cell(2))?;
        let mut choices = Vec::new();
        if let [element] = term.elements.as_slice() {
            choices.extend(element.choices.iter().cloned());
        } else {
            choices.push(Choice::Word {
                text: row.cell(1).to_owned(),
                paradigm: None,
            });
        }
        let listed = ParadigmCell::parse(row.cell(2));
        choices.extend(listed.forms().map(|form| Choice::Word {
            text: form.to_owned(),
            paradigm: None,
        }));
        self.classes.entry(name).or_default().extend(choices);
        Ok(())
    }

    fn number_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let value = number_cell(line, line.row.cell(1), 0)?;
        let mut key = String::new();
        for spelling in spellings(line.row.cell(0)) {
            self.exact.apply(&spelling, &mut key);
            self.numbers.insert(key.as_str().into(), value);
        }
        Ok(())
    }

    fn variant_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let (mut variant, mut standard) = (String::new(), String::new());
        self.exact.apply(line.row.cell(0), &mut variant);
        self.exact.apply(line.row.cell(1), &mut standard);
        if variant.is_empty() || standard.is_empty() {
            return Err(line.error("a variant needs its standard spelling", "fill both cells"));
        }
        self.variants.push((variant, standard));
        Ok(())
    }

    fn compound_row(&mut self, line: &Line<'_, '_>) -> Result<()> {
        let form = line.row.cell(1);
        let mut key = String::new();
        self.exact.apply(form.trim_matches('-'), &mut key);
        let turning = match line.row.cell(0) {
            "flip-positive" => Some(Role::Relief),
            "flip-negative" => Some(Role::Lack),
            _ => None,
        };
        if let Some(role) = turning {
            let modifier = Modifier {
                role,
                strength: 0,
                scope: 0,
                direction: Direction::Left,
                glued: true,
            };
            let index = self.push(line, form, EntryKind::Modifier(modifier));
            self.compounds
                .get_or_insert_default()
                .turning
                .push((key, index));
            return Ok(());
        }
        let compounds = self.compounds.get_or_insert_default();
        match line.row.cell(0) {
            "part" => {
                compounds.parts.insert(key);
            }
            "link" => compounds.links.push(key),
            "false" => {
                compounds.indivisible.insert(key);
            }
            other => {
                return Err(line.error(
                    format!("`{other}` is no kind of compound row"),
                    "the kinds are part link false flip-positive flip-negative",
                ));
            }
        }
        Ok(())
    }

    fn conditions(&mut self, line: &Line<'_, '_>, cell: &str) -> Result<Vec<Condition>> {
        cell.split(';')
            .map(str::trim)
            .filter(|condition| !condition.is_empty())
            .map(|condition| self.condition(line, condition))
            .collect()
    }

    fn condition(&mut self, line: &Line<'_, '_>, condition: &str) -> Result<Condition> {
        let (within, text) = if let Some(rest) = condition.strip_prefix("clause:") {
            (Within::Clause, rest.trim())
        } else if let Some(rest) = condition.strip_prefix("comment:") {
            (Within::Comment, rest.trim())
        } else {
            (Within::Sentence, condition)
        };
        let feeling = match text {
            "@positive" => Some(ConditionKind::Positive),
            "@negative" => Some(ConditionKind::Negative),
            "@sentiment" => Some(ConditionKind::Sentiment),
            "@question" => Some(ConditionKind::Question),
            _ => None,
        };
        if let Some(what) = feeling {
            let within = match within {
                Within::Sentence if what != ConditionKind::Question => Within::Clause,
                other => other,
            };
            return Ok(Condition { within, what });
        }
        let index = match self.conditions.get(text) {
            Some(&index) => index,
            None => {
                let term = parse_term(line, text, "")?;
                let index = self.push(line, text, EntryKind::Condition);
                self.conditions.insert(text.to_owned(), index);
                self.add_term(line, &term, "", "", AtomUse::default(), index)?;
                index
            }
        };
        Ok(Condition {
            within,
            what: ConditionKind::Entry(index),
        })
    }

    /// Adds every path of a term.
    fn add_term(
        &mut self,
        line: &Line<'_, '_>,
        term: &Term,
        paradigm: &str,
        match_cell: &str,
        uses: AtomUse,
        entry: u32,
    ) -> Result<()> {
        let single = term.single_word().is_some();
        let mut places = Vec::new();
        for element in &term.elements {
            self.places(
                line,
                element,
                single,
                paradigm,
                match_cell,
                uses,
                &mut places,
            )?;
        }
        for path in paths(line, &places)? {
            self.terms.add(&path, entry);
        }
        if single {
            let listed = ParadigmCell::parse(paradigm);
            for form in listed.forms() {
                let choice = Choice::Word {
                    text: form.to_owned(),
                    paradigm: None,
                };
                let element = Element {
                    choices: vec![choice],
                    optional: false,
                    gap: (0, 0),
                };
                let mut more = Vec::new();
                self.places(line, &element, true, "", match_cell, uses, &mut more)?;
                let path: Vec<PathStep> = more
                    .iter()
                    .map(|place| PathStep {
                        gap: place.gap,
                        atom: place.atom,
                    })
                    .collect();
                self.terms.add(&path, entry);
            }
        }
        Ok(())
    }

    /// The places of one element: one atom, or several where a single word is several tokens.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call site a kind of row, all plain values"
    )]
    fn places(
        &mut self,
        line: &Line<'_, '_>,
        element: &Element,
        single: bool,
        paradigm: &str,
        match_cell: &str,
        uses: AtomUse,
        places: &mut Vec<Place>,
    ) -> Result<()> {
        if let [
            Choice::Word {
                text,
                paradigm: own,
            },
        ] = element.choices.as_slice()
            && !is_plain(text)
        {
            let words = words_of(text);
            if words.len() > 1 {
                for (index, word) in words.iter().enumerate() {
                    let last = index + 1 == words.len();
                    let choice = Choice::Word {
                        text: word.clone(),
                        paradigm: own.clone().filter(|_| last),
                    };
                    places.push(Place {
                        atom: self.atom(line, &[choice], AtomUse::default())?,
                        optional: element.optional,
                        gap: if index == 0 { element.gap } else { (0, 0) },
                    });
                }
                return Ok(());
            }
        }
        let mut choices = Cow::Borrowed(element.choices.as_slice());
        if single && match_cell == "prefix" {
            for choice in choices.to_mut() {
                if let Choice::Word { text, .. } = choice {
                    *choice = Choice::Prefix(std::mem::take(text));
                }
            }
        }
        if single && paradigm.is_empty() && choices.is_empty() {
            return Err(line.error("the term is empty", "write a word or a phrase"));
        }
        let uses = if single { uses } else { AtomUse::default() };
        places.push(Place {
            atom: self.atom(line, &choices, uses)?,
            optional: element.optional,
            gap: element.gap,
        });
        Ok(())
    }

    /// The number of an atom key, and whether it is new.
    fn atom_for(&mut self, key: &str, uses: AtomUse) -> (u32, bool) {
        let atom = self.atoms.intern(key);
        let new = atom as usize == self.uses.len();
        if new {
            self.uses.push(uses);
        }
        (atom, new)
    }

    fn atom(&mut self, line: &Line<'_, '_>, choices: &[Choice], uses: AtomUse) -> Result<u32> {
        let mut key = std::mem::take(&mut self.atom_key);
        key.clear();
        key.push(uses.code());
        Choices(choices).write(&mut key);
        let (atom, new) = self.atom_for(&key, uses);
        self.atom_key = key;
        if new {
            self.fill(line, atom, choices, uses, 0)?;
        }
        Ok(atom)
    }

    fn fill(
        &mut self,
        line: &Line<'_, '_>,
        atom: u32,
        choices: &[Choice],
        uses: AtomUse,
        depth: u8,
    ) -> Result<()> {
        for choice in choices {
            match choice {
                Choice::Number => self.number_atoms.push(AtomRef::new(atom, Degree::Positive)),
                Choice::Prefix(prefix) => {
                    self.exact.apply(prefix, &mut self.key);
                    self.prefixes
                        .entry(self.key.as_str().into())
                        .or_default()
                        .push(AtomRef::new(atom, Degree::Positive));
                }
                Choice::Class(name) => {
                    let Some(members) = self.classes.get(name).cloned() else {
                        return Err(line.error(
                            format!("there is no class `@{name}`"),
                            "classes.tsv lists the classes",
                        ));
                    };
                    if depth > 2 {
                        return Err(line.error(
                            format!("class `@{name}` names itself"),
                            "a class holds words, phrases, or classes that do not hold it",
                        ));
                    }
                    self.fill(line, atom, &members, uses, depth + 1)?;
                }
                Choice::Word { text, paradigm } => {
                    self.fill_word(line, atom, text, paradigm.as_deref(), uses)?
                }
            }
        }
        Ok(())
    }

    fn fill_word(
        &mut self,
        line: &Line<'_, '_>,
        atom: u32,
        text: &str,
        paradigm: Option<&str>,
        uses: AtomUse,
    ) -> Result<()> {
        if let Some(name) = paradigm.filter(|name| !self.paradigms.contains(name)) {
            return Err(line.error(
                format!("there is no paradigm `{name}`"),
                "paradigms.tsv lists the paradigms; for a plain slash write a space",
            ));
        }
        if is_plain(text) {
            self.add_forms(text, paradigm, atom, uses);
            return Ok(());
        }
        if text.contains(' ') {
            return self.fill_phrase(line, atom, text);
        }
        for spelling in spellings(text) {
            let words = words_of(&spelling);
            match words.as_slice() {
                [] => {
                    return Err(line.error(
                        format!("`{spelling}` holds no word"),
                        "write letters, digits or an emoji",
                    ));
                }
                [word] => self.add_forms(word, paradigm, atom, uses),
                several => {
                    let mut path = Vec::with_capacity(several.len());
                    for (index, word) in several.iter().enumerate() {
                        let last = index + 1 == several.len();
                        let choice = Choice::Word {
                            text: word.clone(),
                            paradigm: paradigm.filter(|_| last).map(str::to_owned),
                        };
                        path.push(PathStep {
                            gap: (0, 0),
                            atom: self.atom(line, &[choice], AtomUse::default())?,
                        });
                    }
                    let index = self.push(line, text, EntryKind::ClassPhrase(atom));
                    self.class_phrases.add(&path, index);
                }
            }
        }
        Ok(())
    }

    /// A phrase of a class: what it matches fills the class's atom.
    fn fill_phrase(&mut self, line: &Line<'_, '_>, atom: u32, text: &str) -> Result<()> {
        let term = parse_term(line, text, "")?;
        let mut places = Vec::new();
        for element in &term.elements {
            self.places(
                line,
                element,
                false,
                "",
                "",
                AtomUse::default(),
                &mut places,
            )?;
        }
        let index = self.push(line, text, EntryKind::ClassPhrase(atom));
        for path in paths(line, &places)? {
            self.class_phrases.add(&path, index);
        }
        Ok(())
    }

    fn add_forms(&mut self, word: &str, paradigm: Option<&str>, atom: u32, uses: AtomUse) {
        let Self {
            paradigms,
            exact,
            fold,
            forms,
            folded,
            stems,
            stemmer,
            key,
            folded_key,
            ..
        } = self;
        paradigms.forms(word, paradigm, &mut |form, degree| {
            exact.apply(form, key);
            if key.is_empty() {
                return;
            }
            let atom = AtomRef::new(atom, degree);
            forms.add(key, atom);
            if !uses.exact_only {
                fold.apply(key, folded_key);
                if folded_key != key {
                    folded.add(folded_key, atom);
                }
            }
            if uses.stem
                && let Some(stemmer) = stemmer
            {
                stems.add(&stemmer.stem(key), atom);
            }
        });
    }

    fn finish(
        mut self,
        language: Language,
        config: LanguageConfig,
        rules: Rules,
        common_entries: u32,
        cutter: &Cutter,
    ) -> Pack {
        for key in self.numbers.keys() {
            for &atom in &self.number_atoms {
                self.forms.add(key, atom);
                self.fold.apply(key, &mut self.folded_key);
                if *self.folded_key != **key {
                    self.folded.add(&self.folded_key, atom);
                }
            }
        }
        let forms = self.forms.build();
        let mut variants = FormTableBuilder::default();
        for (variant, standard) in &self.variants {
            for &atom in forms.get(standard) {
                variants.add(variant, atom);
            }
        }
        let mut prefix_lengths: Vec<usize> = self.prefixes.keys().map(|p| p.len()).collect();
        prefix_lengths.sort_unstable();
        prefix_lengths.dedup();
        let prefix_starts: FxHashSet<Box<str>> = self
            .prefixes
            .keys()
            .map(|prefix| prefix.chars().take(3).collect::<String>().into())
            .collect();
        let mut glued = self.glued;
        glued.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        Pack {
            language,
            config,
            rules,
            entries: self.entries,
            files: self.files,
            exact: self.exact,
            fold: self.fold,
            forms,
            folded: self.folded.build(),
            variants: variants.build(),
            stems: self.stems.build(),
            stemmer: self.stemmer,
            prefixes: self.prefixes,
            prefix_starts,
            prefix_lengths,
            glued,
            compounds: self.compounds,
            uses: self.uses,
            number_atoms: self.number_atoms,
            numbers: self.numbers,
            terms: self.terms.build(),
            class_phrases: self.class_phrases.build(),
            slash: self.slash,
            common_entries,
            tokenizer: Arc::clone(&cutter.tokenizer),
            abbreviations: Arc::clone(&cutter.abbreviations),
        }
    }
}

struct Place {
    atom: u32,
    optional: bool,
    gap: (u8, u8),
}

/// All ways through the places of a term: with and without each optional word.
fn paths(line: &Line<'_, '_>, places: &[Place]) -> Result<Vec<Vec<PathStep>>> {
    const MOST_OPTIONAL: usize = 6;
    let optional: Vec<usize> = (0..places.len()).filter(|&i| places[i].optional).collect();
    if optional.len() > MOST_OPTIONAL {
        return Err(line.error(
            format!("the term has more than {MOST_OPTIONAL} optional words"),
            "split it into two rows",
        ));
    }
    let mut all = Vec::with_capacity(1 << optional.len());
    for subset in 0..(1u32 << optional.len()) {
        let mut path: Vec<PathStep> = Vec::with_capacity(places.len());
        let mut gap = (0u8, 0u8);
        for (index, place) in places.iter().enumerate() {
            let skipped = optional
                .iter()
                .position(|&at| at == index)
                .is_some_and(|bit| subset & (1 << bit) != 0);
            gap = (
                gap.0.saturating_add(place.gap.0),
                gap.1.saturating_add(place.gap.1),
            );
            if !skipped {
                let gap = if path.is_empty() { (0, 0) } else { gap };
                path.push(PathStep {
                    gap,
                    atom: place.atom,
                });
            }
            if !skipped || path.is_empty() {
                gap = (0, 0);
            }
        }
        all.push(path);
    }
    Ok(all)
}

/// True if a text is nothing but letters: most terms are one plain word, which needs no cutting.
fn is_plain(text: &str) -> bool {
    // Unicode's table is slow for the letters of the Cyrillic and the Arabic block.
    let letter = |c: char| {
        c.is_ascii_alphabetic()
            || matches!(c, '\u{400}'..='\u{481}' | '\u{620}'..='\u{64A}')
            || c.is_alphabetic()
    };
    !text.is_empty() && text.chars().all(letter)
}

/// The words of a term's text, as the tokenizer cuts them.
fn words_of(text: &str) -> Vec<String> {
    if is_plain(text) {
        return vec![text.to_owned()];
    }
    // Alternations inside a word and paradigms behind a slash are part of the word here.
    if text.contains(['[', '/']) {
        return text.split_whitespace().map(str::to_owned).collect();
    }
    tokenize(text)
        .into_iter()
        .filter(|token| token.kind.counts() || token.kind == TokenKind::Handle)
        .map(|token| token.span.of(text).to_owned())
        .collect()
}

fn parse_term(line: &Line<'_, '_>, text: &str, paradigm: &str) -> Result<Term> {
    let term = Term::parse(text).map_err(|error| line.error(error.problem, error.help))?;
    Ok(match ParadigmCell::parse(paradigm).name {
        Some(name) => term.with_paradigm(name),
        None => term,
    })
}

fn valence_cell(line: &Line<'_, '_>, cell: &str) -> Result<i16> {
    let valence = number_cell(line, cell, 0)?;
    match i16::try_from(valence) {
        Ok(valence) if (-500..=500).contains(&valence) => Ok(valence),
        _ => Err(line.error(
            format!("the valence {valence} is out of range"),
            "write hundredths from -500 to 500",
        )),
    }
}

fn sentiment_entry(line: &Line<'_, '_>, valence: &str, flags: &str) -> Result<SentimentEntry> {
    let valence = valence_cell(line, valence)?;
    Ok(SentimentEntry {
        valence,
        verdict: has_flag(flags, "verdict"),
        irony: has_flag(flags, "irony"),
        polite: has_flag(flags, "polite"),
    })
}

fn atom_use(match_cell: &str, flags: &str) -> AtomUse {
    AtomUse {
        head: has_flag(match_cell, "head"),
        part: has_flag(match_cell, "part"),
        stem: has_flag(flags, "stem"),
        exact_only: has_flag(flags, "exact"),
        no_clitics: has_flag(flags, "noclitic"),
    }
}

fn has_flag(cell: &str, flag: &str) -> bool {
    cell.split([',', ' ']).any(|given| given.trim() == flag)
}

fn number_cell(line: &Line<'_, '_>, cell: &str, empty: i32) -> Result<i32> {
    if cell.is_empty() {
        return Ok(empty);
    }
    cell.trim_start_matches('+')
        .parse()
        .map_err(|_| line.error(format!("`{cell}` is no number"), "write a whole number"))
}

/// Widest reach of a modifier: its whole clause.
pub const WHOLE_CLAUSE: u8 = u8::MAX;

fn scope_cell(line: &Line<'_, '_>, cell: &str, role: Role) -> Result<u8> {
    match cell {
        "clause" => Ok(WHOLE_CLAUSE),
        "" => Ok(match role {
            Role::Intensifier | Role::Diminisher => 2,
            Role::Excess => 3,
            Role::Negator | Role::Lack | Role::Relief => 5,
            _ => WHOLE_CLAUSE,
        }),
        number => Ok(number_cell(line, number, 0)?.clamp(0, 254) as u8),
    }
}

fn default_strength(role: Role) -> i32 {
    match role {
        Role::Intensifier => 25,
        Role::Diminisher => -30,
        Role::Contrast => 130,
        Role::Concession => 70,
        Role::RatingUnit => 5,
        _ => 0,
    }
}
