//! The pieces that an input is cut into, for whoever wants to see them: together they are the whole input.

/// A piece of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it was taken for.
    pub kind: Kind,
    /// Bytes of the input that it takes, half-open. A row of a workbook has no place of its own: (0, 0).
    pub bytes: (u64, u64),
    /// Its cells; of a reject as well as it could be cut.
    pub cells: Vec<String>,
}

/// What a piece was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It stands above the table, or around the rows of a document.
    Frame,
    /// The names of the columns, or a further row of the header.
    Header,
    /// A row that was read.
    Row,
    /// A row that could not be read.
    Reject,
    /// A record left out by rule: a blank line, a repeated header.
    Skip,
}
