//! Targets that are changed while something waits for them: another name, another address, another chat; one that was
//! down for an hour; two of one kind.

use std::collections::BTreeSet;

use missedhook_tests::{
    LIMIT,
    integration::{Behaviour, Integration},
    machine::Machine,
    preloaded::{DAY, JumpingClock},
    program::{Serve, run_json},
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::Value;

use super::{
    RECOVERED, events, json, kinds::NUMBERED, machine_with, set, url_target, wait_for_event,
};

fn listed(machine: &Machine) -> Value {
    run_json(machine, &["target", "list", "--json"])[0].clone()
}

fn wait_for_failure(machine: &Machine) {
    wait_until(
        "a failure",
        LIMIT,
        || (!listed(machine)["problem"].is_null()).then_some(()),
        || listed(machine),
    );
}

#[test]
fn what_waits_for_a_target_that_gets_another_name_in_the_file_is_sent() {
    let mut team = Integration::stopped(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    let serve = Serve::start(&machine);
    let incident = deliver(&serve.receiver_url, report("https://x.example/a", "")).incident;
    wait_for_failure(&machine);
    team.go_on();
    set(
        &machine,
        &url_target("night shift", &team.url(), "only = \"host:x.example\""),
    );
    let opened = wait_for_event(&team, "incident.opened", LIMIT);
    assert_eq!(opened["incident"]["id"], incident);
    assert_eq!(listed(&machine)["name"], "night shift");
}

#[test]
fn what_waits_for_a_target_goes_to_its_new_address_at_once() {
    let busy = Integration::start(Behaviour::Answers {
        status: 429,
        headers: "Retry-After: 1000\r\n",
        body: "",
        after: std::time::Duration::ZERO,
    });
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &busy.url(), ""));
    let serve = Serve::start(&machine);
    let incident = deliver(&serve.receiver_url, report("https://x.example/a", "")).incident;
    wait_for_failure(&machine);
    set(&machine, &url_target("ops", &team.url(), ""));
    // The pause was what the old address asked for.
    let opened = wait_for_event(&team, "incident.opened", LIMIT);
    assert_eq!(opened["incident"]["id"], incident);
    wait_until(
        "the failure is cleared",
        LIMIT,
        || listed(&machine)["problem"].is_null().then_some(()),
        || listed(&machine),
    );
}

#[test]
fn in_another_chat_no_message_is_changed_in_place() {
    let telegram = Integration::start(NUMBERED);
    let chat = |number: u8| {
        format!(
            "[[target]]\nname = \"ops\"\nkind = \"telegram\"\nurl = \"{}\"\ntoken = \"1:abc\"\nchat = \"{number}\"\nonly = \"host:x.example\"\n",
            telegram.url()
        )
    };
    let machine = machine_with(&chat(1));
    let serve = Serve::start(&machine);
    let send = || deliver(&serve.receiver_url, report("https://x.example/a", ""));
    send();
    telegram
        .requests()
        .wait_for("the first", LIMIT, |all| (all.len() == 1).then_some(()));
    // Another target shows when the file is taken over.
    let other = Integration::start(Behaviour::status(200));
    set(
        &machine,
        &(chat(2) + &url_target("other", &other.url(), "only = \"code:4xx\"")),
    );
    let mut n = 0;
    wait_until(
        "the new file",
        LIMIT,
        || {
            n += 1;
            let body = format!(r#"{{"code":404,"endpoint":"https://m{n}.example/","message":""}}"#);
            deliver(&serve.receiver_url, body);
            (other.requests().count() > 0).then_some(())
        },
        || listed(&machine),
    );
    for _ in 0..20 {
        send();
    }
    let about_it = || {
        let all = telegram.requests().all().into_iter();
        let about_it = all.filter(|one| String::from_utf8_lossy(&one.body).contains("x.example"));
        about_it.collect::<Vec<_>>()
    };
    let all = wait_until(
        "the escalation",
        RECOVERED,
        || Some(about_it()).filter(|all| all.len() > 1),
        about_it,
    );
    assert_eq!(json(&all[1])["chat_id"], "2");
    assert!(all[1].request_line.contains("/sendMessage"), "{all:#?}");
}

#[test]
fn after_an_hour_in_which_a_target_was_down_each_incident_is_told_with_its_time() {
    let mut team = Integration::stopped(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    let clock = JumpingClock::of(&machine);
    let serve = clock.serve(&machine);
    let happened: Vec<(i64, String)> = (0..2)
        .map(|n| {
            let body = report(&format!("https://x{n}.example/a"), "");
            let incident = deliver(&serve.receiver_url, body).incident;
            (incident, missedhook_tests::data::now())
        })
        .collect();
    wait_for_failure(&machine);
    clock.jump_to(DAY / 24);
    team.go_on();
    wait_until(
        "both",
        RECOVERED,
        || (team.requests().count() >= 2).then_some(()),
        || events(&team),
    );
    for event in events(&team) {
        assert_eq!(event["type"], "incident.opened", "{event:#}");
        let mut all = happened.iter();
        let (_, before) = all.find(|(id, _)| event["incident"]["id"] == *id).unwrap();
        assert!(event["at"].as_str().unwrap() <= &**before, "{event:#}");
    }
    assert_eq!(team.requests().count(), 2);
}

#[test]
fn two_channels_of_one_kind_are_told_what_each_wants() {
    let team = Integration::start(Behaviour::status(200));
    let slack = |name: &str, only: &str| {
        format!(
            "[[target]]\nname = \"{name}\"\nkind = \"slack\"\nurl = \"{}/{name}\"\nonly = \"{only}\"\n",
            team.url()
        )
    };
    let machine =
        machine_with(&(slack("all", "") + &slack("orders", "endpoint:/retm/orders code:5xx")));
    let serve = Serve::start(&machine);
    for path in ["menu", "orders"] {
        let body =
            format!(r#"{{"code":503,"endpoint":"https://x.example/retm/{path}","message":"x"}}"#);
        deliver(&serve.receiver_url, body);
    }
    let told = || -> BTreeSet<(String, bool)> {
        let all = team.requests().all();
        let each = all.iter().map(|one| {
            let path = one.request_line.split(' ').nth(1).unwrap().to_owned();
            (
                path,
                json(one)["text"].as_str().unwrap().contains("/retm/orders"),
            )
        });
        each.collect()
    };
    let wanted = [("/all", false), ("/all", true), ("/orders", true)];
    let wanted: BTreeSet<_> = wanted
        .map(|(path, orders)| (path.to_owned(), orders))
        .into();
    wait_until(
        "three messages",
        LIMIT,
        || (told() == wanted).then_some(()),
        told,
    );
    let waiting = || run_json(&machine, &["target", "list", "--json"]);
    let is_empty = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .all(|one| one["waiting"] == 0)
    };
    wait_until(
        "nothing waits",
        LIMIT,
        || is_empty(&waiting()).then_some(()),
        waiting,
    );
    assert_eq!(team.requests().count(), 3);
}
