//! The analyst's desk over many stored comments: opening, filtering, searching, paging, and bringing the index up to date.
//!
//! `cargo bench --bench desk -- 1000000 FOLDER` keeps the states and the index in the folder, and finds them there again;
//! without a folder they are made in a temporary one. Each line is the median and the worst of twenty.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use verbatims::Pipeline;
use verbatims::annotation::Polarity;
use verbatims::desk::queue::{Options, Reason};
use verbatims::desk::search::{Index, Order, Page, Query, ThemeFilter};
use verbatims::lexicon::{Files, Lexicons};
use verbatims::store::generation::GenerationStatus;
use verbatims::store::{Change, Correction, Journal, Log, Row, RunRow, State, Tags, Version};

/// Comments in five languages, each with its share of all in tenths.
const TEXTS: [(usize, &str); 5] = [
    (3, include_str!("texts/sv.txt")),
    (3, include_str!("texts/en.txt")),
    (2, include_str!("texts/sr.txt")),
    (1, include_str!("texts/ru.txt")),
    (1, include_str!("texts/ar.txt")),
];
/// Different texts, each of which is annotated once; a word of its own then makes each comment another.
const DIFFERENT: usize = 5000;
/// Columns of the export: answers to questions, groups, places, and what is another for each row.
const COLUMNS: [(&str, usize, u64); 4] = [
    ("Answer", 60, 11),
    ("Group", 20, 60),
    ("Place", 10, 3000),
    ("Number", 10, u64::MAX),
];
/// How often each thing is timed.
const TIMES: usize = 20;
/// Comments of a night after the first.
const NIGHT: u64 = 10_000;
/// Comments of a page.
const PAGE: usize = 50;

fn main() {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let count = arguments.iter().find_map(|argument| argument.parse().ok());
    let folder = arguments
        .iter()
        .find(|argument| argument.parse::<u64>().is_err());
    let temporary = tempfile::tempdir().unwrap();
    let folder = folder.map_or(temporary.path().to_owned(), PathBuf::from);
    let bench = Bench {
        folder,
        count: count.unwrap_or(20_000),
    };
    bench.states();
    bench.index();
    bench.questions();
}

struct Bench {
    folder: PathBuf,
    count: u64,
}

impl Bench {
    fn path(&self, generation: u64) -> PathBuf {
        self.folder.join(format!("{generation:06}.sqlite"))
    }

    /// The state of the first night and that of the second, in which ten thousand comments are new and as many changed.
    fn states(&self) {
        std::fs::create_dir_all(&self.folder).unwrap();
        if self.path(2).exists() {
            return;
        }
        let pipeline = Pipeline::bundled().unwrap();
        let made = Made::new(&pipeline);
        let first = self.path(1);
        let state = State::create(&first).unwrap();
        made.fill(&state, 0..self.count, 1);
        state.close().unwrap();
        std::fs::copy(&first, self.path(2)).unwrap();
        let state = State::open(&self.path(2)).unwrap();
        made.fill(&state, self.count..self.count + NIGHT, 2);
        state.close().unwrap();
    }

    fn index(&self) {
        println!("{} comments, state {}", self.count, size(&self.path(1)));
        for generation in 1..=2 {
            let state = State::read_only(&self.path(generation)).unwrap();
            let mut index = Index::open(&self.folder, &Files::bundled()).unwrap();
            let begun = Instant::now();
            let updated = index.update(
                &state,
                &Log::default(),
                generation,
                Options::default(),
                &mut |_| Ok(()),
            );
            println!(
                "{:8.2} s  update {generation}: {:?}",
                begun.elapsed().as_secs_f64(),
                updated.unwrap()
            );
        }
        println!("index {}", size(&self.folder.join("search.sqlite")));
    }

