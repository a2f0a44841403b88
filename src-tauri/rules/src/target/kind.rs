//! What a target is: its name, where it leads, and what it wants to hear.

use std::time::Duration;

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{mail::MailServer, signature::SigningSecret};
use crate::model::{http_url::HttpUrl, quiet_hours::QuietHours, secret::Secret};

/// The shortest part of a URL that is taken for a secret, in bytes: a shorter one is a word.
const SHORTEST_SECRET: usize = 12;

/// The same of a token or a password.
const SHORTEST_TOKEN: usize = 5;

/// The kinds of target.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// An incoming webhook of Slack.
    Slack,
    /// A workflow of Teams.
    Teams,
    /// A webhook of Discord.
    Discord,
    /// A bot of Telegram.
    Telegram,
    /// A topic of ntfy.
    Ntfy,
    /// An application of Gotify.
    Gotify,
    /// Mail to some people.
    Mail,
    /// Any URL: our JSON, signed.
    Url,
    /// A program on this machine: our JSON on its standard input.
    Command,
}

impl TargetKind {
    /// How long it wants between two messages.
    pub const fn gap(self) -> Option<Duration> {
        match self {
            Self::Slack | Self::Teams | Self::Discord | Self::Telegram => {
                Some(Duration::from_secs(1))
            }
            // So that no more than sixty come in an hour.
            Self::Mail => Some(Duration::from_secs(60)),
            Self::Ntfy | Self::Gotify | Self::Url | Self::Command => None,
        }
    }
}

/// Where incidents are passed on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What the person calls it.
    pub name: String,
    /// Where it leads.
    pub destination: Destination,
    /// A search query that an incident must match; empty: each does.
    pub only: String,
    /// When nothing is sent.
    pub quiet_hours: Option<QuietHours>,
}

/// Where a target leads, with what lets us in there. URLs are secret: those of Slack, Teams and Discord hold a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// An incoming webhook.
    Slack { url: Secret<HttpUrl> },
    /// A workflow.
    Teams { url: Secret<HttpUrl> },
    /// A webhook.
    Discord { url: Secret<HttpUrl> },
    /// A chat of a bot, at the server of Telegram or at one's own.
    Telegram {
        url: Secret<HttpUrl>,
        token: Secret,
        chat: String,
    },
    /// A topic: the last part of the URL's path.
    Ntfy {
        url: Secret<HttpUrl>,
        token: Option<Secret>,
    },
    /// A server, and the token of an application there.
    Gotify { url: Secret<HttpUrl>, token: Secret },
    /// Mail by a server for submission.
    Mail(MailServer),
    /// Any URL, and the secret that requests are signed with.
    Url {
        url: Secret<HttpUrl>,
        secret: Option<SigningSecret>,
    },
    /// A program and its arguments.
    Command { command: Vec<String> },
}

impl Destination {
    /// Its kind.
    pub const fn kind(&self) -> TargetKind {
        match self {
            Self::Slack { .. } => TargetKind::Slack,
            Self::Teams { .. } => TargetKind::Teams,
            Self::Discord { .. } => TargetKind::Discord,
            Self::Telegram { .. } => TargetKind::Telegram,
            Self::Ntfy { .. } => TargetKind::Ntfy,
            Self::Gotify { .. } => TargetKind::Gotify,
            Self::Mail(_) => TargetKind::Mail,
            Self::Url { .. } => TargetKind::Url,
            Self::Command { .. } => TargetKind::Command,
        }
    }

    fn url(&self) -> Option<&HttpUrl> {
        match self {
            Self::Slack { url }
            | Self::Teams { url }
            | Self::Discord { url }
            | Self::Telegram { url, .. }
            | Self::Ntfy { url, .. }
            | Self::Gotify { url, .. }
            | Self::Url { url, .. } => Some(url.reveal()),
            Self::Mail(_) | Self::Command { .. } => None,
        }
    }

    /// Where it leads, as may be shown: a host; of a command, the program's name.
    pub fn shown(&self) -> String {
        match self {
            Self::Command { command } => {
                let program = command.first().map_or("", String::as_str);
                program.rsplit(['/', '\\']).next().unwrap_or("").to_owned()
            }
            Self::Mail(server) => server.host.clone(),
            _ => {
                let host = self.url().and_then(|url| url.host_str());
                host.unwrap_or_default().to_owned()
            }
        }
    }

    /// What must not be shown, for redaction.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        if let Some(url) = self.url() {
            let path = url.path().split('/').map(str::to_owned);
            let query = url.query_pairs().map(|(_, value)| value.into_owned());
            secrets.extend(
                path.chain(query)
                    .filter(|part| part.len() >= SHORTEST_SECRET),
            );
            secrets.extend(url.password().map(str::to_owned));
        }
        match self {
            Self::Mail(MailServer {
                login: Some((_, password)),
                ..
            }) => secrets.push(password.reveal().clone()),
            Self::Telegram { token, .. }
            | Self::Gotify { token, .. }
            | Self::Ntfy {
                token: Some(token), ..
            } => secrets.push(token.reveal().clone()),
            Self::Url {
                secret: Some(secret),
                ..
            } => secrets.push(secret.text().to_owned()),
            _ => {}
        }
        // What is short is a word, and would be taken out of every text.
        secrets.retain(|secret| secret.len() >= SHORTEST_TOKEN);
        secrets
    }
}
