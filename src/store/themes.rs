//! The themes that rows name.

use super::state::State;
use crate::error::Result;
use crate::lexicon::Lexicons;
use rusqlite::params;

impl State {
    /// Writes the themes of the codeframe; those of older codeframes stay while rows name them.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_themes(&self, lexicons: &Lexicons) -> Result<()> {
        let codeframe = lexicons.codeframe();
        self.with(|db| {
            let mut insert = db
                .prepare("INSERT OR REPLACE INTO themes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
            for (number, theme) in codeframe.themes.iter().enumerate() {
                let labels = serde_json::to_string(&theme.labels).unwrap_or_default();
                insert.execute(params![
                    theme.id,
                    number,
                    theme
                        .parent
                        .map(|parent| codeframe.theme(parent).id.as_str()),
                    theme.stage,
                    theme.prior.map(|prior| prior.name()),
                    labels,
                    theme.definition,
                    codeframe.version,
                ])?;
            }
            Ok(())
        })
    }

    /// Drops themes of older codeframes that no row names any more.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn drop_unused_themes(&self, codeframe: &str) -> Result<()> {
        self.with(|db| {
            db.execute(
                "DELETE FROM themes WHERE codeframe <> ?1
                 AND theme NOT IN (SELECT theme FROM mentions)
                 AND theme NOT IN (SELECT parent FROM mentions WHERE parent IS NOT NULL)",
                [codeframe],
            )
        })?;
        Ok(())
    }
}
