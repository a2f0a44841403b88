//! The catalogue of settings: each with its name in the file, what it is called, what it does and what it is
//! now. The file, the window and the errors use the same names. Values only.

use serde::Serialize;
use ts_rs::TS;

use super::Settings;
use crate::{
    alert,
    model::{problem::Problem, tunnel::Secret},
};

/// How a setting is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SettingKind {
    /// A line of text.
    Text,
    /// A line of text that is not shown unless asked for.
    Secret,
    /// On or off.
    Switch,
    /// A whole number.
    Number,
    /// One of a few.
    Choice,
}

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Setting {
    /// Its name in `settings.toml`: `alerts.quiet_hours`.
    pub name: String,
    /// The heading it stands under.
    pub group: String,
    /// What it is called.
    pub title: String,
    /// What it does, in a sentence or two.
    pub help: String,
    /// How it is entered.
    pub kind: SettingKind,
    /// What can be chosen; empty unless it is a choice.
    pub choices: Vec<String>,
    /// The value in force, as text: a switch is `true` or `false`.
    pub value: String,
    /// The value where none is set.
    pub default: String,
    /// What a number counts: `days`.
    pub unit: Option<String>,
    /// What an empty or a zero value means; none where it has no meaning of its own.
    pub empty_means: Option<String>,
}

/// All settings, as the window shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SettingsView {
    /// Where the file is.
    pub file: String,
    /// Every setting, in the order of the file.
    pub settings: Vec<Setting>,
    /// What is wrong with the file; the last good settings are in force then.
    pub problem: Option<Problem>,
    /// What alerts do, one sentence a rule.
    pub alert_policy: Vec<String>,
}

/// What the catalogue says of a setting, whatever its value.
struct Entry {
    name: &'static str,
    group: &'static str,
    title: &'static str,
    help: &'static str,
    kind: SettingKind,
    choices: &'static [&'static str],
    default: &'static str,
    unit: Option<&'static str>,
    empty_means: Option<&'static str>,
    value: fn(&Settings) -> String,
}

