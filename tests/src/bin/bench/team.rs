//! The team through a PostgreSQL server on the same machine: how long until a colleague is notified and where that time
//! goes, beside the bare way through the server; and what a crowd of machines reaches.

use std::{
    thread::sleep,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use missedhook_tests::{
    LIMIT,
    crowd::{self, Load},
    data::{KEY, open_database},
    machine::Machine,
    notification_server::NotificationServer,
    postgres::Postgres,
    program::Serve,
    recording::wait_until,
    retm::{deliver, report},
};
use tokio::{runtime::Runtime, sync::mpsc};
use tokio_postgres::{AsyncMessage, Client, NoTls, Statement};

use crate::figures::{Figures, Times};

/// How many incidents are measured.
const TOLD: usize = 100;
/// The time between two of them.
const APART: Duration = Duration::from_millis(300);
/// How long the crowd may take to catch up.
const CAUGHT_UP: Duration = Duration::from_secs(120);

pub fn measure(figures: &mut Figures) {
    figures.part("Team: PostgreSQL on the same machine");
    notification(figures);
    crowd(figures);
}

/// A colleague's desktop with a running program.
struct Desk {
    machine: Machine,
    notifications: NotificationServer,
    serve: Serve,
}

impl Desk {
    fn start(name: &str, url: &str) -> Self {
        let machine = Machine::with_bus();
        std::fs::create_dir_all(machine.data_dir()).unwrap();
        let text =
            format!("[receiver]\nkey = \"{KEY}\"\n\n[team]\nurl = \"{url}\"\nname = \"{name}\"\n");
        std::fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
        let notifications = NotificationServer::start(machine.bus());
        let serve = Serve::start(&machine);
        Self {
            machine,
            notifications,
            serve,
        }
    }

    fn knows(&self, others: i64) -> bool {
        let database = open_database(&self.machine.data_dir());
        let count = "SELECT count(*) FROM team_machines";
        database.query_row(count, [], |row| row.get(0)).ok() == Some(others)
    }
}

/// The same incident at one machine and then at the other, and in turn with each a row through the bare server.
fn notification(figures: &mut Figures) {
    let postgres = Postgres::start();
    let [anna, omar] = ["anna", "omar"].map(|name| Desk::start(name, &postgres.url()));
    let connected = || (anna.knows(1) && omar.knows(1)).then_some(());
    wait_until("both in the team", CAUGHT_UP, connected, || {
        (anna.serve.process.output(), omar.serve.process.output())
    });
    let mut bare = Bare::connect(&postgres.url());
    let [mut round_trips, mut answered, mut notified] = [Vec::new(), Vec::new(), Vec::new()];
    let mut sent = Vec::new();
    for number in 0..TOLD {
        sleep(APART);
        round_trips.push(bare.round_trip());
        sleep(APART);
        let endpoint = format!("https://pos.example.com/retm/{}", "x".repeat(number + 1));
        let body = report(&endpoint, "slow");
        let (at, begun) = (now(), Instant::now());
        let incident = deliver(&anna.serve.receiver_url, body).incident;
        answered.push(begun.elapsed());
        let reference = format!("anna/{incident},");
        let shown = omar.notifications.wait_for(&reference, LIMIT);
        notified.push(shown.at - begun);
        sent.push((incident, at));
    }
    figures.times("bare INSERT, NOTIFY -> SELECT", &Times::of(round_trips));
    figures.times("report -> 200", &Times::of(answered));
    let at_server = stored_at(&postgres);
    let at_omar = heard_at(&omar);
    for (name, times) in [
        ("report -> server", at_server),
        ("report -> stored there", at_omar),
    ] {
        let stage = sent.iter().filter_map(|(incident, at)| {
            let (_, reached) = times.iter().find(|(one, _)| one == incident)?;
            Some(Duration::from_millis(reached.saturating_sub(*at)))
        });
        figures.times(name, &Times::of(stage));
    }
    let notified = Times::of(notified);
    figures.times("report -> colleague's Notify", &notified);
    let p95 = notified.percentile(95);
    figures.goal(
        "report -> colleague's notification: p95 300 ms",
        p95 <= 300.0,
        &format!("{p95:.1} ms"),
    );
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

/// When the server got each incident.
fn stored_at(postgres: &Postgres) -> Vec<(i64, u64)> {
    let rows = postgres.sql(
        "SELECT incident, (extract(epoch FROM stored_at) * 1000)::bigint FROM missedhook.incidents",
    );
    let pair = |line: &str| {
        let (incident, at) = line.split_once('|')?;
        Some((incident.parse().ok()?, at.parse().ok()?))
    };
    rows.lines().filter_map(pair).collect()
}

/// When the colleague stored each incident.
fn heard_at(desk: &Desk) -> Vec<(i64, u64)> {
    let database = open_database(&desk.machine.data_dir());
    let mut rows = database
        .prepare("SELECT incident, heard_at FROM team_incidents")
        .unwrap();
    let pair = |row: &rusqlite::Row<'_>| {
        let (incident, at): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok((incident, u64::try_from(at).unwrap_or_default()))
    };
    rows.query_map([], pair).unwrap().flatten().collect()
}

/// Two connections: what one inserts, the other is told of and reads.
struct Bare {
    runtime: Runtime,
    writer: Client,
    reader: Client,
    told: mpsc::UnboundedReceiver<()>,
    insert: Statement,
    notify: Statement,
    select: Statement,
    number: i64,
}

impl Bare {
    fn connect(url: &str) -> Self {
        let runtime = Runtime::new().unwrap();
        let (writer, reader, told) = runtime.block_on(async {
            let (writer, link) = tokio_postgres::connect(url, NoTls).await.unwrap();
            tokio::spawn(link);
            let (reader, mut link) = tokio_postgres::connect(url, NoTls).await.unwrap();
            let (tell, told) = mpsc::unbounded_channel();
            tokio::spawn(async move {
                loop {
                    match std::future::poll_fn(|context| link.poll_message(context)).await {
                        Some(Ok(AsyncMessage::Notification(_))) => tell.send(()).unwrap_or(()),
                        Some(Ok(_)) => {}
                        Some(Err(_)) | None => return,
                    }
                }
            });
            let make = "CREATE TABLE bare (number bigint PRIMARY KEY, message text NOT NULL)";
            writer.batch_execute(make).await.unwrap();
            reader.batch_execute("LISTEN bare").await.unwrap();
            (writer, reader, told)
        });
        let prepare = |client: &Client, sql: &str| runtime.block_on(client.prepare(sql)).unwrap();
        Self {
            insert: prepare(&writer, "INSERT INTO bare VALUES ($1, 'x')"),
            notify: prepare(&writer, "SELECT pg_notify('bare', '')"),
            select: prepare(&reader, "SELECT message FROM bare WHERE number = $1"),
            runtime,
            writer,
            reader,
            told,
            number: 0,
        }
    }

    fn round_trip(&mut self) -> Duration {
        self.number += 1;
        let begun = Instant::now();
        self.runtime.block_on(async {
            let number: &[&(dyn tokio_postgres::types::ToSql + Sync)] = &[&self.number];
            let written = async {
                tokio::try_join!(
                    self.writer.execute(&self.insert, number),
                    self.writer.execute(&self.notify, &[])
                )
                .unwrap();
            };
            let read = async {
                self.told.recv().await.unwrap();
                self.reader.query_one(&self.select, number).await.unwrap();
                begun.elapsed()
            };
            tokio::join!(written, read).1
        })
    }
}

fn crowd(figures: &mut Figures) {
    let load = Load {
        machines: 20,
        per_second: 50,
        seconds: 20,
        is_server_killed: false,
    };
    let outcome = crowd::run(load, CAUGHT_UP);
    #[allow(clippy::cast_precision_loss, reason = "figures for people")]
    let rate = outcome.reports as f64 / outcome.sent_in.as_secs_f64();
    figures.value("20 machines: reports a second", rate, "");
    for (name, took) in [
        ("  all at the server, after the last", outcome.at_server),
        ("  all at every machine, after the last", outcome.everywhere),
        ("  CPU of PostgreSQL", outcome.postgres),
        ("  CPU of 20 Missedhooks", outcome.missedhook),
        ("  CPU of the sender", outcome.sender),
    ] {
        figures.value(name, took.as_secs_f64(), "s");
    }
    figures.goal(
        "20 machines: 1,000 reports a second in all",
        rate >= 990.0,
        &format!("{rate:.0} a second, nothing lost"),
    );
}
