//! The document behind the settings: `settings.toml` as text, read into values by pure functions. What is wrong
//! is told by the name of the setting and its line. Touches no file.

use std::net::{Ipv4Addr, SocketAddr};

use toml_edit::{DocumentMut, Item, value};

use super::{
    BearerToken, DEFAULT_PORT, Key, RefusedUrl, Settings,
    catalogue::SettingKind,
    item::{InvalidSetting, line_of, number_at, switch_at, text_at},
    monitors, probe, tunnel,
};
use crate::model::quiet_hours::QuietHours;
use crate::{
    model::{moment::Moment, public_url::PublicUrl},
    platform::network,
    status::Theme,
};

/// How large the history may grow where nobody says otherwise: over a million reports.
const DEFAULT_MAX_SIZE_MB: u32 = 1024;

/// The name of the key.
pub(super) const KEY: &str = "receiver.key";

/// How the file begins when the program makes it.
pub(super) const NEW_FILE: &str = "\
# Missedhook's settings. A change is taken over at once; of `listen`, at the next start.

[receiver]
# The secret part of the receiver URL: 32 hexadecimal digits. `missedhook url --replace-key` makes a new one.
key = \"\"
# The key before it, and until when that is accepted as well; `missedhook url --replace-key --keep-old 24h`
# writes both.
# old_key = \"\"
# old_key_until = \"2026-11-24T09:14:00Z\"
# Where the receiver listens.
# listen = \"127.0.0.1:7386\"
# The token that RETM sends as `Authorization: Bearer …`, if you gave it one. Empty: none is asked for.
# bearer_token = \"\"
# Where your own way in begins, e.g. \"https://abc.example\". The receiver URL is shown with it.
# public_url = \"\"

[tunnel]
# The tunnel that Missedhook runs: \"tailscale\", \"ngrok\", \"ssh\", \"cloudflared\", \"bore\"; \"own_url\" runs none and
# proves public_url. Empty: none.
# kind = \"\"
# How many seconds after a proof that RETM can reach you the next is made: 10 or more.
# check_every_seconds = 300
# Your ngrok domain, e.g. \"abc.ngrok-free.dev\". Empty: whichever ngrok gives.
# ngrok_domain = \"\"
# Where ssh goes, the port that opens there, and the URL that leads to that port.
# ssh_destination = \"\"
# ssh_port = 0
# ssh_public_url = \"\"
# The token of a tunnel made in Cloudflare's dashboard, and its host name. Empty: a quick tunnel without an account.
# cloudflared_token = \"\"
# cloudflared_hostname = \"\"
# The bore server, the port that opens there (0: any), and what it asks for.
# bore_server = \"\"
# bore_port = 0
# bore_secret = \"\"

[probe]
# The hosts that Missedhook may ask by itself, and within a private network or on this machine, by exact name:
# \"pos.example, localhost\". A public one is asked at your click without standing here.
# allowed_hosts = \"\"
# What RETM's bare paths are joined to, e.g. \"https://pos.example\".
# base_url = \"\"
# The name server that is asked: \"9.9.9.9\" or \"127.0.0.1:5353\". Empty: the system's.
# resolver = \"\"
# The hosts that a tunnel serves from a port of this machine: \"abc.ngrok-free.dev=3000\".
# local_ports = \"\"
# How often, in seconds, the endpoint of an unresolved incident is asked by itself, where its host is allowed.
# every_s = 60
# For how many seconds an endpoint must be well, without a new report, until its incident counts as recovered. Up to
# every_s, that is seen within two intervals; more takes one interval and settle_s.
# settle_s = 60

[alerts]
# When alerts wait, e.g. \"22:00-07:00\"; they come as one digest at the end.
# quiet_hours = \"\"
# Whether alerts wait while the desktop says do not disturb.
# respect_do_not_disturb = true

[retention]
# For how many days a resolved incident is kept after the last that happened to it. 0: for ever.
# keep_days = 0
# How many megabytes the history may take; beyond that the oldest resolved incidents go. 0: no limit.
# max_size_mb = 1024

[window]
# \"system\", \"light\" or \"dark\".
# theme = \"system\"

[start]
# Whether Missedhook starts in the tray when you log in.
# at_login = false

[setup]
# Whether this machine is enough: RETM need not reach it, and nothing asks for a tunnel.
# local_only = false

# What is checked regularly; one [[monitor]] an endpoint.
# [[monitor]]
# url = \"https://pos-bridge.example.com/retm/orders\"
# How often, in seconds: 30 to 86400.
# interval_s = 300
# The expected statuses, e.g. \"200-299,405\". Empty: 2xx, and 405 to HEAD where GET gets 2xx.
# expected = \"\"
# How long one check may take, in seconds: 1 to 60.
# timeout_s = 10
# How many failures in a row until it counts as down: 1 to 10.
# failures = 3
# false: it rests and keeps its history.
# on = true
";

/// The document, or the line and what is wrong there.
pub(super) fn parse(text: &str) -> Result<DocumentMut, (usize, String)> {
    let document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        let at = e.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.as_bytes()[..at]
            .iter()
            .filter(|b| **b == b'\n')
            .count()
            + 1;
        (line, e.message().replace('\n', ", "))
    })?;
    for table in [
        "receiver",
        "tunnel",
        "probe",
        "alerts",
        "retention",
        "window",
        "start",
        "setup",
    ] {
        if document
            .get(table)
            .is_some_and(|item| !item.is_table_like())
        {
            let wrong = format!("{table} must be a table: [{table}]");
            return Err((line_of(text, table), wrong));
        }
    }
    Ok(document)
}

