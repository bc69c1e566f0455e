//! From the files of a language to its [`Pack`].

mod atoms;
mod cells;
pub mod columns;
mod conditions;
mod cutter;
mod forms;
mod rows;
mod settings;

pub use cells::WHOLE_CLAUSE;
pub use cutter::Cutter;
pub use settings::Settings;

use super::beginnings::Beginnings;
use super::bundle::Files;
use super::codeframe::Codeframe;
use super::compiled;
use super::entry::{ConditionTable, Entry, EntryKind, NO_CONDITIONS};
use super::pack::{AtomUse, Compounds, Pack};
use super::paradigm::Paradigms;
use super::table::{Row, Table};
use super::term::Choice;
use super::trie::TrieBuilder;
use super::vocabulary::{AtomRef, FormTableBuilder, Interner, Texts};
use crate::document::Language;
use crate::error::{Error, Result};
use forms::Forms;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The pack of a language; `Und` gets the common lists alone. Lists that the program carries are read from the tables it
/// carries beside them.
///
/// # Errors
/// The first line of a list that breaks its format.
pub fn build(
    files: &Files,
    cutter: &Cutter,
    language: Language,
    codeframe: &Codeframe,
) -> Result<Pack> {
    if let Some(tables) = files.tables(language) {
        let settings = Settings::read(files, language)?;
        let pack = Pack::without_lists(language, settings, cutter);
        if let Some(pack) = compiled::read(&tables.numbers, &tables.text, pack) {
            return Ok(pack);
        }
    }
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
    let settings = Settings::read(files, language)?;
    let paradigms_file = format!("{folder}/paradigms.tsv");
    let paradigms = match files.get(&paradigms_file) {
        Some(text) => Paradigms::parse(&paradigms_file, text)?,
        None => Paradigms::default(),
    };
    let mut builder = Builder::new(settings, paradigms, codeframe);
    builder.common(files);
    let common_entries = builder.entries.len() as u32;
    if language.served_index().is_some() {
        builder.language(files, folder);
    }
    let errors = std::mem::take(&mut builder.errors);
    let pack = builder.finish(language, common_entries, cutter);
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

struct Builder<'c> {
    settings: Settings,
    paradigms: Paradigms,
    codeframe: &'c Codeframe,
    errors: Vec<Error>,
    files: Vec<String>,
    entries: Vec<Entry>,
    written: Texts,
    forms: FormTableBuilder,
    folded: FormTableBuilder,
    stems: FormTableBuilder,
    expanded: Forms,
    /// Keys of the atoms; the number of a key is that of its atom.
    atoms: Interner,
    atom_key: String,
    uses: Vec<AtomUse>,
    classes: FxHashMap<String, Arc<Vec<Choice>>>,
    /// Entries of the terms that conditions name.
    conditions: FxHashMap<String, u32>,
    condition_table: ConditionTable,
    /// Numbers of conditions by their two cells: most rows of a list repeat those of others.
    shared_conditions: FxHashMap<String, u32>,
    prefixes: FormTableBuilder,
    folded_prefixes: FormTableBuilder,
    number_atoms: Vec<AtomRef>,
    numbers: FxHashMap<Box<str>, i32>,
    terms: TrieBuilder,
    class_phrases: TrieBuilder,
    /// Atoms of the places of class phrases.
    phrase_places: FxHashSet<u32>,
    /// Atoms that class phrases fill.
    phrase_atoms: FxHashSet<u32>,
    glued: Vec<(String, u32)>,
    variants: Vec<(String, String)>,
    compounds: Option<Compounds>,
    slash: Option<u32>,
    bound: FxHashSet<u32>,
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
    fn new(settings: Settings, paradigms: Paradigms, codeframe: &'c Codeframe) -> Self {
        Self {
            settings,
            paradigms,
            codeframe,
            errors: Vec::new(),
            files: Vec::new(),
            entries: Vec::new(),
            written: Texts::default(),
            forms: FormTableBuilder::default(),
            folded: FormTableBuilder::default(),
            stems: FormTableBuilder::default(),
            expanded: Forms::default(),
            atoms: Interner::default(),
            atom_key: String::new(),
            uses: Vec::new(),
            classes: FxHashMap::default(),
            conditions: FxHashMap::default(),
            condition_table: ConditionTable::default(),
            shared_conditions: FxHashMap::from_iter([("\t".to_owned(), NO_CONDITIONS)]),
            prefixes: FormTableBuilder::default(),
            folded_prefixes: FormTableBuilder::default(),
            number_atoms: Vec::new(),
            numbers: FxHashMap::default(),
            terms: TrieBuilder::default(),
            class_phrases: TrieBuilder::default(),
            phrase_places: FxHashSet::default(),
            phrase_atoms: FxHashSet::default(),
            glued: Vec::new(),
            variants: Vec::new(),
            compounds: None,
            slash: None,
            bound: FxHashSet::default(),
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
        let optional: &[&str] = if *columns == columns::SENTIMENT {
            &columns::OPTIONAL
        } else {
            &[]
        };
        let table = match Table::parse_with(path, text, columns, optional) {
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
        self.written.push(term);
        self.entries.push(Entry {
            file: line.file,
            line: line.row.line,
            kind,
        });
        index
    }

    fn finish(mut self, language: Language, common_entries: u32, cutter: &Cutter) -> Pack {
        for key in self.numbers.keys() {
            for &atom in &self.number_atoms {
                self.forms.add(key, atom);
                self.settings.fold.apply(key, &mut self.folded_key);
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
        let mut glued = self.glued;
        glued.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        Pack {
            entries: self.entries,
            written: self.written,
            conditions: self.condition_table,
            files: self.files,
            forms,
            folded: self.folded.build(),
            variants: variants.build(),
            stems: self.stems.build(),
            prefixes: Beginnings::new(self.prefixes.build()),
            folded_prefixes: Beginnings::new(self.folded_prefixes.build()),
            glued,
            compounds: self.compounds,
            uses: self.uses,
            number_atoms: self.number_atoms,
            numbers: self.numbers,
            terms: self.terms.build(),
            class_phrases: self.class_phrases.build(),
            inner_phrases: &self.phrase_places & &self.phrase_atoms,
            slash: self.slash,
            bound: self.bound,
            common_entries,
            ..Pack::without_lists(language, self.settings, cutter)
        }
    }
}
