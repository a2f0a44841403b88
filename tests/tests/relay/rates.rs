//! `requests rates`: how well requests get through, stated honestly.

use missedhook_tests::{
    LIMIT,
    data::write_settings,
    integration::Behaviour,
    machine::Machine,
    program::{Serve, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::{Value, json};

use super::world::{World, event, kept, reward};

#[test]
fn while_the_relay_is_off_only_the_failures_are_known() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let serve = Serve::start(&machine);
    for _ in 0..12 {
        deliver(&serve.receiver_url, report("/retm/orders", "down"));
    }
    let words = "RETM reported 12 failures; how many succeeded is not known.";
    let said = run_ok(&machine, &["requests", "rates"]);
    assert!(said.contains(words), "{said}");
    assert!(!said.contains('%'), "{said}");
    let told = run_json(&machine, &["requests", "rates", "--json"]);
    assert_eq!(
        (&told["relay"], &told["note"]),
        (&json!(false), &json!(words))
    );
    assert_eq!(told["reported"][0], json!({"hours": 24, "count": 12}));
    assert_eq!(told.get("spans"), None, "{told}");
}

#[test]
fn what_got_through_is_counted_at_once_and_in_the_end_for_each_path_and_in_all() {
    let world = World::new(Behaviour::status(200));
    for number in 0..8 {
        let answer = world.post(
            "/retm/orders/104200",
            event("order.created", &number.to_string()),
        );
        assert_eq!(answer.status, 200);
    }
    // Fails once and gets through at the second attempt.
    world.integration.behave(Behaviour::status(503));
    let second = kept(&world.post("/retm/orders/104300", event("order.created", "m")));
    world.integration.behave(Behaviour::status(200));
    world.wait_for_state(second, "delivered");
    world.integration.behave(Behaviour::status(422));
    let refused = kept(&world.post("/retm/menu", event("menu.updated", "m")));
    world.wait_for_state(refused, "needs_you");
    // A rejected coupon is an answer.
    world.integration.behave(Behaviour::status(400));
    assert_eq!(world.post("/retm/rewards", reward()).status, 400);
    world.wait_for_attempts(refused + 1, 1);

    let told = run_json(&world.machine, &["requests", "rates", "--json"]);
    assert_eq!(
        (&told["relay"], &told["note"]),
        (&json!(true), &Value::Null)
    );
    let day = &told["spans"][0];
    let words = |rate: &Value, field: &str| rate[field]["words"].as_str().unwrap().to_owned();
    assert_eq!(day["hours"], 24);
    assert_eq!(words(&day["all"], "first_try"), "9 of 11");
    assert_eq!(words(&day["all"], "in_the_end"), "10 of 11");
    let orders = &day["paths"][0];
    assert_eq!(orders["path"], "/retm/orders/:id", "{day}");
    assert_eq!(words(orders, "first_try"), "8 of 9");
    assert_eq!(words(orders, "in_the_end"), "9 of 9");
    assert_eq!(orders["attempts_a_delivery"], json!(1.11), "{orders}");
    assert!(
        orders["p50_ms"].is_u64() && orders["p95_ms"].is_u64(),
        "{orders}"
    );
    assert!(
        day["known_from"].is_string(),
        "not all of the day is known: {day}"
    );

    // A replay makes it delivered in the end, but not at the first try.
    world.integration.behave(Behaviour::status(200));
    run_ok(&world.machine, &["replay", &refused.to_string()]);
    let said = run_ok(&world.machine, &["requests", "rates"]);
    assert!(
        said.contains("first try 9 of 11, in the end 11 of 11"),
        "{said}"
    );
}

/// As if it had been received, and had ended, so long ago.
fn age(machine: &Machine, id: i64, days: i64) {
    let path = machine.data_dir().join("relay.db");
    let sql = "UPDATE requests SET received_at = received_at - ?2, changed_at = changed_at - ?2 WHERE id = ?1";
    let database = rusqlite::Connection::open(path).unwrap();
    database.execute(sql, (id, days * 24 * 3_600_000)).unwrap();
}

#[test]
fn a_month_is_known_although_requests_are_kept_for_a_week() {
    let world = World::new(Behaviour::status(200));
    for id in 1..=4 {
        let behaviour = Behaviour::status(if id == 3 { 422 } else { 200 });
        world.integration.behave(behaviour);
        let path = format!("/retm/orders/10420{id}");
        assert_eq!(world.post(&path, event("order.created", "m")).status, 200);
        world.wait_for_attempts(id, 1);
    }
    let World { machine, serve, .. } = world;
    serve.process.stop();
    for (id, days) in [(1, 33), (2, 20), (3, 20)] {
        age(&machine, id, days);
    }
    let told = || run_json(&machine, &["requests", "rates", "--json"]);
    let words = |told: &Value, span: usize| -> Vec<String> {
        let all = &told["spans"][span]["all"];
        let of = |field: &str| all[field]["words"].as_str().unwrap().to_owned();
        vec![of("first_try"), of("in_the_end")]
    };
    let before = told();
    assert_eq!(words(&before, 2), ["2 of 3", "2 of 3"]);
    // What is older than a week is deleted at the next start.
    let _serve = Serve::start(&machine);
    let rows = || run_json(&machine, &["requests", "--json"]);
    let is_one = || (rows().as_array().map(Vec::len) == Some(1)).then_some(());
    wait_until("one request", LIMIT, is_one, rows);
    let after = told();
    assert_eq!(after["spans"], before["spans"]);
    assert_eq!(after["spans"][2]["known_from"], Value::Null, "{after}");
    assert_eq!(after["spans"][2]["paths"][0]["path"], "/retm/orders/:id");
    assert_eq!(words(&after, 1), ["1 of 1", "1 of 1"]);
}

#[test]
fn the_age_of_the_oldest_that_waits_is_said() {
    let world = World::new(Behaviour::status(503));
    let id = kept(&world.post("/retm/orders", event("order.created", "m")));
    world.wait_for_attempts(id, 1);
    let told = run_json(&world.machine, &["requests", "rates", "--json"]);
    assert_eq!(told["now"]["waiting"], 1, "{told}");
    assert!(told["now"]["oldest_waiting"].is_string(), "{told}");
    let day = &told["spans"][0]["all"];
    assert_eq!(
        (&day["waiting"], &day["in_the_end"]["of"]),
        (&json!(1), &json!(0))
    );
    let said = run_ok(&world.machine, &["requests", "rates"]);
    assert!(said.contains("1 waiting, the oldest for "), "{said}");
}
