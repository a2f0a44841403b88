//! Endpoints: equivalent spellings are one endpoint, an ID in the path makes no incident of its own, and a host with
//! all endpoints failing is announced once.

use std::{thread, time::Duration};

use missedhook_tests::{
    LIMIT,
    endpoint::Endpoint,
    machine::Machine,
    notification_server::{NotificationServer, USUAL},
    program::{Serve, list, run_json, run_ok, show},
    recording::wait_until,
    retm::{deliver, report},
};

use crate::ingress::change_settings;

#[test]
fn spellings_of_one_endpoint_are_one_incident_and_each_report_keeps_its_letter() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for spellings in [
        &[
            "https://pos.example/retm/orders",
            "pos.example/retm/orders",
            "https://POS.example:443/retm/orders",
            "https://pos.example./x/../retm/orders?branch=2",
            "https://pos.example/%72etm/orders",
        ][..],
        &[
            "/طلبات",
            "/%D8%B7%D9%84%D8%A8%D8%A7%D8%AA",
            "/%d8%b7%d9%84%d8%a8%d8%a7%d8%aa",
        ],
        &["https://مطعم.example/x", "https://xn--2gbe8ac.example/x"],
    ] {
        let sent: Vec<_> = spellings
            .iter()
            .map(|spelling| deliver(&serve.receiver_url, report(spelling, "")))
            .collect();
        for (one, spelling) in sent.iter().zip(spellings) {
            assert_eq!(one.incident, sent[0].incident, "{spelling}");
            assert_eq!(show(&machine, one.id)["endpoint"], *spelling);
        }
    }
    for other in [
        "http://pos.example/retm/orders",
        "https://pos.example/retm/orders/",
        "https://pos.example/RETM/orders",
    ] {
        let first = deliver(&serve.receiver_url, report(other, ""));
        assert!(first.incident > 3, "{other} is another endpoint");
    }
    for (search, count) in [
        ("endpoint:طلبات", 3),
        ("endpoint:%D8%B7%D9%84", 3),
        ("endpoint:مطعم", 2),
        ("host:مطعم", 2),
        ("host:xn--2gbe8ac", 2),
        ("endpoint:pos.example/retm/orders", 8),
    ] {
        let found = run_json(&machine, &["list", search, "--json"]);
        assert_eq!(
            found.as_array().map(Vec::len),
            Some(count),
            "{search}: {found:#}"
        );
    }
}

#[test]
fn an_endpoint_is_found_by_any_spelling_of_it() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for (sent, searches) in [
        (
            "/files/a b",
            &[
                "endpoint:\"a b\"",
                "endpoint:a%20b",
                "endpoint:\"/x/../files/a b\"",
                "endpoint:/%66iles/",
            ][..],
        ),
        (
            "/~user/in",
            &["endpoint:%7Euser", "endpoint:%7euser", "endpoint:~user"],
        ),
        (
            "https://pos.example/menu/../retm/./stock",
            &[
                "endpoint:/retm/stock",
                "endpoint:/x/../retm/./stock",
                "endpoint:https://POS.example:443/retm/stock",
            ],
        ),
    ] {
        let incident = deliver(&serve.receiver_url, report(sent, "")).incident;
        let id = show(&machine, incident)["id"].clone();
        for search in searches {
            let found = run_json(&machine, &["list", search, "--json"]);
            let found: Vec<_> = found.as_array().unwrap().iter().collect();
            assert_eq!(found.len(), 1, "{search}: {found:?}");
            assert_eq!(
                (&found[0]["id"], &found[0]["endpoint"]),
                (&id, &sent.into())
            );
        }
    }
    let none = run_json(&machine, &["list", "endpoint:a+b", "--json"]);
    assert_eq!(none, serde_json::json!([]));
}

