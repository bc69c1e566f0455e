//! The desk's server as a browser meets it: the real program, a real client.

#[path = "../common/mod.rs"]
mod common;

mod client;
mod coding;
mod correcting;
mod durability;
mod finding;
mod guard;
mod term;
