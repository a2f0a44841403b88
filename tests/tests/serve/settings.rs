//! The settings file: whatever happens to it, the key stays, and only the user can request a new key. Files of other
//! kinds are in `settings_file.rs`.

use std::{fs, os::unix::fs::symlink, path::PathBuf, process::Command, time::Duration};

use missedhook_tests::{
    LIMIT,
    data::{KEY, mode, write_settings},
    machine::Machine,
    program::{Serve, on_data_dir, run, run_json, run_ok},
    recording::wait_until,
    retm::{ORDERS, deliver, report, send},
};

pub const IN_FORCE: &str = "The last good settings are in force";

pub fn file(machine: &Machine) -> PathBuf {
    machine.data_dir().join("settings.toml")
}

pub fn mkfifo(path: &PathBuf) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Something that happens to the file.
type Fate = (&'static str, fn(&PathBuf));

const FATES: [Fate; 11] = [
    ("missing", |path| fs::remove_file(path).unwrap()),
    ("emptied", |path| fs::write(path, "").unwrap()),
    ("without a key", |path| {
        fs::write(path, "[window]\ntheme = \"dark\"\n").unwrap()
    }),
    ("a number for a key", |path| {
        fs::write(path, "[receiver]\nkey = 7\n").unwrap()
    }),
    ("a key that is none", |path| {
        fs::write(path, "[receiver]\nkey = \"abc\"\n").unwrap()
    }),
    ("no TOML", |path| fs::write(path, "[receiver\n").unwrap()),
    ("a link to nowhere", |path| {
        fs::remove_file(path).unwrap();
        symlink("/nonexistent/settings.toml", path).unwrap();
    }),
    ("a directory", |path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    }),
    ("a pipe", |path| {
        fs::remove_file(path).unwrap();
        mkfifo(path);
    }),
    ("not UTF-8", |path| {
        fs::write(path, b"[receiver]\nkey = \"\xff\"\n").unwrap()
    }),
    ("100 MB", |path| {
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(100_000_000).unwrap();
    }),
];

fn put_away(path: &PathBuf) {
    if path.is_dir() {
        fs::remove_dir(path).unwrap();
    } else {
        let _ = fs::remove_file(path);
    }
}

#[test]
fn whatever_becomes_of_the_file_key_and_settings_stay_until_it_is_sound_again() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let serve = Serve::start(&machine);
    let path = file(&machine);
    let sound = fs::read_to_string(&path).unwrap();
    for (n, (name, fate)) in FATES.iter().enumerate() {
        let said = serve.process.stderr.all().len();
        fate(&path);
        serve
            .process
            .stderr
            .wait_for(&format!("word of it: {name}"), LIMIT, |lines| {
                lines[said..]
                    .iter()
                    .any(|line| line.contains(IN_FORCE))
                    .then_some(())
            });
        deliver(&serve.receiver_url, report(ORDERS, name));
        let url = run_ok(&machine, &["url"]);
        assert_eq!(url.trim(), serve.receiver_url, "{name}");
        let doctor = run_json_whatever(&machine, &["doctor", "--json"]);
        let checks = doctor["checks"].as_array().unwrap();
        let settings = checks
            .iter()
            .find(|check| check["name"] == "settings")
            .unwrap();
        assert_eq!(settings["ok"], false, "{name}: {settings}");
        if *name == "missing" {
            assert!(!path.exists(), "it was made anew by itself");
        }
        put_away(&path);
        fs::write(&path, &sound).unwrap();
        // A file that is valid again is loaded. Three times are enough, because each takes several checks.
        if n % 4 == 1 {
            let token = format!("{sound}bearer_token = \"t0ken\"\n");
            fs::write(&path, token).unwrap();
            let answered = || send(&serve.receiver_url, report(ORDERS, "")).status;
            let until = |status| {
                let so = || (answered() == status).then_some(());
                wait_until("sound settings", LIMIT, so, answered);
            };
            until(401);
            fs::write(&path, &sound).unwrap();
            until(200);
        }
    }
    serve.process.stop();
}