#[test]
fn an_id_in_the_path_makes_no_incident_of_its_own() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start_with(machine.bus(), USUAL);
    let serve = Serve::start(&machine);
    let last = Endpoint::refused("/retm/orders/8");
    let base = last.trim_end_matches("/8").to_owned();
    let sent: Vec<_> = (1..=8)
        .map(|id| deliver(&serve.receiver_url, report(&format!("{base}/{id}"), "")))
        .collect();
    let incident = sent[0].incident;
    assert!(sent.iter().all(|one| one.incident == incident), "{sent:?}");
    notifications.wait_for("/orders/:id is failing", LIMIT);

    let evidence = run_json(&machine, &["report", &incident.to_string(), "--json"]);
    let detail = &evidence["detail"];
    assert_eq!(
        detail["incident"]["label"], "/retm/orders/:id",
        "{evidence:#}"
    );
    assert_eq!(detail["incident"]["last_endpoint"], *last, "{evidence:#}");
    let single = detail["endpoints"].as_array().unwrap();
    assert_eq!(single.len(), 8, "{evidence:#}");
    assert_eq!(
        (&single[0]["label"], &single[0]["count"]),
        (&"/retm/orders/8".into(), &1.into())
    );
    let target = &evidence["diagnosis"]["target"];
    assert_eq!(
        target["url"], *last,
        "the last one is what a probe asks: {evidence:#}"
    );
    let printed = run_ok(&machine, &["report", &incident.to_string()]);
    assert!(
        printed.contains("/retm/orders/:id") && printed.contains("/retm/orders/3"),
        "{printed}"
    );

    for (search, count) in [
        ("endpoint:/orders/:id", 8),
        ("endpoint:/orders/3", 1),
        ("endpoint:/orders", 8),
        ("endpoint:/orders/9", 0),
    ] {
        let found = run_json(&machine, &["list", search, "--json"]);
        assert_eq!(
            found.as_array().map(Vec::len),
            Some(count),
            "{search}: {found:#}"
        );
    }

    // Separate from the next report on, then grouped again.
    change_settings(&machine, "# group_ids = true", "group_ids = false");
    let parted = wait_until(
        "an incident of its own",
        LIMIT,
        || {
            let one = deliver(&serve.receiver_url, report(&last, "")).incident;
            (one != incident).then_some(one)
        },
        || list(&machine, 3),
    );
    let shown = run_json(&machine, &["report", &parted.to_string(), "--json"]);
    assert_eq!(
        shown["detail"]["incident"]["label"], "/retm/orders/8",
        "{shown:#}"
    );
    change_settings(&machine, "group_ids = false", "group_ids = true");
    wait_until(
        "one incident again",
        LIMIT,
        || (deliver(&serve.receiver_url, report(&last, "")).incident == incident).then_some(()),
        || list(&machine, 3),
    );
}

#[test]
fn a_pattern_recovers_by_a_probe_of_the_last_endpoint_alone() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let endpoint = Endpoint::answering([200]);
    let (one, other) = (endpoint.url("/orders/1"), endpoint.url("/orders/2"));
    let incident = deliver(&serve.receiver_url, report(&one, "")).incident;
    assert_eq!(
        deliver(&serve.receiver_url, report(&other, "")).incident,
        incident
    );
    drop(serve);
    let shown = run_json(&machine, &["report", &incident.to_string(), "--json"]);
    assert_eq!(shown["diagnosis"]["target"]["url"], *other, "{shown:#}");
    let shown = run_json(&machine, &["list", "is:open", "--json"]);
    assert_eq!(shown.as_array().map(Vec::len), Some(2), "{shown:#}");
}

#[test]
fn a_host_where_everything_fails_notifies_once() {
    /// Slower than a storm, which is more than three within ten seconds.
    const PACE: Duration = Duration::from_millis(3_400);
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start_with(machine.bus(), USUAL);
    let serve = Serve::start(&machine);
    for name in ["orders", "menu", "stock", "prices", "coupons", "rewards"] {
        let endpoint = format!("https://pos.example/retm/{name}");
        deliver(&serve.receiver_url, report(&endpoint, ""));
        thread::sleep(PACE);
    }
    let host = notifications.wait_for("endpoints are failing at pos.example", LIMIT);
    deliver(
        &serve.receiver_url,
        report("https://other.example/retm/orders", ""),
    );
    notifications.wait_for("/retm/orders is failing since", LIMIT);
    wait_until(
        "another host is told beside it",
        LIMIT,
        || {
            notifications
                .notified()
                .all()
                .iter()
                .any(|one| one.says("other.example"))
                .then_some(())
        },
        || notifications.notified().all(),
    );
    let alone: Vec<_> = ["prices", "coupons", "rewards"]
        .into_iter()
        .filter(|name| {
            let title = format!("/retm/{name} is failing");
            notifications
                .notified()
                .all()
                .iter()
                .any(|one| one.summary.contains(&title))
        })
        .collect();
    assert_eq!(alone, [""; 0], "told by the host's alone: {host:#?}");
}
