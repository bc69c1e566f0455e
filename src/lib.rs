//! Tags customer comments with language, sentiment and themes, and says for every tag which words made it.

pub mod analyze;
pub mod annotation;

pub mod comment;
pub mod document;
pub mod error;
pub mod evaluate;
pub mod language;
pub mod lexicon;
pub mod pipeline;
pub mod run;
pub mod sink;
pub mod source;
pub mod span;
pub mod text;

pub use annotation::Annotation;
pub use comment::Comment;
pub use error::{Error, Result};
pub use pipeline::Pipeline;
