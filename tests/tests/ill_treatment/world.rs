//! The machine for these tests: the program on one port, its data directory, a session bus with a notification server,
//! endpoints that fail or are healthy, a clock and a disk that can be manipulated; and the senders.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use missedhook_tests::{
    data::{KEY, database},
    endpoint::Endpoint,
    failing_disk::FailingDisk,
    http::{Answer, Request, Target},
    long_running::{LongRunning, Output},
    machine::Machine,
    notification_server::{NotificationServer, Notified},
    ports,
    preloaded::JumpingClock,
    program::binary,
    recording::Recording,
    retm::{report, request},
    tray_watcher::TrayWatcher,
};

use crate::{
    GENEROUS,
    ledger::{Entry, Ledger},
    oracle::{Consequence, OngoingCondition, Oracle},
};

/// The program's limit on open files: it needs about 30, the senders and probes a dozen, and a crowd of idle
/// connections more than the rest.
const FILES: u32 = 64;
/// How many endpoints fail at a time.
pub const ENDPOINTS: usize = 60;
/// Half of the endpoint names are Arabic. None contains a number, which might be taken for an ID.
const NAMES: [&str; 4] = ["orders", "طلبات", "menu", "قائمة"];
/// The maximum output of a command. An export is the longest.
const OUTPUT_LIMIT: u64 = 64 * 1024 * 1024;

/// The result of a command.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The notification server, and everything ever shown.
#[derive(Debug)]
pub struct NotificationDesk {
    pub server: Option<NotificationServer>,
    shown: Vec<Recording<Notified>>,
}

pub struct World {
    pub machine: Machine,
    pub clock: JumpingClock,
    pub disk: FailingDisk,
    pub oracle: Oracle,
    pub ledger: Ledger,
    pub url: String,
    /// Locked for writing by whoever needs the program to be the only user of the database.
    pub database_users: RwLock<()>,
    /// Locked by whoever changes the settings file.
    pub settings_users: Mutex<()>,
    pub notifications: Mutex<NotificationDesk>,
    program: Mutex<Option<LongRunning>>,
    endpoint: Endpoint,
    well: Arc<AtomicBool>,
    unresolved: Mutex<Option<OngoingCondition>>,
    /// Selects which endpoints fail.
    epoch: AtomicUsize,
    runs: AtomicUsize,
    port: u16,
    _tray: TrayWatcher,
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    /// A world with a notification server, a tray and settings. The program is not running yet.
    pub fn new() -> Self {
        let machine = Machine::with_bus();
        let well = Arc::new(AtomicBool::new(false));
        let server = NotificationServer::start(machine.bus());
        let port = ports::unused();
        let world = Self {
            clock: JumpingClock::of(&machine),
            disk: FailingDisk::below(&machine),
            oracle: Oracle::new(),
            ledger: Ledger::default(),
            url: format!("http://127.0.0.1:{port}/error/{KEY}"),
            database_users: RwLock::default(),
            settings_users: Mutex::default(),
            notifications: Mutex::new(NotificationDesk {
                shown: vec![server.notified().clone()],
                server: Some(server),
            }),
            program: Mutex::default(),
            endpoint: Endpoint::well_while(Arc::clone(&well)),
            well,
            unresolved: Mutex::default(),
            epoch: AtomicUsize::new(0),
            runs: AtomicUsize::new(0),
            port,
            _tray: TrayWatcher::start(machine.bus()),
            machine,
        };
        fs::create_dir_all(world.machine.data_dir()).unwrap();
        fs::write(world.settings(), Self::settings_text(0)).unwrap();
        world
    }

    /// The settings: no ingress and none wanted; endpoints on this machine may be probed at the shortest interval;
    /// everything is kept.
    pub fn settings_text(keep_days: u32) -> String {
        format!(
            "[receiver]\nkey = \"{KEY}\"\n\n[setup]\nlocal_only = true\n\n\
             [probe]\nallowed_hosts = \"127.0.0.1\"\nevery_s = 10\nsettle_s = 10\n\n\
             [retention]\nkeep_days = {keep_days}\nmax_size_mb = 0\n"
        )
    }

