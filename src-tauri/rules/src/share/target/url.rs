//! Any URL: our JSON, signed as in Standard Webhooks.

use super::{HttpRequest, Message, signature::SigningSecret};
use crate::model::{http_url::HttpUrl, moment::Moment, secret::Secret};

/// The ID stays the same each time a message is sent. Timestamp and signature are new.
pub(super) fn render(
    url: &Secret<HttpUrl>,
    secret: Option<&SigningSecret>,
    message: &Message,
    sent_at: Moment,
) -> HttpRequest {
    let second = sent_at.millis().div_euclid(1000);
    let id = format!("msg_{}", message.id);
    let mut request = HttpRequest::post(url.reveal().as_str(), message.json.clone());
    if let Some(secret) = secret {
        let signature = secret.sign(&id, second, &request.body);
        request = request.with_header("webhook-signature", signature);
    }
    request
        .with_header("webhook-id", id)
        .with_header("webhook-timestamp", second.to_string())
}
