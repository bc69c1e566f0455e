//! The questions in `sql/` over 100,000 comments, on SQLite and PostgreSQL, against counts made from the annotations.
#![cfg(unix)]

mod common;
#[path = "common/many.rs"]
mod many;
#[path = "common/postgres.rs"]
mod server;

use jiff::civil::Date;
use many::Made;
use rusqlite::types::Value;
use server::TestDatabase;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use verbatims::Pipeline;
use verbatims::comment::{Comment, Fields};
use verbatims::outputs::postgres::{Access, Database, Load};
use verbatims::outputs::{Outputs, Wanted};
use verbatims::rollup::figures::{Figures, Settings};
use verbatims::rollup::{Column, Context, Fact, OwnScore, ScoreScale, Themes};
use verbatims::store::State;
use verbatims::store::generation::GenerationStatus;
use verbatims::store::record::{Tags, Theme, Version};

const COUNT: usize = 100_000;

/// A published generation, and what it was made from.
struct Published {
    folder: tempfile::TempDir,
    database: TestDatabase,
    texts: Vec<(String, Tags)>,
    comments: Vec<Made>,
    owners: BTreeMap<String, String>,
    version: Version,
}

impl Published {
    fn tags(&self, comment: &Made) -> &Tags {
        &self.texts[comment.text].1
    }

    /// Each mention with its comment.
    fn mentions(&self) -> impl Iterator<Item = (&Made, &Theme)> {
        let comments = self.comments.iter();
        comments.flat_map(|made| {
            self.tags(made)
                .mentions
                .iter()
                .map(move |theme| (made, theme))
        })
    }
}

fn published() -> Option<&'static Published> {
    static PUBLISHED: OnceLock<Option<Published>> = OnceLock::new();
    PUBLISHED.get_or_init(publish).as_ref()
}

fn publish() -> Option<Published> {
    let database = server::database()?;
    let pipeline = Pipeline::bundled().unwrap();
    let lexicons = pipeline.lexicons();
    let texts = many::texts(&pipeline);
    let comments: Vec<Made> = (0..COUNT).map(|n| Made::new(n, texts.len())).collect();
    let folder = tempfile::tempdir().unwrap();
    let state = State::create(&folder.path().join("state.sqlite")).unwrap();
    let version = Version::of(lexicons);
    many::fill(&state, &texts, &comments, &version, lexicons, 1);
    let outputs = Outputs {
        state: &state,
        lexicons,
        stages: BTreeMap::new(),
        go_on: &|| Ok(()),
    };
    let wanted = Wanted {
        csv: true,
        sqlite: true,
        text: true,
        ..Wanted::default()
    };
    outputs.write(folder.path(), &wanted).unwrap();
    let access = Access::new(&database.url(), None, false, "verbatims").unwrap();
    let load = Load {
        generation: 1,
        state: "first",
        status: GenerationStatus::Published,
        run_date: "2026-05-11",
        text: true,
        steps: false,
        full: false,
        spool: folder.path(),
    };
    Database::connect(&access)
        .unwrap()
        .load(&outputs, &load)
        .unwrap();
    let themes = lexicons.codeframe().themes.iter();
    let owners = themes
        .map(|theme| (theme.id.clone(), theme.owner.clone()))
        .collect();
    Some(Published {
        folder,
        database,
        texts,
        comments,
        owners,
        version,
    })
}

type Cells = Vec<Option<String>>;

/// A cell in the one form in which all are compared: fractions by their shortest exact digits.
trait Cell {
    fn cell(self) -> Option<String>;
}
macro_rules! cell {
    ($($type:ty),*) => {$( impl Cell for $type { fn cell(self) -> Option<String> { Some(self.to_string()) } } )*};
}
cell!(&str, &String, String, i64, i32, u32, Date);
impl Cell for f64 {
    fn cell(self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}
impl<T: Cell> Cell for Option<T> {
    fn cell(self) -> Option<String> {
        self.and_then(Cell::cell)
    }
}
macro_rules! cells {
    ($($cell:expr),* $(,)?) => { vec![$(Cell::cell($cell)),*] };
}

/// The rows of a question on both databases, which must agree.
fn answer(published: &Published, name: &str, parameters: &[&str]) -> Vec<Cells> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql").join(name);
    let mut sql = fs::read_to_string(path).unwrap();
    for (place, parameter) in parameters.iter().enumerate() {
        sql = sql.replace(&format!("${}", place + 1), &format!("'{parameter}'"));
    }
    let (here, real) = in_sqlite(published, &sql);
    let mut there = published.database.rows(&sql);
    for row in &mut there {
        for (cell, _) in row.iter_mut().zip(&real).filter(|(_, real)| **real) {
            *cell = cell
                .take()
                .and_then(|cell| cell.parse::<f64>().unwrap().cell());
        }
    }
    there.sort();
    assert_eq!(here.len(), there.len(), "{name}");
    for (here, there) in here.iter().zip(&there) {
        assert_eq!(here, there, "{name}: SQLite and PostgreSQL");
    }
    here
}

