//! Notifications: what a person is told of a report, once, in the right words, and not more often than needed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on says so by panicking"
)]

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    notification_server::{NotificationServer, Notified, USUAL},
    program::{Serve, list},
    retm::{deliver, fixture, report},
};

/// Longer than the program waits before it looks again for a notification server.
const RETRY_LIMIT: std::time::Duration = std::time::Duration::from_secs(60);

fn started(capabilities: &[&str]) -> (Machine, NotificationServer, Serve) {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start_with(machine.bus(), capabilities);
    let serve = Serve::start(&machine);
    (machine, notifications, serve)
}

/// Waits until everything that was accepted before has been told: sends a report at an endpoint of its own and
/// waits for its notification, which comes after theirs. Gives all but that last one.
fn told_before_now(serve: &Serve, notifications: &NotificationServer) -> Vec<Notified> {
    deliver(&serve.receiver_url, report("/retm/the-last", ""));
    let last = notifications.wait_for("/retm/the-last", LIMIT);
    let mut all = notifications.notified().all();
    all.retain(|one| one.id != last.id);
    all
}

#[test]
fn one_report_makes_exactly_one_notification_that_says_what_is_wrong() {
    let (_machine, notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, fixture("documented.json"));
    let first = notifications.wait_for("orders", LIMIT);
    for part in ["orders", "503", "Service Unavailable"] {
        assert!(first.says(part), "no {part:?} in {first:#?}");
    }
    assert!(
        first.summary.contains("503"),
        "the headline alone tells it: {first:#?}"
    );
    assert_eq!(first.replaces_id, 0, "{first:#?}");
    assert_eq!(first.app_name, "Missedhook", "{first:#?}");
    assert_ne!(first.urgency, Some(0), "{first:#?}");
    let all = told_before_now(&serve, &notifications);
    assert_eq!(all.len(), 1, "{all:#?}");
}

#[test]
fn every_fixture_is_told_in_text_that_is_not_empty() {
    let (_machine, notifications, serve) = started(USUAL);
    for name in [
        "bare-path.json",
        "arabic-message.json",
        "form-encoded.txt",
        "nulls-no-scheme.json",
    ] {
        deliver(&serve.receiver_url, fixture(name));
    }
    notifications.wait_for("Connection refused", LIMIT);
    notifications.wait_for("تعذر الاتصال بالخادم", LIMIT);
    notifications.wait_for("readable", LIMIT);
    let nulls = notifications.wait_for("/retm/orders", LIMIT);
    assert!(!nulls.says("null"), "{nulls:#?}");
    for one in told_before_now(&serve, &notifications) {
        assert!(
            !one.summary.trim().is_empty() && !one.body.trim().is_empty(),
            "{one:#?}"
        );
    }
}

#[test]
fn markup_is_escaped_for_a_server_that_reads_markup() {
    let (_machine, notifications, serve) = started(&["actions", "body", "body-markup"]);
    deliver(&serve.receiver_url, fixture("markup-in-fields.json"));
    let first = notifications.wait_for("orders", LIMIT);
    for raw in ["<a", "<img", "<b>", "</a>", " & "] {
        assert!(!first.body.contains(raw), "{raw} stands in {first:#?}");
    }
    for escaped in ["&lt;a href", "&lt;img src=x", "&amp;"] {
        assert!(first.body.contains(escaped), "no {escaped} in {first:#?}");
    }
    assert!(
        !first.summary.contains("&lt;"),
        "a headline is plain text everywhere: {first:#?}"
    );
}

