//! Secrets of a target that are kept in the system's keyring. The settings then hold `keyring:` and the name of the
//! entry, and a [`placeholder`] takes the secret's place until it is read.

use thiserror::Error;

use super::{
    kind::{Destination, Target, TargetKind},
    signature::SigningSecret,
};
use crate::model::{http_url::HttpUrl, secret::Secret};

/// The prefix before the entry's name.
const PREFIX: &str = "keyring:";
/// The maximum length of an entry's name, in characters.
const MAX_LENGTH: usize = 100;

/// A secret that a target can't use. Does not contain the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WrongSecret {
    #[error("url must begin with https:// or http://")]
    Url,
    #[error("url must end with the topic, like https://ntfy.sh/our-alerts")]
    Topic,
    #[error("secret must be whsec_ and the base64 of 24 to 64 bytes")]
    Signing,
    #[error("it is empty")]
    Empty,
    #[error("a target of this kind has no such secret")]
    Key,
}

/// The entry that a value in the settings refers to. `None` if the value is a secret itself.
pub fn entry(value: &str) -> Option<&str> {
    let entry = value.trim().strip_prefix(PREFIX)?.trim();
    let is_name = (1..=MAX_LENGTH).contains(&entry.chars().count());
    (is_name && !entry.chars().any(char::is_control)).then_some(entry)
}

/// The value in the settings that refers to an entry.
pub fn reference(entry: &str) -> String {
    format!("{PREFIX}{entry}")
}

/// A valid value that takes the place of a secret. Too short to be redacted anywhere.
pub fn placeholder(key: &str) -> &'static str {
    match key {
        "url" => "https://keyring.invalid/-",
        "secret" => "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        _ => "-",
    }
}

impl TargetKind {
    /// The secret that is meant if none is named.
    pub const fn main_secret(self) -> Option<&'static str> {
        match self {
            Self::Slack | Self::Teams | Self::Discord | Self::Ntfy => Some("url"),
            Self::Telegram | Self::Gotify => Some("token"),
            Self::Mail => Some("password"),
            Self::Url => Some("secret"),
            Self::Command => None,
        }
    }
}

impl Target {
    /// The destination with the secrets that `read` has of its entries.
    ///
    /// # Errors
    /// The first error of `read`, or a secret that the target can't use.
    pub fn with_secrets<E: From<WrongSecret>>(
        &self,
        mut read: impl FnMut(&str) -> Result<Secret, E>,
    ) -> Result<Destination, E> {
        let mut destination = self.destination.clone();
        for secret in &self.keyring {
            destination.set_secret(secret.key, read(&secret.entry)?.reveal())?;
        }
        Ok(destination)
    }
}

impl Destination {
    /// A secret in plain text, by its key in the settings.
    pub fn secret(&self, key: &str) -> Option<String> {
        match (key, self) {
            ("url", _) => self.url().map(|url| url.as_str().to_owned()),
            ("token", Self::Telegram { token, .. } | Self::Gotify { token, .. }) => {
                Some(token.reveal().clone())
            }
            ("token", Self::Ntfy { token, .. }) => {
                token.as_ref().map(|token| token.reveal().clone())
            }
            ("password", Self::Mail(server)) => {
                let (_, password) = server.login.as_ref()?;
                Some(password.reveal().clone())
            }
            ("secret", Self::Url { secret, .. }) => {
                secret.as_ref().map(|secret| secret.text().to_owned())
            }
            _ => None,
        }
    }

    /// Sets a secret, by its key in the settings.
    ///
    /// # Errors
    /// It is not valid. Nothing is changed then.
    pub fn set_secret(&mut self, key: &str, text: &str) -> Result<(), WrongSecret> {
        let own = Secret::new(text).ok_or(WrongSecret::Empty)?;
        match (key, self) {
            (
                "url",
                Self::Slack { url }
                | Self::Teams { url }
                | Self::Discord { url }
                | Self::Telegram { url, .. }
                | Self::Gotify { url, .. }
                | Self::Url { url, .. },
            ) => *url = parse_url(text)?,
            ("url", Self::Ntfy { url, .. }) => *url = topic_url(text)?,
            ("token", Self::Telegram { token, .. } | Self::Gotify { token, .. }) => *token = own,
            ("token", Self::Ntfy { token, .. }) => *token = Some(own),
            ("password", Self::Mail(server)) => match &mut server.login {
                Some((_, password)) => *password = own,
                None => return Err(WrongSecret::Key),
            },
            ("secret", Self::Url { secret, .. }) => {
                *secret = Some(SigningSecret::parse(text).ok_or(WrongSecret::Signing)?);
            }
            _ => return Err(WrongSecret::Key),
        }
        Ok(())
    }
}

/// Checks a secret of a kind of target.
///
/// # Errors
/// It is not valid.
pub fn check(kind: TargetKind, key: &str, text: &str) -> Result<(), WrongSecret> {
    Secret::new(text).ok_or(WrongSecret::Empty)?;
    match (key, kind) {
        ("url", TargetKind::Ntfy) => topic_url(text).map(drop),
        ("url", _) => parse_url(text).map(drop),
        ("secret", _) => SigningSecret::parse(text)
            .map(drop)
            .ok_or(WrongSecret::Signing),
        _ => Ok(()),
    }
}

/// The error does not contain the text, which may hold a token.
pub fn parse_url(text: &str) -> Result<Secret<HttpUrl>, WrongSecret> {
    let url = HttpUrl::parse(text.trim());
    url.map(Secret::of).map_err(|_| WrongSecret::Url)
}

/// A URL whose last path segment is the topic.
pub fn topic_url(text: &str) -> Result<Secret<HttpUrl>, WrongSecret> {
    let url = parse_url(text)?;
    match url.reveal().path().trim_end_matches('/') {
        "" => Err(WrongSecret::Topic),
        _ => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_names_an_entry_and_a_secret_does_not() {
        assert_eq!(entry(" keyring:ops "), Some("ops"));
        assert_eq!(entry(&reference("9f3c")), Some("9f3c"));
        for secret in [
            "keyring:",
            "keyring",
            "https://keyring.example/x",
            "",
            "keyring:a\nb",
        ] {
            assert_eq!(entry(secret), None, "{secret}");
        }
    }

    #[test]
    fn a_secret_of_the_keyring_takes_the_place_of_its_placeholder() {
        let mut ntfy = Destination::Ntfy {
            url: parse_url(placeholder("url")).unwrap(),
            token: Secret::new(placeholder("token")),
        };
        assert_eq!(ntfy.secrets(), Vec::<String>::new());
        ntfy.set_secret("url", "https://push.example/our-alerts")
            .unwrap();
        ntfy.set_secret("token", " tk_1234567 ").unwrap();
        assert_eq!(
            ntfy.secret("url").unwrap(),
            "https://push.example/our-alerts"
        );
        assert_eq!(ntfy.secret("token").unwrap(), "tk_1234567");
        assert_eq!(
            ntfy.set_secret("url", "https://push.example"),
            Err(WrongSecret::Topic)
        );
        assert_eq!(ntfy.set_secret("password", "x"), Err(WrongSecret::Key));
        assert_eq!(ntfy.set_secret("token", "  "), Err(WrongSecret::Empty));
        assert_eq!(
            check(TargetKind::Slack, "url", "slack.com"),
            Err(WrongSecret::Url)
        );
        assert_eq!(
            check(TargetKind::Url, "secret", "whsec_x"),
            Err(WrongSecret::Signing)
        );
        assert_eq!(
            check(TargetKind::Url, "secret", placeholder("secret")),
            Ok(())
        );
    }
}
