//! Connections that fail, or that yield nothing.

use std::{
    io::{Read as _, Write as _},
    time::Duration,
};

use missedhook_tests::{
    broken::{Broken, answering, endless, hang_up, reset, silence},
    endpoint::Endpoint,
};

use crate::prober::{HOST, Prober};

fn url(broken: &Broken) -> String {
    format!("http://{HOST}:{}/retm/orders", broken.port())
}

#[test]
fn a_port_that_refuses() {
    let prober = Prober::new();
    let url = Endpoint::refused("/retm/orders").replace("127.0.0.1", HOST);
    let port = url.split([':', '/']).nth(4).unwrap().to_owned();
    let probe = prober.probe(&url, &[]);
    probe.is(
        "refused",
        &format!("127.0.0.1 refused the connection on port {port}: nothing is listening there."),
    );
    assert_eq!(
        probe.steps(),
        ["name done", "connect failed", "local failed"]
    );
}

#[test]
fn one_that_takes_the_connection_and_says_nothing() {
    let silent = Broken::plain(silence);
    Prober::new().probe(&url(&silent), &[]).is(
        "silent",
        "pos-bridge.example.com accepted the connection but did not respond within {T}.",
    );
}

#[test]
fn one_that_resets() {
    let broken = Broken::plain(reset);
    Prober::new().probe(&url(&broken), &[]).is(
        "reset",
        "pos-bridge.example.com accepted the connection and reset it before responding.",
    );
}

#[test]
fn one_that_hangs_up() {
    let broken = Broken::plain(hang_up);
    Prober::new().probe(&url(&broken), &[]).is(
        "hung_up",
        "pos-bridge.example.com accepted the request and closed the connection without a response.",
    );
}

#[test]
fn one_that_is_no_http() {
    let ssh = Broken::plain(answering("SSH-2.0-OpenSSH_9.2\r\n"));
    Prober::new().probe(&url(&ssh), &[]).is(
        "not_http",
        &format!(
            "The response on port {} of pos-bridge.example.com is not HTTP.",
            ssh.port()
        ),
    );
}

/// Mail servers, SSH and databases say something before they are asked.
#[test]
fn one_that_speaks_first_is_no_http_either() {
    let mail = Broken::plain(|mut stream| {
        let _ = stream.write_all(b"220 mail.example.com ESMTP\r\n");
        let _ = stream.read(&mut [0; 1024]);
    });
    // Whether the greeting or the request is seen first is a matter of chance.
    for _ in 0..5 {
        Prober::new().probe(&url(&mail), &[]).is(
            "not_http",
            &format!(
                "The response on port {} of pos-bridge.example.com is not HTTP.",
                mail.port()
            ),
        );
    }
}

#[test]
fn an_answer_whose_head_comes_too_slowly() {
    let slow = Broken::plain(endless(
        "HTTP/1.1 200 OK\r\nx: ",
        "y",
        Duration::from_millis(50),
    ));
    Prober::new().probe(&url(&slow), &[]).is(
        "silent",
        "pos-bridge.example.com accepted the connection but did not respond within {T}.",
    );
}

#[test]
fn an_answer_that_does_not_end_in_time() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n";
    let slow = Broken::plain(endless(head, "y", Duration::from_millis(50)));
    let probe = Prober::new().probe(&url(&slow), &["--post-event"]);
    probe.is(
        "slow_body",
        "pos-bridge.example.com began to answer 200 OK but did not finish within {T}.",
    );
    assert_eq!(probe.0["status"], 200);
}

#[test]
fn an_answer_that_breaks_off() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nonly so much";
    let broken = Broken::plain(answering(head));
    Prober::new().probe(&url(&broken), &["--post-event"]).is(
        "hung_up",
        "pos-bridge.example.com began to answer 200 OK, then closed the connection too early.",
    );
}

#[test]
fn an_endless_answer_is_cut_and_is_no_failure() {
    let head = "HTTP/1.1 200 OK\r\n\r\n";
    let endless = Broken::plain(endless(head, "0123456789abcdef", Duration::ZERO));
    let probe = Prober::new().probe(&url(&endless), &["--post-event", "--timeout", "15s"]);
    probe.is(
        "answers",
        "pos-bridge.example.com answers 200 OK after {T}.",
    );
    assert_eq!(probe.facts("body read"), ["65536 bytes"]);
}
