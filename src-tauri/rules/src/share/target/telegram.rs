//! A Telegram bot: plain text, so that nothing in it is markup. A message about an incident is edited in place.

use serde_json::{Value, json};

use super::{HttpRequest, Message, message::cut};
use crate::model::{http_url::HttpUrl, secret::Secret};

/// The maximum length of a text, in characters.
const MAX_LENGTH: usize = 4000;

pub(super) fn render(
    url: &Secret<HttpUrl>,
    (token, chat): (&Secret, &str),
    message: &Message,
    earlier: Option<&str>,
) -> HttpRequest {
    let text = format!("{}\n{}", message.title, message.lines.join("\n"));
    let mut body = json!({
        "chat_id": chat,
        "text": cut(&text, MAX_LENGTH),
        "link_preview_options": { "is_disabled": true },
    });
    let method = match earlier.and_then(|id| id.parse::<i64>().ok()) {
        Some(id) => {
            body["message_id"] = id.into();
            "editMessageText"
        }
        None => "sendMessage",
    };
    let mut url = (**url.reveal()).clone();
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{path}/bot{}/{method}", token.reveal()));
    HttpRequest::post_json(url.as_str(), &body)
}

/// The ID of the message in Telegram's answer.
pub(super) fn reference(answer: &Value) -> Option<String> {
    Some(answer["result"]["message_id"].as_i64()?.to_string())
}
