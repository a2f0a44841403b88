//! A crowd: many machines on one PostgreSQL server, each with a running program, and reports to all of them at a steady
//! pace.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use crate::{
    data::{KEY, open_database},
    http::{Connection, Target},
    machine::Machine,
    postgres::Postgres,
    program::Serve,
    recording::wait_until,
    retm::{accepted, report},
    weight,
};

/// The endpoints that fail at each machine.
const ENDPOINTS: [&str; 5] = ["a", "b", "c", "d", "e"];
/// How often the server is asked what it has: each question is a process.
const ASK_EVERY: Duration = Duration::from_millis(200);
/// How long the server is away when it is killed.
const AWAY: Duration = Duration::from_secs(1);

/// The load: so many reports a second to each machine, for so many seconds.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub machines: u64,
    pub per_second: u64,
    pub seconds: u64,
    /// Whether the server is killed in the middle, and started again.
    pub is_server_killed: bool,
}

/// How a load went.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// How many reports were accepted.
    pub reports: u64,
    /// How long sending took: longer than the load says where the machine is too slow.
    pub sent_in: Duration,
    /// After the last report: until the server had all of them.
    pub at_server: Duration,
    /// After the last report: until each machine had all of the others.
    pub everywhere: Duration,
    /// The CPU time of the server, of all programs, and of this one, which sends.
    pub postgres: Duration,
    pub missedhook: Duration,
    pub sender: Duration,
}

impl Outcome {
    /// A table for people.
    pub fn table(&self) -> String {
        #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
        let rate = self.reports as f64 / self.sent_in.as_secs_f64();
        let rows = [
            ("reports", format!("{}", self.reports)),
            (
                "sent in",
                format!("{:.1?}, {rate:.0} a second", self.sent_in),
            ),
            (
                "all at the server",
                format!("{:.1?} after the last", self.at_server),
            ),
            (
                "all at every machine",
                format!("{:.1?} after the last", self.everywhere),
            ),
            ("CPU of PostgreSQL", format!("{:.1?}", self.postgres)),
            ("CPU of all Missedhooks", format!("{:.1?}", self.missedhook)),
            ("CPU of the sender", format!("{:.1?}", self.sender)),
        ];
        let rows = rows.map(|(name, value)| format!("  {name:<24}{value}\n"));
        rows.concat()
    }
}

struct Member {
    machine: Machine,
    serve: Serve,
}

/// Starts the machines, sends the load and waits until everybody has everything.
///
/// # Panics
/// If a report is not accepted, or something is still missing after `limit`; says what.
pub fn run(load: Load, limit: Duration) -> Outcome {
    let mut postgres = Postgres::start();
    let url = postgres.url();
    let names = (0..load.machines).map(|n| format!("m{n}"));
    let members: Vec<_> = names.map(|name| Member::start(&name, &url)).collect();
    let others = load.machines - 1;
    let end = Instant::now() + limit;
    let known = "SELECT count(*) FROM team_machines";
    wait_for_each(&members, ("others", known), others, end);

    let before = (spent_by_all(&members), weight::cpu(std::process::id()));
    let mut spent = Duration::ZERO;
    let each = load.per_second * load.seconds;
    let begun = Instant::now();
    thread::scope(|scope| {
        for member in &members {
            scope.spawn(move || member.send(each, load.per_second, begun, limit));
        }
        if load.is_server_killed {
            thread::sleep(Duration::from_secs(load.seconds) / 2);
            spent += spent_by(&postgres);
            postgres.kill();
            thread::sleep(AWAY);
            postgres.resume();
        }
    });
    let (sent_in, last) = (begun.elapsed(), Instant::now());
    let sender = weight::cpu(std::process::id()) - before.1;
    let reports = each * load.machines;
    wait_for_server(&postgres, reports, last + limit);
    let at_server = last.elapsed();
    let of_others = "SELECT ifnull(sum(error_count), 0) FROM team_incidents";
    wait_for_each(
        &members,
        ("reports of others", of_others),
        each * others,
        last + limit,
    );
    Outcome {
        reports,
        sent_in,
        at_server,
        everywhere: last.elapsed(),
        postgres: spent + spent_by(&postgres),
        missedhook: spent_by_all(&members) - before.0,
        sender,
    }
}

impl Member {
    fn start(name: &str, url: &str) -> Self {
        let machine = Machine::headless();
        fs::create_dir_all(machine.data_dir()).unwrap();
        let text =
            format!("[receiver]\nkey = \"{KEY}\"\n\n[team]\nurl = \"{url}\"\nname = \"{name}\"\n");
        fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
        let serve = Serve::start(&machine);
        Self { machine, serve }
    }

    /// Sends its reports over one connection, each after the answer to the one before.
    fn send(&self, count: u64, per_second: u64, begun: Instant, limit: Duration) {
        let place = Target::of(&self.serve.receiver_url);
        let requests = ENDPOINTS.map(|endpoint| {
            let body = report(&format!("https://pos.example.com/retm/branch-{endpoint}"), "x");
            let head = format!(
                "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                place.path,
                place.authority,
                body.len()
            );
            [head.into_bytes(), body].concat()
        });
        let mut connection = Connection::open(&place.authority);
        for (n, request) in (0..count).zip(requests.iter().cycle()) {
            let due = begun + Duration::from_millis(1_000 * n / per_second);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            assert!(
                begun.elapsed() < limit,
                "only {n} of {count} reports were accepted within {limit:?}"
            );
            connection.try_write(request).unwrap();
            accepted(&connection.try_read_answer("POST").unwrap());
        }
    }

    fn number(&self, sql: &str) -> u64 {
        let database = open_database(&self.machine.data_dir());
        let number: i64 = database.query_row(sql, [], |row| row.get(0)).unwrap();
        u64::try_from(number).unwrap()
    }
}

fn wait_for_server(postgres: &Postgres, reports: u64, end: Instant) {
    let has = || postgres.sql("SELECT coalesce(sum(error_count), 0) FROM missedhook.incidents");
    let all = || {
        let is_all = has() == reports.to_string();
        if !is_all {
            thread::sleep(ASK_EVERY);
        }
        is_all.then_some(())
    };
    let left = end.saturating_duration_since(Instant::now());
    wait_until(&format!("{reports} reports at the server"), left, all, has);
}

/// Waits until each machine answers this question with this number.
fn wait_for_each(members: &[Member], (what, sql): (&str, &str), wanted: u64, end: Instant) {
    for member in members {
        let all = || (member.number(sql) == wanted).then_some(());
        let seen = || {
            let numbers = members.iter().map(|member| member.number(sql));
            (numbers.collect::<Vec<_>>(), member.serve.process.output())
        };
        let left = end.saturating_duration_since(Instant::now());
        wait_until(&format!("{wanted} {what} at each machine"), left, all, seen);
    }
}

fn spent_by(postgres: &Postgres) -> Duration {
    let family = weight::family(postgres.pid());
    family.into_iter().map(weight::cpu).sum()
}

fn spent_by_all(members: &[Member]) -> Duration {
    let pids = members.iter().map(|member| member.serve.process.pid());
    pids.map(weight::cpu).sum()
}
