//! RETM as the receiver sees it: the bodies of the error webhook (as documented, and as real senders may write them)
//! and their delivery, one at a time or many at once.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::http::{Answer, Request};

/// An endpoint that many bodies use.
pub const ORDERS: &str = "https://pos-bridge.example.com/retm/orders";

/// The bytes of a fixture in `tests/fixtures/error-webhook/`.
///
/// # Panics
/// If there is none with this name.
pub fn fixture(name: &str) -> Vec<u8> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/error-webhook");
    fs::read(dir.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The names of all fixtures.
///
/// # Panics
/// If the folder does not exist.
pub fn fixture_names() -> Vec<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/error-webhook");
    let entries = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// A report as documented, identified by its message.
pub fn report(endpoint: &str, message: &str) -> Vec<u8> {
    json!({"code": 503, "endpoint": endpoint, "message": message})
        .to_string()
        .into_bytes()
}

/// Sends a body as RETM would.
///
/// # Panics
/// If there is no answer.
pub fn send(receiver_url: &str, body: impl Into<Vec<u8>>) -> Answer {
    request(receiver_url, body).send()
}

/// The request as RETM would send it.
pub fn request(receiver_url: &str, body: impl Into<Vec<u8>>) -> Request {
    Request::post(receiver_url, body).header("Content-Type", "application/json")
}

/// The receiver's answer for a report that is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub id: i64,
    pub incident: i64,
    /// Whether it could be read.
    pub readable: bool,
}

/// Parses an answer that must be an acceptance.
///
/// # Panics
/// If it is not.
pub fn accepted(answer: &Answer) -> Accepted {
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    let read = |name: &str| json[name].as_i64().filter(|n| *n > 0);
    let fields = (read("id"), read("incident"), json["readable"].as_bool());
    let (Some(id), Some(incident), Some(readable)) = fields else {
        panic!("not what the contract says: {json}");
    };
    let expected: Value = json!({"id": id, "incident": incident, "readable": readable});
    assert_eq!(json, expected);
    Accepted {
        id,
        incident,
        readable,
    }
}

/// Sends a body that must be accepted.
///
/// # Panics
/// If it is not.
pub fn deliver(receiver_url: &str, body: impl Into<Vec<u8>>) -> Accepted {
    accepted(&send(receiver_url, body))
}

/// Sends `each` reports from each of `senders` parallel senders. All must be accepted.
///
/// # Panics
/// If one is not.
pub fn storm(receiver_url: &str, senders: usize, each: usize) -> Vec<Accepted> {
    std::thread::scope(|scope| {
        let send = |sender| {
            move || -> Vec<Accepted> {
                let endpoint = format!("{ORDERS}/branch-{}", sender % 8);
                let body = |n| report(&endpoint, &format!("{n} of {sender}"));
                (0..each).map(|n| deliver(receiver_url, body(n))).collect()
            }
        };
        let threads: Vec<_> = (0..senders)
            .map(|sender| scope.spawn(send(sender)))
            .collect();
        let results = threads.into_iter().map(|thread| thread.join().unwrap());
        results.flatten().collect()
    })
}