const CATALOGUE: [Entry; 29] = [
    Entry {
        name: "receiver.key",
        group: "Receiver",
        title: "Key",
        help: "The secret part of the receiver URL. Whoever has it can send reports.",
        kind: SettingKind::Secret,
        choices: &[],
        default: "",
        unit: None,
        empty_means: None,
        value: |settings| settings.key.reveal().to_owned(),
    },
    Entry {
        name: "receiver.listen",
        group: "Receiver",
        title: "Listen on",
        help: "The address and port your tunnel forwards to. Takes effect after a restart.",
        kind: SettingKind::Text,
        choices: &[],
        default: "127.0.0.1:7386",
        unit: None,
        empty_means: None,
        value: |settings| settings.listen.to_string(),
    },
    Entry {
        name: "receiver.bearer_token",
        group: "Receiver",
        title: "Bearer token",
        help: "The token you gave RETM, sent as “Authorization: Bearer …”.",
        kind: SettingKind::Secret,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("optional"),
        value: |settings| {
            settings
                .bearer_token
                .as_ref()
                .map_or_else(String::new, |token| token.reveal().to_owned())
        },
    },
    Entry {
        name: "receiver.public_url",
        group: "Receiver",
        title: "Public URL",
        help: "Your public address, for example https://hooks.example.com.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("the local URL is shown"),
        value: Settings::public_url_text,
    },
    Entry {
        name: "tunnel.kind",
        group: "Tunnel",
        title: "Tunnel",
        help: "The tunnel Missedhook runs. “own_url” only checks your public URL.",
        kind: SettingKind::Choice,
        choices: &[
            "",
            "tailscale",
            "ngrok",
            "ssh",
            "own_url",
            "cloudflared",
            "bore",
        ],
        default: "",
        unit: None,
        empty_means: Some("no tunnel"),
        value: |settings| {
            let kind = settings.tunnel.kind;
            kind.map_or_else(String::new, |kind| kind.word().to_owned())
        },
    },
    Entry {
        name: "tunnel.check_every_seconds",
        group: "Tunnel",
        title: "Check reachability every",
        help: "Also checked when the network changes or the computer wakes.",
        kind: SettingKind::Number,
        choices: &[],
        default: "300",
        unit: Some("seconds"),
        empty_means: None,
        value: |settings| settings.tunnel.check_every.as_secs().to_string(),
    },
    Entry {
        name: "tunnel.ngrok_domain",
        group: "Tunnel",
        title: "ngrok domain",
        help: "Your domain at ngrok, such as abc.ngrok-free.dev.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("the domain ngrok assigns"),
        value: |settings| settings.tunnel.ngrok_domain.clone(),
    },
    Entry {
        name: "tunnel.ssh_destination",
        group: "Tunnel",
        title: "SSH destination",
        help: "For example user@host, or a name from your ssh configuration.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: None,
        value: |settings| settings.tunnel.ssh_destination.clone(),
    },
    Entry {
        name: "tunnel.ssh_port",
        group: "Tunnel",
        title: "SSH remote port",
        help: "Port on the server.",
        kind: SettingKind::Number,
        choices: &[],
        default: "0",
        unit: None,
        empty_means: Some("any free one, where the public URL begins with http://"),
        value: |settings| settings.tunnel.ssh_port.to_string(),
    },
    Entry {
        name: "tunnel.ssh_public_url",
        group: "Tunnel",
        title: "SSH public URL",
        help: "Public URL that forwards to that port.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: None,
        value: |settings| settings.tunnel.ssh_public_url.clone(),
    },
    Entry {
        name: "tunnel.cloudflared_token",
        group: "Tunnel",
        title: "Cloudflare token",
        help: "The token of a tunnel from Cloudflare’s dashboard.",
        kind: SettingKind::Secret,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("a quick tunnel with a new URL at every start"),
        value: |settings| secret(settings.tunnel.cloudflared_token.as_ref()),
    },
    Entry {
        name: "tunnel.cloudflared_hostname",
        group: "Tunnel",
        title: "Cloudflare host name",
        help: "The host name of that tunnel, for example hooks.example.com.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: None,
        value: |settings| settings.tunnel.cloudflared_hostname.clone(),
    },
    Entry {
        name: "tunnel.bore_server",
        group: "Tunnel",
        title: "bore server",
        help: "Its name or address. bore.pub is a public server. Not encrypted.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: None,
        value: |settings| settings.tunnel.bore_server.clone(),
    },
    Entry {
        name: "tunnel.bore_port",
        group: "Tunnel",
        title: "bore port",
        help: "Port on the server.",
        kind: SettingKind::Number,
        choices: &[],
        default: "0",
        unit: None,
        empty_means: Some("any"),
        value: |settings| settings.tunnel.bore_port.to_string(),
    },
    Entry {
        name: "tunnel.bore_secret",
        group: "Tunnel",
        title: "bore secret",
        help: "The secret of the bore server.",
        kind: SettingKind::Secret,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("no secret"),
        value: |settings| secret(settings.tunnel.bore_secret.as_ref()),
    },
    Entry {
        name: "probe.allowed_hosts",
        group: "Probes",
        title: "Allowed hosts",
        help: "Hosts Missedhook may check automatically. Private and local hosts must be listed here.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("public hosts only, when you click"),
        value: |settings| settings.probe.allowed_hosts.to_string(),
    },
    Entry {
        name: "probe.base_url",
        group: "Probes",
        title: "Base URL",
        help: "Added to paths RETM sends without a host, for example https://pos.example.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("bare paths can’t be probed"),
        value: |settings| settings.probe.base_url.clone().unwrap_or_default(),
    },
    Entry {
        name: "probe.resolver",
        group: "Probes",
        title: "Name server",
        help: "DNS server for probes, for example 9.9.9.9 or 127.0.0.1:5353.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("the system’s"),
        value: |settings| {
            settings
                .probe
                .resolver
                .map_or_else(String::new, |at| at.to_string())
        },
    },
    Entry {
        name: "probe.local_ports",
        group: "Probes",
        title: "Local tunnels",
        help: "Hosts served from a local port, for example abc.ngrok-free.dev=3000.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("taken from a running ngrok"),
        value: |settings| settings.probe.local_ports.to_string(),
    },
    Entry {
        name: "probe.every_s",
        group: "Probes",
        title: "Check failing endpoints every",
        help: "Only allowed hosts, until the incident is resolved.",
        kind: SettingKind::Number,
        choices: &[],
        default: "60",
        unit: Some("seconds"),
        empty_means: None,
        value: |settings| settings.probe.every_s.to_string(),
    },
    Entry {
        name: "probe.settle_s",
        group: "Probes",
        title: "Resolve after",
        help: "How long an endpoint must be healthy, with no new report.",
        kind: SettingKind::Number,
        choices: &[],
        default: "60",
        unit: Some("seconds"),
        empty_means: Some("at once"),
        value: |settings| settings.probe.settle_s.to_string(),
    },
    Entry {
        name: "alerts.quiet_hours",
        group: "Alerts",
        title: "Quiet hours",
        help: "No notifications in this time, for example 22:00-07:00. One summary afterwards.",
        kind: SettingKind::Text,
        choices: &[],
        default: "",
        unit: None,
        empty_means: Some("none"),
        value: |settings| settings.quiet_hours_text.clone(),
    },
    Entry {
        name: "alerts.respect_do_not_disturb",
        group: "Alerts",
        title: "Respect Do Not Disturb",
        help: "Hold notifications while Do Not Disturb is on, if the desktop reports it.",
        kind: SettingKind::Switch,
        choices: &[],
        default: "true",
        unit: None,
        empty_means: None,
        value: |settings| settings.respect_do_not_disturb.to_string(),
    },
    Entry {
        name: "incidents.group_ids",
        group: "Incidents",
        title: "Group endpoints by id",
        help: "/orders/1042 and /orders/1043 share one incident, /orders/:id. Applies to new reports.",
        kind: SettingKind::Switch,
        choices: &[],
        default: "true",
        unit: None,
        empty_means: None,
        value: |settings| settings.group_ids.to_string(),
    },
    Entry {
        name: "retention.keep_days",
        group: "History",
        title: "Keep resolved incidents for",
        help: "Deletes resolved incidents after this many days. Open ones are never deleted.",
        kind: SettingKind::Number,
        choices: &[],
        default: "0",
        unit: Some("days"),
        empty_means: Some("forever"),
        value: |settings| settings.keep_days.to_string(),
    },
    Entry {
        name: "retention.max_size_mb",
        group: "History",
        title: "Keep the history within",
        help: "The oldest resolved incidents are deleted first.",
        kind: SettingKind::Number,
        choices: &[],
        default: "1024",
        unit: Some("MB"),
        empty_means: Some("no limit"),
        value: |settings| settings.max_size_mb.to_string(),
    },
    Entry {
        name: "window.theme",
        group: "Window",
        title: "Theme",
        help: "Light, dark, or as the system.",
        kind: SettingKind::Choice,
        choices: &["system", "light", "dark"],
        default: "system",
        unit: None,
        empty_means: None,
        value: |settings| settings.theme.word().to_owned(),
    },
    Entry {
        name: "start.at_login",
        group: "Start",
        title: "Start when I log in",
        help: "Starts in the tray at login so you don't miss reports.",
        kind: SettingKind::Switch,
        choices: &[],
        default: "false",
        unit: None,
        empty_means: None,
        value: |settings| settings.start_at_login.to_string(),
    },
    Entry {
        name: "setup.local_only",
        group: "Start",
        title: "This machine only",
        help: "Only programs on this computer report. No tunnel is needed.",
        kind: SettingKind::Switch,
        choices: &[],
        default: "false",
        unit: None,
        empty_means: None,
        value: |settings| settings.local_only.to_string(),
    },
];

