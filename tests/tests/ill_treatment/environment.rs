//! Treatments of the program's surroundings: notification servers, other programs using the database, dying workers,
//! connections, commands.

use std::{
    fs,
    io::Write,
    net::TcpStream,
    time::{Duration, Instant},
};

use fastrand::Rng;
use missedhook_tests::{data::open_database, http::Target};
use serde_json::Value;

use crate::{
    GENEROUS,
    ledger::{check, is_sound, open},
    oracle::{
        Consequence::{Breaks, CutsOff, NotWell, Refuses, Silent},
        SETTLE_UNTIL_ASKED, SETTLE_UNTIL_LOOKED,
    },
    world::{ENDPOINTS, World, lock},
};

/// How long another program locks the database at most.
const MAX_LOCK: Duration = Duration::from_secs(12);
/// How many connections are held open: either more than the program may have open files, or fewer, but more than it
/// serves.
const MANY: usize = 160;
const FEW: usize = 60;

/// Treatments of the notification server. Reports are stored regardless.
pub mod notifications {
    use super::*;

    pub fn stopped(world: &World, hold: Duration, _: &mut Rng) -> Result<(), String> {
        with_stopped(world, || keep(world, hold))
    }

    /// Does something while there is no notification server.
    pub fn with_stopped(
        world: &World,
        meanwhile: impl FnOnce() -> Result<(), String>,
    ) -> Result<(), String> {
        let what = "no notification server";
        let lasting = world
            .oracle
            .begin_settling(what, &[NotWell], SETTLE_UNTIL_LOOKED);
        world.stop_notification_server();
        let outcome = meanwhile();
        world.start_notification_server()?;
        drop(lasting);
        outcome
    }

    pub fn restarted(world: &World, hold: Duration, _: &mut Rng) -> Result<(), String> {
        if let Some(server) = lock(&world.notifications).server.as_mut() {
            server.restart(world.machine.bus());
        }
        keep(world, hold)
    }

    pub fn hung(world: &World, hold: Duration, _: &mut Rng) -> Result<(), String> {
        with_hung(world, || keep(world, hold))
    }

    /// Does something while it accepts calls and answers none.
    pub fn with_hung(
        world: &World,
        meanwhile: impl FnOnce() -> Result<(), String>,
    ) -> Result<(), String> {
        let each = |hang: bool| {
            if let Some(server) = &lock(&world.notifications).server {
                if hang { server.hang() } else { server.go_on() }
            }
        };
        let what = "the notification server hangs";
        let lasting = world
            .oracle
            .begin_settling(what, &[NotWell], SETTLE_UNTIL_ASKED);
        each(true);
        let outcome = meanwhile();
        each(false);
        drop(lasting);
        outcome
    }

    fn keep(world: &World, hold: Duration) -> Result<(), String> {
        std::thread::sleep(hold);
        world.keeps_on()
    }
}

/// Another program holds the write lock of the database.
pub fn lock_database(world: &World, hold: Duration, random: &mut Rng) -> Result<(), String> {
    let begin = ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"][random.usize(..2)];
    {
        let _user = world.database_users.read();
        let other = open_database(&world.machine.data_dir());
        other.busy_timeout(GENEROUS).map_err(|e| e.to_string())?;
        // From the attempt on, because the lock exists before this call returns.
        let lasting = world
            .oracle
            .begin("another program holds the database", &[Refuses]);
        other
            .execute_batch(begin)
            .map_err(|e| format!("{begin}: {e}"))?;
        std::thread::sleep(hold.min(MAX_LOCK));
        other.execute_batch("ROLLBACK").map_err(|e| e.to_string())?;
        drop(lasting);
    }
    world.keeps_on()
}

/// The workers with something to do here. There is no tunnel, so none of its workers.
const WORKERS: [&str; 10] = [
    "alerts",
    "writer",
    "settings",
    "changes",
    "store-watch",
    "retention",
    "monitors",
    "clicks",
    "receiver",
    "answer",
];

