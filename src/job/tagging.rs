//! Tags rows of the store.

use crate::annotation::Flag;
use crate::comment::Comment;
use crate::document::Language;
use crate::pipeline::Pipeline;
use crate::store::{Row, Tags};
use std::collections::HashMap;

/// The tags of some rows, in their order. Done on all cores.
pub fn tags<'r>(pipeline: &Pipeline, rows: impl Iterator<Item = &'r Row> + Clone) -> Vec<Tags> {
    let comments: Vec<Comment> = rows.clone().map(Row::comment).collect();
    let languages: Vec<Option<Language>> = rows.clone().map(|row| row.given).collect();
    let lexicons = pipeline.lexicons();
    let scales = lexicons.scales();
    // What a score means depends on where it is from, which comments do not say.
    let columns =
        rows.filter_map(|row| Some((row.comment_id.as_str(), row.score_column.as_deref()?)));
    let columns: HashMap<&str, &str> = columns.collect();
    pipeline.map_known(&comments, &languages, |comment, mut annotation| {
        if let Some(score) = &comment.score {
            let column = columns.get(comment.id.as_str());
            let scale = column.and_then(|column| scales.of_header(column));
            if scales.disagree(scales.stance(score, scale), &annotation.sentiment) {
                annotation.raise(Flag::ScoreMismatch);
            }
        }
        Tags::new(&annotation, &comment.text, lexicons)
    })
}
