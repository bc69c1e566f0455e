//! The index of the desk: what is found, and that it follows the store.

use crate::common::command;
use crate::common::job::JobDir;
use std::cell::Cell;
use verbatims::annotation::Polarity;
use verbatims::desk::queue::{Options, Reason};
use verbatims::desk::search::{Index, Order, Query, ThemeFilter, Updated};
use verbatims::document::Language;
use verbatims::lexicon::Files;
use verbatims::store::corrections::{self, Batch, Draft};
use verbatims::store::{Change, Correction, Journal, Log, Standing, State, Which};

/// The comments whose spellings must find one another.
const ROWS: [&str; 9] = [
    "sr1,2026-03-01,5,web,Кашњење је опет било дуго",
    "sr2,2026-03-02,5,app,Opet kašnjenje i nikakav odgovor",
    "sr3,2026-03-03,5,app,opet kasnjenje i to veliko",
    "ar1,2026-03-03,2,web,الخدمة سيئة جدا وأحسن منها كثير",
    "ar2,2026-03-04,2,web,الخدمه سيئه جدا واحسن منها كثير",
    "sv1,2026-03-05,9,web,Leveransen var försenad men personalen var trevlig",
    "en1,2026-03-06,9,app,Late delivery again and again",
    "en2,2026-03-07,1,app,Delivery was late",
    "ru1,,1,app,Доставка ещё раз задержалась",
];

fn job() -> JobDir {
    let job = JobDir::new();
    job.export("a.csv", &ROWS);
    job.ends(0, &[]);
    job
}

struct Desk<'j> {
    job: &'j JobDir,
    index: Index,
}

impl<'j> Desk<'j> {
    fn new(job: &'j JobDir) -> Self {
        let index = Index::open(&job.path("state"), &Files::bundled()).unwrap();
        Self { job, index }
    }

    fn state(&self, generation: u64) -> State {
        State::read_only(&self.job.path(&format!("state/{generation:06}.sqlite"))).unwrap()
    }

    fn update(&mut self, generation: u64) -> Updated {
        let log = Journal::read(&self.job.path("state")).unwrap();
        let state = self.state(generation);
        let updated =
            self.index.update(
                &state,
                &log,
                generation,
                Options::default(),
                &mut |_| Ok(()),
            );
        updated.unwrap()
    }

    fn found(&self, query: &Query) -> Vec<String> {
        let page = self.index.find(query, 0, 100).unwrap();
        assert_eq!(page.total, page.comments.len() as u64);
        let mut ids: Vec<String> = page
            .comments
            .iter()
            .map(|id| id.replace("nps/", ""))
            .collect();
        ids.sort();
        ids
    }

    fn words(&self, text: &str) -> Vec<String> {
        self.found(&Query {
            text: text.to_owned(),
            ..Query::default()
        })
    }
}

#[test]
fn every_spelling_of_a_word_finds_all_others() {
    let job = job();
    let mut desk = Desk::new(&job);
    assert_eq!(
        desk.update(1),
        Updated {
            comments: 9,
            anew: true
        }
    );
    for (typed, expected) in [
        ("кашњење", &["sr1", "sr2", "sr3"][..]),
        ("kašnjenje", &["sr1", "sr2", "sr3"]),
        ("KASNJENJE", &["sr1", "sr2", "sr3"]),
        ("الخدمه", &["ar1", "ar2"]),
        ("الخِدمة أحسن", &[]),
        ("الخِدمة وأحسن", &["ar1", "ar2"]),
        ("forsenad", &["sv1"]),
        ("еще", &["ru1"]),
        ("late delivery", &["en1", "en2"]),
        ("\"late delivery\"", &["en1"]),
        ("deliv*", &["en1", "en2"]),
        ("delivery -again", &["en2"]),
        ("odgov* opet", &["sr2"]),
        ("nothing such", &[]),
    ] {
        assert_eq!(desk.words(typed), expected, "{typed}");
    }
    let text = "Опет kašnjenje, КАШЊЕЊЕ";
    let marks = desk.index.marks(text, Some(Language::Sr), "kasnjenje");
    let marked: Vec<&str> = marks.iter().map(|span| span.of(text)).collect();
    assert_eq!(marked, ["kašnjenje", "КАШЊЕЊЕ"]);
}

