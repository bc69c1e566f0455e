//! Columns of the lists.

/// `sentiment.tsv` and `common/loanwords.tsv`.
pub const SENTIMENT: [&str; 9] = [
    "term", "pos", "paradigm", "valence", "match", "flags", "requires", "unless", "note",
];
/// Those that a list may do without.
pub const OPTIONAL: [&str; 2] = ["requires", "unless"];
/// `modifiers.tsv`.
pub const MODIFIERS: [&str; 7] = [
    "term",
    "match",
    "role",
    "strength",
    "scope",
    "direction",
    "note",
];
/// `themes/*.tsv`.
pub const THEMES: [&str; 10] = [
    "theme", "term", "pos", "paradigm", "match", "polarity", "requires", "unless", "flags", "note",
];
/// `classes.tsv`.
pub const CLASSES: [&str; 4] = ["class", "term", "paradigm", "note"];
/// `numbers.tsv`.
pub const NUMBERS: [&str; 2] = ["term", "value"];
/// `variants.tsv`.
pub const VARIANTS: [&str; 3] = ["variant", "standard", "note"];
/// `compounds.tsv`.
pub const COMPOUNDS: [&str; 3] = ["kind", "form", "note"];
/// `common/emoji.tsv`.
pub const EMOJI: [&str; 4] = ["emoji", "valence", "flags", "note"];
/// `common/emoticons.tsv`.
pub const EMOTICONS: [&str; 4] = ["emoticon", "valence", "flags", "note"];
/// `common/abbreviations.tsv`.
pub const ABBREVIATIONS: [&str; 4] = ["language", "abbreviation", "ends", "note"];
/// `common/domains.tsv`.
pub const DOMAINS: [&str; 2] = ["ending", "note"];
