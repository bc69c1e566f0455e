//! Writes JSON into memory.
//!
//! An annotation has hundreds of names and numbers of which only the numbers and a few texts vary, so the names and
//! brackets come as ready pieces of bytes; this module only writes what varies.

/// Bytes looked at together.
const BLOCK: usize = 16;

/// Appends a string with its quotes.
pub(super) fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(found) = find_special(rest) {
        let (head, tail) = rest.split_at(found);
        out.extend_from_slice(head);
        if let Some((&byte, tail)) = tail.split_first() {
            escape(out, byte);
            rest = tail;
        }
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Appends a name with its quotes: text of the program, which holds nothing that would be escaped.
pub(super) fn name(out: &mut Vec<u8>, name: &'static str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

/// The place of the first byte that may not stand in a string as it is: a quote, a backslash, a control character.
fn find_special(bytes: &[u8]) -> Option<usize> {
    let special = |&byte: &u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    let (blocks, tail) = bytes.as_chunks::<BLOCK>();
    // Without a branch inside, so that all bytes of a block are compared at once.
    let holds_any = |block: &[u8; BLOCK]| block.iter().fold(false, |any, byte| any | special(byte));
    match blocks.iter().position(holds_any) {
        Some(block) => {
            let start = block * BLOCK;
            Some(start + blocks.get(block)?.iter().position(special)?)
        }
        None => Some(bytes.len() - tail.len() + tail.iter().position(special)?),
    }
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
            out.extend_from_slice(b"\\u00");
            out.extend([digit(byte >> 4), digit(byte & 15)]);
            return;
        }
    };
    out.extend([b'\\', short]);
}

/// Appends a whole number.
pub(super) fn number(out: &mut Vec<u8>, value: impl Into<i64>) {
    let value: i64 = value.into();
    if value < 0 {
        out.push(b'-');
    }
    unsigned(out, value.unsigned_abs());
}

/// Appends a whole number that is not negative.
pub(super) fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    let mut digits = [0; 20];
    let mut length = 0;
    for digit in digits.iter_mut().rev() {
        // The remainder is a single digit.
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
        length += 1;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(digits.len() - length..).unwrap_or_default());
}

/// Appends thousandths as a decimal fraction: 990 as `0.99`, 1000 as `1.0`.
pub(super) fn thousandths(out: &mut Vec<u8>, value: u16) {
    unsigned(out, u64::from(value / 1000));
    out.push(b'.');
    let rest = value % 1000;
    // Each is a single digit.
    let digits = [rest / 100, rest / 10 % 10, rest % 10].map(|digit| b'0' + digit as u8);
    let kept = digits.iter().rposition(|&digit| digit != b'0').unwrap_or(0);
    out.extend_from_slice(digits.get(..=kept).unwrap_or_default());
}

/// Appends a list in brackets, each item by `each`.
pub(super) fn list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut each: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        each(out, item);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn thousandths_are_written_as_the_shortest_fraction() {
        for (value, expected) in [
            (0, "0.0"),
            (5, "0.005"),
            (50, "0.05"),
            (990, "0.99"),
            (1000, "1.0"),
        ] {
            assert_eq!(written(|out| thousandths(out, value)), expected);
        }
    }

    proptest! {
        #[test]
        fn a_string_is_written_as_serde_json_writes_it(text in any::<String>()) {
            prop_assert_eq!(written(|out| string(out, &text)), serde_json::to_string(&text).unwrap());
        }

        #[test]
        fn specials_are_found_wherever_they_stand(text in "[a\"\\\\\u{1}å]{0,40}") {
            prop_assert_eq!(written(|out| string(out, &text)), serde_json::to_string(&text).unwrap());
        }

        #[test]
        fn a_number_is_written_as_serde_json_writes_it(value in any::<i64>()) {
            prop_assert_eq!(written(|out| number(out, value)), value.to_string());
        }
    }
}
