//! Figures: what counts mean and how sure they are. Plain data, ready for a report.
//!
//! Shares are of comments. Net sentiment is `100 * (positive - negative) / all` of its base, mixed and neutral in the
//! base. Every figure comes with its base and a 95 % interval, or with the reason why it is withheld. Nothing here is
//! a text for readers: themes are ids, verdicts and reasons are names that a report has labels for.

mod alert;
mod compare;
mod contrast;
mod drivers;
mod figure;
mod period;
mod score;
mod table;
mod themes;
mod together;
mod trend;

pub use alert::{Alert, AlertKind};
pub use compare::{
    Band, Bands, Change, Comparison, Contrast, Half, Pair, SegmentFigures, SegmentValue, Verdict,
};
pub use drivers::{Driver, Drivers};
pub use score::{Formula, ScoreFigures};
pub use trend::{Trend, TrendPoint};

use super::{Fact, Themes, WEIGHT};
use crate::annotation::{Flag, Polarity};
use crate::document::Language;
use crate::statistics::Interval;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use table::Table;

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Percent of the base; differences in percentage points.
    Percent,
    /// From -100 to 100.
    Points,
    /// On the scale of the score.
    Score,
    /// Times what chance would bring.
    Times,
}

/// Why a figure is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Withheld {
    /// Nothing to count.
    Empty,
    /// The base is smaller than a figure may stand on.
    SmallBase {
        /// The smallest base allowed.
        minimum: u64,
    },
    /// All values are the same, or themes always come together: there is nothing to tell apart.
    NoVariation,
    /// The comments have no dates, or too few periods have comments.
    TooFewPeriods,
}

/// A figure with its base and interval, or without a value for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What it is counted in.
    pub unit: Unit,
    /// The value; `None` if it is withheld.
    pub value: Option<f64>,
    /// Where the true value lies in 95 of 100 samples; `None` if the figure is withheld.
    pub interval: Option<Interval>,
    /// Units it is taken over.
    pub base: u64,
    /// As many units without weights would be as sure (Kish 1965); equals the base where nothing is weighted.
    pub effective_base: f64,
    /// Why there is no value.
    pub withheld: Option<Withheld>,
}

/// How figures are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The smallest base of a figure, in comments, rows or mentions.
    pub minimum_base: u64,
    /// Periods of the trend: [`super::Column::Day`] to [`super::Column::Year`]; chosen by the dates if `None`.
    pub period: Option<super::Column>,
    /// First day of the later half of [`Change`]; the middle of the dates if `None`.
    pub change_from: Option<Date>,
    /// Columns of segments that [`Figures::segments`] compares.
    pub segments: Vec<String>,
}

impl Settings {
    /// The smallest base unless told otherwise: below it, intervals of shares are up to 35 percentage points wide, and
    /// those of means need not hold.
    pub const MINIMUM_BASE: u64 = 30;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            minimum_base: Self::MINIMUM_BASE,
            period: None,
            change_from: None,
            segments: Vec::new(),
        }
    }
}

/// All figures over some comments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How they were made.
    pub settings: Settings,
    /// Comments.
    pub comments: u64,
    /// Rows; a row may hold several comments.
    pub rows: u64,
    /// Mentions.
    pub mentions: u64,
    /// Comments without a theme.
    pub uncoded: u64,
    /// True if comments have weights; then values are weighted, and counts and bases are not.
    pub weighted: bool,
    /// First and last day; `None` if no comment has a date.
    pub days: Option<(Date, Date)>,
    /// Comments without a date that can be read.
    pub undated: u64,
    /// Comments with a cue of irony; they are counted like all others.
    pub ironic: u64,
    /// The customers' own scores, one entry a scale, NPS, CSAT and CES first; empty where there are none.
    pub scores: Vec<ScoreFigures>,
    /// Rows with a score that is no number of its scale.
    pub unread_scores: u64,
    /// Sentiment of the comments.
    pub sentiment: SentimentFigures,
    /// Themes with at least one comment, sub-themes and top themes, the most frequent first. A top theme holds the
    /// mentions of its sub-themes.
    pub themes: Vec<ThemeFigures>,
    /// Sub-themes by journey stage, each pair with at least one mention, in the order of the codeframe.
    pub stages: Vec<StageCell>,
    /// Over time; `None` if no comment has a date.
    pub trend: Option<Trend>,
    /// The later against the earlier half of the time; `None` without dates.
    pub change: Option<Change>,
    /// What stands out of each source's own history, the newest first.
    pub alerts: Vec<Alert>,
    /// Effects of themes on the first of [`Figures::scores`]; `None` if there are no scores.
    pub drivers: Option<Drivers>,
    /// Themes of customers with middling scores against those of customers with low ones (NPS: passives against
    /// detractors), and of high against low; empty if there are no scores on a known scale.
    pub contrasts: Vec<Contrast>,
    /// Pairs of sub-themes in the same comment, those that stand out most first.
    pub together: Vec<Pair>,
    /// Languages with their coverage: the five served, `other` and `und`, also those without comments.
    pub languages: Vec<LanguageFigures>,
    /// The columns of [`Settings::segments`].
    pub segments: Vec<SegmentFigures>,
}