/// Rows in order, and which columns hold fractions.
fn in_sqlite(published: &Published, sql: &str) -> (Vec<Cells>, Vec<bool>) {
    let path = published.folder.path().join("verbatims.sqlite");
    let database = rusqlite::Connection::open(path).unwrap();
    let mut select = database.prepare(sql).unwrap();
    let columns = select.column_count();
    let mut real = vec![false; columns];
    let mut found = select.query([]).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = found.next().unwrap() {
        let cells = (0..columns).map(|place| match row.get(place).unwrap() {
            Value::Null => None,
            Value::Integer(number) => number.cell(),
            Value::Real(number) => {
                real[place] = true;
                number.cell()
            }
            Value::Text(text) => text.cell(),
            Value::Blob(_) => panic!("no table has bytes"),
        });
        rows.push(cells.collect::<Cells>());
    }
    rows.sort();
    (rows, real)
}

fn is(published: &Published, name: &str, mut expected: Vec<Cells>) {
    assert!(!expected.is_empty(), "{name}");
    expected.sort();
    let found = answer(published, name, &[]);
    assert_eq!(found.len(), expected.len(), "{name}");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "{name}");
    }
}

fn percent(part: i64, whole: i64) -> f64 {
    (100 * part) as f64 / whole as f64
}

fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{}-W{:02}", week.year(), week.week())
}

fn month(day: Date) -> String {
    day.to_string()[..7].to_owned()
}

/// Units, and how many of them are positive and negative.
#[derive(Default)]
struct Sides {
    all: i64,
    positive: i64,
    negative: i64,
}

impl Sides {
    fn count(&mut self, polarity: &str) {
        self.all += 1;
        self.positive += i64::from(polarity == "positive");
        self.negative += i64::from(polarity == "negative");
    }

    fn net(&self) -> f64 {
        percent(self.positive - self.negative, self.all)
    }
}

#[test]
fn themes_by_week() {
    let Some(all) = published() else { return };
    let mut base: BTreeMap<String, i64> = BTreeMap::new();
    for day in all.comments.iter().filter_map(|made| made.day) {
        *base.entry(week(day)).or_default() += 1;
    }
    let mut sides: BTreeMap<(String, &str), Sides> = BTreeMap::new();
    for (made, theme) in all.mentions() {
        if let Some(day) = made.day {
            sides
                .entry((week(day), &theme.theme))
                .or_default()
                .count(&theme.polarity);
        }
    }
    let rows = sides.iter().map(|((week, theme), n)| {
        let base = base[week];
        cells![
            week,
            *theme,
            n.all,
            n.positive,
            n.negative,
            base,
            percent(n.all, base)
        ]
    });
    is(all, "themes_by_week.sql", rows.collect());
}

#[test]
fn net_sentiment_by_segment() {
    let Some(all) = published() else { return };
    let mut sides: BTreeMap<Option<&str>, Sides> = BTreeMap::new();
    for made in &all.comments {
        sides
            .entry(made.channel)
            .or_default()
            .count(&all.tags(made).polarity);
    }
    let rows = sides
        .iter()
        .map(|(value, n)| cells!["channel", *value, n.all, n.positive, n.negative, n.net()]);
    is(all, "net_sentiment_by_segment.sql", rows.collect());
}

fn who(score: i64) -> &'static str {
    match score {
        9.. => "promoter",
        7..=8 => "passive",
        _ => "detractor",
    }
}

#[test]
fn promoters_and_detractors() {
    let Some(all) = published() else { return };
    let mut base: BTreeMap<&str, i64> = BTreeMap::new();
    for score in all.comments.iter().filter_map(|made| made.score) {
        *base.entry(who(score)).or_default() += 1;
    }
    let mut sides: BTreeMap<(&str, &str), Sides> = BTreeMap::new();
    for (made, theme) in all.mentions() {
        if let Some(score) = made.score {
            sides
                .entry((who(score), &theme.theme))
                .or_default()
                .count(&theme.polarity);
        }
    }
    let rows = sides.iter().map(|((who, theme), n)| {
        let base = base[who];
        cells![
            *who,
            *theme,
            n.all,
            n.positive,
            n.negative,
            base,
            percent(n.all, base)
        ]
    });
    is(all, "promoters_and_detractors.sql", rows.collect());
}

