//! From a verbatim to tokens, sentences and norms.

pub mod segment;
pub mod tokenize;
pub mod words;

pub use segment::sentences;
pub use tokenize::tokenize;
