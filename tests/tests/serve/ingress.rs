//! The ingress: a tunnel that the program runs, proves and monitors itself.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use missedhook_tests::{
    LIMIT,
    bore::{BoreServer, CONTROL_PORT},
    data::{SETTINGS, files, mode, now},
    link::Link,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, first_start, list, run, run_ok},
    recording::wait_until,
    retm::{ORDERS, deliver, report, request, send},
};
use serde_json::Value;

/// A lost ingress is announced, and a restored one recognised, within a minute.
pub const NOTIFIED_WITHIN: Duration = Duration::from_secs(60);

/// The secret of the bore servers here.
pub const SECRET: &str = "a-secret-of-bores";

/// A machine with these settings.
pub fn set(machine: &Machine, tunnel: &str) {
    first_start(machine);
    change_settings(machine, "# kind = \"\"", tunnel);
}

/// Changes the settings file, as an editor would.
pub fn change_settings(machine: &Machine, from: &str, to: &str) {
    let path = machine.data_dir().join("settings.toml");
    let before = fs::read_to_string(&path).unwrap();
    let after = before.replacen(from, to, 1);
    assert_ne!(before, after, "no {from} in:\n{before}");
    fs::write(path, after).unwrap();
}

/// A setting for quiet hours that began an hour ago and last for more than another hour.
pub fn quiet_now() -> String {
    let hour: u8 = now()[11..13].parse().unwrap();
    format!(
        "quiet_hours = \"{:02}:00-{:02}:00\"",
        (hour + 23) % 24,
        (hour + 2) % 24
    )
}

pub fn bore(server: &BoreServer, port: u16) -> String {
    format!(
        "kind = \"bore\"\nbore_server = \"{}\"\nbore_port = {port}\nbore_secret = \"{SECRET}\"",
        server.address()
    )
}

/// The output of `missedhook url`, once it begins like this.
pub fn url(machine: &Machine, begins: &str) -> String {
    let print = || run_ok(machine, &["url"]).trim().to_owned();
    wait_until(
        &format!("URL that begins with {begins}"),
        LIMIT,
        || Some(print()).filter(|url| url.starts_with(begins)),
        print,
    )
}

#[test]
fn a_bore_tunnel_is_run_proven_missed_and_healed() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let mut server = BoreServer::start(Some(SECRET));
    let port = missedhook_tests::ports::unused();
    set(&machine, &bore(&server, port));
    let serve = Serve::start(&machine);
    assert!(
        serve.receiver_url.starts_with("http://127.0.0.1:"),
        "the ready line is the local one: {}",
        serve.receiver_url
    );
    let public = url(
        &machine,
        &format!("http://{}:{port}/error/", server.address()),
    );
    let id = deliver(&public, report(ORDERS, "through the tunnel")).id;
    assert_eq!(list(&machine, 10)[0]["id"], id);

    server.pull_the_plug();
    let told = notifications.wait_for("RETM can't reach you", NOTIFIED_WITHIN);
    assert!(told.says("bore"), "in the tunnel's own words: {told:#?}");
    assert_eq!(url(&machine, "http://"), public, "RETM still has that one");
    server.plug_in();
    notifications.wait_for("RETM can reach you again", NOTIFIED_WITHIN);
    let again = deliver(&public, report(ORDERS, "through the tunnel again")).id;
    assert_eq!(list(&machine, 10)[0]["id"], again);
    let tells = |text: &str| {
        let all = notifications.notified().all();
        all.iter().filter(|one| one.says(text)).count()
    };
    assert_eq!(tells("RETM can't reach you"), 1);
    assert_eq!(tells("RETM can reach you again"), 1);

    // Read before the program ends: without a desktop, its stderr is all that the user sees.
    let key = serve.key().to_owned();
    serve
        .process
        .stderr
        .wait_for_item("word of it on stderr", LIMIT, |line| {
            line.contains("RETM can't reach you")
        });
    let complaints = serve.process.stderr.all().concat();
    serve.process.stop();
    let data = machine.data_dir();
    for path in files(&data) {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        if !SETTINGS.iter().any(|settings| path.ends_with(settings)) {
            assert!(!text.contains(SECRET), "the secret is in {path:?}");
            assert!(!text.contains(&key), "the key is in {path:?}");
        }
        assert_eq!(mode(&path) & 0o077, 0, "{path:?}");
    }
    assert!(!complaints.contains(SECRET) && !complaints.contains(&key));
    assert!(
        request(&public, report(ORDERS, "")).try_send().is_err(),
        "the tunnel has ended with the program"
    );
}

