//! Replays, with and without a running program.

use missedhook_tests::{
    LIMIT,
    integration::{Behaviour, Integration},
    program::{run, run_json},
};
use serde_json::{Value, json};

use super::world::{World, event, kept, reward};

#[test]
fn a_replay_is_an_attempt_of_the_same_request() {
    let world = World::new(Behaviour::status(400));
    let id = kept(&world.post("/retm/orders?a=1", event("order.created", "b")));
    world.wait_for_state(id, "needs_you");
    world.integration.behave(Behaviour::status(200));
    let id = id.to_string();
    let done = run_json(&world.machine, &["replay", &id, "--times", "2", "--json"]);
    let done = done.as_array().unwrap();
    assert_eq!(done.len(), 2, "{done:?}");
    assert_eq!(
        (&done[0]["status"], &done[0]["id"]),
        (&json!(200), &json!(1))
    );
    let got = world
        .integration
        .requests()
        .wait_for_count("requests", 3, LIMIT);
    let of = |name: &str| -> Vec<_> {
        got.iter()
            .map(|request| request.header(name).unwrap().to_owned())
            .collect()
    };
    assert_eq!(of("missedhook-attempt"), ["1", "2", "3"]);
    assert!(of("webhook-id").windows(2).all(|pair| pair[0] == pair[1]));
    assert!(got.iter().all(|request| request.body == got[0].body));
    assert!(
        got.iter()
            .all(|request| request.request_line == got[0].request_line)
    );
    let shown = world.show(1);
    assert_eq!(shown["state"], "delivered");
    let triggers: Vec<&Value> = shown["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["trigger"])
        .collect();
    assert_eq!(triggers, ["initial", "replay", "replay"]);
}

#[test]
fn a_reward_is_not_replayed_unless_a_person_says_so() {
    let world = World::new(Behaviour::status(200));
    world.post("/retm/rewards/redeem", reward());
    world.post("/retm/orders", event("order.created", "b"));
    world.wait_for_state(2, "delivered");
    world.wait_for_attempts(1, 1);
    for (which, said) in [
        ("1", "Request 1 is about a reward."),
        ("1..2", "Request 1 is about a reward."),
    ] {
        for json in [&["--json"][..], &[]] {
            let output = run(&world.machine, &[&["replay", which][..], json].concat());
            assert_eq!(output.status.code(), Some(1), "{output:#?}");
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(told.contains(said) && told.contains("--yes"), "{told}");
        }
    }
    assert_eq!(
        world.integration.requests().count(),
        2,
        "nothing was replayed"
    );
    run_json(&world.machine, &["replay", "1..2", "--yes", "--json"]);
    assert_eq!(world.integration.requests().count(), 4);
}

#[test]
fn a_range_goes_in_order_also_where_nothing_runs_and_to_another_target() {
    let world = World::new(Behaviour::status(200));
    let names = ["order.1", "order.2", "order.3", "order.4"];
    for name in names {
        world.post("/retm/orders", event(name, "b"));
    }
    for id in 1..=4 {
        world.wait_for_state(id, "delivered");
    }
    let other = Integration::start(Behaviour::status(500));
    world.serve.process.stop();
    let output = run(&world.machine, &["replay", "2..9", "--to", &other.url()]);
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("3 requests, 3 attempts"), "{said}");
    let bodies: Vec<Value> = other
        .bodies()
        .iter()
        .map(|body| serde_json::from_str::<Value>(body).unwrap()["event"].clone())
        .collect();
    assert_eq!(bodies, names[1..]);
    let shown = run_json(&world.machine, &["requests", "show", "2", "--json"]);
    assert_eq!(
        shown["state"], "delivered",
        "another target says nothing of its own"
    );
    for wrong in ["0", "9..2", "x", "7..9"] {
        let output = run(&world.machine, &["replay", wrong]);
        assert_eq!(output.status.code(), Some(1), "{wrong}: {output:#?}");
    }
    let nowhere = run(&world.machine, &["replay", "1", "--to", "ftp://x"]);
    assert_eq!(nowhere.status.code(), Some(2), "{nowhere:#?}");
    assert_eq!(world.integration.requests().count(), 4);
}
