//! Targets: destinations to which incidents are forwarded. [`message`] has the content, [`pacing`] the timing and the
//! digests, and one file per kind the target's format. Pure; the core sends.

mod discord;
mod escape;
mod form;
mod gotify;
mod hours;
pub mod keyring;
mod kind;
mod mail;
pub mod message;
mod ntfy;
pub mod pacing;
mod rename;
mod request;
mod signature;
mod slack;
mod teams;
mod telegram;
mod url;

use std::time::Duration;

use serde_json::Value;

pub use form::{KEYS, TargetRow, TargetTest, is_secret};
pub use hours::is_in_hours;
pub use keyring::WrongSecret;
pub use kind::{Destination, KeyringSecret, Target, TargetForm, TargetKind};
pub use mail::{Mail, MailServer, MailTls};
pub use message::Message;
pub use rename::renamed;
pub use request::{HttpRequest, Request};
pub use signature::SigningSecret;

use crate::model::moment::Moment;

/// The request that sends a message to a destination. It replaces the message `earlier` if the target supports that.
pub fn render(
    destination: &Destination,
    message: &Message,
    earlier: Option<&str>,
    sent_at: Moment,
) -> Request {
    Request::Http(match destination {
        Destination::Slack { url } => slack::render(url, message),
        Destination::Teams { url } => teams::render(url, message),
        Destination::Discord { url } => discord::render(url, message, earlier),
        Destination::Telegram { url, token, chat } => {
            telegram::render(url, (token, chat), message, earlier)
        }
        Destination::Ntfy { url, token } => ntfy::render(url, token.as_ref(), message),
        Destination::Gotify { url, token } => gotify::render(url, token, message),
        Destination::Url { url, secret } => {
            self::url::render(url, secret.as_ref(), message, sent_at)
        }
        Destination::Mail(server) => return Request::Mail(mail::render(server, message)),
        Destination::Command { command } => {
            return Request::Command {
                command: command.clone(),
                input: message.json.clone(),
            };
        }
    })
}

impl TargetKind {
    /// The target's ID for the message, from its answer, if the message can be changed later.
    pub fn reference(self, answer: &str) -> Option<String> {
        let answer: Value = serde_json::from_str(answer).ok()?;
        match self {
            Self::Discord => discord::reference(&answer),
            Self::Telegram => telegram::reference(&answer),
            _ => None,
        }
    }

    /// How long the target asks us to wait: Discord at the top level, Telegram among parameters.
    pub fn retry_after(self, answer: &str) -> Option<Duration> {
        let answer: Value = serde_json::from_str(answer).ok()?;
        let seconds = match self {
            Self::Discord => answer["retry_after"].as_f64(),
            Self::Telegram => answer["parameters"]["retry_after"].as_f64(),
            _ => None,
        };
        Duration::try_from_secs_f64(seconds?).ok()
    }
}

#[cfg(test)]
mod tests;
