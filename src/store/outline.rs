//! What counting needs of comments, read without their texts and evidence.

use super::corrections::Standing;
use super::read::Which;
use super::record::Stored;
use super::state::State;
use crate::error::Result;

/// What counting needs of a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Name of its source.
    pub source: String,
    /// Code of the language.
    pub language: String,
    /// Its day in the job's time zone, ISO 8601.
    pub day: Option<String>,
    /// Label of the sentiment.
    pub polarity: String,
    /// The themes.
    pub mentions: Vec<OutlinedTheme>,
}

/// What counting needs of a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinedTheme {
    /// Id of the theme.
    pub theme: String,
    /// Id of the theme above it.
    pub parent: Option<String>,
    /// Journey stage.
    pub stage: String,
    /// Its polarity in this comment.
    pub polarity: String,
}

impl Outline {
    /// Of a comment that is at hand.
    pub fn of(comment: &Stored) -> Self {
        let Stored { row, tags, .. } = comment;
        let mentions = tags.mentions.iter().map(|mention| OutlinedTheme {
            theme: mention.theme.clone(),
            parent: mention.parent.clone(),
            stage: mention.stage.clone(),
            polarity: mention.polarity.clone(),
        });
        Self {
            source: row.source.to_string(),
            language: tags.language.clone(),
            day: row.day.clone(),
            polarity: tags.polarity.clone(),
            mentions: mentions.collect(),
        }
    }
}

impl State {
    /// Hands what counting needs of each comment to `each`, with the corrections that the state was made with.
    ///
    /// # Errors
    /// See [`State::begin`].
    pub fn each_outline(&self, which: &Which, mut each: impl FnMut(&Outline)) -> Result<()> {
        let standing = Standing::new(&self.corrections()?, self)?;
        let mut corrected = Vec::new();
        self.with(|db| {
            let mut comments = db.prepare(
                "SELECT key, source, language, day, polarity, comment_id FROM comments WHERE generation >= ?1
                 ORDER BY key",
            )?;
            let mut mentions = db.prepare(
                "SELECT key, theme, parent, stage, polarity FROM mentions ORDER BY key, number",
            )?;
            let mut mentions = mentions.query_map([], |row| {
                let mention = OutlinedTheme {
                    theme: row.get(1)?,
                    parent: row.get(2)?,
                    stage: row.get(3)?,
                    polarity: row.get(4)?,
                };
                Ok((row.get::<_, i64>(0)?, mention))
            })?;
            let mut next = mentions.next().transpose()?;
            let mut rows = comments.query([which.least()])?;
            while let Some(row) = rows.next()? {
                let key: i64 = row.get(0)?;
                let mut outline = Outline {
                    source: row.get(1)?,
                    language: row.get(2)?,
                    day: row.get(3)?,
                    polarity: row.get(4)?,
                    mentions: Vec::new(),
                };
                while let Some((of, mention)) = next.take_if(|(of, _)| *of <= key) {
                    if of == key {
                        outline.mentions.push(mention);
                    }
                    next = mentions.next().transpose()?;
                }
                let id: String = row.get(5)?;
                if standing.of(&id).is_empty() {
                    each(&outline);
                } else {
                    corrected.push(id);
                }
            }
            Ok(())
        })?;
        for id in corrected {
            if let Some(mut comment) = self.comment(&id)? {
                standing.apply(&mut comment);
                each(&Outline::of(&comment));
            }
        }
        Ok(())
    }

    /// Hands the id of each comment to `each`.
    ///
    /// # Errors
    /// Those of `each`, and see [`State::begin`].
    pub fn each_id(&self, mut each: impl FnMut(&str) -> Result<()>) -> Result<()> {
        let fail = |error| self.error(error);
        let select = self.database.prepare("SELECT comment_id FROM comments");
        let mut select = select.map_err(fail)?;
        let mut rows = select.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let id: String = row.get(0).map_err(fail)?;
            each(&id)?;
        }
        Ok(())
    }
}
