//! Starting, running, ending; and who else is already there.

use std::{net::TcpListener, process::Output};

use missedhook_tests::{
    data::{files, mode},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Running, Serve, list, on_data_dir, run, run_command, run_json, run_ok},
    retm::{ORDERS, deliver, fixture, report, storm},
};
use serde_json::json;

#[test]
fn it_prints_where_it_listens_and_then_each_delivery_error() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    assert!(
        serve.receiver_url.starts_with("http://127.0.0.1:"),
        "{}",
        serve.receiver_url
    );
    for name in [
        "documented.json",
        "form-encoded.txt",
        "nulls-no-scheme.json",
    ] {
        deliver(&serve.receiver_url, fixture(name));
    }
    let mut lines = serve.wait_for_delivery_errors(3);
    for line in &mut lines {
        line.as_object_mut().unwrap().remove("event");
    }
    lines.reverse();
    assert_eq!(
        json!(lines),
        json!(list(&machine, 100)),
        "a line says what list says"
    );
}

#[test]
fn delivery_errors_are_printed_once_and_in_order() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let accepted = storm(&serve.receiver_url, 16, 20);
    let mut ids: Vec<i64> = accepted.iter().map(|accepted| accepted.id).collect();
    ids.sort_unstable();
    let lines = serve.wait_for_delivery_errors(320);
    let printed: Vec<i64> = lines
        .iter()
        .map(|line| line["id"].as_i64().unwrap())
        .collect();
    assert_eq!(printed, ids);
}

#[test]
fn sigterm_ends_it_with_0_and_loses_nothing() {
    let machine = Machine::headless();
    let mut serve = Serve::start(&machine);
    let url = serve.receiver_url.clone();
    let sender = std::thread::spawn(move || {
        let mut ids = Vec::new();
        while let Ok(answer) = missedhook_tests::retm::request(&url, report(ORDERS, "")).try_send()
        {
            if answer.status != 200 {
                break;
            }
            ids.push(answer.json()["id"].as_i64().unwrap());
        }
        ids
    });
    serve.wait_for_delivery_errors(20);
    serve.process.terminate();
    assert_eq!(
        serve.process.wait().code(),
        Some(0),
        "{}",
        serve.process.output()
    );
    let acknowledged = sender.join().unwrap();
    assert!(acknowledged.len() >= 20);
    let complaints = serve.process.stderr.all().concat();
    assert!(
        !complaints.contains("has stopped"),
        "what was told to end is no failure: {complaints}"
    );
    let rows = list(&machine, 100_000);
    let listed: Vec<i64> = rows
        .iter()
        .rev()
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    for id in acknowledged {
        assert!(
            listed.contains(&id),
            "{id} was acknowledged and is not in {listed:?}"
        );
    }
}

#[test]
fn it_can_be_ended_as_soon_as_it_is_ready() {
    let end: [fn(&mut Running); 2] = [Running::interrupt, Running::terminate];
    for (name, end) in ["Ctrl-C", "SIGTERM"].into_iter().zip(end) {
        for _ in 0..5 {
            let machine = Machine::headless();
            let mut serve = Serve::start(&machine);
            end(&mut serve.process);
            let status = serve.process.wait();
            assert_eq!(
                status.code(),
                Some(0),
                "{name}: {status}; {}",
                serve.process.output()
            );
        }
    }
}

#[test]
fn ctrl_c_ends_it_with_0_and_loses_nothing() {
    let machine = Machine::headless();
    let mut serve = Serve::start(&machine);
    let id = deliver(&serve.receiver_url, fixture("documented.json")).id;
    serve.wait_for_delivery_errors(1);
    serve.process.interrupt();
    assert_eq!(
        serve.process.wait().code(),
        Some(0),
        "{}",
        serve.process.output()
    );
    assert_eq!(list(&machine, 100)[0]["id"], id);
}

#[test]
fn it_complains_of_nothing_but_what_the_verdict_says() {
    let machine = Machine::with_bus();
    let _notifications = NotificationServer::start(machine.bus());
    for start in ["first", "second"] {
        let mut serve = Serve::start(&machine);
        deliver(&serve.receiver_url, fixture("documented.json"));
        serve.process.terminate();
        serve.process.wait();
        let mut lines = serve.process.stderr.all();
        // There is no tunnel here.
        lines.retain(|line| !line.contains("RETM can't reach you yet."));
        assert_eq!(lines.concat(), "", "{start} start");
    }
}

