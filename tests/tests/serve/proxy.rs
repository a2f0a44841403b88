//! The user's proxy: it is never used for this machine, so it sees no key.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use missedhook_tests::{
    LIMIT,
    data::KEY,
    endpoint::Endpoint,
    machine::Machine,
    program::{Serve, on_data_dir, run_command},
    recording::Recording,
};

/// A proxy that answers 502 to everything and records the requests.
fn proxy() -> (String, Recording<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Recording::default();
    let seen = asked.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n > 0) {
                head.push(byte[0]);
            }
            seen.add(String::from_utf8_lossy(&head).into_owned());
            let _ = stream.write_all(
                b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
    });
    (url, asked)
}

#[test]
fn our_own_receiver_is_never_asked_through_a_proxy() {
    let (url, asked) = proxy();
    let variables = [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ];
    let environment: Vec<(&str, &str)> = variables.iter().map(|name| (*name, &*url)).collect();
    let machine = Machine::headless();
    missedhook_tests::data::write_settings(&machine.data_dir(), None);
    let serve = Serve::start_with(&machine, &environment);
    let failing = Endpoint::answering([500]);
    let endpoint = failing.url("/retm/orders");
    for args in [
        &["send-test"][..],
        &["simulate", &endpoint],
        &["simulate", "--storm", "--reports", "3", "--seconds", "1"],
        &["doctor"],
    ] {
        let mut command = on_data_dir(&machine, args);
        let output = run_command({
            command.envs(environment.iter().copied());
            command
        });
        if args[0] != "doctor" {
            assert_eq!(output.status.code(), Some(0), "{args:?}: {output:#?}");
        } else {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let address = url.strip_prefix("http://").unwrap();
            assert!(
                said.contains(address),
                "it says which proxy is in force: {said}"
            );
        }
    }
    serve.wait_for_delivery_errors(5);
    serve.process.stop();
    let asked = asked.all();
    assert!(asked.is_empty(), "{asked:#?}");
}

#[test]
fn a_check_from_outside_goes_through_the_proxy() {
    let (url, asked) = proxy();
    let machine = Machine::headless();
    let settings = format!(
        "[receiver]\nkey = \"{KEY}\"\npublic_url = \"https://nothing.invalid\"\n[tunnel]\nkind = \"own_url\"\n"
    );
    std::fs::create_dir_all(machine.data_dir()).unwrap();
    std::fs::write(machine.data_dir().join("settings.toml"), settings).unwrap();
    let serve = Serve::start_with(&machine, &[("HTTPS_PROXY", &url)]);
    let first = asked.wait_for("a question", LIMIT, |asked| asked.first().cloned());
    assert!(first.starts_with("CONNECT nothing.invalid:443"), "{first}");
    assert!(!asked.all().concat().contains(KEY));
    serve.process.stop();
}
