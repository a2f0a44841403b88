//! Endpoints: which reports speak of the same one, and what it is called in a glance. Pure functions over
//! the text that RETM sent; nothing is resolved, asked or trusted. Our own URLs are not endpoints.

use super::http_url::HttpUrl;

/// The form under which reports at one endpoint are filed together: scheme and host in lower case, default
/// port, fragment, user name and query dropped. Text that is no `http(s)` URL (a bare path, a host without a
/// scheme) keeps its words, less query and fragment.
pub fn normalise(endpoint: &str) -> String {
    let text = without_query(endpoint.trim());
    match HttpUrl::parse(text) {
        Ok(url) => url.as_sent().to_string(),
        Err(_) => without_scheme(text),
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

/// The path, which tells a developer's own endpoints apart: `/retm/orders`. Where there is none, the host. As a
/// person writes it: `/طلبات` and not `/%D8%B7…`.
pub fn path(endpoint: &str) -> String {
    let key = readable(&normalise(endpoint));
    let after_scheme = match key.split_once("://") {
        // Whatever it is, it is called something.
        Some((_, "")) => return key,
        Some((_, rest)) => rest,
        None => &*key,
    };
    match after_scheme.find('/') {
        Some(at) if after_scheme.len() > at + 1 => after_scheme[at..].to_owned(),
        Some(at) if at > 0 => after_scheme[..at].to_owned(),
        _ => after_scheme.to_owned(),
    }
}

/// Percent-encoded letters as themselves. What is ASCII stays encoded, for it may mean something in a URL (`%2F`),
/// and so does what can't be seen or turns text around.
fn readable(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, encoded) = rest.split_at(at);
        written.push_str(before);
        let bytes: Vec<u8> = std::iter::successors(Some(encoded), |from| from.get(3..))
            .map_while(beyond_ascii)
            .collect();
        // At least the percent sign itself.
        let (run, after) = encoded.split_at((bytes.len() * 3).max(1));
        match String::from_utf8(bytes) {
            Ok(letters) if !letters.is_empty() && !letters.contains(is_hidden) => {
                written.push_str(&letters);
            }
            _ => written.push_str(run),
        }
        rest = after;
    }
    written + rest
}

/// The byte that text begins with, percent-encoded, where that is no ASCII.
fn beyond_ascii(text: &str) -> Option<u8> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    let byte = u8::from_str_radix(digits, 16).ok()?;
    (!byte.is_ascii()).then_some(byte)
}

/// Spaces, controls, and the marks that have no width or decide the direction of others (Unicode Standard Annex
/// #9, section 2).
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || letter.is_whitespace()
        || matches!(
            letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

/// The host, with its port: `a.example:8080`. None where there is none, or where it is all there is.
pub fn host(endpoint: &str) -> Option<String> {
    let whole = host_and_path(endpoint);
    let (host, path) = whole.split_once('/')?;
    (!host.is_empty() && !path.is_empty()).then(|| host.to_owned())
}

/// Host and path, as a person writes them: `a.example/retm/orders`.
pub fn host_and_path(endpoint: &str) -> String {
    let key = readable(&normalise(endpoint));
    match key.split_once("://") {
        Some((_, rest)) => rest.to_owned(),
        None => key,
    }
}

/// Whether these endpoints are of more than one host. Then paths alone don't tell them apart, and each is shown with
/// its host. What names no host counts for none.
pub fn have_several_hosts<'a>(endpoints: impl IntoIterator<Item = &'a str>) -> bool {
    let mut hosts = endpoints.into_iter().filter_map(any_host);
    hosts
        .next()
        .is_some_and(|first| hosts.any(|other| other != first))
}

/// The host, also where it is all there is.
pub fn any_host(endpoint: &str) -> Option<String> {
    let key = readable(&normalise(endpoint));
    let (has_scheme, rest) = match key.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, &*key),
    };
    let host = rest.split('/').next().unwrap_or_default();
    let is_host = !host.is_empty() && (has_scheme || host.contains('.'));
    is_host.then(|| host.to_owned())
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
    fn a_host_is_said_beside_a_path() {
        for (endpoint, expected) in [
            (
                "https://A.example:8080/retm/orders?x=1",
                Some("a.example:8080"),
            ),
            ("a.example/retm", Some("a.example")),
            ("https://a.example/", None),
            ("https://a.example", None),
            ("/retm/menu", None),
            ("orders", None),
            ("", None),
        ] {
            assert_eq!(host(endpoint).as_deref(), expected, "{endpoint}");
        }
    }

    #[test]
    fn hosts_are_shown_where_there_is_more_than_one() {
        for (several, endpoints) in [
            (false, &[][..]),
            (
                false,
                &[
                    "https://a.example/x",
                    "https://A.example:443/y",
                    "a.example/z",
                ],
            ),
            (
                false,
                &["https://a.example/x", "/retm/orders", "orders", ""],
            ),
            (true, &["https://a.example/x", "https://b.example/x"]),
            (true, &["https://a.example/x", "https://a.example:8443/x"]),
            (true, &["https://a.example/x", "https://b.example/"]),
            (true, &["/x", "a.example/x", "b.example/x"]),
        ] {
            assert_eq!(
                have_several_hosts(endpoints.iter().copied()),
                several,
                "{endpoints:?}"
            );
        }
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
            ("https://نقاط.example/طلبات/قائمة", "/طلبات/قائمة", "قائمة"),
            (
                "https://a.example/caf%C3%A9/%2Fx%20y",
                "/café/%2Fx%20y",
                "%2Fx%20y",
            ),
            ("/", "/", "/"),
            ("https://", "https://", "https:"),
            ("", "", ""),
        ] {
            assert_eq!(path(endpoint), expected_path, "{endpoint}");
            assert_eq!(name(endpoint), expected_name, "{endpoint}");
        }
    }

    #[test]
    fn what_would_mislead_stays_encoded() {
        for path in [
            "/a%E2%80%AEb",
            "/%D8",
            "/%D8%",
            "/100%",
            "/%zz%D",
            "/%41%20%0A",
            "/%+f%D8%+B",
            "/%C2%A0%E3%80%80",
        ] {
            assert_eq!(readable(path), path);
        }
        assert_eq!(readable("/%D8%B7-%41%d8%b7%"), "/ط-%41ط%");
    }

    proptest! {
        #[test]
        fn normalising_twice_is_normalising_once(text in "(https?://)?[A-Za-z0-9.:/?#@%<>\" -]{0,40}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (normalise(&text), path(&text), name(&text), host(&text), any_host(&text));
        }
    }
}
