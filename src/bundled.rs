//! What the program carries of `lexicons/`, as `build.rs` packed it.

// `HASH`; `LISTS`, deflated, and `SETTINGS`, in LZ4, by path; `TABLES` by language.
include!(concat!(env!("OUT_DIR"), "/bundled.rs"));
