//! What the program carries of `lexicons/`, as `build.rs` packed it.

/// Paths of the files of a block, and the byte at which each ends.
type Ends = [(&'static str, usize)];

// `HASH`; `LISTS`, in Zstandard, by language, each with where it ends; `SETTINGS`, in LZ4, by path; `TABLES` by language.
include!(concat!(env!("OUT_DIR"), "/bundled.rs"));
