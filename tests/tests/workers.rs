//! Workers: each of them is killed in turn. This is reported, a report in the meantime is stored or rejected with an
//! explanation, and after a moment everything works again.

use std::{fs, path::PathBuf, time::Duration};

use missedhook_tests::{
    LIMIT,
    bore::BoreServer,
    data::{KEY, database, open_database},
    endpoint::Endpoint,
    http::Request,
    machine::Machine,
    notification_server::NotificationServer,
    postgres::Postgres,
    program::{Serve, list, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, report, request, send},
};
use serde_json::Value;

#[path = "workers/rare.rs"]
mod rare;

/// A worker is restarted after a second, and proven after a few more; a monitor is checked within half a minute.
const RESTART_LIMIT: Duration = Duration::from_secs(60);

/// A machine with a notification server and a running program whose workers can be killed.
struct Scene {
    machine: Machine,
    notifications: NotificationServer,
    serve: Serve,
    switch: PathBuf,
}

impl Scene {
    fn with_settings(settings: &str) -> Self {
        Self::started_by(settings, |machine, switch| {
            Serve::start_with(machine, &[switch])
        })
    }

    /// The same with another way to start the program.
    fn started_by(settings: &str, start: impl FnOnce(&Machine, (&str, &str)) -> Serve) -> Self {
        let machine = Machine::with_bus();
        fs::create_dir_all(machine.data_dir()).unwrap();
        let text = format!("[receiver]\nkey = \"{KEY}\"\n\n{settings}\n");
        fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
        let notifications = NotificationServer::start(machine.bus());
        let switch = machine.root().join("kill");
        let variable = ("MISSEDHOOK_TEST_KILL_WORKER", switch.to_str().unwrap());
        let serve = start(&machine, variable);
        Self {
            machine,
            notifications,
            serve,
            switch,
        }
    }

    fn set(&self, settings: &str) {
        let text = format!("[receiver]\nkey = \"{KEY}\"\n\n{settings}\n");
        fs::write(self.machine.data_dir().join("settings.toml"), text).unwrap();
    }

    /// Kills this worker at its next turn.
    fn kill(&self, worker: &str) {
        // Written atomically, because workers read it all the time.
        let draft = self.switch.with_extension("draft");
        fs::write(&draft, worker).unwrap();
        fs::rename(draft, &self.switch).unwrap();
    }

    /// Waits for the message that the worker has stopped, with the location.
    fn wait_for_death(&self, worker: &str) {
        let name = format!("worker=\"{worker}\"");
        let said = self.wait_for_line(&format!("word of the death of {worker}"), |line| {
            line.contains(&name) && line.contains("has stopped: ")
        });
        assert!(said.contains("heartbeat.rs:"), "{said}");
    }

    /// Waits for the message that it runs again.
    fn wait_for_life(&self, worker: &str) {
        let name = format!("worker=\"{worker}\"");
        self.wait_for_line(&format!("new life of {worker}"), |line| {
            line.contains(&name) && line.contains("runs again")
        });
    }

    fn wait_for_line(&self, what: &str, like: impl Fn(&str) -> bool) -> String {
        let stderr = &self.serve.process.stderr;
        stderr.wait_for_item(what, RESTART_LIMIT, |line| like(line))
    }

