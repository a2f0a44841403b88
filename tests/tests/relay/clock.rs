//! A machine that slept, and a clock that is changed.

use std::time::Duration;

use missedhook_tests::{
    LIMIT,
    integration::{Behaviour, Integration},
    machine::Machine,
    preloaded::{DAY, JumpingClock},
    recording::wait_until,
};

use super::world::{World, event, kept, set};

fn world(behaviour: Behaviour) -> (JumpingClock, World) {
    let machine = Machine::headless();
    let integration = Integration::start(behaviour);
    set(&machine, &integration.url(), "answer_within_ms = 300");
    let clock = JumpingClock::of(&machine);
    let serve = clock.serve(&machine);
    (clock, World::of(machine, integration, serve))
}

/// Simulates a program that slept: by the wall clock, more time passed than intended. What would have waited longer is
/// tried now.
#[test]
fn what_waits_is_tried_when_the_machine_wakes() {
    let (clock, world) = world(Behaviour::Answers {
        status: 503,
        headers: "Retry-After: 36000\r\n",
        body: "",
        after: Duration::ZERO,
    });
    let id = kept(&world.post("/orders", event("order.created", "m-1")));
    world.wait_for_attempts(id, 1);
    world.integration.behave(Behaviour::status(200));
    clock.jump_to(3_600);
    let look = || {
        let shown = world.show(id);
        (shown["state"] == "delivered").then_some(shown)
    };
    // The surroundings are checked every 20 s.
    let shown = wait_until("delivery", LIMIT * 3, look, || world.requests());
    assert_eq!(shown["attempts"][1]["trigger"], "automatic", "{shown}");
}

#[test]
fn a_clock_that_is_set_back_makes_nothing_wait_and_nothing_go_twice() {
    let (clock, world) = world(Behaviour::slowly(200, Duration::from_secs(3)));
    let slow = kept(&world.post("/orders", event("order.created", "m-1")));
    // Its behaviour is decided once it has the request.
    let requests = world.integration.requests();
    requests.wait_for_count("request", 1, LIMIT);
    world.integration.behave(Behaviour::status(500));
    let failed = kept(&world.post("/orders", event("order.created", "m-2")));
    world.wait_for_attempts(failed, 2);
    clock.jump_to(-DAY);
    world.integration.behave(Behaviour::status(200));
    world.post("/orders", event("order.created", "m-3"));
    world.wait_for_state(failed, "delivered");
    let shown = world.wait_for_state(slow, "delivered");
    assert_eq!(shown["attempts"].as_array().unwrap().len(), 1, "{shown}");
    let bodies = world.integration.bodies();
    let of_slow = bodies.iter().filter(|body| body.contains("m-1"));
    assert_eq!(of_slow.count(), 1);
}
