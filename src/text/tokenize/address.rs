//! URLs, e-mails, handles and hashtags.

use super::{Class, Cursor, class_at};
use crate::document::TokenKind;

/// Characters looked back for the start of an e-mail or a domain (RFC 5321 allows a local part of
/// 64), so that a long run without spaces costs no more than its length.
const LOOK_BACK: usize = 64;
/// Longest domain name, in bytes (RFC 1035).
const LONGEST_DOMAIN: usize = 255;

impl<const FAST: bool> Cursor<'_, FAST> {
    /// At a colon: `https://...` with the word before it.
    pub(super) fn take_scheme(&mut self) -> bool {
        let after = self.pos + 3;
        let slashes = self.bytes.get(self.pos..after) == Some(b"://");
        if !slashes || !self.char_at(after).is_some_and(char::is_alphanumeric) {
            return false;
        }
        let scheme = self.last_adjacent().filter(|token| {
            token.kind == TokenKind::Word
                && token
                    .span
                    .of(self.text)
                    .bytes()
                    .all(|b| b.is_ascii_alphabetic())
        });
        let Some(scheme) = scheme else {
            return false;
        };
        self.tokens.pop();
        self.pos = scheme.span.start as usize;
        let end = self.url_end(after);
        self.push(TokenKind::Url, end);
        true
    }

    /// At a piece with a full stop in it that ends at `end`: `www.name.com` or a listed ending.
    pub(super) fn take_web_address(&mut self, end: usize) -> bool {
        let piece = self.text.get(self.pos..end).unwrap_or("");
        let www = piece
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("www."));
        if www {
            let end = self.url_end(end);
            self.push(TokenKind::Url, end);
            return true;
        }
        let listed = piece
            .rsplit_once('.')
            .is_some_and(|(_, ending)| self.tokenizer.domains.contains(ending));
        if !listed || self.byte(end) == Some(b'@') {
            return false;
        }
        let start = self.look_back(|c| c.is_alphanumeric() || c == '-');
        if !self.go_back(start) {
            return false;
        }
        let end = match self.byte(end) {
            Some(b'/' | b'?') => self.url_end(end),
            _ => end,
        };
        self.push(TokenKind::Url, end);
        true
    }

    /// End of a URL that holds everything before `from`: up to white space, quotes or angle
    /// brackets, without the punctuation of the sentence around it.
    fn url_end(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or("");
        let stop = |c: char| c.is_whitespace() || "<>\"«»“”„{}|\\^`،؛".contains(c);
        let mut url = &rest[..rest.find(stop).unwrap_or(rest.len())];
        let open = url.matches('(').count();
        let mut close = url.matches(')').count();
        while let Some(last) = url.chars().next_back() {
            match last {
                ')' if close > open => close -= 1,
                '.' | ',' | ';' | ':' | '!' | '?' | '…' | '\'' | '’' | ']' | '*' | '_' | '؟' =>
                    {}
                _ => break,
            }
            url = &url[..url.len() - last.len_utf8()];
        }
        from + url.len()
    }

    /// At an at sign: an e-mail with what stands before it, a masked letter, or a handle.
    pub(super) fn take_at(&mut self) -> bool {
        self.take_email() || self.take_masked_at() || self.take_handle()
    }

    fn take_email(&mut self) -> bool {
        let at = self.pos;
        let Some(end) = self.domain_end(at + 1) else {
            return false;
        };
        let found = self.look_back(|c| c.is_alphanumeric() || "._%+-".contains(c));
        let local = self.text.get(found..at).unwrap_or("");
        let start = at - local.trim_start_matches(['.', '%', '+', '-']).len();
        if start == at || !self.go_back(start) {
            return false;
        }
        self.push(TokenKind::Email, end);
        true
    }

    /// Start of the run of characters before this place for which `belongs` holds.
    fn look_back(&self, belongs: impl Fn(char) -> bool) -> usize {
        let before = self.text.get(..self.pos).unwrap_or("");
        let run = before
            .chars()
            .rev()
            .take(LOOK_BACK)
            .take_while(|&c| belongs(c));
        self.pos - run.map(char::len_utf8).sum::<usize>()
    }

    /// End of a domain name with at least one full stop and an ending of two letters or more.
    fn domain_end(&self, start: usize) -> Option<usize> {
        let rest = self.text.get(start..)?;
        let len: usize = rest
            .chars()
            .take(LONGEST_DOMAIN)
            .take_while(|&c| c.is_alphanumeric() || c == '-' || c == '.')
            .map(char::len_utf8)
            .sum();
        let name = rest.get(..len)?.trim_end_matches(['.', '-']);
        let (host, ending) = name.rsplit_once('.')?;
        let fits = ending.chars().count() >= 2
            && ending.chars().all(char::is_alphabetic)
            && !host.is_empty()
            && !host.starts_with('.');
        fits.then_some(start + name.len())
    }

    fn take_handle(&mut self) -> bool {
        let mut end = self.pos + 1;
        while let Some(c) = self.char_at(end) {
            let inner_stop = c == '.'
                && end > self.pos + 1
                && self
                    .byte(end + 1)
                    .is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            if !(c.is_alphanumeric() || c == '_' || inner_stop) {
                break;
            }
            end += c.len_utf8();
        }
        let found = end > self.pos + 1;
        if found {
            self.push(TokenKind::Handle, end);
        }
        found
    }

    /// `#word`: letters, digits and `_`, at least one letter, with no letter or digit before it.
    pub(super) fn take_hashtag(&mut self) -> bool {
        if self
            .char_before(self.pos)
            .is_some_and(char::is_alphanumeric)
        {
            return false;
        }
        let mut end = self.pos + 1;
        let mut letter = false;
        while let Some(c) = self.char_at(end) {
            let mark = matches!(class_at(self.bytes, end), Some((Class::Extend, _)));
            if !(c.is_alphanumeric() || c == '_' || mark) {
                break;
            }
            letter |= c.is_alphabetic();
            end += c.len_utf8();
        }
        if letter {
            self.push(TokenKind::Hashtag, end);
        }
        letter
    }
}
