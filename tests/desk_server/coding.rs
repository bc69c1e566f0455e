//! Two people label blind, agree or not, and a third decides.

use super::client::{Desk, example};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn a_coder_sees_the_comment_and_nothing_that_anybody_says_of_it() {
    let job = example();
    let desk = Desk::open(&job);
    let drawn = desk.post(
        "/api/coding/assign",
        json!({"coders": ["Ann", "Bo"], "count": 6}),
    );
    assert_eq!(drawn, json!({"assigned": 6, "before": 0}));
    let again = desk.post(
        "/api/coding/assign",
        json!({"coders": ["Ann", "Bo"], "count": 6}),
    );
    assert_eq!(again, json!({"assigned": 0, "before": 6}));
    let next = desk.get("/api/coding/next");
    let own = next["comment"].as_object().unwrap();
    let keys: BTreeSet<&str> = own.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        BTreeSet::from([
            "id",
            "text",
            "direction",
            "question",
            "day",
            "labels",
            "note"
        ])
    );
    assert_eq!(
        (&own["labels"], &own["direction"]),
        (&Value::Null, &json!("auto"))
    );
    let id = own["id"].as_str().unwrap();
    let labels =
        json!({"language": "en", "sentiment": "mixed", "mentions": {"price-level": "negative"}});
    let kept = desk.post(
        "/api/coding/save",
        json!({"comment": id, "labels": labels, "note": "hm"}),
    );
    assert_eq!(kept["mine"], json!({"assigned": 6, "done": 1}));
    assert_ne!(kept["next"]["id"], id);

    // The other sees none of it, and has it still to do.
    desk.sits("Bo");
    let path = format!("/api/coding/comment?id={}", id.replace('/', "%2F"));
    let theirs = desk.get(&path);
    assert_eq!(
        (&theirs["comment"]["labels"], &theirs["comment"]["note"]),
        (&Value::Null, &json!(""))
    );
    let overview = desk.get("/api/coding");
    assert_eq!(overview["mine"], json!({"assigned": 6, "done": 0}));
    assert_eq!(
        overview["coders"],
        json!([{"coder": "Ann", "assigned": 6, "done": 1}, {"coder": "Bo", "assigned": 6, "done": 0}])
    );
    // A third has nothing to see there.
    desk.sits("Cleo");
    assert_eq!(desk.ask(&path).status(), 404);
    let saved = json!({"comment": id, "labels": labels});
    desk.refuses("/api/coding/save", saved, 400);
    // Mine come back to me.
    desk.sits("Ann");
    let mine = desk.get(&path);
    assert_eq!(
        (&mine["comment"]["labels"], &mine["comment"]["note"]),
        (&labels, &json!("hm"))
    );
}

