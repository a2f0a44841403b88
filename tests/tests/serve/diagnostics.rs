//! `doctor --bundle`: one text file for a helper. It contains the results of doctor, but no credentials and no part of
//! a report.

use std::fs;

use missedhook_tests::{
    LIMIT,
    data::{KEY, mode},
    machine::Machine,
    program::{Serve, on_data_dir, run, run_command, run_ok},
    recording::wait_until,
    retm::{accepted, report, request},
};

const TOKEN: &str = "t0ken-of-the-settings-4711";
const TUNNEL: &str = "secret-of-the-tunnel-0815";
const OLD_KEY: &str = "fedcba9876543210fedcba9876543210";

fn write_settings(machine: &Machine) {
    fs::create_dir_all(machine.data_dir()).unwrap();
    let text = format!(
        "[receiver]\nkey = \"{KEY}\"\nold_key = \"{OLD_KEY}\"\nold_key_until = \"2100-01-01T00:00:00Z\"\n\
         bearer_token = \"{TOKEN}\"\n\n[tunnel]\nbore_secret = \"{TUNNEL}\"\n\n[retention]\nkeep_days = 77\n"
    );
    fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
}

fn log(machine: &Machine) -> String {
    let logs = fs::read_dir(machine.data_dir().join("logs")).unwrap();
    logs.map(|log| fs::read_to_string(log.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn a_bundle_says_what_doctor_finds_and_tells_no_secret_and_no_report() {
    let machine = Machine::headless();
    write_settings(&machine);
    let serve = Serve::start(&machine);
    let message = "the till at gate 7 said: password=hunter2-hunter2";
    let endpoint = "https://u:s3cr3t-pw@pos.example/retm/orders?token=abcdef123456";
    let bearer = format!("Bearer {TOKEN}");
    let sent = request(&serve.receiver_url, report(endpoint, message));
    accepted(&sent.header("Authorization", &bearer).send());
    wait_until(
        "report in the log",
        LIMIT,
        || log(&machine).contains("report=1").then_some(()),
        || log(&machine),
    );
    let file = machine.root().join("for a colleague.txt");
    let said = run_ok(&machine, &["doctor", "--bundle", file.to_str().unwrap()]);
    for part in [
        &file.display().to_string(),
        "doctor",
        "settings",
        "log",
        "redacted",
    ] {
        assert!(said.contains(part), "no {part}: {said}");
    }
    assert_eq!(mode(&file), 0o600);
    let bundle = fs::read_to_string(&file).unwrap();
    let doctor = run(&machine, &["doctor"]);
    let doctor = String::from_utf8_lossy(&doctor.stdout);
    for name in [
        "✓ database: whole, 1 delivery error\n",
        "✓ receiver: listening on",
        "✗ setup:",
    ] {
        assert!(doctor.contains(name), "{doctor}");
        assert!(bundle.contains(name), "no {name}: {bundle}");
    }
    for part in [
        &format!("missedhook: {}", env!("CARGO_PKG_VERSION")),
        "system: ",
        "receiver.key = [redacted]",
        "receiver.bearer_token = [redacted]",
        "tunnel.cloudflared_token = (not set)",
        "delivery errors: 1",
        "open incidents: 1",
        "Missedhook starts",
        "report=1 incident=1",
    ] {
        assert!(bundle.contains(part), "no {part}: {bundle}");
    }
    for secret in [
        KEY,
        OLD_KEY,
        TOKEN,
        TUNNEL,
        "gate 7",
        "hunter2",
        "s3cr3t-pw",
        "abcdef123456",
    ] {
        assert!(!bundle.contains(secret), "{secret} is in it: {bundle}");
        assert!(!said.contains(secret), "{secret} was printed: {said}");
    }
    let home = machine.root().display().to_string();
    assert!(!bundle.contains(&format!("{home}/home")), "{bundle}");
}

#[test]
fn a_bundle_replaces_no_file() {
    let machine = Machine::headless();
    Serve::start(&machine).process.stop();
    let file = machine.root().join("mine.txt");
    fs::write(&file, "mine").unwrap();
    let output = run(&machine, &["doctor", "--bundle", file.to_str().unwrap()]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("mine.txt") && told.contains("there already"),
        "{told}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_bundle_without_a_name_gets_one_and_needs_no_running_program() {
    let machine = Machine::headless();
    Serve::start(&machine).process.stop();
    let folder = machine.root().join("here");
    fs::create_dir(&folder).unwrap();
    let mut command = on_data_dir(&machine, &["doctor", "--listen", "127.0.0.1:0", "--bundle"]);
    command.current_dir(&folder);
    let output = run_command(command);
    assert!(output.status.success(), "{output:#?}");
    let names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let [name] = &names[..] else {
        panic!("{names:?}")
    };
    assert!(
        name.starts_with("missedhook-diagnostics-") && name.ends_with(".txt"),
        "{name}"
    );
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains(&folder.join(name).display().to_string()),
        "{said}"
    );
    let bundle = fs::read_to_string(folder.join(name)).unwrap();
    assert!(bundle.contains("Missedhook is not running"), "{bundle}");
}
