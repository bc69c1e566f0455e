//! Phrases as paths of atoms, with gaps.

use super::present::{AtomSet, Present};
use super::term::Gap;
use hashbrown::hash_map::HashMap;
use rustc_hash::FxBuildHasher;
use std::ops::Range;

/// Node of the root.
pub const ROOT: u32 = 0;

/// A trie over atoms: built once, then read only.
#[derive(Clone, Debug, Default)]
pub struct Trie {
    nodes: Vec<Node>,
    /// The atom of each edge. Apart from the gaps, because nearly all edges are only looked at to see that their atom is
    /// not in the sentence.
    atoms: Vec<u32>,
    /// The gap of each edge.
    gaps: Vec<Gap>,
    accepts: Vec<u32>,
    /// Child of the root by atom, 0 for none: the root is asked at every word.
    from_root: Vec<u32>,
    /// Atoms that lead on from another.
    follows: AtomSet,
}

/// Where the edges and the entries of a node start; they end where those of the next node start.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    edges: u32,
    accepts: u32,
}

/// A way on from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The atom.
    pub atom: u32,
    /// Node behind it.
    pub node: u32,
    /// The words passed over before the atom.
    pub gap: Gap,
}

impl Trie {
    /// Entries that end at a node.
    pub fn accepts(&self, node: u32) -> &[u32] {
        let (from, to) = self.bounds(node);
        self.accepts
            .get(from.accepts as usize..to.accepts as usize)
            .unwrap_or(&[])
    }

    /// The ways on from a node: without a gap first, by gap and then by atom. Not for the root.
    pub fn edges(&self, node: u32) -> impl ExactSizeIterator<Item = Edge> {
        let (from, to) = self.bounds(node);
        let (from, to) = (from.edges as usize, to.edges as usize);
        let atoms = self.atoms.get(from..to).unwrap_or(&[]).iter();
        let gaps = self.gaps.get(from..to).unwrap_or(&[]).iter();
        let edge = move |(at, (&atom, &gap))| Edge {
            atom,
            node: behind(from + at),
            gap,
        };
        atoms.zip(gaps).enumerate().map(edge)
    }

    /// The places of the ways on from a node.
    pub(super) fn places(&self, node: u32) -> Range<u32> {
        let (from, to) = self.bounds(node);
        from.edges..to.edges
    }

    /// The atom of a single way on.
    pub(super) fn single_atom(&self, places: Range<u32>) -> Option<u32> {
        let atoms = self.atoms.get(places.start as usize..places.end as usize);
        match atoms {
            Some(&[atom]) => Some(atom),
            _ => None,
        }
    }

    /// Follows the ways on at these places whose atoms are there. A loop with a call in it, and no iterator: of a hundred
    /// ways on that are looked at two are open, and the look is what the walk does most.
    #[inline]
    pub(super) fn each_open(
        &self,
        places: Range<u32>,
        present: &Present,
        mut follow: impl FnMut(Edge),
    ) {
        let atoms = self.atoms.get(places.start as usize..places.end as usize);
        for (at, &atom) in (places.start as usize..).zip(atoms.unwrap_or(&[])) {
            if present.may_have(atom)
                && let Some(&gap) = self.gaps.get(at)
            {
                let node = behind(at);
                follow(Edge { atom, node, gap });
            }
        }
    }

    /// The node one atom from the root.
    pub fn after_root(&self, atom: u32) -> Option<u32> {
        self.from_root
            .get(atom as usize)
            .copied()
            .filter(|&node| node != ROOT)
    }

    /// True if an atom leads on from another: most terms are one word.
    pub(super) fn follows(&self, atom: u32) -> bool {
        self.follows.has(atom)
    }

    /// How many nodes there are, that of the root among them.
    pub(super) fn len(&self) -> u32 {
        self.nodes.len().saturating_sub(1) as u32
    }

    /// Without nodes yet, with room for so many, and for so many entries. In a tree there is an edge to every node but one.
    pub(super) fn with_room(nodes: usize, accepts: usize) -> Self {
        Self {
            nodes: Vec::with_capacity(nodes + 1),
            atoms: Vec::with_capacity(nodes),
            gaps: Vec::with_capacity(nodes),
            accepts: Vec::with_capacity(accepts),
            ..Self::default()
        }
    }

    /// Starts the next node. A trie is filled node by node, each with its entries and edges in order, and then closed.
    pub(super) fn open_node(&mut self) {
        self.nodes.push(Node {
            edges: self.atoms.len() as u32,
            accepts: self.accepts.len() as u32,
        });
    }

    /// Adds an entry to the node that was started last.
    pub(super) fn push_accept(&mut self, entry: u32) {
        self.accepts.push(entry);
    }

    /// Adds an edge to the node that was started last. Nodes are numbered level by level, in the order of the edges that
    /// lead to them.
    pub(super) fn push_edge(&mut self, gap: Gap, atom: u32) {
        self.atoms.push(atom);
        self.gaps.push(gap);
    }

    /// Ends the last node and notes what the walk asks for at every word.
    pub(super) fn close(&mut self) {
        self.open_node();
        let root: Vec<Edge> = self.edges(ROOT).collect();
        let size = root.last().map_or(0, |edge| edge.atom as usize + 1);
        let mut from_root = vec![ROOT; size];
        for edge in &root {
            if let Some(slot) = from_root.get_mut(edge.atom as usize) {
                *slot = edge.node;
            }
        }
        let mut follows = AtomSet::default();
        for &atom in self.atoms.get(root.len()..).unwrap_or(&[]) {
            follows.add(atom);
        }
        self.from_root = from_root;
        self.follows = follows;
    }

