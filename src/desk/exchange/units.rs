//! Places in a text in other units than bytes.

use crate::span::Span;

/// What a tool counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    /// UTF-16 code units: what JavaScript counts.
    Utf16,
    /// The same, with a carriage return and line feed as one, which browsers make of them.
    Utf16Lines,
    /// Unicode code points: what Python counts.
    CodePoints,
}

impl Units {
    fn of(self, c: char, next: Option<char>) -> usize {
        match self {
            Self::CodePoints => 1,
            Self::Utf16Lines if c == '\r' && next == Some('\n') => 0,
            Self::Utf16 | Self::Utf16Lines => c.len_utf16(),
        }
    }

    /// The place of a span in these units.
    pub fn place(self, text: &str, span: Span) -> (usize, usize) {
        (self.count(text, span.start), self.count(text, span.end))
    }

    fn count(self, text: &str, byte: u32) -> usize {
        let mut chars = text.char_indices().peekable();
        let mut count = 0;
        while let Some((at, c)) = chars.next() {
            if at >= byte as usize {
                break;
            }
            count += self.of(c, chars.peek().map(|&(_, next)| next));
        }
        count
    }

    /// The span at a place in these units; `None` if it lies outside of the text or within a character.
    pub fn span(self, text: &str, start: usize, end: usize) -> Option<Span> {
        let (start, end) = (self.byte(text, start)?, self.byte(text, end)?);
        (start <= end).then_some(Span { start, end })
    }

    fn byte(self, text: &str, wanted: usize) -> Option<u32> {
        let mut chars = text.char_indices().peekable();
        let mut count = 0;
        while let Some((at, c)) = chars.next() {
            if count >= wanted {
                return (count == wanted).then(|| u32::try_from(at).ok()).flatten();
            }
            count += self.of(c, chars.peek().map(|&(_, next)| next));
        }
        (count == wanted)
            .then(|| u32::try_from(text.len()).ok())
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_emoji_is_two_units_for_javascript_and_an_arabic_letter_with_its_mark_is_two() {
        let text = "👍 مُ x";
        let x = Span { start: 10, end: 11 };
        assert_eq!(x.of(text), "x");
        assert_eq!(Units::Utf16.place(text, x), (6, 7));
        assert_eq!(Units::CodePoints.place(text, x), (5, 6));
        assert_eq!(Units::Utf16.span(text, 1, 2), None, "within the emoji");
        assert_eq!(Units::Utf16.span(text, 6, 8), None, "behind the end");
    }

    #[test]
    fn a_line_break_of_two_characters_is_one_for_a_browser() {
        let text = "a\r\nb";
        let b = Span { start: 3, end: 4 };
        assert_eq!(Units::Utf16Lines.place(text, b), (2, 3));
        assert_eq!(Units::Utf16Lines.span(text, 2, 3), Some(b));
    }

    proptest! {
        #[test]
        fn every_place_is_found_again(text in "(\\PC|\r\n|👍🏽|م){0,12}", from in 0_usize..12, to in 0_usize..12) {
            let at: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
            let (from, to) = (from.min(to).min(at.len() - 1), from.max(to).min(at.len() - 1));
            let span = Span { start: at[from], end: at[to] };
            for units in [Units::Utf16, Units::CodePoints] {
                let (start, end) = units.place(&text, span);
                prop_assert_eq!(units.span(&text, start, end), Some(span));
            }
        }
    }
}