    fn questions(&self) {
        let files = Files::bundled();
        let state = State::read_only(&self.path(2)).unwrap();
        timed("open, follow the state, first page in full", || {
            let state = State::read_only(&self.path(2)).unwrap();
            let mut index = Index::open(&self.folder, &files).unwrap();
            let log = Journal::read(&self.folder).unwrap();
            index
                .update(&state, &log, 2, Options::default(), &mut |_| Ok(()))
                .unwrap();
            let page = index.find(&Query::default(), 0, PAGE).unwrap();
            read(&state, &page);
            page.total
        });
        let mut index = Index::open(&self.folder, &files).unwrap();
        let mut corrected = false;
        timed("a correction that is made or undone, taken in", || {
            corrected = !corrected;
            let log = match corrected {
                true => Log::new(vec![correction()]),
                false => Log::default(),
            };
            index.refresh(&state, &log, Options::default()).unwrap()
        });
        timed("columns", || index.columns().unwrap().len() as u64);
        for column in ["Answer 7", "Group 3", "Place 4"] {
            timed(&format!("values of {column}"), || {
                index.values(column, 1000).unwrap().len() as u64
            });
        }
        for (name, query) in queries() {
            for (order, told) in [(Order::Queue, "queue"), (Order::Newest, "newest")] {
                let query = Query {
                    order,
                    ..query.clone()
                };
                timed(&format!("{name}, {told}"), || {
                    let page = index.find(&query, 0, PAGE).unwrap();
                    read(&state, &page);
                    page.total
                });
                let middle = index.find(&query, 0, 0).unwrap().total / 2;
                timed(&format!("{name}, {told}, page in the middle"), || {
                    index.find(&query, middle, PAGE).unwrap().total
                });
            }
        }
    }
}

/// What a person says of the first comment.
fn correction() -> Correction {
    Correction {
        id: "0".into(),
        batch: "0".into(),
        at: "2026-03-01T00:00:00.000000Z".into(),
        author: "A".into(),
        why: String::new(),
        comment: id(0),
        content: String::new(),
        change: Change::Sentiment(Polarity::Mixed),
        machine: String::new(),
    }
}

/// The id of a comment: in no order, as those of surveys are.
fn id(n: u64) -> String {
    format!("nps/R-{:016x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// Reads the comments of a page with all that is known of them.
fn read(state: &State, page: &Page) {
    for id in &page.comments {
        state.comment(id).unwrap().unwrap();
    }
}

/// Prints the median and the worst time of some work, and how many it found.
fn timed(what: &str, mut work: impl FnMut() -> u64) {
    let mut found = 0;
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let begun = Instant::now();
            found = work();
            begun.elapsed()
        })
        .collect();
    times.sort();
    let told = |time: Duration| time.as_secs_f64() * 1000.0;
    let (median, worst) = (told(times[TIMES / 2]), told(times[TIMES - 1]));
    println!("{median:8.1} {worst:8.1} ms  {found:8}  {what}");
}

/// What an analyst asks.
fn queries() -> Vec<(&'static str, Query)> {
    let all = Query::default;
    let words = |text: &str| Query {
        text: text.into(),
        ..all()
    };
    let theme = |theme: &str, polarity| {
        vec![ThemeFilter {
            theme: theme.into(),
            polarity,
        }]
    };
    let cells = |cells: &[(&str, &str)]| {
        let cells = cells
            .iter()
            .map(|&(name, value)| (name.into(), value.into()));
        Query {
            cells: cells.collect(),
            ..all()
        }
    };
    let negative = theme("staff", Some(Polarity::Negative));
    vec![
        ("everything", all()),
        (
            "a language",
            Query {
                languages: vec!["sr".into()],
                ..all()
            },
        ),
        (
            "a theme",
            Query {
                themes: theme("staff", None),
                ..all()
            },
        ),
        (
            "a theme and its polarity",
            Query {
                themes: negative.clone(),
                ..all()
            },
        ),
        (
            "without a theme",
            Query {
                uncoded: true,
                ..all()
            },
        ),
        (
            "a month",
            Query {
                from: Some("2024-03-01".into()),
                to: Some("2024-03-31".into()),
                ..all()
            },
        ),
        (
            "from a year on",
            Query {
                from: Some("2024-01-01".into()),
                ..all()
            },
        ),
        (
            "a reason",
            Query {
                reasons: vec![Reason::Irony],
                ..all()
            },
        ),
        (
            "a polarity",
            Query {
                polarities: vec![Polarity::Negative],
                ..all()
            },
        ),
        ("a value of few", cells(&[("Answer 7", "value 3")])),
        ("a value of many", cells(&[("Place 4", "value 77")])),
        (
            "values of three columns",
            cells(&[
                ("Answer 7", "value 3"),
                ("Answer 8", "value 1"),
                ("Group 3", "value 9"),
            ]),
        ),
        (
            "a language, a theme, a year, a value",
            Query {
                languages: vec!["en".into()],
                themes: theme("staff", None),
                from: Some("2024-01-01".into()),
                ..cells(&[("Answer 7", "value 3")])
            },
        ),
        ("a most frequent word", words("the")),
        ("a frequent word", words("osoblje")),
        ("two frequent words", words("the and")),
        ("a rare word", words("w777x")),
        ("a phrase", words("\"and the\"")),
        ("a phrase of three", words("\"in the box\"")),
        ("a prefix", words("deliv*")),
        ("a short prefix", words("de*")),
        ("a prefix of one letter", words("w*")),
        ("a word in Arabic", words("الخدمه")),
        ("a word and not another", words("the -and")),
        (
            "a word, a theme, a year",
            Query {
                themes: negative,
                from: Some("2024-01-01".into()),
                ..words("the")
            },
        ),
    ]
}

