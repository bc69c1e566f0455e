//! Phrases as paths of atoms, with gaps.

use hashbrown::hash_map::HashMap;
use rustc_hash::FxBuildHasher;

/// Node of the root.
pub const ROOT: u32 = 0;

/// A trie over atoms: built once, then read only.
#[derive(Clone, Debug, Default)]
pub struct Trie {
    nodes: Vec<Node>,
    children: Vec<(u32, u32)>,
    gaps: Vec<Gap>,
    accepts: Vec<u32>,
    /// Child of the root by atom, 0 for none: the root is asked at every word.
    from_root: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    mask: u64,
    children: (u32, u32),
    gaps: (u32, u32),
    accepts: (u32, u32),
}

/// An edge that passes over words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Fewest words passed over.
    pub least: u8,
    /// Most words passed over.
    pub most: u8,
    /// Node behind the gap.
    pub node: u32,
    /// Its [`Trie::mask`].
    pub mask: u64,
}

/// The bit that stands for an atom in masks: if two sets of atoms share no bit, they share no atom.
pub fn bit(atom: u32) -> u64 {
    1 << (atom % 64)
}

impl Trie {
    /// Entries that end at a node.
    pub fn accepts(&self, node: u32) -> &[u32] {
        let (start, end) = self.node(node).accepts;
        &self.accepts[start as usize..end as usize]
    }

    /// Gaps that start at a node.
    pub fn gaps(&self, node: u32) -> &[Gap] {
        let (start, end) = self.node(node).gaps;
        &self.gaps[start as usize..end as usize]
    }

    /// Atoms and nodes one step from a node, sorted by atom. Not for the root.
    pub fn children(&self, node: u32) -> &[(u32, u32)] {
        let (start, end) = self.node(node).children;
        &self.children[start as usize..end as usize]
    }

    /// The bits of all atoms that lead on from a node without a gap.
    pub fn mask(&self, node: u32) -> u64 {
        self.node(node).mask
    }

    /// The node one atom from the root.
    pub fn from_root(&self, atom: u32) -> Option<u32> {
        self.from_root
            .get(atom as usize)
            .copied()
            .filter(|&node| node != ROOT)
    }

    /// True if no way leads on from a node: most terms are one word.
    pub fn ends(&self, node: u32) -> bool {
        let node = self.node(node);
        node.children.0 == node.children.1 && node.gaps.0 == node.gaps.1
    }

    #[inline]
    fn node(&self, node: u32) -> Node {
        self.nodes.get(node as usize).copied().unwrap_or_default()
    }
}

/// One place of a path: the gap before it and its atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// Words that may stand before it.
    pub gap: (u8, u8),
    /// The atom.
    pub atom: u32,
}

/// Collects paths for a [`Trie`].
#[derive(Clone, Debug)]
pub struct TrieBuilder {
    /// Node behind each edge, by [`edge_key`].
    edges: HashMap<u64, u32, FxBuildHasher>,
    accepts: Vec<(u32, u32)>,
    nodes: u32,
}

/// Marks the edges that are gaps; atoms have fewer bits.
const GAP: u32 = 1 << 31;

/// A node and the label of an edge from it in one number, so that numbers sort as node, atoms, gaps.
fn edge_key(node: u32, label: u32) -> u64 {
    u64::from(node) << 32 | u64::from(label)
}

fn gap_label((least, most): (u8, u8)) -> u32 {
    GAP | u32::from(least) << 8 | u32::from(most)
}

impl Default for TrieBuilder {
    fn default() -> Self {
        Self {
            edges: HashMap::default(),
            accepts: Vec::new(),
            nodes: 1,
        }
    }
}

impl TrieBuilder {
    /// Adds a path that ends in `entry`.
    pub fn add(&mut self, path: &[PathStep], entry: u32) {
        let mut node = ROOT;
        for step in path {
            if step.gap != (0, 0) && node != ROOT {
                node = self.child(node, gap_label(step.gap));
            }
            node = self.child(node, step.atom);
        }
        self.accepts.push((node, entry));
    }

    fn child(&mut self, node: u32, label: u32) -> u32 {
        let nodes = &mut self.nodes;
        let edge = self.edges.entry(edge_key(node, label));
        *edge.or_insert_with(|| {
            let id = *nodes;
            *nodes += 1;
            id
        })
    }

    /// The finished trie.
    pub fn build(self) -> Trie {
        let mut edges: Vec<(u64, u32)> = self.edges.into_iter().collect();
        edges.sort_unstable();
        let mut accepts = self.accepts;
        accepts.sort_unstable();
        accepts.dedup();
        let mut trie = Trie {
            nodes: vec![Node::default(); self.nodes as usize],
            ..Trie::default()
        };
        let mut edge = edges.into_iter().peekable();
        let mut accept = accepts.into_iter().peekable();
        for node in 0..self.nodes {
            let first_child = trie.children.len() as u32;
            let first_gap = trie.gaps.len() as u32;
            while let Some((key, child)) = edge.next_if(|(key, _)| (key >> 32) as u32 == node) {
                // The lower half is the label.
                let label = key as u32;
                if label & GAP == 0 {
                    trie.children.push((label, child));
                } else {
                    trie.gaps.push(Gap {
                        least: (label >> 8) as u8,
                        most: label as u8,
                        node: child,
                        mask: 0,
                    });
                }
            }
            let children = trie.children.iter().skip(first_child as usize);
            let mask = children.fold(0, |mask, &(atom, _)| mask | bit(atom));
            let first_accept = trie.accepts.len() as u32;
            while let Some((_, entry)) = accept.next_if(|(at, _)| *at == node) {
                trie.accepts.push(entry);
            }
            trie.nodes[node as usize] = Node {
                mask,
                children: (first_child, trie.children.len() as u32),
                gaps: (first_gap, trie.gaps.len() as u32),
                accepts: (first_accept, trie.accepts.len() as u32),
            };
        }
        for gap in &mut trie.gaps {
            gap.mask = trie.nodes.get(gap.node as usize).map_or(0, |n| n.mask);
        }
        let root = trie.children(ROOT);
        let size = root.last().map_or(0, |&(atom, _)| atom as usize + 1);
        let mut from_root = vec![ROOT; size];
        for &(atom, child) in root {
            from_root[atom as usize] = child;
        }
        trie.from_root = from_root;
        trie
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_again_with_its_gap() {
        let mut builder = TrieBuilder::default();
        let step = |gap, atom| PathStep { gap, atom };
        builder.add(&[step((0, 0), 4), step((0, 2), 9)], 1);
        builder.add(&[step((0, 0), 4)], 2);
        let trie = builder.build();
        let node = trie.from_root(4).unwrap();
        assert_eq!(trie.accepts(node), [2]);
        let gap = trie.gaps(node)[0];
        assert_eq!((gap.least, gap.most), (0, 2));
        let (atom, end) = trie.children(gap.node)[0];
        assert_eq!((atom, trie.accepts(end)), (9, &[1][..]));
        assert!(trie.from_root(9).is_none());
    }
}
