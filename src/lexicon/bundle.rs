//! Where the lexicon files come from: the program itself, or a folder of the user's.

use super::codeframe::{self, Codeframe};
use super::compiled::Compiled;
use crate::bundled::{HASH, LISTS, SETTINGS, TABLES};
use crate::document::Language;
use crate::error::{Error, Result};
use ruzstd::decoding::StreamingDecoder;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// A block of the program.
type Block = &'static [u8];

/// The text of a file, unpacked when it is first read: a run rarely needs all languages.
#[derive(Clone, Debug)]
enum Text {
    Plain(String),
    Setting(Block, OnceLock<String>),
    /// A list, with where it stands among all lists of its language.
    List(Arc<Lists>, Range<usize>),
}

impl Text {
    fn read(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Setting(block, text) => {
                text.get_or_init(|| String::from_utf8(unpacked_bytes(block)).unwrap_or_default())
            }
            Self::List(lists, place) => lists.read().get(place.clone()).unwrap_or_default(),
        }
    }
}

/// All lists of a language, one behind the other: apart they would take a fifth more.
#[derive(Debug)]
struct Lists {
    block: Block,
    text: OnceLock<String>,
}

impl Lists {
    fn read(&self) -> &str {
        self.text.get_or_init(|| {
            let mut text = String::new();
            let decoder = StreamingDecoder::new(self.block);
            let read = decoder.map(|mut decoder| decoder.read_to_string(&mut text));
            if matches!(read, Ok(Ok(_))) {
                text
            } else {
                String::new()
            }
        })
    }
}

// What does not unpack would be a fault of the build, and reads as empty: a test reads all blocks.

fn unpacked_bytes(block: Block) -> Vec<u8> {
    lz4_flex::block::decompress_size_prepended(block).unwrap_or_default()
}

/// All text files of a lexicon folder by their path relative to it, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Files {
    texts: BTreeMap<String, Text>,
    /// The hash, where it is known without reading them all.
    hash: Option<&'static str>,
}

impl Files {
    /// The files the program carries.
    pub fn bundled() -> Self {
        let mut texts = BTreeMap::new();
        for (block, files) in LISTS {
            let text = OnceLock::new();
            let lists = Arc::new(Lists { block, text });
            let mut start = 0;
            for &(path, end) in *files {
                let list = Text::List(Arc::clone(&lists), start..end);
                texts.insert(path.to_owned(), list);
                start = end;
            }
        }
        for &(path, block) in SETTINGS {
            let setting = Text::Setting(block, OnceLock::new());
            texts.insert(path.to_owned(), setting);
        }
        Self {
            texts,
            hash: Some(HASH),
        }
    }

    /// The tables that the program carries for a language, if these are the files it carries, as they are.
    pub(super) fn tables(&self, language: Language) -> Option<Compiled> {
        self.hash?;
        let index = language.served_index().unwrap_or(Language::SERVED.len());
        let (numbers, text) = TABLES.get(index)?;
        Some(Compiled {
            numbers: unpacked_bytes(numbers),
            text: unpacked_bytes(text),
        })
    }

    /// Files made by the caller: pairs of path and text.
    pub fn from_texts<P: Into<String>, T: Into<String>>(
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let texts = texts
            .into_iter()
            .map(|(path, text)| (path.into(), Text::Plain(text.into())))
            .collect();
        Self { texts, hash: None }
    }

    /// The same files with one more, or with another text for one of them.
    #[must_use]
    pub fn with(mut self, path: &str, text: impl Into<String>) -> Self {
        self.texts.insert(path.to_owned(), Text::Plain(text.into()));
        self.hash = None;
        self
    }

