//! The request that is sent to a target.

use serde_json::Value;

use super::mail::Mail;
use crate::model::secret::Secret;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// By HTTP.
    Http(HttpRequest),
    /// By mail.
    Mail(Mail),
    /// To a program's standard input.
    Command {
        command: Vec<String>,
        /// Its standard input.
        input: String,
    },
}

/// An HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// POST, or PATCH to change an earlier message.
    pub method: &'static str,
    /// May contain a token.
    pub url: Secret<String>,
    /// Names in lower case.
    pub headers: Vec<(&'static str, Secret<String>)>,
    pub body: String,
}

impl HttpRequest {
    pub(super) fn post_json(url: &str, body: &Value) -> Self {
        Self::post(url, body.to_string())
    }

    /// The body is JSON already.
    pub(super) fn post(url: &str, body: String) -> Self {
        Self {
            method: "POST",
            url: Secret::of(url.to_owned()),
            headers: vec![("content-type", Secret::of("application/json".to_owned()))],
            body,
        }
    }

    pub(super) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, Secret::of(value.into())));
        self
    }
}