#[test]
fn moved_since_last_month() {
    let Some(all) = published() else { return };
    let months: BTreeSet<String> = all
        .comments
        .iter()
        .filter_map(|made| made.day)
        .map(month)
        .collect();
    let mut last = months.iter().rev();
    let (now, before) = (last.next().unwrap(), last.next().unwrap());
    let in_month =
        |made: &Made, wanted: &String| i64::from(made.day.is_some_and(|day| month(day) == *wanted));
    let base = |wanted| -> i64 { all.comments.iter().map(|made| in_month(made, wanted)).sum() };
    let (base_now, base_before) = (base(now), base(before));
    let mut raised: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for (made, theme) in all.mentions() {
        let counts = raised.entry(&theme.theme).or_default();
        counts.0 += in_month(made, now);
        counts.1 += in_month(made, before);
    }
    let rows = raised
        .iter()
        .filter(|(_, n)| n.0 + n.1 > 0)
        .map(|(theme, n)| {
            let points = percent(n.0, base_now) - percent(n.1, base_before);
            cells![*theme, n.1, base_before, n.0, base_now, points]
        });
    is(all, "moved_since_last_month.sql", rows.collect());
}

#[test]
fn verbatims_behind_a_bar() {
    let Some(all) = published() else { return };
    let wanted = |made: &Made, theme: &Theme| {
        theme.polarity == "negative"
            && made.day.is_some_and(|day| week(day) == "2026-W09")
            && theme.parent.is_some()
    };
    let (_, theme) = all
        .mentions()
        .find(|(made, theme)| wanted(made, theme))
        .unwrap();
    let mut expected = Vec::new();
    for (made, found) in all.mentions() {
        if found.theme != theme.theme || !wanted(made, found) {
            continue;
        }
        let text = &all.texts[made.text].0;
        for trace in &found.evidence {
            expected.push(cells![
                &made.id,
                made.day,
                &all.tags(made).language,
                text,
                trace.start,
                trace.end,
                trace.quote(text),
                &trace.term,
                &trace.entry,
            ]);
        }
    }
    expected.sort();
    let found = answer(
        all,
        "verbatims_behind_a_bar.sql",
        &[&theme.theme, "negative", "2026-W09"],
    );
    assert!(!found.is_empty());
    assert_eq!(found, expected);
}

#[test]
fn uncoded_by_language() {
    let Some(all) = published() else { return };
    let mut counts: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for made in &all.comments {
        let tags = all.tags(made);
        let count = counts.entry(&tags.language).or_default();
        count.0 += 1;
        count.1 += i64::from(tags.mentions.is_empty());
    }
    assert!(
        counts.contains_key("und") && counts.contains_key("other"),
        "{counts:?}"
    );
    let rows = counts
        .iter()
        .map(|(language, n)| cells![*language, n.0, n.1, percent(n.1, n.0)]);
    is(all, "uncoded_by_language.sql", rows.collect());
}

#[test]
fn themes_by_stage() {
    let Some(all) = published() else { return };
    let mut sides: BTreeMap<(&str, &str), Sides> = BTreeMap::new();
    for (_, theme) in all.mentions() {
        let top = theme.parent.as_ref().unwrap_or(&theme.theme);
        sides
            .entry((&theme.stage, top))
            .or_default()
            .count(&theme.polarity);
    }
    let rows = sides
        .iter()
        .map(|((stage, top), n)| cells![*stage, *top, n.all, n.positive, n.negative, n.net()]);
    is(all, "themes_by_stage.sql", rows.collect());
}

#[test]
fn themes_together() {
    let Some(all) = published() else { return };
    let mut raised: BTreeMap<&str, i64> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for made in &all.comments {
        let themes: BTreeSet<&str> = all
            .tags(made)
            .mentions
            .iter()
            .map(|m| m.theme.as_str())
            .collect();
        for one in &themes {
            *raised.entry(one).or_default() += 1;
            for other in themes.iter().filter(|other| other > &one) {
                *pairs.entry((one, other)).or_default() += 1;
            }
        }
    }
    let rows = pairs.iter().map(|((one, other), &n)| {
        let lift = (n * COUNT as i64) as f64 / (raised[one] * raised[other]) as f64;
        cells![*one, *other, n, lift]
    });
    is(all, "themes_together.sql", rows.collect());
}

