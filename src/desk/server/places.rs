//! Places in a text as a browser counts them.

use serde::Serialize;

/// The places of one text.
pub(super) struct Places {
    /// For each byte, and for the end, the UTF-16 code units before it; within a character those before the character.
    units: Vec<u32>,
}

/// A place: UTF-16 code units of the text, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    pub start: u32,
    pub end: u32,
}

impl Places {
    pub fn of(text: &str) -> Self {
        let mut units = Vec::with_capacity(text.len() + 1);
        let mut count = 0;
        for c in text.chars() {
            units.extend(std::iter::repeat_n(count, c.len_utf8()));
            // One or two.
            count += c.len_utf16() as u32;
        }
        units.push(count);
        Self { units }
    }

    /// The place from one byte to another; the end of the text where they lie behind it.
    pub fn place(&self, start: u32, end: u32) -> Place {
        let at = |byte: u32| self.units.get(byte as usize).or(self.units.last());
        Place {
            start: at(start).copied().unwrap_or_default(),
            end: at(end).copied().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_browser_cuts_out_what_we_cut_out(text in "(\\PC|\r\n|👍🏽|م){0,12}", from in 0_usize..12, to in 0_usize..12) {
            let at: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (from, to) = (at[from.min(to).min(at.len() - 1)], at[from.max(to).min(at.len() - 1)]);
            let place = Places::of(&text).place(from as u32, to as u32);
            let units: Vec<u16> = text.encode_utf16().collect();
            let cut = String::from_utf16(&units[place.start as usize..place.end as usize]).unwrap();
            prop_assert_eq!(&cut, &text[from..to]);
        }
    }
}