/// Kills a worker. This is reported, and it works again.
pub fn worker(world: &World, hold: Duration, random: &mut Rng) -> Result<(), String> {
    let mut names = WORKERS;
    random.shuffle(&mut names);
    // One in the short form, a few in the long one.
    let count = usize::try_from(hold.as_secs() / 3).unwrap_or(1).clamp(1, 4);
    for name in &names[..count] {
        kill_worker(world, name).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

fn kill_worker(world: &World, name: &str) -> Result<(), String> {
    let marks = world.log_marks();
    let consequences: &[_] = match name {
        "writer" => &[NotWell, Refuses],
        "receiver" => &[NotWell, Silent],
        "answer" => &[Breaks],
        _ => &[NotWell],
    };
    let lasting = world
        .oracle
        .begin(format!("the worker {name} has died"), consequences);
    let draft = world.switch().with_extension("draft");
    fs::write(&draft, name).map_err(|e| e.to_string())?;
    fs::rename(draft, world.switch()).map_err(|e| e.to_string())?;
    let shown_before = world.notified_count();
    let busy = || give_it_something_to_do(world, name, 30_000);
    let named = format!("worker=\"{name}\"");
    let died = wait_for_line(world, &marks, busy, |line| match name {
        "writer" => line.contains("the writer broke off"),
        "answer" => line.contains("A request could not be answered"),
        _ => line.contains(&named) && line.contains("has stopped: "),
    });
    let _ = fs::remove_file(world.switch());
    if died.is_err() && name == "clicks" && world.notified_count() == shown_before {
        println!("clicks: not tried, for nothing was shown on which one could click");
        return Ok(());
    }
    died.map_err(|e| format!("no word of its death: {e}"))?;
    if !matches!(name, "writer" | "answer") {
        let again = |line: &str| line.contains(&named) && line.contains("runs again");
        wait_for_line(world, &marks, || Ok(()), again)
            .map_err(|e| format!("no word of its return: {e}"))?;
    }
    give_it_something_to_do(world, name, 0)?;
    drop(lasting);
    world.keeps_on()
}

/// Most workers are always busy here. Retention runs when its settings change, the settings watcher when they are
/// written, and clicks are rare.
fn give_it_something_to_do(world: &World, name: &str, keep_days: u32) -> Result<(), String> {
    match name {
        "retention" | "settings" => {
            let _user = lock(&world.settings_users);
            let text = World::settings_text(keep_days + fastrand::u32(..1000) * keep_days.min(1));
            fs::write(world.settings(), text).map_err(|e| e.to_string())
        }
        "clicks" => {
            // Another endpoint is announced, unless there is a storm. Clicks are handled from the first notification
            // on.
            world.report(ENDPOINTS + fastrand::usize(..ENDPOINTS / 2));
            if let Some(server) = &lock(&world.notifications).server {
                server.dismiss(4_000_000_000);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn wait_for_line(
    world: &World,
    marks: &[(std::path::PathBuf, u64)],
    busy: impl Fn() -> Result<(), String>,
    like: impl Fn(&str) -> bool,
) -> Result<(), String> {
    let end = Instant::now() + 2 * GENEROUS;
    for turn in 0_u32.. {
        if turn % 10 == 0 {
            busy()?;
        }
        let log = world.log_since(marks);
        if log.lines().any(&like) {
            return Ok(());
        }
        if Instant::now() > end {
            let from = log.len().saturating_sub(600);
            let last = log.get(from..).unwrap_or_default();
            return Err(format!(
                "nothing in the log within {:?}; its end: {last}",
                2 * GENEROUS
            ));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// A crowd of connections that send nothing more. Good reports are still stored.
pub fn handles(world: &World, hold: Duration, random: &mut Rng) -> Result<(), String> {
    // In the short form, more than there is room for.
    let count = match hold <= crate::SHORT_HOLD || random.bool() {
        true => MANY,
        false => FEW,
    };
    // A connection that has just been opened may also be evicted.
    let lasting = world
        .oracle
        .begin(format!("{count} connections are held"), &[CutsOff]);
    let authority = Target::of(&world.url).authority;
    let address = authority.parse().map_err(|e| format!("{authority}: {e}"))?;
    let idle: Vec<_> = (0..count)
        .filter_map(|_| {
            let mut connection = TcpStream::connect_timeout(&address, GENEROUS).ok()?;
            connection
                .write_all(b"POST /error/0 HTTP/1.1\r\nHost:")
                .ok()?;
            Some(connection)
        })
        .collect();
    std::thread::sleep(hold);
    let kept = world.keeps_on();
    drop((idle, lasting));
    kept?;
    world.keeps_on()
}

/// Senders that close their sending half after the request: each gets an answer.
pub fn half_closed(world: &World, _: Duration, random: &mut Rng) -> Result<(), String> {
    for _ in 0..6 {
        world.report_half_closed(random.usize(..ENDPOINTS));
    }
    Ok(())
}

/// Read-only commands, and a backup that is opened.
pub fn commands(world: &World, _: Duration, _: &mut Rng) -> Result<(), String> {
    world.keeps_on()?;
    let list = succeeds(world, &["list", "--json", "--limit", "50"])?;
    let list: Vec<Value> = serde_json::from_str(&list).map_err(|e| format!("list: {e}"))?;
    let id = list.first().and_then(|row| row["id"].as_i64());
    let id = id.ok_or("list finds nothing")?;
    let shown = succeeds(world, &["show", &id.to_string(), "--json"])?;
    let shown: Value = serde_json::from_str(&shown).map_err(|e| format!("show: {e}"))?;
    if shown["id"] != id {
        return Err(format!("show {id} shows {shown}"));
    }
    let exported = succeeds(world, &["export", "--format", "ndjson", "marker 1"])?;
    for line in exported.lines() {
        serde_json::from_str::<Value>(line).map_err(|e| format!("export: {e}: {line}"))?;
    }
    if exported.is_empty() {
        return Err("export finds nothing".to_owned());
    }
    back_up(world)
}

/// A backup contains everything acknowledged before it began.
fn back_up(world: &World) -> Result<(), String> {
    let apart = tempfile::tempdir_in(world.machine.root()).map_err(|e| e.to_string())?;
    let file = apart.path().join("backup.db");
    let before = world.ledger.from(0);
    let path = file.to_str().ok_or("a path that is no text")?;
    let made = succeeds(world, &["backup", path]);
    let whole = made.and_then(|_| {
        let copy = open(&file)?;
        is_sound(&copy)?;
        check(&copy, &before)
    });
    whole.map_err(|e| format!("backup: {e}"))
}

fn succeeds(world: &World, args: &[&str]) -> Result<String, String> {
    let ran = world.run(args)?;
    match ran.code {
        Some(0) => Ok(ran.stdout),
        code => Err(format!("{args:?}: {code:?}: {} {}", ran.stdout, ran.stderr)),
    }
}