/// The output of a command that may exit with 1.
fn run_json_whatever(machine: &Machine, args: &[&str]) -> serde_json::Value {
    let output = run(machine, args);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {output:#?}"))
}

#[test]
fn a_data_directory_that_is_taken_away_takes_no_key_along() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let (dir, away) = (machine.data_dir(), machine.root().join("away"));
    fs::rename(&dir, &away).unwrap();
    fs::create_dir(&dir).unwrap();
    serve
        .process
        .stderr
        .wait_for_item("word of it", LIMIT, |line| line.contains(IN_FORCE));
    // The database is gone too, so nothing can be stored; but the key is known.
    let status = || send(&serve.receiver_url, report(ORDERS, "")).status;
    assert!(matches!(status(), 200 | 503), "{}", status());
    // Its status is published within a second of a change, and repeatedly.
    for _ in 0..30 {
        let made: Vec<_> = fs::read_dir(&dir).unwrap().collect();
        assert!(made.is_empty(), "nothing is made there: {made:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
    fs::remove_dir(&dir).unwrap();
    fs::rename(&away, &dir).unwrap();
    wait_until(
        "a report kept again",
        LIMIT,
        || (status() == 200).then_some(()),
        status,
    );
}

#[test]
fn a_start_goes_on_with_the_last_good_settings_and_says_so() {
    for (name, fate) in FATES {
        let machine = Machine::headless();
        write_settings(&machine.data_dir(), None);
        Serve::start(&machine).process.stop();
        fate(&file(&machine));
        let serve = Serve::start(&machine);
        assert_eq!(serve.key(), KEY, "{name}");
        deliver(&serve.receiver_url, report(ORDERS, name));
        serve
            .process
            .stderr
            .wait_for_item(name, LIMIT, |line| line.contains(IN_FORCE));
        serve.process.stop();
        assert_eq!(
            mode(&machine.data_dir().join("settings.last-good.toml")),
            0o600
        );
    }
}

#[test]
fn a_lost_key_is_replaced_only_on_request() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let before = serve.key().to_owned();
    serve.process.stop();
    for name in ["settings.toml", "settings.last-good.toml"] {
        fs::remove_file(machine.data_dir().join(name)).unwrap();
    }
    let output = run(&machine, &["serve", "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("settings.toml is missing") && said.contains("--replace-key"),
        "{said}"
    );
    assert!(!file(&machine).exists());
    assert_eq!(run(&machine, &["url"]).status.code(), Some(1));
    run_ok(&machine, &["url", "--replace-key"]);
    let serve = Serve::start(&machine);
    assert_ne!(serve.key(), before);
}

/// No history, so no key is lost: the first start makes it and keeps what else the file has.
#[test]
fn before_the_first_start_no_key_is_missed() {
    let machine = Machine::headless();
    fs::create_dir_all(machine.data_dir()).unwrap();
    let url = "postgres://anna@127.0.0.1:1/team";
    fs::write(file(&machine), format!("[team]\nurl = \"{url}\"\n")).unwrap();
    let said = |arguments: &[&str]| {
        let output = run(&machine, arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for arguments in [&["team", "--test"][..], &["target", "test", "chat"]] {
        let said = said(arguments);
        assert!(said.contains("never started"), "{said}");
        assert!(!said.contains("There is a history"), "{said}");
    }
    Serve::start(&machine).process.stop();
    let said = said(&["team", "--test"]);
    assert!(said.contains("Connection refused"), "{said}");
}

#[test]
fn a_new_key_is_taken_over_by_the_program_that_runs() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let old = serve.receiver_url.clone();
    let new = run_ok(&machine, &["url", "--replace-key", "--keep-old", "1h"]);
    let new = new.trim();
    assert_ne!(new, old);
    let answered = || send(new, report(ORDERS, "")).status;
    wait_until(
        "new key",
        LIMIT,
        || (answered() == 200).then_some(()),
        answered,
    );
    deliver(&old, report(ORDERS, ""));
    let newer = run_ok(&machine, &["url", "--replace-key"]);
    let answered = || send(newer.trim(), report(ORDERS, "")).status;
    wait_until(
        "newer key",
        LIMIT,
        || (answered() == 200).then_some(()),
        answered,
    );
    for former in [&old, new] {
        // 429 if there were too many requests with it while it was not valid yet.
        let status = send(former, report(ORDERS, "")).status;
        assert!(matches!(status, 404 | 429), "{status}");
    }
}

#[test]
fn what_is_entered_while_the_file_is_gone_brings_all_of_it_back() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), Some("t0ken"));
    Serve::start(&machine).process.stop();
    fs::remove_file(file(&machine)).unwrap();
    run_ok(&machine, &["monitors", "add", "https://pos.example/a"]);
    let written = fs::read_to_string(file(&machine)).unwrap();
    for part in [KEY, "t0ken", "https://pos.example/a"] {
        assert!(written.contains(part), "no {part} in {written}");
    }
}

