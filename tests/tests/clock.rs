//! A clock that is set back or forward, and a machine that slept: order is by ID, never by time, and no notification
//! waits for the clock to catch up.

use std::{fs, os::unix::fs::symlink};

use missedhook_tests::{
    LIMIT,
    data::{KEY, integrity, open_database},
    machine::Machine,
    notification_server::NotificationServer,
    preloaded::{DAY, JumpingClock},
    program::{Serve, binary, list, run_json, run_ok},
    recording::wait_until,
    retm::{deliver, report, request, send},
};

/// A machine with a clock that jumps, and a notification server.
fn machine() -> (Machine, JumpingClock, NotificationServer) {
    let machine = Machine::with_bus();
    let clock = JumpingClock::of(&machine);
    let notifications = NotificationServer::start(machine.bus());
    (machine, clock, notifications)
}

fn one(machine: &Machine, sql: &str) -> i64 {
    let database = open_database(&machine.data_dir());
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A clock that is wrong for a moment makes nothing old.
#[test]
fn a_clock_that_was_ahead_for_a_moment_deletes_no_history() {
    let (machine, clock, _notifications) = machine();
    let serve = clock.serve(&machine);
    let first = deliver(&serve.receiver_url, report("/a", "m"));
    let incident = first.incident.to_string();
    run_ok(&machine, &["resolve", &incident]);
    clock.jump_to(400 * DAY);
    let path = machine.data_dir().join("settings.toml");
    let settings = fs::read_to_string(&path).unwrap();
    let with_limit = settings.replace("# keep_days = 0", "keep_days = 30");
    assert_ne!(settings, with_limit);
    fs::write(&path, with_limit).unwrap();
    // Deletion happens at once, or at the next check.
    for n in 0..30 {
        deliver(&serve.receiver_url, report("/b", &n.to_string()));
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    clock.jump_to(0);
    let ids: Vec<_> = list(&machine, 100)
        .iter()
        .map(|row| row["id"].as_i64())
        .collect();
    assert!(ids.contains(&Some(first.id)), "{ids:?}");
    serve.process.stop();
}

#[test]
fn order_is_by_number_whatever_the_clock_says() {
    let (machine, clock, _notifications) = machine();
    let serve = clock.serve(&machine);
    for (n, ahead) in [0, -DAY, 2 * DAY, -3600, 400 * DAY, 0]
        .into_iter()
        .enumerate()
    {
        clock.jump_to(ahead);
        deliver(&serve.receiver_url, report("/retm/a", &n.to_string()));
        deliver(
            &serve.receiver_url,
            report(&format!("/retm/b-{n}"), &n.to_string()),
        );
    }
    let numbers = |rows: &[serde_json::Value]| -> Vec<i64> {
        rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    };
    let newest_first: Vec<i64> = (1..=12).rev().collect();
    let rows = list(&machine, 100);
    assert_eq!(numbers(&rows), newest_first);
    let times: Vec<_> = rows
        .iter()
        .map(|row| row["received_at"].to_string())
        .collect();
    assert!(
        !times.is_sorted_by(|a, b| a >= b),
        "the clock did jump: {times:?}"
    );
    assert_eq!(numbers(&list(&machine, 5)), newest_first[..5]);
    let found = run_json(&machine, &["list", "--json", "endpoint:/retm/a"]);
    assert_eq!(numbers(found.as_array().unwrap()), [11, 9, 7, 5, 3, 1]);
    let exported = run_ok(&machine, &["export", "--format", "ndjson"]);
    let exported: Vec<_> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(numbers(&exported), newest_first);
    // One endpoint has one incident, and its latest report is the one with the highest ID.
    let latest = "SELECT last_error_id FROM incidents WHERE id = 1 AND error_count = 6";
    assert_eq!(one(&machine, latest), 11);
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// Waits until no alert is pending.
fn wait_until_notified(machine: &Machine) {
    let sql = "SELECT count(*) FROM alerts WHERE raised_at IS NULL";
    let waiting = || one(machine, sql);
    let none = || (waiting() == 0).then_some(());
    wait_until("end of what waits", LIMIT, none, waiting);
}

#[test]
fn a_clock_set_back_by_a_day_silences_nobody() {
    let (machine, clock, notifications) = machine();
    let serve = clock.serve(&machine);
    deliver(&serve.receiver_url, report("/retm/a", "1"));
    notifications.wait_for("/retm/a is failing", LIMIT);
    // Its growth is due in five seconds, which are now a day and five seconds ahead.
    deliver(&serve.receiver_url, report("/retm/a", "2"));
    clock.jump_to(-DAY);
    deliver(&serve.receiver_url, report("/retm/b", "3"));
    notifications.wait_for("/retm/b is failing", LIMIT);
    wait_until_notified(&machine);
    for n in 3..=11 {
        deliver(&serve.receiver_url, report("/retm/a", &n.to_string()));
    }
    let escalated = "SELECT count(*) FROM alerts WHERE kind = 'escalated' AND outcome = 'told'";
    let told = || (one(&machine, escalated) == 1).then_some(());
    wait_until("told again at ten errors", LIMIT, told, || {
        notifications.notified().all()
    });
    serve.process.stop();
}

#[test]
fn a_storm_ends_though_the_clock_was_set_back_by_a_day() {
    let (machine, clock, notifications) = machine();
    let serve = clock.serve(&machine);
    for n in 0..6 {
        deliver(
            &serve.receiver_url,
            report(&format!("/retm/storm-{n}"), "m"),
        );
    }
    let begun = || {
        one(
            &machine,
            "SELECT count(*) FROM summaries WHERE kind = 'storm'",
        )
    };
    wait_until("storm", LIMIT, || (begun() == 1).then_some(()), begun);
    clock.jump_to(-DAY);
    deliver(&serve.receiver_url, report("/retm/storm-0", "m"));
    let ended = || {
        one(
            &machine,
            "SELECT count(*) FROM summaries WHERE ended_at IS NOT NULL",
        )
    };
    wait_until(
        "end of the storm",
        LIMIT,
        || (ended() == 1).then_some(()),
        ended,
    );
    let untold = || {
        one(
            &machine,
            "SELECT count(*) FROM alerts WHERE raised_at IS NULL AND kind <> 'grew'",
        )
    };
    wait_until(
        "word of the storm",
        LIMIT,
        || (untold() == 0).then_some(()),
        untold,
    );
    deliver(&serve.receiver_url, report("/retm/after", "m"));
    notifications.wait_for("/retm/after is failing", LIMIT);
    serve.process.stop();
}

#[test]
fn a_clock_that_went_wrong_for_a_moment_holds_nothing_back() {
    let (machine, clock, notifications) = machine();
    let serve = clock.serve(&machine);
    // As after sleep: reports are gathered for ten seconds by that clock.
    clock.jump_to(DAY);
    deliver(&serve.receiver_url, report("/retm/a", "m"));
    let held = || one(&machine, "SELECT count(*) FROM alerts WHERE held = 'woke'");
    wait_until("a hold", LIMIT, || (held() == 1).then_some(()), held);
    clock.jump_to(0);
    deliver(&serve.receiver_url, report("/retm/b", "m"));
    notifications.wait_for("/retm/b", LIMIT);
    wait_until_notified(&machine);
    serve.process.stop();
}

#[test]
fn quiet_hours_hold_over_a_clock_set_back_and_end_with_a_digest() {
    let (machine, clock, notifications) = machine();
    fs::create_dir_all(machine.data_dir()).unwrap();
    let now: i64 = one_in_memory("SELECT strftime('%H', 'now')")
        .parse()
        .unwrap();
    let hour = |hour: i64| format!("{:02}:00", hour.rem_euclid(24));
    let settings = format!(
        "[receiver]\nkey = \"{KEY}\"\n\n[alerts]\nquiet_hours = \"{}-{}\"\n",
        hour(now - 1),
        hour(now + 2)
    );
    fs::write(machine.data_dir().join("settings.toml"), settings).unwrap();
    let serve: Serve = clock.serve(&machine);
    let held = |n: i64| {
        let held = || {
            one(
                &machine,
                "SELECT count(*) FROM alerts WHERE held = 'quiet_hours'",
            )
        };
        wait_until(
            "alert that is held",
            LIMIT,
            || (held() == n).then_some(()),
            held,
        );
    };
    deliver(&serve.receiver_url, report("/retm/a", "m"));
    held(1);
    clock.jump_to(-DAY);
    deliver(&serve.receiver_url, report("/retm/b", "m"));
    held(2);
    assert_eq!(
        notifications.notified().count(),
        0,
        "{:?}",
        notifications.notified().all()
    );
    clock.jump_to(4 * 3600);
    deliver(&serve.receiver_url, report("/retm/c", "m"));
    let untold = || {
        one(
            &machine,
            "SELECT count(*) FROM alerts WHERE raised_at IS NULL",
        )
    };
    wait_until(
        "digest",
        2 * LIMIT,
        || (untold() == 0).then_some(()),
        untold,
    );
    // The third came when they ended: it is in the digest, or has its own notification if the digest was already out.
    let all = notifications.notified().all();
    let (digests, others): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| one.says(" endpoints failed "));
    assert_eq!(digests.len(), 1, "{all:?}");
    assert!(others.len() <= 1, "{all:?}");
    assert!(others.iter().all(|one| one.says("/retm/c")), "{all:?}");
    serve.process.stop();
}

/// Seconds since 1970.
fn now() -> i64 {
    one_in_memory("SELECT strftime('%s', 'now')")
        .parse()
        .unwrap()
}

#[test]
fn whatever_the_clock_says_every_report_is_answered_and_what_is_acknowledged_is_kept() {
    let (machine, clock, _notifications) = machine();
    let serve = clock.serve(&machine);
    let year = |year: i64| (year - 1970) * 31_556_952 - now();
    let years = [1901, 1969, 1970, 2039, 2500, 9998, 10_001, 0];
    let mut kept = 0;
    for at in years {
        clock.jump_to(if at == 0 { 0 } else { year(at) });
        let sent = request(&serve.receiver_url, report("/retm/a", &at.to_string())).try_send();
        let answer = sent.unwrap_or_else(|e| panic!("in {at}: {e}; {}", serve.process.output()));
        // HTTP can't express these dates.
        if matches!(at, 1901 | 1969 | 10_001) {
            assert_eq!(answer.status, 503, "in {at}");
            assert!(answer.header("retry-after").is_some());
            let said = |line: &String| line.contains("This machine's clock says");
            serve
                .process
                .stderr
                .wait_for_item("word of it", LIMIT, said);
        } else {
            kept += 1;
            assert_eq!(answer.json()["id"], kept, "in {at}");
        }
    }
    assert_eq!(list(&machine, 100).len(), kept);
    assert!(
        !serve.process.output().contains("tokio-rt-worker"),
        "{}",
        serve.process.output()
    );
    serve.process.stop();
    for at in [1901, 10_001] {
        clock.jump_to(year(at));
        let serve = clock.serve(&machine);
        assert_eq!(
            send(&serve.receiver_url, report("/retm/a", "started then")).status,
            503
        );
        clock.jump_to(0);
        deliver(&serve.receiver_url, report("/retm/a", "set right"));
        serve.process.stop();
    }
}

/// In its own namespace, whose `/etc` contains only the time zone.
#[test]
fn a_time_zone_that_is_changed_while_it_runs_is_taken_over_at_once() {
    let machine = Machine::with_bus();
    let _notifications = NotificationServer::start(machine.bus());
    let etc = machine.root().join("etc");
    fs::create_dir(&etc).unwrap();
    let move_to = |zone: &str| {
        let new = etc.join("new");
        symlink(format!("/usr/share/zoneinfo/{zone}"), &new).unwrap();
        fs::rename(new, etc.join("localtime")).unwrap();
    };
    move_to("Etc/UTC");
    let hour = |ahead: i64| format!("{:02}:00", (now() / 3600 + ahead).rem_euclid(24));
    // Quiet hours in that zone, which is twelve hours ahead, but not here.
    let settings = format!(
        "[receiver]\nkey = \"{KEY}\"\n[alerts]\nquiet_hours = \"{}-{}\"\n",
        hour(11),
        hour(14)
    );
    fs::create_dir_all(machine.data_dir()).unwrap();
    fs::write(machine.data_dir().join("settings.toml"), settings).unwrap();
    let mut command = machine.command("unshare");
    let script = "mount --bind \"$0\" /etc && exec \"$@\"";
    command
        .args(["--map-root-user", "--mount", "sh", "-c", script])
        .arg(&etc);
    command
        .arg(binary())
        .args(["serve", "--json", "--listen", "127.0.0.1:0"]);
    command.arg("--data-dir").arg(machine.data_dir());
    let serve = Serve::started(&mut command);
    let held = "SELECT count(*) FROM alerts WHERE held = 'quiet_hours'";
    let told = "SELECT count(*) FROM alerts WHERE outcome = 'told'";
    deliver(&serve.receiver_url, report("/retm/here", "m"));
    let is_told = || (one(&machine, told) == 1).then_some(());
    wait_until("word of it", LIMIT, is_told, || serve.process.output());
    assert_eq!(one(&machine, held), 0);
    move_to("Etc/GMT-12");
    let mut n = 0;
    let is_held = || {
        n += 1;
        deliver(
            &serve.receiver_url,
            report(&format!("/retm/there-{n}"), "m"),
        );
        std::thread::sleep(std::time::Duration::from_millis(500));
        (one(&machine, held) > 0).then_some(())
    };
    wait_until("quiet hours", LIMIT, is_held, || serve.process.output());
    serve.process.stop();
}

fn one_in_memory(sql: &str) -> String {
    let database = rusqlite::Connection::open_in_memory().unwrap();
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}
