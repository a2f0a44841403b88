//! Many machines on one server: how quickly an incident of one is notified by another, and that a restart of the server
//! under load loses nothing. `make prove-team` runs the long form.

use std::time::{Duration, Instant};

use missedhook_tests::{
    crowd::{self, Load},
    postgres::Postgres,
    prove,
};

use super::{Colleague, LIMIT};

/// Long enough for what a loaded machine has put off.
const CAUGHT_UP: Duration = Duration::from_secs(120);

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
        let notified = omar.notifications.wait_for(&reference, LIMIT);
        took.push(notified.at - begun);
    }
    took.sort();
    let at = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)];
    println!(
        "report to a colleague's notification: p50 {:.1?}, p95 {:.1?}, the longest {:.1?}",
        at(50),
        at(95),
        at(100)
    );
}

/// What an incident only grows by is gathered for a second. What happens to one meanwhile is not held up by it.
#[test]
fn an_incident_that_only_grows_is_written_once_a_second() {
    let postgres = Postgres::start();
    let [anna, omar] = ["anna", "omar"].map(|name| Colleague::new(name, &postgres.url()));
    for colleague in [&anna, &omar] {
        colleague.wait_for_link("connected");
    }
    postgres.sql(
        "CREATE TABLE writes (at timestamptz);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
           'BEGIN INSERT INTO public.writes VALUES (now()); RETURN NULL; END';
         CREATE TRIGGER note AFTER INSERT OR UPDATE ON missedhook.incidents
           FOR EACH ROW EXECUTE FUNCTION note()",
    );
    let endpoint = "https://pos.example.com/retm/orders";
    let incident = anna.receive(endpoint, "x");
    let begun = Instant::now();
    let mut sent = 1;
    while begun.elapsed() < Duration::from_secs(4) {
        anna.receive(endpoint, "x");
        sent += 1;
    }
    let took = begun.elapsed().as_secs();
    let reference = format!("anna/{incident}");
    omar.wait_for(&reference, "all reports", |one| one["error_count"] == sent);
    let writes: u64 = postgres.sql("SELECT count(*) FROM writes").parse().unwrap();
    // The first, those of each second, the last.
    assert!(
        writes <= took + 3,
        "{writes} writes of {sent} reports in {took} s"
    );

    let next = anna.receive("https://pos.example.com/retm/next", "x");
    anna.receive(endpoint, "x");
    omar.notifications.wait_for(&format!("anna/{next},"), LIMIT);
}

/// Each machine gets its reports at a steady pace; the server is killed and started again in the middle.
#[test]
fn a_restart_of_the_server_under_load_loses_nothing() {
    let load = Load {
        machines: prove::size("MISSEDHOOK_MACHINES", 3, 20),
        per_second: prove::size("MISSEDHOOK_PER_SECOND", 10, 50),
        seconds: prove::size("MISSEDHOOK_SECONDS", 4, 20),
        is_server_killed: true,
    };
    let outcome = crowd::run(load, CAUGHT_UP);
    println!(
        "{} machines, {} reports a second each for {} s, the server killed halfway; nothing lost:\n{}",
        load.machines,
        load.per_second,
        load.seconds,
        outcome.table()
    );
}