#[test]
fn a_url_that_retm_can_not_reach_is_refused_in_words_and_proves_nothing() {
    for (url, why) in [
        ("LOCAL", "127.0.0.1 is this machine"),
        ("http://localhost:7386", "localhost is this machine"),
        ("https://192.168.1.5", "private network"),
        ("https://printer.local", "only your own network knows"),
        ("https://user:word@abc.example", "user name"),
        ("https://abc.example/#x", "fragment"),
        ("https://abc.example/?x", "query"),
        ("ftp://abc.example", "http or https"),
    ] {
        let machine = Machine::headless();
        write_settings(&machine.data_dir(), None);
        // A free port, so that its own address can be in its settings.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let local = format!("http://{}", listener.local_addr().unwrap());
        let listen = local.strip_prefix("http://").unwrap().to_owned();
        drop(listener);
        let url = if url == "LOCAL" { &local } else { url };
        let settings = format!(
            "[receiver]\nkey = \"{KEY}\"\nlisten = \"{listen}\"\npublic_url = \"{url}\"\n[tunnel]\nkind = \"own_url\"\n"
        );
        fs::write(file(&machine), settings).unwrap();
        let mut command = on_data_dir(&machine, &["serve", "--json"]);
        let process = missedhook_tests::program::Running::spawn(&mut command);
        process.stdout.wait_for_count("ready line", 1, LIMIT);
        process
            .stderr
            .wait_for_item(why, LIMIT, |line| line.contains(why));
        deliver(&format!("{local}/error/{KEY}"), report(ORDERS, ""));
        let doctor = run_json_whatever(&machine, &["doctor", "--json"]);
        assert!(
            !doctor.to_string().contains("proven through"),
            "{url}: {doctor}"
        );
        let checks = doctor["checks"].as_array().unwrap();
        let settings = checks
            .iter()
            .find(|check| check["name"] == "settings")
            .unwrap();
        assert_eq!(settings["ok"], false, "{url}: {settings}");
        let printed = run_ok(&machine, &["url"]);
        assert!(printed.starts_with(&local), "{url}: {printed}");
        process.stop();
    }
}

#[test]
fn a_local_tunnel_is_up_and_proves_nothing() {
    let machine = Machine::headless();
    let server = missedhook_tests::bore::BoreServer::start(None);
    crate::ingress::set(
        &machine,
        &format!("kind = \"bore\"\nbore_server = \"{}\"", server.address()),
    );
    let serve = Serve::start(&machine);
    let begins = format!("http://{}:", server.address());
    let public = crate::ingress::url(&machine, &begins);
    deliver(&public, report(ORDERS, ""));
    let (well, found) = crate::ingress::doctor(&machine, "reachability");
    assert!(!well && found.contains("is this machine"), "{found}");
    serve.process.stop();
    let _ = run_json(&machine, &["list", "--json"]);
}

