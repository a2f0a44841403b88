//! A target: its name, its destination, and which incidents it receives.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use sha2::{Digest as _, Sha256};

use super::{mail::MailServer, signature::SigningSecret};
use crate::model::{http_url::HttpUrl, quiet_hours::QuietHours, secret::Secret};

/// The minimum length of a part of a URL that counts as a secret, in bytes. A shorter part is an ordinary word.
const MIN_SECRET: usize = 12;

/// The same for a token or a password.
const MIN_TOKEN: usize = 5;

/// The kinds of target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[derive(Serialize, Deserialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// A Slack incoming webhook.
    Slack,
    /// A Teams workflow.
    Teams,
    /// A Discord webhook.
    Discord,
    /// A Telegram bot.
    Telegram,
    /// An ntfy topic.
    Ntfy,
    /// A Gotify application.
    Gotify,
    /// Mail to one or more people.
    Mail,
    /// Any URL: our JSON, signed.
    Url,
    /// A program on this machine: our JSON on standard input.
    Command,
}

impl TargetKind {
    /// Whether it gets our JSON, and not a text for people.
    pub const fn is_program(self) -> bool {
        matches!(self, Self::Url | Self::Command)
    }

    /// The minimum time between two messages.
    pub const fn gap(self) -> Option<Duration> {
        match self {
            Self::Slack | Self::Teams | Self::Discord | Self::Telegram => {
                Some(Duration::from_secs(1))
            }
            // At most sixty mails an hour.
            Self::Mail => Some(Duration::from_secs(60)),
            Self::Ntfy | Self::Gotify | Self::Url | Self::Command => None,
        }
    }
}

/// A target as it is written in the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TargetForm {
    pub name: String,
    pub kind: TargetKind,
    /// The kind's own keys. A command has one line for the program and one for each argument. When a target is read,
    /// secret keys are left out; when it is saved, a key that is left out stays as it is, and an empty one is removed.
    pub values: BTreeMap<String, String>,
    /// A search.
    pub only: String,
    /// The name of a project.
    pub project: String,
    pub hours: String,
    pub quiet_hours: String,
    /// Whether its secrets are in the system's keyring instead of the settings.
    #[serde(default)]
    pub in_keyring: bool,
}

/// A secret that is kept in the keyring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyringSecret {
    /// The key in the settings, such as `url`.
    pub key: &'static str,
    /// The name of the entry in the keyring.
    pub entry: String,
}

/// A destination for incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The user's name for it.
    pub name: String,
    /// With placeholders for what is in the keyring.
    pub destination: Destination,
    /// The secrets that are in the keyring.
    pub keyring: Vec<KeyringSecret>,
    /// A search query that an incident must match. Empty: all do.
    pub only: String,
    /// A project of the settings: only incidents of its merchants. Empty: all.
    pub project: String,
    /// When an incident must begin. `None`: at any time.
    pub hours: Option<QuietHours>,
    /// When to send nothing.
    pub quiet_hours: Option<QuietHours>,
    /// The same as it is written, without secrets.
    pub written: TargetForm,
    /// The keys that hold a secret, here or in the keyring.
    pub secret_keys: Vec<String>,
}

impl Target {
    /// A displayable form of its destination: the host, or the program's name of a command. `None` if only the keyring
    /// knows it.
    pub fn shown(&self) -> Option<String> {
        let is_hidden = self.keyring.iter().any(|secret| secret.key == "url");
        (!is_hidden).then(|| self.destination.shown())
    }
}

/// Where a target sends, with its credentials. URLs are secret: those of Slack, Teams and Discord contain a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// An incoming webhook.
    Slack { url: Secret<HttpUrl> },
    /// A workflow.
    Teams { url: Secret<HttpUrl> },
    /// A webhook.
    Discord { url: Secret<HttpUrl> },
    /// A bot's chat, on Telegram's server or a custom one.
    Telegram {
        url: Secret<HttpUrl>,
        token: Secret,
        chat: String,
    },
    /// A topic, which is the last part of the URL's path.
    Ntfy {
        url: Secret<HttpUrl>,
        token: Option<Secret>,
    },
    /// A server, and the token of an application on it.
    Gotify { url: Secret<HttpUrl>, token: Secret },
    /// Mail through a submission server.
    Mail(MailServer),
    /// Any URL, and the secret that signs the requests.
    Url {
        url: Secret<HttpUrl>,
        secret: Option<SigningSecret>,
    },
    /// A program and its arguments.
    Command { command: Vec<String> },
}

impl Destination {
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

    pub(super) fn url(&self) -> Option<&HttpUrl> {
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

    /// Identifies the place where messages appear, without its secrets. A message can be changed later only while this
    /// stays the same.
    pub fn identity(&self) -> String {
        let chat = match self {
            Self::Telegram { chat, .. } => chat,
            _ => "",
        };
        let url = self.url().map_or("", |url| url.as_str());
        let hash = Sha256::digest(format!("{}\0{url}\0{chat}", self.kind().into_str()));
        let bytes = hash.iter().take(8);
        bytes.map(|byte| format!("{byte:02x}")).collect()
    }

    /// A displayable form: the host, or the program's name of a command.
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

    /// The values to redact.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        if let Some(url) = self.url() {
            let path = url.path().split('/').map(str::to_owned);
            let query = url.query_pairs().map(|(_, value)| value.into_owned());
            secrets.extend(path.chain(query).filter(|part| part.len() >= MIN_SECRET));
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
        // A short one is an ordinary word, and would be redacted everywhere.
        secrets.retain(|secret| secret.len() >= MIN_TOKEN);
        secrets
    }
}
