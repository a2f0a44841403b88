//! Monitors: the running program checks what the user configured, stores and lists the results, and notifies.

use std::{fs, net::TcpListener, sync::Arc, time::Duration};

use missedhook_tests::{
    LIMIT,
    data::{open_database, write_settings},
    endpoint::Endpoint,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, first_start, run, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, report},
};
use rcgen::{CertificateParams, KeyPair};
use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivateKeyDer};
use serde_json::Value;

use crate::ingress::change_settings;

/// Checks are made every 30 s, and after a failure already after 10 s.
const NOTIFIED_WITHIN: Duration = Duration::from_secs(120);

fn monitors(machine: &Machine) -> Vec<Value> {
    let list = run_json(machine, &["monitors", "--json"]);
    list["monitors"].as_array().unwrap().clone()
}

/// The monitor of this URL, once it is in that state.
fn monitor(machine: &Machine, url: &str, state: &str) -> Value {
    let find = || {
        let all = monitors(machine);
        all.into_iter()
            .find(|monitor| monitor["wish"]["url"] == url)
    };
    wait_until(
        &format!("{url} {state}"),
        NOTIFIED_WITHIN,
        || find().filter(|monitor| monitor["state"] == state),
        find,
    )
}

#[test]
fn monitors_are_added_changed_and_removed_without_a_running_program() {
    let machine = Machine::headless();
    first_start(&machine);
    assert!(run_ok(&machine, &["monitors"]).contains("monitors add URL"));
    let url = "https://pos-bridge.example.com/retm/orders";
    run_ok(&machine, &["monitors", "add", url]);
    let added = monitors(&machine).remove(0);
    let wish = serde_json::json!({
        "url": url, "interval_s": 300, "expected": "", "timeout_s": 10, "failures": 3, "on": true,
    });
    assert_eq!(added["wish"], wish);
    assert_eq!(added["state"], "unknown");
    assert_eq!(added["label"], "/retm/orders");
    assert_eq!(added["uptimes"][0]["checks"], 0);
    let change = [
        "monitors",
        "add",
        url,
        "--every",
        "1h",
        "--expect",
        "200-299,405",
        "--timeout",
        "5s",
        "--failures",
        "1",
    ];
    run_ok(&machine, &change);
    let settings = machine.data_dir().join("settings.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(
        &settings,
        text.replace("interval_s = 3600", "interval_s = 3600 # is enough"),
    )
    .unwrap();
    let printed = run_ok(&machine, &["monitors", "pause", url]);
    assert!(
        printed.contains("resting") && printed.contains("does not run"),
        "{printed}"
    );
    let paused = monitors(&machine).remove(0);
    assert_eq!(paused["wish"]["interval_s"], 3600);
    assert_eq!(paused["wish"]["expected"], "200-299,405");
    assert_eq!(paused["state"], "resting");
    assert!(
        fs::read_to_string(&settings)
            .unwrap()
            .contains("# is enough")
    );
    run_ok(&machine, &["monitors", "resume", url]);
    assert_eq!(monitors(&machine)[0]["wish"]["on"], true);

    for (args, field) in [
        (&["add", "/retm/orders"][..], "url"),
        (&["add", "https://u:p@pos.example/x"], "url"),
        (&["add", url, "--every", "29s"], "interval_s"),
        (&["add", url, "--expect", "2xx"], "expected"),
        (&["add", url, "--timeout", "2m"], "timeout_s"),
        (&["add", url, "--failures", "0"], "failures"),
    ] {
        let output = run(&machine, &[&["monitors"], args].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {error}");
        assert!(error.contains(field), "{args:?}: {error}");
    }
    let unknown = run(&machine, &["monitors", "remove", "17"]);
    assert_eq!(unknown.status.code(), Some(1));
    run_ok(&machine, &["monitors", "remove", url]);
    assert_eq!(monitors(&machine), Vec::<Value>::new());
}

#[test]
fn what_may_not_be_asked_says_why_and_what_to_do() {
    let machine = Machine::headless();
    let _serve = Serve::start(&machine);
    let url = "http://0.0.0.0:3000/retm/orders";
    run_ok(&machine, &["monitors", "add", url]);
    let why = || monitors(&machine).remove(0)["not_asked"].clone();
    let why = wait_until(
        "why it is not asked",
        NOTIFIED_WITHIN,
        || Some(why()).filter(|why| !why.is_null()),
        why,
    );
    assert_eq!(
        why["sentence"],
        "0.0.0.0 is an unspecified address, which is never probed. Nothing was sent."
    );
    let next = why["next"].as_str().unwrap();
    assert!(next.contains("on this machine that is 127.0.0.1"), "{next}");
    let printed = run_ok(&machine, &["monitors"]);
    for part in ["unknown", "which is never probed", "127.0.0.1"] {
        assert!(printed.contains(part), "no {part} in: {printed}");
    }
}

#[test]
fn a_bare_path_is_monitored_behind_the_base_url() {
    let machine = Machine::headless();
    let refused = run(&machine, &["monitors", "add", "/retm/orders"]);
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(error.contains("probe.base_url"), "{error}");
    first_start(&machine);
    change_settings(
        &machine,
        "[probe]\n",
        "[probe]\nbase_url = \"https://pos.example\"\n",
    );
    run_ok(&machine, &["monitors", "add", "/retm/orders"]);
    let wish = monitors(&machine)[0]["wish"].clone();
    assert_eq!(wish["url"], "https://pos.example/retm/orders");
}

#[test]
fn a_monitor_that_goes_down_and_comes_back_notifies_once_each() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let endpoint = Endpoint::answering([200, 500, 500, 204]);
    let url = endpoint.url("/retm/orders");
    let serve = Serve::start(&machine);
    // Changed while the program runs, which follows.
    run_ok(
        &machine,
        &["monitors", "add", &url, "--every", "30s", "--failures", "2"],
    );
    let up = monitor(&machine, &url, "up");
    assert!(
        up["id"].as_i64().unwrap() > 0 && up["next_at"].is_string(),
        "{up:#}"
    );
    let request = endpoint.requests().all().remove(0);
    assert!(
        request.request_line.starts_with("HEAD /retm/orders"),
        "{request:?}"
    );
    assert_eq!(request.header("authorization"), None);

    let told = notifications.wait_for("/retm/orders does not answer as it should", NOTIFIED_WITHIN);
    assert!(
        told.says("2 checks in a row since") && told.says("500"),
        "{told:#?}"
    );
    let again = notifications.wait_for("/retm/orders answers again", NOTIFIED_WITHIN);
    assert!(again.says("down "), "{again:#?}");
    assert_eq!(again.replaces_id, told.id, "in the same place");
    let up = monitor(&machine, &url, "up");
    let strip: Vec<bool> = up["strip"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["good"].as_bool().unwrap())
        .collect();
    assert!(strip.starts_with(&[true, false, false, true]), "{up:#}");
    let day = &up["uptimes"][0];
    assert_eq!(day["checks"], strip.len());
    assert!(day["p95_ms"].is_number(), "{day}");
    let tells = |text: &str| {
        let all = notifications.notified().all();
        all.iter().filter(|one| one.says(text)).count()
    };
    assert_eq!(tells("does not answer"), 1);
    assert_eq!(tells("answers again"), 1);

    run_ok(&machine, &["monitors", "remove", &up["id"].to_string()]);
    assert_eq!(monitors(&machine), Vec::<Value>::new());
    serve.process.stop();
}

