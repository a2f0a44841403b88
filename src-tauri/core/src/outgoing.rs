//! Our own requests: "send test report", and the two that `simulate` makes in RETM's name. Bounded in time;
//! redirects are not followed. Blocks: not for async code.

use std::time::Duration;

// ureq: a small blocking client with rustls; our requests are few, and no part of the receiving road.
use ureq::{Agent, http::StatusCode};

use url::Url;

use crate::{proxy::Route, settings::BearerToken};

/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Up to 64 KiB of the body, as text.
    pub body: String,
}

impl Answer {
    /// Whether the status is a 2xx.
    pub fn is_success(&self) -> bool {
        StatusCode::from_u16(self.status).is_ok_and(|status| status.is_success())
    }
}

/// POSTs JSON. Any status is an answer; an error is what kept an answer from coming.
///
/// # Errors
/// The transport's own words.
pub fn post(
    url: &str,
    route: Route,
    token: Option<&BearerToken>,
    headers: &[(&str, &str)],
    body: &serde_json::Value,
) -> Result<Answer, String> {
    let parsed = Url::parse(url).map_err(|error| error.to_string())?;
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(route.proxy(&parsed))
        .build()
        .into();
    let mut request = agent
        .post(url)
        .header("content-type", "application/json")
        .header(
            "user-agent",
            concat!("missedhook/", env!("CARGO_PKG_VERSION")),
        );
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {}", token.reveal()));
    }
    let mut response = request
        .send(body.to_string())
        .map_err(|error| error.to_string())?;
    let status = response.status().as_u16();
    let body = response
        .body_mut()
        .with_config()
        .limit(64 * 1024)
        .lossy_utf8(true)
        .read_to_string()
        .unwrap_or_default();
    Ok(Answer { status, body })
}
