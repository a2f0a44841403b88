//! Names that do not resolve, each in its own way.

use std::net::Ipv4Addr;

use missedhook_tests::name_server::DnsAnswer;

use crate::prober::{HOST, Prober};

#[test]
fn a_name_that_does_not_exist() {
    let prober = Prober::new();
    let probe = prober.probe("https://nowhere.example/retm/orders", &[]);
    probe.is("name_not_found", "The name nowhere.example does not exist.");
    assert_eq!(probe.steps(), ["name failed"]);
    assert_eq!(
        probe.facts("resolver"),
        [prober.names.address().to_string()]
    );
}

#[test]
fn a_name_without_an_address() {
    let prober = Prober::new();
    prober.names.set(HOST, DnsAnswer::At(Vec::new()));
    prober.probe(&format!("https://{HOST}/"), &[]).is(
        "name_not_found",
        "The name pos-bridge.example.com exists but has no address.",
    );
}

#[test]
fn a_name_server_that_can_not_answer() {
    let prober = Prober::new();
    prober.names.set(HOST, DnsAnswer::ServFail);
    prober.probe(&format!("https://{HOST}/"), &[]).is(
        "name_failed",
        "The name server can't answer for pos-bridge.example.com: it says SERVFAIL.",
    );
}

#[test]
fn a_name_server_that_says_nothing() {
    let prober = Prober::new();
    prober.names.set(HOST, DnsAnswer::Nothing);
    prober.probe(&format!("https://{HOST}/"), &[]).is(
        "name_timeout",
        "No name server answered for pos-bridge.example.com within {T}.",
    );
}

#[test]
fn a_name_with_a_dead_address_and_a_good_one_answers_and_says_so() {
    let prober = Prober::new();
    let good = missedhook_tests::broken::Broken::plain(missedhook_tests::broken::answering(
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
    ));
    let dead = Ipv4Addr::new(127, 0, 0, 2);
    prober.names.set(
        HOST,
        DnsAnswer::At(vec![dead.into(), Ipv4Addr::LOCALHOST.into()]),
    );
    let probe = prober.probe(&format!("http://{HOST}:{}/", good.port()), &[]);
    let sentence = "pos-bridge.example.com answers 200 OK after {T}.";
    probe.is("answers", sentence);
    let addresses = probe.facts("address");
    assert_eq!(addresses.len(), 2, "{addresses:?}");
    if probe.steps().contains(&"connect failed".to_owned()) {
        let next = probe.0["next"].as_str().unwrap();
        assert!(next.contains("127.0.0.2 does not work (refused)"), "{next}");
    }
}
