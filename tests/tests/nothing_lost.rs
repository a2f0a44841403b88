//! No acknowledged report is ever lost, and every incident is announced once: kill -9 in the middle of the work,
//! repeatedly on one data directory, whatever the program is doing: receiving reports, migrating an old database,
//! deleting expired incidents, checkpointing the log, serving an export. 15 kills in `make test`, 500 in `make prove`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::{Duration, Instant},
};

use fastrand::Rng;
use missedhook_tests::{
    LIMIT,
    data::{History, KEY, count, database, integrity, open_database},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Running, Serve, first_start, list, on_data_dir},
    prove,
    recording::{Recording, wait_until},
    retm::{Accepted, accepted, request},
};
use serde_json::json;

const SENDERS: usize = 4;

/// An acknowledged report: the receiver's answer, and the endpoint.
type Acknowledged = (Accepted, String);

/// What the program is doing when it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Ingest,
    Migration,
    Retention,
    Export,
    Checkpoint,
}

const ALL: [At; 5] = [
    At::Ingest,
    At::Migration,
    At::Retention,
    At::Export,
    At::Checkpoint,
];

#[test]
fn kill_9_under_load_loses_no_acknowledged_report_and_no_alert() {
    let mut random = Rng::with_seed(prove::seed());
    let (series, each) = prove::form((1, 3), (10, 10));
    let mut kills = BTreeMap::new();
    for number in 0..series {
        let mut rounds: Vec<At> = ALL.into_iter().cycle().take(ALL.len() * each).collect();
        random.shuffle(&mut rounds);
        run_series(&rounds, &mut random);
        for at in rounds {
            *kills.entry(format!("{at:?}")).or_insert(0) += 1;
        }
        println!("after series {number}: kill -9 at {kills:?}");
    }
}

/// One data directory from its first start to its last, killed in each round.
fn run_series(rounds: &[At], random: &mut Rng) {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let old = OldDatabase::new();
    let mut all: Vec<Acknowledged> = Vec::new();
    for (round, at) in rounds.iter().enumerate() {
        let when = format!("round {round}, {at:?}");
        if *at == At::Migration {
            old.migrate_and_kill(random, &when);
            continue;
        }
        prepare(&machine, *at);
        let serve = Serve::start(&machine);
        // Checked while the program runs, so that the program itself has put things right.
        assert_sound(&machine, &all, &format!("before {when}"));
        all.extend(load_until_killed(&machine, serve, *at, round, random));
    }
    let serve = Serve::start(&machine);
    assert_sound(&machine, &all, "after the last kill");
    assert_all_notified(&machine, &notifications, &all, &serve);
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// A database with the first schema, large enough that its migration takes a while.
struct OldDatabase {
    history: History,
    rows: i64,
    takes: Duration,
}

impl OldDatabase {
    fn new() -> Self {
        let machine = Machine::headless();
        // The settings with the key: the program does not start on a history without them.
        first_start(&machine);
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/databases/schema-1.db");
        fs::copy(fixture, database(&machine.data_dir())).unwrap();
        open_database(&machine.data_dir())
            .execute_batch(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000)
                 INSERT INTO delivery_errors
                   (incident_id, received_at, source, code, endpoint, message, remote_addr, headers, body)
                 SELECT 2, 1764200000000 + n * 1000, 'retm', 503, '/retm/orders',
                   'number ' || n || ' of many words', '127.0.0.1:1', '{}',
                   CAST('{\"code\":503,\"n\":' || n || '}' AS BLOB) FROM n;
                 UPDATE incidents SET error_count = error_count + 5000 WHERE id = 2;",
            )
            .unwrap();
        let rows = count(&machine.data_dir());
        let mut old = Self {
            history: History::of(&machine.data_dir()),
            rows,
            takes: Duration::ZERO,
        };
        let copy = old.copy();
        let begun = Instant::now();
        let serve = Serve::start(&copy);
        old.takes = begun.elapsed();
        println!(
            "bringing {} delivery errors up to date takes {:?}",
            old.rows, old.takes
        );
        serve.process.stop();
        old
    }

    /// A machine with a copy of it.
    fn copy(&self) -> Machine {
        let copy = Machine::headless();
        self.history.copy_to(&copy.data_dir());
        copy
    }

    fn migrate_and_kill(&self, random: &mut Rng, when: &str) {
        let machine = self.copy();
        let serve = ["serve", "--json", "--listen", "127.0.0.1:0"];
        let process = Running::spawn(&mut on_data_dir(&machine, &serve));
        let most = u64::try_from(self.takes.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(random.u64(0..most)));
        process.kill();
        let serve = Serve::start(&machine);
        assert_eq!(count(&machine.data_dir()), self.rows, "{when}");
        assert_eq!(list(&machine, 1).len(), 1, "{when}");
        serve.process.stop();
        assert_eq!(integrity(&machine.data_dir()), "ok", "{when}");
        let set_aside = fs::read_dir(machine.data_dir()).unwrap();
        let names = set_aside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let damaged: Vec<_> = names.filter(|name| name.contains("damaged")).collect();
        assert_eq!(damaged, Vec::<String>::new(), "{when}");
    }
}

