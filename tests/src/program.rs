//! The program under test: the built binary, started as a user would start it. Reads its output line by line, ends it
//! gracefully or forcefully, and never leaves a process behind.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{LIMIT, machine::Machine, recording::Recording};

/// The path of the built program: `MISSEDHOOK_BIN`, or the debug build of the workspace.
///
/// # Panics
/// If it does not exist: nothing is tested without it.
pub fn binary() -> PathBuf {
    let path = std::env::var_os("MISSEDHOOK_BIN").map_or_else(debug_build, PathBuf::from);
    let found = path.canonicalize();
    found.unwrap_or_else(|e| {
        panic!(
            "{}: {e}. Build it with `cargo build -p missedhook`, or name one in MISSEDHOOK_BIN",
            path.display()
        )
    })
}

fn debug_build() -> PathBuf {
    let workspace = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(workspace, PathBuf::from);
    target.join("debug/missedhook")
}

/// Runs a subcommand on the machine's data directory until it ends.
///
/// # Panics
/// If it does not end within the limit.
pub fn run(machine: &Machine, args: &[&str]) -> Output {
    run_command(on_data_dir(machine, args))
}

/// Runs a subcommand that must succeed. Returns its output.
///
/// # Panics
/// If it does not exit with 0.
pub fn run_ok(machine: &Machine, args: &[&str]) -> String {
    let output = run(machine, args);
    assert!(output.status.success(), "{args:?}: {output:#?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Like [`run_ok`], for a subcommand that prints JSON.
///
/// # Panics
/// If it does not exit with 0 or prints no JSON.
pub fn run_json(machine: &Machine, args: &[&str]) -> Value {
    let text = run_ok(machine, args);
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: no JSON ({e}): {text}"))
}

/// Starts the program briefly for the first time, so that its settings exist.
///
/// # Panics
/// If it does not start or end.
pub fn first_start(machine: &Machine) {
    if !machine.data_dir().join("settings.toml").exists() {
        Serve::start(machine).process.stop();
    }
}

/// Sets the settings to this machine only. Without that, the missing ingress is the first problem reported.
///
/// # Panics
/// If the settings are not those of a first start.
pub fn set_local_only(machine: &Machine) {
    set_in_file(machine, "# local_only = false", "local_only = true");
}

/// Has that in `settings.toml` in place of what a first start writes.
///
/// # Panics
/// Where the settings are not those of a first start.
pub fn set_in_file(machine: &Machine, before: &str, after: &str) {
    first_start(machine);
    let path = machine.data_dir().join("settings.toml");
    let old = std::fs::read_to_string(&path).expect("settings");
    let new = old.replacen(before, after, 1);
    assert_ne!(old, new, "{old}");
    std::fs::write(&path, new).expect("settings can be written");
}

/// The output of `list --json`: delivery errors, newest first.
///
/// # Panics
/// If it fails or prints no array.
pub fn list(machine: &Machine, limit: usize) -> Vec<Value> {
    let rows = run_json(machine, &["list", "--json", "--limit", &limit.to_string()]);
    rows.as_array()
        .unwrap_or_else(|| panic!("no array: {rows}"))
        .clone()
}

/// The output of `show ID --json`.
///
/// # Panics
/// If it fails.
pub fn show(machine: &Machine, id: i64) -> Value {
    run_json(machine, &["show", &id.to_string(), "--json"])
}

/// A subcommand with the machine's data directory.
pub fn on_data_dir(machine: &Machine, args: &[&str]) -> Command {
    let mut command = machine.command(binary());
    command.args(args).arg("--data-dir").arg(machine.data_dir());
    command
}

/// Runs a command until it ends.
///
/// # Panics
/// If it does not start, or not end within the limit.
pub fn run_command(mut command: Command) -> Output {
    let shown = format!("{command:?}");
    let mut program = Running::spawn(&mut command);
    let status = program.try_wait(LIMIT);
    let status = status.unwrap_or_else(|| panic!("{shown} goes on; {}", program.output()));
    program.read_to_end();
    Output {
        status,
        stdout: lines_as_bytes(&program.stdout),
        stderr: lines_as_bytes(&program.stderr),
    }
}

fn lines_as_bytes(lines: &Recording<String>) -> Vec<u8> {
    lines.all().concat().into_bytes()
}

/// A running program. Killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    readers: Vec<std::thread::JoinHandle<()>>,
    /// Its standard output, as lines with their ends.
    pub stdout: Recording<String>,
    /// Its standard error, as lines with their ends.
    pub stderr: Recording<String>,
}

impl Running {
    /// Starts a command.
    ///
    /// # Panics
    /// If it does not start.
    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let (stdout, stderr) = (Recording::default(), Recording::default());
        let readers = vec![
            record_lines(child.stdout.take().unwrap(), &stdout),
            record_lines(child.stderr.take().unwrap(), &stderr),
        ];
        Self {
            child,
            readers,
            stdout,
            stderr,
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it is still running.
    ///
    /// # Panics
    /// If the system call fails.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// SIGTERM.
    ///
    /// # Panics
    /// If it has ended already.
    pub fn terminate(&mut self) {
        self.signal(Signal::TERM);
    }

    /// Ctrl-C.
    ///
    /// # Panics
    /// If it has ended already.
    pub fn interrupt(&mut self) {
        self.signal(Signal::INT);
    }

    fn signal(&mut self, signal: Signal) {
        assert!(
            self.is_running(),
            "it has ended by itself; {}",
            self.output()
        );
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// SIGKILL, and waits until it is gone.
    ///
    /// # Panics
    /// If it has ended already.
    pub fn kill(mut self) {
        assert!(
            self.is_running(),
            "it has ended by itself; {}",
            self.output()
        );
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it ends.
    ///
    /// # Panics
    /// If it keeps running.
    pub fn wait(&mut self) -> ExitStatus {
        let status = self.try_wait(LIMIT);
        let status =
            status.unwrap_or_else(|| panic!("it goes on after {LIMIT:?}; {}", self.output()));
        self.read_to_end();
        status
    }

    fn read_to_end(&mut self) {
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
    }

    /// Sends SIGTERM and expects exit code 0.
    ///
    /// # Panics
    /// If it keeps running or ends with another code.
    pub fn stop(mut self) {
        self.terminate();
        let status = self.wait();
        assert_eq!(status.code(), Some(0), "after SIGTERM; {}", self.output());
    }

    /// Its output so far, for the message of a failure.
    pub fn output(&self) -> String {
        let (out, err) = (self.stdout.all().concat(), self.stderr.all().concat());
        format!("stdout:\n{out}\nstderr:\n{err}")
    }

    fn try_wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            if Instant::now() > end {
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn record_lines(
    from: impl Read + Send + 'static,
    lines: &Recording<String>,
) -> std::thread::JoinHandle<()> {
    let lines = lines.clone();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
            lines.add(String::from_utf8_lossy(&line).into_owned());
            line.clear();
        }
    })
}

/// The arguments of a [`Serve`].
const SERVE: [&str; 4] = ["serve", "--json", "--listen", "127.0.0.1:0"];

/// `missedhook serve --json` on a free port, ready.
#[derive(Debug)]
pub struct Serve {
    pub process: Running,
    /// The receiver URL from its first line.
    pub receiver_url: String,
}

impl Serve {
    /// Starts it on the machine's data directory and waits until it is ready.
    ///
    /// # Panics
    /// If the first line is not the ready line, or none comes.
    pub fn start(machine: &Machine) -> Self {
        Self::start_with(machine, &[])
    }

    /// Like [`Serve::start`], with environment variables.
    ///
    /// # Panics
    /// As [`Serve::start`].
    pub fn start_with(machine: &Machine, environment: &[(&str, &str)]) -> Self {
        let mut command = on_data_dir(machine, &SERVE);
        command.envs(environment.iter().copied());
        Self::of(Running::spawn(&mut command))
    }

    /// Like [`Serve::start`], with a limit on open files.
    ///
    /// # Panics
    /// As [`Serve::start`].
    pub fn start_with_few_files(machine: &Machine, files: u32) -> Self {
        let mut command = machine.command("sh");
        let limited = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        command.arg("-c").arg(limited).arg(binary()).args(SERVE);
        command.arg("--data-dir").arg(machine.data_dir());
        Self::of(Running::spawn(&mut command))
    }

    /// Like [`Serve::start`], with the test's own command.
    ///
    /// # Panics
    /// As [`Serve::start`].
    pub fn started(command: &mut Command) -> Self {
        Self::of(Running::spawn(command))
    }

    /// Waits until it is ready.
    fn of(mut process: Running) -> Self {
        let first = process
            .stdout
            .look_for(LIMIT, |lines| lines.first().cloned());
        let Some(first) = first else {
            let running = process.is_running();
            panic!("no first line (running: {running}); {}", process.output());
        };
        let ready: Value = serde_json::from_str(&first)
            .unwrap_or_else(|e| panic!("the first line is no JSON ({e}): {first}"));
        assert_eq!(ready["event"], "ready", "{ready}");
        assert_eq!(ready["pid"], process.pid(), "{ready}");
        let receiver_url = ready["receiver_url"].as_str();
        Self {
            receiver_url: receiver_url.expect("ready says receiver_url").to_owned(),
            process,
        }
    }

    /// The key in the receiver URL.
    ///
    /// # Panics
    /// If the URL has another shape.
    pub fn key(&self) -> &str {
        let key = self.receiver_url.rsplit_once("/error/");
        key.expect("the receiver URL ends in /error/{key}").1
    }

    /// The `delivery_error` lines so far.
    pub fn delivery_errors(&self) -> Vec<Value> {
        delivery_errors(&self.process.stdout.all())
    }

    /// Waits until there are `n` `delivery_error` lines, and returns all.
    ///
    /// # Panics
    /// If there are fewer at the limit.
    pub fn wait_for_delivery_errors(&self, n: usize) -> Vec<Value> {
        let what = format!("{n} delivery_error lines");
        self.process.stdout.wait_for(&what, LIMIT, |lines| {
            let found = delivery_errors(lines);
            (found.len() >= n).then_some(found)
        })
    }
}

fn delivery_errors(lines: &[String]) -> Vec<Value> {
    let parsed = lines.iter().map(|line| {
        serde_json::from_str::<Value>(line)
            .unwrap_or_else(|e| panic!("a line is no JSON ({e}): {line}"))
    });
    parsed
        .filter(|line| line["event"] == "delivery_error")
        .collect()
}
