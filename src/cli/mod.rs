//! The command line: one file a command.

pub mod common;
pub mod evaluate;
pub mod explain;
pub mod lexicon;
