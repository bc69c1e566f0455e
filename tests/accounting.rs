//! Every row of every export is accounted for, and the pieces that an export is cut into are the whole of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use verbatims::Error;
use verbatims::comment::Reject;
use verbatims::lexicon::Files;
use verbatims::source::columns::ColumnWords;
use verbatims::source::piece::{Kind, Piece};
use verbatims::source::{self, Batch, Format, Options, Packing, Profile, Rows};

/// Exports for tests that are not part of the repository.
const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/exports");

fn options() -> Options {
    let files = Files::bundled();
    let words = files.get("common/columns.toml").unwrap();
    Options {
        lenient: true,
        ..Options::new(Arc::new(ColumnWords::parse(words).unwrap()))
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

struct Read {
    profile: Profile,
    pieces: Vec<Piece>,
    rejects: Vec<Reject>,
    rows: Rows,
}

fn read(path: &Path) -> Result<Read, Error> {
    let mut source = source::open(path.to_str().unwrap(), &options())?;
    let mut batch = Batch::with_pieces();
    while source.read(&mut batch)? {}
    let mut pieces = source.head().to_vec();
    pieces.extend(batch.pieces.unwrap());
    Ok(Read {
        profile: source.profile(),
        pieces,
        rejects: batch.rejects,
        rows: batch.rows,
    })
}

/// What does not hold of the account of a file.
fn fault(path: &Path) -> Option<String> {
    let read = match read(path) {
        Ok(read) => read,
        Err(Error::Empty(_)) if fs::metadata(path).unwrap().len() < 10 => return None,
        Err(Error::Input { problem, .. }) if refused(&problem) => return None,
        Err(error) => return Some(format!("not opened: {error}")),
    };
    let Read {
        profile,
        pieces,
        rejects,
        rows,
    } = read;
    if rows.read != rows.annotated + rows.rejected_sum() + rows.skipped_sum() {
        return Some(format!("{rows:?}"));
    }
    if rejects.len() as u64 != rows.rejected_sum() {
        return Some("rejects are not those counted".to_owned());
    }
    if matches!(profile.format, Format::Workbook | Format::Parquet) {
        return None;
    }
    let mut at = 0;
    for piece in &pieces {
        let (start, end) = piece.bytes;
        if (start, end) != (0, 0) && (start != at || end < start) {
            return Some(format!(
                "a gap: {at} and then {start}-{end} {:?}",
                piece.kind
            ));
        }
        at = at.max(end);
    }
    // A mark and nothing behind it is no piece.
    if at != profile.bytes && !pieces.iter().all(|piece| piece.bytes == (0, 0)) {
        return Some(format!("the pieces end at {at} of {}", profile.bytes));
    }
    let cut = pieces.iter().filter(|piece| piece.kind == Kind::Reject);
    let places: Vec<(u64, u64)> = cut.map(|piece| piece.bytes).collect();
    let rejected: Vec<(u64, u64)> = rejects.iter().map(|reject| reject.bytes).collect();
    if places != rejected {
        return Some("rejects are not where the pieces are".to_owned());
    }
    // What was kept of a reject is what stands in the file at its place.
    let bytes = fs::read(path).unwrap();
    if profile.encoding.name != "utf-8" || profile.packing != Packing::Plain {
        return None;
    }
    rejects.iter().find_map(|reject| {
        let (start, end) = (reject.bytes.0 as usize, reject.bytes.1 as usize);
        let place = bytes.get(start..end)?;
        let held =
            reject.raw.is_empty() || place.windows(reject.raw.len()).any(|w| w == reject.raw);
        (!held).then(|| format!("other bytes at {start}-{end}"))
    })
}

/// True if a file is refused by name.
fn refused(problem: &str) -> bool {
    let known = ["UTF-32", "Parquet", "workbook", "columns where", "sheet"];
    known.iter().any(|name| problem.contains(name))
}

fn check(folder: &Path) -> usize {
    let mut paths = Vec::new();
    files(folder, &mut paths);
    let faults: Vec<String> = paths
        .iter()
        .filter_map(|path| Some(format!("{}: {}", path.display(), fault(path)?)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    paths.len()
}

#[test]
fn all_bytes_and_rows_of_the_fixtures_are_accounted_for() {
    assert!(check(Path::new("tests/fixtures")) > 30);
}

#[test]
fn all_bytes_and_rows_of_the_shared_exports_are_accounted_for() {
    if check(Path::new(SHARED)) == 0 {
        println!("skipped: there is no {SHARED}");
    }
}

#[test]
fn one_bad_row_of_ten_thousand_costs_at_most_one() {
    let folder = Path::new(SHARED).join("torture/struct");
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    if paths.is_empty() {
        println!("skipped: there is no {}", folder.display());
    }
    let long = paths
        .iter()
        .filter(|path| fs::metadata(path).unwrap().len() > 400_000);
    for path in long.filter(|path| !path.to_str().unwrap().contains("wide_")) {
        let read = read(path).unwrap();
        let good = read.pieces.iter().filter(|piece| piece.kind == Kind::Row);
        assert!(good.count() >= 9_999, "{}", path.display());
        assert!(read.rejects.len() <= 1, "{}", path.display());
    }
}
