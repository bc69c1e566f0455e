//! A term is tried before it is written, and written only as it was tried.

use super::client::{Desk, example};
use crate::common::job::JobDir;
use serde_json::{Value, json};
use std::fs;

fn price(term: &str) -> Value {
    json!({"language": "en", "term": term, "pos": "phrase", "note": "heard the calls", "comments": 500,
           "meaning": {"theme": "price-level", "polarity": "negative"}})
}

#[test]
fn a_term_shows_what_it_would_gain_and_is_written_as_it_was_tried() {
    let job = example();
    let desk = Desk::open(&job);
    let mut term = price("dreadful car park");
    term["from_comment"] = json!("nps/R-0002");
    let told = desk.post("/api/term/try", term.clone());
    assert_eq!(told["path"], "en/themes/own.tsv");
    assert!(
        told["line"]
            .as_str()
            .unwrap()
            .ends_with("Ann: heard the calls")
    );
    assert_eq!(told["findings"], json!([]));
    assert!(told["comments"].as_u64() > Some(30), "{}", told["comments"]);
    assert!(told["days"][0].as_str() <= told["days"][1].as_str());
    let themes = told["themes"].as_array().unwrap();
    let gained = themes
        .iter()
        .find(|one| one["theme"] == "price-level")
        .unwrap();
    assert_eq!((&gained["gained"], &gained["lost"]), (&json!(1), &json!(0)));
    assert_eq!(gained["gained_examples"][0]["id"], "nps/R-0002");
    assert!(!job.path("own/en").exists(), "trying writes nothing");

    term["token"] = told["token"].clone();
    let saved = desk.post("/api/term/save", term.clone());
    let text = fs::read_to_string(job.path("own/en/themes/own.tsv")).unwrap();
    assert!(text.contains(saved["line"].as_str().unwrap()), "{text}");
    assert_eq!(saved["line"], told["line"]);
    // It is there already, which another trial says.
    let problem = desk.refuses("/api/term/try", term.clone(), 400);
    assert!(
        problem["problem"]
            .as_str()
            .unwrap()
            .contains("there already"),
        "{problem}"
    );
    // The next night knows it.
    job.ends(0, &["--recode"]);
    desk.wait(|status| status["generation"] == 2 && status["busy"] == false);
    let comment = desk.get("/api/comment?id=nps%2FR-0002");
    let marks = comment["marks"].as_array().unwrap();
    assert!(
        marks.iter().any(|mark| mark["file"] == "en/themes/own.tsv"),
        "{marks:?}"
    );
}

#[test]
fn a_list_that_changed_since_it_was_tried_is_not_written_over() {
    let job = example();
    let desk = Desk::open(&job);
    let [mut first, mut second] = ["glimper fee", "glimper toll"].map(price);
    for term in [&mut first, &mut second] {
        let told = desk.post("/api/term/try", term.clone());
        term["token"] = told["token"].clone();
    }
    desk.post("/api/term/save", first);
    assert_eq!(
        desk.refuses("/api/term/save", second.clone(), 409)["code"],
        "changed"
    );
    second.as_object_mut().unwrap().remove("token");
    let told = desk.post("/api/term/try", second.clone());
    second["token"] = told["token"].clone();
    desk.post("/api/term/save", second);
    let text = fs::read_to_string(job.path("own/en/themes/own.tsv")).unwrap();
    assert!(
        text.contains("glimper fee") && text.contains("glimper toll"),
        "{text}"
    );
}

#[test]
fn a_feeling_word_shows_the_labels_that_it_turns_and_a_double_one_its_finding() {
    let job = example();
    job.file(
        "in/b.csv",
        "Response ID,Recorded Date,NPS score,Segment,Channel,Comment\nG-1,2026-03-02 10:00,5,Bank,web,The parking is a glimperous place\n",
    );
    job.ends(0, &[]);
    let desk = Desk::open(&job);
    let word = |term: &str, valence: i32| json!({"language": "en", "term": term, "meaning": {"valence": valence}, "comments": 500});
    let told = desk.post("/api/term/try", word("glimperous", -300));
    assert_eq!(
        (&told["findings"], &told["path"]),
        (&json!([]), &json!("en/sentiment.tsv"))
    );
    assert_eq!(
        told["sentiments"],
        json!([{"before": "neutral", "after": "negative", "comments": 1}])
    );
    assert_eq!(told["sentiment_examples"][0]["id"], "nps/G-1");
    let double = desk.post("/api/term/try", word("shoddy", -100));
    assert!(!double["findings"].as_array().unwrap().is_empty());
    let mut save = word("shoddy", -100);
    save["token"] = double["token"].clone();
    desk.refuses("/api/term/save", save, 400);
    for (term, told) in [
        (word(" ", 100), "no term"),
        (word("x", 0), "valence"),
        (word("a\tb", 100), "tab"),
        (
            json!({"language": "und", "term": "x", "meaning": {"valence": 100}}),
            "no lists",
        ),
        (
            json!({"language": "en", "term": "x", "meaning": {"theme": "no-such"}}),
            "no such theme",
        ),
    ] {
        let problem = desk.refuses("/api/term/try", term, 400);
        assert!(
            problem["problem"].as_str().unwrap().contains(told),
            "{problem}"
        );
    }
    assert!(!job.path("own/en").exists());
}

#[test]
fn a_job_without_lists_of_its_own_tries_and_says_where_terms_could_go() {
    let job = JobDir::new();
    job.export("a.csv", &["r1,2026-03-01,5,web,The glimper fee again"]);
    job.ends(0, &[]);
    let desk = Desk::open(&job);
    assert_eq!(desk.get("/api/constants")["own_lexicons"], Value::Null);
    let mut term = price("glimper fee");
    let told = desk.post("/api/term/try", term.clone());
    assert_eq!(told["own_lexicons"], Value::Null);
    term["token"] = told["token"].clone();
    let problem = desk.refuses("/api/term/save", term, 409);
    assert_eq!(problem["code"], "no-folder");
    assert!(
        problem["help"].as_str().unwrap().contains("codeframe = "),
        "{problem}"
    );
}
