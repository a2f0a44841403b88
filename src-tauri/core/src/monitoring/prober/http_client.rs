//! The small blocking HTTP client for our own requests: test reports, `simulate`, doctor's check of the receiver, and
//! the file that names the newest version. Limited in time; follows no redirects. Not for async code.

use std::{net::SocketAddr, time::Duration};

// ureq: a small blocking client with rustls; our requests are few, and none is part of receiving reports.
use ureq::{
    Agent, Body,
    http::{Response, StatusCode},
};

use url::Url;

use crate::{
    model::{duration, http_url::HttpUrl, secret::Secret},
    platform::proxy::Route,
};

/// The time limit of one request.
pub const TIMEOUT: Duration = Duration::from_secs(10);

const USER_AGENT: &str = concat!("missedhook/", env!("CARGO_PKG_VERSION"));

/// The time limit of our own receiver.
const RECEIVER_TIMEOUT: Duration = Duration::from_secs(5);

/// The response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Up to 64 KiB of the body, as text.
    pub body: String,
}

impl Answer {
    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        StatusCode::from_u16(self.status).is_ok_and(|status| status.is_success())
    }
}

/// The status that our own receiver returns to a client without its key.
///
/// # Errors
/// The transport's error: the receiver does not answer.
pub fn ask_receiver(address: SocketAddr) -> Result<u16, String> {
    let url = format!("http://{address}/");
    let parsed = HttpUrl::parse(&url).map_err(|error| error.to_string())?;
    agent(&parsed, Route::Direct, RECEIVER_TIMEOUT)
        .get(&url)
        .call()
        .map(|response| response.status().as_u16())
        .map_err(|error| no_answer(error, RECEIVER_TIMEOUT))
}

/// Why a request with that time limit got no answer.
pub fn no_answer(error: ureq::Error, limit: Duration) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("timeout after {}", duration::took(limit)),
        ureq::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

fn agent(url: &Url, route: Route, limit: Duration) -> Agent {
    Agent::config_builder()
        .timeout_global(Some(limit))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(route.proxy(url))
        .build()
        .into()
}

/// GETs up to 64 KiB. Any status is an answer; an error means that there was none.
///
/// # Errors
/// The transport's error.
pub fn get(url: &HttpUrl, route: Route) -> Result<Answer, String> {
    let response = agent(url, route, TIMEOUT)
        .get(url.as_str())
        .header("user-agent", USER_AGENT)
        .call();
    Ok(answer(response.map_err(|error| no_answer(error, TIMEOUT))?))
}

/// POSTs JSON. Any status is an answer; an error means that there was none.
///
/// # Errors
/// The transport's error.
pub fn post(
    url: &str,
    route: Route,
    token: Option<&Secret>,
    headers: &[(&str, &str)],
    body: &serde_json::Value,
) -> Result<Answer, String> {
    post_within(TIMEOUT, (url, route), token, headers, body)
}

/// Like [`post`], with a time limit.
///
/// # Errors
/// The transport's error.
pub fn post_within(
    limit: Duration,
    (url, route): (&str, Route),
    token: Option<&Secret>,
    headers: &[(&str, &str)],
    body: &serde_json::Value,
) -> Result<Answer, String> {
    let parsed = HttpUrl::parse(url).map_err(|error| error.to_string())?;
    let mut request = agent(&parsed, route, limit)
        .post(parsed.as_str())
        .header("content-type", "application/json")
        .header("user-agent", USER_AGENT);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {}", token.reveal()));
    }
    let response = request
        .send(body.to_string())
        .map_err(|error| no_answer(error, limit))?;
    Ok(answer(response))
}

fn answer(mut response: Response<Body>) -> Answer {
    let status = response.status().as_u16();
    let body = response
        .body_mut()
        .with_config()
        .limit(64 * 1024)
        .lossy_utf8(true)
        .read_to_string()
        .unwrap_or_default();
    Answer { status, body }
}
