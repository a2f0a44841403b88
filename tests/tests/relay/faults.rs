//! Failures between an attempt and its record, and between two concurrent requests: nothing gets stuck, and nothing
//! that got through is delivered twice.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    thread,
    time::Duration,
};

use missedhook_tests::{
    LIMIT,
    broken::Broken,
    failing_disk::{EIO, FailingDisk, Failure},
    http::Request,
    integration::{Behaviour, Integration},
    machine::Machine,
    program::{Serve, run_json},
    recording::wait_until,
};
use serde_json::Value;

use super::world::{World, event, kept, set};

const KEEP: &str = "answer_within_ms = 800\n\n[[relay.route]]\npath = \"/keep/*\"\nmode = \"keep\"";

fn world_on(behaviour: Behaviour) -> (FailingDisk, World) {
    let machine = Machine::headless();
    let integration = Integration::start(behaviour);
    set(&machine, &integration.url(), KEEP);
    let disk = FailingDisk::below(&machine);
    let serve = disk.serve(&machine);
    (disk, World::of(machine, integration, serve))
}

/// The disk fails during an attempt: its outcome is recorded later, and not found out by another attempt.
#[test]
fn what_got_through_while_the_disk_failed_is_not_handed_on_again() {
    for path in ["/orders", "/keep/orders"] {
        let (disk, world) = world_on(Behaviour::slowly(200, Duration::from_millis(1_500)));
        let id = kept(&world.post(path, event("order.created", "m-1")));
        let requests = world.integration.requests();
        requests.wait_for_count("request", 1, LIMIT);
        disk.fail(Failure::write(EIO));
        // Reported once the attempt has ended and can't be recorded.
        let said = || world.serve.process.output();
        let failed = || said().contains("Can't record an attempt").then_some(());
        wait_until("a record that failed", LIMIT, failed, said);
        // Anything retried by mistake is retried now.
        world.integration.behave(Behaviour::status(200));
        thread::sleep(Duration::from_millis(500));
        disk.heal();
        let shown = world.wait_for_state(id, "delivered");
        assert_eq!(world.integration.requests().count(), 1, "{path}: {shown}");
        assert_eq!(shown["attempts"].as_array().unwrap().len(), 1, "{shown}");
    }
}

/// Milliseconds of the day, from RFC 3339.
fn millis(time: &Value) -> u64 {
    let parts: Vec<f64> = time.as_str().unwrap()[11..23]
        .split(':')
        .map(|part| part.parse().unwrap())
        .collect();
    (parts[0].mul_add(3600.0, parts[1].mul_add(60.0, parts[2])) * 1000.0).round() as u64
}

#[test]
fn requests_of_one_merchant_that_come_at_once_go_one_after_the_other() {
    let world = World::new(Behaviour::slowly(200, Duration::from_millis(40)));
    for _ in 0..4 {
        let senders: Vec<_> = (0..8)
            .map(|_| {
                let url = format!("{}/orders", world.hook);
                thread::spawn(move || Request::post(&url, event("order.created", "m-1")).send())
            })
            .collect();
        for sender in senders {
            assert_eq!(sender.join().unwrap().status, 200);
        }
    }
    for id in 1..=32 {
        world.wait_for_state(id, "delivered");
    }
    let rows = run_json(&world.machine, &["requests", "--limit", "100", "--json"]);
    let mut attempts: Vec<(u64, u64)> = rows
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row["attempts"].as_array().unwrap())
        .map(|attempt| (millis(&attempt["at"]), attempt["ms"].as_u64().unwrap()))
        .collect();
    attempts.sort_unstable();
    assert_eq!(attempts.len(), 32, "none is repeated");
    let overlaps: Vec<_> = attempts
        .windows(2)
        .filter(|pair| pair[0].0 + pair[0].1 > pair[1].0)
        .collect();
    assert!(overlaps.is_empty(), "{overlaps:?} of {attempts:?}");
}

