//! The mentions of a comment.

use super::Analysis;
use super::evidence::raising;
use super::scene::{Context, Scene};
use super::themes;
use crate::annotation::{Evidence, Flag, Mention, Polarity, Sentiment};
use crate::lexicon::codeframe::Fallback;
use crate::lexicon::entry::EntryKind;

impl Analysis<'_> {
    /// What theme terms are judged by.
    pub(super) fn scene(&self) -> Scene<'_> {
        Scene::before(self.pack, &self.matches, &self.conditions).with_feelings(
            &self.clauses,
            &self.clause_of,
            &self.scored,
            Context {
                codeframe: self.lexicons.codeframe(),
                wishes: self.wishes(),
                continues: &self.continues,
            },
        )
    }

    /// First words of the terms that utter a wish.
    pub(super) fn wishes(&self) -> Vec<usize> {
        let codeframe = self.lexicons.codeframe();
        let scene = Scene::before(self.pack, &self.matches, &self.conditions);
        let wishes = self.matches.found.iter().filter(|m| {
            let theme = match self.pack.kind(m.entry) {
                Some(EntryKind::Theme(theme)) => theme.theme,
                _ => return false,
            };
            codeframe.theme(theme).flag == Some(Flag::Suggestion) && scene.allows(m)
        });
        wishes.map(|m| m.first).collect()
    }

    pub(super) fn mentions(&self, sentiment: &Sentiment, empty: bool) -> Vec<Mention> {
        let codeframe = self.lexicons.codeframe();
        let scene = self.scene();
        let mut mentions: Vec<Mention> = themes::gather(&scene, codeframe)
            .into_iter()
            .map(|(theme, (polarity, matches))| Mention {
                theme,
                polarity,
                evidence: matches.iter().map(|m| self.theme_evidence(m)).collect(),
            })
            .collect();
        if empty && mentions.is_empty() {
            mentions.extend(codeframe.fallback(Fallback::Empty).map(|theme| Mention {
                theme,
                polarity: Polarity::Neutral,
                evidence: self.empty_evidence(),
            }));
        }
        if mentions.is_empty() {
            mentions.extend(self.general(sentiment));
        }
        mentions.sort_by_key(|mention| mention.theme);
        mentions
    }

    /// The general themes, of a comment that says nothing more specific: one whose words are nearly all judgement. A long
    /// comment of which only the judgement is understood has a topic that no list knows; it is left uncoded.
    pub(super) fn general(&self, sentiment: &Sentiment) -> Vec<Mention> {
        let understood: u32 = self.groups.iter().map(|group| group.place.words()).sum();
        let most = self.pack.rules.general_unknown_words.unsigned_abs();
        if self.matches.words.len() as u32 > understood + most {
            return Vec::new();
        }
        let codeframe = self.lexicons.codeframe();
        [
            (Fallback::Praise, Polarity::Positive, 1),
            (Fallback::Complaint, Polarity::Negative, -1),
        ]
        .into_iter()
        .filter(|(_, polarity, _)| [*polarity, Polarity::Mixed].contains(&sentiment.polarity))
        .filter_map(|(case, polarity, sign)| {
            let judges = |evidence: &&Evidence| {
                evidence
                    .result
                    .is_some_and(|result| result.signum() == sign)
            };
            Some(Mention {
                theme: codeframe.fallback(case)?,
                polarity,
                evidence: sentiment
                    .evidence
                    .iter()
                    .filter(judges)
                    .map(raising)
                    .collect(),
            })
        })
        .collect()
    }
}
