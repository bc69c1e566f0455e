//! A wish to stop, sent by a signal.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Set to a signal's number when the run shall stop.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicUsize>);

impl Stop {
    /// What a signal handler sets.
    pub fn flag(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.0)
    }

    /// The signal that came, if one did.
    pub fn signal(&self) -> Option<u8> {
        u8::try_from(self.0.load(Ordering::Relaxed))
            .ok()
            .filter(|&signal| signal > 0)
    }
}
