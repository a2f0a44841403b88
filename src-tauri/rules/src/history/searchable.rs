//! What of a delivery error can be searched for: its texts, folded. Pure.

use crate::model::{arabic_words, endpoint, fold::fold, json_text};

/// The texts of a delivery error for a full-text index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searchable {
    /// The endpoint, as it was sent and as a person reads it.
    pub endpoint: String,
    pub message: String,
    /// The body; of one that is no text, the readable parts.
    pub body: String,
    /// The Arabic words by their stems, where any differs from its stem.
    pub stems: String,
}

impl Searchable {
    pub fn of(endpoint: &str, message: &str, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let message = fold(&json_text::words(message));
        let endpoint = fold(&both_spellings(endpoint));
        let body = fold(&json_text::words(&body));
        // The body has the message in it, unless it is compressed or in another encoding.
        let of_body = arabic_words::stems(&body);
        let of_text = match of_body.is_empty() {
            true => arabic_words::stems(&message),
            false => of_body,
        };
        let stems = [arabic_words::stems(&endpoint), of_text].join(" ");
        Self {
            endpoint,
            message,
            body,
            stems: stems.trim().to_owned(),
        }
    }
}

/// An endpoint as it was sent, and as a person reads it where that is another text.
fn both_spellings(sent: &str) -> String {
    if !endpoint::may_read_otherwise(sent) {
        return sent.to_owned();
    }
    match endpoint::readable(sent) {
        readable if readable == sent => readable,
        readable => format!("{sent} {readable}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Searchable;

    #[test]
    fn texts_are_folded_as_they_are_read() {
        let found = Searchable::of(
            "https://xn--mgbh0fb.xn--mgberp4a5d4ar/%D8%B7%D9%84%D8%A8%D8%A7%D8%AA",
            r#"{"error":"\u062e\u0637\u0623"}"#,
            r#"{"branch":"\u0627\u0644رياض","n":"one\ntwo"}"#.as_bytes(),
        );
        assert!(found.endpoint.starts_with("https://xn--"));
        assert!(found.endpoint.ends_with("https://مثال.السعوديه/طلبات"));
        assert_eq!(found.message, "{\"error\":\"خطا\"}");
        assert_eq!(found.body, "{\"branch\":\"الرياض\",\"n\":\"one two\"}");
        assert_eq!(found.stems, "مثال سعوديه طلبات رياض");
    }

    #[test]
    fn what_is_ascii_has_no_stems_and_is_in_lower_case() {
        let found = Searchable::of("/retm/Orders", "Connection REFUSED", b"\xff{\"code\":503}");
        assert_eq!(found.endpoint, "/retm/orders");
        assert_eq!(found.message, "connection refused");
        assert_eq!(found.body, "\u{fffd}{\"code\":503}");
        assert_eq!(found.stems, "");
    }
}
