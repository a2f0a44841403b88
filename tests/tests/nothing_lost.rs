//! No acknowledged report is ever lost, and every incident is told: kill -9 in the middle of the work, again and
//! again on one data directory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on says so by panicking"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use fastrand::Rng;
use missedhook_tests::{
    LIMIT,
    data::{integrity, open_database},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, list},
    recording::{Recording, wait_until},
    retm::{Accepted, accepted, report, request},
};

const ROUNDS: usize = 20;
const SENDERS: usize = 4;

/// A report that the receiver said is on disk: what it said, and the endpoint.
type Acknowledged = (Accepted, String);

#[test]
fn kill_9_under_load_loses_no_acknowledged_report_and_no_alert() {
    let seed = std::env::var("MISSEDHOOK_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("MISSEDHOOK_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let mut all: Vec<Acknowledged> = Vec::new();
    for round in 0..ROUNDS {
        let serve = Serve::start(&machine);
        assert_all_there(&machine, &all, &format!("after {round} kills"));
        all.extend(load_until_killed(serve, round, &mut random));
    }
    let serve = Serve::start(&machine);
    assert_all_there(&machine, &all, "after the last kill");
    assert_all_told(&machine, &notifications, &all, &serve);
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// Several senders report without pause until the program is killed under them, at some moment after the first
/// acknowledgements.
fn load_until_killed(serve: Serve, round: usize, random: &mut Rng) -> Vec<Acknowledged> {
    let acknowledged = Recording::<Acknowledged>::default();
    let enough = random.usize(1..40);
    let a_moment = Duration::from_micros(random.u64(0..5_000));
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (url, acknowledged) = (serve.receiver_url.clone(), acknowledged.clone());
            scope.spawn(move || send_until_gone(&url, round, sender, &acknowledged));
        }
        acknowledged.wait_for_count("acknowledgement", enough, LIMIT);
        std::thread::sleep(a_moment);
        serve.process.kill();
    });
    acknowledged.all()
}

fn send_until_gone(url: &str, round: usize, sender: usize, acknowledged: &Recording<Acknowledged>) {
    for n in 0.. {
        // Some endpoints have failed since the first round, some begin to fail in this one.
        let name = match n % 4 {
            0 => format!("/retm/round-{round:02}-{sender}-{:04}", n / 40),
            _ => format!("/retm/always-{sender}"),
        };
        let endpoint = format!("https://pos-bridge.example.com{name}");
        let sent = request(url, report(&endpoint, &format!("{n}"))).try_send();
        let Ok(answer) = sent else { return };
        acknowledged.add((accepted(&answer), name));
    }
}

fn assert_all_there(machine: &Machine, all: &[Acknowledged], when: &str) {
    let rows = list(machine, 1_000_000);
    let mut listed = BTreeMap::new();
    for row in &rows {
        let id = row["id"].as_i64().unwrap();
        let before = listed.insert(id, row);
        assert!(before.is_none(), "{when}: {id} is listed twice");
    }
    let mut ids = BTreeSet::new();
    for (accepted, endpoint) in all {
        assert!(
            ids.insert(accepted.id),
            "{when}: {} was given twice",
            accepted.id
        );
        let row = listed.get(&accepted.id);
        let row = row.unwrap_or_else(|| panic!("{when}: {accepted:?} is lost"));
        assert_eq!(row["incident_id"], accepted.incident, "{when}");
        let named = row["endpoint"].as_str().unwrap_or_default();
        assert!(
            named.ends_with(endpoint),
            "{when}: {row} is not about {endpoint}"
        );
    }
    println!("{when}: {} acknowledged, {} kept", all.len(), rows.len());
}

/// Every incident has been told, by itself or within a summary, and nothing is left to be told. What came
/// around a kill is one digest after it, so that the database says which incidents a notification was about.
fn assert_all_told(
    machine: &Machine,
    notifications: &NotificationServer,
    all: &[Acknowledged],
    serve: &Serve,
) {
    let incidents: BTreeSet<i64> = all.iter().map(|(accepted, _)| accepted.incident).collect();
    println!("{} incidents", incidents.len());
    assert!(
        incidents.len() >= SENDERS,
        "too few incidents to prove anything: {incidents:?}"
    );
    let database = open_database(&machine.data_dir());
    let count = |sql: &str| -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    let untold = || {
        count(
            "SELECT (SELECT count(*) FROM incidents WHERE NOT EXISTS
                 (SELECT 1 FROM alerts WHERE incident_id = incidents.id
                    AND outcome IN ('told', 'summarised')))
               + (SELECT count(*) FROM alerts WHERE summary_id IS NOT NULL AND raised_at IS NULL)",
        )
    };
    let said = || (untold(), serve.process.stderr.all());
    wait_until(
        "end of what is untold",
        4 * LIMIT,
        || (untold() == 0).then_some(()),
        said,
    );
    let seen = notifications.notified().count();
    let raised = count(
        "SELECT count(*) FROM alerts
         WHERE outcome = 'told' AND kind IN ('opened', 'digest', 'storm')",
    );
    assert!(
        i64::try_from(seen).unwrap() >= raised,
        "{raised} are said to be told, {seen} notifications were seen"
    );
}
