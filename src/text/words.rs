//! Word boundaries after UAX #29 (Unicode 17), with a fast path for the scripts we meet daily.
//!
//! The fast path knows the word-break class of ASCII, Latin, Cyrillic and Arabic letters and of
//! common signs, and applies the rules to them. Wherever another character could take part in a
//! rule it gives up, and `unicode-segmentation` cuts that one piece. Both give the same boundaries.

use unicode_segmentation::UnicodeSegmentation;

/// Word-break class, as far as the fast path tells classes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Letter (`ALetter`).
    Letter,
    /// Digit (`Numeric`).
    Number,
    /// Joins two letters (`MidLetter`).
    MidLetter,
    /// Joins two digits (`MidNum`).
    MidNumber,
    /// Joins two letters or two digits (`MidNumLet`, `Single_Quote`).
    MidBoth,
    /// Joins letters and digits (`ExtendNumLet`).
    Joiner,
    /// Belongs to what stands before it (`Extend`, `Format`).
    Extend,
    /// A space that keeps to its like (`WSegSpace`).
    Space,
    /// Carriage return.
    Return,
    /// Other line ends.
    Newline,
    /// Takes part in no rule.
    Other,
    /// Takes part in rules that the fast path leaves alone.
    Complex,
}

/// A word-break piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// First byte after it.
    pub end: usize,
    /// What it holds, by the constants of [`Seen`].
    pub seen: Seen,
}

/// What a piece holds, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen(u8);

impl Seen {
    const NOTHING: Self = Self(0);
    const LETTER: Self = Self(1);
    const NUMBER: Self = Self(2);
    /// What joins letters or digits, but the apostrophe.
    const MIDDLE: Self = Self(4);
    /// The slow path does not look: anything may be inside.
    const ANYTHING: Self = Self(u8::MAX);

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// True if there are letters, marks and apostrophes between letters only.
    pub(crate) fn only_letters(self) -> bool {
        self == Self::LETTER
    }

    /// True if there are digits and their separators only.
    pub(crate) fn only_digits(self) -> bool {
        self.0 & !(Self::NUMBER.0 | Self::MIDDLE.0) == 0
    }
}

const fn class_below_0x800(c: u32) -> Class {
    match c {
        0x41..=0x5A | 0x61..=0x7A | 0xAA | 0xB5 | 0xB8 | 0xBA => Class::Letter,
        0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2C1 | 0x400..=0x481 | 0x48A..=0x52F => Class::Letter,
        0x620..=0x64A | 0x66E..=0x66F | 0x671..=0x6D3 | 0x6D5 | 0x6FA..=0x6FC => Class::Letter,
        0x30..=0x39 | 0x660..=0x669 | 0x66B | 0x6F0..=0x6F9 => Class::Number,
        0x3A | 0xB7 => Class::MidLetter,
        0x2C | 0x3B | 0x60C..=0x60D | 0x66C => Class::MidNumber,
        0x27 | 0x2E => Class::MidBoth,
        0x5F => Class::Joiner,
        0xAD | 0x300..=0x36F | 0x483..=0x489 | 0x610..=0x61A | 0x61C => Class::Extend,
        0x64B..=0x65F | 0x670 => Class::Extend,
        0x20 => Class::Space,
        0x0D => Class::Return,
        0x0A..=0x0C | 0x85 => Class::Newline,
        0x00..=0xBF | 0xD7 | 0xF7 | 0x61B | 0x61E..=0x61F | 0x66A | 0x66D => Class::Other,
        _ => Class::Complex,
    }
}

static CLASSES: [Class; 0x800] = {
    let mut table = [Class::Complex; 0x800];
    let mut c = 0;
    while c < table.len() {
        table[c] = class_below_0x800(c as u32);
        c += 1;
    }
    table
};

/// True for bytes that end a word whatever follows: ASCII that joins and extends nothing.
pub(crate) static ENDS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        table[byte] = matches!(
            CLASSES[byte],
            Class::Space | Class::Return | Class::Newline | Class::MidNumber | Class::Other
        );
        byte += 1;
    }
    table
};

/// Class and length in bytes of the character at `pos`; `None` at the end. `pos` is a boundary of
/// characters.
#[inline(always)]
pub(crate) fn class_at(bytes: &[u8], pos: usize) -> Option<(Class, usize)> {
    let first = *bytes.get(pos)?;
    if first < 0x80 {
        return Some((CLASSES[usize::from(first)], 1));
    }
    if first < 0xE0 {
        let second = *bytes.get(pos + 1)?;
        let c = (usize::from(first & 0x1F) << 6) | usize::from(second & 0x3F);
        return Some((CLASSES[c], 2));
    }
    Some(class_of_long(bytes, pos, first))
}

