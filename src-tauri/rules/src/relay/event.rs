//! What a request's body says about itself, and which relay mode follows from that.
//!
//! RETM's pages "Webhook Events", "Check Reward", "Redeem Reward": an event has its name in `event`; a reward has a
//! `reward_code`, and the point of sale uses the answer. Sent twice, it may be redeemed twice.

use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::Value;

use super::{
    mode::RelayMode,
    request::Headers,
    route::{self, RelayRoute},
};
use crate::incident::decoding;

/// What a body says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventInfo {
    /// The event's name: `order.created`.
    pub event: Option<String>,
    /// The merchant: RETM's `business_refrence`, in RETM's spelling.
    pub merchant_reference: Option<String>,
    /// Whether it is about a reward. Its answer is used, and it must never be repeated unasked.
    pub is_reward: bool,
}

/// The relevant fields. All others are ignored, and a body with another shape says nothing.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    event: Value,
    #[serde(default)]
    business_refrence: Value,
    #[serde(default)]
    reward_code: IsPresent,
}

/// Whether a field is present, whatever its value.
#[derive(Default)]
struct IsPresent(bool);

impl<'de> Deserialize<'de> for IsPresent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

/// The maximum length of a name, in bytes.
const MAX_LENGTH: usize = 200;

impl EventInfo {
    /// Parses a body, compressed or in another charset too. Anything but a JSON object says nothing, but may still be a
    /// reward: if it names one, or can't be read at all.
    pub fn read(body: &[u8], headers: &Headers) -> Self {
        if let Some(info) = Self::of_json(body) {
            return info;
        }
        let about = headers
            .iter()
            .filter(|(name, _)| name.starts_with("content-"));
        let about = about.map(|(name, value)| (name.clone(), lossy(value)));
        let Ok(text) = decoding::text(body, &about.collect()) else {
            return Self::unreadable(true);
        };
        let info = Self::of_json(text.text.as_bytes());
        info.unwrap_or_else(|| {
            Self::unreadable(text.guessed || text.text.contains("\"reward_code\""))
        })
    }

    fn of_json(body: &[u8]) -> Option<Self> {
        // Objects only: serde would also accept an array with the fields in order.
        let is_object = body.trim_ascii_start().starts_with(b"{");
        let fields = is_object.then(|| serde_json::from_slice::<Fields>(body))?;
        let fields = fields.ok()?;
        Some(Self {
            event: name(fields.event),
            merchant_reference: name(fields.business_refrence),
            is_reward: fields.reward_code.0,
        })
    }

    fn unreadable(is_reward: bool) -> Self {
        Self {
            is_reward,
            ..Self::default()
        }
    }

    /// The relay mode. A reward always gets the integration's own answer. Otherwise the first matching route decides.
    /// Without a route, events are caught and everything else goes through.
    pub fn mode(&self, routes: &[RelayRoute], path: &str) -> RelayMode {
        if self.is_reward {
            return RelayMode::Through;
        }
        let default = match self.event {
            Some(_) => RelayMode::Catch,
            None => RelayMode::Through,
        };
        route::mode_of(routes, path).unwrap_or(default)
    }
}

/// A name as RETM writes it: text or a number.
fn name(value: Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty() && text.len() <= MAX_LENGTH).then_some(text)
}

