//! The report's page: what goes into it, and, in a real browser, what comes of it.

mod common;

use common::TestDir;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use verbatims::annotation::Polarity;
use verbatims::comment::{Comment, Fields};
use verbatims::lexicon::Lexicons;
use verbatims::pipeline::Pipeline;
use verbatims::report::words::FILE;
use verbatims::report::{Page, Record, Setting, Versions, Words, html};
use verbatims::rollup::figures::{Figure, Figures, Settings, Verdict, Withheld};
use verbatims::rollup::{Column, Context, Fact, OwnScore, ScoreScale, Themes};

const EXPORT: &str = "tests/data/example_export.csv";
const CELLS: &str = "tests/data/torture/cells.jsonl";

/// A row of an export.
#[derive(Clone)]
struct Row {
    id: String,
    date: String,
    score: Option<i32>,
    segment: String,
    text: String,
}

fn root(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn example_rows() -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(root(EXPORT))
        .unwrap();
    let rows = reader.records().map(Result::unwrap);
    let rows = rows.filter(|row| row.get(5).is_some_and(|text| !text.is_empty()));
    rows.map(|row| Row {
        id: row[0].to_owned(),
        date: row[1][..10].to_owned(),
        score: row[2].parse().ok(),
        segment: row[3].to_owned(),
        text: row[5].to_owned(),
    })
    .collect()
}

fn hostile_rows() -> Vec<Row> {
    let cells = fs::read_to_string(root(CELLS)).unwrap();
    let cells = cells.lines().map(|line| {
        let cell: Value = serde_json::from_str(line).unwrap();
        cell["text"].as_str().unwrap().to_owned()
    });
    cells
        .enumerate()
        .map(|(place, cell)| Row {
            id: format!("{cell}{place}"),
            date: format!("2026-03-{:02}", 1 + place % 28),
            score: Some((place % 11) as i32),
            segment: cell.clone(),
            text: format!("{cell} the staff were rude"),
        })
        .collect()
}

/// Records of rows, and the themes they refer to.
fn records(pipeline: &Pipeline, rows: &[Row]) -> (Vec<Record>, Themes) {
    let themes = Themes::of(pipeline.lexicons().codeframe());
    let records = rows.iter().zip(1..).map(|(row, place)| {
        let comment = Comment {
            id: row.id.clone(),
            source: "example_export.csv".into(),
            row: place,
            column: None,
            question: None,
            text: row.text.clone(),
            date: Some(row.date.clone()),
            score: None,
            segment: Some(row.segment.clone()),
            fields: Fields::none(),
        };
        let annotation = pipeline.annotate(&row.text);
        let context = Context {
            day: row.date.parse().ok(),
            own_score: row.score.map(|score| OwnScore {
                scale: ScoreScale::Nps,
                hundredths: score * 100,
            }),
            segments: [("Segment".to_owned(), row.segment.clone())].into(),
            ..Context::default()
        };
        let fact = Fact::new(&comment, &annotation, &themes, context);
        Record::new(fact, &comment, &annotation, pipeline.lexicons())
    });
    (records.collect(), themes)
}

fn facts(records: &[Record]) -> Vec<Fact> {
    records.iter().map(|record| record.fact.clone()).collect()
}

fn settings() -> Settings {
    Settings {
        period: Some(Column::Week),
        ..Settings::default()
    }
}

fn versions() -> Versions {
    Versions {
        program: [env!("CARGO_PKG_VERSION").to_owned()].into(),
        ..Versions::default()
    }
}

/// The page of some records.
fn page(lexicons: &Lexicons, records: &[Record], themes: &Themes, labels: &str) -> String {
    let words = Words::of(lexicons, labels).unwrap();
    let figures = Figures::of(&facts(records), themes, settings());
    let setting = Setting {
        title: "example_export.csv",
        inputs: &["example_export.csv".to_owned()],
        themes,
        codeframe: lexicons.codeframe(),
        words: &words,
        segments: &["Segment".to_owned()],
        made_by: &versions(),
        verbatims: 2000,
    };
    html::render(&Page::new(records, &figures, &setting), &words)
}