/// Class and length of a character of three or four bytes.
#[inline(never)]
fn class_of_long(bytes: &[u8], pos: usize, first: u8) -> (Class, usize) {
    let low = |offset: usize| u32::from(bytes.get(pos + offset).copied().unwrap_or(0) & 0x3F);
    if first < 0xF0 {
        let c = (u32::from(first & 0x0F) << 12) | (low(1) << 6) | low(2);
        return (class_above_0x800(c), 3);
    }
    let c = (u32::from(first & 0x07) << 18) | (low(1) << 12) | (low(2) << 6) | low(3);
    (class_above_0x800(c), 4)
}

fn class_above_0x800(c: u32) -> Class {
    match c {
        0x2018 | 0x2019 => Class::MidBoth,
        0x2010..=0x2017 | 0x201A..=0x2023 | 0x2025..=0x2026 | 0x2030..=0x203E => Class::Other,
        0x20A0..=0x20BF | 0x2500..=0x27BF => Class::Other,
        0x1F300..=0x1F3FA | 0x1F400..=0x1FAFF => Class::Other,
        _ => Class::Complex,
    }
}

/// The piece that starts at `pos`, which is a boundary, by `unicode-segmentation`. A boundary
/// depends on nothing before the boundary that precedes it, so cutting the rest of the text gives
/// the same piece as cutting the whole.
#[inline(never)]
pub(crate) fn slow_piece(text: &str, pos: usize) -> Piece {
    let rest = text.get(pos..).unwrap_or("");
    let len = rest.split_word_bounds().next().map_or(0, str::len);
    Piece {
        end: pos + len,
        seen: Seen::ANYTHING,
    }
}

/// The same where all that takes part is known here. With `SPLIT`, joiners (`_`) end a word.
#[inline(always)]
pub(crate) fn fast_piece<const SPLIT: bool>(bytes: &[u8], pos: usize) -> Option<Piece> {
    let (class, len) = class_at(bytes, pos)?;
    let end = pos + len;
    match class {
        Class::Letter => word::<SPLIT>(bytes, end, Class::Letter, Seen::LETTER),
        Class::Number => word::<SPLIT>(bytes, end, Class::Number, Seen::NUMBER),
        Class::Joiner if !SPLIT => word::<SPLIT>(bytes, end, Class::Joiner, Seen::ANYTHING),
        Class::Space => spaces(bytes, end),
        Class::Return if bytes.get(end) == Some(&b'\n') => plain(end + 1),
        Class::Return | Class::Newline => plain(end),
        Class::Extend | Class::Complex => None,
        _ => match class_at(bytes, end) {
            Some((Class::Extend | Class::Complex, _)) => None,
            _ => plain(end),
        },
    }
}

fn plain(end: usize) -> Option<Piece> {
    let seen = Seen::NOTHING;
    Some(Piece { end, seen })
}

fn spaces(bytes: &[u8], mut end: usize) -> Option<Piece> {
    loop {
        match class_at(bytes, end) {
            Some((Class::Space, len)) => end += len,
            Some((Class::Extend | Class::Complex, _)) => return None,
            _ => return plain(end),
        }
    }
}

/// Continues a word at `pos`, after a character of class `last`.
#[inline(always)]
fn word<const SPLIT: bool>(
    bytes: &[u8],
    mut pos: usize,
    mut last: Class,
    mut seen: Seen,
) -> Option<Piece> {
    while let Some((class, len)) = class_at(bytes, pos) {
        match class {
            Class::Letter => {
                seen.add(Seen::LETTER);
                pos = behind_letters(bytes, pos + len);
                last = class;
                continue;
            }
            Class::Number => seen.add(Seen::NUMBER),
            Class::Joiner if !SPLIT => seen = Seen::ANYTHING,
            Class::Extend => {
                pos += len;
                continue;
            }
            Class::MidLetter | Class::MidNumber | Class::MidBoth => {
                let wanted = match (last, class) {
                    (Class::Letter, Class::MidLetter | Class::MidBoth) => Class::Letter,
                    (Class::Number, Class::MidNumber | Class::MidBoth) => Class::Number,
                    _ => break,
                };
                match class_at(bytes, pos + len) {
                    Some((Class::Extend | Class::Complex, _)) => return None,
                    Some((next, _)) if next != wanted => break,
                    None => break,
                    _ if is_apostrophe(bytes, pos) => {}
                    _ => seen.add(Seen::MIDDLE),
                }
            }
            Class::Complex => return None,
            _ => break,
        }
        if matches!(class, Class::Number | Class::Joiner) {
            last = class;
        }
        pos += len;
    }
    Some(Piece { end: pos, seen })
}

