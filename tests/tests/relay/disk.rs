//! A disk that fails or hangs under the relay: nothing is acknowledged that is not stored, requests in `through` mode
//! still pass, and it recovers by itself.

use std::{
    fs::{self, OpenOptions},
    io::Write,
};

use missedhook_tests::{
    LIMIT,
    failing_disk::{EIO, ENOSPC, FailingDisk, Failure},
    http::Answer,
    integration::{Behaviour, Integration},
    machine::Machine,
    program::Serve,
    recording::wait_until,
};

use crate::world::{World, event, kept, reward, set};

const KEEP: &str = "[[relay.route]]\npath = \"/keep/*\"\nmode = \"keep\"";

fn world_on() -> (FailingDisk, World) {
    let machine = Machine::headless();
    let integration = Integration::start(Behaviour::status(200));
    set(&machine, &integration.url(), KEEP);
    let disk = FailingDisk::below(&machine);
    let serve = disk.serve(&machine);
    (disk, World::of(machine, integration, serve))
}

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    let wait = answer.header("retry-after").and_then(|s| s.parse().ok());
    assert!(wait.is_some_and(|seconds: u32| seconds > 0), "{answer:?}");
}

/// Sends until a request is stored again.
fn keep_when_well(world: &World) -> i64 {
    wait_until(
        "recovery",
        LIMIT,
        || {
            let answer = world.post("/keep/orders", event("order.created", "m-2"));
            (answer.status == 200).then(|| kept(&answer))
        },
        || world.serve.process.output(),
    )
}

#[test]
fn a_failing_disk_refuses_what_is_kept_and_lets_pass_what_is_not() {
    for failure in [
        Failure::write(ENOSPC),
        Failure::write(EIO),
        Failure::sync(EIO),
    ] {
        let (disk, world) = world_on();
        let before = kept(&world.post("/keep/orders", event("order.created", "m-1")));
        world.wait_for_state(before, "delivered");
        disk.fail(failure);
        for _ in 0..3 {
            assert_refused(&world.post("/keep/orders", event("order.created", "m-1")));
            assert_refused(&world.post("/orders", event("order.created", "m-1")));
            let passed = world.post("/rewards", reward());
            assert_eq!(passed.status, 200, "{failure:?}: {passed:?}");
            assert_eq!(passed.body, b"from the integration");
        }
        disk.heal();
        let after = keep_when_well(&world);
        world.wait_for_state(after, "delivered");
        assert_eq!(world.show(before)["state"], "delivered", "{failure:?}");
        world.serve.process.kill();
        let ids: Vec<_> = run_rows(&world.machine);
        assert!(ids.contains(&before) && ids.contains(&after), "{ids:?}");
    }
}

fn run_rows(machine: &Machine) -> Vec<i64> {
    let rows = missedhook_tests::program::run_json(machine, &["requests", "--json"]);
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_i64().unwrap()).collect()
}

#[test]
fn a_disk_that_hangs_holds_up_nothing_for_good() {
    let (disk, world) = world_on();
    kept(&world.post("/keep/orders", event("order.created", "m-1")));
    disk.hang();
    assert_refused(&world.post("/keep/orders", event("order.created", "m-1")));
    assert_refused(&world.post("/orders", event("order.created", "m-1")));
    let passed = world.post("/rewards", reward());
    assert_eq!(passed.status, 200, "{passed:?}");
    disk.heal();
    let after = keep_when_well(&world);
    world.wait_for_state(after, "delivered");
}

#[test]
fn what_was_delivered_and_could_not_be_written_down_is_not_handed_on_again() {
    let (disk, mut world) = world_on();
    world.integration.stop();
    let id = kept(&world.post("/orders", event("order.created", "m-1")));
    world.wait_for_attempts(id, 1);
    disk.fail(Failure::write(ENOSPC));
    world.integration.go_on();
    let requests = world.integration.requests().clone();
    requests.wait_for_count("request", 1, LIMIT);
    // As long as several turns of the queue.
    let more = requests.look_for(std::time::Duration::from_secs(4), |all| {
        (all.len() > 1).then_some(all.len())
    });
    assert_eq!(more, None);
    disk.heal();
    world.wait_for_state(id, "delivered");
    assert_eq!(requests.count(), 1);
}

/// Its requests were answered 200, so it may not be begun anew in silence.
#[test]
fn a_damaged_database_is_set_aside_and_announced() {
    for is_on_at_start in [true, false] {
        let (world, notifications) = World::with_notifications(Behaviour::status(500), "");
        kept(&world.post("/orders", event("order.created", "m-1")));
        let World { machine, serve, .. } = world;
        serve.process.stop();
        let mut database = OpenOptions::new()
            .write(true)
            .open(machine.data_dir().join("relay.db"))
            .unwrap();
        database.write_all(&[0x5a; 4096]).unwrap();
        database.sync_all().unwrap();
        let settings = machine.data_dir().join("settings.toml");
        let on = fs::read_to_string(&settings).unwrap();
        if !is_on_at_start {
            fs::write(&settings, on.replace("enabled = true", "enabled = false")).unwrap();
        }
        let serve = Serve::start(&machine);
        fs::write(&settings, on).unwrap();
        notifications.wait_for("The relay's database was damaged", LIMIT);
        let status = || fs::read_to_string(machine.data_dir().join("status.json")).ok();
        let said = || status().filter(|status| status.contains("set aside as relay.damaged-"));
        wait_until("not all is well", LIMIT, said, status);
        serve.process.stop();
    }
}
