//! The command itself: its output, Ctrl-C, usage errors.

use missedhook_tests::{
    LIMIT,
    broken::{Broken, answering, silence},
    program::{Running, on_data_dir},
    recording::wait_until,
};
use serde_json::Value;

use crate::prober::{HOST, Prober};

#[test]
fn a_person_reads_the_sentence_first_then_the_way() {
    let prober = Prober::new();
    let head = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";
    let broken = Broken::plain(answering(head));
    let output = prober.run(&[&format!("http://{HOST}:{}/retm/orders", broken.port())]);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("pos-bridge.example.com answers 503"),
        "{text}"
    );
    assert!(
        lines[1].starts_with("Check that your app is running"),
        "{text}"
    );
    assert_eq!(lines[2], "");
    assert!(
        lines[3].starts_with("✓ Look up pos-bridge.example.com"),
        "{text}"
    );
    assert!(lines[3].contains('█') && lines[3].contains(" ms"), "{text}");
    assert!(text.contains("✗ HEAD /retm/orders"), "{text}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stderr, b"", "no progress where there is no terminal");
}

#[test]
fn ctrl_c_ends_it_with_the_steps_so_far() {
    let prober = Prober::new();
    let silent = Broken::plain(silence);
    let url = format!("http://{HOST}:{}/", silent.port());
    let mut command = on_data_dir(
        &prober.machine,
        &["probe", "--json", "--timeout", "1m", &url],
    );
    let mut probe = Running::spawn(&mut command);
    wait_until(
        "connection",
        LIMIT,
        || (silent.connections() > 0).then_some(()),
        || "none".to_owned(),
    );
    probe.interrupt();
    assert_eq!(probe.wait().code(), Some(1));
    let json: Value = serde_json::from_str(&probe.stdout.all().concat()).unwrap();
    assert_eq!(json["cause"], "cancelled", "{json:#}");
    assert_eq!(json["sentence"], "The probe was stopped.");
    let steps = json["steps"].as_array().unwrap();
    assert_eq!(steps[0]["state"], "done", "{json:#}");
    assert!(
        steps.iter().all(|step| step["state"] != "running"),
        "{json:#}"
    );
}

#[test]
fn a_path_is_joined_to_the_base_url_and_needs_one() {
    let prober = Prober::new();
    let probe = prober.probe("/retm/orders", &[]);
    probe.is(
        "no_target",
        "RETM named only the path /retm/orders, so the host is not known.",
    );
    let endpoint = missedhook_tests::endpoint::Endpoint::answering([200]);
    let base = endpoint.url("").replace("127.0.0.1", HOST);
    let resolver = prober.names.address();
    prober.set(&format!(
        "resolver = \"{resolver}\"\nallowed_hosts = \"{HOST}\"\nbase_url = \"{base}\""
    ));
    let probe = prober.probe("/retm/orders", &[]);
    assert_eq!(probe.0["cause"], "answers", "{:#}", probe.0);
    assert_eq!(probe.0["url"], format!("{base}/retm/orders"));
    assert_eq!(prober.run(&["ftp://a.example/"]).status.code(), Some(1));
    assert_eq!(prober.run(&[]).status.code(), Some(2));
    assert_eq!(
        prober
            .run(&["http://a.example/", "--timeout", "soon"])
            .status
            .code(),
        Some(2)
    );
}
