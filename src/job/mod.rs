//! The nightly job: from a configuration file to a published generation.
//!
//! [`settings`] reads the configuration, [`night`] is the run from its start to its end.

pub mod check;
mod corrections;
pub mod database;
pub mod drift;
pub mod facts;
mod failure;
pub mod finding;
mod gates;
mod inputs;
mod intake;
pub mod lexicons;
mod lock;
pub mod log;
mod metrics;
pub mod night;
mod opening;
mod orders;
pub mod outcome;
mod probe;
mod publish;
mod recode;
pub mod replay;
pub mod report;
mod rows;
mod section;
pub mod settings;
pub mod shape;
mod stop;
mod tagging;
mod verdict;
mod work;

use inputs::Input;

pub use finding::Finding;
pub use lexicons::{lexicon_files, lexicons};
pub use night::{publish, roll_back, run};
pub use orders::{Erasure, Orders};
pub use report::Report;
pub use settings::Job;
pub use stop::{Cause, Stop};
