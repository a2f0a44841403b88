//! The receiver's key, the bearer token and a tunnel's secrets appear only where they belong: this searches everything
//! that the program writes, prints, or passes to other programs. A new command is one more row of [`COMMANDS`].

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Output,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use missedhook_tests::{
    LIMIT,
    bore::BoreServer,
    data::{SETTINGS, contains, files},
    endpoint::Endpoint,
    http::{Request, Target},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, run},
    recording::wait_until,
    retm::{accepted, fixture, report, request},
};

/// Each runs next to a running receiver. `URL` is an endpoint that fails; `FILE` one that does not exist yet.
const COMMANDS: &[&[&str]] = &[
    &["--help"],
    &["--version"],
    &["list"],
    &["list", "--json"],
    &["list", "--json", "code:503", "retm"],
    &["list", "is:nonsense"],
    &["show", "1"],
    &["show", "1", "--json"],
    &["show", "999"],
    &["export"],
    &["export", "--format", "json"],
    &["export", "--format", "ndjson", "--output", "FILE"],
    &["send-test"],
    &["acknowledge", "1"],
    &["resolve", "1", "--json"],
    &["local-only"],
    &["local-only", "--off"],
    &["simulate", "URL"],
    &["simulate", "URL", "--json"],
    &["simulate", "--storm", "--reports", "50", "--seconds", "1"],
    &["target", "list", "--json"],
    &["doctor"],
    &["doctor", "--json"],
    &["wait", "--for", "reachable", "--timeout", "1s", "--json"],
    // Its input is empty; `mcp.rs` tests the output of its tools.
    &["mcp"],
    // A second one on the same directory.
    &["serve", "--json"],
];

/// These exist to print the receiver URL, and with it the key; nothing else.
const TELL_THE_KEY: &[&[&str]] = &[&["url"], &["url", "--json"]];

/// The secrets of one machine.
struct Secrets {
    key: String,
    token: String,
    tunnel: String,
}

impl Secrets {
    fn new() -> Self {
        let some = |length: usize| -> String {
            std::iter::repeat_with(|| char::from(b"0123456789abcdef"[fastrand::usize(..16)]))
                .take(length)
                .collect()
        };
        Self {
            key: some(32),
            token: format!("bearer-{}", some(24)),
            tunnel: format!("tunnel-{}", some(24)),
        }
    }

    fn without_key(&self) -> [&str; 2] {
        [&self.token, &self.tunnel]
    }

    fn all(&self) -> [&str; 3] {
        [&self.key, &self.token, &self.tunnel]
    }

    fn write_settings(&self, machine: &Machine, tunnel: &str) {
        fs::create_dir_all(machine.data_dir()).unwrap();
        let text = format!(
            "[receiver]\nkey = \"{}\"\nbearer_token = \"{}\"\n\n[tunnel]\n{tunnel}\n",
            self.key, self.token
        );
        fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
    }
}

/// Whether one of them occurs in there, as is or in another encoding.
fn told<'a>(secrets: &[&'a str], bytes: &[u8]) -> Option<&'a str> {
    secrets.iter().copied().find(|secret| {
        let forms = [
            (*secret).to_owned(),
            secret.to_ascii_uppercase(),
            // Without the last characters, which depend on what follows.
            BASE64_STANDARD.encode(secret)[..24].to_owned(),
        ];
        forms.iter().any(|form| contains(bytes, form.as_bytes()))
    })
}

fn assert_untold(what: &str, secrets: &[&str], output: &Output) {
    for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        let found = told(secrets, bytes);
        assert_eq!(found, None, "{what} on {stream}: {output:#?}");
    }
}

/// Checks every file except the settings and their copy.
fn assert_no_file_tells(machine: &Machine, secrets: &Secrets, when: &str) {
    let mut searched = 0;
    for path in files(machine.root()) {
        if SETTINGS.iter().any(|settings| path.ends_with(settings)) {
            continue;
        }
        let Ok(bytes) = fs::read(&path) else { continue };
        let found = told(&secrets.all(), &bytes);
        assert_eq!(found, None, "{when}: {}", path.display());
        searched += 1;
    }
    assert!(searched > 3, "{when}: only {searched} files");
}

/// Checks the command lines of all processes repeatedly until `over`.
fn watch_command_lines(secrets: &[&str], over: &AtomicBool) -> (BTreeSet<String>, usize) {
    let (mut found, mut looks) = (BTreeSet::new(), 0);
    while !over.load(Ordering::Relaxed) {
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            if told(secrets, &line).is_some() {
                found.insert(String::from_utf8_lossy(&line).replace('\0', " "));
            }
        }
        looks += 1;
        std::thread::sleep(Duration::from_millis(5));
    }
    (found, looks)
}

/// Reports of all kinds, accepted and rejected.
fn report_all_ways(serve: &Serve, secrets: &Secrets) {
    let bearer = format!("Bearer {}", secrets.token);
    for body in [
        fixture("documented.json"),
        fixture("truncated.txt"),
        report("/retm/x", "m"),
    ] {
        let sent = request(&serve.receiver_url, body)
            .header("Authorization", &bearer)
            .header("Referer", &serve.receiver_url)
            .header("X-Copy", &secrets.token)
            .header("X-Original-Uri", &format!("/error/{}", secrets.key));
        accepted(&sent.send());
    }
    let target = Target::of(&serve.receiver_url);
    for (target, authorization, body) in [
        (target.clone(), "Bearer wrong", Vec::new()),
        (
            target.with_path(&format!("/wrong/{}", secrets.key)),
            &*bearer,
            Vec::new(),
        ),
        (
            target.with_path(&format!("/error/{}x", secrets.key)),
            &*bearer,
            Vec::new(),
        ),
        (target.clone(), &*bearer, vec![b'x'; 300 * 1024]),
    ] {
        let answer = Request::new("POST", &target)
            .header("Authorization", authorization)
            .body(body)
            .send();
        assert!(answer.status >= 400, "{answer:?}");
        assert_eq!(told(&secrets.all(), &answer.body), None, "{answer:?}");
    }
    for _ in 0..30 {
        let guess = target_of_guess(&serve.receiver_url);
        Request::new("POST", &guess).send();
    }
}

