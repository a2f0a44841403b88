//! `doctor` with a running program: what the program considers missing counts, whatever the command sees.

use std::{fs, path::PathBuf};

use missedhook_tests::{
    LIMIT,
    endpoint::Endpoint,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, on_data_dir, run, set_local_only},
    recording::wait_until,
};
use serde_json::{Value, json};

/// The JSON output of doctor, and its exit code.
pub fn doctor(machine: &Machine) -> (Option<i32>, Value) {
    let output = run(machine, &["doctor", "--json"]);
    let json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("no JSON ({error}): {output:#?}"));
    (output.status.code(), json)
}

pub fn check<'a>(json: &'a Value, name: &str) -> &'a Value {
    let mut checks = json["checks"].as_array().into_iter().flatten();
    let check = checks.find(|check| check["name"] == name);
    check.unwrap_or_else(|| panic!("no {name} in {json:#}"))
}

/// A file in which the running program publishes its status for commands.
struct Word {
    path: PathBuf,
    sound: Value,
}

impl Word {
    /// Waits until the file has this state for that proof.
    fn with(machine: &Machine, name: &str, proof: &str, state: &str) -> Self {
        let path = machine.data_dir().join(name);
        let read = || -> Option<Value> { serde_json::from_slice(&fs::read(&path).ok()?).ok() };
        let says = || {
            read().filter(|word| {
                let proofs = word["verdict"]["proofs"].as_array().cloned();
                proofs
                    .unwrap_or_default()
                    .iter()
                    .any(|one| one["name"] == proof && one["state"] == state)
            })
        };
        let sound = wait_until(name, LIMIT, says, read);
        Self { path, sound }
    }

    fn say(&self, change: impl FnOnce(&mut Value)) {
        let mut word = self.sound.clone();
        change(&mut word);
        fs::write(&self.path, word.to_string()).unwrap();
    }
}

/// As when its settings, its session bus or its network differ from the command's.
#[test]
fn whatever_the_running_program_misses_is_missing() {
    let machine = Machine::with_bus();
    let _notifications = NotificationServer::start(machine.bus());
    set_local_only(&machine);
    let _serve = Serve::start(&machine);
    let word = Word::with(&machine, "status.json", "notifications", "proven");
    let pairs = [
        ("store", "database"),
        ("receiver", "receiver"),
        ("way_in", "reachability"),
        ("workers", "workers"),
        ("unresolved", "incidents"),
        ("history", "history"),
        ("notifications", "notifications"),
        ("settings", "settings"),
    ];
    let (_, json) = doctor(&machine);
    for (_, name) in pairs {
        assert_eq!(check(&json, name)["ok"], true, "{name}: {json:#}");
    }
    for ((proof, name), state) in pairs
        .into_iter()
        .zip(["missing", "not_known_yet"].iter().cycle())
    {
        let problem = json!({"what": "It says so.", "meaning": "Really.", "remedy": "Mend it."});
        word.say(|word| {
            let proofs = word["verdict"]["proofs"].as_array_mut().unwrap();
            proofs.retain(|one| one["name"] != proof);
            proofs.push(json!({"name": proof, "state": state, "problem": problem}));
        });
        let (code, json) = doctor(&machine);
        let check = check(&json, name);
        let said = check["ok"] == false && check["found"].as_str().unwrap().contains("It says so.");
        assert!(code == Some(1) && said, "{proof} {state}: {json:#}");
    }
}

#[test]
fn a_word_of_the_running_program_that_lies_in_the_future_is_no_proof() {
    let machine = Machine::headless();
    let _serve = Serve::start(&machine);
    let word = Word::with(&machine, "status.json", "workers", "proven");
    assert_eq!(check(&doctor(&machine).1, "workers")["ok"], true);
    word.say(|word| word["at"] = "2090-01-01T00:00:00.000Z".into());
    let (_, json) = doctor(&machine);
    let workers = check(&json, "workers");
    let found = workers["found"].as_str().unwrap();
    assert!(
        workers["ok"] == false && found.contains("last reported its state at 1 Jan"),
        "{workers}"
    );
}

