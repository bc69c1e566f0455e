//! `verbatims run`: what is read, kept and published.

mod common;

use common::job::{CONFIG, JobDir, files};
use common::{command, json_lines, tag};
use serde_json::{Value, json};
use std::fs;

#[test]
fn a_run_publishes_a_whole_generation_whose_counts_agree() {
    let job = JobDir::new();
    job.many("a.csv", 0, 30);
    let report = job.ends(0, &[]);
    let names: Vec<String> = job.published().into_keys().collect();
    let expected = [
        "annotations.jsonl",
        "comments.csv",
        "corrections.csv",
        "dates.csv",
        "evidence.csv",
        "generation.json",
        "mentions.csv",
        "rejects.jsonl",
        "report.json",
        "rollups.csv",
        "runs.csv",
        "segments.csv",
        "themes.csv",
        "verbatims.sqlite",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        (&report["status"], &report["generation"]),
        (&json!("published"), &json!(1))
    );
    let lines =
        json_lines(&String::from_utf8(job.published()["annotations.jsonl"].clone()).unwrap());
    assert_eq!(lines.len(), 30);
    let mentions: usize = lines
        .iter()
        .map(|line| line["mentions"].as_array().unwrap().len())
        .sum();
    assert_eq!(job.count("SELECT count(*) FROM comments"), 30);
    assert_eq!(job.count("SELECT count(*) FROM mentions"), mentions as i64);
    assert_eq!(report["tags"]["mentions"], mentions);
    assert_eq!(job.count("SELECT sum(new) FROM runs"), 30);
    assert_eq!(
        job.texts("SELECT DISTINCT day FROM comments"),
        ["2026-03-01"]
    );
    assert_eq!(
        job.count("SELECT count(*) FROM segments WHERE segment = 'channel' AND value = 'web'"),
        30
    );
    let broken = job
        .database()
        .prepare("PRAGMA foreign_key_check")
        .unwrap()
        .exists([])
        .unwrap();
    assert!(!broken);
}

#[test]
fn an_annotation_is_the_one_that_tag_writes() {
    let job = JobDir::with(&CONFIG.replace("[output]", "[output]\nsteps = true"));
    let export = include_str!("data/example_export.csv");
    job.file("in/a.csv", &export.replace("Channel", "channel"));
    assert_eq!(job.run(&[]).status.code(), Some(0));
    let tagged = json_lines(&tag(&[
        job.path("in/a.csv").to_str().unwrap(),
        "--steps",
        "--quiet",
    ]));
    let stored =
        json_lines(&String::from_utf8(job.published()["annotations.jsonl"].clone()).unwrap());
    assert_eq!(stored.len(), tagged.len());
    for mut tagged in tagged {
        let id = format!("nps/{}", tagged["id"].as_str().unwrap());
        let mut stored = stored
            .iter()
            .find(|line| line["id"] == *id)
            .unwrap()
            .clone();
        for line in [&mut tagged, &mut stored] {
            for name in ["id", "source", "day", "at", "segments", "generation"] {
                line.as_object_mut().unwrap().shift_remove(name);
            }
        }
        assert_eq!(stored.to_string(), tagged.to_string());
    }
}

#[test]
fn a_second_run_changes_nothing_byte_for_byte() {
    let job = JobDir::new();
    job.many("a.csv", 0, 10);
    job.ends(0, &[]);
    let before = (
        job.published(),
        files(&job.path("state"))
            .into_iter()
            .filter(|(name, _)| name != "lock"),
    );
    let before: (_, Vec<_>) = (before.0, before.1.collect());
    let report = job.ends(0, &[]);
    assert_eq!(report["status"], "unchanged");
    let state: Vec<_> = files(&job.path("state"))
        .into_iter()
        .filter(|(name, _)| name != "lock")
        .collect();
    assert_eq!((job.published(), state), before);
}

#[test]
fn only_new_rows_of_a_file_that_grew_are_annotated() {
    let job = JobDir::new();
    job.many("a.csv", 0, 10);
    job.ends(0, &[]);
    job.many("a.csv", 0, 13);
    let comments = &job.ends(0, &[])["comments"];
    assert_eq!(
        (&comments["new"], &comments["unchanged"]),
        (&json!(3), &json!(10))
    );
    assert_eq!(
        job.count("SELECT count(*) FROM comments WHERE generation = 2"),
        3
    );
}

