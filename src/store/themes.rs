//! The themes that rows name.

use super::state::State;
use super::versions::CODEFRAME;
use crate::error::Result;
use crate::lexicon::Lexicons;
use crate::lexicon::codeframe::Theme;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

/// A theme that rows name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeRow {
    /// Its id.
    pub theme: String,
    /// Id of the theme above.
    pub parent: Option<String>,
    /// Journey stage.
    pub stage: String,
    /// Polarity where nothing else tells it.
    pub prior: Option<String>,
    /// Labels by language, Serbian by script too.
    pub labels: BTreeMap<String, String>,
    /// What is meant.
    pub definition: String,
    /// The last version of the codeframe that has it.
    pub codeframe: String,
}

impl ThemeRow {
    /// The themes of a codeframe in its order.
    pub fn all(lexicons: &Lexicons) -> Vec<Self> {
        let codeframe = lexicons.codeframe();
        let row = |theme: &Theme| Self {
            theme: theme.id.clone(),
            parent: theme
                .parent
                .map(|parent| codeframe.theme(parent).id.clone()),
            stage: theme.stage.clone(),
            prior: theme.prior.map(|prior| prior.name().to_owned()),
            labels: theme.labels.clone().into_iter().collect(),
            definition: theme.definition.clone(),
            codeframe: codeframe.version.clone(),
        };
        codeframe.themes.iter().map(row).collect()
    }
}

impl State {
    /// The themes, in the order of the codeframe.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn themes(&self) -> Result<Vec<ThemeRow>> {
        self.with(|db| {
            let mut select = db.prepare(
                "SELECT theme, parent, stage, prior, labels, definition, codeframe FROM themes ORDER BY number, theme",
            )?;
            let rows = select.query_map([], |row| {
                let labels: String = row.get(4)?;
                Ok(ThemeRow {
                    theme: row.get(0)?,
                    parent: row.get(1)?,
                    stage: row.get(2)?,
                    prior: row.get(3)?,
                    labels: serde_json::from_str(&labels).unwrap_or_default(),
                    definition: row.get(5)?,
                    codeframe: row.get(6)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Writes the themes of the codeframe; those of older codeframes stay while rows name them.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn set_themes(&self, lexicons: &Lexicons) -> Result<()> {
        let version = lexicons.codeframe().version.as_bytes();
        self.set_meta(CODEFRAME, Some(version))?;
        self.with(|db| {
            let mut insert = db
                .prepare("INSERT OR REPLACE INTO themes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
            for (number, theme) in ThemeRow::all(lexicons).iter().enumerate() {
                insert.execute(params![
                    theme.theme,
                    number,
                    theme.parent,
                    theme.stage,
                    theme.prior,
                    serde_json::to_string(&theme.labels).unwrap_or_default(),
                    theme.definition,
                    theme.codeframe,
                ])?;
            }
            Ok(())
        })
    }

    /// Ids of the themes that rows may name.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn theme_ids(&self) -> Result<BTreeSet<String>> {
        self.with(|db| {
            let mut select = db.prepare("SELECT theme FROM themes")?;
            let rows = select.query_map([], |row| row.get(0))?;
            rows.collect()
        })
    }

    /// Drops themes of older codeframes that no row names any more.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn drop_unused_themes(&self, codeframe: &str) -> Result<()> {
        let corrections = self.corrections()?;
        let said = serde_json::to_string(&corrections.themes()).unwrap_or_default();
        self.with(|db| {
            db.execute(
                "DELETE FROM themes WHERE codeframe <> ?1
                 AND theme NOT IN (SELECT theme FROM mentions)
                 AND theme NOT IN (SELECT parent FROM mentions WHERE parent IS NOT NULL)
                 AND theme NOT IN (SELECT value FROM json_each(?2))
                 AND theme NOT IN (SELECT above.parent FROM themes AS above
                                   JOIN json_each(?2) AS said ON above.theme = said.value
                                   WHERE above.parent IS NOT NULL)",
                [codeframe, &said],
            )
        })?;
        Ok(())
    }
}
