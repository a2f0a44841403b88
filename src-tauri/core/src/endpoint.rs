//! Endpoints: which reports speak of the same one, and what it is called in a glance. Pure functions over
//! the text that RETM sent; nothing is resolved, asked or trusted. Our own URLs are not endpoints.

// url: the WHATWG parser that browsers' rules are written down in; kept by the Servo project.
use url::Url;

/// The form under which reports at one endpoint are filed together: scheme and host in lower case, default
/// port, fragment, user name and query dropped. Text that is no `http(s)` URL (a bare path, a host without a
/// scheme) keeps its words, less query and fragment. Never longer than the text it came from.
pub fn normalise(endpoint: &str) -> String {
    let text = without_query(endpoint.trim());
    match Url::parse(text) {
        Ok(mut url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            // Neither can fail on a URL that has a host.
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.to_string()
        }
        _ => without_scheme(text),
    }
}

/// A host in front of the first slash is in lower case, whatever the path says.
fn without_scheme(text: &str) -> String {
    match text.split_once('/') {
        Some((host, path)) if host.contains('.') => {
            format!("{}/{path}", host.to_ascii_lowercase())
        }
        _ => text.to_owned(),
    }
}

fn without_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default().trim_end()
}

/// The path, which tells a developer's own endpoints apart: `/retm/orders`. Where there is none, the host.
pub fn path(endpoint: &str) -> String {
    let key = normalise(endpoint);
    let after_scheme = key.split_once("://").map_or(&*key, |(_, rest)| rest);
    match after_scheme.find('/') {
        Some(at) if after_scheme.len() > at + 1 => after_scheme[at..].to_owned(),
        Some(at) if at > 0 => after_scheme[..at].to_owned(),
        _ => after_scheme.to_owned(),
    }
}

/// The last part of the path: `orders`.
pub fn name(endpoint: &str) -> String {
    let path = path(endpoint);
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .filter(|part| !part.is_empty())
        .unwrap_or(&path)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_endpoint_fall_together() {
        let orders = "https://pos-bridge.example.com/retm/orders";
        for spelling in [
            orders,
            " https://pos-bridge.example.com/retm/orders ",
            "HTTPS://POS-Bridge.Example.com/retm/orders",
            "https://pos-bridge.example.com:443/retm/orders",
            "https://pos-bridge.example.com/retm/orders?x=<b>&y=\"1\"",
            "https://pos-bridge.example.com/retm/orders#top",
            "https://user:secret@pos-bridge.example.com/retm/orders",
        ] {
            assert_eq!(normalise(spelling), orders, "{spelling}");
        }
    }

    #[test]
    fn different_endpoints_stay_apart() {
        let keys = [
            "https://a.example/retm/orders",
            "http://a.example/retm/orders",
            "https://a.example:8443/retm/orders",
            "https://a.example/RETM/orders",
            "https://b.example/retm/orders",
            "/retm/orders",
        ]
        .map(normalise);
        let apart: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(apart.len(), keys.len());
    }

    #[test]
    fn hosts_without_scheme_and_bare_paths_keep_their_words() {
        assert_eq!(normalise("A.Example/Retm/x?y=1#z"), "a.example/Retm/x");
        assert_eq!(normalise("/retm/menu?branch=2"), "/retm/menu");
        assert_eq!(normalise("orders"), "orders");
        assert_eq!(normalise(""), "");
    }

    #[test]
    fn names_say_what_a_developer_calls_it() {
        for (endpoint, expected_path, expected_name) in [
            (
                "https://a.example/retm/orders?x=1",
                "/retm/orders",
                "orders",
            ),
            ("a.example/retm/orders", "/retm/orders", "orders"),
            ("/retm/menu/", "/retm/menu/", "menu"),
            ("https://a.example/", "a.example", "a.example"),
            ("https://a.example:8080", "a.example:8080", "a.example:8080"),
            ("orders", "orders", "orders"),
            ("/", "/", "/"),
            ("", "", ""),
        ] {
            assert_eq!(path(endpoint), expected_path, "{endpoint}");
            assert_eq!(name(endpoint), expected_name, "{endpoint}");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_is_normalising_once(text in "(https?://)?[A-Za-z0-9.:/?#@%<>\" -]{0,40}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (normalise(&text), path(&text), name(&text));
        }
    }
}
