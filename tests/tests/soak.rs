//! Hours of steady work and their effects: continuous reports, notifications, searches and senders that hang up, on one
//! program. Memory, threads and open files stay stable, and everything acknowledged is there. Short in `make test`;
//! `MISSEDHOOK_SOAK=3600` makes it an hour, as in `make prove`.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use missedhook_tests::{
    LIMIT,
    data::{integrity, open_database},
    http::Target,
    idle_connections::IdleConnections,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, run_json},
    recording::wait_until,
    retm::{ORDERS, deliver, report},
    weight::{allocated, threads_and_files},
};

/// The duration of the short form.
const SHORT: Duration = Duration::from_secs(12);
/// The number of parts. The first one is for warming up, and each ends with a measurement.
const PARTS: u32 = 6;
/// Reports per second, if the machine keeps up.
const A_SECOND: u32 = 50;

/// The program's resources at one moment.
#[derive(Debug)]
struct Look {
    reports: usize,
    allocated: u64,
    threads: usize,
    files: usize,
}

#[test]
fn steady_work_leaves_nothing_behind_but_the_reports() {
    let seconds = std::env::var("MISSEDHOOK_SOAK").ok();
    let seconds = seconds.and_then(|seconds| seconds.parse().ok());
    let time = seconds.map_or(SHORT, Duration::from_secs);
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let mut ids = BTreeSet::new();
    let looks: Vec<Look> = (0..PARTS)
        .map(|part| {
            work(&machine, &serve, time / PARTS, part, &mut ids);
            settle(&serve);
            let (threads, files) = threads_and_files(serve.process.pid());
            let look = Look {
                reports: ids.len(),
                allocated: allocated(serve.process.pid()),
                threads,
                files,
            };
            println!("after {:?}: {look:?}", time / PARTS * (part + 1));
            look
        })
        .collect();
    assert!(notifications.notified().count() > 0, "nothing was told");
    assert_flat(&looks);
    serve.process.stop();
    assert_all_there(&machine, &ids);
}

/// Reports at the given rate, now and then a search, and a few senders that hang up halfway.
fn work(machine: &Machine, serve: &Serve, time: Duration, part: u32, ids: &mut BTreeSet<i64>) {
    let began = Instant::now();
    let authority = Target::of(&serve.receiver_url).authority;
    for n in 0.. {
        let due = Duration::from_secs(1) * n / A_SECOND;
        if due >= time {
            break;
        }
        // The rate, not a wait for anything.
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        let endpoint = format!("{ORDERS}/branch-{}", n % 20);
        let accepted = deliver(
            &serve.receiver_url,
            report(&endpoint, &format!("{part}, {n}")),
        );
        assert!(ids.insert(accepted.id), "{} was given twice", accepted.id);
        if n % (2 * A_SECOND) == A_SECOND {
            run_json(
                machine,
                &["list", "--json", "--limit", "20", "orders code:503"],
            );
            drop(IdleConnections::of(
                20,
                &authority,
                b"POST /error/0 HTTP/1.1\r\nHost:",
            ));
        }
    }
}

/// Waits until closed connections are released. A served connection keeps no file open.
fn settle(serve: &Serve) {
    let files = || threads_and_files(serve.process.pid()).1;
    let mut before = usize::MAX;
    let settled = || {
        let now = files();
        std::mem::replace(&mut before, now).eq(&now).then_some(())
    };
    wait_until("end of the connections", LIMIT, settled, files);
}

/// The first measurement is after warming up. Anything that grows with the number of reports would have grown by the
/// last.
fn assert_flat(looks: &[Look]) {
    let (first, last) = (&looks[0], &looks[looks.len() - 1]);
    assert!(last.reports > first.reports * 3, "{looks:#?}");
    // SQLite's page cache and the allocator fill up for a while. A leak of 1 KiB per report would be 500 KiB in the
    // short form and 170 MiB in an hour. Neither needs more than 1.5 times the warmed-up size plus 8 MiB.
    assert!(
        last.allocated <= first.allocated + first.allocated / 2 + 8 * 1024,
        "memory grows: {looks:#?}"
    );
    // A thread for blocking work comes and goes, and SQLite opens a reader for concurrent queries.
    assert!(
        last.threads <= first.threads + 6,
        "threads grow: {looks:#?}"
    );
    assert!(last.files <= first.files + 8, "open files grow: {looks:#?}");
}

fn assert_all_there(machine: &Machine, ids: &BTreeSet<i64>) {
    let database = open_database(&machine.data_dir());
    let mut select = database.prepare("SELECT id FROM delivery_errors").unwrap();
    let stored: Result<BTreeSet<i64>, _> =
        select.query_map([], |row| row.get(0)).unwrap().collect();
    assert_eq!(&stored.unwrap(), ids);
    assert_eq!(integrity(&machine.data_dir()), "ok");
}
