//! What the relay can't deliver is in the history, next to RETM's reports.

use missedhook_tests::{
    LIMIT,
    data::open_database,
    integration::Behaviour,
    program::{list, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::{Value, json};

use super::world::{World, event, kept};

#[test]
fn what_needs_a_person_opens_the_incident_of_its_endpoint_and_what_is_given_up_joins_it() {
    let world = World::new(Behaviour::Answers {
        status: 422,
        headers: "",
        body: "\n no such branch \nsecond line",
        after: std::time::Duration::ZERO,
    });
    let first = kept(&world.post("/retm/orders?token=s3cret", event("order.created", "m-1")));
    world.wait_for_state(first, "needs_you");
    let of_relay = |count: usize| {
        let look = || {
            let rows = list(&world.machine, 10);
            (rows.len() == count).then_some(rows)
        };
        wait_until("delivery errors", LIMIT, look, || list(&world.machine, 10))
    };
    let rows = of_relay(1);
    let endpoint = format!("{}/retm/orders", world.integration.url());
    for (field, value) in [
        ("source", json!("relay")),
        ("code", json!(422)),
        ("endpoint", json!(endpoint)),
        ("message", json!("no such branch")),
        ("relay_request", json!(first)),
    ] {
        assert_eq!(rows[0][field], value, "{field} of {}", rows[0]);
    }
    world.integration.behave(Behaviour::status(410));
    let second = kept(&world.post("/retm/orders", event("order.created", "m-2")));
    world.wait_for_state(second, "dead");
    // RETM's own report about that endpoint.
    deliver(&world.serve.receiver_url, report(&endpoint, "down"));
    let rows = of_relay(3);
    let incident = |row: usize| rows[row]["incident_id"].clone();
    assert!(incident(0).is_i64(), "{rows:?}");
    assert!((1..3).all(|row| incident(row) == incident(0)), "{rows:?}");

    world.integration.behave(Behaviour::status(200));
    world.post("/retm/orders", event("order.created", "m-3"));
    world.wait_for_state(3, "delivered");
    assert_eq!(list(&world.machine, 10).len(), 3);
}

fn resolved(world: &World) -> Vec<Value> {
    let rows = run_json(&world.machine, &["list", "is:resolved", "--json"]);
    rows.as_array().unwrap().clone()
}

fn wait_for_errors(world: &World, count: usize) -> Vec<Value> {
    let look = || {
        let rows = list(&world.machine, 10);
        (rows.len() == count).then_some(rows)
    };
    wait_until("delivery errors", LIMIT, look, || list(&world.machine, 10))
}

#[test]
fn an_incident_is_over_when_the_last_of_its_requests_got_through() {
    let (world, notifications) = World::with_notifications(Behaviour::status(422), "");
    for merchant in ["m-1", "m-2"] {
        let id = kept(&world.post("/retm/orders", event("order.created", merchant)));
        world.wait_for_state(id, "needs_you");
    }
    let elsewhere = kept(&world.post("/retm/menu", event("menu.updated", "m-3")));
    world.wait_for_state(elsewhere, "needs_you");
    let rows = wait_for_errors(&world, 3);
    let incident = rows[2]["incident_id"].to_string();
    notifications.wait_for("/retm/orders is failing", LIMIT);

    world.integration.behave(Behaviour::status(200));
    // Another one that gets through proves nothing about the one that was given up.
    world.post("/retm/orders", event("order.created", "m-4"));
    run_ok(&world.machine, &["replay", "1"]);
    world.wait_for_state(1, "delivered");
    assert_eq!(resolved(&world), [] as [Value; 0]);
    run_ok(&world.machine, &["replay", "2"]);
    let over = || (resolved(&world).len() == 2).then_some(());
    wait_until("the end", LIMIT, over, || list(&world.machine, 10));
    let well = notifications.wait_for("/retm/orders works again", LIMIT);
    assert!(well.says("The relay has delivered what failed"), "{well:?}");
    let evidence = run_ok(&world.machine, &["report", &incident]);
    assert!(
        evidence.contains("The relay has delivered what failed"),
        "{evidence}"
    );
    assert!(resolved(&world).iter().all(|row| row["relay_request"] != 3));
}

/// The end of the first one's incident waits for the history, so that the others are looked at together.
#[test]
fn requests_that_got_through_together_end_their_incident() {
    let world = World::new(Behaviour::status(422));
    for (path, merchant) in [
        ("/retm/menu", "m-1"),
        ("/retm/orders", "m-2"),
        ("/retm/orders", "m-3"),
    ] {
        let id = kept(&world.post(path, event("order.created", merchant)));
        world.wait_for_state(id, "needs_you");
    }
    wait_for_errors(&world, 3);
    world.integration.behave(Behaviour::status(200));
    let history = world.hold("missedhook.db");
    for ids in ["1", "2..3"] {
        run_ok(&world.machine, &["replay", ids]);
    }
    for id in 1..=3 {
        world.wait_for_state(id, "delivered");
    }
    assert_eq!(resolved(&world), [] as [Value; 0]);
    drop(history);
    let over = || (resolved(&world).len() == 3).then_some(());
    wait_until("the end", LIMIT, over, || list(&world.machine, 10));
}

/// A report from RETM after the last delivery keeps the incident open.
#[test]
fn what_retm_reported_since_is_not_over() {
    let world = World::new(Behaviour::status(422));
    let id = kept(&world.post("/retm/orders", event("order.created", "m-1")));
    world.wait_for_state(id, "needs_you");
    wait_for_errors(&world, 1);
    world.integration.behave(Behaviour::status(200));
    let history = open_database(&world.machine.data_dir());
    history.execute_batch("BEGIN IMMEDIATE").unwrap();
    run_ok(&world.machine, &["replay", "1"]);
    // The report is answered once it is on disk, after what the relay reports.
    history.execute_batch("ROLLBACK").unwrap();
    wait_until(
        "the end",
        LIMIT,
        || (resolved(&world).len() == 1).then_some(()),
        || list(&world.machine, 10),
    );
    let endpoint = format!("{}/retm/orders", world.integration.url());
    deliver(&world.serve.receiver_url, report(&endpoint, "down"));
    assert_eq!(resolved(&world), [] as [Value; 0]);
}

/// Killed after the attempt is recorded and before the history has it, and killed after the history has it and before
/// that is recorded: it is announced once.
#[test]
fn a_kill_between_an_attempt_and_its_incident_loses_nothing_and_reports_nothing_twice() {
    let world = World::new(Behaviour::status(422));
    let history = world.hold("missedhook.db");
    let id = kept(&world.post("/retm/orders", event("order.created", "m-1")));
    world.wait_for_state(id, "needs_you");
    assert_eq!(list(&world.machine, 10).len(), 0, "not told yet");
    let world = world.killed(Some(history));
    assert_eq!(wait_for_errors(&world, 1)[0]["relay_request"], id);

    let history = world.hold("missedhook.db");
    let second = kept(&world.post("/retm/orders", event("order.created", "m-2")));
    world.wait_for_state(second, "needs_you");
    let relay = world.hold("relay.db");
    drop(history);
    wait_for_errors(&world, 2);
    let world = world.killed(Some(relay));
    // Anything announced again would come before the third.
    let third = kept(&world.post("/retm/orders", event("order.created", "m-3")));
    world.wait_for_state(third, "needs_you");
    let rows = wait_for_errors(&world, 3);
    let told: Vec<_> = rows.iter().map(|row| &row["relay_request"]).collect();
    assert_eq!(told, [&json!(3), &json!(2), &json!(1)]);
    world.integration.behave(Behaviour::status(200));
    run_ok(&world.machine, &["replay", "1..3"]);
    let over = || (resolved(&world).len() == 3).then_some(());
    wait_until("the end", LIMIT, over, || list(&world.machine, 10));
}
