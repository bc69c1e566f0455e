//! What the page sends.

use super::problem::Problem;
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// Most bytes of a body: the ids of the comments that can be tagged at once.
pub(super) const MOST: usize = 2 << 20;
/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A body of JSON: an object.
pub(super) struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if announced(&request) > MOST {
            return Err(Problem::body(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the body has more than {MOST} bytes"),
            ));
        }
        let taken = tokio::time::timeout(PATIENCE, Json::from_request(request, state)).await;
        match taken {
            Ok(Ok(Json(Value::Object(body)))) => {
                let read = T::deserialize(Value::Object(body));
                read.map(Self)
                    .map_err(|error| Problem::body(StatusCode::BAD_REQUEST, error.to_string()))
            }
            Ok(Ok(_)) => Err(Problem::body(
                StatusCode::BAD_REQUEST,
                "the body is no object",
            )),
            Ok(Err(rejection)) => Err(Problem::body(rejection.status(), rejection.body_text())),
            Err(_) => Err(Problem::body(
                StatusCode::REQUEST_TIMEOUT,
                "the body did not come in time",
            )),
        }
    }
}

/// How long a body says that it is: it is not waited for if that is too long.
fn announced(request: &Request) -> usize {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok());
    // A number that no machine holds is too long as well; the server has refused what is none.
    length.map_or(0, |length| length.parse().unwrap_or(usize::MAX))
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
