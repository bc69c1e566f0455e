//! Saying what is right, many at once, taking it back, and nights that come between.

use super::client::{Desk, example};
use crate::common::job::JobDir;
use serde_json::{Value, json};

fn sentiment(value: &str) -> Value {
    json!([{"target": "sentiment", "value": value}])
}

#[test]
fn a_correction_is_shown_with_its_author_and_the_machines_word_beside_it() {
    let job = example();
    let desk = Desk::open(&job);
    let before = desk.get("/api/comment?id=nps%2FR-0002");
    let theme = before["themes"][0]["theme"].as_str().unwrap().to_owned();
    let said = desk.post(
        "/api/correct",
        json!({"comment": "nps/R-0002", "why": "car park", "changes": [
            {"target": "theme:price-level", "value": "negative"},
            {"target": format!("theme:{theme}"), "value": "none"},
            {"target": "sentiment", "value": "negative"},
            {"target": "language", "value": "sv"},
        ]}),
    );
    assert_eq!(said["corrections"].as_array().unwrap().len(), 4);
    let comment = &said["comment"];
    assert_eq!(*comment, desk.get("/api/comment?id=nps%2FR-0002"));
    assert_eq!(
        (
            &comment["item"]["polarity"],
            &comment["item"]["polarity_by"]
        ),
        (&json!("negative"), &json!("Ann"))
    );
    assert_eq!(
        (
            &comment["item"]["language"],
            &comment["item"]["language_by"]
        ),
        (&json!("sv"), &json!("Ann"))
    );
    assert_eq!(comment["item"]["corrected"], 4);
    assert_eq!(
        comment["sentiment"]["machine"],
        before["sentiment"]["polarity"]
    );
    assert_eq!(comment["machine"], before["machine"]);
    assert_eq!(comment["removed"][0]["theme"], theme);
    assert_eq!(comment["removed"][0]["by"], "Ann");
    let themes = comment["themes"].as_array().unwrap();
    let price = themes
        .iter()
        .find(|one| one["theme"] == "price-level")
        .unwrap();
    assert_eq!(
        (&price["by"], &price["machine"]),
        (&json!("Ann"), &json!("none"))
    );
    let history = comment["history"].as_array().unwrap();
    assert_eq!(history.len(), 4);
    assert!(
        history
            .iter()
            .all(|one| one["stands"] == true && one["why"] == "car park")
    );

    // It is found by what people say, and by that they have.
    assert_eq!(desk.found(json!({"corrected": true})), ["nps/R-0002"]);
    let query = json!({"themes": [{"theme": "price-level", "polarity": "negative"}]});
    assert!(desk.found(query).contains(&"nps/R-0002".to_owned()));

    // One is taken back, then that is.
    let one = history
        .iter()
        .find(|one| one["target"] == "sentiment")
        .unwrap();
    let undo = desk.post("/api/undo", json!({"correction": one["id"]}));
    assert_eq!(undo["comments"], json!(["nps/R-0002"]));
    let comment = desk.get("/api/comment?id=nps%2FR-0002");
    assert_eq!(comment["item"]["polarity_by"], Value::Null);
    let history = comment["history"].as_array().unwrap();
    assert_eq!(history[0]["target"], "undo");
    let undone = history
        .iter()
        .find(|other| other["id"] == one["id"])
        .unwrap();
    assert_eq!(
        (&undone["stands"], &undone["undone_by"]),
        (&json!(false), &history[0]["id"])
    );
    desk.post("/api/undo", json!({"batch": undo["batch"]}));
    let comment = desk.get("/api/comment?id=nps%2FR-0002");
    assert_eq!(comment["item"]["polarity_by"], "Ann");
}

#[test]
fn nobody_corrects_without_a_name_and_nothing_is_saved_of_what_is_refused() {
    let job = example();
    let mut desk = Desk::closed(&job, &[]);
    desk.enter();
    let one = json!({"comment": "nps/R-0001", "changes": sentiment("mixed")});
    assert_eq!(desk.refuses("/api/correct", one, 409)["code"], "no-name");
    desk.sits("Ann");
    for (comment, target, value, status) in [
        ("nps/none", "sentiment", "mixed", 404),
        ("nps/R-0001", "sentiment", "good", 400),
        ("nps/R-0001", "theme:no-such", "mixed", 400),
        ("nps/R-0001", "language", "und", 400),
        ("nps/R-0001", "undo", "0123456789abcdef", 400),
    ] {
        let changes =
            json!([{"target": "sentiment", "value": "mixed"}, {"target": target, "value": value}]);
        let body = json!({"comment": comment, "changes": changes});
        desk.refuses("/api/correct", body, status);
    }
    desk.refuses(
        "/api/correct",
        json!({"comment": "nps/R-0001", "changes": []}),
        400,
    );
    desk.refuses("/api/undo", json!({"correction": "0123456789abcdef"}), 400);
    desk.refuses("/api/undo", json!({}), 400);
    assert_eq!(desk.get("/api/batches"), json!({"total": 0, "batches": []}));
}

