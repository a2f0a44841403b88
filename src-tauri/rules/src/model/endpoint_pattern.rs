//! Patterns that match endpoints: `*` matches any text, and the scheme is optional. Pure.

use super::{endpoint, problem::Problem};

/// The longest pattern, in characters.
pub const MAX_LENGTH: usize = 500;

/// Rejects a pattern that matches nothing, or everything.
///
/// # Errors
/// What is wrong with it.
pub fn check(pattern: &str) -> Result<(), Problem> {
    let pattern = pattern.trim();
    let (what, remedy) = if pattern.is_empty() {
        (
            "The pattern is empty.",
            "Enter an endpoint, such as staging.example.com/*.",
        )
    } else if pattern.chars().count() > MAX_LENGTH {
        ("The pattern is too long.", "Enter a shorter one.")
    } else if pattern.chars().any(char::is_control) {
        ("The pattern contains control characters.", "Remove them.")
    } else if !pattern.chars().any(char::is_alphanumeric) {
        (
            "The pattern would match every endpoint.",
            "Pause notifications instead.",
        )
    } else {
        return Ok(());
    };
    Err(Problem::new(what, "Nothing was muted.", remedy))
}

/// Whether a pattern matches an endpoint, with or without its scheme. The case of the host does not matter.
pub fn matches(pattern: &str, endpoint: &str) -> bool {
    let pattern = pattern.trim().to_lowercase();
    let key = endpoint::normalise(endpoint).to_lowercase();
    let readable = endpoint::host_and_path(endpoint).to_lowercase();
    let matches = |text: &str| like(&pattern, text);
    pattern == key || matches(&key) || matches(&readable)
}

/// Whether a pattern matches a text: finds the parts between the stars one after the other, each at its earliest
/// position.
pub fn like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            match rest.find(before) {
                Some(at) => rest = &rest[at + str::len(before)..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_star_stands_for_any_text_and_the_scheme_may_be_left_out() {
        let orders = "https://staging.shop.example/retm/orders";
        for (pattern, is) in [
            (orders, true),
            ("staging.shop.example/retm/orders", true),
            ("Staging.Shop.Example/*", true),
            ("*/retm/orders", true),
            ("staging.*/orders", true),
            ("*shop*retm*", true),
            (" staging.shop.example/* ", true),
            ("staging.shop.example", false),
            ("staging.shop.example/retm/order", false),
            ("*/retm/menu", false),
            ("*orders*orders", false),
            ("shop.example/*", false),
            ("", false),
        ] {
            assert_eq!(matches(pattern, orders), is, "{pattern}");
        }
        assert!(matches("/retm/*", "/retm/menu"));
        assert!(matches(
            "*/طلبات",
            "https://a.example/%D8%B7%D9%84%D8%A8%D8%A7%D8%AA"
        ));
    }

    #[test]
    fn a_pattern_names_something() {
        for bad in ["", "  ", "*", "**/*", "a\nb", &"x".repeat(MAX_LENGTH + 1)] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
        assert!(check("*.example/*").is_ok());
    }

    proptest! {
        #[test]
        fn an_endpoint_names_itself(endpoint in "https://[a-z]{1,8}\\.example/[a-z/*]{0,20}") {
            prop_assert!(matches(&endpoint, &endpoint));
        }

        #[test]
        fn no_pattern_breaks_it(pattern in ".{0,60}", endpoint in ".{0,60}") {
            matches(&pattern, &endpoint);
            let _ = check(&pattern);
        }
    }
}
