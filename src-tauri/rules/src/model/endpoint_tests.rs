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
        "pos-bridge.example.com/retm/orders",
        "POS-bridge.example.com:443/retm/orders?x=1",
        "https://pos-bridge.example.com./retm/orders",
        "https://pos-bridge.example.com/x/../retm/./orders",
        "https://pos-bridge.example.com/%72etm/%6F%72ders",
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
        "https://a.example/retm/orders/",
        "https://a.example/retm//orders",
        "https://a.example/retm%2Forders",
        "https://b.example/retm/orders",
        "/retm/orders",
    ]
    .map(normalise);
    let apart: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(apart.len(), keys.len());
}

#[test]
fn a_host_without_a_scheme_is_one_over_https() {
    for (spelling, form) in [
        ("A.Example/Retm/x?y=1#z", "https://a.example/Retm/x"),
        ("a.example:443/x", "https://a.example/x"),
        ("a.example:80/x", "http://a.example/x"),
        ("a.example:8443/x", "https://a.example:8443/x"),
        ("a.example.", "https://a.example/"),
        ("localhost:3000/x", "https://localhost:3000/x"),
        ("[::1]:3000/x", "https://[::1]:3000/x"),
        ("192.0.2.7/x", "https://192.0.2.7/x"),
        (
            "مطعم.example/طلبات",
            "https://xn--2gbe8ac.example/%D8%B7%D9%84%D8%A8%D8%A7%D8%AA",
        ),
    ] {
        assert_eq!(normalise(spelling), form, "{spelling}");
    }
}

#[test]
fn a_path_is_one_however_it_is_encoded() {
    let orders = "/%D8%B7%D9%84%D8%A8%D8%A7%D8%AA";
    for spelling in [
        "/طلبات",
        orders,
        "/%d8%b7%d9%84%d8%a8%d8%a7%d8%aa",
        "/x/../طلبات",
        "/./طلبات?branch=2",
    ] {
        assert_eq!(normalise(spelling), orders, "{spelling}");
        let whole = format!("https://a.example{spelling}");
        assert_eq!(normalise(&whole), format!("https://a.example{orders}"));
        assert_eq!(path(spelling), "/طلبات");
    }
    assert_eq!(normalise("/%61%2Db%7e/%2f%3A"), "/a-b~/%2F%3A");
    assert_eq!(normalise("طلبات"), &orders[1..]);
    assert_eq!(normalise("/100%/%zz/%%341"), "/100%/%zz/A");
}

/// RFC 3986, 5.2.4: its own examples, and paths that go up too far.
#[test]
fn dot_segments_are_resolved() {
    for (path, form) in [
        ("/a/b/c/./../../g", "/a/g"),
        ("/mid/content=5/../6", "/mid/6"),
        ("/a/../b", "/b"),
        ("/a/%2e%2E/./b", "/b"),
        ("/../../b", "/b"),
        ("/a/b/..", "/a/"),
        ("/a/b/.", "/a/b/"),
        ("/a//../b", "/a/b"),
        ("/a/...", "/a/..."),
    ] {
        assert_eq!(normalise(path), form, "{path}");
        let whole = normalise(&format!("https://a.example{path}"));
        assert_eq!(whole, format!("https://a.example{form}"), "{path}");
    }
}

#[test]
fn a_part_is_looked_for_as_it_may_be_kept() {
    for (part, kept) in [
        ("a b", "a%20b"),
        ("%7Euser", "~user"),
        ("%2fx", "%2Fx"),
        ("a\"<b>", "a%22%3Cb%3E"),
        ("/a/../b c", "/b%20c"),
        ("HTTPS://A.example:443/b", "https://a.example/b"),
    ] {
        let spellings = spellings(part);
        assert!(spellings.iter().any(|one| one == kept), "{spellings:?}");
        assert_eq!(spellings[0], part);
    }
    // Derives what needs encoding from the normal form itself.
    for letter in (' '..='~').filter(|letter| !"?#/\\%.".contains(*letter)) {
        let kept = normalise(&format!("/x{letter}x"));
        let part = format!("x{letter}x");
        assert!(spellings(&part).contains(&kept[1..].to_owned()), "{kept}");
    }
}

#[test]
fn bare_paths_and_words_keep_their_words() {
    assert_eq!(normalise("/retm/menu?branch=2"), "/retm/menu");
    for words in [
        "orders",
        "retm/orders",
        "v1.2/orders",
        "2.0/orders",
        "",
        "two words",
        "mailto:me",
        "//a.example/x",
        "ftp://a/b",
    ] {
        assert_eq!(normalise(words), words);
    }
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
            "https://xn--mgb6a5ap.example",
            "نقاط.example",
            "نقاط.example",
        ),
        ("https://bücher.example", "bücher.example", "bücher.example"),
        (
            "https://аррӏе.example",
            "xn--80ak6aa92e.example",
            "xn--80ak6aa92e.example",
        ),
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
        assert_eq!(decoded(path), path);
    }
    assert_eq!(decoded("/%D8%B7-%41%d8%b7%"), "/ط-%41ط%");
}

proptest! {
    #[test]
    fn a_path_and_its_encoding_are_one(path in "(/[a-zA-Zء-ي0-9._~ é-]{1,8}){1,4}") {
        let encoded: String = path
            .bytes()
            .map(|byte| match byte {
                b'/' => "/".to_owned(),
                _ => format!("%{byte:02x}"),
            })
            .collect();
        for before in ["", "https://a.example", "A.example."] {
            prop_assert_eq!(normalise(&format!("{before}{path}x")), normalise(&format!("{before}{encoded}x")));
        }
    }

    #[test]
    fn normalising_any_text_twice_is_normalising_once(text: String) {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn normalising_twice_is_normalising_once(text in "(https?://)?[A-Fa-f0-9.:/?#@%<>\\\\ط\" -]{0,40}") {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = (normalise(&text), path(&text), name(&text), host(&text), any_host(&text));
    }
}
