//! Numbers and strings, one behind the other.

use super::Compiled;

/// What numbers are about. Those of a kind lie side by side: they are alike, and so pack well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// How many of something follow.
    Count,
    /// Bytes of a string.
    Length,
    /// Bytes that a key shares with the one before.
    Shared,
    /// Which list of atoms a key has.
    List,
    /// How many atoms a list has.
    ListLength,
    /// An atom of a list.
    Atom,
    /// Degree and way of an atom of a list.
    Degree,
    /// How many entries end at a node.
    Accepts,
    /// An entry that ends at a node.
    Accept,
    /// How many ways lead on from a node.
    Edges,
    /// The gap of an edge.
    Gap,
    /// The atom of an edge.
    EdgeAtom,
    /// File and kind of an entry.
    Place,
    /// Line of an entry.
    Line,
    /// Theme of an entry.
    Theme,
    /// Flags of an entry.
    Flags,
    /// Valence of an entry.
    Valence,
    /// Conditions of an entry.
    Conditions,
    /// A part of a condition.
    Requirement,
    /// All that is rare.
    Other,
}

/// How many columns there are.
const COLUMNS: usize = Column::Other as usize + 1;

/// Most items that room is made for before they are read.
const MOST_ROOM: u32 = 1 << 16;

/// Writes numbers and strings.
#[derive(Default)]
pub(super) struct Writer {
    columns: [Vec<u8>; COLUMNS],
    text: String,
}

impl Writer {
    /// A number in as many bytes as it needs, seven bits each, the lowest first (LEB128).
    pub fn number(&mut self, column: Column, number: u32) {
        push(number, &mut self.columns[column as usize]);
    }

    /// A number of either sign: small ones stay small.
    pub fn signed(&mut self, column: Column, number: i32) {
        self.number(column, (number << 1 ^ number >> 31) as u32);
    }

    /// How much a number is above the one before it, which it then takes the place of.
    pub fn step(&mut self, column: Column, number: u32, before: &mut u32) {
        self.signed(column, number.wrapping_sub(*before) as i32);
        *before = number;
    }

    /// A string.
    pub fn string(&mut self, text: &str) {
        self.number(Column::Length, text.len() as u32);
        self.text.push_str(text);
    }

    /// How many strings there are, and each.
    pub fn strings<'t>(&mut self, texts: impl ExactSizeIterator<Item = &'t str>) {
        self.number(Column::Count, texts.len() as u32);
        texts.for_each(|text| self.string(text));
    }

    /// What was written: the columns, each with its bytes in front.
    pub fn finish(self) -> Compiled {
        let mut numbers = Vec::new();
        for column in &self.columns {
            push(column.len() as u32, &mut numbers);
            numbers.extend_from_slice(column);
        }
        Compiled {
            numbers,
            text: self.text.into_bytes(),
        }
    }
}

fn push(mut number: u32, out: &mut Vec<u8>) {
    while number > 0x7F {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number off the front. Nearly all are one byte.
#[inline]
fn pull(bytes: &mut &[u8]) -> Option<u32> {
    let (&byte, rest) = bytes.split_first()?;
    *bytes = rest;
    match byte {
        0..0x80 => Some(byte.into()),
        _ => pull_on(byte, bytes),
    }
}

/// The rest of a number whose first byte is not its last.
fn pull_on(first: u8, bytes: &mut &[u8]) -> Option<u32> {
    let (mut number, mut shift) = (u32::from(first & 0x7F), 7);
    loop {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7F).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

/// Reads what [`Writer`] wrote. Every step is `None` at the end of its column.
pub(super) struct Reader<'b> {
    columns: [&'b [u8]; COLUMNS],
    text: &'b str,
}

impl<'b> Reader<'b> {
    /// Reads from the start; `None` if columns are missing or the text is none.
    pub fn new(mut numbers: &'b [u8], text: &'b [u8]) -> Option<Self> {
        // The standard library's check takes a tenth of the time that five languages take to load.
        let text = simdutf8::basic::from_utf8(text).ok()?;
        let mut columns = [numbers; COLUMNS];
        for column in &mut columns {
            let length = pull(&mut numbers)?;
            (*column, numbers) = numbers.split_at_checked(length as usize)?;
        }
        Some(Self { columns, text })
    }

    /// True if nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.columns.iter().all(|column| column.is_empty()) && self.text.is_empty()
    }

    #[inline]
    pub fn number(&mut self, column: Column) -> Option<u32> {
        pull(&mut self.columns[column as usize])
    }

    #[inline]
    pub fn signed(&mut self, column: Column) -> Option<i32> {
        let number = self.number(column)?;
        Some((number >> 1) as i32 ^ -((number & 1) as i32))
    }

    /// The number that is so much above the one before it, which it takes the place of.
    #[inline]
    pub fn step(&mut self, column: Column, before: &mut u32) -> Option<u32> {
        *before = before.wrapping_add_signed(self.signed(column)?);
        Some(*before)
    }

    #[inline]
    pub fn string(&mut self) -> Option<&'b str> {
        let length = self.number(Column::Length)?;
        self.text(length)
    }

    /// So many bytes of text, of as many strings as they may be.
    #[inline]
    pub fn text(&mut self, length: u32) -> Option<&'b str> {
        let (text, rest) = self.text.split_at_checked(length as usize)?;
        self.text = rest;
        Some(text)
    }

    pub fn strings(&mut self) -> Option<Vec<String>> {
        self.list(|from| from.string().map(str::to_owned))
    }

    /// As many items as the next count says.
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number(Column::Count)?;
        // Lists are many and short: one allocation each. A count that lies asks for no more than this.
        let mut items = Vec::with_capacity(count.min(MOST_ROOM) as usize);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Some(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read_again(numbers: Vec<u32>, signed: Vec<i32>, texts: Vec<String>) {
            let mut out = Writer::default();
            let mut before = 7;
            for &number in &numbers {
                out.number(Column::Atom, number);
                out.step(Column::Line, number, &mut before);
            }
            signed.iter().for_each(|&number| out.signed(Column::Valence, number));
            out.strings(texts.iter().map(String::as_str));
            let Compiled { numbers: bytes, text } = out.finish();
            let mut from = Reader::new(&bytes, &text).unwrap();
            let mut before = 7;
            for number in numbers {
                prop_assert_eq!(from.number(Column::Atom), Some(number));
                prop_assert_eq!(from.step(Column::Line, &mut before), Some(number));
            }
            for number in signed {
                prop_assert_eq!(from.signed(Column::Valence), Some(number));
            }
            prop_assert_eq!(from.strings(), Some(texts));
            prop_assert!(from.is_at_end());
        }

        #[test]
        fn no_bytes_make_the_reader_fail(bytes: Vec<u8>, text: Vec<u8>) {
            if let Some(mut from) = Reader::new(&bytes, &text) {
                while from.strings().is_some() {}
            }
        }
    }
}
