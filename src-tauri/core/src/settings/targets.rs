//! The targets in the settings: one `[[target]]` each. A missing key that a kind needs is an error; so is a key that it
//! does not use, because it would have no effect.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use strum::VariantArray as _;
use toml_edit::{DocumentMut, Item, Table};
use url::Host;

use super::item::InvalidSetting;
use crate::{
    history::search::Query,
    model::{
        http_url::{HttpUrl, is_loopback_host},
        moment::Moment,
        quiet_hours::QuietHours,
        secret::Secret,
    },
    share::target::{
        Destination, KEYS, KeyringSecret, MailServer, MailTls, SigningSecret, Target, TargetForm,
        TargetKind, is_secret,
        keyring::{self, WrongSecret},
    },
};

pub(super) const NAME: &str = "target";
/// The maximum number of targets.
const MAX_COUNT: usize = 50;
/// The maximum length of a name, in characters.
const MAX_LENGTH: usize = 60;
/// Telegram's own server.
const TELEGRAM: &str = "https://api.telegram.org";

pub(super) fn read(document: &DocumentMut) -> Result<Vec<Target>, InvalidSetting> {
    let tables = match document.get(NAME) {
        None | Some(Item::None) => return Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(_) => {
            let what = "each target must be a table of its own: [[target]], in two brackets";
            return Err(InvalidSetting::new(NAME, what));
        }
    };
    if tables.len() > MAX_COUNT {
        let what = format!("at most {MAX_COUNT} targets are kept");
        return Err(InvalidSetting::new(NAME, what));
    }
    let mut targets: Vec<Target> = Vec::new();
    for (nth, table) in tables.iter().enumerate() {
        let here = |wrong| InvalidSetting {
            within: Some((NAME, nth)),
            ..wrong
        };
        let target = target(table).map_err(here)?;
        if targets.iter().any(|other| other.name == target.name) {
            let what = format!("name “{}” is there already", target.name);
            return Err(here(InvalidSetting::new("name", what)));
        }
        targets.push(target);
    }
    Ok(targets)
}

fn target(table: &Table) -> Result<Target, InvalidSetting> {
    let name = text(table, "name")?;
    if !(1..=MAX_LENGTH).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        let what = format!("name must be 1 to {MAX_LENGTH} characters on one line");
        return Err(InvalidSetting::new("name", what));
    }
    let kind: TargetKind = text(table, "kind")?.parse().map_err(|_| {
        let words: Vec<_> = TargetKind::VARIANTS
            .iter()
            .map(TargetKind::into_str)
            .collect();
        InvalidSetting::new("kind", format!("kind must be one of {}", words.join(", ")))
    })?;
    Ok(Target {
        name: name.to_owned(),
        destination: destination(table, kind)?,
        keyring: in_keyring(table),
        only: only(table)?,
        project: text(table, "project")?.to_owned(),
        hours: hours(table, "hours")?,
        quiet_hours: hours(table, "quiet_hours")?,
        written: written(table, name, kind)?,
        secret_keys: secret_keys(table),
    })
}

fn hours(table: &Table, key: &'static str) -> Result<Option<QuietHours>, InvalidSetting> {
    match text(table, key)? {
        "" => Ok(None),
        hours => QuietHours::parse(hours).map(Some).ok_or_else(|| {
            let what = format!("{key} must be like 22:00-07:00 or sat-thu 22:00-07:00");
            InvalidSetting::new(key, what)
        }),
    }
}

/// A target as it is written, without secrets.
fn written(table: &Table, name: &str, kind: TargetKind) -> Result<TargetForm, InvalidSetting> {
    let mut values = BTreeMap::new();
    for key in kind.keys().iter().filter(|key| !is_secret(key)) {
        let text = match kind {
            TargetKind::Command => command(table)?.join("\n"),
            _ => text(table, key)?.to_owned(),
        };
        if !text.is_empty() {
            values.insert((*key).to_owned(), text);
        }
    }
    let own = |key| text(table, key).map(str::to_owned);
    Ok(TargetForm {
        name: name.to_owned(),
        kind,
        values,
        only: own("only")?,
        project: own("project")?,
        hours: own("hours")?,
        quiet_hours: own("quiet_hours")?,
        in_keyring: !in_keyring(table).is_empty(),
    })
}