    /// Sends an ordinary webhook through the relay.
    fn posts_webhook(&self) {
        let hook = run_ok(&self.machine, &["url", "--hook"]);
        let event = r#"{"event": "order.created", "business_refrence": "b"}"#;
        let answer = Request::post(&format!("{}/retm/orders", hook.trim()), event).send();
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// A report for a new endpoint is announced.
    fn tells(&self, endpoint: &str) {
        deliver(&self.serve.receiver_url, report(endpoint, ""));
        self.notifications.wait_for(endpoint, RESTART_LIMIT);
    }
}

#[test]
fn alerts() {
    let scene = Scene::with_settings("");
    scene.tells("/retm/before");
    scene.kill("alerts");
    // The report is stored while its alert waits, and announced as soon as a notification can be shown.
    scene.tells("/retm/meanwhile");
    scene.wait_for_death("alerts");
    scene.wait_for_life("alerts");
    scene.tells("/retm/after");
    let all = scene.notifications.notified().all();
    assert_eq!(all.len(), 3, "each once: {all:#?}");
    assert_eq!(list(&scene.machine, 10).len(), 3);
}

#[test]
fn what_hands_on_changes_watches_the_store_and_looks_for_restores() {
    let scene = Scene::with_settings("");
    for worker in [
        "changes",
        "store-watch",
        "restores",
        "test-reports",
        "silence",
        "relay-waiting",
        "targets",
        "verdict",
    ] {
        scene.kill(worker);
        if worker == "restores" {
            // It acts when a command leaves a request.
            fs::write(scene.machine.data_dir().join("order-none.json"), "").unwrap();
        }
        // One endpoint, or it would be a storm.
        deliver(&scene.serve.receiver_url, report("/retm/meanwhile", ""));
        scene.wait_for_death(worker);
        scene.wait_for_life(worker);
    }
    scene.notifications.wait_for("/retm/meanwhile", LIMIT);
    scene.tells("/retm/after");
    assert_eq!(list(&scene.machine, 10).len(), 9);
}

#[test]
fn settings_are_followed_again() {
    let scene = Scene::with_settings("");
    scene.kill("settings");
    // It acts when the file is written.
    scene.set("");
    scene.wait_for_death("settings");
    scene.tells("/retm/meanwhile");
    scene.set("[alerts]\nquiet_hours = 7");
    scene.wait_for_line("word of the wrong line", |line| {
        line.contains("quiet_hours")
    });
}

/// Makes the first incident old and resolved.
fn age_the_first(machine: &Machine) {
    open_database(&machine.data_dir())
        .execute_batch(
            "UPDATE incidents SET last_error_at = last_error_at - 40 * 86400000,
             changed_at = 0, state = 'resolved' WHERE id = 1;",
        )
        .unwrap();
}

fn wait_until_pruned(machine: &Machine, limit: Duration) {
    let rows = || list(machine, 10);
    wait_until(
        "end of the old incident",
        limit,
        || {
            let gone = rows().iter().all(|row| row["incident_id"] != 1);
            gone.then_some(())
        },
        rows,
    );
}

#[test]
fn retention() {
    let scene = Scene::with_settings("[retention]\nkeep_days = 0");
    scene.tells("/retm/old");
    age_the_first(&scene.machine);
    scene.kill("retention");
    scene.set("[retention]\nkeep_days = 30");
    scene.wait_for_death("retention");
    scene.tells("/retm/meanwhile");
    wait_until_pruned(&scene.machine, RESTART_LIMIT);
}

#[test]
fn retention_goes_on_after_another_program_held_the_database() {
    let scene = Scene::with_settings("[retention]\nkeep_days = 0");
    scene.tells("/retm/old");
    age_the_first(&scene.machine);
    let other = open_database(&scene.machine.data_dir());
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    scene.set("[retention]\nkeep_days = 30");
    scene.wait_for_line("word of retention", |line| {
        line.contains("Old incidents can't be deleted")
    });
    let refused = send(&scene.serve.receiver_url, report("/retm/meanwhile", ""));
    assert_eq!(refused.status, 503, "{refused:?}");
    other.execute_batch("ROLLBACK").unwrap();
    wait_until_pruned(&scene.machine, RESTART_LIMIT);
    scene.wait_for_line("word that it goes on", |line| {
        line.contains("pruning works again")
    });
    scene.tells("/retm/after");
    let said = scene.serve.process.stderr.all().concat();
    assert_eq!(said.matches("can't be deleted").count(), 1, "{said}");
    assert!(!said.contains("Missedhook is ending"), "{said}");
}

#[test]
fn retention_promises_nothing_once_the_database_is_gone() {
    let scene = Scene::with_settings("[retention]\nkeep_days = 0");
    scene.tells("/retm/old");
    age_the_first(&scene.machine);
    fs::remove_file(database(&scene.machine.data_dir())).unwrap();
    scene.set("[retention]\nkeep_days = 30");
    let said = scene.wait_for_line("word of retention", |line| {
        line.contains("Old incidents can't be deleted")
    });
    assert!(!said.contains("Reports are kept"), "{said}");
    assert!(said.contains("New reports are refused with 503."), "{said}");
    assert!(said.contains("Put it back"), "{said}");
}

#[test]
fn the_writer() {
    let scene = Scene::with_settings("");
    scene.tells("/retm/before");
    scene.kill("writer");
    let url = &scene.serve.receiver_url;
    let refused = send(url, report("/retm/refused", ""));
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.header("retry-after").is_some(), "{refused:?}");
    scene.wait_for_line("word of the writer", |line| {
        line.contains("the writer broke off") && line.contains("heartbeat.rs:")
    });
    scene.notifications.wait_for("Reports can't be kept", LIMIT);
    wait_until(
        "kept report",
        LIMIT,
        || (send(url, report("/retm/again", "")).status == 200).then_some(()),
        || scene.serve.process.output(),
    );
    scene.notifications.wait_for("/retm/again", LIMIT);
    let endpoints: Vec<_> = list(&scene.machine, 10)
        .into_iter()
        .map(|row| row["endpoint"].clone())
        .collect();
    assert_eq!(endpoints, ["/retm/again", "/retm/before"]);
}

#[test]
fn the_receiver_and_a_request() {
    let scene = Scene::with_settings("");
    let url = &scene.serve.receiver_url;
    scene.kill("answer");
    let broken = send(url, report("/retm/broken", ""));
    assert_eq!(broken.status, 500, "{broken:?}");
    assert!(broken.header("content-type").unwrap().contains("problem"));
    scene.wait_for_line("word of the request", |line| {
        line.contains("A request could not be answered") && line.contains("heartbeat.rs:")
    });
    scene.tells("/retm/after-the-request");

    scene.kill("receiver");
    // The connection during which it dies is closed without an answer. Later ones wait until it is back.
    let _ = request(url, report("/retm/cut-off", "")).try_send();
    scene.wait_for_death("receiver");
    scene.tells("/retm/after-the-receiver");
    scene.wait_for_life("receiver");
    scene.serve.process.stop();
}

