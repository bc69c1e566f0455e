//! What a job keeps between its runs: comments with their tags in SQLite, and the generations that are published.
//!
//! A state is never changed in place. A run works on a copy, and the copy becomes the state in the same moment in
//! which the generation it belongs to becomes visible (see [`generation`]). Whoever reads a state or a generation
//! reads something that will not change.

pub mod corrections;
mod erasure;
mod files;
pub mod generation;
mod outline;
mod private;
mod read;
pub mod record;
mod rejects;
mod runs;
mod state;
mod themes;
mod versions;
mod write;

pub use corrections::{Change, Corrected, Correction, Journal, Log, Standing, Status};
pub use erasure::{Erased, Found, Respondents};
pub use files::FileRow;
pub use outline::{Outline, OutlinedTheme};
pub use private::{
    SEARCH, create_private, create_private_folder, open_private, remove_search, write_private,
};
pub use read::Which;
pub use record::{Row, Stored, Tags, Theme, Trace, Version};
pub use rejects::RejectRow;
pub use runs::{RunRow, SourceRow};
pub use state::State;
pub use themes::ThemeRow;
pub use write::Known;
