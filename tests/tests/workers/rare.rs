//! Workers that have something to do once a day or once a week.

use std::fs;

use missedhook_tests::{
    data::{open_database, weekday},
    endpoint::Endpoint,
    machine::Machine,
    program::{Serve, binary, run_json},
    recording::wait_until,
};

use super::{RESTART_LIMIT, Scene};

#[test]
fn the_weekly_summary() {
    let scene = Scene::with_settings("[summary]\nweekly = false");
    scene.tells("/retm/orders");
    open_database(&scene.machine.data_dir())
        .execute_batch(
            "UPDATE incidents SET opened_at = opened_at - 7 * 86400000,
               last_error_at = last_error_at - 7 * 86400000, changed_at = changed_at - 7 * 86400000;",
        )
        .unwrap();
    scene.kill("weekly-summary");
    // It acts when the settings change.
    let day = weekday();
    scene.set(&format!("[summary]\nday = \"{day}\"\nat = \"00:00\""));
    scene.wait_for_death("weekly-summary");
    scene.tells("/retm/meanwhile");
    scene
        .notifications
        .wait_for("1 incident last week", RESTART_LIMIT);
    scene.wait_for_life("weekly-summary");
}

#[test]
fn what_notices_that_the_program_was_replaced() {
    let folder = |machine: &Machine| machine.root().join("bin");
    let scene = Scene::started_by("", |machine, (switch, file)| {
        fs::create_dir(folder(machine)).unwrap();
        let program = folder(machine).join("missedhook");
        fs::copy(binary(), &program).unwrap();
        let mut command = machine.command(program);
        command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--data-dir"]);
        command.arg(machine.data_dir()).env(switch, file);
        Serve::started(&mut command)
    });
    scene.tells("/retm/before");
    scene.kill("installed");
    // It acts when something changes beside the program.
    let program = folder(&scene.machine).join("missedhook");
    let new = program.with_extension("dpkg-new");
    fs::copy(binary(), &new).unwrap();
    fs::rename(new, program).unwrap();
    scene.wait_for_death("installed");
    scene.tells("/retm/meanwhile");
    scene
        .notifications
        .wait_for("Missedhook was updated", RESTART_LIMIT);
    scene.wait_for_life("installed");
}

#[test]
fn what_looks_for_a_newer_version() {
    let publisher = Endpoint::answering([404]);
    let scene = Scene::with_settings("[updates]\ncheck = false");
    scene.kill("updates");
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/updates/key.pub");
    let key = fs::read_to_string(key).unwrap();
    // It acts when the settings change.
    let (url, key) = (publisher.url("/newest.json"), key.trim());
    scene.set(&format!(
        "[updates]\ncheck = true\nurl = \"{url}\"\nkey = \"{key}\""
    ));
    scene.wait_for_death("updates");
    scene.tells("/retm/meanwhile");
    publisher
        .requests()
        .wait_for_count("look for a newer version", 1, RESTART_LIMIT);
    scene.wait_for_life("updates");
}

#[test]
fn retention_of_the_relay() {
    let endpoint = Endpoint::answering([200]);
    let relay = format!(
        "[relay]\nenabled = true\ntarget = \"{}\"\nkeep_days =",
        endpoint.url("")
    );
    let scene = Scene::with_settings(&format!("{relay} 0"));
    scene.posts_webhook();
    let requests = || run_json(&scene.machine, &["requests", "--json"]);
    let delivered = || (requests()[0]["state"] == "delivered").then_some(());
    wait_until("delivered request", RESTART_LIMIT, delivered, requests);
    rusqlite::Connection::open(scene.machine.data_dir().join("relay.db"))
        .unwrap()
        .execute_batch(
            "PRAGMA busy_timeout = 10000;
             UPDATE requests SET changed_at = changed_at - 40 * 86400000;",
        )
        .unwrap();
    scene.kill("relay-retention");
    scene.set(&format!("{relay} 30"));
    scene.wait_for_death("relay-retention");
    scene.tells("/retm/meanwhile");
    let gone = || requests().as_array().unwrap().is_empty().then_some(());
    wait_until("end of the old request", RESTART_LIMIT, gone, requests);
}
