//! A Slack incoming webhook: blocks, and the text for notifications. Slack can't change a webhook's message later.

use serde_json::json;

use super::{HttpRequest, Message, escape, message::cut};
use crate::model::{http_url::HttpUrl, secret::Secret};

/// The maximum length of a header block's and a section's text, in characters.
const HEADER: usize = 150;
const SECTION: usize = 3000;

pub(super) fn render(url: &Secret<HttpUrl>, message: &Message) -> HttpRequest {
    let lines: Vec<_> = message
        .lines
        .iter()
        .map(|line| escape::slack(line))
        .collect();
    let body = json!({
        "text": escape::slack(&message.title),
        "blocks": [
            { "type": "header", "text": { "type": "plain_text", "text": cut(&message.title, HEADER), "emoji": false } },
            { "type": "section", "text": { "type": "mrkdwn", "text": cut(&lines.join("\n"), SECTION), "verbatim": true } },
        ],
        "unfurl_links": false,
        "unfurl_media": false,
    });
    HttpRequest::post_json(url.reveal().as_str(), &body)
}
