//! Roll-ups and figures: laws of adding up, definitions, and the command line.

use assert_cmd::Command;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use verbatims::annotation::{Flag, Polarity};
use verbatims::document::Language;
use verbatims::lexicon::codeframe::Codeframe;
use verbatims::rollup::document::Document;
use verbatims::rollup::figures::{AlertKind, Figures, Settings, Verdict, Withheld};
use verbatims::rollup::rows::RowKind;
use verbatims::rollup::{Column, Fact, OwnScore, Raised, Rollup, Rows, ScoreScale, Themes};
use verbatims::statistics::random::Random;

const CODEFRAME: &str = r#"
version = "1"
[[theme]]
id = "staff"
stage = "engagement"
[[theme]]
id = "staff-manner"
parent = "staff"
stage = "engagement"
[[theme]]
id = "staff-number"
parent = "staff"
stage = "onboarding"
[[theme]]
id = "price"
stage = "acquisition"
[[theme]]
id = "price-level"
parent = "price"
stage = "acquisition"
"#;

const MANNER: u16 = 1;
const NUMBER: u16 = 2;
const LEVEL: u16 = 4;

fn themes() -> Themes {
    Themes::of(&Codeframe::parse("codeframe.toml", CODEFRAME).unwrap())
}

fn raised(themes: &Themes, mentions: &[(u16, Polarity)]) -> Vec<Raised> {
    let mentions = mentions.iter().map(|&(theme, polarity)| Raised {
        theme,
        stage: themes.get(theme).unwrap().stage.clone(),
        polarity,
    });
    mentions.collect()
}

/// A comment about nothing, on a Sunday.
fn fact(id: usize) -> Fact {
    Fact {
        comment_id: format!("c{id:06}"),
        source: "shop".to_owned(),
        row: id as u64 + 1,
        column: None,
        first_of_row: true,
        day: Some(date(2026, 3, 1)),
        language: Language::En,
        polarity: Polarity::Neutral,
        score: 0,
        own_score: None,
        unread_score: false,
        segments: BTreeMap::new(),
        flags: Vec::new(),
        weight: 1000,
        reach: None,
        mentions: Vec::new(),
    }
}

fn nps(score: i32) -> Option<OwnScore> {
    Some(OwnScore {
        scale: ScoreScale::Nps,
        hundredths: score * 100,
    })
}

/// So many comments with random traits.
fn comments(seed: u64, count: usize) -> Vec<Fact> {
    let themes = themes();
    let mut random = Random::new(seed);
    let mut comment = |id: usize| {
        let mut one = fact(id);
        let languages = [Language::En, Language::Sv, Language::Und, Language::Sr];
        one.language = languages[random.below(4)];
        one.polarity = Polarity::ALL[random.below(4)];
        one.day = (random.below(10) > 0).then(|| {
            date(2026, 1, 1)
                .checked_add((random.below(90) as i64).days())
                .unwrap()
        });
        one.weight = [500, 1000, 2500][random.below(3)];
        one.own_score = nps(random.below(11) as i32).filter(|_| random.below(3) > 0);
        one.flags = if random.below(5) == 0 {
            vec![Flag::Irony]
        } else {
            Vec::new()
        };
        if random.below(4) > 0 {
            let value = ["north", "south", "a,b \"c\""][random.below(3)];
            one.segments.insert("region".to_owned(), value.to_owned());
        }
        let mut mentions = Vec::new();
        for theme in [MANNER, NUMBER, LEVEL] {
            if random.below(3) == 0 {
                mentions.push((theme, Polarity::ALL[random.below(4)]));
            }
        }
        one.mentions = raised(&themes, &mentions);
        one
    };
    (0..count).map(&mut comment).collect()
}

fn rolled<'f>(facts: impl IntoIterator<Item = &'f Fact>, by: &[Column]) -> Rollup {
    let themes = themes();
    let mut rollup = Rollup::new(by);
    for fact in facts {
        rollup.count(fact, &themes);
    }
    rollup
}