/// True if a program answers; says so if it does not.
fn present(program: &str, argument: &str) -> bool {
    let found = Command::new(program).arg(argument).output().is_ok();
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

#[test]
fn in_a_real_browser_the_report_holds_what_its_tests_say() {
    let modules = root("tests/browser/node_modules/playwright-core");
    if !present("node", "--version") || !present("chromium", "--version") {
        return;
    }
    if !modules.is_dir() {
        eprintln!("skipped: run `npm ci` in tests/browser");
        return;
    }
    let pipeline = Pipeline::bundled().unwrap();
    let lexicons = pipeline.lexicons();
    let folder = TestDir::new();
    let (example, themes) = records(&pipeline, &example_rows());
    let write = |name: &str, html: String| folder.file(name, html.as_bytes());
    write("example.html", page(lexicons, &example, &themes, "en"));
    write("arabic.html", page(lexicons, &example, &themes, "ar"));
    let figures = expected(&example, &themes).to_string();
    folder.file("figures.json", figures.as_bytes());
    let rows = hostile_rows();
    let (hostile, _) = records(&pipeline, &rows);
    write("hostile.html", page(lexicons, &hostile, &themes, "en"));
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    folder.file("hostile.json", json!(texts).to_string().as_bytes());
    let large = many(&example, 10_000);
    write("large.html", page(lexicons, &large, &themes, "en"));
    let tests = Command::new("node")
        .args(["--test", "--test-reporter=spec", "report.test.mjs"])
        .current_dir(root("tests/browser"))
        .env("REPORTS", folder.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&tests.stdout);
    assert!(tests.status.success(), "{said}");
    assert!(said.contains("pass 2"), "too few tests ran: {said}");
}

/// As many records as asked for, made of these with other words at their ends, so that no two texts are alike.
fn many(records: &[Record], count: usize) -> Vec<Record> {
    let copies = records.iter().cycle().zip(0..count);
    copies
        .map(|(record, place)| {
            let mut record = record.clone();
            record.fact.comment_id = format!("R-{place}");
            record.fact.row = place as u64;
            record.text.push_str(&format!(" {:x}", place * 7919));
            record
        })
        .collect()
}

/// The figures of the library under filters, in the shape of `report.figures` of the page.
fn expected(records: &[Record], themes: &Themes) -> Value {
    let all = facts(records);
    let whole = Figures::of(&all, themes, settings());
    let settings = Settings {
        change_from: whole.change.as_ref().map(|change| change.later.from),
        ..settings()
    };
    let top = themes.position("product").unwrap();
    let sub = themes.position("staff-friendliness").unwrap();
    let raises = |fact: &Fact, theme: u16| {
        let parent = |one: u16| themes.get(one).and_then(|theme| theme.parent);
        let mut raised = fact.mentions.iter().map(|raised| raised.theme);
        raised.any(|one| one == theme || parent(one) == Some(theme))
    };
    type Test<'a> = Box<dyn Fn(&Fact) -> bool + 'a>;
    let cases: Vec<(Value, Test<'_>)> = vec![
        (json!({}), Box::new(|_| true)),
        (
            json!({"language": "sv"}),
            Box::new(|fact| fact.language.code() == "sv"),
        ),
        (
            json!({"language": "und"}),
            Box::new(|fact| fact.language.code() == "und"),
        ),
        (
            json!({"theme": "product"}),
            Box::new(|fact| raises(fact, top)),
        ),
        (
            json!({"theme": "staff-friendliness"}),
            Box::new(|fact| raises(fact, sub)),
        ),
        (
            json!({"segments": {"Segment": "private"}}),
            Box::new(|fact| {
                fact.segments
                    .get("Segment")
                    .is_some_and(|value| value == "private")
            }),
        ),
        (
            json!({"language": "en", "theme": "product", "segments": {"Segment": "private"}}),
            Box::new(|fact| {
                let private = fact
                    .segments
                    .get("Segment")
                    .is_some_and(|value| value == "private");
                private && fact.language.code() == "en" && raises(fact, top)
            }),
        ),
    ];
    let cases = cases.into_iter().map(|(filters, test)| {
        let some: Vec<Fact> = all.iter().filter(|fact| test(fact)).cloned().collect();
        let figures = Figures::of(&some, themes, settings.clone());
        json!({"filters": filters, "figures": shaped(&figures)})
    });
    Value::Array(cases.collect())
}

fn figure(figure: &Figure) -> Value {
    let withheld = figure.withheld.map(|withheld| match withheld {
        Withheld::Empty => json!({"kind": "empty"}),
        Withheld::SmallBase { minimum } => json!({"kind": "small-base", "least": minimum}),
        Withheld::NoVariation => json!({"kind": "no-variation"}),
        Withheld::TooFewPeriods => json!({"kind": "too-few-periods"}),
    });
    json!({
        "value": figure.value,
        "low": figure.interval.map(|interval| interval.low),
        "high": figure.interval.map(|interval| interval.high),
        "base": figure.base,
        "withheld": withheld,
    })
}

fn shaped(figures: &Figures) -> Value {
    let shares = figures.sentiment.shares.iter();
    let shares = shares.map(|one| (one.polarity.name().to_owned(), figure(&one.share)));
    let scores = figures.scores.iter();
    let scores = scores.map(|one| (one.scale.to_string(), figure(&one.headline)));
    let mut themes: Vec<_> = figures.themes.iter().collect();
    themes.sort_by_key(|theme| theme.theme);
    let themes = themes.into_iter().map(|theme| {
        json!({
            "id": theme.id, "comments": theme.comments, "mentions": theme.mentions,
            "polarities": theme.polarities, "share": figure(&theme.share), "net": figure(&theme.net),
        })
    });
    let stages = figures.stages.iter().map(|cell| {
        json!({
            "id": cell.id, "stage": cell.stage, "mentions": cell.mentions,
            "polarities": cell.polarities, "net": figure(&cell.net),
        })
    });
    let languages = figures.languages.iter().map(|one| {
        json!({
            "language": one.language.code(), "comments": one.comments, "uncoded": one.uncoded,
            "coverage": figure(&one.coverage), "net": figure(&one.net),
        })
    });
    let points = figures.trend.iter().flat_map(|trend| &trend.points);
    let trend = points.map(|point| {
        json!({"comments": point.comments, "uncoded": point.uncoded, "net": figure(&point.net)})
    });
    let change = figures.change.iter().flat_map(|change| &change.themes);
    let change = change.map(|one| {
        let verdict = match one.verdict {
            Verdict::More => "more",
            Verdict::Less => "less",
            Verdict::NotShown => "not-shown",
            Verdict::NotTested => "not-tested",
        };
        json!({"id": one.id, "difference": figure(&one.difference), "p": one.p, "q": one.q, "verdict": verdict})
    });
    json!({
        "comments": figures.comments, "mentions": figures.mentions, "uncoded": figures.uncoded,
        "ironic": figures.ironic, "net": figure(&figures.sentiment.net),
        "shares": shares.collect::<serde_json::Map<_, _>>(),
        "scores": scores.collect::<serde_json::Map<_, _>>(),
        "themes": themes.collect::<Vec<_>>(), "stages": stages.collect::<Vec<_>>(),
        "languages": languages.collect::<Vec<_>>(), "trend": trend.collect::<Vec<_>>(),
        "change": change.collect::<Vec<_>>(),
    })
}

#[test]
fn no_text_of_a_customer_ends_an_element() {
    let pipeline = Pipeline::bundled().unwrap();
    let (hostile, themes) = records(&pipeline, &hostile_rows());
    let html = page(pipeline.lexicons(), &hostile, &themes, "en");
    let (_, data) = html.split_once("id=\"data\">").unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    assert!(!data.contains('<'));
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["verbatims"]["text"][0], hostile[0].text);
    assert_eq!(html.matches("</script>").count(), 3);
}