    #[inline]
    fn bounds(&self, node: u32) -> (Node, Node) {
        match self.nodes.get(node as usize..) {
            Some([from, to, ..]) => (*from, *to),
            _ => Default::default(),
        }
    }
}

/// The node behind the edge at this place: the edge tells it by its own place.
fn behind(edge: usize) -> u32 {
    edge as u32 + 1
}

/// One place of a path: the gap before it and its atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// Words that may stand before it.
    pub gap: Gap,
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

/// Bits of one side of a gap: no match is as wide as a gap that needs more.
const GAP_BITS: u32 = 6;
const GAP_MOST: u8 = (1 << GAP_BITS) - 1;

/// Bits of a gap: one more for a comma.
const WHOLE_GAP_BITS: u32 = 2 * GAP_BITS + 1;

/// Bits of an atom: as many as `AtomRef` has for it.
const ATOM_BITS: u32 = 27;

/// A node and an edge from it in one number, so that numbers sort by node, gap and atom.
fn edge_key(node: u32, gap: Gap, atom: u32) -> u64 {
    let side = |words: u8| u64::from(words.min(GAP_MOST));
    let gap =
        (u64::from(gap.over_comma) << GAP_BITS | side(gap.least)) << GAP_BITS | side(gap.most);
    (u64::from(node) << WHOLE_GAP_BITS | gap) << ATOM_BITS | u64::from(atom)
}

/// Node and edge of a key; the edge leads to `node`.
fn edge_of((key, node): (u64, u32)) -> (u32, Edge) {
    let gap = key >> ATOM_BITS;
    let side = |gap: u64| (gap & u64::from(GAP_MOST)) as u8;
    let edge = Edge {
        atom: (key & ((1 << ATOM_BITS) - 1)) as u32,
        node,
        gap: Gap {
            least: side(gap >> GAP_BITS),
            most: side(gap),
            over_comma: gap >> (2 * GAP_BITS) & 1 == 1,
        },
    };
    ((gap >> WHOLE_GAP_BITS) as u32, edge)
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
            let gap = if node == ROOT { Gap::NONE } else { step.gap };
            let nodes = &mut self.nodes;
            let edge = self.edges.entry(edge_key(node, gap, step.atom));
            node = *edge.or_insert_with(|| {
                let id = *nodes;
                *nodes += 1;
                id
            });
        }
        self.accepts.push((node, entry));
    }

    /// The finished trie.
    pub fn build(self) -> Trie {
        let edges: Vec<(u32, Edge)> = self.edges.into_iter().map(edge_of).collect();
        let (mut edges, edge_starts) = by_node(&edges, self.nodes);
        let (mut accepts, accept_starts) = by_node(&self.accepts, self.nodes);
        for bounds in edge_starts.windows(2) {
            let of_node = &mut edges[bounds[0] as usize..bounds[1] as usize];
            of_node.sort_unstable_by_key(|edge| (edge.gap, edge.atom));
        }
        let mut trie = Trie::with_room(self.nodes as usize, accepts.len());
        // The nodes as they were added, in the order of their new numbers.
        let mut order = vec![ROOT];
        for at in 0..self.nodes as usize {
            let node = order[at] as usize;
            trie.open_node();
            let entries = accept_starts[node] as usize..accept_starts[node + 1] as usize;
            let entries = &mut accepts[entries];
            entries.sort_unstable();
            let mut last = None;
            for &mut entry in entries {
                if last.replace(entry) != Some(entry) {
                    trie.push_accept(entry);
                }
            }
            for edge in &edges[edge_starts[node] as usize..edge_starts[node + 1] as usize] {
                trie.push_edge(edge.gap, edge.atom);
                order.push(edge.node);
            }
        }
        trie.close();
        trie
    }
}

/// Items in the order of their nodes, and where those of each node start; of one node they stay in their order.
fn by_node<T: Copy>(items: &[(u32, T)], nodes: u32) -> (Vec<T>, Vec<u32>) {
    let mut starts = vec![0u32; nodes as usize + 1];
    for &(node, _) in items {
        starts[node as usize + 1] += 1;
    }
    for node in 1..starts.len() {
        starts[node] += starts[node - 1];
    }
    let mut next = starts.clone();
    let mut sorted: Vec<T> = Vec::new();
    if let Some(&(_, any)) = items.first() {
        sorted.resize(items.len(), any);
    }
    for &(node, item) in items {
        let slot = &mut next[node as usize];
        sorted[*slot as usize] = item;
        *slot += 1;
    }
    (sorted, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_again_with_its_gap() {
        let mut builder = TrieBuilder::default();
        let step = |gap, atom| PathStep { gap, atom };
        let wide = Gap {
            least: 0,
            most: 2,
            over_comma: true,
        };
        builder.add(&[step(Gap::NONE, 4), step(wide, 9)], 1);
        builder.add(&[step(Gap::NONE, 4), step(Gap::NONE, 7)], 3);
        builder.add(&[step(Gap::NONE, 4)], 2);
        let trie = builder.build();
        let node = trie.after_root(4).unwrap();
        assert_eq!(trie.accepts(node), [2]);
        let edges: Vec<Edge> = trie.edges(node).collect();
        let [direct, gap] = edges.as_slice() else {
            panic!("{edges:?}");
        };
        assert_eq!((direct.gap, direct.atom), (Gap::NONE, 7));
        assert_eq!((gap.gap, gap.atom), (wide, 9));
        assert_eq!(trie.accepts(direct.node), [3]);
        assert_eq!(trie.accepts(gap.node), [1]);
        assert!(trie.places(gap.node).is_empty() && !trie.places(node).is_empty());
        assert!(trie.after_root(9).is_none());
    }
}