#[test]
fn versions_in_history() {
    let Some(all) = published() else { return };
    let days: BTreeSet<Date> = all.comments.iter().filter_map(|made| made.day).collect();
    let Version {
        program,
        lexicons,
        codeframe,
    } = &all.version;
    let row = cells![
        program,
        lexicons,
        codeframe,
        COUNT as i64,
        days.first().copied(),
        days.last().copied()
    ];
    is(all, "versions_in_history.sql", vec![row]);
}

#[test]
fn owners_queue() {
    let Some(all) = published() else { return };
    let last = all
        .comments
        .iter()
        .filter_map(|made| made.day)
        .map(week)
        .max()
        .unwrap();
    let complaints = all.mentions().filter(|(made, theme)| {
        let bad = theme.polarity == "negative" || theme.polarity == "mixed";
        bad && made.day.is_some_and(|day| week(day) == last)
    });
    let rows = complaints.map(|(made, theme)| {
        let tags = all.tags(made);
        let owner = &all.owners[&theme.theme];
        let text = &all.texts[made.text].0;
        cells![
            owner,
            &theme.theme,
            &theme.polarity,
            &made.id,
            made.day,
            &tags.language,
            tags.negative,
            text
        ]
    });
    is(all, "owners_queue.sql", rows.collect());
}

#[test]
fn nps_by_month() {
    let Some(all) = published() else { return };
    let mut months: BTreeMap<String, Sides> = BTreeMap::new();
    for made in &all.comments {
        let (Some(day), Some(score)) = (made.day, made.score) else {
            continue;
        };
        let side = match who(score) {
            "promoter" => "positive",
            "detractor" => "negative",
            _ => "neutral",
        };
        months.entry(month(day)).or_default().count(side);
    }
    let rows = months
        .iter()
        .map(|(month, n)| cells![month, n.all, n.positive, n.negative, n.net()]);
    is(all, "nps_by_month.sql", rows.collect());
}

#[test]
fn the_files_of_csv_say_the_same() {
    let Some(all) = published() else { return };
    let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (_, theme) in all.mentions() {
        *expected
            .entry((theme.theme.clone(), theme.polarity.clone()))
            .or_default() += 1;
    }
    let mut reader = csv::Reader::from_path(all.folder.path().join("mentions.csv")).unwrap();
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        *found
            .entry((row[1].to_owned(), row[4].to_owned()))
            .or_default() += 1;
    }
    assert_eq!(found, expected);
    let mut reader = csv::Reader::from_path(all.folder.path().join("comments.csv")).unwrap();
    assert_eq!(reader.records().count(), COUNT);
}

#[test]
fn the_rollups_of_both_databases_say_the_same() {
    let Some(all) = published() else { return };
    let mut sides: BTreeMap<(&str, Option<Date>, &str), Sides> = BTreeMap::new();
    for (made, theme) in all.mentions() {
        let key = (
            all.tags(made).language.as_str(),
            made.day,
            theme.theme.as_str(),
        );
        sides.entry(key).or_default().count(&theme.polarity);
    }
    let sql =
        "SELECT language, day, theme, mentions, mentions_positive, mentions_negative FROM rollups
               WHERE theme IS NOT NULL";
    let mut expected: Vec<Cells> = sides
        .iter()
        .map(|((language, day, theme), n)| {
            cells![*language, *day, *theme, n.all, n.positive, n.negative]
        })
        .collect();
    expected.sort();
    let (here, _) = in_sqlite(all, sql);
    let mut there = all.database.rows(sql);
    there.sort();
    assert_eq!(here, expected);
    assert_eq!(there, expected);
}

/// The figures of the report over the same comments, by one period.
fn figures(all: &Published, pipeline: &Pipeline, themes: &Themes, period: Column) -> Figures {
    let annotate = |(text, _): &(String, Tags)| pipeline.annotate(text);
    let annotations: Vec<_> = all.texts.iter().map(annotate).collect();
    let facts = all.comments.iter().zip(1..).map(|(made, row)| {
        let comment = Comment {
            id: made.id.clone(),
            source: "nps".into(),
            row,
            column: None,
            question: None,
            text: String::new(),
            date: None,
            score: None,
            segment: None,
            fields: Fields::none(),
        };
        let channel = made.channel.map(str::to_owned);
        let context = Context {
            day: made.day,
            own_score: made.score.map(|score| OwnScore {
                scale: ScoreScale::Nps,
                hundredths: 100 * score as i32,
            }),
            segments: channel
                .map(|value| ("channel".to_owned(), value))
                .into_iter()
                .collect(),
            ..Context::default()
        };
        Fact::new(&comment, &annotations[made.text], themes, context)
    });
    let settings = Settings {
        minimum_base: 1,
        period: Some(period),
        segments: vec!["channel".to_owned()],
        ..Settings::default()
    };
    Figures::of(&facts.collect::<Vec<_>>(), themes, settings)
}

