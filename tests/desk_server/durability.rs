//! What was answered is kept.

use super::client::Desk;
use crate::common::command;
use crate::common::job::JobDir;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

fn log(job: &JobDir) -> Vec<Value> {
    let mut export = command(&["corrections", "export", "job.toml"]);
    let output = export.current_dir(job.path("")).output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

#[test]
fn two_hundred_corrections_survive_the_nights_that_follow() {
    let job = JobDir::new();
    job.many("a.csv", 0, 240);
    job.ends(0, &[]);
    let desk = Desk::open(&job);
    for n in 0..200 {
        let change = match n % 3 {
            0 => json!({"target": "sentiment", "value": "mixed"}),
            1 => json!({"target": "theme:price-level", "value": "negative"}),
            _ => json!({"target": "language", "value": "ru"}),
        };
        let body = json!({"comment": format!("nps/r{n}"), "changes": [change]});
        desk.post("/api/correct", body);
    }
    assert_eq!(desk.get("/api/status")["corrections"], 200);
    job.ends(0, &[]);
    job.ends(0, &["--recode"]);
    assert_eq!(job.count("SELECT count(*) FROM corrections"), 200);
    let sentiments =
        "SELECT count(*) FROM comments WHERE sentiment_origin = 'person' AND polarity = 'mixed'";
    assert_eq!(job.count(sentiments), 67);
    let languages =
        "SELECT count(*) FROM comments WHERE language_origin = 'person' AND language = 'ru'";
    assert_eq!(job.count(languages), 66);
    let status = desk.wait(|status| status["generation"] == 2 && status["busy"] == false);
    assert_eq!(
        (&status["corrections"], &status["conflicts"]),
        (&json!(200), &json!(0))
    );
}

#[test]
fn what_was_answered_before_the_server_was_killed_is_there() {
    let job = JobDir::new();
    job.many("a.csv", 0, 400);
    job.ends(0, &[]);
    let mut answered = BTreeSet::new();
    for round in 0..8 {
        let mut desk = Desk::open(&job);
        let id = desk.child.id().to_string();
        desk.get("/api/constants");
        let killer = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20 + 37 * round));
            std::process::Command::new("kill")
                .args(["-KILL", &id])
                .status()
        });
        for n in 0..50 {
            let comment = format!("nps/r{}", round * 50 + n);
            let changes = json!([
                {"target": "sentiment", "value": "mixed"},
                {"target": "theme:price-level", "value": "negative"},
            ]);
            match desk.try_send(
                "/api/correct",
                &json!({"comment": comment, "changes": changes}),
            ) {
                Ok(answer) => {
                    assert_eq!(answer.status(), 200);
                    answered.insert(comment);
                }
                Err(_) => break,
            }
        }
        assert!(killer.join().unwrap().unwrap().success());
        desk.child.wait().unwrap();
    }
    assert!(!answered.is_empty());
    let log = log(&job);
    let of = |target: &str| -> BTreeSet<String> {
        let own = log.iter().filter(|one| one["target"] == target);
        own.map(|one| one["comment"].as_str().unwrap().to_owned())
            .collect()
    };
    let kept = of("sentiment");
    assert!(
        answered.is_subset(&kept),
        "{:?}",
        answered.difference(&kept)
    );
    // What was under way was kept whole or not at all.
    assert_eq!(kept, of("theme:price-level"));
    // The desk opens again and shows it.
    let desk = Desk::open(&job);
    desk.wait(|status| status["corrections"] == 2 * kept.len());
    let mut found = BTreeSet::new();
    for offset in [0, 200] {
        let body = json!({"query": {"corrected": true}, "offset": offset, "count": 200});
        let page = desk.post("/api/comments", body);
        let items = page["comments"].as_array().unwrap();
        found.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(found, kept);
}
