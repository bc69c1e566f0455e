//! Runs that are killed, starved, interrupted, crowded: what readers see stays whole.
#![cfg(unix)]

mod common;

use common::job::{CONFIG, JobDir, files};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_verbatims");

fn start(job: &JobDir, args: &[&str]) -> Child {
    let mut command = Command::new(PROGRAM);
    command
        .args(["run", "job.toml", "--run-date", "2026-03-02"])
        .args(args);
    command
        .current_dir(job.path(""))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn ended(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Waits until the run has taken the lock.
fn wait_for_work(job: &JobDir) {
    for _ in 0..2000 {
        if job.path("state/work.sqlite").exists() {
            return;
        }
        thread::sleep(Duration::from_millis(2));
    }
    panic!("the run has not begun");
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// A job with enough to do to be caught at it.
fn long_job() -> JobDir {
    let job = JobDir::with(&format!("{CONFIG}\n[limits]\nthreads = 1\nbatch = 50\n"));
    job.many("a.csv", 0, 10_000);
    job
}

#[test]
fn a_second_run_is_told_who_is_at_work() {
    let job = long_job();
    let first = start(&job, &[]);
    wait_for_work(&job);
    let (code, said) = ended(start(&job, &[]));
    assert_eq!(code, Some(75), "{said}");
    assert!(
        said.contains(&format!("process {} on ", first.id())),
        "{said}"
    );
    let (code, said) = ended(first);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn of_fifty_runs_at_once_one_runs() {
    let job = long_job();
    let runs: Vec<Child> = (0..50).map(|_| start(&job, &["-q"])).collect();
    let codes: Vec<Option<i32>> = runs.into_iter().map(|run| ended(run).0).collect();
    let of = |code: i32| codes.iter().filter(|&&found| found == Some(code)).count();
    assert_eq!((of(0), of(75)), (1, 49), "{codes:?}");
    assert_eq!(job.report()["generation"], 1);
}

#[test]
fn a_terminated_run_stops_and_the_next_goes_on_from_there() {
    let whole = long_job();
    assert_eq!(ended(start(&whole, &["-q"])).0, Some(0));
    let job = long_job();
    let run = start(&job, &[]);
    wait_for_work(&job);
    thread::sleep(Duration::from_millis(300));
    signal(&run, "-TERM");
    let (code, said) = ended(run);
    assert_eq!(code, Some(143), "{said}");
    assert_eq!(job.report()["status"], "interrupted");
    assert!(!job.path("out/current").exists());
    let report = job.ends(0, &[]);
    assert_eq!(report["volatile"]["resumed"], true);
    assert_eq!(report["comments"]["new"], 10_000);
    assert!(same(&job, &whole));
}

#[test]
fn a_run_whose_time_is_over_is_gone_on_with_on_another_day_and_with_further_files() {
    let run = |job: &JobDir, day: usize, args: &[&str]| {
        let date = format!("2026-03-{day:02}");
        let mut command = Command::new(PROGRAM);
        command.args(["run", "job.toml", "-q", "--run-date", &date]);
        let output = command.args(args).current_dir(job.path("")).output();
        output.unwrap().status.code()
    };
    let job = long_job();
    // No machine loads the lexicons and tags ten thousand comments in the first of these times.
    let mut day = 2;
    let mut code = run(&job, day, &["--max-time", "100ms"]);
    assert_eq!(code, Some(124));
    assert_eq!(job.report()["problem"]["code"], "time");
    let mut milliseconds = 200;
    while code == Some(124) && day < 28 {
        day += 1;
        job.many(&format!("b{day:02}.csv"), 10_000 + day, 1);
        code = run(&job, day, &["--max-time", &format!("{milliseconds}ms")]);
        milliseconds *= 2;
    }
    assert_eq!(code, Some(0));
    assert!(!job.path("state/work.sqlite").exists());
    let whole = long_job();
    for day in 3..=day {
        whole.many(&format!("b{day:02}.csv"), 10_000 + day, 1);
    }
    assert_eq!(run(&whole, day, &[]), Some(0));
    assert!(same(&job, &whole));
}

#[test]
fn a_killed_run_leaves_nothing_to_clean_up() {
    let whole = long_job();
    assert_eq!(ended(start(&whole, &["-q"])).0, Some(0));
    let job = long_job();
    for milliseconds in [1, 40, 120, 400] {
        let mut run = start(&job, &["-q"]);
        thread::sleep(Duration::from_millis(milliseconds));
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert_eq!(ended(start(&job, &["-q"])).0, Some(0));
    assert!(same(&job, &whole));
}

/// True if two jobs have published the same.
fn same(a: &JobDir, b: &JobDir) -> bool {
    let published = |job: &JobDir| {
        let mut published = job.published();
        // It names the state's bytes, which are not the same for work that was done in two parts.
        published.remove("generation.json");
        published
    };
    published(a) == published(b)
}

#[test]
fn a_reader_never_sees_two_generations_mixed() {
    let job = JobDir::with(&CONFIG.replace("[output]", "[output]\nkeep = 3"));
    job.many("a.csv", 0, 2);
    job.ends(0, &[]);
    let done = AtomicBool::new(false);
    let looks = AtomicU64::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                look(&job);
                looks.fetch_add(1, Ordering::Relaxed);
            }
        });
        for night in 1..=20 {
            job.many(&format!("n{night}.csv"), night * 2, 2);
            job.ends(0, &["-q"]);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(looks.load(Ordering::Relaxed) > 100);
}

/// Follows the link once and compares what the files behind it say.
fn look(job: &JobDir) {
    let folder = fs::read_link(job.path("out/current")).unwrap();
    let read = files(&job.path("out").join(folder));
    let report: Value = serde_json::from_slice(&read["report.json"]).unwrap();
    let lines = |name: &str| String::from_utf8_lossy(&read[name]).lines().count() as u64;
    let comments = report["history"]["comments"].as_u64().unwrap();
    assert_eq!(lines("annotations.jsonl"), comments);
    assert_eq!(lines("comments.csv"), comments + 1);
    assert_eq!(
        lines("runs.csv"),
        report["generation"].as_u64().unwrap() + 1
    );
}

#[test]
fn nothing_is_sent_over_a_network() {
    let Some(trace) = strace(&["-e", "trace=network"]) else {
        return;
    };
    let job = JobDir::new();
    job.many("a.csv", 0, 5);
    let output = trace(&job);
    let calls: Vec<&str> = output
        .1
        .lines()
        .filter(|line| line.contains("AF_INET"))
        .collect();
    assert_eq!((output.0, calls), (Some(0), vec![]));
}

type Traced = Box<dyn Fn(&JobDir) -> (Option<i32>, String)>;

/// A run under `strace` with these arguments: its exit code and what strace wrote. `None` where there is no strace.
fn strace(args: &[&str]) -> Option<Traced> {
    if Command::new("strace")
        .args(["-f", "true"])
        .output()
        .map_or(true, |output| !output.status.success())
    {
        println!("skipped: there is no strace, or it may not trace");
        return None;
    }
    let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
    Some(Box::new(move |job: &JobDir| {
        let out = job.path("strace.out");
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o"]).arg(&out).args(&args);
        command.args([PROGRAM, "run", "job.toml", "--run-date", "2026-03-02", "-q"]);
        let output = command.current_dir(job.path("")).output().unwrap();
        (output.status.code(), fs::read_to_string(out).unwrap())
    }))
}

/// A job with one generation and the inputs of a second.
fn two_nights() -> JobDir {
    let config = CONFIG.replace("[output]", "[output]\nkeep = 1");
    let job = JobDir::with(&format!(
        "{config}\n[limits]\nthreads = 1\n[metrics]\nfile = \"nps.prom\"\n"
    ));
    job.many("a.csv", 0, 5);
    job.ends(0, &["-q"]);
    job.many("b.csv", 5, 5);
    job
}

/// A copy of a job with all that belongs to it.
fn copy(job: &JobDir) -> JobDir {
    let copy = JobDir::new();
    let status = Command::new("cp")
        .arg("-a")
        .arg(job.path("."))
        .arg(copy.path(""))
        .status()
        .unwrap();
    assert!(status.success());
    copy
}

/// What is published, without what says when and from where.
fn content(job: &JobDir) -> BTreeMap<String, Vec<u8>> {
    let mut published = job.published();
    published.remove("generation.json");
    published
}

/// Every system call at which a fault is tried, and every how manieth of its uses.
const FAULTS: [(&str, &str, usize); 11] = [
    ("openat", "signal=SIGKILL", 19),
    ("write", "signal=SIGKILL", 5),
    ("pwrite64", "signal=SIGKILL", 31),
    ("fsync", "signal=SIGKILL", 4),
    ("rename", "signal=SIGKILL", 1),
    ("mkdir", "signal=SIGKILL", 1),
    ("write", "error=ENOSPC", 5),
    ("pwrite64", "error=ENOSPC", 31),
    ("fsync", "error=EIO", 4),
    ("rename", "error=EIO", 2),
    ("mkdir", "error=ENOSPC", 1),
];

#[test]
fn a_fault_at_any_call_leaves_the_old_generation_or_the_new() {
    if strace(&[]).is_none() {
        return;
    }
    let fresh = two_nights();
    let before = copy(&fresh);
    let old = content(&before);
    before.ends(0, &["-q"]);
    let new = content(&before);
    let mut wrong = Vec::new();
    for (call, fault, every) in FAULTS {
        let traced = format!("trace={call}");
        let count = strace(&["-e", &traced]).unwrap()(&copy(&fresh)).1;
        let count = count
            .lines()
            .filter(|line| line.contains(&format!(" {call}(")))
            .count();
        for number in (1..=count).step_by(every) {
            let job = copy(&fresh);
            let inject = format!("inject={call}:{fault}:when={number}");
            let (code, _) = strace(&["-e", &traced, "-e", &inject]).unwrap()(&job);
            let place = format!("{call} {fault} {number} of {count}");
            let seen = content(&job);
            if seen != old && seen != new {
                wrong.push(format!("{place}: neither the old generation nor the new"));
            }
            if code == Some(0) {
                wrong.push(format!("{place}: exit code 0"));
            }
            if job.run(&["-q"]).status.code() != Some(0) || content(&job) != new {
                wrong.push(format!("{place}: the next run did not mend it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_error_in_closing_an_output_is_a_failure() {
    if strace(&[]).is_none() {
        return;
    }
    let fresh = two_nights();
    let old = content(&fresh);
    for file in [
        "annotations.jsonl",
        "comments.csv",
        "runs.csv",
        "rejects.jsonl",
        "report.json",
        "generation.json",
    ] {
        let job = copy(&fresh);
        let path = fs::canonicalize(job.path("out/generations")).unwrap();
        let path = path.join(".partial-000002").join(file);
        let path = path.to_str().unwrap();
        let close = [
            "-P",
            path,
            "-e",
            "trace=close",
            "-e",
            "inject=close:error=EIO",
        ];
        let (code, _) = strace(&close).unwrap()(&job);
        assert_eq!(code, Some(74), "{file}");
        assert!(content(&job) == old, "{file}: something was published");
        assert_eq!(job.run(&["-q"]).status.code(), Some(0), "{file}");
    }
}
