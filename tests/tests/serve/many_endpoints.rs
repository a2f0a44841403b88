//! Thousands of endpoints fail while nobody can be notified: the queue of alerts stays small, and so does the log.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use missedhook_tests::{
    data::{database, open_database},
    machine::Machine,
    notification_server::NotificationServer,
    program::Serve,
    prove,
    recording::wait_until,
    retm::{deliver, report},
};

const SENDERS: usize = 32;

/// A storm is over after 30 s without a report.
const STORM_LIMIT: Duration = Duration::from_secs(90);

/// The log's limit plus one commit.
const MAX_BYTES: u64 = 17 << 20;

/// The pending alerts: those planned one by one, plus what a crowd may grow by in the meantime.
const PENDING: i64 = 1_500;

#[test]
fn with_nobody_to_tell_what_waits_and_the_log_stay_small() {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    let endpoints = prove::form(3_000, 100_000);
    let log = database(&machine.data_dir()).with_extension("db-wal");
    let done = AtomicBool::new(false);
    let (largest, waited) = thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let (mut largest, mut waited) = (0, 0);
            let database = open_database(&machine.data_dir());
            while !done.load(Ordering::Acquire) {
                largest = largest.max(fs::metadata(&log).unwrap().len());
                waited = waited.max(pending(&database));
                thread::sleep(Duration::from_millis(20));
            }
            (largest, waited)
        });
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let url = &serve.receiver_url;
                scope.spawn(move || {
                    for n in (sender..endpoints).step_by(SENDERS) {
                        deliver(url, report(&format!("/branch{n}/orders"), "m"));
                    }
                })
            })
            .collect();
        for sender in senders {
            sender.join().unwrap();
        }
        done.store(true, Ordering::Release);
        watch.join().unwrap()
    });
    println!("{endpoints} endpoints: the log had {largest} bytes, {waited} alerts waited");
    assert!(largest <= MAX_BYTES, "the log had {largest} bytes");
    assert!(waited <= PENDING, "{waited} alerts waited");
    // A notification server that appears then gets a short summary of all of them, at the latest when the storm is
    // over.
    let notifications = NotificationServer::start(machine.bus());
    let told = || notifications.notified().all();
    wait_until(
        "word of the storm",
        STORM_LIMIT,
        || {
            let counted = format!("{endpoints} endpoints");
            let found = told().iter().any(|said| {
                let text = format!("{} {}", said.summary, said.body).replace([',', '\u{202f}'], "");
                text.contains(&counted)
            });
            found.then_some(())
        },
        told,
    );
    assert!(told().len() <= 5, "{:#?}", told());
    serve.process.stop();
}

fn pending(database: &rusqlite::Connection) -> i64 {
    let count = "SELECT count(*) FROM alerts WHERE raised_at IS NULL";
    database.query_row(count, [], |row| row.get(0)).unwrap()
}