#[test]
fn filters_are_all_kept_and_pages_do_not_overlap() {
    let job = job();
    let mut desk = Desk::new(&job);
    desk.update(1);
    let cell = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    for (query, expected) in [
        (
            Query {
                languages: vec!["sr".into(), "ru".into()],
                ..Query::default()
            },
            &["ru1", "sr1", "sr2", "sr3"][..],
        ),
        (
            Query {
                from: Some("2026-03-03".into()),
                to: Some("2026-03-05".into()),
                ..Query::default()
            },
            &["ar1", "ar2", "sr3", "sv1"],
        ),
        (
            Query {
                cells: vec![cell("channel", "web"), cell("score", "2")],
                ..Query::default()
            },
            &["ar1", "ar2"],
        ),
        (
            Query {
                cells: vec![cell("score", "2"), cell("score", "1")],
                ..Query::default()
            },
            &["ar1", "ar2", "en2", "ru1"],
        ),
        (
            Query {
                polarities: vec![Polarity::Mixed],
                ..Query::default()
            },
            &["ar1", "ar2", "sv1"],
        ),
        (
            Query {
                themes: vec![ThemeFilter {
                    theme: "staff".into(),
                    polarity: Some(Polarity::Positive),
                }],
                ..Query::default()
            },
            &["sv1"],
        ),
        (
            Query {
                themes: vec![ThemeFilter {
                    theme: "staff".into(),
                    polarity: Some(Polarity::Negative),
                }],
                ..Query::default()
            },
            &[],
        ),
    ] {
        assert_eq!(desk.found(&query), expected, "{query:?}");
    }
    let all = Query {
        order: Order::Newest,
        ..Query::default()
    };
    let mut pages = Vec::new();
    for offset in [0, 4, 8, 12] {
        let page = desk.index.find(&all, offset, 4).unwrap();
        assert_eq!(page.total, 9);
        pages.extend(page.comments);
    }
    assert_eq!(
        (pages.len(), pages[0].as_str(), pages[8].as_str()),
        (9, "nps/en2", "nps/ru1")
    );
    assert_eq!(
        desk.index.values("channel", 10).unwrap(),
        [("app".to_owned(), 5), ("web".to_owned(), 4)]
    );
    let refused = desk.index.find(
        &Query {
            cells: vec![cell("nope", "x")],
            ..Query::default()
        },
        0,
        1,
    );
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("cannot be filtered")
    );
}

#[test]
fn the_index_follows_corrections_runs_and_rollbacks() {
    let job = job();
    let mut desk = Desk::new(&job);
    desk.update(1);
    let mixed = Query {
        polarities: vec![Polarity::Mixed],
        ..Query::default()
    };
    let mut add = command(&[
        "corrections",
        "add",
        "job.toml",
        "nps/en2",
        "sentiment=mixed",
        "--author",
        "A",
    ]);
    add.current_dir(job.path("")).assert().success();
    assert_eq!(desk.update(1).comments, 1);
    assert_eq!(desk.found(&mixed), ["ar1", "ar2", "en2", "sv1"]);
    assert_eq!(
        desk.found(&Query {
            corrected: Some(true),
            ..Query::default()
        }),
        ["en2"]
    );

    let mut rows = ROWS.to_vec();
    rows[6] = "en1,2026-03-06,9,app,Punctual at last";
    rows.push("en3,2026-03-08,9,app,Punctual driver");
    job.export("a.csv", &rows);
    job.ends(0, &[]);
    let updated = desk.update(2);
    assert!(!updated.anew && updated.comments < 5, "{updated:?}");
    assert_eq!(desk.words("punctual"), ["en1", "en3"]);
    assert_eq!(desk.words("again"), [""; 0]);
    assert_eq!(desk.update(2), Updated::default());

    let mut back = command(&["run", "job.toml", "--rollback"]);
    back.current_dir(job.path("")).assert().success();
    assert!(desk.update(1).anew);
    assert_eq!(desk.words("punctual"), [""; 0]);
    assert_eq!(desk.words("again"), ["en1"]);
    assert_eq!(desk.found(&mixed), ["ar1", "ar2", "en2", "sv1"]);
}