/// The cells of some columns of a question, in order.
fn columns(all: &Published, name: &str, places: &[usize]) -> Vec<Cells> {
    let rows = answer(all, name, &[]).into_iter();
    let mut rows: Vec<Cells> = rows
        .map(|row| places.iter().map(|place| row[*place].clone()).collect())
        .collect();
    rows.sort();
    rows
}

fn sorted(rows: impl Iterator<Item = Cells>) -> Vec<Cells> {
    let mut rows: Vec<Cells> = rows.collect();
    rows.sort();
    rows
}

#[test]
fn the_figures_of_the_report_say_the_same() {
    let Some(all) = published() else { return };
    let pipeline = Pipeline::bundled().unwrap();
    let themes = Themes::of(pipeline.lexicons().codeframe());
    let weekly = figures(all, &pipeline, &themes, Column::Week);

    assert_eq!(weekly.comments, COUNT as u64);
    assert_eq!(weekly.mentions, all.mentions().count() as u64);
    let trend = weekly.trend.as_ref().unwrap();
    let by_week = trend.points.iter().flat_map(|point| {
        let raised = point
            .themes
            .iter()
            .filter(|(theme, _)| themes.is_raised_itself(**theme));
        raised.map(|(theme, comments)| {
            let id = &themes.get(*theme).unwrap().id;
            cells![&point.name, id, *comments as i64, point.comments as i64]
        })
    });
    assert_eq!(
        sorted(by_week),
        columns(all, "themes_by_week.sql", &[0, 1, 2, 5])
    );

    let channels = weekly.segments[0].values.iter().map(|one| {
        cells![
            "channel",
            one.value.clone(),
            one.comments as i64,
            one.net.value
        ]
    });
    assert_eq!(
        sorted(channels),
        columns(all, "net_sentiment_by_segment.sql", &[0, 1, 2, 5])
    );

    let languages = weekly
        .languages
        .iter()
        .filter(|language| language.comments > 0);
    let languages = languages.map(|language| {
        cells![
            language.language.code(),
            language.comments as i64,
            language.uncoded as i64
        ]
    });
    assert_eq!(
        sorted(languages),
        columns(all, "uncoded_by_language.sql", &[0, 1, 2])
    );

    let mut stages: BTreeMap<(&str, &str), Sides> = BTreeMap::new();
    for cell in &weekly.stages {
        let top = cell.parent.as_deref().unwrap_or(&cell.id);
        let sides = stages.entry((&cell.stage, top)).or_default();
        sides.all += cell.mentions as i64;
        sides.positive += cell.polarities.positive as i64;
        sides.negative += cell.polarities.negative as i64;
    }
    let stages = stages
        .iter()
        .map(|((stage, top), n)| cells![*stage, *top, n.all, n.positive, n.negative, n.net()]);
    assert_eq!(
        sorted(stages),
        columns(all, "themes_by_stage.sql", &[0, 1, 2, 3, 4, 5])
    );

    let together = columns(all, "themes_together.sql", &[0, 1, 2, 3]);
    // Pairs that never come together have no row in SQL.
    for pair in weekly.together.iter().filter(|pair| pair.together > 0) {
        let (one, other) = (&pair.ids.0, &pair.ids.1);
        let (one, other) = (one.min(other), one.max(other));
        let row = cells![one, other, pair.together as i64, pair.lift.value];
        assert!(together.contains(&row), "{row:?}");
    }
    assert!(!weekly.together.is_empty());

    let monthly = figures(all, &pipeline, &themes, Column::Month);
    let points = monthly.trend.as_ref().unwrap().points.iter();
    let nps = points.map(|point| {
        let score = point.score.unwrap();
        cells![&point.name, score.base as i64, score.value]
    });
    assert_eq!(sorted(nps), columns(all, "nps_by_month.sql", &[0, 1, 4]));
}

#[test]
fn every_question_is_asked_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    let own =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql.rs")).unwrap();
    let names = common::names(&folder);
    let files = names.iter().filter(|name| name.ends_with(".sql"));
    assert!(files.clone().count() >= 10);
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    for name in files {
        assert!(own.contains(&format!("\"{name}\"")), "{name} is not tested");
        assert!(
            readme.contains(&format!("]({name})")),
            "{name} is not in the README"
        );
    }
}