#[test]
fn what_two_say_differently_is_decided_and_counts() {
    let job = example();
    let desk = Desk::open(&job);
    desk.post(
        "/api/coding/assign",
        json!({"coders": ["Ann", "Bo"], "count": 8, "language": "en"}),
    );
    let mut ids = Vec::new();
    for (coder, odd) in [("Ann", "negative"), ("Bo", "positive")] {
        desk.sits(coder);
        for at in 0.. {
            let next = desk.get("/api/coding/next");
            let Some(id) = next["comment"]["id"].as_str() else {
                break;
            };
            let sentiment = if at < 2 {
                odd
            } else if at < 5 {
                "mixed"
            } else {
                "neutral"
            };
            let labels = json!({"language": "en", "sentiment": sentiment, "mentions": {}});
            desk.post("/api/coding/save", json!({"comment": id, "labels": labels}));
            ids.push(id.to_owned());
        }
    }
    assert_eq!(ids.len(), 16);
    assert_eq!(ids[..8], ids[8..], "both in the same order");

    let measured = desk.get("/api/agreement");
    assert_eq!(
        (&measured["coders"], &measured["comments"]),
        (&json!(["Ann", "Bo"]), &json!(8))
    );
    let scopes = measured["scopes"].as_array().unwrap();
    let all = scopes.iter().find(|scope| scope["name"] == "all").unwrap();
    let questions = all["questions"].as_array().unwrap();
    let sentiment = questions
        .iter()
        .find(|one| one["name"] == "sentiment")
        .unwrap();
    let pair = &sentiment["pairs"][0];
    assert_eq!(pair["same"], 0.75);
    let [low, value, high] =
        ["low", "value", "high"].map(|name| pair["kappa"][name].as_f64().unwrap());
    // Six of eight alike; by chance 9 + 9 of 64 would be.
    assert!(
        (value - (0.75 - 18.0 / 64.0) / (1.0 - 18.0 / 64.0)).abs() < 1e-9,
        "{value}"
    );
    assert!(low < value && value < high);
    let with = desk.get("/api/agreement?machine=true");
    assert_eq!(with["coders"], json!(["Ann", "Bo", "machine"]));

    desk.sits("Cleo");
    let disputes = desk.get("/api/disputes");
    assert_eq!(
        (&disputes["open"], &disputes["decided"]),
        (&json!(2), &json!(0))
    );
    let one = &disputes["disputes"][0];
    assert_eq!(
        (&one["differ"], &one["comment"]["labels"]),
        (&json!(["sentiment"]), &Value::Null)
    );
    assert_eq!(one["codings"].as_array().unwrap().len(), 2);
    let labels = json!({"language": "en", "sentiment": "mixed", "mentions": {}});
    let decision = json!({"comment": one["comment"]["id"], "labels": labels, "note": "both"});
    assert_eq!(
        desk.post("/api/disputes/decide", decision),
        json!({"open": 1, "decided": 1})
    );
    let disputes = desk.get("/api/disputes");
    let decided = &disputes["decisions"][0];
    assert_eq!(
        (&decided["coder"], &decided["note"], &decided["labels"]),
        (&json!("Cleo"), &json!("both"), &labels)
    );

    let mut gold = desk.ask("/api/export/adjudicated.jsonl");
    let gold = gold.body_mut().read_to_string().unwrap();
    assert_eq!(
        gold.lines().count(),
        7,
        "six that agree and one that was decided"
    );
}

#[test]
fn files_are_taken_away_whole_and_those_for_coders_are_blind() {
    let job = example();
    let desk = Desk::open(&job);
    let change = json!([{"target": "sentiment", "value": "mixed"}]);
    desk.post(
        "/api/correct",
        json!({"comment": "nps/R-0002", "changes": change}),
    );
    desk.post(
        "/api/coding/assign",
        json!({"coders": ["Ann", "Bo"], "count": 5}),
    );
    let text = |path: &str| {
        let mut answer = desk.ask(&format!("/api/export/{path}"));
        assert_eq!(answer.status(), 200, "{path}");
        answer.body_mut().read_to_string().unwrap()
    };
    let table = |path: &str| -> Vec<csv::StringRecord> {
        let text = text(path);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(Result::unwrap).collect()
    };
    let log: Value = serde_json::from_str(&text("corrections.jsonl")).unwrap();
    assert_eq!(
        (&log["comment"], &log["author"]),
        (&json!("nps/R-0002"), &json!("Ann"))
    );
    assert_eq!(table("comments.csv").len(), 300);
    let query = "?query=%7B%22corrected%22%3Atrue%7D";
    let one = table(&format!("comments.csv{query}"));
    assert_eq!(
        (one.len(), &one[0][0], &one[0][3]),
        (1, "nps/R-0002", "mixed")
    );
    let tasks = text(&format!("comments.label-studio.json{query}"));
    let tasks: Value = serde_json::from_str(&tasks).unwrap();
    assert_eq!(tasks.as_array().unwrap().len(), 1);
    let blind = table("coding.csv");
    assert_eq!(blind.len(), 5);
    for row in blind {
        let labels: Vec<&str> = row.iter().skip(2).collect();
        assert_eq!(labels, ["", "", "", ""]);
    }
    let tasks: Value = serde_json::from_str(&text("coding.label-studio.json")).unwrap();
    for task in tasks.as_array().unwrap() {
        assert!(
            task.get("predictions")
                .is_none_or(|list| list == &json!([])),
            "{task}"
        );
    }
    assert!(text("interface.xml").contains("<View"));
    for (path, status) in [
        ("nothing.csv", 404),
        ("comments.csv?query=x", 400),
        ("comments.csv?x=1", 400),
    ] {
        assert_eq!(
            desk.ask(&format!("/api/export/{path}")).status(),
            status,
            "{path}"
        );
    }
}
