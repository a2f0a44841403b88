//! A page in this machine's browser can reach 127.0.0.1, but nothing more. It gets nothing that it can read, it stores
//! nothing without the key, and the name it uses (DNS rebinding) makes no difference.

use missedhook_tests::{
    http::{Answer, Request, Target},
    machine::Machine,
    program::{Serve, list},
    retm::{accepted, fixture, report},
};

/// The origins of pages: another site, a file, another port of this machine.
const ORIGINS: [&str; 4] = [
    "https://evil.example",
    "null",
    "http://127.0.0.1:8080",
    "http://localhost",
];

/// Names under which a browser can be led to this machine, and others that a proxy may use.
const HOSTS: [&str; 10] = [
    "evil.example",
    "evil.example:7386",
    "localhost",
    "127.0.0.1",
    "0.0.0.0:7386",
    "[::1]",
    "2130706433",
    "127.0.0.1.nip.example",
    "a.example, b.example",
    "",
];

/// Without one of these, a browser withholds the answer from a page of another origin.
fn assert_unreadable(answer: &Answer) {
    for (name, _) in &answer.headers {
        assert!(!name.starts_with("access-control-"), "{answer:?}");
        assert!(name != "cross-origin-resource-policy", "{answer:?}");
        assert!(name != "set-cookie", "{answer:?}");
    }
}

fn of_a_page(method: &str, target: &Target, origin: &str) -> Request {
    Request::new(method, target)
        .header("Origin", origin)
        .header("Referer", origin)
        .header("Sec-Fetch-Site", "cross-site")
        .header("Sec-Fetch-Mode", "cors")
}

#[test]
fn a_page_of_another_origin_reads_nothing_and_stores_nothing_without_the_key() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let body = || fixture("documented.json");
    for origin in ORIGINS {
        for path in ["/", "/error/", "/error/0123", "/settings.toml"] {
            let elsewhere = target.with_path(path);
            let asked = of_a_page("GET", &elsewhere, origin).send();
            // What a form, `sendBeacon` or `fetch` with `no-cors` may send without a preflight.
            let form = of_a_page("POST", &elsewhere, origin)
                .header("Content-Type", "text/plain")
                .body(body())
                .send();
            // The browser's preflight; the last line is Chromium's, for private networks.
            let preflight = of_a_page("OPTIONS", &elsewhere, origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .header("Access-Control-Request-Private-Network", "true")
                .send();
            for answer in [asked, form, preflight] {
                assert!(matches!(answer.status, 404 | 429), "{answer:?}");
                assert_unreadable(&answer);
                assert!(answer.status == 429 || answer.body.is_empty(), "{answer:?}");
            }
        }
    }
    assert!(list(&machine, 100).is_empty());
    // Even with the key, a page may not read the answer. The key only permits sending.
    for origin in ORIGINS {
        let sent = of_a_page("POST", &target, origin).body(body()).send();
        accepted(&sent);
        let greeted = of_a_page("GET", &target, origin).send();
        let asked = of_a_page("OPTIONS", &target, origin)
            .header("Access-Control-Request-Method", "PUT")
            .send();
        assert_eq!((greeted.status, asked.status), (200, 405));
        for answer in [sent, greeted, asked] {
            assert_unreadable(&answer);
        }
    }
    assert_eq!(list(&machine, 100).len(), ORIGINS.len());
}

#[test]
fn no_name_in_the_host_header_changes_anything() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let by_name = |method: &str, path: &str, host: &str| {
        Request::new(method, &target.with_path(path)).host(host)
    };
    for (n, host) in HOSTS.iter().enumerate() {
        for path in ["/", "/admin", &target.path.to_ascii_uppercase()] {
            let answer = by_name("GET", path, host).send();
            assert!(
                matches!(answer.status, 404 | 429),
                "{host} {path}: {answer:?}"
            );
            assert_unreadable(&answer);
        }
        let greeted = by_name("GET", &target.path, host).send();
        assert_eq!(greeted.status, 200, "{host}");
        assert!(!greeted.text().contains("evil"), "{greeted:?}");
        let sent = by_name("POST", &target.path, host)
            .body(report("/retm/orders", host))
            .send();
        accepted(&sent);
        assert_eq!(list(&machine, 100).len(), n + 1, "{host}");
    }
}
