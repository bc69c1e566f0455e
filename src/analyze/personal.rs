//! What may be personal data: patterns with check digits. Only the place and the kind are told, never the value.
//!
//! Check digits: Luhn (ISO/IEC 7812-1) for cards, Swedish, Saudi and Emirates numbers; ISO 7064 modulo 97 for IBAN; modulo 11
//! for the JMBG, the INN and the SNILS as their issuers publish them. A number without a check digit counts only in the shape
//! in which people write it, because order numbers look like anything.

mod checks;
mod runs;

use crate::annotation::{Personal, PersonalKind};
use crate::lexicon::common::PersonalWords;
use crate::span::Span;
use checks::{iban_length, modulo_97};

/// Finds what may be personal data, in the order of the text. `words` are those that must stand before numbers
/// that have no check digit.
pub fn find(text: &str, words: &PersonalWords) -> Vec<Personal> {
    if !may_hold(text) {
        return Vec::new();
    }
    let mut found = emails(text);
    let refused = ibans(text, &mut found);
    runs::find(text, words, &refused, &mut found);
    found.sort_unstable();
    found
}

/// Most comments hold neither a digit nor an at sign.
fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let arabic = |pair: &[u8]| matches!(pair, [0xD9, 0xA0..=0xA9] | [0xDB, 0xB0..=0xB9]);
    some(bytes, |byte| byte.is_ascii_digit() || byte == b'@')
        || some(bytes, |byte| byte == 0xD9 || byte == 0xDB) && bytes.windows(2).any(arabic)
}

/// True if some byte is so. Goes over all of them and without a branch, so that many are compared at once.
fn some(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |some, &byte| some | is(byte))
}

fn add(found: &mut Vec<Personal>, start: usize, end: usize, kind: PersonalKind) {
    let span = Span::new(start, end);
    if !found.iter().any(|other| other.span.overlaps(span)) {
        found.push(Personal { span, kind });
    }
}

/// A name, an at sign and a domain with a dot in it.
fn emails(text: &str) -> Vec<Personal> {
    let mut found = Vec::new();
    let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    for (at, _) in text.match_indices('@') {
        let (before, behind) = (&text[..at], &text[at + 1..]);
        let start = before
            .char_indices()
            .rev()
            .take_while(|&(_, c)| local(c))
            .last()
            .map_or(at, |(start, _)| start);
        let length = behind.find(|c| !host(c)).unwrap_or(behind.len());
        let domain = behind[..length].trim_end_matches(['.', '-']);
        let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
        let named = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
        if start < at && named && !domain.starts_with('.') {
            add(
                &mut found,
                start,
                at + 1 + domain.len(),
                PersonalKind::Email,
            );
        }
    }
    found
}

/// Two capitals that name a country, two check digits, and as many letters and digits as the country has. Gives the
/// places that look so but whose check digits are wrong: their groups are no numbers of their own.
fn ibans(text: &str, found: &mut Vec<Personal>) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut refused = Vec::new();
    for start in 0..bytes.len() {
        let Some([a, b, c, d]) = bytes.get(start..start + 4) else {
            break;
        };
        let opens = a.is_ascii_uppercase()
            && b.is_ascii_uppercase()
            && c.is_ascii_digit()
            && d.is_ascii_digit()
            && !text[..start].ends_with(char::is_alphanumeric);
        let Some(length) = opens.then(|| iban_length([*a, *b])).flatten() else {
            continue;
        };
        let mut number = Vec::with_capacity(length);
        let mut end = start;
        for (offset, &byte) in bytes.iter().enumerate().skip(start) {
            if byte.is_ascii_uppercase() || byte.is_ascii_digit() {
                number.push(byte);
                end = offset + 1;
            } else if !matches!(byte, b' ' | b'-') {
                break;
            }
            if number.len() == length {
                break;
            }
        }
        let ends = !text[end..].starts_with(char::is_alphanumeric);
        if number.len() == length && ends && modulo_97(&number) == 1 {
            add(found, start, end, PersonalKind::Iban);
        } else {
            refused.push(Span::new(start, end));
        }
    }
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<&'static str> {
        let words = PersonalWords::parse("kind\tword\tnote\npassport\tпаспорт\n").unwrap();
        let found = find(text, &words);
        found.iter().map(|one| one.kind.name()).collect()
    }

    #[test]
    fn each_kind_is_known_by_its_shape_and_its_check_digits() {
        for (text, kind) in [
            ("skriv till eva.ek+1@exempel.se.", "email"),
            ("почта иван@пример.example", "email"),
            ("ring +46 70 000 00 00 tack", "phone"),
            ("+٩٦٦ ٥٠٠٠٠٠٠٠٠", "phone"),
            ("moj broj 060/000-0000", "phone"),
            ("8 (900) 000-00-00", "phone"),
            ("nummer 070-000 00 00", "phone"),
            ("call 0700000000", "phone"),
            ("card 4111 1111 1111 1111", "card"),
            ("5500-0000-0000-0004", "card"),
            ("GB82 WEST 1234 5698 7654 32", "iban"),
            ("SE4550000000058398257466", "iban"),
            ("mitt nr 811228-9874", "personnummer"),
            ("198112289874", "personnummer"),
            ("811288-9871", "personnummer"),
            ("jmbg 0101000710009", "jmbg"),
            ("112-233-445 95", "snils"),
            ("ИНН 500100732259", "inn"),
            ("мой паспорт 12 34 567890", "passport"),
            ("id 784-1980-1234567-9", ""),
            ("from 203.0.113.7 today", "ip"),
        ] {
            let expected: Vec<&str> = [kind].into_iter().filter(|k| !k.is_empty()).collect();
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_of_other_things_are_no_personal_data() {
        for text in [
            "price 5@each, follow @brand_se, user at example, a@b",
            "1 000 000 kr och 99 990 RSD",
            "2026-03-28 22:15 and 05/12/2026 14",
            "ISBN 978-3-16-148410-0",
            "v1.2.3.4-beta, 999.1.1.1, 1.2.3, server 10.0.0.12:8080",
            "4111 1111 1111 1112",
            "GB82 WEST 1234 5698 7654 33",
            "811228-9875 and 12 34 567890",
            "order 123456789",
            "no digits here",
        ] {
            assert!(kinds(text).is_empty(), "{text} {:?}", kinds(text));
        }
    }

    #[test]
    fn the_span_is_the_value_and_nothing_else() {
        let text = "ring +46 70 000 00 00, eller e@ek.example!";
        let words = PersonalWords::default();
        let quotes: Vec<&str> = find(text, &words).iter().map(|p| p.span.of(text)).collect();
        assert_eq!(quotes, ["+46 70 000 00 00", "e@ek.example"]);
    }
}
