//! The parts of a sentence.

use super::view::View;
use crate::document::TokenKind;

/// Collects the breaks of one sentence. Every part holds more than punctuation.
#[derive(Default)]
pub(super) struct Parts {
    breaks: Vec<usize>,
    filled: bool,
}

impl Parts {
    /// Passes a token behind which nothing can part.
    pub fn fill(&mut self) {
        self.filled = true;
    }

    /// Passes token `i`.
    pub fn pass(&mut self, view: &View<'_>, i: usize) {
        self.filled |= view.kind(i) != Some(TokenKind::Punct);
        if !(view.parts(i) || view.breaks_line(i)) {
            return;
        }
        if self.filled {
            self.breaks.push(i + 1);
            self.filled = false;
        } else if let Some(last) = self.breaks.last_mut() {
            *last = i + 1;
        }
    }

    /// The breaks of the sentence that ends here; the next one starts afresh.
    pub fn finish(&mut self) -> Vec<usize> {
        if !self.filled {
            self.breaks.pop();
        }
        self.filled = false;
        std::mem::take(&mut self.breaks)
    }
}
