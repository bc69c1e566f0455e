//! Phrases as paths of atoms, with gaps.

use rustc_hash::FxHashMap;

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

    /// The node one atom from the root.
    pub fn from_root(&self, atom: u32) -> Option<u32> {
        self.from_root
            .get(atom as usize)
            .copied()
            .filter(|&node| node != ROOT)
    }

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
    edges: FxHashMap<(u32, Edge), u32>,
    accepts: Vec<(u32, u32)>,
    nodes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Edge {
    Atom(u32),
    Gap(u8, u8),
}

impl Default for TrieBuilder {
    fn default() -> Self {
        Self {
            edges: FxHashMap::default(),
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
                node = self.child(node, Edge::Gap(step.gap.0, step.gap.1));
            }
            node = self.child(node, Edge::Atom(step.atom));
        }
        self.accepts.push((node, entry));
    }

    fn child(&mut self, node: u32, edge: Edge) -> u32 {
        let nodes = &mut self.nodes;
        *self.edges.entry((node, edge)).or_insert_with(|| {
            let id = *nodes;
            *nodes += 1;
            id
        })
    }

    /// The finished trie.
    pub fn build(self) -> Trie {
        let mut edges: Vec<((u32, Edge), u32)> = self.edges.into_iter().collect();
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
            while let Some(((_, kind), child)) = edge.next_if(|((from, _), _)| *from == node) {
                match kind {
                    Edge::Atom(atom) => trie.children.push((atom, child)),
                    Edge::Gap(least, most) => trie.gaps.push(Gap {
                        least,
                        most,
                        node: child,
                    }),
                }
            }
            let first_accept = trie.accepts.len() as u32;
            while let Some((_, entry)) = accept.next_if(|(at, _)| *at == node) {
                trie.accepts.push(entry);
            }
            trie.nodes[node as usize] = Node {
                children: (first_child, trie.children.len() as u32),
                gaps: (first_gap, trie.gaps.len() as u32),
                accepts: (first_accept, trie.accepts.len() as u32),
            };
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