fn columns(names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn json(rollup: &Rollup) -> String {
    let document = Document::new(rollup.clone(), Default::default());
    String::from_utf8(document.json(30)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_parts_in_any_order_add_up_to_the_whole(
        seed in any::<u64>(),
        count in 0usize..60,
        parts in 1usize..6,
        by in prop::sample::subsequence(
            vec!["region", "language", "source", "day", "week", "month", "theme", "parent", "stage"], 0..5),
    ) {
        let by = columns(&by);
        let facts = comments(seed, count);
        let mut random = Random::new(seed ^ 1);
        let mut sharded = vec![Vec::new(); parts];
        for fact in &facts {
            sharded[random.below(parts)].push(fact);
        }
        let mut merged = Rollup::new(&by);
        // A part may itself have been written and read back.
        while !sharded.is_empty() {
            let part = rolled(sharded.swap_remove(random.below(sharded.len())), &by);
            let back = Document::parse("part", &json(&part)).unwrap();
            prop_assert_eq!(&back.counts, &part);
            merged.merge(&back.counts).unwrap();
        }
        prop_assert_eq!(json(&merged), json(&rolled(&facts, &by)));
    }

    #[test]
    fn comments_of_the_groups_add_up_to_all_comments(seed in any::<u64>()) {
        let facts = comments(seed, 50);
        let rollup = rolled(&facts, &columns(&["region", "theme"]));
        let bases = rollup.groups().values().map(|group| group.base.comments.total().count);
        prop_assert_eq!(bases.sum::<u64>(), 50);
        let mentions: usize = facts.iter().map(|fact| fact.mentions.len()).sum();
        let groups = rollup.groups().values().flat_map(|group| group.mentions.values());
        let counted: u64 = groups.map(|counts| counts.mentions.total().count).sum();
        prop_assert_eq!(counted, mentions as u64);
    }
}

#[test]
fn roll_ups_by_other_columns_do_not_merge() {
    let mut one = Rollup::new(&columns(&["language"]));
    let error = one.merge(&Rollup::new(&columns(&["week"]))).unwrap_err();
    assert!(error.to_string().contains("other columns"), "{error}");
}

#[test]
fn a_comment_counts_once_under_a_parent_and_its_mentions_each() {
    let mut one = fact(1);
    one.mentions = raised(
        &themes(),
        &[(MANNER, Polarity::Positive), (NUMBER, Polarity::Negative)],
    );
    let rollup = rolled([&one], &columns(&["parent"]));
    let rows = rollup.rows(0);
    let staff = rows.iter().find(|row| row.kind == RowKind::Coded).unwrap();
    assert_eq!(staff.key, [Some("staff".to_owned())]);
    assert_eq!((staff.comments, staff.mentions), (1, 2));
    assert_eq!(staff.mention_polarities, [1, 0, 0, 1]);
}

#[test]
fn uncoded_comments_and_unserved_languages_always_have_a_row() {
    let mut one = fact(1);
    one.mentions = raised(&themes(), &[(LEVEL, Polarity::Negative)]);
    let rows = rolled([&one], &columns(&["language", "theme"])).rows(0);
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            let key: Vec<&str> = row
                .key
                .iter()
                .map(|v| v.as_deref().unwrap_or("-"))
                .collect();
            (key.join(" "), row.kind.name(), row.comments)
        })
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(key, kind, count)| (key.as_str(), *kind, *count))
        .collect();
    assert_eq!(
        told,
        [
            ("en -", "all", 1),
            ("en price-level", "coded", 1),
            ("en -", "uncoded", 0),
            ("other -", "all", 0),
            ("other -", "uncoded", 0),
            ("und -", "all", 0),
            ("und -", "uncoded", 0),
        ]
    );
}

#[test]
fn the_score_of_a_row_counts_once_however_many_comments_it_has() {
    let mut facts: Vec<Fact> = ["why", "else"]
        .iter()
        .map(|column| Fact {
            comment_id: format!("7#{column}"),
            column: Some((*column).to_owned()),
            own_score: nps(10),
            ..fact(7)
        })
        .collect();
    let mut rows = Rows::default();
    facts.iter_mut().for_each(|fact| rows.mark(fact));
    assert_eq!(facts[0].row_id(), "7");
    let rollup = rolled(&facts, &[]);
    let base = &rollup.groups()[&Vec::new()].base;
    assert_eq!(base.comments.total().count, 2);
    assert_eq!(base.scores[&ScoreScale::Nps][&1000].count, 1);
}

