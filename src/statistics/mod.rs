//! Estimates with their uncertainty: pure functions on numbers.
//!
//! Nothing here knows comments or themes, reads a clock or draws from chance that is not seeded: the same numbers
//! give the same bits. All intervals are of 95 %; `tests/statistics.rs` shows how often they hold the truth.

pub mod bootstrap;
pub mod discovery;
pub mod distribution;
pub mod effect;
mod interval;
mod matrix;
mod mean;
mod net;
pub mod random;
pub mod series;
mod share;
mod together;
mod weights;

pub use interval::Interval;
pub use mean::Sample;
pub use net::Net;
pub use share::Share;
pub use together::Together;
pub use weights::Weights;
