//! Anything but a report from an authorised sender is rejected as the contract says, and leaves no trace.

use std::time::{Duration, Instant};

use missedhook_tests::{
    LIMIT,
    data::write_settings,
    http::{Answer, Connection, Request, Target},
    machine::Machine,
    program::{Serve, list, show},
    retm::{accepted, deliver, fixture, request},
};

/// The largest body that is accepted.
const LARGEST: usize = 256 * 1024;

/// Checks an answer against RFC 9457 and the contract.
pub fn assert_problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    let content_type = answer.header("content-type").unwrap_or_default();
    assert!(
        content_type.starts_with("application/problem+json"),
        "{answer:?}"
    );
    let problem = answer.json();
    assert_eq!(problem["status"], status, "{problem}");
    for name in ["type", "title", "detail"] {
        let text = problem[name].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "no {name} in {problem}");
    }
}

fn assert_not_found(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 404, "{what}: {answer:?}");
    assert!(answer.body.is_empty(), "{what}: {answer:?}");
}

#[test]
fn all_but_the_receiver_url_is_not_found_and_says_nothing() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let own = &target.path;
    let paths = [
        "/".to_owned(),
        "/error".to_owned(),
        format!("/x{own}"),
        "/metrics".to_owned(),
        "/index.html".to_owned(),
        "/favicon.ico".to_owned(),
        "/list".to_owned(),
    ];
    for path in &paths {
        for method in [
            "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW",
        ] {
            let request = Request::new(method, &target.with_path(path));
            let request = match method {
                "POST" | "PUT" | "PATCH" => request.body(fixture("documented.json")),
                _ => request,
            };
            assert_not_found(&request.send(), &format!("{method} {path}"));
        }
    }
    // Too few to count as guessing.
    let wrong_keys = [
        "/error/".to_owned(),
        "/error/00000000000000000000000000000000".to_owned(),
        format!("/error/{}", &serve.key()[..31]),
        format!("{own}0"),
        format!("{own}/"),
        format!("{own}/more"),
        "/error/../settings.toml".to_owned(),
    ];
    for path in &wrong_keys {
        for method in ["GET", "POST"] {
            let request = Request::new(method, &target.with_path(path));
            assert_not_found(&request.send(), &format!("{method} {path}"));
        }
    }
    assert!(list(&machine, 100).is_empty());
}

/// Sends it until it is rejected as one too many.
fn until_too_many(request: &Request, usual: u16) -> Answer {
    for _ in 0..10_000 {
        let answer = request.send();
        if answer.status != usual {
            return answer;
        }
    }
    panic!("ten thousand times {usual}");
}

#[test]
fn guessing_is_throttled_and_notifies_once_and_the_right_key_still_works() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), Some("t0ken"));
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let body = fixture("documented.json");
    let wrong_key = Request::new(
        "POST",
        &target.with_path("/error/fedcba98fedcba98fedcba98fedcba98"),
    )
    .header("X-Forwarded-For", "127.0.0.1");
    let wrong_token =
        request(&serve.receiver_url, body.clone()).header("Authorization", "Bearer wrong");
    let right = request(&serve.receiver_url, body).header("Authorization", "Bearer t0ken");
    for (wrong, usual) in [(&wrong_key, 404), (&wrong_token, 401)] {
        let answer = until_too_many(wrong, usual);
        assert_problem(&answer, 429);
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=10).contains(&wait), "{answer:?}");
    }
    let elsewhere = Request::new("GET", &target.with_path("/admin"));
    let greeting = Request::new("GET", &target);
    for _ in 0..50 {
        // However many wrong ones come in between.
        wrong_key.send();
        accepted(&right.send());
        assert_eq!(greeting.send().status, 200);
        assert_not_found(&elsewhere.send(), "it is no guess");
    }
    assert_eq!(list(&machine, 100).len(), 50);
    let told = |lines: &[String]| {
        let count = lines
            .iter()
            .filter(|line| line.contains("guessing"))
            .count();
        (count > 0).then_some(count)
    };
    let times = serve
        .process
        .stderr
        .wait_for("that someone is guessing", LIMIT, told);
    assert_eq!(times, 1, "{}", serve.process.output());
    assert!(!serve.process.output().contains("fedcba98"));
}

#[test]
fn other_methods_on_the_receiver_url_are_not_allowed() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for method in ["PUT", "DELETE", "PATCH"] {
        let request = Request::new(method, &Target::of(&serve.receiver_url));
        let answer = request.body(fixture("documented.json")).send();
        assert_problem(&answer, 405);
        let allow = answer.header("allow").unwrap_or_default();
        assert!(
            allow.contains("GET") && allow.contains("POST"),
            "{answer:?}"
        );
    }
    assert!(list(&machine, 100).is_empty());
}

