//! Packs `lexicons/` into the program: the text of each list, compressed, and the hash of them all.
//!
//! LZ4, because start-up pays for unpacking: a language's lists unpack in two milliseconds, while a format a third
//! smaller (deflate, zstd) takes five to ten times as long. A file a block, because a run needs one language or two.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=lexicons");
    println!("cargo:rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut paths = Vec::new();
    list(&Path::new(&root).join("lexicons"), "", &mut paths)?;
    paths.sort();
    // As `Files::hash` does it for a user's folder.
    let mut hasher = blake3::Hasher::new();
    let mut packed = Vec::new();
    let mut index = String::new();
    for path in &paths {
        let text = fs::read(Path::new(&root).join("lexicons").join(path))?;
        if path != "common/report.toml" && path != "common/desk.toml" {
            hasher
                .update(path.as_bytes())
                .update(&[0])
                .update(&text)
                .update(&[0]);
        }
        let start = packed.len();
        packed.extend(lz4_flex::block::compress_prepend_size(&text));
        // Writing to a string cannot fail.
        let _ = writeln!(index, "    ({path:?}, {start}, {}),", packed.len());
    }
    let mut hash = hasher.finalize().to_hex().to_string();
    hash.truncate(16);
    fs::write(Path::new(&out).join("lexicons.lz4"), packed)?;
    let code = format!(
        "/// Path, and where its block starts and ends.\n\
         static PACKED: &[(&str, usize, usize)] = &[\n{index}];\n\
         static BLOCKS: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/lexicons.lz4\"));\n\
         const HASH: &str = \"{hash}\";\n"
    );
    fs::write(Path::new(&out).join("lexicons.rs"), code)
}

/// Adds the lexicon files of a folder: tables and settings, but not the detector's.
fn list(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            if path != "detector" {
                list(&entry.path(), &format!("{path}/"), paths)?;
            }
        } else if path.ends_with(".tsv") || path.ends_with(".toml") {
            paths.push(path);
        }
    }
    Ok(())
}