fn target_of_guess(url: &str) -> Target {
    Target::of(url).with_path("/error/00000000000000000000000000000000")
}

#[test]
fn key_token_and_tunnel_secret_appear_only_where_they_belong() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let secrets = Secrets::new();
    // The bore server lives as long as this process, so its secret may too.
    let server = BoreServer::start(Some(secrets.tunnel.clone().leak()));
    let tunnel = format!(
        "kind = \"bore\"\nbore_server = \"{}\"\nbore_secret = \"{}\"",
        server.address(),
        secrets.tunnel
    );
    secrets.write_settings(&machine, &tunnel);
    let failing = Endpoint::answering([500]);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watched = scope.spawn(|| watch_command_lines(&secrets.all(), &over));
        let serve = Serve::start(&machine);
        let ready = serve.process.stdout.all()[0].clone();
        assert_eq!(
            told(&secrets.without_key(), ready.as_bytes()),
            None,
            "{ready}"
        );
        report_all_ways(&serve, &secrets);
        for args in TELL_THE_KEY {
            let reached = || {
                let output = run(&machine, args);
                assert_untold(&format!("{args:?}"), &secrets.without_key(), &output);
                contains(&output.stdout, server.address().to_string().as_bytes()).then_some(())
            };
            wait_until("way in through bore", LIMIT, reached, || {
                serve.process.output()
            });
        }
        for args in COMMANDS {
            let url = failing.url("/retm/orders");
            let file = machine.root().join("exported").display().to_string();
            let args: Vec<&str> = args
                .iter()
                .map(|arg| match *arg {
                    "URL" => &*url,
                    "FILE" => &*file,
                    arg => arg,
                })
                .collect();
            let output = run(&machine, &args);
            assert!(
                !contains(&output.stderr, b"Usage:"),
                "{args:?} is no command: {output:#?}"
            );
            assert_untold(&format!("{args:?}"), &secrets.all(), &output);
        }
        assert_no_file_tells(&machine, &secrets, "while it runs, the log among them");
        for said in notifications.notified().all() {
            let words = format!("{said:?}");
            assert_eq!(told(&secrets.all(), words.as_bytes()), None, "{words}");
        }
        let after_ready = serve.process.stdout.all()[1..].concat();
        assert_eq!(told(&secrets.all(), after_ready.as_bytes()), None);
        let complained = serve.process.stderr.all().concat();
        assert_eq!(
            told(&secrets.all(), complained.as_bytes()),
            None,
            "{complained}"
        );
        serve.process.kill();
        assert_no_file_tells(&machine, &secrets, "after a kill");
        let serve = Serve::start(&machine);
        serve.process.stop();
        assert_no_file_tells(&machine, &secrets, "after the end");
        over.store(true, Ordering::Relaxed);
        let (found, looks) = watched.join().unwrap();
        assert!(looks > 50, "{looks}");
        assert_eq!(found, BTreeSet::new());
    });
}

/// A program that prints everything that it was started with, as `ps` shows it, and then keeps running.
fn write_program(at: &Path) {
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(at, "#!/bin/sh\necho \"$@\" >&2\nexec sleep 60\n").unwrap();
    fs::set_permissions(at, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_tunnel_program_is_not_started_with_a_secret_on_its_command_line() {
    let machine = Machine::with_bus();
    let secrets = Secrets::new();
    let programs = machine.root().join("home/bin");
    write_program(&programs.join("cloudflared"));
    let tunnel = format!(
        "kind = \"cloudflared\"\ncloudflared_token = \"{}\"\ncloudflared_hostname = \"h.example.com\"",
        secrets.tunnel
    );
    secrets.write_settings(&machine, &tunnel);
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watched = scope.spawn(|| watch_command_lines(&secrets.all(), &over));
        let serve = Serve::start_with(&machine, &[("PATH", &path)]);
        let started = || {
            let processes = fs::read_dir("/proc").unwrap().flatten();
            let lines =
                processes.map(|entry| fs::read(entry.path().join("environ")).unwrap_or_default());
            lines
                .into_iter()
                .any(|environ| contains(&environ, secrets.tunnel.as_bytes()))
                .then_some(())
        };
        // It has to get the secret somehow: as an environment variable, which only the same user can read.
        wait_until("tunnel program", LIMIT, started, || serve.process.output());
        std::thread::sleep(Duration::from_millis(300));
        let output = run(&machine, &["doctor"]);
        assert_untold("doctor", &secrets.all(), &output);
        let complained = serve.process.stderr.all().concat();
        assert_eq!(
            told(&secrets.all(), complained.as_bytes()),
            None,
            "{complained}"
        );
        serve.process.stop();
        assert_no_file_tells(&machine, &secrets, "after the end");
        over.store(true, Ordering::Relaxed);
        assert_eq!(watched.join().unwrap().0, BTreeSet::new());
    });
}
