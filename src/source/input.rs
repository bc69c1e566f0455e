//! Opens inputs: a file or standard input, packed or not.

use super::zstd::Zstd;
use crate::error::{Error, Result};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek as _, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that any archive may unpack to, however small it is.
const ALWAYS_ALLOWED: u64 = 1 << 24;

const GZIP: &[u8] = b"\x1f\x8b";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
const ZIP: &[u8] = b"PK\x03\x04";
/// Compound files: the workbooks of 1997 to 2003, and encrypted ones of today.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
const PARQUET: &[u8] = b"PAR1";

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// By gzip.
    Gzip,
    /// By Zstandard.
    Zstd,
}

impl Packing {
    /// Name used in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "none",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// The name of a file without the ending that says how it is packed.
    pub(super) fn inner_name(self, name: &str) -> &str {
        let endings: &[&str] = match self {
            Self::Plain => &[],
            Self::Gzip => &[".gz", ".gzip"],
            Self::Zstd => &[".zst", ".zstd"],
        };
        let found = endings.iter().find_map(|ending| name.strip_suffix(ending));
        found.unwrap_or(name)
    }
}

/// An input that has been opened.
pub(super) enum Input {
    /// Bytes of text, unpacked.
    Text(Box<dyn Read + Send>, Packing),
    /// A workbook, which is read at several places at a time.
    Workbook(File),
    /// A Parquet file, which is read from its end.
    Parquet(File),
}

/// Opens the input of this name, `-` for standard input. An archive may unpack to `max_ratio` times its size.
///
/// Fails if it cannot be read, or is a file of a kind that is not read.
pub(super) fn open(name: &str, max_ratio: u32) -> Result<Input> {
    let io = |error| Error::io(name, error);
    let mut input: Box<dyn Read + Send> = match name {
        "-" => Box::new(io::stdin()),
        _ => Box::new(file(name).map_err(io)?),
    };
    let mut start = Vec::new();
    input.by_ref().take(8).read_to_end(&mut start).map_err(io)?;
    let begins = |magic: &[u8]| start.starts_with(magic);
    if begins(COMPOUND) {
        let problem = "an old or encrypted workbook (.xls) is not read";
        return Err(refusal(
            name,
            problem,
            "save it as .xlsx without a password, or as CSV in UTF-8",
        ));
    }
    let (zip, parquet) = (begins(ZIP), begins(PARQUET));
    let (gzip, zstd) = (begins(GZIP), begins(ZSTD));
    let input = Cursor::new(start).chain(input);
    if parquet {
        return Ok(Input::Parquet(seekable(name, input).map_err(io)?));
    }
    if zip {
        return Ok(Input::Workbook(seekable(name, input).map_err(io)?));
    }
    let packed = Counted::new(input);
    let taken = Arc::clone(&packed.taken);
    let packed = BufReader::new(packed);
    let unpacked: Box<dyn Read + Send> = if gzip {
        Box::new(MultiGzDecoder::new(packed))
    } else if zstd {
        Box::new(Zstd::new(packed))
    } else {
        return Ok(Input::Text(Box::new(packed), Packing::Plain));
    };
    let limited = Limited {
        unpacked,
        taken,
        given: 0,
        max_ratio,
    };
    let packing = if gzip { Packing::Gzip } else { Packing::Zstd };
    Ok(Input::Text(Box::new(limited), packing))
}

/// An input that is not what it should be.
pub(super) fn refusal(name: &str, problem: &str, help: &str) -> Error {
    Error::Input {
        source_name: name.to_owned(),
        problem: problem.to_owned(),
        help: help.to_owned(),
    }
}

fn file(name: &str) -> io::Result<File> {
    let file = File::open(name)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    Ok(file)
}

/// The input as a file that can be read at any place: itself, or a copy without a name if it is a pipe.
fn seekable(name: &str, mut input: impl Read) -> io::Result<File> {
    if name != "-" {
        let mut file = file(name)?;
        if file.seek(SeekFrom::End(0)).is_ok() {
            return Ok(file);
        }
    }
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut input, &mut copy)?;
    Ok(copy)
}

/// Counts the bytes that are taken from an input.
struct Counted<R> {
    input: R,
    taken: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    fn new(input: R) -> Self {
        Self {
            input,
            taken: Arc::default(),
        }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Stops an archive that unpacks to far more than its size.
struct Limited {
    unpacked: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
    given: u64,
    max_ratio: u32,
}

impl Read for Limited {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self
            .unpacked
            .read(out)
            .map_err(|error| match error.kind() {
                io::ErrorKind::Interrupted => error,
                _ => damaged(&format!("the archive is damaged: {error}")),
            })?;
        self.given += read as u64;
        let allowed = self.taken.load(Ordering::Relaxed) * u64::from(self.max_ratio);
        if self.given > allowed.max(ALWAYS_ALLOWED) {
            let ratio = self.max_ratio;
            return Err(damaged(&format!(
                "the archive unpacks to more than {ratio} times its size"
            )));
        }
        Ok(read)
    }
}

/// An error of the content, not of the reading of it: [`content_problem`] tells it apart.
fn damaged(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem.to_owned())
}

/// The error of reading `name`: an archive that is damaged or a bomb is the input's fault.
pub(super) fn read_error(name: &str, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => refusal(
            name,
            &error.to_string(),
            "unpack it yourself and look at what it holds",
        ),
        _ => Error::io(name, error),
    }
}

/// Length and hash (BLAKE3, hexadecimal) of a file, which is at its start before and after.
pub(super) fn hash(file: &mut File) -> io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    file.seek(SeekFrom::Start(0))?;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
    file.seek(SeekFrom::Start(0))?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}
