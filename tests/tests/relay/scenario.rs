//! What a developer sees: events arrive, the integration stops, they wait, it starts, they are delivered. And beside
//! RETM's report of a failure stands the request that caused it.

use missedhook_tests::{
    LIMIT,
    integration::Behaviour,
    program::{list, run, run_json, run_ok, show},
};
use serde_json::{Value, json};

use super::world::World;

/// Delivers events as RETM does. Returns whether all got through.
fn simulate(world: &World, path: &str, event: &str, count: &str) -> Value {
    let url = format!("{}{path}", world.hook);
    let args = ["simulate", &url, "--event", event, "--business", "b-17"];
    let output = run(
        &world.machine,
        &[&args[..], &["--count", count, "--json"]].concat(),
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn all_delivered(played: &Value) -> bool {
    let mut played = played.as_array().unwrap().iter();
    played.all(|one| one["delivered"] == true)
}

#[test]
fn an_integration_is_stopped_and_started_and_nothing_is_missed() {
    let routes =
        "answer_within_ms = 800\n[[relay.route]]\npath = \"/retm/menu\"\nmode = \"through\"";
    let (mut world, notifications) = World::with_notifications(Behaviour::status(200), routes);
    let arrived = simulate(&world, "/retm/orders", "order.created", "3");
    assert!(all_delivered(&arrived), "{arrived}");
    for id in 1..=3 {
        world.wait_for_state(id, "delivered");
    }

    world.integration.stop();
    let waiting = simulate(&world, "/retm/orders", "order.refunded", "4");
    assert!(all_delivered(&waiting), "RETM is told 200: {waiting}");
    let rows = run_json(&world.machine, &["requests", "is:waiting", "--json"]);
    let ids: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["id"])
        .collect();
    assert_eq!(ids, [&json!(7), &json!(6), &json!(5), &json!(4)]);
    let told = notifications.wait_for("webhooks wait", LIMIT);
    assert!(told.says("Nothing listens at"), "{told:?}");
    assert_eq!(list(&world.machine, 10), [] as [Value; 0], "no incident");

    world.integration.go_on();
    world.wait_for_empty_queue();
    let got = world.integration.requests().all();
    let webhooks: Vec<_> = got
        .iter()
        .map(|got| got.header("webhook-id").unwrap())
        .collect();
    let stored: Vec<_> = (1..=7)
        .map(|id| world.show(id)["webhook_id"].clone())
        .collect();
    assert_eq!(webhooks, stored, "in order, each once");

    world.integration.behave(Behaviour::status(500));
    let failed = simulate(&world, "/retm/menu", "menu.updated", "1");
    assert_eq!(failed["delivered"], false, "{failed}");
    notifications.wait_for("/retm/menu is failing", LIMIT);
    let report = &list(&world.machine, 10)[0];
    let shown = show(&world.machine, report["id"].as_i64().unwrap());
    assert_eq!(shown["requests"], json!([8, 9, 10]), "{shown}");
    let request = world.show(8);
    assert_eq!(request["attempts"][0]["status"], 500, "{request}");
    assert!(run_ok(&world.machine, &["requests", "show", "8"]).contains("menu.updated"));
    let all = notifications.notified().all();
    let titles: Vec<_> = all.iter().map(|one| &one.summary).collect();
    let of_waiting = titles.iter().filter(|title| title.contains("wait"));
    assert_eq!(of_waiting.count(), 1, "{titles:?}");
}