#[test]
fn a_file_delivered_again_under_another_name_doubles_nothing() {
    let job = JobDir::new();
    job.many("a.csv", 0, 10);
    job.ends(0, &[]);
    fs::rename(job.path("in/a.csv"), job.path("in/b.csv")).unwrap();
    let comments = &job.ends(0, &[])["comments"];
    assert_eq!(
        (&comments["new"], &comments["unchanged"]),
        (&json!(0), &json!(10))
    );
    assert_eq!(job.count("SELECT count(*) FROM comments"), 10);
}

#[test]
fn the_latest_text_of_an_id_stands_and_is_counted() {
    let job = JobDir::new();
    job.export(
        "day-9.csv",
        &["1,2026-03-01,9,web,Bra personal", "2,2026-03-01,9,web,Fint"],
    );
    job.ends(0, &[]);
    job.export(
        "day-10.csv",
        &[
            "1,2026-03-02,2,web,Otrevlig personal",
            "2,2026-03-01,8,web,Fint",
        ],
    );
    let comments = &job.ends(0, &[])["comments"];
    assert_eq!(
        (&comments["changed"], &comments["updated"]),
        (&json!(1), &json!(1))
    );
    // An earlier file that grows does not bring the old text back.
    job.export(
        "day-9.csv",
        &[
            "1,2026-03-01,9,web,Bra personal",
            "2,2026-03-01,9,web,Fint",
            "3,2026-03-01,9,web,Nytt",
        ],
    );
    let comments = &job.ends(0, &[])["comments"];
    assert_eq!(
        (&comments["new"], &comments["superseded"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(
        job.texts("SELECT text FROM comments ORDER BY comment_id"),
        ["Otrevlig personal", "Fint", "Nytt"]
    );
}

#[test]
fn the_same_id_twice_in_a_file_is_one_comment() {
    // A column with repeated values is not guessed to be the ids.
    let job = JobDir::with(&CONFIG.replace("segments", "id = \"id\"\nsegments"));
    job.export(
        "a.csv",
        &[
            "1,,,web,Bra",
            "1,,,web,Bra",
            "2,,,web,Bra",
            "2,,,web,Dåligt",
        ],
    );
    let comments = &job.ends(0, &[])["comments"];
    assert_eq!(
        (
            &comments["new"],
            &comments["duplicates"],
            &comments["changed"]
        ),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!(
        job.texts("SELECT text FROM comments ORDER BY comment_id"),
        ["Bra", "Dåligt"]
    );
}

#[test]
fn rows_without_an_id_get_one_that_stays() {
    let job = JobDir::with(&CONFIG.replace("segments", "text = [\"comment\"]\n# segments"));
    job.file(
        "in/a.csv",
        "when,comment\nmonday,Bra\nmonday,Bra\ntuesday,Bra\n",
    );
    job.ends(0, &[]);
    let ids = job.texts("SELECT comment_id FROM comments ORDER BY 1");
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().any(|id| id.ends_with("-2")), "{ids:?}");
    job.file(
        "in/a.csv",
        "when,comment\nsunday,Fint\nmonday,Bra\nmonday,Bra\ntuesday,Bra\n",
    );
    let comments = &job.ends(0, &[])["comments"];
    assert_eq!(
        (
            &comments["new"],
            &comments["unchanged"],
            &comments["hashed_ids"]
        ),
        (&json!(1), &json!(3), &json!(4))
    );
    let now = job.texts("SELECT comment_id FROM comments ORDER BY 1");
    assert!(ids.iter().all(|id| now.contains(id)));
}

#[test]
fn the_language_that_a_source_names_is_taken() {
    let config = CONFIG.replace("segments = [\"channel\"]", "language_column = \"lang\"");
    let job = JobDir::with(&config);
    job.file("in/a.csv", "id,lang,comment\n1,sv-SE,bra\n2,,I waited for a very long time in the shop\n3,xx,Bra personal och snabb leverans\n");
    job.ends(0, &[]);
    assert_eq!(
        job.texts("SELECT language FROM comments ORDER BY comment_id"),
        ["sv", "en", "sv"]
    );
}

#[test]
fn a_row_that_cannot_be_read_is_kept_with_its_place() {
    let job = JobDir::new();
    job.export("a.csv", &["1,,,web,Bra", "2,,,web", "3,,,web,Fint"]);
    let report = job.ends(3, &[]);
    assert_eq!(
        report["rows"]["reject_reasons"],
        json!({"too-few-fields": 1})
    );
    assert_eq!(report["gates"][1]["outcome"], "warn");
    let lines = json_lines(&String::from_utf8(job.published()["rejects.jsonl"].clone()).unwrap());
    assert_eq!(
        (&lines[0]["file"], &lines[0]["row"], &lines[0]["line"]),
        (&json!("in/a.csv"), &json!(2), &json!(3))
    );
    assert_eq!(report["open_rejects"], 1);
    // The file comes again, mended.
    job.export("a.csv", &["1,,,web,Bra", "2,,,web,Sen", "3,,,web,Fint"]);
    assert_eq!(job.ends(0, &[])["open_rejects"], 0);
}

#[test]
fn texts_are_left_out_everywhere_when_the_job_says_so() {
    let job = JobDir::with(&CONFIG.replace("[output]", "[output]\ntext = false\nsteps = true"));
    job.export("a.csv", &["1,,,web,Personalen var inte xyzzy trevlig"]);
    job.ends(0, &[]);
    for (name, bytes) in job.published() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("xyzzy"), "{name}");
    }
}

#[test]
fn a_job_can_publish_what_a_run_brought_alone() {
    let job = JobDir::with(&CONFIG.replace("[output]", "[output]\nrows = \"run\""));
    job.many("a.csv", 0, 5);
    job.ends(0, &[]);
    job.many("b.csv", 5, 2);
    job.ends(0, &[]);
    assert_eq!(job.count("SELECT count(*) FROM comments"), 2);
    assert_eq!(job.report()["history"]["comments"], 7);
}

#[test]
fn a_dry_run_finds_out_everything_and_writes_nothing() {
    let job = JobDir::new();
    job.many("a.csv", 0, 5);
    let output = job.run(&["--dry-run"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("dry run, nothing written") && said.contains("5 new"),
        "{said}"
    );
    assert!(!job.path("out").exists() && !job.path("state").exists());
    job.ends(0, &[]);
    job.many("b.csv", 5, 2);
    let before = (job.published(), job.report());
    assert_eq!(job.run(&["--dry-run"]).status.code(), Some(0));
    assert_eq!((job.published(), job.report()), before);
}

#[test]
fn history_is_coded_again_when_asked_and_can_be_had_back() {
    let job = JobDir::with(&format!("{CONFIG}\n[lexicons]\nfolder = \"lexicons\"\n"));
    copy(&common_lexicons(), &job.path("lexicons"));
    job.export(
        "a.csv",
        &[
            "1,2026-02-01,,web,The frobnicator was rude",
            "2,2026-03-01,,web,The frobnicator was rude",
        ],
    );
    job.ends(0, &[]);
    let first = job.published();
    let before = job.count("SELECT count(*) FROM mentions WHERE theme = 'staff-friendliness'");
    let list = job.path("lexicons/en/themes/staff.tsv");
    let mut text = fs::read_to_string(&list).unwrap();
    let header = text
        .lines()
        .find(|line| !line.starts_with('#'))
        .unwrap()
        .split('\t')
        .count();
    let mut cells = vec![""; header];
    (cells[0], cells[1], cells[2]) = ("location-access", "frobnicator", "noun");
    text.push_str(&cells.join("\t"));
    text.push('\n');
    fs::write(&list, text).unwrap();
    // Without being asked, what is there stays as it is.
    assert_eq!(job.ends(0, &[])["status"], "unchanged");
    let report = job.ends(0, &["--recode", "--since", "2026-02-15"]);
    assert_eq!(report["recode"]["comments"], 1);
    assert_eq!(report["recode"]["themes"]["location-access"]["gained"], 1);
    let report = job.ends(0, &["--recode"]);
    assert_eq!(
        (&report["recode"]["comments"], &report["generation"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(
        job.count("SELECT count(*) FROM mentions WHERE theme = 'location-access'"),
        2
    );
    assert_eq!(job.ends(0, &["--recode"])["status"], "unchanged");
    assert_eq!(job.ends(0, &["--rollback=1"])["generation"], 1);
    assert_eq!(job.published(), first);
    assert_eq!(job.ends(0, &["--rollback=3"])["generation"], 3);
    assert_eq!(
        job.count("SELECT count(*) FROM mentions WHERE theme = 'location-access'"),
        2
    );
    assert_eq!(job.ends(0, &["--rollback"])["generation"], 2);
    assert!(before <= 2);
}

fn common_lexicons() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons")
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_new_run_after_going_back_makes_a_new_generation() {
    let job = JobDir::new();
    job.many("a.csv", 0, 3);
    job.ends(0, &[]);
    job.many("b.csv", 3, 3);
    job.ends(0, &[]);
    job.ends(0, &["--rollback"]);
    assert_eq!(job.count("SELECT count(*) FROM comments"), 3);
    let report = job.ends(0, &[]);
    assert_eq!(
        (&report["before"], &report["generation"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(job.count("SELECT count(*) FROM comments"), 6);
}

#[test]
fn the_last_generations_are_kept_with_their_states() {
    let job = JobDir::with(&CONFIG.replace("[output]", "[output]\nkeep = 2"));
    for night in 0..4 {
        job.many(&format!("n{night}.csv"), night * 3, 3);
        job.ends(0, &[]);
    }
    assert_eq!(
        common::names(&job.path("out/generations")),
        ["000003", "000004"]
    );
    assert_eq!(
        common::names(&job.path("state")),
        ["000003.sqlite", "000004.sqlite", "lock"]
    );
}

#[test]
fn what_an_earlier_run_left_behind_is_removed() {
    let job = JobDir::new();
    job.many("a.csv", 0, 3);
    job.ends(0, &[]);
    for name in ["out/generations/.partial-000002", "out/generations/000007"] {
        fs::create_dir(job.path(name)).unwrap();
        job.file(&format!("{name}/comments.csv"), "half");
    }
    job.file("state/000007.sqlite", "half");
    job.file("state/work.sqlite", "half");
    job.many("b.csv", 3, 3);
    assert_eq!(job.ends(0, &[])["generation"], 2);
    assert_eq!(
        common::names(&job.path("out/generations")),
        ["000001", "000002"]
    );
    assert_eq!(
        common::names(&job.path("state")),
        ["000001.sqlite", "000002.sqlite", "lock"]
    );
}

#[test]
fn a_damaged_state_is_refused_and_an_earlier_one_taken() {
    let job = JobDir::new();
    for night in 0..2 {
        job.many(&format!("n{night}.csv"), night * 3, 3);
        job.ends(0, &[]);
    }
    let state = job.path("state/000002.sqlite");
    let whole = fs::read(&state).unwrap();
    for step in 0..20 {
        let mut bytes = whole.clone();
        let place = step * bytes.len() / 20 + 7;
        bytes[place] ^= 0x10;
        fs::write(&state, bytes).unwrap();
        job.many("c.csv", 6, 3);
        let report = job.ends(74, &[]);
        assert_eq!(
            report["problem"]["code"], "state-damaged",
            "byte {place}: {report}"
        );
    }
    job.ends(0, &["--rollback"]);
    assert_eq!(job.ends(0, &[])["comments"]["new"], 6);
}

#[test]
fn what_comes_out_depends_on_neither_threads_nor_zone_nor_locale() {
    let mut first = None;
    for (threads, zone, locale) in [
        ("1", "UTC", "C"),
        ("16", "UTC", "C"),
        ("1", "Asia/Kolkata", "sv_SE.UTF-8"),
        ("16", "America/St_Johns", "tr_TR.UTF-8"),
    ] {
        let job = JobDir::with(&format!(
            "{CONFIG}\n[limits]\nthreads = {threads}\nbatch = 7\n"
        ));
        job.many("a.csv", 0, 60);
        let mut run = job.command("run", &[]);
        assert_eq!(
            run.env("TZ", zone)
                .env("LANG", locale)
                .env("LC_ALL", locale)
                .output()
                .unwrap()
                .status
                .code(),
            Some(0)
        );
        let mut published = job.published();
        // The number of threads stands in the configuration, of which the report has the hash.
        let report = String::from_utf8(published.remove("report.json").unwrap()).unwrap();
        let mut report: Value = serde_json::from_str(&report).unwrap();
        report["configuration"] = Value::Null;
        published.remove("generation.json");
        let all = (report.to_string(), published);
        let first = first.get_or_insert_with(|| all.clone());
        assert_eq!(all, *first, "{threads} {zone} {locale}");
    }
}

#[test]
fn metrics_are_written_for_the_collector() {
    let job = JobDir::with(&format!("{CONFIG}\n[metrics]\nfile = \"nps.prom\"\n"));
    job.many("a.csv", 0, 5);
    job.ends(0, &[]);
    let text = fs::read_to_string(job.path("nps.prom")).unwrap();
    for line in [
        "verbatims_exit_code{job_name=\"nps\"} 0",
        "verbatims_rows{job_name=\"nps\",result=\"annotated\"} 5",
        "verbatims_comments{job_name=\"nps\",change=\"new\"} 5",
        "verbatims_stored_comments{job_name=\"nps\"} 5",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[test]
fn the_log_is_one_json_object_an_event_and_holds_no_comment() {
    let job = JobDir::new();
    job.export("a.csv", &["1,,,web,Personalen var xyzzy", "2,,,\"xyzzy"]);
    let output = job.run(&["--log-format", "json"]);
    let said = String::from_utf8(output.stderr).unwrap();
    let events: Vec<String> = json_lines(&said)
        .iter()
        .map(|line| line["event"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        events,
        ["run-started", "file-read", "published", "gate", "run-ended"]
    );
    assert!(!said.contains("xyzzy"), "{said}");
    let quiet = job.run(&["--quiet"]);
    assert!(
        quiet.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&quiet.stderr)
    );
}

#[cfg(unix)]
#[test]
fn state_and_rejects_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let job = JobDir::new();
    job.export("a.csv", &["1,,,web,Bra", "2,,,web"]);
    let shell = format!(
        "umask 000; exec '{}' run job.toml",
        env!("CARGO_BIN_EXE_verbatims")
    );
    let status = std::process::Command::new("sh")
        .args(["-c", &shell])
        .current_dir(job.path(""))
        .output()
        .unwrap();
    assert_eq!(status.status.code(), Some(3));
    let mode = |name: &str| fs::metadata(job.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("state"), 0o700);
    for name in [
        "state/lock",
        "state/000001.sqlite",
        "out/current/rejects.jsonl",
    ] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    assert_eq!(mode("out/current/comments.csv"), 0o666);
}

#[test]
fn the_report_is_what_its_schema_says_also_after_a_failure() {
    let job = JobDir::new();
    job.many("a.csv", 0, 5);
    let schema = command(&["run", "--report-schema"]).output().unwrap();
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    let fits = |report: &Value| {
        assert_eq!(
            common::schema::faults(report, &schema),
            Vec::<String>::new()
        )
    };
    fits(&job.ends(0, &[]));
    fits(&job.ends(0, &[]));
    fits(&serde_json::from_slice(&job.published()["report.json"]).unwrap());
    job.file("in/b.csv", "one,two\n1,2\n3,4\n5,6\n");
    fits(&job.ends(4, &[]));
    fs::remove_file(job.path("in/b.csv")).unwrap();
    fs::remove_file(job.path("in/a.csv")).unwrap();
    fits(&job.ends(5, &[]));
    fits(&job.ends(2, &["--rollback=9"]));
}

#[test]
fn a_generation_that_is_not_there_is_a_wrong_argument_and_those_that_are_there_are_named() {
    let job = JobDir::new();
    let told = |args: &[&str]| {
        let report = job.ends(2, args);
        assert_eq!(report["problem"]["code"], "argument");
        report["problem"]["message"].as_str().unwrap().to_owned()
    };
    assert!(told(&["--rollback"]).contains("none was published yet"));
    for night in 0..2 {
        job.many(&format!("{night}.csv"), night * 5, 5);
        job.ends(0, &[]);
    }
    assert!(told(&["--rollback=99"]).contains("generation 99: there is no such generation"));
    assert!(told(&["--rollback=99"]).contains("there are: 1, 2"));
    assert_eq!(job.ends(0, &["--rollback=1"])["generation"], 1);
    // The one that was left can be gone to; there is none before the first.
    assert!(told(&["--rollback"]).contains("there are: 1, 2"));
    assert_eq!(job.ends(0, &["--rollback=2"])["generation"], 2);
}
