//! Who gets an answer.

use super::client::{Desk, example};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

/// Every route that changes something, with the least that it would take.
const POSTS: [&str; 10] = [
    "/api/session",
    "/api/comments",
    "/api/correct",
    "/api/undo",
    "/api/bulk/preview",
    "/api/bulk/apply",
    "/api/term/try",
    "/api/term/save",
    "/api/coding/assign",
    "/api/coding/save",
];

const GETS: [&str; 10] = [
    "/",
    "/assets/desk.js",
    "/api/session",
    "/api/constants",
    "/api/status",
    "/api/comment?id=nps%2FR-0001",
    "/api/batches",
    "/api/disputes",
    "/api/export/corrections.jsonl",
    "/nowhere",
];

/// What stands in the desk and must not stand in a refusal.
fn tells_nothing(answer: &str) {
    for word in ["R-0001", "Ann", "nps", "themes", "<html", "<script"] {
        assert!(!answer.contains(word), "{word}: {answer}");
    }
}

#[test]
fn the_address_opens_the_desk_for_the_first_and_for_nobody_else() {
    let job = example();
    let desk = Desk::open(&job);
    let path = desk.address.split_once(&desk.port.to_string()).unwrap().1;
    let host = format!("Host: 127.0.0.1:{}\r\nConnection: close", desk.port);
    let again = desk.raw(&format!("GET {path} HTTP/1.1\r\n{host}\r\n\r\n"));
    assert!(again.starts_with("HTTP/1.1 403"), "{again}");
    assert!(again.contains("has been opened before"), "{again}");
    assert!(!again.to_lowercase().contains("set-cookie"), "{again}");
    tells_nothing(&again);
    let guessed = desk.raw(&format!(
        "GET /?token={} HTTP/1.1\r\n{host}\r\n\r\n",
        "0".repeat(64)
    ));
    assert!(guessed.starts_with("HTTP/1.1 403"), "{guessed}");
    // Who is in and opens it again is led to the page.
    assert_eq!(desk.ask(path).status(), 303);
    assert_eq!(desk.ask("/").status(), 200);
}