/// The secrets that are in the keyring.
fn in_keyring(table: &Table) -> Vec<KeyringSecret> {
    let found = KEYS
        .into_iter()
        .filter(|key| is_secret(key))
        .filter_map(|key| {
            let entry = keyring::entry(table.get(key)?.as_str()?)?.to_owned();
            Some(KeyringSecret { key, entry })
        });
    found.collect()
}

fn secret_keys(table: &Table) -> Vec<String> {
    let is_there = |key: &&str| {
        let text = table.get(key).and_then(Item::as_str).unwrap_or_default();
        is_secret(key) && !text.trim().is_empty()
    };
    let keys = KEYS.into_iter().filter(is_there);
    keys.map(str::to_owned).collect()
}

/// A valid search query. An invalid one would send too much or nothing.
fn only(table: &Table) -> Result<String, InvalidSetting> {
    let only = text(table, "only")?;
    let query = Query::read(only, Moment::from_millis(0), &TimeZone::UTC);
    let wrong = query.tokens.iter().find_map(|token| {
        let problem = token.problem.as_ref()?;
        Some(format!("only: {}: {problem}", token.text))
    });
    match wrong {
        Some(what) => Err(InvalidSetting::new("only", what.trim_end_matches('.'))),
        None => Ok(only.to_owned()),
    }
}

fn destination(table: &Table, kind: TargetKind) -> Result<Destination, InvalidSetting> {
    if let Some(other) = KEYS
        .into_iter()
        .find(|name| table.contains_key(name) && !kind.keys().contains(name))
    {
        let what = format!(
            "{other} has no meaning for a target of the kind {}",
            kind.into_str()
        );
        return Err(InvalidSetting::new(other, what));
    }
    Ok(match kind {
        TargetKind::Slack => Destination::Slack { url: url(table)? },
        TargetKind::Teams => Destination::Teams { url: url(table)? },
        TargetKind::Discord => Destination::Discord { url: url(table)? },
        TargetKind::Telegram => Destination::Telegram {
            url: match text(table, "url")? {
                "" => own_url(TELEGRAM)?,
                own => own_url(own)?,
            },
            token: required(table, "token", "the token of the bot")?,
            chat: required(table, "chat", "the number of the chat, or @channel")?
                .reveal()
                .clone(),
        },
        TargetKind::Ntfy => Destination::Ntfy {
            url: topic_url(table)?,
            token: Secret::new(text(table, "token")?),
        },
        TargetKind::Gotify => Destination::Gotify {
            url: url(table)?,
            token: required(table, "token", "the token of the application")?,
        },
        TargetKind::Mail => Destination::Mail(mail_server(table)?),
        TargetKind::Url => Destination::Url {
            url: url(table)?,
            secret: secret(table)?,
        },
        TargetKind::Command => Destination::Command {
            command: command(table)?,
        },
    })
}

/// The text of a key; a placeholder if the keyring has it.
fn text<'a>(table: &'a Table, name: &'static str) -> Result<&'a str, InvalidSetting> {
    let Some(item) = table.get(name) else {
        return Ok("");
    };
    let text = item
        .as_str()
        .map(str::trim)
        .ok_or_else(|| InvalidSetting::new(name, format!("{name} must be text in quotes")))?;
    Ok(match keyring::entry(text) {
        Some(_) if is_secret(name) => keyring::placeholder(name),
        _ => text,
    })
}

fn required(table: &Table, name: &'static str, what: &str) -> Result<Secret, InvalidSetting> {
    Secret::new(text(table, name)?)
        .ok_or_else(|| InvalidSetting::new(name, format!("{name} is missing: {what}")))
}

fn url(table: &Table) -> Result<Secret<HttpUrl>, InvalidSetting> {
    match text(table, "url")? {
        "" => {
            let what = "url is missing: where the target is, like https://hooks.example.com/…";
            Err(InvalidSetting::new("url", what))
        }
        text => own_url(text),
    }
}

fn own_url(text: &str) -> Result<Secret<HttpUrl>, InvalidSetting> {
    keyring::parse_url(text).map_err(|wrong| InvalidSetting::new("url", wrong.to_string()))
}

fn topic_url(table: &Table) -> Result<Secret<HttpUrl>, InvalidSetting> {
    let url = url(table)?;
    keyring::topic_url(url.reveal().as_str())
        .map_err(|wrong| InvalidSetting::new("url", wrong.to_string()))
}

