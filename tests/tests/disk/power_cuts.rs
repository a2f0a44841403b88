//! Power cuts after random failures: what was acknowledged is in what had really been synced.

use std::time::Duration;

use fastrand::Rng;
use missedhook_tests::{
    LIMIT,
    data::{database, integrity},
    failing_disk::{EIO, ENOSPC, FailingDisk, Failure, On},
    machine::Machine,
    program::Serve,
    prove,
    recording::Recording,
    retm::{Accepted, accepted, report, request},
};

use super::{assert_all_there, assert_refused};

#[test]
fn no_acknowledged_report_is_lost_to_a_power_cut_after_failures() {
    let mut random = Rng::with_seed(prove::seed());
    for round in 0..prove::form(6, 100) {
        let machine = Machine::headless();
        let disk = FailingDisk::below(&machine);
        let serve = disk.serve(&machine);
        let (acknowledged, failures) = load_on(&disk, serve, &mut random);
        let cut = Machine::headless();
        disk.power_cut(&cut.data_dir());
        if database(&cut.data_dir()).exists() {
            assert_eq!(integrity(&cut.data_dir()), "ok", "round {round}");
        }
        let when = format!("round {round}, a power cut after {failures:?}");
        assert_all_there(&cut, &acknowledged, &when);
        let serve = Serve::start(&cut);
        assert_all_there(&cut, &acknowledged, &when);
        serve.process.stop();
        println!("{when}: {} acknowledged", acknowledged.len());
    }
}

/// Reports continuously on a disk that fails from time to time, until the program is killed.
fn load_on(disk: &FailingDisk, serve: Serve, random: &mut Rng) -> (Vec<Accepted>, Vec<Failure>) {
    let acknowledged = Recording::<Accepted>::default();
    let mut failures = Vec::new();
    std::thread::scope(|scope| {
        for sender in 0..4 {
            let (url, acknowledged) = (serve.receiver_url.clone(), acknowledged.clone());
            scope.spawn(move || send_until_gone(&url, sender, &acknowledged));
        }
        acknowledged.wait_for_count("acknowledgement", 5, LIMIT);
        for _ in 0..random.usize(1..4) {
            std::thread::sleep(Duration::from_millis(random.u64(20..400)));
            let failure = some_failure(random);
            disk.fail(failure);
            failures.push(failure);
            if failure.times == 0 {
                std::thread::sleep(Duration::from_millis(random.u64(10..600)));
                disk.heal();
            }
            if random.u8(..3) > 0 {
                let before = acknowledged.count();
                acknowledged.wait_for_count("acknowledgement after it", before + 5, LIMIT);
            }
        }
        std::thread::sleep(Duration::from_millis(random.u64(0..300)));
        serve.process.kill();
    });
    (acknowledged.all(), failures)
}

fn some_failure(random: &mut Rng) -> Failure {
    let on = [On::All, On::Log, On::Database][random.usize(..3)];
    let times = random.u8(..4);
    let (write, sync) = match random.u8(..5) {
        0 => (EIO, 0),
        1 => (ENOSPC, 0),
        _ => (0, EIO),
    };
    Failure {
        write,
        sync,
        open: 0,
        on,
        times,
    }
}

fn send_until_gone(url: &str, sender: usize, acknowledged: &Recording<Accepted>) {
    let padding = "wort ".repeat(1200);
    for n in 0.. {
        let body = report(&format!("/retm/{sender}"), &format!("{n} {padding}"));
        match request(url, body).try_send() {
            Ok(answer) if answer.status == 200 => acknowledged.add(accepted(&answer)),
            Ok(answer) => {
                assert_refused(&answer);
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(_) => return,
        }
    }
}
