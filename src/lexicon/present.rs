//! Sets of atoms, and the atoms that the words of a sentence can fill.
//!
//! Most terms are phrases of which a sentence holds the first word and no more: a walk that asks here before it looks at
//! any further word of the sentence ends where it starts.

/// The atoms of a sentence. It holds each of them; where a language has more atoms than there are bits here, several share
/// one, and an atom may be taken for another: a walk that goes on for it finds nothing. Of a fixed size, so that the look,
/// which the walk takes a thousand times a comment, needs no check of bounds, and small enough for the fastest cache.
#[derive(Clone, Debug)]
pub(super) struct Present {
    bits: [u64; WORDS],
}

/// Four kibibytes, 32,768 atoms.
const WORDS: usize = 512;

impl Default for Present {
    fn default() -> Self {
        Self { bits: [0; WORDS] }
    }
}

impl Present {
    /// Adds an atom.
    #[inline]
    pub fn add(&mut self, atom: u32) {
        self.bits[atom as usize / 64 % WORDS] |= 1 << (atom % 64);
    }

    /// Takes all atoms out.
    pub fn clear(&mut self) {
        self.bits.fill(0);
    }

    /// False if the atom was not added; mostly false only then.
    #[inline]
    pub fn may_have(&self, atom: u32) -> bool {
        self.bits[atom as usize / 64 % WORDS] & 1 << (atom % 64) != 0
    }
}

/// A set of atoms, a bit for each.
#[derive(Clone, Debug, Default)]
pub(super) struct AtomSet {
    bits: Vec<u64>,
}

impl AtomSet {
    /// Adds an atom.
    pub fn add(&mut self, atom: u32) {
        let at = atom as usize / 64;
        if at >= self.bits.len() {
            self.bits.resize(at + 1, 0);
        }
        self.bits[at] |= 1 << (atom % 64);
    }

    /// True if the atom was added.
    pub fn has(&self, atom: u32) -> bool {
        let bits = self.bits.get(atom as usize / 64);
        bits.is_some_and(|bits| bits & (1 << (atom % 64)) != 0)
    }
}