fn secret(table: &Table) -> Result<Option<SigningSecret>, InvalidSetting> {
    match text(table, "secret")? {
        "" => Ok(None),
        text => SigningSecret::parse(text)
            .map(Some)
            .ok_or_else(|| InvalidSetting::new("secret", WrongSecret::Signing.to_string())),
    }
}

/// The mail server, sender and recipient. A password is sent unencrypted only to this machine.
fn mail_server(table: &Table) -> Result<MailServer, InvalidSetting> {
    let (host, port) = server(text(table, "server")?).ok_or_else(|| {
        let what = "server must be the name and the port, like smtp.example.com:587";
        InvalidSetting::new("server", what)
    })?;
    let tls = match text(table, "tls")? {
        "" => MailTls::default(),
        word => word.parse().map_err(|_| {
            InvalidSetting::new("tls", "tls must be \"starttls\", \"tls\" or \"none\"")
        })?,
    };
    let login = match (text(table, "user")?, Secret::new(text(table, "password")?)) {
        ("", None) => None,
        ("", Some(_)) => return Err(InvalidSetting::new("user", "user is missing")),
        (user, password) => Some((
            user.to_owned(),
            password.ok_or_else(|| InvalidSetting::new("password", "password is missing"))?,
        )),
    };
    let is_here = Host::parse(&host).is_ok_and(|host| is_loopback_host(&host));
    if login.is_some() && tls == MailTls::None && !is_here {
        let what = "tls must be \"starttls\" or \"tls\" where there is a password";
        return Err(InvalidSetting::new("tls", what));
    }
    let to: Vec<_> = text(table, "to")?
        .split(',')
        .map(|to| to.trim().to_owned())
        .collect();
    let from = text(table, "from")?.to_owned();
    for (name, address) in to.iter().map(|to| ("to", to)).chain([("from", &from)]) {
        if !address.contains('@') || address.chars().any(char::is_control) {
            let what = format!("{name} must be an address of mail, like ops@example.com");
            return Err(InvalidSetting::new(name, what));
        }
    }
    Ok(MailServer {
        host,
        port,
        tls,
        login,
        from,
        to,
    })
}

/// Parses `smtp.example.com:587`.
fn server(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let host = host.trim_matches(['[', ']']);
    (!host.is_empty()).then_some((host.to_owned(), port.parse().ok()?))
}

/// A program and its arguments, as separate texts: no shell parses them.
fn command(table: &Table) -> Result<Vec<String>, InvalidSetting> {
    let parts = table.get("command").and_then(Item::as_array);
    let parts = parts.and_then(|parts| {
        let texts = parts.iter().map(|part| part.as_str().map(str::to_owned));
        texts.collect::<Option<Vec<_>>>()
    });
    parts
        .filter(|parts| parts.first().is_some_and(|program| !program.is_empty()))
        .ok_or_else(|| {
            let what = "command must be a list of the program and its arguments, like [\"notify-team\", \"--quiet\"]";
            InvalidSetting::new("command", what)
        })
}

#[cfg(test)]
mod tests {
    use crate::{settings::document::settings_of, share::target::TargetKind};

    #[test]
    fn every_kind_is_read_with_its_own_keys() {
        let settings = settings_of(
            r#"
[[target]]
name = "a"
kind = "slack"
url = "https://hooks.slack.com/services/T00/B00/not-a-real-secret"
only = "host:example.com is:open"
quiet_hours = "22:00-07:00"
[[target]]
name = "b"
kind = "teams"
url = "https://prod.example.logic.azure.com/workflows/1"
[[target]]
name = "c"
kind = "discord"
url = "https://discord.com/api/webhooks/1/xyz"
[[target]]
name = "d"
kind = "telegram"
token = "123:abc"
chat = "-100"
[[target]]
name = "e"
kind = "ntfy"
url = "https://ntfy.sh/topic"
[[target]]
name = "f"
kind = "gotify"
url = "https://gotify.example"
token = "t"
[[target]]
name = "g"
kind = "url"
url = "http://127.0.0.1:9/x"
secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
[[target]]
name = "h"
kind = "command"
command = ["/usr/bin/apprise", "-b"]
[[target]]
name = "i"
kind = "mail"
server = "smtp.example:587"
user = "u"
password = "passw0rd"
from = "Missedhook <alerts@pos.example>"
to = "ops@pos.example, dev@pos.example"
"#,
        )
        .unwrap();
        let kinds: Vec<_> = settings
            .targets
            .iter()
            .map(|target| target.destination.kind())
            .collect();
        assert_eq!(
            kinds,
            [
                TargetKind::Slack,
                TargetKind::Teams,
                TargetKind::Discord,
                TargetKind::Telegram,
                TargetKind::Ntfy,
                TargetKind::Gotify,
                TargetKind::Url,
                TargetKind::Command,
                TargetKind::Mail
            ]
        );
        let shown: Vec<_> = settings
            .targets
            .iter()
            .map(|target| target.destination.shown())
            .collect();
        assert_eq!(shown[0], "hooks.slack.com");
        assert_eq!((&*shown[3], &*shown[7]), ("api.telegram.org", "apprise"));
        assert!(!format!("{settings:?}").contains("not-a-real"));
        let secrets: Vec<_> = settings.secrets().map(str::to_owned).collect();
        for secret in [
            "passw0rd",
            "not-a-real-secret",
            "123:abc",
            "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
        ] {
            assert!(secrets.iter().any(|known| known == secret), "{secret}");
        }
    }

