//! Annotations as JSON Lines.

use super::output::Output;
use super::{Content, Rendered, Sink, write_annotation};
use crate::annotation::Annotation;
use crate::comment::Comment;
use crate::error::Result;
use crate::lexicon::Lexicons;

/// Writes one annotation a line.
#[derive(Debug)]
pub struct JsonLines {
    output: Output,
    content: Content,
}

impl JsonLines {
    /// Writes to `output`.
    pub fn new(output: Output, content: Content) -> Self {
        Self { output, content }
    }
}

impl Sink for JsonLines {
    fn render(
        &self,
        comments: &[Comment],
        annotations: &[Annotation],
        lexicons: &Lexicons,
    ) -> Rendered {
        let mut out = Vec::with_capacity(comments.len() * 2048);
        for (comment, annotation) in comments.iter().zip(annotations) {
            write_annotation(&mut out, comment, annotation, lexicons, self.content);
            out.push(b'\n');
        }
        vec![out]
    }

    fn write(&mut self, rendered: Rendered) -> Result<()> {
        rendered
            .iter()
            .try_for_each(|bytes| self.output.write(bytes))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.output.commit()
    }
}
