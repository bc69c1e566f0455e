//! Estimates with their uncertainty: pure functions on numbers.
//!
//! Nothing here knows comments or themes, reads a clock or draws from chance that is not seeded: the same numbers
//! give the same bits.

mod interval;

pub use interval::Interval;
