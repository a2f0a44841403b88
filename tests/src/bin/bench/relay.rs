//! The relay: the latency that it adds to a request, how many requests it stores per second, whether the error route
//! suffers, and how fast a long queue drains. The integration behind it answers at once (`ceiling echo`), so that only
//! the relay is measured.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, sleep},
    time::{Duration, Instant},
};

use missedhook_tests::{
    http::{Connection, Target as Place},
    program::{Running, run_ok},
    retm::fixture,
    weight,
};
use rusqlite::{Connection as Database, OpenFlags};

use crate::{
    figures::{Figures, Times},
    load::{self, Outcome, Target},
    servers::{Ceiling, Receiver},
};

/// The interval between paced requests: 100 per second.
const PACE: Duration = Duration::from_millis(10);
/// How many are sent at that pace.
const PACED: usize = 1_000;
/// How many senders run at that pace beside the error route: 1,000 per second.
const BESIDE: usize = 10;
/// The number of connections for storing, the number of turns, and the seconds per turn.
const CONNECTIONS: usize = 64;
const ROUNDS: usize = 3;
const SECONDS: u64 = 4;
/// How many requests wait before the integration starts.
const WAITING: u32 = 100_000;
/// How long a queue may take to drain before the measurement stops.
const TIMEOUT: Duration = Duration::from_secs(300);
/// How many events smee's client forwards.
const FORWARDED: usize = 2_000;

/// Measures everything. `ceilings` is the built example `ceiling`, `installed` the folder of the peers.
pub fn measure(figures: &mut Figures, ceilings: &Path, installed: &Path) {
    figures.part("Relay: an integration that answers at once");
    let dir = tempfile::tempdir().unwrap();
    let integration = Ceiling::start(ceilings, "echo", dir.path());
    let relay = Relay::start(&integration.target.url);
    through(figures, &integration.target, &relay);
    error_route_beside(figures, &relay);
    let kept = keep(figures, &relay);
    drop((relay, integration));
    smee(figures, ceilings, installed, kept);
    drain(figures, ceilings);
}

/// A receiver with its relay switched on.
struct Relay {
    receiver: Receiver,
    hook: String,
}

impl Relay {
    fn start(target: &str) -> Self {
        let receiver = Receiver::start_with(&format!(
            "\n[relay]\nenabled = true\ntarget = \"{target}\"\n\
             [[relay.route]]\npath = \"/keep/*\"\nmode = \"keep\"\n"
        ));
        let hook = run_ok(receiver.machine(), &["url", "--hook"]);
        let hook = hook.trim().to_owned();
        Self { receiver, hook }
    }

    /// An event for this path. It names no merchant, so that no request waits for another.
    fn target(&self, path: &str) -> Target {
        Target {
            url: format!("{}{path}", self.hook),
            body: fixture("documented.json"),
            content_type: "application/json",
            content_encoding: "",
        }
    }

    /// How many requests wait. Zero before the first request has created the database.
    fn waiting(&self) -> u32 {
        let file = self.receiver.data_dir().join("relay.db");
        if !file.exists() {
            return 0;
        }
        let database = Database::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let count = "SELECT count(*) FROM requests WHERE state = 'waiting'";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    }

    /// Waits until the queue is empty. Returns how many are left at the time limit.
    fn drained(&self) -> u32 {
        let begun = Instant::now();
        loop {
            match self.waiting() {
                0 => return 0,
                left if begun.elapsed() > TIMEOUT => return left,
                _ => sleep(Duration::from_millis(20)),
            }
        }
    }
}