#[test]
fn nps_is_promoters_less_detractors_and_blank_below_the_minimum() {
    // 50 promoters, 30 passives, 20 detractors: NPS 30.
    let scores = [
        vec![10; 25],
        vec![9; 25],
        vec![8; 15],
        vec![7; 15],
        vec![6; 10],
        vec![0; 10],
    ];
    let facts: Vec<Fact> = scores
        .concat()
        .into_iter()
        .enumerate()
        .map(|(id, score)| Fact {
            own_score: nps(score),
            ..fact(id)
        })
        .collect();
    let figures = Figures::of(&facts, &themes(), Settings::default());
    let headline = figures.scores[0].headline;
    assert_eq!((headline.value, headline.base), (Some(30.0), 100));
    let interval = headline.interval.unwrap();
    assert!(interval.low > 13.0 && interval.high < 46.0, "{interval:?}");
    let bands = figures.scores[0].bands.unwrap();
    assert_eq!((bands.low, bands.middle, bands.high), (20, 30, 50));

    let few = Figures::of(&facts[..29], &themes(), Settings::default());
    let headline = few.scores[0].headline;
    assert_eq!((headline.value, headline.interval), (None, None));
    assert_eq!(headline.withheld, Some(Withheld::SmallBase { minimum: 30 }));
}

#[test]
fn csat_is_the_share_of_fours_and_fives_and_ces_a_mean() {
    let own = |scale, score: i32, id| Fact {
        own_score: Some(OwnScore {
            scale,
            hundredths: score * 100,
        }),
        ..fact(id)
    };
    let scores = [1, 2, 3, 4, 5, 5, 5, 4].into_iter().cycle().take(80);
    let mut facts: Vec<Fact> = scores
        .enumerate()
        .map(|(id, s)| own(ScoreScale::Csat, s, id))
        .collect();
    let efforts = [1, 7, 7, 5].into_iter().cycle().take(40);
    facts.extend(
        efforts
            .enumerate()
            .map(|(id, s)| own(ScoreScale::Ces, s, 100 + id)),
    );
    let figures = Figures::of(&facts, &themes(), Settings::default());
    let told: Vec<_> = figures
        .scores
        .iter()
        .map(|s| (s.scale, s.headline.value))
        .collect();
    assert_eq!(
        told,
        [(ScoreScale::Csat, Some(62.5)), (ScoreScale::Ces, Some(5.0))]
    );
}

#[test]
fn figures_count_what_roll_ups_count() {
    let facts = comments(3, 400);
    let figures = Figures::of(&facts, &themes(), Settings::default());
    let of_theme = rolled(&facts, &columns(&["theme"]));
    let of_parent = rolled(&facts, &columns(&["parent"]));
    for rollup in [of_theme, of_parent] {
        for row in rollup
            .rows(30)
            .iter()
            .filter(|row| row.kind == RowKind::Coded)
        {
            let id = row.key[0].as_deref();
            let theme = figures
                .themes
                .iter()
                .find(|theme| Some(theme.id.as_str()) == id)
                .unwrap();
            assert_eq!(
                (theme.comments, theme.mentions),
                (row.comments, row.mentions)
            );
            assert_eq!((theme.share, theme.net), (row.share, row.mention_net));
        }
    }
    assert_eq!(figures.comments, 400);
    assert!(figures.weighted);
}

#[test]
fn a_trend_has_every_period_between_the_first_and_the_last() {
    let mut facts = vec![fact(1), fact(2)];
    facts[1].day = Some(date(2026, 3, 29));
    let settings = Settings {
        period: Some(Column::Week),
        ..Settings::default()
    };
    let trend = Figures::of(&facts, &themes(), settings).trend.unwrap();
    let told: Vec<_> = trend
        .points
        .iter()
        .map(|p| (p.name.as_str(), p.comments))
        .collect();
    assert_eq!(
        told,
        [
            ("2026-W09", 1),
            ("2026-W10", 0),
            ("2026-W11", 0),
            ("2026-W12", 0),
            ("2026-W13", 1)
        ]
    );
}

#[test]
fn a_wild_date_does_not_fill_memory() {
    let mut facts = vec![fact(1), fact(2)];
    facts[1].day = Some(Date::MIN);
    let settings = Settings {
        period: Some(Column::Day),
        ..Settings::default()
    };
    let figures = Figures::of(&facts, &themes(), settings);
    assert_eq!(figures.trend.unwrap().period, Column::Year);
}

