//! The summary of the past week: told once, held by quiet hours, passed over without incidents, and the same on the
//! command line.

use std::{fs, path::Path};

use missedhook_tests::{
    LIMIT,
    data::{KEY, open_database, weekday},
    machine::Machine,
    notification_server::NotificationServer,
    preloaded::{DAY, JumpingClock},
    program::{Serve, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::Value;

/// Settings by which the summary was due at the beginning of this day.
fn due_today(data_dir: &Path, more: &str) {
    let text = format!(
        "[receiver]\nkey = \"{KEY}\"\n\n[summary]\nday = \"{}\"\nat = \"00:00\"\n\n{more}\n",
        weekday()
    );
    fs::create_dir_all(data_dir).unwrap();
    fs::write(data_dir.join("settings.toml"), text).unwrap();
}

/// A machine with two incidents of a week ago at noon, one of them resolved after an hour, which is of the same week.
fn machine() -> (Machine, NotificationServer) {
    let machine = Machine::with_bus();
    due_today(&machine.data_dir(), "");
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    for endpoint in ["/retm/orders", "/retm/menu"] {
        deliver(&serve.receiver_url, report(endpoint, "Connection refused"));
        notifications.wait_for(endpoint, LIMIT);
    }
    serve.process.stop();
    open_database(&machine.data_dir())
        .execute_batch(
            "UPDATE incidents SET opened_at = (opened_at / 86400000 - 7) * 86400000 + 43200000 + id;
             UPDATE incidents SET last_error_at = opened_at, changed_at = opened_at;
             UPDATE incidents SET state = 'resolved', changed_at = opened_at + 3600000 WHERE id = 1;",
        )
        .unwrap();
    (machine, notifications)
}

fn told(notifications: &NotificationServer) -> usize {
    let all = notifications.notified().all();
    all.iter().filter(|one| one.says("last week")).count()
}

/// Waits until the summary is recorded as shown.
fn wait_until_told(machine: &Machine) {
    let told = || -> i64 {
        let told = "SELECT count(*) FROM marks WHERE name = 'week_told'";
        open_database(&machine.data_dir())
            .query_row(told, [], |row| row.get(0))
            .unwrap()
    };
    wait_until("told week", LIMIT, || (told() == 1).then_some(()), told);
}

#[test]
fn the_past_week_is_told_once_also_after_a_restart() {
    let (machine, notifications) = machine();
    let serve = Serve::start(&machine);
    let summary = notifications.wait_for("2 incidents last week", LIMIT);
    for part in [
        "2 more than the week before",
        "/retm/orders took longest to recover: 60 min",
    ] {
        assert!(summary.says(part), "{part}: {summary:#?}");
    }
    let printed = serve
        .process
        .stdout
        .wait_for_item("printed summary", LIMIT, |line| {
            line.contains("weekly_summary")
        });
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["opened"], 2, "{printed}");
    wait_until_told(&machine);
    serve.process.stop();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/later", ""));
    notifications.wait_for("/retm/later", LIMIT);
    assert_eq!(
        told(&notifications),
        1,
        "{:#?}",
        notifications.notified().all()
    );
    serve.process.stop();
}

#[test]
fn quiet_hours_hold_it_and_it_comes_when_they_end() {
    let (machine, notifications) = machine();
    let always = "[alerts]\nquiet_hours = \"00:01-00:00\"";
    due_today(&machine.data_dir(), always);
    let serve = Serve::start(&machine);
    serve
        .process
        .stdout
        .wait_for_item("printed summary", LIMIT, |line| {
            line.contains("weekly_summary")
        });
    assert_eq!(told(&notifications), 0);
    due_today(&machine.data_dir(), "");
    notifications.wait_for("2 incidents last week", LIMIT);
    serve.process.stop();
}

#[test]
fn a_machine_that_slept_tells_it_two_days_later_and_no_more_after_that() {
    for (days, is_told) in [(2, true), (3, false)] {
        let (machine, notifications) = machine();
        let clock = JumpingClock::of(&machine);
        clock.jump_to(days * DAY);
        let serve = clock.serve(&machine);
        if is_told {
            notifications.wait_for("2 incidents last week", LIMIT);
        } else {
            deliver(&serve.receiver_url, report("/retm/later", ""));
            notifications.wait_for("/retm/later", 2 * LIMIT);
            assert_eq!(told(&notifications), 0, "{days}");
        }
        serve.process.stop();
    }
}

#[test]
fn a_week_without_incidents_and_one_that_is_switched_off_are_not_told() {
    let machine = Machine::with_bus();
    due_today(&machine.data_dir(), "");
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/now", ""));
    notifications.wait_for("/retm/now", LIMIT);
    assert_eq!(told(&notifications), 0);
    serve.process.stop();
    let (machine, notifications) = self::machine();
    let path = machine.data_dir().join("settings.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace("[summary]\n", "[summary]\nweekly = false\n"),
    )
    .unwrap();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/now", ""));
    notifications.wait_for("/retm/now", LIMIT);
    assert_eq!(told(&notifications), 0);
    serve.process.stop();
}

#[test]
fn the_command_line_says_the_same() {
    let (machine, _notifications) = machine();
    let summary = run_json(&machine, &["summary", "--json"]);
    assert_eq!(
        (&summary["opened"], &summary["is_over"]),
        (&2.into(), &true.into())
    );
    assert_eq!(summary["slowest"]["took_s"], 3600, "{summary}");
    assert_eq!(summary["cause"]["count"], 2, "{summary}");
    assert_eq!(summary["unseen"], 2, "{summary}");
    let week = summary["week"].as_str().unwrap();
    assert_eq!(
        run_json(&machine, &["summary", "--week", week, "--json"]),
        summary
    );
    let text = run_ok(&machine, &["summary"]);
    for part in [
        week,
        "2 incidents. 2 more than the week before.",
        "/retm/menu",
        "(never looked at)",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let before = summary["week_before"].as_str().unwrap();
    assert!(run_ok(&machine, &["summary", "--week", before]).contains("No incidents."));
}