    #[test]
    fn what_the_keyring_has_is_no_secret_of_the_settings() {
        let settings = settings_of(
            "[[target]]\nname = \"a\"\nkind = \"telegram\"\ntoken = \"keyring:bot\"\nchat = \"1\"\n",
        )
        .unwrap();
        let target = &settings.targets[0];
        assert_eq!(
            (target.keyring[0].key, &*target.keyring[0].entry),
            ("token", "bot")
        );
        assert!(target.written.in_keyring);
        assert_eq!(target.secret_keys, ["token"]);
        assert!(settings.secrets().all(|secret| !secret.contains("bot")));
        assert_eq!(target.shown().as_deref(), Some("api.telegram.org"));
    }

    #[test]
    fn what_is_wrong_with_a_target_is_said_without_its_secrets() {
        for (lines, said) in [
            ("kind = \"url\"", "name must be"),
            ("name = \"a\"", "kind must be one of slack, teams"),
            ("name = \"a\"\nkind = \"pigeon\"", "kind must be one of"),
            ("name = \"a\"\nkind = \"url\"", "url is missing"),
            (
                "name = \"a\"\nkind = \"url\"\nurl = \"ftp://s3cret\"",
                "https://",
            ),
            (
                "name = \"a\"\nkind = \"url\"\nurl = \"https://a.example\"\nsecret = \"s3cret\"",
                "whsec_",
            ),
            (
                "name = \"a\"\nkind = \"slack\"\nurl = \"https://a.example\"\ntoken = \"s3cret\"",
                "token has no meaning",
            ),
            (
                "name = \"a\"\nkind = \"mail\"\nserver = \"smtp.example:25\"\ntls = \"none\"\nuser = \"u\"\npassword = \"s3cret\"",
                "tls must be",
            ),
            ("name = \"a\"\nkind = \"mail\"", "server must be"),
            (
                "name = \"a\"\nkind = \"ntfy\"\nurl = \"https://ntfy.sh/\"",
                "topic",
            ),
            (
                "name = \"a\"\nkind = \"telegram\"\nchat = \"1\"",
                "token is missing",
            ),
            (
                "name = \"a\"\nkind = \"command\"\ncommand = \"ls\"",
                "a list",
            ),
            (
                "name = \"a\"\nkind = \"command\"\ncommand = [\"ls\"]\nonly = \"code:x\"",
                "only: code:x",
            ),
            (
                "name = \"a\"\nkind = \"command\"\ncommand = [\"ls\"]\nquiet_hours = \"late\"",
                "quiet_hours",
            ),
        ] {
            let wrong = settings_of(&format!("[[target]]\n{lines}\n")).unwrap_err();
            assert!(wrong.contains(said), "{lines}: {wrong}");
            assert!(!wrong.contains("s3cret"), "{wrong}");
        }
        let twice = "[[target]]\nname = \"a\"\nkind = \"command\"\ncommand = [\"ls\"]\n".repeat(2);
        assert!(settings_of(&twice).unwrap_err().contains("already"));
        assert!(
            settings_of("target = 1\n")
                .unwrap_err()
                .contains("[[target]]")
        );
    }
}
