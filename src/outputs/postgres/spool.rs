//! Rows on their way to the server, in the text format of COPY.

use crate::error::{Error, Result};
use crate::outputs::Writer;
use crate::outputs::rows::Cells;
use crate::outputs::table::{Table, Value};
use crate::outputs::tables::{ALL, COMMENTS};
use crate::store::State;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write};
use std::path::{Path, PathBuf};

/// Bytes sent at a time.
const PIECE: usize = 1 << 18;

/// One file a table, which nobody else can open.
pub(super) struct Spool {
    folder: PathBuf,
    files: Vec<(&'static Table, BufWriter<File>)>,
    /// Comments in it.
    pub comments: u64,
}

impl Spool {
    /// Makes empty files without a name: the system removes them however the process ends.
    pub fn create(folder: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for table in ALL {
            let file = tempfile::tempfile_in(folder).map_err(|source| Error::Create {
                path: folder.to_owned(),
                source,
            })?;
            files.push((table, BufWriter::with_capacity(PIECE, file)));
        }
        Ok(Self {
            folder: folder.to_owned(),
            files,
            comments: 0,
        })
    }

    /// Completes the files and goes back to their beginning.
    pub fn rewind(&mut self) -> Result<()> {
        for (_, file) in &mut self.files {
            let rewound = file.flush().and_then(|()| file.get_mut().rewind());
            rewound.map_err(|error| Error::io(&self.folder, error))?;
        }
        Ok(())
    }

    /// The files, those of tables that others refer to first.
    pub fn files(&self) -> impl Iterator<Item = (&'static Table, &File)> {
        let files = self.files.iter();
        files.map(|(table, file)| (*table, file.get_ref()))
    }
}

impl Writer for &mut Spool {
    fn rows(&mut self, table: &'static Table, rows: &[Cells<'_>]) -> Result<()> {
        if table.name == COMMENTS.name {
            self.comments += rows.len() as u64;
        }
        let mut bytes = Vec::new();
        rows.iter().for_each(|row| encode(row, &mut bytes));
        let mut files = self.files.iter_mut();
        match files.find(|(known, _)| known.name == table.name) {
            Some((_, file)) => file
                .write_all(&bytes)
                .map_err(|error| Error::io(&self.folder, error)),
            None => Ok(()),
        }
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.rewind()
    }
}

/// Adds a row in the text format of COPY.
fn encode(row: &[Value<'_>], out: &mut Vec<u8>) {
    for (place, cell) in row.iter().enumerate() {
        if place > 0 {
            out.push(b'\t');
        }
        // Writing to memory does not fail.
        let _ = match cell {
            Value::None => out.write_all(b"\\N"),
            Value::Text(text) => {
                escape(text, out);
                Ok(())
            }
            Value::Whole(number) => write!(out, "{number}"),
            Value::Real(number) => write!(out, "{number}"),
        };
    }
    out.push(b'\n');
}

fn escape(text: &str, out: &mut Vec<u8>) {
    for &byte in text.as_bytes() {
        match byte {
            b'\\' => out.extend(b"\\\\"),
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            // The server cannot hold it in a text.
            0 => out.extend("\u{fffd}".as_bytes()),
            other => out.push(other),
        }
    }
}

/// Sends a file piece by piece; `go_on` is asked at every piece.
pub(super) fn send(
    file: &File,
    writer: &mut impl Write,
    place: &str,
    go_on: &dyn Fn() -> Result<()>,
) -> Result<()> {
    let mut reader = BufReader::with_capacity(PIECE, file);
    let mut piece = vec![0; PIECE];
    loop {
        go_on()?;
        let read = match reader.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Error::io("the spool", error)),
        };
        let sent = writer.write_all(piece.get(..read).unwrap_or_default());
        sent.map_err(|error| broken(place, &error))?;
    }
}

/// Sends the ids of all comments.
pub(super) fn send_ids(state: &State, writer: &mut impl Write, place: &str) -> Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, writer);
    let mut line = Vec::new();
    state.each_id(|id| {
        line.clear();
        encode(&[Value::from(id)], &mut line);
        out.write_all(&line).map_err(|error| broken(place, &error))
    })?;
    out.flush().map_err(|error| broken(place, &error))
}

/// The connection broke while rows were sent.
fn broken(place: &str, error: &io::Error) -> Error {
    // The driver wraps what the server said.
    let driver = error.get_ref().and_then(|inner| inner.downcast_ref());
    match driver {
        Some(error) => super::failed(place, error),
        None => Error::Database {
            place: place.to_owned(),
            problem: format!("sending rows failed: {error}"),
            help: "the tables hold the load before; run again".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_escaped_as_copy_wants_them() {
        let row = [
            Value::from("a\tb\\c\nd\re\u{0}f"),
            Value::None,
            Value::Whole(-3),
            Value::Real(0.953),
            Value::from(""),
            Value::from("\\N"),
        ];
        let mut out = Vec::new();
        encode(&row, &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a\\tb\\\\c\\nd\\re\u{fffd}f\t\\N\t-3\t0.953\t\t\\\\N\n"
        );
    }
}