/// Prepares settings and expired incidents before a start.
fn prepare(machine: &Machine, at: At) {
    let megabytes = if at == At::Retention { 1 } else { 0 };
    fs::create_dir_all(machine.data_dir()).unwrap();
    let settings = format!(
        "[receiver]\nkey = \"{KEY}\"\n\n[retention]\nkeep_days = 0\nmax_size_mb = {megabytes}\n"
    );
    fs::write(machine.data_dir().join("settings.toml"), settings).unwrap();
    if at != At::Retention {
        return;
    }
    if !database(&machine.data_dir()).exists() {
        Serve::start(machine).process.stop();
    }
    open_database(&machine.data_dir())
        .execute_batch(
            "BEGIN;
             INSERT INTO incidents (subject, state, opened_at, last_error_at, error_count, changed_at, kept_count)
               VALUES ('endpoint:/past/keeping', 'resolved', 0, 0, 3000, 0, 3000);
             INSERT INTO alerts (incident_id, kind, decided_at, due_at, raised_at, outcome)
               SELECT max(id), 'opened', 0, 0, 0, 'told' FROM incidents;
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000)
             INSERT INTO delivery_errors
               (incident_id, received_at, source, code, endpoint, message, remote_addr, headers, body)
             SELECT (SELECT max(id) FROM incidents), n, 'retm', 503, '/past/keeping', 'm', '', '{}', zeroblob(900)
               FROM n;
             COMMIT;",
        )
        .unwrap();
}

/// Several senders report continuously until the program is killed, at some moment after the first acknowledgements.
fn load_until_killed(
    machine: &Machine,
    serve: Serve,
    at: At,
    round: usize,
    random: &mut Rng,
) -> Vec<Acknowledged> {
    let acknowledged = Recording::<Acknowledged>::default();
    let enough = random.usize(1..40);
    let a_moment = Duration::from_micros(random.u64(0..5_000));
    // About twenty of these fill the log up to a checkpoint.
    let length = if at == At::Checkpoint { 200_000 } else { 10 };
    let exports = (at == At::Export).then(|| {
        let mut export = on_data_dir(machine, &["export", "--format", "ndjson"]);
        Running::spawn(&mut export)
    });
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (url, acknowledged) = (serve.receiver_url.clone(), acknowledged.clone());
            scope.spawn(move || send_until_gone(&url, round, sender, length, &acknowledged));
        }
        acknowledged.wait_for_count("acknowledgement", enough, LIMIT);
        std::thread::sleep(a_moment);
        serve.process.kill();
    });
    if let Some(mut export) = exports {
        let status = export.wait();
        assert!(status.success(), "export: {}", export.output());
    }
    acknowledged.all()
}

fn send_until_gone(
    url: &str,
    round: usize,
    sender: usize,
    length: usize,
    acknowledged: &Recording<Acknowledged>,
) {
    let padding = "x".repeat(length);
    for n in 0.. {
        // Some endpoints have failed since the first round, some start to fail in this one.
        let name = match n % 4 {
            0 => format!("/retm/round-{round:02}-{sender}-{:04}", n / 40),
            _ => format!("/retm/always-{sender}"),
        };
        let endpoint = format!("https://pos-bridge.example.com{name}");
        // A field that is stored but not listed, so that lists stay small.
        let body = json!({"code": 503, "endpoint": endpoint, "message": n.to_string(), "padding": padding});
        let sent = request(url, body.to_string()).try_send();
        let Ok(answer) = sent else { return };
        acknowledged.add((accepted(&answer), name));
    }
}

fn assert_sound(machine: &Machine, all: &[Acknowledged], when: &str) {
    assert_eq!(integrity(&machine.data_dir()), "ok", "{when}");
    assert_all_there(machine, all, when);
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

/// Every incident was announced, by itself or in a summary, and nothing is pending. Reports around a kill are combined
/// into one digest, so that the database shows which incidents a notification was about.
fn assert_all_notified(
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
            "SELECT (SELECT count(*) FROM incidents WHERE 1 <>
                 (SELECT count(*) FROM alerts WHERE incident_id = incidents.id
                    AND kind = 'opened' AND outcome IN ('told', 'summarised')))
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
         WHERE outcome = 'told' AND kind IN ('opened', 'digest', 'storm') AND decided_at > 0",
    );
    assert!(
        i64::try_from(seen).unwrap() >= raised,
        "{raised} are said to be told, {seen} notifications were seen"
    );
}
