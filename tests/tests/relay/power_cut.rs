//! Power cuts after random disk failures: every request that RETM got a 200 for is there, according to the record of
//! what was synced.

use std::{thread::sleep, time::Duration};

use fastrand::Rng;
use missedhook_tests::{
    LIMIT,
    failing_disk::{EIO, ENOSPC, FailingDisk, Failure, On},
    http::Request,
    integration::{Behaviour, Integration},
    machine::Machine,
    program::{Serve, run_json, run_ok},
    prove,
    recording::{Recording, wait_until},
};

use crate::world::{event, kept, set};

const KEEP: &str = "[[relay.route]]\npath = \"*\"\nmode = \"keep\"";

#[test]
fn no_acknowledged_request_is_lost_to_a_power_cut_after_failures() {
    let mut random = Rng::with_seed(prove::seed());
    for round in 0..prove::form(4, 100) {
        let machine = Machine::headless();
        let integration = Integration::stopped(Behaviour::status(200));
        set(&machine, &integration.url(), KEEP);
        let disk = FailingDisk::below(&machine);
        let serve = disk.serve(&machine);
        let hook = run_ok(&machine, &["url", "--hook"]).trim().to_owned();
        let (acknowledged, failures) = load_on(&disk, serve, &hook, &mut random);
        let cut = Machine::headless();
        disk.power_cut(&cut.data_dir());
        let when = format!("round {round}, a power cut after {failures:?}");
        assert_all_there(&cut, &acknowledged, &when);
        let serve = Serve::start(&cut);
        assert_all_there(&cut, &acknowledged, &when);
        serve.process.stop();
        println!("{when}: {} acknowledged", acknowledged.len());
    }
}

fn assert_all_there(machine: &Machine, acknowledged: &[i64], when: &str) {
    let rows = run_json(machine, &["requests", "--json", "--limit", "1000000"]);
    let rows = rows.as_array().unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
    for id in acknowledged {
        assert!(ids.contains(id), "{when}: {id} of {}", ids.len());
    }
}

/// Sends requests continuously on a disk that fails from time to time, until the program is killed.
fn load_on(
    disk: &FailingDisk,
    serve: Serve,
    hook: &str,
    random: &mut Rng,
) -> (Vec<i64>, Vec<Failure>) {
    let acknowledged = Recording::<i64>::default();
    let mut failures = Vec::new();
    std::thread::scope(|scope| {
        for sender in 0..4 {
            let (url, acknowledged) = (format!("{hook}/retm/{sender}"), acknowledged.clone());
            scope.spawn(move || send_until_gone(&url, &acknowledged));
        }
        acknowledged.wait_for_count("acknowledgement", 5, LIMIT);
        for _ in 0..random.usize(1..4) {
            sleep(Duration::from_millis(random.u64(20..400)));
            let failure = some_failure(random);
            disk.fail(failure);
            failures.push(failure);
            if failure.times == 0 {
                sleep(Duration::from_millis(random.u64(10..600)));
                disk.heal();
            }
            if random.u8(..3) > 0 {
                let before = acknowledged.count();
                let more = || (acknowledged.count() >= before + 5).then_some(());
                wait_until("recovery", LIMIT, more, || serve.process.output());
            }
        }
        sleep(Duration::from_millis(random.u64(0..300)));
        serve.process.kill();
    });
    (acknowledged.all(), failures)
}

fn some_failure(random: &mut Rng) -> Failure {
    let (write, sync) = match random.u8(..5) {
        0 => (EIO, 0),
        1 => (ENOSPC, 0),
        _ => (0, EIO),
    };
    Failure {
        write,
        sync,
        open: 0,
        on: On::All,
        times: random.u8(..4),
    }
}

fn send_until_gone(url: &str, acknowledged: &Recording<i64>) {
    for n in 0.. {
        let body = event("order.created", &format!("m-{n}"));
        match Request::post(url, body).try_send() {
            Ok(answer) if answer.status == 200 => acknowledged.add(kept(&answer)),
            Ok(answer) => {
                assert_eq!(answer.status, 503, "{answer:?}");
                sleep(Duration::from_millis(20));
            }
            Err(_) => return,
        }
    }
}
