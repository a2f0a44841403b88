//! A Teams workflow, which accepts only this form of an Adaptive Card. The workflow answers 202 before it runs, so a
//! card that it can't read fails silently.

use serde_json::json;

use super::{
    HttpRequest, Message, escape,
    message::{Tone, cut},
};
use crate::model::{http_url::HttpUrl, secret::Secret};

/// The maximum length of a body, in characters. The limit is 28 KB in all, and a character may need four bytes.
const MAX_LENGTH: usize = 5000;

pub(super) fn render(url: &Secret<HttpUrl>, message: &Message) -> HttpRequest {
    let lines: Vec<_> = message
        .lines
        .iter()
        .map(|line| escape::markdown(line))
        .collect();
    let color = match message.tone {
        Tone::Failing => "Attention",
        Tone::Recovered => "Good",
        Tone::Neutral => "Default",
    };
    let body = json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "msteams": { "width": "Full" },
                "body": [
                    { "type": "TextBlock", "text": escape::markdown(&message.title), "weight": "Bolder", "color": color, "wrap": true },
                    { "type": "TextBlock", "text": cut(&lines.join("\n\n"), MAX_LENGTH), "wrap": true },
                ],
            },
        }],
    });
    HttpRequest::post_json(url.reveal().as_str(), &body)
}