fn lossy(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn read(body: &[u8]) -> EventInfo {
        EventInfo::read(body, &Vec::new())
    }

    proptest! {
        /// Whatever else it contains, in any order, and whatever the routes say.
        #[test]
        fn what_holds_a_reward_code_is_never_repeated(
            fields in proptest::collection::btree_map("[a-z_]{1,12}", "[ -~]{0,20}", 0..8),
            code in prop_oneof![
                Just(Value::Null),
                any::<i64>().prop_map(Value::from),
                ".{0,30}".prop_map(Value::from),
            ],
            paths in proptest::collection::vec("(/[a-z*]{0,6}){0,4}", 0..4),
            keep in any::<bool>(),
            path in "(/[a-z]{0,6}){0,4}",
        ) {
            let mut body = serde_json::to_value(fields).unwrap();
            body["event"] = Value::from("order.created");
            body["reward_code"] = code;
            let mode = if keep { RelayMode::Keep } else { RelayMode::Catch };
            let routes: Vec<_> = paths.into_iter().map(|path| RelayRoute { path, mode }).collect();
            let info = read(body.to_string().as_bytes());
            prop_assert_eq!(info.mode(&routes, &path), RelayMode::Through);
            let whole = body.to_string();
            let broken = &whole[..whole.floor_char_boundary(whole.len() - 1)];
            prop_assert_eq!(read(broken.as_bytes()).mode(&routes, &path), RelayMode::Through);
        }
    }

    fn mode(body: &str) -> RelayMode {
        read(body.as_bytes()).mode(&[], "/retm/x")
    }

    #[test]
    fn an_event_names_itself_and_is_caught() {
        let info = read(
            br#"{"business_refrence": "b-17", "event": "customer.created", "customer": {"id": 1}}"#,
        );
        assert_eq!(info.event.as_deref(), Some("customer.created"));
        assert_eq!(info.merchant_reference.as_deref(), Some("b-17"));
        assert_eq!(info.mode(&[], "/x"), RelayMode::Catch);
        let number = read(br#"{"business_refrence": 17, "event": "menu.updated"}"#);
        assert_eq!(number.merchant_reference.as_deref(), Some("17"));
    }

    #[test]
    fn a_reward_is_never_anything_but_through() {
        let everything = [RelayRoute {
            path: "/*".to_owned(),
            mode: RelayMode::Keep,
        }];
        for body in [
            r#"{"reward_code": "1234", "business_refrence": "b"}"#,
            r#"{"reward_code": null}"#,
            r#"{"event": "reward.redeem", "reward_code": "1234"}"#,
            // Duplicate, nested or cut off: in doubt it is a reward.
            r#"{"reward_code": "1", "reward_code": "2"}"#,
            r#"{"reward_code": "1234", "#,
            r#"[{"reward_code": "1234"}]"#,
        ] {
            let info = read(body.as_bytes());
            assert_eq!(info.mode(&everything, "/r"), RelayMode::Through, "{body}");
        }
    }

    #[test]
    fn an_event_that_speaks_of_a_reward_is_an_event() {
        let body = r#"{"event": "order.created", "order": {"reward_code": "1"}}"#;
        assert_eq!(mode(body), RelayMode::Catch);
    }

    #[test]
    fn whatever_else_it_is_goes_through_unless_a_route_says_otherwise() {
        for body in [
            "",
            "[]",
            "{}",
            "event",
            r#"{"event": ""}"#,
            r#"{"event": {}}"#,
            "\u{0}",
        ] {
            assert_eq!(mode(body), RelayMode::Through, "{body}");
        }
        let routes = [RelayRoute {
            path: "/retm/menu*".to_owned(),
            mode: RelayMode::Keep,
        }];
        assert_eq!(
            EventInfo::default().mode(&routes, "/retm/menu"),
            RelayMode::Keep
        );
        assert_eq!(
            EventInfo::default().mode(&routes, "/retm/x"),
            RelayMode::Through
        );
    }

    #[test]
    fn what_is_compressed_or_in_another_charset_is_read_as_well() {
        let gzip = |text: &str| {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap()
        };
        let utf_16 = |text: &str| -> Vec<u8> {
            let text = format!("\u{feff}{text}");
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        };
        let (event, reward) = (r#"{"event":"order.created"}"#, r#"{"reward_code":"1"}"#);
        let gzipped = vec![("content-encoding".to_owned(), b"gzip".to_vec())];
        for headers in [&gzipped, &Vec::new()] {
            let info = EventInfo::read(&gzip(event), headers);
            assert_eq!(info.event.as_deref(), Some("order.created"));
            assert!(!info.is_reward && EventInfo::read(&gzip(reward), headers).is_reward);
        }
        assert!(read(&utf_16(event)).event.is_some() && read(&utf_16(reward)).is_reward);
        // What can't be read may be a reward; plain text is none.
        let brotli = [0x8b, 0x0b, 0x80, 0xff, 0xfe, 0x9a, 0x03, 0xc3];
        assert!(read(&brotli).is_reward && !read("not even JSON, لا".as_bytes()).is_reward);
        let bomb = gzip(&" ".repeat(decoding::LIMIT + 1));
        assert!(read(&bomb).is_reward);
    }
}
