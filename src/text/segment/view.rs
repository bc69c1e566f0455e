//! What the rules ask about tokens and the gaps between them. A token that is not there has no
//! property.

use crate::document::{Token, TokenKind};
use std::ops::Range;

/// Tokens with their text.
pub(super) struct View<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
}

/// Line breaks between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineBreak {
    None,
    Single,
    Blank,
}

/// A run of marks that may end a sentence.
pub(super) struct Run {
    /// Its first token.
    pub start: usize,
    /// Full stops; an ellipsis counts as three.
    pub dots: usize,
    /// True if a question or exclamation mark is among them.
    pub strong: bool,
}

impl View<'_> {
    pub fn kind(&self, i: usize) -> Option<TokenKind> {
        self.tokens.get(i).map(|token| token.kind)
    }

    /// True for what most tokens are: a word or the like, with at most one blank behind it and
    /// another token. Nothing ends or parts there.
    pub fn goes_on(&self, i: usize) -> bool {
        let (Some(token), Some(next)) = (self.tokens.get(i), self.tokens.get(i + 1)) else {
            return false;
        };
        let face = matches!(
            token.kind,
            TokenKind::Punct | TokenKind::Emoji | TokenKind::Emoticon
        );
        let end = token.span.end as usize;
        !face
            && match (next.span.start as usize).saturating_sub(end) {
                0 => true,
                1 => self.text.as_bytes().get(end) == Some(&b' '),
                _ => false,
            }
    }

    pub fn piece(&self, i: usize) -> &str {
        self.tokens
            .get(i)
            .map_or("", |token| token.span.of(self.text))
    }

    pub fn first_char(&self, i: usize) -> Option<char> {
        self.piece(i).chars().next()
    }

    /// The text between token `i` and the next.
    fn gap(&self, i: usize) -> &str {
        let (Some(token), Some(next)) = (self.tokens.get(i), self.tokens.get(i + 1)) else {
            return "";
        };
        self.text
            .get(token.span.end as usize..next.span.start as usize)
            .unwrap_or("")
    }

    /// True if white space follows token `i`.
    pub fn is_spaced(&self, i: usize) -> bool {
        !self.gap(i).is_empty()
    }

    pub fn line_break(&self, i: usize) -> LineBreak {
        let gap = self.gap(i);
        if gap.len() <= 1 && gap != "\n" && gap != "\r" {
            return LineBreak::None;
        }
        let mut breaks = 0;
        let mut last = ' ';
        for c in gap.chars() {
            let pair = last == '\r' && c == '\n';
            if matches!(
                c,
                '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            ) && !pair
            {
                breaks += 1;
            }
            last = c;
        }
        match breaks {
            0 => LineBreak::None,
            1 if last != '\u{2029}' => LineBreak::Single,
            _ => LineBreak::Blank,
        }
    }

    pub fn breaks_line(&self, i: usize) -> bool {
        self.line_break(i) != LineBreak::None
    }

    /// True for a word in lower case.
    pub fn is_small(&self, i: usize) -> bool {
        self.kind(i) == Some(TokenKind::Word) && self.first_char(i).is_some_and(char::is_lowercase)
    }

    /// True for a word with a capital.
    pub fn is_capital(&self, i: usize) -> bool {
        self.kind(i) == Some(TokenKind::Word) && self.first_char(i).is_some_and(char::is_uppercase)
    }

    fn is_punct(&self, i: usize, characters: &str) -> bool {
        self.kind(i) == Some(TokenKind::Punct)
            && self.first_char(i).is_some_and(|c| characters.contains(c))
    }

    /// True for a mark that may end a sentence.
    pub fn is_terminal(&self, i: usize) -> bool {
        self.is_punct(i, ".!?…؟۔。！？‼⁉⁇⁈‽")
    }

    /// True for an opening bracket before token `i`.
    pub fn opens(&self, i: usize) -> bool {
        i.checked_sub(1)
            .is_some_and(|before| self.is_punct(before, "("))
    }

    /// The run of marks that ends with token `i`.
    pub fn terminal_run(&self, sentence: usize, i: usize) -> Run {
        let mut run = Run {
            start: i + 1,
            dots: 0,
            strong: false,
        };
        while run.start > sentence && self.is_terminal(run.start - 1) {
            run.start -= 1;
            match self.first_char(run.start) {
                Some('.' | '۔' | '。') => run.dots += 1,
                Some('…') => run.dots += 3,
                _ => run.strong = true,
            }
        }
        run
    }

    /// The token behind mark `i` and the quotes and brackets that close with it.
    pub fn behind_closers(&self, i: usize) -> usize {
        let mut next = i + 1;
        while !self.is_spaced(next - 1) && self.is_punct(next, ")]}\"'”’»“›") {
            next += 1;
        }
        let glued = next > i + 1
            && !self.is_spaced(next - 1)
            && matches!(self.kind(next), Some(TokenKind::Word | TokenKind::Number));
        // A quote that a word follows opens what comes.
        if glued && self.is_punct(next - 1, "\"'“”’»›") {
            next -= 1;
        }
        next
    }

    /// The token behind the emoji, emoticons and marks on the same line from token `next` on.
    pub fn behind_faces(&self, mut next: usize) -> usize {
        let face = |i| matches!(self.kind(i), Some(TokenKind::Emoji | TokenKind::Emoticon));
        while (face(next) || self.is_terminal(next) && face(next - 1))
            && next > 0
            && !self.breaks_line(next - 1)
        {
            next += 1;
        }
        next
    }

    /// True if token `i`, the first of a line, is a bullet or a list number.
    pub fn starts_item(&self, i: usize) -> bool {
        let numbered = match self.kind(i) {
            Some(TokenKind::Number) => self.is_punct(i + 1, ".)"),
            Some(TokenKind::Word) => {
                self.piece(i).chars().count() == 1 && self.is_punct(i + 1, ")")
            }
            _ => false,
        };
        numbered && !self.is_spaced(i) || self.is_bullet(i) || self.is_punct(i, "-–—*+")
    }

    pub fn is_bullet(&self, i: usize) -> bool {
        self.is_punct(i, "•▪‣◦●○■□►▶▷◆◇⁃∙·")
    }

    /// True for a dash, a comma or another mark that parts a sentence, at token `i`.
    pub fn parts(&self, i: usize) -> bool {
        if self.kind(i) != Some(TokenKind::Punct) {
            return false;
        }
        let before = i.wrapping_sub(1);
        let tight = i > 0 && !self.is_spaced(before) && !self.is_spaced(i);
        let apart = i > 0 && self.is_spaced(before) && self.is_spaced(i);
        let numbers = self.kind(before) == Some(TokenKind::Number)
            && self.kind(i + 1) == Some(TokenKind::Number);
        let initials = self.is_single_letter(before) && self.is_single_letter(i + 1);
        match self.first_char(i) {
            Some(',' | ';' | '،' | '؛' | '、' | '(' | ')' | '[' | ']' | '{' | '}' | '|') => true,
            Some('…') => true,
            Some('.') => self.is_punct(before, ".") && !self.is_terminal(i + 1),
            Some(':') => !(tight && self.kind(before) == Some(TokenKind::Number)),
            Some('–' | '—' | '―') => !(tight && numbers),
            Some('/') => !(tight && (numbers || initials)),
            Some('-') => apart || self.is_punct(before, "-") || self.is_punct(i + 1, "-"),
            Some('*' | '+') => apart,
            _ => self.is_bullet(i),
        }
    }

    fn is_single_letter(&self, i: usize) -> bool {
        self.kind(i) == Some(TokenKind::Word) && self.piece(i).chars().count() == 1
    }

    /// Whether a question and an exclamation mark stand among the last marks of a sentence.
    pub fn marks(&self, sentence: Range<usize>) -> (bool, bool) {
        let (mut question, mut exclamation) = (false, false);
        for i in sentence.rev() {
            match self.kind(i) {
                Some(TokenKind::Punct) => {
                    let c = self.first_char(i).unwrap_or(' ');
                    question |= "?؟？⁉⁇⁈‽".contains(c);
                    exclamation |= "!！‼⁉⁈‽".contains(c);
                }
                Some(TokenKind::Emoji | TokenKind::Emoticon) => {}
                _ => break,
            }
        }
        (question, exclamation)
    }
}