/// The request of a sender that hangs up before its answer may have been stored. Then it is delivered.
#[test]
fn a_client_that_hangs_up_leaves_nothing_stuck() {
    let world = World::new(Behaviour::status(200));
    let request = |number: usize| {
        let url = format!("{}/orders", world.hook);
        Request::post(&url, event("order.created", &format!("m-{number}"))).bytes()
    };
    let (_, rest) = world.hook.split_once("://").unwrap();
    let (authority, _) = rest.split_once('/').unwrap();
    for number in 0..40 {
        let mut stream = TcpStream::connect(authority).unwrap();
        stream.write_all(&request(number)).unwrap();
        drop(stream);
    }
    let last = kept_or_answered(&world);
    world.wait_for_state(last, "delivered");
    let rows = || {
        run_json(
            &world.machine,
            &["requests", "is:waiting", "--limit", "100", "--json"],
        )
    };
    let none = || rows().as_array().unwrap().is_empty().then_some(());
    wait_until("nothing that waits", LIMIT, none, rows);
}

/// Sends another one, and returns its ID.
fn kept_or_answered(world: &World) -> i64 {
    let answer = world.post("/orders", event("order.created", "m-last"));
    assert_eq!(answer.status, 200, "{answer:?}");
    world.requests()[0]["id"].as_i64().unwrap()
}

#[test]
fn an_integration_that_hangs_gets_no_more_than_sixteen_at_once() {
    let world = World::with(
        Integration::start(Behaviour::Hangs),
        "answer_within_ms = 100",
    );
    for number in 0..24 {
        kept(&world.post("/orders", event("order.created", &format!("m-{number}"))));
    }
    let requests = world.integration.requests();
    requests.wait_for_count("requests", 16, LIMIT);
    let waiting = run_json(
        &world.machine,
        &["requests", "is:waiting", "--limit", "100", "--json"],
    );
    assert_eq!(waiting.as_array().unwrap().len(), 24);
    let more = requests.look_for(Duration::from_secs(2), |all| (all.len() > 16).then_some(()));
    assert_eq!(more, None, "{}", requests.count());
}

#[test]
fn an_answer_that_never_ends_is_cut_and_said() {
    let world = World::new(Behaviour::NeverEnds);
    let id = kept(&world.post("/orders", event("order.created", "m-1")));
    let look = || {
        let shown = world.show(id);
        (shown["state"] == "delivered").then_some(shown)
    };
    // As long as an attempt may take, plus a margin.
    let limit = Duration::from_secs(30) + LIMIT;
    let shown = wait_until("the end", limit, look, || world.requests());
    let attempt = &shown["attempts"][0];
    assert_eq!(attempt["status"], 200, "{shown}");
    assert!(
        attempt["error"].as_str().unwrap().contains("did not end"),
        "{shown}"
    );
    assert_eq!(attempt["response_body"], "begun", "{shown}");
    assert_eq!(world.integration.requests().count(), 1);
}

/// Mail servers, SSH and databases say something before they are asked, before or while the request is written.
#[test]
fn who_speaks_first_at_the_integrations_port_is_no_http_at_once() {
    let mail = Broken::plain(|mut stream| {
        let _ = stream.write_all(b"220 mail.example.com ESMTP\r\n");
        let _ = stream.read(&mut [0; 1024]);
    });
    let machine = Machine::headless();
    set(&machine, &format!("http://127.0.0.1:{}", mail.port()), "");
    let serve = Serve::start(&machine);
    let world = World::of(machine, Integration::stopped(Behaviour::status(200)), serve);
    for round in 0..20 {
        let id = kept(&world.post(
            &format!("/keep/{round}"),
            event("order.created", &format!("m-{round}")),
        ));
        let error = || {
            let shown = world.show(id);
            let error = shown["attempts"][0]["error"].as_str()?;
            Some(error.to_owned())
        };
        let error = wait_until("an attempt", LIMIT, error, || world.show(id));
        assert_eq!(error, "What came back is not HTTP.", "in round {round}");
    }
}
