//! What notification servers do where the specification leaves them a choice, and that Missedhook handles each
//! correctly: tested with the tests' own server posing as each, and with the real ones (`real`).

#![allow(
    clippy::too_many_lines,
    reason = "a test is read from its start to its end"
)]

mod disturbing;
mod gnome_shell;
mod real;
mod screen;
mod servers;

use missedhook_tests::{
    data::open_database,
    machine::Machine,
    notification_server::{NotificationServer, Posing},
    program::Serve,
};

/// `serve` with a server that poses as another.
fn beside(posing: Posing) -> (Machine, NotificationServer, Serve) {
    let machine = Machine::with_bus();
    let server = NotificationServer::start_as(machine.bus(), posing);
    let serve = Serve::start(&machine);
    (machine, server, serve)
}

/// The texts on the timeline of an incident, oldest first.
fn timeline(machine: &Machine, incident: i64) -> Vec<String> {
    let database = open_database(&machine.data_dir());
    let mut statement = database
        .prepare("SELECT text FROM timeline WHERE incident_id = ?1 ORDER BY id")
        .unwrap();
    let rows = statement.query_map([incident], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}