    pub fn settings(&self) -> PathBuf {
        self.machine.data_dir().join("settings.toml")
    }

    pub fn database(&self) -> PathBuf {
        database(&self.machine.data_dir())
    }

    /// The file that names the worker to kill.
    pub fn switch(&self) -> PathBuf {
        self.machine.root().join("kill-worker")
    }

    /// Locks the program and its surroundings for a change.
    pub fn program(&self) -> MutexGuard<'_, Option<LongRunning>> {
        lock(&self.program)
    }

    /// Starts the program and waits until it answers.
    ///
    /// # Errors
    /// If it does not answer, or has ended by itself.
    pub fn start(&self, output: Output) -> Result<(), String> {
        let mut command = self.machine.command("sh");
        let limited = format!("ulimit -n {FILES} && exec \"$0\" \"$@\"");
        command.arg("-c").arg(limited).arg(binary());
        command.args(["serve", "--json", "--listen"]);
        command.arg(format!("127.0.0.1:{}", self.port));
        command.arg("--data-dir").arg(self.machine.data_dir());
        let mut libraries = Vec::new();
        for (name, value) in self
            .disk
            .environment()
            .into_iter()
            .chain(self.clock.environment())
        {
            match name {
                "LD_PRELOAD" => libraries.push(value),
                // An hour of writes is too much to record.
                "MISSEDHOOK_TEST_DISK_RECORD" => {}
                name => drop(command.env(name, value)),
            }
        }
        command.env("LD_PRELOAD", libraries.join(":"));
        command.env("MISSEDHOOK_TEST_KILL_WORKER", self.switch());
        let complaints = self.machine.root().join("complaints");
        let started = LongRunning::start(&mut command, output, &complaints);
        *self.program() = Some(started.map_err(|e| e.to_string())?);
        self.wait_until_it_answers()
    }

    fn wait_until_it_answers(&self) -> Result<(), String> {
        let alive = Request::new("GET", &Target::of(&self.url));
        let end = Instant::now() + GENEROUS;
        loop {
            let answered = alive.try_send().map(|answer| answer.status);
            if matches!(answered, Ok(200 | 503)) {
                return Ok(());
            }
            let ended = self.program().as_mut().and_then(LongRunning::ended);
            if ended.is_some() || Instant::now() > end {
                let said = self.complaints();
                return Err(format!(
                    "no answer after a start: {answered:?}, {ended:?}; {said}"
                ));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The end of its error output.
    pub fn complaints(&self) -> String {
        let all = fs::read(self.machine.root().join("complaints")).unwrap_or_default();
        let from = all.len().saturating_sub(1000);
        String::from_utf8_lossy(&all[from..]).into_owned()
    }

    /// Runs a command next to the program, with the same clock.
    ///
    /// # Errors
    /// If it does not end.
    pub fn run(&self, args: &[&str]) -> Result<Ran, String> {
        let _user = self.database_users.read();
        let number = self.runs.fetch_add(1, Ordering::SeqCst);
        let files = ["out", "err"].map(|name| self.machine.root().join(format!("{number}.{name}")));
        let mut command = self.machine.command(binary());
        command
            .args(args)
            .arg("--data-dir")
            .arg(self.machine.data_dir());
        command.envs(self.clock.environment());
        let code = run_bounded(&mut command, &files);
        let [stdout, stderr] = files.map(|path| {
            let mut text = Vec::new();
            let file = fs::File::open(&path).map(|file| file.take(OUTPUT_LIMIT));
            let _ = file.and_then(|mut file| file.read_to_end(&mut text));
            let _ = fs::remove_file(path);
            String::from_utf8_lossy(&text).into_owned()
        });
        let code = code.map_err(|e| format!("{args:?}: {e}; {stdout} {stderr}"))?;
        Ok(Ran {
            code,
            stdout,
            stderr,
        })
    }

    /// The endpoint with this number that fails in this epoch.
    pub fn endpoint(&self, number: usize) -> String {
        let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or_default());
        let epoch = self.epoch.load(Ordering::SeqCst);
        let (epoch, rest) = ([letter(epoch / 26), letter(epoch)], number / NAMES.len());
        let path = format!(
            "/{}{}/{}-{}{}",
            epoch[0],
            epoch[1],
            NAMES[number % NAMES.len()],
            letter(rest / 26),
            letter(rest)
        );
        self.endpoint.url(&path)
    }

    /// Makes the endpoints healthy and stops the reports.
    pub fn heal_endpoints(&self) {
        self.well.store(true, Ordering::SeqCst);
        *lock(&self.unresolved) = None;
    }

    /// Makes other endpoints fail.
    pub fn next_epoch(&self) {
        self.well.store(false, Ordering::SeqCst);
        self.epoch.fetch_add(1, Ordering::SeqCst);
    }

    /// Reports an endpoint, as RETM would. Returns the status, if there is an answer.
    pub fn report(&self, number: usize) -> Option<u16> {
        self.report_by(number, Request::try_send)
    }

    /// Like [`World::report`], by a sender that closes its sending half after the request.
    pub fn report_half_closed(&self, number: usize) -> Option<u16> {
        self.report_by(number, Request::try_send_half_closed)
    }

    fn report_by(
        &self,
        number: usize,
        send: impl Fn(&Request) -> std::io::Result<Answer>,
    ) -> Option<u16> {
        let (endpoint, marker) = (self.endpoint(number), self.ledger.marker());
        let began = Instant::now();
        let answer = send(&request(&self.url, report(&endpoint, &marker)));
        self.note(&endpoint, &marker, began, answer.map_err(|e| e.to_string()))
    }

    fn note(
        &self,
        endpoint: &str,
        marker: &str,
        began: Instant,
        answer: Result<Answer, String>,
    ) -> Option<u16> {
        let excused = |consequences| self.oracle.is_excused(consequences, began, Instant::now());
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                self.ledger.answered("none");
                if !excused(Consequence::Silent) && !excused(Consequence::CutsOff) {
                    let after = began.elapsed();
                    self.oracle.record_violation(
                        "a sender got no answer",
                        &format!("{error} after {after:?}"),
                    );
                }
                return None;
            }
        };
        match answer.status {
            200 => self.acknowledged(endpoint, marker, &answer),
            503 => {
                let has_reason = excused(Consequence::Refuses) || excused(Consequence::Silent);
                let how = match has_reason {
                    true => "503",
                    false => "503 without a reason of ours",
                };
                self.ledger.answered(how);
                let wait = answer.header("retry-after").and_then(|s| s.parse().ok());
                if wait.is_none_or(|seconds: u32| seconds == 0) {
                    self.oracle
                        .record_violation("a 503 without Retry-After", &format!("{answer:?}"));
                }
            }
            status => {
                self.ledger.answered(&status.to_string());
                if !(status == 500 && excused(Consequence::Breaks)) {
                    let kind = format!("a good report was answered with {status}");
                    self.oracle
                        .record_violation(&kind, answer_in_short(&answer).as_str());
                }
            }
        }
        Some(answer.status)
    }

    fn acknowledged(&self, endpoint: &str, marker: &str, answer: &Answer) {
        let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let (Some(id), Some(incident)) = (json["id"].as_i64(), json["incident"].as_i64()) else {
            let shown = answer_in_short(answer);
            return self
                .oracle
                .record_violation("an acknowledgement without a number", &shown);
        };
        self.ledger.add(Entry {
            id,
            incident,
            endpoint: endpoint.to_owned(),
            marker: marker.to_owned(),
        });
        if !self.well.load(Ordering::SeqCst) {
            let mut unresolved = lock(&self.unresolved);
            let begin = || self.oracle.begin("endpoints fail", &[Consequence::NotWell]);
            unresolved.get_or_insert_with(begin);
        }
    }

    /// Waits until another report is stored. Time in which none can be stored does not count.
    ///
    /// # Errors
    /// If none is stored.
    pub fn keeps_on(&self) -> Result<(), String> {
        let before = self.ledger.count();
        let mut patience = GENEROUS;
        while self.ledger.count() == before {
            if patience.is_zero() {
                return Err(format!(
                    "no report was kept for {GENEROUS:?}; {}",
                    self.complaints()
                ));
            }
            let pause = Duration::from_millis(50);
            std::thread::sleep(pause);
            if !self.oracle.now(Consequence::Refuses) && !self.oracle.now(Consequence::Silent) {
                patience = patience.saturating_sub(pause);
            }
        }
        Ok(())
    }

    /// Stops the notification server.
    pub fn stop_notification_server(&self) {
        drop(lock(&self.notifications).server.take());
    }

    /// Starts a new notification server, with IDs from 1.
    ///
    /// # Errors
    /// If the previous one is still on the bus.
    pub fn start_notification_server(&self) -> Result<(), String> {
        let bus = self.machine.bus();
        let connection = bus.connect();
        let end = Instant::now() + GENEROUS;
        while NotificationServer::is_on(&connection) {
            if Instant::now() > end {
                return Err("the former notification server stays on the bus".to_owned());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let server = NotificationServer::start(bus);
        let mut notifications = lock(&self.notifications);
        notifications.shown.push(server.notified().clone());
        notifications.server = Some(server);
        Ok(())
    }

    /// Everything ever shown.
    pub fn notified(&self) -> Vec<Notified> {
        let shown = lock(&self.notifications).shown.clone();
        shown.iter().flat_map(Recording::all).collect()
    }

    /// The number of notifications.
    pub fn notified_count(&self) -> usize {
        lock(&self.notifications)
            .shown
            .iter()
            .map(Recording::count)
            .sum()
    }

    /// The length of each log file.
    pub fn log_marks(&self) -> Vec<(PathBuf, u64)> {
        let length = |path: PathBuf| {
            let length = fs::metadata(&path).map_or(0, |metadata| metadata.len());
            (path, length)
        };
        self.logs().into_iter().map(length).collect()
    }

    /// What was logged since then.
    pub fn log_since(&self, marks: &[(PathBuf, u64)]) -> String {
        let mut all = String::new();
        for path in self.logs() {
            let mark = marks.iter().find(|(marked, _)| *marked == path);
            let from = mark.map_or(0, |(_, length)| usize::try_from(*length).unwrap_or(0));
            let bytes = fs::read(&path).unwrap_or_default();
            all.push_str(&String::from_utf8_lossy(
                bytes.get(from..).unwrap_or_default(),
            ));
        }
        all
    }

    fn logs(&self) -> Vec<PathBuf> {
        let logs = fs::read_dir(self.machine.data_dir().join("logs"));
        let logs = logs.into_iter().flatten().flatten();
        let mut all: Vec<_> = logs.map(|entry| entry.path()).collect();
        all.push(self.machine.root().join("complaints"));
        all
    }
}

fn answer_in_short(answer: &Answer) -> String {
    let body = String::from_utf8_lossy(&answer.body);
    format!(
        "{} {}",
        answer.status,
        body.chars().take(300).collect::<String>()
    )
}

fn run_bounded(command: &mut Command, files: &[PathBuf; 2]) -> Result<Option<i32>, String> {
    let make = |path: &Path| fs::File::create(path).map_err(|e| e.to_string());
    command.stdin(Stdio::null());
    command.stdout(make(&files[0])?).stderr(make(&files[1])?);
    let mut child = command.spawn().map_err(|e| e.to_string())?;
    let end = Instant::now() + GENEROUS;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.code()),
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(20)),
            other => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it goes on after {GENEROUS:?}: {other:?}"));
            }
        }
    }
}
