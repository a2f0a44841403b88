//! Notifications: the user is notified of a report once, in the right words, and not more often than needed.

#[path = "notifications/rules.rs"]
mod rules;
#[path = "notifications/servers.rs"]
mod servers;
#[path = "notifications/weekly.rs"]
mod weekly;

use missedhook_tests::{
    LIMIT,
    data::open_database,
    machine::Machine,
    notification_server::{NotificationServer, Notified, USUAL},
    program::{Running, Serve, list, on_data_dir, run_ok, set_in_file},
    prove,
    recording::wait_until,
    retm::{accepted, deliver, fixture, report},
    source_proof::test_report,
};

/// Longer than a storm of ten thousand takes, plus the calm that ends it.
const STORM_LIMIT: std::time::Duration = std::time::Duration::from_secs(400);
/// Longer than the program waits before it looks for a notification server again.
const RETRY_LIMIT: std::time::Duration = std::time::Duration::from_secs(90);

fn started(capabilities: &'static [&'static str]) -> (Machine, NotificationServer, Serve) {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start_with(machine.bus(), capabilities);
    let serve = Serve::start(&machine);
    (machine, notifications, serve)
}

/// Waits until everything accepted so far was announced: sends a report for another endpoint and waits for its
/// notification, which comes after theirs. Returns all but that last one.
fn notified_so_far(serve: &Serve, notifications: &NotificationServer) -> Vec<Notified> {
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
    let all = notified_so_far(&serve, &notifications);
    assert_eq!(all.len(), 1, "{all:#?}");
}

