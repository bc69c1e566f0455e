//! A comment's words with carets below them.

use super::super::printable;
use unicode_segmentation::UnicodeSegmentation as _;
use verbatims::span::Span;
use verbatims::study::report::shortened;

/// Columns of a line; a longer sentence is shown around what is pointed at.
const WIDEST: usize = 96;

/// Columns shown on either side of what is pointed at in a long sentence.
const AROUND: usize = 28;

/// Marks around text that runs from right to left, so that it neither turns its line around nor is turned by it.
const RIGHT_TO_LEFT: char = '\u{2067}';
const FIRST_STRONG: char = '\u{2068}';
const END: char = '\u{2069}';

/// A piece of text as it is shown, with its place and the columns it takes.
struct Piece {
    start: usize,
    shown: String,
    width: usize,
}

/// Two lines: the part `within` of a text, and carets below what `spans` hold of it.
///
/// Text that runs from right to left stands in an isolate, and so do its carets: both then run the same way, in a
/// terminal that reorders and in one that does not.
pub fn lines(text: &str, within: Span, spans: &[Span]) -> [String; 2] {
    let pieces = pieces(text, within);
    let marked = |piece: &Piece| {
        let start = piece.start as u32;
        spans.iter().any(|s| s.start <= start && start < s.end)
    };
    let first = pieces.iter().position(marked).unwrap_or(0);
    let last = pieces.iter().rposition(marked).unwrap_or(first);
    let shown = window(&pieces, first, last);
    let (mut above, mut below) = (String::new(), String::new());
    if shown.start > 0 {
        above.push('…');
        below.push(' ');
    }
    for piece in pieces.get(shown.clone()).unwrap_or(&[]) {
        above.push_str(&piece.shown);
        let mark = if marked(piece) { "^" } else { " " };
        below.push_str(&mark.repeat(piece.width));
    }
    if shown.end < pieces.len() {
        above.push('…');
    }
    let below = below.trim_end().to_owned();
    if holds_right_to_left(&above) {
        let isolate = |line: String| format!("{RIGHT_TO_LEFT}{line}{END}");
        return [isolate(above), isolate(below)];
    }
    [above, below]
}

fn pieces(text: &str, within: Span) -> Vec<Piece> {
    let start = within.start as usize;
    within
        .of(text)
        .grapheme_indices(true)
        .map(|(at, cluster)| {
            let shown = match cluster {
                "\n" | "\r\n" | "\r" | "\t" => " ".to_owned(),
                other => printable(other),
            };
            Piece {
                start: start + at,
                width: width(&shown),
                shown,
            }
        })
        .collect()
}

fn window(pieces: &[Piece], first: usize, last: usize) -> std::ops::Range<usize> {
    let total: usize = pieces.iter().map(|piece| piece.width).sum();
    if total <= WIDEST {
        return 0..pieces.len();
    }
    let start = first.saturating_sub(AROUND);
    start..(last + 1 + AROUND).min(pieces.len())
}

/// Columns that a terminal gives to a cluster: two for emoji and the wide scripts.
fn width(shown: &str) -> usize {
    let wide = |c: char| {
        matches!(c as u32,
            0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
            | 0xFE0F | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF)
    };
    match shown.chars().next() {
        Some('\\') => shown.chars().count(),
        _ if shown.chars().any(wide) => 2,
        _ => 1,
    }
}

fn holds_right_to_left(text: &str) -> bool {
    let strong = |c: char| matches!(c as u32, 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF);
    text.chars().any(strong)
}

/// Words inside a line of ours: printable, and in an isolate where they run from right to left.
pub fn inline(text: &str) -> String {
    let shown = printable(text);
    if holds_right_to_left(&shown) {
        return format!("{FIRST_STRONG}{shown}{END}");
    }
    shown
}

/// Characters of a term that a line of ours shows: the entry's place tells where the rest of a long one stands.
const TERM: usize = 64;

/// A term inside a line of ours, cut where it has many alternatives.
pub fn term(text: &str) -> String {
    inline(&shortened(text, TERM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_of_many_alternatives_is_cut() {
        let long = "driver|courier|".repeat(9);
        assert_eq!(term(&long).chars().count(), TERM + 1);
        assert_eq!(term("driver|courier"), "driver|courier");
    }

    fn point(text: &str, words: &[&str]) -> [String; 2] {
        let place = |word: &&str| {
            let start = text.find(*word).unwrap();
            Span::new(start, start + word.len())
        };
        let spans: Vec<Span> = words.iter().map(place).collect();
        lines(text, Span::new(0, text.len()), &spans)
    }

    #[test]
    fn carets_stand_below_the_words() {
        let [above, below] = point("Kö i två timmar.", &["Kö", "timmar"]);
        assert_eq!(above, "Kö i två timmar.");
        assert_eq!(below, "^^       ^^^^^^");
    }

    #[test]
    fn a_wide_emoji_takes_two_columns_and_a_combining_mark_none() {
        assert_eq!(point("👍 e\u{301}a bad", &["bad"])[1], "      ^^^");
    }

    #[test]
    fn text_from_right_to_left_and_its_carets_stand_in_isolates() {
        let [above, below] = point("الخدمة سيئة", &["سيئة"]);
        assert_eq!(above, "\u{2067}الخدمة سيئة\u{2069}");
        assert_eq!(below, "\u{2067}       ^^^^\u{2069}");
    }

    #[test]
    fn a_long_sentence_is_shown_around_the_words() {
        let text = format!("{} here {}", "a ".repeat(80), "b ".repeat(80));
        let [above, below] = point(&text, &["here"]);
        assert!(above.starts_with('…') && above.ends_with('…'));
        assert!(above.chars().count() < WIDEST);
        let at = above.chars().position(|c| c == 'h').unwrap();
        assert_eq!(below.chars().position(|c| c == '^').unwrap(), at);
    }
}
