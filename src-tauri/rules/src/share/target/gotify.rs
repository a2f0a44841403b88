//! A Gotify application: plain text.

use serde_json::json;

use super::{HttpRequest, Message, message::Tone};
use crate::model::{http_url::HttpUrl, secret::Secret};

pub(super) fn render(url: &Secret<HttpUrl>, token: &Secret, message: &Message) -> HttpRequest {
    let body = json!({
        "title": message.title,
        "message": message.lines.join("\n"),
        "priority": match message.tone {
            Tone::Failing => 8,
            Tone::Recovered => 5,
            Tone::Neutral => 4,
        },
        "extras": { "client::display": { "contentType": "text/plain" } },
    });
    let mut url = (**url.reveal()).clone();
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{path}/message"));
    // In a header, because URLs are logged along the way.
    HttpRequest::post_json(url.as_str(), &body).with_header("x-gotify-key", token.reveal().as_str())
}
