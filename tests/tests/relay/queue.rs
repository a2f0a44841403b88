//! Waiting requests, and what happens to them.

use std::time::Duration;

use missedhook_tests::{
    LIMIT,
    integration::{Behaviour, Integration},
    program::{Serve, run_json, run_ok},
};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::world::{World, event, kept};

fn statuses(request: &Value) -> Vec<Value> {
    let attempts = request["attempts"].as_array().unwrap().iter();
    attempts.map(|attempt| attempt["status"].clone()).collect()
}

#[test]
fn what_waits_is_handed_on_in_order_once_the_port_opens() {
    let mut world = World::new(Behaviour::status(200));
    world.integration.stop();
    let names: Vec<_> = (0..8).map(|number| format!("order.{number}")).collect();
    let ids: Vec<_> = names
        .iter()
        .map(|name| kept(&world.post("/retm/orders", event(name, "b-17"))))
        .collect();
    for id in &ids {
        assert_eq!(world.show(*id)["state"], "waiting");
    }
    world.integration.go_on();
    for id in &ids {
        world.wait_for_state(*id, "delivered");
    }
    let got: Vec<Value> = world
        .integration
        .bodies()
        .iter()
        .map(|body| serde_json::from_str::<Value>(body).unwrap()["event"].clone())
        .collect();
    assert_eq!(got, names);
}

#[test]
fn what_fails_is_tried_again_and_nothing_of_its_merchant_overtakes_it() {
    let world = World::new(Behaviour::status(500));
    let first = kept(&world.post("/retm/orders", event("order.created", "b-17")));
    let second = kept(&world.post("/retm/orders", event("order.refunded", "b-17")));
    let other = kept(&world.post("/retm/orders", event("order.created", "b-18")));
    world.integration.behave(Behaviour::status(204));
    let first = world.wait_for_state(first, "delivered");
    let second = world.wait_for_state(second, "delivered");
    world.wait_for_state(other, "delivered");
    let first = statuses(&first);
    assert_eq!(first.first(), Some(&json!(500)));
    assert_eq!(first.last(), Some(&json!(204)));
    assert_eq!(second["attempts"][0]["trigger"], "initial", "{second}");
    let ids: Vec<_> = world
        .integration
        .requests()
        .all()
        .iter()
        .map(|got| {
            (
                got.header("webhook-id").unwrap().to_owned(),
                got.header("missedhook-attempt").unwrap().to_owned(),
            )
        })
        .collect();
    let of_first: Vec<_> = ids
        .iter()
        .filter(|(id, _)| *id == ids[0].0)
        .map(|(_, number)| number.clone())
        .collect();
    let expected: Vec<_> = (1..=first.len()).map(|number| number.to_string()).collect();
    assert_eq!(of_first, expected, "{ids:?}");
}

#[test]
fn some_answers_need_a_person_and_one_is_the_end() {
    let world = World::new(Behaviour::status(400));
    for (status, state) in [
        (400, "needs_you"),
        (404, "needs_you"),
        (422, "needs_you"),
        (302, "needs_you"),
        (410, "dead"),
    ] {
        world.integration.behave(Behaviour::status(status));
        let merchant = format!("b-{status}");
        let id = kept(&world.post("/retm/orders", event("order.created", &merchant)));
        let shown = world.wait_for_state(id, state);
        assert_eq!(statuses(&shown), [json!(status)], "{shown}");
        let word = format!("is:{state}");
        let found = run_json(&world.machine, &["requests", &word, "--json"]);
        let found = found.as_array().unwrap();
        assert!(found.iter().any(|row| row["id"] == id), "{found:?}");
    }
}

#[test]
fn the_integration_may_ask_for_a_wait() {
    let world = World::new(Behaviour::Answers {
        status: 503,
        headers: "Retry-After: 3\r\n",
        body: "",
        after: Duration::ZERO,
    });
    let id = kept(&world.post("/retm/orders", event("order.created", "b")));
    world
        .integration
        .requests()
        .wait_for_count("request", 1, LIMIT);
    world.integration.behave(Behaviour::status(200));
    let shown = world.wait_for_state(id, "delivered");
    let at = |attempt: usize| {
        shown["attempts"][attempt]["at"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    // Both times as RFC 3339 to the millisecond.
    let seconds = |time: &str| {
        let clock: Vec<f64> = time[11..23]
            .split(':')
            .map(|part| part.parse().unwrap())
            .collect();
        clock[0] * 3600.0 + clock[1] * 60.0 + clock[2]
    };
    let waited = (seconds(&at(1)) - seconds(&at(0))).rem_euclid(86_400.0);
    assert!(waited >= 3.0, "{waited} s in {shown}");
}

#[test]
fn a_connection_that_is_closed_without_an_answer_is_tried_again() {
    let world = World::with(Integration::start(Behaviour::Closes), "");
    let id = kept(&world.post("/retm/orders", event("order.created", "b")));
    let shown = world.wait_for_state(id, "waiting");
    world.integration.behave(Behaviour::status(200));
    let error = shown["attempts"][0]["error"].clone();
    let shown = world.wait_for_state(id, "delivered");
    assert!(
        error.is_null() || error.as_str().unwrap().contains("closed"),
        "{shown}"
    );
}

/// More than are looked through one by one.
#[test]
fn what_waits_behind_one_request_delays_no_other_merchant() {
    let routes = "[[relay.route]]\npath = \"/*\"\nmode = \"keep\"";
    let mut world = World::with(Integration::start(Behaviour::status(200)), routes);
    world.serve.process.stop();
    Connection::open(world.machine.data_dir().join("relay.db"))
        .unwrap()
        .execute_batch(
            "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 11000)
             INSERT INTO requests (webhook_id, received_at, method, path, merchant_reference, mode,
               state, next_at, changed_at, remote_addr, headers, body)
             SELECT 'msg_' || n, 0, 'POST', '/retm/orders', 'b-17', 'keep', 'waiting',
               CASE n WHEN 0 THEN unixepoch() * 1000 + 3600000 ELSE 0 END, 0, '', '[]', x'' FROM n",
        )
        .unwrap();
    world.serve = Serve::start(&world.machine);
    run_ok(&world.machine, &["url", "--hook"])
        .trim()
        .clone_into(&mut world.hook);
    let id = kept(&world.post("/retm/orders", event("order.created", "b-18")));
    world.wait_for_state(id, "delivered");
    let nameless = kept(&world.post("/retm/menu", "{}"));
    world.wait_for_state(nameless, "delivered");
    assert_eq!(world.integration.requests().count(), 2);
}
