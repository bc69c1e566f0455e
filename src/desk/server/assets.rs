//! The files of the page, which the program carries.

use super::problem::Problem;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

const PAGE: &str = include_str!("../page/index.html");

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

/// Name, kind and text of every file beside the page itself.
const ASSETS: [(&str, &str, &str); 28] = [
    ("address.js", SCRIPT, include_str!("../page/address.js")),
    ("agreement.js", SCRIPT, include_str!("../page/agreement.js")),
    ("api.js", SCRIPT, include_str!("../page/api.js")),
    ("bulk.js", SCRIPT, include_str!("../page/bulk.js")),
    ("chair.js", SCRIPT, include_str!("../page/chair.js")),
    ("coding.js", SCRIPT, include_str!("../page/coding.js")),
    // The colours of the report: one set for all pages.
    (
        "colours.css",
        STYLE,
        include_str!("../../report/page/colours.css"),
    ),
    ("combobox.js", SCRIPT, include_str!("../page/combobox.js")),
    ("comment.js", SCRIPT, include_str!("../page/comment.js")),
    ("correct.js", SCRIPT, include_str!("../page/correct.js")),
    ("desk.css", STYLE, include_str!("../page/desk.css")),
    ("desk.js", SCRIPT, include_str!("../page/desk.js")),
    ("dialog.js", SCRIPT, include_str!("../page/dialog.js")),
    ("elements.js", SCRIPT, include_str!("../page/elements.js")),
    ("evidence.js", SCRIPT, include_str!("../page/evidence.js")),
    ("icon.svg", PICTURE, include_str!("../page/icon.svg")),
    ("keys.js", SCRIPT, include_str!("../page/keys.js")),
    ("labels.js", SCRIPT, include_str!("../page/labels.js")),
    ("log.js", SCRIPT, include_str!("../page/log.js")),
    ("main.js", SCRIPT, include_str!("../page/main.js")),
    ("propose.js", SCRIPT, include_str!("../page/propose.js")),
    ("query.js", SCRIPT, include_str!("../page/query.js")),
    ("queue.js", SCRIPT, include_str!("../page/queue.js")),
    ("review.js", SCRIPT, include_str!("../page/review.js")),
    ("said.js", SCRIPT, include_str!("../page/said.js")),
    ("scheme.js", SCRIPT, include_str!("../page/scheme.js")),
    ("tags.js", SCRIPT, include_str!("../page/tags.js")),
    ("words.js", SCRIPT, include_str!("../page/words.js")),
];

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
