//! Responses: each status, redirects, pages of tunnel providers; and what the request itself contains.

use missedhook_tests::{
    broken::{Broken, answering},
    endpoint::Endpoint,
};

use crate::prober::{HOST, Prober};

fn there(endpoint: &Endpoint, path: &str) -> String {
    endpoint.url(path).replace("127.0.0.1", HOST)
}

#[test]
fn each_status_is_named() {
    let prober = Prober::new();
    for (status, cause, sentence) in [
        (200, "answers", "answers 200 OK after {T}."),
        (204, "answers", "answers 204 No Content after {T}."),
        (400, "answers", "answers 400 Bad Request after {T}."),
        (401, "answers", "answers 401 Unauthorized after {T}."),
        (403, "answers", "answers 403 Forbidden after {T}."),
        (404, "answers", "answers 404 Not Found after {T}."),
        (
            405,
            "answers",
            "answers 405 Method Not Allowed to HEAD, and 405 Method Not Allowed to GET.",
        ),
        (410, "answers", "answers 410 Gone after {T}."),
        (413, "answers", "answers 413 Payload Too Large after {T}."),
        (429, "answers", "answers 429 Too Many Requests after {T}."),
        (
            500,
            "server_error",
            "answers 500 Internal Server Error after {T}.",
        ),
        (502, "server_error", "answers 502 Bad Gateway after {T}."),
        (
            503,
            "server_error",
            "answers 503 Service Unavailable after {T}.",
        ),
        (
            504,
            "server_error",
            "answers 504 Gateway Timeout after {T}.",
        ),
        (521, "server_error", "answers 521 after {T}."),
    ] {
        let endpoint = Endpoint::answering([status]);
        let probe = prober.probe(&there(&endpoint, "/retm/orders"), &[]);
        probe.is(cause, &format!("{HOST} {sentence}"));
        assert_eq!(probe.0["status"], status);
        let needs_next = status >= 400;
        assert_eq!(probe.0["next"] != "", needs_next, "{status}: {:#}", probe.0);
    }
}

#[test]
fn what_allows_no_head_is_asked_with_get_over_a_connection_of_its_own() {
    let prober = Prober::new();
    let endpoint = Endpoint::answering([405, 200]);
    let probe = prober.probe(&there(&endpoint, "/retm/orders?branch=2"), &[]);
    probe.is(
        "answers",
        &format!("{HOST} answers 405 Method Not Allowed to HEAD, and 200 OK to GET."),
    );
    assert_eq!(
        (&probe.0["status"], &probe.0["get_status"]),
        (&405.into(), &200.into())
    );
    assert_eq!(probe.0["next"], "");
    let asked = endpoint.requests().all();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].request_line, "GET /retm/orders?branch=2 HTTP/1.1");
    assert_eq!(asked[1].header("authorization"), None);
}

#[test]
fn server_hints_are_reported() {
    let prober = Prober::new();
    for (head, body, cause, words, next) in [
        (
            "503 Service Unavailable",
            "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>",
            "server_error",
            "HAProxy responds this way when nothing is listening behind it",
            "Start your app",
        ),
        (
            "400 Bad Request",
            "<html><head><title>Bad Request (400)</title></head><body><h1>Bad Request (400)</h1><p></p></body></html>",
            "answers",
            "ALLOWED_HOSTS",
            "Add the host to ALLOWED_HOSTS",
        ),
        (
            "404 Not Found",
            "<pre>Cannot POST /retm/orders</pre>",
            "answers",
            "no route that accepts POST",
            "Add the POST route",
        ),
        (
            "200 OK\r\nServer: Caddy",
            "",
            "answers",
            "your app never saw the request",
            "Make sure Caddy has",
        ),
    ] {
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let broken = Broken::plain(answering(answer));
        let url = format!("http://{HOST}:{}/retm/orders", broken.port());
        let probe = prober.probe(&url, &["--post-event"]);
        let text = |field: &str| probe.0[field].as_str().unwrap().to_owned();
        assert_eq!(text("cause"), cause, "{:#}", probe.0);
        assert!(text("sentence").contains(words), "{:#}", probe.0);
        assert!(text("next").starts_with(next), "{:#}", probe.0);
    }
}

#[test]
fn redirects_are_reported_and_not_followed() {
    let prober = Prober::new();
    // They redirect to each other, in a loop.
    let beyond = Endpoint::answering([200]);
    let to = beyond.url("/elsewhere");
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
    let away = Broken::plain(answering(head));
    let probe = prober.probe(&format!("http://{HOST}:{}/retm", away.port()), &[]);
    probe.is(
        "redirects",
        &format!(
            "{HOST} answers 302 Found and sends the caller to {to}; RETM is not known to follow."
        ),
    );
    assert_eq!(beyond.requests().count(), 0, "it was followed");
    let head = "HTTP/1.1 308 Permanent Redirect\r\nlocation: /retm\r\ncontent-length: 0\r\n\r\n";
    let circle = Broken::plain(answering(head));
    let url = format!("http://{HOST}:{}/retm", circle.port());
    prober.probe(&url, &[]).is(
        "redirects",
        &format!("{HOST} answers 308 Permanent Redirect and sends the caller to {url}; RETM is not known to follow."),
    );
    assert_eq!(circle.connections(), 1, "once, and not in a circle");
}

#[test]
fn head_carries_no_credentials_and_an_event_is_posted_only_when_asked_for() {
    let prober = Prober::new();
    let endpoint = Endpoint::answering([200]);
    let url = there(&endpoint, "/retm/orders?branch=2#top").replace("http://", "http://me:secret@");
    let probe = prober.probe(&url, &[]);
    assert!(!probe.0.to_string().contains("secret"), "{:#}", probe.0);
    prober.probe(&url, &["--post-event"]);
    let requests = endpoint.requests().all();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        requests[0].request_line,
        "HEAD /retm/orders?branch=2 HTTP/1.1"
    );
    assert_eq!(requests[0].body, b"");
    assert_eq!(
        requests[1].request_line,
        "POST /retm/orders?branch=2 HTTP/1.1"
    );
    assert_eq!(requests[1].header("content-type"), Some("application/json"));
    let event: serde_json::Value = serde_json::from_slice(&requests[1].body).unwrap();
    assert_eq!(event["event"], "order.created");
    for request in &requests {
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("cookie"), None);
        let agent = request.header("user-agent").unwrap();
        assert!(agent.starts_with("missedhook/"), "{agent}");
    }
}

#[test]
fn headers_are_facts_bounded_and_without_secrets() {
    let mut head = "HTTP/1.1 200 OK\r\nset-cookie: sid=s3cret\r\nx-api-key: s3cret\r\n".to_owned();
    head.push_str(&format!("x-long: {}\r\n", "y".repeat(9000)));
    head.push_str("x-bad: \u{202e}evil\r\n");
    for number in 0..60 {
        head.push_str(&format!("x-{number}: z\r\n"));
    }
    head.push_str("content-length: 0\r\n\r\n");
    let endpoint = Broken::plain(answering(head));
    let probe = Prober::new().probe(&format!("http://{HOST}:{}/", endpoint.port()), &[]);
    let text = probe.0.to_string();
    assert!(
        !text.contains("s3cret") && !text.contains('\u{202e}'),
        "{text}"
    );
    assert!(text.len() < 12_000, "{}", text.len());
    assert_eq!(probe.facts("set-cookie"), ["(not shown)"]);
}