/// Texts with their tags.
struct Made<'p> {
    texts: Vec<(String, Tags)>,
    lexicons: &'p Lexicons,
}

impl<'p> Made<'p> {
    /// One to four of our own sentences each.
    fn new(pipeline: &'p Pipeline) -> Self {
        let lexicons = pipeline.lexicons();
        let mut dice = Dice(88_172_645_463_325_252);
        let texts = (0..DIFFERENT).map(|_| {
            let mut tenth = dice.below(10) as usize;
            let (_, lines) = TEXTS
                .iter()
                .find(|(share, _)| match tenth.checked_sub(*share) {
                    Some(rest) => {
                        tenth = rest;
                        false
                    }
                    None => true,
                })
                .unwrap();
            let lines: Vec<&str> = lines.lines().collect();
            let parts = (0..=dice.below(3)).map(|_| lines[dice.below(lines.len() as u64) as usize]);
            let text = parts.collect::<Vec<_>>().join(" ");
            let tags = Tags::new(&pipeline.annotate(&text), &text, lexicons);
            (text, tags)
        });
        Self {
            texts: texts.collect(),
            lexicons,
        }
    }

    /// Takes comments into a state as those of one run.
    fn fill(&self, state: &State, numbers: std::ops::Range<u64>, generation: u64) {
        state.begin().unwrap();
        let version = state.version(&Version::of(self.lexicons)).unwrap();
        state.set_themes(self.lexicons).unwrap();
        let count = numbers.end - numbers.start;
        for n in numbers {
            let mut dice = Dice(n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
            let (text, tags) = &self.texts[dice.below(DIFFERENT as u64) as usize];
            let row = row(n, text, &mut dice);
            state.insert(&row, tags, version, generation).unwrap();
        }
        let run = RunRow {
            generation,
            run_date: "2026-03-01".into(),
            kind: "run".into(),
            status: GenerationStatus::Published,
            rows: [count, count, 0, 0],
            comments: [count, 0, 0, 0, 0, 0, 0],
        };
        state.add_run(&run, version, &[]).unwrap();
        state.commit().unwrap();
    }
}

fn row(n: u64, text: &str, dice: &mut Dice) -> Row {
    let day = format!(
        "{}-{:02}-{:02}",
        2023 + dice.below(4),
        1 + dice.below(12),
        1 + dice.below(28)
    );
    Row {
        source: Arc::from("nps"),
        comment_id: id(n),
        file: Arc::from("a.csv"),
        row: n,
        column: None,
        question: None,
        text: format!("{text} w{}x", dice.skewed(1_000_000)),
        date: Some(day.clone()),
        day: Some(day),
        at: None,
        own_score: Some(dice.below(11).to_string()),
        score_column: None,
        segments: "{}".into(),
        fields: fields(n, dice),
        given: None,
    }
}

/// A hundred columns, of which a third of the cells are empty.
fn fields(n: u64, dice: &mut Dice) -> String {
    let mut fields = serde_json::Map::new();
    for (name, columns, values) in COLUMNS {
        for column in 0..columns {
            let value = match (values, dice.below(3)) {
                (u64::MAX, _) => format!("{n}.{}", dice.below(1_000_000)),
                (_, 0) => String::new(),
                (values, _) => format!("value {}", dice.skewed(values)),
            };
            fields.insert(format!("{name} {column}"), value.into());
        }
    }
    serde_json::Value::Object(fields).to_string()
}

/// Numbers without a pattern that are the same each time (Marsaglia, Xorshift RNGs, Journal of Statistical Software 2003).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 11) % end
    }

    /// A number whose frequency falls as its size grows, as words and places are spread: by the law of Zipf.
    fn skewed(&mut self, end: u64) -> u64 {
        let share = self.below(1 << 32) as f64 / (1_u64 << 32) as f64;
        ((end as f64).powf(share) - 1.0) as u64
    }
}

fn size(path: &Path) -> String {
    let bytes = std::fs::metadata(path).unwrap().len();
    format!("{:.0} MB", bytes as f64 / 1e6)
}
