//! A target as the window has it: the form of its settings, without secrets, and a row with how it is doing.

use serde::Serialize;
use ts_rs::TS;

use super::kind::{TargetForm, TargetKind};
use crate::{
    locale::Locale,
    model::{moment::Moment, translate::translate},
};

/// A test message of the user's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TargetTest {
    /// When it was sent.
    pub at: Moment,
    /// Whether it appeared, as the user said. `None`: not said yet.
    pub appeared: Option<bool>,
}

/// A target and how it is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TargetRow {
    pub form: TargetForm,
    /// The host, or the program's name of a command; `None` if only the keyring knows it.
    pub host: Option<String>,
    /// The keys that hold a secret now, in the settings or in the keyring.
    pub secret_keys: Vec<String>,
    /// How many changes wait.
    #[ts(type = "number")]
    pub waiting: i64,
    /// Why the latest attempt failed; `None` if it succeeded.
    pub problem: Option<String>,
    pub failing_since: Option<Moment>,
    pub retry_at: Option<Moment>,
    /// When something last got there.
    pub sent_at: Option<Moment>,
    pub test: Option<TargetTest>,
}

impl TargetRow {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let problem = self.problem.map(|why| translate(locale, &why));
        Self { problem, ..self }
    }
}

impl TargetKind {
    /// The keys in the settings that this kind has besides those that all have.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Slack | Self::Teams | Self::Discord => &["url"],
            Self::Telegram => &["token", "chat", "url"],
            Self::Ntfy | Self::Gotify => &["url", "token"],
            Self::Mail => &["server", "tls", "user", "password", "from", "to"],
            Self::Url => &["url", "secret"],
            Self::Command => &["command"],
        }
    }
}

/// Every key that some kind has.
pub const KEYS: [&str; 11] = [
    "url", "token", "chat", "secret", "command", "server", "tls", "user", "password", "from", "to",
];

/// Whether the value of a key is not shown. URLs are secret: those of Slack, Teams and Discord contain a token.
pub fn is_secret(key: &str) -> bool {
    matches!(key, "url" | "token" | "secret" | "password")
}
