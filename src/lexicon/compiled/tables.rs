//! The tables of words and of paths.

use super::stream::{Column, Reader, Writer};
use crate::lexicon::beginnings::Beginnings;
use crate::lexicon::pack::AtomUse;
use crate::lexicon::term::Gap;
use crate::lexicon::trie::Trie;
use crate::lexicon::vocabulary::{AtomRef, FormTable, Interner};
use rustc_hash::FxHashMap;

/// Keys with the letters they share with the one before left out, then the atoms of each.
///
/// The forms of a word mostly have the same atoms: a list of atoms that was written before is only named.
pub(super) fn write_forms(table: &FormTable, out: &mut Writer) {
    let keys = table.keys();
    out.number(Column::Count, keys.len() as u32);
    out.number(Column::Count, keys.bytes() as u32);
    let mut before = "";
    for key in keys.iter() {
        let shared = shared_start(before, key);
        out.number(Column::Shared, shared as u32);
        out.string(&key[shared..]);
        before = key;
    }
    let all = || (0..keys.len() as u32).map(|number| table.atoms_of(number));
    let total: usize = all().map(<[AtomRef]>::len).sum();
    out.number(Column::Count, total as u32);
    let mut lists: FxHashMap<&[AtomRef], u32> = FxHashMap::default();
    let mut first = 0;
    for atoms in all() {
        let known = lists.len() as u32;
        match lists.get(atoms) {
            // How far back, so that near ones, which are most, take one byte.
            Some(list) => out.number(Column::List, known - list),
            None => {
                lists.insert(atoms, known);
                out.number(Column::List, 0);
                write_atoms(atoms, &mut first, out);
            }
        }
    }
}

pub(super) fn read_forms(from: &mut Reader<'_>) -> Option<FormTable> {
    let (count, bytes) = (from.number(Column::Count)?, from.number(Column::Count)?);
    let mut keys = Interner::with_room(count as usize, bytes as usize);
    let mut key = String::new();
    for _ in 0..count {
        let shared = from.number(Column::Shared)? as usize;
        if !key.is_char_boundary(shared) {
            return None;
        }
        key.truncate(shared);
        key.push_str(from.string()?);
        keys.intern(&key);
    }
    let mut atoms = Vec::with_capacity(from.number(Column::Count)? as usize);
    let mut starts = Vec::with_capacity(count as usize + 1);
    starts.push(0);
    let mut lists: Vec<(usize, usize)> = Vec::new();
    let mut first = 0;
    for _ in 0..count {
        match from.number(Column::List)? {
            0 => {
                let start = atoms.len();
                read_atoms(from, &mut first, &mut atoms)?;
                lists.push((start, atoms.len()));
            }
            back => {
                let list = lists.len().checked_sub(back as usize)?;
                let &(start, end) = lists.get(list)?;
                atoms.extend_from_within(start..end);
            }
        }
        starts.push(atoms.len() as u32);
    }
    Some(FormTable::new(keys, starts, atoms))
}

/// Bytes that two words share at their start, whole letters only.
fn shared_start(a: &str, b: &str) -> usize {
    let mut letters = a.char_indices().zip(b.chars());
    let differs = letters.find(|((_, x), y)| x != y);
    differs.map_or(a.len().min(b.len()), |((at, _), _)| at)
}

/// A sorted list of atoms by how much each is above the one before, the first above the first of the list before.
fn write_atoms(atoms: &[AtomRef], first: &mut u32, out: &mut Writer) {
    out.number(Column::ListLength, atoms.len() as u32);
    let mut before = *first;
    for (index, atom) in atoms.iter().enumerate() {
        out.step(Column::Atom, atom.atom(), &mut before);
        out.number(Column::Degree, atom.low_bits());
        if index == 0 {
            *first = before;
        }
    }
}