/// The same request directly to the integration and through the relay, in turn, each at a steady pace.
fn through(figures: &mut Figures, straight: &Target, relay: &Relay) {
    let relayed = relay.target("/through/orders");
    let mut senders = [Sender::to(straight), Sender::to(&relayed)];
    let mut times = [Vec::new(), Vec::new()];
    let mut next = Instant::now();
    for _ in 0..PACED {
        for (sender, times) in senders.iter_mut().zip(&mut times) {
            sleep(next.saturating_duration_since(Instant::now()));
            times.push(sender.send());
            next += PACE / 2;
        }
    }
    let [straight, relayed] = times.map(Times::of);
    figures.times("straight, at 100/s", &straight);
    figures.times("through the relay, at 100/s", &relayed);
    let [p50, p99] = [50, 99].map(|part| relayed.percentile(part) - straight.percentile(part));
    figures.goal(
        "through adds at most 2 ms (p50), 5 ms (p99)",
        p50 <= 2.0 && p99 <= 5.0,
        &format!("p50 {p50:.2} ms, p99 {p99:.2} ms"),
    );
}

/// The error route alone, and while a thousand requests per second are stored and delivered.
fn error_route_beside(figures: &mut Figures, relay: &Relay) {
    let alone = paced(&relay.receiver.target);
    let ended = Arc::new(AtomicBool::new(false));
    let target = relay.target("/keep/orders");
    let beside: Vec<_> = (0..BESIDE)
        .map(|_| {
            let (target, ended) = (target.clone(), Arc::clone(&ended));
            thread::spawn(move || {
                let (mut sender, mut sent) = (Sender::to(&target), 0);
                let mut next = Instant::now();
                while !ended.load(Ordering::Relaxed) {
                    sleep(next.saturating_duration_since(Instant::now()));
                    sender.send();
                    sent += 1;
                    next += PACE;
                }
                sent
            })
        })
        .collect();
    let begun = Instant::now();
    let busy = paced(&relay.receiver.target);
    ended.store(true, Ordering::Relaxed);
    let sent: u32 = beside.into_iter().map(|one| one.join().unwrap()).sum();
    let rate = f64::from(sent) / begun.elapsed().as_secs_f64();
    figures.times("error route, alone, at 100/s", &alone);
    figures.times("error route, beside the relay", &busy);
    figures.value("  the relay meanwhile", rate, "/s");
    let ratio = busy.percentile(99) / alone.percentile(99);
    figures.goal(
        "error route beside 1,000 relayed a second: p99 1.5 x",
        ratio <= 1.5,
        &format!("{ratio:.2} x"),
    );
    relay.drained();
}

/// How many are stored per second, in turn with the error route.
fn keep(figures: &mut Figures, relay: &Relay) -> f64 {
    let mut rounds: [Vec<Outcome>; 2] = Default::default();
    for _ in 0..ROUNDS {
        rounds[0].push(load::send(&relay.receiver.target, CONNECTIONS, SECONDS));
        rounds[1].push(load::send(
            &relay.target("/keep/orders"),
            CONNECTIONS,
            SECONDS,
        ));
    }
    let [errors, kept] = [0, 1].map(|place: usize| load::median(&rounds[place]));
    figures.value("error route, 64 connections", errors.rate, "/s");
    figures.value("keep, 64 connections", kept.rate, "/s");
    let ratio = kept.rate / errors.rate;
    figures.goal(
        "keep: as many a second as the error route",
        ratio >= 1.0,
        &format!("{ratio:.2} x; {} failed", kept.failed),
    );
    kept.rate
}