#[test]
fn a_restart_keeps_what_was_there() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let first = deliver(&serve.receiver_url, fixture("documented.json"));
    serve.process.stop();
    let kept = list(&machine, 100);
    assert_eq!(kept.len(), 1, "list needs no running program");
    let serve = Serve::start(&machine);
    let second = deliver(&serve.receiver_url, fixture("documented.json"));
    assert!(second.id > first.id);
    assert_eq!(second.incident, first.incident, "the incident goes on");
    let rows = list(&machine, 100);
    assert_eq!((rows.len(), &rows[1]), (2, &kept[0]));
    assert_eq!(
        serve.wait_for_delivery_errors(1).len(),
        1,
        "old ones are not printed again"
    );
}

#[test]
fn a_second_program_on_the_same_data_is_refused_and_the_first_goes_on() {
    let machine = Machine::headless();
    let mut serve = Serve::start(&machine);
    let output = run(&machine, &["serve", "--json", "--listen", "127.0.0.1:0"]);
    let said = failed_with(1, &output);
    assert!(said.contains("already in use"), "{said}");
    assert!(said.contains(&serve.process.pid().to_string()), "{said}");
    assert!(serve.process.is_running());
    deliver(&serve.receiver_url, fixture("documented.json"));
    assert_eq!(list(&machine, 100).len(), 1);
}

#[test]
fn a_taken_port_is_named_with_its_holder_and_the_way_out() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap();
    let machine = Machine::headless();
    let output = run(&machine, &["serve", "--listen", &address.to_string()]);
    let said = failed_with(1, &output);
    for part in [
        address.port().to_string(),
        std::process::id().to_string(),
        "--listen".to_owned(),
    ] {
        assert!(said.contains(&part), "no {part} in: {said}");
    }
    drop(holder);
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, fixture("documented.json"));
}

/// Its message when it ended with that code.
fn failed_with(code: i32, output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{output:#?}");
    assert!(
        !said.trim().is_empty(),
        "it says nothing on stderr: {output:#?}"
    );
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn a_command_line_that_means_nothing_exits_with_2() {
    let machine = Machine::headless();
    for args in [
        &["list", "--no-such-option"][..],
        &["list", "--limit", "many"],
        &["show"],
        &["show", "seventeen"],
        &["serve", "--listen", "nowhere"],
        &["no-such-command"],
    ] {
        let mut command = machine.command(missedhook_tests::program::binary());
        command
            .args(args)
            .env("MISSEDHOOK_DATA_DIR", machine.data_dir());
        failed_with(2, &run_command(command));
    }
}

#[test]
fn what_is_not_there_is_said_and_exits_with_1() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, fixture("documented.json"));
    let said = failed_with(1, &run(&machine, &["show", "4711", "--json"]));
    assert!(said.contains("4711"), "{said}");
}

#[test]
fn nobody_else_can_read_the_data() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, fixture("documented.json"));
    let dir = machine.data_dir();
    assert_eq!(mode(&dir), 0o700);
    let all = files(&dir);
    for name in ["missedhook.db", "settings.toml"] {
        assert!(all.contains(&dir.join(name)), "no {name} in {all:?}");
    }
    for file in all {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn concurrent_first_starts_agree_on_one_key() {
    for _ in 0..8 {
        let machine = Machine::headless();
        let keys: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
            let machine = &machine;
            let one = move |n: usize| {
                let url = format!("https://pos.example/{n}");
                run_ok(machine, &["monitors", "add", &url]);
                run_ok(machine, &["url"])
            };
            let all: Vec<_> = (0..6).map(|n| scope.spawn(move || one(n))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(keys.len(), 1, "{keys:#?}");
        assert_eq!(keys.first(), Some(&run_ok(&machine, &["url"])));
        let list = run_json(&machine, &["monitors", "--json"]);
        assert_eq!(list["monitors"].as_array().unwrap().len(), 6, "{list}");
    }
}

#[test]
fn the_data_directory_can_be_named_in_the_environment() {
    let machine = Machine::headless();
    let elsewhere = machine.root().join("elsewhere");
    let mut command = machine.command(missedhook_tests::program::binary());
    command
        .args(["serve", "--json", "--listen", "127.0.0.1:0"])
        .env("MISSEDHOOK_DATA_DIR", &elsewhere);
    let process = Running::spawn(&mut command);
    process
        .stdout
        .wait_for_count("line", 1, missedhook_tests::LIMIT);
    process.stop();
    assert!(elsewhere.join("missedhook.db").exists());
    assert!(!machine.data_dir().exists());
}

#[test]
fn settings_that_mean_nothing_are_named_by_line_and_left_alone() {
    let machine = Machine::headless();
    let text = "# mine\n[receiver]\nkey = \"too short\"\n";
    std::fs::create_dir_all(machine.data_dir()).unwrap();
    let path = machine.data_dir().join("settings.toml");
    std::fs::write(&path, text).unwrap();
    let output = run_command(on_data_dir(&machine, &["serve", "--listen", "127.0.0.1:0"]));
    let said = failed_with(1, &output);
    assert!(
        said.contains("settings.toml") && said.contains('3'),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}
