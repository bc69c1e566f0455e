//! What went wrong, as the page is told.

use crate::error::Error;
use crate::job::log::{Level, Log, LogFormat};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// What went wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    problem: String,
    help: String,
}

/// Tells whoever started the program.
pub(super) fn tell(level: Level, sentence: &str) {
    Log::new(LogFormat::Text, Level::Info).event(level, "desk", sentence, Value::Null);
}

/// Result of what the server does for the page.
pub(super) type Answer<T> = Result<T, Problem>;

impl Problem {
    fn new(
        status: StatusCode,
        code: &'static str,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            problem: problem.into(),
            help: help.into(),
        }
    }

    /// What was asked for cannot be.
    pub fn request(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "request", problem, help)
    }

    /// A body that could not be taken, with the status that says why.
    pub fn body(status: StatusCode, problem: impl Into<String>) -> Self {
        let code = match status {
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "content-type",
            StatusCode::PAYLOAD_TOO_LARGE => "too-large",
            _ => "request",
        };
        let status = match code {
            "request" => StatusCode::BAD_REQUEST,
            _ => status,
        };
        let help =
            "send what the page sends: a JSON object of a moderate size, as application/json";
        Self::new(status, code, problem, help)
    }

    /// Whoever asks is not the page that this program has opened.
    pub fn forbidden(problem: &str) -> Self {
        let help = "start `verbatims review` and open the address that it prints; it opens once";
        Self::new(StatusCode::FORBIDDEN, "forbidden", problem, help)
    }

    /// There is no such thing.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            format!("there is no {what}"),
            "it may have gone with a later night; search for it again",
        )
    }

    /// There is such a thing, and it is not asked for so.
    pub fn method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "this is not asked for by this method",
            "GET reads, POST changes",
        )
    }

    /// Nobody has said who sits at the desk.
    pub fn no_name() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "no-name",
            "nobody has said who is working",
            "give your name: it is kept and published with what you say",
        )
    }

    /// What was looked at before is no longer so.
    pub fn changed(what: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "changed",
            format!("{what} changed since it was looked at"),
            "look at it again before it is saved",
        )
    }

    /// The job has no lists of its own.
    pub fn no_folder() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "no-folder",
            "the job has no folder of lexicons of its own to write terms into",
            "make a folder `own` beside job.toml with a codeframe.toml of two lines, `version = \"own-1\"` and \
             `extends = true`; name it in job.toml: [lexicons] codeframe = \"own\"; then start the desk again",
        )
    }

    /// The index is made for the first time.
    pub fn preparing() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "preparing",
            "comments are being made ready for searching",
            "wait until it is done; later starts need no such time",
        )
    }

    /// A mistake of the program's, or something that is wrong with its files.
    pub fn internal(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", problem, help)
    }

    /// The problem as a sentence.
    pub fn sentence(&self) -> String {
        format!("{} ({})", self.problem, self.help)
    }

    /// True if it is to be told to whoever runs the program too.
    pub fn is_internal(&self) -> bool {
        self.status == StatusCode::INTERNAL_SERVER_ERROR
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Input {
                source_name,
                problem,
                help,
            } => Self::request(format!("{source_name}: {problem}"), help),
            Error::Lexicon {
                file,
                line,
                problem,
                help,
            } => Self::request(format!("{file}:{line}: {problem}"), help),
            Error::State {
                path,
                problem,
                help,
            } => Self::internal(format!("{}: {problem}", path.display()), help),
            other => Self::internal(
                other.to_string(),
                "see the terminal that the desk was started from",
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body =
            json!({"error": {"code": self.code, "problem": self.problem, "help": self.help}});
        (self.status, Json(body)).into_response()
    }
}