/// First place from `pos` on where no letter of the fast path stands.
#[inline(always)]
pub(crate) fn behind_letters(bytes: &[u8], mut pos: usize) -> usize {
    while let Some((Class::Letter, len)) = class_at(bytes, pos) {
        pos += len;
    }
    pos
}

/// True for `'` and for `‘ ’`, the only longer characters that join letters.
fn is_apostrophe(bytes: &[u8], pos: usize) -> bool {
    matches!(bytes.get(pos), Some(b'\'' | 0xE2))
}

/// Cuts a text at the default word boundaries of UAX #29; the pieces tile it.
///
/// The same as `split_word_bounds` of `unicode-segmentation`, faster where all is Latin, Cyrillic
/// or Arabic.
pub fn word_bounds(text: &str) -> impl Iterator<Item = &str> {
    let mut pos = 0;
    std::iter::from_fn(move || {
        let start = pos;
        let piece = fast_piece::<false>(text.as_bytes(), start);
        pos = piece.unwrap_or_else(|| slow_piece(text, start)).end;
        text.get(start..pos).filter(|piece| !piece.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str) {
        let ours: Vec<&str> = word_bounds(text).collect();
        let theirs: Vec<&str> = text.split_word_bounds().collect();
        assert_eq!(ours, theirs, "{text:?}");
    }

    #[test]
    fn every_character_with_a_class_behaves_as_its_class() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let mut buffer = [0; 4];
            let bytes = c.encode_utf8(&mut buffer).as_bytes();
            if matches!(class_at(bytes, 0), Some((Class::Complex, _))) {
                continue;
            }
            for text in [
                format!("{c}"),
                format!("a{c}a"),
                format!("1{c}1"),
                format!("a{c}1"),
                format!("{c}{c}"),
                format!("_{c}_"),
                format!("a'{c}"),
                format!("1.{c}"),
                format!("a{c}\u{301}a"),
                format!("\u{200D}{c}"),
                format!(" {c} "),
                format!("a\u{301}{c}a\r\n{c}\n"),
                format!("א\"{c}א"),
            ] {
                check(&text);
            }
        }
    }

    #[test]
    fn pieces_of_letters_are_told_from_mixed_ones() {
        let seen = |text: &str| {
            let fast = fast_piece::<true>(text.as_bytes(), 0);
            fast.unwrap_or_else(|| slow_piece(text, 0)).seen
        };
        for text in ["ord", "слово", "كَلِمَة", "bra!", "don't", "don’t"] {
            assert!(seen(text).only_letters(), "{text}");
        }
        for text in ["a1", "a.b", "a:b", "5км", "日本"] {
            assert!(!seen(text).only_letters(), "{text}");
        }
        for text in ["5", "2,5", "1'000.5", "٢٫٥", "7 "] {
            assert!(seen(text).only_digits(), "{text}");
        }
        assert!(!seen("5kr").only_digits());
    }

    /// Characters that take part in rules, of all scripts, with a bias to what customers type.
    fn alphabet() -> impl Strategy<Value = String> {
        let characters: Vec<char> =
            "aåZжЩїعةـ1٣۴.,:;'’\"_-–/@#*()!?؟،؛… \u{a0}\t\r\n\u{301}\u{64b}\u{670}\u{ad}\u{200d}\u{200c}\u{200e}\u{200b}\u{202f}\u{fe0f}\u{20e3}\u{feff}אבゲカ日한ไ👍🏽❤🇸🇪👩★©‼²½ßΩ·´`"
                .chars()
                .collect();
        prop::collection::vec(prop::sample::select(characters), 0..24)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn mixed_alphabets_are_cut_as_by_the_reference(text in alphabet()) {
            check(&text);
        }

        #[test]
        fn any_text_is_cut_as_by_the_reference(text in any::<String>()) {
            check(&text);
        }
    }
}
