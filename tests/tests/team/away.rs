//! The server is away, or a machine is: each works alone, and catches up later.

use missedhook_tests::{
    postgres::{PASSWORD, Postgres},
    program::{run, run_ok},
};

use super::{Colleague, LIMIT, three};

#[test]
fn without_the_server_each_works_alone_and_catches_up_after_its_return() {
    let mut postgres = Postgres::start();
    let [mut anna, omar, noura] = three(&postgres);
    let before = anna.receive("https://pos.example.com/retm/orders", "before");
    for colleague in [&omar, &noura] {
        let told = colleague
            .notifications
            .wait_for(&format!("anna/{before}"), LIMIT);
        assert!(told.says("/retm/orders"), "{told:#?}");
    }

    postgres.kill();
    let link = anna.wait_for_link("waiting");
    assert!(
        link["problem"]["what"]
            .as_str()
            .unwrap()
            .contains("127.0.0.1"),
        "{link}"
    );
    assert!(!link.to_string().contains(PASSWORD), "{link}");
    let doctor = run(&anna.machine, &["doctor"]);
    let doctor = String::from_utf8(doctor.stdout).unwrap();
    assert!(
        doctor.contains("✗ team: The team's server 127.0.0.1"),
        "{doctor}"
    );
    let alone = anna.receive("https://pos.example.com/retm/alone", "alone");
    anna.notifications.wait_for("/retm/alone", LIMIT);
    // What is on disk is shared, though the program that received it is killed before it could be.
    anna.kill();
    anna.resume();
    // An acknowledgement waits, too.
    let reference = format!("anna/{before}");
    run_ok(&noura.machine, &["acknowledge", &reference]);

    postgres.resume();
    let alone = format!("anna/{alone}");
    omar.notifications.wait_for(&alone, LIMIT);
    noura.notifications.wait_for(&alone, LIMIT);
    for colleague in [&omar, &noura] {
        let seen = colleague.wait_for(&reference, "acknowledged", |one| {
            one["state"] == "acknowledged"
        });
        assert_eq!(seen["by"], "noura", "{seen}");
        assert_eq!(colleague.told(&alone), 1);
    }
    anna.wait_for_link("connected");
    let rows = postgres
        .sql("SELECT count(*), count(DISTINCT (machine, incident)) FROM missedhook.incidents");
    assert_eq!(rows, "2|2");
}

#[test]
fn what_was_committed_and_not_yet_shared_survives_the_death_of_the_program() {
    let postgres = Postgres::start();
    let [mut anna, omar, _] = three(&postgres);
    for round in 0..5 {
        let endpoint = format!(
            "https://pos.example.com/retm/{}",
            ["a", "b", "c", "d", "e"][round]
        );
        let incident = anna.receive(&endpoint, "x");
        // At once: before, while or after it is shared.
        anna.kill();
        anna.resume();
        let reference = format!("anna/{incident}");
        omar.wait_for(&reference, "shared", |one| one["error_count"] == 1);
        omar.notifications.wait_for(&reference, LIMIT);
        assert_eq!(omar.told(&reference), 1, "round {round}");
    }
}

#[test]
fn who_was_away_catches_up_and_who_joins_is_not_told_of_what_was_before() {
    let postgres = Postgres::start();
    let [anna, mut omar, noura] = three(&postgres);
    omar.kill();
    let incident = anna.receive("https://pos.example.com/retm/orders", "while away");
    let reference = format!("anna/{incident}");
    noura.notifications.wait_for(&reference, LIMIT);
    omar.resume();
    omar.notifications.wait_for(&reference, LIMIT);

    let late = Colleague::new("late", &postgres.url());
    late.wait_for(&reference, "known", |_| true);
    let next = anna.receive("https://pos.example.com/retm/next", "x");
    late.notifications.wait_for(&format!("anna/{next}"), LIMIT);
    assert_eq!(late.told(&reference), 0, "it was before");
}

#[test]
fn what_came_before_the_server_was_ever_reached_is_shared_and_notified() {
    let mut postgres = Postgres::start();
    let omar = Colleague::new("omar", &postgres.url());
    omar.wait_for_link("connected");
    postgres.stop();
    let anna = Colleague::new("anna", &postgres.url());
    anna.wait_for_link("waiting");
    let incident = anna.receive("https://pos.example.com/retm/first", "x");
    postgres.resume();
    omar.notifications
        .wait_for(&format!("anna/{incident}"), LIMIT);
}
