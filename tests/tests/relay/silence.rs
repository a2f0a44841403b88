//! Expected requests that do not come: announced once, and once when they come again.

use missedhook_tests::{
    LIMIT,
    integration::{Behaviour, Integration},
    machine::Machine,
    notification_server::NotificationServer,
    preloaded::JumpingClock,
    program::{run, run_ok},
};

use super::world::{World, event, set};

/// The clock advances by less than a sleep of the machine would take, so it counts as silence and not as sleep.
#[test]
fn silence_is_told_once_and_its_end_once_over_a_restart_too() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let integration = Integration::start(Behaviour::status(200));
    let expected = "[[silence]]\npath = \"/retm/orders*\"\nwithin_min = 1";
    set(&machine, &integration.url(), expected);
    let clock = JumpingClock::of(&machine);
    let serve = clock.serve(&machine);
    let hook = |machine: &Machine| run_ok(machine, &["url", "--hook"]).trim().to_owned();
    let mut world = World {
        hook: hook(&machine),
        machine,
        integration,
        serve,
    };
    world.post("/retm/orders/1", event("order.created", "b"));
    clock.jump_to(50);
    // A request to another path says nothing about orders.
    world.post("/retm/menu", event("menu.updated", "b"));
    clock.jump_to(95);
    world.post("/retm/menu", event("menu.updated", "b"));
    let told = notifications.wait_for("Nothing from RETM", LIMIT);
    assert!(
        told.says("/retm/orders*") && told.says("1 min"),
        "{told:#?}"
    );
    let doctor = run(&world.machine, &["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(
        said.contains("No request came to /retm/orders* since"),
        "{said}"
    );

    world.serve.process.stop();
    world.serve = clock.serve(&world.machine);
    world.hook = hook(&world.machine);
    clock.jump_to(140);
    world.post("/retm/menu", event("menu.updated", "b"));
    world.post("/retm/orders/2", event("order.created", "b"));
    let over = notifications.wait_for("RETM sends again", LIMIT);
    assert!(over.says("/retm/orders*"), "{over:#?}");
    let all = notifications.notified().all();
    let silences = all.iter().filter(|one| one.says("Nothing from RETM"));
    assert_eq!(silences.count(), 1, "{all:#?}");
    let doctor = run(&world.machine, &["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(!said.contains("No request came"), "{said}");
}

#[test]
fn what_is_wrong_with_an_expectation_is_said_with_its_line() {
    let machine = Machine::headless();
    set(
        &machine,
        "http://127.0.0.1:9",
        "[[silence]]\nhours = \"late\"",
    );
    let doctor = run(&machine, &["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned()
        + &String::from_utf8_lossy(&doctor.stderr);
    assert!(said.contains("sun-thu 10:00-02:00"), "{said}");
}
