//! A request as a POSIX shell command that sends it again. What is redacted elsewhere is left out here. Nothing that
//! the sender wrote can escape its quotes, reach the terminal as a control sequence, or be taken by curl for a file
//! name.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    headers,
    request::{RequestDetail, Trigger},
};
use crate::{model::compare::body_bytes, redaction::REDACTED};

/// Headers that curl generates itself.
const OWN: [&str; 3] = ["host", "content-length", "accept-encoding"];

/// The maximum length of a body passed as an argument, in bytes. Linux allows at most 128 KiB per argument.
const MAX_ARGUMENT: usize = 100_000;

/// The command. `target` is the relay's own, for a request without an attempt.
pub fn curl(request: &RequestDetail, target: &str) -> String {
    let mut command = String::from("curl --globoff --path-as-is");
    if request.method != "POST" {
        command.push_str(&format!(" -X {}", quoted(&request.method)));
    }
    command.push_str(&format!(" {}", quoted(&url(request, target))));
    let mut names = request.headers.iter().collect::<Vec<_>>();
    let id = (headers::WEBHOOK_ID.to_owned(), request.webhook_id.clone());
    names.push((&id.0, &id.1));
    for (name, value) in names {
        let is_secret = value.contains(REDACTED);
        // Invalid UTF-8 is shown with replacement characters, which nobody sent.
        let is_text = !value
            .chars()
            .any(|one| one.is_control() || one == '\u{fffd}');
        if OWN.contains(&name.as_str()) || is_secret || !is_text {
            continue;
        }
        let header = match value.is_empty() {
            true => format!("{name};"),
            false => format!("{name}: {value}"),
        };
        command.push_str(&format!(" \\\n  -H {}", quoted(&header)));
    }
    if !request.headers.contains_key("content-type") {
        // Otherwise curl would declare a form.
        command.push_str(" \\\n  -H 'content-type:'");
    }
    with_body(command, &body(request))
}

/// The exact body.
pub fn body(request: &RequestDetail) -> Vec<u8> {
    body_bytes(request.body.as_deref(), request.body_base64.as_deref())
}

/// The URL of its last attempt, not counting replays to another target; else where it would go.
fn url(request: &RequestDetail, target: &str) -> String {
    let mut attempts = request.attempts.iter().rev();
    let last = attempts.find(|one| one.attempt.trigger != Trigger::Replay);
    if let Some(last) = last {
        return last.target.clone();
    }
    let query = request.query.as_ref();
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    format!("{}{}{query}", target.trim_end_matches('/'), request.path)
}

fn with_body(command: String, body: &[u8]) -> String {
    let is_plain = |text: &&str| {
        let mut characters = text.chars();
        text.len() <= MAX_ARGUMENT
            && !characters.any(|one| one.is_control() && !matches!(one, '\n' | '\t'))
    };
    match std::str::from_utf8(body).ok().filter(is_plain) {
        // Unlike --data, it takes a leading @ literally.
        Some(text) => format!("{command} \\\n  --data-raw {}", quoted(text)),
        None => format!(
            "printf %s '{}' | base64 -d | {command} \\\n  --data-binary @-",
            STANDARD.encode(body)
        ),
    }
}

/// Quotes any text as one shell word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
#[path = "curl_tests.rs"]
mod tests;
