//! What a run is asked to do.

use super::replay::Mended;
use crate::store::Respondents;
use jiff::civil::Date;
use std::path::PathBuf;

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// Find out everything, write nothing.
    pub dry_run: bool,
    /// Code history again, from a day on if one is given.
    pub recode: Option<Option<Date>>,
    /// The day that the run is taken to be on; that of the clock if none is given.
    pub run_date: Option<Date>,
    /// Accept columns in use that differ from those accepted before.
    pub accept_columns: bool,
    /// Erase the comments of respondents, and do nothing else.
    pub erase: Option<Erasure>,
    /// Mended rows to be read in place of the sources' files, and where they are.
    pub replay: Option<Vec<(Mended, PathBuf)>>,
}

/// A wish to have comments erased.
#[derive(Clone, Debug, Default)]
pub struct Erasure {
    /// Whose comments.
    pub whose: Respondents,
    /// Leave the generations before as they are.
    pub keep_generations: bool,
}