fn read_atoms(from: &mut Reader<'_>, first: &mut u32, atoms: &mut Vec<AtomRef>) -> Option<()> {
    let mut before = *first;
    for index in 0..from.number(Column::ListLength)? {
        let atom = from.step(Column::Atom, &mut before)?;
        atoms.push(AtomRef::with_low_bits(atom, from.number(Column::Degree)?));
        if index == 0 {
            *first = atom;
        }
    }
    Some(())
}

/// For each node its entries and the ways on from it.
pub(super) fn write_trie(trie: &Trie, out: &mut Writer) {
    let nodes = trie.len();
    let mut gaps: Vec<Gap> = Vec::new();
    for edge in (0..nodes).flat_map(|node| trie.edges(node)) {
        if !gaps.contains(&edge.gap) {
            gaps.push(edge.gap);
        }
    }
    out.number(Column::Count, gaps.len() as u32);
    for gap in &gaps {
        for bound in [gap.least, gap.most, u8::from(gap.over_comma)] {
            out.number(Column::Other, u32::from(bound));
        }
    }
    out.number(Column::Count, nodes);
    let (mut entry, mut atom) = (0, 0);
    for node in 0..nodes {
        let accepts = trie.accepts(node);
        out.number(Column::Accepts, accepts.len() as u32);
        for &accept in accepts {
            out.step(Column::Accept, accept, &mut entry);
        }
        let edges = trie.edges(node);
        out.number(Column::Edges, edges.len() as u32);
        for edge in edges {
            let gap = gaps.iter().position(|gap| *gap == edge.gap);
            out.number(Column::Gap, gap.unwrap_or(0) as u32);
            out.step(Column::EdgeAtom, edge.atom, &mut atom);
        }
    }
}

pub(super) fn read_trie(from: &mut Reader<'_>) -> Option<Trie> {
    let gaps = from.list(|from| {
        Some(Gap {
            least: from.number(Column::Other)? as u8,
            most: from.number(Column::Other)? as u8,
            over_comma: from.number(Column::Other)? == 1,
        })
    })?;
    let nodes = from.number(Column::Count)?;
    let mut trie = Trie::with_room(nodes as usize);
    let (mut entry, mut atom) = (0, 0);
    for _ in 0..nodes {
        trie.open_node();
        for _ in 0..from.number(Column::Accepts)? {
            trie.push_accept(from.step(Column::Accept, &mut entry)?);
        }
        for _ in 0..from.number(Column::Edges)? {
            let gap = *gaps.get(from.number(Column::Gap)? as usize)?;
            trie.push_edge(gap, from.step(Column::EdgeAtom, &mut atom)?);
        }
    }
    trie.close();
    Some(trie)
}

/// Beginnings in the order of their letters, so that the same lists always give the same bytes.
pub(super) fn write_beginnings(beginnings: &Beginnings, out: &mut Writer) {
    let mut all: Vec<(&str, &[AtomRef])> = beginnings.iter().collect();
    all.sort_unstable();
    out.number(Column::Count, all.len() as u32);
    for (beginning, atoms) in all {
        out.string(beginning);
        out.number(Column::Count, atoms.len() as u32);
        for atom in atoms {
            out.number(Column::Other, atom.packed());
        }
    }
}

pub(super) fn read_beginnings(from: &mut Reader<'_>) -> Option<Beginnings> {
    let mut beginnings = Beginnings::default();
    for _ in 0..from.number(Column::Count)? {
        let beginning = from.string()?;
        for _ in 0..from.number(Column::Count)? {
            let atom = AtomRef::from_packed(from.number(Column::Other)?);
            beginnings.add(beginning, atom);
        }
    }
    Some(beginnings)
}

pub(super) fn write_uses(uses: &[AtomUse], out: &mut Writer) {
    out.number(Column::Count, uses.len() as u32);
    for atom_use in uses {
        out.number(Column::Flags, u32::from(atom_use.bits()));
    }
}

pub(super) fn read_uses(from: &mut Reader<'_>) -> Option<Vec<AtomUse>> {
    from.list(|from| Some(AtomUse::from_bits(from.number(Column::Flags)? as u8)))
}
