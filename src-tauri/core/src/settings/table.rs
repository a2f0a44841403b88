//! The table of settings, the single definition of each setting: its name and place in the file, its default and
//! limits, its title and help, and how it gets into [`Settings`] and out again. A new file's text, the window's
//! catalogue, the errors and `docs/settings.md` come from this table.

use std::time::Duration;

use strum::VariantArray as _;

use super::{
    Key, Settings,
    assign::{KEY_WORDS, as_port, hide, hosts, keep, optional, project, required, secret},
    entry::{ANY, Entry, KEY, NUMBER, PORT, SECRET, SWITCH, SettingKind, TEXT, Type},
    probe::{self, DAY_S, EVERY_S, LocalPorts, SETTLE_S},
    relay_entries, summary_entries, team_entries, updates_entries,
    values::public_url,
    window_entries,
};
use crate::{
    model::{moment::Moment, quiet_hours::QuietHours, tunnel::TunnelKind},
    monitor::reachability::policy::EVERY_SECONDS,
};

/// The tables of the file, in order, each with its heading in the window.
pub(super) const TABLES: [(&str, &str); 13] = [
    ("receiver", "Receiver"),
    ("tunnel", "Connection"),
    ("probe", "Checks"),
    ("alerts", "Notifications"),
    ("summary", "Notifications"),
    ("incidents", "History"),
    ("retention", "History"),
    ("relay", "Relay"),
    ("team", "Team"),
    ("window", "Appearance"),
    ("start", "Startup"),
    ("setup", "Connection"),
    ("updates", "Updates"),
];

