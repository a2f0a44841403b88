//! Path patterns: endpoints that differ only in an ID, such as `/orders/1042` and `/orders/1043`, become one:
//! `/orders/:id`. Pure functions over normalised endpoints. Parts that may be a version, a year or a word stay: keeping
//! endpoints apart is better than mixing them up.

/// The placeholder for an ID.
const ID: &str = ":id";

/// The endpoint with each ID in its path replaced by `:id`. Unchanged if it has none.
pub fn pattern(endpoint: &str) -> String {
    let path_at = match endpoint.find("://") {
        Some(at) => match endpoint[at + 3..].find('/') {
            Some(path) => at + 3 + path,
            None => return endpoint.to_owned(),
        },
        None => 0,
    };
    let (host, path) = endpoint.split_at(path_at);
    let mut before = "";
    let parts = path.split('/').map(|part| {
        let place = place_of(part, before);
        before = part;
        place
    });
    let parts: Vec<_> = parts.collect();
    format!("{host}{}", parts.join("/"))
}

/// Whether the path of this pattern contains a placeholder.
pub fn has_id(pattern: &str) -> bool {
    pattern.split('/').any(is_id_place)
}

/// Whether this part of a path is a placeholder: `:id`, `:id.json`.
pub(super) fn is_id_place(part: &str) -> bool {
    part.strip_prefix(ID)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The replacement for a part of a path, given the part before it.
fn place_of(part: &str, before: &str) -> String {
    let (stem, ending) = match part.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => (stem, &part[stem.len()..]),
        _ => (part, ""),
    };
    match is_id(stem, before) {
        true => format!("{ID}{ending}"),
        false => part.to_owned(),
    }
}