/// smee's client, which forwards what a channel sends it. The channel is implemented here and has everything ready at
/// once.
fn smee(figures: &mut Figures, ceilings: &Path, installed: &Path, kept: f64) {
    let program = installed.join("node_modules/smee-client/bin/smee.js");
    if !program.exists() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let integration = Ceiling::start(ceilings, "echo", dir.path());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let channel = format!("http://{}/channel", listener.local_addr().unwrap());
    let mut command = Command::new("node");
    command
        .arg(program)
        .args(["--url", &channel, "--target", &integration.target.url])
        .stdin(Stdio::null());
    let client = Running::spawn(&mut command);
    let (mut stream, _) = listener.accept().unwrap();
    let mut head = [0; 4096];
    let _ = stream.read(&mut head).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&fixture("documented.json")).unwrap();
    let event = format!(
        "data: {}\n\n",
        serde_json::json!({"body": body, "query": {}, "timestamp": 1})
    );
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let begun = Instant::now();
    stream
        .write_all(event.repeat(FORWARDED).as_bytes())
        .unwrap();
    let answered = || client.output().matches(" - 200").count();
    while answered() < FORWARDED && begun.elapsed() < TIMEOUT {
        sleep(Duration::from_millis(10));
    }
    #[allow(clippy::cast_precision_loss, reason = "a few thousand")]
    let rate = answered() as f64 / begun.elapsed().as_secs_f64();
    figures.value("smee-client 5.0.0, forwarding", rate, "/s");
    figures.goal(
        "keep: 5 x smee's forwarding",
        kept >= 5.0 * rate,
        &format!("{:.1} x", kept / rate),
    );
}

/// Many requests wait, and the integration starts.
fn drain(figures: &mut Figures, ceilings: &Path) {
    let port = free_port();
    let relay = Relay::start(&format!("http://127.0.0.1:{port}/"));
    let pid = relay.receiver.pid();
    while relay.waiting() < WAITING {
        load::send(&relay.target("/keep/orders"), CONNECTIONS, 1);
    }
    sleep(Duration::from_secs(2));
    let (count, before) = (relay.waiting(), weight::pss(pid));
    let ended = Arc::new(AtomicBool::new(false));
    let watched = {
        let ended = Arc::clone(&ended);
        thread::spawn(move || {
            let mut most = 0;
            while !ended.load(Ordering::Relaxed) {
                most = most.max(weight::pss(pid));
                sleep(Duration::from_millis(200));
            }
            most
        })
    };
    let dir = tempfile::tempdir().unwrap();
    let integration = Ceiling::start_at(ceilings, "echo", dir.path(), port);
    while relay.waiting() == count {
        sleep(Duration::from_millis(5));
    }
    let begun = Instant::now();
    let left = relay.drained();
    let took = begun.elapsed();
    ended.store(true, Ordering::Relaxed);
    let most = watched.join().unwrap();
    drop(integration);
    #[allow(clippy::cast_precision_loss, reason = "figures for people")]
    let (rate, grown) = (
        f64::from(count - left) / took.as_secs_f64(),
        most.saturating_sub(before) as f64 / 1024.0,
    );
    figures.value("requests that wait", f64::from(count), "");
    figures.value("drained", rate, "/s");
    figures.value("memory, grown meanwhile", grown, "MiB");
    figures.goal(
        "a long queue drains at 2,000 a second",
        rate >= 2000.0 && left == 0,
        &format!("{rate:.0}/s, {left} left"),
    );
}

/// Sends at a steady pace over one connection.
fn paced(target: &Target) -> Times {
    let mut sender = Sender::to(target);
    let mut next = Instant::now();
    let times = (0..PACED).map(|_| {
        sleep(next.saturating_duration_since(Instant::now()));
        next += PACE;
        sender.send()
    });
    Times::of(times.collect::<Vec<_>>())
}

/// A connection that sends the same request again and again.
struct Sender {
    connection: Connection,
    bytes: Vec<u8>,
}

impl Sender {
    fn to(target: &Target) -> Self {
        let place = Place::of(&target.url);
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            place.path,
            place.authority,
            target.body.len()
        );
        Self {
            connection: Connection::open(&place.authority),
            bytes: [head.as_bytes(), &target.body].concat(),
        }
    }

    /// Sends it. Returns how long the answer took.
    fn send(&mut self) -> Duration {
        let begun = Instant::now();
        self.connection.try_write(&self.bytes).unwrap();
        let answer = self.connection.try_read_answer("POST").unwrap();
        let took = begun.elapsed();
        assert_eq!(answer.status, 200, "{answer:?}");
        took
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    listener.local_addr().unwrap().port()
}
