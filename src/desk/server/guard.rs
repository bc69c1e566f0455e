//! Who gets an answer: the one browser that opened the address which the program printed, and no other page in it.
//!
//! The address carries a token that works once and is exchanged for a cookie that scripts cannot read and other sites
//! cannot have sent (`SameSite=Strict`). A foreign `Host` is refused, so that no name that is made to point at the
//! loopback reaches the desk (DNS rebinding), and so is everything that a browser says comes from another page
//! (`Origin`, `Sec-Fetch-Site`). What is refused gets a sentence and nothing of the desk.

use super::problem::Problem;
use crate::error::{Error, Result};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Bytes of a secret.
const SECRET: usize = 32;
/// The query by which the token comes.
const QUERY: &str = "token=";
/// Bytes and time that a request which is refused may take.
const SHORT: usize = 64 << 10;
const MANNERS: Duration = Duration::from_secs(1);
/// What the page may load: its own files, and nothing written into the document.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What is known of the one browser.
#[derive(Debug)]
pub(super) struct Guard {
    port: u16,
    /// Secrets are kept and compared as hashes, in constant time.
    token: Mutex<Option<blake3::Hash>>,
    cookie: String,
    session: blake3::Hash,
}

impl Guard {
    /// A guard for a port, with the token that opens the desk once.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn new(port: u16) -> Result<(Self, String)> {
        let (token, cookie) = (secret()?, secret()?);
        let guard = Self {
            port,
            token: Mutex::new(Some(blake3::hash(token.as_bytes()))),
            session: blake3::hash(cookie.as_bytes()),
            cookie,
        };
        Ok((guard, token))
    }

    /// Name of the cookie. Cookies know no ports, and two jobs may have their desks open.
    fn name(&self) -> String {
        format!("verbatims-desk-{}", self.port)
    }

    /// True once, for the token.
    fn takes(&self, token: &str) -> bool {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take_if(|kept| *kept == blake3::hash(token.as_bytes()))
            .is_some()
    }

    /// Refuses what does not come from the desk's own page or from whoever opens it.
    fn place(&self, method: &Method, headers: &HeaderMap) -> std::result::Result<(), Problem> {
        let own = |host: &str| {
            // Browsers leave the usual port out.
            let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
            matches!(name, "127.0.0.1" | "localhost") && port == self.port.to_string()
        };
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or(""));
        let host = text(header::HOST).unwrap_or("");
        if !own(host) || headers.get_all(header::HOST).iter().count() > 1 {
            return Err(Problem::forbidden(
                "the desk answers at its own address only",
            ));
        }
        let same =
            text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == Some(host));
        // Whoever types the address or opens it from a terminal comes from nowhere; a page that sends something does not.
        let opened = |site: &str| site == "none" && *method == Method::GET;
        let site = text(header::HeaderName::from_static("sec-fetch-site"));
        if !same || !site.is_none_or(|site| site == "same-origin" || opened(site)) {
            return Err(Problem::forbidden("another page asked"));
        }
        Ok(())
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let name = self.name();
        let cookies = headers.get_all(header::COOKIE).iter();
        let mut cookies = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        cookies.any(|(key, value)| key == name && blake3::hash(value.as_bytes()) == self.session)
    }

    /// The way in: the token for a cookie, and the address without it.
    fn welcome(&self) -> Response {
        let cookie = format!(
            "{}={}; HttpOnly; SameSite=Strict; Path=/",
            self.name(),
            self.cookie
        );
        let headers = [
            (header::LOCATION, "/".to_owned()),
            (header::SET_COOKIE, cookie),
        ];
        (StatusCode::SEE_OTHER, headers).into_response()
    }

    async fn answer(&self, request: Request, next: Next) -> Response {
        match self.answer_of_its_own(&request) {
            None => next.run(request).await,
            Some(answer) => {
                heard(request.into_body()).await;
                answer
            }
        }
    }

    /// What the guard answers itself: a refusal, or the way in. `None` if the desk is to answer.
    fn answer_of_its_own(&self, request: &Request) -> Option<Response> {
        if let Err(problem) = self.place(request.method(), request.headers()) {
            return Some(problem.into_response());
        }
        let uri = request.uri();
        let token = uri.query().and_then(|query| query.strip_prefix(QUERY));
        let token = token.filter(|_| uri.path() == "/" && request.method() == Method::GET);
        let known = self.knows(request.headers());
        match token {
            Some(token) if self.takes(token) => Some(self.welcome()),
            // Who is in already and opens the address again is led on.
            Some(_) if known => {
                Some((StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response())
            }
            Some(_) => Some(refusal(
                "this address has been opened before, or is not the one that was printed",
                uri.path(),
            )),
            None if known => None,
            None => Some(refusal("the desk does not know this browser", uri.path())),
        }
    }
}

/// Lets somebody who is refused finish, if they are short: the connection of one who is still sending is broken off, and
/// they may never see the answer.
async fn heard(body: Body) {
    let body = axum::body::to_bytes(body, SHORT);
    // Whatever came, and whether it came: it is refused.
    let _ = tokio::time::timeout(MANNERS, body).await;
}

/// A refusal: a sentence for whoever looks at it, JSON for the page.
fn refusal(problem: &str, path: &str) -> Response {
    let problem = Problem::forbidden(problem);
    if path.starts_with("/api/") {
        return problem.into_response();
    }
    let text = problem.sentence() + "\n";
    (problem.status(), text).into_response()
}

fn secret() -> Result<String> {
    let mut bytes = [0; SECRET];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::io(
            "random numbers of the system",
            io::Error::other(error.to_string()),
        )
    })?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex().to_string())
}

/// Lets through what the guard lets through, and puts on every answer what keeps browsers from doing more with it.
pub(super) async fn guarded(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let mut response = guard.answer(request, next).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            header::HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