/// Every setting, in the order of the file and of the window.
pub(super) const SETTINGS: [Entry; 58] = [
    Entry {
        name: KEY,
        comment: "The secret part of the receiver URL: 32 hexadecimal digits. `missedhook url --replace-key` makes a new one.",
        title: "Key",
        help: "Secret part of the receiver URL. Its holder can send reports.",
        value: Type::Text("", |settings, text| {
            required(&mut settings.key, Key::parse(text), KEY_WORDS)
        }),
        get: |settings| settings.key.reveal().to_owned(),
        ..SECRET
    },
    Entry {
        name: "receiver.old_key",
        comment: "The key before it, and until when that is accepted as well; `missedhook url --replace-key --keep-old 24h`\n\
            writes both.",
        help: "The previous key, written when the key is replaced.",
        value: Type::Text("", |settings, text| {
            optional(&mut settings.old_key, text, Key::parse, KEY_WORDS)
        }),
        ..SECRET
    },
    Entry {
        name: "receiver.old_key_until",
        example: "2026-11-24T09:14:00Z",
        help: "Until when the previous key is accepted too.",
        value: Type::Text("", |settings, text| {
            optional(
                &mut settings.old_key_until,
                text,
                Moment::parse,
                "must be a time like \"2026-11-24T09:14:00Z\"",
            )
        }),
        ..TEXT
    },
    Entry {
        name: "receiver.listen",
        comment: "Where the receiver listens.",
        title: "Listen on",
        help: "Where your tunnel forwards to. Takes effect after a restart.",
        value: Type::Text("127.0.0.1:7386", |settings, text| {
            required(
                &mut settings.listen,
                text.parse().ok(),
                "must be an address with a port, like \"127.0.0.1:7386\"",
            )
        }),
        get: |settings| settings.listen.to_string(),
        ..TEXT
    },
    Entry {
        name: "receiver.bearer_token",
        comment: "The token that RETM sends as `Authorization: Bearer …`, if you gave it one. Optional.",
        title: "Bearer token",
        help: "RETM sends it as “Authorization: Bearer …”.",
        value: Type::Text("", |settings, text| hide(&mut settings.bearer_token, text)),
        empty_means: Some("no token is needed"),
        get: |settings| secret(settings.bearer_token.as_ref()),
        ..SECRET
    },
    Entry {
        name: "receiver.allow_no_token",
        comment: "Whether a request without a token is taken where tokens are set, here or as [[merchant]].",
        title: "Accept requests without a token",
        help: "A wrong token is refused all the same.",
        value: Type::Switch(false, |settings, on| settings.allow_no_token = on),
        get: |settings| settings.allow_no_token.to_string(),
        ..SWITCH
    },
    Entry {
        name: "receiver.project",
        comment: "The [[project]] of what comes by this key without the token of a merchant that has one.",
        title: "Project",
        help: "The project of reports without a merchant's token, such as staging.",
        value: Type::Text("", |settings, text| project(&mut settings.project, text)),
        empty_means: Some("none"),
        get: |settings| settings.project.clone().unwrap_or_default(),
        ..TEXT
    },
    Entry {
        name: "receiver.public_url",
        comment: "Your own public address, e.g. \"https://abc.example\". The receiver URL is shown with it.",
        title: "Public URL",
        help: "Your public address, for example https://hooks.example.com.",
        value: Type::Text("", |settings, text| {
            (settings.public_url, settings.public_url_refused) = public_url(text);
            Ok(())
        }),
        empty_means: Some("the local URL is shown"),
        get: Settings::public_url_text,
        ..TEXT
    },
    Entry {
        name: "tunnel.kind",
        comment: "The tunnel that Missedhook runs: \"tailscale\", \"ngrok\", \"ssh\", \"cloudflared\", \"bore\"; \"own_url\" runs none and\n\
            only checks public_url. Off when empty.",
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
        value: Type::Text("", |settings, text| {
            let kinds: Vec<_> = TunnelKind::VARIANTS
                .iter()
                .map(TunnelKind::into_str)
                .collect();
            let words = format!("must be empty or one of {}", kinds.join(", "));
            optional(
                &mut settings.tunnel.kind,
                text,
                |text| text.parse().ok(),
                &words,
            )
        }),
        empty_means: Some("no tunnel"),
        get: |settings| {
            let kind = settings.tunnel.kind;
            kind.map_or_else(String::new, |kind| kind.into_str().to_owned())
        },
        ..TEXT
    },
    Entry {
        name: "tunnel.check_every_seconds",
        comment: "How often, in seconds, it is checked that RETM can reach you: 10 or more.",
        title: "Check reachability every",
        help: "Also checked when the network changes or the computer wakes.",
        value: Type::Number(
            EVERY_SECONDS,
            (MIN_CHECK_SECONDS, u32::MAX),
            |settings, seconds| {
                settings.tunnel.check_every = Duration::from_secs(seconds.into());
            },
        ),
        unit: Some("seconds"),
        get: |settings| settings.tunnel.check_every.as_secs().to_string(),
        ..NUMBER
    },
    Entry {
        name: "tunnel.ngrok_domain",
        comment: "Your ngrok domain, e.g. \"abc.ngrok-free.dev\". Empty: whichever ngrok gives.",
        title: "ngrok domain",
        help: "Your domain at ngrok, such as abc.ngrok-free.dev.",
        value: Type::Text("", |settings, text| {
            keep(&mut settings.tunnel.ngrok_domain, text)
        }),
        empty_means: Some("the domain ngrok assigns"),
        get: |settings| settings.tunnel.ngrok_domain.clone(),
        ..TEXT
    },
    Entry {
        name: "tunnel.ssh_destination",
        comment: "Where ssh goes, the port that opens there, and the URL that leads to that port.",
        title: "SSH destination",
        help: "For example user@host, or a name from your ssh configuration.",
        value: Type::Text("", |settings, text| {
            keep(&mut settings.tunnel.ssh_destination, text)
        }),
        get: |settings| settings.tunnel.ssh_destination.clone(),
        ..TEXT
    },
    Entry {
        name: "tunnel.ssh_port",
        title: "SSH remote port",
        help: "Port on the server.",
        value: Type::Number(0, PORT, |settings, port| {
            settings.tunnel.ssh_port = as_port(port)
        }),
        empty_means: Some("any free one, where the public URL begins with http://"),
        get: |settings| settings.tunnel.ssh_port.to_string(),
        ..NUMBER
    },
    Entry {
        name: "tunnel.ssh_public_url",
        title: "SSH public URL",
        help: "Public URL that forwards to that port.",
        value: Type::Text("", |settings, text| {
            keep(&mut settings.tunnel.ssh_public_url, text)
        }),
        get: |settings| settings.tunnel.ssh_public_url.clone(),
        ..TEXT
    },
    Entry {
        name: "tunnel.cloudflared_token",
        comment: "The token of a tunnel made in Cloudflare's dashboard, and its host name. Empty: a quick tunnel without an account.",
        title: "Cloudflare token",
        help: "The token of a tunnel from Cloudflare’s dashboard.",
        value: Type::Text("", |settings, text| {
            hide(&mut settings.tunnel.cloudflared_token, text)
        }),
        empty_means: Some("a quick tunnel with a new URL at every start"),
        get: |settings| secret(settings.tunnel.cloudflared_token.as_ref()),
        ..SECRET
    },
    Entry {
        name: "tunnel.cloudflared_hostname",
        title: "Cloudflare host name",
        help: "The host name of that tunnel, for example hooks.example.com.",
        value: Type::Text("", |settings, text| {
            keep(&mut settings.tunnel.cloudflared_hostname, text)
        }),
        get: |settings| settings.tunnel.cloudflared_hostname.clone(),
        ..TEXT
    },
    Entry {
        name: "tunnel.bore_server",
        comment: "The bore server, the port on it (0: any), and its secret.",
        title: "bore server",
        help: "Its name or address. bore.pub is a public server. Not encrypted.",
        value: Type::Text("", |settings, text| {
            keep(&mut settings.tunnel.bore_server, text)
        }),
        get: |settings| settings.tunnel.bore_server.clone(),
        ..TEXT
    },
    Entry {
        name: "tunnel.bore_port",
        title: "bore port",
        help: "Port on the server.",
        value: Type::Number(0, PORT, |settings, port| {
            settings.tunnel.bore_port = as_port(port)
        }),
        empty_means: Some("any"),
        get: |settings| settings.tunnel.bore_port.to_string(),
        ..NUMBER
    },
    Entry {
        name: "tunnel.bore_secret",
        title: "bore secret",
        help: "The secret of the bore server.",
        value: Type::Text("", |settings, text| {
            hide(&mut settings.tunnel.bore_secret, text)
        }),
        empty_means: Some("no secret"),
        get: |settings| secret(settings.tunnel.bore_secret.as_ref()),
        ..SECRET
    },
    Entry {
        name: "probe.allowed_hosts",
        comment: "The hosts that Missedhook may ask by itself, and within a private network or on this machine, by exact name:\n\
            \"pos.example, localhost\". A public one is checked at your click without being listed.",
        title: "Allowed hosts",
        help: "Hosts checked automatically. Private and local hosts must be listed.",
        value: Type::Text("", |settings, text| {
            hosts(&mut settings.probe.allowed_hosts, text)
        }),
        empty_means: Some("public hosts only, when you click"),
        get: |settings| settings.probe.allowed_hosts.to_string(),
        ..TEXT
    },
    Entry {
        name: "probe.base_url",
        comment: "What RETM's bare paths are joined to, e.g. \"https://pos.example\".",
        title: "Base URL",
        help: "Added to paths RETM sends without a host, for example https://pos.example.",
        value: Type::Text("", |settings, text| {
            optional(
                &mut settings.probe.base_url,
                text,
                probe::base_url,
                "must be an http or https URL, like \"https://abc.example\"",
            )
        }),
        empty_means: Some("bare paths can’t be probed"),
        get: |settings| settings.probe.base_url.clone().unwrap_or_default(),
        ..TEXT
    },
    Entry {
        name: "probe.resolver",
        comment: "The name server to use: \"9.9.9.9\" or \"127.0.0.1:5353\". Empty: the system's.",
        title: "Name server",
        help: "DNS server for probes, for example 9.9.9.9 or 127.0.0.1:5353.",
        value: Type::Text("", |settings, text| {
            optional(
                &mut settings.probe.resolver,
                text,
                probe::name_server,
                "must be an address, like \"9.9.9.9\" or \"127.0.0.1:5353\"",
            )
        }),
        empty_means: Some("the system’s"),
        get: |settings| {
            settings
                .probe
                .resolver
                .map_or_else(String::new, |at| at.to_string())
        },
        ..TEXT
    },
    Entry {
        name: "probe.local_ports",
        comment: "The hosts that a tunnel serves from a port of this machine: \"abc.ngrok-free.dev=3000\".",
        title: "Local tunnels",
        help: "Hosts served from a local port, for example abc.ngrok-free.dev=3000.",
        value: Type::Text("", |settings, text| {
            required(
                &mut settings.probe.local_ports,
                LocalPorts::parse(text),
                "must be hosts with a port each, like \"abc.example=3000\"",
            )
        }),
        empty_means: Some("taken from a running ngrok"),
        get: |settings| settings.probe.local_ports.to_string(),
        ..TEXT
    },
    Entry {
        name: "probe.every_s",
        comment: "How often, in seconds, the endpoint of an unresolved incident is checked, where its host is allowed.",
        title: "Check failing endpoints every",
        help: "Only allowed hosts, until the incident is resolved.",
        value: Type::Number(EVERY_S, (10, DAY_S), |settings, seconds| {
            settings.probe.every_s = seconds;
        }),
        unit: Some("seconds"),
        get: |settings| settings.probe.every_s.to_string(),
        ..NUMBER
    },
    Entry {
        name: "probe.settle_s",
        comment: "For how many seconds an endpoint must be well, without a new report, until its incident counts as recovered. Up to\n\
            every_s, that is seen within two intervals; more takes one interval and settle_s.",
        title: "Resolve after",
        help: "How long an endpoint must be healthy, with no new report.",
        value: Type::Number(SETTLE_S, (0, DAY_S), |settings, seconds| {
            settings.probe.settle_s = seconds;
        }),
        unit: Some("seconds"),
        empty_means: Some("at once"),
        get: |settings| settings.probe.settle_s.to_string(),
        ..NUMBER
    },
    Entry {
        name: "alerts.quiet_hours",
        comment: "When alerts wait, e.g. \"22:00-07:00\" or \"sat-thu 22:00-07:00\"; they come as one digest at the end.",
        title: "Quiet hours",
        help: "No notifications in this time. You get one summary afterwards.",
        value: Type::Text("", |settings, text| {
            let wrong = "must be two times, like \"22:00-07:00\" or \"sat-thu 22:00-07:00\"";
            text.clone_into(&mut settings.quiet_hours_text);
            optional(&mut settings.quiet_hours, text, QuietHours::parse, wrong)
        }),
        empty_means: Some("none"),
        get: |settings| settings.quiet_hours_text.clone(),
        ..TEXT
    },
    Entry {
        name: "alerts.respect_do_not_disturb",
        comment: "Whether alerts wait while the desktop says do not disturb.",
        title: "Respect Do Not Disturb",
        help: "Hold notifications while Do Not Disturb is on.",
        value: Type::Switch(true, |settings, on| {
            settings.respect_do_not_disturb = on;
        }),
        get: |settings| settings.respect_do_not_disturb.to_string(),
        ..SWITCH
    },
    summary_entries::WEEKLY,
    summary_entries::DAY,
    summary_entries::AT,
    summary_entries::WEEK_BEGINS,
    Entry {
        name: "incidents.group_ids",
        comment: "Whether endpoints that differ only in an id share an incident: /orders/1042 and /orders/1043 at /orders/:id.",
        title: "Group endpoints by id",
        help: "/orders/1042 and /orders/1043 share one incident, /orders/:id. Applies to new reports.",
        value: Type::Switch(true, |settings, on| settings.group_ids = on),
        get: |settings| settings.group_ids.to_string(),
        ..SWITCH
    },
    Entry {
        name: "retention.keep_days",
        comment: "For how many days a resolved incident is kept after the last that happened to it. 0: for ever.",
        title: "Keep resolved incidents for",
        help: "Deletes resolved incidents after this many days. Open ones are never deleted.",
        value: Type::Number(0, ANY, |settings, days| settings.keep_days = days),
        unit: Some("days"),
        empty_means: Some("forever"),
        get: |settings| settings.keep_days.to_string(),
        ..NUMBER
    },
    Entry {
        name: "retention.max_size_mb",
        comment: "How many megabytes the history may take; beyond that the oldest resolved incidents go. 0: no limit.",
        title: "Keep the history within",
        help: "The oldest resolved incidents are deleted first.",
        // Enough for over a million reports.
        value: Type::Number(1024, ANY, |settings, megabytes| {
            settings.max_size_mb = megabytes;
        }),
        unit: Some("MB"),
        empty_means: Some("no limit"),
        get: |settings| settings.max_size_mb.to_string(),
        ..NUMBER
    },
    relay_entries::ENABLED,
    relay_entries::KEY,
    relay_entries::PROJECT,
    relay_entries::TARGET,
    relay_entries::ANSWER_WITHIN_MS,
    relay_entries::ALLOWED_HOSTS,
    relay_entries::MAX_BODY_MB,
    relay_entries::KEEP_DAYS,
    relay_entries::MAX_SIZE_MB,
    team_entries::URL,
    team_entries::NAME,
    team_entries::KEEP_DAYS,
    window_entries::THEME,
    window_entries::LANGUAGE,
    window_entries::DIGITS,
    window_entries::CALENDAR,
    window_entries::TIME_ZONE,
    window_entries::HOURS,
    window_entries::DENSITY,
    Entry {
        name: "start.at_login",
        comment: "Whether Missedhook starts in the tray when you log in.",
        title: "Start when I log in",
        help: "Starts in the tray at login so you don't miss reports.",
        value: Type::Switch(false, |settings, on| settings.start_at_login = on),
        get: |settings| settings.start_at_login.to_string(),
        ..SWITCH
    },
    Entry {
        name: "setup.local_only",
        comment: "Whether this machine is enough: RETM need not reach it, and nothing asks for a tunnel.",
        title: "This machine only",
        help: "Only programs on this computer report. No tunnel is needed.",
        value: Type::Switch(false, |settings, on| settings.local_only = on),
        get: |settings| settings.local_only.to_string(),
        ..SWITCH
    },
    updates_entries::CHECK,
    updates_entries::URL,
    updates_entries::KEY,
];

/// The shortest time between two reachability checks, in seconds: one check may take that long.
const MIN_CHECK_SECONDS: u32 = 10;
