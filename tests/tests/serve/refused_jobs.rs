//! One job of the writer fails: a report that can't be stored, something that can't be recorded, another program that
//! holds the lock. The other jobs in its commit are not affected, and nothing ends because of it.

use std::time::Duration;

use missedhook_tests::{
    LIMIT,
    data::{count, integrity, open_database},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, list},
    recording::wait_until,
    retm::{deliver, report, request, send, storm},
};

const SENDERS: usize = 48;
const EACH: usize = 20;

/// Another program adds its own rule to the database.
fn add_trigger(machine: &Machine, rule: &str) {
    let database = open_database(&machine.data_dir());
    database.busy_timeout(LIMIT).unwrap();
    database.execute_batch(rule).unwrap();
}

#[test]
fn a_report_that_cant_be_kept_takes_no_other_with_it() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/first", "m"));
    add_trigger(
        &machine,
        "CREATE TRIGGER refuse BEFORE INSERT ON delivery_errors WHEN new.message = 'refused'
         BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    );
    let url = serve.receiver_url.clone();
    let refused = std::thread::spawn(move || -> Vec<u16> {
        let mut statuses = Vec::new();
        for _ in 0..40 {
            let answer = request(&url, report("/refused", "refused")).try_send();
            statuses.push(answer.unwrap().status);
        }
        statuses
    });
    // Each of them panics unless it is answered with 200.
    let kept = storm(&serve.receiver_url, SENDERS, EACH);
    let statuses = refused.join().unwrap();
    assert!(statuses.iter().all(|status| *status == 503), "{statuses:?}");
    serve.process.stop();
    let expected = i64::try_from(kept.len() + 1).unwrap();
    assert_eq!(count(&machine.data_dir()), expected);
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

#[test]
fn a_change_that_fails_refuses_no_report() {
    let machine = Machine::with_bus();
    let _notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/first", "m"));
    // That a notification was shown can no longer be recorded.
    add_trigger(
        &machine,
        "CREATE TRIGGER refuse BEFORE UPDATE ON alerts
         BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    let kept = storm(&serve.receiver_url, SENDERS, EACH);
    serve.process.stop();
    let expected = i64::try_from(kept.len() + 1).unwrap();
    assert_eq!(count(&machine.data_dir()), expected);
}

#[test]
fn another_program_that_holds_the_lock_is_named_and_all_goes_on_after_it() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/before", "m"));
    let other = open_database(&machine.data_dir());
    other.busy_timeout(LIMIT).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // For a moment: the report waits, and is stored.
    let url = serve.receiver_url.clone();
    let waiting = std::thread::spawn(move || deliver(&url, report("/waited", "m")));
    std::thread::sleep(Duration::from_secs(1));
    other.execute_batch("ROLLBACK").unwrap();
    waiting.join().unwrap();
    // For long: it is rejected with an explanation.
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answer = send(&serve.receiver_url, report("/meanwhile", "m"));
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    let words = "locked by another program";
    serve
        .process
        .stderr
        .wait_for_item(words, LIMIT, |line| line.contains(words));
    other.execute_batch("ROLLBACK").unwrap();
    let kept = wait_until(
        "recovery",
        LIMIT,
        || {
            let answer = send(&serve.receiver_url, report("/after", "m"));
            (answer.status == 200).then_some(answer)
        },
        || serve.process.output(),
    );
    assert_eq!(kept.status, 200);
    serve.process.stop();
    let kept = list(&machine, 100);
    let of = |endpoint: &str| {
        kept.iter()
            .filter(|row| row["endpoint"] == endpoint)
            .count()
    };
    assert_eq!((of("/before"), of("/waited")), (1, 1), "{kept:?}");
    // One that was rejected while it waited may still be stored, but only once.
    assert!(of("/after") >= 1, "{kept:?}");
    assert!(of("/meanwhile") <= 1, "{kept:?}");
}