#[test]
fn an_unknown_name_is_reported_with_its_line_and_so_is_a_valid_file_again() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let serve = Serve::start(&machine);
    let path = file(&machine);
    let sound = fs::read_to_string(&path).unwrap();
    let line = |nth: usize| format!("line {}", sound.lines().count() + nth);
    for (added, at, said) in [
        (
            "\n[[alerts.rule]]\nmatch = \"a.example\"\nsuond = false\n",
            4,
            "there is no `suond` in [[alerts.rule]]; did you mean `sound`?",
        ),
        (
            "\n[[alert.rule]]\nmatch = \"a.example\"\n",
            2,
            "there is no heading [[alert.rule]]; did you mean [[alerts.rule]]?",
        ),
        (
            "\n[alerts]\nqiet_hours = \"\"\n",
            3,
            "there is no `qiet_hours` in [alerts]; did you mean `quiet_hours`?",
        ),
        (
            "\n[alerts.rule]\nmatch = \"a.example\"\n",
            2,
            "[[alerts.rule]], in two brackets",
        ),
        ("\n[[alerts.rule]]\nnotify = false\n", 2, "match is missing"),
        (
            "\n[[alerts.rule]]\nnotify = false\nsearch = \"code:503 since:2d\"\n",
            4,
            "since:2d can't be asked of an incident that fails just now",
        ),
        ("\n[[monitor]]\non = false\n", 2, "url is missing"),
        ("\n[receiver]\n", 2, "[receiver] is in line 1"),
    ] {
        let before = serve.process.stderr.all().len();
        fs::write(&path, format!("{sound}{added}")).unwrap();
        let is_said = |lines: &[String]| {
            let mut new = lines[before..].iter();
            new.any(|text| text.contains(&line(at)) && text.contains(said))
                .then_some(())
        };
        serve.process.stderr.wait_for(said, LIMIT, is_said);
        let doctor = run_json_whatever(&machine, &["doctor", "--json"]).to_string();
        assert!(doctor.contains(&line(at)), "{doctor}");
        let before = serve.process.stderr.all().len();
        fs::write(&path, &sound).unwrap();
        let is_right = |lines: &[String]| {
            let mut new = lines[before..].iter();
            new.any(|text| text.contains("The settings file is right again."))
                .then_some(())
        };
        serve
            .process
            .stderr
            .wait_for("that it is right", LIMIT, is_right);
    }
    serve.process.stop();
}

#[test]
fn a_key_that_is_still_to_be_accepted_is_not_ended_by_the_next() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let replace = ["url", "--replace-key", "--keep-old"];
    let with = |time| [&replace[..], &[time]].concat();
    run_ok(&machine, &with("24h"));
    let kept = fs::read_to_string(file(&machine)).unwrap();
    let refused = run(&machine, &with("1h"));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(
        said.contains("The key before this one is still accepted until")
            && said.contains("--keep-old"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(file(&machine)).unwrap(), kept);
    let nothing = run(&machine, &with("0s"));
    let said = String::from_utf8_lossy(&nothing.stderr).into_owned();
    assert_eq!(nothing.status.code(), Some(2), "{said}");
    assert!(said.contains("leave --keep-old out"), "{said}");
    // From now on neither of the two previous keys.
    run_ok(&machine, &["url", "--replace-key"]);
    assert!(!fs::read_to_string(file(&machine)).unwrap().contains(KEY));
    run_ok(&machine, &with("1h"));
}

/// What a command that reads says on standard error, and what it exits with.
const READING: [&[&str]; 14] = [
    &["list"],
    &["list", "--json"],
    &["show", "1"],
    &["export", "--format", "ndjson"],
    &["report", "1"],
    &["summary"],
    &["requests"],
    &["explain", "--code", "503"],
    &["monitors"],
    &["target", "list"],
    &["team"],
    &["url"],
    &["acknowledge", "1"],
    &["backup"],
];

#[test]
fn every_command_says_once_that_the_settings_are_broken_and_exits_as_before() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report(ORDERS, "503"));
    serve.process.stop();
    let copy = machine.root().join("copy.db");
    let answer = |args: &[&str]| {
        let mut args = args.to_vec();
        if args == ["backup"] {
            let _ = fs::remove_file(&copy);
            args.push(copy.to_str().unwrap());
        }
        let output = run(&machine, &args);
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let before = READING.map(answer);
    let path = file(&machine);
    let sound = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{sound}\n[alerts\n")).unwrap();
    for (args, (code, said)) in READING.iter().zip(before) {
        assert!(!said.contains("settings.toml"), "{args:?}: {said}");
        let (code_then, said) = answer(args);
        assert_eq!(code_then, code, "{args:?}: {said}");
        assert_eq!(said.matches(IN_FORCE).count(), 1, "{args:?}: {said}");
    }
    fs::remove_file(machine.data_dir().join("settings.last-good.toml")).unwrap();
    let (code, said) = answer(&["url"]);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(said.matches("settings.toml, line").count(), 1, "{said}");
}
