//! The searchable texts of a delivery error, folded. Pure.

use crate::model::{arabic_words, endpoint, fold::fold, json_text};

/// The texts of a delivery error for a full-text index. A search matches in any of them, so each text is in one only:
/// indexing is most of what a report costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searchable {
    /// The endpoint, as sent and in readable form. Empty if the body contains both.
    pub endpoint: String,
    /// Empty if the body contains it.
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
        let of_endpoint = arabic_words::stems(&endpoint);
        let stems = match (&*of_endpoint, &*of_text) {
            ("", _) => of_text,
            (_, "") => of_endpoint,
            _ => format!("{of_endpoint} {of_text}"),
        };
        let unless_in_body = |text: String| match contains_words(&body, &text) {
            true => String::new(),
            false => text,
        };
        Self {
            endpoint: unless_in_body(endpoint),
            message: unless_in_body(message),
            body,
            stems,
        }
    }

    /// The length of all texts.
    pub const fn bytes(&self) -> usize {
        self.endpoint.len() + self.message.len() + self.body.len() + self.stems.len()
    }
}

/// Whether a text contains all words of another in a row, each whole.
fn contains_words(text: &str, words: &str) -> bool {
    let Some(at) = text.find(words) else {
        return false;
    };
    // Whatever the index takes for a letter, this is none.
    let ends_word = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_punctuation());
    let (before, after) = (&text.as_bytes()[..at], &text.as_bytes()[at + words.len()..]);
    ends_word(before.last()) && ends_word(after.first())
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
    fn what_the_body_contains_is_not_indexed_twice() {
        let of = |body: &str| {
            let found = Searchable::of("https://a.example/Orders", "Refused", body.as_bytes());
            (found.endpoint, found.message)
        };
        let body = r#"{"endpoint":"https:\/\/a.example\/Orders","message":"Refused"}"#;
        assert_eq!(of(body), (String::new(), String::new()));
        // Part of another word: a search for a phrase that ends or begins there would miss it.
        let body = r#"{"endpoint":"https://a.example/Orders2","message":"unRefused"}"#;
        let each = ("https://a.example/orders".to_owned(), "refused".to_owned());
        assert_eq!(of(body), each);
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