/// A file extension: `json`.
fn is_ending(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_id(part: &str, before: &str) -> bool {
    let part = digits_as_ascii(part);
    let part = part.strip_prefix('+').unwrap_or(&part);
    match part.bytes().all(|byte| byte.is_ascii_digit()) {
        true => is_number_of_something(part, before),
        false => {
            is_uuid(part) || is_hex(part) || is_ulid(part) || is_reference(part) || is_token(part)
        }
    }
}

/// Converts Arabic-Indic digits (percent-encoded, U+0660 to U+0669 and U+06F0 to U+06F9) to 0 to 9.
fn digits_as_ascii(part: &str) -> String {
    if !part.contains("%D9%A") && !part.contains("%DB%B") {
        return part.to_owned();
    }
    let mut part = part.to_owned();
    for digit in 0..=9 {
        for block in ["%D9%A", "%DB%B"] {
            part = part.replace(&format!("{block}{digit}"), &digit.to_string());
        }
    }
    part
}

/// A number with this many digits is an ID anywhere.
const LONG_NUMBER: usize = 5;

/// A number after the name of what it counts. `/404`, `/2024/orders` and `/api/2/orders` are not.
fn is_number_of_something(number: &str, before: &str) -> bool {
    let is_of_interface =
        ["api", "rest", "v", "version"].contains(&before.to_ascii_lowercase().as_str());
    !number.is_empty() && (number.len() >= LONG_NUMBER || !(before.is_empty() || is_of_interface))
}

/// RFC 9562: `f70a1df4-3161-4d91-92ca-dbd4a079ac80`.
fn is_uuid(part: &str) -> bool {
    let lengths = part.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && part
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A digest or a database key. It contains digits, which words don't. An ObjectId always contains one: it begins with
/// the time in seconds, currently a 5 or a 6 in hex.
fn is_hex(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    part.bytes().all(|byte| byte.is_ascii_hexdigit())
        && matches!((part.len(), digits), (16.., 1..) | (8.., 3..))
}

/// 26 characters of Crockford's base 32, 128 bits.
fn is_ulid(part: &str) -> bool {
    let is_letter =
        |byte: u8| byte.is_ascii_alphanumeric() && !b"ILOU".contains(&byte.to_ascii_uppercase());
    part.len() == 26
        && part.starts_with(|c| ('0'..='7').contains(&c))
        && part.bytes().all(is_letter)
}

/// A word and a number: `ORD-10042`. A year does not count as the number.
fn is_reference(part: &str) -> bool {
    let Some((word, number)) = part.split_once(['-', '_']) else {
        return false;
    };
    let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    (1..=8).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        && number.len() >= 4
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !is_year
}

/// Random letters and digits, which switch between lower case, upper case and digits more often than words do.
fn is_token(part: &str) -> bool {
    // `cus_9s6XKzkNRiz8i3`
    let (random, shortest) = match part.split_once('_') {
        Some((kind, rest))
            if (2..=8).contains(&kind.len())
                && kind.bytes().all(|byte| byte.is_ascii_lowercase()) =>
        {
            (rest, 10)
        }
        _ => (part, 16),
    };
    let class = |byte: u8| match byte {
        b'0'..=b'9' => Some(0),
        b'a'..=b'z' => Some(1),
        b'A'..=b'Z' => Some(2),
        b'-' | b'_' => None,
        _ => Some(3),
    };
    let classes: Vec<u8> = random.bytes().filter_map(class).collect();
    // An initial capital is not a switch.
    let changes = classes
        .windows(2)
        .filter(|two| two[0] != two[1] && two[..] != [2, 1]);
    random.len() >= shortest
        && !classes.contains(&3)
        && classes.contains(&0)
        && changes.count() * 4 >= classes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::endpoint::{name, normalise, path};
    use proptest::prelude::*;

    fn of(endpoint: &str) -> String {
        pattern(&normalise(endpoint))
    }

    #[test]
    fn an_id_is_its_place() {
        for id in [
            "1",
            "404",
            "2024",
            "1042",
            "٥٠٣",
            "+966551234567",
            "f70a1df4-3161-4d91-92ca-dbd4a079ac80",
            "F70A1DF4-3161-4D91-92CA-DBD4A079AC80",
            "01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "01arz3ndektsv4rrffq69g5fav",
            "507f1f77bcf86cd799439011",
            "0123456789abcdef0123456789abcdef",
            "a1b2c3d4",
            "cus_9s6XKzkNRiz8i3",
            "cjld2cjxh0000qzrmn831i7rn",
            "V1StGXR8_Z5jdHi6B-myT",
            "evt_1MqqbKLt4dXK03v5qaIbiNCC",
            "ORD-10042",
            "INV_000123",
        ] {
            for (endpoint, expected) in [
                (
                    format!("https://a.example/retm/orders/{id}"),
                    "https://a.example/retm/orders/:id",
                ),
                (
                    format!("A.example/orders/{id}/items?x=1"),
                    "https://a.example/orders/:id/items",
                ),
                (format!("/orders/{id}"), "/orders/:id"),
                (format!("orders/{id}"), "orders/:id"),
                (format!("/orders/{id}.json"), "/orders/:id.json"),
            ] {
                assert_eq!(of(&endpoint), expected, "{endpoint}");
            }
        }
        assert_eq!(of("/shops/7/orders/1042"), "/shops/:id/orders/:id");
        assert_eq!(
            of("https://a.example/12345/orders"),
            "https://a.example/:id/orders"
        );
    }

    #[test]
    fn words_versions_and_years_stay() {
        for endpoint in [
            "https://a.example/retm/orders",
            "https://a.example:8443/",
            "https://192.0.2.7/retm",
            "/v1/orders",
            "/v2.1/orders",
            "/api/2/orders",
            "/api/2024/orders",
            "/404",
            "/2024/orders",
            "/api/2024-11-27/orders",
            "/oauth2/callback",
            "/sale-2024",
            "/branch-1",
            "/order.created",
            "/facade/decade/deadbeef",
            // 24 hex letters without a digit are not an ObjectId.
            "/orders/abcdefabcdefabcdefabcdef",
            "/OrderStatusChangedV2",
            "/order_status_changed_v2_final",
            "/loyalty-points-accrued",
            "/internationalisation",
            "/sha256-checksum-v1-report",
            "/%D8%B7%D9%84%D8%A8%D8%A7%D8%AA",
            "/a//b/",
            "orders",
            "",
        ] {
            assert_eq!(of(endpoint), endpoint);
            assert!(!has_id(endpoint));
        }
    }

    #[test]
    fn a_pattern_is_shown_as_such() {
        let orders = of("https://a.example/retm/orders/1042");
        assert_eq!(path(&orders), "/retm/orders/:id");
        assert_eq!(name(&orders), "orders");
        assert!(has_id(&orders));
    }

    proptest! {
        #[test]
        fn a_pattern_is_its_own_and_a_normal_form(text in "(https?://)?[A-Za-z0-9.:/?#@%+_ ٠-٩-]{0,60}") {
            let once = of(&text);
            prop_assert_eq!(&pattern(&once), &once);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (pattern(&text), has_id(&text), of(&text));
        }

        #[test]
        fn numbers_share_a_pattern(one: u32, other: u64) {
            let of = |number: u64| of(&format!("a.example/orders/{number}"));
            prop_assert_eq!(of(one.into()), of(other));
        }
    }
}
