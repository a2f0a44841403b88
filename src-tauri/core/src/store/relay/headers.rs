//! Headers as stored in the database: JSON, in their order, each value as text or, if it is not valid UTF-8, as base64.
//! A request's credentials are stored separately, so that nothing that is displayed contains them.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::{
    redaction::{REDACTED, Redaction},
    relay::request::Headers,
    store::error::StoreError,
};

/// A value: text, or bytes in base64.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Bytes { base64: String },
}

/// Headers as two texts: one with secrets redacted, the other with the secrets and their positions.
pub struct SplitHeaders {
    pub shown: String,
    pub secrets: Option<String>,
}

/// Separates the credentials from what may be displayed.
pub fn split(headers: &Headers) -> SplitHeaders {
    let redaction = Redaction::default();
    let (mut shown, mut secrets) = (Vec::new(), Vec::new());
    for (place, (name, value)) in headers.iter().enumerate() {
        let text = String::from_utf8_lossy(value);
        let redacted = redaction.value(name, &text);
        if redacted == text {
            shown.push((name, encode(value)));
        } else {
            secrets.push((place, encode(value)));
            shown.push((name, Value::Text(redacted)));
        }
    }
    SplitHeaders {
        shown: json(&shown),
        secrets: (!secrets.is_empty()).then(|| json(&secrets)),
    }
}

/// The headers that may be displayed.
pub fn read(shown: &str) -> Result<Headers, StoreError> {
    let headers: Vec<(String, Value)> = parse(shown)?;
    let headers = headers.into_iter();
    headers
        .map(|(name, value)| Ok((name, decode(value)?)))
        .collect()
}

/// Restores the headers as they were before [`split`].
pub fn join(shown: &str, secrets: Option<&str>) -> Result<Headers, StoreError> {
    let mut headers = read(shown)?;
    let secrets: Vec<(usize, Value)> = secrets.map_or_else(|| Ok(Vec::new()), parse)?;
    for (place, value) in secrets {
        if let Some((_, redacted)) = headers.get_mut(place) {
            *redacted = decode(value)?;
        }
    }
    Ok(headers)
}

fn encode(value: &[u8]) -> Value {
    match std::str::from_utf8(value) {
        Ok(text) => Value::Text(text.to_owned()),
        Err(_) => Value::Bytes {
            base64: STANDARD.encode(value),
        },
    }
}

fn decode(value: Value) -> Result<Vec<u8>, StoreError> {
    match value {
        Value::Text(text) => Ok(text.into_bytes()),
        Value::Bytes { base64 } => STANDARD.decode(base64).map_err(|_| unreadable()),
    }
}

/// Texts and numbers always serialise as JSON.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned())
}

fn parse<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| unreadable())
}

fn unreadable() -> StoreError {
    StoreError::Refused("its headers can't be read".to_owned())
}

/// Headers as displayed: from name in lower case to value, with several of one name joined.
pub fn shown(headers: Headers) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::<String, String>::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(&value);
        shown
            .entry(name.to_ascii_lowercase())
            .and_modify(|before| {
                // One "redacted" is enough for several values.
                if before != REDACTED || value != REDACTED {
                    before.push_str(", ");
                    before.push_str(&value);
                }
            })
            .or_insert_with(|| value.into_owned());
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_headers() -> impl Strategy<Value = Headers> {
        let name = prop::sample::select(vec!["x-a", "Accept", "authorization", "x-api-key"]);
        let text = prop::sample::select(vec!["", "Bearer abc.def", "a, b", "ä", "[redacted]"]);
        let value = prop_oneof![
            text.prop_map(|text| text.as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..20),
        ];
        prop::collection::vec((name.prop_map(str::to_owned), value), 0..8)
    }

    proptest! {
        #[test]
        fn parted_headers_come_together_to_the_letter(headers in any_headers()) {
            let split = split(&headers);
            prop_assert_eq!(join(&split.shown, split.secrets.as_deref()).unwrap(), headers);
        }
    }

    #[test]
    fn what_lets_somebody_in_stands_apart_whatever_its_header_is_called() {
        let headers = vec![
            ("x-note".to_owned(), b"Bearer abcdefgh12345678".to_vec()),
            ("X-Api-Key".to_owned(), vec![0xff, b'k']),
        ];
        let split = split(&headers);
        assert!(!split.shown.contains("abcdefgh"), "{}", split.shown);
        assert_eq!(shown(read(&split.shown).unwrap())["x-api-key"], REDACTED);
    }
}
