//! What is sent to a target.

use serde_json::Value;

use super::mail::Mail;
use crate::model::secret::Secret;

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// By HTTP.
    Http(HttpRequest),
    /// By mail.
    Mail(Mail),
    /// To a program's standard input.
    Command {
        /// The program and its arguments.
        command: Vec<String>,
        /// What it reads.
        input: String,
    },
}

/// A request by HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// POST, or PATCH where it changes what was sent before.
    pub method: &'static str,
    /// It may hold a token.
    pub url: Secret<String>,
    /// Names in lower case.
    pub headers: Vec<(&'static str, Secret<String>)>,
    /// The body.
    pub body: String,
}

impl HttpRequest {
    pub(super) fn post_json(url: &str, body: &Value) -> Self {
        Self {
            method: "POST",
            url: Secret::of(url.to_owned()),
            headers: vec![("content-type", Secret::of("application/json".to_owned()))],
            body: body.to_string(),
        }
    }

    pub(super) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, Secret::of(value.into())));
        self
    }
}