#[test]
fn markup_is_text_for_a_server_that_reads_none() {
    let (_machine, notifications, serve) = started(&["body"]);
    deliver(&serve.receiver_url, fixture("markup-in-fields.json"));
    let first = notifications.wait_for("orders", LIMIT);
    assert!(
        first
            .body
            .contains(r#"<a href="https://evil.example">click</a> & <img"#),
        "{first:#?}"
    );
}

#[test]
fn a_growing_incident_updates_its_notification_a_few_times_at_most() {
    let (_machine, notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, fixture("documented.json"));
    let first = notifications.wait_for("orders", LIMIT);
    for _ in 0..10 {
        deliver(&serve.receiver_url, fixture("documented.json"));
    }
    let last = notifications.wait_for("×11", LIMIT);
    assert_eq!(
        (last.replaces_id, last.id),
        (first.id, first.id),
        "{last:#?}"
    );
    assert!(last.says("11th time"), "{last:#?}");
    let all = told_before_now(&serve, &notifications);
    assert!(
        all.iter().all(|one| one.id == first.id),
        "one notification in all: {all:#?}"
    );
    assert!(
        (2..=4).contains(&all.len()),
        "{} for eleven reports: {all:#?}",
        all.len()
    );
}

#[test]
fn a_second_endpoint_has_a_notification_of_its_own() {
    let (_machine, notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, fixture("documented.json"));
    deliver(&serve.receiver_url, fixture("bare-path.json"));
    let (orders, menu) = (
        notifications.wait_for("/retm/orders", LIMIT),
        notifications.wait_for("/retm/menu", LIMIT),
    );
    assert_ne!(orders.id, menu.id);
    assert_eq!((orders.replaces_id, menu.replaces_id), (0, 0));
}

#[test]
fn after_a_restart_nothing_is_told_again() {
    let (machine, notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, fixture("documented.json"));
    notifications.wait_for("orders", LIMIT);
    told_before_now(&serve, &notifications);
    serve.process.stop();
    let before = notifications.notified().count();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/after-the-restart", ""));
    notifications.wait_for("after-the-restart", LIMIT);
    let all = notifications.notified().all();
    assert_eq!(all.len(), before + 1, "{:#?}", &all[before..]);
}

#[test]
fn without_a_notification_server_it_says_so_once_and_tells_later() {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    for endpoint in ["/retm/one", "/retm/two", "/retm/three"] {
        deliver(&serve.receiver_url, report(endpoint, ""));
    }
    let about = |line: &String| line.to_lowercase().contains("notification");
    serve
        .process
        .stderr
        .wait_for_item("word on stderr of notifications", LIMIT, about);
    assert_eq!(list(&machine, 100).len(), 3);
    let notifications = NotificationServer::start(machine.bus());
    deliver(&serve.receiver_url, report("/retm/four", ""));
    for endpoint in ["/retm/one", "/retm/two", "/retm/three", "/retm/four"] {
        notifications.wait_for(endpoint, RETRY_LIMIT);
    }
    let said = serve.process.stderr.all();
    assert_eq!(
        said.iter().filter(|line| about(line)).count(),
        1,
        "{said:#?}"
    );
}

#[test]
fn without_a_session_bus_reports_are_kept_all_the_same() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for endpoint in ["/retm/one", "/retm/two", "/retm/three"] {
        deliver(&serve.receiver_url, report(endpoint, ""));
    }
    let about = |line: &String| line.to_lowercase().contains("notification");
    serve
        .process
        .stderr
        .wait_for_item("word on stderr of notifications", LIMIT, about);
    serve.wait_for_delivery_errors(3);
    assert_eq!(list(&machine, 100).len(), 3);
    let said = serve.process.stderr.all();
    serve.process.stop();
    assert_eq!(
        said.iter().filter(|line| about(line)).count(),
        1,
        "{said:#?}"
    );
}

#[test]
fn what_could_not_be_told_is_told_after_a_restart() {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, fixture("documented.json"));
    serve.process.stop();
    let notifications = NotificationServer::start(machine.bus());
    let _serve = Serve::start(&machine);
    let first = notifications.wait_for("/retm/orders", LIMIT);
    assert_eq!(first.replaces_id, 0, "{first:#?}");
}
