//! A Discord webhook: one embed per message, no mentions. A message about an incident is edited in place.

use serde_json::{Value, json};

use super::{
    HttpRequest, Message, escape,
    message::{Tone, cut},
};
use crate::model::{http_url::HttpUrl, secret::Secret};

/// The maximum length of an embed's title and description, in characters.
const TITLE: usize = 256;
const DESCRIPTION: usize = 4000;
/// The URL that people copy has no version in it. Discord then answers as version 6 does, which gives `retry_after` in
/// milliseconds.
const UNVERSIONED: &str = "/api/webhooks/";
const VERSIONED: &str = "/api/v10/webhooks/";

pub(super) fn render(
    url: &Secret<HttpUrl>,
    message: &Message,
    earlier: Option<&str>,
) -> HttpRequest {
    let lines: Vec<_> = message
        .lines
        .iter()
        .map(|line| escape::markdown(line))
        .collect();
    let color = match message.tone {
        Tone::Failing => 0xc0_39_2b,
        Tone::Recovered => 0x2e_8b_57,
        Tone::Neutral => 0x80_80_80,
    };
    let body = json!({
        "embeds": [{
            "title": cut(&escape::markdown(&message.title), TITLE),
            "description": cut(&lines.join("\n"), DESCRIPTION),
            "color": color,
        }],
        "allowed_mentions": { "parse": [] },
    });
    let mut url = (**url.reveal()).clone();
    if let Some(webhook) = url.path().strip_prefix(UNVERSIONED) {
        let path = format!("{VERSIONED}{webhook}");
        url.set_path(&path);
    }
    match earlier {
        None => {
            // Discord then answers with the message, including its ID.
            url.query_pairs_mut().append_pair("wait", "true");
            HttpRequest::post_json(url.as_str(), &body)
        }
        Some(earlier) => {
            let path = url.path().trim_end_matches('/').to_owned();
            url.set_path(&format!("{path}/messages/{earlier}"));
            HttpRequest {
                method: "PATCH",
                ..HttpRequest::post_json(url.as_str(), &body)
            }
        }
    }
}

/// The ID of the message in Discord's answer.
pub(super) fn reference(answer: &Value) -> Option<String> {
    let id = answer["id"].as_str()?;
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| id.to_owned())
}
