//! Whole numbers by place, each in as few bytes as the greatest of them needs.
//!
//! A million comments with a hundred facts each are read and written as such: a fact of all of them is a few blocks of
//! one byte or two a comment, and a scan of it takes about a millisecond.

/// Numbers by place. Behind the last that is kept all are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Array {
    width: usize,
    bytes: Vec<u8>,
}

impl Array {
    /// The array of these bytes, so many to a number.
    pub fn new(width: usize, bytes: Vec<u8>) -> Self {
        Self { width, bytes }
    }

    /// Bytes of a number: 1, 2, 4 or 8; 0 where there is none.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The numbers, the lowest byte first.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts a number in its place, and widens all where it needs more bytes than they have.
    pub fn set(&mut self, at: usize, number: u64) {
        let width = width(number);
        if width > self.width {
            self.widen(width);
        }
        let start = at * self.width;
        if self.bytes.len() < start + self.width {
            if number == 0 {
                return;
            }
            self.bytes.resize(start + self.width, 0);
        }
        let number = number.to_le_bytes();
        self.bytes[start..start + self.width].copy_from_slice(&number[..self.width]);
    }

    fn widen(&mut self, width: usize) {
        let mut bytes = Vec::with_capacity(self.bytes.len() / self.width.max(1) * width);
        each(self.width, &self.bytes, |_, number| {
            bytes.extend_from_slice(&number.to_le_bytes()[..width]);
        });
        *self = Self { width, bytes };
    }
}

/// Hands each number of an array to `work` with its place.
pub(super) fn each(width: usize, bytes: &[u8], mut work: impl FnMut(usize, u64)) {
    // One loop a width, so that each is as tight as it can be.
    match width {
        1 => bytes
            .iter()
            .enumerate()
            .for_each(|(at, byte)| work(at, u64::from(*byte))),
        2 => bytes
            .as_chunks()
            .0
            .iter()
            .enumerate()
            .for_each(|(at, number)| work(at, u64::from(u16::from_le_bytes(*number)))),
        4 => bytes
            .as_chunks()
            .0
            .iter()
            .enumerate()
            .for_each(|(at, number)| work(at, u64::from(u32::from_le_bytes(*number)))),
        8 => bytes
            .as_chunks()
            .0
            .iter()
            .enumerate()
            .for_each(|(at, number)| work(at, u64::from_le_bytes(*number))),
        _ => {}
    }
}

fn width(number: u64) -> usize {
    match number {
        0..=0xFF => 1,
        0x100..=0xFFFF => 2,
        0x1_0000..=0xFFFF_FFFF => 4,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn an_array_holds_what_was_put_into_it(
            numbers in prop::collection::vec((0_usize..300, prop_oneof![0_u64..3, any::<u64>(), 0_u64..70_000]), 0..60)
        ) {
            let mut array = Array::default();
            let mut expected = BTreeMap::new();
            for (at, number) in numbers {
                array.set(at, number);
                expected.insert(at, number);
            }
            expected.retain(|_, number| *number > 0);
            let mut found = BTreeMap::new();
            each(array.width(), array.bytes(), |at, number| {
                if number > 0 {
                    found.insert(at, number);
                }
            });
            prop_assert_eq!(found, expected);
        }
    }
}
