//! A desk over a job, and a client that has its cookie.

use crate::common::job::JobDir;
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use ureq::http::Response;
use ureq::{Agent, Body};

/// A job over the example export, which it has published.
pub fn example() -> JobDir {
    let job = JobDir::with(
        "[job]\nname = \"nps\"\n\n[[source]]\nname = \"nps\"\nfiles = [\"in/*.csv\"]\n\n[lexicons]\ncodeframe = \"own\"\n",
    );
    fs::create_dir(job.path("own")).unwrap();
    let extends = "version = \"own-1\"\nextends = true\n";
    fs::write(job.path("own/codeframe.toml"), extends).unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/example_export.csv");
    fs::copy(example, job.path("in/a.csv")).unwrap();
    job.ends(0, &[]);
    job
}

/// A desk that is open.
pub struct Desk {
    pub child: Child,
    pub address: String,
    pub port: u16,
    pub cookie: String,
    agent: Agent,
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(600)))
        .build()
        .into()
}

impl Desk {
    /// Opens the desk of a job and goes in, as Ann.
    pub fn open(job: &JobDir) -> Self {
        let mut desk = Self::closed(job, &["--as", "Ann"]);
        desk.enter();
        desk
    }

    /// Takes the way in that a browser takes.
    pub fn enter(&mut self) {
        let welcome = self.agent.get(&self.address).call().unwrap();
        assert_eq!(welcome.status(), 303);
        assert_eq!(welcome.headers()["location"], "/");
        let cookie = welcome.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    /// Starts the program; nobody has opened the address yet.
    pub fn closed(job: &JobDir, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_verbatims"))
            .args(["review", "job.toml", "--no-open"])
            .args(args)
            .current_dir(job.path(""))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut told = BufReader::new(child.stdout.take().unwrap());
        told.read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let port = address.split([':', '/']).nth(4).unwrap();
        Self {
            port: port.parse().unwrap(),
            child,
            address,
            cookie: String::new(),
            agent: agent(),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Asks for something; any answer.
    pub fn ask(&self, path: &str) -> Response<Body> {
        let request = self.agent.get(self.url(path));
        request.header("Cookie", &self.cookie).call().unwrap()
    }

    /// Sends something; any answer.
    pub fn send(&self, path: &str, body: &Value) -> Response<Body> {
        self.try_send(path, body).unwrap()
    }

    /// Sends something to a desk that may be gone.
    pub fn try_send(&self, path: &str, body: &Value) -> Result<Response<Body>, ureq::Error> {
        let request = self.agent.post(self.url(path));
        request.header("Cookie", &self.cookie).send_json(body)
    }

    /// Asks for something that is there.
    pub fn get(&self, path: &str) -> Value {
        read(path, 200, self.ask(path))
    }

    /// Sends something that is taken.
    pub fn post(&self, path: &str, body: Value) -> Value {
        read(path, 200, self.send(path, &body))
    }

    /// Sends something that is refused so; gives the problem.
    pub fn refuses(&self, path: &str, body: Value, status: u16) -> Value {
        read(path, status, self.send(path, &body))["error"].take()
    }

    /// Who works from now on.
    pub fn sits(&self, name: &str) {
        self.post("/api/session", serde_json::json!({"name": name}));
    }

    /// Ids of all comments that are found.
    pub fn found(&self, query: Value) -> Vec<String> {
        let body = serde_json::json!({"query": query, "count": 200});
        let found = self.post("/api/comments", body);
        let items = found["comments"].as_array().unwrap();
        let ids = items
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned());
        ids.collect()
    }

    /// Waits until the status says so.
    pub fn wait(&self, so: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        loop {
            let status = self.get("/api/status");
            if so(&status) {
                return status;
            }
            assert!(since.elapsed() < Duration::from_secs(60), "{status}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Writes bytes as they are; gives everything that comes back until the server hangs up.
    pub fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        // The server may hang up before it has read all.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn read(path: &str, status: u16, mut answer: Response<Body>) -> Value {
    let kind = answer.headers().get("content-type").cloned();
    let text = answer.body_mut().read_to_string().unwrap();
    assert_eq!(answer.status(), status, "{path}: {text}");
    assert_eq!(kind.unwrap(), "application/json", "{path}");
    serde_json::from_str(&text).unwrap()
}
