//! Packs `lexicons/` into the program: the lists as text, their hash, and the tables that come of them.
//!
//! The tables are built by the very code that builds those of a user's folder when the program runs: the modules below are
//! those of the library. Building them takes half a second for five languages, reading them a tenth of that.
//!
//! The tables are packed by LZ4, because start-up pays for unpacking: a language's unpack in a millisecond, while a format a
//! third smaller (deflate, zstd) takes five to ten times as long. So are settings and common lists. The lists of a language
//! are only read to be changed or shown, and are packed as small as they get, all in one block. A block a language, because a
//! run needs one or two.

#![allow(
    dead_code,
    unused_imports,
    reason = "the modules are those of the library, of which packing calls a part"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::{env, fs};

use document::Language;
use lexicon::{Files, Lexicons, compiled};

#[path = "src/annotation.rs"]
mod annotation;
#[path = "src/document.rs"]
mod document;
#[path = "src/error.rs"]
mod error;
#[path = "src/lexicon/mod.rs"]
mod lexicon;
#[path = "src/span.rs"]
mod span;
#[path = "src/text/mod.rs"]
mod text;

/// While the program is built it carries nothing yet.
mod bundled {
    type Ends = [(&'static str, usize)];
    pub(crate) static LISTS: &[(&[u8], &Ends)] = &[];
    pub(crate) static SETTINGS: &[(&str, &[u8])] = &[];
    pub(crate) static TABLES: &[(&[u8], &[u8])] = &[];
    pub(crate) const HASH: &str = "";
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=lexicons");
    println!("cargo:rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    let files = Files::from_dir(&Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("lexicons"))?;
    let mut code = format!("pub(crate) const HASH: &str = \"{}\";\n", files.hash());
    code.push_str("pub(crate) static LISTS: &[(&[u8], &Ends)] = &[\n");
    for language in Language::SERVED {
        let (mut all, mut ends) = (String::new(), String::new());
        for (path, text) in files
            .under(&folder(language))
            .filter(|(path, _)| has_tables(path))
        {
            all.push_str(text);
            write!(ends, "({path:?}, {}), ", all.len())?;
        }
        let block = zstd::bulk::compress(all.as_bytes(), TIGHTEST)?;
        let block = include(out, &format!("{}.lists", language.code()), &block)?;
        writeln!(code, "    ({block}, &[{ends}]),")?;
    }
    code.push_str("];\npub(crate) static SETTINGS: &[(&str, &[u8])] = &[\n");
    for (path, text) in files.under("").filter(|(path, _)| !has_tables(path)) {
        let block = include(out, path, &lz4(text.as_bytes())?)?;
        writeln!(code, "    ({path:?}, {block}),")?;
    }
    // The served languages in their order, then the common lists alone.
    code.push_str("];\npub(crate) static TABLES: &[(&[u8], &[u8])] = &[\n");
    let lexicons =
        Lexicons::load(files.clone(), &Language::SERVED).map_err(|error| error.to_string())?;
    for language in Language::SERVED.into_iter().chain([Language::Und]) {
        let tables = compiled::write(lexicons.pack(language));
        let name = |stream: &str| format!("{}.{stream}", language.code());
        let numbers = include(out, &name("numbers"), &lz4(&tables.numbers)?)?;
        let text = include(out, &name("text"), &lz4(&tables.text)?)?;
        writeln!(code, "    ({numbers}, {text}),")?;
    }
    code.push_str("];\n");
    Ok(fs::write(out.join("bundled.rs"), code)?)
}

/// True for the lists of a language that are read from its tables. The variants of all languages are read at every start:
/// words among them are cut before a comment's language is known.
fn has_tables(path: &str) -> bool {
    let mut languages = Language::SERVED.iter();
    path.ends_with(".tsv")
        && !path.ends_with("/variants.tsv")
        && languages.any(|&language| path.starts_with(&folder(language)))
}

fn folder(language: Language) -> String {
    format!("{}/", language.code())
}

/// The highest level of Zstandard. Takes seconds, once a change of the lists.
const TIGHTEST: i32 = 22;

/// The tightest LZ4 there is, with the size in front.
fn lz4(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mode = lz4::block::CompressionMode::HIGHCOMPRESSION(12);
    lz4::block::compress(bytes, Some(mode), true)
}

/// Writes a block beside the code, and gives the code that includes it.
fn include(out: &Path, name: &str, block: &[u8]) -> io::Result<String> {
    let name = name.replace('/', "_");
    fs::write(out.join(&name), block)?;
    Ok(format!(
        "include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))"
    ))
}