/// Comments of two halves of 100 days; `price-level` comes three times as often in the second, `staff-manner` as often.
fn changed() -> Vec<Fact> {
    let themes = themes();
    let mut random = Random::new(9);
    let mut comment = |id: usize| {
        let mut one = fact(id);
        let day = random.below(100);
        one.day = date(2026, 1, 1).checked_add((day as i64).days()).ok();
        let mut mentions = Vec::new();
        if random.below(100) < if day < 50 { 10 } else { 30 } {
            mentions.push((LEVEL, Polarity::Negative));
        }
        if random.below(100) < 20 {
            mentions.push((MANNER, Polarity::Positive));
        }
        one.mentions = raised(&themes, &mentions);
        one
    };
    (0..1000).map(&mut comment).collect()
}

#[test]
fn what_changed_is_told_apart_from_what_did_not() {
    let change = Figures::of(&changed(), &themes(), Settings::default())
        .change
        .unwrap();
    assert_eq!(change.later.from, date(2026, 2, 20));
    let of = |theme: u16| change.themes.iter().find(|one| one.theme == theme).unwrap();
    assert_eq!(of(LEVEL).verdict, Verdict::More);
    assert!(of(LEVEL).difference.interval.unwrap().low > 10.0);
    assert_eq!(of(MANNER).verdict, Verdict::NotShown);
    assert_eq!(change.themes[0].q, of(LEVEL).q, "the surest comes first");
}

#[test]
fn a_doubled_night_is_an_alert_and_half_a_night_only_incomplete() {
    let themes = themes();
    let mut random = Random::new(4);
    let mut facts = Vec::new();
    for night in 0..70i64 {
        let day = date(2026, 1, 5).checked_add(night.days()).ok();
        let count = if night == 66 {
            40
        } else {
            95 + random.below(11)
        };
        for _ in 0..count {
            let mut one = fact(facts.len());
            one.day = day;
            let chance = if night == 60 { 60 } else { 20 };
            if random.below(100) < chance {
                one.mentions = raised(&themes, &[(LEVEL, Polarity::Negative)]);
            }
            facts.push(one);
        }
    }
    let alerts = Figures::of(&facts, &themes, Settings::default()).alerts;
    let told: Vec<_> = alerts
        .iter()
        .map(|a| (a.kind, a.day, a.id.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (AlertKind::Incomplete, date(2026, 3, 12), None),
            (AlertKind::Spike, date(2026, 3, 6), Some("price-level")),
        ]
    );
}

#[test]
fn passives_are_set_against_detractors() {
    let themes = themes();
    let facts: Vec<Fact> = (0..400)
        .map(|id| {
            let mut one = fact(id);
            one.own_score = nps([3, 8, 10, 5][id % 4]);
            // Every second detractor speaks of the price, every tenth of the others.
            let says = if [3, 5].contains(&[3, 8, 10, 5][id % 4]) {
                id % 8 < 4
            } else {
                id % 40 < 4
            };
            if says {
                one.mentions = raised(&themes, &[(LEVEL, Polarity::Negative)]);
            }
            one
        })
        .collect();
    let figures = Figures::of(&facts, &themes, Settings::default());
    let passives = &figures.contrasts[0].themes;
    assert_eq!(passives.len(), 1, "{passives:?}");
    assert_eq!(passives[0].verdict, Verdict::Less);
    let drivers = figures.drivers.unwrap();
    assert!(drivers.themes[0].stands_out, "{drivers:?}");
    assert!(
        drivers.themes[0].joint.value.unwrap() < -20.0,
        "{drivers:?}"
    );
    assert!(drivers.themes[0].leave_out.value.unwrap() < 0.0);
}

#[test]
fn a_segment_is_set_against_all_others() {
    let themes = themes();
    let facts: Vec<Fact> = (0..300)
        .map(|id| {
            let mut one = fact(id);
            let north = id % 3 == 0;
            let value = if north { "north" } else { "south" };
            one.segments.insert("region".to_owned(), value.to_owned());
            if id % (if north { 2 } else { 11 }) == 0 {
                one.mentions = raised(&themes, &[(MANNER, Polarity::Negative)]);
            }
            one
        })
        .collect();
    let settings = Settings {
        segments: vec!["region".to_owned()],
        ..Settings::default()
    };
    let figures = Figures::of(&facts, &themes, settings);
    let values = &figures.segments[0].values;
    let north = values
        .iter()
        .find(|value| value.value.as_deref() == Some("north"))
        .unwrap();
    assert_eq!(north.comments, 100);
    assert_eq!(north.themes[0].verdict, Verdict::More);
}

