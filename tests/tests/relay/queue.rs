//! Waiting requests, and what happens to them.

use std::{collections::BTreeSet, thread::sleep, time::Duration};

use fastrand::Rng;
use missedhook_tests::{
    LIMIT,
    integration::{Behaviour, Integration},
    program::{Serve, run_json, run_ok},
    prove,
    recording::wait_until,
};
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
fn nothing_that_was_answered_is_lost_by_a_kill() {
    let mut world = World::new(Behaviour::status(200));
    world.integration.stop();
    let mut ids = Vec::new();
    let rounds = prove::form(4, 40);
    for round in 0..rounds {
        for number in 0..5 {
            let name = format!("order.{round}.{number}");
            ids.push(kept(
                &world.post("/retm/orders", event(&name, &format!("b-{number}"))),
            ));
        }
        world.serve.process.kill();
        world.serve = Serve::start(&world.machine);
        run_ok(&world.machine, &["url", "--hook"])
            .trim()
            .clone_into(&mut world.hook);
    }
    world.integration.go_on();
    for id in &ids {
        world.wait_for_state(*id, "delivered");
    }
    assert_eq!(ids.len(), rounds * 5);
    // At most what was in progress is repeated, and nothing was.
    assert_eq!(world.integration.requests().count(), ids.len());
}

/// Killed while it delivers: at most the attempts in progress are repeated, sixteen per kill.
#[test]
fn a_kill_repeats_at_most_what_was_under_way() {
    let mut world = World::with(
        Integration::stopped(Behaviour::slowly(200, Duration::from_millis(20))),
        "[[relay.route]]\npath = \"/*\"\nmode = \"keep\"",
    );
    let rounds = prove::form(6, 200);
    let mut random = Rng::with_seed(prove::seed());
    let mut ids = Vec::new();
    world.integration.go_on();
    for round in 0..rounds {
        for number in 0..20 {
            let name = format!("order.{round}.{number}");
            let merchant = format!("b-{}", number % 7);
            ids.push(kept(&world.post("/retm/orders", event(&name, &merchant))));
        }
        sleep(Duration::from_millis(random.u64(0..60)));
        world.serve.process.kill();
        world.serve = Serve::start(&world.machine);
        run_ok(&world.machine, &["url", "--hook"])
            .trim()
            .clone_into(&mut world.hook);
    }
    let waiting = || run_json(&world.machine, &["requests", "is:waiting", "--json"]);
    let is_empty = || (waiting() == json!([])).then_some(());
    wait_until("end of the queue", LIMIT, is_empty, waiting);
    let came = world.integration.bodies();
    let different: BTreeSet<_> = came.iter().collect();
    assert_eq!(different.len(), ids.len());
    let repeated = came.len() - different.len();
    assert!(
        repeated <= 16 * rounds,
        "{repeated} of {} came twice",
        ids.len()
    );
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