pub(super) fn from_document(document: &DocumentMut) -> Result<Settings, InvalidSetting> {
    let wrong = |name, what: &str| InvalidSetting::new(name, what);
    let key = text_at(document, "receiver", "key")?.unwrap_or_default();
    let key = Key::parse(&key).ok_or_else(|| wrong("key", "key must be 32 hexadecimal digits"))?;
    let (old_key, old_key_until) = old_key(document)?;
    let listen = match text_at(document, "receiver", "listen")? {
        None => SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT)),
        Some(text) => text.parse().map_err(|_| {
            wrong(
                "listen",
                "listen must be an address with a port, like \"127.0.0.1:7386\"",
            )
        })?,
    };
    let bearer_token = text_at(document, "receiver", "bearer_token")?
        .as_deref()
        .and_then(BearerToken::new);
    let (public_url, public_url_refused) = public_url(document)?;
    let quiet_hours_text = text_at(document, "alerts", "quiet_hours")?.unwrap_or_default();
    let quiet_hours = match &*quiet_hours_text {
        "" => None,
        text => Some(QuietHours::parse(text).ok_or_else(|| {
            wrong(
                "quiet_hours",
                "quiet_hours must be two times of the day, like \"22:00-07:00\"",
            )
        })?),
    };
    let theme = match text_at(document, "window", "theme")? {
        None => Theme::System,
        Some(word) => Theme::from_word(&word)
            .ok_or_else(|| wrong("theme", "theme must be \"system\", \"light\" or \"dark\""))?,
    };
    Ok(Settings {
        key,
        old_key,
        old_key_until,
        bearer_token,
        listen,
        public_url,
        public_url_refused,
        tunnel: tunnel::read(document)?,
        probe: probe::read(document)?,
        monitors: monitors::read(document)?,
        quiet_hours,
        quiet_hours_text,
        respect_do_not_disturb: switch_at(document, "alerts", "respect_do_not_disturb", true)?,
        theme,
        start_at_login: switch_at(document, "start", "at_login", false)?,
        local_only: switch_at(document, "setup", "local_only", false)?,
        keep_days: number_at(document, "retention", "keep_days", 0)?,
        max_size_mb: number_at(document, "retention", "max_size_mb", DEFAULT_MAX_SIZE_MB)?,
    })
}

fn old_key(document: &DocumentMut) -> Result<(Option<Key>, Option<Moment>), InvalidSetting> {
    let read = |name| text_at(document, "receiver", name).map(Option::unwrap_or_default);
    let wrong = |name, what: &str| InvalidSetting::new(name, what);
    let key = match &*read("old_key")? {
        "" => None,
        text => Some(
            Key::parse(text)
                .ok_or_else(|| wrong("old_key", "old_key must be 32 hexadecimal digits"))?,
        ),
    };
    let until = match &*read("old_key_until")? {
        "" => None,
        text => Some(Moment::parse(text).ok_or_else(|| {
            wrong(
                "old_key_until",
                "old_key_until must be a time like \"2026-11-24T09:14:00Z\"",
            )
        })?),
    };
    Ok((key, until))
}

/// The public URL, or why what is there is none. One that is refused is no reason not to start.
fn public_url(
    document: &DocumentMut,
) -> Result<(Option<PublicUrl>, Option<RefusedUrl>), InvalidSetting> {
    let text = text_at(document, "receiver", "public_url")?.unwrap_or_default();
    let text = text.trim();
    if text.is_empty() {
        return Ok((None, None));
    }
    let read = PublicUrl::parse(text).map_err(|error| error.to_string());
    let read = read.and_then(|url| match network::url_on_internet(&url) {
        Ok(()) => Ok(url),
        Err(error) => Err(error.to_string()),
    });
    Ok(match read {
        Ok(url) => (Some(url), None),
        Err(why) => {
            let text = text.to_owned();
            (None, Some(RefusedUrl { text, why }))
        }
    })
}

/// Whether anything stands where the key does; what is no key is found by [`from_document`].
pub(super) fn has_key(document: &DocumentMut) -> bool {
    match text_at(document, "receiver", "key") {
        Ok(key) => key.is_some_and(|key| !key.trim().is_empty()),
        Err(_) => true,
    }
}

/// Puts a key in.
pub(super) fn set_key(document: &mut DocumentMut, key: &Key) {
    document["receiver"]["key"] = value(key.reveal());
}

/// Puts what was entered in where a setting has its place: `alerts.quiet_hours`; nothing takes the line away.
pub(super) fn put(document: &mut DocumentMut, name: &str, kind: SettingKind, text: &str) {
    let Some((table, key)) = name.split_once('.') else {
        return;
    };
    if text.is_empty() {
        if let Some(table) = document.get_mut(table).and_then(Item::as_table_like_mut) {
            table.remove(key);
        }
    } else {
        if document.get(table).is_none() {
            document[table] = toml_edit::table();
        }
        document[table][key] = as_item(kind, text);
    }
}

/// What was entered, as the file has it. What is no such value stays text, and is refused as that.
fn as_item(kind: SettingKind, text: &str) -> Item {
    match (kind, text.parse::<bool>(), text.parse::<i64>()) {
        (SettingKind::Switch, Ok(on), _) => value(on),
        (SettingKind::Number, _, Ok(number)) => value(number),
        _ => value(text),
    }
}
