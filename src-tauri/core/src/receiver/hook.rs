//! The relay's route: `POST /hook/{key}/{path…}`, while the relay is on. This file authenticates and limits requests;
//! the relay decides what happens to them. They have their own budget, so reports get in whatever the integration does.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode},
    response::{IntoResponse as _, Response},
};
use tokio::time::timeout;

use super::{
    answer::{RETRY_AFTER, problem_response},
    body::read_body,
    caller::Caller,
    state::{ReceiverState, authorise, unauthorised},
};
use crate::{
    relay::request::Headers,
    relaying::{Answer, Incoming},
};

/// The prefix of the relay's paths.
pub const PREFIX: &str = "/hook/";

/// Answers a request whose path begins with [`PREFIX`].
pub async fn handle(state: &ReceiverState, caller: &Caller, request: Request) -> Response {
    let not_found = || StatusCode::NOT_FOUND.into_response();
    let (settings, now) = (state.settings.get(), (state.clock)());
    // The relay is off: behave as if the route did not exist.
    let Some(expected) = settings
        .relay
        .key
        .as_ref()
        .filter(|_| settings.relay.enabled)
    else {
        return not_found();
    };
    let (key, path) = key_and_path(request.uri().path());
    if !expected.is(key.as_bytes()) {
        return state.auth_failures.refuse(now, not_found);
    }
    if request.method() != Method::POST {
        return problem_response(
            StatusCode::METHOD_NOT_ALLOWED,
            "Webhooks come by POST.",
            &[("allow", "POST")],
        );
    }
    let Some(authorised) = authorise(&settings, request.headers()) else {
        return unauthorised(state, now);
    };
    let Some(_slot) = state.relay.slot() else {
        return problem_response(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many requests are on their way.",
            &[("retry-after", RETRY_AFTER)],
        );
    };
    let _serving = caller.permit.begin_request();
    let path = path.to_owned();
    let (parts, body) = request.into_parts();
    let limit = settings.relay.max_body();
    let body = match timeout(state.limits.request, read_body(body, limit)).await {
        Ok(Ok(Some(body))) => body,
        Ok(Ok(None)) => {
            let detail = format!("A webhook is at most {} MiB.", settings.relay.max_body_mb);
            return closing(StatusCode::PAYLOAD_TOO_LARGE, &detail);
        }
        Ok(Err(_)) => return problem_response(StatusCode::BAD_REQUEST, "The body broke off.", &[]),
        Err(_) => {
            let detail = "The whole request did not come in time.";
            return closing(StatusCode::REQUEST_TIMEOUT, detail);
        }
    };
    let incoming = Incoming {
        method: parts.method.as_str().to_owned(),
        path,
        query: parts.uri.query().map(str::to_owned),
        headers: as_sent(&parts.headers),
        body,
        merchant: authorised.merchant,
        remote_addr: caller.peer.to_string(),
    };
    response(state.relay.take(incoming).await)
}

/// Splits the path into the key and the rest, which keeps its leading slash.
fn key_and_path(path: &str) -> (&str, &str) {
    let rest = path.strip_prefix(PREFIX).unwrap_or_default();
    match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    }
}

fn as_sent(headers: &HeaderMap) -> Headers {
    let headers = headers.iter();
    let headers =
        headers.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()));
    headers.collect()
}

fn closing(status: StatusCode, detail: &str) -> Response {
    problem_response(status, detail, &[("connection", "close")])
}

fn response(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    // The HTTP client has already parsed the status, names and values, so they are valid.
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    for (name, value) in answer.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
