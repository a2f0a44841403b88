//! What the relay can't hand on stands in the history, beside what RETM reports.

use missedhook_tests::{
    LIMIT,
    integration::Behaviour,
    program::list,
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::json;

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
    // RETM's own report of that endpoint.
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
