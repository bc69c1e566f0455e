//! What a run is and how it ends, by the names that reports, logs and tables have for it.

use crate::store::generation::GenerationStatus;
use serde::Serialize;
use std::fmt;

/// Names for the variants of an enum, in one place for code, JSON and tables.
macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        pub enum $name {
            $($(#[$each])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Its name in reports, logs and tables.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// What was run.
    Kind {
        /// What is new in the inputs was taken in.
        #[default]
        Run = "run",
        /// Mended rows were read again.
        Replay = "replay",
        /// Comments of another version were coded again.
        Recode = "recode",
        /// Respondents were erased.
        Erase = "erase",
        /// Another generation was published again.
        Rollback = "rollback",
        /// The database was brought to what is published.
        Publish = "publish",
    }
}

named! {
    /// How a run ended.
    Status {
        /// It published what it set out to.
        #[default]
        Published = "published",
        /// What has come is not all of the night: published or not, as the exit code says.
        Incomplete = "incomplete",
        /// There was nothing to publish.
        Unchanged = "unchanged",
        /// It was asked to stop, or its time was over.
        Interrupted = "interrupted",
        /// Another run was under way.
        Locked = "locked",
        /// A gate was not passed.
        Stopped = "stopped",
        /// Something could not be read, written or understood.
        Failed = "failed",
    }
}

impl Status {
    /// The status of the generation that a run with this one publishes.
    pub fn of_generation(self) -> GenerationStatus {
        match self {
            Self::Incomplete => GenerationStatus::Incomplete,
            _ => GenerationStatus::Published,
        }
    }
}

impl From<GenerationStatus> for Status {
    fn from(status: GenerationStatus) -> Self {
        match status {
            GenerationStatus::Published => Self::Published,
            GenerationStatus::Incomplete => Self::Incomplete,
        }
    }
}

named! {
    /// What a figure did at its gate.
    Outcome {
        /// It is within the limit.
        #[default]
        Pass = "pass",
        /// It is not: the run goes on and says so.
        Warn = "warn",
        /// It is not: nothing is published.
        Stop = "stop",
        /// There is nothing to compare with yet.
        NoHistory = "no-history",
    }
}
