//! A PostgreSQL server of Debian on a free port, with a data directory of its own. It can be stopped, killed and
//! started again.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{ports, program::Running, recording::wait_until};

/// The password of the user `team`.
pub const PASSWORD: &str = "p0stgres-passw0rd";
/// A server of a loaded machine takes its time.
const LIMIT: Duration = Duration::from_secs(60);

/// A server. Killed when dropped.
pub struct Postgres {
    root: TempDir,
    programs: PathBuf,
    port: u16,
    settings: Vec<String>,
    server: Option<Running>,
    _template: Arc<TempDir>,
}

/// A data directory that no server ran on. A copy costs half of what `initdb` does. Removed with the last server.
static TEMPLATE: Mutex<Weak<TempDir>> = Mutex::new(Weak::new());

impl Postgres {
    /// Makes a data directory and starts a server on it.
    ///
    /// # Panics
    /// If it does not start: the Debian package `postgresql` has it.
    pub fn start() -> Self {
        Self::start_with(&[], |_| {})
    }

    /// The same with settings such as `ssl=on`, after `prepare` has put files into the data directory.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn start_with(settings: &[&str], prepare: impl FnOnce(&Path)) -> Self {
        let template = template();
        let root = directory();
        let mut postgres = Self {
            programs: programs(),
            root,
            port: ports::unused(),
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
            server: None,
            _template: Arc::clone(&template),
        };
        let mut copy = Command::new("cp");
        copy.arg("-a")
            .args([template.path().join("data"), postgres.data()]);
        assert!(copy.status().expect("cp").success());
        prepare(&postgres.data());
        for entry in fs::read_dir(postgres.data()).unwrap().flatten() {
            own(&entry.path());
        }
        postgres.resume();
        postgres
    }

    fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// Starts the server again after [`Self::kill`] or [`Self::stop`], and waits until it answers.
    ///
    /// # Panics
    /// If it does not start.
    pub fn resume(&mut self) {
        let mut command = command("postgres", self.root.path());
        command
            .arg("-D")
            .arg(self.data())
            .args([
                "-p",
                &self.port.to_string(),
                "-c",
                "listen_addresses=127.0.0.1",
            ])
            .arg("-c")
            .arg(format!(
                "unix_socket_directories={}",
                self.root.path().display()
            ))
            .args(["-c", "shared_buffers=32MB", "-c", "max_connections=100"]);
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        let server = Running::spawn(&mut command);
        let answers = || self.try_sql("SELECT 1").status.success().then_some(());
        wait_until("an answer of PostgreSQL", LIMIT, answers, || {
            server.output()
        });
        self.server = Some(server);
    }

    /// The process ID of the server; its children serve the connections.
    ///
    /// # Panics
    /// If it does not run.
    pub fn pid(&self) -> u32 {
        self.server.as_ref().expect("a running server").pid()
    }

    /// Ends the server at once, as a power cut would: SIGKILL to all of its processes.
    ///
    /// # Panics
    /// If it does not run.
    pub fn kill(&mut self) {
        let server = self.server.take().expect("a running server");
        let children = children(server.pid());
        server.kill();
        for child in children {
            let _ = kill_process(child, Signal::KILL);
        }
    }

    /// Ends the server: connections are cut.
    ///
    /// # Panics
    /// If it does not run.
    pub fn stop(&mut self) {
        let mut server = self.server.take().expect("a running server");
        server.interrupt();
        server.wait();
    }

    /// The URL for the settings.
    pub fn url(&self) -> String {
        format!("{}?sslmode=disable", self.base_url())
    }

    /// The same without parameters.
    pub fn base_url(&self) -> String {
        format!(
            "postgres://team:{PASSWORD}@127.0.0.1:{}/postgres",
            self.port
        )
    }

    /// The answer to a statement, one row a line, columns with `|` between them.
    ///
    /// # Panics
    /// If it fails.
    pub fn sql(&self, statement: &str) -> String {
        let output = self.try_sql(statement);
        assert!(output.status.success(), "{statement}: {output:#?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn try_sql(&self, statement: &str) -> Output {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-XqtA", "-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(["-U", "team", "-d", "postgres", "-c", statement])
            .env("PGPASSWORD", PASSWORD)
            .env("PGSSLMODE", "prefer");
        psql.output().expect("psql")
    }
}

fn template() -> Arc<TempDir> {
    let mut kept = TEMPLATE.lock().unwrap();
    kept.upgrade().unwrap_or_else(|| {
        let made = Arc::new(make());
        *kept = Arc::downgrade(&made);
        made
    })
}

fn make() -> TempDir {
    let root = directory();
    let password = root.path().join("password");
    fs::write(&password, PASSWORD).unwrap();
    own(&password);
    let mut initdb = command("initdb", root.path());
    initdb
        .args(["--username", "team", "--auth", "scram-sha-256", "--no-sync"])
        .args(["--encoding", "UTF8", "--locale", "C", "--pwfile"])
        .arg(&password)
        .arg(root.path().join("data"));
    let made = initdb.output().expect("initdb");
    assert!(made.status.success(), "{made:#?}");
    root
}

fn directory() -> TempDir {
    let root = tempfile::Builder::new().prefix("mh-pg-").tempdir().unwrap();
    own(root.path());
    root
}

/// A program of PostgreSQL as a user who is not root: it refuses to be that.
fn command(program: &str, directory: &Path) -> Command {
    let program = programs().join(program);
    let mut command = match rustix::process::geteuid().is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
            command.arg(program);
            command
        }
        false => Command::new(program),
    };
    command.current_dir(directory).env_remove("PGPASSWORD");
    command
}

/// The newest version that is installed.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql");
    let versions = versions.expect("PostgreSQL is not installed: ./packages.sh postgresql");
    let mut versions: Vec<_> = versions
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.retain(|bin| bin.join("initdb").exists());
    versions.sort();
    versions
        .pop()
        .expect("PostgreSQL is not installed: ./packages.sh postgresql")
}

/// Gives a file to the user who runs the server.
fn own(path: &Path) {
    if rustix::process::geteuid().is_root() {
        let user = fs::read_to_string("/etc/passwd").unwrap();
        let user = user.lines().find(|line| line.starts_with("postgres:"));
        let mut fields = user.expect("the user postgres").split(':').skip(2);
        let mut id = || fields.next().unwrap().parse().ok();
        chown(path, id(), id()).unwrap();
    }
    let mode = if path.is_dir() { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn children(parent: u32) -> Vec<Pid> {
    let list = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
    let list = list.unwrap_or_default();
    list.split_whitespace()
        .filter_map(|pid| Pid::from_raw(pid.parse().ok()?))
        .collect()
}
