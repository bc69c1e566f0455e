//! The desk's library: the queue, the index, rules from corrections.

#[path = "../common/mod.rs"]
mod common;
mod queue;
mod rule;
mod search;
