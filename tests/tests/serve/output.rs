//! Output never controls the program: a terminal that closes, a full disk, a reader that stops reading. It keeps
//! receiving, and can be ended at any moment.

use std::{
    fs::{self, OpenOptions},
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use missedhook_tests::{
    LIMIT,
    data::{KEY, write_settings},
    machine::Machine,
    program::{binary, list, on_data_dir},
    recording::wait_until,
    retm::{ORDERS, deliver, report, request},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// A program with its own end of the output. Killed when dropped.
struct ChildProcess(Child);

impl ChildProcess {
    fn spawn(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).spawn().unwrap())
    }

    /// The receiver URL, once it is listening.
    fn url(&mut self, machine: &Machine) -> String {
        let file = machine.data_dir().join("running.json");
        let address = wait_until(
            "receiver",
            LIMIT,
            || {
                let running: Value = serde_json::from_slice(&fs::read(&file).ok()?).ok()?;
                running["receiver"].as_str().map(str::to_owned)
            },
            || self.0.try_wait(),
        );
        format!("http://{address}/error/{KEY}")
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }

    fn wait(&mut self) -> ExitStatus {
        let mut status = None;
        wait_until(
            "its end",
            LIMIT,
            || {
                status = self.0.try_wait().unwrap();
                status.map(|_| ())
            },
            || "it goes on",
        );
        status.unwrap()
    }

    fn ends_with_0(&mut self, signal: Signal) {
        assert_eq!(self.0.try_wait().unwrap(), None, "it has ended by itself");
        self.signal(signal);
        let status = self.wait();
        assert_eq!(status.code(), Some(0), "{signal:?}: {status}");
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(machine: &Machine) -> Command {
    write_settings(&machine.data_dir(), None);
    on_data_dir(machine, &["serve", "--json", "--listen", "127.0.0.1:0"])
}

fn log(machine: &Machine) -> String {
    let logs = fs::read_dir(machine.data_dir().join("logs")).unwrap();
    logs.map(|log| fs::read_to_string(log.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn readers_that_are_gone_end_nothing() {
    let machine = Machine::headless();
    let mut command = serve(&machine);
    let mut serve = ChildProcess::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
    drop((serve.0.stdout.take(), serve.0.stderr.take()));
    let url = serve.url(&machine);
    for _ in 0..5 {
        deliver(&url, report(ORDERS, ""));
    }
    let failed = "The output can't be written";
    wait_until(
        "word of it in the log",
        LIMIT,
        || log(&machine).contains(failed).then_some(()),
        || log(&machine),
    );
    deliver(&url, report(ORDERS, ""));
    serve.ends_with_0(Signal::TERM);
    assert_eq!(list(&machine, 100).len(), 6);
    assert_eq!(
        log(&machine).matches(failed).count(),
        1,
        "{}",
        log(&machine)
    );
}

#[test]
fn an_output_on_a_full_disk_ends_nothing() {
    let machine = Machine::headless();
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = serve(&machine);
    let mut serve = ChildProcess::spawn(command.stdout(full()).stderr(full()));
    let url = serve.url(&machine);
    for _ in 0..20 {
        deliver(&url, report(ORDERS, ""));
    }
    serve.ends_with_0(Signal::TERM);
    assert_eq!(list(&machine, 100).len(), 20);
}

/// More than a pipe holds.
const MANY: usize = 600;

#[test]
fn it_can_be_ended_while_nobody_reads_its_output() {
    for signal in [Signal::TERM, Signal::INT] {
        let machine = Machine::headless();
        let mut command = serve(&machine);
        let mut serve = ChildProcess::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
        let url = serve.url(&machine);
        for _ in 0..MANY {
            deliver(&url, report(ORDERS, ""));
        }
        serve.ends_with_0(signal);
        assert_eq!(list(&machine, 2 * MANY).len(), MANY);
    }
}

#[test]
fn a_late_reader_gets_every_line_whole_and_once() {
    let machine = Machine::headless();
    let mut command = serve(&machine);
    let mut serve = ChildProcess::spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()));
    let url = serve.url(&machine);
    let ids: Vec<i64> = (0..MANY)
        .map(|_| deliver(&url, report(ORDERS, "")).id)
        .collect();
    let mut lines = BufReader::new(serve.0.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["event"], "ready");
    let printed: Vec<i64> = ids.iter().map(|_| next()["id"].as_i64().unwrap()).collect();
    assert_eq!(printed, ids);
    let last = deliver(&url, report(ORDERS, "")).id;
    assert_eq!(next()["id"], last);
    serve.ends_with_0(Signal::TERM);
}

#[test]
fn a_disk_that_has_room_again_gets_what_was_not_printed() {
    // A named pipe without a reader gets one back when it is opened again.
    let machine = Machine::headless();
    let pipe = machine.root().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let reader = || {
        OpenOptions::new()
            .read(true)
            .write(true)
            .open(&pipe)
            .unwrap()
    };
    let first = reader();
    let output = OpenOptions::new().write(true).open(&pipe).unwrap();
    drop(first);
    let mut command = serve(&machine);
    let mut serve = ChildProcess::spawn(command.stdout(output).stderr(Stdio::null()));
    let url = serve.url(&machine);
    let id = deliver(&url, report(ORDERS, "")).id;
    let failed = || {
        log(&machine)
            .contains("The output can't be written")
            .then_some(())
    };
    wait_until("word of it in the log", LIMIT, failed, || log(&machine));
    let mut lines = BufReader::new(reader()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["event"], "ready");
    assert_eq!(next()["id"], id);
    serve.ends_with_0(Signal::TERM);
}

/// Runs `serve` in a shell with its own session on a terminal, which `script` creates and which disappears with it.
fn on_a_terminal(machine: &Machine, before: &str) -> (ChildProcess, u32) {
    write_settings(&machine.data_dir(), None);
    let line = format!(
        "{before}'{}' serve --json --listen 127.0.0.1:0 --data-dir '{}'",
        binary().display(),
        machine.data_dir().display()
    );
    let mut script = machine.command("script");
    script.args(["--quiet", "--flush", "--command", &line, "/dev/null"]);
    let terminal = ChildProcess::spawn(script.stdout(Stdio::null()).stderr(Stdio::null()));
    let file = machine.data_dir().join("running.json");
    let pid = wait_until(
        "the program on the terminal",
        LIMIT,
        || {
            let running: Value = serde_json::from_slice(&fs::read(&file).ok()?).ok()?;
            running["receiver"].as_str()?;
            u32::try_from(running["pid"].as_u64()?).ok()
        },
        || "none",
    );
    (terminal, pid)
}

fn is_there(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    !status.is_empty() && !status.contains("State:\tZ")
}

#[test]
fn a_terminal_that_closes_ends_it_in_order() {
    let machine = Machine::headless();
    let (terminal, pid) = on_a_terminal(&machine, "exec env --default-signal=HUP ");
    drop(terminal);
    let gone = || (!is_there(pid)).then_some(());
    wait_until("its end", LIMIT, gone, || log(&machine));
    // Only a clean end removes it.
    assert!(!machine.data_dir().join("running.json").exists());
}

#[test]
fn with_nohup_it_outlives_its_terminal() {
    let machine = Machine::headless();
    for before in ["trap '' HUP; exec ", "exec setsid --wait "] {
        let (mut terminal, pid) = on_a_terminal(&machine, before);
        let url = terminal.url(&machine);
        drop(terminal);
        for _ in 0..3 {
            deliver(&url, report(ORDERS, ""));
        }
        assert!(is_there(pid), "{before}");
        let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
        let ended = || (!machine.data_dir().join("running.json").exists()).then_some(());
        wait_until("its end", LIMIT, ended, || log(&machine));
    }
    assert_eq!(list(&machine, 100).len(), 6);
}

#[test]
fn sighup_ends_it_with_0_unless_it_was_ignored_before() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    // The tests themselves may run with it ignored.
    let mut command = machine.command("env");
    command.arg("--default-signal=HUP").arg(binary());
    command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]);
    command.arg(machine.data_dir());
    let mut plain = ChildProcess::spawn(command.stdout(Stdio::null()).stderr(Stdio::null()));
    plain.url(&machine);
    plain.ends_with_0(Signal::HUP);

    let mut command = machine.command("nohup");
    command
        .arg(binary())
        .args(["serve", "--listen", "127.0.0.1:0"]);
    command.arg("--data-dir").arg(machine.data_dir());
    let mut nohup = ChildProcess::spawn(command.stdout(Stdio::null()).stderr(Stdio::null()));
    let url = nohup.url(&machine);
    nohup.signal(Signal::HUP);
    deliver(&url, report(ORDERS, ""));
    nohup.ends_with_0(Signal::TERM);
}

