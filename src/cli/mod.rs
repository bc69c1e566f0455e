//! One file a command.

pub mod detector;
