//! The shapes of the receiver's own answers.

use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::store::StoredReport;

const JSON: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json")];
const PROBLEM: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/problem+json")];

/// How long a refused sender is told to wait, in seconds.
pub const RETRY_AFTER: &str = "2";

/// An error as RFC 9457 problem details.
pub fn problem_response(
    status: StatusCode,
    detail: &str,
    headers: &[(&'static str, &'static str)],
) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": detail,
    });
    let mut response = (status, PROBLEM, body.to_string()).into_response();
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(*name, header::HeaderValue::from_static(value));
    }
    response
}

/// The answer to a report that is on disk.
pub fn kept(stored: &StoredReport) -> Response {
    let StoredReport {
        id,
        incident_id,
        readable,
    } = stored;
    let body = format!(r#"{{"id":{id},"incident":{incident_id},"readable":{readable}}}"#);
    (JSON, body).into_response()
}