#[test]
fn a_persons_browser_is_told_that_it_is_alive() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let answer = Request::new("GET", &Target::of(&serve.receiver_url)).send();
    assert_eq!(answer.status, 200, "{answer:?}");
    let content_type = answer.header("content-type").unwrap_or_default();
    assert!(content_type.starts_with("text/plain"), "{answer:?}");
    let text = answer.text();
    assert!(
        !text.trim().is_empty() && text.len() < 500,
        "short: {text:?}"
    );
    assert!(!text.contains(serve.key()), "{text:?}");
    assert!(list(&machine, 100).is_empty());
}

/// A readable report of exactly this size.
fn report_of(size: usize) -> Vec<u8> {
    let frame = missedhook_tests::retm::report("/retm/orders", "").len();
    missedhook_tests::retm::report("/retm/orders", &"x".repeat(size - frame))
}

#[test]
fn a_body_of_256_kib_is_kept_whole() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let body = report_of(LARGEST);
    assert_eq!(body.len(), 262_144);
    for request in [
        request(&serve.receiver_url, body.clone()),
        request(&serve.receiver_url, body.clone()).chunked(),
    ] {
        let id = accepted(&request.send()).id;
        let shown = show(&machine, id);
        let same = shown["body"].as_str().map(str::as_bytes) == Some(&body);
        assert!(same, "the body of {id} is not what was sent");
    }
}

#[test]
fn a_larger_body_is_refused_however_it_comes() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for size in [LARGEST + 1, 3 * LARGEST] {
        let request = request(&serve.receiver_url, report_of(size));
        assert_problem(&request.send(), 413);
        assert_problem(&request.chunked().send(), 413);
    }
    assert!(list(&machine, 100).is_empty());
}

#[test]
fn a_length_that_is_only_claimed_is_not_waited_for() {
    let machine = Machine::headless();
    let serve = Serve::start_with(&machine, &[("MISSEDHOOK_REQUEST_TIMEOUT_MS", "1000")]);
    let target = Target::of(&serve.receiver_url);
    let mut connection = Connection::open(&target.authority);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Length: 99999999999\r\n\r\n",
        target.path, target.authority
    );
    connection.try_write(head.as_bytes()).unwrap();
    let answer = connection.try_read_answer("POST").unwrap();
    // Too large and too slow: both are true.
    let status = if answer.status == 408 { 408 } else { 413 };
    assert_problem(&answer, status);
    assert!(list(&machine, 100).is_empty());
}

#[test]
fn a_body_sent_too_slowly_gets_408() {
    let machine = Machine::headless();
    let serve = Serve::start_with(&machine, &[("MISSEDHOOK_REQUEST_TIMEOUT_MS", "1000")]);
    let request = request(&serve.receiver_url, fixture("documented.json"));
    let mut connection = Connection::open(&Target::of(&serve.receiver_url).authority);
    connection.try_write(request.head().as_bytes()).unwrap();
    trickle(&mut connection, &fixture("documented.json"));
    assert_problem(&connection.try_read_answer("POST").unwrap(), 408);
    assert!(list(&machine, 100).is_empty());
    deliver(&serve.receiver_url, fixture("documented.json"));
}

#[test]
fn headers_sent_too_slowly_close_the_connection() {
    let machine = Machine::headless();
    let serve = Serve::start_with(&machine, &[("MISSEDHOOK_REQUEST_TIMEOUT_MS", "1000")]);
    let target = Target::of(&serve.receiver_url);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\n",
        target.path, target.authority
    );
    let slow = format!("X-Slow: {}", "a".repeat(500));
    std::thread::scope(|scope| {
        for more in ["", &slow] {
            let (target, head) = (&target, &head);
            scope.spawn(move || {
                let mut connection = Connection::open(&target.authority);
                connection.try_write(head.as_bytes()).unwrap();
                trickle(&mut connection, more.as_bytes());
                let rest = connection
                    .read_to_close()
                    .expect("the connection is closed");
                let answer = String::from_utf8_lossy(&rest);
                assert!(!answer.contains(" 200 "), "{answer}");
            });
        }
    });
    assert!(list(&machine, 100).is_empty());
    deliver(&serve.receiver_url, fixture("documented.json"));
}

/// Writes one byte at a time, and never the last one, until the other side has had enough.
fn trickle(connection: &mut Connection, bytes: &[u8]) {
    let end = Instant::now() + LIMIT;
    let mut left = bytes.iter();
    while !connection.has_answered(Duration::from_millis(100)) {
        assert!(Instant::now() < end, "still patient after {LIMIT:?}");
        if left.len() > 1 {
            let byte = *left.next().unwrap();
            if connection.try_write(&[byte]).is_err() {
                return;
            }
        }
    }
}

#[test]
fn what_is_not_http_is_refused_and_forgotten() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let authority = Target::of(&serve.receiver_url).authority;
    for noise in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let mut connection = Connection::open(&authority);
        connection.try_write(noise).unwrap();
        connection.try_write(b"\r\n\r\n").ok();
        let rest = connection
            .read_to_close()
            .expect("the connection is closed");
        assert!(!String::from_utf8_lossy(&rest).contains(" 200 "));
    }
    deliver(&serve.receiver_url, fixture("documented.json"));
    assert_eq!(list(&machine, 100).len(), 1);
}