    /// These files with a user's own codeframe and its terms: its files are added or take the place of those of the same
    /// path. A codeframe that says `extends = true` is added to the one here; any other takes its place, and terms of themes
    /// that it does not know are left out.
    ///
    /// # Errors
    /// A codeframe that cannot be parsed.
    pub fn with_codeframe(mut self, own: Self) -> Result<Self> {
        let base = self.texts.get("codeframe.toml").cloned();
        self.hash = None;
        self.texts.extend(own.texts.clone());
        match (base, own.get("codeframe.toml")) {
            (Some(base), Some(text)) if codeframe::extends("codeframe.toml", text)? => {
                self.texts.insert(codeframe::BASE_FILE.to_owned(), base);
            }
            (_, Some(_)) => {
                let codeframe = Codeframe::of(&self)?;
                for (path, text) in &mut self.texts {
                    if path.contains("/themes/") && !own.texts.contains_key(path) {
                        *text = Text::Plain(only_known(text.read(), &codeframe));
                    }
                }
            }
            _ => {}
        }
        Ok(self)
    }

    /// Reads a folder and its subfolders.
    ///
    /// # Errors
    /// A folder or file that cannot be read; a file that is not UTF-8.
    pub fn from_dir(dir: &Path) -> Result<Self> {
        let mut texts = BTreeMap::new();
        read_into(dir, "", &mut texts)?;
        Ok(Self { texts, hash: None })
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(Text::read)
    }

    /// Paths that start with `prefix`, in order.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts
            .range(prefix.to_owned()..)
            .take_while(move |(path, _)| path.starts_with(prefix))
            .map(|(path, text)| (path.as_str(), text.read()))
    }

    /// BLAKE3 over paths and texts, the first 16 hexadecimal letters. The words of the pages make no tag and are left out.
    pub fn hash(&self) -> String {
        if let Some(hash) = self.hash {
            return hash.to_owned();
        }
        let mut hasher = blake3::Hasher::new();
        let of_pages = ["common/report.toml", "common/desk.toml"];
        let tagging = |(path, _): &(&String, _)| !of_pages.contains(&path.as_str());
        for (path, text) in self.texts.iter().filter(tagging) {
            hasher.update(path.as_bytes());
            hasher.update(&[0]);
            hasher.update(text.read().as_bytes());
            hasher.update(&[0]);
        }
        let mut hex = hasher.finalize().to_hex().to_string();
        hex.truncate(16);
        hex
    }
}

/// The rows of a table of terms whose themes a codeframe knows. The others leave blank lines behind, so that every row keeps
/// its line.
fn only_known(text: &str, codeframe: &Codeframe) -> String {
    let mut headed = false;
    let mut keep = |line: &str| {
        let comment = line.starts_with("# ");
        let header = !headed && !comment && !line.is_empty();
        headed |= header;
        let theme = line.split('\t').next().unwrap_or("");
        comment || header || codeframe.current(theme).is_some()
    };
    let mut lines: Vec<&str> = text.lines().collect();
    for line in &mut lines {
        if !keep(line) {
            *line = "";
        }
    }
    lines.join("\n") + "\n"
}

/// Tables and settings; the detector's weights and the texts for people are no lexicon files.
fn is_lexicon_file(path: &str) -> bool {
    (path.ends_with(".tsv") || path.ends_with(".toml")) && !path.starts_with("detector/")
}

fn read_into(dir: &Path, prefix: &str, texts: &mut BTreeMap<String, Text>) -> Result<()> {
    let entries = std::fs::read_dir(dir).map_err(|error| Error::io(dir, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Error::io(dir, error))?;
        let path = entry.path();
        let name = entry.file_name();
        let relative = format!("{prefix}{}", name.to_string_lossy());
        if path.is_dir() {
            read_into(&path, &format!("{relative}/"), texts)?;
        } else if is_lexicon_file(&relative) {
            let text = std::fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?;
            texts.insert(relative, Text::Plain(text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_files_are_those_of_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons");
        let (own, bundled) = (Files::from_dir(&folder).unwrap(), Files::bundled());
        assert!(own.under("").eq(bundled.under("")));
        assert_eq!(own.hash(), bundled.hash());
    }
}
