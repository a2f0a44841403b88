//! Certificates that are invalid in different ways, and TLS handshakes that fail.

use missedhook_tests::{
    authority::{Authority, PresentedChain, self_signed},
    broken::{Broken, answer, silence},
};

use crate::prober::{HOST, Probe, Prober};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// Probes an endpoint that presents this. No request was sent to it unless it answered.
fn probe(prober: &Prober, shown: PresentedChain) -> Probe {
    let broken = Broken::encrypted(shown, answer(OK));
    prober.probe(
        &format!("https://{HOST}:{}/retm/orders", broken.port()),
        &[],
    )
}

#[test]
fn a_good_certificate_is_described() {
    let prober = Prober::new();
    let probe = probe(&prober, prober.authority.issue(HOST, -1, 30));
    probe.is(
        "answers",
        "pos-bridge.example.com answers 200 OK after {T}.",
    );
    assert_eq!(
        probe.steps(),
        [
            "name done",
            "connect done",
            "tls done",
            "request done",
            "local done"
        ]
    );
    assert_eq!(probe.facts("version"), ["TLS 1.3"]);
    assert_eq!(probe.facts("names"), [HOST]);
    assert_eq!(probe.facts("name matches"), ["yes"]);
    assert_eq!(probe.facts("days left"), ["30"]);
    assert_eq!(
        probe.facts("certificate 1 issued by"),
        ["Tests' Root Intermediate"]
    );
    assert!(probe.0["certificate_until"].is_string(), "{:#}", probe.0);
}

#[test]
fn an_expired_certificate() {
    let prober = Prober::new();
    let probe = probe(&prober, prober.authority.issue(HOST, -60, -2));
    probe.is(
        "certificate_expired",
        "Your certificate for pos-bridge.example.com expired 2 days ago.",
    );
    assert_eq!(probe.facts("days left"), ["-3"], "the third day is running");
    assert_eq!(
        probe.steps(),
        ["name done", "connect done", "tls failed", "local done"]
    );
}

#[test]
fn a_certificate_that_is_not_yet_valid() {
    let prober = Prober::new();
    probe(&prober, prober.authority.issue(HOST, 3, 30)).is(
        "certificate_not_yet_valid",
        "Your certificate for pos-bridge.example.com is not valid yet: it begins in 3 days.",
    );
}

#[test]
fn a_certificate_for_another_name() {
    let prober = Prober::new();
    let probe = probe(&prober, prober.authority.issue("www.example.com", -1, 30));
    probe.is(
        "certificate_wrong_name",
        "The certificate that pos-bridge.example.com shows is for www.example.com, not for pos-bridge.example.com.",
    );
    assert_eq!(probe.facts("name matches"), ["no"]);
}

#[test]
fn a_self_signed_certificate() {
    probe(&Prober::new(), self_signed(HOST)).is(
        "certificate_self_signed",
        "Your certificate for pos-bridge.example.com is self-signed, so RETM does not trust it.",
    );
}

#[test]
fn a_chain_without_its_intermediate() {
    let prober = Prober::new();
    let mut shown = prober.authority.issue(HOST, -1, 30);
    shown.chain.truncate(1);
    probe(&prober, shown).is(
        "certificate_incomplete_chain",
        "pos-bridge.example.com does not send the intermediate certificate: its issuer, Tests' Root Intermediate, is not known.",
    );
}

#[test]
fn a_chain_to_a_root_that_nobody_trusts() {
    let stranger = Authority::new("Somebody's Root");
    probe(&Prober::new(), stranger.issue_with_root(HOST)).is(
        "certificate_untrusted",
        "Your certificate for pos-bridge.example.com comes from Somebody's Root, which this machine does not trust.",
    );
    probe(&Prober::new(), stranger.issue(HOST, -1, 30)).is(
        "certificate_untrusted",
        "Your certificate for pos-bridge.example.com comes from Somebody's Root, which this machine does not trust.",
    );
}

#[test]
fn plain_http_where_https_is_asked() {
    let prober = Prober::new();
    // Like most servers: they find no request in the client hello, say so, and close later.
    let eager = Broken::plain(|mut stream| {
        let _ = std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n");
        silence(stream);
    });
    prober.probe(&format!("https://{HOST}:{}/", eager.port()), &[]).is(
        "tls_failed",
        &format!(
            "pos-bridge.example.com does not speak TLS on port {}. Its response is not encrypted.",
            eager.port()
        ),
    );
}

#[test]
fn one_that_says_nothing_to_the_greeting_or_closes() {
    let prober = Prober::new();
    let silent = Broken::plain(silence);
    prober
        .probe(&format!("https://{HOST}:{}/", silent.port()), &[])
        .is(
            "silent",
            "pos-bridge.example.com accepted the connection but did not start TLS within {T}.",
        );
    let closing = Broken::plain(|mut stream| {
        let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
    });
    prober
        .probe(&format!("https://{HOST}:{}/", closing.port()), &[])
        .is(
            "hung_up",
            "pos-bridge.example.com accepted the connection and closed it before TLS.",
        );
}
