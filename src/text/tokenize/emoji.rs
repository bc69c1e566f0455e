//! What counts as an emoji.

use super::Cursor;
use crate::document::TokenKind;

const VARIATION_16: char = '\u{FE0F}';
const KEYCAP: char = '\u{20E3}';

/// True if a piece is an emoji: a pictograph, a flag, a star, a tick, or anything that asks to be
/// drawn as emoji.
pub(super) fn is_emoji(piece: &str) -> bool {
    let Some(first) = piece.chars().next() else {
        return false;
    };
    match first as u32 {
        // Double exclamation and question marks end a sentence, however they are drawn.
        0x203C | 0x2049 => false,
        0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B50 | 0x2B55 | 0x2B1B..=0x2B1C => true,
        0x231A..=0x231B | 0x23E9..=0x23FA => true,
        _ => !first.is_ascii() && piece.contains(VARIATION_16),
    }
}

/// End of a keycap that starts at `pos` with a digit, `#` or `*`.
pub(super) fn keycap_end(text: &str, pos: usize) -> Option<usize> {
    // Nearly always the next byte settles it.
    if !matches!(text.as_bytes().get(pos + 1), Some(0xE2 | 0xEF)) {
        return None;
    }
    let rest = text.get(pos + 1..)?;
    let marks = rest.strip_prefix(VARIATION_16).unwrap_or(rest);
    let behind = marks.strip_prefix(KEYCAP)?;
    Some(text.len() - behind.len())
}

impl<const FAST: bool> Cursor<'_, FAST> {
    /// Takes a keycap that starts here.
    pub(super) fn take_keycap(&mut self) -> bool {
        let end = keycap_end(self.text, self.pos);
        if let Some(end) = end {
            self.push(TokenKind::Emoji, end);
        }
        end.is_some()
    }
}
