//! Opens an input: finds out its format, and hands it to the reader of that format.

use super::columns::ColumnWords;
use super::encoding::Decoder;
use super::input::{self, Input};
#[cfg(feature = "parquet")]
use super::parquet;
use super::window::Window;
use super::{Format, Options, Packing, SAMPLE, Source};
use super::{delimited, header, json, lines, text, workbook};
use crate::error::{Error, Result};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Characters of no text that a single damaged row may hold.
const LEAST_ODD: usize = 64;

/// Opens the input of this name, `-` for standard input.
///
/// Fails if it cannot be read, is in no format that is read, holds no column of comments, or lacks a column
/// that the caller names.
pub fn open(name: &str, options: &Options) -> Result<Box<dyn Source>> {
    let mut options = options.clone();
    let pin = options.pin.clone().unwrap_or_default();
    pin.fill(&mut options.wanted);
    let options = &options;
    let source: Arc<str> = Arc::from(name);
    let (input, packing) = match input::open(name, options.max_ratio)? {
        Input::Workbook(file) => return open_workbook(source, file, options),
        Input::Parquet(file) => return open_parquet(source, file, options),
        Input::Text(input, packing) => (input, packing),
    };
    let decoder = Decoder::new(input, name, pin.encoding.as_deref())?;
    let mut window = Window::new(decoder, packing);
    window.reach(SAMPLE)?;
    if looks_binary(window.rest()) {
        let problem = "this is no text, nor any format that is read";
        let help = "name an export: CSV, XLSX, JSON Lines, JSON or plain text";
        return Err(input::refusal(name, problem, help));
    }
    let format = options
        .format
        .or(pin.format)
        .unwrap_or_else(|| guess_format(packing.inner_name(name), &window, &options.words));
    Ok(match format {
        Format::Csv => Box::new(delimited::Delimited::open(source, window, options)?),
        Format::JsonLines => Box::new(lines::JsonLines::open(source, window, options)?),
        Format::Json => Box::new(json::Document::open(source, window, options)?),
        Format::Text => Box::new(text::Text::new(source, window, options)),
        Format::Workbook | Format::Parquet => return Err(not_that(name, format)),
    })
}

fn not_that(name: &str, format: Format) -> Error {
    let problem = format!("it is no {} file", format.name());
    input::refusal(name, &problem, "leave the format out and have it found")
}

#[cfg(feature = "parquet")]
fn open_parquet(source: Arc<str>, file: File, options: &Options) -> Result<Box<dyn Source>> {
    Ok(Box::new(parquet::Parquet::open(source, file, options)?))
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(source: Arc<str>, _: File, _: &Options) -> Result<Box<dyn Source>> {
    let problem = "Parquet is not read by this build of the program";
    let help = "export it as CSV or JSON Lines, or build with the feature `parquet`";
    Err(input::refusal(&source, problem, help))
}

/// Opens the sheet that is named, else the first whose header names a column of comments, else the first that has one.
fn open_workbook(source: Arc<str>, file: File, options: &Options) -> Result<Box<dyn Source>> {
    let mut book = workbook::Workbook::open(&source, file, options.max_ratio)?;
    let sheets = book.sheets();
    let pinned = options.pin.as_ref().and_then(|pin| pin.sheet.clone());
    let named = options.sheet.clone().or(pinned);
    if let Some(name) = named.as_ref().filter(|name| !sheets.contains(name)) {
        let problem = format!("there is no sheet {name:?}");
        let help = format!("name one of {}", sheets.join(", "));
        return Err(input::refusal(&source, &problem, &help));
    }
    let mut first: Option<delimited::Delimited> = None;
    let mut failure = Error::Empty(source.to_string());
    for sheet in named
        .as_ref()
        .map_or(sheets.as_slice(), std::slice::from_ref)
    {
        let copy = book.copy(sheet)?;
        let decoder = Decoder::new(Box::new(copy), &source, Some("utf-8"))?;
        let mut window = Window::new(decoder, Packing::Plain);
        window.reach(SAMPLE)?;
        let origin = delimited::Origin {
            sheet: sheet.clone(),
            sheets: sheets.clone(),
            bytes: book.bytes,
            hash: book.hash.clone(),
        };
        match delimited::Delimited::of_sheet(Arc::clone(&source), window, options, origin) {
            Ok(table) if table.knows_comments() => return Ok(Box::new(table)),
            Ok(table) => {
                first.get_or_insert(table);
            }
            Err(error) if matches!(failure, Error::Empty(_)) => failure = error,
            Err(_) => {}
        }
    }
    match first {
        Some(table) => Ok(Box::new(table)),
        None => Err(failure),
    }
}

/// True if a twentieth of the characters in a sample of decoded bytes or more are such as no text holds: control
/// characters, but for those that part lines and cells, and characters that could not be decoded. A run of NULs is one
/// of them: files are padded with them.
fn looks_binary(sample: &[u8]) -> bool {
    let sample = sample.get(..SAMPLE).unwrap_or(sample);
    let text = String::from_utf8_lossy(sample);
    let parts = |c: char| c.is_whitespace() || matches!(c, '\u{1}' | '\u{1c}'..='\u{1f}');
    let odd = |c: &char| (c.is_control() && !parts(*c)) || *c == char::REPLACEMENT_CHARACTER;
    let mut chars: Vec<char> = text.chars().collect();
    chars.dedup_by(|a, b| *a == '\0' && *b == '\0');
    let found = chars.iter().filter(|c| odd(c)).count();
    found >= LEAST_ODD && found * 20 >= chars.len()
}

/// The format by the name's ending, and where that leaves it open by the content.
fn guess_format(name: &str, window: &Window, words: &ColumnWords) -> Format {
    let ending = Path::new(name).extension().and_then(|e| e.to_str());
    let ending = ending.unwrap_or_default().to_ascii_lowercase();
    let sample = window.rest();
    match ending.as_str() {
        "csv" | "tsv" | "tab" | "psv" => Format::Csv,
        "jsonl" | "ndjson" => Format::JsonLines,
        "json" if lines::looks_like_lines(sample, window.ended()) => Format::JsonLines,
        "json" => Format::Json,
        _ => match sample.trim_ascii_start().first() {
            Some(b'[') => Format::Json,
            Some(b'{') if lines::looks_like_lines(sample, window.ended()) => Format::JsonLines,
            Some(b'{') => Format::Json,
            _ if header::looks_delimited(sample, window.ended(), words) => Format::Csv,
            _ => Format::Text,
        },
    }
}
