//! Ingest: how many reports per second are answered once they are on disk, compared with the limits of HTTP and of the
//! disk, with what a kept report costs bare, with an earlier build, and with the peers. All take turns in one run under
//! the same load, so that other load on the machine affects all of them.

use std::{fmt::Write as _, path::Path, time::Duration};

use missedhook_tests::http::Request;
use serde_json::json;

use crate::{
    before,
    disk::Disk,
    figures::{Figures, Times},
    load::{self, Outcome, Target},
    peers,
    servers::{Ceiling, Receiver},
};

/// The numbers of connections.
const CONNECTIONS: [usize; 2] = [64, 512];
/// How many turns each gets, and how many seconds a turn takes.
const ROUNDS: usize = 3;
const SECONDS: u64 = 4;
/// How many seconds each peer is measured per number of connections.
const PEER_SECONDS: u64 = 4;
const ECHO: &str = "bare axum echo";
const SQLITE: &str = "bare SQLite, group commit";
const BEFORE: &str = "missedhook, the earlier build";
/// What a kept report costs bare: the kinds of the example `ceiling`, each with everything before it.
const STEPS: [(&str, &str); 3] = [
    ("row", "bare: the report's row, indexes"),
    ("words", "bare: and full-text index"),
    ("printed", "bare: and a printed line"),
];
/// How long the disk is synced continuously.
const SYNCED: Duration = Duration::from_secs(2);

/// Measures everything. `ceilings` is the built example `ceiling`, `installed` the folder of the peers.
pub fn measure(figures: &mut Figures, ceilings: &Path, installed: &Path) {
    figures.part("Ingest: documented.json, each connection sends again as soon as it is answered");
    let dir = tempfile::tempdir().unwrap();
    let syncs = Disk::at(dir.path()).sync_for(SYNCED);
    let sync_rate = rate(&syncs);
    figures.times("one fdatasync after a page", &Times::of(syncs));
    figures.value("raw fdatasyncs", sync_rate, "/s");

    let echo = Ceiling::start(ceilings, "echo", dir.path());
    let sync = Ceiling::start(ceilings, "sync", dir.path());
    let sqlite = Ceiling::start(ceilings, "sqlite", dir.path());
    let steps = STEPS.map(|(kind, _)| Ceiling::start(ceilings, kind, dir.path()));
    let before = before().map(|program| Receiver::start_of(&program, ""));
    let receiver = Receiver::start();
    let traced = Request::post(&receiver.target.url, peers::report())
        .header("Content-Type", "application/json");
    let syncs = peers::syncs_before_it_answers(receiver.pid(), &traced);

    let mut rivals: Vec<Rival> = [
        (ECHO, &echo, None),
        ("one fdatasync a request", &sync, Some(true)),
        (SQLITE, &sqlite, Some(true)),
    ]
    .map(|(name, server, syncs)| Rival::new(name, server.pid(), &server.target, syncs))
    .into();
    for ((_, name), server) in STEPS.into_iter().zip(&steps) {
        rivals.push(Rival::new(name, server.pid(), &server.target, Some(true)));
    }
    if let Some(before) = &before {
        rivals.push(Rival::new(BEFORE, before.pid(), &before.target, Some(true)));
    }
    rivals.push(Rival::new(
        "missedhook",
        receiver.pid(),
        &receiver.target,
        syncs,
    ));
    take_turns(&mut rivals);
    drop((echo, sync, sqlite, steps, before, receiver));
    let ours = rivals.len() - 1;
    for start in peers::ALL {
        let Some(peer) = start(installed) else {
            continue;
        };
        let mut rival = Rival::new(&peer.name, 0, &peer.target, peer.syncs);
        for (place, connections) in CONNECTIONS.into_iter().enumerate() {
            rival.rounds[place].push(load::send(&rival.target, connections, PEER_SECONDS));
        }
        rivals.push(rival);
    }
    table(figures, &rivals);
    goals(figures, &rivals, ours, sync_rate);
}

/// Loads each in turn, the others paused.
fn take_turns(rivals: &mut [Rival]) {
    for rival in &*rivals {
        load::send(&rival.target, CONNECTIONS[0], 1);
        load::pause(rival.pid);
    }
    for _ in 0..ROUNDS {
        for (place, connections) in CONNECTIONS.into_iter().enumerate() {
            for rival in &mut *rivals {
                load::resume(rival.pid);
                let outcome = load::send_to(rival.pid, &rival.target, connections, SECONDS);
                load::pause(rival.pid);
                rival.rounds[place].push(outcome);
            }
        }
    }
}

fn rate(times: &[Duration]) -> f64 {
    let all: Duration = times.iter().sum();
    f64::from(u32::try_from(times.len()).unwrap()) / all.as_secs_f64()
}

