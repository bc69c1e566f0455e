//! Why a run ends otherwise than well, and the exit code that says so.

use super::gates::Breach;
use super::lock::Holder;
use super::outcome::Status;
use super::stop::{Cause, Stop};
use crate::error::Error;
use crate::exit;
use std::io;

/// Why a run ends otherwise than well.
#[derive(Debug)]
pub enum Failure {
    /// Something could not be read, written or understood.
    Error(Error),
    /// The run was asked to stop.
    Interrupted(Cause),
    /// Another run is under way.
    Locked(Option<Holder>),
    /// A gate was not passed.
    Stopped(Breach, String),
    /// The configuration does not fit the place.
    Configuration(String),
    /// A mistake of the program's.
    Internal,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Failure {
    /// The cause behind an error that says that work was interrupted.
    pub fn or_stop(self, stop: &Stop) -> Self {
        match (&self, stop.cause()) {
            (Self::Error(Error::Io { source, .. }), Some(cause))
                if source.kind() == io::ErrorKind::Interrupted =>
            {
                Self::Interrupted(cause)
            }
            _ => self,
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Error(error) => exit::of(error),
            Self::Interrupted(Cause::Signal(signal)) => exit::of_signal(*signal),
            Self::Interrupted(Cause::Time) => exit::OUT_OF_TIME,
            Self::Locked(_) => exit::LOCKED,
            Self::Stopped(Breach::Incomplete, _) => exit::INCOMPLETE,
            Self::Stopped(Breach::Contract, _) => exit::CONTRACT,
            Self::Configuration(_) => exit::CONFIGURATION,
            Self::Internal => exit::INTERNAL,
        }
    }

    /// How the run ended, in a word.
    pub fn status(&self) -> Status {
        match self {
            Self::Interrupted(_) => Status::Interrupted,
            Self::Locked(_) => Status::Locked,
            Self::Stopped(Breach::Incomplete, _) | Self::Error(Error::Empty(_)) => {
                Status::Incomplete
            }
            Self::Stopped(Breach::Contract, _) => Status::Stopped,
            _ => Status::Failed,
        }
    }

    /// Short code of the reason.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Error(error) => match error {
                Error::Io { source, .. } | Error::Create { source, .. }
                    if source.kind() == io::ErrorKind::StorageFull =>
                {
                    "disk-full"
                }
                Error::Create { .. } => "cannot-create",
                Error::Io { .. } => "input-output",
                Error::State { .. } => "state-damaged",
                Error::Database { .. } => "database",
                Error::Lexicon { .. } => "lexicons",
                Error::Input { .. } => "input",
                Error::Argument { .. } => "argument",
                Error::Empty(_) => "empty-input",
            },
            Self::Interrupted(Cause::Signal(_)) => "signal",
            Self::Interrupted(Cause::Time) => "time",
            Self::Locked(_) => "locked",
            Self::Stopped(Breach::Incomplete, _) => "incomplete",
            Self::Stopped(Breach::Contract, _) => "gate",
            Self::Configuration(_) => "configuration",
            Self::Internal => "internal",
        }
    }

    /// The reason in words.
    pub fn message(&self) -> String {
        match self {
            Self::Error(error) => error.to_string(),
            Self::Interrupted(cause) => {
                let why = match cause {
                    Cause::Signal(signal) => format!("by signal {signal}"),
                    Cause::Time => "because its time is over".to_owned(),
                };
                format!("stopped {why}; what was done is kept, the next run goes on from there")
            }
            Self::Locked(Some(Holder { pid, host, started })) => {
                format!(
                    "another run of this job is under way: process {pid} on {host} since {started}"
                )
            }
            Self::Internal => "a mistake of the program's; nothing was published".to_owned(),
            Self::Locked(None) => "another run of this job is under way".to_owned(),
            Self::Stopped(_, message) | Self::Configuration(message) => message.clone(),
        }
    }
}
