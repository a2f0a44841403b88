//! Recovery: allowed endpoints are probed automatically while an incident is unresolved; an endpoint that answers again
//! is announced once, with what was missed; one that fails again reopens the same incident.

use std::{fs, time::Duration};

use missedhook_tests::{
    LIMIT,
    endpoint::Endpoint,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, first_start, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, report},
};

use crate::ingress::{change_settings, quiet_now};

/// The shortest probe interval and settling time.
const EVERY: Duration = Duration::from_secs(10);
/// Two intervals, plus a margin for a slow machine.
const NOTIFIED_WITHIN: Duration = Duration::from_secs(2 * EVERY.as_secs() + LIMIT.as_secs());

/// A machine whose user has allowed this host.
fn machine_that_allows(host: &str) -> Machine {
    let machine = Machine::with_bus();
    first_start(&machine);
    let path = machine.data_dir().join("settings.toml");
    let before = fs::read_to_string(&path).unwrap();
    let set = format!(
        "[probe]\nallowed_hosts = \"{host}\"\nevery_s = {every}\nsettle_s = {every}\n",
        every = EVERY.as_secs()
    );
    let after = before.replacen("[probe]\n", &set, 1);
    assert_ne!(before, after, "no place for it in:\n{before}");
    fs::write(path, after).unwrap();
    machine
}

#[test]
fn a_fixed_endpoint_notifies_of_its_recovery_and_reopens_the_same_incident() {
    let machine = machine_that_allows("127.0.0.1");
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let url = Endpoint::refused("/retm/orders");
    let incident = deliver(&serve.receiver_url, report(&url, "")).incident;
    let failing = notifications.wait_for("/retm/orders is failing", LIMIT);

    let _endpoint = Endpoint::answering_at(&url, [200]);
    let well = notifications.wait_for("/retm/orders works again", NOTIFIED_WITHIN);
    assert!(well.says("1 report"), "{well:#?}");
    assert_eq!(
        well.replaces_id, failing.id,
        "in the place of what was told"
    );
    let resolved = run_json(&machine, &["list", "is:resolved", "--json"]);
    assert_eq!(resolved[0]["incident_id"], incident, "{resolved}");
    let evidence = run_ok(&machine, &["report", &incident.to_string()]);
    for part in [
        "/retm/orders",
        "Works again",
        "## What was missed",
        "- To: 2",
    ] {
        assert!(evidence.contains(part), "no {part} in:\n{evidence}");
    }

    let back = deliver(&serve.receiver_url, report(&url, "")).incident;
    assert_eq!(back, incident, "it came back: the same incident goes on");
    let open = run_json(&machine, &["list", "is:open", "--json"]);
    assert_eq!(open.as_array().map(Vec::len), Some(2), "{open}");
}

/// RETM got 401. A 404, a redirect or a sign-in page instead is not a recovery, however often it is seen.
#[test]
fn only_a_2xx_counts_as_recovered_and_the_sentence_says_so() {
    let machine = machine_that_allows("127.0.0.1");
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    // All of them in parallel, because each takes its time to settle.
    let asked = [302, 401, 403, 404, 405, 410, 503].map(|status| {
        let endpoint = Endpoint::answering([status]);
        let url = endpoint.url(&format!("/retm/{status}"));
        let body = format!(r#"{{"code": 400, "endpoint": "{url}", "message": ""}}"#);
        let incident = deliver(&serve.receiver_url, body).incident.to_string();
        (status, endpoint, incident)
    });
    for (status, endpoint, incident) in asked {
        // Enough probes to settle, if they were good.
        let probed = || endpoint.requests().count();
        let enough = || (probed() >= 4).then_some(());
        wait_until("four probes", NOTIFIED_WITHIN, enough, || {
            (status, probed())
        });
        let document = run_json(&machine, &["report", &incident, "--json"]);
        let state = &document["detail"]["incident"]["state"];
        assert_eq!(state, "open", "{status}: {document}");
        let said = document.to_string();
        if (400..500).contains(&status) {
            let sentence = format!("Answers again, but with {status}. Not counted as recovered.");
            assert!(said.contains(&sentence), "{status}: {said}");
        }
    }
    let good: Vec<_> = notifications.notified().all();
    let good = good.iter().filter(|one| one.says("works again")).count();
    assert_eq!(good, 0, "nothing works again");
}

#[test]
fn an_endpoint_that_allows_no_head_is_asked_with_get_and_recovers_by_its_2xx() {
    let machine = machine_that_allows("127.0.0.1");
    let serve = Serve::start(&machine);
    // HEAD and GET alternate.
    let endpoint = Endpoint::answering([405, 200, 405, 204, 405, 200, 405, 200]);
    let url = endpoint.url("/retm/orders");
    let incident = deliver(&serve.receiver_url, report(&url, "")).incident;
    let resolved = || run_json(&machine, &["list", "is:resolved", "--json"]);
    wait_until(
        "the incident resolved",
        NOTIFIED_WITHIN,
        || (resolved()[0]["incident_id"] == incident).then_some(()),
        || resolved().to_string(),
    );
    let asked = endpoint.requests().all();
    assert!(asked[0].request_line.starts_with("HEAD "), "{asked:?}");
    assert!(asked[1].request_line.starts_with("GET "), "{asked:?}");
    let document = run_ok(&machine, &["report", &incident.to_string()]);
    assert!(
        document.contains("Checked from this computer: 20"),
        "{document}"
    );
}

#[test]
fn what_fails_and_recovers_in_quiet_hours_is_announced_at_their_end() {
    let machine = machine_that_allows("127.0.0.1");
    let quiet = quiet_now();
    change_settings(&machine, "# quiet_hours = \"\"", &quiet);
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let urls = ["/retm/orders", "/retm/menu"].map(Endpoint::refused);
    for url in &urls {
        deliver(&serve.receiver_url, report(url, ""));
    }
    let _endpoints = urls.map(|url| Endpoint::answering_at(&url, [200]));
    let resolved = || run_json(&machine, &["list", "is:resolved", "--json"]);
    wait_until(
        "both resolved",
        NOTIFIED_WITHIN,
        || (resolved().as_array().map(Vec::len) == Some(2)).then_some(()),
        || resolved().to_string(),
    );
    assert_eq!(notifications.notified().all().len(), 0);

    change_settings(&machine, &quiet, "");
    let digest = notifications.wait_for("2 endpoints failed in quiet hours and work again", LIMIT);
    assert!(digest.says("/retm/orders"), "{digest:#?}");
    assert!(digest.says("See what you missed"), "{digest:#?}");
    assert_eq!(notifications.notified().all().len(), 1);
}

#[test]
fn only_what_was_allowed_is_ever_asked() {
    let machine = machine_that_allows("localhost");
    let serve = Serve::start(&machine);
    let (allowed, other) = (Endpoint::answering([500]), Endpoint::answering([500]));
    let by_name = allowed.url("/retm/menu").replace("127.0.0.1", "localhost");
    deliver(&serve.receiver_url, report(&other.url("/retm/orders"), ""));
    deliver(&serve.receiver_url, report(&by_name, ""));
    // Two rounds of this one, so the other had its turn as well.
    wait_until(
        "second look at what was allowed",
        NOTIFIED_WITHIN,
        || (allowed.requests().all().len() >= 2).then_some(()),
        || format!("{:#?}", allowed.requests().all()),
    );
    let asked = other.requests().all();
    assert!(asked.is_empty(), "{asked:#?}");
}
