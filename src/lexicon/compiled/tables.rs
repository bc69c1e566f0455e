//! The tables of words and of paths.

use super::stream::{Column, Reader, Writer};
use crate::lexicon::pack::AtomUse;
use crate::lexicon::term::Gap;
use crate::lexicon::trie::Trie;
use crate::lexicon::vocabulary::{AtomLists, AtomRef, FormTable, Keys};

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
    let lists = table.lists();
    out.number(Column::Count, lists.len() as u32);
    out.number(Column::Count, lists.atoms() as u32);
    let (mut known, mut first) = (0, 0);
    for number in 0..keys.len() as u32 {
        let list = table.list(number);
        // How far back, so that near ones, which are most, take one byte. The next new one is none back.
        out.number(Column::List, known - list);
        if list == known {
            known += 1;
            write_atoms(lists.get(list), &mut first, out);
        }
    }
}

pub(super) fn read_forms(from: &mut Reader<'_>) -> Option<FormTable> {
    let (count, bytes) = (from.number(Column::Count)?, from.number(Column::Count)?);
    let mut keys = Keys::with_room(count as usize, bytes as usize);
    for _ in 0..count {
        let shared = from.number(Column::Shared)? as usize;
        keys.push_behind(shared, from.string()?)?;
    }
    let (most, atoms) = (from.number(Column::Count)?, from.number(Column::Count)?);
    let mut atoms = AtomLists::with_room(most as usize, atoms as usize);
    let mut lists = Vec::with_capacity(count as usize);
    let (mut known, mut first) = (0, 0);
    for _ in 0..count {
        let back = from.number(Column::List)?;
        if back == 0 {
            known += 1;
            read_atoms(from, &mut first, &mut atoms)?;
            lists.push(known - 1);
        } else {
            lists.push(u32::checked_sub(known, back)?);
        }
    }
    Some(FormTable::new(keys, lists, atoms))
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

fn read_atoms(from: &mut Reader<'_>, first: &mut u32, atoms: &mut AtomLists) -> Option<()> {
    let mut before = *first;
    for index in 0..from.number(Column::ListLength)? {
        let atom = from.step(Column::Atom, &mut before)?;
        atoms.push(AtomRef::with_low_bits(atom, from.number(Column::Degree)?));
        if index == 0 {
            *first = atom;
        }
    }
    atoms.end();
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
    out.number(
        Column::Count,
        (0..nodes).map(|node| trie.accepts(node).len() as u32).sum(),
    );
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
    let (nodes, accepts) = (from.number(Column::Count)?, from.number(Column::Count)?);
    let mut trie = Trie::with_room(nodes as usize, accepts as usize);
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

pub(super) fn write_uses(uses: &[AtomUse], out: &mut Writer) {
    out.number(Column::Count, uses.len() as u32);
    for atom_use in uses {
        out.number(Column::Flags, u32::from(atom_use.bits()));
    }
}

pub(super) fn read_uses(from: &mut Reader<'_>) -> Option<Vec<AtomUse>> {
    from.list(|from| Some(AtomUse::from_bits(from.number(Column::Flags)? as u8)))
}