#[test]
fn sigterm_at_any_moment_of_a_start_ends_it_with_0() {
    let machine = Machine::headless();
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    fastrand::seed(seed);
    let mut acknowledged = Vec::new();
    for round in 0..40 {
        let mut command = serve(&machine);
        let _ = fs::remove_file(machine.data_dir().join("lock"));
        let mut serve = ChildProcess::spawn(command.stdout(Stdio::null()).stderr(Stdio::piped()));
        let begun = || machine.data_dir().join("lock").exists().then_some(());
        wait_until("begin of the start", LIMIT, begun, || "no lock");
        let wait = Duration::from_millis(fastrand::u64(..[1, 10, 60, 300][round % 4]));
        let end = std::time::Instant::now() + wait;
        while std::time::Instant::now() < end {
            let running = fs::read(machine.data_dir().join("running.json")).unwrap_or_default();
            let running: Value = serde_json::from_slice(&running).unwrap_or_default();
            if let Some(address) = running["receiver"].as_str() {
                let url = format!("http://{address}/error/{KEY}");
                match request(&url, report(ORDERS, "")).try_send() {
                    Ok(answer) if answer.status == 200 => {
                        acknowledged.push(answer.json()["id"].as_i64().unwrap());
                    }
                    _ => {}
                }
            }
        }
        serve.signal(Signal::TERM);
        let status = serve.wait();
        let mut said = String::new();
        let _ = serve.0.stderr.take().unwrap().read_to_string(&mut said);
        assert_eq!(
            status.code(),
            Some(0),
            "round {round}, {wait:?}: {status}; {said}"
        );
    }
    let kept = list(&machine, 100_000);
    for id in acknowledged {
        assert!(kept.iter().any(|row| row["id"] == id), "{id} is lost");
    }
}

#[test]
fn sigterm_ends_a_start_that_waits_with_0() {
    let machine = Machine::headless();
    let mut command = serve(&machine);
    let mut first = ChildProcess::spawn(command.stdout(Stdio::null()).stderr(Stdio::null()));
    first.url(&machine);
    first.ends_with_0(Signal::TERM);
    let database = rusqlite::Connection::open(machine.data_dir().join("missedhook.db")).unwrap();
    database
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        .unwrap();
    fs::remove_file(machine.data_dir().join("lock")).unwrap();
    let mut serve = ChildProcess::spawn(command.stdout(Stdio::null()).stderr(Stdio::null()));
    let begun = || machine.data_dir().join("lock").exists().then_some(());
    wait_until("begin of the start", LIMIT, begun, || "no lock");
    serve.ends_with_0(Signal::TERM);
}
