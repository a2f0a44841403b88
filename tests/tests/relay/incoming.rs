//! What RETM gets as an answer, what the integration receives, and what is stored.

use std::time::Duration;

use missedhook_tests::{
    LIMIT,
    http::{Request, Target},
    integration::{Behaviour, Integration},
    program::{Serve, list},
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::json;

use super::world::{World, event, kept, reward, set};

#[test]
fn an_event_goes_to_the_integration_and_its_answer_to_retm() {
    let integration = Integration::start(Behaviour::Answers {
        status: 201,
        headers: "X-Own: yes\r\n",
        body: "made",
        after: Duration::ZERO,
    });
    // Long enough for a busy machine.
    let world = World::with(integration, "answer_within_ms = 20000");
    let body = event("order.created", "b-17");
    let url = format!("{}/retm/orders%20x?a=1&b=%2F", world.hook);
    let answer = Request::post(&url, body.clone())
        .header("authorization", "Bearer of-retm")
        .header("x-forwarded-for", "10.1.2.3")
        .header("x-retm", "one")
        .send();
    assert_eq!((answer.status, answer.text()), (201, "made"));
    assert_eq!(answer.header("x-own"), Some("yes"));
    let got = world
        .integration
        .requests()
        .wait_for_count("request", 1, LIMIT);
    assert_eq!(
        got[0].request_line,
        "POST /retm/orders%20x?a=1&b=%2F HTTP/1.1"
    );
    assert_eq!(got[0].body, body.as_bytes());
    assert_eq!(got[0].header("authorization"), Some("Bearer of-retm"));
    assert_eq!(got[0].header("x-retm"), Some("one"));
    assert_eq!(got[0].header("x-forwarded-for"), None);
    assert_eq!(got[0].header("missedhook-attempt"), Some("1"));
    assert!(got[0].header("webhook-id").unwrap().starts_with("msg_"));
    assert!(got[0].header("webhook-timestamp").is_some());
    assert_eq!(got[0].header("host"), Some(&world.integration.url()[7..]));

    let shown = world.wait_for_state(1, "delivered");
    let row = &world.requests()[0];
    for (field, value) in [
        ("method", json!("POST")),
        ("path", json!("/retm/orders%20x")),
        ("event", json!("order.created")),
        ("mode", json!("catch")),
        ("answered", json!(201)),
    ] {
        assert_eq!(row[field], value, "{row}");
    }
    let attempt = &row["attempts"][0];
    assert_eq!(
        (&attempt["status"], &attempt["trigger"]),
        (&json!(201), &json!("initial"))
    );
    assert_eq!(shown["body"], body);
    assert_eq!(shown["attempts"][0]["response_body"], "made");
    assert!(!shown.to_string().contains("of-retm"), "{shown}");
}

#[test]
fn what_is_no_event_passes_through_whatever_comes_back() {
    let world = World::new(Behaviour::status(404));
    for (turn, behaviour, status) in [
        (1, Behaviour::status(404), 404),
        (2, Behaviour::status(500), 500),
        (3, Behaviour::Closes, 502),
        (4, Behaviour::status(302), 302),
    ] {
        world.integration.behave(behaviour);
        let answer = world.post("/retm/other", "{}");
        assert_eq!(answer.status, status, "{answer:?}");
        let shown = world.wait_for_attempts(turn, 1);
        assert_eq!(shown["state"], "passed", "{shown}");
        assert_eq!(shown["answered"], status, "{shown}");
        assert_eq!(shown["attempts"].as_array().unwrap().len(), 1, "{shown}");
    }
    assert_eq!(world.integration.requests().count(), 4);
}

#[test]
fn a_reward_is_handed_on_once_and_answered_by_the_integration_alone() {
    let routes = "[[relay.route]]\npath = \"/*\"\nmode = \"keep\"";
    let mut world = World::with(Integration::start(Behaviour::status(200)), routes);
    let mut sent = 0;
    for (behaviour, status) in [
        (Behaviour::status(200), 200),
        (Behaviour::status(400), 400),
        (Behaviour::status(500), 500),
        (Behaviour::Closes, 502),
        (Behaviour::slowly(200, Duration::from_millis(1_500)), 200),
    ] {
        world.integration.behave(behaviour);
        let answer = world.post("/retm/rewards/redeem", reward());
        sent += 1;
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(!answer.text().contains("kept"), "{answer:?}");
    }
    world.integration.stop();
    let answer = world.post("/retm/rewards/redeem", reward());
    assert_eq!(answer.status, 502, "{answer:?}");
    world.integration.go_on();
    // Any repetition comes before this one.
    let after = kept(&world.post("/retm/menu", event("menu.updated", "b-17")));
    world.wait_for_state(after, "delivered");
    let bodies = world.integration.bodies();
    let rewards = bodies.iter().filter(|body| **body == reward());
    assert_eq!(rewards.count(), sent);
}

#[test]
fn the_settings_say_what_is_kept_first() {
    let routes = "[[relay.route]]\npath = \"/retm/menu*\"\nmode = \"keep\"";
    let world = World::with(Integration::start(Behaviour::status(200)), routes);
    let id = kept(&world.post("/retm/menu", "not even JSON"));
    let shown = world.wait_for_state(id, "delivered");
    assert_eq!(
        (&shown["mode"], &shown["answered"]),
        (&json!("keep"), &json!(200))
    );
    assert_eq!(world.integration.bodies(), ["not even JSON"]);
}

#[test]
fn a_slow_answer_is_waited_for_without_retm_and_not_asked_for_twice() {
    let world = World::with(
        Integration::start(Behaviour::slowly(200, Duration::from_millis(2_500))),
        "answer_within_ms = 300",
    );
    let id = kept(&world.post("/retm/orders", event("order.created", "b")));
    let shown = world.wait_for_state(id, "delivered");
    assert_eq!(shown["answered"], 200, "{shown}");
    assert_eq!(shown["attempts"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(world.integration.requests().count(), 1);
}

#[test]
fn off_it_is_not_there_and_without_the_key_or_token_nothing_gets_in() {
    let world = World::with(
        Integration::start(Behaviour::status(200)),
        "max_body_mb = 1",
    );
    let wrong = world.hook.replace("/hook/", "/hook/0");
    assert_eq!(Request::post(&wrong, "{}").send().status, 404);
    assert_eq!(
        Request::post(&format!("{wrong}/x"), "{}").send().status,
        404
    );
    let get = Request::new("GET", &Target::of(&format!("{}/x", world.hook))).send();
    assert_eq!((get.status, get.header("allow")), (405, Some("POST")));
    let large = world.post("/x", vec![b'x'; (1 << 20) + 1]);
    assert_eq!(large.status, 413, "{large:?}");
    let looped = Request::post(&world.hook, "{}")
        .header("missedhook-attempt", "1")
        .send();
    assert_eq!(looped.status, 508);
    assert_eq!(world.integration.requests().count(), 0);

    let (machine, hook) = (world.machine, world.hook);
    world.serve.process.stop();
    set(&machine, &world.integration.url(), "");
    let file = machine.data_dir().join("settings.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("enabled = true", "enabled = false");
    std::fs::write(&file, text).unwrap();
    let serve = Serve::start(&machine);
    let (_, key) = hook.rsplit_once('/').unwrap();
    let (origin, _) = serve.receiver_url.split_once("/error/").unwrap();
    let answer = Request::post(&format!("{origin}/hook/{key}/x"), "{}").send();
    assert_eq!((answer.status, answer.text()), (404, ""));
}

#[test]
fn reports_get_in_while_the_integration_hangs() {
    let world = World::new(Behaviour::Hangs);
    let hook = format!("{}/retm/other", world.hook);
    let senders: Vec<_> = (0..300)
        .map(|_| {
            let hook = hook.clone();
            std::thread::spawn(move || {
                Request::post(&hook, "{}")
                    .try_send()
                    .map(|answer| answer.status)
            })
        })
        .collect();
    world
        .integration
        .requests()
        .wait_for_count("requests", 256, LIMIT);
    for number in 0..20 {
        deliver(
            &world.serve.receiver_url,
            report(&format!("/retm/{number}"), "down"),
        );
    }
    assert_eq!(list(&world.machine, 100).len(), 20);
    // Those that found no slot have their answer before the program ends.
    let answered = || senders.iter().filter(|sender| sender.is_finished()).count();
    let all = || (answered() >= 44).then_some(());
    wait_until("refusals", LIMIT, all, answered);
    drop(world);
    let statuses: Vec<_> = senders
        .into_iter()
        .map(|sender| sender.join().unwrap())
        .collect();
    let refused = statuses.iter().filter(|status| matches!(status, Ok(503)));
    assert_eq!(refused.count(), 44, "{statuses:?}");
}
