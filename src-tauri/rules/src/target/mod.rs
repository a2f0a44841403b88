//! Targets: where incidents are passed on to. What is told ([`message`]), when and what of it together ([`pacing`]), and
//! how a target's format has it: one file a kind. Pure; the core sends.

mod kind;
pub mod message;
pub mod pacing;
mod signature;
mod url;

use serde_json::Value;

pub use kind::{Destination, Target, TargetKind};
pub use message::Message;
pub use signature::SigningSecret;

use crate::model::{moment::Moment, secret::Secret};

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// By HTTP.
    Http(HttpRequest),
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
    fn post_json(url: &str, body: &Value) -> Self {
        Self {
            method: "POST",
            url: Secret::of(url.to_owned()),
            headers: vec![("content-type", Secret::of("application/json".to_owned()))],
            body: body.to_string(),
        }
    }

    fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, Secret::of(value.into())));
        self
    }
}

/// The request that tells a message to a destination.
pub fn render(
    destination: &Destination,
    message: &Message,
    _earlier: Option<&str>,
    sent_at: Moment,
) -> Request {
    match destination {
        Destination::Url { url, secret } => {
            Request::Http(self::url::render(url, secret.as_ref(), message, sent_at))
        }
        Destination::Command { command } => Request::Command {
            command: command.clone(),
            input: message.json.to_string(),
        },
        _ => Request::Http(HttpRequest::post_json("", &Value::Null)),
    }
}