#[test]
fn many_are_looked_at_first_then_changed_at_once_and_taken_back_at_once() {
    let job = example();
    let desk = Desk::open(&job);
    let query = json!({"languages": ["ar"]});
    let changes = json!([{"target": "theme:price-level", "value": "negative"}]);
    let preview = desk.post(
        "/api/bulk/preview",
        json!({"query": query, "changes": changes}),
    );
    let total = preview["total"].as_u64().unwrap();
    let would = preview["would_change"].as_u64().unwrap();
    assert!(would > 10 && total == would + preview["already"].as_u64().unwrap());
    let examples = preview["examples"].as_array().unwrap().iter();
    let examples: Vec<&str> = examples.map(|one| one["id"].as_str().unwrap()).collect();
    let mut in_order = desk.found(query.clone());
    in_order.retain(|id| examples.contains(&id.as_str()));
    assert_eq!(
        (examples.len(), in_order),
        (10, examples.iter().map(|id| id.to_string()).collect())
    );
    assert_eq!(
        desk.get("/api/status")["corrections"],
        0,
        "a look saves nothing"
    );

    let mut apply =
        json!({"query": query, "changes": changes, "why": "fees", "token": preview["token"]});
    let applied = desk.post("/api/bulk/apply", apply.clone());
    assert_eq!(applied["saved"], would);
    let themes =
        json!({"languages": ["ar"], "themes": [{"theme": "price-level", "polarity": "negative"}]});
    assert_eq!(desk.found(themes.clone()).len() as u64, total);

    // Once more it is another set: what was looked at is no longer so.
    assert_eq!(
        desk.refuses("/api/bulk/apply", apply.clone(), 409)["code"],
        "changed"
    );
    let preview = desk.post(
        "/api/bulk/preview",
        json!({"query": query, "changes": changes}),
    );
    assert_eq!(
        (&preview["would_change"], &preview["already"]),
        (&json!(0), &json!(total))
    );

    let batches = desk.get("/api/batches");
    assert_eq!(batches["total"], 1);
    let batch = &batches["batches"][0];
    assert_eq!(batch["batch"], applied["batch"]);
    assert_eq!(
        (&batch["entries"], &batch["standing"], &batch["why"]),
        (&json!(would), &json!(would), &json!("fees"))
    );
    assert_eq!(batch["changes"], changes);
    // What is known of corrections just saved is what another desk finds that looks at them anew.
    let counts = desk.get("/api/conflicts")["counts"].clone();
    assert_eq!(counts["disagrees"], would);
    let other = Desk::open(&job);
    assert_eq!(other.get("/api/conflicts")["counts"], counts);
    drop(other);

    let undone = desk.post("/api/undo", json!({"batch": applied["batch"]}));
    assert_eq!(undone["undone"], would);
    assert_eq!(desk.found(json!({"corrected": true})), [""; 0]);
    let batches = desk.get("/api/batches");
    assert_eq!(
        (&batches["total"], &batches["batches"][0]["undo"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(batches["batches"][1]["standing"], 0);

    // Chosen ones, each once.
    apply = json!({"comments": ["nps/R-0001", "nps/R-0003", "nps/R-0001"], "changes": sentiment("mixed")});
    let preview = desk.post("/api/bulk/preview", apply.clone());
    assert_eq!(preview["total"], 2);
    apply["token"] = preview["token"].clone();
    assert_eq!(desk.post("/api/bulk/apply", apply.clone())["comments"], 2);
    apply["query"] = json!({});
    desk.refuses("/api/bulk/apply", apply, 400);
    let wrong = json!({"query": {}, "changes": [{"target": "theme:no-such", "value": "mixed"}]});
    desk.refuses("/api/bulk/preview", wrong, 400);
}

#[test]
fn the_desk_follows_a_night_that_comes_between_and_lists_what_it_puts_in_question() {
    let job = JobDir::new();
    job.export(
        "a.csv",
        &[
            "r1,2026-03-01,5,web,Late delivery again",
            "r2,2026-03-01,9,web,Friendly staff",
        ],
    );
    job.ends(0, &[]);
    let desk = Desk::open(&job);
    desk.post(
        "/api/correct",
        json!({"comment": "nps/r1", "changes": sentiment("mixed")}),
    );
    let before = desk.get("/api/status");
    assert_eq!(
        (&before["corrections"], &before["conflicts"]),
        (&json!(1), &json!(0))
    );

    job.export(
        "b.csv",
        &[
            "r1,2026-03-02,5,web,Wonderful delivery this time",
            "r3,2026-03-02,9,web,A glimpering parrot",
        ],
    );
    job.ends(0, &[]);
    let status = desk.wait(|status| status["generation"] == 2 && status["busy"] == false);
    assert!(status["changed"].as_u64() > before["changed"].as_u64());
    assert_eq!(
        (&status["comments"], &status["conflicts"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(desk.found(json!({"text": "glimpering"})), ["nps/r3"]);
    let conflicts = desk.get("/api/conflicts");
    assert_eq!(conflicts["total"], 1);
    let one = &conflicts["conflicts"][0];
    assert_eq!(
        (&one["status"], &one["correction"]["author"]),
        (&json!("text-changed"), &json!("Ann"))
    );
    assert_eq!(one["item"]["text"], "Wonderful delivery this time");
    // Saying it again settles it, and going back is followed too.
    desk.post(
        "/api/correct",
        json!({"comment": "nps/r1", "changes": sentiment("positive")}),
    );
    assert_eq!(desk.get("/api/conflicts")["total"], 0);
    let back = crate::common::command(&["run", "job.toml", "--rollback"])
        .current_dir(job.path(""))
        .output();
    assert!(back.unwrap().status.success());
    desk.wait(|status| status["generation"] == 1 && status["busy"] == false);
    assert_eq!(desk.found(json!({"text": "glimpering"})), [""; 0]);
    assert_eq!(
        desk.get("/api/comment?id=nps%2Fr1")["item"]["text"],
        "Late delivery again"
    );
}

#[test]
fn what_is_said_beside_the_desk_is_seen_at_the_desk() {
    let job = example();
    let desk = Desk::open(&job);
    let before = desk.wait(|status| status["corrections"] == 0);
    let mut add = crate::common::command(&[
        "corrections",
        "add",
        "job.toml",
        "nps/R-0001",
        "sentiment=mixed",
        "--author",
        "Bo",
    ]);
    add.current_dir(job.path("")).assert().success();
    assert_eq!(desk.found(json!({"corrected": true})), ["nps/R-0001"]);
    assert_ne!(desk.get("/api/status")["changed"], before["changed"]);
    assert_eq!(
        desk.get("/api/comment?id=nps%2FR-0001")["item"]["polarity_by"],
        "Bo"
    );
}

#[test]
fn what_is_said_at_the_desk_and_beside_it_in_turn_is_what_a_desk_finds_that_opens_anew() {
    let job = example();
    let desk = Desk::open(&job);
    let beside = |args: &[&str]| {
        let (name, more) = args.split_first().unwrap();
        let all = [
            &["corrections", name, "job.toml"],
            more,
            &["--author", "Bo"],
        ]
        .concat();
        let mut command = crate::common::command(&all);
        command.current_dir(job.path("")).assert().success();
    };
    let at_desk = |comment: &str, value: &str| -> String {
        let body = json!({"comment": comment, "changes": sentiment(value)});
        let said = desk.post("/api/correct", body);
        said["corrections"][0]["id"].as_str().unwrap().to_owned()
    };
    let first = at_desk("nps/R-0001", "mixed");
    beside(&["add", "nps/R-0001", "sentiment=positive"]);
    at_desk("nps/R-0002", "mixed");
    beside(&["add", "nps/R-0003", "sentiment=positive"]);
    let last = at_desk("nps/R-0001", "negative");
    // What stands below comes out again, whoever said it, and an undoing that is undone brings it back.
    beside(&["undo", &last]);
    let undone = desk.post("/api/undo", json!({"correction": first}));
    desk.post("/api/undo", json!({"batch": undone["batch"]}));
    let other = Desk::open(&job);
    for path in [
        "/api/batches",
        "/api/conflicts",
        "/api/comment?id=nps%2FR-0001",
    ] {
        assert_eq!(desk.get(path), other.get(path));
    }
    let one = desk.get("/api/comment?id=nps%2FR-0001");
    assert_eq!(
        (&one["item"]["polarity"], &one["item"]["polarity_by"]),
        (&json!("positive"), &json!("Bo"))
    );
    let mut found = desk.found(json!({"corrected": true}));
    found.sort();
    assert_eq!(found, ["nps/R-0001", "nps/R-0002", "nps/R-0003"]);
}

#[test]
fn an_erased_respondent_is_gone_from_the_desk_that_is_open() {
    let job = example();
    let desk = Desk::open(&job);
    desk.post(
        "/api/correct",
        json!({"comment": "nps/R-0002", "changes": sentiment("mixed")}),
    );
    job.file("forget.txt", "R-0002\n");
    let mut erase = crate::common::command(&["erase", "job.toml", "--ids", "forget.txt"]);
    erase.current_dir(job.path("")).assert().success();
    desk.wait(|status| status["generation"] == 2 && status["busy"] == false);
    assert_eq!(desk.ask("/api/comment?id=nps%2FR-0002").status(), 404);
    assert_eq!(desk.found(json!({"text": "dreadful"})), [""; 0]);
    assert_eq!(desk.get("/api/batches")["total"], 0);
    assert_eq!(desk.get("/api/status")["comments"], 299);
}
