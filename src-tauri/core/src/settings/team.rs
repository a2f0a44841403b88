//! The settings of the team as values: the server's URL, and this machine's name.

use std::{fmt, path::PathBuf};

// tokio-postgres: PostgreSQL's protocol, asynchronous; kept since 2014.
use tokio_postgres::{Config, config::SslMode};
use url::Url;

use crate::{model::secret::Secret, share::team::MAX_NAME};

/// A valid `postgres://` URL. It holds a password, and does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl {
    text: Secret,
    config: Config,
    /// A file with the certificates to trust instead of the system's.
    pub roots: Option<PathBuf>,
    host: String,
    secrets: Vec<Secret>,
}

impl ServerUrl {
    /// Parses a URL.
    ///
    /// # Errors
    /// What it must be, without any part of the URL.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = "must be like \"postgres://user:password@host/database\"";
        let mut url = Url::parse(text).map_err(|_| form.to_owned())?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if !matches!(url.scheme(), "postgres" | "postgresql") || host.is_empty() {
            return Err(form.to_owned());
        }
        let mut roots = None;
        let mut is_verified = false;
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        url.set_query(None);
        for (name, value) in pairs {
            match (&*name, &*value) {
                // The certificate is always verified: these two are `require`.
                ("sslmode", "verify-ca" | "verify-full") => is_verified = true,
                ("sslrootcert", "system") => {}
                ("sslrootcert", path) => roots = Some(PathBuf::from(path)),
                _ => drop(url.query_pairs_mut().append_pair(&name, &value)),
            }
        }
        let mut config: Config = url
            .as_str()
            .parse()
            .map_err(|_| format!("{form}, and has a parameter that is not known"))?;
        if is_verified {
            config.ssl_mode(SslMode::Require);
        }
        let whole = Secret::of(text.to_owned());
        let raw = url.password().and_then(Secret::new);
        let plain = config
            .get_password()
            .map(|password| String::from_utf8_lossy(password));
        let plain = plain.and_then(|password| Secret::new(&password));
        Ok(Self {
            secrets: [Some(whole.clone()), raw, plain]
                .into_iter()
                .flatten()
                .collect(),
            text: whole,
            config,
            roots,
            host,
        })
    }

    /// The URL as it was entered, for its owner.
    pub fn reveal(&self) -> &str {
        self.text.reveal()
    }

    /// What must not be shown anywhere.
    pub fn secrets(&self) -> &[Secret] {
        &self.secrets
    }

    /// The server's host.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// How to connect to it, without the certificates.
    pub fn config(&self) -> Config {
        self.config.clone()
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Where incidents are shared, and under which name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamSettings {
    /// The server; `None`: there is no team.
    pub url: Option<ServerUrl>,
    /// What colleagues call this machine; `None`: its user and host.
    pub name: Option<String>,
    /// For how many days the server keeps what nobody has changed; 0: forever.
    pub keep_days: u32,
}

impl TeamSettings {
    /// What colleagues call this machine; `None` without a team.
    pub fn name_in_team(&self) -> Option<String> {
        self.url.as_ref().map(|_| self.shown_name())
    }

    /// What colleagues call this machine.
    pub fn shown_name(&self) -> String {
        self.name.clone().unwrap_or_else(own_name)
    }
}

/// Parses a name as entered. An error text follows the setting's name.
pub(super) fn machine_name(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let is_short = text.chars().count() <= MAX_NAME;
    match is_short && !text.contains(|c: char| c.is_control() || c == '/') {
        true => Ok(Some(text.to_owned())),
        false => Err(format!(
            "must be 1 to {MAX_NAME} characters on one line, without a slash"
        )),
    }
}

/// What this machine is called if the settings don't say: `user@host`.
fn own_name() -> String {
    // whoami: which user and host this is, on each system; tokio-postgres brings it.
    let user = whoami::username().unwrap_or_default();
    let host = whoami::hostname().unwrap_or_default();
    let name: String = format!("{user}@{host}")
        .chars()
        .filter(|c| !c.is_control() && *c != '/')
        .take(MAX_NAME)
        .collect();
    name.trim_matches('@').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_as_other_programs_of_postgresql_read_it() {
        let read = |text: &str| ServerUrl::parse(text).unwrap();
        let url = read("postgres://me:p%40ss-w0rd@db.example:5433/team?sslmode=verify-full");
        assert_eq!(url.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(url.config.get_ports(), [5433]);
        assert_eq!(url.host(), "db.example");
        assert!(!format!("{url:?}").contains("db.example"));
        let secrets: Vec<_> = url
            .secrets()
            .iter()
            .map(|secret| &**secret.reveal())
            .collect();
        assert!(secrets.contains(&"p@ss-w0rd") && secrets.contains(&"p%40ss-w0rd"));
        let modes = |mode: &str| {
            read(&format!("postgresql://h/d?sslmode={mode}"))
                .config
                .get_ssl_mode()
        };
        assert_eq!(modes("disable"), SslMode::Disable);
        assert_eq!(modes("require"), SslMode::Require);
        assert_eq!(
            read("postgres://h/d").config.get_ssl_mode(),
            SslMode::Prefer
        );
        let own = read("postgres://h/d?sslrootcert=/etc/ca.pem&application_name=x");
        assert_eq!(own.roots, Some(PathBuf::from("/etc/ca.pem")));
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_without_it() {
        for wrong in [
            "s3cret",
            "mysql://s3cret@h/d",
            "postgres:///s3cret",
            "postgres://s3cret@h/d?sslmode=x",
        ] {
            let said = ServerUrl::parse(wrong).unwrap_err();
            assert!(
                said.contains("postgres://user:password@host") && !said.contains("s3cret"),
                "{said}"
            );
        }
    }

    #[test]
    fn this_machine_has_a_name() {
        let name = own_name();
        assert!((1..=MAX_NAME).contains(&name.chars().count()), "{name}");
    }
}
