//! From the bytes of an input to UTF-8, in chunks: marks, UTF-16, legacy code pages.

use super::charset::{Choice, choose};
use super::input::{read_error, refusal};
use crate::error::Result;
use encoding_rs::{DecoderResult, UTF_8, UTF_16BE, UTF_16LE};
use std::io::Read;

/// Bytes looked at before an encoding is chosen.
const SAMPLE: usize = 1 << 20;
/// Least number of bytes read at a time.
const CHUNK: usize = 1 << 18;
/// The mark at the start of UTF-8 files, and of UTF-16 files once they are decoded.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// What an input is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Name by the WHATWG Encoding Standard, in lower case.
    pub name: String,
    /// True if the input starts with a byte order mark.
    pub mark: bool,
}

/// Turns an input into UTF-8 and keeps account of its bytes.
///
/// UTF-8 passes through unchecked, so that a row with invalid bytes can be set aside by whoever cuts the rows.
/// Other encodings are decoded; what they cannot hold becomes U+FFFD and is counted.
pub struct Decoder {
    input: Box<dyn Read + Send>,
    name: String,
    encoding: Encoding,
    decoder: Option<encoding_rs::Decoder>,
    raw: Vec<u8>,
    ended: bool,
    started: bool,
    hasher: blake3::Hasher,
    bytes: u64,
    replaced: u64,
    units: Units,
    mark_bytes: u64,
    confidence: u16,
}

/// What a character takes in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Units {
    /// As many bytes as in UTF-8.
    Utf8,
    /// One byte.
    Single,
    /// Two bytes, or four.
    Utf16,
}

impl Units {
    fn of(encoding: &'static encoding_rs::Encoding) -> Self {
        if encoding.is_single_byte() {
            Self::Single
        } else if encoding == UTF_16LE || encoding == UTF_16BE {
            Self::Utf16
        } else {
            Self::Utf8
        }
    }
}

/// The encoding of this name, unless what was found in the input contradicts it.
fn given_encoding(
    given: &str,
    found: &Choice,
    name: &str,
) -> Result<&'static encoding_rs::Encoding> {
    let Some(encoding) = encoding_rs::Encoding::for_label(given.as_bytes()) else {
        let problem = format!("there is no encoding {given:?}");
        return Err(refusal(
            name,
            &problem,
            "use a name of the WHATWG Encoding Standard",
        ));
    };
    let differs = Units::of(encoding) != Units::of(found.encoding) && !found.ascii;
    if differs || found.mark && encoding != found.encoding {
        let problem = format!(
            "it should be in {given} and is in {}",
            found.encoding.name().to_ascii_lowercase()
        );
        return Err(refusal(
            name,
            &problem,
            "export it as before, or accept how it is now",
        ));
    }
    Ok(encoding)
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("name", &self.name)
            .field("encoding", &self.encoding)
            .finish_non_exhaustive()
    }
}

impl Decoder {
    /// Reads the first part of `input` and chooses its encoding. `name` is used in messages.
    ///
    /// `given` names the encoding, if it is known; a mark in the input goes first.
    ///
    /// Fails if the input cannot be read, is in an encoding that is not served (UTF-32), or is clearly not in the
    /// given one.
    pub fn new(input: Box<dyn Read + Send>, name: &str, given: Option<&str>) -> Result<Self> {
        let mut this = Self {
            input,
            name: name.to_owned(),
            encoding: Encoding {
                name: String::new(),
                mark: false,
            },
            decoder: None,
            raw: Vec::new(),
            ended: false,
            started: false,
            hasher: blake3::Hasher::new(),
            bytes: 0,
            replaced: 0,
            units: Units::Utf8,
            mark_bytes: 0,
            confidence: 1000,
        };
        this.read_raw(SAMPLE)?;
        let found = choose(&this.raw, this.ended)
            .map_err(|(problem, help)| refusal(name, problem, help))?;
        let chosen = match given {
            Some(given) => given_encoding(given, &found, name)?,
            None => found.encoding,
        };
        this.confidence = if chosen == found.encoding {
            found.confidence
        } else {
            1000
        };
        this.encoding = Encoding {
            name: chosen.name().to_ascii_lowercase(),
            mark: found.mark,
        };
        this.units = Units::of(chosen);
        if chosen != UTF_8 {
            this.decoder = Some(chosen.new_decoder_without_bom_handling());
        }
        Ok(this)
    }

    /// The encoding chosen.
    pub fn encoding(&self) -> &Encoding {
        &self.encoding
    }

