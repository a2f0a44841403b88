//! The quota of the tunnel in use: the relay's monthly traffic is counted, and there is a warning when it comes close.

use std::fs;

use missedhook_tests::{
    data::KEY, integration::Behaviour, program::run_json, recording::wait_until,
};
use rusqlite::Connection;
use serde_json::Value;

use super::world::{World, event, reward};

fn relay_check(world: &World) -> Value {
    let output = missedhook_tests::program::run(&world.machine, &["doctor", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = told["checks"].as_array().unwrap();
    let of_relay = checks.iter().find(|check| check["name"] == "relay");
    of_relay.unwrap().clone()
}

fn database(world: &World) -> Connection {
    Connection::open(world.machine.data_dir().join("relay.db")).unwrap()
}

fn used(world: &World, what: &str) -> i64 {
    let sql = "SELECT value FROM marks WHERE name = ?1 || strftime(' %Y-%m', 'now')";
    let found = database(world).query_row(sql, [what], |row| row.get(0));
    found.unwrap_or(0)
}

#[test]
fn traffic_near_the_quota_of_ngroks_free_plan_is_said() {
    let world = World::new(Behaviour::status(200));
    for _ in 0..2 {
        world.post("/retm/orders", event("order.created", "m-1"));
        world.post("/retm/rewards", reward());
    }
    wait_until(
        "traffic",
        missedhook_tests::LIMIT,
        || (used(&world, "bytes") > 500).then_some(()),
        || used(&world, "bytes"),
    );
    assert_eq!(used(&world, "requests"), 4, "each once");
    assert_eq!(relay_check(&world)["ok"], true);

    let sql = "UPDATE marks SET value = 16000 WHERE name LIKE 'requests %'";
    database(&world).execute(sql, []).unwrap();
    assert_eq!(
        relay_check(&world)["ok"],
        true,
        "no tunnel has a quota here"
    );
    let target = world.integration.url();
    let settings = format!(
        "[receiver]\nkey = \"{KEY}\"\npublic_url = \"https://a-b.ngrok-free.app\"\n\n\
         [relay]\nenabled = true\ntarget = \"{target}\"\n"
    );
    fs::write(world.machine.data_dir().join("settings.toml"), settings).unwrap();
    let check = relay_check(&world);
    assert_eq!(check["ok"], false, "{check}");
    let found = check["found"].as_str().unwrap();
    assert!(found.contains("16000 requests came through"), "{check}");
    assert!(check["remedy"].is_string(), "{check}");
    // Requests in `through` mode count too.
    world.post("/retm/orders", event("order.created", "m-1"));
    assert_eq!(used(&world, "requests"), 16_001);
    assert!(run_json(&world.machine, &["requests", "--json"]).is_array());
}