#[test]
fn a_wrong_token_does_not_use_up_the_right_one() {
    let job = example();
    let desk = Desk::closed(&job, &[]);
    let host = format!("Host: 127.0.0.1:{}\r\nConnection: close", desk.port);
    for guess in ["", "x", &"0".repeat(64)] {
        let answer = desk.raw(&format!("GET /?token={guess} HTTP/1.1\r\n{host}\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    }
    let path = desk.address.split_once(&desk.port.to_string()).unwrap().1;
    // Neither does a HEAD, which a link checker may send.
    let head = desk.raw(&format!("HEAD {path} HTTP/1.1\r\n{host}\r\n\r\n"));
    assert!(head.starts_with("HTTP/1.1 403"), "{head}");
    let right = desk.raw(&format!("GET {path} HTTP/1.1\r\n{host}\r\n\r\n"));
    assert!(right.starts_with("HTTP/1.1 303"), "{right}");
}

#[test]
fn without_the_cookie_nothing_is_answered() {
    let job = example();
    let mut desk = Desk::open(&job);
    let name = desk.cookie.split_once('=').unwrap().0.to_owned();
    for cookie in [
        String::new(),
        format!("{name}={}", "0".repeat(64)),
        format!("{name}="),
        "x=1".to_owned(),
    ] {
        desk.cookie = cookie;
        for path in GETS {
            let mut answer = desk.ask(path);
            assert_eq!(answer.status(), 403, "{path}");
            tells_nothing(&answer.body_mut().read_to_string().unwrap());
        }
        for path in POSTS {
            let mut answer = desk.send(path, &json!({}));
            assert_eq!(answer.status(), 403, "{path}");
            tells_nothing(&answer.body_mut().read_to_string().unwrap());
        }
    }
}

#[test]
fn who_is_refused_while_they_send_may_finish_and_ask_again() {
    let job = example();
    let desk = Desk::open(&job);
    let host = format!("Host: 127.0.0.1:{}\r\n", desk.port);
    let mut stream = TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
    let send = |stream: &mut TcpStream, text: &str| stream.write_all(text.as_bytes()).unwrap();
    send(
        &mut stream,
        &format!("POST /api/session HTTP/1.1\r\n{host}Content-Length: 2\r\n\r\n"),
    );
    // Long enough for an answer that does not wait.
    std::thread::sleep(Duration::from_millis(200));
    send(&mut stream, "{}");
    std::thread::sleep(Duration::from_millis(200));
    send(
        &mut stream,
        &format!("GET /api/session HTTP/1.1\r\n{host}Connection: close\r\n\r\n"),
    );
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 403").count(), 2, "{answers}");
}

#[test]
fn another_host_or_another_page_gets_nothing_even_with_the_cookie() {
    let job = example();
    let desk = Desk::open(&job);
    let (port, cookie) = (desk.port, &desk.cookie);
    let own = format!("Host: 127.0.0.1:{port}\r\n");
    let ask = |head: &str| {
        desk.raw(&format!(
            "GET /api/session HTTP/1.1\r\n{head}Cookie: {cookie}\r\nConnection: close\r\n\r\n"
        ))
    };
    let send = |head: &str| {
        desk.raw(&format!(
            "POST /api/session HTTP/1.1\r\n{head}Cookie: {cookie}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"
        ))
    };
    for head in [
        String::new(),
        "Host: evil.example\r\n".to_owned(),
        format!("Host: evil.example:{port}\r\n"),
        format!("Host: 127.0.0.1.evil.example:{port}\r\n"),
        format!("Host: evil.example\r\n{own}"),
        "Host: 127.0.0.1\r\n".to_owned(),
        "Host: 127.0.0.1:1\r\n".to_owned(),
        format!("{own}Origin: http://evil.example\r\n"),
        format!("{own}Origin: null\r\n"),
        format!("{own}Origin: http://127.0.0.1:1\r\n"),
        format!("{own}Origin: https://127.0.0.1:{port}\r\n"),
        format!("{own}Origin: http://localhost:{port}\r\n"),
        format!("{own}Sec-Fetch-Site: cross-site\r\n"),
        format!("{own}Sec-Fetch-Site: same-site\r\n"),
    ] {
        for answer in [ask(&head), send(&head)] {
            let refused = answer.starts_with("HTTP/1.1 403") || answer.starts_with("HTTP/1.1 400");
            assert!(refused, "{head}: {answer}");
            tells_nothing(&answer);
        }
    }
    for head in [
        own.clone(),
        format!("Host: localhost:{port}\r\n"),
        format!("{own}Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"),
    ] {
        for answer in [ask(&head), send(&head)] {
            assert!(answer.starts_with("HTTP/1.1 200"), "{head}: {answer}");
        }
    }
    // Whoever types the address comes from nowhere; a page that sends something does not.
    let nowhere = format!("{own}Sec-Fetch-Site: none\r\n");
    assert!(ask(&nowhere).starts_with("HTTP/1.1 200"));
    assert!(send(&nowhere).starts_with("HTTP/1.1 403"));
}

#[test]
fn what_changes_something_takes_json_by_post_and_nothing_else() {
    let job = example();
    let desk = Desk::open(&job);
    let head = format!(
        "Host: 127.0.0.1:{}\r\nCookie: {}\r\nConnection: close\r\n",
        desk.port, desk.cookie
    );
    let body = r#"{"comment":"nps/R-0001","changes":[{"target":"sentiment","value":"mixed"}]}"#;
    for path in POSTS {
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            if (method, path) == ("GET", "/api/session") {
                continue;
            }
            let answer = desk.raw(&format!("{method} {path} HTTP/1.1\r\n{head}\r\n"));
            assert!(
                answer.starts_with("HTTP/1.1 405"),
                "{method} {path}: {answer}"
            );
            assert!(answer.contains("\"problem\""), "{answer}");
        }
        for kind in [
            "",
            "Content-Type: text/plain\r\n",
            "Content-Type: application/x-www-form-urlencoded\r\n",
        ] {
            let answer = desk.raw(&format!(
                "POST {path} HTTP/1.1\r\n{head}{kind}Content-Length: {}\r\n\r\n{body}",
                body.len()
            ));
            assert!(
                answer.starts_with("HTTP/1.1 415"),
                "{path} {kind}: {answer}"
            );
        }
        for wrong in [json!({"unknown": 1}), json!([]), json!("x")] {
            let problem = desk.refuses(path, wrong, 400);
            assert_eq!(problem["code"], "request", "{path}");
        }
    }
    assert_eq!(desk.get("/api/batches")["total"], 0);
}

#[test]
fn a_huge_body_is_refused() {
    let job = example();
    let desk = Desk::open(&job);
    let huge = json!({"query": {"text": "x".repeat(3 << 20)}});
    // The server may hang up before it was sent.
    if let Ok(answer) = desk.try_send("/api/comments", &huge) {
        assert_eq!(answer.status(), 413);
    }
    // And one that only says it would be.
    let answer = desk.raw(&format!(
        "POST /api/comments HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: 9999999999\r\n\r\n{{}}",
        desk.port, desk.cookie
    ));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("too-large"), "{answer}");
    assert_eq!(desk.get("/api/batches")["total"], 0);
}

#[test]
fn who_holds_a_connection_and_does_not_say_what_they_want_loses_it() {
    let job = example();
    let desk = Desk::open(&job);
    let said = ["", "GET / HTT", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"];
    let held = said.map(|said| {
        let mut held = TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
        held.write_all(said.as_bytes()).unwrap();
        held
    });
    for (mut held, said) in held.into_iter().zip(said) {
        held.set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut answer = Vec::new();
        // Reading ends where the server hangs up, and fails where it still waits.
        let ended = held.read_to_end(&mut answer);
        assert!(ended.is_ok(), "{said:?}: {ended:?}");
        tells_nothing(&String::from_utf8_lossy(&answer));
    }
    // Others are answered all the same.
    desk.get("/api/session");
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let job = example();
    let desk = Desk::open(&job);
    for path in GETS {
        let answer = desk.ask(path);
        let headers = answer.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{policy}"
        );
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(!headers.contains_key("access-control-allow-origin"));
    }
}

#[test]
fn a_desk_needs_something_published_and_a_name_in_one_line() {
    let job = crate::common::job::JobDir::new();
    let review = |args: &[&str]| {
        let mut command =
            crate::common::command(&[&["review", "job.toml", "--no-open"], args].concat());
        let output = command.current_dir(job.path("")).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, told) = review(&[]);
    assert!(
        code == Some(2) && told.contains("nothing is published yet"),
        "{told}"
    );
    job.many("a.csv", 0, 3);
    job.ends(0, &[]);
    let (code, told) = review(&["--as", "two\nlines"]);
    assert!(code == Some(4) && told.contains("name"), "{told}");
    let (code, told) = review(&["--label-language", "xx"]);
    assert!(code == Some(2) && told.contains("xx"), "{told}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, told) = review(&["--port", &port]);
    assert!(code == Some(73) && told.contains(&port), "{told}");
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_asked_to_though_a_browser_keeps_its_connection() {
    let job = example();
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let mut desk = Desk::open(&job);
        let idle = TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
        desk.get("/api/session");
        let id = desk.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.unwrap().success());
        assert_eq!(desk.child.wait().unwrap().code(), Some(code));
        drop(idle);
    }
}
