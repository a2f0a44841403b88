//! The shapes of the receiver's own answers.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

/// How long a refused sender is told to wait, in seconds.
pub const RETRY_AFTER: &str = "2";

/// An error as RFC 9457 problem details.
pub fn problem_response(
    status: StatusCode,
    detail: &str,
    headers: &[(&'static str, &'static str)],
) -> Response {
    let mut response = json_response(
        status,
        "application/problem+json",
        &json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
            "detail": detail,
        }),
    );
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(*name, header::HeaderValue::from_static(value));
    }
    response
}

pub fn json_response(status: StatusCode, kind: &'static str, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}