#[test]
fn a_monitor_is_up_by_a_2xx_alone_unless_another_status_was_asked_for() {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    let gone = Endpoint::answering([404]);
    let wanted = gone.url("/wanted");
    let url = gone.url("/retm/orders");
    run_ok(&machine, &["monitors", "add", &url, "--failures", "1"]);
    run_ok(&machine, &["monitors", "add", &wanted, "--expect", "404"]);
    let down = monitor(&machine, &url, "down");
    assert!(down.to_string().contains("404"), "{down:#}");
    monitor(&machine, &wanted, "up");
    serve.process.stop();
}

#[test]
fn where_everything_behind_a_host_fails_the_host_is_announced_once() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let urls = ["/retm/orders", "/retm/menu", "/retm/customers"].map(Endpoint::refused);
    for url in &urls {
        run_ok(
            &machine,
            &["monitors", "add", url, "--every", "30s", "--failures", "2"],
        );
    }
    let serve = Serve::start(&machine);
    let told = notifications.wait_for("Nothing behind 127.0.0.1 answers", NOTIFIED_WITHIN);
    for label in ["/retm/orders", "/retm/menu", "/retm/customers"] {
        assert!(told.says(label), "{told:#?}");
    }
    for url in &urls {
        monitor(&machine, url, "down");
    }
    let list = run_json(&machine, &["monitors", "--json"]);
    assert_eq!(list["failing_hosts"], serde_json::json!(["127.0.0.1"]));
    serve.process.stop();
    let about = notifications.notified().all();
    assert_eq!(about.len(), 1, "{about:#?}");
}

