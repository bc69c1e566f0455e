//! From annotations to files: one file a format behind one trait.

mod annotation;
pub mod cells;
mod flat;
mod json;
mod jsonl;
pub mod output;
pub mod rejects;

pub use annotation::{MadeBy, write_annotation};
pub use flat::Flat;
pub use jsonl::JsonLines;

use crate::annotation::Annotation;
use crate::comment::Comment;
use crate::error::Result;
use crate::lexicon::Lexicons;

/// What the parts of a sink's output are, for some comments in a row: one buffer a file.
pub type Rendered = Vec<Vec<u8>>;

/// Takes annotated comments.
///
/// Rendering is apart from writing so that it can be done on all cores; the bytes are then written in the order of
/// the comments.
pub trait Sink: Sync {
    /// Renders some comments and their annotations.
    fn render(
        &self,
        comments: &[Comment],
        annotations: &[Annotation],
        lexicons: &Lexicons,
    ) -> Rendered;

    /// Writes what was rendered.
    fn write(&mut self, rendered: Rendered) -> Result<()>;

    /// Completes the output and makes it visible under its name.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// What goes into the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// The verbatims and the quotes from them.
    pub text: bool,
    /// The arithmetic of each evidence.
    pub steps: bool,
    /// An apostrophe before cells that a spreadsheet would take for a formula; concerns CSV only.
    pub spreadsheet_safe: bool,
}