#[test]
fn a_tunnel_that_looks_connected_but_reaches_nothing_is_announced_restarted_and_healed() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let server = BoreServer::start(Some(SECRET));
    let port = missedhook_tests::ports::unused();
    let link = Link::to(server.address(), &[CONTROL_PORT, port]);
    let address = link.address();
    set(
        &machine,
        &format!(
            "check_every_seconds = 10\nkind = \"bore\"\nbore_server = \"{address}\"\nbore_port = {port}\nbore_secret = \"{SECRET}\""
        ),
    );
    let serve = Serve::start(&machine);
    let public = url(&machine, &format!("http://{address}:{port}/error/"));
    deliver(&public, report(ORDERS, "through the tunnel"));

    link.go_deaf();
    let told = notifications.wait_for("RETM can't reach you", NOTIFIED_WITHIN);
    assert!(told.says(&address.to_string()), "which way: {told:#?}");
    // Nobody does anything about it.
    notifications.wait_for("RETM can reach you again", NOTIFIED_WITHIN);
    deliver(&public, report(ORDERS, "through the same URL again"));
    assert_eq!(url(&machine, "http://"), public);
    serve.process.stop();
}

#[test]
fn an_outage_that_ends_in_quiet_hours_is_silent_and_one_that_lasts_notifies_at_their_end() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let mut server = BoreServer::start(Some(SECRET));
    set(&machine, &bore(&server, missedhook_tests::ports::unused()));
    let quiet = quiet_now();
    change_settings(&machine, "# quiet_hours = \"\"", &quiet);
    let serve = Serve::start(&machine);
    url(&machine, &format!("http://{}:", server.address()));
    let said = |what: &str, times: usize| {
        let lines = &serve.process.stderr;
        let count = |lines: &[String]| lines.iter().filter(|line| line.contains(what)).count();
        lines.wait_for(what, NOTIFIED_WITHIN, |lines| {
            (count(lines) == times).then_some(())
        });
    };
    // A test report is always announced, so anything before it would have been announced before it.
    let shown = |tests: usize| {
        run_ok(&machine, &["send-test"]);
        let notified = notifications.notified();
        let all = notified.wait_for("test report", LIMIT, |all| {
            let tests_shown = all.iter().filter(|one| one.says("Test received")).count();
            (tests_shown >= tests).then(|| all.to_vec())
        });
        all.iter().filter(|one| one.says("reach you")).count()
    };

    server.pull_the_plug();
    said("RETM can't reach you. Since", 1);
    assert_eq!(shown(1), 0, "{:#?}", notifications.notified());
    server.plug_in();
    said("RETM can reach you again", 1);
    assert_eq!(shown(2), 0, "{:#?}", notifications.notified());
    server.pull_the_plug();
    said("RETM can't reach you. Since", 2);
    assert_eq!(shown(3), 0, "{:#?}", notifications.notified());

    change_settings(&machine, &quiet, "");
    notifications.wait_for("RETM can't reach you", NOTIFIED_WITHIN);
    server.plug_in();
    notifications.wait_for("RETM can reach you again", NOTIFIED_WITHIN);
    assert_eq!(shown(4), 2, "the first loss was over and is not told");
}