/// A receiver answers 404 without the key. Anything with another answer is not a receiver.
#[test]
fn an_answer_that_no_receiver_gives_is_not_listening() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for status in [500, 502, 200, 301] {
        let other = Endpoint::answering([status]);
        let running = json!({
            "pid": serve.process.pid(),
            "receiver": other.url("").trim_start_matches("http://"),
        });
        // The running program may restore its own file in the meantime.
        let refused = || {
            fs::write(machine.data_dir().join("running.json"), running.to_string()).unwrap();
            (check(&doctor(&machine).1, "receiver")["ok"] == false).then_some(())
        };
        wait_until(&format!("refusal of {status}"), LIMIT, refused, || {
            doctor(&machine)
        });
    }
}

#[test]
fn listening_for_the_whole_network_is_said_with_what_it_means() {
    let machine = Machine::headless();
    let mut command = on_data_dir(&machine, &["serve", "--json", "--listen", "0.0.0.0:0"]);
    let serve = Serve::started(&mut command);
    let said = |text: &str| text.contains("everyone on your network can post");
    let stderr = &serve.process.stderr;
    stderr.wait_for_item("what it means", LIMIT, |line| said(line));
    let (_, json) = doctor(&machine);
    let receiver = check(&json, "receiver");
    let found = receiver["found"].as_str().unwrap();
    assert!(receiver["ok"] == true && said(found), "{receiver}");
    serve.process.stop();

    let serve = Serve::start(&machine);
    assert!(!said(&serve.process.output()), "{}", serve.process.output());
    let (_, json) = doctor(&machine);
    assert!(!said(&json.to_string()), "{json:#}");
}

#[test]
fn a_reader_of_arabic_gets_every_check_in_arabic() {
    let machine = Machine::with_bus();
    let _notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let word = Word::with(&machine, "status.json", "workers", "proven");
    let said = || {
        let output = run(&machine, &["doctor", "--language", "ar"]);
        assert_eq!(output.status.code(), Some(1), "{output:#?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for what in [
        "The disk is full: nothing more can be kept.",
        "What\u{202e} nobody has said.",
    ] {
        let problem = json!({"what": what, "meaning": "", "remedy": ""});
        word.say(|word| {
            let proofs = word["verdict"]["proofs"].as_array_mut().unwrap();
            proofs.retain(|one| one["name"] != "store");
            proofs.push(json!({"name": "store", "state": "missing", "problem": problem}));
        });
        let text = said();
        assert!(!text.contains('\u{202e}'), "{text}");
    }
    word.say(|_| {});
    let text = said();
    let checks = text.lines().filter(|line| line.starts_with(['✓', '✗']));
    assert_eq!(checks.count(), 21, "{text}");
    let port = serve.receiver_url.split('/').nth(2).unwrap().to_owned();
    for part in [
        format!("✓ المستقبِل: يستمع على \u{2066}{port}\u{2069}"),
        format!(
            "✓ مجلد البيانات: \u{2066}{}\u{2069}",
            machine.data_dir().display()
        ),
        "✗ إمكانية الوصول:".to_owned(),
        "✗ الإعداد: بقي من الإعداد 3 خطوات من 3.".to_owned(),
        "ليس كل شيء على ما يرام: لا يستطيع RETM الوصول إليك بعد.".to_owned(),
    ] {
        assert!(text.contains(&part), "no {part} in {text}");
    }
    assert!(!text.contains("\\u{"), "{text}");

    for arguments in [
        &["doctor", "--language", "fr"][..],
        &["doctor", "--language", "ar", "--json"],
        &["doctor", "--language", "ar", "--bundle"],
    ] {
        let output = run(&machine, arguments);
        assert_eq!(output.status.code(), Some(2), "{output:#?}");
    }
}
