//! No probe goes where the user has not allowed it: the endpoints here count their connections, and there are none.

use std::net::{IpAddr, Ipv4Addr};

use missedhook_tests::{
    broken::{Broken, answering},
    name_server::DnsAnswer,
    network_namespace::is_isolated,
};

use crate::prober::{HOST, Prober};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

#[test]
fn this_machine_is_not_asked_unless_its_host_is_allowed_by_name() {
    // Isolated, so that nothing gets out even if the rule is broken.
    if !is_isolated(
        "permission::this_machine_is_not_asked_unless_its_host_is_allowed_by_name",
        &[],
    ) {
        return;
    }
    let endpoint = Broken::plain(answering(OK));
    let port = endpoint.port();
    let prober = Prober::with("allowed_hosts = \"other.example, 127.0.0.2\"");
    let kind = "an address of this machine";
    prober.probe(&format!("http://{HOST}:{port}/"), &[]).is(
        "not_allowed",
        &format!(
            "{HOST} leads to 127.0.0.1, {kind}, and this host is not allowed yet. Nothing was sent."
        ),
    );
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
    ] {
        let probe = prober.probe(&format!("http://{host}:{port}/"), &[]);
        assert_eq!(probe.0["cause"], "not_allowed", "{host}: {:#}", probe.0);
    }
    let probe = prober.probe(&format!("http://localhost:{port}/"), &[]);
    assert_eq!(probe.0["cause"], "not_allowed", "{:#}", probe.0);
    // Addresses that can never be allowed.
    for host in ["0.0.0.0", "[::]", "255.255.255.255", "224.0.0.1"] {
        let probe = prober.probe(&format!("http://{host}:{port}/"), &["--allow"]);
        assert_eq!(probe.0["cause"], "not_allowed", "{host}: {:#}", probe.0);
    }
    assert_eq!(endpoint.connections(), 0);
    // The same endpoint is probed once it is allowed, so a connection would have been counted.
    let probe = prober.probe(&format!("http://{HOST}:{port}/"), &["--allow"]);
    assert_eq!(probe.0["cause"], "answers", "{:#}", probe.0);
    let probe = prober.probe(&format!("http://localhost:{port}/"), &["--allow"]);
    assert_eq!(probe.0["cause"], "answers", "{:#}", probe.0);
    assert_eq!(endpoint.connections(), 2);
    let probe = prober.probe(&format!("http://{HOST}:{port}/"), &[]);
    assert_eq!(probe.0["cause"], "not_allowed", "--allow is for one probe");
}

#[test]
fn private_addresses_behind_a_public_name_are_refused() {
    // Isolated, so that nothing gets out even if the rule is broken.
    if !is_isolated(
        "permission::private_addresses_behind_a_public_name_are_refused",
        &[],
    ) {
        return;
    }
    let prober = Prober::with("");
    for address in [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "127.0.0.1",
        "::1",
        "fd00::1",
        "fe80::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ] {
        let address: IpAddr = address.parse().unwrap();
        prober.names.set(HOST, DnsAnswer::At(vec![address]));
        let probe = prober.probe(&format!("http://{HOST}:9/"), &[]);
        assert_eq!(probe.0["cause"], "not_allowed", "{address}: {:#}", probe.0);
        assert_eq!(probe.steps(), ["name failed"], "{address}");
    }
}

#[test]
fn a_name_that_changes_its_mind_is_looked_up_once() {
    const PUBLIC: &str = "9.9.9.9";
    if !is_isolated(
        "permission::a_name_that_changes_its_mind_is_looked_up_once",
        &[PUBLIC],
    ) {
        return;
    }
    let here = Broken::plain(answering(OK));
    let prober = Prober::with("");
    let public: IpAddr = PUBLIC.parse().unwrap();
    prober
        .names
        .set(HOST, DnsAnswer::Then(public, Ipv4Addr::LOCALHOST.into()));
    // Nothing listens at the public address. Resolving the name a second time would lead here.
    let probe = prober.probe(&format!("http://{HOST}:{}/", here.port()), &[]);
    assert_eq!(probe.facts("address"), [PUBLIC], "{:#}", probe.0);
    assert_eq!(here.connections(), 0);
    let asked = prober.names.asked().all();
    assert_eq!(asked.len(), 2, "once for each kind of address: {asked:?}");
    // The reverse: its current answer is refused.
    let probe = prober.probe(&format!("http://{HOST}:{}/", here.port()), &[]);
    assert_eq!(probe.0["cause"], "not_allowed", "{:#}", probe.0);
    assert_eq!(here.connections(), 0);
}

#[test]
fn a_public_address_is_asked_at_once() {
    const PUBLIC: &str = "9.9.9.9";
    if !is_isolated("permission::a_public_address_is_asked_at_once", &[PUBLIC]) {
        return;
    }
    let endpoint = Broken::at(PUBLIC.parse().unwrap(), answering(OK));
    let prober = Prober::with("");
    prober
        .names
        .set(HOST, DnsAnswer::At(vec![PUBLIC.parse().unwrap()]));
    let probe = prober.probe(&format!("http://{HOST}:{}/", endpoint.port()), &[]);
    assert_eq!(probe.0["cause"], "answers", "{:#}", probe.0);
    assert_eq!(endpoint.connections(), 1);
    // A public name with two addresses, one of them private: only the other is probed.
    let here = Broken::plain(answering(OK));
    let both = vec![Ipv4Addr::LOCALHOST.into(), PUBLIC.parse().unwrap()];
    prober.names.set(HOST, DnsAnswer::At(both));
    let probe = prober.probe(&format!("http://{HOST}:{}/", here.port()), &[]);
    assert_eq!(
        probe.facts("not asked"),
        ["127.0.0.1, an address of this machine"]
    );
    assert_eq!(here.connections(), 0, "{:#}", probe.0);
}

#[test]
fn without_a_network_nothing_is_said_of_the_endpoint() {
    if !is_isolated(
        "permission::without_a_network_nothing_is_said_of_the_endpoint",
        &[],
    ) {
        return;
    }
    let prober = Prober::with("");
    prober.set("");
    for url in ["http://9.9.9.9/retm", "https://pos-bridge.example.com/retm"] {
        let probe = prober.probe(url, &[]);
        let host = url.split('/').nth(2).unwrap();
        probe.is(
            "offline",
            &format!("This machine has no network, so nothing is known of {host}."),
        );
    }
    // What is on this machine is found anyway.
    let probe = prober.probe("http://127.0.0.1:9/", &["--allow"]);
    assert_eq!(probe.0["cause"], "refused", "{:#}", probe.0);
}