#[test]
fn an_outage_that_an_incident_announced_is_not_announced_twice() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let url = Endpoint::refused("/retm/orders");
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report(&url, "refused"));
    notifications.wait_for("/retm/orders is failing", LIMIT);
    run_ok(
        &machine,
        &["monitors", "add", &url, "--every", "30s", "--failures", "1"],
    );
    let down = monitor(&machine, &url, "down");
    assert_eq!(down["incident_id"], 1, "{down:#}");
    // What the user knows about an outage is recorded, and through which notice.
    let known = || -> Option<String> {
        open_database(&machine.data_dir())
            .query_row("SELECT told FROM monitors", [], |row| row.get(0))
            .unwrap()
    };
    let known = wait_until("word of the incident", LIMIT, known, known);
    assert_eq!(known, "incident");
    serve.process.stop();
    let all = notifications.notified().all();
    assert!(
        all.iter().all(|one| !one.says("does not answer")),
        "{all:#?}"
    );
}

/// A TLS server whose certificate expires in two to three days. It answers every request with 204.
fn tls_endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let key = KeyPair::generate().unwrap();
    let mut certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    // The start of that day.
    let (year, month, day) = rusqlite::Connection::open_in_memory()
        .unwrap()
        .query_row(
            "SELECT 0 + strftime('%Y', 'now', '+60 hours'), 0 + strftime('%m', 'now', '+60 hours'),
                0 + strftime('%d', 'now', '+60 hours')",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    certificate.not_after = rcgen::date_time_ymd(year, month, day);
    let chain = vec![certificate.self_signed(&key).unwrap().der().clone()];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let tls = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(tls, stream);
            let mut request = [0; 4096];
            let _ = std::io::Read::read(&mut stream, &mut request);
            let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            let _ = std::io::Write::write_all(&mut stream, answer);
        }
    });
    format!("https://localhost:{}/retm/orders", address.port())
}

#[test]
fn a_certificate_that_expires_soon_notifies_once() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let url = tls_endpoint();
    run_ok(
        &machine,
        &[
            "monitors",
            "add",
            &url,
            "--every",
            "30s",
            "--failures",
            "10",
        ],
    );
    let serve = Serve::start(&machine);
    let told = notifications.wait_for("Your certificate for localhost expires in", NOTIFIED_WITHIN);
    // 36 to 60 hours are left; up to two days are given in hours.
    assert!(told.says(" h") || told.says(" days"), "{told:#?}");
    assert!(told.says("renew it"), "{told:#?}");
    let strip = || Some(monitors(&machine)[0]["strip"].as_array().unwrap().len());
    wait_until(
        "a second check",
        NOTIFIED_WITHIN,
        || strip().filter(|checks| *checks > 1),
        strip,
    );
    serve.process.stop();
    let serve = Serve::start(&machine);
    let checks = strip();
    wait_until(
        "a check after the restart",
        NOTIFIED_WITHIN,
        || strip().filter(|now| Some(*now) > checks),
        strip,
    );
    serve.process.stop();
    let all = notifications.notified().all();
    let told = all
        .iter()
        .filter(|one| one.says("Your certificate"))
        .count();
    assert_eq!(told, 1, "{all:#?}");
}

#[test]
fn a_monitor_that_is_wrong_in_the_settings_is_named_by_its_line() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let settings = machine.data_dir().join("settings.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let line = text.lines().count() + 3;
    let wrong = "[[monitor]]\nurl = \"https://pos.example/x\"\ninterval_s = 5\n";
    fs::write(&settings, text + wrong).unwrap();
    let output = run(&machine, &["monitors"]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains(&format!("line {line}: interval_s")),
        "{error}"
    );
}
