//! Exit codes of the program, after sysexits.h where it has one: one table for all commands.

use crate::error::Error;

/// All well.
pub const DONE: u8 = 0;
/// A mistake of the program's.
pub const INTERNAL: u8 = 1;
/// Arguments that make no sense together, or name what is not there.
pub const USAGE: u8 = 2;
/// Published, but a limit was passed.
pub const ABOVE_LIMIT: u8 = 3;
/// An input is not what it should be; nothing published.
pub const CONTRACT: u8 = 4;
/// An input is missing, empty or stale; nothing published.
pub const INCOMPLETE: u8 = 5;
/// An output cannot be made.
pub const CANNOT_CREATE: u8 = 73;
/// Reading or writing failed.
pub const IO: u8 = 74;
/// Another run holds the lock.
pub const LOCKED: u8 = 75;
/// The configuration or the lexicons have a mistake, and findings of checks.
pub const CONFIGURATION: u8 = 78;
/// The time that a run was given is over, as `timeout` has it.
pub const OUT_OF_TIME: u8 = 124;

/// The code of an error.
pub fn of(error: &Error) -> u8 {
    match error {
        Error::Argument { .. } => USAGE,
        Error::Create { .. } => CANNOT_CREATE,
        Error::Io { .. } | Error::State { .. } | Error::Database { .. } => IO,
        Error::Lexicon { .. } => CONFIGURATION,
        Error::Input { .. } => CONTRACT,
        Error::Empty(_) => INCOMPLETE,
    }
}

/// The code of a process that a signal ended.
pub fn of_signal(signal: u8) -> u8 {
    128 + signal
}
