//! From a verbatim to tokens, sentences and norms.

pub mod normalize;
pub mod segment;
pub mod stem;
pub mod tokenize;

pub use segment::sentences;
pub use tokenize::tokenize;
