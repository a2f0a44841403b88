//! The headers of a report as stored, without credentials. They are the sender's claims, `X-Forwarded-For` included, so
//! nothing is decided by them.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};

use crate::{
    receiver::source_proof,
    redaction::is_secret_name,
    settings::{KeyUsed, Settings},
};

/// The header by which the history shows that a report came with the old key. The receiver writes it; a header of that
/// name from the sender is dropped.
pub const ACCEPTED_BY: &str = "missedhook-accepted-by";

const SECRET: [&str; 4] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "x-api-key",
];

/// What nearly every request has: these names need not be taken apart.
const HARMLESS: [&str; 11] = [
    "host",
    "content-length",
    "content-type",
    "user-agent",
    "accept",
    "accept-encoding",
    "connection",
    "traceparent",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
];

/// Returns the headers to store.
pub fn stored(
    headers: &HeaderMap,
    settings: &Settings,
    key_used: KeyUsed,
) -> BTreeMap<String, String> {
    let mut stored: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        if name == ACCEPTED_BY || name == source_proof::HEADER {
            continue;
        }
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = match (is_secret(name.as_str()), text.split_once(' ')) {
            (true, Some((scheme, _))) if name == header::AUTHORIZATION => {
                format!("{scheme} [redacted]")
            }
            (true, _) => "[redacted]".to_owned(),
            (false, _) => without_secrets(&text, settings),
        };
        stored
            .entry(name.as_str().to_owned())
            .and_modify(|before| {
                before.push_str(", ");
                before.push_str(&text);
            })
            .or_insert(text);
    }
    if key_used == KeyUsed::Old {
        stored.insert(ACCEPTED_BY.to_owned(), "old key".to_owned());
    }
    stored
}

fn is_secret(name: &str) -> bool {
    !HARMLESS.contains(&name) && (SECRET.contains(&name) || is_secret_name(name))
}

fn without_secrets(text: &str, settings: &Settings) -> String {
    let mut text = text.to_owned();
    // The old key even after it has expired: it must not be found in requests that came with it.
    for key in [Some(&settings.key), settings.old_key.as_ref()]
        .into_iter()
        .flatten()
    {
        redact(&mut text, key.reveal());
        // Most texts are shorter than a key.
        if text.len() >= key.reveal().len() {
            redact(&mut text, &key.reveal().to_ascii_uppercase());
        }
    }
    let tokens = settings.merchants.iter().map(|merchant| &merchant.token);
    for token in settings.bearer_token.iter().chain(tokens) {
        redact(&mut text, token.reveal());
    }
    text
}

fn redact(text: &mut String, secret: &str) {
    if text.len() >= secret.len() && text.contains(secret) {
        *text = text.replace(secret, "[redacted]");
    }
}