/// The result of one doctor check: whether it is good, and what was found.
pub fn doctor(machine: &Machine, name: &str) -> (bool, String) {
    let output = run(machine, &["doctor", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = json["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name);
    let check = check.unwrap_or_else(|| panic!("no {name} in {json:#}"));
    (
        check["ok"].as_bool().unwrap(),
        check["found"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn doctor_checks_the_connection_and_says_where_it_ends() {
    let machine = Machine::headless().accepting_local_urls();
    let mut server = BoreServer::start(Some(SECRET));
    let port = missedhook_tests::ports::unused();
    let serve = Serve::start(&machine);
    for name in ["tunnel", "tunnel programs", "disk space", "workers"] {
        let (well, found) = doctor(&machine, name);
        assert!(well && !found.is_empty(), "{name}: {found}");
    }
    let (well, found) = doctor(&machine, "reachability");
    assert!(
        !well && found.contains("RETM can't reach you yet"),
        "{found}"
    );
    set(&machine, &bore(&server, port));
    let public = url(
        &machine,
        &format!("http://{}:{port}/error/", server.address()),
    );
    let (well, found) = doctor(&machine, "reachability");
    assert!(well && found.contains("proven through"), "{found}");
    assert!(!found.contains(serve.key()), "{found}");
    assert_eq!(doctor(&machine, "tunnel"), (true, "bore".to_owned()));
    server.pull_the_plug();
    let (well, found) = wait_until(
        "failing check",
        LIMIT,
        || Some(doctor(&machine, "reachability")).filter(|(well, _)| !well),
        || public.clone(),
    );
    assert!(
        !well && found.contains(&server.address().to_string()),
        "{found}"
    );
    assert!(!found.contains(serve.key()), "{found}");
    // Another instance with the same key at the same address is not this one.
    let other = Machine::headless().accepting_local_urls();
    first_start(&other);
    let settings = fs::read_to_string(machine.data_dir().join("settings.toml")).unwrap();
    let elsewhere = settings.replace("kind = \"bore\"", "kind = \"own_url\"");
    let (place, _) = serve.receiver_url.rsplit_once("/error/").unwrap();
    let elsewhere = elsewhere.replace("# public_url = \"\"", &format!("public_url = \"{place}\""));
    fs::write(other.data_dir().join("settings.toml"), elsewhere).unwrap();
    let another = Serve::start(&other);
    assert_eq!(another.key(), serve.key());
    let (well, found) = doctor(&other, "reachability");
    assert!(!well && found.contains("nother Missedhook"), "{found}");
}

#[test]
fn a_tunnel_that_is_chosen_while_it_runs_is_started_and_one_that_is_not_wanted_ends() {
    let machine = Machine::with_bus().accepting_local_urls();
    let server = BoreServer::start(Some(SECRET));
    let serve = Serve::start(&machine);
    let local = url(&machine, "http://127.0.0.1:");
    assert_eq!(local, serve.receiver_url);
    set(&machine, &bore(&server, 0));
    let public = url(&machine, &format!("http://{}:", server.address()));
    deliver(&public, report(ORDERS, "through the tunnel"));
    let path = machine.data_dir().join("settings.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("kind = \"bore\"", "kind = \"\"")).unwrap();
    wait_until(
        "end of the tunnel",
        LIMIT,
        || request(&public, report(ORDERS, "")).try_send().err(),
        || (),
    );
    assert_eq!(url(&machine, "http://127.0.0.1:"), local);
    deliver(&local, report(ORDERS, "on this machine"));
}

#[test]
fn a_new_key_is_in_the_public_url_and_the_old_one_is_refused() {
    let machine = Machine::headless().accepting_local_urls();
    let server = BoreServer::start(Some(SECRET));
    set(&machine, &bore(&server, 0));
    let serve = Serve::start(&machine);
    let begins = format!("http://{}:", server.address());
    let before = url(&machine, &begins);
    deliver(&before, report(ORDERS, "with the first key"));
    serve.process.stop();
    run_ok(&machine, &["url", "--replace-key"]);
    let after = url(&machine, &begins);
    assert_ne!(before.rsplit('/').next(), after.rsplit('/').next());
    let serve = Serve::start(&machine);
    // Any port, because it may have changed.
    let after = wait_until(
        "report through the new URL",
        LIMIT,
        || {
            let url = url(&machine, &begins);
            let answer = request(&url, report(ORDERS, "with the new key")).try_send();
            answer
                .ok()
                .filter(|answer| answer.status == 200)
                .map(|_| url)
        },
        || serve.process.output(),
    );
    let old_key = before.rsplit_once('/').unwrap().1;
    let (place, _) = after.rsplit_once('/').unwrap();
    let refused = send(
        &format!("{place}/{old_key}"),
        report(ORDERS, "with the old key"),
    );
    assert_eq!(refused.status, 404);
}

#[test]
fn guessing_notifies_once() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let (place, _) = serve.receiver_url.rsplit_once('/').unwrap();
    for n in 0..60 {
        let status = send(&format!("{place}/{n:032x}"), "").status;
        assert!(matches!(status, 404 | 429), "{status}");
    }
    notifications.wait_for("omeone is guessing", LIMIT);
    // Later events come later on the bus as well.
    deliver(&serve.receiver_url, report("/retm/the-last", ""));
    notifications.wait_for("/retm/the-last", LIMIT);
    let all = notifications.notified().all();
    let told = all.iter().filter(|one| one.says("omeone is guessing"));
    assert_eq!(told.count(), 1, "{all:#?}");
}

/// A stand-in for cloudflared that records its PID, prints what the real one prints (the format is cited in the core's
/// `tunnel/cloudflared.rs`) and keeps running.
const CLOUDFLARED: &str = "#!/bin/sh
case \"$*\" in *--version*) echo 'cloudflared version 2026.3.0'; exit;; esac
echo $$ > \"$HOME/tunnel.pid\"
echo '2026-03-01T10:00:00Z INF |  https://quiet-otter-1.trycloudflare.com  |' >&2
echo '2026-03-01T10:00:01Z INF Registered tunnel connection connIndex=0' >&2
exec sleep 600
";

#[test]
fn no_tunnel_program_outlives_the_app_however_that_ends() {
    for killed in [true, false] {
        let machine = Machine::headless().accepting_local_urls();
        let home = machine.root().join("home");
        let program = home.join("bin/cloudflared");
        fs::create_dir(home.join("bin")).unwrap();
        fs::write(&program, CLOUDFLARED).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        set(&machine, "kind = \"cloudflared\"");
        let path = format!("{}:/usr/bin:/bin", home.join("bin").display());
        let serve = Serve::start_with(&machine, &[("PATH", &path)]);
        let pid = wait_until(
            "tunnel program",
            LIMIT,
            || {
                let text = fs::read_to_string(home.join("tunnel.pid")).ok()?;
                text.trim().parse::<u32>().ok()
            },
            || serve.process.output(),
        );
        let alive = || {
            let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            // A zombie has ended and only waits to be reaped.
            !status.is_empty() && !status.contains(") Z ")
        };
        assert!(alive());
        url(&machine, "https://quiet-otter-1.trycloudflare.com/error/");
        if killed {
            serve.process.kill();
        } else {
            serve.process.stop();
        }
        let gone = || (!alive()).then_some(());
        wait_until("end of the tunnel program", LIMIT, gone, || pid);
    }
}
