//! The log is for troubleshooting: what arrived, when it started, where it listens. It contains no report and no
//! secret, stays small, and differs from the output of `serve`.

use std::{fs, path::PathBuf};

use missedhook_tests::{
    LIMIT,
    bore::BoreServer,
    data::{KEY, write_settings},
    endpoint::Endpoint,
    failing_disk::{EIO, FailingDisk, Failure, On},
    machine::Machine,
    program::Serve,
    recording::wait_until,
    retm::{accepted, deliver, report, request, send},
};

use crate::ingress;

const TOKEN: &str = "t0ken-of-the-settings-4711";

fn files(machine: &Machine) -> Vec<PathBuf> {
    let logs = fs::read_dir(machine.data_dir().join("logs")).unwrap();
    logs.map(|log| log.unwrap().path()).collect()
}

fn log(machine: &Machine) -> String {
    let text = |path: PathBuf| fs::read_to_string(path).unwrap_or_default();
    files(machine).into_iter().map(text).collect()
}

/// The log line that contains all of these.
fn wait_for_line(machine: &Machine, parts: &[&str]) -> String {
    let find = || {
        log(machine)
            .lines()
            .find(|line| parts.iter().all(|part| line.contains(part)))
            .map(str::to_owned)
    };
    wait_until(&format!("{parts:?} in the log"), LIMIT, find, || {
        log(machine)
    })
}

#[test]
fn a_start_says_version_directory_and_port() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let version = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
    let start = wait_for_line(&machine, &["INFO", "Missedhook starts", &version]);
    assert!(start.contains("database=\"none yet\""), "{start}");
    let (_, port) = serve.receiver_url.rsplit_once(':').unwrap();
    let (port, _) = port.split_once('/').unwrap();
    let port = format!("port={port}");
    wait_for_line(&machine, &["INFO", "the receiver listens", &port]);
    serve.process.stop();
    wait_for_line(&machine, &["INFO", "Missedhook ends"]);
}

#[test]
fn a_kept_report_is_logged_by_its_numbers_and_nothing_of_it() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), Some(TOKEN));
    // At the most verbose level.
    let serve = Serve::start_with(&machine, &[("MISSEDHOOK_LOG", "trace")]);
    let message = "the till at gate 7 said: password=hunter2-hunter2 api_key=AKIAIOSFODNN7EXAMPLE";
    let body = report(
        "https://u:s3cr3t-pw@pos.example/retm/orders?token=abcdef123456",
        message,
    );
    let sent =
        request(&serve.receiver_url, body).header("Authorization", &format!("Bearer {TOKEN}"));
    let kept = accepted(&sent.send());
    let line = wait_for_line(&machine, &["INFO", "report stored", "ms="]);
    for part in [
        format!("report={}", kept.id),
        format!("incident={}", kept.incident),
        "connection{peer=127.0.0.1:".to_owned(),
    ] {
        assert!(line.contains(&part), "no {part}: {line}");
    }
    serve.wait_for_delivery_errors(1);
    let (told, printed) = (
        serve.process.stderr.all().concat(),
        serve.process.stdout.all().concat(),
    );
    for noise in ["report stored", "Missedhook starts", "the receiver listens"] {
        assert!(!told.contains(noise), "{told}");
        assert!(!printed.contains(noise), "{printed}");
    }
    serve.process.stop();
    let log = log(&machine);
    for secret in [
        KEY,
        TOKEN,
        "gate 7",
        "hunter2",
        "AKIA",
        "s3cr3t-pw",
        "abcdef123456",
        "/error/",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
}

#[test]
fn a_tunnel_that_comes_back_is_logged_without_its_secret() {
    let machine = Machine::headless().accepting_local_urls();
    let mut server = BoreServer::start(Some(TOKEN));
    let tunnel = format!(
        "kind = \"bore\"\nbore_server = \"{}\"\nbore_secret = \"{TOKEN}\"",
        server.address()
    );
    ingress::set(&machine, &tunnel);
    let serve = Serve::start(&machine);
    let kind = "kind=\"bore\"";
    wait_for_line(&machine, &["INFO", "tunnel{", "the tunnel is up", kind]);
    server.pull_the_plug();
    wait_for_line(&machine, &["INFO", "the tunnel is down: ", kind]);
    server.plug_in();
    wait_for_line(
        &machine,
        &["INFO", "the tunnel is up again", kind, "down_ms="],
    );
    serve.process.stop();
    assert!(!log(&machine).contains(TOKEN), "{}", log(&machine));
}

#[test]
fn a_probe_is_a_span_of_the_log_for_whoever_asks_for_more() {
    let machine = Machine::headless();
    let endpoint = Endpoint::answering([200]);
    write_settings(&machine.data_dir(), None);
    let path = machine.data_dir().join("settings.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let url = endpoint.url("/retm/orders?token=abcdef123456");
    fs::write(&path, format!("{settings}\n[[monitor]]\nurl = \"{url}\"\n")).unwrap();
    let serve = Serve::start_with(&machine, &[("MISSEDHOOK_LOG", "debug")]);
    let line = wait_for_line(
        &machine,
        &["DEBUG", "probe{method=Head host=", "probe finished"],
    );
    assert!(line.contains("127.0.0.1"), "{line}");
    serve.process.stop();
    assert!(!log(&machine).contains("abcdef123456"), "{}", log(&machine));
}

#[test]
fn a_commit_is_a_span_of_the_log() {
    let machine = Machine::headless();
    let disk = FailingDisk::below(&machine);
    let serve = disk.serve(&machine);
    disk.fail(Failure {
        write: EIO,
        on: On::Log,
        ..Failure::default()
    });
    let refused = send(&serve.receiver_url, report("/retm/orders", "m"));
    assert_eq!(refused.status, 503, "{refused:?}");
    wait_for_line(&machine, &["ERROR", "commit{jobs=", "a commit failed"]);
}

#[test]
fn a_storm_is_counted_and_not_written_down_line_by_line() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let begun = std::time::Instant::now();
    for n in 0..150 {
        deliver(&serve.receiver_url, report("/retm/orders", &n.to_string()));
    }
    let took = begun.elapsed();
    serve.process.stop();
    let log = log(&machine);
    let lines = log.matches("report stored").count();
    let most = 50 * (1 + usize::try_from(took.as_secs() / 60).unwrap());
    assert!((1..=most).contains(&lines), "{lines} of {most}");
    assert!(log.contains("too many reports to log each"), "{log}");
}

#[test]
fn the_directory_of_the_logs_has_a_bound_and_keeps_the_latest() {
    let machine = Machine::headless();
    let (mut first, mut last) = (String::new(), String::new());
    for start in 0..12 {
        let serve = Serve::start_with(&machine, &[("MISSEDHOOK_TEST_LOG_FILE_BYTES", "600")]);
        for _ in 0..4 {
            deliver(&serve.receiver_url, report("/retm/orders", "m"));
        }
        let pid = format!("pid={} ", serve.process.pid());
        serve.process.stop();
        if start == 0 {
            assert!(log(&machine).contains(&pid), "{}", log(&machine));
            first.clone_from(&pid);
        }
        last = pid;
    }
    let files = files(&machine);
    assert!(files.len() <= 10, "{files:?}");
    let bytes: u64 = files
        .iter()
        .map(|file| fs::metadata(file).unwrap().len())
        .sum();
    // The last line of a file may exceed the limit.
    assert!(bytes <= 10 * 1200, "{bytes} bytes");
    let log = log(&machine);
    assert!(log.contains(&last) && !log.contains(&first), "{log}");
}
