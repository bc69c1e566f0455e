//! The analyst's desk: what to look at first, how to find comments, how far people agree, how labels go out to other tools
//! and come back, how a correction becomes a line of a lexicon, and the [`server`] that brings it all to a browser.
//!
//! Corrections themselves are kept by [`crate::store::corrections`].

pub mod coding;
pub mod exchange;
pub mod queue;
pub mod rule;
pub mod search;
pub mod server;
