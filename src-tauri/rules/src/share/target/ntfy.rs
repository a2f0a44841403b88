//! An ntfy topic: JSON to the server's root. From version 2.16 on, a sequence ID lets a message replace an earlier one.
//! An older server shows both.

use serde_json::json;

use super::{
    HttpRequest, Message,
    message::{Tone, cut},
};
use crate::model::{http_url::HttpUrl, secret::Secret};

/// The maximum length of title and message, in characters. The limits are 1 KB and 4 KB, and a character may need four
/// bytes.
const TITLE: usize = 250;
const MAX_LENGTH: usize = 1000;

pub(super) fn render(
    url: &Secret<HttpUrl>,
    token: Option<&Secret>,
    message: &Message,
) -> HttpRequest {
    let mut url = (**url.reveal()).clone();
    let path = url.path().trim_end_matches('/').to_owned();
    let (base, topic) = path.rsplit_once('/').unwrap_or(("", &path));
    let (priority, tag) = match message.tone {
        Tone::Failing => (4, "rotating_light"),
        Tone::Recovered => (3, "white_check_mark"),
        Tone::Neutral => (3, "information_source"),
    };
    let mut body = json!({
        "topic": topic,
        "title": cut(&message.title, TITLE),
        "message": cut(&message.lines.join("\n"), MAX_LENGTH),
        "priority": priority,
        "tags": [tag],
    });
    if let Some(incident) = message.incident {
        body["sequence_id"] = format!("missedhook-{incident}").into();
    }
    url.set_path(&format!("{base}/"));
    let request = HttpRequest::post_json(url.as_str(), &body);
    match token {
        Some(token) => request.with_header("authorization", format!("Bearer {}", token.reveal())),
        None => request,
    }
}