/// A secret in clear, for the person whose it is.
fn secret(secret: Option<&Secret>) -> String {
    secret.map_or_else(String::new, |secret| secret.reveal().to_owned())
}

/// How that setting is entered; none where there is no such setting.
pub(super) fn kind_of(name: &str) -> Option<SettingKind> {
    CATALOGUE
        .iter()
        .find(|entry| entry.name == name)
        .map(|entry| entry.kind)
}

/// All settings with their values.
pub fn view(settings: &Settings, file: String, problem: Option<Problem>) -> SettingsView {
    let setting = |entry: &Entry| Setting {
        name: entry.name.to_owned(),
        group: entry.group.to_owned(),
        title: entry.title.to_owned(),
        help: entry.help.to_owned(),
        kind: entry.kind,
        choices: entry
            .choices
            .iter()
            .map(|&choice| choice.to_owned())
            .collect(),
        value: (entry.value)(settings),
        default: entry.default.to_owned(),
        unit: entry.unit.map(str::to_owned),
        empty_means: entry.empty_means.map(str::to_owned),
    };
    SettingsView {
        file,
        settings: CATALOGUE.iter().map(setting).collect(),
        problem,
        alert_policy: alert::POLICY.iter().map(|&rule| rule.to_owned()).collect(),
    }
}
