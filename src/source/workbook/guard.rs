//! Looks at a workbook before it is parsed, and refuses one that would take more memory or time than its rows are
//! worth: the parser trusts counts in the file and holds texts as a whole.
//!
//! Every part is unpacked once, in pieces, and its tags are counted without building anything.

use std::fs::File;
use std::io::{self, Read};
use zip::ZipArchive;

/// Most parts of a workbook.
const MAX_PARTS: usize = 10_000;
/// Most bytes that all parts unpack to.
const MAX_BYTES: u64 = 1 << 29;
/// Most bytes of the part of shared texts, which is held in memory.
const MAX_TEXTS: u64 = 3 << 25;
/// Most shared texts.
const MAX_TEXT_COUNT: u64 = 1 << 21;
/// Most bytes of any part but the sheets and the shared texts.
const MAX_OTHER: u64 = 1 << 24;
/// Parts up to this size may be packed as tightly as they like.
const ALWAYS_ALLOWED: u64 = 1 << 20;
/// Most bytes of one tag, or of the text between two.
const MAX_RUN: u64 = 1 << 22;
/// Deepest nesting of tags.
const MAX_DEPTH: u64 = 256;
/// Most cells of a sheet.
const MAX_CELLS: u64 = 20_000_000;

/// Endings of parts that are no XML and that nothing here parses.
const BINARY: [&str; 8] = [
    ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bin", ".tiff",
];

/// Says what is wrong with a workbook, if it is not fit to be parsed. A part may unpack to `max_ratio` times its size.
pub(super) fn check(file: &File, max_ratio: u32) -> Result<(), String> {
    let damaged = |error: zip::result::ZipError| format!("the workbook is damaged: {error}");
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(format!("the workbook has more than {MAX_PARTS} parts"));
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        if part.encrypted() {
            return Err("the workbook is encrypted".to_owned());
        }
        if BINARY
            .iter()
            .any(|ending| name.to_ascii_lowercase().ends_with(ending))
        {
            continue;
        }
        let kind = Part::of(&name);
        let limit = kind.max_bytes().min(MAX_BYTES - total);
        let limit = limit.min((part.compressed_size() * u64::from(max_ratio)).max(ALWAYS_ALLOWED));
        let too_large =
            || format!("the part {name:?} of the workbook unpacks to more than {limit} bytes");
        if part.size() > limit {
            return Err(too_large());
        }
        let mut tags = Tags::default();
        tags.read(&mut part, limit)
            .map_err(|error| format!("the part {name:?} of the workbook is damaged: {error}"))?;
        if tags.bytes > limit {
            return Err(too_large());
        }
        total += tags.bytes;
        if let Some(problem) = tags.problem(kind) {
            return Err(format!("the part {name:?} of the workbook {problem}"));
        }
    }
    Ok(())
}

/// What a part holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Sheet,
    Texts,
    Other,
}

impl Part {
    fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if name.ends_with("sharedstrings.xml") {
            Self::Texts
        } else if name.contains("worksheets/") && !name.ends_with(".rels") {
            Self::Sheet
        } else {
            Self::Other
        }
    }

    fn max_bytes(self) -> u64 {
        match self {
            Self::Sheet => MAX_BYTES,
            Self::Texts => MAX_TEXTS,
            Self::Other => MAX_OTHER,
        }
    }
}

/// What the tags of a part amount to.
#[derive(Debug, Default)]
struct Tags {
    bytes: u64,
    depth: u64,
    deepest: u64,
    longest: u64,
    cells: u64,
    texts: u64,
    /// Texts that the part says it has.
    declared: u64,
    has_doctype: bool,
    inside: bool,
    run: u64,
    /// The first bytes of the tag that is being read, and its last.
    tag: Vec<u8>,
    last: u8,
}

impl Tags {
    fn read(&mut self, part: &mut impl Read, limit: u64) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 16];
        while self.bytes <= limit {
            let read = part.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            self.bytes += read as u64;
            self.take(buffer.get(..read).unwrap_or_default());
            if self.longest > MAX_RUN || self.deepest > MAX_DEPTH || self.has_doctype {
                break;
            }
        }
        Ok(())
    }

    fn take(&mut self, mut piece: &[u8]) {
        while !piece.is_empty() {
            let end = memchr::memchr(if self.inside { b'>' } else { b'<' }, piece);
            let run = piece.get(..end.unwrap_or(piece.len())).unwrap_or_default();
            self.run += run.len() as u64;
            self.longest = self.longest.max(self.run);
            if self.inside {
                let room = 256_usize.saturating_sub(self.tag.len());
                self.tag.extend_from_slice(run.get(..room).unwrap_or(run));
                self.last = run.last().copied().unwrap_or(self.last);
            }
            let Some(end) = end else {
                return;
            };
            if self.inside {
                self.end_tag();
            }
            self.inside = !self.inside;
            self.run = 0;
            piece = piece.get(end + 1..).unwrap_or_default();
        }
    }

    fn end_tag(&mut self) {
        let tag = std::mem::take(&mut self.tag);
        let name_end = tag
            .iter()
            .position(|b| b.is_ascii_whitespace() || *b == b'/');
        match tag.first() {
            Some(b'?') => {}
            Some(b'!') => {
                self.has_doctype |= !tag.starts_with(b"!--") && !tag.starts_with(b"![CDATA[")
            }
            Some(b'/') => self.depth = self.depth.saturating_sub(1),
            _ => {
                let name = tag.get(..name_end.unwrap_or(tag.len())).unwrap_or_default();
                let name = name.rsplit(|&byte| byte == b':').next().unwrap_or_default();
                match name {
                    b"c" => self.cells += 1,
                    b"si" => self.texts += 1,
                    b"sst" => self.declared = self.declared.max(declared(&tag)),
                    _ => {}
                }
                if self.last != b'/' {
                    self.depth += 1;
                    self.deepest = self.deepest.max(self.depth);
                }
            }
        }
        self.tag = tag;
        self.tag.clear();
        self.last = 0;
    }

    fn problem(&self, part: Part) -> Option<String> {
        if self.has_doctype {
            return Some("declares a document type".to_owned());
        }
        if self.longest > MAX_RUN {
            return Some(format!("holds a text of more than {MAX_RUN} bytes"));
        }
        if self.deepest > MAX_DEPTH {
            return Some(format!("is nested more than {MAX_DEPTH} deep"));
        }
        if self.cells > MAX_CELLS {
            return Some(format!("holds more than {MAX_CELLS} cells"));
        }
        if self.texts > MAX_TEXT_COUNT {
            return Some(format!("holds more than {MAX_TEXT_COUNT} texts"));
        }
        // A text takes nine bytes at least.
        if self.declared > self.bytes / 4 {
            return Some(format!("says it holds {} texts and cannot", self.declared));
        }
        (part == Part::Texts && self.declared > MAX_TEXT_COUNT)
            .then(|| format!("holds more than {MAX_TEXT_COUNT} texts"))
    }
}

/// The greatest number in the attributes of the tag of shared texts, which says how many there are.
fn declared(tag: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(tag);
    let quoted = text.split(['"', '\'']).skip(1).step_by(2);
    quoted
        .filter(|value| !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()))
        .map(|value| value.parse().unwrap_or(u64::MAX))
        .max()
        .unwrap_or(0)
}
