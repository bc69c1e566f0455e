//! A wish to stop, sent by a signal or by the clock.

use crate::error::{Error, Result};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Asks a run to stop: set to a signal's number, or when its time is over.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    signal: Arc<AtomicUsize>,
    until: Option<Instant>,
}

/// Why a run shall stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A signal of this number came.
    Signal(u8),
    /// The time that the run was given is over.
    Time,
}

impl Stop {
    /// Asks for a stop when this much time has passed.
    pub fn after(time: Duration) -> Self {
        Self {
            // A time that no clock reaches is no limit.
            until: Instant::now().checked_add(time),
            ..Self::default()
        }
    }

    /// What a signal handler sets.
    pub fn flag(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.signal)
    }

    /// Fails if the run shall stop. The error stands for the cause, see [`Stop::cause`].
    ///
    /// # Errors
    /// One of the kind `Interrupted`.
    pub fn check(&self) -> Result<()> {
        match self.cause() {
            Some(_) => Err(Error::io("-", io::ErrorKind::Interrupted.into())),
            None => Ok(()),
        }
    }

    /// Why the run shall stop, if it shall; a signal goes before the clock.
    pub fn cause(&self) -> Option<Cause> {
        let signal = u8::try_from(self.signal.load(Ordering::Relaxed)).ok();
        let signal = signal.filter(|&signal| signal > 0).map(Cause::Signal);
        let over = self.until.is_some_and(|until| Instant::now() >= until);
        signal.or(over.then_some(Cause::Time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_asked_to_stop_by_the_clock_or_by_a_signal() {
        let stop = Stop::after(Duration::from_secs(3600));
        assert!(stop.check().is_ok());
        stop.flag().store(15, Ordering::Relaxed);
        assert_eq!(stop.cause(), Some(Cause::Signal(15)));
        let stop = Stop::after(Duration::ZERO);
        assert_eq!(stop.cause(), Some(Cause::Time));
        assert!(stop.check().is_err());
        assert_eq!(Stop::after(Duration::MAX).cause(), None);
    }
}
