//! A receiver with its relay switched on, in front of an integration.

use std::fs;

use missedhook_tests::{
    LIMIT,
    data::KEY,
    http::{Answer, Request},
    integration::{Behaviour, Integration},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, run_json, run_ok},
    recording::wait_until,
};
use rusqlite::Connection;
use serde_json::{Value, json};

/// A receiver, its relay's URL, and the integration behind it.
pub struct World {
    pub machine: Machine,
    pub integration: Integration,
    pub serve: Serve,
    pub hook: String,
}

impl World {
    pub fn new(behaviour: Behaviour) -> Self {
        Self::with(Integration::start(behaviour), "")
    }

    /// With additional lines in the relay's table.
    pub fn with(integration: Integration, relay: &str) -> Self {
        let machine = Machine::headless();
        set(&machine, &integration.url(), relay);
        let serve = Serve::start(&machine);
        Self::of(machine, integration, serve)
    }

    /// Of a program that runs already.
    pub fn of(machine: Machine, integration: Integration, serve: Serve) -> Self {
        let hook = run_ok(&machine, &["url", "--hook"]).trim().to_owned();
        Self {
            machine,
            integration,
            serve,
            hook,
        }
    }

    /// On a desktop that shows notifications.
    pub fn with_notifications(behaviour: Behaviour, relay: &str) -> (Self, NotificationServer) {
        let machine = Machine::with_bus();
        let notifications = NotificationServer::start(machine.bus());
        let integration = Integration::start(behaviour);
        set(&machine, &integration.url(), relay);
        let serve = Serve::start(&machine);
        (Self::of(machine, integration, serve), notifications)
    }

    /// Sends a request as RETM does.
    pub fn post(&self, path: &str, body: impl Into<Vec<u8>>) -> Answer {
        let url = format!("{}{path}", self.hook);
        Request::post(&url, body)
            .header("content-type", "application/json")
            .send()
    }

    /// The requests, newest first.
    pub fn requests(&self) -> Vec<Value> {
        let rows = run_json(&self.machine, &["requests", "--json"]);
        rows.as_array().unwrap().clone()
    }

    pub fn show(&self, id: i64) -> Value {
        run_json(
            &self.machine,
            &["requests", "show", &id.to_string(), "--json"],
        )
    }

    /// Locks a database so that nobody else can write to it.
    pub fn hold(&self, name: &str) -> Connection {
        let connection = Connection::open(self.machine.data_dir().join(name)).unwrap();
        connection.busy_timeout(LIMIT).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        connection
    }

    /// Kills the program, and starts it again once the lock is released.
    pub fn killed(self, held: Option<Connection>) -> Self {
        self.serve.process.kill();
        drop(held);
        let serve = Serve::start(&self.machine);
        Self::of(self.machine, self.integration, serve)
    }

    /// Waits until nothing waits.
    pub fn wait_for_empty_queue(&self) {
        let waiting = || run_json(&self.machine, &["requests", "is:waiting", "--json"]);
        let is_empty = || (waiting() == json!([])).then_some(());
        wait_until("end of the queue", LIMIT, is_empty, waiting);
    }

    /// Waits until this request has that many attempts.
    pub fn wait_for_attempts(&self, id: i64, count: usize) -> Value {
        let look = || {
            let shown = self.show(id);
            (shown["attempts"].as_array().map(Vec::len) >= Some(count)).then_some(shown)
        };
        wait_until("attempts", LIMIT, look, || self.requests())
    }

    /// Waits until this request is in that state.
    pub fn wait_for_state(&self, id: i64, state: &str) -> Value {
        let look = || {
            let shown = self.show(id);
            (shown["state"] == state).then_some(shown)
        };
        wait_until(state, LIMIT, look, || self.requests())
    }
}

/// The integration has ten seconds to answer unless `relay` says otherwise: on a busy machine the usual 800 ms pass
/// before it is even asked, and then a request is kept that should have gone through.
pub fn set(machine: &Machine, target: &str, relay: &str) {
    let patience = match relay.contains("answer_within_ms") {
        true => "",
        false => "answer_within_ms = 10000\n",
    };
    fs::create_dir_all(machine.data_dir()).unwrap();
    let text = format!(
        "[receiver]\nkey = \"{KEY}\"\n\n[relay]\nenabled = true\ntarget = \"{target}\"\n{patience}{relay}\n"
    );
    fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
}

/// An event for this merchant.
pub fn event(name: &str, merchant: &str) -> String {
    json!({
        "business_refrence": merchant,
        "timestamp": "2026-11-24T09:14:00",
        "event": name,
        "reference": "f70a1df4-3161-4d91-92ca-dbd4a079ac80",
    })
    .to_string()
}

/// A reward event.
pub fn reward() -> String {
    json!({"reward_code": "1234", "business_refrence": "b-17", "branch_id": 3}).to_string()
}

/// The ID under which a request was stored.
pub fn kept(answer: &Answer) -> i64 {
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    assert_eq!(body["kept"], true, "{body}");
    body["id"].as_i64().unwrap()
}
