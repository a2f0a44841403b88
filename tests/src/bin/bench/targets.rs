//! Passing on: how long until the team's chat has an incident, whether the notification on the desktop waits for that,
//! and how a long outbox drains. The chat is a stand-in that answers at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, sleep},
    time::{Duration, Instant},
};

use missedhook_tests::{
    LIMIT,
    data::open_database,
    integration::{Behaviour, Integration},
    machine::Machine,
    notification_server::NotificationServer,
    program::Serve,
    retm::{deliver, report},
    weight,
};

use crate::figures::{Figures, Times};

/// How many incidents are measured with a target, and as many without one.
const TOLD: usize = 50;
/// The time between two incidents. Three messages are sent one by one within 20 s, and three endpoints are no storm.
const APART: Duration = Duration::from_secs(7);
/// How many changes wait in the long outbox.
const WAITING: usize = 10_000;
/// How long the outbox may take before the measurement stops.
const TIMEOUT: Duration = Duration::from_secs(300);

pub fn measure(figures: &mut Figures) {
    figures.part("Targets: a chat that answers at once");
    let chat = Integration::start(Behaviour::status(200));
    beside(figures, &chat);
    drain(figures);
}

/// A running program on a desktop.
struct Desk {
    machine: Machine,
    notifications: NotificationServer,
    serve: Serve,
}

impl Desk {
    fn start(settings: &str) -> Self {
        let machine = Machine::with_bus();
        missedhook_tests::data::write_settings(&machine.data_dir(), None);
        let file = machine.data_dir().join("settings.toml");
        let written = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, written + settings).unwrap();
        let notifications = NotificationServer::start(machine.bus());
        let serve = Serve::start(&machine);
        Self {
            machine,
            notifications,
            serve,
        }
    }
}

fn target(chat: &Integration) -> String {
    format!(
        "\n[[target]]\nname = \"chat\"\nkind = \"slack\"\nurl = \"{}/hook\"\n",
        chat.url()
    )
}

/// The same report to a program with a target and to one without, in turn.
fn beside(figures: &mut Figures, chat: &Integration) {
    let (with, without) = (Desk::start(&target(chat)), Desk::start(""));
    let [mut passed_on, mut beside, mut alone] = [Vec::new(), Vec::new(), Vec::new()];
    for number in 0..TOLD {
        let begun = Instant::now();
        let name = format!("bench-{number}-end");
        let body = report(&format!("https://x{number}.example/{name}"), "slow");
        alone.push(notified(&without, &name, &body));
        let sent = Instant::now();
        let waiting = {
            let (requests, name) = (chat.requests().clone(), name.clone());
            thread::spawn(move || {
                requests.wait_for("the chat's message", LIMIT, |all| {
                    let has_it = |one: &missedhook_tests::endpoint::Received| {
                        String::from_utf8_lossy(&one.body).contains(&name)
                    };
                    all.iter().any(has_it).then(Instant::now)
                })
            })
        };
        beside.push(notified(&with, &name, &body));
        passed_on.push(waiting.join().unwrap() - sent);
        sleep(APART.saturating_sub(begun.elapsed()));
    }
    let [passed_on, beside, alone] = [passed_on, beside, alone].map(Times::of);
    figures.times("report -> chat", &passed_on);
    figures.times("report -> Notify, beside it", &beside);
    figures.times("report -> Notify, without a target", &alone);
    let (p50, p99) = (passed_on.percentile(50), passed_on.percentile(99));
    figures.goal(
        "report -> chat: p50 50 ms, p99 200 ms",
        p50 <= 50.0 && p99 <= 200.0,
        &format!("p50 {p50:.1} ms, p99 {p99:.1} ms"),
    );
    let ratio = beside.percentile(50) / alone.percentile(50);
    figures.goal(
        "the notification beside it: 1.05 x",
        ratio <= 1.05,
        &format!("{ratio:.2} x (p50)"),
    );
}

/// Sends a report. Returns how long it took until it was shown on the desktop.
fn notified(desk: &Desk, name: &str, body: &[u8]) -> Duration {
    let begun = Instant::now();
    deliver(&desk.serve.receiver_url, body.to_vec());
    desk.notifications.wait_for(name, LIMIT);
    begun.elapsed()
}

/// Many changes wait, and the chat starts.
fn drain(figures: &mut Figures) {
    let mut chat = Integration::stopped(Behaviour::status(200));
    let desk = Desk::start(&target(&chat));
    let waiting = || -> u32 {
        let database = open_database(&desk.machine.data_dir());
        let count = "SELECT count(*) FROM outbox";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    for number in 0..WAITING {
        let body = report(&format!("https://x{number}.example/a"), "");
        deliver(&desk.serve.receiver_url, body);
    }
    let (count, pid) = (waiting(), desk.serve.process.pid());
    let before = weight::pss(pid);
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
    chat.go_on();
    while chat.requests().count() == 0 {
        sleep(Duration::from_millis(5));
    }
    let begun = Instant::now();
    while waiting() > 0 && begun.elapsed() < TIMEOUT {
        sleep(Duration::from_millis(100));
    }
    let (took, left) = (begun.elapsed(), waiting());
    ended.store(true, Ordering::Relaxed);
    let most = watched.join().unwrap();
    #[allow(clippy::cast_precision_loss, reason = "figures for people")]
    let (messages, grown) = (
        chat.requests().count() as f64,
        most.saturating_sub(before) as f64 / 1024.0,
    );
    figures.value("changes that wait", f64::from(count), "");
    figures.value("drained in", took.as_secs_f64(), "s");
    figures.value("  messages, digests of up to 500", messages, "");
    figures.value("  memory, grown meanwhile", grown, "MiB");
    figures.goal(
        "an outbox of 10,000 drains, memory flat (16 MiB)",
        left == 0 && grown <= 16.0,
        &format!("{left} left, {grown:.1} MiB"),
    );
}
