//! One self-contained page of figures, and the same as a workbook.
//!
//! A [`Record`] is one annotated comment as the report needs it: its [`Fact`](crate::rollup::Fact), its verbatim and the
//! evidence in it. A [`Page`] is what a page knows: a compact record of every comment, from which the page recounts
//! everything when a filter is set, and a sample of the verbatims. [`html`] makes the file; [`workbook`] the workbook.

mod columns;
pub mod html;
mod page;
mod period;
mod places;
pub mod read;
mod record;
mod sample;
mod texts;
pub mod words;
pub mod workbook;

pub use page::{Page, Setting, Versions};
pub use period::fitting_period;
pub use read::Collector;
pub use record::{Mark, Record};
pub use words::Words;
