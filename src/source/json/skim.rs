//! Finds where JSON values end without building them, so that one bad value costs no other.

use super::members::Object;

/// Deepest nesting of objects around the rows.
const MAX_DEPTH: usize = 64;
/// Places that are tried to find the next good row behind a bad one.
const MAX_ATTEMPTS: usize = 1000;
/// Longest row in bytes that the search for the next good row knows.
const MAX_ATTEMPT: usize = 1 << 18;

/// The scan of one value, which may come in pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Skim {
    depth: usize,
    in_string: bool,
    escaped: bool,
    scalar: bool,
    begun: bool,
}

impl Skim {
    /// Goes on with the next piece of the value: how much of it belongs to the value, once that ends.
    pub fn take(&mut self, piece: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = piece.get(at) {
            if self.in_string {
                at += self.string(piece.get(at..).unwrap_or_default());
                if !self.in_string && self.depth == 0 {
                    return Some(at);
                }
                continue;
            }
            let first = !self.begun;
            self.begun = true;
            match byte {
                b'"' if self.scalar => return Some(at),
                b'"' => self.in_string = true,
                b'{' | b'[' if self.scalar => return Some(at),
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 0 => return Some(at.max(usize::from(first))),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b',' if self.depth == 0 => return Some(at.max(usize::from(first))),
                b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => return Some(at),
                _ => self.scalar = self.depth == 0,
            }
            at += 1;
        }
        None
    }

    /// Goes on inside a string: how many bytes of the piece belong to it.
    fn string(&mut self, piece: &[u8]) -> usize {
        let mut at = 0;
        if self.escaped {
            self.escaped = false;
            at = 1;
        }
        loop {
            let rest = piece.get(at..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'"', b'\\', rest) else {
                return piece.len();
            };
            at += found + 1;
            if piece.get(at - 1) == Some(&b'"') {
                self.in_string = false;
                return at;
            }
            if at >= piece.len() {
                self.escaped = true;
                return at;
            }
            at += 1;
        }
    }
}

/// The array of rows in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// First byte inside the array.
    pub start: usize,
    /// Names of the members that lead to it.
    pub path: Vec<String>,
    /// Objects in it, as far as the document is known.
    pub objects: usize,
}

/// The array of rows: the document itself if it is one, else the array with most objects among its members, at any
/// depth but not inside another array. `None` if the document is no array and no object.
///
/// An array without objects is given only if there is no other.
pub(super) fn find_rows(text: &[u8]) -> Option<Rows> {
    let start = blank(text);
    match text.get(start)? {
        b'[' => Some(Rows {
            start: start + 1,
            path: Vec::new(),
            objects: usize::MAX,
        }),
        b'{' => arrays(text, start),
        _ => None,
    }
}

/// White space at the start of a text.
pub(super) fn blank(text: &[u8]) -> usize {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    text.iter()
        .position(|byte| !is_blank(byte))
        .unwrap_or(text.len())
}

fn arrays(text: &[u8], start: usize) -> Option<Rows> {
    let mut best: Option<Rows> = None;
    let mut path: Vec<String> = Vec::new();
    let mut key = String::new();
    let mut at = start;
    let mut is_value = true;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'{' if is_value && path.len() < MAX_DEPTH => {
                path.push(std::mem::take(&mut key));
                is_value = false;
                at += 1;
            }
            b'}' => {
                path.pop();
                at += 1;
            }
            b'[' if is_value => {
                let (objects, end) = objects(text, at + 1);
                let path = path.iter().skip(1).chain([&key]).cloned().collect();
                if best.as_ref().is_none_or(|best| objects > best.objects) {
                    best = Some(Rows {
                        start: at + 1,
                        path,
                        objects,
                    });
                }
                at = end;
            }
            b':' => {
                is_value = true;
                at += 1;
            }
            b',' => {
                is_value = false;
                at += 1;
            }
            b'"' => {
                let rest = text.get(at..).unwrap_or_default();
                let length = Skim::default().take(rest).unwrap_or(rest.len()).max(1);
                if !is_value {
                    let name = rest.get(..length).unwrap_or_default();
                    key = serde_json::from_slice(name).unwrap_or_default();
                }
                at += length;
            }
            _ => at += 1,
        }
        if path.is_empty() {
            break;
        }
    }
    best
}

