//! No output may be written over an input or over another output.

use super::Usage;
use std::fs;
use std::path::{Path, PathBuf};
use verbatims::sink::output::folder;

/// Fails if one of `outputs` is an input or another output, however the names are written. Standard input and output,
/// pipes and devices may be named more than once.
pub fn refuse<'p>(
    inputs: impl IntoIterator<Item = &'p Path>,
    outputs: impl IntoIterator<Item = PathBuf>,
) -> Result<(), Usage> {
    let mut taken: Vec<PathBuf> = inputs.into_iter().filter_map(place).collect();
    for output in outputs {
        let Some(place) = place(&output) else {
            continue;
        };
        if taken.contains(&place) {
            let name = output.display();
            let message = format!("{name} would be written over an input or another output");
            return Err(Usage(message));
        }
        taken.push(place);
    }
    Ok(())
}

/// One name for each file, also for one that is not there yet; none for what is no file.
fn place(path: &Path) -> Option<PathBuf> {
    if path == Path::new("-") || fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return None;
    }
    if let Ok(place) = fs::canonicalize(path) {
        return Some(place);
    }
    Some(real(&folder(path)).join(path.file_name()?))
}

/// A folder under its only name, as far as it is there.
fn real(place: &Path) -> PathBuf {
    match (fs::canonicalize(place), place.file_name()) {
        (Ok(place), _) => place,
        (Err(_), Some(name)) => real(&folder(place)).join(name),
        (Err(_), None) => place.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_name_however_it_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("there")).unwrap();
        fs::write(at("there/input"), "").unwrap();
        for (input, outputs, clash) in [
            ("there/input", ["there/input", "new"], true),
            ("there/input", ["there/../there/input", "new"], true),
            ("there/input", ["there/./new", "there/new"], true),
            ("there/input", ["not/made/new", "not/made/./new"], true),
            ("there/input", ["new", "there/new"], false),
            ("not-there", ["there/new", "there/other"], false),
        ] {
            let refused = refuse([at(input).as_path()], outputs.map(at));
            assert_eq!(refused.is_err(), clash, "{input} {outputs:?}");
        }
    }

    #[test]
    fn a_device_may_be_named_more_than_once() {
        let null = || PathBuf::from("/dev/null");
        assert!(refuse([null().as_path()], [null(), null(), "-".into(), "-".into()]).is_ok());
    }
}