/// The next one after the change speaks the other language; the command line does not.
#[test]
fn the_language_changes_while_the_program_runs() {
    let (machine, notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    notifications.wait_for("/retm/orders is failing", LIMIT);
    set_in_file(&machine, "# language = \"system\"", "language = \"ar\"");
    set_in_file(&machine, "# digits = \"latin\"", "digits = \"arabic\"");
    // Several, for the first ones may come before the change is seen; then it is a storm that is told.
    let mut count = 0;
    let all = || notifications.notified().all();
    let in_arabic = || {
        count += 1;
        let endpoint = format!("/retm/menu/{}", "x".repeat(count));
        deliver(&serve.receiver_url, report(&endpoint, ""));
        std::thread::sleep(std::time::Duration::from_secs(1));
        all().into_iter().find(|one| one.says("تتعثر"))
    };
    let told = wait_until("Arabic", LIMIT, in_arabic, all);
    let outside: String = told
        .summary
        .split('\u{2066}')
        .map(|part| part.rsplit('\u{2069}').next().unwrap_or_default())
        .collect();
    let arabic = |c: char| ('٠'..='٩').contains(&c);
    assert!(outside.contains(arabic), "{told:#?}");
    assert!(!outside.contains(|c: char| c.is_ascii_digit()), "{told:#?}");
    let said = run_ok(&machine, &["list"]);
    assert!(said.is_ascii(), "{said}");
}

#[test]
fn every_fixture_notifies_with_text_that_is_not_empty() {
    // Two at a time: more than three endpoints at once are announced as one.
    for fixtures in [
        [
            ("bare-path.json", "Connection refused"),
            ("arabic-message.json", "تعذر الاتصال بالخادم"),
        ],
        [
            ("truncated.txt", "readable"),
            ("nulls-no-scheme.json", "/retm/orders"),
        ],
    ] {
        let (_machine, notifications, serve) = started(USUAL);
        for (name, says) in fixtures {
            deliver(&serve.receiver_url, fixture(name));
            let told = notifications.wait_for(says, LIMIT);
            assert!(!told.says("null"), "{told:#?}");
        }
        for one in notified_so_far(&serve, &notifications) {
            assert!(
                !one.summary.trim().is_empty() && !one.body.trim().is_empty(),
                "{one:#?}"
            );
        }
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
    let all = notified_so_far(&serve, &notifications);
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
fn nothing_is_announced_again_after_a_restart() {
    let (machine, notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, fixture("documented.json"));
    notifications.wait_for("orders", LIMIT);
    notified_so_far(&serve, &notifications);
    serve.process.stop();
    let before = notifications.notified().count();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/after-the-restart", ""));
    notifications.wait_for("after-the-restart", LIMIT);
    let all = notifications.notified().all();
    assert_eq!(all.len(), before + 1, "{:#?}", &all[before..]);
}

/// The texts on the timeline of an incident, oldest first.
fn timeline(machine: &Machine, incident: i64) -> Vec<String> {
    let database = open_database(&machine.data_dir());
    let mut statement = database
        .prepare("SELECT text FROM timeline WHERE incident_id = ?1 ORDER BY id")
        .unwrap();
    let rows = statement.query_map([incident], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn many_endpoints_failing_at_once_are_three_notifications_and_one_summary() {
    let (machine, notifications, serve) = started(USUAL);
    for round in 0..20 {
        for endpoint in 0..12 {
            deliver(
                &serve.receiver_url,
                report(&format!("/retm/e{endpoint:02}"), &format!("{round}")),
            );
        }
    }
    let storm = notifications.wait_for("12 endpoints are failing", LIMIT);
    assert!(storm.says("and 10 more"), "{storm:#?}");
    assert_eq!(list(&machine, 1_000).len(), 240);
    let all = notifications.notified().all();
    assert_eq!(all.len(), 4, "{all:#?}");
    let told: Vec<_> = timeline(&machine, 12);
    assert_eq!(
        told[..2],
        [
            "Opened".to_owned(),
            "Not notified: included in a summary".to_owned()
        ],
        "{told:?}"
    );
}

#[test]
fn a_storm_over_fifty_endpoints_is_all_kept_and_five_notifications() {
    let (machine, notifications, _serve) = started(USUAL);
    let reports = prove::form("2000", "10000");
    // As fast as one sender can: harder than spread over a minute.
    let mut storm = Running::spawn(&mut on_data_dir(
        &machine,
        &[
            "simulate",
            "--storm",
            "--reports",
            reports,
            "--seconds",
            "1",
        ],
    ));
    let over = notifications.wait_for("50 endpoints still failing", STORM_LIMIT);
    assert!(
        over.says("No new reports for 30 s")
            && over.says(prove::form("2,000 reports", "10,000 reports")),
        "{over:#?}"
    );
    assert!(storm.wait().success(), "{}", storm.output());
    let all = notifications.notified().all();
    assert!(all.len() <= 5, "{all:#?}");
    let summary = all
        .iter()
        .find(|said| said.summary.contains("endpoints are failing"))
        .unwrap_or_else(|| panic!("a summary: {all:#?}"));
    assert_eq!(
        over.replaces_id, summary.id,
        "in the summary's place: {all:#?}"
    );
    let kept: i64 = open_database(&machine.data_dir())
        .query_row("SELECT count(*) FROM delivery_errors", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, prove::form(2_000, 10_000));
}

#[test]
fn pending_alerts_from_before_a_restart_become_one_digest() {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    for endpoint in 0..9 {
        deliver(
            &serve.receiver_url,
            report(&format!("/retm/e{endpoint}"), ""),
        );
    }
    serve.process.stop();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let digest = notifications.wait_for("9 endpoints failed while Missedhook was away", LIMIT);
    assert!(digest.says("9 are not resolved"), "{digest:#?}");
    let all = notified_so_far(&serve, &notifications);
    assert_eq!(all.len(), 1, "{all:#?}");
}

#[test]
fn a_desktop_that_says_do_not_disturb_is_respected_and_test_reports_still_come() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    notifications.do_not_disturb();
    let serve = Serve::start(&machine);
    let held = deliver(&serve.receiver_url, report("/retm/held", ""));
    run_ok(&machine, &["send-test"]);
    notifications.wait_for("Test received", LIMIT);
    let timeline = || timeline(&machine, held.incident);
    wait_until(
        "reason on the timeline",
        LIMIT,
        || {
            timeline()
                .contains(&"Not notified: Do Not Disturb is on".to_owned())
                .then_some(())
        },
        timeline,
    );
    let all = notifications.notified().all();
    assert_eq!(all.len(), 1, "{all:#?}");
}

#[test]
fn five_hundred_ignored_notifications_leave_no_thread_behind() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    run_ok(&machine, &["send-test"]);
    notifications.wait_for("Test received", LIMIT);
    let threads = || -> Vec<String> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", serve.process.pid())).unwrap();
        let name = |task: std::io::Result<std::fs::DirEntry>| {
            // A thread that has ended in the meantime has no name any more.
            std::fs::read_to_string(task.ok()?.path().join("comm")).ok()
        };
        let mut names: Vec<_> = tasks.filter_map(name).collect();
        names.sort();
        names
    };
    let before = threads();
    let database = open_database(&machine.data_dir());
    let raised = || -> i64 {
        database
            .query_row(
                "SELECT count(*) FROM alerts WHERE outcome = 'told'",
                [],
                |row| row.get(0),
            )
            .unwrap()
    };
    // Test reports for different endpoints: each is announced by itself, whatever else happens.
    for number in 0..500 {
        let body = report(&format!("/retm/t{number:03}"), "");
        let request = test_report(&machine.data_dir(), &serve.receiver_url, &body);
        accepted(&request.send());
    }
    notifications
        .notified()
        .wait_for_count("notification", 501, RETRY_LIMIT);
    wait_until(
        "501 alerts told",
        LIMIT,
        || (raised() >= 501).then_some(()),
        raised,
    );
    // Pools may have grown by a few threads, which end when idle. No thread may remain per notification.
    wait_until(
        "threads as few as before",
        LIMIT,
        || (threads().len() <= before.len() + 4).then_some(()),
        || (before.clone(), threads()),
    );
}

fn wait_for_acknowledged(machine: &Machine, incident: i64) {
    let timeline = || timeline(machine, incident);
    wait_until(
        "acknowledged incident",
        LIMIT,
        || {
            timeline()
                .contains(&"Acknowledged".to_owned())
                .then_some(())
        },
        timeline,
    );
}

/// Another program's notification, which gets the next ID.
fn notify_as_another(machine: &Machine, summary: &str) {
    let hints = std::collections::HashMap::<&str, zbus::zvariant::Value<'_>>::new();
    let actions = ["acknowledge", "Yes"];
    let body = ("another", 0_u32, "", summary, "", &actions[..], hints, -1);
    let (name, path) = (
        "org.freedesktop.Notifications",
        "/org/freedesktop/Notifications",
    );
    let connection = machine.bus().connect();
    let answer = connection.call_method(Some(name), path, Some(name), "Notify", &body);
    answer.unwrap();
}

#[test]
fn after_a_restart_of_the_server_anothers_notification_is_neither_overwritten_nor_listened_to() {
    let (machine, mut notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    let first = notifications.wait_for("/retm/orders", LIMIT);
    assert_eq!(first.id, 1);
    notifications.restart(machine.bus());
    notify_as_another(&machine, "Backup finished");
    let others = notifications.wait_for("Backup finished", LIMIT);
    assert_eq!(others.id, first.id, "the server began anew");
    notifications.invoke_action(others.id, "acknowledge");
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    let update = notifications.wait_for("×2", LIMIT);
    assert_eq!((update.replaces_id, update.id), (0, 2), "{update:#?}");
    assert!(!timeline(&machine, 1).contains(&"Acknowledged".to_owned()));
    // Clicks on our own are handled again.
    notifications.invoke_action(update.id, "missedhook-acknowledge");
    wait_for_acknowledged(&machine, 1);
}
