//! Who a machine is: another name, the name of another, an earlier history, a clock that is wrong.

use std::fs;

use missedhook_tests::{
    data::database,
    postgres::Postgres,
    preloaded::JumpingClock,
    program::{run, run_ok},
};

use super::{Colleague, LIMIT, set};

fn pair(postgres: &Postgres, names: [&str; 2]) -> [Colleague; 2] {
    let pair = names.map(|name| Colleague::new(name, &postgres.url()));
    for colleague in &pair {
        colleague.wait_for_link("connected");
    }
    pair
}

#[test]
fn a_machine_with_another_name_is_called_by_it_and_nobody_is_notified_again() {
    let postgres = Postgres::start();
    let [anna, omar] = pair(&postgres, ["anna", "omar"]);
    let incident = anna.receive("https://pos.example.com/retm/orders", "x");
    omar.notifications
        .wait_for(&format!("anna/{incident}"), LIMIT);
    let url = postgres.url();
    set(
        &anna.machine,
        &format!("[team]\nurl = \"{url}\"\nname = \"anna desk\""),
    );
    let reference = format!("anna desk/{incident}");
    omar.wait_for(&reference, "the new name", |_| true);
    run_ok(&omar.machine, &["acknowledge", &reference]);
    let last = anna.receive("https://pos.example.com/retm/last", "x");
    omar.notifications
        .wait_for(&format!("anna desk/{last}"), LIMIT);
    assert_eq!(omar.told(&format!("desk/{incident},")), 0);
}

#[test]
fn two_machines_of_one_name_are_two_and_the_command_line_asks_for_names() {
    let postgres = Postgres::start();
    let [first, omar] = pair(&postgres, ["anna", "omar"]);
    let second = Colleague::new("anna", &postgres.url());
    second.wait_for_link("connected");
    for (colleague, path) in [(&first, "one"), (&second, "two")] {
        let endpoint = format!("https://pos.example.com/retm/{path}");
        let incident = colleague.receive(&endpoint, "x");
        assert_eq!(incident, 1);
        omar.notifications.wait_for(&format!("/retm/{path}"), LIMIT);
    }
    let refused = run(&omar.machine, &["acknowledge", "anna/1"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(said.contains("Give each its own name"), "{said}");
}

/// The data directory is copied back as it was: it begins to count again where it was, before it can hear of the server.
#[test]
fn an_earlier_history_is_followed_on_and_what_is_new_in_it_is_notified() {
    let postgres = Postgres::start();
    let [mut anna, omar] = pair(&postgres, ["anna", "omar"]);
    let kept = anna.receive("https://pos.example.com/retm/kept", "x");
    omar.notifications.wait_for(&format!("anna/{kept},"), LIMIT);
    anna.serve.take().unwrap().process.stop();
    let file = database(&anna.machine.data_dir());
    let copy = anna.machine.root().join("copy.db");
    fs::copy(&file, &copy).unwrap();

    anna.resume();
    let lost = anna.receive("https://pos.example.com/retm/lost", "x");
    let lost = format!("anna/{lost}");
    omar.notifications.wait_for(&format!("{lost},"), LIMIT);
    run_ok(&omar.machine, &["acknowledge", &lost]);
    omar.wait_for(&lost, "acknowledged", |one| one["state"] == "acknowledged");
    anna.serve.take().unwrap().process.stop();

    fs::copy(&copy, &file).unwrap();
    anna.resume();
    let fresh = anna.receive("https://pos.example.com/retm/fresh", "x");
    let fresh = format!("anna/{fresh}");
    assert_eq!(
        fresh, lost,
        "a number that the others know as another incident"
    );
    omar.notifications.wait_for("/retm/fresh", LIMIT);
    let seen = omar.wait_for(&fresh, "the new one", |one| {
        one["endpoint"].as_str().unwrap().ends_with("/retm/fresh")
    });
    assert_eq!(seen["state"], "open", "{seen}");
    // It goes on: the kept incident grows for all.
    anna.receive("https://pos.example.com/retm/kept", "x");
    omar.wait_for(&format!("anna/{kept}"), "grown", |one| {
        one["error_count"] == 2
    });
    assert_eq!(omar.told(&format!("anna/{kept},")), 1, "known already");
}

#[test]
fn a_restored_backup_is_shared_by_the_running_program() {
    let postgres = Postgres::start();
    let [anna, omar] = pair(&postgres, ["anna", "omar"]);
    let incident = anna.receive("https://pos.example.com/retm/orders", "x");
    let reference = format!("anna/{incident}");
    omar.notifications.wait_for(&format!("{reference},"), LIMIT);
    let copy = anna.machine.root().join("copy.db");
    run_ok(&anna.machine, &["backup", copy.to_str().unwrap()]);
    run_ok(&anna.machine, &["resolve", &incident.to_string()]);
    omar.wait_for(&reference, "resolved", |one| one["state"] == "resolved");
    run_ok(
        &anna.machine,
        &["restore", copy.to_str().unwrap(), "--force"],
    );
    // In the restored history it is open.
    anna.receive("https://pos.example.com/retm/orders", "again");
    omar.wait_for(&reference, "open again", |one| {
        one["state"] == "open" && one["error_count"] == 2
    });
}

#[test]
fn a_clock_that_is_an_hour_ahead_changes_no_order() {
    let postgres = Postgres::start();
    let [mut anna, omar] = pair(&postgres, ["anna", "omar"]);
    anna.serve.take().unwrap().process.stop();
    let clock = JumpingClock::of(&anna.machine);
    clock.jump_to(3_600);
    anna.serve = Some(clock.serve(&anna.machine));
    let incident = anna.receive("https://pos.example.com/retm/orders", "x");
    let reference = format!("anna/{incident}");
    omar.notifications.wait_for(&format!("{reference},"), LIMIT);
    // Done an hour before it opened, by the clocks.
    run_ok(&omar.machine, &["acknowledge", &reference]);
    let own = incident.to_string();
    let state = || {
        let report =
            missedhook_tests::program::run_json(&anna.machine, &["report", &own, "--json"]);
        report["detail"]["incident"]["state"].clone()
    };
    missedhook_tests::recording::wait_until(
        "acknowledged at anna",
        LIMIT,
        || (state() == "acknowledged").then_some(()),
        state,
    );
    omar.wait_for(&reference, "acknowledged", |one| {
        one["state"] == "acknowledged"
    });
}
