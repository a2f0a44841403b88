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

/// Programs with a target, and as many without one.
const PAIRS: usize = 5;
/// How many incidents each of them gets: 200 with a target and 200 without one in all.
const TURNS: usize = 40;
/// The time between two incidents of one program. Three messages are sent one by one within 20 s, and three endpoints
/// are no storm.
const APART: Duration = Duration::from_secs(7);
/// The pause after each incident, so that what follows it does not take part in the next.
const SETTLE: Duration = Duration::from_millis(100);
/// How many changes wait in the short and in the long outbox.
const WAITING: [usize; 2] = [1_000, 10_000];
/// How long the outbox may take before the measurement stops.
const TIMEOUT: Duration = Duration::from_secs(300);

pub fn measure(figures: &mut Figures) {
    figures.part("Targets: a chat that answers at once");
    let chat = Integration::start(Behaviour::status(200));
    beside(figures, &chat);
    drains(figures);
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

/// The same report to programs with a target and to programs without one, in turn.
fn beside(figures: &mut Figures, chat: &Integration) {
    let pairs: Vec<[Desk; 2]> = (0..PAIRS)
        .map(|_| [Desk::start(""), Desk::start(&target(chat))])
        .collect();
    let mut notified = vec![[Vec::new(), Vec::new()]; PAIRS];
    let mut passed_on = Vec::new();
    for turn in 0..TURNS {
        let begun = Instant::now();
        for (number, pair) in pairs.iter().enumerate() {
            let name = format!("bench-{turn}-{number}-end");
            let body = report(&format!("https://x{turn}.example/{name}"), "slow");
            // Each is the first of its pair every other time.
            for with in match (turn + number) % 2 {
                0 => [0, 1],
                _ => [1, 0],
            } {
                let sent = Instant::now();
                notified[number][with].push(self::notified(&pair[with], &name, &body));
                if with == 1 {
                    passed_on.push(received(chat, &name).duration_since(sent));
                }
                sleep(SETTLE);
            }
        }
        sleep(APART.saturating_sub(begun.elapsed()));
    }
    let passed_on = Times::of(passed_on);
    figures.times("report -> chat", &passed_on);
    let (p50, p99) = (passed_on.percentile(50), passed_on.percentile(99));
    figures.goal(
        "report -> chat: p50 50 ms, p99 200 ms",
        p50 <= 50.0 && p99 <= 200.0,
        &format!("p50 {p50:.1} ms, p99 {p99:.1} ms"),
    );
    let medians = [0, 1].map(|with| {
        let each = notified.iter().map(|pair| &pair[with]);
        let name = [
            "report -> Notify, without a target",
            "report -> Notify, beside it",
        ][with];
        figures.times(name, &Times::of(each.clone().flatten().copied()));
        let medians = each.map(|times| Times::of(times.iter().copied()).percentile(50));
        median(medians.collect())
    });
    let [alone, beside] = medians;
    let ratio = beside / alone;
    figures.goal(
        "the notification beside it: 1.05 x",
        ratio <= 1.05,
        &format!("{ratio:.2} x ({beside:.2} / {alone:.2} ms, medians of {PAIRS} medians)"),
    );
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// When the chat got the message that names this endpoint.
fn received(chat: &Integration, name: &str) -> Instant {
    let message = chat
        .requests()
        .wait_for_item("message of the chat", LIMIT, |one| {
            String::from_utf8_lossy(&one.body).contains(name)
        });
    message.at
}

/// Sends a report. Returns how long it took until it was shown on the desktop.
fn notified(desk: &Desk, name: &str, body: &[u8]) -> Duration {
    let begun = Instant::now();
    deliver(&desk.serve.receiver_url, body.to_vec());
    desk.notifications.wait_for(name, LIMIT);
    begun.elapsed()
}

/// What the drain of an outbox took.
struct Drained {
    took: Duration,
    left: u32,
    messages: usize,
    /// How far memory grew above its state before, in MiB.
    grown: f64,
}

/// An outbox of ten times as many takes no more memory.
fn drains(figures: &mut Figures) {
    let [short, long] = WAITING.map(|count| {
        let drained = drain(count);
        #[allow(clippy::cast_precision_loss, reason = "figures for people")]
        let messages = drained.messages as f64;
        let name = |what: &str| format!("{count} changes that wait: {what}");
        figures.value(&name("drained in"), drained.took.as_secs_f64(), "s");
        figures.value(&name("messages"), messages, "");
        figures.value(&name("memory, grown"), drained.grown, "MiB");
        drained
    });
    figures.goal(
        "an outbox of 10,000 drains, memory flat (16 MiB)",
        long.left == 0 && long.grown <= 16.0,
        &format!(
            "{} left, {:.1} MiB; of 1,000: {:.1} MiB",
            long.left, long.grown, short.grown
        ),
    );
}

/// So many changes wait, and the chat starts.
fn drain(count: usize) -> Drained {
    let mut chat = Integration::stopped(Behaviour::status(200));
    let desk = Desk::start(&target(&chat));
    let waiting = || -> u32 {
        let database = open_database(&desk.machine.data_dir());
        let count = "SELECT count(*) FROM outbox";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    for number in 0..count {
        let body = report(&format!("https://x{number}.example/a"), "");
        deliver(&desk.serve.receiver_url, body);
    }
    assert_eq!(waiting() as usize, count);
    let pid = desk.serve.process.pid();
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
    let grown = most.saturating_sub(before) as f64 / 1024.0;
    Drained {
        took,
        left,
        messages: chat.requests().count(),
        grown,
    }
}
