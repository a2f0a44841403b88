//! Ingest of compressed reports compared with plain ones: the same receiver takes turns, so that other load on the
//! machine affects both. One body has an event's message and the size of a real one, the other is the documented one.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::{
    figures::Figures,
    load::{self, Outcome, Target},
    peers,
    servers::Receiver,
};

/// The number of connections.
const CONNECTIONS: usize = 64;
/// How many turns each gets, and how many seconds a turn takes.
const ROUNDS: usize = 5;
const SECONDS: u64 = 2;
/// The target share of the plain rate.
const GOAL: f64 = 0.9;

/// Measures both.
pub fn measure(figures: &mut Figures) {
    figures.part(
        "Ingest of gzip beside plain: 64 connections, each sends again as soon as it is answered",
    );
    for (name, body) in [
        ("documented.json", peers::report()),
        ("2 KB", of_two_kilobytes()),
    ] {
        let receiver = Receiver::start();
        let plain = Target {
            body: body.clone(),
            ..receiver.target.clone()
        };
        let gzip = Target {
            body: compressed(&body),
            content_encoding: "gzip",
            ..receiver.target.clone()
        };
        load::send(&plain, CONNECTIONS, 1);
        load::send(&gzip, CONNECTIONS, 1);
        let (mut of_plain, mut of_gzip) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            of_plain.push(load::send(&plain, CONNECTIONS, SECONDS));
            of_gzip.push(load::send(&gzip, CONNECTIONS, SECONDS));
        }
        let (plain, gzip) = (load::median(&of_plain), load::median(&of_gzip));
        keep(figures, &format!("{name}, plain"), &plain);
        keep(figures, &format!("{name}, gzip"), &gzip);
        let ratio = gzip.rate / plain.rate;
        figures.goal(
            &format!("gzip: {GOAL} of plain, {name}"),
            ratio >= GOAL && gzip.failed == 0,
            &format!("{ratio:.2} ({:.0}/s of {:.0}/s)", gzip.rate, plain.rate),
        );
    }
}

fn keep(figures: &mut Figures, name: &str, outcome: &Outcome) {
    println!(
        "{name:<28}{:>10.0}/s  p50 {:.2} ms  p99 {:.2} ms  {} failed",
        outcome.rate, outcome.p50, outcome.p99, outcome.failed
    );
    figures.keep(
        &format!("gzip: {name}"),
        json!({"per_second": outcome.rate, "p50_ms": outcome.p50, "p99_ms": outcome.p99, "failed": outcome.failed}),
    );
}

fn of_two_kilobytes() -> Vec<u8> {
    let words: String = (0..32)
        .map(|n| format!("at Orders.Delivery.Send{n}(Event event, CancellationToken stop) in /src/Delivery{n}.cs:line {n}\n"))
        .collect();
    json!({"code": 503, "endpoint": "https://pos-bridge.example.com/retm/orders", "message": words[..2_000]})
        .to_string()
        .into_bytes()
}

fn compressed(body: &[u8]) -> Vec<u8> {
    let mut gzip = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    gzip.stdin.take().unwrap().write_all(body).unwrap();
    gzip.wait_with_output().unwrap().stdout
}