    /// How sure the choice of the encoding is, in thousandths.
    pub fn confidence(&self) -> u16 {
        self.confidence
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Bytes that decoded text takes in the input.
    pub fn encoded(&self, text: &[u8]) -> u64 {
        // Of each character of several bytes only the first counts.
        let starts = |least: u8| {
            let bytes = text.iter().filter(|&&byte| byte & 0xc0 != 0x80);
            bytes.filter(|&&byte| byte >= least).count() as u64
        };
        match self.units {
            Units::Utf8 => text.len() as u64,
            Units::Single => starts(0),
            Units::Utf16 => 2 * (starts(0) + starts(0xf0)),
        }
    }

    /// Bytes of the marks at the start, which are dropped.
    pub fn mark_bytes(&self) -> u64 {
        self.mark_bytes
    }

    /// Characters that had to be replaced by U+FFFD so far.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Hash over the bytes read so far (BLAKE3, hexadecimal).
    pub fn hash(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }

    /// Appends a further piece of at least one byte to `out`, about as long as `out` is already.
    /// False once the input has ended.
    pub fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool> {
        let before = out.len();
        while out.len() == before {
            if self.raw.is_empty() && !self.ended {
                self.read_raw(CHUNK.max(before))?;
            }
            if self.raw.is_empty() && self.ended && self.decoder.is_none() {
                return Ok(false);
            }
            self.decode(out);
            self.strip_marks(out, before);
        }
        Ok(true)
    }

    fn decode(&mut self, out: &mut Vec<u8>) {
        let Some(decoder) = &mut self.decoder else {
            out.append(&mut self.raw);
            return;
        };
        let mut at = 0;
        let mut text = vec![0; self.raw.len() * 3 + 16];
        loop {
            let rest = self.raw.get(at..).unwrap_or_default();
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(rest, &mut text, self.ended);
            at += read;
            out.extend_from_slice(text.get(..written).unwrap_or_default());
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.replaced += 1;
                    out.extend_from_slice("\u{fffd}".as_bytes());
                }
            }
        }
        self.raw.clear();
        if self.ended {
            self.decoder = None;
        }
    }

    /// Drops marks at the very start; some tools write two.
    fn strip_marks(&mut self, out: &mut Vec<u8>, before: usize) {
        if self.started || out.len() == before {
            return;
        }
        self.started = true;
        let mut end = before;
        while out.get(end..).is_some_and(|rest| rest.starts_with(MARK)) {
            end += MARK.len();
        }
        self.mark_bytes = self.encoded(out.get(before..end).unwrap_or_default());
        out.drain(before..end);
    }

    fn read_raw(&mut self, at_least: usize) -> Result<()> {
        let start = self.raw.len();
        let read = self
            .input
            .by_ref()
            .take(at_least as u64)
            .read_to_end(&mut self.raw)
            .map_err(|error| read_error(&self.name, error))?;
        self.ended = read < at_least;
        self.bytes += read as u64;
        self.hasher
            .update(self.raw.get(start..).unwrap_or_default());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    fn decode(bytes: &[u8]) -> (String, String, u64) {
        let mut decoder =
            Decoder::new(Box::new(io::Cursor::new(bytes.to_vec())), "test", None).unwrap();
        let mut out = Vec::new();
        while decoder.fill(&mut out).unwrap() {}
        (
            decoder.encoding().name.clone(),
            String::from_utf8_lossy(&out).into_owned(),
            decoder.replaced(),
        )
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn an_input_is_decoded_from_each_served_encoding() {
        let text = "id;comment\r\n1;Всё плохо, доставка опоздала на неделю\r\n";
        let koi8: (_, _, _) = encoding_rs::KOI8_U.encode(text);
        let cp1251: (_, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        let marked = [MARK, text.as_bytes()].concat();
        let twice = [MARK, MARK, text.as_bytes()].concat();
        let cases: [(&str, Vec<u8>); 8] = [
            ("utf-8", text.into()),
            ("utf-8", marked),
            ("utf-8", twice),
            ("utf-16le", utf16(text, true)),
            ("utf-16be", utf16(text, false)),
            ("utf-16le", utf16(&format!("\u{feff}{text}"), true)),
            ("koi8-u", koi8.0.into()),
            ("windows-1251", cp1251.0.into()),
        ];
        for (name, bytes) in cases {
            assert_eq!(decode(&bytes), (name.to_owned(), text.to_owned(), 0));
        }
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_a_code_page() {
        for damage in [
            &b"\xc0\xaf"[..],
            b"\xed\xa0\x80\xed\xb0\x80",
            b"\xf0\x9f\x98",
            b"\xf4\x90\x80\x80",
            b"\x80\xbf",
            b"\xfe\xff\xfe",
            b"bra caf\xe9 caf\xc3\xa9",
        ] {
            let bytes = [b"id,comment\n1,\"", damage, b"\"\n2,fine\n"].concat();
            assert_eq!(decode(&bytes).0, "utf-8", "{damage:x?}");
        }
    }

    #[test]
    fn an_odd_byte_at_the_end_of_utf16_is_replaced_and_counted() {
        let mut bytes = utf16("id,comment\n1,ok\n", true);
        bytes.push(b'x');
        let (_, text, replaced) = decode(&bytes);
        assert_eq!((text.as_str(), replaced), ("id,comment\n1,ok\n\u{fffd}", 1));
    }

    #[test]
    fn utf32_is_refused_with_a_remedy() {
        let bytes = b"\xff\xfe\0\0i\0\0\0".to_vec();
        let error = Decoder::new(Box::new(io::Cursor::new(bytes)), "x.csv", None).unwrap_err();
        assert!(error.to_string().contains("UTF-32"), "{error}");
    }
}
