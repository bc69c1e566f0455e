//! From a verbatim to tokens, sentences and norms.

pub mod normalize;
pub mod segment;
pub mod stem;
pub mod tokenize;
pub mod words;

pub use segment::{Abbreviations, sentences, sentences_with};
pub use tokenize::{Tokenizer, tokenize, tokenize_into};
