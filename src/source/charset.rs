//! Finds out what an input is encoded in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, UTF_8, UTF_16BE, UTF_16LE};
use std::str;

/// What is wrong, and the remedy.
type Refusal = (&'static str, &'static str);

/// The encoding chosen for an input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub encoding: &'static encoding_rs::Encoding,
    /// True if the input has a byte order mark.
    pub mark: bool,
    /// How sure it is, in thousandths.
    pub confidence: u16,
    /// True if the input says nothing: all of the sample is ASCII.
    pub ascii: bool,
}

/// The encoding of an input that starts with `sample`.
pub(super) fn choose(sample: &[u8], whole: bool) -> std::result::Result<Choice, Refusal> {
    let chosen = |encoding, mark, confidence| Choice {
        encoding,
        mark,
        confidence,
        ascii: false,
    };
    if sample.starts_with(&[0xff, 0xfe, 0, 0]) || sample.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(("UTF-32 is not read", "save the file as UTF-8"));
    }
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(sample) {
        return Ok(chosen(encoding, true, 1000));
    }
    if let Some(encoding) = utf16_without_mark(sample) {
        return Ok(chosen(encoding, false, 950));
    }
    let found = count_sequences(sample, whole);
    if let Some((encoding, confidence)) = legacy(sample, &found) {
        return Ok(chosen(encoding, false, confidence));
    }
    let confidence = share(found.valid, found.valid + found.invalid);
    Ok(Choice {
        ascii: found.valid + found.invalid == 0,
        ..chosen(
            UTF_8,
            false,
            if found.invalid == 0 { 1000 } else { confidence },
        )
    })
}

/// A share in thousandths, the nearer to one half the less there is to go by.
pub(super) fn share(part: usize, whole: usize) -> u16 {
    ((part + 1) * 1000 / (whole + 2)).min(1000) as u16
}

/// UTF-16 shows in zero bytes at every other place: those of digits, delimiters and line ends at least.
fn utf16_without_mark(sample: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let zeros = |parity: usize| {
        let places = sample.iter().skip(parity).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let enough = sample.len() / 20;
    if odd > enough && even * 10 < odd {
        Some(UTF_16LE)
    } else if even > enough && odd * 10 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The code page of a sample that is not UTF-8; `None` if it is, or if its bad bytes look like damage.
fn legacy(sample: &[u8], found: &Sequences) -> Option<(&'static encoding_rs::Encoding, u16)> {
    let damaged = found.cut_short * 2 >= found.invalid;
    if found.invalid == 0 || found.valid >= found.invalid || damaged {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    Some((guess, plausible(guess, sample)?))
}

/// What the bytes of a sample look like as UTF-8.
#[derive(Default)]
struct Sequences {
    /// Sequences of several bytes.
    valid: usize,
    /// Runs of bytes that are none.
    invalid: usize,
    /// Those among the invalid that start like one; in a code page this is rare.
    cut_short: usize,
}

fn count_sequences(sample: &[u8], whole: bool) -> Sequences {
    let mut found = Sequences::default();
    let mut rest = sample;
    loop {
        match str::from_utf8(rest) {
            Ok(text) => {
                found.valid += multibyte(text);
                return found;
            }
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                found.valid += multibyte(str::from_utf8(good).unwrap_or_default());
                let Some(length) = error.error_len() else {
                    // The sample ends inside a sequence: damage only if the input ends there too.
                    found.invalid += usize::from(whole);
                    return found;
                };
                found.invalid += 1;
                found.cut_short += usize::from(length > 1);
                rest = bad.get(length..).unwrap_or_default();
            }
        }
    }
}

fn multibyte(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).count()
}

/// Non-ASCII characters from which on a sample is judged as a whole; fewer must each look right in their place.
const MANY: usize = 50;

/// How surely the sample reads as text in `encoding`, if it does: nine in ten of its non-ASCII characters are such as people write.
/// Damaged UTF-8 gives controls, symbols and letters in odd places instead.
fn plausible(encoding: &'static encoding_rs::Encoding, sample: &[u8]) -> Option<u16> {
    if !encoding.is_single_byte() {
        return None;
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(sample.len() * 3 + 16);
    let (result, _, errors) = decoder.decode_to_string(sample, &mut text, false);
    if result != CoderResult::InputEmpty || errors {
        return None;
    }
    let all = multibyte(&text);
    let strict = all < MANY;
    let mut odd = 0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        odd += usize::from(!c.is_ascii() && !looks_right(before, c, after, strict));
        before = c;
    }
    (odd * 10 <= all).then(|| share(all - odd, all))
}

fn looks_right(before: char, c: char, after: char, strict: bool) -> bool {
    let near = |test: fn(char) -> bool| test(before) || test(after);
    match c {
        '\u{2010}'..='\u{2026}'
        | '«'
        | '»'
        | '№'
        | '\u{a0}'
        | '،'
        | '؛'
        | '؟'
        | '\u{200c}'..='\u{200f}' => true,
        '€' => near(|c| c.is_ascii_digit() || c == ' '),
        'þ' | 'Þ' | 'ÿ' => false,
        _ if !c.is_alphabetic() => false,
        _ if !strict => true,
        // å stands in Swedish words, among ASCII letters; Cyrillic and Arabic letters stand in words of their own.
        '\u{c0}'..='\u{24f}' => near(|c| c.is_ascii_alphabetic()),
        _ => near(|c| c.is_lowercase() || c.is_alphabetic() && !c.is_uppercase()),
    }
}
