//! One HTTP request to a target, bounded in time and size. Never follows a redirect, which would send the token to
//! somebody else. Blocks.

use std::time::Duration;

use ureq::{
    Agent,
    http::{HeaderMap, Method, Request},
};

use crate::{
    model::{http_url::HttpUrl, moment::Moment},
    monitoring::prober::http_client::no_answer,
    platform::proxy::Route,
    share::target::HttpRequest,
};

/// The time limit of one request.
const LIMIT: Duration = Duration::from_secs(10);
/// The maximum size of an answer, in bytes.
const MAX_ANSWER: u64 = 64 * 1024;

/// A target's answer.
pub struct Answer {
    pub status: u16,
    pub body: String,
    /// How long the target wants no requests.
    pub retry_after: Option<Duration>,
}

/// Sends a request; any status is an answer.
///
/// # Errors
/// Why there was no answer.
pub fn send(request: &HttpRequest, now: Moment) -> Result<Answer, String> {
    let url = request.url.reveal();
    let parsed = HttpUrl::parse(url).map_err(|error| error.to_string())?;
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(LIMIT))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(Route::UserProxy.proxy(&parsed))
        .build()
        .into();
    let method = Method::from_bytes(request.method.as_bytes()).unwrap_or(Method::POST);
    let mut builder = Request::builder().method(method).uri(url).header(
        "user-agent",
        concat!("missedhook/", env!("CARGO_PKG_VERSION")),
    );
    for (name, value) in &request.headers {
        builder = builder.header(*name, value.reveal());
    }
    let request = builder
        .body(request.body.clone())
        .map_err(|error| error.to_string())?;
    let mut answer = agent
        .run(request)
        .map_err(|error| no_answer(error, LIMIT))?;
    let retry_after = retry_after(answer.headers(), now);
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(MAX_ANSWER);
    Ok(Answer {
        status,
        retry_after,
        body: body.lossy_utf8(true).read_to_string().unwrap_or_default(),
    })
}

/// `Retry-After` as seconds or as a date.
fn retry_after(headers: &HeaderMap, now: Moment) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    let at = Moment::from_millis(date.timestamp().as_millisecond());
    Some(at.since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let now = Moment::parse("2026-11-28T09:00:00Z").unwrap();
        for (text, seconds) in [
            ("7", Some(7.0)),
            ("0.25", Some(0.25)),
            ("Sat, 28 Nov 2026 09:01:00 GMT", Some(60.0)),
            ("Sat, 28 Nov 2026 08:00:00 GMT", Some(0.0)),
            ("-1", None),
            ("soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", text.parse().unwrap());
            let read = retry_after(&headers, now).map(|after| after.as_secs_f64());
            assert_eq!(read, seconds, "{text}");
        }
    }
}