#[test]
fn figures_of_nothing_are_withheld_and_nothing_breaks() {
    let figures = Figures::of(&[], &themes(), Settings::default());
    assert_eq!(figures.sentiment.net.withheld, Some(Withheld::Empty));
    assert_eq!(figures.languages.len(), 7);
    assert!(figures.trend.is_none() && figures.drivers.is_none());
}

const EXPORT: &str = "tests/data/example_export.csv";

fn rollup(args: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("verbatims").unwrap();
    command.arg("rollup").args(args).output().unwrap()
}

#[track_caller]
fn succeeded(output: std::process::Output) -> (String, String) {
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    (String::from_utf8(output.stdout).unwrap(), told)
}

#[test]
fn an_export_is_counted_and_its_formulas_are_told() {
    let (table, told) = succeeded(rollup(&[EXPORT, "--by", "segment,month,parent"]));
    assert!(
        table.starts_with("segment,month,parent,kind,comments,share,"),
        "{table}"
    );
    assert!(told.contains("NPS = 100 * (count(score >= 9) - count(score <= 6)) / count(score)"));
    let bases: u64 = table
        .lines()
        .filter(|line| line.contains(",all,"))
        .map(|line| line.split(',').nth(4).unwrap().parse::<u64>().unwrap())
        .sum();
    assert_eq!(bases, 300);
}

#[test]
fn annotations_give_the_same_counts_as_their_export() {
    let folder = tempfile::tempdir().unwrap();
    let tagged = folder.path().join("tagged.jsonl");
    let tagged = tagged.to_str().unwrap();
    let mut tag = Command::cargo_bin("verbatims").unwrap();
    tag.args(["tag", "-q", EXPORT, "-o", tagged])
        .assert()
        .success();
    let by = ["--by", "segment,week,theme", "--format", "json"];
    let of = |input: &str| succeeded(rollup(&[&[input], by.as_slice()].concat())).0;
    assert_eq!(of(tagged), of(EXPORT));
}

/// A job over the example export that has been published, in a folder of its own.
fn job(source: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(EXPORT, folder.path().join("export.csv")).unwrap();
    let config = format!(
        "[job]\nname = \"example\"\ntime_zone = \"UTC\"\n[[source]]\nname = \"shop\"\nfiles = [\"export.csv\"]\n{source}\n"
    );
    let path = folder.path().join("job.toml");
    fs::write(&path, config).unwrap();
    let mut run = Command::cargo_bin("verbatims").unwrap();
    run.arg("run").arg(&path).arg("-q").assert().success();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn the_comments_of_a_job_give_the_same_counts_as_their_export() {
    let (_folder, job) = job("segments = [\"Segment\"]");
    let by = ["--by", "segment,week,theme", "--format", "json"];
    let of = |input: &str| succeeded(rollup(&[&[input], by.as_slice()].concat())).0;
    assert_eq!(of(&job), of(EXPORT));
}

#[test]
fn a_source_can_have_a_stage_of_its_own() {
    let (_folder, job) = job("stage = \"onboarding\"");
    let named = format!("{EXPORT}=onboarding");
    for args in [vec![job.as_str()], vec![EXPORT, "--stage", &named]] {
        let (table, _) = succeeded(rollup(&[args.as_slice(), &["--by", "stage"]].concat()));
        let keys: Vec<&str> = table
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        assert_eq!(keys, ["", "onboarding", ""], "{table}");
    }
    let (table, _) = succeeded(rollup(&[EXPORT, "--by", "stage"]));
    assert!(table.lines().count() > 4, "{table}");
}

#[test]
fn parts_that_were_counted_apart_merge_to_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    // Rows that cannot be read are part of it.
    let mut export = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(EXPORT)
        .unwrap();
    let header = export.headers().unwrap().clone();
    let lines: Vec<csv::StringRecord> = export.records().map(Result::unwrap).collect();
    let write = |name: &str, lines: &[csv::StringRecord]| {
        let path = folder.path().join(name);
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .from_path(&path)
            .unwrap();
        for line in [&header].into_iter().chain(lines) {
            writer.write_record(line).unwrap();
        }
        writer.flush().unwrap();
        path
    };
    let by = [
        "--by",
        "segment,week,theme",
        "--format",
        "json",
        "--max-rejects",
        "100",
    ];
    let counted = |name: &str, lines: &[csv::StringRecord]| {
        let input = write(name, lines);
        let out = folder.path().join(format!("{name}.json"));
        let files = [input.to_str().unwrap(), "-o", out.to_str().unwrap()];
        succeeded(rollup(&[files.as_slice(), &by].concat()));
        out
    };
    let (one, other) = (
        counted("one.csv", &lines[..90]),
        counted("other.csv", &lines[90..]),
    );
    let merged = |files: [&Path; 2]| {
        let files = files.map(|file| file.to_str().unwrap());
        succeeded(rollup(&["merge", files[0], files[1], "--format", "json"])).0
    };
    let whole = fs::read_to_string(counted("whole.csv", &lines)).unwrap();
    assert_eq!(merged([&one, &other]), whole);
    assert_eq!(merged([&other, &one]), whole);
}

