//! An endpoint served from this machine: which hop is down, the tunnel or what is behind it.

use missedhook_tests::{
    broken::{Broken, answering, hang_up},
    endpoint::Endpoint,
};

use crate::prober::{HOST, Prober};

/// An asker whose endpoint is served from that port.
fn served_from(port: u16) -> Prober {
    let prober = Prober::new();
    let resolver = prober.names.address();
    prober.set(&format!(
        "resolver = \"{resolver}\"\nallowed_hosts = \"{HOST}\"\nlocal_ports = \"{HOST}={port}\""
    ));
    prober
}

fn free_port() -> u16 {
    let url = Endpoint::refused("");
    url.rsplit_once(':').unwrap().1.parse().unwrap()
}

#[test]
fn the_tunnel_is_down_and_the_program_listens() {
    let program = Endpoint::answering([200]);
    let port: u16 = program.url("").rsplit_once(':').unwrap().1.parse().unwrap();
    let prober = served_from(port);
    let probe = prober.probe(&format!("http://{HOST}:{}/", free_port()), &[]);
    let process = probe.facts("process");
    let process = process.first().map_or("a program", |name| name.as_str());
    probe.is(
        "tunnel_down",
        &format!("The tunnel to {HOST} is down: the connection fails (refused), while {process} listens on port {port} of this computer."),
    );
    assert_eq!(probe.steps().last().unwrap(), "local done");
    assert!(
        process.contains(&std::process::id().to_string()),
        "{process}"
    );
}

#[test]
fn the_provider_says_that_the_tunnel_is_down() {
    let prober = Prober::new();
    let head =
        "HTTP/1.1 404 Not Found\r\nngrok-error-code: ERR_NGROK_3200\r\ncontent-length: 0\r\n\r\n";
    let ngrok = Broken::plain(answering(head));
    prober
        .probe(&format!("http://{HOST}:{}/", ngrok.port()), &[])
        .is(
            "tunnel_down",
            &format!(
                "The tunnel to {HOST} is down: ngrok reports no connected tunnel (ERR_NGROK_3200)."
            ),
        );
}

#[test]
fn the_tunnel_is_up_and_nothing_listens() {
    let port = free_port();
    let prober = served_from(port);
    let gateway = Endpoint::answering([502]);
    let url = gateway.url("/").replace("127.0.0.1", HOST);
    prober.probe(&url, &[]).is(
        "nothing_listens",
        &format!("Nothing is listening on port {port} of this computer, which serves {HOST}: the tunnel answers 502 Bad Gateway."),
    );
    let bore = Broken::plain(hang_up);
    prober.probe(&format!("http://{HOST}:{}/", bore.port()), &[]).is(
        "nothing_listens",
        &format!("Nothing is listening on port {port} of this computer, which serves {HOST}: the tunnel accepts the connection but does not respond."),
    );
    let head =
        "HTTP/1.1 502 Bad Gateway\r\nngrok-error-code: ERR_NGROK_8012\r\ncontent-length: 0\r\n\r\n";
    let ngrok = Broken::plain(answering(head));
    prober
        .probe(&format!("http://{HOST}:{}/", ngrok.port()), &[])
        .is(
            "nothing_listens",
            &format!(
                "The tunnel to {HOST} is up, but nothing is listening on port {port} of this computer."
            ),
        );
}

#[test]
fn a_program_on_another_address_of_this_machine_is_found() {
    let elsewhere = Broken::at("127.0.0.3".parse().unwrap(), hang_up);
    let port = elsewhere.port();
    let prober = Prober::new();
    let probe = prober.probe(&format!("http://127.0.0.1:{port}/"), &["--allow"]);
    probe.is(
        "refused",
        &format!("127.0.0.1 refused the connection on port {port}: nothing is listening there."),
    );
    let next = probe.0["next"].as_str().unwrap();
    assert!(next.contains("another address of this machine"), "{next}");
    assert_eq!(elsewhere.connections(), 0);
}
