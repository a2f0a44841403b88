//! Expected requests that do not come: announced once, and once when they come again.

use std::time::Duration;

use missedhook_tests::{
    LIMIT,
    bore::{BoreServer, CONTROL_PORT},
    http::Request,
    integration::{Behaviour, Integration},
    link::Link,
    machine::Machine,
    notification_server::NotificationServer,
    preloaded::JumpingClock,
    program::{on_data_dir, run, run_command, run_ok},
    recording::wait_until,
    retm::{ORDERS, deliver, report},
};

use super::world::{World, event, set};

/// How long a dead tunnel takes to be noticed and told.
const TOLD: Duration = Duration::from_secs(60);

/// The clock advances by less than a sleep of the machine would take, so it counts as silence and not as sleep.
#[test]
fn silence_notifies_once_and_its_end_once_across_a_restart() {
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
    let says =
        |machine: &Machine| doctor(machine, &clock).contains("Nothing came to /retm/orders* since");
    wait_until(
        "doctor's word of it",
        LIMIT,
        || says(&world.machine).then_some(()),
        || doctor(&world.machine, &clock),
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
    wait_until(
        "doctor's word of its end",
        LIMIT,
        || (!says(&world.machine)).then_some(()),
        || doctor(&world.machine, &clock),
    );
}

/// What `doctor` says by the same clock: what was told in the future counts for nothing.
fn doctor(machine: &Machine, clock: &JumpingClock) -> String {
    let mut command = on_data_dir(machine, &["doctor"]);
    command.envs(clock.environment());
    let output = run_command(command);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The way in is checked every hour, so that the silence is noticed first.
#[test]
fn a_dead_tunnel_is_told_instead_of_a_silence() {
    let machine = Machine::with_bus().accepting_local_urls();
    let notifications = NotificationServer::start(machine.bus());
    let integration = Integration::start(Behaviour::status(200));
    let server = BoreServer::start(None);
    let port = missedhook_tests::ports::unused();
    let link = Link::to(server.address(), &[CONTROL_PORT, port]);
    let address = link.address();
    let more = format!(
        "[[silence]]\nwithin_min = 1\n[tunnel]\ncheck_every_seconds = 3600\nkind = \"bore\"\n\
         bore_server = \"{address}\"\nbore_port = {port}"
    );
    set(&machine, &integration.url(), &more);
    let clock = JumpingClock::of(&machine);
    let serve = clock.serve(&machine);
    let hook = || run_ok(&machine, &["url", "--hook"]).trim().to_owned();
    let public = format!("http://{address}:{port}/");
    wait_until(
        "the tunnel",
        LIMIT,
        || hook().starts_with(&public).then_some(()),
        hook,
    );
    let first = Request::post(
        &format!("{}/retm/orders", hook()),
        event("order.created", "b"),
    )
    .send();
    assert_eq!(first.status, 200, "{first:?}");
    link.go_deaf();
    for ahead in [50, 95] {
        clock.jump_to(ahead);
        // A report on this machine wakes the program.
        deliver(&serve.receiver_url, report(ORDERS, ""));
    }
    notifications.wait_for("RETM can't reach you", TOLD);
    let all = notifications.notified().all();
    assert!(
        !all.iter().any(|one| one.says("Nothing from RETM")),
        "{all:#?}"
    );
}

/// The program is killed as soon as the notification is on the screen: before it recorded that, or after.
#[test]
fn a_kill_after_the_notification_repeats_it_at_most_once() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let integration = Integration::start(Behaviour::status(200));
    set(&machine, &integration.url(), "[[silence]]\nwithin_min = 1");
    let clock = JumpingClock::of(&machine);
    let serve = clock.serve(&machine);
    let hook = run_ok(&machine, &["url", "--hook"]);
    let url = format!("{}/retm/orders", hook.trim());
    Request::post(&url, event("order.created", "b")).send();
    for ahead in [50, 95] {
        clock.jump_to(ahead);
        deliver(&serve.receiver_url, report(ORDERS, ""));
    }
    notifications.wait_for("Nothing from RETM", LIMIT);
    serve.process.kill();
    for start in 0..2 {
        let serve = clock.serve(&machine);
        for ahead in [140, 185] {
            clock.jump_to(ahead + 100 * start);
            deliver(&serve.receiver_url, report(ORDERS, ""));
        }
        // Told anew or not, the program knows of the silence.
        wait_until(
            "doctor's word of it",
            LIMIT,
            || {
                doctor(&machine, &clock)
                    .contains("Nothing came to /*")
                    .then_some(())
            },
            || doctor(&machine, &clock),
        );
        serve.process.stop();
    }
    let all = notifications.notified().all();
    let count = all
        .iter()
        .filter(|one| one.says("Nothing from RETM"))
        .count();
    assert!((1..=2).contains(&count), "{all:#?}");
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
