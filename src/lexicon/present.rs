//! The atoms that the words of a sentence can fill.
//!
//! Most terms are phrases of which a sentence holds the first word and no more: a walk that asks here before it looks at
//! any further word of the sentence ends where it starts. One bit an atom, so that it stays in the fastest cache.

/// A set of atoms.
#[derive(Clone, Debug, Default)]
pub(super) struct Present {
    bits: Vec<u64>,
}

impl Present {
    /// Adds an atom.
    pub fn add(&mut self, atom: u32) {
        let at = atom as usize / 64;
        match self.bits.get_mut(at) {
            Some(bits) => *bits |= 1 << (atom % 64),
            None => {
                self.bits.resize(at, 0);
                self.bits.push(1 << (atom % 64));
            }
        }
    }

    /// Takes all atoms out. A few kilobytes at once cost less than the atoms of a sentence one by one.
    pub fn clear(&mut self) {
        self.bits.fill(0);
    }

    /// True if the atom was added.
    #[inline]
    pub fn has(&self, atom: u32) -> bool {
        self.bits
            .get(atom as usize / 64)
            .is_some_and(|bits| bits & (1 << (atom % 64)) != 0)
    }
}