/// How many objects the array has whose inside starts at `at`, and where it ends.
fn objects(text: &[u8], mut at: usize) -> (usize, usize) {
    let mut count = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b']' => return (count, at + 1),
            b',' | b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => {
                count += usize::from(byte == b'{');
                let rest = text.get(at..).unwrap_or_default();
                at += Skim::default().take(rest).unwrap_or(rest.len()).max(1);
            }
        }
    }
    (count, at)
}

/// Where the next row begins behind a bad one at the start of `rest`: at an object behind a comma that `is_row`, with
/// a comma or the end of the array behind it.
pub(super) fn resync(rest: &[u8], is_row: &dyn Fn(&Object) -> bool) -> Option<usize> {
    let starts = memchr::memchr_iter(b'{', rest);
    let mut likely = starts.filter(|&start| {
        let before = rest.get(..start).unwrap_or_default();
        before.trim_ascii_end().ends_with(b",")
    });
    likely.by_ref().take(MAX_ATTEMPTS).find(|&start| {
        let rest = rest.get(start..).unwrap_or_default();
        let rest = rest.get(..MAX_ATTEMPT).unwrap_or(rest);
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<Object>();
        let found = values
            .next()
            .and_then(Result::ok)
            .is_some_and(|row| is_row(&row));
        let behind = rest.get(values.byte_offset()..).unwrap_or_default();
        found && matches!(behind.trim_ascii_start().first(), Some(b',' | b']') | None)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_ends_where_its_brackets_or_quotes_close() {
        for (text, length) in [
            ("{\"a\":[1,\"}\"]},x", 13),
            ("[[],[]] ,", 7),
            ("\"a\\\"b\",", 6),
            ("12.5]", 4),
            ("true}", 4),
            ("nul\"x\"", 3),
        ] {
            assert_eq!(
                Skim::default().take(text.as_bytes()),
                Some(length),
                "{text}"
            );
        }
    }

    #[test]
    fn rows_are_the_longest_array_of_objects() {
        for (text, path, start) in [
            (" [1]", &[][..], 2),
            (
                r#"{"tags":[{}],"page":{"items":[{},{}]}}"#,
                &["page", "items"],
                30,
            ),
            (r#"{"data":[{"a":[{},{},{}]},{}]}"#, &["data"], 9),
            (r#"{"a":"[{}]","b":[]}"#, &["b"], 17),
        ] {
            let rows = find_rows(text.as_bytes()).unwrap();
            assert_eq!(
                (rows.path, rows.start),
                (path.iter().map(|p| p.to_string()).collect(), start),
                "{text}"
            );
        }
        assert_eq!(find_rows(br#"{"a":{"b":1}}"#), None);
        assert_eq!(find_rows(b"\"x\""), None);
    }

    #[test]
    fn a_row_with_an_open_quote_does_not_hide_the_next() {
        let text = br#"{"a":"open},{"a":"1"},{"a":"2"}]"#;
        let like = |object: &Object| object.contains_key("a");
        assert_eq!(resync(text, &like), Some(12));
        let nested = br#"{"a":bad,"b":[{"c":1},{"c":2}]},{"a":"2"}]"#;
        assert_eq!(resync(nested, &like), Some(32));
    }

    proptest! {
        #[test]
        fn pieces_give_the_same_end_as_the_whole(text in "[\\[\\]{}\",\\\\1a ]{1,30}", cut in 0usize..30) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let mut skim = Skim::default();
            let end = skim.take(&bytes[..cut]).or_else(|| skim.take(&bytes[cut..]).map(|end| cut + end));
            prop_assert_eq!(end, Skim::default().take(bytes));
            prop_assert!(end.is_none_or(|end| end <= bytes.len()));
        }
    }
}
