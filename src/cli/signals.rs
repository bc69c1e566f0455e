//! An end by signal leaves no half-written files.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use verbatims::job::Stop;
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

/// Makes the first interruption or termination a wish to stop; a second one ends the process.
pub fn ask_to_stop(stop: &Stop) {
    for signal in [SIGINT, SIGTERM] {
        let asked = Arc::new(AtomicBool::new(false));
        // Without the watch a signal ends the process, which leaves nothing to clean up either. The order matters:
        // the end comes before the flag is set for the first time.
        let _ = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&asked));
        let _ = flag::register(signal, asked);
        let _ = flag::register_usize(signal, stop.flag(), signal.unsigned_abs() as usize);
    }
}
