//! The rows of the relay's settings, which `table.rs` includes.

use std::time::Duration;

use super::{
    Key,
    assign::{KEY_WORDS, hosts, optional, project, secret},
    entry::{ANY, Entry, NUMBER, SECRET, SWITCH, TEXT, Type},
    relay,
};

pub(super) const ENABLED: Entry = Entry {
    name: "relay.enabled",
    comment: "Whether the relay takes RETM's ordinary webhooks and hands them on to your integration.",
    title: "Relay webhooks",
    help: "Keeps RETM's webhooks and hands them on to your integration.",
    value: Type::Switch(false, |settings, on| settings.relay.enabled = on),
    get: |settings| settings.relay.enabled.to_string(),
    ..SWITCH
};

pub(super) const KEY: Entry = Entry {
    name: "relay.key",
    comment: "The secret part of the relay's URL: 32 hexadecimal digits. Made when the relay is first switched on;\n\
        `missedhook url --hook` prints the URL.",
    title: "Relay key",
    help: "Secret part of the relay URL. Made when first switched on.",
    value: Type::Text("", |settings, text| {
        optional(&mut settings.relay.key, text, Key::parse, KEY_WORDS)
    }),
    empty_means: Some("one is made"),
    get: |settings| secret(settings.relay.key.as_deref()),
    ..SECRET
};

pub(super) const PROJECT: Entry = Entry {
    name: "relay.project",
    comment: "The [[project]] of what comes by this key without the token of a merchant that has one.",
    title: "Project",
    help: "The project of requests without a merchant's token, such as staging.",
    value: Type::Text("", |settings, text| {
        project(&mut settings.relay.project, text)
    }),
    empty_means: Some("none"),
    get: |settings| settings.relay.project.clone().unwrap_or_default(),
    ..TEXT
};

pub(super) const TARGET: Entry = Entry {
    name: "relay.target",
    comment: "Where requests are handed on, e.g. \"http://127.0.0.1:3000\"; their path is appended.",
    title: "Target",
    help: "Your integration, for example http://127.0.0.1:3000. The path is appended.",
    value: Type::Text("", |settings, text| {
        settings.relay.target = relay::target(text)?;
        Ok(())
    }),
    empty_means: Some("nothing is handed on"),
    get: |settings| {
        let target = settings.relay.target.as_ref();
        target.map_or_else(String::new, ToString::to_string)
    },
    ..TEXT
};

pub(super) const ANSWER_WITHIN_MS: Entry = Entry {
    name: "relay.answer_within_ms",
    comment: "How long RETM waits for your integration's answer, in milliseconds. RETM itself may give up after a second.",
    title: "Answer RETM within",
    help: "What is slower is kept and tried again, where it is caught.",
    value: Type::Number(800, (10, 30_000), |settings, ms| {
        settings.relay.answer_within = Duration::from_millis(ms.into());
    }),
    unit: Some("ms"),
    get: |settings| settings.relay.answer_within.as_millis().to_string(),
    ..NUMBER
};

pub(super) const ALLOWED_HOSTS: Entry = Entry {
    name: "relay.allowed_hosts",
    comment: "The hosts besides this machine that requests may be handed on to, by exact name: \"pos.example\".",
    title: "Allowed target hosts",
    help: "Hosts other than this computer that the target may name.",
    value: Type::Text("", |settings, text| {
        hosts(&mut settings.relay.allowed_hosts, text)
    }),
    empty_means: Some("this computer only"),
    get: |settings| settings.relay.allowed_hosts.to_string(),
    ..TEXT
};

pub(super) const MAX_BODY_MB: Entry = Entry {
    name: "relay.max_body_mb",
    comment: "The largest body that the relay takes, in megabytes; a larger one is refused with 413.",
    title: "Largest request",
    help: "Larger requests are refused with status 413.",
    value: Type::Number(4, (1, 64), |settings, megabytes| {
        settings.relay.max_body_mb = megabytes;
    }),
    unit: Some("MB"),
    get: |settings| settings.relay.max_body_mb.to_string(),
    ..NUMBER
};

pub(super) const KEEP_DAYS: Entry = Entry {
    name: "relay.keep_days",
    comment: "For how many days a request is kept after the last that happened to it; what waits stays. 0: for ever.",
    title: "Keep requests for",
    help: "Deletes requests after this many days. What waits is never deleted.",
    value: Type::Number(7, ANY, |settings, days| settings.relay.keep_days = days),
    unit: Some("days"),
    empty_means: Some("forever"),
    get: |settings| settings.relay.keep_days.to_string(),
    ..NUMBER
};

pub(super) const MAX_SIZE_MB: Entry = Entry {
    name: "relay.max_size_mb",
    comment: "How many megabytes the requests may take; beyond that the oldest go, but what waits. 0: no limit.",
    title: "Keep requests within",
    help: "The oldest requests are deleted first, never those that wait.",
    value: Type::Number(1024, ANY, |settings, megabytes| {
        settings.relay.max_size_mb = megabytes;
    }),
    unit: Some("MB"),
    empty_means: Some("no limit"),
    get: |settings| settings.relay.max_size_mb.to_string(),
    ..NUMBER
};
