//! The files of the page, which the program carries.

use super::problem::Problem;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

const PAGE: &str = include_str!("../page/index.html");

#[expect(dead_code, reason = "the scripts come")]
const SCRIPT: &str = "text/javascript; charset=utf-8";
#[expect(dead_code, reason = "the style comes")]
const STYLE: &str = "text/css; charset=utf-8";

/// Name, kind and text of every file beside the page itself.
const ASSETS: [(&str, &str, &str); 0] = [];

/// The page.
pub(super) async fn page() -> Response {
    typed("text/html; charset=utf-8", PAGE)
}

/// A file of the page.
pub(super) async fn asset(Path(name): Path<String>) -> Result<Response, Problem> {
    let found = ASSETS.iter().find(|(own, _, _)| *own == name);
    let (_, kind, text) = found.ok_or_else(|| Problem::not_found("such file"))?;
    Ok(typed(kind, text))
}

fn typed(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