#[test]
fn comments_of_which_something_was_said_are_taken_in_alone_and_nothing_is_left_to_do() {
    let job = job();
    let mut desk = Desk::new(&job);
    desk.update(1);
    let state = desk.state(1);
    let mut journal = Journal::open(&job.path("state")).unwrap();
    let mut log = Log::default();
    let mut standing = Standing::new(&log, &state).unwrap();
    let batch = Batch {
        author: "A".to_owned(),
        why: String::new(),
    };
    let drafts = ["nps/en2", "nps/ru1"].map(|comment| Draft {
        comment: comment.to_owned(),
        change: Change::Sentiment(Polarity::Mixed),
    });
    let corrected = Query {
        corrected: Some(true),
        ..Query::default()
    };
    let mut take_in = |desk: &mut Desk, saved: &[Correction]| {
        log.add(saved);
        let comments = standing.take_in(&log, saved);
        let options = Options::default();
        desk.index
            .take_in(&state, &standing, comments, options)
            .unwrap()
    };
    let saved = journal.save(&state, &batch, &drafts).unwrap();
    assert_eq!(take_in(&mut desk, &saved), 2);
    assert_eq!(desk.found(&corrected), ["en2", "ru1"]);
    assert_eq!(desk.update(1), Updated::default());

    let which = corrections::Which::One(saved[0].id.clone());
    let undone = journal.undo(&which, &batch).unwrap();
    assert_eq!(take_in(&mut desk, &undone), 1);
    assert_eq!(desk.found(&corrected), ["ru1"]);
    assert_eq!(desk.update(1), Updated::default());
}

#[test]
fn many_comments_are_read_as_they_are_stored_each_with_its_place_among_those_asked_for() {
    let job = job();
    let state = Desk::new(&job).state(1);
    let mut stored = Vec::new();
    state
        .each_as_stored(&Standing::default(), &Which::All, |one| {
            stored.push(one.row.comment_id);
            Ok(())
        })
        .unwrap();
    let asked = ["nps/ru1", "nps/none", "nps/en1", "nps/sv1", "nps/en1"];
    let mut read = Vec::new();
    state
        .each_of(&asked, |place, one| {
            assert_eq!(Some(&one), state.comment(asked[place]).unwrap().as_ref());
            read.push(asked[place].to_owned());
            Ok(())
        })
        .unwrap();
    stored.retain(|id| asked.contains(&id.as_str()));
    assert_eq!(read.len(), 4, "{read:?}");
    read.dedup();
    assert_eq!(read, stored);
}

#[test]
fn an_update_that_is_stopped_leaves_the_index_as_it_was() {
    let job = JobDir::new();
    job.many("a.csv", 0, 1500);
    job.ends(0, &[]);
    let mut desk = Desk::new(&job);
    let state = desk.state(1);
    let asked = Cell::new(0);
    let stopped = desk.index.update(
        &state,
        &Default::default(),
        1,
        Options::default(),
        &mut |count| {
            asked.set(count);
            Err(verbatims::Error::Empty("stopped".to_owned()))
        },
    );
    assert!(stopped.is_err() && asked.get() > 0);
    assert_eq!(desk.index.count().unwrap(), 0);
    assert_eq!(desk.update(1).comments, 1500);
}

#[test]
fn words_that_no_comment_had_before_are_a_reason_to_look() {
    let job = JobDir::new();
    job.many("a.csv", 0, 1200);
    job.ends(0, &[]);
    let mut desk = Desk::new(&job);
    desk.update(1);
    let fresh = Query {
        reasons: vec![Reason::NewPhrase],
        ..Query::default()
    };
    assert_eq!(desk.found(&fresh), [""; 0]);
    let rows: Vec<String> = (0..4)
        .map(|n| {
            format!(
                "z{n},2026-03-02,5,web,The new blorptron is late {}",
                if n < 3 { "again" } else { "zorp" }
            )
        })
        .collect();
    job.export(
        "b.csv",
        &rows.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    job.ends(0, &[]);
    desk.update(2);
    assert_eq!(desk.found(&fresh), ["z0", "z1", "z2", "z3"]);
    let has = |comment| desk.index.has(comment, Reason::NewPhrase).unwrap();
    assert!(has("nps/z0") && has("nps/z3") && !has("nps/r0") && !has("nps/none"));
}
