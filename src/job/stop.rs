//! A wish to stop, sent by a signal.

use crate::error::{Error, Result};
use std::io;
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

    /// Fails if the run shall stop. The error stands for the signal, see [`Stop::signal`].
    ///
    /// # Errors
    /// One of the kind `Interrupted`.
    pub fn check(&self) -> Result<()> {
        match self.signal() {
            Some(_) => Err(Error::io("-", io::ErrorKind::Interrupted.into())),
            None => Ok(()),
        }
    }

    /// The signal that came, if one did.
    pub fn signal(&self) -> Option<u8> {
        u8::try_from(self.0.load(Ordering::Relaxed))
            .ok()
            .filter(|&signal| signal > 0)
    }
}
