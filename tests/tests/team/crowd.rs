//! Many machines on one server: how quickly an incident of one is notified by another, and that a restart of the server
//! under load loses nothing. `make prove-team` runs the long form.

use std::{
    thread,
    time::{Duration, Instant},
};

use missedhook_tests::{
    machine::Machine,
    postgres::Postgres,
    program::{Serve, run_json},
    prove,
    recording::wait_until,
    retm::{deliver, report},
};

use super::{Colleague, LIMIT, set};

/// Long enough for what a loaded machine has put off.
const CAUGHT_UP: Duration = Duration::from_secs(300);

#[test]
fn how_long_an_incident_takes_to_a_colleague() {
    let postgres = Postgres::start();
    let [anna, omar] = ["anna", "omar"].map(|name| Colleague::new(name, &postgres.url()));
    for colleague in [&anna, &omar] {
        colleague.wait_for_link("connected");
    }
    let mut took = Vec::new();
    for n in 0..prove::form(3, 100) {
        let endpoint = format!("https://pos.example.com/retm/{}", "x".repeat(n + 1));
        let begun = Instant::now();
        let incident = anna.receive(&endpoint, "x");
        let reference = format!("anna/{incident},");
        omar.notifications.wait_for(&reference, LIMIT);
        took.push(begun.elapsed());
    }
    took.sort();
    let at = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)];
    println!(
        "report to a colleague's notification: p50 {:?}, p95 {:?}",
        at(50),
        at(95)
    );
}

/// Each machine gets its reports at a steady pace; the server is killed and started again in the middle.
#[test]
fn a_restart_of_the_server_under_load_loses_nothing() {
    let mut postgres = Postgres::start();
    let (machines, seconds) = prove::form((3, 4), (20, 20));
    let per_second: u64 = prove::form(10, 50);
    let machines: Vec<_> = (0..machines)
        .map(|n| {
            let machine = Machine::headless();
            let url = postgres.url();
            set(
                &machine,
                &format!("[team]\nurl = \"{url}\"\nname = \"m{n}\""),
            );
            let serve = Serve::start(&machine);
            (machine, serve)
        })
        .collect();
    let each = per_second * seconds;
    let begun = Instant::now();
    thread::scope(|scope| {
        for (_, serve) in &machines {
            scope.spawn(move || {
                for n in 0..each {
                    let due = begun + Duration::from_millis(1_000 * n / per_second);
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    let endpoint = format!(
                        "https://pos.example.com/retm/branch-{}",
                        ["a", "b", "c", "d", "e"][(n % 5) as usize]
                    );
                    deliver(&serve.receiver_url, report(&endpoint, "x"));
                }
            });
        }
        thread::sleep(Duration::from_secs(seconds / 2));
        postgres.kill();
        thread::sleep(Duration::from_secs(1));
        postgres.resume();
    });
    let took = begun.elapsed();
    let all = each * machines.len() as u64;
    let is = || postgres.sql("SELECT coalesce(sum(error_count), 0) FROM missedhook.incidents");
    let here = || (is() == all.to_string()).then_some(());
    wait_until("all reports at the server", CAUGHT_UP, here, is);
    let caught_up = begun.elapsed() - took;
    let known = |machine: &Machine| -> u64 {
        let team = run_json(machine, &["team", "--json"]);
        let incidents = team["incidents"].as_array().unwrap().iter();
        incidents
            .map(|one| one["error_count"].as_u64().unwrap())
            .sum()
    };
    for (machine, serve) in &machines {
        let here = || (known(machine) == all - each).then_some(());
        let seen = || (known(machine), all - each, serve.process.said());
        wait_until("all reports of the others", CAUGHT_UP, here, seen);
    }
    println!(
        "{} machines, {all} reports in {took:?}: all at the server {caught_up:?} later, all at all {:?} later",
        machines.len(),
        begun.elapsed() - took
    );
}
