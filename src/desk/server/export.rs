//! Files to take away.

use super::app::App;
use super::body::Asked;
use super::open::Desk;
use super::problem::{Answer, Problem};
use crate::desk::coding;
use crate::desk::exchange::{Document, csv, label_studio};
use crate::desk::search::Query;
use crate::evaluate::gold;
use crate::lexicon::codeframe::Codeframe;
use crate::store::corrections::file;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

/// Most comments of a file.
const MOST: usize = 20_000;

const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json";
const LINES: &str = "application/jsonl";
const XML: &str = "application/xml";

/// Which comments, where a file is of comments: a search as JSON; all if none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    query: Option<String>,
}

pub(super) async fn export(
    State(app): State<App>,
    Path(name): Path<String>,
    Asked(wish): Asked<Wish>,
) -> Answer<Response> {
    let session = app.session();
    let (kind, bytes) = app
        .with({
            let name = name.clone();
            move |desk| match &*name {
                "corrections.jsonl" => Ok((LINES, file::write(&desk.log).into_bytes())),
                "comments.csv" => Ok((CSV, csv::write(&desk.tagged(&wish)?))),
                "comments.label-studio.json" => {
                    let documents = desk.tagged(&wish)?;
                    let version = desk.files.hash();
                    Ok((
                        JSON,
                        desk.tasks(&documents, label_studio::Role::Predictions(&version))?,
                    ))
                }
                "coding.csv" => Ok((CSV, csv::write(&desk.blank(&session.name()?)?))),
                "coding.label-studio.json" => {
                    let documents = desk.blank(&session.name()?)?;
                    Ok((JSON, desk.tasks(&documents, label_studio::Role::Tasks)?))
                }
                "interface.xml" => {
                    let codeframe = Codeframe::of(&desk.files)?;
                    let text = label_studio::interface(&codeframe, &session.labels);
                    Ok((XML, text.into_bytes()))
                }
                "adjudicated.jsonl" => {
                    let rows = coding::adjudicated(&mut desk.journal, &desk.state)?;
                    let lines: String = rows.iter().map(|row| gold::line(row) + "\n").collect();
                    Ok((LINES, lines.into_bytes()))
                }
                _ => Err(Problem::not_found("such file")),
            }
        })
        .await?;
    let saved = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, saved),
    ];
    Ok((headers, bytes).into_response())
}

impl Desk {
    /// Comments that a search finds, with their tags as people say they are.
    fn tagged(&self, wish: &Wish) -> Answer<Vec<Document>> {
        let query = match wish.query.as_deref() {
            None | Some("") => Query::default(),
            Some(json) => serde_json::from_str(json).map_err(|error| {
                Problem::request(format!("query: {error}"), "send a search as JSON")
            })?,
        };
        let total = self.index.find(&query, 0, 0)?.total;
        if total > MOST as u64 {
            return Err(Problem::request(
                format!("{total} comments are too many for one file"),
                format!("narrow the search to {MOST} or fewer; the published tables have them all"),
            ));
        }
        let mut documents = Vec::new();
        for comment in self.index.all(&query, MOST)? {
            documents.extend(self.corrected(&comment)?.as_ref().map(Document::tagged));
        }
        Ok(documents)
    }

    /// What somebody has still to label, without anybody's labels.
    fn blank(&mut self, coder: &str) -> Answer<Vec<Document>> {
        let assigned = coding::assigned(&mut self.journal, coder)?;
        let mut documents = Vec::new();
        for one in assigned.iter().filter(|one| !one.done) {
            let stored = self.state.comment(&one.comment)?;
            documents.extend(stored.as_ref().map(Document::blind));
        }
        Ok(documents)
    }

    fn tasks(&self, documents: &[Document], role: label_studio::Role<'_>) -> Answer<Vec<u8>> {
        let codeframe = Codeframe::of(&self.files)?;
        Ok(label_studio::write(documents, &codeframe, role).into_bytes())
    }
}
