//! What follows from all that was measured in a run.

use super::failure::Failure;
use super::gates::{Breach, Measured};
use super::outcome::Status;
use super::report::GateReport;
use super::settings::Response;
use crate::exit;

/// All that was measured against limits, and what follows from it together.
#[derive(Clone, Debug, Default)]
pub struct Verdict(Vec<Measured>);

impl Verdict {
    /// Adds a figure.
    pub fn add(&mut self, measured: Measured) {
        self.0.push(measured);
    }

    /// Adds figures.
    pub fn extend(&mut self, measured: impl IntoIterator<Item = Measured>) {
        self.0.extend(measured);
    }

    /// The figures for the report.
    pub fn gates(&self) -> Vec<GateReport> {
        let gates = self.0.iter().map(|measured| measured.report.clone());
        gates.collect()
    }

    fn with(&self, response: Response) -> impl Iterator<Item = &Measured> {
        let asked = move |measured: &&Measured| measured.response == response;
        self.0.iter().filter(asked)
    }

    /// Fails if any figure stops the run; with all of them in words. What is not complete goes before the rest.
    ///
    /// # Errors
    /// [`Failure::Stopped`].
    pub fn stop(&self) -> Result<(), Failure> {
        let mut stops = self.with(Response::Stop).peekable();
        if stops.peek().is_none() {
            return Ok(());
        }
        let breaches: Vec<Breach> = self.with(Response::Stop).map(|stop| stop.breach).collect();
        let (breach, lead) = match breaches.contains(&Breach::Incomplete) {
            true => (Breach::Incomplete, Status::Incomplete),
            false => (Breach::Contract, Status::Stopped),
        };
        let told: Vec<&str> = stops.map(|stop| stop.report.message.as_str()).collect();
        let message = format!("{lead}: {}; nothing was published", told.join("; "));
        Err(Failure::Stopped(breach, message))
    }

    /// The exit code of a run that did not stop.
    pub fn exit_code(&self) -> u8 {
        match self.with(Response::Warn).next() {
            Some(_) => exit::ABOVE_LIMIT,
            None => exit::DONE,
        }
    }

    /// How a run ended that did not stop: `incomplete` if what has come is not all of the night.
    pub fn status(&self) -> Status {
        let mut warnings = self.with(Response::Warn);
        match warnings.any(|measured| measured.breach == Breach::Incomplete) {
            true => Status::Incomplete,
            false => Status::Published,
        }
    }
}
