//! An end by signal leaves no half-written files.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::path::PathBuf;
use std::process;
use std::thread;
use verbatims::sink::output::remove_partial;

/// When the process is interrupted or terminated, removes what it was writing in `folders` and ends with 128 and the
/// signal's number. What was visible under its name stays.
pub fn clean_up_in(folders: Vec<PathBuf>) {
    // Without the watch a signal ends the process as well; only the hidden files would stay.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            folders.iter().for_each(|folder| remove_partial(folder));
            process::exit(128 + signal);
        }
    });
}