#[test]
fn monitors() {
    let scene = Scene::with_settings("");
    let endpoint = Endpoint::answering([200]);
    scene.kill("monitors");
    let url = endpoint.url("/retm/orders");
    run_ok(&scene.machine, &["monitors", "add", &url]);
    scene.wait_for_death("monitors");
    scene.tells("/retm/meanwhile");
    let monitors = || run_json(&scene.machine, &["monitors", "--json"])["monitors"].clone();
    wait_until(
        "monitor that is up",
        2 * RESTART_LIMIT,
        || (monitors()[0]["state"] == "up").then_some(()),
        monitors,
    );
}

#[test]
fn the_relay() {
    let endpoint = Endpoint::answering([500, 500, 200]);
    let target = endpoint.url("");
    let scene = Scene::with_settings(&format!("[relay]\nenabled = true\ntarget = \"{target}\""));
    scene.kill("relay");
    scene.posts_webhook();
    scene.wait_for_death("relay");
    scene.tells("/retm/meanwhile");
    scene.wait_for_life("relay");
    let state = || run_json(&scene.machine, &["requests", "--json"])[0]["state"].clone();
    wait_until(
        "request that is delivered",
        RESTART_LIMIT,
        || (state() == "delivered").then_some(()),
        state,
    );
}

#[test]
fn the_incidents_of_the_relay() {
    let endpoint = Endpoint::answering([422]);
    let target = endpoint.url("");
    let scene = Scene::with_settings(&format!("[relay]\nenabled = true\ntarget = \"{target}\""));
    scene.kill("relay-incidents");
    scene.posts_webhook();
    scene.wait_for_death("relay-incidents");
    scene.wait_for_life("relay-incidents");
    let failing = "/retm/orders is failing";
    scene.notifications.wait_for(failing, RESTART_LIMIT);
    let rows = list(&scene.machine, 10);
    assert_eq!(rows.len(), 1, "told once: {rows:?}");
}

#[test]
fn clicks() {
    let scene = Scene::with_settings("");
    scene.tells("/retm/orders");
    let told = scene.notifications.notified().all().remove(0);
    scene.kill("clicks");
    scene.notifications.dismiss(4_711);
    scene.wait_for_death("clicks");
    scene.wait_for_life("clicks");
    scene
        .notifications
        .invoke_action(told.id, "missedhook-acknowledge");
    let state = || -> Value {
        let show = run_json(&scene.machine, &["list", "is:acknowledged", "--json"]);
        show[0]["incident_id"].clone()
    };
    wait_until(
        "acknowledged incident",
        LIMIT,
        || (state() == 1).then_some(()),
        state,
    );
}

#[test]
fn the_tunnel_its_proof_and_what_joins_them() {
    let server = BoreServer::start(None);
    let bore = |port: u16| {
        let address = server.address();
        format!("[tunnel]\nkind = \"bore\"\nbore_server = \"{address}\"\nbore_port = {port}")
    };
    let ports: Vec<u16> = (0..4).map(|_| missedhook_tests::ports::unused()).collect();
    let scene = Scene::with_settings(&bore(ports[0]));
    let public = |port: u16| format!("http://{}:{port}/error/{KEY}", server.address());
    let reaches = |port: u16| {
        wait_until(
            &format!("way in at {port}"),
            RESTART_LIMIT,
            || {
                let sent = request(&public(port), report("/retm/through", "")).try_send();
                sent.is_ok_and(|answer| answer.status == 200).then_some(())
            },
            || scene.serve.process.output(),
        );
    };
    reaches(ports[0]);
    for (worker, port) in ["tunnel", "way-in", "reachability"]
        .into_iter()
        .zip(&ports[1..])
    {
        scene.kill(worker);
        scene.set(&bore(*port));
        scene.wait_for_death(worker);
        scene.wait_for_life(worker);
        reaches(*port);
        // `url` prints the current ingress.
        let printed = || run_ok(&scene.machine, &["url"]);
        wait_until(
            "new receiver URL",
            RESTART_LIMIT,
            || printed().contains(&format!(":{port}/")).then_some(()),
            printed,
        );
    }
    scene.serve.process.stop();
}

#[test]
fn the_team() {
    let postgres = Postgres::start();
    let url = postgres.url();
    let [anna, omar] = ["anna", "omar"]
        .map(|name| Scene::with_settings(&format!("[team]\nurl = \"{url}\"\nname = \"{name}\"")));
    let connected = |scene: &Scene| {
        let team = run_json(&scene.machine, &["team", "--json"]);
        (team["link"]["state"] == "connected" && team["machines"][0].is_string()).then_some(())
    };
    for scene in [&anna, &omar] {
        let seen = || scene.serve.process.output();
        wait_until("the team", RESTART_LIMIT, || connected(scene), seen);
    }
    anna.kill("team");
    // Stored, and shared once the worker is back.
    deliver(&anna.serve.receiver_url, report("/retm/meanwhile", ""));
    anna.wait_for_death("team");
    omar.notifications
        .wait_for("/retm/meanwhile", RESTART_LIMIT);
    anna.wait_for_life("team");
}
