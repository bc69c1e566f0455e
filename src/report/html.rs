//! The page as one file: markup, style, scripts and data, under a policy that lets nothing else run or load.

use super::page::Page;
use super::words::Words;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const TEMPLATE: &str = include_str!("page/page.html");
const STYLE: &str = concat!(
    include_str!("page/colours.css"),
    include_str!("page/page.css")
);
const CHARTS: &str = include_str!("page/charts.js");

/// The page's own scripts, in the order in which they build on each other.
const SCRIPTS: [&str; 16] = [
    include_str!("page/elements.js"),
    include_str!("page/statistics.js"),
    include_str!("page/selection.js"),
    include_str!("page/figures.js"),
    include_str!("page/chart.js"),
    include_str!("page/headline.js"),
    include_str!("page/trend.js"),
    include_str!("page/themes.js"),
    include_str!("page/stages.js"),
    include_str!("page/together.js"),
    include_str!("page/drivers.js"),
    include_str!("page/changes.js"),
    include_str!("page/languages.js"),
    include_str!("page/verbatims.js"),
    include_str!("page/method.js"),
    include_str!("page/main.js"),
];

/// The page as HTML.
pub fn render(page: &Page, words: &Words) -> String {
    let script = script();
    let policy = policy(&script);
    let data = data(page);
    let value = |name: &str| match name {
        "language" => escaped(&words.labels),
        "direction" => escaped(&words.direction),
        "policy" => escaped(&policy),
        "version" => escaped(env!("CARGO_PKG_VERSION")),
        "title" => escaped(page.title()),
        "style" => STYLE.to_owned(),
        "data" => data.clone(),
        "charts" => CHARTS.to_owned(),
        _ => script.clone(),
    };
    // Each piece of the template after the first begins with the name of a value. Values are not looked at again, so
    // that nothing a customer wrote can name one.
    let mut pieces = TEMPLATE.split("{{");
    let mut html = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        html.push_str(&value(name));
        html.push_str(rest);
    }
    html
}

/// The own scripts in one function, so that they leave no names behind.
fn script() -> String {
    format!(
        "(() => {{\n\"use strict\";\n{}\n}})();\n",
        SCRIPTS.join("\n")
    )
}

/// The policy: these very scripts and this style, and nothing from anywhere.
fn policy(script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {} {}; style-src {}; connect-src 'none'; img-src 'none'; font-src 'none'; \
         frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'",
        hash(CHARTS),
        hash(script),
        hash(STYLE),
    )
}

/// The data as JSON in which no `<` stands, so that nothing in it can end or open an element.
fn data(page: &Page) -> String {
    // Numbers, texts and maps with text keys: there is nothing that JSON cannot hold.
    serde_json::to_string(page)
        .unwrap_or_else(|_| "null".to_owned())
        .replace('<', "\\u003c")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}
