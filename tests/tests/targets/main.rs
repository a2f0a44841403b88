//! Targets: incidents are forwarded to the user's destinations, once each, signed, and never lost.

#![allow(
    clippy::too_many_lines,
    reason = "a test is read from its start to its end"
)]

mod changes;
mod commands;
mod keyring;
mod kinds;
mod mail;
mod rules;

use std::{collections::BTreeSet, fs, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use missedhook_tests::{
    LIMIT,
    data::{KEY, files_with},
    endpoint::{Endpoint, Received},
    integration::{Behaviour, Integration},
    machine::Machine,
    program::{Serve, run, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::Value;
use sha2::Sha256;

const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
/// Two checks of an endpoint 10 s apart, plus a margin for a slow machine.
const RECOVERED: Duration = Duration::from_secs(60);

/// A machine whose settings have these lines besides the key.
fn machine_with(settings: &str) -> Machine {
    let machine = Machine::headless();
    set(&machine, settings);
    machine
}

fn set(machine: &Machine, settings: &str) {
    fs::create_dir_all(machine.data_dir()).unwrap();
    let text = format!("[receiver]\nkey = \"{KEY}\"\n\n{settings}\n");
    fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
}

/// A target of the kind `url`.
fn url_target(name: &str, url: &str, more: &str) -> String {
    format!(
        "[[target]]\nname = \"{name}\"\nkind = \"url\"\nurl = \"{url}\"\nsecret = \"{SECRET}\"\n{more}\n"
    )
}

fn json(received: &Received) -> Value {
    serde_json::from_slice(&received.body).unwrap()
}

/// The bodies that came so far, as JSON.
fn events(integration: &Integration) -> Vec<Value> {
    integration.requests().all().iter().map(json).collect()
}

/// Waits for an event of this type.
fn wait_for_event(integration: &Integration, kind: &str, limit: Duration) -> Value {
    wait_until(
        kind,
        limit,
        || {
            let mut all = events(integration).into_iter();
            all.find(|event| event["type"] == kind)
        },
        || events(integration),
    )
}

/// Panics if the signature is not that of Standard Webhooks.
fn assert_signed(received: &Received) {
    let header = |name: &str| {
        let found = received.header(name);
        found.unwrap_or_else(|| panic!("no {name}: {received:?}"))
    };
    let secret = STANDARD
        .decode(SECRET.strip_prefix("whsec_").unwrap())
        .unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
    let signed = format!("{}.{}.", header("webhook-id"), header("webhook-timestamp"));
    mac.update(signed.as_bytes());
    mac.update(&received.body);
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(header("webhook-signature"), expected);
    assert_eq!(header("content-type"), "application/json");
    let second: i64 = header("webhook-timestamp").parse().unwrap();
    assert!(second > 1_700_000_000, "{second}");
}

#[test]
fn an_incident_is_passed_on_signed_when_it_opens_and_when_it_is_over() {
    let team = Integration::start(Behaviour::status(204));
    let probe = "[probe]\nallowed_hosts = \"127.0.0.1\"\nevery_s = 10\nsettle_s = 10\n\n";
    let machine = machine_with(&format!("{probe}{}", url_target("ops", &team.url(), "")));
    let serve = Serve::start(&machine);
    let url = Endpoint::refused("/retm/orders");
    let body = format!(
        r#"{{"code":503,"endpoint":"{url}","message":"token=s3cr3t-t0ken-77","customer":"Noura, +966500000000"}}"#
    );
    let incident = deliver(&serve.receiver_url, body.clone()).incident;
    let opened = wait_for_event(&team, "incident.opened", LIMIT);
    assert_eq!(opened["incident"]["id"], incident, "{opened:#}");
    assert_eq!(opened["incident"]["endpoint"], *url);
    assert_eq!(opened["incident"]["state"], "open");
    assert_eq!(opened["incident"]["detail"]["incident"]["error_count"], 1);
    assert_eq!(opened["incident"]["detail"]["codes"][0]["code"], 503);
    assert!(opened["at"].as_str().unwrap().ends_with('Z'), "{opened}");
    let sent = opened.to_string();
    for secret in ["s3cr3t-t0ken-77", "Noura", "966500000000", KEY, SECRET] {
        assert!(!sent.contains(secret), "{secret} in {sent}");
    }

    // It only grows: nothing is sent again.
    deliver(&serve.receiver_url, body);
    let _well = Endpoint::answering_at(&url, [200]);
    let recovered = wait_for_event(&team, "incident.recovered", RECOVERED);
    assert_eq!(recovered["incident"]["id"], incident);
    assert_eq!(recovered["incident"]["state"], "resolved");
    let requests = team.requests().all();
    assert_eq!(requests.len(), 2, "{requests:#?}");
    requests.iter().for_each(assert_signed);
    let ids: BTreeSet<_> = requests
        .iter()
        .map(|one| one.header("webhook-id"))
        .collect();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_target_is_tested_and_listed_and_its_secrets_stay_in_the_settings() {
    let team = Integration::start(Behaviour::status(200));
    let url = format!("{}/hooks/T0KEN-in-the-path-1234567", team.url());
    let machine = machine_with(&url_target("ops", &url, "only = \"host:example.com\""));
    let printed = run_ok(&machine, &["target", "test", "ops"]);
    assert!(printed.contains("ops"), "{printed}");
    let request = team.requests().all().remove(0);
    assert_signed(&request);
    assert_eq!(json(&request)["type"], "test");

    let listed = run_json(&machine, &["target", "list", "--json"]);
    assert_eq!(listed[0]["name"], "ops");
    assert_eq!(listed[0]["kind"], "url");
    assert_eq!(listed[0]["host"], "127.0.0.1");
    assert_eq!(listed[0]["only"], "host:example.com");
    assert_eq!(listed[0]["waiting"], 0);
    let words = run_ok(&machine, &["target", "list"]);
    assert!(words.contains("127.0.0.1"), "{words}");
    for said in [&words, &listed.to_string(), &printed] {
        assert!(!said.contains("T0KEN") && !said.contains("whsec"), "{said}");
    }

    let unknown = run(&machine, &["target", "test", "nobody"]);
    let said = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(
        !unknown.status.success() && said.contains("nobody") && said.contains("ops"),
        "{said}"
    );
    team.behave(Behaviour::status(403));
    let refused = run(&machine, &["target", "test", "ops"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("403"), "{said}");
    assert!(!said.contains("T0KEN"), "{said}");
    assert_eq!(team.requests().count(), 2);
}

#[test]
fn what_is_committed_survives_kill_9_and_comes_once_or_twice() {
    let mut team = Integration::stopped(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    let serve = Serve::start(&machine);
    let paths = ["/a", "/b", "/c"];
    let incidents: BTreeSet<_> = paths
        .iter()
        .map(|path| {
            deliver(
                &serve.receiver_url,
                report(&format!("https://x.example{path}"), ""),
            )
        })
        .map(|accepted| accepted.incident)
        .collect();
    serve.process.kill();
    team.go_on();
    // It receives the message, and the program is killed while it waits for the answer.
    team.behave(Behaviour::Hangs);
    let serve = Serve::start(&machine);
    team.requests()
        .wait_for("one", LIMIT, |all| (!all.is_empty()).then_some(()));
    serve.process.kill();
    team.behave(Behaviour::status(200));
    let _serve = Serve::start(&machine);
    let told = || -> BTreeSet<i64> {
        let all = events(&team).into_iter();
        all.filter_map(|event| event["incident"]["id"].as_i64())
            .collect()
    };
    wait_until(
        "all of them",
        LIMIT,
        || (told() == incidents).then_some(()),
        || events(&team),
    );
    let waiting = || run_json(&machine, &["target", "list", "--json"])[0]["waiting"].clone();
    wait_until(
        "an empty outbox",
        LIMIT,
        || (waiting() == 0).then_some(()),
        waiting,
    );
    let requests = team.requests().all();
    assert!(requests.len() <= incidents.len() + 1, "{requests:#?}");
    let ids: BTreeSet<_> = requests
        .iter()
        .map(|one| one.header("webhook-id"))
        .collect();
    assert_eq!(
        ids.len(),
        incidents.len(),
        "what comes twice has one number"
    );
}

#[test]
fn a_failing_target_is_shown_and_tried_again_and_the_secrets_are_in_no_other_file() {
    let team = Integration::start(Behaviour::status(500));
    let url = format!("{}/hooks/T0KEN-in-the-path-1234567", team.url());
    let machine = machine_with(&url_target("ops", &url, ""));
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("https://x.example/a", ""));
    let first = || run_json(&machine, &["target", "list", "--json"])[0].clone();
    let failing = wait_until(
        "a failure",
        LIMIT,
        || Some(first()).filter(|target| !target["problem"].is_null()),
        first,
    );
    assert!(
        failing["problem"].as_str().unwrap().contains("500"),
        "{failing}"
    );
    assert_eq!(failing["waiting"], 1);
    team.behave(Behaviour::status(200));
    wait_until(
        "it gets through",
        RECOVERED,
        || Some(first()).filter(|target| target["waiting"] == 0 && target["problem"].is_null()),
        first,
    );
    serve.process.stop();
    for secret in ["T0KEN-in-the-path", "whsec_"] {
        let found = files_with(&machine.data_dir(), secret);
        let is_settings = |path: &std::path::PathBuf| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("settings")
        };
        assert!(found.iter().all(is_settings), "{found:?}");
    }
}

#[test]
fn a_storm_is_a_few_messages_and_no_incident_is_missing() {
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    let serve = Serve::start(&machine);
    let incidents: BTreeSet<i64> = (0..40)
        .map(|n| {
            deliver(
                &serve.receiver_url,
                report(&format!("https://x{n}.example/a"), ""),
            )
        })
        .map(|accepted| accepted.incident)
        .collect();
    let told = || -> BTreeSet<i64> {
        let all = events(&team);
        let single = all
            .iter()
            .filter_map(|event| event["incident"]["id"].as_i64());
        let digests = all.iter().filter_map(|event| event["changes"].as_array());
        let together = digests
            .flatten()
            .filter_map(|one| one["incident"]["id"].as_i64());
        single.chain(together).collect()
    };
    wait_until(
        "all of them",
        RECOVERED,
        || (told() == incidents).then_some(()),
        told,
    );
    assert!(team.requests().count() <= 5, "{:#?}", events(&team));
    let digest = wait_for_event(&team, "incident.digest", LIMIT);
    assert_eq!(digest["reason"], "storm");
    assert_eq!(digest["changes"][0]["type"], "incident.opened");
    team.requests().all().iter().for_each(assert_signed);
}

#[test]
fn a_target_hears_only_what_its_query_finds_and_a_new_one_is_taken_over_live() {
    let (first, second) = (
        Integration::start(Behaviour::status(200)),
        Integration::start(Behaviour::status(200)),
    );
    let only = url_target("pos", &first.url(), "only = \"host:pos.example\"");
    let machine = machine_with(&only);
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("https://menu.example/a", ""));
    let wanted = deliver(&serve.receiver_url, report("https://pos.example/a", "")).incident;
    let opened = wait_for_event(&first, "incident.opened", LIMIT);
    assert_eq!(opened["incident"]["id"], wanted);

    let all = url_target("all", &second.url(), "");
    set(&machine, &format!("{only}\n{all}"));
    let mut n = 0;
    wait_until(
        "the new target",
        LIMIT,
        || {
            n += 1;
            deliver(
                &serve.receiver_url,
                report(&format!("https://m{n}.example/a"), ""),
            );
            (second.requests().count() > 0).then_some(())
        },
        || run_json(&machine, &["target", "list", "--json"]),
    );
    let waiting = || run_json(&machine, &["target", "list", "--json"])[0]["waiting"].clone();
    wait_until(
        "an empty outbox",
        LIMIT,
        || (waiting() == 0).then_some(()),
        waiting,
    );
    assert_eq!(
        first.requests().count(),
        1,
        "what it does not want is dropped"
    );
}

/// A thousand seconds are more than a quarter of an hour. Takes a row of `target list`.
fn assert_waits_a_thousand_seconds(row: &Value) {
    let minute = |name: &str| -> i64 {
        let text = row[name].as_str().unwrap();
        text[11..13].parse::<i64>().unwrap() * 60 + text[14..16].parse::<i64>().unwrap()
    };
    let pause = (minute("retry_at") - minute("failing_since")).rem_euclid(24 * 60);
    assert!((15..=18).contains(&pause), "{row}");
}

#[test]
fn a_redirect_is_not_followed_and_retry_after_is_kept() {
    let elsewhere = Integration::start(Behaviour::status(200));
    let leads_away: &'static str =
        Box::leak(format!("Location: {}/x\r\n", elsewhere.url()).into_boxed_str());
    let answers = |status, headers| Behaviour::Answers {
        status,
        headers,
        body: "",
        after: Duration::ZERO,
    };
    let team = Integration::start(answers(307, leads_away));
    let busy = Integration::start(answers(429, "Retry-After: 1000\r\n"));
    let machine = machine_with(&format!(
        "{}\n{}",
        url_target("moved", &team.url(), ""),
        url_target("busy", &busy.url(), "")
    ));
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("https://x.example/a", ""));
    let list = || run_json(&machine, &["target", "list", "--json"]);
    let failing = wait_until(
        "both fail",
        LIMIT,
        || {
            let list = list();
            let all = list.as_array().unwrap();
            let is_failing = all.iter().all(|one| !one["problem"].is_null());
            is_failing.then(|| list.clone())
        },
        list,
    );
    assert!(
        failing[0]["problem"].as_str().unwrap().contains("307"),
        "{failing}"
    );
    assert_eq!(elsewhere.requests().count(), 0);
    assert_waits_a_thousand_seconds(&failing[1]);
    assert_eq!(busy.requests().count(), 1);
}

#[test]
fn ten_reports_of_one_incident_are_sent_again_and_nothing_more() {
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("https://x.example/a", ""));
    wait_for_event(&team, "incident.opened", LIMIT);
    for _ in 0..30 {
        deliver(&serve.receiver_url, report("https://x.example/a", ""));
    }
    let escalated = wait_for_event(&team, "incident.escalated", LIMIT);
    let count = &escalated["incident"]["detail"]["incident"]["error_count"];
    assert!(count.as_i64().unwrap() >= 10, "{count}");
    serve.process.stop();
    assert_eq!(team.requests().count(), 2);
}