/// Sentiment of some units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentimentFigures {
    /// `100 * (positive - negative) / all`.
    pub net: Figure,
    /// Counts and shares in the order of [`Polarity::ALL`].
    pub shares: Vec<PolarityShare>,
}

/// Units of one polarity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolarityShare {
    /// The polarity.
    pub polarity: Polarity,
    /// Units.
    pub count: u64,
    /// Percent of all.
    pub share: Figure,
}

/// Units by polarity, unweighted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolarityCounts {
    /// Outweighed by complaints.
    pub negative: u64,
    /// No evaluation.
    pub neutral: u64,
    /// Praise and complaint, and no verdict.
    pub mixed: u64,
    /// Outweighed by praise.
    pub positive: u64,
}

/// A theme over all comments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeFigures {
    /// Position in [`super::Themes`].
    pub theme: u16,
    /// Its id.
    pub id: String,
    /// Id of the top theme above it; `None` for a top theme.
    pub parent: Option<String>,
    /// Journey stage of the theme, whatever the source.
    pub stage: String,
    /// The role that acts on it; empty if nobody is named.
    pub owner: String,
    /// Comments that raise it.
    pub comments: u64,
    /// Mentions of it, and of its sub-themes.
    pub mentions: u64,
    /// Mentions by polarity.
    pub polarities: PolarityCounts,
    /// Percent of all comments.
    pub share: Figure,
    /// Net sentiment of its mentions.
    pub net: Figure,
    /// The first of [`Figures::scores`] over the rows of its comments; `None` if there are no scores.
    pub score: Option<Figure>,
}

/// A sub-theme at a journey stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageCell {
    /// Position of the theme in [`super::Themes`].
    pub theme: u16,
    /// Id of the theme.
    pub id: String,
    /// Id of its top theme.
    pub parent: Option<String>,
    /// Journey stage: the theme's, or that of the source where one is set.
    pub stage: String,
    /// Mentions, of which a comment has at most one.
    pub mentions: u64,
    /// Mentions by polarity.
    pub polarities: PolarityCounts,
    /// Net sentiment of the mentions.
    pub net: Figure,
}

/// A language with its coverage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LanguageFigures {
    /// The language.
    pub language: Language,
    /// Comments.
    pub comments: u64,
    /// Comments without a theme.
    pub uncoded: u64,
    /// Percent of the comments with a theme.
    pub coverage: Figure,
    /// Net sentiment of the comments.
    pub net: Figure,
    /// Sentences and characters, and those that raised a theme; `None` where the input does not tell.
    pub reach: Option<super::Reach>,
}

impl Figures {
    /// All figures over some comments, which were annotated under the same codeframe.
    pub fn of(facts: &[Fact], themes: &Themes, settings: Settings) -> Self {
        let minimum = settings.minimum_base;
        let table = Table::of(facts, themes);
        let dated = facts.iter().filter_map(|fact| fact.day);
        let days = dated.clone().min().zip(dated.clone().max());
        let scales = table.base.scores.iter();
        let scale = table.base.scores.keys().next().copied();
        let count = |test: &dyn Fn(&Fact) -> bool| {
            let of = facts.iter().filter(|fact| test(fact));
            of.count() as u64
        };
        Self {
            comments: facts.len() as u64,
            rows: count(&|fact| fact.first_of_row),
            mentions: table.base.mentions.total().count,
            uncoded: table.base.uncoded,
            weighted: facts.iter().any(|fact| fact.weight != WEIGHT),
            undated: (facts.len() - dated.count()) as u64,
            ironic: count(&|fact| fact.flags.contains(&Flag::Irony)),
            scores: scales
                .map(|(&scale, histogram)| ScoreFigures::of(scale, histogram, minimum))
                .collect(),
            unread_scores: table.base.unread_scores,
            sentiment: SentimentFigures::of(&table.base.comments, minimum),
            themes: themes::themes(&table, themes, scale, minimum),
            stages: themes::stages(facts, themes, minimum),
            trend: trend::trend(facts, themes, &settings, days, scale),
            change: contrast::change(facts, themes, &settings, days, scale),
            alerts: alert::alerts(facts, themes),
            drivers: scale.map(|scale| drivers::drivers(facts, themes, scale, minimum)),
            contrasts: contrast::contrasts(facts, themes, scale, minimum),
            together: together::together(facts, themes, minimum),
            languages: themes::languages(facts, minimum),
            segments: contrast::segments(facts, themes, &settings, &table, scale),
            days,
            settings,
        }
    }
}
