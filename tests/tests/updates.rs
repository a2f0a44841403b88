//! The update notice: checked once a day, only if it is switched on. What is signed with the key is announced once;
//! anything else is rejected. Nothing is downloaded or installed.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
};

use missedhook_tests::{
    LIMIT,
    data::KEY,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, run},
    recording::Recording,
    retm::{deliver, report},
};

/// A publisher's server: serves the files of `fixtures/updates`, and records the requested paths.
struct Publisher {
    url: String,
    asked: Recording<String>,
}

fn fixtures() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/updates"))
}

impl Publisher {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Recording::default();
        let recorder = asked.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let first = lines.next().unwrap().unwrap();
                // Up to the end of the head.
                lines.find(|line| line.as_ref().is_ok_and(String::is_empty));
                let path = first.split(' ').nth(1).unwrap().to_owned();
                let file = fs::read(fixtures().join(path.trim_start_matches('/')));
                let (status, body) = match file {
                    Ok(body) => ("200 OK", body),
                    Err(_) => ("404 Not Found", Vec::new()),
                };
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                );
                let _ = stream.write_all(&[head.as_bytes(), &body].concat());
                recorder.add(path);
            }
        });
        Self { url, asked }
    }
}

/// A machine whose settings name this file of the publisher.
fn machine(publisher: &Publisher, check: bool, file: &str) -> Machine {
    let machine = Machine::with_bus();
    fs::create_dir_all(machine.data_dir()).unwrap();
    name(&machine, publisher, check, file);
    machine
}

fn name(machine: &Machine, publisher: &Publisher, check: bool, file: &str) {
    let key = fs::read_to_string(fixtures().join("key.pub")).unwrap();
    let text = format!(
        "[receiver]\nkey = \"{KEY}\"\n\n[updates]\ncheck = {check}\nurl = \"{}/{file}\"\nkey = \"{}\"\n",
        publisher.url,
        key.trim()
    );
    fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
}

fn doctor(machine: &Machine) -> String {
    let output = run(machine, &["doctor"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    let line = printed.lines().find(|line| line.contains("updates:"));
    line.unwrap_or(&printed).to_owned()
}

#[test]
fn a_newer_version_is_announced_once_and_looked_for_once_a_day() {
    let publisher = Publisher::start();
    let machine = machine(&publisher, true, "newer.json");
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let shown = notifications.wait_for("Missedhook 99.1.0 is available", LIMIT);
    // Its text stays text, whatever it contains.
    assert!(shown.says("&lt;b&gt;Faster"), "{shown:#?}");
    assert!(shown.says("Nothing was installed"), "{shown:#?}");
    assert!(
        shown.says("https://missedhook.example/99.1.0"),
        "{shown:#?}"
    );
    let line = doctor(&machine);
    assert!(line.contains("99.1.0 is available"), "{line}");
    drop(serve);

    let asked = publisher.asked.all();
    assert_eq!(asked, ["/newer.json", "/newer.json.minisig"]);
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    notifications.wait_for("/retm/orders", LIMIT);
    assert_eq!(publisher.asked.all(), asked, "asked again on the same day");
    let all = notifications.notified().all();
    let of_update = all.iter().filter(|shown| shown.says("99.1.0"));
    assert_eq!(of_update.count(), 1, "{all:#?}");
}

#[test]
fn what_is_off_asks_nobody_and_is_heard_of_when_it_is_switched_on() {
    let publisher = Publisher::start();
    let machine = machine(&publisher, false, "newer.json");
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    notifications.wait_for("/retm/orders", LIMIT);
    assert_eq!(publisher.asked.all(), Vec::<String>::new());
    assert!(doctor(&machine).contains("off"), "{}", doctor(&machine));
    name(&machine, &publisher, true, "newer.json");
    notifications.wait_for("Missedhook 99.1.0 is available", LIMIT);
}

#[test]
fn what_another_key_signed_or_is_old_or_missing_is_not_announced() {
    let publisher = Publisher::start();
    let machine = machine(&publisher, true, "forged.json");
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let stderr = &serve.process.stderr;
    stderr.wait_for_item("word of the forgery", LIMIT, |line| {
        line.contains("not signed with the key")
    });
    let line = doctor(&machine);
    assert!(line.contains("not signed"), "{line}");

    name(&machine, &publisher, true, "missing.json");
    stderr.wait_for_item("word of what is missing", LIMIT, |line| {
        line.contains("status 404")
    });
    name(&machine, &publisher, true, "older.json");
    publisher
        .asked
        .wait_for_item("the older one", LIMIT, |path| path == "/older.json.minisig");
    // Any announcement would come before the report.
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    notifications.wait_for("/retm/orders", LIMIT);
    let all = notifications.notified().all();
    assert!(
        !all.iter().any(|shown| shown.says("is available")),
        "{all:#?}"
    );
}