#[test]
fn the_same_comments_give_the_same_bytes() {
    let pipeline = Pipeline::bundled().unwrap();
    let rows: Vec<Row> = example_rows().into_iter().take(40).collect();
    let (example, themes) = records(&pipeline, &rows);
    let one = page(pipeline.lexicons(), &example, &themes, "sv");
    assert_eq!(one, page(pipeline.lexicons(), &example, &themes, "sv"));
}

#[test]
fn a_sample_has_each_theme_and_side_and_is_drawn_alike_whatever_the_order() {
    let pipeline = Pipeline::bundled().unwrap();
    let (example, themes) = records(&pipeline, &example_rows());
    let large = many(&example, 3000);
    let sampled = |records: &[Record]| {
        let html = page(pipeline.lexicons(), records, &themes, "en");
        let (_, data) = html.split_once("id=\"data\">").unwrap();
        let (data, _) = data.split_once("</script>").unwrap();
        let data: Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["verbatims"]["sampled"], true);
        let ids = data["verbatims"]["id"].as_array().unwrap().clone();
        let mut ids: Vec<String> = ids
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    let ids = sampled(&large);
    assert_eq!(ids.len(), 2000);
    let drawn = |record: &&Record| ids.binary_search(&record.fact.comment_id).is_ok();
    let sides = |records: Vec<&Record>| {
        let raised = records.into_iter().flat_map(|record| &record.fact.mentions);
        let sides: std::collections::BTreeSet<(u16, Polarity)> = raised
            .map(|raised| (raised.theme, raised.polarity))
            .collect();
        sides
    };
    assert_eq!(
        sides(large.iter().collect()),
        sides(large.iter().filter(drawn).collect())
    );
}

#[test]
fn every_word_of_the_page_is_in_its_list_and_every_language_has_every_word() {
    let text = fs::read_to_string(root("lexicons/common/report.toml")).unwrap();
    let languages = Words::languages(&text).unwrap();
    assert_eq!(languages, ["ar", "en", "ru", "sr-Cyrl", "sr-Latn", "sv"]);
    let english = Words::parse(FILE, &text, "en").unwrap();
    let holes = |word: &str| -> Vec<String> {
        let holes = word
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next());
        let mut holes: Vec<String> = holes.map(str::to_owned).collect();
        holes.sort();
        holes
    };
    for language in languages {
        let words = Words::parse(FILE, &text, &language).unwrap();
        for (name, word) in &words.words {
            assert!(!word.trim().is_empty(), "{name} {language}");
            assert_eq!(holes(word), holes(english.get(name)), "{name} {language}");
        }
    }
    let mut missing = Vec::new();
    for entry in fs::read_dir(root("src/report/page")).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name == "charts.js") {
            continue;
        }
        let code = fs::read_to_string(&path).unwrap();
        for call in code.split("word(\"").skip(1) {
            let name = call.split('"').next().unwrap();
            if !english.words.contains_key(name) {
                missing.push(format!("{} {name}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