struct Rival {
    name: String,
    /// 0 if its CPU time is not measured.
    pid: u32,
    target: Target,
    syncs: Option<bool>,
    rounds: [Vec<Outcome>; CONNECTIONS.len()],
}

impl Rival {
    fn new(name: &str, pid: u32, target: &Target, syncs: Option<bool>) -> Self {
        Self {
            name: name.to_owned(),
            pid,
            target: target.clone(),
            syncs,
            rounds: Default::default(),
        }
    }

    fn outcome(&self, place: usize) -> Outcome {
        load::median(&self.rounds[place])
    }
}

fn table(figures: &mut Figures, rivals: &[Rival]) {
    println!(
        "{:<34}{:>6}{:>12}{:>9}{:>9}{:>9}{:>8}{:>12}{:>9}{:>9}{:>9}{:>8}",
        "",
        "syncs",
        "64: /s",
        "CPU µs",
        "p50 ms",
        "p99 ms",
        "failed",
        "512: /s",
        "CPU µs",
        "p50 ms",
        "p99 ms",
        "failed"
    );
    for rival in rivals {
        let syncs = rival
            .syncs
            .map_or("?", |syncs| if syncs { "yes" } else { "no" });
        let syncs = if rival.name.contains("echo") {
            "-"
        } else {
            syncs
        };
        print!("{:<34}{syncs:>6}", rival.name);
        for (place, connections) in CONNECTIONS.into_iter().enumerate() {
            let Outcome {
                rate,
                cpu,
                p50,
                p99,
                failed,
            } = rival.outcome(place);
            print!("{rate:>12.0}{cpu:>9.1}{p50:>9.2}{p99:>9.2}{failed:>8}");
            figures.keep(
                &format!("ingest, {connections} connections: {}", rival.name),
                json!({"per_second": rate, "cpu_us": cpu, "p50_ms": p50, "p99_ms": p99, "failed": failed,
                       "syncs_before_it_answers": rival.syncs}),
            );
        }
        println!();
    }
}

fn goals(figures: &mut Figures, rivals: &[Rival], ours: usize, sync_rate: f64) {
    for (place, connections) in CONNECTIONS.into_iter().enumerate() {
        let outcome = |name: &str| {
            let rival = rivals.iter().find(|rival| rival.name == name);
            rival.map(|rival| rival.outcome(place))
        };
        let own = rivals[ours].outcome(place);
        if let Some(before) = outcome(BEFORE) {
            figures.goal(
                &format!("{connections} connections: 2 x the earlier build"),
                own.rate >= 2.0 * before.rate,
                &format!(
                    "{:.2} x; CPU a report {:.2} x",
                    own.rate / before.rate,
                    own.cpu / before.cpu
                ),
            );
            // The least that the folded index had to leave of 4bf3e68.
            figures.goal(
                &format!("{connections} connections: 0.95 x the earlier build"),
                own.rate >= 0.95 * before.rate,
                &format!("{:.2} x", own.rate / before.rate),
            );
        }
        if let Some(sqlite) = outcome(SQLITE) {
            figures.goal(
                &format!("{connections} connections: 0.8 of bare SQLite with group commit"),
                own.rate >= 0.8 * sqlite.rate,
                &format!("{:.2}", own.rate / sqlite.rate),
            );
        }
        let mut bare = outcome(ECHO).map_or(0.0, |echo| echo.cpu);
        let mut steps = format!("HTTP {bare:.1}");
        for (kind, name) in STEPS {
            let cpu = outcome(name).map_or(bare, |step| step.cpu);
            let _ = write!(steps, ", {kind} +{:.1}", cpu - bare);
            bare = cpu;
        }
        figures.goal(
            &format!("{connections} connections: CPU a report 18 µs"),
            own.cpu <= 18.0,
            &format!("{:.1}; bare {bare:.1}: {steps}", own.cpu),
        );
        let rates: Vec<f64> = rivals
            .iter()
            .map(|rival| rival.outcome(place).rate)
            .collect();
        #[allow(clippy::cast_precision_loss, reason = "a few hundred")]
        let syncable = connections as f64 * sync_rate;
        let limit = rates[0].min(syncable);
        let ratio = rates[ours] / limit;
        figures.goal(
            &format!("{connections} connections: 0.8 of min(echo, connections x fdatasyncs)"),
            ratio >= 0.8,
            &format!("{ratio:.2} of {limit:.0}/s"),
        );
        for (peer, rate) in rivals.iter().zip(&rates).skip(ours + 1) {
            beside_peer(figures, connections, peer, rates[ours] / rate);
        }
    }
}

fn beside_peer(figures: &mut Figures, connections: usize, peer: &Rival, ratio: f64) {
    let least = if peer.syncs == Some(true) { 10.0 } else { 1.0 };
    figures.goal(
        &format!("{connections} connections: {least:.0} x {}", peer.name),
        ratio >= least,
        &format!("{ratio:.1} x"),
    );
}