#[test]
fn a_column_that_is_not_there_is_named_with_those_that_are() {
    let output = rollup(&[EXPORT, "--by", "Regoin"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("\"Regoin\"") && told.contains("Segment"),
        "{told}"
    );
}

#[test]
fn a_column_that_no_comment_has_is_refused_whatever_is_counted() {
    let (folder, job) = job("segments = [\"Segment\"]");
    let tagged = folder.path().join("out/current/annotations.jsonl");
    let lines = folder.path().join("lines.jsonl");
    fs::write(
        &lines,
        "{\"id\":1,\"comment\":\"Good food\",\"shop\":\"\"}\n",
    )
    .unwrap();
    let tagged = tagged.to_str().unwrap();
    let lines = lines.to_str().unwrap();
    for (input, there) in [
        (job.as_str(), "Segment"),
        (tagged, "Segment"),
        (lines, "shop"),
    ] {
        for option in ["--by", "--weight"] {
            let output = rollup(&[input, option, "Regoin"]);
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{input} {option}: {told}");
            assert!(told.contains("\"Regoin\""), "{told}");
        }
        // One that is there counts, though it may be blank in every comment.
        succeeded(rollup(&[input, "--by", there]));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_once_and_whole_and_annotations_do_not_come_through_it() {
    let of_pipe = |bytes: Vec<u8>, name: &str| {
        let mut command = assert_cmd::Command::cargo_bin("verbatims").unwrap();
        command.args(["rollup", name, "--by", "language"]);
        command.write_stdin(bytes).output().unwrap()
    };
    let (table, _) = succeeded(rollup(&[EXPORT, "--by", "language"]));
    for name in ["-", "/dev/stdin"] {
        let output = of_pipe(fs::read(EXPORT).unwrap(), name);
        assert_eq!(succeeded(output).0, table, "{name}");
    }
    let (folder, _) = job("");
    let tagged = folder.path().join("out/current/annotations.jsonl");
    for name in ["-", "/dev/stdin"] {
        let output = of_pipe(fs::read(&tagged).unwrap(), name);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("these are annotations"), "{told}");
    }
}

#[test]
fn columns_of_some_inputs_are_not_taken_for_those_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("lines.jsonl");
    fs::write(
        &lines,
        "{\"id\":1,\"comment\":\"Good food\",\"shop\":\"Nord\"}\n",
    )
    .unwrap();
    let (table, _) = succeeded(rollup(&[EXPORT, lines.to_str().unwrap(), "--by", "shop"]));
    assert!(table.contains("\nNord,all,1,"), "{table}");
}

#[test]
fn a_file_that_is_no_roll_up_is_named() {
    let output = rollup(&["merge", EXPORT]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{told}");
    assert!(
        told.contains("example_export.csv") && told.contains("no roll-up"),
        "{told}"
    );
}

#[test]
fn a_segment_that_looks_like_a_formula_stays_text_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    fs::write(
        &path,
        "comment,segment\nThe staff were lovely,=1+1\nFine,-\n",
    )
    .unwrap();
    let path = path.to_str().unwrap();
    let (plain, _) = succeeded(rollup(&[path, "--by", "segment"]));
    let (safe, _) = succeeded(rollup(&[path, "--by", "segment", "--spreadsheet-safe"]));
    assert!(plain.contains("\n=1+1,all"), "{plain}");
    assert!(safe.contains("\n'=1+1,all"), "{safe}");
}
