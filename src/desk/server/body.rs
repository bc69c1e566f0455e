//! What the page sends.

use super::problem::Problem;
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Most bytes of a body: the ids of the comments that can be tagged at once.
pub(super) const MOST: usize = 2 << 20;
/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A body of JSON.
pub(super) struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let taken = tokio::time::timeout(PATIENCE, Json::from_request(request, state)).await;
        match taken {
            Ok(Ok(Json(body))) => Ok(Self(body)),
            Ok(Err(rejection)) => Err(Problem::body(rejection.status(), rejection.body_text())),
            Err(_) => Err(Problem::body(
                StatusCode::REQUEST_TIMEOUT,
                "the body did not come in time",
            )),
        }
    }
}

/// What stands behind the question mark.
pub(super) struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => Err(Problem::body(
                StatusCode::BAD_REQUEST,
                rejection.body_text(),
            )),
        }
    }
}
