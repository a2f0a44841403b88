//! The searchable texts of a delivery error, folded. Pure.

use crate::model::{arabic_words, endpoint, fold::fold, json_text};

/// The texts of a delivery error for a full-text index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searchable {
    /// The endpoint, as sent and in readable form.
    pub endpoint: String,
    pub message: String,
    /// The body. If it is not text, its readable parts.
    pub body: String,
    /// The stems of its Arabic words, if any word differs from its stem.
    pub stems: String,
}

impl Searchable {
    pub fn of(endpoint: &str, message: &str, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let message = fold(&json_text::words(message));
        let endpoint = fold(&both_spellings(endpoint));
        let body = fold(&json_text::words(&body));
        // The body contains the message, unless it is compressed or in another encoding.
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

/// An endpoint as sent, plus its readable form if that differs.
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
